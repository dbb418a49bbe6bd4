// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Applying the fixes of findings: each is proved by checking again.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/fs.h"
#include "base/result.h"
#include "engine/check.h"
#include "engine/redact.h"
#include "model/report.h"

namespace bulkhead::engine {

struct FixOptions {
  bool unsafe = false;  // also fixes that may change behaviour
  // The sum of it on Compose projects: unsafe fixes, in the Dockerfiles that
  // services are built from, too; a fix may leave a mere opinion (info) behind.
  bool harden = false;
  std::vector<std::string> only;  // rules, by id or alias; empty: all
  // Bytes that may be read again for trials, beside ten times what is read for
  // the check: some seconds' work. Hostile input could ask for much more; real
  // files need about twice their own size.
  std::size_t trial_bytes = std::size_t{1} << 21;
  // Keys of the only outcomes that are wanted; nullopt: all.
  std::optional<std::set<std::string>> keys;
};

struct FileChange {
  std::string path;
  std::string before;
  std::string after;
  bool created = false;
  unsigned mode = 0;  // of a created one; 0: as usual
};

struct FixOutcome {
  std::string key;     // FixKey of the finding
  std::string target;  // of the finding
  std::string rule;
  std::string description;
  model::Location location;  // before the fix
  bool safe = true;
  std::string refused;  // why it was not applied; "" where it was
  // What the result has for it, as "RULE: MESSAGE": opinions (info), and what
  // could not be seen before.
  std::vector<std::string> added = {};
};

struct FixResult {
  std::vector<FileChange> changes;   // sorted by path; `after` differs
  std::vector<FixOutcome> outcomes;  // in the order of decision
  model::Report after;               // of the whole run, with the changes
  SecretTexts secrets;               // of the files as they were
};

// What no fix mended, with the reason.
struct LeftToYou {
  std::string rule;
  model::Location location;
  std::string message;
  std::string reason;
};
// Findings of `result.after` that count and are of medium severity or worse.
// Those whose fix was not asked for are left out.
std::vector<LeftToYou> WhatIsLeft(const FixResult& result);

// What names a fix from one run to the next.
std::string FixKey(const model::Finding& finding);

// Computes the fixed files in memory. Fixes that overlap are taken in order of
// place, the rest in further rounds. A fix whose result does not parse, keeps
// its finding or adds another one is refused; but one of a finding of medium
// severity or worse may add an opinion (info), and its outcome says so.
base::Result<FixResult> FixFindings(const CheckOptions& options,
                                    const base::FileSystem& files,
                                    const FixOptions& fix);

// True where the fix of `finding` holds: with it alone the target still parses,
// the finding is gone and no other one is new. It must come of a report with
// the same options and files.
bool FixHolds(const CheckOptions& options, const base::FileSystem& files,
              const model::Finding& finding);

// Writes the changes: all of them, or none where one can't be written (it is
// read-only, the disk is full) or is not what it was when it was read. Each
// file is replaced at once, with its mode and owner. Should the system fail
// while prepared files are put in place, the error says how many are.
base::Status WriteChanges(const std::vector<FileChange>& changes,
                          const base::FileSystem& files);

// `text` with edits applied that do not overlap; they may come in any order,
// and equal ones are made once. Of lines that are inserted at one place, the
// deeper ones come first: they belong to what stands there, the others begin
// something new.
std::string ApplyEdits(std::string_view text, std::vector<model::Edit> edits);

}  // namespace bulkhead::engine
