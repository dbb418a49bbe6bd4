// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Shell scripts: text to tree. The grammar is that of POSIX.1-2017 XCU chapter
// 2 with the additions of bash 5.2 that people use ([[ ]], (( )), arrays,
// <( ), <<<, |&, &>, $'...', select, function). Rules rather use the flat view
// of commands.h.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"

namespace bulkhead::config {

struct Command;

// Which program reads a script. The first group is parsed; for the second
// group ParseShell answers with an empty script: it is not assessed.
enum class ShellDialect : std::uint8_t {
  kSh,
  kBash,
  kAsh,
  kDash,
  kKsh,
  kZsh,
  kPowerShell,
  kCmd,
  kOther,
};
constexpr bool IsParsed(ShellDialect dialect) {
  return dialect <= ShellDialect::kZsh;
}
// "bash", "powershell", "other".
std::string_view DialectName(ShellDialect dialect);
// Dialect of a SHELL ["..."] array; kSh for an empty one.
ShellDialect DialectOf(std::span<const std::string> shell_array);
// Dialect named by a path or program: "/bin/bash", "pwsh.exe", "python3".
ShellDialect DialectOfProgram(std::string_view program);
// Dialect by the #! line of a here document's body, `fallback` where there is
// none. `#!/usr/bin/env -S bash -e` is understood.
ShellDialect DialectOfBody(std::string_view body, ShellDialect fallback);

// Bytes [begin, end) of the text that was given to ParseShell, also for
// what stands in nested scripts such as sh -c "..." and backticks.
struct TextRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool operator==(const TextRange&) const = default;
  [[nodiscard]] bool empty() const { return begin == end; }
};

struct Node;
struct Word;

enum class PieceKind : std::uint8_t {
  kLiteral,     // text, escapes and quotes removed
  kParameter,   // $x ${x:-word}: text is the name, op and argument
  kCommand,     // $(...) `...`: script
  kProcess,     // <(...) >(...): script; op is "<" or ">"
  kArithmetic,  // $((...)) $[...]: text is the expression
  kGlob,        // unquoted * ? [...]: text is the pattern character(s)
};
enum class Quote : std::uint8_t { kNone, kBackslash, kSingle, kDouble, kAnsi };

// A part of a word. Pieces of "..." are listed flat, with quote == kDouble.
struct Piece {
  PieceKind kind = PieceKind::kLiteral;
  Quote quote = Quote::kNone;
  TextRange range;  // quotes included for kSingle and kAnsi
  std::string_view text;
  std::string_view source;  // as written
  std::string_view op;      // of ${...}: ":-", "#", "%%", "/", "[", "!", "#len"
  const Word* argument = nullptr;  // what follows op
  const Node* script = nullptr;
};

// One word. All views live as long as the ShellScript and the text it was made
// of.
struct Word {
  TextRange range;
  std::string_view text;  // as written
  std::span<const Piece> pieces;
  // True where `value` is what the program will get, apart from globs.
  bool known = false;
  bool quoted = false;  // holds a quote or backslash
  bool glob = false;    // holds an unquoted glob character
  // Quotes removed and known variables replaced; parts that are not known
  // stay as written: pkg=$VERSION, $(nproc).
  std::string_view value;
  // What is known for sure of the begin and end of the value; both are the
  // whole value where it is known.
  std::string_view known_prefix;
  std::string_view known_suffix;

  [[nodiscard]] std::optional<std::string_view> literal() const {
    if (!known) return std::nullopt;
    return value;
  }
  // The known value is exactly `expected`.
  [[nodiscard]] bool Is(std::string_view expected) const {
    return known && value == expected;
  }
};

struct Assignment {
  TextRange range;
  std::string_view name;
  std::string_view subscript;  // of name[subscript]=
  bool append = false;         // +=
  bool is_array = false;       // name=( ... )
  Word value;
  std::span<const Word> elements;  // of an array
};

enum class RedirectOp : std::uint8_t {
  kInput,        // <
  kOutput,       // >
  kAppend,       // >>
  kClobber,      // >|
  kInputOutput,  // <>
  kDupInput,     // <&
  kDupOutput,    // >&
  kOutputAll,    // &>
  kAppendAll,    // &>>
  kHereDoc,      // << and <<-
  kHereString,   // <<<
};

struct Redirection {
  TextRange range;
  RedirectOp op = RedirectOp::kInput;
  int fd = -1;                   // as written; -1: the operator's default
  std::string_view fd_variable;  // {name}>file
  Word target;                   // of a here document: the delimiter
  bool strip_tabs = false;       // <<-
  bool body_quoted = false;      // no expansion in the body
  const Word* body = nullptr;    // of a here document
};

enum class NodeKind : std::uint8_t {
  kList,      // children in order, each with its `terminator`
  kAndOr,     // children, each with its `connector` to the one before
  kPipeline,  // children; negated by !
  kSimple,    // assignments, words, redirections
  kGroup,     // { list; }
  kSubshell,  // ( list )
  kIf,        // children: condition, body, condition, body, ..., [else body]
  kFor,       // words: name, in-words; children: body
  kArithmeticFor,  // text: the three expressions; children: body
  kSelect,         // as kFor
  kWhile,          // children: condition, body
  kUntil,          // children: condition, body
  kCase,           // words: subject; children: one kCaseItem a branch
  kCaseItem,       // words: patterns; children: body
  kFunction,       // words: name; children: body
  kTest,           // [[ ]]; words: operands and operators
  kArithmetic,     // (( )); text: the expression
};

enum class Connector : std::uint8_t {
  kNone,
  kAnd,         // &&
  kOr,          // ||
  kSequence,    // ; or newline
  kBackground,  // &
  kPipe,        // |
  kPipeAll,     // |&
};

struct Node {
  NodeKind kind = NodeKind::kSimple;
  bool negated = false;
  bool timed = false;                       // `time` reserved word
  Connector connector = Connector::kNone;   // to the sibling before
  Connector terminator = Connector::kNone;  // in a kList: what ends this child
  TextRange range;
  std::string_view text;
  std::span<const Node* const> children;
  std::span<const Word> words;
  std::span<const Assignment> assignments;
  std::span<const Redirection> redirections;
};

// What could not be parsed. The parser goes on behind it as well as it can.
struct ShellError {
  TextRange range;
  std::string message;  // "unterminated double quote"
};

// Answers with the value of a variable where it is known, else nullopt.
using VariableLookup =
    std::function<std::optional<std::string_view>(std::string_view name)>;

// Room that the parsing of one script leaves to that of the next. For one
// thread at a time; holds nothing of a script.
struct ShellStacks;
class ShellMemory {
 public:
  ShellMemory();
  ~ShellMemory();
  ShellMemory(const ShellMemory&) = delete;
  ShellMemory& operator=(const ShellMemory&) = delete;

 private:
  friend struct ShellBuilder;
  std::unique_ptr<ShellStacks> stacks_;
};

struct ShellOptions {
  base::Limits limits = {};
  // Values that hold when the script starts (ARG, ENV). The views it hands
  // out must live as long as the ShellScript.
  VariableLookup variables = {};
  // Not owned; null: the script gets room of its own.
  ShellMemory* memory = nullptr;
};

// A parsed script. Owns its tree, not its text: the text must outlive it.
// Immutable, so any number of threads may read it.
class ShellScript {
 public:
  ShellScript();
  ~ShellScript();
  ShellScript(ShellScript&&) noexcept;
  ShellScript& operator=(ShellScript&&) noexcept;

  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] ShellDialect dialect() const;
  // False: PowerShell, cmd or another language, which is not assessed.
  [[nodiscard]] bool assessed() const { return IsParsed(dialect()); }
  // kList of the whole script; null where it was not assessed.
  [[nodiscard]] const Node* root() const;
  [[nodiscard]] std::span<const ShellError> errors() const;
  [[nodiscard]] bool ok() const { return errors().empty(); }
  // Every simple command in order of the text, nested ones behind the command
  // that holds them; see commands.h.
  [[nodiscard]] std::span<const Command> commands() const;

  struct Data;

 private:
  friend struct ShellBuilder;
  std::unique_ptr<Data> data_;
};

// Never fails: see ShellScript::errors(). Nesting deeper than
// limits.max_depth, longer text than limits.max_bytes and more nodes than
// limits.max_entries are such errors, too.
ShellScript ParseShell(std::string_view script, ShellDialect dialect,
                       const ShellOptions& options = {});

// An argument of an exec form (JSON array) with its place.
struct ExecArgument {
  std::string_view value;  // must outlive the ShellScript
  TextRange range;
};
// The single command of RUN/CMD/ENTRYPOINT ["a", "b"], so that rules query it
// as they query a script; ["sh", "-c", "..."] has its nested commands. No
// variable is replaced but within the text of -c. Ranges are those
// of the arguments: a nested command has the range of its argument.
ShellScript ScriptOfExec(std::span<const ExecArgument> arguments,
                         const ShellOptions& options = {});

// The tree as text, for tests: (list (simple "a" "b") ...).
std::string DumpShell(const ShellScript& script);

}  // namespace bulkhead::config
