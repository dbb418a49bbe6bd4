// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/scope.h"

#include <algorithm>
#include <set>

#include "base/fs.h"

namespace bulkhead::engine {
namespace {

std::vector<std::string> RootsOf(const CheckOptions& options) {
  std::vector<std::string> roots;
  for (const std::vector<std::string>* paths :
       {&options.paths, &options.compose_files}) {
    for (const std::string& path : *paths) {
      roots.push_back(base::AbsolutePath(path));
    }
  }
  if (roots.empty()) roots.push_back(base::CurrentFolder());
  return roots;
}

std::set<std::string_view> WantedRules(const CheckOptions& options) {
  std::set<std::string_view> ids;
  for (const std::string& name : options.only_rules) {
    for (const model::RuleInfo* rule : FindRules(name)) ids.insert(rule->id);
  }
  return ids;
}

bool LiesInOne(std::string_view path, const std::vector<std::string>& roots) {
  return std::any_of(roots.begin(), roots.end(), [&](const std::string& root) {
    return base::LiesIn(path, root);
  });
}

}  // namespace

policy::Scope ScopeOf(const CheckOptions& options) {
  if (!options.exclude.empty()) {
    return [](std::string_view, std::string_view) { return false; };
  }
  std::vector<std::string> roots = RootsOf(options);
  std::set<std::string_view> rules = WantedRules(options);
  if (rules.empty() && LiesInOne(base::CurrentFolder(), roots)) return {};
  return [roots, rules](std::string_view path, std::string_view rule) {
    return (rules.empty() || rules.contains(rule)) &&
           LiesInOne(base::AbsolutePath(path), roots);
  };
}

}  // namespace bulkhead::engine
