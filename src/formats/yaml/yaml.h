// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// YAML with the exact bytes of everything: what configuration files are read
// with, JSON included. Follows YAML 1.2 as Go's yaml.v3 understands it, which
// is what Docker Compose uses; docs/adr/20261124-own-yaml-parser.md says why
// the parser is our own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "base/source.h"

namespace bulkhead::formats {

// Half-open range of bytes of the source, which is below 4 GiB.
struct YamlRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  constexpr YamlRange() = default;
  constexpr YamlRange(std::size_t from, std::size_t to)
      : begin(static_cast<std::uint32_t>(from)),
        end(static_cast<std::uint32_t>(to)) {}
  [[nodiscard]] bool empty() const { return begin == end; }
  [[nodiscard]] std::size_t size() const { return end - begin; }
  bool operator==(const YamlRange&) const = default;
};

enum class YamlKind : std::uint8_t { kMapping, kSequence, kScalar, kAlias };

enum class YamlStyle : std::uint8_t {
  kBlock,
  kFlow,  // mappings and sequences
  kPlain,
  kSingle,
  kDouble,
  kLiteral,
  kFolded,  // scalars; kPlain: aliases
};

struct YamlEntry;

// A node of the tree. Nodes, and all views they hold, live as long as any copy
// of the YamlStream they came with; they never move and never change.
struct YamlNode {
  YamlKind kind = YamlKind::kScalar;
  YamlStyle style = YamlStyle::kPlain;
  // Text of a scalar, after folding and escapes; name of an alias's anchor.
  std::string_view value;
  // Tag as written, in short form: "!reset", "!!str" (also for
  // !<tag:yaml.org,2002:str>), "!" for the non-specific tag; "" without one.
  std::string_view tag;
  std::string_view anchor;  // without '&'; "" without one
  // From the first to behind the last byte of the content, without tag and
  // anchor: quotes and brackets included, block scalars from their header to
  // the end of their last line that is not blank (its newline excluded), block
  // collections from the first key or dash to the end of the last value. Empty,
  // behind the ':' or '-' (or its tag), for a value that is not there.
  YamlRange range;
  YamlRange properties;  // tag and anchor; empty without them
  // Children in order: of a mapping, or of a sequence (then without keys).
  std::span<const YamlEntry> entries;
  const YamlNode* target = nullptr;  // what an alias stands for, never an alias

  [[nodiscard]] bool IsMapping() const { return kind == YamlKind::kMapping; }
  [[nodiscard]] bool IsSequence() const { return kind == YamlKind::kSequence; }
  [[nodiscard]] bool IsScalar() const { return kind == YamlKind::kScalar; }
  [[nodiscard]] bool IsAlias() const { return kind == YamlKind::kAlias; }
  // Quoted or a block scalar: a string, whatever the text looks like.
  [[nodiscard]] bool IsQuoted() const {
    return kind == YamlKind::kScalar && style != YamlStyle::kPlain;
  }
  // The node itself, or what an alias stands for.
  [[nodiscard]] const YamlNode& Resolved() const {
    return target != nullptr ? *target : *this;
  }
  // Content with tag and anchor.
  [[nodiscard]] YamlRange FullRange() const {
    return properties.empty() ? range : YamlRange{properties.begin, range.end};
  }
};

// `key: value` of a mapping, or an item of a sequence.
struct YamlEntry {
  const YamlNode* key = nullptr;    // nullptr in a sequence, else never
  const YamlNode* value = nullptr;  // never nullptr
  // From the key (its tag, anchor or '?' included) or the dash to the end of
  // the value; without the comma of flow style.
  YamlRange range;
  std::uint32_t colon = 0;  // offset of ':'; range.end where there is none
  bool is_merge = false;    // key is a plain <<
};

struct YamlComment {
  YamlRange range;        // from '#' to the end of the line
  bool own_line = false;  // nothing but white space stands before it
};

// Two entries of one mapping with equal scalar keys.
struct YamlDuplicate {
  const YamlNode* mapping = nullptr;
  const YamlEntry* first = nullptr;
  const YamlEntry* second = nullptr;  // the later one
};

struct YamlDocument {
  const YamlNode* root = nullptr;  // never nullptr; an empty scalar is null
  YamlRange range;                 // from '---' where it is written
  std::vector<YamlDuplicate> duplicates;
};

// The documents of one input. Copies share the tree. Thread-safe to read.
struct YamlStream {
  std::shared_ptr<const base::Source> source;
  std::vector<YamlDocument> documents;  // none where there are only comments
  std::vector<YamlComment> comments;    // of all documents, in order
  std::shared_ptr<const void> arena;    // owns nodes and decoded text

  // Place of a node's content.
  [[nodiscard]] base::Position At(const YamlNode& node) const {
    return source->At(node.range.begin);
  }
  [[nodiscard]] std::string_view Text(YamlRange range) const {
    return source->text().substr(range.begin, range.size());
  }
};

// Parses all documents, or says why it cannot: "PATH:LINE:COL: expected ...,
// found ...", with the line and a caret as context. Aliases are resolved; the
// tree that they make is finite and its size bounded, so that it may be walked
// without further care. `error_offset`, where given, gets the place of an
// error.
base::Result<YamlStream> ParseYaml(std::shared_ptr<const base::Source> source,
                                   const base::Limits& limits,
                                   std::size_t* error_offset = nullptr);

// Message and context as ParseYaml makes them, for a finding of the caller:
// "PATH:LINE:COL: MESSAGE".
base::Error YamlError(const base::Source& source, std::size_t offset,
                      std::string_view message,
                      base::ErrorCode code = base::ErrorCode::kInvalid);

// The value of the last entry with this scalar key, aliases followed, merges
// not; nullptr where there is none or `mapping` is no mapping.
const YamlNode* FindKey(const YamlNode& mapping, std::string_view key);
const YamlEntry* FindEntry(const YamlNode& mapping, std::string_view key);

// The entries of a mapping (or an alias of one) as a decoder sees them: its
// own, in order, then those that merge keys bring in and that are not there
// yet. Values may be aliases. Merging anything but mappings is an error with
// its place; a long chain of merges is kLimit.
base::Result<std::vector<YamlEntry>> MergedEntries(const YamlStream& stream,
                                                   const YamlNode& mapping,
                                                   const base::Limits& limits);

enum class YamlType : std::uint8_t {
  kNull,
  kBool,
  kInt,
  kFloat,
  kTimestamp,
  kString,
  kMerge,
};

// A scalar as yaml.v3 decodes it into an untyped value.
struct YamlScalarValue {
  YamlType type = YamlType::kString;
  bool boolean = false;
  std::int64_t integer = 0;  // kInt; the bits of the number where is_unsigned
  bool is_unsigned = false;  // above the largest std::int64_t
  double number = 0;         // kFloat, and kInt
  std::string_view text;     // as in the node
};

// Type and value of a plain or quoted scalar, or of an alias of one. Of tags,
// !!str, !!int, !!float, !!bool, !!null and !!timestamp decide where the text
// fits them; any other makes a string of it. Mappings and sequences: kNull.
YamlScalarValue ResolveScalar(const YamlNode& node);
// The same for text alone, as if plain and without a tag.
YamlScalarValue ResolvePlain(std::string_view text);
// What a typed bool accepts: true, false, and y, yes, on, n, no, off of
// YAML 1.1 in their three spellings; quoted or not.
std::optional<bool> ScalarToBool(const YamlNode& node);
// "null", "boolean", "integer", "number", "timestamp", "string", "mapping",
// "sequence": for messages.
std::string_view TypeName(const YamlNode& node);

// One line a node, indented, with kind, style, range, tag, anchor, value: for
// tests.
std::string DumpYaml(const YamlStream& stream);

// `text` as a scalar on one line that reads back as this string: plain where
// that is safe, else in double quotes. `in_flow` also guards [ ] { } and
// commas.
std::string YamlScalar(std::string_view text, bool in_flow = false);

}  // namespace bulkhead::formats
