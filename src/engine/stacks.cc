// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Which stacks there are to prove.
#include <algorithm>
#include <set>

#include "base/fs.h"
#include "base/text.h"
#include "engine/compose_facts.h"
#include "engine/prove.h"
#include "engine/targets.h"

namespace bulkhead::engine {
namespace {

using config::ComposeEntry;

Stack ComposeStack(const ComposeFiles& project, const CheckOptions& options,
                   const base::FileSystem& files) {
  Stack stack{.target = project.files.front(), .compose = project};
  for (const std::string& path : project.files) {
    stack.files.push_back(base::AbsolutePath(path));
  }
  base::Result<config::ComposeProject> loaded =
      config::LoadComposeProject(LoaderOptions(project, options), files);
  if (!loaded.ok()) return stack;
  for (const config::ComposeFileUse& use : loaded.value().files) {
    stack.files.push_back(base::AbsolutePath(use.source->path()));
  }
  for (const ComposeEntry& service :
       loaded.value().root["services"].entries()) {
    stack.services.push_back(service.key);
    std::string dockerfile = DockerfileOf(service.value["build"]);
    if (dockerfile.empty()) continue;
    stack.builds.emplace(dockerfile, service.key);
    stack.files.push_back(std::move(dockerfile));
  }
  return stack;
}

bool Touches(const Stack& stack, const std::set<std::string>& changed) {
  return std::any_of(
      stack.files.begin(), stack.files.end(),
      [&](const std::string& path) { return changed.contains(path); });
}

}  // namespace

bool Stack::Holds(const FixOutcome& outcome) const {
  return outcome.target == target ||
         std::find(files.begin(), files.end(),
                   base::AbsolutePath(outcome.location.path)) != files.end() ||
         builds.contains(base::AbsolutePath(outcome.target));
}

std::string Stack::ServiceOf(const FixOutcome& outcome) const {
  std::string_view object = outcome.location.object;
  if (base::ConsumePrefix(object, "services.")) {
    // The longest name that fits: names may contain dots.
    std::string best;
    for (const std::string& service : services) {
      bool fits = object == service || object.starts_with(service + ".");
      if (fits && service.size() > best.size()) best = service;
    }
    return best;
  }
  auto built = builds.find(base::AbsolutePath(outcome.location.path));
  return built == builds.end() ? "" : built->second;
}

std::vector<Stack> StacksOf(const CheckOptions& options,
                            const base::FileSystem& files,
                            const FixResult& fixed) {
  std::set<std::string> changed;
  for (const FileChange& change : fixed.changes) {
    changed.insert(base::AbsolutePath(change.path));
  }
  for (const FixOutcome& outcome : fixed.outcomes) {
    if (outcome.refused.empty())
      changed.insert(base::AbsolutePath(outcome.target));
  }
  std::vector<Stack> stacks;
  std::set<std::string> covered;
  for (const Target& target : FindTargets(options, files).targets) {
    if (!target.compose) continue;
    Stack stack = ComposeStack(*target.compose, options, files);
    if (!Touches(stack, changed)) continue;
    covered.insert(stack.files.begin(), stack.files.end());
    stacks.push_back(std::move(stack));
  }
  std::set<std::string> alone;
  for (const FixOutcome& outcome : fixed.outcomes) {
    std::string path = base::AbsolutePath(outcome.target);
    if (!outcome.refused.empty() || covered.contains(path)) continue;
    if (!alone.insert(path).second) continue;
    stacks.push_back({.target = outcome.target, .files = {path}});
  }
  std::sort(stacks.begin(), stacks.end(),
            [](const Stack& a, const Stack& b) { return a.target < b.target; });
  return stacks;
}

}  // namespace bulkhead::engine
