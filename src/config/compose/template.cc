// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Interpolation of the Compose specification, as compose-go v2 does it:
//
//   $$             a dollar
//   $NAME ${NAME}  value; an unset variable is empty, and reported
//   ${NAME-word} ${NAME:-word}  word where it is unset (or empty)
//   ${NAME+word} ${NAME:+word}  word where it is set (and not empty)
//   ${NAME?word} ${NAME:?word}  an error where it is unset (or empty)
//
// Words are expanded in turn. A reference ends at the brace that closes it,
// counting only those that "${" opens, so that ${A:-{x}} is "{x" and a "}".
// It does not span lines. A dollar before anything else is a plain dollar.
#include "config/compose/template.h"

#include <unordered_set>

#include "base/text.h"

namespace bulkhead::config {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

// Nesting of words in words; deeper ones are refused, which also bounds the
// recursion of Expander.
constexpr std::size_t kMaxNesting = 50;

struct Reference {
  std::string_view name;
  std::string_view op;  // "", "-", ":-", "+", ":+", "?", ":?"
  std::string_view word;
  std::size_t size = 0;  // bytes of the whole reference
};

bool IsNameStart(char c) { return base::IsAlpha(c) || c == '_'; }

std::size_t NameLength(std::string_view text) {
  if (text.empty() || !IsNameStart(text[0])) return 0;
  std::size_t n = 1;
  while (n < text.size() && base::IsNameChar(text[n])) ++n;
  return n;
}

// Offset of the brace that closes `text`, which begins with "${".
std::size_t ClosingBrace(std::string_view text) {
  std::size_t open = 0;
  for (std::size_t i = 0; i < text.size() && text[i] != '\n'; ++i) {
    if (text[i] == '}' && --open == 0) return i;
    if (text.substr(i, 2) == "${") {
      ++open;
      ++i;
    }
  }
  return std::string_view::npos;
}

std::string_view Operator(std::string_view rest) {
  for (std::string_view op : {":-", ":+", ":?", "-", "+", "?"}) {
    if (rest.substr(0, op.size()) == op) return op;
  }
  return {};
}

Error BadReference(std::string_view text) {
  std::string_view shown = text.substr(0, text.find('\n')).substr(0, 60);
  return {ErrorCode::kInvalid,
          base::Format("invalid variable reference \"{}\": expected ${{NAME}}, "
                       "${{NAME:-default}}, ${{NAME:+value}} or "
                       "${{NAME:?message}}; write $$ for a plain dollar",
                       base::Printable(shown))};
}

// `text` begins with "${".
Result<Reference> ParseBraced(std::string_view text) {
  std::size_t length = NameLength(text.substr(2));
  if (length == 0) return BadReference(text);
  Reference reference;
  reference.name = text.substr(2, length);
  std::string_view rest = text.substr(2 + length);
  if (!rest.empty() && rest[0] == '}') {
    reference.size = length + 3;
    return reference;
  }
  reference.op = Operator(rest);
  std::size_t close = ClosingBrace(text);
  if (reference.op.empty() || close == std::string_view::npos) {
    return BadReference(text);
  }
  std::size_t begin = 2 + length + reference.op.size();
  reference.word = text.substr(begin, close - begin);
  reference.size = close + 1;
  return reference;
}

// Names in the order in which they come, each once.
class NamesOnce {
 public:
  explicit NamesOnce(std::vector<std::string>* names) : names_(names) {}
  // `name` is a part of the template, which lives longer.
  void Add(std::string_view name) {
    if (seen_.insert(name).second) names_->emplace_back(name);
  }

 private:
  std::vector<std::string>* names_;
  std::unordered_set<std::string_view> seen_;
};

class Expander {
 public:
  Expander(const TemplateLookup& lookup, const base::Limits& limits,
           bool tolerate_missing, ExpandedTemplate* out)
      : lookup_(lookup),
        limits_(limits),
        tolerate_missing_(tolerate_missing),
        variables_(&out->variables),
        unset_(&out->unset),
        missing_(&out->missing) {}

  // At most kMaxNesting levels deep.
  Result<std::string> Expand(std::string_view text, std::size_t depth) {
    if (depth > kMaxNesting) {
      return Error{ErrorCode::kLimit,
                   base::Format("variable references are nested more than {} "
                                "levels deep",
                                kMaxNesting)};
    }
    std::string out;
    while (!text.empty()) {
      std::size_t dollar = text.find('$');
      out += text.substr(0, dollar);
      if (dollar == std::string_view::npos) break;
      text.remove_prefix(dollar);
      Result<std::size_t> used = One(text, depth, &out);
      if (!used.ok()) return used.error();
      text.remove_prefix(used.value());
      if (out.size() > limits_.max_expansion) {
        return Error{ErrorCode::kLimit,
                     base::Format("variables expand to more than {} bytes",
                                  limits_.max_expansion)};
      }
    }
    return out;
  }

 private:
  // What stands at the '$' that begins `text`; the number of bytes it takes.
  Result<std::size_t> One(std::string_view text, std::size_t depth,
                          std::string* out) {
    char next = text.size() > 1 ? text[1] : '\0';
    if (next == '$') {
      *out += '$';
      return std::size_t{2};
    }
    if (next == '{') {
      Result<Reference> reference = ParseBraced(text);
      if (!reference.ok()) return reference.error();
      Result<std::string> value = Value(reference.value(), depth);
      if (!value.ok()) return value.error();
      *out += value.value();
      return reference.value().size;
    }
    std::size_t length = NameLength(text.substr(1));
    if (length == 0) {
      *out += '$';
      return std::size_t{1};
    }
    *out += Plain(text.substr(1, length));
    return length + 1;
  }

  std::optional<std::string> Look(std::string_view name) {
    variables_.Add(name);
    return lookup_ ? lookup_(name) : std::nullopt;
  }

  std::string Plain(std::string_view name) {
    std::optional<std::string> value = Look(name);
    if (value) return *std::move(value);
    unset_.Add(name);
    return {};
  }

  Result<std::string> Value(const Reference& reference, std::size_t depth) {
    if (reference.op.empty()) return Plain(reference.name);
    std::optional<std::string> value = Look(reference.name);
    bool counts = value && (reference.op.size() == 1 || !value->empty());
    switch (reference.op.back()) {
      case '-':
        if (counts) return *std::move(value);
        return Expand(reference.word, depth + 1);
      case '+':
        if (!counts) return std::string();
        return Expand(reference.word, depth + 1);
      default:
        if (counts) return *std::move(value);
        if (!tolerate_missing_) return Missing(reference, depth);
        missing_.Add(reference.name);
        return std::string();
    }
  }

  Error Missing(const Reference& reference, std::size_t depth) {
    Result<std::string> message = Expand(reference.word, depth + 1);
    if (!message.ok()) return message.error();
    std::string text =
        base::Format("required variable {} is missing a value", reference.name);
    if (!message.value().empty()) {
      text += ": " + base::Printable(message.value());
    }
    return {ErrorCode::kNotFound, std::move(text)};
  }

  const TemplateLookup& lookup_;
  const base::Limits& limits_;
  bool tolerate_missing_;
  NamesOnce variables_;
  NamesOnce unset_;
  NamesOnce missing_;
};

}  // namespace

Result<ExpandedTemplate> ExpandTemplate(std::string_view text,
                                        const TemplateLookup& lookup,
                                        const base::Limits& limits,
                                        bool tolerate_missing) {
  ExpandedTemplate out;
  Result<std::string> value =
      Expander(lookup, limits, tolerate_missing, &out).Expand(text, 0);
  if (!value.ok()) return value.error();
  out.text = std::move(value).value();
  return out;
}

}  // namespace bulkhead::config
