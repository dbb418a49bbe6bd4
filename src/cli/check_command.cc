// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// bulkhead check.
#include "base/text.h"
#include "cli/check_fix.h"
#include "cli/check_options.h"
#include "cli/check_resolve.h"
#include "cli/check_run.h"
#include "cli/check_watch.h"
#include "cli/commands.h"
#include "cli/effective.h"
#include "cli/outputs.h"
#include "cli/terminal.h"
#include "engine/check.h"
#include "engine/scope.h"

namespace bulkhead::cli {
namespace {

constexpr std::string_view kKinds[] = {"dockerfile", "compose"};
constexpr std::string_view kRequirable[] = {"shellcheck"};
constexpr std::string_view kEffectiveChoices[] = {"yaml", "json"};
constexpr std::string_view kFixChoices[] = {"safe", "unsafe"};

// What was looked at and left out, for --verbose.
std::string LookedAt(const model::Report& report) {
  std::string out;
  for (const model::Target& target : report.targets) {
    out += base::Format(
        "looked at  {}  {}{}\n", base::Printable(target.path), target.kind,
        target.detail.empty() ? "" : ", " + base::Printable(target.detail));
  }
  for (const model::LeftOut& left : report.left_out) {
    out += base::Format("left out   {}  {}\n", base::Printable(left.path),
                        left.reason);
  }
  return out;
}

std::string NewBaselinePath(const Arguments& arguments,
                            const policy::Policy& policy) {
  std::string path = arguments.Value("--write-baseline");
  if (path.empty()) path = BaselinePath(arguments, policy);
  return path.empty() ? ".bulkhead-baseline" : path;
}

// Told before the work, not after it.
base::Status CheckBaselineFolder(const std::string& path,
                                 const base::FileSystem& files) {
  std::string folder = base::DirName(path);
  if (files.Stat(folder).type != base::FileType::kFolder) {
    return base::Error{
        base::ErrorCode::kNotFound,
        base::Format("--write-baseline {}: the folder {} does not exist",
                     base::Printable(path), base::Printable(folder))};
  }
  return base::Ok{};
}

// The new baseline, beside it the line that lets git merge it.
base::Status SaveBaseline(const std::string& path,
                          const engine::CheckOptions& options,
                          const model::Report& report,
                          const base::FileSystem& files) {
  base::Status saved =
      base::ReplaceFile(path, policy::WriteBaseline(report, options.baseline,
                                                    engine::ScopeOf(options)));
  if (!saved.ok()) return saved;
  std::string attributes =
      base::JoinPath(base::DirName(path), ".gitattributes");
  std::string line = policy::GitAttributesLine(base::BaseName(path));
  std::string text;
  if (base::Result<std::shared_ptr<const base::Source>> old =
          files.Read(attributes, std::size_t{1} << 20);
      old.ok()) {
    text = old.value()->text();
  }
  if (base::Contains(text, base::Trim(line))) return base::Ok{};
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  text += line;
  if (!text.ends_with('\n')) text += '\n';
  return base::ReplaceFile(attributes, text);
}

base::Result<model::ExitCode> CheckAndReport(const Arguments& arguments) {
  engine::TreeFiles files = FilesToCheck(arguments);
  base::Status fits = CheckFlagsFit(arguments);
  if (!fits.ok()) return std::move(fits).error();
  base::Result<std::vector<Output>> outputs = ParseOutputs(arguments);
  if (!outputs.ok()) return std::move(outputs).error();
  std::optional<policy::Baseline> baseline;
  base::Result<engine::CheckOptions> options =
      MakeCheckOptions(arguments, files, &baseline);
  if (!options.ok()) return std::move(options).error();
  if (arguments.Has("--effective")) {
    return PrintEffective(arguments, options.value(), files);
  }
  const policy::Policy& policy = options.value().policy;
  std::string new_baseline;
  if (arguments.Has("--write-baseline")) {
    new_baseline = NewBaselinePath(arguments, policy);
    base::Status place = CheckBaselineFolder(new_baseline, files);
    if (!place.ok()) return std::move(place).error();
  }
  base::Status resolved = ResolvePins(arguments, files, &options.value());
  if (!resolved.ok()) return std::move(resolved).error();
  if (WantsFix(arguments)) {
    return RunFix(arguments, options.value(), outputs.value(), files);
  }
  if (arguments.Has("--watch")) {
    return WatchChecks(arguments, outputs.value());
  }
  base::Result<model::Report> report =
      CheckReport(arguments, options.value(), files);
  if (!report.ok()) return std::move(report).error();
  if (arguments.Has("--verbose")) PrintNote(LookedAt(report.value()));
  base::Status written =
      WriteOutputs(outputs.value(), report.value(),
                   OptionsOfWriters(arguments, policy.show.value));
  if (!written.ok()) return std::move(written).error();
  if (!new_baseline.empty()) {
    base::Status saved =
        SaveBaseline(new_baseline, options.value(), report.value(), files);
    if (!saved.ok()) return std::move(saved).error();
    return model::ExitCode::kClean;
  }
  return engine::ExitCodeOf(report.value(), policy);
}

model::ExitCode Run(const Arguments& arguments) {
  base::Result<model::ExitCode> code = CheckAndReport(arguments);
  if (code.ok()) return code.value();
  PrintError(code.error());
  return model::ExitCode::kError;
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
    {.name = "--file",
     .short_name = "-f",
     .kind = FlagKind::kList,
     .value = "FILE",
     .help = "Compose file of one project; several are merged in this order",
     .group = "What is checked"},
    {.name = "--profile",
     .kind = FlagKind::kList,
     .value = "NAME",
     .help = "Compose profile to switch on (default: all of them)",
     .group = "What is checked"},
    {.name = "--env-file",
     .kind = FlagKind::kList,
     .value = "FILE",
     .help = "Variables for Compose files, in place of .env",
     .group = "What is checked"},
    {.name = "--project-name",
     .short_name = "-p",
     .kind = FlagKind::kValue,
     .value = "NAME",
     .help = "Name of the Compose project",
     .group = "What is checked"},
    {.name = "--effective",
     .kind = FlagKind::kOptionalValue,
     .value = "json",
     .help = "Print the effective Compose project with the origin of each "
             "value, or with =json as docker compose config does",
     .choices = kEffectiveChoices,
     .implied = "yaml",
     .group = "Report"},
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
    {.name = "--fix",
     .kind = FlagKind::kOptionalValue,
     .value = "unsafe",
     .help = "Apply safe fixes, or with =unsafe also those that may change "
             "behaviour",
     .choices = kFixChoices,
     .implied = "safe",
     .group = "Fixes"},
    {.name = "--harden",
     .help = "Apply all fixes to Compose projects and their Dockerfiles, and "
             "say what is left to you",
     .group = "Fixes"},
    {.name = "--diff",
     .help = "Show what the fixes would change, and write nothing",
     .group = "Fixes"},
    {.name = "--fix-only",
     .kind = FlagKind::kList,
     .value = "ID",
     .help = "Fix only this rule",
     .group = "Fixes"},
    {.name = "--prove",
     .help = "Apply only fixes with which the stack still starts and behaves "
             "as before, seen on a Docker Engine",
     .group = "Fixes"},
    {.name = "--prove-timeout",
     .kind = FlagKind::kValue,
     .value = "SECONDS",
     .help = "How long one start may take (default: 60)",
     .group = "Fixes"},
    {.name = "--pins",
     .kind = FlagKind::kValue,
     .value = "FILE",
     .help = "Versions of images and packages for fixes to write",
     .group = "Fixes"},
    {.name = "--resolve",
     .help = "Ask the registries of images without a digest for it; nothing "
             "else is sent anywhere",
     .group = "Fixes"},
    {.name = "--write-pins",
     .kind = FlagKind::kValue,
     .value = "FILE",
     .help = "Write what --resolve found, and the pins that were given",
     .group = "Fixes"},
    {.name = "--baseline",
     .kind = FlagKind::kValue,
     .value = "FILE",
     .help = "Findings of the past that do not count",
     .group = "What counts"},
    {.name = "--write-baseline",
     .kind = FlagKind::kOptionalValue,
     .value = "FILE",
     .help = "Write all findings to the baseline, and exit with 0",
     .implied = "",
     .group = "What counts"},
    {.name = "--new-since",
     .kind = FlagKind::kValue,
     .value = "GITREF",
     .help = "Only findings count that were not there where this branch left "
             "GITREF; the others are old",
     .group = "What counts"},
    {.name = "--watch",
     .help = "Check again when files change, and say what is new; ends on "
             "Ctrl-C with the exit code of the last result",
     .group = "What is checked"},
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
    {"bulkhead check --fix --diff", "see what the safe fixes would change"},
    {"bulkhead check --write-baseline", "start with a clean sheet"},
    {"bulkhead check --new-since origin/main", "only what this branch adds"},
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
