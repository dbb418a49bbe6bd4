// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// `bulkhead check`: from paths to a report. The one flow of DESIGN section 2.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/fs.h"
#include "base/result.h"
#include "engine/discover.h"
#include "model/exit_code.h"
#include "model/pins.h"
#include "model/report.h"
#include "policy/baseline.h"
#include "policy/policy.h"

namespace bulkhead::engine {

enum class ShellCheckMode { kAuto, kOff, kRequired };

struct CheckOptions {
  std::vector<std::string> paths;  // empty: the working folder
  // "-" among the paths: this text, of this kind, with the path "-".
  std::string standard_input;
  FileKind as = FileKind::kNone;
  bool use_gitignore = true;
  std::vector<std::string> exclude;

  // Dockerfiles.
  std::map<std::string, std::string, std::less<>> build_args;
  std::string target;
  ShellCheckMode shellcheck = ShellCheckMode::kAuto;

  // Compose projects.
  std::vector<std::string> compose_files;  // -f: one project of these
  std::vector<std::string> profiles;
  std::vector<std::string> env_files;
  std::string project_name;
  std::map<std::string, std::string, std::less<>> environment;

  policy::Policy policy;
  const policy::Baseline* baseline = nullptr;  // not owned
  std::vector<std::string> only_rules;         // ids or aliases; empty: all
  base::Date today = {};
  // Where fixes take versions from; null: nothing is known.
  std::shared_ptr<const model::Pins> pins;
  // What came to light before the check: they go into the report.
  std::vector<model::Gap> known_gaps;
  std::size_t threads = 0;  // 0: one a core
  // Called from any thread, one call at a time, with files done and in all.
  std::function<void(std::size_t, std::size_t)> progress;
};

// Looks at everything and answers with the finished report. What can't be read
// is a gap in it; only options that make no sense are an Error.
base::Result<model::Report> Check(const CheckOptions& options,
                                  const base::FileSystem& files);

// Every rule that `check` has: of Dockerfiles, Compose and policies, ShellCheck
// among them. Sorted by id; the pointers live for ever.
const std::vector<const model::RuleInfo*>& AllRules();

// The same for policies.
std::vector<policy::KnownRule> KnownRules();

// The rules of an id or of an alias (upper and lower case equal).
std::vector<const model::RuleInfo*> FindRules(std::string_view name);

// An Error, with "did you mean", where one of the names is of no rule.
base::Status KnowsRules(const std::vector<std::string>& names);

// What the process answers with for this report (DESIGN section 4).
model::ExitCode ExitCodeOf(const model::Report& report,
                           const policy::Policy& policy);

}  // namespace bulkhead::engine
