// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// In a round, all fixes that do not touch one another are tried at once. Where
// the result does not hold, the halves are tried, each on top of what held
// before, down to the single fix that is to blame; so a round costs about one
// check of what it changed, and a few more for each fix that is refused. What
// was refused gets another turn once nothing else is left to do, since it may
// hold by then.
#include "engine/fix_group.h"

#include <algorithm>
#include <optional>
#include <span>
#include <tuple>

#include "base/fs.h"
#include "base/text.h"
#include "engine/apart_edits.h"
#include "model/finding_order.h"
#include "policy/ignores.h"

namespace bulkhead::engine {
namespace {

constexpr int kMaxRounds = 60;
// More than that, and FixOptions::trial_bytes, is not read again for trials.
constexpr std::size_t kWorkPerByte = 10;
// What a check costs beside the bytes that it reads, in bytes.
constexpr std::size_t kWorkPerCheck = 1000;

Tally TallyOf(const TargetState& state) {
  Tally tally;
  for (const model::Finding& finding : state.findings) {
    // What an ignore is worth is no matter of fixes.
    if (!finding.rule.starts_with("policy/")) ++tally[finding.rule.str()];
  }
  for (const model::Gap& gap : state.result.document.gaps) {
    // A value that must be given in place of a bad default is none that the
    // check may know.
    if (gap.code == "unset-variables") continue;
    ++tally["gap " + gap.code];
  }
  return tally;
}

int CountOf(const Tally& tally, std::string_view rule) {
  auto at = tally.find(rule);
  return at == tally.end() ? 0 : at->second;
}

std::string InWords(const model::Finding& finding) {
  return base::Format("{}: {}", finding.rule, finding.message);
}

// Findings of the rule in `after` that have no like in `before`.
std::vector<const model::Finding*> AddedFindings(const TargetState& before,
                                                 const TargetState& after,
                                                 std::string_view rule) {
  std::map<std::string, int> known;
  auto name = [](const model::Finding& finding) {
    return base::Format("{}\n{}", finding.location.object, finding.message);
  };
  for (const model::Finding& finding : before.findings) {
    if (finding.rule == rule) ++known[name(finding)];
  }
  std::vector<const model::Finding*> added;
  for (const model::Finding& finding : after.findings) {
    if (finding.rule == rule && --known[name(finding)] < 0) {
      added.push_back(&finding);
    }
  }
  return added;
}

bool MatchesAny(const std::vector<std::string>& rules,
                const model::Finding& finding) {
  return std::any_of(rules.begin(), rules.end(), [&](const std::string& rule) {
    return policy::MatchesRule(rule, finding.rule, finding.aliases);
  });
}

}  // namespace

std::shared_ptr<const base::Source> ReadText(const base::FileSystem& files,
                                             const std::string& path) {
  base::Result<std::shared_ptr<const base::Source>> source =
      files.Read(path, base::Limits{}.max_bytes);
  return source.ok() ? source.value() : nullptr;
}

TargetState FixRun::Check(const Target& target,
                          const Workspace& workspace) const {
  TargetState state{.target = &target};
  ReadRecorder recorder(workspace);
  state.result = checker.Check(target, recorder);
  state.bytes = recorder.bytes();
  state.reads = recorder.Take();
  const DocumentResult& document = state.result.document;
  model::Report report;
  report.findings = document.findings;
  report.findings.insert(report.findings.end(),
                         document.ignores.problems.begin(),
                         document.ignores.problems.end());
  for (model::Finding& finding : report.findings) {
    finding.target = target.path;
  }
  // Only a baseline asks for fingerprints.
  if (options.baseline != nullptr) {
    model::Finish(report);
  } else {
    model::SortByPlace(report.findings);
  }
  std::vector<policy::Ignore> ignores = document.ignores.ignores;
  policy::ApplyOptions apply = PolicyOptions(options, rules);
  apply.report_unused = false;
  apply.facts = [&](const model::Finding& finding) {
    return FactsIn(document.parts, finding);
  };
  policy::ApplyPolicy(options.policy, ignores, apply, report);
  state.findings = std::move(report.findings);
  state.tally = TallyOf(state);
  return state;
}

bool FixRun::Wants(const model::Finding& finding) const {
  if (!finding.fix || finding.suppressed) return false;
  if (!finding.fix->safe && !fix.unsafe) return false;
  if (fix.keys && !fix.keys->contains(FixKey(finding))) return false;
  if (!options.only_rules.empty() && !MatchesAny(options.only_rules, finding)) {
    return false;
  }
  return fix.only.empty() || MatchesAny(fix.only, finding);
}

FixGroup::FixGroup(const FixRun& run, std::vector<TargetState*> states)
    : run_(run), states_(std::move(states)), workspace_(run.files, run.folder) {
  max_work_ = run_.fix.trial_bytes;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    NoteReads(i);
    max_work_ += kWorkPerByte * (states_[i]->bytes + kWorkPerCheck);
  }
}

void FixGroup::NoteReads(std::size_t index) {
  for (const std::string& key : states_[index]->reads) {
    readers_[key].insert(index);
  }
}

void FixGroup::Run() {
  int round = 0;
  bool progress = true;
  while (progress && round < kMaxRounds) {
    progress = false;
    refused_.clear();
    for (; round < kMaxRounds; ++round) {
      Candidates chosen = Choose();
      if (chosen.empty()) break;
      progress = Apply(std::move(chosen)) || progress;
    }
  }
}

bool FixGroup::Holds(const model::Finding& finding) {
  Candidates one = {CandidateOf(0, finding, "")};
  return Try({.start = workspace_}, one).complaint.empty();
}

const FixGroup::EditedPath& FixGroup::PathOf(const base::SharedText& path) {
  auto [known, is_new] = paths_.try_emplace(path);
  if (is_new) known->second = {workspace_.Key(path), WhyNotAt(path.str())};
  return known->second;
}

// Why the edits of a fix must not be made, whatever they do; "" else.
std::string FixGroup::WhyNot(const model::Finding& finding) {
  for (const model::Edit& edit : finding.fix->edits) {
    if (edit.mode != 0 && workspace_.Exists(edit.path.str())) {
      return base::Format("{} is there already", base::Printable(edit.path));
    }
    const std::string& why = PathOf(edit.path).why_not;
    if (!why.empty()) return why;
  }
  return "";
}

std::string FixGroup::WhyNotAt(const std::string& path) const {
  if (path == "-") return "";
  std::string key = workspace_.Key(path);
  auto root = std::find_if(
      run_.roots.begin(), run_.roots.end(),
      [&](const std::string& folder) { return base::LiesIn(key, folder); });
  if (root == run_.roots.end()) {
    return base::Format("{} lies outside of what was to be checked",
                        base::Printable(path));
  }
  std::size_t at = *root == "/" ? 0 : root->size();
  while (at != std::string::npos) {
    at = key.find('/', at + 1);
    std::string part = key.substr(0, at);
    if (run_.files.Stat(part, false).type == base::FileType::kSymlink) {
      return base::Format(
          "{} is a symbolic link, which no fix writes through",
          base::Printable(base::RelativePath(part, run_.folder)));
    }
  }
  return "";
}

FixGroup::Candidate FixGroup::CandidateOf(std::size_t state,
                                          const model::Finding& finding,
                                          std::string key) const {
  return {.state = state,
          .key = std::move(key),
          .severity = finding.severity,
          .outcome = {.key = FixKey(finding),
                      .target = finding.target.str(),
                      .rule = finding.rule.str(),
                      .description = finding.fix->description,
                      .location = finding.location,
                      .safe = finding.fix->safe},
          .edits = finding.fix->edits};
}

// Fixes in order of place that do not touch the same bytes.
FixGroup::Candidates FixGroup::Choose() {
  std::map<std::string, ApartEdits> taken;
  Candidates chosen;
  std::map<std::string, int> seen;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    for (const model::Finding& finding : states_[i]->findings) {
      if (!run_.Wants(finding)) continue;
      std::string key =
          base::Format("{}\n{}\n{}\n{}", finding.target, finding.rule,
                       finding.subject, finding.message);
      key += base::Format("\n{}", seen[key]++);
      if (refused_.contains(key)) continue;
      if (std::string why = WhyNot(finding); !why.empty()) {
        Refuse(CandidateOf(i, finding, std::move(key)), std::move(why));
        continue;
      }
      const std::vector<model::Edit>& edits = finding.fix->edits;
      bool free =
          std::all_of(edits.begin(), edits.end(), [&](const model::Edit& edit) {
            return taken[PathOf(edit.path).key].HasRoomFor(edit);
          });
      if (!free) continue;
      for (const model::Edit& edit : edits) {
        taken[PathOf(edit.path).key].Add(edit);
      }
      chosen.push_back(CandidateOf(i, finding, std::move(key)));
    }
  }
  return chosen;
}

void FixGroup::Refuse(const Candidate& candidate, std::string why) {
  FixOutcome outcome = candidate.outcome;
  outcome.refused = std::move(why);
  refused_[candidate.key] = std::move(outcome);
}

// Where to cut: between two targets, if there are several, since one seldom
// harms the other; else in the middle.
std::size_t FixGroup::SplitOf(std::span<const Candidate> candidates) {
  std::size_t half = candidates.size() / 2;
  std::size_t best = 0;
  for (std::size_t i = 1; i < candidates.size(); ++i) {
    if (candidates[i].state == candidates[i - 1].state) continue;
    std::size_t old_distance = best > half ? best - half : half - best;
    std::size_t distance = i > half ? i - half : half - i;
    if (best == 0 || distance < old_distance) best = i;
  }
  return best == 0 ? half : best;
}

// True where at least one of them held.
bool FixGroup::Apply(Candidates candidates) {
  Round round{.start = workspace_};
  std::vector<std::span<const Candidate>> stack = {candidates};
  while (!stack.empty()) {
    std::span<const Candidate> next = stack.back();
    stack.pop_back();
    if (work_ > max_work_) {
      for (const Candidate& candidate : next) {
        Refuse(candidate,
               "trying all fixes of these files takes too long; fix what was "
               "found once more");
      }
      continue;
    }
    const Candidate& first = next.front();
    // What was accepted may have mended it on the way.
    if (next.size() == 1 &&
        CountOf(states_[first.state]->tally, first.outcome.rule) == 0) {
      continue;
    }
    Trial trial = Try(round, next);
    if (trial.complaint.empty()) {
      Accept(std::move(trial), next, &round);
    } else if (next.size() == 1) {
      Refuse(first, trial.complaint);
    } else {
      std::size_t half = SplitOf(next);
      stack.push_back(next.subspan(half));
      stack.push_back(next.first(half));
    }
  }
  return round.progress;
}

void FixGroup::Accept(Trial trial, std::span<const Candidate> candidates,
                      Round* round) {
  round->progress = true;
  workspace_ = std::move(trial.workspace);
  for (auto& [key, list] : trial.edits) round->edits[key] = std::move(list);
  for (auto& [index, state] : trial.states) {
    *states_[index] = std::move(state);
    NoteReads(index);
  }
  for (const Candidate& candidate : candidates) {
    applied_.push_back(candidate.outcome);
    if (candidates.size() == 1) applied_.back().added = trial.added;
  }
}

// What comes of the edits that held in this round and those of `next`.
FixGroup::Trial FixGroup::Try(const Round& round,
                              std::span<const Candidate> next) {
  Trial trial{.workspace = workspace_};
  for (const Candidate& candidate : next) {
    for (const model::Edit& edit : candidate.edits) {
      const std::string& key = PathOf(edit.path).key;
      auto [list, is_new] = trial.edits.try_emplace(key);
      auto held = round.edits.find(key);
      if (is_new && held != round.edits.end()) list->second = held->second;
      list->second.push_back(edit);
      spelling_.try_emplace(key, edit.path.str());
      if (edit.mode != 0) modes_[key] = edit.mode;
    }
  }
  for (const auto& [key, list] : trial.edits) {
    std::shared_ptr<const base::Source> source =
        ReadText(round.start, spelling_[key]);
    std::string_view text = source == nullptr ? "" : source->text();
    trial.workspace.Set(key, ApplyEdits(text, list), modes_[key]);
  }
  for (std::size_t index : AffectedBy(trial.edits, next)) {
    TargetState after = run_.Check(*states_[index]->target, trial.workspace);
    work_ += after.bytes + kWorkPerCheck;
    Judge(index, next, std::move(after), &trial);
    if (!trial.complaint.empty()) break;
  }
  return trial;
}

// The targets that must be looked at again.
std::set<std::size_t> FixGroup::AffectedBy(
    const EditsOfFiles& edits, std::span<const Candidate> next) const {
  std::set<std::size_t> affected;
  for (const Candidate& candidate : next) affected.insert(candidate.state);
  for (const auto& [key, list] : edits) {
    auto readers = readers_.find(key);
    if (readers == readers_.end()) continue;
    affected.insert(readers->second.begin(), readers->second.end());
  }
  return affected;
}

// Complains where the target has a finding more, or still one that was to go.
void FixGroup::Judge(std::size_t index, std::span<const Candidate> next,
                     TargetState after, Trial* trial) const {
  const TargetState& before = *states_[index];
  for (const auto& [rule, number] : after.tally) {
    if (number <= CountOf(before.tally, rule)) continue;
    std::string what = rule;
    bool is_put_up_with = !rule.starts_with("gap ");
    for (const model::Finding* added : AddedFindings(before, after, rule)) {
      what = InWords(*added);
      is_put_up_with = is_put_up_with && PutsUpWith(*added, next);
    }
    if (!is_put_up_with) {
      trial->complaint =
          base::Format("the result would have a new finding, {}", what);
      return;
    }
    trial->added.push_back(std::move(what));
  }
  Tally fixed;
  for (const Candidate& candidate : next) {
    if (candidate.state == index) ++fixed[candidate.outcome.rule];
  }
  for (const auto& [rule, number] : fixed) {
    if (CountOf(after.tally, rule) > CountOf(before.tally, rule) - number) {
      trial->complaint = base::Format("{} would still report", rule);
    }
  }
  trial->states.emplace(index, std::move(after));
}

// Neither a follow-up nor a mere opinion stands against the fix of a real
// weakness. Of several fixes, the one that it comes from is looked for.
bool FixGroup::PutsUpWith(const model::Finding& added,
                          std::span<const Candidate> next) const {
  bool is_opinion = added.severity == model::Severity::kInfo;
  if (is_opinion && run_.fix.harden) return true;
  if (next.size() != 1) return false;
  if (is_opinion && next[0].severity >= model::Severity::kMedium) return true;
  for (const model::RuleInfo* rule : FindRules(next[0].outcome.rule)) {
    const model::NameList& known = rule->follow_ups;
    if (std::find(known.begin(), known.end(), added.rule) != known.end()) {
      return true;
    }
  }
  return false;
}

std::map<std::string, FileChange> FixGroup::Changes() const {
  std::map<std::string, FileChange> changes;
  for (const auto& [key, path] : spelling_) {
    const std::string* after = workspace_.Find(key);
    if (after == nullptr) continue;
    std::shared_ptr<const base::Source> source = ReadText(run_.files, path);
    std::string before(source == nullptr ? "" : source->text());
    if (source != nullptr && before == *after) continue;
    auto mode = modes_.find(key);
    changes[key] = {path, std::move(before), *after, source == nullptr,
                    mode == modes_.end() ? 0 : mode->second};
  }
  return changes;
}

std::vector<FixOutcome> FixGroup::Outcomes() const {
  std::set<std::string> there;
  for (const TargetState* state : states_) {
    for (const model::Finding& finding : state->findings) {
      there.insert(InWords(finding));
    }
  }
  std::vector<FixOutcome> outcomes = applied_;
  for (FixOutcome& outcome : outcomes) {
    // A later fix may have mended it.
    std::erase_if(outcome.added, [&](const std::string& added) {
      return !there.contains(added);
    });
  }
  for (const auto& [key, outcome] : refused_) outcomes.push_back(outcome);
  return outcomes;
}

}  // namespace bulkhead::engine
