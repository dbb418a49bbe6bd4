// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The program shellcheck on many scripts at once.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "config/dockerfile/offset_map.h"
#include "model/finding.h"
#include "model/rule_info.h"

namespace bulkhead::engine {

// One script for it.
struct ShellCheckJob {
  std::shared_ptr<const base::Source> source;  // the file it stands in
  config::ScriptText script;                   // with its line structure
  std::string dialect;                         // sh, bash, dash, ksh
  std::vector<std::string> variables;          // names that ENV and ARG define
  model::Range construct;                      // the instruction
};

// True where the program can be found.
bool HaveShellCheck();

// Findings on all scripts, mapped to their places, with aliases SCnnnn. Equal
// scripts are checked once. Errors: the program is missing (kNotFound) or did
// not answer as expected (kIo).
base::Result<std::vector<model::Finding>> RunShellCheck(
    const std::vector<ShellCheckJob>& jobs);

// The rule that its findings belong to.
const model::RuleInfo& ShellCheckRule();

}  // namespace bulkhead::engine
