// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Helpers of the YAML tests.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/yaml/yaml.h"

namespace bulkhead::formats {

inline base::Result<YamlStream> ParseText(std::string_view text,
                                          const base::Limits& limits = {}) {
  return ParseYaml(std::make_shared<base::Source>("t.yaml", std::string(text)),
                   limits);
}

// The tree on one line: map(k: v) and seq(a, b) in block style, {k: v} and
// [a, b] in flow style, scalars between the character of their style, "_" for
// a value that is not there. Recursive: for the small inputs of tests.
inline std::string Compact(const YamlNode& node) {
  std::string out;
  if (!node.anchor.empty()) out += base::Format("&{} ", node.anchor);
  if (!node.tag.empty()) out += base::Format("{} ", node.tag);
  if (node.IsAlias()) return out + base::Format("*{}", node.value);
  if (node.IsScalar()) {
    constexpr std::string_view kQuotes = "  \0'\"|>";
    std::string quote;
    if (node.IsQuoted()) quote = kQuotes[static_cast<std::size_t>(node.style)];
    if (node.range.empty()) return out + "_";
    return out + quote + base::Printable(node.value) + quote;
  }
  bool flow = node.style == YamlStyle::kFlow;
  if (node.IsMapping()) out += flow ? "{" : "map(";
  if (node.IsSequence()) out += flow ? "[" : "seq(";
  for (const YamlEntry& entry : node.entries) {
    if (&entry != node.entries.data()) out += ", ";
    if (entry.key != nullptr) out += Compact(*entry.key) + ": ";
    out += Compact(*entry.value);
  }
  return out + (!flow ? ")" : node.IsMapping() ? "}" : "]");
}

inline std::string Compact(const YamlStream& stream) {
  std::string out;
  for (const YamlDocument& document : stream.documents) {
    if (&document != stream.documents.data()) out += " --- ";
    out += Compact(*document.root);
  }
  return out;
}

// What must hold of the ranges of every tree: children lie in order within
// their parents, quotes and brackets stand at both ends, plain text on one line
// is its own value.
inline void CheckRanges(const YamlStream& stream, const YamlNode& node) {
  std::string_view text = stream.Text(node.range);
  YamlRange full = node.FullRange();
  ASSERT_LE(full.begin, node.range.begin);
  ASSERT_LE(node.range.begin, node.range.end);
  ASSERT_LE(full.end, stream.source->text().size());
  if (node.style == YamlStyle::kDouble || node.style == YamlStyle::kSingle) {
    EXPECT_EQ(text.front(), node.style == YamlStyle::kDouble ? '"' : '\'');
    EXPECT_EQ(text.front(), text.back());
  }
  if (node.IsScalar() && node.style == YamlStyle::kPlain &&
      text.find_first_of("\r\n") == std::string_view::npos) {
    EXPECT_EQ(text, node.value);
  }
  if (node.IsAlias()) {
    EXPECT_EQ(text, "*" + std::string(node.value));
  }
  std::size_t after = node.range.begin;
  for (const YamlEntry& entry : node.entries) {
    EXPECT_GE(entry.range.begin, after);
    EXPECT_LE(entry.range.end, node.range.end);
    EXPECT_LE(entry.value->range.end, entry.range.end);
    if (entry.key != nullptr) {
      EXPECT_GE(entry.key->FullRange().begin, entry.range.begin);
      EXPECT_LE(entry.key->range.end, entry.value->range.begin);
      EXPECT_LE(entry.colon, entry.range.end);
      if (entry.colon < entry.range.end) {
        EXPECT_EQ(stream.source->text()[entry.colon], ':');
      }
      CheckRanges(stream, *entry.key);
    }
    CheckRanges(stream, *entry.value);
    after = entry.range.end;
  }
}

struct TreeCase {
  std::string_view input;
  std::string_view tree;
};

inline void CheckTrees(std::span<const TreeCase> cases) {
  for (const TreeCase& c : cases) {
    SCOPED_TRACE(std::string(c.input));
    base::Result<YamlStream> result = ParseText(c.input);
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(Compact(result.value()), c.tree);
    for (const YamlDocument& document : result.value().documents) {
      CheckRanges(result.value(), *document.root);
    }
  }
}

}  // namespace bulkhead::formats
