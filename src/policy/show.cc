// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What people see of a policy: the effective one with its origins, and what is
// wrong with a file.
#include <algorithm>

#include "base/text.h"
#include "formats/yaml/yaml.h"
#include "policy/policy.h"
#include "policy/policy_reader.h"

namespace bulkhead::policy {
namespace {

std::string Scalar(std::string_view text) { return formats::YamlScalar(text); }

// Writes the lines of a policy file, each with a comment on its origin.
class Shower {
 public:
  void Line(std::string_view text, std::string_view origin) {
    out_ += text;
    if (!origin.empty()) {
      std::size_t width = base::DisplayWidth(text);
      out_.append(width < kColumn ? kColumn - width : 1, ' ');
      out_ += base::Format("# {}", base::Printable(origin));
    }
    out_ += '\n';
  }
  void Texts(std::string_view name,
             const Setting<std::vector<std::string>>& setting) {
    if (setting.value.empty()) return;
    Line(base::Format("{}:", name), setting.origin);
    for (const std::string& text : setting.value) {
      Line(base::Format("  - {}", Scalar(text)), "");
    }
  }
  // `prefix` is "  - " for the first member of an item and "    " after it.
  void Member(std::string& prefix, std::string_view name,
              std::string_view value, std::string_view origin = "") {
    if (value.empty()) return;
    Line(base::Format("{}{}: {}", prefix, name, Scalar(value)), origin);
    prefix = "    ";
  }
  std::string Take() { return std::move(out_); }

 private:
  static constexpr std::size_t kColumn = 48;
  std::string out_;
};

std::string OriginOf(const model::Location& place) {
  return base::Format("{}:{}", place.path, place.line);
}

void ShowRules(const Policy& policy, Shower& out) {
  if (policy.rules.empty()) return;
  out.Line("rules:", "");
  for (const RuleSetting& rule : policy.rules) {
    std::string level = rule.off ? "off"
                        : rule.severity
                            ? std::string(model::SeverityName(*rule.severity))
                            : "on";
    if (rule.options.empty()) {
      out.Line(base::Format("  {}: {}", Scalar(rule.rule), level), rule.origin);
      continue;
    }
    out.Line(base::Format("  {}:", Scalar(rule.rule)), rule.origin);
    out.Line(base::Format("    severity: {}", level), "");
    for (const auto& [name, values] : rule.options) {
      out.Line(base::Format("    {}:", Scalar(name)), "");
      for (const std::string& value : values) {
        out.Line(base::Format("      - {}", Scalar(value)), "");
      }
    }
  }
}

void ShowIgnores(const Policy& policy, Shower& out) {
  if (policy.ignores.empty()) return;
  out.Line("ignores:", "");
  for (const Ignore& ignore : policy.ignores) {
    std::string prefix = "  - ";
    out.Member(prefix, "rule", ignore.rule, OriginOf(ignore.location));
    out.Member(prefix, "path", ignore.path);
    out.Member(prefix, "service", ignore.service);
    out.Member(prefix, "stage", ignore.stage);
    out.Member(prefix, "image", ignore.image);
    out.Member(prefix, "package", ignore.package);
    out.Member(prefix, "version", ignore.version);
    out.Member(prefix, "reason", ignore.reason);
    out.Member(prefix, "owner", ignore.owner);
    if (ignore.until) {
      out.Line(base::Format("    until: {}", base::FormatDate(*ignore.until)),
               "");
    }
  }
}

void ShowChecks(const Policy& policy, Shower& out) {
  if (policy.checks.empty()) return;
  out.Line("checks:", "");
  for (const OwnCheck& check : policy.checks) {
    std::string prefix = "  - ";
    out.Member(prefix, "id", std::string_view(check.rule.id).substr(4),
               OriginOf(check.location));
    out.Member(prefix, "target", check.target);
    out.Member(prefix, "severity", model::SeverityName(check.rule.severity));
    out.Member(prefix, "message", check.message);
  }
}

void CheckRuleName(const base::Source& source, std::string_view name,
                   const model::Location& place,
                   std::span<const KnownRule> rules,
                   std::vector<base::Error>& errors) {
  bool known = rules.empty() || NamesKnownRule(name, rules);
  if (known || name.starts_with("own/")) return;
  std::string_view near = NearestRule(name, rules);
  errors.push_back(formats::YamlError(
      source, place.range.begin,
      base::Format(
          "no rule \"{}\"{}", base::Printable(name),
          near.empty() ? "" : base::Format("; did you mean \"{}\"?", near))));
}

// Rules and dates of a policy that was read without an error.
void CheckContent(const base::Source& source, const Policy& policy,
                  std::span<const KnownRule> rules, base::Date today,
                  std::vector<base::Error>& errors) {
  for (const RuleSetting& rule : policy.rules) {
    CheckRuleName(source, rule.rule, rule.location, rules, errors);
  }
  for (const Ignore& ignore : policy.ignores) {
    CheckRuleName(source, ignore.rule, ignore.location, rules, errors);
    if (ignore.until && *ignore.until < today) {
      errors.push_back(
          formats::YamlError(source, ignore.location.range.begin,
                             base::Format("the ignore of \"{}\" expired on {}",
                                          base::Printable(ignore.rule),
                                          base::FormatDate(*ignore.until))));
    }
  }
}

}  // namespace

std::string ShowPolicy(const Policy& policy) {
  Shower out;
  out.Line(base::Format("extends: {}", policy.base.value), policy.base.origin);
  out.Line(base::Format("fail-on: {}",
                        policy.fail_on.value
                            ? model::SeverityName(*policy.fail_on.value)
                            : "none"),
           policy.fail_on.origin);
  out.Line(base::Format("show: {}", model::SeverityName(policy.show.value)),
           policy.show.origin);
  out.Line(base::Format("allow-gaps: {}", policy.allow_gaps.value),
           policy.allow_gaps.origin);
  out.Line(
      base::Format("deny-inline-ignores: {}", policy.deny_inline_ignores.value),
      policy.deny_inline_ignores.origin);
  for (const std::string& dialect : policy.denied_dialects.value) {
    out.Line(base::Format("# inline ignores of {} are denied", dialect),
             policy.denied_dialects.origin);
  }
  if (!policy.baseline.value.empty()) {
    out.Line(base::Format("baseline: {}", Scalar(policy.baseline.value)),
             policy.baseline.origin);
  }
  out.Line(base::Format("grace-days: {}", policy.grace_days.value),
           policy.grace_days.origin);
  out.Texts("approved-images", policy.approved_images);
  out.Texts("approved-registries", policy.approved_registries);
  if (!policy.label_schema.value.empty()) {
    out.Line("label-schema:", policy.label_schema.origin);
    for (const auto& [name, type] : policy.label_schema.value) {
      out.Line(base::Format("  {}: {}", Scalar(name), type), "");
    }
  }
  out.Line(base::Format("strict-labels: {}", policy.strict_labels.value),
           policy.strict_labels.origin);
  ShowRules(policy, out);
  ShowIgnores(policy, out);
  ShowChecks(policy, out);
  return out.Take();
}

std::vector<base::Error> CheckPolicy(
    const std::shared_ptr<const base::Source>& source,
    std::span<const KnownRule> rules, base::Date today,
    const base::Limits& limits) {
  base::Result<formats::YamlStream> stream = formats::ParseYaml(source, limits);
  if (!stream.ok()) return {stream.error()};
  Policy policy;
  std::vector<base::Error> errors =
      ReadPolicy({source, ""}, stream.value(), limits, policy);
  CheckContent(*source, policy, rules, today, errors);
  return errors;
}

}  // namespace bulkhead::policy
