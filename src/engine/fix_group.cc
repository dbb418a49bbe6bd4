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

#include "base/text.h"
#include "policy/ignores.h"

namespace bulkhead::engine {
namespace {

constexpr int kMaxRounds = 60;
// Bytes of changed files that are checked again: about a minute. Hostile input
// could ask for much more, real files need a thousandth.
constexpr std::size_t kMaxWork = std::size_t{1} << 28;

Tally TallyOf(const TargetState& state) {
  Tally tally;
  for (const model::Finding& finding : state.findings) {
    // What an ignore is worth is no matter of fixes.
    if (!finding.rule.starts_with("policy/")) ++tally[finding.rule];
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

// Every finding of the rule is an info.
bool IsMereOpinion(const TargetState& state, std::string_view rule) {
  if (rule.starts_with("gap ")) return false;
  return std::all_of(state.findings.begin(), state.findings.end(),
                     [&](const model::Finding& finding) {
                       return finding.rule != rule ||
                              finding.severity == model::Severity::kInfo;
                     });
}

bool MatchesAny(const std::vector<std::string>& rules,
                const model::Finding& finding) {
  return std::any_of(rules.begin(), rules.end(), [&](const std::string& rule) {
    return policy::MatchesRule(rule, finding.rule, finding.aliases);
  });
}

bool IsInsertion(const model::Edit& edit) {
  return edit.range.begin == edit.range.end;
}

// "    tmpfs", the begin of an insertion that is YAML.
std::string_view KeyOf(std::string_view insertion) {
  while (insertion.starts_with('\n') || insertion.starts_with('\r')) {
    insertion.remove_prefix(1);
  }
  return insertion.substr(0, insertion.find_first_of(":\n"));
}

// Whole lines at one place do not care which of them comes first, but for the
// same key: it can be there once.
bool MayShareAPlace(const model::Edit& a, const model::Edit& b) {
  if (!IsInsertion(a) || !IsInsertion(b)) return false;
  if (KeyOf(a.replacement) == KeyOf(b.replacement)) return false;
  auto opens = [](std::string_view text) {
    return text.starts_with('\n') || text.starts_with("\r\n");
  };
  return (opens(a.replacement) && opens(b.replacement)) ||
         (a.replacement.ends_with('\n') && b.replacement.ends_with('\n'));
}

bool AreApart(const model::Edit& a, const model::Edit& b) {
  bool same = a.range == b.range && a.replacement == b.replacement;
  return same || a.range.end < b.range.begin || b.range.end < a.range.begin ||
         MayShareAPlace(a, b);
}

FixOutcome OutcomeOf(const model::Finding& finding, std::string refused) {
  return {.key = FixKey(finding),
          .target = finding.target,
          .rule = finding.rule,
          .description = finding.fix->description,
          .location = finding.location,
          .safe = finding.fix->safe,
          .refused = std::move(refused)};
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
  model::Finish(report);
  std::vector<policy::Ignore> ignores = document.ignores.ignores;
  policy::ApplyOptions apply = PolicyOptions(options, rules);
  apply.report_unused = false;
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
  for (std::size_t i = 0; i < states_.size(); ++i) NoteReads(i);
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
  Candidates one = {{.state = 0, .finding = finding}};
  return Try(workspace_, {}, one).complaint.empty();
}

// Why the edits of a fix must not be made, whatever they do; "" else.
std::string FixGroup::WhyNot(const model::Finding& finding) {
  for (const model::Edit& edit : finding.fix->edits) {
    if (edit.mode != 0 && workspace_.Exists(edit.path)) {
      return base::Format("{} is there already", base::Printable(edit.path));
    }
    auto [known, is_new] = why_not_.try_emplace(edit.path);
    if (is_new) known->second = WhyNotAt(edit.path);
    if (!known->second.empty()) return known->second;
  }
  return "";
}

std::string FixGroup::WhyNotAt(const std::string& path) const {
  if (path == "-") return "";
  std::string key = workspace_.Key(path);
  auto root = std::find_if(
      run_.roots.begin(), run_.roots.end(), [&](const std::string& folder) {
        return key.starts_with(folder == "/" ? folder : folder + "/");
      });
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

// Fixes in order of place that do not touch the same bytes.
FixGroup::Candidates FixGroup::Choose() {
  std::map<std::string, std::vector<model::Edit>> taken;
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
      Candidate candidate{.state = i, .finding = finding, .key = key};
      if (std::string why = WhyNot(finding); !why.empty()) {
        Refuse(candidate, std::move(why));
        continue;
      }
      const std::vector<model::Edit>& edits = finding.fix->edits;
      bool free =
          std::all_of(edits.begin(), edits.end(), [&](const model::Edit& edit) {
            const std::vector<model::Edit>& others =
                taken[workspace_.Key(edit.path)];
            return std::all_of(others.begin(), others.end(),
                               [&](const model::Edit& other) {
                                 return AreApart(edit, other);
                               });
          });
      if (!free) continue;
      for (const model::Edit& edit : edits) {
        taken[workspace_.Key(edit.path)].push_back(edit);
      }
      chosen.push_back(std::move(candidate));
    }
  }
  return chosen;
}

void FixGroup::Refuse(const Candidate& candidate, std::string why) {
  refused_[candidate.key] = OutcomeOf(candidate.finding, std::move(why));
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
  const Workspace base = workspace_;
  std::vector<const Candidate*> accepted;
  std::vector<std::span<const Candidate>> stack = {candidates};
  while (!stack.empty()) {
    std::span<const Candidate> next = stack.back();
    stack.pop_back();
    if (work_ > kMaxWork) {
      for (const Candidate& candidate : next) {
        Refuse(candidate, "trying all fixes of these files takes too long");
      }
      continue;
    }
    // What was accepted may have mended it on the way.
    if (next.size() == 1 &&
        CountOf(states_[next[0].state]->tally, next[0].finding.rule) == 0) {
      continue;
    }
    Trial trial = Try(base, accepted, next);
    if (trial.complaint.empty()) {
      workspace_ = std::move(trial.workspace);
      for (auto& [index, state] : trial.states) {
        *states_[index] = std::move(state);
        NoteReads(index);
      }
      for (const Candidate& candidate : next) {
        accepted.push_back(&candidate);
        applied_.push_back(OutcomeOf(candidate.finding, ""));
      }
    } else if (next.size() == 1) {
      Refuse(next.front(), trial.complaint);
    } else {
      std::size_t half = SplitOf(next);
      stack.push_back(next.subspan(half));
      stack.push_back(next.first(half));
    }
  }
  return !accepted.empty();
}

// What comes of `base` with all edits of `accepted` and `next`. The states are
// those of `accepted` as yet.
FixGroup::Trial FixGroup::Try(const Workspace& base,
                              const std::vector<const Candidate*>& accepted,
                              std::span<const Candidate> next) {
  std::vector<const Candidate*> all = accepted;
  for (const Candidate& candidate : next) all.push_back(&candidate);
  std::map<std::string, std::vector<model::Edit>> edits;
  for (const Candidate* candidate : all) {
    for (const model::Edit& edit : candidate->finding.fix->edits) {
      std::string key = base.Key(edit.path);
      // What two findings want alike is done once.
      std::vector<model::Edit>& list = edits[key];
      if (std::find(list.begin(), list.end(), edit) == list.end()) {
        list.push_back(edit);
      }
      spelling_.try_emplace(key, edit.path);
      if (edit.mode != 0) modes_[key] = edit.mode;
    }
  }
  Trial trial{.workspace = base};
  for (auto& [key, list] : edits) {
    std::shared_ptr<const base::Source> source = ReadText(base, spelling_[key]);
    std::string_view text = source == nullptr ? "" : source->text();
    work_ += text.size();
    trial.workspace.Set(key, ApplyEdits(text, std::move(list)), modes_[key]);
  }
  std::set<std::size_t> affected;
  for (const Candidate& candidate : next) {
    affected.insert(candidate.state);
    for (const model::Edit& edit : candidate.finding.fix->edits) {
      auto readers = readers_.find(base.Key(edit.path));
      if (readers == readers_.end()) continue;
      affected.insert(readers->second.begin(), readers->second.end());
    }
  }
  for (std::size_t index : affected) {
    TargetState after = run_.Check(*states_[index]->target, trial.workspace);
    Tally fixed;
    for (const Candidate& candidate : next) {
      if (candidate.state == index) ++fixed[candidate.finding.rule];
    }
    trial.complaint = Complaint(fixed, states_[index]->tally, after);
    trial.states.emplace(index, std::move(after));
    if (!trial.complaint.empty()) break;
  }
  return trial;
}

// Why the result of fixes is not acceptable, "" where it is.
std::string FixGroup::Complaint(const Tally& fixed, const Tally& before,
                                const TargetState& state) const {
  const Tally& after = state.tally;
  for (const auto& [rule, number] : after) {
    if (number > CountOf(before, rule)) {
      if (run_.fix.harden && IsMereOpinion(state, rule)) continue;
      return base::Format("the result would have a new finding, {}", rule);
    }
  }
  for (const auto& [rule, number] : fixed) {
    if (CountOf(after, rule) > CountOf(before, rule) - number) {
      return base::Format("{} would still report", rule);
    }
  }
  return "";
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
  std::vector<FixOutcome> outcomes = applied_;
  for (const auto& [key, outcome] : refused_) outcomes.push_back(outcome);
  return outcomes;
}

}  // namespace bulkhead::engine
