// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// All targets are checked once. Those that read a file in common form a group
// and are fixed together; groups are independent and run side by side. The
// report is made of the last results of the targets: what no fix changed is
// not looked at again.
#include "engine/fix.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "base/overlay.h"
#include "base/parallel.h"
#include "base/text.h"
#include "engine/fix_group.h"
#include "engine/ignore_lines.h"
#include "engine/shellcheck.h"

namespace bulkhead::engine {
namespace {

// Blanks before the first line that an insertion adds behind a line.
std::size_t DepthOf(const model::Edit& edit) {
  std::string_view text = edit.replacement;
  if (edit.range.begin != edit.range.end) return 0;
  if (!base::ConsumePrefix(text, "\n") && !base::ConsumePrefix(text, "\r\n")) {
    return 0;
  }
  std::size_t blanks = text.find_first_not_of(' ');
  return blanks == std::string_view::npos ? 0 : blanks;
}

// Sets of numbers below `size` that can be joined.
class Sets {
 public:
  explicit Sets(std::size_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t Find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void Join(std::size_t a, std::size_t b) {
    // The smaller number stands for the set: the order of targets stays.
    std::size_t low = std::min(Find(a), Find(b));
    parent_[std::max(Find(a), Find(b))] = low;
  }

 private:
  std::vector<std::size_t> parent_;
};

// Folders whose files belong to the targets that the user named.
std::vector<std::string> RootsOf(const CheckOptions& options,
                                 const base::FileSystem& files,
                                 const Workspace& names) {
  std::vector<std::string> roots;
  for (const std::string& path : options.paths) {
    if (path == "-") continue;
    bool folder = files.Stat(path).type == base::FileType::kFolder;
    roots.push_back(names.Key(folder ? path : base::DirName(path)));
  }
  for (const std::string& path : options.compose_files) {
    roots.push_back(names.Key(base::DirName(path)));
  }
  if (options.paths.empty() && options.compose_files.empty()) {
    roots.push_back(names.Key("."));
  }
  return roots;
}

class Fixer {
 public:
  Fixer(const CheckOptions& options, const base::FileSystem& files,
        const FixOptions& fix)
      : options_(options),
        files_(files),
        checker_(options_),
        names_(files_, base::CurrentFolder()),
        run_{.options = options_,
             .fix = fix,
             .files = files_,
             .checker = checker_,
             .rules = KnownRules(),
             .folder = base::CurrentFolder(),
             .roots = RootsOf(options_, files_, names_)} {}

  bool Holds(const model::Finding& finding) {
    list_ = FindTargets(options_, files_);
    for (const Target& target : list_.targets) {
      if (target.path != finding.target) continue;
      TargetState state = run_.Check(target, names_);
      return FixGroup(run_, {&state}).Holds(finding);
    }
    return false;
  }

  FixResult Run() {
    list_ = FindTargets(options_, files_);
    CheckAll();
    if (run_.fix.harden) AddDockerfiles();
    FixGroups();
    return Join();
  }

 private:
  void CheckAll() {
    states_.resize(list_.targets.size());
    base::ParallelFor(states_.size(), options_.threads, [&](std::size_t i) {
      states_[i] = run_.Check(list_.targets[i], names_);
    });
    std::vector<ComposeResult> results;
    results.reserve(states_.size());
    for (const TargetState& state : states_) {
      secrets_.Add(state.result.document.findings);
      results.push_back({.fragments = state.result.fragments});
    }
    DropFragments(results, &list_);
  }

  // Those that services are built from are targets, too.
  void AddDockerfiles() {
    std::set<std::string> known;
    std::vector<std::string> found;
    for (const Target& target : list_.targets) {
      known.insert(names_.Key(target.path));
    }
    for (const TargetState& state : states_) {
      const std::vector<std::string>& paths = state.result.dockerfiles;
      found.insert(found.end(), paths.begin(), paths.end());
    }
    for (const std::string& path : found) {
      if (!known.insert(names_.Key(path)).second) continue;
      list_.targets.push_back(
          {.path = base::RelativePath(names_.Key(path), run_.folder)});
    }
    // States point to their targets, which have moved.
    states_.resize(list_.targets.size());
    for (std::size_t i = 0; i < states_.size(); ++i) {
      if (states_[i].target == nullptr) {
        states_[i] = run_.Check(list_.targets[i], names_);
        secrets_.Add(states_[i].result.document.findings);
      }
      states_[i].target = &list_.targets[i];
    }
  }

  // Groups that change one file all the same, a new one, are one group, and all
  // begin anew.
  void FixGroups() {
    Sets sets(states_.size());
    std::map<std::string, std::size_t> reader;
    for (std::size_t i = 0; i < states_.size(); ++i) {
      if (list_.targets[i].dropped) continue;
      for (const std::string& path : states_[i].reads) {
        sets.Join(i, reader.try_emplace(path, i).first->second);
      }
    }
    while (!RunGroups(&sets)) {
      base::ParallelFor(states_.size(), options_.threads, [&](std::size_t i) {
        states_[i] = run_.Check(list_.targets[i], names_);
      });
    }
  }

  // False where two groups changed the same file: they are joined.
  bool RunGroups(Sets* sets) {
    groups_.clear();
    std::map<std::size_t, std::vector<TargetState*>> members;
    for (std::size_t i = 0; i < states_.size(); ++i) {
      if (list_.targets[i].dropped) continue;
      members[sets->Find(i)].push_back(&states_[i]);
    }
    std::vector<std::size_t> first;  // target of each group
    for (auto& [index, states] : members) {
      groups_.emplace_back(run_, std::move(states));
      first.push_back(index);
    }
    base::ParallelFor(groups_.size(), options_.threads,
                      [&](std::size_t i) { groups_[i].Run(); });
    std::map<std::string, std::size_t> changed_by;
    bool apart = true;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      for (const auto& [path, change] : groups_[i].Changes()) {
        auto [at, is_new] = changed_by.try_emplace(path, i);
        if (is_new) continue;
        sets->Join(first[i], first[at->second]);
        apart = false;
      }
    }
    return apart;
  }

  FixResult Join() {
    FixResult result;
    std::map<std::string, FileChange> changes;
    for (const FixGroup& group : groups_) {
      for (auto& [key, change] : group.Changes()) {
        changes.try_emplace(key, std::move(change));
      }
      std::vector<FixOutcome> outcomes = group.Outcomes();
      std::move(outcomes.begin(), outcomes.end(),
                std::back_inserter(result.outcomes));
    }
    for (auto& [key, change] : changes) {
      result.changes.push_back(std::move(change));
    }
    std::vector<FileChange> ignores = IgnoreSecretFiles(result.changes, files_);
    std::move(ignores.begin(), ignores.end(),
              std::back_inserter(result.changes));
    std::sort(result.changes.begin(), result.changes.end(),
              [](const FileChange& a, const FileChange& b) {
                return a.path < b.path;
              });
    std::vector<ComposeResult> results;
    for (TargetState& state : states_) {
      results.push_back(std::move(state.result));
    }
    result.secrets = std::move(secrets_);
    model::Report extra;
    CheckScripts(options_, list_.targets, results, &extra);
    result.after = MakeReport(options_, std::move(list_), std::move(results),
                              std::move(extra));
    return result;
  }

  const CheckOptions& options_;
  const base::FileSystem& files_;
  TargetChecker checker_;
  Workspace names_;  // without changes
  FixRun run_;
  TargetList list_;
  std::vector<TargetState> states_;  // one a target
  std::vector<FixGroup> groups_;
  SecretTexts secrets_;
};

}  // namespace

std::string ApplyEdits(std::string_view text, std::vector<model::Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const model::Edit& a, const model::Edit& b) {
                     std::size_t deep_a = DepthOf(a);
                     std::size_t deep_b = DepthOf(b);
                     return std::tie(a.range.begin, a.range.end, deep_b) <
                            std::tie(b.range.begin, b.range.end, deep_a);
                   });
  std::string out;
  std::size_t at = 0;
  std::set<std::string_view> inserted;  // at the offset `at`
  for (const model::Edit& edit : edits) {
    if (edit.range.begin < at || edit.range.end > text.size()) continue;
    bool is_insertion = edit.range.begin == edit.range.end;
    if (!is_insertion || edit.range.begin > at) inserted.clear();
    if (is_insertion && !inserted.insert(edit.replacement).second) continue;
    out += text.substr(at, edit.range.begin - at);
    out += edit.replacement;
    at = edit.range.end;
  }
  out += text.substr(at);
  return out;
}

std::string FixKey(const model::Finding& finding) {
  return base::Format("{}\n{}\n{}\n{}", finding.target, finding.rule,
                      finding.location.object, finding.subject);
}

base::Result<FixResult> FixFindings(const CheckOptions& options,
                                    const base::FileSystem& files,
                                    const FixOptions& fix) {
  for (const std::vector<std::string>* rules :
       {&options.only_rules, &fix.only}) {
    base::Status known = KnowsRules(*rules);
    if (!known.ok()) return std::move(known).error();
  }
  base::OverlayFileSystem input(files);  // with standard input as "-"
  AddStandardInput(options, &input);
  return Fixer(options, input, fix).Run();
}

std::vector<LeftToYou> WhatIsLeft(const FixResult& result) {
  std::map<std::string, std::string> refused;  // reason by rule and path
  for (const FixOutcome& outcome : result.outcomes) {
    if (outcome.refused.empty()) continue;
    refused[base::Format("{}\n{}", outcome.rule, outcome.location.path)] =
        outcome.refused;
  }
  std::vector<LeftToYou> left;
  for (const model::Finding& finding : result.after.findings) {
    if (finding.suppressed || finding.severity < model::Severity::kMedium) {
      continue;
    }
    LeftToYou item{finding.rule.str(), finding.location, finding.message, ""};
    auto why = refused.find(
        base::Format("{}\n{}", finding.rule, finding.location.path));
    std::vector<const model::RuleInfo*> rules = FindRules(finding.rule);
    const model::RuleRecord* record = result.after.FindRule(finding.rule);
    if (finding.fix && why == refused.end()) continue;  // not asked for
    if (finding.fix) {
      item.reason = why->second;
    } else if (!rules.empty() && !rules.front()->no_fix.empty()) {
      item.reason = rules.front()->no_fix;
    } else if (record != nullptr) {
      item.reason = "no fix is certain here: " + record->remedy;
    }
    left.push_back(std::move(item));
  }
  return left;
}

bool FixHolds(const CheckOptions& options, const base::FileSystem& files,
              const model::Finding& finding) {
  if (!finding.fix) return false;
  base::OverlayFileSystem input(files);
  AddStandardInput(options, &input);
  CheckOptions one = options;
  if (one.compose_files.empty()) one.paths = {finding.target.str()};
  FixOptions fix;
  return Fixer(one, input, fix).Holds(finding);
}

}  // namespace bulkhead::engine
