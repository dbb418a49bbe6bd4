// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/check.h"

#include <algorithm>

#include "base/parallel.h"
#include "base/text.h"
#include "engine/shellcheck.h"
#include "engine/targets.h"

namespace bulkhead::engine {
namespace {

// Findings in Dockerfiles go to `report` at once. Those of Compose projects
// stay in the results: some projects are parts of others, and do not count.
std::vector<ComposeResult> CheckTargets(const CheckOptions& options,
                                        const std::vector<Target>& targets,
                                        const base::FileSystem& files,
                                        model::Report* report) {
  TargetChecker checker(options);
  std::vector<ComposeResult> results(targets.size());
  auto check = [&](std::size_t i) {
    results[i] = checker.Check(targets[i], files);
    if (!targets[i].compose) FinishDocument(options, &results[i].document);
  };
  auto take = [&](std::size_t i) {
    if (!targets[i].compose) {
      TakeFindings(targets[i], &results[i].document, report);
    }
    if (options.progress) options.progress(i + 1, targets.size());
  };
  base::ParallelInOrder(targets.size(), options.threads, check, take);
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
  report->findings.insert(report->findings.end(),
                          std::make_move_iterator(found.value().begin()),
                          std::make_move_iterator(found.value().end()));
}

base::Status KnowsRules(const std::vector<std::string>& rules) {
  for (const std::string& rule : rules) {
    if (!FindRules(rule).empty()) continue;
    std::vector<std::string_view> ids;
    for (const model::RuleInfo* info : AllRules()) {
      ids.push_back(info->id);
      ids.insert(ids.end(), info->aliases.begin(), info->aliases.end());
    }
    std::string_view near = base::DidYouMean(rule, ids);
    return base::Error{
        base::ErrorCode::kNotFound,
        base::Format("there is no rule {}; {}", base::Printable(rule),
                     near.empty() ? "bulkhead rules lists them"
                                  : base::Format("did you mean {}?", near))};
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
  model::Report extra;
  std::vector<ComposeResult> results =
      CheckTargets(options, list.targets, input, &extra);
  DropFragments(results, &list);
  CheckScripts(options, list.targets, results, &extra);
  return MakeReport(options, std::move(list), std::move(results),
                    std::move(extra));
}

}  // namespace bulkhead::engine
