// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Values of words: what is known of them without running anything. The
// operators of ${...} are those of POSIX XCU 2.6.2 and bash(1).
#include <algorithm>
#include <optional>
#include <string>

#include "base/text.h"
#include "config/shell/builder.h"

namespace bulkhead::config {

namespace {

// A value beside the word's argument; nullopt is "not known".
using Value = std::optional<std::string>;

Value ArgumentOf(const Piece& piece) {
  if (piece.argument == nullptr) return std::string();
  if (!piece.argument->known) return std::nullopt;
  return std::string(piece.argument->value);
}

// The longest or shortest prefix or suffix that the pattern matches goes.
Value RemovePattern(std::string_view value, std::string_view pattern,
                    bool prefix, bool longest) {
  // Quadratic at worst: values of variables are short, others are left alone.
  constexpr std::size_t kLongest = 4096;
  if (value.size() > kLongest || pattern.size() > kLongest) return std::nullopt;
  for (std::size_t i = 0; i <= value.size(); ++i) {
    std::size_t length = longest ? value.size() - i : i;
    std::string_view part =
        prefix ? value.substr(0, length) : value.substr(value.size() - length);
    if (!base::GlobMatch(pattern, part)) continue;
    return std::string(prefix ? value.substr(length)
                              : value.substr(0, value.size() - length));
  }
  return std::string(value);
}

// ${name/text/by} for texts without pattern characters.
Value Replace(std::string_view value, std::string_view op,
              std::string_view argument) {
  std::size_t slash = argument.find('/');
  std::string_view from = argument.substr(0, slash);
  std::string_view to = slash == std::string_view::npos
                            ? std::string_view()
                            : argument.substr(slash + 1);
  if (from.empty() || from.find_first_of("*?[\\") != std::string_view::npos) {
    return std::nullopt;
  }
  if (op == "//") return base::ReplaceAll(value, from, to);
  std::size_t at = value.find(from);
  if (op == "/#" && at != 0) at = std::string_view::npos;
  if (op == "/%") {
    at = value.ends_with(from) ? value.size() - from.size()
                               : std::string_view::npos;
  }
  if (at == std::string_view::npos) return std::string(value);
  std::string out(value.substr(0, at));
  out += to;
  out += value.substr(at + from.size());
  return out;
}

Value Substring(std::string_view value, std::string_view argument) {
  std::size_t colon = argument.find(':');
  std::optional<long long> offset =
      base::ParseInt(base::Trim(argument.substr(0, colon)));
  if (!offset || *offset < 0) return std::nullopt;
  std::size_t begin = std::min(static_cast<std::size_t>(*offset), value.size());
  if (colon == std::string_view::npos) return std::string(value.substr(begin));
  std::optional<long long> length =
      base::ParseInt(base::Trim(argument.substr(colon + 1)));
  if (!length || *length < 0) return std::nullopt;
  return std::string(value.substr(begin, static_cast<std::size_t>(*length)));
}

Value ChangeCase(std::string_view value, std::string_view op,
                 const Piece& piece) {
  if (piece.argument != nullptr && !piece.argument->text.empty()) {
    return std::nullopt;
  }
  if (op == "^^") return base::ToUpper(value);
  if (op == ",,") return base::ToLower(value);
  std::string out(value);
  if (!out.empty()) {
    out[0] = op == "^" ? base::Upper(out[0]) : base::Lower(out[0]);
  }
  return out;
}

Value ParameterValue(const Piece& piece, const VariableLookup& lookup) {
  std::optional<std::string_view> found =
      lookup ? lookup(piece.text) : std::nullopt;
  if (!found) return std::nullopt;
  std::string_view value = *found;
  std::string_view op = piece.op;
  if (op.empty()) return std::string(value);
  if (op == "#len") return std::to_string(value.size());
  bool colon = op.size() == 2 && op[0] == ':';
  switch (colon ? op[1] : op[0]) {
    case '-':
    case '=':
      return colon && value.empty() ? ArgumentOf(piece) : std::string(value);
    case '?':
      if (colon && value.empty()) return std::nullopt;
      return std::string(value);
    case '+':
      return colon && value.empty() ? Value(std::string()) : ArgumentOf(piece);
    case '^':
    case ',':
      return ChangeCase(value, op, piece);
    default:
      break;
  }
  Value argument = ArgumentOf(piece);
  if (!argument) return std::nullopt;
  switch (op[0]) {
    case '#':
    case '%':
      return RemovePattern(value, *argument, op[0] == '#', op.size() == 2);
    case '/':
      return Replace(value, op, *argument);
    case ':':
      return Substring(value, *argument);
    default:
      return std::nullopt;
  }
}

Value PieceValue(const Piece& piece, const VariableLookup& lookup) {
  switch (piece.kind) {
    case PieceKind::kLiteral:
    case PieceKind::kGlob:
      return std::string(piece.text);
    case PieceKind::kParameter:
      return ParameterValue(piece, lookup);
    default:
      return std::nullopt;
  }
}

bool IsLiteral(const Piece& piece) {
  return piece.kind == PieceKind::kLiteral || piece.kind == PieceKind::kGlob;
}

void SetKnown(Word& word, std::string_view value) {
  word.known = true;
  word.value = word.known_prefix = word.known_suffix = value;
}

}  // namespace

bool HasExpansion(const Word& word) {
  for (const Piece& piece : word.pieces) {
    if (!IsLiteral(piece)) return true;
  }
  return false;
}

void SetLiteralValue(ShellArena& arena, Word& word) {
  if (word.pieces.empty()) return SetKnown(word, {});
  // Neighbours in the text need no copy.
  const Piece& first = word.pieces.front();
  std::size_t size = 0;
  bool together = true;
  for (const Piece& piece : word.pieces) {
    together = together && piece.text.data() == first.text.data() + size;
    size += piece.text.size();
  }
  if (together) return SetKnown(word, {first.text.data(), size});
  std::span<char> bytes = arena.Bytes(size);
  std::size_t at = 0;
  for (const Piece& piece : word.pieces) {
    std::copy(piece.text.begin(), piece.text.end(),
              bytes.begin() + static_cast<std::ptrdiff_t>(at));
    at += piece.text.size();
  }
  SetKnown(word, {bytes.data(), size});
}

void SetWordValue(ShellBuilder& builder, Word& word,
                  const VariableLookup& lookup) {
  std::string text;
  text.reserve(word.text.size());
  std::size_t prefix = 0;
  std::size_t suffix = 0;  // where what is known up to the end begins
  bool known = true;
  for (const Piece& piece : word.pieces) {
    Value value;
    if (IsLiteral(piece)) {
      text += piece.text;
    } else if (value = PieceValue(piece, lookup); value) {
      if (!builder.CountExpansion(value->size(), word.range)) return;
      text += *value;
    } else {
      if (known) prefix = text.size();
      known = false;
      text += piece.source;
      suffix = text.size();
    }
  }
  std::string_view copy = text == word.value && !word.value.empty()
                              ? word.value
                              : builder.data.arena.Copy(text);
  word.known = known;
  word.value = copy;
  word.known_prefix = known ? copy : copy.substr(0, prefix);
  word.known_suffix = copy.substr(suffix);
}

std::vector<Word> SplitFields(ShellBuilder& builder, const Word& word,
                              const VariableLookup& lookup) {
  std::vector<Word> fields;
  std::string field;
  bool open = false;
  bool glob = word.glob;
  auto close = [&] {
    if (!open) return;
    Word part = word;
    part.glob = glob;
    SetKnown(part, builder.data.arena.Copy(field));
    Piece piece = {.kind = PieceKind::kLiteral,
                   .range = word.range,
                   .text = part.value,
                   .source = word.text};
    part.pieces = builder.data.arena.Copy(&piece, 1);
    fields.push_back(part);
    field.clear();
    open = false;
  };
  for (const Piece& piece : word.pieces) {
    Value value = PieceValue(piece, lookup);
    if (!value) continue;
    if (IsLiteral(piece) || piece.quote != Quote::kNone) {
      open = true;
      field += *value;
      continue;
    }
    for (char c : *value) {
      if (base::IsSpace(c)) {
        close();
        continue;
      }
      glob = glob || c == '*' || c == '?';
      open = true;
      field += c;
    }
  }
  close();
  return fields;
}

}  // namespace bulkhead::config
