// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// bulkhead rules: what there is to find.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "engine/check.h"
#include "policy/ignores.h"

namespace bulkhead::cli {
namespace {

std::string_view FixText(model::FixKind kind) {
  switch (kind) {
    case model::FixKind::kSafe:
      return "safe";
    case model::FixKind::kUnsafe:
      return "unsafe";
    default:
      return "none";
  }
}

// The pages under docs/rules/ are made of this.
std::string Markdown(const model::RuleInfo& rule) {
  std::string out = base::Format(
      "## {}\n\n{}. Severity: {}{}.\n\n{}\n\nWhat to do: {}\n\n", rule.id,
      rule.title, model::SeverityName(rule.severity),
      rule.on_by_default ? "" : ", off by default", rule.why, rule.remedy);
  std::string no_fix =
      rule.no_fix.empty() ? "" : base::Format(". {}", rule.no_fix);
  out += base::Format("Fix: {}{}\n", FixText(rule.fix), no_fix);
  if (!rule.aliases.empty()) {
    out += base::Format("\nElsewhere: {}\n", base::Join(rule.aliases, ", "));
  }
  for (std::string_view reference : rule.references) {
    out += base::Format("\n<{}>\n", reference);
  }
  return out + "\n";
}

constexpr std::string_view kTools[] = {"hadolint", "trivy",    "kics",
                                       "checkov",  "buildkit", "dockle"};

// What rules the ids of a peer have become.
struct AliasRow {
  std::string label;
  std::vector<const model::RuleInfo*> rules;
};
using AliasTable = std::map<std::string, AliasRow>;  // by SortKey

// Numbers at the end in the order of their value.
std::string SortKey(std::string_view label) {
  std::size_t digits = 0;
  while (digits < label.size() &&
         base::IsDigit(label[label.size() - digits - 1])) {
    ++digits;
  }
  return base::Format("{}{:0>9}", label.substr(0, label.size() - digits),
                      label.substr(label.size() - digits));
}

// KICS has two ids for a query: the first is followed by the name.
AliasTable AliasesOf(std::string_view tool) {
  AliasTable table;
  for (const model::RuleInfo* rule : engine::AllRules()) {
    std::vector<std::string> labels;
    for (std::string_view alias : rule->aliases) {
      if (!policy::IsAliasOf(alias, tool)) continue;
      std::string_view name = alias;
      bool named = base::ConsumePrefix(name, "kics:");
      if (named && !labels.empty() && !base::Contains(labels.back(), " ")) {
        labels.back() += base::Format(" {}", name);
      } else {
        labels.emplace_back(name);
      }
    }
    for (const std::string& label : labels) {
      AliasRow& row = table[SortKey(label)];
      row.label = label;
      row.rules.push_back(rule);
    }
  }
  return table;
}

std::string AliasText(std::string_view tool, bool markdown) {
  AliasTable table = AliasesOf(tool);
  std::size_t widest = 0;
  for (const auto& [key, row] : table) {
    widest = std::max(widest, row.label.size());
  }
  std::string out;
  if (markdown) {
    out = base::Format(
        "| {} | Bulkhead | severity | fix |\n|---|---|---|---|\n", tool);
  }
  for (const auto& [key, row] : table) {
    std::string_view label = row.label;
    for (const model::RuleInfo* rule : row.rules) {
      std::string_view severity = model::SeverityName(rule->severity);
      if (markdown) {
        out += base::Format(
            "| {} | `{}` | {}{} | {} |\n", label, rule->id, severity,
            rule->on_by_default ? "" : ", off by default", FixText(rule->fix));
        label = {};  // named once
      } else {
        out += base::Format("{:<{}}  {:<8}  {}\n", label, widest, severity,
                            rule->id);
      }
    }
  }
  return out;
}

model::ExitCode RunList(const Arguments& arguments) {
  if (arguments.Has("--aliases-of")) {
    Print(AliasText(arguments.Value("--aliases-of"),
                    arguments.Has("--markdown")));
    return model::ExitCode::kClean;
  }
  std::optional<model::Severity> least =
      model::ParseSeverity(arguments.Value("--severity", "info"));
  std::string family = arguments.Value("--family");
  std::string out;
  std::size_t widest = 0;
  for (const model::RuleInfo* rule : engine::AllRules()) {
    widest = std::max(widest, rule->id.size());
  }
  for (const model::RuleInfo* rule : engine::AllRules()) {
    if (rule->severity < *least) continue;
    if (!family.empty() && !rule->id.starts_with(family + "/")) continue;
    if (arguments.Has("--markdown")) {
      out += Markdown(*rule);
      continue;
    }
    if (arguments.Has("--ids")) {
      out += base::Format("{}\n", rule->id);
      continue;
    }
    out += base::Format("{:<{}}  {:<8}  {}\n", rule->id, widest,
                        model::SeverityName(rule->severity), rule->title);
  }
  Print(out);
  return model::ExitCode::kClean;
}

std::string Explain(const model::RuleInfo& rule) {
  std::string out = base::Format("{}\n{}\n\n", rule.id, rule.title);
  out += base::Format("severity  {}{}\n", model::SeverityName(rule.severity),
                      rule.on_by_default ? "" : " (off by default)");
  if (!rule.aliases.empty()) {
    out += base::Format("known as  {}\n", base::Join(rule.aliases, ", "));
  }
  out += base::Format(
      "fix       {}{}\n", FixText(rule.fix),
      rule.no_fix.empty() ? "" : base::Format(": {}", rule.no_fix));
  out +=
      base::Format("\nWhy\n  {}\n\nWhat to do\n  {}\n", rule.why, rule.remedy);
  if (!rule.references.empty()) {
    out += base::Format("\nRead more\n  {}\n",
                        base::Join(rule.references, "\n  "));
  }
  return out;
}

model::ExitCode RunExplain(const Arguments& arguments) {
  if (arguments.positionals().empty()) {
    PrintError("expected a rule id, found nothing; bulkhead rules lists them");
    return model::ExitCode::kError;
  }
  base::Status known = engine::KnowsRules(arguments.positionals());
  if (!known.ok()) {
    PrintError(known.error());
    return model::ExitCode::kError;
  }
  std::string out;
  for (const std::string& name : arguments.positionals()) {
    for (const model::RuleInfo* rule : engine::FindRules(name)) {
      if (!out.empty()) out += "\n";
      out += Explain(*rule);
    }
  }
  Print(out);
  return model::ExitCode::kClean;
}

constexpr std::string_view kFamilies[] = {"dockerfile", "compose", "policy"};

constexpr FlagInfo kListFlags[] = {
    {.name = "--severity",
     .kind = FlagKind::kValue,
     .value = "SEVERITY",
     .help = "Only rules of this severity or above",
     .choices = model::kSeverityNames},
    {.name = "--family",
     .kind = FlagKind::kValue,
     .value = "NAME",
     .help = "Only rules of this family: dockerfile, compose or policy",
     .choices = kFamilies},
    {.name = "--aliases-of",
     .kind = FlagKind::kValue,
     .value = "TOOL",
     .help = "What the ids of another tool have become here",
     .choices = kTools},
    {.name = "--ids", .help = "Only the ids, one a line"},
    {.name = "--markdown", .help = "Everything about each rule, as Markdown"},
};
constexpr Example kListExamples[] = {
    {"bulkhead rules --severity high", "the rules that fail a build"},
    {"bulkhead rules --aliases-of hadolint", "for who comes from hadolint"}};
constexpr Example kExplainExamples[] = {
    {"bulkhead rules explain dockerfile/latest-tag",
     "why a rule exists and what to do"},
    {"bulkhead rules explain DL3007", "the same by an id of another tool"}};

}  // namespace

const Command kRules = {.name = "rules",
                        .synopsis = "",
                        .summary = "List the rules",
                        .description =
                            "The same as bulkhead rules list. "
                            "bulkhead rules explain tells more of "
                            "one rule.",
                        .flags = kListFlags,
                        .examples = kListExamples,
                        .completes = "list explain",
                        .run = &RunList};

const Command kRulesList = {.name = "rules list",
                            .synopsis = "",
                            .summary = "List the rules",
                            .flags = kListFlags,
                            .examples = kListExamples,
                            .run = &RunList};

const Command kRulesExplain = {.name = "rules explain",
                               .synopsis = "ID...",
                               .summary =
                                   "Explain a rule by its id, or by an "
                                   "id of another tool",
                               .examples = kExplainExamples,
                               .max_positionals = 100,
                               .completes = "rules",
                               .run = &RunExplain};

}  // namespace bulkhead::cli
