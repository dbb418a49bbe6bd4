// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// RFC 8259 as Go's encoding/json reads it: BuildKit takes text for the JSON
// form where it is one valid JSON array, and refuses the file where that array
// holds anything but strings. So the whole value is checked, but only strings
// on its first level are kept. Bytes that are not UTF-8 and lone surrogates
// become U+FFFD.
#include "config/dockerfile/json_array.h"

#include <optional>

#include "base/text.h"
#include "config/dockerfile/chars.h"

namespace bulkhead::config {
namespace {

constexpr std::size_t kMaxDepth = 10'000;  // as encoding/json
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool IsJsonSpace(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void AppendUtf8(std::string& out, std::uint32_t code) {
  const auto put = [&out](std::uint32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0u | code >> 6);
    put(0x80u | (code & 0x3Fu));
  } else if (code < 0x10000) {
    put(0xE0u | code >> 12);
    put(0x80u | (code >> 6 & 0x3Fu));
    put(0x80u | (code & 0x3Fu));
  } else {
    put(0xF0u | code >> 18);
    put(0x80u | (code >> 12 & 0x3Fu));
    put(0x80u | (code >> 6 & 0x3Fu));
    put(0x80u | (code & 0x3Fu));
  }
}

class Reader {
 public:
  Reader(std::string_view text, std::vector<JsonElement>& elements)
      : text_(text), elements_(elements) {}

  JsonForm Read() {
    SkipSpace();
    if (Peek() != '[') return JsonForm::kNone;
    if (!ReadValues()) return JsonForm::kNone;
    SkipSpace();
    if (pos_ != text_.size()) return JsonForm::kNone;
    return only_strings_ ? JsonForm::kStrings : JsonForm::kOther;
  }

 private:
  enum class Expect { kValue, kValueOrEnd, kKey, kKeyOrEnd, kCommaOrEnd };

  char Peek() const { return pos_ < text_.size() ? text_[pos_] : '\0'; }
  void SkipSpace() {
    while (pos_ < text_.size() && IsJsonSpace(text_[pos_])) ++pos_;
  }

  // Arrays and objects by an own stack of their closing characters.
  bool ReadValues() {
    Expect expect = Expect::kValue;
    do {
      SkipSpace();
      if (pos_ >= text_.size()) return false;
      switch (expect) {
        case Expect::kValueOrEnd:
          if (Close(expect)) break;
          [[fallthrough]];
        case Expect::kValue:
          if (!ReadValue(expect)) return false;
          break;
        case Expect::kKeyOrEnd:
          if (Close(expect)) break;
          [[fallthrough]];
        case Expect::kKey:
          if (!ReadKey()) return false;
          expect = Expect::kValue;
          break;
        case Expect::kCommaOrEnd:
          if (Close(expect)) break;
          if (text_[pos_++] != ',') return false;
          expect = open_.back() == ']' ? Expect::kValue : Expect::kKey;
          break;
      }
    } while (!open_.empty());
    return true;
  }

  bool Close(Expect& expect) {
    if (text_[pos_] != open_.back()) return false;
    ++pos_;
    open_.pop_back();
    expect = Expect::kCommaOrEnd;
    return true;
  }

  bool ReadKey() {
    std::string ignored;
    if (!ReadString(ignored)) return false;
    SkipSpace();
    if (Peek() != ':') return false;
    ++pos_;
    return true;
  }

  bool ReadValue(Expect& expect) {
    const char c = text_[pos_];
    if (c == '[' || c == '{') {
      if (open_.size() >= kMaxDepth) return false;
      if (!open_.empty()) only_strings_ = false;
      open_ += c == '[' ? ']' : '}';
      expect = c == '[' ? Expect::kValueOrEnd : Expect::kKeyOrEnd;
      ++pos_;
      return true;
    }
    expect = Expect::kCommaOrEnd;
    if (c == '"') {
      JsonElement element;
      element.begin = pos_;
      if (!ReadString(element.value)) return false;
      element.end = pos_;
      if (open_.size() == 1) elements_.push_back(std::move(element));
      return true;
    }
    only_strings_ = false;
    return ReadWord("true") || ReadWord("false") || ReadWord("null") ||
           ReadNumber();
  }

  bool ReadWord(std::string_view word) {
    if (text_.substr(pos_, word.size()) != word) return false;
    pos_ += word.size();
    return true;
  }

  bool ReadDigits() {
    const std::size_t start = pos_;
    while (base::IsDigit(Peek())) ++pos_;
    return pos_ > start;
  }

  bool ReadNumber() {
    if (Peek() == '-') ++pos_;
    if (Peek() == '0') {
      ++pos_;
    } else if (!ReadDigits()) {
      return false;
    }
    if (Peek() == '.') {
      ++pos_;
      if (!ReadDigits()) return false;
    }
    if (Peek() == 'e' || Peek() == 'E') {
      ++pos_;
      if (Peek() == '+' || Peek() == '-') ++pos_;
      if (!ReadDigits()) return false;
    }
    return true;
  }

  bool ReadString(std::string& out) {
    if (Peek() != '"') return false;
    ++pos_;
    while (pos_ < text_.size()) {
      const char c = text_[pos_];
      if (c == '"') {
        ++pos_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\') {
        if (!ReadEscape(out)) return false;
        continue;
      }
      const Rune rune = DecodeRune(text_, pos_);
      if (rune.code == 0xFFFD && rune.width == 1) {
        out += kReplacement;
      } else {
        out += text_.substr(pos_, rune.width);
      }
      pos_ += rune.width;
    }
    return false;
  }

  bool ReadEscape(std::string& out) {
    if (pos_ + 1 >= text_.size()) return false;
    const char c = text_[pos_ + 1];
    constexpr std::string_view kFrom = "\"\\/bfnrt";
    constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
    if (c == 'u') return ReadUnicode(out);
    const std::size_t index = kFrom.find(c);
    if (index == std::string_view::npos) return false;
    out += kTo[index];
    pos_ += 2;
    return true;
  }

  // The number of \uXXXX at `pos`.
  std::optional<std::uint32_t> HexAt(std::size_t pos) const {
    if (text_.substr(pos, 2) != "\\u" || pos + 6 > text_.size()) return {};
    std::uint32_t code = 0;
    for (const char c : text_.substr(pos + 2, 4)) {
      const char l = base::Lower(c);
      if (base::IsDigit(l)) {
        code = code * 16 + static_cast<std::uint32_t>(l - '0');
      } else if (l >= 'a' && l <= 'f') {
        code = code * 16 + static_cast<std::uint32_t>(l - 'a') + 10;
      } else {
        return {};
      }
    }
    return code;
  }

  bool ReadUnicode(std::string& out) {
    const std::optional<std::uint32_t> code = HexAt(pos_);
    if (!code) return false;
    pos_ += 6;
    if (*code < 0xD800 || *code >= 0xE000) {
      AppendUtf8(out, *code);
      return true;
    }
    const std::optional<std::uint32_t> low = HexAt(pos_);
    if (*code < 0xDC00 && low && *low >= 0xDC00 && *low < 0xE000) {
      pos_ += 6;
      AppendUtf8(out, 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00));
    } else {
      out += kReplacement;
    }
    return true;
  }

  std::string_view text_;
  std::vector<JsonElement>& elements_;
  std::size_t pos_ = 0;
  std::string open_;
  bool only_strings_ = true;
};

}  // namespace

JsonForm ParseJsonForm(std::string_view text,
                       std::vector<JsonElement>& elements) {
  elements.clear();
  const std::string_view trimmed = TrimRunesLeft(text);
  if (trimmed.empty() || trimmed.front() != '[') return JsonForm::kNone;
  const JsonForm form = Reader(text, elements).Read();
  if (form != JsonForm::kStrings) elements.clear();
  return form;
}

}  // namespace bulkhead::config
