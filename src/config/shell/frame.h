// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A frame of the shell parser's stack. Only for the files of this folder.
#pragma once

#include <cstdint>
#include <string_view>

#include "config/shell/shell.h"

namespace bulkhead::config {

enum class FrameKind : std::uint8_t {
  kList,
  kSimple,
  kWord,
  kSubstitution,  // of a word: waits for a list or for the word of ${x:-word}
  kGroup,         // { } and ( )
  kIf,
  kLoop,  // while, until
  kFor,   // for, select
  kCase,
  kFunction,
  kTest,
  kArithmetic,  // (( ))
};

enum class WordMode : std::uint8_t {
  kPlain,
  kParameter,   // up to } of ${x:-word}
  kArithmetic,  // up to `limit`
  kRegex,       // right of =~
  kBody,        // here document: quotes are ordinary characters
};

// What the word that comes back is for.
enum class Await : std::uint8_t {
  kNone,
  kArgument,
  kAssignment,
  kElement,
  kRedirection,
};

// What can end a list.
enum ListEnd : std::uint16_t {
  kEndParenthesis = 1,
  kEndBrace = 2,
  kEndThen = 4,
  kEndElse = 8,  // elif, else, fi
  kEndDo = 16,
  kEndDone = 32,
  kEndCase = 64,  // ;; ;& ;;& esac
};

struct ShellFrame {
  FrameKind kind = FrameKind::kList;
  std::uint8_t state = 0;
  NodeKind node = NodeKind::kSimple;
  WordMode mode = WordMode::kPlain;
  Await await = Await::kNone;
  bool in_double = false;     // word: within "..."
  bool outer_double = false;  // word of ${...} within "..."
  bool in_array = false;
  bool negated = false;
  bool timed = false;
  Connector connector = Connector::kNone;  // list: to the next pipeline
  Connector pipe = Connector::kNone;       // list: to the next command
  std::uint16_t ends = 0;  // of this list and the ones around it
  std::uint32_t begin = 0;
  std::uint32_t limit = 0;  // word: it does not go on behind
  std::uint32_t quote = 0;  // word: place of the opening quote
  std::uint32_t quote_pieces = 0;
  std::uint32_t parentheses = 0;  // regex
  std::uint32_t nodes = 0;        // sizes of the stacks when it was pushed
  std::uint32_t words = 0;
  std::uint32_t pieces = 0;
  std::uint32_t assignments = 0;
  std::uint32_t redirections = 0;
  std::uint32_t and_or = 0;    // list: first node of the and-or list
  std::uint32_t pipeline = 0;  // list: first node of the pipeline
  std::uint32_t elements = 0;  // simple: first word of the array; case: item
  std::string_view text;       // arithmetic
};

}  // namespace bulkhead::config
