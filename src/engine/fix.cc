// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/fix.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/overlay.h"
#include "base/text.h"
#include "policy/ignores.h"

namespace bulkhead::engine {
namespace {

constexpr int kMaxRounds = 60;
constexpr std::size_t kMaxBytes = base::Limits{}.max_bytes;

// How often each rule reports in each target, and how many gaps there are.
using Tally = std::map<std::pair<std::string, std::string>, int>;

Tally TallyOf(const model::Report& report) {
  Tally tally;
  for (const model::Finding& finding : report.findings) {
    if (finding.rule.starts_with("policy/")) continue;
    ++tally[{finding.target, finding.rule}];
  }
  for (const model::Gap& gap : report.gaps) {
    ++tally[{gap.location.path, "gap " + gap.code}];
  }
  return tally;
}

class Fixer {
 public:
  Fixer(const CheckOptions& options, const base::FileSystem& files,
        const FixOptions& fix)
      : options_(options), files_(files), fix_(fix) {
    options_.only_rules.clear();
    options_.shellcheck = ShellCheckMode::kOff;  // it offers no fixes
    options_.progress = nullptr;
  }

  base::Result<FixResult> Run() {
    base::Result<model::Report> report = Check(options_, files_);
    if (!report.ok()) return std::move(report).error();
    result_.after = std::move(report).value();
    for (int round = 0; round < kMaxRounds; ++round) {
      std::vector<const model::Finding*> chosen = Choose(result_.after);
      if (chosen.empty()) break;
      FixTargets(chosen);
      base::Result<model::Report> again = CheckWith(texts_, {});
      if (!again.ok()) return std::move(again).error();
      result_.after = std::move(again).value();
    }
    for (auto& [path, text] : texts_) {
      const std::string& before = originals_[path];
      if (text == before && !created_.contains(path)) continue;
      result_.changes.push_back(
          {path, before, std::move(text), created_.contains(path)});
    }
    return std::move(result_);
  }

  // Whether one fix of a report holds by itself.
  bool Holds(const model::Report& report, const model::Finding& finding) {
    Texts texts;
    ApplyTo({&finding}, &texts);
    base::Result<model::Report> after = CheckWith(texts, {finding.target});
    return after.ok() && Complaint(finding.target, {&finding}, TallyOf(report),
                                   TallyOf(after.value()))
                             .empty();
  }

 private:
  using Texts = std::map<std::string, std::string>;

  bool Wanted(const model::Finding& finding) const {
    if (!finding.fix || finding.suppressed) return false;
    if (!finding.fix->safe && !fix_.unsafe) return false;
    if (refused_.contains(KeyOf(finding))) return false;
    return fix_.only.empty() ||
           std::any_of(fix_.only.begin(), fix_.only.end(),
                       [&](const std::string& rule) {
                         return policy::MatchesRule(rule, finding.rule,
                                                    finding.aliases);
                       });
  }

  static std::string KeyOf(const model::Finding& finding) {
    return base::Format("{}\n{}\n{}\n{}", finding.target, finding.rule,
                        finding.subject, finding.message);
  }

  // Fixes in order of place that do not touch the same bytes.
  std::vector<const model::Finding*> Choose(const model::Report& report) {
    std::map<std::string, std::vector<model::Range>> taken;
    std::vector<const model::Finding*> chosen;
    for (const model::Finding& finding : report.findings) {
      if (!Wanted(finding)) continue;
      bool free = true;
      for (const model::Edit& edit : finding.fix->edits) {
        for (const model::Range& range : taken[edit.path]) {
          // Two insertions at one place would depend on their order.
          free = free &&
                 (edit.range.end < range.begin || range.end < edit.range.begin);
        }
      }
      if (!free) continue;
      for (const model::Edit& edit : finding.fix->edits) {
        taken[edit.path].push_back(edit.range);
      }
      chosen.push_back(&finding);
    }
    return chosen;
  }

  // All fixes of a target at once; where that does not hold, one by one.
  void FixTargets(const std::vector<const model::Finding*>& chosen) {
    std::map<std::string, std::vector<const model::Finding*>> by_target;
    for (const model::Finding* finding : chosen) {
      by_target[finding->target].push_back(finding);
    }
    Texts all = texts_;
    std::vector<std::string> targets;
    for (const auto& [target, findings] : by_target) {
      ApplyTo(findings, &all);
      targets.push_back(target);
    }
    Tally before = TallyOf(result_.after);
    base::Result<model::Report> report = CheckWith(all, targets);
    for (const auto& [target, findings] : by_target) {
      bool holds =
          report.ok() &&
          Complaint(target, findings, before, TallyOf(report.value())).empty();
      if (holds) {
        ApplyTo(findings, &texts_);
        for (const model::Finding* finding : findings) Record(*finding, "");
      } else {
        OneByOne(target, findings);
      }
    }
  }

  // Later fixes were made for the text before earlier ones: only the first that
  // holds is applied, the others get their turn in the next round.
  void OneByOne(const std::string& target,
                const std::vector<const model::Finding*>& findings) {
    Tally before = TallyOf(result_.after);
    for (const model::Finding* finding : findings) {
      Texts one = texts_;
      ApplyTo({finding}, &one);
      base::Result<model::Report> report = CheckWith(one, {target});
      std::string complaint = report.ok() ? Complaint(target, {finding}, before,
                                                      TallyOf(report.value()))
                                          : report.error().message;
      if (complaint.empty()) {
        texts_ = std::move(one);
        Record(*finding, "");
        return;
      }
      refused_.insert(KeyOf(*finding));
      Record(*finding, complaint);
    }
  }

  // Why the result of fixes is not acceptable, "" where it is.
  static std::string Complaint(
      const std::string& target,
      const std::vector<const model::Finding*>& findings, const Tally& before,
      const Tally& after) {
    auto count = [&](const Tally& tally, const std::string& rule) {
      auto at = tally.find({target, rule});
      return at == tally.end() ? 0 : at->second;
    };
    for (const auto& [key, number] : after) {
      if (key.first != target) continue;
      auto old = before.find(key);
      if (number > (old == before.end() ? 0 : old->second)) {
        return base::Format("the result would have a new finding, {}",
                            key.second);
      }
    }
    std::map<std::string, int> fixed;
    for (const model::Finding* finding : findings) ++fixed[finding->rule];
    for (const auto& [rule, number] : fixed) {
      if (count(after, rule) > count(before, rule) - number) {
        return base::Format("{} would still report", rule);
      }
    }
    return "";
  }

  void ApplyTo(const std::vector<const model::Finding*>& findings,
               Texts* texts) {
    std::map<std::string, std::vector<model::Edit>> edits;
    for (const model::Finding* finding : findings) {
      for (const model::Edit& edit : finding->fix->edits) {
        edits[edit.path].push_back(edit);
      }
    }
    for (auto& [path, list] : edits) {
      auto at = texts->find(path);
      std::string text =
          at == texts->end() ? ReadOriginal(path) : std::move(at->second);
      (*texts)[path] = ApplyEdits(text, std::move(list));
    }
  }

  const std::string& ReadOriginal(const std::string& path) {
    auto at = originals_.find(path);
    if (at != originals_.end()) return at->second;
    std::string text;
    if (path == "-") {
      text = options_.standard_input;
    } else {
      base::Result<std::shared_ptr<const base::Source>> source =
          files_.Read(path, kMaxBytes);
      if (source.ok()) {
        text = source.value()->text();
      } else {
        created_.insert(path);
      }
    }
    return originals_[path] = std::move(text);
  }

  // A run over `targets` (empty: over all) with changed texts.
  base::Result<model::Report> CheckWith(
      const Texts& texts, const std::vector<std::string>& targets) {
    base::OverlayFileSystem overlay(files_);
    CheckOptions options = options_;
    for (const auto& [path, text] : texts) {
      if (path == "-") {
        options.standard_input = text;
      } else {
        overlay.Set(path, text);
      }
    }
    if (!targets.empty() && options.compose_files.empty()) {
      options.paths = targets;
    }
    return Check(options, overlay);
  }

  void Record(const model::Finding& finding, std::string refused) {
    result_.outcomes.push_back({.rule = finding.rule,
                                .description = finding.fix->description,
                                .location = finding.location,
                                .safe = finding.fix->safe,
                                .refused = std::move(refused)});
  }

  CheckOptions options_;
  const base::FileSystem& files_;
  const FixOptions& fix_;
  FixResult result_;
  Texts texts_;      // current text of files that were edited
  Texts originals_;  // as read
  std::set<std::string> created_;
  std::set<std::string> refused_;
};

}  // namespace

std::string ApplyEdits(std::string_view text, std::vector<model::Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const model::Edit& a, const model::Edit& b) {
                     return std::tie(a.range.begin, a.range.end) <
                            std::tie(b.range.begin, b.range.end);
                   });
  std::string out;
  std::size_t at = 0;
  for (const model::Edit& edit : edits) {
    if (edit.range.begin < at || edit.range.end > text.size()) continue;
    out += text.substr(at, edit.range.begin - at);
    out += edit.replacement;
    at = edit.range.end;
  }
  out += text.substr(at);
  return out;
}

base::Result<FixResult> FixFindings(const CheckOptions& options,
                                    const base::FileSystem& files,
                                    const FixOptions& fix) {
  return Fixer(options, files, fix).Run();
}

bool FixHolds(const CheckOptions& options, const base::FileSystem& files,
              const model::Report& report, const model::Finding& finding) {
  if (!finding.fix) return false;
  FixOptions fix;
  return Fixer(options, files, fix).Holds(report, finding);
}

base::Status WriteChanges(const std::vector<FileChange>& changes,
                          const base::FileSystem& files) {
  std::size_t written = 0;
  for (const FileChange& change : changes) {
    auto fail = [&](std::string message) {
      return base::Error{base::ErrorCode::kIo,
                         base::Format("{}; {} of {} files were written",
                                      message, written, changes.size())};
    };
    base::Result<std::shared_ptr<const base::Source>> now =
        files.Read(change.path, kMaxBytes);
    if (change.created ? now.ok() : !now.ok()) {
      return fail(base::Format("{} {} since it was checked",
                               base::Printable(change.path),
                               change.created ? "appeared" : "disappeared"));
    }
    if (now.ok() && now.value()->text() != change.before) {
      return fail(base::Format("{} changed since it was checked",
                               base::Printable(change.path)));
    }
    base::Status done = base::ReplaceFile(change.path, change.after);
    if (!done.ok()) return fail(done.error().message);
    ++written;
  }
  return base::Ok{};
}

}  // namespace bulkhead::engine
