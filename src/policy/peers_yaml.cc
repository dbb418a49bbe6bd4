// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Files of other tools that are YAML (or JSON, which is read as YAML). Only the
// keys that say what counts are read; others are the tool's own business.
//
//   .hadolint.yaml      hadolint 2.13, README "Configure"
//   .trivyignore.yaml   Trivy 0.60, docs/configuration/filtering.md
//   .checkov.yaml       Checkov 3, the long flags as keys
//   kics.config         KICS 2, docs/configuration-file.md
#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/yaml/yaml.h"
#include "policy/peers.h"
#include "policy/policy_reader.h"
#include "policy/yaml_fields.h"

namespace bulkhead::policy {
namespace {

using formats::YamlEntry;
using formats::YamlNode;
using model::Severity;

// Parses the file and hands its mapping to `read`; what is wrong with single
// values makes problems, the rest of the file counts.
template <typename Read>
base::Status ReadYaml(const PeerReading& reading, Read read) {
  base::Result<formats::YamlStream> stream =
      formats::ParseYaml(reading.source, *reading.limits);
  if (!stream.ok()) return stream.error();
  if (stream.value().documents.empty()) return base::Ok{};
  YamlFields fields(stream.value(), *reading.limits);
  read(fields, stream.value().documents[0].root->Resolved());
  for (YamlComplaint& complaint : fields.TakeComplaints()) {
    reading.Malformed(complaint.place, std::move(complaint.message));
  }
  return base::Ok{};
}

// hadolint's names for levels; "none" is no Severity.
std::optional<Severity> HadolintLevel(std::string_view name) {
  if (name == "error") return Severity::kHigh;
  if (name == "warning") return Severity::kMedium;
  if (name == "info") return Severity::kLow;
  if (name == "style") return Severity::kInfo;
  return std::nullopt;
}

// Behind the shipped policy and other peers, before our own file's settings.
void AddPeerSetting(Policy& policy, RuleSetting setting) {
  std::vector<RuleSetting>::iterator at = std::find_if(
      policy.rules.begin(), policy.rules.end(), [](const RuleSetting& other) {
        return !other.by_peer && !IsShipped(other.origin);
      });
  policy.rules.insert(at, std::move(setting));
}

// A list, or texts with commas, as command lines have them.
std::vector<std::string> CommaTexts(YamlFields& fields, const YamlNode& node,
                                    std::string_view what) {
  std::vector<std::string> out;
  for (const std::string& text : fields.Texts(node, what)) {
    for (std::string_view part : base::Split(text, ',')) {
      if (!base::Trim(part).empty()) out.emplace_back(base::Trim(part));
    }
  }
  return out;
}

// One ignore for each id of a list, placed at its item.
void AddIds(const PeerReading& reading, YamlFields& fields,
            const YamlNode& node, std::string_view what,
            std::string_view dialect) {
  std::vector<const YamlNode*> items = {&node};
  if (node.IsSequence()) items = fields.Items(node, what);
  for (const YamlNode* item : items) {
    for (const std::string& id : CommaTexts(fields, *item, what)) {
      reading.policy->ignores.push_back(
          reading.NewIgnore(id, dialect, fields.Place(*item)));
    }
  }
}

void ReadOverrides(const PeerReading& reading, YamlFields& fields,
                   const YamlNode& node) {
  for (const YamlEntry& entry : fields.Entries(node, "\"override\"")) {
    std::optional<Severity> level = HadolintLevel(entry.key->Resolved().value);
    if (!level) {
      fields.Complain(entry.key->Resolved(),
                      base::Format("expected error, warning, info or style in "
                                   "\"override\", found \"{}\"",
                                   base::Printable(entry.key->value)));
      continue;
    }
    for (const std::string& id : fields.Texts(*entry.value, "\"override\"")) {
      AddPeerSetting(*reading.policy, {.rule = id,
                                       .severity = level,
                                       .origin = fields.Origin(*entry.value),
                                       .location = fields.Place(*entry.value),
                                       .by_peer = true});
    }
  }
}

void ReadThreshold(const PeerReading& reading, YamlFields& fields,
                   const YamlNode& node) {
  static constexpr std::array<std::string_view, 6> kLevels = {
      "error", "warning", "info", "style", "ignore", "none"};
  std::optional<std::string> name =
      fields.OneOf(node, "\"failure-threshold\"", kLevels);
  if (name) {
    SetByPeer(reading.policy->fail_on, HadolintLevel(*name),
              fields.Origin(node));
  }
}

void ReadLabelSchema(const PeerReading& reading, YamlFields& fields,
                     const YamlNode& node) {
  std::map<std::string, std::string> labels;
  for (const YamlEntry& entry : fields.Entries(node, "\"label-schema\"")) {
    labels[std::string(entry.key->Resolved().value)] =
        fields.Text(*entry.value, "a label's type").value_or("text");
  }
  SetByPeer(reading.policy->label_schema, std::move(labels),
            fields.Origin(node));
}

// Sets `fail_on` to none where the value is true.
void ReadNoFail(const PeerReading& reading, YamlFields& fields,
                const YamlNode& node, std::string_view what) {
  if (fields.Bool(node, what).value_or(false)) {
    SetByPeer(reading.policy->fail_on, std::optional<Severity>(),
              fields.Origin(node));
  }
}

// An entry below "misconfigurations" of .trivyignore.yaml.
void ReadMisconfiguration(const PeerReading& reading, YamlFields& fields,
                          const YamlNode& node) {
  Ignore ignore = reading.NewIgnore("", "trivy", fields.Place(node));
  std::vector<std::string> paths;
  bool valid = true;
  const std::array<YamlKey, 4> keys = {{
      {"id",
       [&](const YamlNode& value) {
         ignore.rule = fields.Text(value, "\"id\"").value_or("");
       }},
      {"paths",
       [&](const YamlNode& value) {
         paths = fields.Texts(value, "\"paths\"");
       }},
      {"statement",
       [&](const YamlNode& value) {
         ignore.reason = fields.Text(value, "\"statement\"").value_or("");
       }},
      {"expired_at",
       [&](const YamlNode& value) {
         ignore.until = fields.Day(value, "\"expired_at\"");
         valid = ignore.until.has_value();
       }},
  }};
  fields.Mapping(node, "a misconfiguration", keys, false);
  if (ignore.rule.empty()) {
    fields.Complain(node, "expected an \"id\" in a misconfiguration");
    return;
  }
  if (!valid) return;
  if (paths.empty()) paths.emplace_back();
  for (const std::string& path : paths) {
    ignore.path = path;
    reading.policy->ignores.push_back(ignore);
  }
}

void ReadKicsSeverities(const PeerReading& reading, YamlFields& fields,
                        const YamlNode& node) {
  for (const std::string& text :
       CommaTexts(fields, node, "\"exclude-severities\"")) {
    std::string name = base::ToLower(text);
    std::optional<Severity> severity = model::ParseSeverity(name);
    if (name == "trace") continue;  // KICS's own lowest level
    if (!severity) {
      fields.Complain(node, base::Format("expected a severity for "
                                         "\"exclude-severities\", found \"{}\"",
                                         base::Printable(text)));
      continue;
    }
    Ignore ignore = reading.NewIgnore("*", "kics", fields.Place(node));
    ignore.only_dialect = true;
    ignore.severity = severity;
    reading.policy->ignores.push_back(std::move(ignore));
  }
}

void ReadKicsPaths(const PeerReading& reading, YamlFields& fields,
                   const YamlNode& node) {
  for (const std::string& path :
       CommaTexts(fields, node, "\"exclude-paths\"")) {
    Ignore ignore = reading.NewIgnore("*", "kics", fields.Place(node));
    ignore.only_dialect = true;
    ignore.path = path;
    reading.policy->ignores.push_back(std::move(ignore));
  }
}

}  // namespace

base::Status ReadHadolintConfig(const PeerReading& reading) {
  Policy& policy = *reading.policy;
  return ReadYaml(reading, [&](YamlFields& fields, const YamlNode& root) {
    const std::array<YamlKey, 8> keys = {{
        {"ignored",
         [&](const YamlNode& node) {
           AddIds(reading, fields, node, "\"ignored\"", "hadolint");
         }},
        {"override",
         [&](const YamlNode& node) { ReadOverrides(reading, fields, node); }},
        {"failure-threshold",
         [&](const YamlNode& node) { ReadThreshold(reading, fields, node); }},
        {"no-fail",
         [&](const YamlNode& node) {
           ReadNoFail(reading, fields, node, "\"no-fail\"");
         }},
        {"trustedRegistries",
         [&](const YamlNode& node) {
           SetByPeer(policy.approved_registries,
                     fields.Texts(node, "\"trustedRegistries\""),
                     fields.Origin(node));
         }},
        {"label-schema",
         [&](const YamlNode& node) { ReadLabelSchema(reading, fields, node); }},
        {"strict-labels",
         [&](const YamlNode& node) {
           SetByPeer(policy.strict_labels,
                     fields.Bool(node, "\"strict-labels\"").value_or(false),
                     fields.Origin(node));
         }},
        {"disable-ignore-pragma",
         [&](const YamlNode& node) {
           if (fields.Bool(node, "\"disable-ignore-pragma\"").value_or(false)) {
             policy.denied_dialects = {{"hadolint"}, fields.Origin(node)};
           }
         }},
    }};
    fields.Mapping(root, "the configuration", keys, false);
  });
}

base::Status ReadTrivyIgnoreYaml(const PeerReading& reading) {
  return ReadYaml(reading, [&](YamlFields& fields, const YamlNode& root) {
    const std::array<YamlKey, 1> keys = {{
        {"misconfigurations",
         [&](const YamlNode& node) {
           for (const YamlNode* item :
                fields.Items(node, "\"misconfigurations\"")) {
             ReadMisconfiguration(reading, fields, *item);
           }
         }},
    }};
    fields.Mapping(root, "the ignore file", keys, false);
  });
}

base::Status ReadCheckovConfig(const PeerReading& reading) {
  return ReadYaml(reading, [&](YamlFields& fields, const YamlNode& root) {
    const std::array<YamlKey, 2> keys = {{
        {"skip-check",
         [&](const YamlNode& node) {
           AddIds(reading, fields, node, "\"skip-check\"", "checkov");
         }},
        {"soft-fail",
         [&](const YamlNode& node) {
           ReadNoFail(reading, fields, node, "\"soft-fail\"");
         }},
    }};
    fields.Mapping(root, "the configuration", keys, false);
  });
}

base::Status ReadKicsConfig(const PeerReading& reading) {
  return ReadYaml(reading, [&](YamlFields& fields, const YamlNode& root) {
    const std::array<YamlKey, 3> keys = {{
        {"exclude-queries",
         [&](const YamlNode& node) {
           AddIds(reading, fields, node, "\"exclude-queries\"", "kics");
         }},
        {"exclude-severities",
         [&](const YamlNode& node) {
           ReadKicsSeverities(reading, fields, node);
         }},
        {"exclude-paths",
         [&](const YamlNode& node) { ReadKicsPaths(reading, fields, node); }},
    }};
    fields.Mapping(root, "the configuration", keys, false);
  });
}

}  // namespace bulkhead::policy
