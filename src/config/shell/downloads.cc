// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Sources: curl(1), wget(1), aria2c(1), fetch(1), git-clone(1).
#include "config/shell/downloads.h"

#include <algorithm>

#include "base/text.h"
#include "config/shell/command_line.h"

namespace bulkhead::config {

namespace {

struct Tool {
  Downloader downloader = Downloader::kCurl;
  std::string_view program;
  WordList flags_with_value;
  WordList output;
  WordList remote_name;
  WordList insecure;
  WordList fails;
  WordList quiet;
  WordList redirects;
  WordList sends;
};

constexpr Tool kTools[] = {
    {.downloader = Downloader::kCurl,
     .program = "curl",
     .flags_with_value =
         "-o|--output|-d|--data|--data-raw|--data-binary|--data-urlencode|"
         "--json|-H|--header|-u|--user|-A|--user-agent|-e|--referer|-X|"
         "--request|-x|--proxy|-b|--cookie|-c|--cookie-jar|"
         "--connect-timeout|-m|--max-time|--retry|--retry-delay|"
         "--retry-max-time|--cacert|--capath|-E|--cert|--key|-T|"
         "--upload-file|-F|--form|-w|--write-out|-K|--config|-C|"
         "--continue-at|-r|--range|-y|-Y|--limit-rate|--resolve|"
         "--output-dir|-D|--dump-header|--proto|--proto-redir|"
         "--proto-default|--ciphers|--tls-max|--interface|--url|"
         "--max-redirs|-z|--stderr|--trace|--oauth2-bearer|--netrc-file|"
         "--pinnedpubkey|--etag-save|--etag-compare|-t|-U|-Q|-P",
     .output = "-o|--output",
     .remote_name = "-O|--remote-name|--remote-name-all",
     .insecure = "-k|--insecure|--proxy-insecure",
     .fails = "-f|--fail|--fail-with-body",
     .quiet = "-s|--silent",
     .redirects = "-L|--location|--location-trusted",
     .sends = "-d|--data|--data-raw|--data-binary|--data-urlencode|--json|-T|"
              "--upload-file|-F|--form"},
    {.downloader = Downloader::kWget,
     .program = "wget",
     .flags_with_value =
         "-O|--output-document|-P|--directory-prefix|-o|--output-file|-a|"
         "--append-output|-t|--tries|-T|--timeout|-U|--user-agent|--header|"
         "-e|--execute|-i|--input-file|--user|--password|--post-data|"
         "--post-file|--method|--body-data|--body-file|--ca-certificate|"
         "--ca-directory|--waitretry|-w|--wait|--limit-rate|-R|-A|-I|-X|-D|"
         "-l|--level|--read-timeout|--connect-timeout|--dns-timeout|"
         "--certificate|--private-key|-B|--base|--referer|--max-redirect|-Q|"
         "--http-user|--http-password|--load-cookies|--save-cookies|--progress",
     .output = "-O|--output-document|-P|--directory-prefix",
     .insecure = "--no-check-certificate|--no-hsts-check",
     .quiet = "-q|--quiet|--no-verbose|--progress|-nv",
     .sends = "--post-data|--post-file|--body-data|--body-file"},
    {.downloader = Downloader::kAria2,
     .program = "aria2c",
     .flags_with_value =
         "-o|--out|-d|--dir|-x|-s|-k|-j|-i|-l|-m|-t|--header|--user-agent|"
         "--checksum|--split|--timeout|--max-tries",
     .output = "-o|--out|-d|--dir",
     .insecure = "--check-certificate=false",
     .quiet = "-q|--quiet"},
    {.downloader = Downloader::kFetch,
     .program = "fetch",
     .flags_with_value = "-o|--output|-T|-w|-B|-S|-N|-i",
     .output = "-o|--output",
     .insecure = "--no-verify-peer|--no-verify-hostname",
     .quiet = "-q|--quiet"},
    {.downloader = Downloader::kGit,
     .program = "git",
     .flags_with_value =
         "-C|-c|--git-dir|--work-tree|-b|--branch|--depth|-o|--origin|"
         "--config|-j|--jobs|--reference|--separate-git-dir|--filter|-u|"
         "--upload-pack|--template|--shallow-since|--shallow-exclude|"
         "--server-option|--revision",
     .quiet = "-q|--quiet"},
};

constexpr WordList kInterpreters =
    "python|python2|python3|perl|ruby|node|nodejs|php|bun|deno";

const Tool* FindTool(std::string_view program) {
  for (const Tool& tool : kTools) {
    if (tool.program == program) return &tool;
  }
  return nullptr;
}

// Reads what it runs from its standard input.
bool RunsInput(const Command& command) {
  bool shell = IsShellProgram(command.name);
  if (!shell && !kInterpreters.Contains(command.name)) return false;
  for (const Word& word : command.args()) {
    if (word.Is("-") || word.Is("-s") || word.Is("/dev/stdin")) return true;
    bool flag = word.value.size() > 1 && word.value[0] == '-';
    if (!flag) return false;
    bool script = word.value[1] != '-' &&
                  word.value.find_first_of(shell ? "c" : "cmenpr") !=
                      std::string_view::npos;
    if (script) return false;
    if (shell && word.value.ends_with('s')) return true;
  }
  return true;
}

// The innermost command that `wrapper` (sudo, env, ...) runs.
const Command& Unwrapped(const ShellScript& script, const Command& wrapper) {
  const Command* command = &wrapper;
  std::span<const Command> commands = script.commands();
  for (std::size_t i = command->index + 1; i < commands.size(); ++i) {
    bool inner = commands[i].nesting == Nesting::kWrapper &&
                 commands[i].parent == static_cast<std::int32_t>(i) - 1 &&
                 command->index == i - 1;
    if (!inner) break;
    command = &commands[i];
  }
  return *command;
}

// The command as it stands in its pipeline, with its wrappers.
const Command& Outermost(const ShellScript& script, const Command& command) {
  const Command* outer = &command;
  while (outer->nesting == Nesting::kWrapper) {
    const Command* parent = ParentOf(script, *outer);
    if (parent == nullptr) break;
    outer = parent;
  }
  return *outer;
}

void FindPipeConsumer(const ShellScript& script, const Command& outer,
                      DownloadOperation& download) {
  // curl | tee f | gunzip | sh: no pipeline of people is longer.
  constexpr int kMostSteps = 8;
  const Command* next = &outer;
  for (int step = 0; step < kMostSteps; ++step) {
    next = NextInPipeline(script, *next);
    if (next == nullptr) return;
    const Command& command = Unwrapped(script, *next);
    if (download.consumer == nullptr) download.consumer = &command;
    if (!RunsInput(command)) continue;
    download.consumer = &command;
    download.runs_in_shell = true;
    return;
  }
}

bool Contains(TextRange outer, TextRange inner) {
  return outer.begin <= inner.begin && inner.end <= outer.end;
}

// sh -c "$(curl ...)", eval "$(curl ...)", bash <(curl ...), . <(curl ...).
void FindSubstitutionConsumer(const ShellScript& script, const Command& outer,
                              DownloadOperation& download) {
  if (outer.nesting != Nesting::kSubstitution) return;
  const Command* parent = ParentOf(script, outer);
  if (parent == nullptr || parent->words.empty()) return;
  const Command& reader = Unwrapped(script, *parent);
  bool reads = IsShellProgram(reader.name) ||
               kInterpreters.Contains(reader.name) || reader.Is("source") ||
               reader.Is(".");
  for (std::size_t i = 0; i < parent->words.size(); ++i) {
    for (const Piece& piece : parent->words[i].pieces) {
      if (!Contains(piece.range, outer.range)) continue;
      bool runs = (i == 0 && piece.kind == PieceKind::kCommand) ||
                  (reads && piece.kind == PieceKind::kProcess);
      if (!runs) continue;
      const Command* shell = i == 0 ? ParentOf(script, *parent) : &reader;
      download.consumer = shell != nullptr ? shell : parent;
      download.runs_in_shell = true;
      return;
    }
  }
}

void ReadOutput(const Tool& tool, const CommandLine& line, const Command& outer,
                DownloadOperation& download) {
  const CommandFlag* output = line.Find(tool.output);
  bool dash = output != nullptr &&
              (output->value == "-" || output->value == "/dev/stdout");
  if (output != nullptr && !dash) download.output = output->value_word;
  download.remote_name = line.Has(tool.remote_name);
  bool by_name = tool.downloader != Downloader::kCurl;
  if (by_name && output == nullptr) download.remote_name = true;
  if (download.output != nullptr || download.remote_name) return;
  for (const Redirection& redirection : outer.redirections) {
    bool writes = (redirection.op == RedirectOp::kOutput ||
                   redirection.op == RedirectOp::kAppend ||
                   redirection.op == RedirectOp::kClobber) &&
                  redirection.fd != 2;
    if (writes) download.output = &redirection.target;
  }
  download.to_stdout = download.output == nullptr;
}

DownloadOperation ReadTool(const Tool& tool, const Command& command,
                           const Command& outer) {
  CommandLine line = ReadCommandLine(
      command.args(), {.flags_with_value = tool.flags_with_value});
  DownloadOperation download;
  download.command = &command;
  download.tool = tool.downloader;
  download.urls = line.operands;
  const CommandFlag* url = line.Find("--url");
  if (url != nullptr && url->value_word != nullptr) {
    download.urls.push_back(url->value_word);
  }
  download.insecure = line.Has(tool.insecure);
  download.quiet = line.Has(tool.quiet);
  bool curl = tool.downloader == Downloader::kCurl;
  download.fails_on_error = !curl || line.Has(tool.fails);
  download.follows_redirects = !curl || line.Has(tool.redirects);
  download.sends_data = line.Has(tool.sends);
  ReadOutput(tool, line, outer, download);
  return download;
}

bool IsFalse(std::string_view value) {
  return value == "false" || value == "0" || value == "no" || value == "off";
}

// git clone URL [FOLDER]; other verbs download nothing new by name.
bool ReadGit(const Tool& tool, const ShellScript& script,
             const Command& command, DownloadOperation& download) {
  CommandLine line = ReadCommandLine(
      command.args(), {.flags_with_value = tool.flags_with_value});
  if (line.operands.size() < 2 || !line.operands[0]->Is("clone")) return false;
  download.command = &command;
  download.tool = Downloader::kGit;
  download.urls = {line.operands[1]};
  if (line.operands.size() > 2) download.output = line.operands[2];
  download.remote_name = download.output == nullptr;
  download.fails_on_error = download.follows_redirects = true;
  download.quiet = line.Has(tool.quiet);
  for (const CommandFlag& flag : line.flags) {
    std::optional<std::pair<std::string_view, std::string_view>> option =
        base::Cut(flag.value, "=");
    bool off = option &&
               base::EqualsIgnoreCase(option->first, "http.sslVerify") &&
               IsFalse(option->second);
    download.insecure = download.insecure || off;
  }
  for (const Assignment& assignment : command.assignments) {
    if (assignment.name != "GIT_SSL_NO_VERIFY") continue;
    download.insecure = !IsFalse(assignment.value.value);
  }
  const CommandFlag* branch = line.Find("-b|--branch|--revision");
  if (branch != nullptr) download.git_ref = branch->value;
  std::span<const Command> commands = script.commands();
  for (std::size_t i = command.index + 1; i < commands.size(); ++i) {
    const Command& next = commands[i];
    if (!next.Is("git")) continue;
    CommandLine other = ReadCommandLine(
        next.args(), {.flags_with_value = tool.flags_with_value});
    if (other.operands.empty()) continue;
    if (other.operands[0]->Is("clone")) break;
    bool moves = other.operands[0]->Is("checkout") ||
                 other.operands[0]->Is("reset") ||
                 other.operands[0]->Is("switch");
    if (moves && other.operands.size() > 1) {
      download.git_ref = other.operands[1]->value;
    }
  }
  return true;
}

bool IsDigest(std::string_view name) {
  return (name.starts_with("sha") && name.ends_with("sum")) ||
         name == "md5sum" || name == "b2sum" || name == "b3sum";
}

}  // namespace

std::vector<DownloadOperation> DownloadOperations(const ShellScript& script) {
  std::vector<DownloadOperation> downloads;
  for (const Command& command : script.commands()) {
    const Tool* tool = FindTool(command.name);
    if (tool == nullptr) continue;
    const Command& outer = Outermost(script, command);
    DownloadOperation download;
    if (tool->downloader == Downloader::kGit) {
      if (!ReadGit(*tool, script, command, download)) continue;
    } else {
      download = ReadTool(*tool, command, outer);
      if (download.urls.empty()) continue;
    }
    if (download.to_stdout) {
      FindPipeConsumer(script, outer, download);
      if (!download.runs_in_shell) {
        FindSubstitutionConsumer(script, outer, download);
      }
    }
    downloads.push_back(std::move(download));
  }
  return downloads;
}

bool IsVerification(const Command& command) {
  if (IsDigest(command.name)) {
    // -c, or its output is compared in a substitution.
    return HasFlag(command, "-c", "--check") || command.in_substitution;
  }
  if (command.IsAnyOf("gpgv", "gpgv2", "slsa-verifier")) return true;
  if (command.IsAnyOf("gpg", "gpg2")) return HasFlag(command, "--verify");
  if (command.Is("minisign")) return HasFlag(command, "-V");
  if (command.Is("signify")) return HasFlag(command, {"-V", "-C"});
  if (command.Is("rpm")) return HasFlag(command, {"-K", "--checksig"});
  if (command.Is("openssl")) {
    return HasFlag(command, "-verify") || command.HasArg("verify");
  }
  if (command.IsAnyOf("cosign", "notation", "sq", "apk", "gh", "crane")) {
    for (const Word& word : command.args()) {
      if (word.value.starts_with("verify")) return true;
    }
  }
  return command.Is("apksigner") && command.HasArg("verify");
}

bool VerifiesDownload(const ShellScript& script) {
  std::span<const Command> commands = script.commands();
  return std::any_of(commands.begin(), commands.end(), IsVerification);
}

}  // namespace bulkhead::config
