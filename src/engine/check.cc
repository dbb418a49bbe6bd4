// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/check.h"

#include <algorithm>
#include <mutex>

#include "base/parallel.h"
#include "base/text.h"
#include "engine/shellcheck.h"
#include "engine/targets.h"

namespace bulkhead::engine {
namespace {

std::vector<ComposeResult> CheckTargets(const CheckOptions& options,
                                        const std::vector<Target>& targets,
                                        const base::FileSystem& files) {
  TargetChecker checker(options);
  std::vector<ComposeResult> results(targets.size());
  std::mutex progress_mutex;
  std::size_t done = 0;
  base::ParallelFor(targets.size(), options.threads, [&](std::size_t i) {
    results[i] = checker.Check(targets[i], files);
    if (!options.progress) return;
    std::lock_guard lock(progress_mutex);
    options.progress(++done, targets.size());
  });
  return results;
}

void SayShellCheckFailed(const CheckOptions& options, const std::string& why,
                         model::Report* report) {
  std::string message =
      base::Format("scripts were not checked by ShellCheck: {}", why);
  if (options.shellcheck == ShellCheckMode::kRequired) {
    report->gaps.push_back({.code = "shellcheck-missing",
                            .message = message,
                            .remedy = "Install the package shellcheck, or "
                                      "drop --require shellcheck."});
  } else {
    report->notes.push_back({.code = "shellcheck-missing", .message = message});
  }
}

}  // namespace

void CheckScripts(const CheckOptions& options,
                  const std::vector<Target>& targets,
                  const std::vector<ComposeResult>& results,
                  model::Report* report) {
  if (options.shellcheck == ShellCheckMode::kOff) return;
  bool any_dockerfile =
      std::any_of(targets.begin(), targets.end(),
                  [](const Target& target) { return !target.compose; });
  if (!any_dockerfile || !options.policy.IsOn(ShellCheckRule())) return;
  if (!HaveShellCheck()) {
    SayShellCheckFailed(options, "the program shellcheck is not installed",
                        report);
    return;
  }
  std::vector<ShellCheckJob> jobs;
  for (const ComposeResult& result : results) {
    const std::vector<ShellCheckJob>& scripts = result.document.scripts;
    jobs.insert(jobs.end(), scripts.begin(), scripts.end());
  }
  base::Result<std::vector<model::Finding>> found = RunShellCheck(jobs);
  if (!found.ok()) {
    SayShellCheckFailed(options, found.error().message, report);
    return;
  }
  for (const ShellCheckJob& job : jobs) {
    AttachExcerpts(*job.source, found.value());
  }
  report->findings = std::move(found).value();
}

base::Status KnowsRules(const std::vector<std::string>& rules) {
  for (const std::string& rule : rules) {
    if (!FindRules(rule).empty()) continue;
    std::vector<std::string_view> ids;
    for (const model::RuleInfo* info : AllRules()) ids.push_back(info->id);
    std::string_view near = base::DidYouMean(rule, ids);
    return base::Error{
        base::ErrorCode::kNotFound,
        base::Format(
            "there is no rule {}{}", base::Printable(rule),
            near.empty() ? "" : base::Format("; did you mean {}?", near))};
  }
  return base::Ok{};
}

void AddStandardInput(const CheckOptions& options,
                      base::OverlayFileSystem* files) {
  if (std::find(options.paths.begin(), options.paths.end(), "-") !=
      options.paths.end()) {
    files->Set("-", options.standard_input);
  }
}

base::Result<model::Report> Check(const CheckOptions& options,
                                  const base::FileSystem& files) {
  if (base::Status known = KnowsRules(options.only_rules); !known.ok()) {
    return std::move(known).error();
  }
  base::OverlayFileSystem input(files);  // with standard input as "-"
  AddStandardInput(options, &input);
  TargetList list = FindTargets(options, input);
  std::vector<ComposeResult> results =
      CheckTargets(options, list.targets, input);
  DropFragments(results, &list);
  model::Report extra;
  CheckScripts(options, list.targets, results, &extra);
  return MakeReport(options, std::move(list), std::move(results),
                    std::move(extra));
}

}  // namespace bulkhead::engine
