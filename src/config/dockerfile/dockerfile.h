// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A Dockerfile as a typed document with the exact place of every word. The
// grammar is that of BuildKit's Dockerfile frontend 1.x; see lines.cc.
//
//   for (const Instruction& i : file.instructions) {
//     if (const CopyArgs* copy = i.copy()) ...
//   }
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "base/source.h"
#include "config/dockerfile/instruction.h"
#include "model/location.h"

namespace bulkhead::config {

// `# syntax=`, `# escape=`, `# check=` at the head of the file.
struct Directive {
  std::string name;  // in lower case
  std::string_view value;
  model::Range range;  // the comment, without line ending
  model::Range value_range;
  int line = 0;
};

// What `# check=skip=A,B;error=true;experimental=all` says.
struct CheckDirective {
  bool skip_all = false;
  std::vector<std::string> skip;  // names as written
  bool error = false;             // warnings fail the build
  bool experimental_all = false;
  std::vector<std::string> experimental;
};
// nullopt where the value is malformed.
std::optional<CheckDirective> ParseCheckDirective(std::string_view value);

struct Comment {
  model::Range range;  // from '#', without line ending
  int line = 0;
  std::string_view text;        // behind '#', trimmed
  bool in_instruction = false;  // between the lines of an instruction
  bool directive = false;
};

// Who refuses the file for an error: BuildKit's line parser (then there is no
// syntax tree), its reading of the single instruction, or its look at the file
// as a whole.
enum class SyntaxStage : std::uint8_t { kParser, kInstruction, kFile };

// One faulty place. The rest of the file was still parsed.
struct SyntaxError {
  std::string message;  // in BuildKit's words where it has some
  model::Range range;
  int line = 0;  // first line, and last one
  int end_line = 0;
  SyntaxStage stage = SyntaxStage::kInstruction;
  std::int32_t instruction = -1;  // its index; -1: none
};

// A construct that this program does not know: not assessed.
struct UnknownConstruct {
  std::string code;  // "unknown-syntax"
  std::string message;
  model::Range range;
  int line = 0;
};

// All views live as long as the Dockerfile, also when it was moved. Immutable
// once made, so any number of threads may read it.
struct Dockerfile {
  std::shared_ptr<const base::Source> source;
  char escape = '\\';
  std::vector<Directive> directives;
  // The value of `# check=`, parsed; nullopt without one.
  std::optional<CheckDirective> check;
  std::vector<Comment> comments;          // in order, directives included
  std::vector<Instruction> instructions;  // in order, faulty ones included
  std::vector<SyntaxError> errors;        // in order of place
  std::vector<UnknownConstruct> unknown;

  // BuildKit would not build this file.
  [[nodiscard]] bool refused() const { return !errors.empty(); }
  // The error that keeps BuildKit from making a syntax tree; null: none.
  [[nodiscard]] const SyntaxError* ParserError() const;
  [[nodiscard]] const Directive* FindDirective(std::string_view name) const;
  [[nodiscard]] std::string_view Text(model::Range range) const {
    return source->text().substr(range.begin, range.size());
  }
  // `instruction` is one of ours, not one nested in ONBUILD.
  [[nodiscard]] std::size_t IndexOf(const Instruction& instruction) const {
    return static_cast<std::size_t>(&instruction - instructions.data());
  }

  struct Storage;
  std::shared_ptr<Storage> storage;  // texts that are not in the file
};

// Parses any text: what is wrong stands in Dockerfile::errors, a missing FROM
// and an empty file, too. An Error only where the input can't be a Dockerfile:
// binary (NUL bytes), or a bound of `limits`.
base::Result<Dockerfile> ParseDockerfile(
    std::shared_ptr<const base::Source> source,
    const base::Limits& limits = {});

// The script of a RUN, CMD, ENTRYPOINT or HEALTHCHECK in shell form with its
// line structure: continuation backslashes and line ends are kept, comment
// lines and empty lines within it are left out. Scripts from here documents
// are as in `ScriptOf`. For tools that count lines and columns.
ScriptText ScriptWithLines(const Dockerfile& file,
                           const Instruction& instruction);

}  // namespace bulkhead::config
