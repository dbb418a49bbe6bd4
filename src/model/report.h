// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The result of a run, which every writer prints.
#pragma once

#include <string>
#include <vector>

#include "model/finding.h"
#include "model/rule_info.h"

namespace bulkhead::model {

// Something that was looked at.
struct Target {
  std::string path;
  std::string kind;    // "dockerfile", "compose"
  std::string detail;  // "with compose.override.yml"; may be empty
};

// Something that was seen and left out, with the reason.
struct LeftOut {
  std::string path;
  std::string reason;
};

// A remark on the run itself: an optional helper that is missing, say.
struct Note {
  std::string code;
  std::string message;
};

// A service before and after the fixes of its stack, in words: "running,
// healthy, listens on 80".
struct ProofService {
  std::string name;  // "": the container of a single Dockerfile
  std::string before;
  std::string after;
};

// A fix of a stack that was started.
struct ProofFix {
  std::string rule;
  std::string description;
  Location location;
  std::string left_out;  // why it is not applied, with the evidence; "" if so
};

// What starting a stack before and after its fixes has shown.
struct Proof {
  std::string target;
  bool proven = false;  // all that is applied was seen to hold
  std::string message;  // one sentence
  std::vector<ProofService> services;
  std::vector<ProofFix> fixes;
};

struct Report {
  std::string tool_version;
  std::vector<Target> targets;
  std::vector<LeftOut> left_out;
  std::vector<Finding> findings;  // sorted by place; suppressed ones included
  std::vector<Gap> gaps;
  std::vector<Note> notes;
  std::vector<RuleRecord> rules;  // those that findings name, sorted by id
  std::vector<Proof> proofs;      // of check --prove, sorted by target

  // The record of a finding's rule; nullptr where the report has none.
  [[nodiscard]] const RuleRecord* FindRule(std::string_view id) const;
};

struct Counts {
  std::size_t by_severity[5] = {};  // findings that count, by severity
  std::size_t suppressed = 0;
  [[nodiscard]] std::size_t At(Severity severity) const {
    return by_severity[static_cast<std::size_t>(severity)];
  }
};
Counts CountFindings(const Report& report);

// Sorts findings, gaps and targets by place, gives every finding its
// fingerprint (rule, path, subject, ordinal among equals), and drops exact
// doubles. Call once, when the report is complete.
void Finish(Report& report);

}  // namespace bulkhead::model
