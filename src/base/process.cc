// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <csignal>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "base/fd.h"
#include "base/fs.h"
#include "base/text.h"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace bulkhead::base {
namespace {

struct Pipe {
  Fd read;
  Fd write;
};

Result<Pipe> MakePipe() {
  std::array<int, 2> ends = {-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return SystemError("cannot make", "a pipe");
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

// A child writes and reads at its own pace: one loop serves the three pipes.
Status Exchange(Pipe& in, Pipe& out, Pipe& err, const ProcessOptions& options,
                std::string_view name, ProcessResult* result) {
  using Clock = std::chrono::steady_clock;
  Clock::time_point deadline =
      Clock::now() + std::chrono::seconds(options.timeout_seconds);
  std::string_view input = options.input;
  if (input.empty()) in.write.Close();
  fcntl(in.write.get(), F_SETFL, O_NONBLOCK);
  std::array<char, 16384> buffer{};
  while (out.read.valid() || err.read.valid()) {
    std::array<pollfd, 3> polls = {
        pollfd{out.read.valid() ? out.read.get() : -1, POLLIN, 0},
        pollfd{err.read.valid() ? err.read.get() : -1, POLLIN, 0},
        pollfd{in.write.valid() ? in.write.get() : -1, POLLOUT, 0}};
    long long left = std::chrono::duration_cast<std::chrono::milliseconds>(
                         deadline - Clock::now())
                         .count();
    if (left <= 0) {
      return Error{ErrorCode::kIo, Format("{} did not end within {} s", name,
                                          options.timeout_seconds)};
    }
    if (poll(polls.data(), polls.size(), static_cast<int>(left)) < 0 &&
        errno != EINTR) {
      return SystemError("cannot wait for", name);
    }
    for (int i = 0; i < 2; ++i) {
      if (polls[static_cast<std::size_t>(i)].revents == 0) continue;
      Pipe& pipe = i == 0 ? out : err;
      std::string& text = i == 0 ? result->out : result->err;
      ssize_t got = read(pipe.read.get(), buffer.data(), buffer.size());
      if (got <= 0) {
        pipe.read.Close();
        continue;
      }
      text.append(buffer.data(), static_cast<std::size_t>(got));
      if (text.size() > options.max_output) {
        return Error{ErrorCode::kLimit, Format("{} printed more than {} bytes",
                                               name, options.max_output)};
      }
    }
    if (polls[2].revents != 0) {
      ssize_t done = write(in.write.get(), input.data(), input.size());
      if (done > 0) input.remove_prefix(static_cast<std::size_t>(done));
      if ((done < 0 && errno != EAGAIN) || input.empty()) in.write.Close();
    }
  }
  return Ok{};
}

}  // namespace

Result<ProcessResult> RunProcess(const std::vector<std::string>& argv,
                                 const ProcessOptions& options) {
  std::string program =
      argv[0].find('/') == std::string::npos ? FindProgram(argv[0]) : argv[0];
  if (program.empty() || access(program.c_str(), X_OK) != 0) {
    return Error{ErrorCode::kNotFound,
                 Format("the program {} is not installed", argv[0])};
  }
  Result<Pipe> in = MakePipe();
  Result<Pipe> out = MakePipe();
  Result<Pipe> err = MakePipe();
  if (!in.ok()) return std::move(in).error();
  if (!out.ok()) return std::move(out).error();
  if (!err.ok()) return std::move(err).error();
  // A child that ends before it read all its input must not end us.
  static const auto ignore_broken_pipes = std::signal(SIGPIPE, SIG_IGN);
  static_cast<void>(ignore_broken_pipes);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.value().read.get(), 0);
  posix_spawn_file_actions_adddup2(&actions, out.value().write.get(), 1);
  posix_spawn_file_actions_adddup2(&actions, err.value().write.get(), 2);
  if (!options.folder.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, options.folder.c_str());
  }
  std::vector<char*> args;
  for (const std::string& arg : argv) {
    args.push_back(const_cast<char*>(arg.c_str()));  // NOLINT(*-const-cast)
  }
  args.push_back(nullptr);
  std::vector<char*> environment;
  for (char** at = environ; *at != nullptr; ++at) environment.push_back(*at);
  for (const std::string& pair : options.environment) {
    environment.push_back(
        const_cast<char*>(pair.c_str()));  // NOLINT(*-const-cast)
  }
  environment.push_back(nullptr);
  pid_t child = -1;
  int failed = posix_spawn(&child, program.c_str(), &actions, nullptr,
                           args.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    errno = failed;
    return SystemError("cannot start", program);
  }
  in.value().read.Close();
  out.value().write.Close();
  err.value().write.Close();

  ProcessResult result;
  Status exchanged = Exchange(in.value(), out.value(), err.value(), options,
                              argv[0], &result);
  if (!exchanged.ok()) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!exchanged.ok()) return std::move(exchanged).error();
  result.exit_code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

std::string FindProgram(std::string_view name) {
  const char* path = std::getenv("PATH");
  if (path == nullptr) return "";
  for (std::string_view folder : Split(path, ':')) {
    if (!IsAbsolute(folder)) continue;  // never from the folder being checked
    std::string full = JoinPath(folder, name);
    if (access(full.c_str(), X_OK) == 0) return full;
  }
  return "";
}

}  // namespace bulkhead::base
