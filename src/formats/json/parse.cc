// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// JSON text to values, by nlohmann-json's event parser, which keeps a stack of
// bits for the open brackets and does not recurse. The tree is built here, with
// a stack of its own and bounds on depth and number of values. This is the only
// file that includes the library: its header costs seconds of compile time.
//
// The library's messages are taken apart for what was expected; place and
// excerpt are made as all parsers of this project make them.
#include <nlohmann/json.hpp>

#include "base/source.h"
#include "base/text.h"
#include "formats/json/json.h"

namespace bulkhead::formats {
namespace {

using Nlohmann = nlohmann::json;

// "PATH:LINE:COL: expected ..., found ..." with the line and a caret.
base::Error ErrorAt(std::string_view name, std::string_view text,
                    std::size_t offset, std::string_view message,
                    base::ErrorCode code) {
  constexpr std::size_t kAround = 100;
  std::string_view before = text.substr(0, offset);
  std::size_t line = 1;
  for (char c : before) line += c == '\n' ? 1 : 0;
  std::size_t start = before.rfind('\n');
  start = start == std::string_view::npos ? 0 : start + 1;
  std::string_view rest = text.substr(std::min(offset, text.size()), kAround);
  rest = rest.substr(0, rest.find_first_of("\r\n"));
  std::string_view head = before.substr(start);
  if (head.size() > kAround) head = head.substr(head.size() - kAround);
  std::string shown = base::Printable(head);
  std::string caret(base::DisplayWidth(shown), ' ');
  return {code,
          base::Format("{}:{}:{}: {}", base::Printable(name), line,
                       offset - start + 1, message),
          base::Format("{}{}\n{}^", shown, base::Printable(rest), caret)};
}

struct Phrase {
  std::string_view theirs;
  std::string_view ours;
};

// Behind "unexpected X; expected ".
constexpr Phrase kTokens[] = {
    {"end of input", "the end of the text"},
    {"':'", "':' behind the name"},
    {"string literal", "a name in quotes"},
    {"']'", "',' or ']'"},
    {"'}'", "',' or '}'"},
};
// In messages on a token that is faulty itself.
constexpr Phrase kFaults[] = {
    {"missing closing quote", "a closing quote"},
    {"control character", "an escape such as \\n for the control character"},
    {"forbidden character after backslash", "an escape such as \\n or \\u0041"},
    {"'\\u' must be followed", "four hexadecimal digits behind \\u"},
    {"surrogate", "both halves of a surrogate pair"},
    {"ill-formed UTF-8", "UTF-8"},
    {"invalid number", "a number"},
    {"number overflow", "a number that a double can hold"},
    {"byte order mark", "UTF-8"},
};

// What nlohmann's message says it expected, in our words.
std::string_view Expectation(std::string_view what) {
  constexpr std::string_view kMark = "; expected ";
  std::size_t mark = what.find(kMark);
  if (mark != std::string_view::npos) {
    std::string_view expected = what.substr(mark + kMark.size());
    for (const Phrase& phrase : kTokens) {
      if (expected.starts_with(phrase.theirs)) return phrase.ours;
    }
    return "a value";
  }
  for (const Phrase& phrase : kFaults) {
    if (base::Contains(what, phrase.theirs)) return phrase.ours;
  }
  return "a value";
}

bool IsWordChar(char c) {
  return base::IsNameChar(c) || c == '.' || c == '+' || c == '-';
}

// First byte of the word, number or string whose last byte is at `offset`.
std::size_t TokenStart(std::string_view text, std::size_t offset) {
  if (text[offset] == '"') {
    std::size_t quote = text.rfind('"', offset == 0 ? 0 : offset - 1);
    while (quote != std::string_view::npos && quote > 0 &&
           text[quote - 1] == '\\') {
      quote = text.rfind('"', quote - 1);
    }
    return quote == std::string_view::npos ? offset : quote;
  }
  while (offset > 0 && IsWordChar(text[offset]) &&
         IsWordChar(text[offset - 1])) {
    --offset;
  }
  return offset;
}

// Of a long word the first characters.
constexpr std::size_t kShown = 20;

std::string FoundAt(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "the end of the text";
  std::size_t end = offset + 1;
  if (IsWordChar(text[offset])) {
    while (end < text.size() && end - offset < kShown &&
           IsWordChar(text[end])) {
      ++end;
    }
  }
  while (end < text.size() &&
         (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
    ++end;
  }
  return base::Format("'{}'",
                      base::Printable(text.substr(offset, end - offset)));
}

// Receives the events; false from any of them ends the parser.
class Builder : public nlohmann::json_sax<Nlohmann> {
 public:
  Builder(std::string_view text, std::string_view name,
          const base::Limits& limits)
      : text_(text), name_(name), limits_(limits) {}

  bool null() override { return Put({}); }
  bool boolean(bool value) override { return Put(value); }
  bool number_integer(number_integer_t value) override { return Put(value); }
  bool number_unsigned(number_unsigned_t value) override { return Put(value); }
  bool number_float(number_float_t value, const string_t&) override {
    return Put(value);
  }
  bool string(string_t& value) override { return Put(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return Open(JsonObject()); }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t) override { return Open(JsonArray()); }
  bool end_array() override { return Close(); }
  bool key(string_t& value) override {
    key_ = std::move(value);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    Fail(position, error.what());
    return false;
  }

  void Fail(std::size_t position, std::string_view what);
  [[nodiscard]] const base::Error& error() const { return error_; }
  JsonValue Take() { return std::move(root_); }

 private:
  // Values are built in place: each open container is the last child of the
  // one below it, and nothing is added to that meanwhile.
  JsonValue* Place(JsonValue value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    JsonValue& parent = *open_.back();
    return parent.IsObject() ? &parent.Add(key_, std::move(value))
                             : &parent.Append(std::move(value));
  }
  bool Put(JsonValue value) {
    if (++count_ > limits_.max_entries) {
      return Limit("values", limits_.max_entries);
    }
    Place(std::move(value));
    return true;
  }
  bool Open(JsonValue value) {
    if (++count_ > limits_.max_entries) {
      return Limit("values", limits_.max_entries);
    }
    if (open_.size() >= limits_.max_depth) {
      return Limit("levels of nesting", limits_.max_depth);
    }
    open_.push_back(Place(std::move(value)));
    return true;
  }
  bool Close() {
    open_.pop_back();
    return true;
  }
  bool Limit(std::string_view what, std::size_t limit) {
    error_ = {base::ErrorCode::kLimit,
              base::Format("{}: expected at most {} {}, found more",
                           base::Printable(name_), limit, what)};
    return false;
  }

  std::string_view text_;
  std::string_view name_;
  const base::Limits& limits_;
  JsonValue root_;
  std::vector<JsonValue*> open_;
  std::string key_;
  std::size_t count_ = 0;
  base::Error error_;
};

// `position` counts the bytes read, the last one of the faulty token included.
void Builder::Fail(std::size_t position, std::string_view what) {
  bool at_end = base::Contains(what, "unexpected end of input") ||
                position > text_.size() || position == 0;
  std::size_t offset = at_end ? text_.size() : position - 1;
  bool in_string = base::Contains(what, "invalid string");
  if (!at_end && !in_string) offset = TokenStart(text_, offset);
  error_ = ErrorAt(name_, text_, offset,
                   base::Format("expected {}, found {}", Expectation(what),
                                FoundAt(text_, offset)),
                   base::ErrorCode::kInvalid);
}

}  // namespace

base::Result<JsonValue> ParseJson(std::string_view text,
                                  const base::Limits& limits,
                                  std::string_view name) {
  if (text.size() > limits.max_bytes) {
    return base::Error{
        base::ErrorCode::kLimit,
        base::Format("{}: expected at most {} bytes, found {}",
                     base::Printable(name), limits.max_bytes, text.size())};
  }
  Builder builder(text, name, limits);
  try {
    if (Nlohmann::sax_parse(text.begin(), text.end(), &builder)) {
      return builder.Take();
    }
  } catch (const Nlohmann::exception& exception) {
    builder.Fail(text.size(), exception.what());
  }
  return builder.error();
}

}  // namespace bulkhead::formats
