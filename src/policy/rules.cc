// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <array>

#include "policy/ignores.h"

namespace bulkhead::policy {
namespace {

constexpr std::array<model::RuleInfo, 6> kRules = {{
    {.id = "policy/denied-ignore",
     .severity = model::Severity::kLow,
     .title = "An ignore in a file has no effect, the policy denies it",
     .why = "The policy sets deny-inline-ignores: whoever writes a file must "
            "not decide what counts in it.",
     .remedy = "Mend what the comment hides, or move the ignore into the "
               "policy file, where it is reviewed."},
    {.id = "policy/expired-ignore",
     .severity = model::Severity::kLow,
     .title = "An ignore has expired",
     .why = "Its findings count again. An exception without an end becomes the "
            "rule.",
     .remedy = "Mend what it hides, remove it, or give it a new date."},
    {.id = "policy/malformed-ignore",
     .severity = model::Severity::kLow,
     .title = "An ignore cannot be understood and has no effect",
     .why = "Somebody believes that something is ignored which is not.",
     .remedy = "Write it as the message says."},
    {.id = "policy/stale-baseline-entry",
     .severity = model::Severity::kInfo,
     .title = "A baseline entry matches no finding any more",
     .why = "The finding is gone; should it come back, the entry would hide "
            "it.",
     .remedy = "Run bulkhead check --write-baseline to drop such entries."},
    {.id = "policy/unknown-rule",
     .severity = model::Severity::kLow,
     .title = "A setting of the policy names a rule that there is not",
     .why =
         "Somebody believes that a rule is on, off or milder, and it is not.",
     .remedy = "Correct the name; bulkhead rules lists them all."},
    {.id = "policy/unused-ignore",
     .severity = model::Severity::kInfo,
     .title = "An ignore matches nothing",
     .why = "It would hide a finding that comes later and that nobody has "
            "looked at.",
     .remedy = "Remove it."},
}};

}  // namespace

std::span<const model::RuleInfo> PolicyRules() { return kRules; }

}  // namespace bulkhead::policy
