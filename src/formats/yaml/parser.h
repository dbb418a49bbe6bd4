// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The upper half of the YAML parser: tokens to nodes. Used in this folder
// alone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formats/yaml/scanner.h"
#include "formats/yaml/yaml.h"

namespace bulkhead::formats {

// What a node costs when its aliases are written out.
struct YamlSize {
  std::uint64_t nodes = 0;
  std::uint64_t bytes = 0;
  std::uint64_t depth = 0;

  void Add(const YamlSize& part) {
    constexpr std::uint64_t kMax = std::uint64_t{1} << 60;
    nodes = std::min(nodes + part.nodes, kMax);
    bytes = std::min(bytes + part.bytes, kMax);
    depth = std::max(depth, part.depth + 1);
  }
};

struct YamlAnchor {
  const YamlNode* node = nullptr;
  YamlSize size;
  bool open = true;  // its collection has not ended
};

enum class YamlFrameKind : std::uint8_t {
  kBlockMapping,
  kBlockSequence,
  kIndentless,  // block sequence at the column of the key it belongs to
  kFlowMapping,
  kFlowSequence,
  kPair,  // `a: b` in a flow sequence: a mapping without brackets
};

// What the next node that is delivered to a frame is.
enum class YamlSlot : std::uint8_t { kKey, kValue, kItem };

struct YamlFrame {
  YamlFrameKind kind = YamlFrameKind::kBlockMapping;
  YamlSlot slot = YamlSlot::kKey;
  bool first = true;
  YamlNode* node = nullptr;
  std::size_t base = 0;    // where its entries begin in entries_
  std::uint32_t open = 0;  // offset of its first token
  YamlEntry entry;         // the one being read
  bool has_key = false;
  YamlSize size = {1, 0, 0};
};

struct YamlArena {
  explicit YamlArena(std::size_t size) : memory(size) {}
  std::pmr::monotonic_buffer_resource memory;
};

struct YamlProperties {
  std::string_view tag;
  std::string_view anchor;
  YamlRange range;
};

class YamlParser {
 public:
  YamlParser(std::shared_ptr<const base::Source> source,
             const base::Limits& limits)
      : source_(std::move(source)),
        text_(source_->text()),
        limits_(limits),
        arena_(std::make_shared<YamlArena>(text_.size() * 2 + 1024)),
        nodes_(&arena_->memory),
        scanner_(text_, &arena_->memory, &stream_.comments) {}

  bool Run();
  YamlStream Take() {
    stream_.source = source_;
    stream_.arena = arena_;
    return std::move(stream_);
  }
  [[nodiscard]] const base::Source& source() const { return *source_; }
  [[nodiscard]] const YamlFailure& failure() const { return failure_; }

 private:
  // Documents.
  bool Document(bool first);
  bool Directives();
  bool TagDirective(const YamlToken& token);
  bool CheckExpansion(const YamlNode& root);

  // Frames: each reads what the frame on top allows next.
  bool Step();
  bool StepBlockMapping();
  bool StepBlockSequence();
  bool StepIndentless();
  bool StepFlowMapping();
  bool StepFlowSequence();
  bool StepPair();
  bool StepFlowEntry(YamlTokenKind close);
  void Push(YamlFrameKind kind, YamlNode* node);
  bool Close(std::size_t end);
  bool Deliver(YamlNode* node, const YamlSize& size);
  void DeliverEmpty(std::size_t at);
  void FinishEntry();
  void FindDuplicates(const YamlNode& mapping);
  void FindManyDuplicates(const YamlNode& mapping);
  void StartEntry(const YamlToken& token, YamlSlot slot);

  // Nodes.
  enum class Context { kFlow, kBlock, kBlockOrIndentless };
  bool Node(Context context);
  bool ReadProperties(YamlProperties* properties);
  bool Collection(Context context, const YamlProperties& properties);
  bool Alias();
  bool ResolveTag(const YamlToken& token, std::string_view* tag);
  YamlNode* NewNode(YamlKind kind, YamlStyle style,
                    const YamlProperties& properties, YamlRange range);
  std::string_view Keep(std::string_view text);

  YamlToken& Peek() {
    while (tokens_[next_].kind == YamlTokenKind::kNothing) ++next_;
    return tokens_[next_];
  }
  bool At(YamlTokenKind kind) { return Peek().kind == kind; }
  bool AtAny(std::initializer_list<YamlTokenKind> kinds) {
    YamlTokenKind kind = Peek().kind;
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  }
  std::string_view TextAt(const YamlToken& token) const {
    return scanner_.TextOf(token);
  }
  bool Fail(std::size_t offset, std::string message,
            base::ErrorCode code = base::ErrorCode::kInvalid) {
    failure_ = {offset, std::move(message), code};
    return false;
  }
  bool FailFound(std::string_view expected);
  bool FailInBlock(std::string_view expected);
  int LineOf(std::size_t offset) const { return source_->At(offset).line; }

  std::shared_ptr<const base::Source> source_;
  std::string_view text_;
  const base::Limits& limits_;
  std::shared_ptr<YamlArena> arena_;
  std::pmr::polymorphic_allocator<> nodes_;
  YamlStream stream_;
  YamlScanner scanner_;
  std::vector<YamlToken> tokens_;
  std::size_t next_ = 0;
  YamlFailure failure_;

  std::vector<YamlFrame> frames_;
  std::vector<YamlEntry> entries_;
  std::size_t node_count_ = 0;
  std::size_t document_nodes_ = 0;
  std::size_t document_bytes_ = 0;
  YamlSize root_size_;
  std::unordered_map<std::string_view, YamlAnchor> anchors_;
  std::unordered_map<std::string_view, std::string_view> handles_;
};

}  // namespace bulkhead::formats
