// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Single steps of the loader on values of their own.
#include <array>

#include "base/text.h"
#include "config/compose/canonical.h"
#include "config/compose/compose.h"
#include "config/compose/convert.h"
#include "config/compose/merge.h"
#include "config/compose/print.h"
#include "config/compose/reader.h"

namespace bulkhead::config {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using formats::JsonValue;

struct NamedForm {
  std::string_view name;
  ComposeForm form;
};

constexpr NamedForm kForms[] = {
    {"UnitBytes", ComposeForm::kBytesKept},
    {"Duration", ComposeForm::kDuration},
    {"NanoCPUs", ComposeForm::kFloat},
    {"ShellCommand", ComposeForm::kCommand},
    {"FileMode", ComposeForm::kMode},
    {"MappingWithEquals", ComposeForm::kEnvironment},
    {"Mapping", ComposeForm::kTextMap},
    {"Labels", ComposeForm::kTextMap},
    {"Options", ComposeForm::kOptions},
    {"MultiOptions", ComposeForm::kMultiOptions},
    {"HostsList", ComposeForm::kHosts},
    {"HealthCheckTest", ComposeForm::kHealthTest},
    {"StringList", ComposeForm::kTexts},
    {"StringOrNumberList", ComposeForm::kTexts},
    {"DeviceCount", ComposeForm::kCount},
    {"UlimitsConfig", ComposeForm::kUlimit},
    {"SSHConfig", ComposeForm::kSsh},
    {"port", ComposeForm::kPorts},
    {"volume", ComposeForm::kVolume},
};

Result<ComposeNode> OneDocument(std::string_view text, const char* name,
                                ComposeArena* arena, ComposeResets* resets) {
  Result<std::vector<ComposeDocument>> documents = ReadComposeDocuments(
      std::make_shared<base::Source>(name, std::string(text)), {}, arena);
  if (!documents.ok()) return documents.error();
  if (documents.value().empty()) return ComposeNode();
  ComposeDocument& first = documents.value().front();
  *resets = std::move(first.resets);
  return std::move(first.root);
}

}  // namespace

ComposeNode NodeFromJson(const JsonValue& value) {
  if (value.IsBool()) return ComposeNode::Bool(value.Bool());
  if (value.IsInt()) return ComposeNode::Int(value.Int());
  if (value.IsNumber()) return ComposeNode::Float(value.Double());
  if (value.IsString()) return ComposeNode::String(std::string(value.String()));
  ComposeNode node;
  if (value.IsArray()) {
    node = ComposeNode::Sequence();
    for (const JsonValue& element : value.Elements()) {
      node.Append(NodeFromJson(element));
    }
  } else if (value.IsObject()) {
    node = ComposeNode::Mapping();
    for (const formats::JsonMember& member : value.Members()) {
      node.Set(member.key, NodeFromJson(member.value));
    }
  }
  return node;
}

Result<JsonValue> ComposeValue(std::string_view type, const JsonValue& value) {
  const NamedForm* known = nullptr;
  for (const NamedForm& form : kForms) {
    if (form.name == type) known = &form;
  }
  if (known == nullptr) {
    return Error{ErrorCode::kUnsupported,
                 base::Format("expected a type of Compose, found \"{}\"",
                              base::Printable(type))};
  }
  ComposeNode node = NodeFromJson(value);
  if (known->form == ComposeForm::kPorts && !node.IsSequence()) {
    ComposeNode list = ComposeNode::Sequence();
    list.Append(std::move(node));
    node = std::move(list);
  }
  if (known->form == ComposeForm::kUlimit && node.IsMapping()) {
    for (ComposeEntry& entry : node.entries()) {
      base::Status status = ConvertNode(ComposeForm::kInt, &entry.value);
      if (!status.ok()) return status.error();
    }
  }
  if (type == "StringList") {
    for (const ComposeEntry& entry : node.entries()) {
      if (entry.value.IsString()) continue;
      return Error{
          ErrorCode::kInvalid,
          base::Format("expected strings, found {}", entry.value.TypeName())};
    }
  }
  base::Status status = MakeLong(known->form, &node);
  if (!status.ok()) return status.error();
  status = ConvertNode(known->form, &node);
  if (!status.ok()) return status.error();
  const ComposeSpec spec{.form = known->form};
  return PrintJson(spec, node);
}

Result<JsonValue> MergeComposeTexts(std::string_view base,
                                    std::string_view override) {
  ComposeArena arena;
  ComposeResets resets;
  Result<ComposeNode> first = OneDocument(base, "base", &arena, &resets);
  if (!first.ok()) return first.error();
  Result<ComposeNode> second =
      OneDocument(override, "override", &arena, &resets);
  if (!second.ok()) return second.error();
  ComposeNode tree = std::move(first).value();
  if (tree.IsNull()) tree = ComposeNode::Mapping();
  ApplyResets(resets, &tree);
  base::Status status =
      MergeCompose(ComposeFileSpec(), &tree, std::move(second).value(), &arena);
  if (!status.ok()) return status.error();
  status = EnforceUnicity(ComposeFileSpec(), &tree);
  if (!status.ok()) return status.error();
  return NodeToJson(tree);
}

}  // namespace bulkhead::config
