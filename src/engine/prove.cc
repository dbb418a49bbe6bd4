// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Every stack is started as it is, then with all its fixes. Where the two
// differ, the fixes are added again in groups, those of services that behave
// as before first; a group that changes the behaviour is halved until single
// fixes are left, and those are left out. A set of n fixes with k bad ones
// takes about k * log2(n) starts.
#include "engine/prove.h"

#include <algorithm>
#include <set>

#include "base/fs.h"
#include "base/text.h"

namespace bulkhead::engine {
namespace {

using Keys = std::vector<std::string>;

constexpr int kMaxStarts = 40;  // of one stack
constexpr int kMaxRounds = 3;   // over all stacks
constexpr int kShownLines = 3;  // of a log, on one line
constexpr std::size_t kMaxEvidence = 400;

// The last lines of a log, as one.
std::string LastLines(std::string_view log) {
  std::vector<std::string_view> lines;
  for (std::string_view line : base::Split(log, '\n')) {
    if (!base::Trim(line).empty()) lines.push_back(base::Trim(line));
  }
  if (lines.size() > kShownLines) {
    lines.erase(lines.begin(), lines.end() - kShownLines);
  }
  std::string out = base::Join(lines, " | ");
  if (out.size() > kMaxEvidence) out = out.substr(out.size() - kMaxEvidence);
  return base::Printable(base::ToValidUtf8(out));
}

std::string Evidence(const std::vector<Difference>& differences) {
  std::string out;
  for (const Difference& difference : differences) {
    if (!out.empty()) out += "; ";
    if (!difference.service.empty()) out += difference.service + ": ";
    out += base::Format("{} before, {} after", difference.before,
                        difference.after);
    std::string log = LastLines(difference.evidence);
    if (!log.empty()) out += base::Format(" ({})", log);
  }
  return out;
}

// Words of logs and states, and the rules whose fixes are known to lead there.
struct Suspicion {
  std::string_view said;
  std::string_view rule;
};
constexpr Suspicion kSuspicions[] = {
    {"ead-only file system", "read-only"},
    {"EROFS", "read-only"},
    {"not permitted", "cap-drop"},
    {"ermission denied", "cap-drop"},
    {"ermission denied", "user"},
    {"EACCES", "cap-drop"},
    {"EPERM", "cap-drop"},
    {"exited with 0 before", "restart"},
    {"exited with 137", "memory"},
    {"unhealthy", "healthcheck"},
};

bool IsSuspect(std::string_view rule,
               const std::vector<Difference>& differences) {
  std::string evidence = Evidence(differences);
  return std::any_of(std::begin(kSuspicions), std::end(kSuspicions),
                     [&](const Suspicion& suspicion) {
                       return base::Contains(evidence, suspicion.said) &&
                              base::Contains(rule, suspicion.rule);
                     });
}

class Prover {
 public:
  Prover(const CheckOptions& options, const base::FileSystem& files,
         const FixOptions& fix, FixResult first, StackStarter& starter)
      : options_(options),
        files_(files),
        fix_(fix),
        current_(std::move(first)),
        starter_(starter) {}

  base::Result<FixResult> Run() {
    // Leaving one fix out must not bring in another that nobody has seen.
    fix_.keys.emplace();
    for (const FixOutcome& outcome : current_.outcomes) {
      if (!outcome.refused.empty()) continue;
      known_.try_emplace(outcome.key, outcome);
      fix_.keys->insert(outcome.key);
    }
    std::vector<Stack> stacks = StacksOf(options_, files_, current_);
    states_.resize(stacks.size());
    for (int round = 0; round < kMaxRounds; ++round) {
      bool any = false;
      for (std::size_t i = 0; i < stacks.size(); ++i) {
        if (states_[i].settled && !Changed(stacks[i], states_[i])) continue;
        any = true;
        base::Status done = Prove(stacks[i], states_[i]);
        if (!done.ok()) return std::move(done).error();
      }
      if (!any) break;
    }
    for (std::size_t i = 0; i < stacks.size(); ++i) {
      current_.after.proofs.push_back(ProofOf(stacks[i], states_[i]));
      AddGap(stacks[i], states_[i]);
    }
    return std::move(current_);
  }

 private:
  struct State {
    bool settled = false;
    std::string problem;  // why nothing is proven; "" where something is
    std::optional<Behaviour> before;
    Behaviour after;
    int starts = 0;
    std::map<std::string, std::string> texts;  // that `after` was seen with
  };

  // Keys of the fixes of a stack that are applied now.
  Keys AppliedTo(const Stack& stack) const {
    Keys keys;
    for (const FixOutcome& outcome : current_.outcomes) {
      if (!outcome.refused.empty() || !stack.Holds(outcome)) continue;
      keys.push_back(outcome.key);
    }
    return Unique(std::move(keys));
  }

  static Keys Unique(Keys keys) {
    std::set<std::string> seen;
    std::erase_if(
        keys, [&](const std::string& key) { return !seen.insert(key).second; });
    return keys;
  }

  std::map<std::string, std::string> TextsOf(const Stack& stack) const {
    std::map<std::string, std::string> texts;
    for (const FileChange& change : current_.changes) {
      std::string path = base::AbsolutePath(change.path);
      bool own = std::find(stack.files.begin(), stack.files.end(), path) !=
                 stack.files.end();
      if (own) texts[path] = change.after;
    }
    return texts;
  }

  bool Changed(const Stack& stack, const State& state) const {
    return state.problem.empty() && TextsOf(stack) != state.texts;
  }

  base::Status Prove(const Stack& stack, State& state) {
    state.settled = true;
    if (!state.before) {
      base::Result<Behaviour> before = starter_.Start(stack, {}, nullptr);
      if (starter_.Ended()) return Interrupted();
      if (!before.ok()) {
        return GiveUp(stack, state, std::move(before).error().message);
      }
      state.before = std::move(before).value();
    }
    if (!state.before->failure.empty()) {
      return GiveUp(stack, state,
                    "it does not start before the fixes: " +
                        LastLines(state.before->failure));
    }
    base::Status left = LeaveOutSick(stack, state);
    if (!left.ok()) return left;
    base::Result<std::vector<Difference>> differences = Try(stack, state);
    if (!differences.ok()) return Failed(stack, state, differences.error());
    if (!differences.value().empty()) {
      base::Status narrowed = Narrow(stack, state, differences.value());
      if (!narrowed.ok()) return Failed(stack, state, narrowed.error());
    }
    return base::Ok{};
  }

  static base::Error Interrupted() {
    return {base::ErrorCode::kIo, "interrupted; nothing was written"};
  }

  base::Status Failed(const Stack& stack, State& state,
                      const base::Error& error) {
    if (starter_.Ended()) return Interrupted();
    return GiveUp(stack, state, error.message);
  }

  // Nothing can be proven: no fix of the stack is applied.
  base::Status GiveUp(const Stack& stack, State& state, std::string problem) {
    state.problem = std::move(problem);
    for (const std::string& key : AppliedTo(stack)) {
      LeaveOut(key, "not proven: " + state.problem);
    }
    return Recompute();
  }

  // A service that fails anyway proves nothing of its fixes.
  base::Status LeaveOutSick(const Stack& stack, const State& state) {
    bool any = false;
    for (const std::string& key : AppliedTo(stack)) {
      const ServiceState* service =
          state.before->Find(stack.ServiceOf(known_.at(key)));
      if (service == nullptr || service->good()) continue;
      std::string log = LastLines(service->log);
      LeaveOut(key, base::Format("not proven: {} fails before the fixes, too: "
                                 "{}{}",
                                 stack.is_compose() ? service->service : "it",
                                 DescribeState(*service),
                                 log.empty() ? "" : " (" + log + ")"));
      any = true;
    }
    return any ? Recompute() : base::Status(base::Ok{});
  }

  void LeaveOut(const std::string& key, const std::string& reason) {
    fix_.keys->erase(key);
    left_out_.try_emplace(key, reason);
  }

  base::Status Recompute() {
    base::Result<FixResult> result = FixFindings(options_, files_, fix_);
    if (!result.ok()) return std::move(result).error();
    current_ = std::move(result).value();
    return base::Ok{};
  }

  // Starts the stack with the fixes of now.
  base::Result<std::vector<Difference>> Try(const Stack& stack, State& state) {
    if (AppliedTo(stack).empty()) {
      state.after = *state.before;
      state.texts = TextsOf(stack);
      return std::vector<Difference>();
    }
    ++state.starts;
    base::Result<Behaviour> after =
        starter_.Start(stack, current_.changes, &*state.before);
    if (!after.ok()) return std::move(after).error();
    if (starter_.Ended()) return Interrupted();
    std::vector<Difference> differences =
        Differences(*state.before, after.value());
    if (differences.empty()) {
      state.after = std::move(after).value();
      state.texts = TextsOf(stack);
    }
    return differences;
  }

  // Fixes to be added together.
  struct Group {
    Keys keys;
    // Differences that adding it is known to make; empty: not tried yet.
    std::vector<Difference> bad = {};
    // The one below it on the stack is the other half of a bad group.
    bool first_half = false;
    std::vector<Difference> of_both = {};
  };

  // Finds the fixes that change the behaviour, and leaves them out.
  base::Status Narrow(const Stack& stack, State& state,
                      const std::vector<Difference>& first) {
    Keys all = AppliedTo(stack);
    std::vector<Group> groups = GroupsOf(stack, all, first);
    for (const std::string& key : all) fix_.keys->erase(key);
    while (!groups.empty()) {
      Group group = std::move(groups.back());
      groups.pop_back();
      base::Status added = Add(stack, state, &group);
      if (!added.ok()) return added;
      if (group.bad.empty()) {
        // So it is the other half that makes the two bad.
        if (group.first_half) groups.back().bad = std::move(group.of_both);
        continue;
      }
      for (const std::string& key : group.keys) fix_.keys->erase(key);
      if (group.keys.size() == 1) {
        left_out_.try_emplace(group.keys[0], Evidence(group.bad));
      } else {
        Split(std::move(group), &groups);
      }
    }
    return CheckRest(stack, state);
  }

  // Adds a group to the fixes that hold, and sees whether they still do.
  base::Status Add(const Stack& stack, State& state, Group* group) {
    if (!group->bad.empty()) return base::Ok{};
    if (state.starts >= kMaxStarts) {
      for (const std::string& key : group->keys) {
        LeaveOut(key, base::Format("not tried: {} starts were not enough",
                                   kMaxStarts));
      }
      return base::Ok{};
    }
    fix_.keys->insert(group->keys.begin(), group->keys.end());
    base::Status computed = Recompute();
    if (!computed.ok()) return computed;
    base::Result<std::vector<Difference>> tried = Try(stack, state);
    if (!tried.ok()) return std::move(tried).error();
    group->bad = std::move(tried).value();
    return base::Ok{};
  }

  static void Split(Group group, std::vector<Group>* groups) {
    Keys::iterator middle =
        group.keys.begin() + static_cast<std::ptrdiff_t>(group.keys.size() / 2);
    groups->push_back({.keys = Keys(middle, group.keys.end())});
    groups->push_back({.keys = Keys(group.keys.begin(), middle),
                       .first_half = true,
                       .of_both = std::move(group.bad)});
  }

  // What is written is what was seen last.
  base::Status CheckRest(const Stack& stack, State& state) {
    base::Status computed = Recompute();
    if (!computed.ok()) return computed;
    if (TextsOf(stack) == state.texts) return base::Ok{};
    base::Result<std::vector<Difference>> last = Try(stack, state);
    if (!last.ok()) return std::move(last).error();
    if (last.value().empty()) return base::Ok{};
    return base::Error{
        base::ErrorCode::kIo,
        "what is left still behaves otherwise: " + Evidence(last.value())};
  }

  // First fixes of services that behave as before, then a group a service; the
  // last of the answer is the first to try.
  std::vector<Group> GroupsOf(
      const Stack& stack, const Keys& keys,
      const std::vector<Difference>& differences) const {
    std::map<std::string, Keys> parts;  // "" comes first
    for (const std::string& key : keys) {
      std::string service = stack.ServiceOf(known_.at(key));
      bool differs = std::any_of(
          differences.begin(), differences.end(),
          [&](const Difference& d) { return d.service == service; });
      parts[differs ? service : ""].push_back(key);
    }
    std::vector<Group> groups;
    for (auto& [service, part] : parts) groups.push_back({.keys = part});
    std::reverse(groups.begin(), groups.end());
    if (groups.size() != 1) return groups;
    groups[0].bad = differences;  // all of them
    SplitSuspects(&groups);
    return groups;
  }

  // What the log says may name the culprit: all others are tried first.
  void SplitSuspects(std::vector<Group>* groups) const {
    Group group = groups->back();
    Group suspects;
    std::erase_if(group.keys, [&](const std::string& key) {
      bool suspect = IsSuspect(known_.at(key).rule, group.bad);
      if (suspect) suspects.keys.push_back(key);
      return suspect;
    });
    if (suspects.keys.empty() || group.keys.empty()) return;
    group.of_both = std::move(group.bad);
    group.bad.clear();
    group.first_half = true;
    *groups = {std::move(suspects), std::move(group)};
  }

  model::Proof ProofOf(const Stack& stack, const State& state) const {
    model::Proof proof{.target = stack.target, .proven = state.problem.empty()};
    std::size_t applied = 0;
    for (const FixOutcome& outcome : current_.outcomes) {
      if (!outcome.refused.empty() || !stack.Holds(outcome)) continue;
      ++applied;
      proof.fixes.push_back(
          {outcome.rule, outcome.description, outcome.location, ""});
    }
    for (const auto& [key, reason] : left_out_) {
      const FixOutcome& outcome = known_.at(key);
      if (!stack.Holds(outcome)) continue;
      proof.fixes.push_back(
          {outcome.rule, outcome.description, outcome.location, reason});
    }
    std::stable_sort(proof.fixes.begin(), proof.fixes.end(),
                     [](const model::ProofFix& a, const model::ProofFix& b) {
                       return std::tie(a.location.path, a.location.line) <
                              std::tie(b.location.path, b.location.line);
                     });
    proof.message =
        proof.proven
            ? base::Format("behaves as before with {} fixes, {} left out",
                           applied, proof.fixes.size() - applied)
            : "not proven: " + state.problem;
    if (!state.before) return proof;
    for (const ServiceState& service : state.before->services) {
      const ServiceState* after = state.after.Find(service.service);
      proof.services.push_back(
          {service.service, DescribeState(service),
           after == nullptr ? "not started" : DescribeState(*after)});
    }
    return proof;
  }

  void AddGap(const Stack& stack, const State& state) {
    if (state.problem.empty()) return;
    current_.after.gaps.push_back(
        {.code = "not-proven",
         .message = base::Format("fixes were not proven and not applied: {}",
                                 state.problem),
         .location = {.path = stack.target},
         .remedy = "Apply them without --prove, and look at the diff."});
  }

  const CheckOptions& options_;
  const base::FileSystem& files_;
  FixOptions fix_;
  FixResult current_;
  StackStarter& starter_;
  std::vector<State> states_;
  std::map<std::string, FixOutcome> known_;      // by key
  std::map<std::string, std::string> left_out_;  // key to reason
};

std::string Place(const model::Location& location) {
  return base::Format("{}:{}", base::Printable(location.path), location.line);
}

}  // namespace

base::Result<FixResult> ProveFixes(const CheckOptions& options,
                                   const base::FileSystem& files,
                                   const FixOptions& fix, FixResult first,
                                   StackStarter& starter) {
  return Prover(options, files, fix, std::move(first), starter).Run();
}

std::string ProofText(const std::vector<model::Proof>& proofs) {
  std::string out;
  for (const model::Proof& proof : proofs) {
    out +=
        base::Format("{}  {}  {}\n", proof.proven ? "proven    " : "not proven",
                     base::Printable(proof.target), proof.message);
    for (const model::ProofService& service : proof.services) {
      std::string name =
          service.name.empty() ? "" : base::Printable(service.name) + ": ";
      out += base::Format("  before    {}{}\n  after     {}{}\n", name,
                          service.before, name, service.after);
    }
    for (const model::ProofFix& fix : proof.fixes) {
      out += base::Format(
          "  {}  {}  {}: {}\n", fix.left_out.empty() ? "kept    " : "left out",
          Place(fix.location), fix.rule,
          fix.left_out.empty() ? fix.description : fix.left_out);
    }
  }
  return out;
}

}  // namespace bulkhead::engine
