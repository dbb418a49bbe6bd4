// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The project as `docker compose config --format json` prints it: sizes and
// modes are strings, what is empty, 0 or false is left out where the types of
// compose-go leave it out, keys are sorted. Models are not printed, as there.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "config/compose/compose.h"
#include "config/compose/print.h"

namespace bulkhead::config {
namespace {

using formats::JsonMember;
using formats::JsonValue;

JsonValue Number(double value) {
  if (std::floor(value) == value && std::fabs(value) < 1e15) {
    return static_cast<std::int64_t>(value);
  }
  return value;
}

bool IsOmitted(const ComposeSpec& spec, const ComposeNode& node) {
  switch (spec.form) {
    case ComposeForm::kFlag:
      return !node.True();
    case ComposeForm::kInt:
    case ComposeForm::kFloat:
    case ComposeForm::kBytes:
    case ComposeForm::kMode:
    case ComposeForm::kCount:
      return node.AsDouble() == 0;
    case ComposeForm::kCommand:
      return node.IsNull();
    case ComposeForm::kEnvironment:
    case ComposeForm::kTextMap:
    case ComposeForm::kOptions:
      return node.IsEmpty();
    default:
      break;
  }
  if (node.IsNull()) return true;
  if (node.IsMapping()) return node.size() == 0 && spec.shape == nullptr;
  return node.IsEmpty();
}

JsonValue Scalar(ComposeForm form, const ComposeNode& node) {
  if (form == ComposeForm::kBytes || form == ComposeForm::kBytesKept) {
    return node.Scalar();
  }
  if (form == ComposeForm::kMode && node.IsInt()) {
    return base::Format("0{:o}", node.AsInt());
  }
  switch (node.kind()) {
    case ComposeKind::kBool:
      return node.True();
    case ComposeKind::kInt:
      return node.AsInt();
    case ComposeKind::kFloat:
      return Number(node.AsDouble());
    case ComposeKind::kString:
      return node.Text();
    default:
      return nullptr;
  }
}

// {id: path} as a list of id=path.
JsonValue SshList(const ComposeNode& node) {
  std::vector<std::string> items;
  for (const ComposeEntry& entry : node.entries()) {
    std::string path = entry.value.Scalar();
    items.push_back(path.empty() ? entry.key : entry.key + "=" + path);
  }
  std::sort(items.begin(), items.end());
  JsonValue list = JsonValue::Array();
  for (std::string& item : items) list.Append(std::move(item));
  return list;
}

void Sort(JsonValue* object) {
  formats::JsonObject members = object->Members();
  std::stable_sort(
      members.begin(), members.end(),
      [](const JsonMember& a, const JsonMember& b) { return a.key < b.key; });
  *object = JsonValue(std::move(members));
}

}  // namespace

JsonValue NodeToJson(const ComposeNode& node) {
  if (node.IsScalar()) return Scalar(ComposeForm::kAsIs, node);
  JsonValue out = node.IsMapping() ? JsonValue::Object() : JsonValue::Array();
  for (const ComposeEntry& entry : node.entries()) {
    if (node.IsMapping()) {
      out.Add(entry.key, NodeToJson(entry.value));
    } else {
      out.Append(NodeToJson(entry.value));
    }
  }
  if (node.IsMapping()) Sort(&out);
  return out;
}

// Trees are not deeper than Limits::max_depth.
JsonValue PrintJson(const ComposeSpec& spec, const ComposeNode& node) {
  if (spec.form == ComposeForm::kSsh && node.IsMapping()) return SshList(node);
  if (node.IsScalar()) return Scalar(spec.form, node);
  if (node.IsSequence()) {
    JsonValue list = JsonValue::Array();
    for (const ComposeEntry& entry : node.entries()) {
      list.Append(spec.items == nullptr ? NodeToJson(entry.value)
                                        : PrintJson(*spec.items, entry.value));
    }
    return list;
  }
  JsonValue out = JsonValue::Object();
  for (const ComposeEntry& entry : node.entries()) {
    const ComposeSpec* child = ChildSpec(spec, entry.key, false);
    if (spec.shape == nullptr) {
      out.Add(entry.key, child == nullptr ? NodeToJson(entry.value)
                                          : PrintJson(*child, entry.value));
    } else if (child != nullptr && !IsOmitted(*child, entry.value)) {
      std::string key = entry.key;
      if (spec.shape->capital && base::IsLower(key[0])) key[0] -= 'a' - 'A';
      out.Add(std::move(key), PrintJson(*child, entry.value));
    }
  }
  Sort(&out);
  return out;
}

namespace {

// Members that Go prints though they are not set.
void AddService(JsonValue* service) {
  for (std::string_view key : {"command", "entrypoint"}) {
    if (!service->Has(key)) service->Add(key, nullptr);
  }
  if (JsonValue* deploy = service->Find("deploy")) {
    for (std::string_view key : {"placement", "resources"}) {
      if (!deploy->Has(key)) deploy->Add(key, JsonValue::Object());
    }
    Sort(deploy);
  }
  JsonValue* develop = service->Find("develop");
  JsonValue* watch = develop == nullptr ? nullptr : develop->Find("watch");
  if (watch != nullptr) {
    formats::JsonArray items = watch->Elements();
    for (JsonValue& item : items) {
      if (item.Has("exec")) continue;
      item.Add("exec", JsonValue::Object()).Add("command", nullptr);
      Sort(&item);
    }
    *watch = JsonValue(std::move(items));
  }
  Sort(service);
}

}  // namespace

JsonValue ComposeProjectToJson(const ComposeProject& project) {
  JsonValue out = JsonValue::Object();
  for (const ComposeEntry& entry : project.root.entries()) {
    const ComposeSpec* spec = ChildSpec(ComposeFileSpec(), entry.key, false);
    if (entry.key == "models") continue;
    if (spec == nullptr) {
      out.Add(entry.key, NodeToJson(entry.value));
      continue;
    }
    JsonValue value = PrintJson(*spec, entry.value);
    if (entry.key != "services" && entry.value.IsEmpty()) continue;
    if (entry.key == "services" || entry.key == "networks") {
      formats::JsonObject members = value.Members();
      for (JsonMember& member : members) {
        if (entry.key == "services") {
          AddService(&member.value);
        } else if (!member.value.Has("ipam")) {
          member.value.Add("ipam", JsonValue::Object());
          Sort(&member.value);
        }
      }
      value = JsonValue(std::move(members));
    }
    out.Add(entry.key, std::move(value));
  }
  if (!out.Has("services")) out.Add("services", JsonValue::Object());
  Sort(&out);
  return out;
}

}  // namespace bulkhead::config
