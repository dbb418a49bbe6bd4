// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The tree of a Compose project in which each value knows where it came from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "formats/yaml/yaml.h"

namespace bulkhead::config {

enum class ComposeStepKind : std::uint8_t {
  kOverrides,  // replaced or completed the value at `place` (an earlier file)
  kIncluded,   // came in by the include at `place`
  kExtends,    // inherited by the `extends` at `place`; name: FILE:SERVICE
  kMergeKey,   // came in by the merge key (<<) or alias at `place`
  kVariable,   // contains the variable `name`
  kEnvFile,    // read from the env or label file that `place` names
  kDefault,    // set by the loader, for the reason in `name`
};

// Bytes of one file. A null source stands for "nowhere".
struct ComposePlace {
  const base::Source* source = nullptr;
  formats::YamlRange range;

  [[nodiscard]] bool known() const { return source != nullptr; }
  friend bool operator==(const ComposePlace&, const ComposePlace&) = default;
  [[nodiscard]] base::Position At() const {
    return source == nullptr ? base::Position{} : source->At(range.begin);
  }
  // "compose.yaml:12"; "" for nowhere.
  [[nodiscard]] std::string Text() const;
};

// One step of the way a value took into the project, the last one first.
struct ComposeStep {
  ComposeStepKind kind = ComposeStepKind::kDefault;
  std::string name;
  ComposePlace place;
  const ComposeStep* next = nullptr;
};

// Where a value is written, and how it got into the effective project. Views
// and pointers live as long as the ComposeProject.
struct ComposeOrigin {
  ComposePlace value;  // of values that a short syntax holds: the whole of it
  ComposePlace key;    // unknown in lists
  const ComposeStep* steps = nullptr;

  // Place to report: the key where there is one, else the value.
  [[nodiscard]] const ComposePlace& Best() const {
    return key.known() ? key : value;
  }
};

enum class ComposeKind : std::uint8_t {
  kNull,
  kBool,
  kInt,
  kFloat,
  kString,
  kMapping,
  kSequence,
};

struct ComposeEntry;

// A value. Owned by its parent; copies are deep. The accessors that return a
// default never fail, so that rules need no check at each step:
//   service["deploy"]["resources"]["limits"]["memory"].Int()
class ComposeNode {
 public:
  ComposeNode();
  ComposeNode(const ComposeNode&);
  ComposeNode(ComposeNode&&) noexcept;
  ComposeNode& operator=(const ComposeNode&);
  ComposeNode& operator=(ComposeNode&&) noexcept;
  ~ComposeNode();

  static ComposeNode Null() { return {}; }
  static ComposeNode Bool(bool value);
  static ComposeNode Int(std::int64_t value);
  static ComposeNode Float(double value);
  static ComposeNode String(std::string value);
  static ComposeNode Mapping();
  static ComposeNode Sequence();

  [[nodiscard]] ComposeKind kind() const { return kind_; }
  [[nodiscard]] bool IsNull() const { return kind_ == ComposeKind::kNull; }
  [[nodiscard]] bool IsBool() const { return kind_ == ComposeKind::kBool; }
  [[nodiscard]] bool IsInt() const { return kind_ == ComposeKind::kInt; }
  [[nodiscard]] bool IsFloat() const { return kind_ == ComposeKind::kFloat; }
  [[nodiscard]] bool IsNumber() const { return IsInt() || IsFloat(); }
  [[nodiscard]] bool IsString() const { return kind_ == ComposeKind::kString; }
  [[nodiscard]] bool IsMapping() const {
    return kind_ == ComposeKind::kMapping;
  }
  [[nodiscard]] bool IsSequence() const {
    return kind_ == ComposeKind::kSequence;
  }
  [[nodiscard]] bool IsScalar() const { return !IsMapping() && !IsSequence(); }
  // Null, "", an empty mapping or an empty list.
  [[nodiscard]] bool IsEmpty() const;
  // "null", "boolean", "integer", "number", "string", "mapping", "list"
  [[nodiscard]] std::string_view TypeName() const;
  // The same with its article: "an integer".
  [[nodiscard]] std::string TypeInWords() const;

  // True for a boolean true only; strings are not looked at (the effective
  // project has real booleans).
  [[nodiscard]] bool True() const { return IsBool() && bool_; }
  [[nodiscard]] std::int64_t AsInt(std::int64_t otherwise = 0) const;
  [[nodiscard]] double AsDouble(double otherwise = 0) const;
  // The string; "" for anything else.
  [[nodiscard]] std::string_view Text() const;
  // Any scalar as Compose turns it into a string: true, 1.5, 2; null is "".
  [[nodiscard]] std::string Scalar() const;

  // Children in order: of a mapping, or of a list (then with empty keys).
  [[nodiscard]] const std::vector<ComposeEntry>& entries() const {
    return entries_;
  }
  [[nodiscard]] std::vector<ComposeEntry>& entries() { return entries_; }
  [[nodiscard]] std::size_t size() const;

  // The value of a key, or nullptr where it is not there or this is no mapping.
  [[nodiscard]] const ComposeNode* Get(std::string_view key) const;
  [[nodiscard]] ComposeNode* Get(std::string_view key);
  [[nodiscard]] bool Has(std::string_view key) const {
    return Get(key) != nullptr;
  }
  // The value of a key, or a null that lives for ever.
  const ComposeNode& operator[](std::string_view key) const;
  // True where this is a list that has this string.
  [[nodiscard]] bool Contains(std::string_view text) const;

  // Sets a key (in its place where it exists, else at the end). Null becomes a
  // mapping first.
  ComposeNode& Set(std::string_view key, ComposeNode value);
  // Adds an item. Null becomes a list first.
  ComposeNode& Append(ComposeNode value);
  bool Remove(std::string_view key);

  ComposeOrigin origin;
  // Tag of YAML as written, where it is one that Compose knows.
  bool override_tag = false;

  // Kind and content are equal; origins and the order of keys do not count.
  [[nodiscard]] bool SameAs(const ComposeNode& other) const;

 private:
  ComposeKind kind_ = ComposeKind::kNull;
  bool bool_ = false;
  std::int64_t int_ = 0;
  double float_ = 0;
  std::string text_;
  std::vector<ComposeEntry> entries_;
};

struct ComposeEntry {
  std::string key;  // "" in lists
  ComposeNode value;
};

}  // namespace bulkhead::config
