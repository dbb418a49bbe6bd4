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

// Sorts findings by place, drops exact doubles, and gives those that have none
// their fingerprint: of rule, path, subject, and ordinal among equals. A list
// that is finished on its own must hold all findings of a rule in a file.
void Finish(std::vector<Finding>& findings);

// The same for a report that is complete; sorts gaps and targets, too.
void Finish(Report& report);

}  // namespace bulkhead::model
