// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// JSON as text (RFC 8259). Strings are copied in runs up to the next byte that
// needs an escape; doubles are written with the fewest digits that read back as
// the same number.
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/text.h"
#include "formats/json/json.h"

namespace bulkhead::formats {
namespace {

// Bytes that end a run: quotes, backslashes, control characters, and DEL and
// all beyond ASCII, which are looked at more closely.
constexpr std::array<bool, 256> kSpecial = [] {
  std::array<bool, 256> table = {};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = i < 0x20 || i >= 0x7f || i == '"' || i == '\\';
  }
  return table;
}();

// Some of the eight bytes is special, or may be.
bool MayHoldSpecial(std::uint64_t bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHigh = 0x80 * kOnes;
  auto below = [](std::uint64_t x, std::uint64_t limit) {
    return (x - limit * kOnes) & ~x;  // the high bit of bytes below the limit
  };
  return ((bytes | below(bytes, 0x20) | below(bytes ^ ('"' * kOnes), 1) |
           below(bytes ^ ('\\' * kOnes), 1) |
           below(bytes ^ (0x7f * kOnes), 1)) &
          kHigh) != 0;
}

// End of the bytes at `at` that need no escape.
std::size_t RunEnd(std::string_view text, std::size_t at) {
  std::uint64_t bytes = 0;
  while (at + sizeof bytes <= text.size()) {
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    if (MayHoldSpecial(bytes)) break;
    at += sizeof bytes;
  }
  while (at < text.size() && !kSpecial[static_cast<unsigned char>(text[at])]) {
    ++at;
  }
  return at;
}

// End of the bytes beyond ASCII at `at`.
std::size_t BeyondAsciiEnd(std::string_view text, std::size_t at) {
  while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x80) {
    ++at;
  }
  return at;
}

void AppendEscape(char c, std::string* out) {
  switch (c) {
    case '"':
      *out += "\\\"";
      return;
    case '\\':
      *out += "\\\\";
      return;
    case '\b':
      *out += "\\b";
      return;
    case '\f':
      *out += "\\f";
      return;
    case '\n':
      *out += "\\n";
      return;
    case '\r':
      *out += "\\r";
      return;
    case '\t':
      *out += "\\t";
      return;
    default:
      constexpr std::string_view kDigits = "0123456789abcdef";
      unsigned char u = static_cast<unsigned char>(c);
      *out += "\\u00";
      *out += kDigits[u >> 4];
      *out += kDigits[u & 0xf];
  }
}

template <typename T>
void AppendNumber(T value, std::string* out) {
  std::array<char, 40> buffer;
  std::to_chars_result result =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  out->append(buffer.data(), result.ptr);
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* out) {
  *out += '"';
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t run = RunEnd(text, at);
    out->append(text.substr(at, run - at));
    at = run;
    if (at >= text.size()) break;
    if (static_cast<unsigned char>(text[at]) >= 0x80) {
      std::size_t end = BeyondAsciiEnd(text, at);
      std::string_view part = text.substr(at, end - at);
      if (base::IsUtf8(part)) {
        out->append(part);
      } else {
        out->append(base::ToValidUtf8(part));
      }
      at = end;
    } else {
      AppendEscape(text[at++], out);
    }
  }
  *out += '"';
}

void JsonWriter::NewLine() {
  if (indent_ <= 0) return;
  *out_ += '\n';
  out_->append(levels_.size() * static_cast<std::size_t>(indent_), ' ');
}

// Comma, line break and indentation before a value or a key.
void JsonWriter::BeforeValue() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  if (!levels_.back().empty) *out_ += ',';
  levels_.back().empty = false;
  NewLine();
}

JsonWriter& JsonWriter::Open(char bracket) {
  assert(levels_.empty() || levels_.back().is_array || after_key_);
  BeforeValue();
  *out_ += bracket;
  levels_.push_back({.is_array = bracket == '['});
  return *this;
}

JsonWriter& JsonWriter::Close(char bracket) {
  assert(!levels_.empty() && levels_.back().is_array == (bracket == ']') &&
         !after_key_);
  bool empty = levels_.back().empty;
  levels_.pop_back();
  if (!empty) NewLine();
  *out_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::BeginObject() { return Open('{'); }
JsonWriter& JsonWriter::EndObject() { return Close('}'); }
JsonWriter& JsonWriter::BeginArray() { return Open('['); }
JsonWriter& JsonWriter::EndArray() { return Close(']'); }

JsonWriter& JsonWriter::Key(std::string_view key) {
  assert(!levels_.empty() && !levels_.back().is_array && !after_key_);
  BeforeValue();
  AppendJsonString(key, out_);
  *out_ += indent_ > 0 ? ": " : ":";
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::Null() {
  BeforeValue();
  *out_ += "null";
  return *this;
}

JsonWriter& JsonWriter::Bool(bool value) {
  BeforeValue();
  *out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::Int(std::int64_t value) {
  BeforeValue();
  AppendNumber(value, out_);
  return *this;
}

JsonWriter& JsonWriter::Uint(std::uint64_t value) {
  BeforeValue();
  AppendNumber(value, out_);
  return *this;
}

JsonWriter& JsonWriter::Double(double value) {
  if (!std::isfinite(value)) return Null();
  BeforeValue();
  std::size_t before = out_->size();
  AppendNumber(value, out_);
  // So that it is read back as a double.
  std::string_view written = std::string_view(*out_).substr(before);
  if (written.find_first_of(".e") == std::string_view::npos) *out_ += ".0";
  return *this;
}

JsonWriter& JsonWriter::String(std::string_view value) {
  BeforeValue();
  AppendJsonString(value, out_);
  return *this;
}

// With its own stack: a tree may be deeper than the program's stack.
JsonWriter& JsonWriter::Value(const JsonValue& value) {
  struct Walk {
    const JsonValue* value;
    std::size_t next;
  };
  std::vector<Walk> open;
  const JsonValue* at = &value;
  for (;;) {
    if (at->IsArray() || at->IsObject()) {
      Open(at->IsArray() ? '[' : '{');
      open.push_back({at, 0});
    } else if (at->IsString()) {
      String(at->String());
    } else if (at->IsInt()) {
      Int(at->Int());
    } else if (at->IsUint()) {
      Uint(at->Uint());
    } else if (at->IsDouble()) {
      Double(at->Double());
    } else if (at->IsBool()) {
      Bool(at->Bool());
    } else {
      Null();
    }
    while (!open.empty() && open.back().next == open.back().value->size()) {
      Close(open.back().value->IsArray() ? ']' : '}');
      open.pop_back();
    }
    if (open.empty()) return *this;
    Walk& top = open.back();
    if (top.value->IsArray()) {
      at = &top.value->Elements()[top.next++];
    } else {
      const JsonMember& member = top.value->Members()[top.next++];
      Key(member.key);
      at = &member.value;
    }
  }
}

std::string WriteJson(const JsonValue& value, int indent) {
  std::string out;
  JsonWriter writer(&out, indent);
  writer.Value(value);
  return out;
}

}  // namespace bulkhead::formats
