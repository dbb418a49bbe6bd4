// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/packages.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::check {

bool IsAmong(config::Manager manager,
             std::initializer_list<config::Manager> list) {
  return std::find(list.begin(), list.end(), manager) != list.end();
}

bool IsMounted(const Script& script, std::string_view folder) {
  return script.HasMount(config::MountType::kCache, folder) ||
         script.HasMount(config::MountType::kTmpfs, folder);
}

std::string ListNames(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> shown(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(
                                         std::min(names.size(), kShown)));
  std::string out = base::Printable(base::Join(shown, ", "));
  if (names.size() > kShown) {
    out += base::Format(" and {} more", names.size() - kShown);
  }
  return out;
}

void FixBehindVerb(const ScriptOperation& at, const DockerfileContext& context,
                   bool safe, std::string_view text, std::string description,
                   model::Finding& finding) {
  if (at.script.exec_form || at.operation.verb_range.empty()) return;
  model::Range verb = at.InFile(at.operation.verb_range);
  // Only where the verb stands in the file as it is: not in a variable.
  if (context.file.Text(verb) != at.operation.verb) return;
  SetFix(finding, safe, std::move(description),
         {{context.file.source->path(),
           {verb.end, verb.end},
           " " + std::string(text)}});
}

bool IsUnpinned(const config::PackageRef& package) {
  bool named = package.kind == config::PackageKind::kPlain ||
               package.kind == config::PackageKind::kModule;
  return named && package.version.empty() && !package.name.empty();
}

void ReportUnpinned(const ScriptOperation& at, Findings& out) {
  std::vector<std::string> names;
  const config::PackageRef* first = nullptr;
  for (const config::PackageRef& package : at.operation.packages) {
    if (!IsUnpinned(package)) continue;
    if (first == nullptr) first = &package;
    names.emplace_back(package.name);
  }
  if (first == nullptr) return;
  out.Add(at.InFile(first->range), at.construct(),
          base::Format("{} installs {} without a version", at.program(),
                       ListNames(names)))
      .subject = base::Format("{} {}", at.program(), base::Join(names, " "));
}

}  // namespace bulkhead::check
