// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// BuildKit's own small shell language (frontend/dockerfile/shell): quotes,
// escapes, $NAME, and ${NAME} with the operators :- - :+ + :? ? # ## % %% / //.
// The argument of an operator is a word of the same language and may hold
// further variables. What differs from a shell: no command substitution, one
// escape character in all places, `:=` and `=` are errors, names may have
// letters of any script.
//
// Nesting is followed with an own stack of frames: the word itself, a string in
// double quotes, and the argument of an operator. A value that depends on a
// variable which is not known is carried in two texts, as it is written and as
// it is without that variable.
#include "config/dockerfile/expand.h"

#include <algorithm>

#include "base/text.h"
#include "config/dockerfile/chars.h"
#include "config/dockerfile/fragment.h"
#include "config/dockerfile/pattern.h"

namespace bulkhead::config {
namespace {

// Bytes of a word that an error message shows.
constexpr std::size_t kMaxQuoted = 200;

bool IsSpecialParameter(char c) {
  return std::string_view("@*#?-$!").find(c) != std::string_view::npos;
}

void AddOnce(std::vector<std::string>& names, std::string_view name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    names.emplace_back(name);
  }
}

// One expansion.
class Expander {
 public:
  Expander(std::string_view in, const VariableSource& variables,
           const ExpandOptions& options, bool split)
      : in_(in), variables_(variables), options_(options), split_(split) {}

  std::optional<base::Error> Run() {
    stack_.push_back(
        {.kind = Kind::kWord, .raw_escapes = options_.raw_escapes});
    while (!error_ && pos_ < in_.size()) Step();
    if (!error_ && stack_.size() > 1) FailAtEnd();
    if (!error_) return std::nullopt;
    const bool cut = in_.size() > kMaxQuoted;
    error_->message = base::Format("failed to process {}{}: {}",
                                   QuoteGo(in_.substr(0, kMaxQuoted)),
                                   cut ? "..." : "", error_->message);
    return error_;
  }

  Value Take() { return Finish(std::move(stack_.front().out)); }
  std::vector<Value> TakeWords() {
    std::vector<Value> values;
    for (Fragment& word : words_.Finish()) {
      values.push_back(Finish(std::move(word)));
    }
    return values;
  }

 private:
  enum class Kind {
    kWord,         // the whole input
    kDouble,       // "..."
    kArgument,     // of an operator, up to }
    kPattern,      // of ${v/p/r}, up to /
    kReplacement,  // up to }
  };
  struct Frame {
    Kind kind = Kind::kWord;
    bool raw_escapes = false;
    Fragment out = {};
    std::size_t dollar = 0;  // where ${ stands
    std::string_view name = {};
    char op = '\0';
    bool colon = false;
    bool all = false;  // ${v//p/r}
    Fragment pattern = {};
  };

  void Fail(std::string message) {
    error_ = base::Error{.message = std::move(message)};
  }
  char Peek() const { return pos_ < in_.size() ? in_[pos_] : '\0'; }
  bool AtEnd() const { return pos_ >= in_.size(); }

  // The outermost ${ is what is missed; without one, the quote.
  void FailAtEnd() {
    for (const Frame& frame : stack_) {
      if (frame.kind == Kind::kPattern) {
        return Fail("syntax error: missing '/' in ${}");
      }
      if (frame.kind != Kind::kWord && frame.kind != Kind::kDouble) {
        return Fail("syntax error: missing '}'");
      }
    }
    Fail(
        "unexpected end of statement while looking for matching "
        "double-quote");
  }

  void Step() {
    Frame& frame = stack_.back();
    const char c = in_[pos_];
    if (frame.kind == Kind::kDouble) return StepDouble(frame, c);
    if ((c == '}' &&
         (frame.kind == Kind::kArgument || frame.kind == Kind::kReplacement)) ||
        (c == '/' && frame.kind == Kind::kPattern)) {
      ++pos_;
      return CloseBrace();
    }
    if (c == '$') return Dollar();
    if (c == '\'' && !options_.skip_quotes) return SingleQuoted(frame);
    if (c == '"' && !options_.skip_quotes) {
      ++pos_;
      return Push({.kind = Kind::kDouble,
                   .raw_escapes = frame.raw_escapes,
                   .out = {.text = options_.raw_quotes ? "\"" : ""}});
    }
    if (c == options_.escape) return Escaped(frame);
    if (c == '<') return AngleBracket(frame);
    const Rune rune = DecodeRune(in_, pos_);
    const std::string_view bytes = in_.substr(pos_, rune.width);
    frame.out.Append(bytes);
    if (split_ && stack_.size() == 1) words_.AddRune(bytes, rune.code);
    pos_ += rune.width;
  }

  void Push(Frame frame) {
    if (stack_.size() >= options_.limits.max_depth) {
      error_ = base::Error{base::ErrorCode::kLimit,
                           base::Format("variables nested deeper than {}",
                                        options_.limits.max_depth)};
      return;
    }
    stack_.push_back(std::move(frame));
  }

  void AddRaw(Frame& frame, std::string_view bytes) {
    frame.out.Append(bytes);
    if (split_ && stack_.size() == 1) words_.AddRaw(bytes);
  }

  void Escaped(Frame& frame) {
    if (frame.raw_escapes) AddRaw(frame, in_.substr(pos_, 1));
    ++pos_;
    if (AtEnd()) return;
    const std::size_t width = DecodeRune(in_, pos_).width;
    AddRaw(frame, in_.substr(pos_, width));
    pos_ += width;
  }

  // White space between << and the name of a here document is part of the
  // word.
  void AngleBracket(Frame& frame) {
    std::size_t end = pos_ + 1;
    if (end < in_.size() && in_[end] == '<') {
      ++end;
      if (end < in_.size() && in_[end] == '-') ++end;
      while (end < in_.size() && base::IsSpace(in_[end])) ++end;
    }
    AddRaw(frame, in_.substr(pos_, end - pos_));
    pos_ = end;
  }

  void SingleQuoted(Frame& frame) {
    const std::size_t end = in_.find('\'', pos_ + 1);
    if (end == std::string_view::npos) {
      pos_ = in_.size();
      if (stack_.size() > 1) return FailAtEnd();
      return Fail(
          "unexpected end of statement while looking for matching "
          "single-quote");
    }
    const std::size_t keep = options_.raw_quotes ? 0 : 1;
    AddRaw(frame, in_.substr(pos_ + keep, end + 1 - pos_ - 2 * keep));
    pos_ = end + 1;
  }

  void StepDouble(Frame& frame, char c) {
    if (c == '$') return Dollar();
    ++pos_;
    if (c == '"') {
      if (options_.raw_quotes) frame.out.Append("\"");
      Fragment done = std::move(frame.out);
      stack_.pop_back();
      stack_.back().out.Append(done);
      if (split_ && stack_.size() == 1) words_.AddRaw(done);
      return;
    }
    if (c == options_.escape) {
      if (AtEnd()) return;
      const char next = Peek();
      const bool special =
          next == '"' || next == '$' || next == options_.escape;
      if (frame.raw_escapes || !special)
        frame.out.Append(in_.substr(pos_ - 1, 1));
      if (!special) return;
      ++pos_;
      frame.out.Append(in_.substr(pos_ - 1, 1));
      return;
    }
    frame.out.Append(in_.substr(pos_ - 1, 1));
  }

  std::string_view ReadName() {
    const std::size_t start = pos_;
    if (base::IsDigit(Peek())) {
      while (base::IsDigit(Peek())) ++pos_;
    } else if (!AtEnd() && IsSpecialParameter(Peek())) {
      ++pos_;
    } else {
      while (!AtEnd()) {
        const Rune rune = DecodeRune(in_, pos_);
        const bool ascii_name =
            rune.code < 0x80 && base::IsNameChar(static_cast<char>(rune.code));
        if (!ascii_name && !IsLetterRune(rune.code)) break;
        pos_ += rune.width;
      }
    }
    return in_.substr(start, pos_ - start);
  }

  // What is known of a variable; remembers that it was used.
  std::optional<Variable> Get(std::string_view name, bool guarded) {
    std::optional<Variable> found = variables_(name);
    if (found && found->defined) {
      AddOnce(used_, name);
      return found;
    }
    if (guarded && std::find(undefined_.begin(), undefined_.end(), name) ==
                       undefined_.end()) {
      AddOnce(guarded_, name);
    } else if (!guarded) {
      std::erase(guarded_, name);
    }
    AddOnce(undefined_, name);
    if (found) found->known = false;
    return found;
  }

  // Ends an expansion that began at `dollar` with a result.
  void Emit(const Fragment& result) {
    Frame& frame = stack_.back();
    frame.out.Append(result);
    if (split_ && stack_.size() == 1) words_.AddSplitting(result);
    const std::size_t size =
        std::max(frame.out.text.size(), frame.out.Default().size());
    if (size > options_.limits.max_expansion) {
      error_ =
          base::Error{base::ErrorCode::kLimit,
                      base::Format("the expanded word is larger than {} bytes",
                                   options_.limits.max_expansion)};
    }
  }
  void EmitText(std::string_view text) {
    Fragment fragment;
    fragment.Append(text);
    Emit(fragment);
  }
  // The text from `dollar` on stays, as it depends on `variable`.
  void EmitUnknown(std::size_t dollar, std::string_view fallback,
                   std::string_view variable) {
    Fragment fragment;
    fragment.AppendUnknown(in_.substr(dollar, pos_ - dollar), fallback,
                           variable);
    Emit(fragment);
  }
  void EmitVariable(std::size_t dollar, std::string_view name) {
    const std::optional<Variable> variable = Get(name, false);
    if (!variable) {
      if (options_.skip_unset) EmitText(in_.substr(dollar, pos_ - dollar));
      return;
    }
    if (variable->known) return EmitText(variable->value);
    EmitUnknown(dollar, variable->value, name);
  }

  void Dollar() {
    const std::size_t dollar = pos_++;
    if (Peek() == '{') {
      ++pos_;
      return Brace(dollar);
    }
    const std::string_view name = ReadName();
    if (name.empty()) return EmitText("$");
    EmitVariable(dollar, name);
  }

  void Brace(std::size_t dollar) {
    if (AtEnd()) return Fail("syntax error: missing '}'");
    const char first = Peek();
    if (first == '{' || first == '}' || first == ':') {
      return Fail("syntax error: bad substitution");
    }
    Frame frame{.kind = Kind::kArgument, .dollar = dollar};
    frame.name = ReadName();
    const std::size_t op_start = pos_;
    frame.op = Peek();
    ++pos_;
    if (frame.op == '}') return EmitVariable(dollar, frame.name);
    if (frame.op == '/') {
      frame.kind = Kind::kPattern;
      frame.raw_escapes = true;
      frame.all = Peek() == '/';
      if (frame.all) ++pos_;
      return Push(std::move(frame));
    }
    if (frame.op == ':') {
      frame.colon = true;
      frame.op = Peek();
      ++pos_;
    }
    const bool trims = frame.op == '#' || frame.op == '%';
    const bool known_op =
        std::string_view("+-?#%").find(frame.op) != std::string_view::npos &&
        frame.op != '\0';
    if (!known_op || (frame.colon && trims)) {
      const std::size_t end = std::min(pos_, in_.size());
      pos_ = end;
      return Fail(base::Format("unsupported modifier ({}) in substitution",
                               in_.substr(op_start, end - op_start)));
    }
    frame.raw_escapes = trims;
    Push(std::move(frame));
  }

  // The text of the top frame is complete.
  void CloseBrace() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    if (frame.kind == Kind::kPattern) {
      frame.kind = Kind::kReplacement;
      frame.pattern = std::move(frame.out);
      frame.out = Fragment();
      return Push(std::move(frame));
    }
    const bool guarded = frame.op == '-' || frame.op == '+';
    const std::optional<Variable> variable = Get(frame.name, guarded);
    const std::string_view value = variable ? variable->value : "";
    bool set = variable.has_value() && (variable->defined || !value.empty());
    if (frame.colon && value.empty()) set = false;
    if (!variable && options_.skip_unset) {
      return EmitText(in_.substr(frame.dollar, pos_ - frame.dollar));
    }
    if (!variable || variable->known) {
      return EmitChosen(frame, value, set, variable.has_value());
    }
    EmitUnknown(frame.dollar, DefaultOf(frame, value, set), frame.name);
  }

  // The variable is known: the value, or the argument in its place.
  void EmitChosen(const Frame& frame, std::string_view value, bool set,
                  bool defined) {
    switch (frame.op) {
      case '-':
        if (set) return EmitText(value);
        return Emit(frame.out);
      case '+':
        if (set) Emit(frame.out);
        return;
      case '?':
        if (set) return EmitText(value);
        return FailUnset(frame, defined);
      default:
        break;
    }
    base::Result<std::string> changed = Change(frame, value);
    if (!changed.ok()) {
      error_ = changed.error();
      return;
    }
    if (frame.out.parts.empty() && frame.pattern.parts.empty()) {
      return EmitText(changed.value());
    }
    const Fragment& cause = frame.out.parts.empty() ? frame.pattern : frame.out;
    EmitUnknown(frame.dollar, changed.value(), cause.parts.front().variable);
  }

  void FailUnset(const Frame& frame, bool defined) {
    std::string message = frame.out.text;
    if (message.empty()) {
      message =
          defined ? "is not allowed to be empty" : "is not allowed to be unset";
    }
    Fail(base::Format("{}: {}", frame.name, message));
  }

  // # % /
  base::Result<std::string> Change(const Frame& frame,
                                   std::string_view value) const {
    const std::size_t steps = options_.limits.max_expansion;
    const std::string& argument = frame.out.Default();
    if (frame.op == '/') {
      return ReplacePattern(value, frame.pattern.Default(), argument, frame.all,
                            steps);
    }
    const bool longest = !argument.empty() && argument.front() == frame.op;
    const std::string_view pattern =
        std::string_view(argument).substr(longest ? 1 : 0);
    if (frame.op == '#') {
      return TrimPatternPrefix(value, pattern, longest, steps);
    }
    return TrimPatternSuffix(value, pattern, longest, steps);
  }

  std::string DefaultOf(const Frame& frame, std::string_view value,
                        bool set) const {
    if (frame.op == '?') return std::string(value);
    if (frame.op == '-') return set ? std::string(value) : frame.out.Default();
    if (frame.op == '+') return set ? frame.out.Default() : std::string();
    base::Result<std::string> changed = Change(frame, value);
    return changed.ok() ? changed.value() : std::string(value);
  }

  // The names go to the first value that is taken.
  Value Finish(Fragment fragment) {
    Value value;
    if (!fragment.parts.empty()) value.as_default = fragment.Default();
    value.unknown_parts = std::move(fragment.parts);
    value.text = std::move(fragment.text);
    if (!value.unknown_parts.empty()) {
      const bool nothing = value.unknown_parts.size() == 1 &&
                           value.unknown_parts[0].begin == 0 &&
                           value.unknown_parts[0].end == value.text.size();
      value.knowledge = nothing ? Knowledge::kUnknown : Knowledge::kPartly;
    }
    value.used = std::move(used_);
    value.undefined = std::move(undefined_);
    value.guarded = std::move(guarded_);
    used_.clear();
    undefined_.clear();
    guarded_.clear();
    return value;
  }

  std::string_view in_;
  const VariableSource& variables_;
  const ExpandOptions& options_;
  bool split_;
  std::size_t pos_ = 0;
  std::vector<Frame> stack_;
  WordSplitter words_;
  std::vector<std::string> used_;
  std::vector<std::string> undefined_;
  std::vector<std::string> guarded_;
  std::optional<base::Error> error_;
};

}  // namespace

bool IsPlainWord(std::string_view word, char escape) {
  for (const char c : word) {
    if (c == '$' || c == '\'' || c == '"' || c == escape) return false;
  }
  return true;
}

std::string_view Value::known_prefix() const {
  const std::string_view all = text;
  return known() ? all : all.substr(0, unknown_parts.front().begin);
}

std::string_view Value::known_suffix() const {
  const std::string_view all = text;
  return known() ? all : all.substr(unknown_parts.back().end);
}

base::Result<Value> ExpandWord(std::string_view word,
                               const VariableSource& variables,
                               const ExpandOptions& options) {
  if (IsPlainWord(word, options.escape)) {
    Value value;
    value.text = word;
    return value;
  }
  Expander expander(word, variables, options, false);
  std::optional<base::Error> error = expander.Run();
  if (error) return *std::move(error);
  return expander.Take();
}

base::Result<std::vector<Value>> ExpandWords(std::string_view word,
                                             const VariableSource& variables,
                                             const ExpandOptions& options) {
  Expander expander(word, variables, options, true);
  std::optional<base::Error> error = expander.Run();
  if (error) return *std::move(error);
  return expander.TakeWords();
}

}  // namespace bulkhead::config
