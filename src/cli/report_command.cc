// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// bulkhead report: results of earlier runs, merged, compared, in any format.
#include "base/text.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "cli/terminal.h"
#include "engine/check.h"
#include "report/compare.h"
#include "report/read_json.h"

namespace bulkhead::cli {
namespace {

constexpr std::size_t kMaxReport = std::size_t{512} << 20;

base::Result<model::Report> ReadReport(const std::string& path) {
  base::Result<std::shared_ptr<const base::Source>> source =
      base::RealFileSystem().Read(path, kMaxReport);
  if (!source.ok()) return std::move(source).error();
  return report::ReadJsonReport(source.value()->text(),
                                {.max_bytes = kMaxReport}, path);
}

base::Result<model::ExitCode> Diff(const Arguments& arguments) {
  if (arguments.Has("--output")) {
    return base::Error{base::ErrorCode::kInvalid,
                       "--diff prints its text to standard output; --output "
                       "cannot be combined with it"};
  }
  if (arguments.positionals().size() != 2) {
    return base::Error{
        base::ErrorCode::kInvalid,
        base::Format("--diff expects OLD and NEW, found {} files",
                     arguments.positionals().size())};
  }
  base::Result<model::Report> before = ReadReport(arguments.positionals()[0]);
  if (!before.ok()) return std::move(before).error();
  base::Result<model::Report> after = ReadReport(arguments.positionals()[1]);
  if (!after.ok()) return std::move(after).error();
  report::ReportDiff diff = report::DiffReports(before.value(), after.value());
  Print(report::DiffText(diff,
                         OptionsOfWriters(arguments, model::Severity::kLow)));
  model::Report added;
  added.findings = std::move(diff.added);
  added.gaps = std::move(diff.added_gaps);
  policy::Policy policy;
  if (arguments.Has("--fail-on")) {
    policy.fail_on.value = model::ParseSeverity(arguments.Value("--fail-on"));
  }
  return engine::ExitCodeOf(added, policy);
}

base::Result<model::ExitCode> Merge(const Arguments& arguments) {
  if (arguments.positionals().empty()) {
    return base::Error{base::ErrorCode::kInvalid,
                       "expected files that --output json wrote, found none"};
  }
  base::Result<std::vector<Output>> outputs = ParseOutputs(arguments);
  if (!outputs.ok()) return std::move(outputs).error();
  std::vector<model::Report> reports;
  for (const std::string& path : arguments.positionals()) {
    base::Result<model::Report> read = ReadReport(path);
    if (!read.ok()) return std::move(read).error();
    reports.push_back(std::move(read).value());
  }
  model::Report merged = report::MergeReports(std::move(reports));
  base::Status written =
      WriteOutputs(outputs.value(), merged,
                   OptionsOfWriters(arguments, model::Severity::kLow));
  if (!written.ok()) return std::move(written).error();
  policy::Policy policy;
  if (arguments.Has("--fail-on")) {
    policy.fail_on.value = model::ParseSeverity(arguments.Value("--fail-on"));
  }
  return engine::ExitCodeOf(merged, policy);
}

model::ExitCode Run(const Arguments& arguments) {
  base::Result<model::ExitCode> code =
      arguments.Has("--diff") ? Diff(arguments) : Merge(arguments);
  if (code.ok()) return code.value();
  PrintError(code.error());
  return model::ExitCode::kError;
}

constexpr FlagInfo kFlags[] = {
    {.name = "--diff",
     .help = "Compare OLD and NEW: what is new, fixed and unchanged",
     .group = "Report"},
    {.name = "--fail-on",
     .kind = FlagKind::kValue,
     .value = "SEVERITY",
     .help = "Exit with 1 from this severity on (default: high)",
     .choices = kThresholds,
     .group = "Report"},
    kOutputFlag,
    kShowFlag,
    kShowIgnoredFlag,
};
constexpr Example kExamples[] = {
    {"bulkhead report api.json web.json --output html=report.html",
     "one page of several runs"},
    {"bulkhead report --diff old.json new.json", "what changed in between"}};

}  // namespace

const Command kReport = {
    .name = "report",
    .synopsis = "FILE.json...",
    .summary = "Merge or compare the results of earlier runs",
    .description = "Reads what --output json wrote.",
    .flags = kFlags,
    .examples = kExamples,
    .max_positionals = 10'000,
    .completes = "files",
    .run = &Run};

}  // namespace bulkhead::cli
