// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// bulkhead lsp: the language server on standard input and output.
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/fd.h"
#include "base/text.h"
#include "cli/check_options.h"
#include "cli/commands.h"
#include "cli/lsp/framing.h"
#include "cli/lsp/server.h"
#include "cli/terminal.h"

namespace bulkhead::cli {
namespace {

constexpr std::size_t kReadBytes = 64u << 10;
// Then some of what came is handled before more is taken.
constexpr int kMaxReads = 256;

// The options of `bulkhead check PATH` with the same flags.
base::Result<Preparation> PrepareCheck(const Arguments& arguments,
                                       const std::string& path,
                                       const base::FileSystem& files) {
  Arguments check = arguments;
  // Standard input is the connection: it is never read for a document.
  check.SetPositionals({path == "-" ? "." : path});
  std::shared_ptr<std::optional<policy::Baseline>> baseline =
      std::make_shared<std::optional<policy::Baseline>>();
  base::Result<engine::CheckOptions> options =
      MakeCheckOptions(check, files, baseline.get());
  if (!options.ok()) return std::move(options).error();
  return Preparation{.options = std::move(options).value(), .keep = baseline};
}

base::Status EnterFolder(const std::string& path) {
  if (chdir(path.c_str()) == 0) return base::Ok{};
  return base::SystemError("cannot enter the workspace's folder", path);
}

class Connection {
 public:
  explicit Connection(const Arguments& arguments)
      : server_({.prepare =
                     [&arguments](const std::string& path,
                                  const base::FileSystem& files) {
                       return PrepareCheck(arguments, path, files);
                     },
                 .enter_folder = &EnterFolder},
                files_),
        input_(dup(STDIN_FILENO)),
        output_(dup(STDOUT_FILENO)) {}

  // The exit status that the protocol wants; an Error where it was broken.
  base::Result<int> Run() {
    bool idle = true;
    while (!server_.ended()) {
      base::Result<bool> open = TakeInput(idle);
      if (!open.ok()) return std::move(open).error();
      if (!open.value()) return EndOfInput();
      idle = !server_.Step();
      base::Status written = WriteOut();
      if (!written.ok()) return std::move(written).error();
    }
    return server_.shut_down() ? 0 : 1;
  }

 private:
  // Takes all messages that have arrived; waits for one where `wait`. False at
  // the end of the input.
  base::Result<bool> TakeInput(bool wait) {
    for (int reads = 0; reads < kMaxReads; ++reads) {
      pollfd ready = {input_.get(), POLLIN, 0};
      int count = poll(&ready, 1, wait ? -1 : 0);
      if (count == 0) return true;
      if (count < 0 && errno == EINTR) continue;
      char bytes[kReadBytes];
      ssize_t done = read(input_.get(), bytes, sizeof bytes);
      if (done < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (done < 0) return base::SystemError("cannot read", "standard input");
      if (done == 0) return false;
      wait = false;
      reader_.Append({bytes, static_cast<std::size_t>(done)});
      base::Status taken = TakeMessages();
      if (!taken.ok()) return std::move(taken).error();
    }
    return true;
  }

  base::Status TakeMessages() {
    while (true) {
      base::Result<std::optional<std::string>> message = reader_.Next();
      if (!message.ok()) {
        return base::Error{
            base::ErrorCode::kInvalid,
            base::Format("lsp: {}; an editor's language client is expected on "
                         "standard input",
                         message.error().message)};
      }
      if (!message.value()) return base::Ok{};
      server_.Receive(*message.value());
    }
  }

  // The editor went away. What it asked before is still answered, since it may
  // have closed only its side.
  base::Result<int> EndOfInput() {
    while (server_.Step()) {
    }
    base::Status written = WriteOut();
    if (!written.ok()) return std::move(written).error();
    std::string missing = reader_.Missing();
    if (missing.empty() && server_.ended()) return server_.shut_down() ? 0 : 1;
    if (missing.empty() && server_.shut_down()) return 0;
    return base::Error{
        base::ErrorCode::kInvalid,
        missing.empty()
            ? "lsp: the client closed the connection; expected shutdown and "
              "exit before"
            : base::Format("lsp: the client closed the connection; {} are "
                           "missing",
                           missing)};
  }

  base::Status WriteOut() {
    std::string bytes = server_.TakeOutput();
    if (bytes.empty()) return base::Ok{};
    return base::WriteAll(output_, "standard output", bytes);
  }

  base::RealFileSystem files_;
  Server server_;
  FrameReader reader_;
  base::Fd input_;
  base::Fd output_;
};

model::ExitCode Run(const Arguments& arguments) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of its write
  if (isatty(STDIN_FILENO) == 1) {
    PrintNote(
        "bulkhead lsp speaks the Language Server Protocol on standard input; "
        "editors start it, see docs/editors.md\n");
  }
  base::Result<int> status = Connection(arguments).Run();
  // 0 and 1 are the protocol's, for exit after and without shutdown.
  if (status.ok()) return static_cast<model::ExitCode>(status.value());
  PrintError(status.error());
  return model::ExitCode::kError;
}

constexpr FlagInfo kFlags[] = {
    {.name = "--policy",
     .kind = FlagKind::kValue,
     .value = "NAME|FILE",
     .help = "Policy: default, guide, cis, strict, or a file"},
    {.name = "--no-config",
     .help = "Read no .bulkhead.yaml and no file of another tool"},
    {.name = "--baseline",
     .kind = FlagKind::kValue,
     .value = "FILE",
     .help = "Findings of the past that do not count"},
    {.name = "--no-shellcheck",
     .help = "Do not run shellcheck on RUN scripts when a file is opened or "
             "saved"},
    {.name = "--stdio",
     .help = "Use standard input and output, as it always does"},
};

constexpr Example kExamples[] = {
    {"bulkhead lsp", "what an editor starts; see docs/editors.md"}};

}  // namespace

const Command kLsp = {
    .name = "lsp",
    .synopsis = "",
    .summary = "Check in an editor: a language server",
    .description =
        "Speaks the Language Server Protocol 3.17 on standard input and "
        "output: diagnostics of Dockerfiles and Compose files while you type, "
        "fixes as code actions, and why a rule exists as a hover. Policies, "
        "baselines and ignores count as in bulkhead check, in the workspace's "
        "folder.",
    .flags = kFlags,
    .examples = kExamples,
    .run = &Run};

}  // namespace bulkhead::cli
