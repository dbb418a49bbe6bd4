// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Nodes, tags, anchors and aliases of YAML, and keys that occur twice.
#include <cstring>

#include "base/text.h"
#include "formats/yaml/parser.h"

namespace bulkhead::formats {
namespace {

constexpr std::string_view kCoreTag = "tag:yaml.org,2002:";
// Below this many entries, comparing each with each finds duplicates sooner
// than a hash table.
constexpr std::size_t kFewEntries = 8;

bool SameKey(const YamlEntry& a, const YamlEntry& b) {
  return a.key->kind == b.key->kind && a.key->value == b.key->value &&
         a.key->entries.empty() && b.key->entries.empty();
}

}  // namespace

std::string_view YamlParser::Keep(std::string_view text) {
  char* copy = static_cast<char*>(arena_->memory.allocate(text.size() + 1, 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

YamlNode* YamlParser::NewNode(YamlKind kind, YamlStyle style,
                              const YamlProperties& properties,
                              YamlRange range) {
  YamlNode* node = nodes_.new_object<YamlNode>();
  node->kind = kind;
  node->style = style;
  node->tag = properties.tag;
  node->anchor = properties.anchor;
  node->properties = properties.range;
  node->range = range;
  ++node_count_;
  ++document_nodes_;
  return node;
}

bool YamlParser::Node(Context context) {
  if (node_count_ >= limits_.max_entries) {
    return Fail(Peek().begin,
                base::Format("expected at most {} nodes, found more",
                             limits_.max_entries),
                base::ErrorCode::kLimit);
  }
  if (At(YamlTokenKind::kAlias)) return Alias();
  YamlProperties properties;
  if (AtAny({YamlTokenKind::kAnchor, YamlTokenKind::kTag}) &&
      !ReadProperties(&properties)) {
    return false;
  }
  const YamlToken& token = Peek();
  if (token.kind == YamlTokenKind::kScalar) {
    YamlNode* node = NewNode(YamlKind::kScalar, token.style, properties,
                             {token.begin, token.end});
    node->value = TextAt(token);
    ++next_;
    YamlSize size = {1, node->value.size(), 0};
    document_bytes_ += node->value.size();
    if (!node->anchor.empty()) anchors_[node->anchor] = {node, size, false};
    return Deliver(node, size);
  }
  return Collection(context, properties);
}

bool YamlParser::Collection(Context context, const YamlProperties& properties) {
  YamlToken& token = Peek();
  bool block = context != Context::kFlow;
  YamlFrameKind kind = YamlFrameKind::kBlockMapping;
  if (token.kind == YamlTokenKind::kBlockEntry &&
      context == Context::kBlockOrIndentless) {
    kind = YamlFrameKind::kIndentless;
  } else if (token.kind == YamlTokenKind::kFlowSequence) {
    kind = YamlFrameKind::kFlowSequence;
    ++next_;
  } else if (token.kind == YamlTokenKind::kFlowMapping) {
    kind = YamlFrameKind::kFlowMapping;
    ++next_;
  } else if (token.kind == YamlTokenKind::kBlockSequence && block) {
    kind = YamlFrameKind::kBlockSequence;
    ++next_;
  } else if (token.kind == YamlTokenKind::kBlockMapping && block) {
    ++next_;
  } else if (token.kind == YamlTokenKind::kKey && token.opens_mapping &&
             block) {
    token.opens_mapping = false;
  } else if (!properties.range.empty()) {
    // Only a tag or an anchor: an empty scalar.
    YamlNode* node = NewNode(YamlKind::kScalar, YamlStyle::kPlain, properties,
                             {properties.range.end, properties.range.end});
    YamlSize size = {1, 0, 0};
    if (!node->anchor.empty()) anchors_[node->anchor] = {node, size, false};
    return Deliver(node, size);
  } else {
    return FailFound("a value");
  }
  if (frames_.size() >= limits_.max_depth) {
    return Fail(token.begin,
                base::Format("expected at most {} levels of nesting, found "
                             "more",
                             limits_.max_depth),
                base::ErrorCode::kLimit);
  }
  bool mapping = kind == YamlFrameKind::kBlockMapping ||
                 kind == YamlFrameKind::kFlowMapping;
  bool flow = kind == YamlFrameKind::kFlowMapping ||
              kind == YamlFrameKind::kFlowSequence;
  YamlNode* node = NewNode(mapping ? YamlKind::kMapping : YamlKind::kSequence,
                           flow ? YamlStyle::kFlow : YamlStyle::kBlock,
                           properties, {token.begin, token.end});
  if (!node->anchor.empty()) anchors_[node->anchor] = {node, {}, true};
  Push(kind, node);
  return true;
}

bool YamlParser::ReadProperties(YamlProperties* properties) {
  properties->range.begin = Peek().begin;
  while (AtAny({YamlTokenKind::kAnchor, YamlTokenKind::kTag})) {
    const YamlToken& token = Peek();
    bool anchor = token.kind == YamlTokenKind::kAnchor;
    if (!(anchor ? properties->anchor : properties->tag).empty()) {
      return FailFound(anchor ? "one anchor" : "one tag");
    }
    if (anchor) {
      properties->anchor =
          text_.substr(token.begin + 1, token.end - token.begin - 1);
    } else if (!ResolveTag(token, &properties->tag)) {
      return false;
    }
    properties->range.end = token.end;
    ++next_;
  }
  return true;
}

bool YamlParser::Alias() {
  const YamlToken& token = Peek();
  std::string_view name =
      text_.substr(token.begin + 1, token.end - token.begin - 1);
  auto found = anchors_.find(name);
  if (found == anchors_.end()) {
    return Fail(token.begin,
                base::Format("expected an alias of an anchor above, found "
                             "*{}, which nothing defines",
                             name));
  }
  if (found->second.open) {
    return Fail(token.begin,
                base::Format("expected a finite value, found *{} inside of "
                             "&{}, which would contain itself",
                             name, name));
  }
  YamlNode* node = NewNode(YamlKind::kAlias, YamlStyle::kPlain, {},
                           {token.begin, token.end});
  node->value = name;
  node->target = found->second.node;
  ++next_;
  return Deliver(node, found->second.size);
}

// `tag` gets the short form. Handles: "!" and "!!" unless %TAG changes them,
// and those that %TAG declares.
bool YamlParser::ResolveTag(const YamlToken& token, std::string_view* tag) {
  std::string_view raw = text_.substr(token.begin, token.end - token.begin);
  std::string full;
  if (raw.starts_with("!<")) {
    full = raw.substr(2, raw.size() - 3);
  } else {
    std::size_t bang = raw.find('!', 1);
    std::size_t name = 1;
    while (name < raw.size() &&
           (base::IsNameChar(raw[name]) || raw[name] == '-')) {
      ++name;
    }
    std::string_view handle = bang != std::string_view::npos && name == bang
                                  ? raw.substr(0, bang + 1)
                                  : std::string_view("!");
    auto found = handles_.find(handle);
    if (found == handles_.end() && handle.size() > 2) {
      return Fail(token.begin,
                  base::Format("expected a tag handle that %TAG declares, "
                               "found {}",
                               handle));
    }
    if (found == handles_.end() && !base::Contains(raw, "%")) {
      *tag = raw;
      return true;
    }
    std::string_view prefix = handle == "!!" ? kCoreTag : std::string_view("!");
    if (found != handles_.end()) prefix = found->second;
    full = std::string(prefix);
    full += raw.substr(handle.size());
  }
  std::size_t at = 0;
  while ((at = full.find('%', at)) != std::string::npos) {
    unsigned value = 0;
    for (char c : full.substr(at + 1, 2)) {
      char lower = base::Lower(c);
      int digit = base::IsDigit(c) ? c - '0' : lower - 'a' + 10;
      value = value * 16 + static_cast<unsigned>(digit);
    }
    full.replace(at++, 3, 1, static_cast<char>(value));
  }
  if (!base::IsUtf8(full)) {
    return Fail(token.begin,
                base::Format("expected a tag in UTF-8, found {}", raw));
  }
  std::string_view rest = full;
  *tag = base::ConsumePrefix(rest, kCoreTag) ? Keep("!!" + std::string(rest))
                                             : Keep(full);
  return true;
}

void YamlParser::FindDuplicates(const YamlNode& mapping) {
  std::span<const YamlEntry> entries = mapping.entries;
  if (entries.size() > kFewEntries) {
    FindManyDuplicates(mapping);
    return;
  }
  for (std::size_t i = 1; i < entries.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!SameKey(entries[i], entries[j])) continue;
      stream_.documents.back().duplicates.push_back(
          {&mapping, &entries[j], &entries[i]});
      break;
    }
  }
}

void YamlParser::FindManyDuplicates(const YamlNode& mapping) {
  std::unordered_multimap<std::string_view, const YamlEntry*> seen;
  seen.reserve(mapping.entries.size());
  for (const YamlEntry& entry : mapping.entries) {
    auto [at, end] = seen.equal_range(entry.key->value);
    while (at != end && !SameKey(*at->second, entry)) ++at;
    if (at == end) {
      // Collections have no text of their own and would only crowd the table.
      if (entry.key->IsScalar() || entry.key->IsAlias()) {
        seen.emplace(entry.key->value, &entry);
      }
      continue;
    }
    stream_.documents.back().duplicates.push_back(
        {&mapping, at->second, &entry});
  }
}

}  // namespace bulkhead::formats
