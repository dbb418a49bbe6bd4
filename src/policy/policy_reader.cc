// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// .bulkhead.yaml: docs/formats/policy.md describes it. One table names the
// keys of the file, another those of an ignore.
#include "policy/policy_reader.h"

#include <array>

#include "base/text.h"
#include "policy/own_check_reader.h"

namespace bulkhead::policy {
namespace {

using formats::YamlEntry;
using formats::YamlNode;

constexpr int kMaxGraceDays = 3650;
constexpr std::array<std::string_view, 6> kFailOn = {
    "none", "info", "low", "medium", "high", "critical"};
constexpr std::array<std::string_view, 8> kLevels = {
    "off", "on", "none", "info", "low", "medium", "high", "critical"};
constexpr std::array<std::string_view, 8> kLabelTypes = {
    "text", "rawtext", "url", "semver", "spdx", "hash", "email", "rfc3339"};

class Reader {
 public:
  Reader(const PolicyReading& reading, YamlFields& fields, Policy& policy)
      : reading_(reading), fields_(fields), policy_(policy) {}

  void Read(const YamlNode& root);

 private:
  Origin OriginOf(const YamlNode& node) const {
    return reading_.origin.empty() ? fields_.Origin(node)
                                   : Origin(reading_.origin);
  }
  template <typename T>
  void Set(const YamlNode& node, std::optional<T> value, Setting<T>& setting) {
    if (value) setting = {std::move(*value), OriginOf(node)};
  }
  YamlKey BoolKey(std::string_view name, Setting<bool>& setting) {
    return {name, [this, name, &setting](const YamlNode& node) {
              Set(node, fields_.Bool(node, Quoted(name)), setting);
            }};
  }
  YamlKey ListKey(std::string_view name,
                  Setting<std::vector<std::string>>& setting) {
    return {name, [this, name, &setting](const YamlNode& node) {
              setting = {fields_.Texts(node, Quoted(name)), OriginOf(node)};
            }};
  }
  static std::string Quoted(std::string_view name) {
    return base::Format("\"{}\"", name);
  }

  void ReadFailOn(const YamlNode& node);
  void ReadShow(const YamlNode& node);
  void ReadBaseline(const YamlNode& node);
  void ReadLabels(const YamlNode& node);
  void ReadRules(const YamlNode& node);
  void ReadRule(const YamlNode& key, const YamlNode& value);
  void ReadLevel(const YamlNode& node, RuleSetting& setting);
  void ReadIgnores(const YamlNode& node);
  void ReadIgnore(const YamlNode& node);

  const PolicyReading& reading_;
  YamlFields& fields_;
  Policy& policy_;
};

void Reader::Read(const YamlNode& root) {
  const std::array<YamlKey, 14> keys = {{
      {"extends",
       [&](const YamlNode& node) {
         fields_.OneOf(node, "\"extends\"", kShippedPolicies);
       }},
      {"fail-on", [&](const YamlNode& node) { ReadFailOn(node); }},
      {"show", [&](const YamlNode& node) { ReadShow(node); }},
      BoolKey("allow-gaps", policy_.allow_gaps),
      BoolKey("deny-inline-ignores", policy_.deny_inline_ignores),
      {"baseline", [&](const YamlNode& node) { ReadBaseline(node); }},
      {"grace-days",
       [&](const YamlNode& node) {
         Set(node, fields_.Int(node, "\"grace-days\"", 0, kMaxGraceDays),
             policy_.grace_days);
       }},
      ListKey("approved-images", policy_.approved_images),
      ListKey("approved-registries", policy_.approved_registries),
      {"label-schema", [&](const YamlNode& node) { ReadLabels(node); }},
      BoolKey("strict-labels", policy_.strict_labels),
      {"rules", [&](const YamlNode& node) { ReadRules(node); }},
      {"ignores", [&](const YamlNode& node) { ReadIgnores(node); }},
      {"checks",
       [&](const YamlNode& node) {
         ReadOwnChecks(node, fields_, policy_.checks);
       }},
  }};
  fields_.Mapping(root, "the policy", keys);
}

void Reader::ReadFailOn(const YamlNode& node) {
  std::optional<std::string> name = fields_.OneOf(node, "\"fail-on\"", kFailOn);
  if (name) policy_.fail_on = {model::ParseSeverity(*name), OriginOf(node)};
}

void Reader::ReadShow(const YamlNode& node) {
  std::optional<std::string> name =
      fields_.OneOf(node, "\"show\"", model::kSeverityNames);
  if (name) policy_.show = {*model::ParseSeverity(*name), OriginOf(node)};
}

void Reader::ReadBaseline(const YamlNode& node) {
  std::optional<std::string> name = fields_.Text(node, "\"baseline\"");
  if (!name) return;
  if (name->empty()) {
    fields_.Complain(node,
                     "expected the path of a file for \"baseline\", "
                     "found \"\"");
    return;
  }
  policy_.baseline = {
      base::NormalPath(base::JoinPath(base::DirName(fields_.path()), *name)),
      OriginOf(node)};
}

void Reader::ReadLabels(const YamlNode& node) {
  std::map<std::string, std::string> labels;
  for (const YamlEntry& entry : fields_.Entries(node, "\"label-schema\"")) {
    std::optional<std::string> type =
        fields_.OneOf(*entry.value, "a label's type", kLabelTypes);
    if (type) labels[std::string(entry.key->Resolved().value)] = *type;
  }
  policy_.label_schema = {std::move(labels), OriginOf(node)};
}

void Reader::ReadRules(const YamlNode& node) {
  for (const YamlEntry& entry : fields_.Entries(node, "\"rules\"")) {
    ReadRule(entry.key->Resolved(), *entry.value);
  }
}

void Reader::ReadLevel(const YamlNode& node, RuleSetting& setting) {
  if (node.IsScalar() && SetLevel(node.value, setting)) return;
  fields_.OneOf(node, "the level of a rule", kLevels);
}

void Reader::ReadRule(const YamlNode& key, const YamlNode& value) {
  RuleSetting setting;
  setting.rule = std::string(key.value);
  setting.origin = OriginOf(key);
  setting.location = fields_.Place(key);
  if (!value.IsMapping()) {
    ReadLevel(value, setting);
  } else {
    const YamlKey keys[] = {
        {"severity", [&](const YamlNode& level) { ReadLevel(level, setting); }},
        {"secret-names",
         [&](const YamlNode& names) {
           setting.options["secret-names"] =
               fields_.Texts(names, "\"secret-names\"");
         }},
    };
    fields_.Mapping(value, "a rule", keys, true);
  }
  policy_.rules.push_back(std::move(setting));
}

void Reader::ReadIgnores(const YamlNode& node) {
  for (const YamlNode* item : fields_.Items(node, "\"ignores\"")) {
    ReadIgnore(*item);
  }
}

void Reader::ReadIgnore(const YamlNode& node) {
  Ignore ignore;
  ignore.kind = "policy";
  ignore.root = reading_.root;
  ignore.location = fields_.Place(node);
  std::vector<std::string> rules;
  std::vector<std::string> paths;
  auto text_into = [&](std::string_view name, std::string& out) {
    return YamlKey{name, [this, &out, name](const YamlNode& value) {
                     out = fields_.Text(value, Quoted(name)).value_or("");
                   }};
  };
  const std::array<YamlKey, 10> keys = {{
      {"rule",
       [&](const YamlNode& value) {
         rules = fields_.Texts(value, "\"rule\"");
       }},
      {"path",
       [&](const YamlNode& value) {
         paths = fields_.Texts(value, "\"path\"");
       }},
      text_into("service", ignore.service),
      text_into("image", ignore.image),
      text_into("package", ignore.package),
      text_into("version", ignore.version),
      text_into("stage", ignore.stage),
      text_into("reason", ignore.reason),
      text_into("owner", ignore.owner),
      {"until",
       [&](const YamlNode& value) {
         ignore.until = fields_.Day(value, "\"until\"");
       }},
  }};
  fields_.Mapping(node, "an ignore", keys);
  if (!node.IsMapping()) return;
  if (rules.empty()) {
    fields_.Complain(node,
                     "expected a \"rule\" in an ignore; \"*\" stands "
                     "for all");
  }
  if (base::Trim(ignore.reason).empty()) {
    fields_.Complain(node, "expected a \"reason\" in an ignore");
  }
  if (paths.empty()) paths.emplace_back();
  for (const std::string& rule : rules) {
    for (const std::string& path : paths) {
      ignore.rule = rule;
      ignore.path = path;
      policy_.ignores.push_back(ignore);
    }
  }
}

}  // namespace

bool SetLevel(std::string_view text, RuleSetting& setting) {
  if (text == "off" || text == "none" || text == "false" || text == "no") {
    setting.off = true;
    return true;
  }
  if (text == "on" || text == "true" || text == "yes") return true;
  setting.severity = model::ParseSeverity(text);
  return setting.severity.has_value();
}

bool IsShipped(const Origin& origin) {
  return origin == "default" || origin.starts_with("policy ");
}

std::string ReadExtends(const formats::YamlStream& stream) {
  if (stream.documents.empty()) return "";
  const YamlNode* node =
      formats::FindKey(stream.documents[0].root->Resolved(), "extends");
  return node != nullptr && node->IsScalar() ? std::string(node->value) : "";
}

std::vector<base::Error> ReadPolicy(const PolicyReading& reading,
                                    const formats::YamlStream& stream,
                                    const base::Limits& limits,
                                    Policy& policy) {
  YamlFields fields(stream, limits);
  if (stream.documents.empty()) return {};
  if (stream.documents.size() > 1) {
    fields.Complain(*stream.documents[1].root,
                    "expected one document, found another");
  }
  for (const formats::YamlDuplicate& twice : stream.documents[0].duplicates) {
    fields.Complain(*twice.second->key,
                    base::Format("key \"{}\" is there a second time",
                                 base::Printable(twice.second->key->value)));
  }
  Reader(reading, fields, policy).Read(stream.documents[0].root->Resolved());
  std::vector<base::Error> out;
  for (YamlComplaint& complaint : fields.TakeComplaints()) {
    out.push_back(std::move(complaint.error));
  }
  return out;
}

}  // namespace bulkhead::policy
