// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "policy/policy.h"

#include <algorithm>

#include "base/text.h"
#include "formats/yaml/yaml.h"
#include "policy/policy_reader.h"

namespace bulkhead::policy {
namespace {

// An image reference as patterns are compared with it.
struct ImageName {
  std::string_view name;  // without docker.io/library/
  std::string_view tag;
  bool digest = false;
};

ImageName SplitImage(std::string_view reference) {
  for (std::string_view prefix :
       {"index.docker.io/", "docker.io/", "library/"}) {
    base::ConsumePrefix(reference, prefix);
  }
  ImageName out;
  std::size_t at = reference.find('@');
  out.digest = at != std::string_view::npos;
  reference = reference.substr(0, at);
  std::size_t colon = reference.rfind(':');
  std::size_t slash = reference.rfind('/');
  bool has_tag = colon != std::string_view::npos &&
                 (slash == std::string_view::npos || colon > slash);
  out.name = reference.substr(0, has_tag ? colon : std::string_view::npos);
  if (has_tag) out.tag = reference.substr(colon + 1);
  return out;
}

base::Result<Policy> Overlay(const PolicyReading& reading,
                             const formats::YamlStream& stream,
                             const base::Limits& limits, Policy policy) {
  std::vector<base::Error> errors = ReadPolicy(reading, stream, limits, policy);
  if (!errors.empty()) return errors.front();
  return policy;
}

}  // namespace

std::optional<RuleSetting> Policy::SettingOf(
    std::string_view id, std::span<const std::string_view> aliases) const {
  std::optional<RuleSetting> out;
  for (const RuleSetting& setting : rules) {
    if (!MatchesRule(setting.rule, id, aliases)) continue;
    if (!out) {
      out = setting;
      continue;
    }
    out->off = setting.off;
    if (setting.severity) out->severity = setting.severity;
    for (const auto& [name, values] : setting.options) {
      out->options[name] = values;
    }
    out->origin = setting.origin;
    out->location = setting.location;
    out->by_peer = setting.by_peer;
  }
  return out;
}

bool Policy::IsOn(const model::RuleInfo& rule) const {
  if (rules.empty()) return rule.on_by_default;
  std::optional<RuleSetting> setting = SettingOf(rule.id, rule.aliases);
  return setting ? !setting->off : rule.on_by_default;
}

std::vector<std::string> Policy::Option(const model::RuleInfo& rule,
                                        std::string_view name) const {
  if (rules.empty()) return {};
  std::optional<RuleSetting> setting = SettingOf(rule.id, rule.aliases);
  if (!setting) return {};
  std::map<std::string, std::vector<std::string>>::const_iterator found =
      setting->options.find(std::string(name));
  return found == setting->options.end() ? std::vector<std::string>()
                                         : found->second;
}

bool ImageMatches(std::string_view pattern, std::string_view reference) {
  ImageName wanted = SplitImage(pattern);
  ImageName image = SplitImage(reference);
  if (!base::GlobMatch(wanted.name, image.name)) return false;
  if (wanted.tag.empty()) return true;
  std::string_view tag = image.tag;
  if (tag.empty() && !image.digest) tag = "latest";
  return base::GlobMatch(wanted.tag, tag);
}

base::Result<Policy> ShippedPolicy(std::string_view name) {
  std::string_view text = ShippedPolicyText(name);
  if (text.empty()) {
    std::string_view near = base::DidYouMean(name, kShippedPolicies);
    return base::Error{
        base::ErrorCode::kNotFound,
        base::Format("no policy \"{}\"; {}", base::Printable(name),
                     near.empty()
                         ? base::Format("expected {}, or a file",
                                        base::Join(kShippedPolicies, ", "))
                         : base::Format("did you mean \"{}\"?", near))};
  }
  Policy policy;
  policy.base.value = std::string(name);
  if (name == "default") return policy;  // its text says what a Policy has
  std::string origin = base::Format("policy {}", name);
  std::shared_ptr<const base::Source> source =
      std::make_shared<base::Source>(origin, std::string(text));
  base::Limits limits;
  base::Result<formats::YamlStream> stream = formats::ParseYaml(source, limits);
  if (!stream.ok()) return stream.error();
  return Overlay({source, "", origin}, stream.value(), limits,
                 std::move(policy));
}

base::Result<Policy> ParsePolicy(
    const std::shared_ptr<const base::Source>& source,
    const base::Limits& limits, std::string_view extends_flag) {
  base::Result<formats::YamlStream> stream = formats::ParseYaml(source, limits);
  if (!stream.ok()) return stream.error();
  std::string extends = ReadExtends(stream.value());
  Policy policy;
  base::Result<Policy> shipped = ShippedPolicy(
      !extends_flag.empty() ? extends_flag
                            : (extends.empty() ? "default" : extends));
  if (shipped.ok()) {
    policy = std::move(shipped).value();
    if (!extends_flag.empty()) {
      policy.base.origin = "--policy";
    } else if (!extends.empty()) {
      policy.base.origin = source->path();
    }
  } else if (!extends_flag.empty()) {
    return shipped.error();
  }  // else the reader below says the same with its place
  policy.files.push_back(source->path().str());
  std::string root =
      base::IsAbsolute(source->path()) ? base::DirName(source->path()) : "";
  return Overlay({source, root}, stream.value(), limits, std::move(policy));
}

}  // namespace bulkhead::policy
