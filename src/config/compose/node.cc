// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The tree's depth is bounded when it is built from YAML (Limits::max_depth),
// so copies and comparisons may recurse.
#include "config/compose/node.h"

#include "base/text.h"
#include "config/compose/scalars.h"

namespace bulkhead::config {

std::string ComposePlace::Text() const {
  if (source == nullptr) return {};
  return base::Format("{}:{}", source->path(), At().line);
}

ComposeNode::ComposeNode() = default;
ComposeNode::ComposeNode(const ComposeNode&) = default;
ComposeNode::ComposeNode(ComposeNode&&) noexcept = default;
ComposeNode& ComposeNode::operator=(const ComposeNode& other) {
  if (this != &other) *this = ComposeNode(other);
  return *this;
}
ComposeNode& ComposeNode::operator=(ComposeNode&& other) noexcept {
  // `other` may be a descendant of this node.
  ComposeNode taken(std::move(other));
  origin = taken.origin;
  override_tag = taken.override_tag;
  kind_ = taken.kind_;
  bool_ = taken.bool_;
  int_ = taken.int_;
  float_ = taken.float_;
  text_ = std::move(taken.text_);
  entries_.swap(taken.entries_);
  return *this;
}
ComposeNode::~ComposeNode() = default;

ComposeNode ComposeNode::Bool(bool value) {
  ComposeNode node;
  node.kind_ = ComposeKind::kBool;
  node.bool_ = value;
  return node;
}

ComposeNode ComposeNode::Int(std::int64_t value) {
  ComposeNode node;
  node.kind_ = ComposeKind::kInt;
  node.int_ = value;
  return node;
}

ComposeNode ComposeNode::Float(double value) {
  ComposeNode node;
  node.kind_ = ComposeKind::kFloat;
  node.float_ = value;
  return node;
}

ComposeNode ComposeNode::String(std::string value) {
  ComposeNode node;
  node.kind_ = ComposeKind::kString;
  node.text_ = std::move(value);
  return node;
}

ComposeNode ComposeNode::Mapping() {
  ComposeNode node;
  node.kind_ = ComposeKind::kMapping;
  return node;
}

ComposeNode ComposeNode::Sequence() {
  ComposeNode node;
  node.kind_ = ComposeKind::kSequence;
  return node;
}

bool ComposeNode::IsEmpty() const {
  switch (kind_) {
    case ComposeKind::kNull:
      return true;
    case ComposeKind::kString:
      return text_.empty();
    case ComposeKind::kMapping:
    case ComposeKind::kSequence:
      return entries_.empty();
    default:
      return false;
  }
}

std::string ComposeNode::TypeInWords() const {
  if (kind_ == ComposeKind::kNull) return "nothing";
  return base::Format("{} {}", kind_ == ComposeKind::kInt ? "an" : "a",
                      TypeName());
}

std::string_view ComposeNode::TypeName() const {
  switch (kind_) {
    case ComposeKind::kNull:
      return "null";
    case ComposeKind::kBool:
      return "boolean";
    case ComposeKind::kInt:
      return "integer";
    case ComposeKind::kFloat:
      return "number";
    case ComposeKind::kString:
      return "string";
    case ComposeKind::kMapping:
      return "mapping";
    case ComposeKind::kSequence:
      return "list";
  }
  return "";
}

std::int64_t ComposeNode::AsInt(std::int64_t otherwise) const {
  return IsInt() ? int_ : otherwise;
}

double ComposeNode::AsDouble(double otherwise) const {
  if (IsInt()) return static_cast<double>(int_);
  return IsFloat() ? float_ : otherwise;
}

std::string_view ComposeNode::Text() const {
  return IsString() ? std::string_view(text_) : std::string_view();
}

std::string ComposeNode::Scalar() const {
  switch (kind_) {
    case ComposeKind::kBool:
      return bool_ ? "true" : "false";
    case ComposeKind::kInt:
      return base::Format("{}", int_);
    case ComposeKind::kFloat:
      return FormatGoFloat(float_);
    case ComposeKind::kString:
      return text_;
    default:
      return {};
  }
}

std::size_t ComposeNode::size() const { return entries_.size(); }

const ComposeNode* ComposeNode::Get(std::string_view key) const {
  if (!IsMapping()) return nullptr;
  for (const ComposeEntry& entry : entries_) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

ComposeNode* ComposeNode::Get(std::string_view key) {
  if (!IsMapping()) return nullptr;
  for (ComposeEntry& entry : entries_) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

const ComposeNode& ComposeNode::operator[](std::string_view key) const {
  static const ComposeNode* const kNothing = new ComposeNode();
  const ComposeNode* found = Get(key);
  return found == nullptr ? *kNothing : *found;
}

bool ComposeNode::Contains(std::string_view text) const {
  if (!IsSequence()) return false;
  for (const ComposeEntry& entry : entries_) {
    if (entry.value.IsString() && entry.value.Text() == text) return true;
  }
  return false;
}

ComposeNode& ComposeNode::Set(std::string_view key, ComposeNode value) {
  if (IsNull()) kind_ = ComposeKind::kMapping;
  for (ComposeEntry& entry : entries_) {
    if (entry.key != key) continue;
    entry.value = std::move(value);
    return entry.value;
  }
  entries_.push_back({std::string(key), std::move(value)});
  return entries_.back().value;
}

ComposeNode& ComposeNode::Append(ComposeNode value) {
  if (IsNull()) kind_ = ComposeKind::kSequence;
  entries_.push_back({std::string(), std::move(value)});
  return entries_.back().value;
}

bool ComposeNode::Remove(std::string_view key) {
  for (std::vector<ComposeEntry>::iterator i = entries_.begin();
       i != entries_.end(); ++i) {
    if (i->key != key) continue;
    entries_.erase(i);
    return true;
  }
  return false;
}

bool ComposeNode::SameAs(const ComposeNode& other) const {
  if (kind_ != other.kind_) return false;
  switch (kind_) {
    case ComposeKind::kNull:
      return true;
    case ComposeKind::kBool:
      return bool_ == other.bool_;
    case ComposeKind::kInt:
      return int_ == other.int_;
    case ComposeKind::kFloat:
      return float_ == other.float_;
    case ComposeKind::kString:
      return text_ == other.text_;
    default:
      break;
  }
  if (entries_.size() != other.entries_.size()) return false;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const ComposeNode* match = &other.entries_[i].value;
    if (IsMapping()) match = other.Get(entries_[i].key);
    if (match == nullptr || !entries_[i].value.SameAs(*match)) return false;
  }
  return true;
}

}  // namespace bulkhead::config
