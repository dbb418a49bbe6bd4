// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Variables, quotes and escapes in the words of a Dockerfile, as BuildKit's
// frontend expands them; see expand.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace bulkhead::config {

// How much of a value is certain.
enum class Knowledge : std::uint8_t {
  kKnown,
  kPartly,   // some parts are: "node:$VERSION"
  kUnknown,  // nothing is: "$BASE"
};

// What a variable holds. Not known: it is set outside of the file (a build
// argument without default, the platform, the environment of the base image).
struct Variable {
  std::string_view value;  // not known: "" or the default
  bool known = true;
  // False: nothing in the file sets it, but the base image may. Not known.
  bool defined = true;
};
// nullopt: the variable is not defined. Views must live for the call.
using VariableSource =
    std::function<std::optional<Variable>(std::string_view name)>;

// A part of a value that is not certain: where it stands in `Value::text`.
struct UnknownPart {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string variable;  // "VERSION"
};

// An expanded word.
struct Value {
  Knowledge knowledge = Knowledge::kKnown;
  // Quotes and escapes removed, known variables replaced; unknown ones stay as
  // "$NAME" or "${NAME...}".
  std::string text;
  // Where not all is known: see Default().
  std::string as_default;
  std::vector<UnknownPart> unknown_parts;
  std::vector<std::string> used;       // defined variables, each once
  std::vector<std::string> undefined;  // the other ones, each once
  std::vector<std::string> guarded;    // those of `undefined` that stand only
                                       // in ${X:-w}, ${X+w} and the like

  [[nodiscard]] bool known() const { return knowledge == Knowledge::kKnown; }
  // The text with unknown variables taken for empty (or for what their
  // operators make of an unset variable): what BuildKit gets without build
  // arguments.
  [[nodiscard]] const std::string& Default() const {
    return known() ? text : as_default;
  }
  // The value where it is known.
  [[nodiscard]] std::optional<std::string_view> literal() const {
    if (!known()) return std::nullopt;
    return text;
  }
  [[nodiscard]] bool Is(std::string_view expected) const {
    return known() && text == expected;
  }
  // What is certain of its begin and end.
  [[nodiscard]] std::string_view known_prefix() const;
  [[nodiscard]] std::string_view known_suffix() const;
};

struct ExpandOptions {
  char escape = '\\';
  bool raw_quotes = false;   // keep quotes
  bool raw_escapes = false;  // keep escape characters
  bool skip_unset = false;   // leave undefined variables as written
  bool skip_quotes = false;  // quotes mean nothing
  base::Limits limits = {};  // max_depth of ${...}, max_expansion
};

// One word; errors are those of BuildKit: "unexpected end of statement while
// looking for matching single-quote", "missing ':' in substitution".
// Nothing in `word` is a variable, a quote or an escape.
bool IsPlainWord(std::string_view word, char escape);

base::Result<Value> ExpandWord(std::string_view word,
                               const VariableSource& variables,
                               const ExpandOptions& options = {});
// The same, then split at white space that is not quoted.
base::Result<std::vector<Value>> ExpandWords(std::string_view word,
                                             const VariableSource& variables,
                                             const ExpandOptions& options = {});

}  // namespace bulkhead::config
