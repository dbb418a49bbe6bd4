// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/new_since.h"

#include <unordered_set>

#include "base/text.h"

namespace bulkhead::engine {

base::Status MarkOld(const CheckOptions& options,
                     const base::FileSystem& before, std::string_view name,
                     model::Report& report) {
  CheckOptions then = options;
  then.progress = nullptr;
  then.baseline = nullptr;
  bool all = std::erase(then.paths, "-") == 0 || !then.paths.empty() ||
             !then.compose_files.empty();
  if (!all) return base::Ok{};
  base::Result<model::Report> old = Check(then, before);
  if (!old.ok()) return std::move(old).error();
  std::unordered_set<std::string_view> known;
  for (const model::Finding& finding : old.value().findings) {
    if (!finding.suppressed) known.insert(finding.fingerprint);
  }
  std::shared_ptr<const model::Suppression> is_old =
      std::make_shared<const model::Suppression>(model::Suppression{
          .kind = "old",
          .justification = base::Format("already in {}", name),
          .source = std::string(name)});
  for (model::Finding& finding : report.findings) {
    if (finding.suppressed || !known.contains(finding.fingerprint)) continue;
    finding.suppressed = is_old;
  }
  return base::Ok{};
}

}  // namespace bulkhead::engine
