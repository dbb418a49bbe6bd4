// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Any bytes through the YAML parser: ranges must lie within the input and
// within one another, views must be readable, scalars must be written so that
// they read back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "formats/yaml/yaml.h"

namespace {

using bulkhead::base::Limits;
using bulkhead::base::Result;
using bulkhead::base::Source;
using bulkhead::formats::YamlEntry;
using bulkhead::formats::YamlNode;
using bulkhead::formats::YamlStream;

void Check(bool holds) {
  if (!holds) std::abort();
}

void CheckScalar(const YamlNode& node) {
  std::string text = bulkhead::formats::YamlScalar(node.value);
  Result<YamlStream> again = bulkhead::formats::ParseYaml(
      std::make_shared<Source>("again", "k: " + text), Limits{});
  Check(again.ok());
  const YamlNode* value =
      bulkhead::formats::FindKey(*again.value().documents[0].root, "k");
  Check(value != nullptr && value->value == node.value);
}

void CheckNode(const YamlStream& stream, const YamlNode& node) {
  std::size_t size = stream.source->text().size();
  Check(node.range.begin <= node.range.end && node.range.end <= size);
  Check(node.FullRange().begin <= node.range.begin);
  bulkhead::formats::ResolveScalar(node);
  if (node.IsScalar()) CheckScalar(node);
  std::size_t after = node.range.begin;
  for (const YamlEntry& entry : node.entries) {
    Check(entry.range.begin >= after && entry.range.end <= node.range.end);
    Check(entry.value->FullRange().end <= entry.range.end);
    after = entry.range.end;
  }
  if (node.IsMapping()) {
    (void)bulkhead::formats::MergedEntries(stream, node, Limits{}).ok();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  Limits limits;
  limits.max_entries = 5'000;
  Result<YamlStream> result = bulkhead::formats::ParseYaml(
      std::make_shared<Source>("fuzz", text), limits);
  if (!result.ok()) {
    Check(!result.error().message.empty());
    return 0;
  }
  const YamlStream& stream = result.value();
  (void)bulkhead::formats::DumpYaml(stream);
  std::vector<const YamlNode*> open;
  for (const bulkhead::formats::YamlDocument& document : stream.documents) {
    open.push_back(document.root);
  }
  while (!open.empty()) {
    const YamlNode& node = *open.back();
    open.pop_back();
    CheckNode(stream, node);
    for (const YamlEntry& entry : node.entries) {
      if (entry.key != nullptr) open.push_back(entry.key);
      open.push_back(entry.value);
    }
  }
  return 0;
}
