// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "policy/apply.h"

#include <algorithm>
#include <map>
#include <memory>
#include <unordered_map>

#include "base/fs.h"
#include "base/text.h"

namespace bulkhead::policy {
namespace {

using model::Finding;
using model::Severity;

constexpr std::string_view kFamily = "policy/";

// Ids that other commands than `check` answer for: vulnerabilities.
bool IsAdvisoryId(std::string_view rule) {
  std::string id = base::ToLower(rule);
  for (std::string_view prefix :
       {"cve-", "ghsa-", "vuln/", "pysec-", "rustsec-", "go-", "dla-", "dsa-",
        "rhsa-", "alas", "usn-", "temp-", "npm-"}) {
    if (id.starts_with(prefix)) return true;
  }
  return false;
}

// A glob of an ignore over a path, as in .gitignore.
bool PathMatches(std::string_view glob, std::string_view path) {
  base::ConsumePrefix(glob, "./");
  base::ConsumePrefix(path, "./");
  if (glob.ends_with('/')) glob.remove_suffix(1);
  std::string pattern(glob);
  bool rooted = base::ConsumePrefix(glob, "/");
  if (rooted) {
    pattern = std::string(glob);
  } else if (!base::Contains(glob, "/")) {
    if (base::GlobMatch(glob, base::BaseName(path), true)) return true;
    pattern = base::Format("**/{}", glob);
    if (base::GlobMatch(base::Format("{}/**", glob), path, true)) return true;
  }
  return base::GlobMatch(pattern, path, true) ||
         base::GlobMatch(pattern + "/**", path, true);
}

// The ignores of one file, found by the line of a finding: a hostile file has
// as many of them as it has findings.
class FileIgnores {
 public:
  // `ignore` stands in a vector with all others, in the order of which they
  // act.
  void Add(Ignore& ignore) {
    if (ignore.first_line == 0 || ignore.with_file) {
      anywhere_.push_back(&ignore);
      return;
    }
    Lines lines{ignore.first_line, ignore.last_line, 0, &ignore};
    if (int comment = ignore.location.line; comment > 0) {
      lines.first = std::min(lines.first, comment);
      lines.last = std::max(lines.last, comment);
    }
    lines_.push_back(lines);
  }

  // After the last one was added.
  void Sort() {
    std::sort(lines_.begin(), lines_.end(),
              [](const Lines& a, const Lines& b) { return a.first < b.first; });
    int reach = 0;
    for (Lines& lines : lines_) {
      reach = std::max(reach, lines.last);
      lines.reach = reach;
    }
  }

  // Those that may cover a finding at this line.
  std::vector<Ignore*> At(int line) const {
    std::vector<Ignore*> out = anywhere_;
    std::vector<Lines>::const_iterator at = std::upper_bound(
        lines_.begin(), lines_.end(), line,
        [](int wanted, const Lines& lines) { return wanted < lines.first; });
    while (at != lines_.begin() && (--at)->reach >= line) {
      if (at->last >= line) out.push_back(at->ignore);
    }
    std::sort(out.begin(), out.end());
    return out;
  }

 private:
  struct Lines {
    int first;
    int last;
    int reach;  // the last line of this one and of all before it
    Ignore* ignore;
  };
  std::vector<Ignore*> anywhere_;
  std::vector<Lines> lines_;
};

// The names of a finding that ignores are compared with.
struct Subject {
  const Finding* finding;
  FindingFacts facts;
};

class Applier {
 public:
  Applier(const Policy& policy, std::vector<Ignore>& inline_ignores,
          const ApplyOptions& options, model::Report& report)
      : policy_(policy),
        inline_(inline_ignores),
        policy_ignores_(policy.ignores),
        options_(options),
        report_(report) {}

  void Apply() {
    SetLevels(report_.findings);
    Suppress();
    if (options_.baseline != nullptr) UseBaseline();
    for (const Finding& problem : policy_.problems) Add(problem);
    for (const RuleSetting& setting : policy_.rules) Judge(setting);
    for (const Ignore& ignore : inline_) Judge(ignore);
    for (const Ignore& ignore : policy_ignores_) Judge(ignore);
    SetLevels(added_);
    if (added_.empty()) return;
    report_.findings.insert(report_.findings.end(), added_.begin(),
                            added_.end());
    AddRecords();
    model::Finish(report_);
  }

 private:
  void SetLevels(std::vector<Finding>& findings) const;
  void Suppress();
  void SuppressOne(Finding& finding);
  void UseBaseline();
  void Judge(const RuleSetting& setting);
  void Judge(const Ignore& ignore);
  void AddRecords();

  void Add(Finding finding) { added_.push_back(std::move(finding)); }
  void Add(std::string_view rule, Severity severity, const Ignore& ignore,
           std::string message) {
    Add({.rule = base::SharedText::Constant(rule),
         .severity = severity,
         .message = std::move(message),
         .location = ignore.location,
         .evidence = ignore.rule,
         .subject = base::Format("{} {}", ignore.dialect, ignore.rule)});
  }

  bool Expired(const Ignore& ignore) const {
    return ignore.until && *ignore.until < options_.today;
  }
  bool Denied(const Ignore& ignore) const {
    if (ignore.kind != "inline") return false;
    const std::vector<std::string>& dialects = policy_.denied_dialects.value;
    return policy_.deny_inline_ignores.value ||
           std::find(dialects.begin(), dialects.end(), ignore.dialect) !=
               dialects.end();
  }
  bool Covers(const Ignore& ignore, const Subject& subject) const;
  bool CoversRule(const Ignore& ignore, const Finding& finding) const;
  bool CoversPlace(const Ignore& ignore, const Finding& finding) const;
  std::string PathBelow(const std::string& root, std::string_view path) const;
  // Counts the match; lets the ignore act where it may.
  void Match(Ignore& ignore, Finding& finding);

  const Policy& policy_;
  std::vector<Ignore>& inline_;
  std::vector<Ignore> policy_ignores_;
  const ApplyOptions& options_;
  model::Report& report_;
  std::vector<Finding> added_;
  std::unordered_map<std::string_view, FileIgnores> by_file_;
};

void Applier::SetLevels(std::vector<Finding>& findings) const {
  if (policy_.rules.empty()) return;
  std::map<base::SharedText, std::optional<RuleSetting>> settings;
  std::vector<Finding>::iterator end =
      std::remove_if(findings.begin(), findings.end(), [&](Finding& finding) {
        auto [at, inserted] = settings.try_emplace(finding.rule);
        if (inserted) {
          at->second = policy_.SettingOf(finding.rule, finding.aliases);
        }
        const std::optional<RuleSetting>& setting = at->second;
        if (!setting) return false;
        if (setting->severity) finding.severity = *setting->severity;
        return setting->off;
      });
  findings.erase(end, findings.end());
}

bool Applier::CoversRule(const Ignore& ignore, const Finding& finding) const {
  if (ignore.only_dialect &&
      std::none_of(finding.aliases.begin(), finding.aliases.end(),
                   [&](std::string_view alias) {
                     return IsAliasOf(alias, ignore.dialect);
                   })) {
    return false;
  }
  if (ignore.severity && *ignore.severity != finding.severity) return false;
  if (!ignore.inverted) {
    return MatchesRule(ignore.rule, finding.rule, finding.aliases);
  }
  for (std::string_view rule : base::Split(ignore.rule, ',')) {
    if (MatchesRule(rule, finding.rule, finding.aliases)) return false;
  }
  return true;
}

std::string Applier::PathBelow(const std::string& root,
                               std::string_view path) const {
  if (root.empty() || options_.working_folder.empty()) {
    return base::NormalPath(path);
  }
  return base::RelativePath(
      base::NormalPath(base::JoinPath(options_.working_folder, path)), root);
}

bool Applier::CoversPlace(const Ignore& ignore, const Finding& finding) const {
  const model::Location& place = finding.location;
  if (!ignore.file.empty() && ignore.file != place.path) return false;
  if (ignore.first_line > 0) {
    bool within =
        place.line >= ignore.first_line && place.line <= ignore.last_line;
    // A comment beside a construct, or a finding on the comment itself.
    bool same_line = place.line > 0 && place.line == ignore.location.line;
    bool whole = place.line == 0 && ignore.with_file;
    if (!within && !same_line && !whole) return false;
  }
  return ignore.path.empty() ||
         PathMatches(ignore.path, PathBelow(ignore.root, place.path));
}

bool Applier::Covers(const Ignore& ignore, const Subject& subject) const {
  if (!CoversPlace(ignore, *subject.finding) ||
      !CoversRule(ignore, *subject.finding)) {
    return false;
  }
  auto fits = [](const std::string& glob, const std::string& value) {
    return glob.empty() || base::GlobMatch(glob, value);
  };
  const FindingFacts& facts = subject.facts;
  return fits(ignore.service, facts.service) &&
         fits(ignore.stage, facts.stage) &&
         fits(ignore.package, facts.package) &&
         fits(ignore.version, facts.version) &&
         (ignore.image.empty() ||
          (!facts.image.empty() && ImageMatches(ignore.image, facts.image)));
}

void Applier::Match(Ignore& ignore, Finding& finding) {
  ++ignore.matches;
  if (Expired(ignore) || Denied(ignore) || finding.suppressed) return;
  model::Suppress(finding,
                  {.kind = ignore.kind,
                   .justification = ignore.reason,
                   .source = ignore.location.line > 0
                                 ? base::Format("{}:{}", ignore.location.path,
                                                ignore.location.line)
                                 : ignore.location.path.str()});
}

void Applier::SuppressOne(Finding& finding) {
  Subject subject{&finding, options_.facts ? options_.facts(finding)
                                           : FactsFromObject(finding)};
  auto found = by_file_.find(finding.location.path);
  if (found != by_file_.end()) {
    for (Ignore* ignore : found->second.At(finding.location.line)) {
      if (Covers(*ignore, subject)) Match(*ignore, finding);
    }
  }
  for (Ignore& ignore : policy_ignores_) {
    if (Covers(ignore, subject)) Match(ignore, finding);
  }
}

void Applier::Suppress() {
  for (Ignore& ignore : inline_) by_file_[ignore.file].Add(ignore);
  for (auto& [file, ignores] : by_file_) ignores.Sort();
  if (by_file_.empty() && policy_ignores_.empty()) return;
  for (Finding& finding : report_.findings) {
    if (!finding.rule.starts_with(kFamily)) SuppressOne(finding);
  }
}

void Applier::UseBaseline() {
  const Baseline& baseline = *options_.baseline;
  const std::vector<BaselineEntry>& entries = baseline.entries;
  std::vector<bool> seen(entries.size());
  const base::SharedText& source = baseline.source->path();
  for (Finding& finding : report_.findings) {
    if (finding.rule.starts_with(kFamily)) continue;
    const BaselineEntry* entry = baseline.Find(finding.fingerprint);
    if (entry == nullptr) continue;
    seen[static_cast<std::size_t>(entry - entries.data())] = true;
    if (finding.suppressed) continue;
    model::Suppress(finding,
                    {.kind = "baseline",
                     .justification = "in the baseline",
                     .source = base::Format("{}:{}", source, entry->line)});
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const BaselineEntry& entry = entries[i];
    if (seen[i]) continue;
    if (options_.scope && !options_.scope(entry.path, entry.rule)) continue;
    std::size_t begin =
        base::OffsetIn(baseline.source->text(), entry.fingerprint);
    Add({.rule = base::SharedText::Constant("policy/stale-baseline-entry"),
         .severity = Severity::kInfo,
         .message = base::Format("no finding of {} in {} matches this entry",
                                 base::Printable(entry.rule),
                                 base::Printable(entry.path)),
         .location = {.path = source,
                      .range = {begin, begin + entry.fingerprint.size()},
                      .line = entry.line,
                      .column = 1,
                      .end_line = entry.line,
                      .end_column =
                          static_cast<int>(entry.fingerprint.size()) + 1},
         .subject = std::string(entry.fingerprint)});
  }
}

void Applier::Judge(const RuleSetting& setting) {
  if (!options_.report_unused || options_.rules.empty()) return;
  std::string unknown = UnknownRuleOf(setting, options_.rules);
  if (unknown.empty()) return;
  Add({.rule = base::SharedText::Constant("policy/unknown-rule"),
       .severity = Severity::kLow,
       .message = std::move(unknown),
       .location = setting.location,
       .subject = setting.rule});
}

// What an ignore has come to: denied, expired, unknown, unused, or fine.
void Applier::Judge(const Ignore& ignore) {
  std::string rule = base::Printable(ignore.rule);
  if (Denied(ignore)) {
    const Origin& origin = policy_.deny_inline_ignores.value
                               ? policy_.deny_inline_ignores.origin
                               : policy_.denied_dialects.origin;
    Add("policy/denied-ignore", Severity::kLow, ignore,
        base::Format("the ignore of {} has no effect: {} denies it", rule,
                     origin));
    return;
  }
  if (Expired(ignore)) {
    std::string owner =
        ignore.owner.empty()
            ? ""
            : base::Format(" (owner: {})", base::Printable(ignore.owner));
    std::string count =
        ignore.matches == 0
            ? "nothing needs it any more"
            : base::Format("{} finding{} again", ignore.matches,
                           ignore.matches == 1 ? " counts" : "s count");
    Add("policy/expired-ignore", Severity::kLow, ignore,
        base::Format("the ignore of {} expired on {}{}; {}", rule,
                     base::FormatDate(*ignore.until), owner, count));
    return;
  }
  if (ignore.matches > 0 || !options_.report_unused ||
      IsAdvisoryId(ignore.rule) || ignore.inverted) {
    return;
  }
  // A run over a part of the tree says nothing of ignores for all of it.
  if (ignore.kind != "inline" && options_.scope) return;
  // "All of a tool" may well be nothing today.
  if (ignore.only_dialect && ignore.kind == "peer") return;
  if (!options_.rules.empty() && !NamesKnownRule(ignore.rule, options_.rules)) {
    // An id of another tool may be a check that we do not have.
    if (ignore.dialect != "bulkhead" || !base::Contains(ignore.rule, "/")) {
      return;
    }
    std::string_view near = NearestRule(ignore.rule, options_.rules);
    Add("policy/malformed-ignore", Severity::kLow, ignore,
        base::Format(
            "no rule {}{}", rule,
            near.empty() ? "" : base::Format("; did you mean {}?", near)));
    return;
  }
  Add("policy/unused-ignore", Severity::kInfo, ignore,
      base::Format("the ignore of {} matches no finding", rule));
}

void Applier::AddRecords() {
  for (const model::RuleInfo& info : PolicyRules()) {
    bool named = std::any_of(
        added_.begin(), added_.end(),
        [&](const Finding& finding) { return finding.rule == info.id; });
    bool there = std::any_of(
        report_.rules.begin(), report_.rules.end(),
        [&](const model::RuleRecord& record) { return record.id == info.id; });
    if (named && !there) report_.rules.push_back(model::MakeRecord(info));
  }
}

}  // namespace

FindingFacts FactsFromObject(const model::Finding& finding) {
  FindingFacts facts;
  std::string_view object = finding.location.object;
  if (base::ConsumePrefix(object, "services.")) {
    facts.service = std::string(object.substr(0, object.find_first_of(".[")));
  } else if (base::ConsumePrefix(object, "stage ")) {
    facts.stage = std::string(object.substr(0, object.find(' ')));
  }
  return facts;
}

void ApplyPolicy(const Policy& policy, std::vector<Ignore>& inline_ignores,
                 const ApplyOptions& options, model::Report& report) {
  Applier(policy, inline_ignores, options, report).Apply();
}

bool FailsPolicy(const Policy& policy, const model::Report& report) {
  if (!policy.fail_on.value) return false;
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [&](const Finding& finding) {
                       return !finding.suppressed &&
                              finding.severity >= *policy.fail_on.value;
                     });
}

}  // namespace bulkhead::policy
