// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Lets the policy act on a report: severities, ignores, baseline, verdict.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/report.h"
#include "policy/baseline.h"
#include "policy/ignores.h"
#include "policy/policy.h"

namespace bulkhead::policy {

// What an ignore may ask of a finding beside rule and place.
struct FindingFacts {
  std::string service;
  std::string stage;
  std::string image;
  std::string package;
  std::string version;
};
// From Location::object: "services.web.ports[0]", "stage build".
FindingFacts FactsFromObject(const model::Finding& finding);

struct ApplyOptions {
  base::Date today = {};
  // nullptr: FactsFromObject.
  std::function<FindingFacts(const model::Finding&)> facts = {};
  const Baseline* baseline = nullptr;  // not owned; may be null
  // Absolute; lets globs of a policy in another folder match. "": finding's
  // paths are relative to the policy's folder.
  std::string working_folder = {};
  // Rules that ran. An ignore of another rule is not called unused; one of
  // ours that names no rule at all is malformed. Aliases may be globs ("SC*").
  // Empty: all rules ran.
  std::span<const KnownRule> rules = {};
  // Set where the run looks at a part of the tree or of the rules only:
  // baseline entries outside of it and ignores of the policy do not count as
  // unused.
  Scope scope = {};
  // False: unused ignores are not reported (a run over a part of the rules).
  bool report_unused = true;
};

// Call after model::Finish (fingerprints are needed for the baseline); it sorts
// what it adds and keeps fingerprints of what was there.
//  1. Findings of rules that are off are removed, severities are set.
//  2. Findings that an ignore covers get their Suppression; `matches` of the
//     ignores is counted. Inline ones come first, then the policy's. Gaps and
//     the findings of step 4 are never ignored.
//  3. So do findings that the baseline has.
//  4. policy/unused-ignore (info), policy/expired-ignore (low),
//     policy/denied-ignore (low), policy/stale-baseline-entry (info) and
//     policy/unknown-rule (low) are added, and rule records for them.
void ApplyPolicy(const Policy& policy, std::vector<Ignore>& inline_ignores,
                 const ApplyOptions& options, model::Report& report);

// True where a finding that counts reaches the threshold (exit code 1).
bool FailsPolicy(const Policy& policy, const model::Report& report);

}  // namespace bulkhead::policy
