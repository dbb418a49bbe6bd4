// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/convert.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "config/compose/arena.h"
#include "config/compose/scalars.h"
#include "config/compose/walk.h"

namespace bulkhead::config {
namespace {

using base::Error;
using base::Result;

Error Expected(const ComposeNode& node, std::string_view what) {
  std::string found(node.TypeName());
  if (node.IsScalar() && !node.IsNull()) {
    found += base::Format(" \"{}\"", base::Printable(node.Scalar()));
  }
  return ValueError(node, base::Format("expected {}, found {}", what, found));
}

base::Status Become(ComposeNode* node, ComposeNode value) {
  *node = MadeFrom(*node, std::move(value));
  return base::Ok{};
}

// A value as Go's %v prints it; lists and mappings too. Depth is bounded by
// that of the tree.
std::string GoText(const ComposeNode& node) {
  if (node.IsNull()) return "<nil>";
  if (node.IsScalar()) return node.Scalar();
  std::vector<std::string> parts;
  for (const ComposeEntry& entry : node.entries()) {
    std::string text = GoText(entry.value);
    parts.push_back(node.IsMapping() ? entry.key + ":" + text : text);
  }
  if (node.IsMapping()) std::sort(parts.begin(), parts.end());
  return base::Format("{}[{}]", node.IsMapping() ? "map" : "",
                      base::Join(parts, " "));
}

base::Status ToFlag(ComposeNode* node) {
  if (node->IsBool() || node->IsNull()) return base::Ok{};
  std::optional<bool> value =
      node->IsString() ? ParseLooseBool(node->Text()) : std::nullopt;
  if (!value) return Expected(*node, "true or false");
  return Become(node, ComposeNode::Bool(*value));
}

base::Status ToInt(ComposeNode* node) {
  if (node->IsInt() || node->IsNull()) return base::Ok{};
  if (node->IsFloat() && std::fabs(node->AsDouble()) < 9e18) {
    return Become(
        node, ComposeNode::Int(static_cast<std::int64_t>(node->AsDouble())));
  }
  std::optional<long long> value = base::ParseInt(node->Text());
  if (!node->IsString() || !value) return Expected(*node, "an integer");
  return Become(node, ComposeNode::Int(*value));
}

base::Status ToFloat(ComposeNode* node) {
  if (node->IsNumber()) {
    return Become(node, ComposeNode::Float(RoundToFloat32(node->AsDouble())));
  }
  std::optional<double> value =
      node->IsString() ? ParseGoFloat(node->Text()) : std::nullopt;
  if (!value) return Expected(*node, "a number");
  return Become(node, ComposeNode::Float(RoundToFloat32(*value)));
}

base::Status ToBytes(ComposeNode* node) {
  if (node->IsInt()) return base::Ok{};
  if (!node->IsString()) return Become(node, ComposeNode::Int(0));
  Result<std::int64_t> bytes = ParseBytes(node->Text());
  if (!bytes.ok()) {
    return ValueError(*node, bytes.error().message);
  }
  return Become(node, ComposeNode::Int(bytes.value()));
}

base::Status ToDuration(ComposeNode* node) {
  Result<std::int64_t> duration = ParseDuration(GoText(*node));
  if (!duration.ok()) {
    return ValueError(*node, duration.error().message);
  }
  return Become(node, ComposeNode::String(FormatDuration(duration.value())));
}

base::Status ToMode(ComposeNode* node) {
  if (node->IsInt()) return base::Ok{};
  if (!node->IsString()) return Expected(*node, "an octal mode such as 0440");
  Result<std::int64_t> mode = ParseFileMode(node->Text());
  if (!mode.ok()) {
    return ValueError(*node, mode.error().message);
  }
  return Become(node, ComposeNode::Int(mode.value()));
}

ComposeNode TextOf(const ComposeNode& node) {
  return MadeFrom(
      node, ComposeNode::String(node.IsNull() ? std::string() : GoText(node)));
}

void ItemsToText(ComposeNode* list) {
  for (ComposeEntry& entry : list->entries()) entry.value = TextOf(entry.value);
}

base::Status ToCommand(ComposeNode* node) {
  if (!node->IsString()) {
    ItemsToText(node);
    return base::Ok{};
  }
  Result<std::vector<std::string>> words = SplitCommand(node->Text());
  if (!words.ok()) {
    return ValueError(*node, words.error().message);
  }
  ComposeNode list = ComposeNode::Sequence();
  for (std::string& word : words.value()) {
    list.Append(MadeFrom(*node, ComposeNode::String(std::move(word))));
  }
  return Become(node, std::move(list));
}

base::Status ToHealthTest(ComposeNode* node) {
  if (node->IsSequence()) {
    ItemsToText(node);
    return base::Ok{};
  }
  if (!node->IsString()) return Expected(*node, "a string or a list");
  ComposeNode list = ComposeNode::Sequence();
  list.Append(MadeFrom(*node, ComposeNode::String("CMD-SHELL")));
  list.Append(*node);
  return Become(node, std::move(list));
}

base::Status CheckVariableName(const ComposeNode& item, std::string_view name) {
  if (name.empty() || !base::IsSpace(name.back())) return base::Ok{};
  return ComposeError(
      item.origin.Best(),
      base::Format("expected = right behind the name of a variable, found a "
                   "space behind \"{}\"",
                   base::Printable(base::TrimRight(name))));
}

// `keep_null`: names without a value stay null, as in environment.
base::Status ToTextMap(ComposeNode* node, bool keep_null,
                       ComposeProblems* problems) {
  if (node->IsMapping()) {
    for (ComposeEntry& entry : node->entries()) {
      if (entry.value.IsNull() && keep_null) continue;
      entry.value = TextOf(entry.value);
    }
    return base::Ok{};
  }
  if (!node->IsSequence()) return Expected(*node, "a mapping or a list");
  ComposeNode mapping = ComposeNode::Mapping();
  for (const ComposeEntry& entry : node->entries()) {
    if (entry.value.IsNull() && problems != nullptr) continue;  // taken out
    std::string text = GoText(entry.value);
    std::size_t equals = text.find('=');
    std::string name = text.substr(0, equals);
    if (keep_null) {
      base::Status status = KeepProblem(CheckVariableName(entry.value, name),
                                        ComposeProblemKind::kValue, problems);
      if (!status.ok()) return status;
    }
    ComposeNode value;
    if (equals != std::string::npos) {
      value = ComposeNode::String(text.substr(equals + 1));
    } else if (!keep_null) {
      value = ComposeNode::String({});
    }
    mapping.Set(name, MadeFrom(entry.value, std::move(value)));
  }
  return Become(node, std::move(mapping));
}

base::Status ToMultiOptions(ComposeNode* node) {
  if (!node->IsMapping()) return Expected(*node, "a mapping");
  for (ComposeEntry& entry : node->entries()) {
    ComposeNode list = ComposeNode::Sequence();
    if (entry.value.IsSequence()) {
      for (const ComposeEntry& item : entry.value.entries()) {
        list.Append(TextOf(item.value));
      }
    } else {
      list.Append(TextOf(entry.value));
    }
    entry.value = MadeFrom(entry.value, std::move(list));
  }
  return base::Ok{};
}

void AddHost(const ComposeNode& from, std::string_view name,
             std::string_view address, ComposeNode* list) {
  if (address.size() > 2 && address.front() == '[' && address.back() == ']') {
    address = address.substr(1, address.size() - 2);
  }
  list->Append(MadeFrom(
      from, ComposeNode::String(base::Format("{}={}", name, address))));
}

base::Status HostOfText(const ComposeNode& item, ComposeNode* list) {
  std::string text = GoText(item);
  std::size_t cut = text.find('=');
  if (cut == std::string::npos) cut = text.find(':');
  if (cut == std::string::npos) {
    return Expected(item, "NAME=ADDRESS");
  }
  std::string_view view = text;
  for (std::string_view address : base::Split(view.substr(cut + 1), ',')) {
    AddHost(item, view.substr(0, cut), address, list);
  }
  return base::Ok{};
}

base::Status ToHosts(ComposeNode* node) {
  if (node->IsScalar()) return Expected(*node, "a mapping or a list");
  ComposeNode list = ComposeNode::Sequence();
  for (const ComposeEntry& entry : node->entries()) {
    if (node->IsSequence()) {
      base::Status status = HostOfText(entry.value, &list);
      if (!status.ok()) return status;
    } else if (entry.value.IsSequence()) {
      for (const ComposeEntry& item : entry.value.entries()) {
        AddHost(item.value, entry.key, GoText(item.value), &list);
      }
    } else {
      AddHost(entry.value, entry.key, TextOf(entry.value).Text(), &list);
    }
  }
  std::stable_sort(list.entries().begin(), list.entries().end(),
                   [](const ComposeEntry& a, const ComposeEntry& b) {
                     return a.value.Text() < b.value.Text();
                   });
  return Become(node, std::move(list));
}

base::Status ToTexts(ComposeNode* node) {
  if (node->IsString()) {
    ComposeNode list = ComposeNode::Sequence();
    list.Append(*node);
    return Become(node, std::move(list));
  }
  if (!node->IsSequence()) return Expected(*node, "a string or a list");
  ItemsToText(node);
  return base::Ok{};
}

base::Status ToCount(ComposeNode* node) {
  if (node->IsInt()) return base::Ok{};
  if (node->IsString() && base::EqualsIgnoreCase(node->Text(), "all")) {
    return Become(node, ComposeNode::Int(-1));
  }
  std::optional<long long> count = base::ParseInt(node->Text());
  if (!node->IsString() || !count)
    return Expected(*node, "a number or \"all\"");
  return Become(node, ComposeNode::Int(*count));
}

}  // namespace

base::Status ConvertNode(ComposeForm form, ComposeNode* node,
                         ComposeProblems* problems) {
  switch (form) {
    case ComposeForm::kText:
      return node->IsScalar() && !node->IsNull() ? Become(node, TextOf(*node))
                                                 : base::Status(base::Ok{});
    case ComposeForm::kFlag:
    case ComposeForm::kFlagKept:
      return ToFlag(node);
    case ComposeForm::kInt:
    case ComposeForm::kIntKept:
      return ToInt(node);
    case ComposeForm::kFloat:
      return ToFloat(node);
    case ComposeForm::kBytes:
    case ComposeForm::kBytesKept:
      return ToBytes(node);
    case ComposeForm::kDuration:
      return ToDuration(node);
    case ComposeForm::kMode:
      return ToMode(node);
    case ComposeForm::kCommand:
      return ToCommand(node);
    case ComposeForm::kHealthTest:
      return ToHealthTest(node);
    case ComposeForm::kTextMap:
    case ComposeForm::kOptions:
      return ToTextMap(node, false, problems);
    case ComposeForm::kEnvironment:
      return ToTextMap(node, true, problems);
    case ComposeForm::kMultiOptions:
      return ToMultiOptions(node);
    case ComposeForm::kHosts:
      return ToHosts(node);
    case ComposeForm::kTexts:
      return ToTexts(node);
    case ComposeForm::kCount:
      return ToCount(node);
    case ComposeForm::kUlimit:
      return node->IsMapping() ? base::Status(base::Ok{}) : ToInt(node);
    default:
      return base::Ok{};
  }
}

base::Status ConvertTree(const ComposeSpec& spec, ComposeNode* tree,
                         ComposeProblems* problems) {
  return WalkCompose(
      spec, tree,
      [problems](const ComposeSpec& at, ComposeNode* node) {
        return ConvertNode(at.form, node, problems);
      },
      problems);
}

}  // namespace bulkhead::config
