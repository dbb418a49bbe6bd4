// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Env files as compose-go v2 reads them (a dialect of godotenv):
//
//   # comment
//   [export] NAME=value # comment   expanded; ends at " #" or the line's end
//   NAME: value                     the same
//   NAME='as it is'                 may span lines; \' is a quote
//   NAME="with $VARIABLES, \n"      may span lines; escapes, then variables
//   NAME                            value of the environment
//
// Names are made of letters, digits and _ . - [ ].
#include "config/compose/dotenv.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace bulkhead::config {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

bool IsLineSpace(char c) {
  return c == '\t' || c == '\v' || c == '\f' || c == '\r' || c == ' ';
}

bool IsEnvNameChar(char c) {
  // Bytes above ASCII: letters of other scripts are allowed in names.
  return base::IsNameChar(c) || c == '.' || c == '-' || c == '[' || c == ']' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// The character of a one-letter escape, or 0.
char SimpleEscape(char c) {
  constexpr std::string_view kLetters = "abfnrtv\"\\";
  constexpr std::string_view kValues = "\a\b\f\n\r\t\v\"\\";
  std::size_t at = kLetters.find(c);
  return at == std::string_view::npos ? '\0' : kValues[at];
}

// `text` without its escapes; \$ becomes the $$ of interpolation.
std::string ExpandEscapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    char next = text[++i];
    if (next == '$') {
      out += "$$";
    } else if (char simple = SimpleEscape(next); simple != '\0') {
      out += simple;
    } else if (next == '0') {
      // \0 and three octal digits; with fewer it stays as it is.
      unsigned value = 0;
      std::size_t n = 0;
      while (n < 3 && i + 1 + n < text.size() && text[i + 1 + n] >= '0' &&
             text[i + 1 + n] <= '7') {
        value = value * 8 + static_cast<unsigned>(text[i + 1 + n] - '0');
        ++n;
      }
      if (n == 3 && value < 256) {
        out += static_cast<char>(value);
        i += 3;
      } else {
        out += "\\0";
      }
    } else {
      out += '\\';
      out += next;
    }
  }
  return out;
}

class Parser {
 public:
  Parser(const base::Source& source, const TemplateLookup& lookup,
         const TemplateLookup& preset, const base::Limits& limits)
      : source_(source),
        text_(source.text()),
        lookup_(lookup),
        preset_(preset),
        limits_(limits) {}

  Result<DotenvFile> Parse() {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") pos_ = 3;
    while (SkipToStatement()) {
      base::Status status = Statement();
      if (!status.ok()) return status.error();
      if (file_.variables.size() > limits_.max_entries) {
        return Fail(pos_,
                    base::Format("more than {} variables", limits_.max_entries),
                    ErrorCode::kLimit);
      }
    }
    return std::move(file_);
  }

 private:
  [[nodiscard]] bool AtEnd() const { return pos_ >= text_.size(); }

  Error Fail(std::size_t offset, std::string message,
             ErrorCode code = ErrorCode::kInvalid) const {
    base::Position at = source_.At(offset);
    return {code, base::Format("{}:{}:{}: {}", source_.path(), at.line,
                               at.column, message)};
  }

  // Skips white space and comments; false at the end.
  bool SkipToStatement() {
    while (!AtEnd()) {
      if (base::IsSpace(text_[pos_])) {
        ++pos_;
      } else if (text_[pos_] == '#') {
        pos_ = std::min(text_.find('\n', pos_), text_.size());
      } else {
        return true;
      }
    }
    return false;
  }

  base::Status Statement() {
    std::size_t begin = pos_;
    SkipExport();
    std::size_t name_begin = pos_;
    while (!AtEnd() && (IsLineSpace(text_[pos_]) || IsEnvNameChar(text_[pos_])))
      ++pos_;
    char stop = AtEnd() ? '\n' : text_[pos_];
    if (stop != '=' && stop != ':' && stop != '\n') {
      return Fail(pos_,
                  base::Format("expected = after the name of a variable, found "
                               "'{}'",
                               base::Printable(text_.substr(pos_, 1))));
    }
    std::string_view name =
        base::TrimRight(text_.substr(name_begin, pos_ - name_begin));
    std::size_t space = name.find(' ');
    if (space != std::string_view::npos) {
      return Fail(name_begin + space,
                  base::Format("expected the name of a variable without a "
                               "space, found \"{}\"",
                               base::Printable(name)));
    }
    if (!AtEnd()) ++pos_;
    if (stop == '\n') {
      if (std::optional<std::string> value = Look(lookup_, name)) {
        Add(name, *std::move(value), begin, name_begin + name.size());
      }
      return base::Ok{};
    }
    while (!AtEnd() && IsLineSpace(text_[pos_])) ++pos_;
    return Value(name, begin);
  }

  void SkipExport() {
    std::string_view rest = text_.substr(pos_);
    if (base::ConsumePrefix(rest, "export") && !rest.empty() &&
        base::IsSpace(rest[0])) {
      pos_ += 6;
      while (!AtEnd() && IsLineSpace(text_[pos_])) ++pos_;
    }
  }

  base::Status Value(std::string_view name, std::size_t begin) {
    char first = AtEnd() ? '\0' : text_[pos_];
    if (first == '\'' || first == '"') return Quoted(name, begin, first);
    std::size_t end = std::min(text_.find('\n', pos_), text_.size());
    std::string_view value = text_.substr(pos_, end - pos_);
    value = base::TrimRight(value.substr(0, value.find(" #")));
    std::size_t at = pos_;
    pos_ = std::min(end + 1, text_.size());
    return Expanded(name, begin, at, at + value.size(), value);
  }

  base::Status Quoted(std::string_view name, std::size_t begin, char quote) {
    std::size_t open = pos_;
    std::string value;
    for (++pos_; !AtEnd(); ++pos_) {
      char c = text_[pos_];
      if (c == quote) {
        ++pos_;
        if (quote == '\'') {
          Add(name, std::move(value), begin, pos_);
          return base::Ok{};
        }
        return Expanded(name, begin, open, pos_, ExpandEscapes(value));
      }
      if (c == '\\' && pos_ + 1 < text_.size()) {
        c = text_[++pos_];
        if (c != quote) value += '\\';
      }
      value += c;
    }
    return Fail(open, base::Format("expected a closing {} for the value of {}, "
                                   "found the end of the file",
                                   quote, base::Printable(name)));
  }

  base::Status Expanded(std::string_view name, std::size_t begin,
                        std::size_t value_begin, std::size_t end,
                        std::string_view value) {
    Result<ExpandedTemplate> expanded = ExpandTemplate(
        value, [this](std::string_view variable) { return Find(variable); },
        limits_);
    if (!expanded.ok()) {
      return Fail(value_begin, expanded.error().message, expanded.error().code);
    }
    for (std::string& unset : expanded.value().unset) {
      file_.unset.push_back(std::move(unset));
    }
    Add(name, std::move(expanded).value().text, begin, end);
    return base::Ok{};
  }

  static std::optional<std::string> Look(const TemplateLookup& lookup,
                                         std::string_view name) {
    return lookup ? lookup(name) : std::nullopt;
  }

  std::optional<std::string> Find(std::string_view name) {
    if (std::optional<std::string> value = Look(lookup_, name)) return value;
    std::map<std::string, std::size_t, std::less<>>::const_iterator own =
        index_.find(name);
    if (own != index_.end()) return file_.variables[own->second].value;
    return Look(preset_, name);
  }

  void Add(std::string_view name, std::string value, std::size_t begin,
           std::size_t end) {
    index_.insert_or_assign(std::string(name), file_.variables.size());
    file_.variables.push_back({std::string(name), std::move(value), begin,
                               std::min(end, text_.size())});
  }

  const base::Source& source_;
  std::string_view text_;
  const TemplateLookup& lookup_;
  const TemplateLookup& preset_;
  const base::Limits& limits_;
  std::size_t pos_ = 0;
  DotenvFile file_;
  std::map<std::string, std::size_t, std::less<>> index_;
};

base::Status CheckSize(const base::Source& source, const base::Limits& limits) {
  if (source.text().size() <= limits.max_bytes) return base::Ok{};
  return Error{
      ErrorCode::kLimit,
      base::Format("{}: expected at most {} bytes, found {}", source.path(),
                   limits.max_bytes, source.text().size())};
}

}  // namespace

Result<DotenvFile> ParseDotenv(const base::Source& source,
                               const TemplateLookup& lookup,
                               const TemplateLookup& preset,
                               const base::Limits& limits) {
  base::Status size = CheckSize(source, limits);
  if (!size.ok()) return size.error();
  return Parser(source, lookup, preset, limits).Parse();
}

Result<DotenvFile> ParseRawEnv(const base::Source& source,
                               const TemplateLookup& lookup,
                               const base::Limits& limits) {
  base::Status size = CheckSize(source, limits);
  if (!size.ok()) return size.error();
  DotenvFile file;
  for (int line = 1; line <= source.LineCount(); ++line) {
    std::string_view text = base::TrimLeft(source.Line(line));
    if (text.empty() || text[0] == '#') continue;
    std::size_t begin = base::OffsetIn(source.text(), text);
    std::size_t equals = text.find('=');
    std::string_view name = text.substr(0, equals);
    if (name.empty() || name.find_first_of(" \t") != std::string_view::npos) {
      return Error{ErrorCode::kInvalid,
                   base::Format("{}:{}: expected NAME=VALUE, found \"{}\"",
                                source.path(), line, base::Printable(text))};
    }
    std::optional<std::string> value;
    if (equals != std::string_view::npos) {
      value = std::string(text.substr(equals + 1));
    } else if (lookup) {
      value = lookup(name);
    }
    if (value) {
      file.variables.push_back(
          {std::string(name), *std::move(value), begin, begin + text.size()});
    }
  }
  return file;
}

}  // namespace bulkhead::config
