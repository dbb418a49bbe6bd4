// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "policy/yaml_fields.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::policy {

using formats::YamlEntry;
using formats::YamlNode;
using formats::YamlType;

namespace {

bool IsNull(const YamlNode& node) {
  return node.IsScalar() &&
         formats::ResolveScalar(node).type == YamlType::kNull;
}

std::string Found(const YamlNode& node) {
  if (!node.IsScalar() || IsNull(node)) {
    return std::string(formats::TypeName(node));
  }
  return base::Format("\"{}\"", base::Printable(node.value.substr(0, 60)));
}

}  // namespace

std::string Alternatives(std::span<const std::string_view> names) {
  if (names.size() < 2) return base::Join(names, "");
  return base::Join(names.first(names.size() - 1), ", ") + " or " +
         std::string(names.back());
}

void YamlFields::Complain(const YamlNode& node, std::string_view message,
                          base::ErrorCode code) {
  complaints_.push_back(
      {std::string(message), Place(node),
       formats::YamlError(*stream_.source, node.range.begin, message, code)});
}

std::vector<YamlEntry> YamlFields::Entries(const YamlNode& node,
                                           std::string_view what) {
  if (IsNull(node)) return {};
  if (!node.IsMapping()) {
    Complain(node, base::Format("expected a mapping for {}, found {}", what,
                                Found(node)));
    return {};
  }
  base::Result<std::vector<YamlEntry>> entries =
      formats::MergedEntries(stream_, node, limits_);
  if (!entries.ok()) {
    complaints_.push_back(
        {entries.error().message, Place(node), entries.error()});
    return {};
  }
  std::vector<YamlEntry> out;
  for (const YamlEntry& entry : entries.value()) {
    const YamlNode& key = entry.key->Resolved();
    if (!key.IsScalar()) {
      Complain(key, base::Format("expected a text as key of {}, found {}", what,
                                 Found(key)));
      continue;
    }
    YamlEntry resolved = entry;
    resolved.value = &entry.value->Resolved();
    out.push_back(resolved);
  }
  return out;
}

void YamlFields::Mapping(const YamlNode& node, std::string_view what,
                         std::span<const YamlKey> keys, bool strict) {
  for (const YamlEntry& entry : Entries(node, what)) {
    std::string_view name = entry.key->Resolved().value;
    std::span<const YamlKey>::iterator known =
        std::find_if(keys.begin(), keys.end(),
                     [&](const YamlKey& key) { return key.name == name; });
    if (known != keys.end()) {
      known->read(*entry.value);
      continue;
    }
    if (!strict) continue;
    std::vector<std::string_view> names;
    for (const YamlKey& key : keys) names.push_back(key.name);
    std::string_view near = base::DidYouMean(name, names);
    std::string hint =
        near.empty()
            ? base::Format("; expected one of {}", base::Join(names, ", "))
            : base::Format("; did you mean \"{}\"?", near);
    Complain(entry.key->Resolved(),
             base::Format("unknown key \"{}\" in {}{}", base::Printable(name),
                          what, hint));
  }
}

std::vector<const YamlNode*> YamlFields::Items(const YamlNode& node,
                                               std::string_view what) {
  std::vector<const YamlNode*> out;
  if (IsNull(node)) return out;
  if (!node.IsSequence()) {
    Complain(node, base::Format("expected a list for {}, found {}", what,
                                Found(node)));
    return out;
  }
  for (const YamlEntry& entry : node.entries) {
    out.push_back(&entry.value->Resolved());
  }
  return out;
}

std::optional<std::string> YamlFields::Text(const YamlNode& node,
                                            std::string_view what) {
  if (node.IsScalar() && !IsNull(node)) return std::string(node.value);
  Complain(node,
           base::Format("expected a text for {}, found {}", what, Found(node)));
  return std::nullopt;
}

std::vector<std::string> YamlFields::Texts(const YamlNode& node,
                                           std::string_view what) {
  std::vector<std::string> out;
  if (IsNull(node)) return out;
  if (node.IsScalar()) return {std::string(node.value)};
  if (node.IsMapping()) {
    Complain(node, base::Format("expected a text or a list of texts for {}, "
                                "found mapping",
                                what));
    return out;
  }
  for (const YamlNode* item : Items(node, what)) {
    std::optional<std::string> text = Text(*item, what);
    if (text) out.push_back(std::move(*text));
  }
  return out;
}

std::optional<bool> YamlFields::Bool(const YamlNode& node,
                                     std::string_view what) {
  std::optional<bool> value =
      node.IsScalar() ? formats::ScalarToBool(node) : std::nullopt;
  if (!value) {
    Complain(node, base::Format("expected true or false for {}, found {}", what,
                                Found(node)));
  }
  return value;
}

std::optional<int> YamlFields::Int(const YamlNode& node, std::string_view what,
                                   int least, int most) {
  std::optional<long long> value =
      node.IsScalar() ? base::ParseInt(node.value) : std::nullopt;
  if (value && *value >= least && *value <= most) {
    return static_cast<int>(*value);
  }
  Complain(node,
           base::Format("expected a number from {} to {} for {}, found {}",
                        least, most, what, Found(node)));
  return std::nullopt;
}

std::optional<base::Date> YamlFields::Day(const YamlNode& node,
                                          std::string_view what) {
  std::optional<base::Date> day =
      node.IsScalar() ? base::ParseDate(node.value.substr(0, 10))
                      : std::nullopt;
  // A time of day behind the date is what YAML's timestamps may have.
  bool tail_fits =
      node.value.size() <= 10 || node.value[10] == 'T' || node.value[10] == ' ';
  if (day && tail_fits) return day;
  Complain(node, base::Format("expected a day such as 2027-01-31 for {}, "
                              "found {}",
                              what, Found(node)));
  return std::nullopt;
}

std::optional<std::string> YamlFields::OneOf(
    const YamlNode& node, std::string_view what,
    std::span<const std::string_view> names) {
  if (node.IsScalar() &&
      std::find(names.begin(), names.end(), node.value) != names.end()) {
    return std::string(node.value);
  }
  std::string_view near =
      node.IsScalar() ? base::DidYouMean(node.value, names) : "";
  Complain(
      node,
      base::Format(
          "expected {} for {}, found {}{}", Alternatives(names), what,
          Found(node),
          near.empty() ? "" : base::Format("; did you mean \"{}\"?", near)));
  return std::nullopt;
}

model::Location YamlFields::Place(const YamlNode& node) const {
  base::Position begin = stream_.source->At(node.range.begin);
  base::Position end = stream_.source->At(node.range.end);
  return {.path = path(),
          .range = {node.range.begin, node.range.end},
          .line = begin.line,
          .column = begin.column,
          .end_line = end.line,
          .end_column = end.column};
}

std::string YamlFields::Origin(const YamlNode& node) const {
  return base::Format("{}:{}", path(),
                      stream_.source->At(node.range.begin).line);
}

std::vector<YamlComplaint> YamlFields::TakeComplaints() {
  std::stable_sort(complaints_.begin(), complaints_.end(),
                   [](const YamlComplaint& a, const YamlComplaint& b) {
                     return a.place.range.begin < b.place.range.begin;
                   });
  return std::exchange(complaints_, {});
}

}  // namespace bulkhead::policy
