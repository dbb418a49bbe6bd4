// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The parser of one text. A stack of frames stands for the calls of a
// recursive descent parser: the frame on top reads on from `pos_`, pushes a
// frame for a part, and finds that part in node_result_ or word_result_ when it
// is on top again. Only for the files of this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/shell/builder.h"
#include "config/shell/characters.h"

namespace bulkhead::config {

class ShellParser {
 public:
  ShellParser(ShellBuilder& builder, const ShellText& source,
              std::uint32_t depth);

  void ParseScript(Node* out);
  void ParseBody(Word* out);

 private:
  using Frame = ShellFrame;

  // parser.cc
  void Run();
  Frame& Top() { return frames_.back(); }
  Frame& Push(FrameKind kind, std::size_t begin);
  void Pop();
  void PushList(std::uint16_t ends, bool inherit);
  void PushWord(WordMode mode, Await await);
  void Error(std::size_t begin, std::size_t end, std::string message);
  Node* NewNode(NodeKind kind, std::size_t begin, std::size_t end);
  // Moves what is on the stacks since `frame` was pushed into `node`.
  void TakeParts(const Frame& frame, Node* node);
  void FinishNode(NodeKind kind);

  // lexer.cc
  [[nodiscard]] bool AtEnd() const { return pos_ >= end_; }
  [[nodiscard]] char Peek(std::size_t ahead = 0) const {
    return pos_ + ahead < end_ ? text_[pos_ + ahead] : '\0';
  }
  [[nodiscard]] bool LooksAt(std::string_view token) const {
    return text_.compare(pos_, token.size(), token) == 0;
  }
  [[nodiscard]] bool EndsWordAt(std::size_t offset) const;
  void SkipBlanks();   // and continuations and comments, not newlines
  void SkipSpace();    // and newlines
  void ReadNewline();  // and the here documents that wait for it
  void ReadHereDocument(std::size_t index);
  [[nodiscard]] Reserved PeekReserved() const;
  bool ConsumeReserved(Reserved reserved);
  // End of the expression that starts at `begin`, npos where it is none.
  std::size_t FindArithmeticEnd(std::size_t begin);

  // lists.cc
  void StepList();
  void ExpectCommand();
  bool AtListEnd(Reserved reserved);
  void ReadConnector();
  void ClosePipeline();
  void CloseAndOr(Connector terminator);
  void FinishList();
  void StartCommand(Reserved reserved);
  void Unexpected(std::size_t length);

  // simple.cc
  void StepSimple();
  void AcceptWord();
  bool StepArray();
  bool StartRedirection();
  bool ReadRedirectOperator(Redirection& redirection);
  bool StartAssignment();
  bool StartFunction();
  void FinishSimple();

  // compound.cc
  void StepGroup();
  void StepIf();
  void StepLoop();
  void StepFor();
  void StartForHead();
  void StepCase();
  void StepCaseHead();
  bool StartCaseItem();
  void FinishCaseItem();
  void StepFunction();
  void StepTest();
  void StepArithmetic();
  void StepRedirections();
  void Missing(std::string_view what);
  void AddOperatorWord(std::size_t length);

  // words.cc
  void StepWord();
  bool StepSpecial(Frame& frame);
  bool StepQuotedSpecial(Frame& frame);
  bool StepRegexSpecial(Frame& frame);
  void FinishWord();
  void AddLiteral(std::size_t begin, std::size_t end, Quote quote);
  void AddPiece(PieceKind kind, Quote quote, std::size_t begin, std::size_t end,
                std::string_view text);
  void AddEscape(bool in_double);
  void AddSingleQuoted();
  void AddAnsiQuoted();
  void OpenDouble(std::size_t begin);
  void CloseDouble();
  void AddBracketGlob();
  bool AddExtendedGlob();

  // expansions.cc: true where the word goes on, false where a frame was pushed
  bool AddDollar(Quote quote);
  bool AddBraceParameter(Quote quote);
  std::size_t ReadOperator(Piece& piece);
  bool AddArithmetic(Quote quote);
  bool AddOldArithmetic(Quote quote);
  bool AddCommand(Quote quote);
  bool AddProcess();
  void AddBackticks(Quote quote);
  void StepSubstitution();

  struct HereDocument {
    Word* body = nullptr;
    std::string_view delimiter;
    std::size_t begin = 0;
    std::size_t end = 0;
    bool strip_tabs = false;
    bool quoted = false;
  };

  ShellBuilder& builder_;
  ShellText source_;
  std::string_view text_;
  std::size_t pos_ = 0;
  std::size_t end_ = 0;
  std::uint32_t depth_ = 0;
  std::uint32_t loops_ = 0;  // loops and functions around
  std::size_t no_bracket_before_ = 0;
  std::size_t scan_budget_ = 0;
  std::vector<HereDocument> here_documents_;
  std::vector<Frame>& frames_;
  ShellStacks& stacks_;
  ShellArena& arena_;
  Node* node_result_ = nullptr;
  Word word_result_;
};

}  // namespace bulkhead::config
