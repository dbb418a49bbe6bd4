// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The main loop of the shell parser and what all its frames share.
//
// POSIX.1-2017, XCU 2.10 gives the grammar; bash(1) the additions. A shell's
// grammar cannot be read token by token without context: what ends a word
// depends on the quotes, braces and parentheses around it, and a command
// substitution within a word holds a whole script. A recursive descent parser
// does that with ease, but recurses as deep as its input likes. So this is one
// with its own stack: each frame is a function of the grammar with its place
// in it (`state`), and what a function would hold in local vectors lies on
// shared stacks, from the sizes noted in the frame up to the top. A finished
// frame moves its part of the stacks into the arena.
//
// Three things are parsed after the text they stand in, as jobs: backticks,
// bodies of here documents and, once values are known, the scripts of
// sh -c '...' (flatten.cc). Each byte is read a bounded number of times.
#include "config/shell/parser.h"

#include <utility>

#include "base/text.h"

namespace bulkhead::config {

namespace {

bool Nests(FrameKind kind) {
  return kind == FrameKind::kList || kind == FrameKind::kSubstitution;
}

bool Repeats(FrameKind kind) {
  return kind == FrameKind::kLoop || kind == FrameKind::kFor ||
         kind == FrameKind::kFunction;
}

}  // namespace

ShellParser::ShellParser(ShellBuilder& builder, const ShellText& source,
                         std::uint32_t depth)
    : builder_(builder),
      source_(source),
      text_(source.text),
      end_(source.text.size()),
      depth_(depth),
      // Generous for scripts, and still linear.
      scan_budget_(16 * source.text.size() + 4096),
      frames_(builder.stacks.frames),
      stacks_(builder.stacks),
      arena_(builder.data.arena) {}

void ShellParser::ParseScript(Node* out) {
  frames_.clear();
  PushList(0, false);
  Run();
  Connector connector = out->connector;
  if (node_result_ != nullptr) *out = *node_result_;
  out->connector = connector;
  out->range = source_.Range(0, end_);
}

void ShellParser::ParseBody(Word* out) {
  frames_.clear();
  PushWord(WordMode::kBody, Await::kNone);
  Run();
  *out = word_result_;
}

void ShellParser::Run() {
  while (!frames_.empty()) {
    switch (Top().kind) {
      case FrameKind::kList:
        StepList();
        break;
      case FrameKind::kSimple:
        StepSimple();
        break;
      case FrameKind::kWord:
        StepWord();
        break;
      case FrameKind::kSubstitution:
        StepSubstitution();
        break;
      case FrameKind::kGroup:
        StepGroup();
        break;
      case FrameKind::kIf:
        StepIf();
        break;
      case FrameKind::kLoop:
        StepLoop();
        break;
      case FrameKind::kFor:
        StepFor();
        break;
      case FrameKind::kCase:
        StepCase();
        break;
      case FrameKind::kFunction:
        StepFunction();
        break;
      case FrameKind::kTest:
        StepTest();
        break;
      case FrameKind::kArithmetic:
        StepArithmetic();
        break;
    }
    if (builder_.given_up) pos_ = end_;
  }
  if (here_documents_.empty()) return;
  // The text ended before a newline.
  for (const HereDocument& document : here_documents_) {
    Error(document.begin, document.end,
          base::Format("here document without its end {}", document.delimiter));
  }
  here_documents_.clear();
}

ShellParser::Frame& ShellParser::Push(FrameKind kind, std::size_t begin) {
  Frame& frame = frames_.emplace_back();
  frame.kind = kind;
  frame.begin = static_cast<std::uint32_t>(begin);
  frame.nodes = static_cast<std::uint32_t>(stacks_.nodes.size());
  frame.words = static_cast<std::uint32_t>(stacks_.words.size());
  frame.pieces = static_cast<std::uint32_t>(stacks_.pieces.size());
  frame.assignments = static_cast<std::uint32_t>(stacks_.assignments.size());
  frame.redirections = static_cast<std::uint32_t>(stacks_.redirections.size());
  if (Nests(kind) && ++depth_ > builder_.options.limits.max_depth) {
    builder_.GiveUp(source_.Range(begin, begin),
                    base::Format("nested deeper than {} levels",
                                 builder_.options.limits.max_depth));
    pos_ = end_;
  }
  if (Repeats(kind)) ++loops_;
  return frame;
}

void ShellParser::Pop() {
  const Frame& frame = frames_.back();
  if (Nests(frame.kind)) --depth_;
  if (Repeats(frame.kind)) --loops_;
  stacks_.nodes.resize(frame.nodes);
  stacks_.words.resize(frame.words);
  stacks_.pieces.resize(frame.pieces);
  stacks_.assignments.resize(frame.assignments);
  stacks_.redirections.resize(frame.redirections);
  frames_.pop_back();
}

void ShellParser::PushList(std::uint16_t ends, bool inherit) {
  unsigned all = ends;
  if (inherit) {
    for (std::size_t i = frames_.size(); i-- > 0;) {
      if (frames_[i].kind == FrameKind::kSubstitution) break;
      if (frames_[i].kind != FrameKind::kList) continue;
      all |= frames_[i].ends;
      break;
    }
  }
  Frame& frame = Push(FrameKind::kList, pos_);
  frame.ends = static_cast<std::uint16_t>(all);
  frame.and_or = frame.pipeline = frame.nodes;
}

void ShellParser::PushWord(WordMode mode, Await await) {
  if (!frames_.empty()) Top().await = await;
  Frame& frame = Push(FrameKind::kWord, pos_);
  frame.mode = mode;
  frame.limit = static_cast<std::uint32_t>(end_);
}

void ShellParser::Error(std::size_t begin, std::size_t end,
                        std::string message) {
  builder_.AddError(source_.Range(begin, end), std::move(message));
}

Node* ShellParser::NewNode(NodeKind kind, std::size_t begin, std::size_t end) {
  TextRange range = source_.Range(begin, end);
  if (!builder_.Count(1, range)) pos_ = end_;
  Node* node = arena_.New<Node>();
  node->kind = kind;
  node->range = range;
  return node;
}

void ShellParser::TakeParts(const Frame& frame, Node* node) {
  node->children = arena_.Copy(stacks_.nodes.data() + frame.nodes,
                               stacks_.nodes.size() - frame.nodes);
  node->words = arena_.Copy(stacks_.words.data() + frame.words,
                            stacks_.words.size() - frame.words);
  node->assignments =
      arena_.Copy(stacks_.assignments.data() + frame.assignments,
                  stacks_.assignments.size() - frame.assignments);
  node->redirections =
      arena_.Copy(stacks_.redirections.data() + frame.redirections,
                  stacks_.redirections.size() - frame.redirections);
}

void ShellParser::FinishNode(NodeKind kind) {
  const Frame& frame = Top();
  std::size_t end = pos_;
  while (end > frame.begin && HasClass(text_[end - 1], kCharBlank)) --end;
  Node* node = NewNode(kind, frame.begin, end);
  TakeParts(frame, node);
  node->text = frame.text;
  Pop();
  node_result_ = node;
}

}  // namespace bulkhead::config
