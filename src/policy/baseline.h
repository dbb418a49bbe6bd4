// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The baseline: findings of the past that do not count. A text file, one line
// a finding; docs/formats/baseline.md describes it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "base/source.h"
#include "model/report.h"

namespace bulkhead::policy {

// Views into the source, which the Baseline keeps alive.
struct BaselineEntry {
  std::string_view fingerprint;
  std::string_view rule;
  std::string_view path;
  int line = 0;  // in the baseline file
};

struct Baseline {
  std::shared_ptr<const base::Source> source;
  std::vector<BaselineEntry> entries;  // sorted by fingerprint, no doubles
  // The entry of a fingerprint, nullptr where there is none.
  [[nodiscard]] const BaselineEntry* Find(std::string_view fingerprint) const;
};

// "PATH:LINE: message" for another version, a line that is none, a truncated
// last line.
base::Result<Baseline> ParseBaseline(
    const std::shared_ptr<const base::Source>& source,
    const base::Limits& limits);

// Whether a run has judged a rule in a file. Null: every rule in all files.
using Scope = std::function<bool(std::string_view path, std::string_view rule)>;

// The baseline of a finished report: all findings, but for those suppressed
// otherwise than by a baseline and those of family policy/. Lines of `previous`
// that still match stay as they are; those outside of `scope` stay too.
std::string WriteBaseline(const model::Report& report,
                          const Baseline* previous = nullptr,
                          const Scope& scope = {});

// The line for .gitattributes that lets git merge additions on both sides.
std::string GitAttributesLine(std::string_view baseline_path);

}  // namespace bulkhead::policy
