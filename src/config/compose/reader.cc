// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// From YAML to the tree of a project. Reader recurses; its depth is bounded by
// Limits::max_depth, aliases included.
#include "config/compose/reader.h"

#include <charconv>

#include "base/text.h"
#include "formats/yaml/yaml.h"

namespace bulkhead::config {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using formats::YamlEntry;
using formats::YamlNode;
using formats::YamlScalarValue;
using formats::YamlStream;
using formats::YamlType;

// Digits of a number of `text` at `pos`, which moves behind them.
int Digits(std::string_view text, std::size_t* pos) {
  int value = 0;
  while (*pos < text.size() && base::IsDigit(text[*pos]) && value < 100000) {
    value = value * 10 + (text[(*pos)++] - '0');
  }
  return value;
}

// A YAML timestamp as Go prints a time: "2024-01-02 00:00:00 +0000 UTC".
std::string GoTime(std::string_view text) {
  std::size_t pos = 0;
  int year = Digits(text, &pos);
  if (pos < text.size()) ++pos;
  int month = Digits(text, &pos);
  if (pos < text.size()) ++pos;
  int day = Digits(text, &pos);
  while (pos < text.size() && !base::IsDigit(text[pos])) ++pos;
  int clock[3] = {0, 0, 0};
  for (int& part : clock) {
    part = Digits(text, &pos);
    if (pos < text.size() && text[pos] == ':') ++pos;
  }
  std::string fraction;
  if (pos < text.size() && text[pos] == '.') {
    std::size_t begin = pos++;
    while (pos < text.size() && base::IsDigit(text[pos])) ++pos;
    fraction = text.substr(begin, pos - begin);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    if (fraction == ".") fraction.clear();
  }
  std::string zone = "+0000 UTC";
  std::size_t sign = text.find_first_of("+-", pos);
  if (sign != std::string_view::npos) {
    char mark = text[sign];
    pos = sign + 1;
    int hours = Digits(text, &pos);
    if (pos < text.size() && text[pos] == ':') ++pos;
    int minutes = Digits(text, &pos);
    std::string offset = base::Format("{}{:02}{:02}", mark, hours, minutes);
    zone = offset == "+0000" ? zone : offset + " " + offset;
  }
  return base::Format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}{} {}", year, month,
                      day, clock[0], clock[1], clock[2], fraction, zone);
}

ComposeNode ScalarNode(const YamlNode& node) {
  YamlScalarValue value = formats::ResolveScalar(node);
  switch (value.type) {
    case YamlType::kNull:
      return ComposeNode::Null();
    case YamlType::kBool:
      return ComposeNode::Bool(value.boolean);
    case YamlType::kInt:
      if (value.is_unsigned) return ComposeNode::Float(value.number);
      return ComposeNode::Int(value.integer);
    case YamlType::kFloat:
      return ComposeNode::Float(value.number);
    case YamlType::kTimestamp:
      return ComposeNode::String(GoTime(value.text));
    default:
      return ComposeNode::String(std::string(value.text));
  }
}

// Of one mapping, whose keys are looked up one after the other: no real one has
// as many.
constexpr std::size_t kMaxKeys = 10'000;

class Reader {
 public:
  Reader(const YamlStream& stream, const base::Limits& limits,
         ComposeArena* arena, ComposeResets* resets)
      : stream_(stream), limits_(limits), arena_(arena), resets_(resets) {}

  // nullopt where the value is to be dropped.
  Result<std::optional<ComposeNode>> Read(const YamlNode& written) {
    const YamlNode& node = written.Resolved();
    std::string_view tag = written.tag.empty() ? node.tag : written.tag;
    if (tag == "!reset" || tag == "!override") resets_->push_back(path_);
    if (tag == "!reset") return std::optional<ComposeNode>();
    if (path_.size() > limits_.max_depth || ++count_ > limits_.max_entries) {
      return formats::YamlError(
          *stream_.source, written.range.begin,
          path_.size() > limits_.max_depth
              ? base::Format("nested more than {} levels deep",
                             limits_.max_depth)
              : base::Format("more than {} values", limits_.max_entries),
          ErrorCode::kLimit);
    }
    ComposeNode out;
    base::Status status = base::Ok{};
    if (node.IsMapping()) {
      out = ComposeNode::Mapping();
      status = ReadMapping(node, &out);
    } else if (node.IsSequence()) {
      out = ComposeNode::Sequence();
      status = ReadSequence(node, &out);
    } else {
      out = ScalarNode(node);
    }
    if (!status.ok()) return status.error();
    out.origin.value = Place(node);
    out.override_tag = tag == "!override";
    if (written.IsAlias()) {
      arena_->AddStep(ComposeStepKind::kMergeKey,
                      base::Format("*{}", written.value), Place(written), &out);
    }
    return std::optional<ComposeNode>(std::move(out));
  }

 private:
  [[nodiscard]] ComposePlace Place(const YamlNode& node) const {
    return {stream_.source.get(), node.FullRange()};
  }

  base::Status ReadMapping(const YamlNode& mapping, ComposeNode* out) {
    Result<std::vector<YamlEntry>> entries =
        formats::MergedEntries(stream_, mapping, limits_);
    if (!entries.ok()) return entries.error();
    if (entries.value().size() > kMaxKeys) {
      return formats::YamlError(
          *stream_.source, mapping.range.begin,
          base::Format("more than {} keys in one mapping", kMaxKeys),
          ErrorCode::kLimit);
    }
    const YamlEntry* merge = nullptr;
    for (const YamlEntry& entry : mapping.entries) {
      if (entry.is_merge && merge == nullptr) merge = &entry;
    }
    for (const YamlEntry& entry : entries.value()) {
      const YamlNode& key = entry.key->Resolved();
      if (!key.IsScalar() ||
          formats::ResolveScalar(key).type != YamlType::kString) {
        return NoString(*entry.key);
      }
      path_.emplace_back(key.value);
      Result<std::optional<ComposeNode>> value = Read(*entry.value);
      path_.pop_back();
      if (!value.ok()) return value.error();
      if (!value.value()) continue;
      out->entries().push_back(
          {std::string(key.value), *std::move(value).value()});
      ComposeNode& node = out->entries().back().value;
      node.origin.key = Place(*entry.key);
      bool merged = entry.key->range.begin < mapping.range.begin ||
                    entry.key->range.end > mapping.range.end;
      if (merged && merge != nullptr) {
        arena_->AddStep(ComposeStepKind::kMergeKey, "<<",
                        {stream_.source.get(), merge->range}, &node);
      }
    }
    return base::Ok{};
  }

  base::Status ReadSequence(const YamlNode& sequence, ComposeNode* out) {
    for (const YamlEntry& entry : sequence.entries) {
      path_.push_back(base::Format("{}", out->size()));
      Result<std::optional<ComposeNode>> value = Read(*entry.value);
      path_.pop_back();
      if (!value.ok()) return value.error();
      if (value.value()) out->Append(*std::move(value).value());
    }
    return base::Ok{};
  }

  [[nodiscard]] Error NoString(const YamlNode& key) const {
    std::string where =
        path_.empty() ? "at the top level" : "in " + base::Join(path_, ".");
    std::string_view shown = stream_.Text(key.range).substr(0, 40);
    return formats::YamlError(
        *stream_.source, key.range.begin,
        base::Format("expected a string as key {}, found {} {}; put it in "
                     "quotes",
                     base::Printable(where), formats::TypeName(key),
                     base::Printable(shown)));
  }

  const YamlStream& stream_;
  const base::Limits& limits_;
  ComposeArena* arena_;
  ComposeResets* resets_;
  std::vector<std::string> path_;
  std::size_t count_ = 0;
};

Error DuplicateKey(const YamlStream& stream,
                   const formats::YamlDuplicate& duplicate) {
  return formats::YamlError(
      *stream.source, duplicate.second->key->range.begin,
      base::Format("expected each key once, found \"{}\" again (first in line "
                   "{})",
                   base::Printable(duplicate.second->key->Resolved().value),
                   stream.source->At(duplicate.first->key->range.begin).line));
}

// Removes what `path` from `index` on names.
void RemovePath(const std::vector<std::string>& path, std::size_t index,
                ComposeNode* node) {
  for (; index < path.size(); ++index) {
    if (node->IsSequence()) {
      std::size_t item = node->size();
      std::from_chars(path[index].data(),
                      path[index].data() + path[index].size(), item);
      if (item >= node->size()) return;
      if (index + 1 == path.size()) {
        node->entries().erase(node->entries().begin() +
                              static_cast<std::ptrdiff_t>(item));
        return;
      }
      node = &node->entries()[item].value;
      continue;
    }
    if (index + 1 == path.size()) {
      if (node->IsMapping()) node->Remove(path[index]);
      return;
    }
    node = node->Get(path[index]);
    if (node == nullptr) return;
  }
}

}  // namespace

Result<std::vector<ComposeDocument>> ReadComposeDocuments(
    std::shared_ptr<const base::Source> source, const base::Limits& limits,
    ComposeArena* arena) {
  Result<YamlStream> parsed = formats::ParseYaml(std::move(source), limits);
  if (!parsed.ok()) return parsed.error();
  return ReadComposeDocuments(parsed.value(), limits, arena);
}

Result<std::vector<ComposeDocument>> ReadComposeDocuments(
    const YamlStream& stream, const base::Limits& limits, ComposeArena* arena) {
  arena->Keep(stream.source);
  std::vector<ComposeDocument> documents;
  for (const formats::YamlDocument& document : stream.documents) {
    if (!document.duplicates.empty()) {
      return DuplicateKey(stream, document.duplicates.front());
    }
    ComposeDocument out;
    out.range = document.range;
    Result<std::optional<ComposeNode>> root =
        Reader(stream, limits, arena, &out.resets).Read(*document.root);
    if (!root.ok()) return root.error();
    if (root.value()) out.root = *std::move(root).value();
    documents.push_back(std::move(out));
  }
  return documents;
}

void ApplyResets(const ComposeResets& resets, ComposeNode* tree) {
  for (const std::vector<std::string>& path : resets) {
    RemovePath(path, 0, tree);
  }
}

void ApplyServiceResets(const ComposeResets& resets, std::string_view service,
                        ComposeNode* tree) {
  for (const std::vector<std::string>& path : resets) {
    if (path.size() > 2 && path[0] == "services" && path[1] == service) {
      RemovePath(path, 2, tree);
    }
  }
}

}  // namespace bulkhead::config
