// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// YAML tokens to the tree (YAML 1.2, chapters 3 and 6 to 9).
//
// A pushdown machine with its own stack, so that no input can exhaust the
// program's. Each open collection is a Frame; its finished entries wait at the
// top of one common list and move to the arena, side by side, when it closes.
// The size of each anchored node is kept as if its aliases were written out;
// so a document that would grow beyond all measure is refused before anybody
// walks it. Nodes that contain themselves are refused too.
#include "formats/yaml/parser.h"

#include "base/text.h"

namespace bulkhead::formats {

bool YamlParser::Run() {
  if (text_.size() > std::min<std::size_t>(limits_.max_bytes, UINT32_MAX)) {
    return Fail(0,
                base::Format("expected at most {} bytes, found {}",
                             limits_.max_bytes, text_.size()),
                base::ErrorCode::kLimit);
  }
  failure_ = CheckYamlCharacters(text_);
  if (!failure_.message.empty()) return false;
  scanner_.Run(limits_);
  tokens_ = std::move(scanner_.tokens());
  bool first = true;
  for (;;) {
    while (!first && At(YamlTokenKind::kDocumentEnd)) ++next_;
    if (At(YamlTokenKind::kStreamEnd)) return true;
    if (!Document(first)) return false;
    first = false;
  }
}

// "expected X, found Y" for the next token; a failure of the scanner there goes
// first.
bool YamlParser::FailFound(std::string_view expected) {
  const YamlToken& token = Peek();
  if (token.kind == YamlTokenKind::kError) {
    failure_ = scanner_.failure();
    return false;
  }
  return Fail(token.begin, base::Format("expected {}, found {}", expected,
                                        DescribeYamlAt(text_, token.begin)));
}

bool YamlParser::Document(bool bare_allowed) {
  anchors_.clear();
  handles_.clear();
  document_nodes_ = document_bytes_ = 0;
  stream_.documents.emplace_back();
  std::size_t begin = Peek().begin;
  bool bare = !AtAny({YamlTokenKind::kVersion, YamlTokenKind::kTagDirective,
                      YamlTokenKind::kDocumentStart});
  if (bare && !bare_allowed) return FailFound("the end of the document or ---");
  if (!bare && !Directives()) return false;
  std::size_t after = next_ > 0 ? tokens_[next_ - 1].end : begin;
  if (AtAny({YamlTokenKind::kVersion, YamlTokenKind::kTagDirective,
             YamlTokenKind::kDocumentStart, YamlTokenKind::kDocumentEnd,
             YamlTokenKind::kStreamEnd})) {
    DeliverEmpty(after);
  } else if (!Node(Context::kBlock)) {
    return false;
  }
  while (!frames_.empty()) {
    if (!Step()) return false;
  }
  YamlDocument& document = stream_.documents.back();
  std::size_t end = document.root->FullRange().end;
  if (At(YamlTokenKind::kDocumentEnd)) end = Peek().end;
  document.range = {begin, std::max(end, after)};
  return CheckExpansion(*document.root);
}

bool YamlParser::Directives() {
  bool version = false;
  while (!At(YamlTokenKind::kDocumentStart)) {
    const YamlToken& token = Peek();
    if (token.kind == YamlTokenKind::kVersion) {
      if (version) return FailFound("one %YAML directive");
      version = true;
    } else if (token.kind == YamlTokenKind::kTagDirective) {
      if (!TagDirective(token)) return false;
    } else {
      return FailFound("--- behind the directives");
    }
    ++next_;
  }
  ++next_;
  return true;
}

bool YamlParser::TagDirective(const YamlToken& token) {
  std::string_view handle = scanner_.DecodedText(token.text - 1);
  std::string_view prefix = scanner_.DecodedText(token.text);
  if (!handles_.emplace(handle, prefix).second) {
    return Fail(token.begin,
                base::Format("expected one %TAG directive for {}, found "
                             "another",
                             handle));
  }
  return true;
}

// The measure of yaml.v3: few aliases may make up nearly everything, a large
// share of a large document not.
bool YamlParser::CheckExpansion(const YamlNode& root) {
  std::uint64_t all = root_size_.nodes;
  std::uint64_t made = all - std::min<std::uint64_t>(all, document_nodes_);
  std::uint64_t bytes =
      root_size_.bytes -
      std::min<std::uint64_t>(root_size_.bytes, document_bytes_);
  constexpr double kLow = 400'000;
  constexpr double kHigh = 4'000'000;
  double allowed = 0.99;
  double total = static_cast<double>(all);
  if (total >= kHigh) {
    allowed = 0.10;
  } else if (total > kLow) {
    allowed = 0.99 - 0.89 * (total - kLow) / (kHigh - kLow);
  }
  bool excessive =
      made > 100 && all > 1000 && static_cast<double>(made) / total > allowed;
  if (excessive || all > limits_.max_entries || bytes > limits_.max_expansion) {
    return Fail(root.range.begin,
                base::Format("expected a document of bounded size, found "
                             "excessive aliasing: {} nodes become {}",
                             document_nodes_, all),
                base::ErrorCode::kLimit);
  }
  if (root_size_.depth > limits_.max_depth) {
    return Fail(root.range.begin,
                base::Format("expected at most {} levels of nesting, found {} "
                             "when aliases are followed",
                             limits_.max_depth, root_size_.depth),
                base::ErrorCode::kLimit);
  }
  return true;
}

void YamlParser::Push(YamlFrameKind kind, YamlNode* node) {
  YamlFrame frame;
  frame.kind = kind;
  frame.node = node;
  frame.base = entries_.size();
  frame.open = static_cast<std::uint32_t>(node->range.begin);
  frames_.push_back(frame);
}

bool YamlParser::Step() {
  switch (frames_.back().kind) {
    case YamlFrameKind::kBlockMapping:
      return StepBlockMapping();
    case YamlFrameKind::kBlockSequence:
      return StepBlockSequence();
    case YamlFrameKind::kIndentless:
      return StepIndentless();
    case YamlFrameKind::kFlowMapping:
      return StepFlowMapping();
    case YamlFrameKind::kFlowSequence:
      return StepFlowSequence();
    case YamlFrameKind::kPair:
      return StepPair();
  }
  return false;
}

// Begins an entry at an indicator or, without one, at the next token.
void YamlParser::StartEntry(const YamlToken& token, YamlSlot slot) {
  YamlFrame& frame = frames_.back();
  frame.entry = {};
  frame.entry.range = {token.begin, token.end};
  frame.slot = slot;
  frame.has_key = slot == YamlSlot::kKey;
  frame.first = false;
}

bool YamlParser::StepBlockMapping() {
  YamlFrame& frame = frames_.back();
  if (frame.slot == YamlSlot::kValue) {
    if (!At(YamlTokenKind::kValue)) {
      DeliverEmpty(frame.entry.range.end);
      return true;
    }
    frame.entry.colon = Peek().begin;
    frame.entry.range.end = Peek().end;
    ++next_;
    if (AtAny({YamlTokenKind::kKey, YamlTokenKind::kValue,
               YamlTokenKind::kBlockEnd}) &&
        !Peek().opens_mapping) {
      DeliverEmpty(frame.entry.range.end);
      return true;
    }
    return Node(Context::kBlockOrIndentless);
  }
  if (At(YamlTokenKind::kBlockEnd)) {
    ++next_;
    return Close(0);
  }
  if (!At(YamlTokenKind::kKey) || Peek().opens_mapping) {
    return FailInBlock("a key of the mapping");
  }
  StartEntry(Peek(), YamlSlot::kKey);
  ++next_;
  if (AtAny({YamlTokenKind::kKey, YamlTokenKind::kValue,
             YamlTokenKind::kBlockEnd}) &&
      !Peek().opens_mapping) {
    DeliverEmpty(frame.entry.range.end);
    return true;
  }
  return Node(Context::kBlockOrIndentless);
}

bool YamlParser::StepBlockSequence() {
  YamlFrame& frame = frames_.back();
  if (At(YamlTokenKind::kBlockEnd)) {
    ++next_;
    return Close(0);
  }
  if (!At(YamlTokenKind::kBlockEntry)) {
    return FailInBlock("'-' of the list");
  }
  StartEntry(Peek(), YamlSlot::kItem);
  ++next_;
  if (AtAny({YamlTokenKind::kBlockEntry, YamlTokenKind::kBlockEnd})) {
    DeliverEmpty(frame.entry.range.end);
    return true;
  }
  return Node(Context::kBlock);
}

// Neither a further entry nor the end of the block collection on top.
bool YamlParser::FailInBlock(std::string_view expected) {
  const YamlFrame& frame = frames_.back();
  const YamlToken& token = Peek();
  base::Position first = source_->At(frame.open);
  base::Position here = source_->At(token.begin);
  std::string_view before = source_->Line(here.line).substr(
      0, static_cast<std::size_t>(here.column) - 1);
  bool starts_line = base::Trim(before).empty();
  if (token.kind == YamlTokenKind::kError) return FailFound(expected);
  if (token.kind != YamlTokenKind::kStreamEnd && !starts_line) {
    return FailFound("the end of the value");
  }
  if (here.column != first.column) {
    return Fail(
        token.begin,
        base::Format("expected {} with {} spaces before it as on line "
                     "{}, found {}",
                     expected, first.column - 1, first.line, here.column - 1));
  }
  if (token.kind == YamlTokenKind::kScalar && frame.node->IsMapping()) {
    return Fail(token.end, base::Format("expected ':' behind the key, found {}",
                                        DescribeYamlAt(text_, token.end)));
  }
  return FailFound(
      base::Format("{} that begins on line {}", expected, first.line));
}

bool YamlParser::StepIndentless() {
  if (!At(YamlTokenKind::kBlockEntry)) return Close(0);
  StartEntry(Peek(), YamlSlot::kItem);
  ++next_;
  bool empty = AtAny({YamlTokenKind::kBlockEntry, YamlTokenKind::kKey,
                      YamlTokenKind::kValue, YamlTokenKind::kBlockEnd}) &&
               !Peek().opens_mapping;
  if (empty) {
    DeliverEmpty(frames_.back().entry.range.end);
    return true;
  }
  return Node(Context::kBlock);
}

// Between the entries of a flow collection: the comma.
bool YamlParser::StepFlowEntry(YamlTokenKind close) {
  const YamlFrame& frame = frames_.back();
  if (frame.first || At(close)) return true;
  if (At(YamlTokenKind::kFlowEntry)) {
    ++next_;
    return true;
  }
  bool mapping = close == YamlTokenKind::kFlowMappingEnd;
  std::string_view pair = mapping ? "{}" : "[]";
  if (At(YamlTokenKind::kStreamEnd)) {
    return Fail(frame.open,
                base::Format("expected '{}' for this '{}', found the end of "
                             "the file",
                             pair[1], pair[0]));
  }
  return FailFound(base::Format("',' or '{}' for the '{}' of line {}", pair[1],
                                pair[0], LineOf(frame.open)));
}

bool YamlParser::StepFlowMapping() {
  constexpr YamlTokenKind kEnd = YamlTokenKind::kFlowMappingEnd;
  YamlFrame& frame = frames_.back();
  if (frame.slot == YamlSlot::kValue) {
    bool colon = frame.has_key && At(YamlTokenKind::kValue);
    if (colon) {
      frame.entry.colon = Peek().begin;
      frame.entry.range.end = Peek().end;
      ++next_;
      if (!AtAny({YamlTokenKind::kFlowEntry, kEnd})) {
        return Node(Context::kFlow);
      }
    }
    DeliverEmpty(frame.entry.range.end);
    return true;
  }
  if (!StepFlowEntry(kEnd)) return false;
  if (At(kEnd)) {
    std::size_t end = Peek().end;
    ++next_;
    return Close(end);
  }
  StartEntry(Peek(), YamlSlot::kKey);
  if (At(YamlTokenKind::kValue)) {
    DeliverEmpty(frame.entry.range.begin);
    return true;
  }
  frame.has_key = At(YamlTokenKind::kKey);
  if (!frame.has_key) return Node(Context::kFlow);
  ++next_;
  if (AtAny({YamlTokenKind::kValue, YamlTokenKind::kFlowEntry, kEnd})) {
    DeliverEmpty(frame.entry.range.end);
    return true;
  }
  return Node(Context::kFlow);
}

bool YamlParser::StepFlowSequence() {
  constexpr YamlTokenKind kEnd = YamlTokenKind::kFlowSequenceEnd;
  if (!StepFlowEntry(kEnd)) return false;
  if (At(kEnd)) {
    std::size_t end = Peek().end;
    ++next_;
    return Close(end);
  }
  StartEntry(Peek(), YamlSlot::kItem);
  if (!At(YamlTokenKind::kKey)) return Node(Context::kFlow);
  YamlNode* node = NewNode(YamlKind::kMapping, YamlStyle::kFlow, {},
                           {Peek().begin, Peek().end});
  Push(YamlFrameKind::kPair, node);
  return true;
}

bool YamlParser::StepPair() {
  YamlFrame& frame = frames_.back();
  if (frame.slot == YamlSlot::kKey && !frame.first) return Close(0);
  if (frame.slot == YamlSlot::kKey) {
    StartEntry(Peek(), YamlSlot::kKey);
    ++next_;
    if (!AtAny({YamlTokenKind::kValue, YamlTokenKind::kFlowEntry,
                YamlTokenKind::kFlowSequenceEnd})) {
      return Node(Context::kFlow);
    }
    DeliverEmpty(frame.entry.range.end);
    return true;
  }
  if (At(YamlTokenKind::kValue)) {
    frame.entry.colon = Peek().begin;
    frame.entry.range.end = Peek().end;
    ++next_;
    if (!AtAny({YamlTokenKind::kFlowEntry, YamlTokenKind::kFlowSequenceEnd})) {
      return Node(Context::kFlow);
    }
  }
  DeliverEmpty(frame.entry.range.end);
  return true;
}

// A value that is not there.
void YamlParser::DeliverEmpty(std::size_t at) {
  Deliver(NewNode(YamlKind::kScalar, YamlStyle::kPlain, {}, {at, at}),
          {1, 0, 0});
}

bool YamlParser::Deliver(YamlNode* node, const YamlSize& size) {
  if (frames_.empty()) {
    stream_.documents.back().root = node;
    root_size_ = size;
    return true;
  }
  YamlFrame& frame = frames_.back();
  frame.size.Add(size);
  YamlRange& range = frame.entry.range;
  range.end = std::max(range.end, node->FullRange().end);
  if (frame.slot == YamlSlot::kKey) {
    frame.entry.key = node;
    frame.entry.is_merge =
        node->IsScalar() && node->value == "<<" &&
        node->style == YamlStyle::kPlain &&
        (node->tag.empty() || node->tag == "!" || node->tag == "!!merge");
    frame.slot = YamlSlot::kValue;
    return true;
  }
  frame.entry.value = node;
  FinishEntry();
  return true;
}

void YamlParser::FinishEntry() {
  YamlFrame& frame = frames_.back();
  if (frame.entry.colon == 0) frame.entry.colon = frame.entry.range.end;
  entries_.push_back(frame.entry);
  if (frame.slot == YamlSlot::kValue) frame.slot = YamlSlot::kKey;
}

// Ends the collection on top; `end` is behind its bracket, 0 without one.
bool YamlParser::Close(std::size_t end) {
  YamlFrame frame = frames_.back();
  YamlNode* node = frame.node;
  std::size_t count = entries_.size() - frame.base;
  if (count > 0) {
    YamlEntry* own = nodes_.allocate_object<YamlEntry>(count);
    std::uninitialized_copy_n(
        entries_.begin() + static_cast<std::ptrdiff_t>(frame.base), count, own);
    node->entries = {own, count};
    entries_.resize(frame.base);
  }
  if (end == 0 && count > 0) end = node->entries.back().range.end;
  if (end != 0) node->range = {node->range.begin, end};
  if (node->IsMapping()) FindDuplicates(*node);
  if (!node->anchor.empty()) {
    // A later anchor of the same name may have taken its place.
    YamlAnchor& anchor = anchors_[node->anchor];
    if (anchor.node == node) anchor = {node, frame.size, false};
  }
  frames_.pop_back();
  return Deliver(node, frame.size);
}

base::Result<YamlStream> ParseYaml(std::shared_ptr<const base::Source> source,
                                   const base::Limits& limits,
                                   std::size_t* error_offset) {
  YamlParser parser(std::move(source), limits);
  if (parser.Run()) return parser.Take();
  const YamlFailure& failure = parser.failure();
  if (error_offset != nullptr) *error_offset = failure.offset;
  return YamlError(parser.source(), failure.offset, failure.message,
                   failure.code);
}

}  // namespace bulkhead::formats
