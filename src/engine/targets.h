// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The steps of a check as functions: which targets there are, what is found in
// one of them, and the report of them all. `Check` runs them in a row, fixes
// run the second one again for what they changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/overlay.h"
#include "engine/check.h"
#include "engine/compose_run.h"
#include "engine/dockerfile_run.h"
#include "policy/apply.h"

namespace bulkhead::engine {

// A Dockerfile, or the files of a Compose project. The path "-" is standard
// input.
struct Target {
  std::string path;
  std::optional<ComposeFiles> compose = {};
  bool dropped = false;  // a part of another project, checked there
};

struct TargetList {
  std::vector<Target> targets;
  std::vector<model::LeftOut> left_out;
  std::vector<model::Gap> gaps;
};

// What `options` name, found in `files`.
TargetList FindTargets(const CheckOptions& options,
                       const base::FileSystem& files);

// Runs the documents of single targets through their checks. Thread-safe.
class TargetChecker {
 public:
  // `options` must outlive this object.
  explicit TargetChecker(const CheckOptions& options);

  // `files` must have standard input as "-" where that is a target. Findings
  // are as the rules made them: neither sorted nor judged by the policy.
  [[nodiscard]] ComposeResult Check(const Target& target,
                                    const base::FileSystem& files) const;

 private:
  DockerfileRunOptions dockerfile_;
  ComposeRunOptions compose_;
};

// Options of the loader for a project of a check.
config::ComposeOptions LoaderOptions(const ComposeFiles& project,
                                     const CheckOptions& options);

// Marks the targets that another one includes or extends, and says so in
// `left_out`. One result a target, in their order.
void DropFragments(const std::vector<ComposeResult>& results, TargetList* list);

// Sets the file "-" where it is among the paths.
void AddStandardInput(const CheckOptions& options,
                      base::OverlayFileSystem* files);

// Runs ShellCheck on the scripts of the results and adds what it found to
// `report`. It is an optional helper: without it a clean file stays clean.
void CheckScripts(const CheckOptions& options,
                  const std::vector<Target>& targets,
                  const std::vector<ComposeResult>& results,
                  model::Report* report);

// Moves the findings of a target to `report`.
void TakeFindings(const Target& target, DocumentResult* document,
                  model::Report* report);

// Finishes the findings of a document that is the only one with findings in its
// file, and keeps of them only what a report needs.
void FinishDocument(const CheckOptions& options, DocumentResult* document);

// The options with which the policy is applied to a report. The views in it
// point into `rules`.
policy::ApplyOptions PolicyOptions(const CheckOptions& options,
                                   const std::vector<policy::KnownRule>& rules);

// The finished report: sorted, judged by the policy, secrets masked. `extra`
// has findings and notes of helpers, and findings that were taken before.
model::Report MakeReport(const CheckOptions& options, TargetList list,
                         std::vector<ComposeResult> results,
                         model::Report extra);

}  // namespace bulkhead::engine
