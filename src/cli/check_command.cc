// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// bulkhead check.
#include <unistd.h>

#include <chrono>

#include "base/fd.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/terminal.h"
#include "engine/check.h"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace bulkhead::cli {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kKinds[] = {"dockerfile", "compose"};
constexpr std::string_view kThresholds[] = {"none",   "info", "low",
                                            "medium", "high", "critical"};
constexpr std::string_view kRequirable[] = {"shellcheck"};
constexpr std::size_t kMaxInput = 64u << 20;

std::map<std::string, std::string, std::less<>> Environment() {
  std::map<std::string, std::string, std::less<>> out;
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    if (auto pair = base::Cut(*at, "=")) {
      out.emplace(pair->first, pair->second);
    }
  }
  return out;
}

base::Status AddBuildArgs(const Arguments& arguments,
                          engine::CheckOptions* options) {
  for (const std::string& text : arguments.Values("--build-arg")) {
    auto pair = base::Cut(text, "=");
    if (pair && !pair->first.empty()) {
      options->build_args[std::string(pair->first)] = pair->second;
      continue;
    }
    // As docker build does it: the name alone takes the environment's value.
    auto at = options->environment.find(text);
    if (pair || text.empty()) {
      return Error{ErrorCode::kInvalid,
                   base::Format("--build-arg {}: expected NAME=VALUE",
                                base::Printable(text))};
    }
    if (at != options->environment.end()) {
      options->build_args[text] = at->second;
    }
  }
  return base::Ok{};
}

// Shows files done on one line of a terminal, once the work takes a second.
class Progress {
 public:
  void operator()(std::size_t done, std::size_t all) {
    std::chrono::steady_clock::time_point now =
        std::chrono::steady_clock::now();
    if (now - start_ < std::chrono::seconds(1)) return;
    if (shown_ && now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    shown_ = true;
    std::string line =
        base::Format("\r\x1b[Kchecking {} of {} files", done, all);
    static_cast<void>(write(STDERR_FILENO, line.data(), line.size()) < 0);
  }
  void Clear() const {
    if (!shown_) return;
    static_cast<void>(write(STDERR_FILENO, "\r\x1b[K", 4) < 0);
  }

 private:
  std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_ = {};
  bool shown_ = false;
};

engine::FileKind KindOfFlag(const std::string& as) {
  if (as == "dockerfile") return engine::FileKind::kDockerfile;
  if (as == "compose") return engine::FileKind::kCompose;
  return engine::FileKind::kNone;
}

base::Status ReadStandardInput(engine::CheckOptions* options) {
  bool wanted = std::find(options->paths.begin(), options->paths.end(), "-") !=
                options->paths.end();
  if (!wanted) return base::Ok{};
  if (options->as == engine::FileKind::kNone) {
    return Error{ErrorCode::kInvalid,
                 "standard input has no name to tell its kind by; add --as "
                 "dockerfile or --as compose"};
  }
  base::Fd input(dup(STDIN_FILENO));
  base::Result<std::string> text =
      base::ReadAll(input, "standard input", kMaxInput);
  if (!text.ok()) return std::move(text).error();
  options->standard_input = std::move(text).value();
  return base::Ok{};
}

base::Status LoadPolicy(const Arguments& arguments,
                        const base::FileSystem& files,
                        engine::CheckOptions* options) {
  std::string target = options->paths.empty() || options->paths[0] == "-"
                           ? "."
                           : options->paths[0];
  base::Result<policy::Policy> policy =
      policy::LoadPolicy(files,
                         {.target = target,
                          .policy = arguments.Value("--policy"),
                          .config_home = policy::ConfigHome(),
                          .search = !arguments.Has("--no-config"),
                          .peers = !arguments.Has("--no-config")},
                         {});
  if (!policy.ok()) return std::move(policy).error();
  options->policy = std::move(policy).value();
  if (arguments.Has("--fail-on")) {
    options->policy.fail_on = {
        model::ParseSeverity(arguments.Value("--fail-on")), "--fail-on"};
  }
  if (arguments.Has("--allow-gaps")) {
    options->policy.allow_gaps = {true, "--allow-gaps"};
  }
  return base::Ok{};
}

base::Result<engine::CheckOptions> MakeOptions(const Arguments& arguments,
                                               const base::FileSystem& files) {
  engine::CheckOptions options;
  options.paths = arguments.positionals();
  options.as = KindOfFlag(arguments.Value("--as"));
  options.use_gitignore = !arguments.Has("--no-gitignore");
  options.exclude = arguments.Values("--exclude");
  options.target = arguments.Value("--target");
  options.only_rules = arguments.Values("--rule");
  options.today = base::Today();
  options.environment = Environment();
  if (arguments.Has("--no-shellcheck")) {
    options.shellcheck = engine::ShellCheckMode::kOff;
  } else if (arguments.Has("--require")) {
    options.shellcheck = engine::ShellCheckMode::kRequired;
  }
  if (base::Status added = AddBuildArgs(arguments, &options); !added.ok()) {
    return std::move(added).error();
  }
  if (base::Status read = ReadStandardInput(&options); !read.ok()) {
    return std::move(read).error();
  }
  if (base::Status loaded = LoadPolicy(arguments, files, &options);
      !loaded.ok()) {
    return std::move(loaded).error();
  }
  return options;
}

// What was looked at and left out, for --verbose.
std::string LookedAt(const model::Report& report) {
  std::string out;
  for (const model::Target& target : report.targets) {
    out += base::Format("looked at  {}  {}{}\n", base::Printable(target.path),
                        target.kind,
                        target.detail.empty() ? "" : ", " + target.detail);
  }
  for (const model::LeftOut& left : report.left_out) {
    out += base::Format("left out   {}  {}\n", base::Printable(left.path),
                        left.reason);
  }
  return out;
}

model::ExitCode Run(const Arguments& arguments) {
  base::RealFileSystem files;
  base::Result<std::vector<Output>> outputs = ParseOutputs(arguments);
  if (!outputs.ok()) {
    PrintError(outputs.error());
    return model::ExitCode::kError;
  }
  base::Result<engine::CheckOptions> options = MakeOptions(arguments, files);
  if (!options.ok()) {
    PrintError(options.error());
    return model::ExitCode::kError;
  }
  Progress progress;
  if (ErrorIsTerminal()) options.value().progress = std::ref(progress);
  base::Result<model::Report> report = engine::Check(options.value(), files);
  progress.Clear();
  if (!report.ok()) {
    PrintError(report.error());
    return model::ExitCode::kError;
  }
  if (arguments.Has("--verbose")) {
    std::string lines = LookedAt(report.value());
    static_cast<void>(write(STDERR_FILENO, lines.data(), lines.size()) < 0);
  }
  const policy::Policy& policy = options.value().policy;
  base::Status written =
      WriteOutputs(outputs.value(), report.value(),
                   OptionsOfWriters(arguments, policy.show.value));
  if (!written.ok()) {
    PrintError(written.error());
    return model::ExitCode::kError;
  }
  return engine::ExitCodeOf(report.value(), policy);
}

constexpr FlagInfo kFlags[] = {
    {.name = "--as",
     .kind = FlagKind::kValue,
     .value = "KIND",
     .help = "Take named files and standard input for dockerfile or compose",
     .choices = kKinds,
     .group = "What is checked"},
    {.name = "--exclude",
     .kind = FlagKind::kList,
     .value = "GLOB",
     .help = "Leave out paths, as a line of .gitignore would",
     .group = "What is checked"},
    {.name = "--no-gitignore",
     .help = "Also look at what git ignores",
     .group = "What is checked"},
    {.name = "--build-arg",
     .kind = FlagKind::kList,
     .value = "NAME=VALUE",
     .help = "Value of a build argument, as for docker build",
     .group = "What is checked"},
    {.name = "--target",
     .kind = FlagKind::kValue,
     .value = "STAGE",
     .help = "Build stage that is the image (default: the last one)",
     .group = "What is checked"},
    {.name = "--rule",
     .kind = FlagKind::kList,
     .value = "ID",
     .help = "Only this rule, by its id or one of another tool",
     .group = "What counts"},
    {.name = "--fail-on",
     .kind = FlagKind::kValue,
     .value = "SEVERITY",
     .help = "Exit with 1 from this severity on (default: high); none reports "
             "only",
     .choices = kThresholds,
     .group = "What counts"},
    {.name = "--allow-gaps",
     .help = "Exit with 0 although something could not be assessed",
     .group = "What counts"},
    {.name = "--policy",
     .kind = FlagKind::kValue,
     .value = "NAME|FILE",
     .help = "Policy: default, guide, cis, strict, or a file",
     .group = "What counts"},
    {.name = "--no-config",
     .help = "Read no .bulkhead.yaml and no file of another tool",
     .group = "What counts"},
    {.name = "--require",
     .kind = FlagKind::kList,
     .value = "HELPER",
     .help = "Report a gap where this optional helper is missing: shellcheck",
     .choices = kRequirable,
     .group = "What counts"},
    {.name = "--no-shellcheck",
     .help = "Do not run shellcheck on RUN scripts",
     .group = "What counts"},
    kOutputFlag,
    kShowFlag,
    kShowIgnoredFlag,
    {.name = "--verbose",
     .short_name = "-v",
     .help = "List what was looked at and what was left out",
     .group = "Report"},
};

constexpr Example kExamples[] = {
    {"bulkhead check", "check everything below the working folder"},
    {"bulkhead check api/Dockerfile --target release",
     "check one file, for one build stage"},
    {"bulkhead check --output sarif=bulkhead.sarif --output table",
     "one run, two reports"},
    {"bulkhead check --as dockerfile - < Dockerfile", "check standard input"},
};

}  // namespace

const Command kCheck = {
    .name = "check",
    .synopsis = "[PATH...]",
    .summary = "Check Dockerfiles and Compose files",
    .description =
        "Looks through folders for Dockerfiles and Compose projects by the "
        "names that people use, leaving out what git ignores. Named files are "
        "checked whatever their name.",
    .flags = kFlags,
    .examples = kExamples,
    .max_positionals = 100'000,
    .completes = "files",
    .run = &Run};

}  // namespace bulkhead::cli
