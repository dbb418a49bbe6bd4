// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Edits that take something out of an instruction, or put a command at the end
// of a script. They keep what is around them: comments, continuation lines,
// indentation and quotes.
//
// All of them answer with no edit at all where the place is not simple enough
// to be sure of the result: in an exec form's first word, behind a variable,
// within $(...), where a comment would go, or where nothing would be left.
//
//   OfferFix(finding, false, "Check the signatures",
//            RemoveFlag(context, script, command, {"--allow-untrusted"}));
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

// Applied together; empty: there is no safe way.
using Edits = std::vector<model::Edit>;

// Sets the fix of a finding; does nothing where there is no edit.
void OfferFix(model::Finding& finding, bool safe, std::string description,
              Edits edits);

// Removes these words of one command, in order of place. `words` must not hold
// its name. A line that becomes empty goes as a whole, with the continuation
// that led to it. Elements of an exec form are removed with their comma.
Edits RemoveWords(const DockerfileContext& context, const Script& script,
                  const config::Command& command,
                  std::span<const config::Word* const> words);
// Removes every occurrence of the flags: `--name`, `--name=value`, and with
// `takes_value` also the word behind `--name`.
Edits RemoveFlag(const DockerfileContext& context, const Script& script,
                 const config::Command& command,
                 std::initializer_list<std::string_view> flags,
                 bool takes_value = false);
// Puts `text` in the place of a word that stands in the file as it is.
Edits ReplaceWord(const DockerfileContext& context, const Script& script,
                  const config::Word& word, std::string text);

// Removes a command with its redirections, the operator that joins it and, in
// its place, the line continuation; `|| alternatives` of it go as well, and a
// pipeline goes as a whole. Where all other commands of the RUN are only there
// for this one (set, cd, fetching and removing a package index) the RUN goes.
Edits RemoveCommand(const DockerfileContext& context, const Script& script,
                    const config::Command& command);
// Removes `|| true` and `|| :` behind a command or a chain of && that begins
// with it, and 2>/dev/null in front of that.
Edits RemoveOrTrue(const DockerfileContext& context, const Script& script,
                   const config::Command& command);
// Adds "&& TEXT" (or a line, where the script consists of lines and stops on
// errors) at the end of a script, in the style of its last lines.
Edits AppendCommand(const DockerfileContext& context, const Script& script,
                    std::string_view text);
// Puts "TEXT &&" in front of a command, on a line of its own where the script
// is written so.
Edits InsertCommand(const DockerfileContext& context, const Script& script,
                    const config::Command& before, std::string_view text);
// Lets the failure of a command end its script: the list that holds it is
// joined by && instead of ;, a here document begins with set -e. Not where a
// command of the list is a test, which may say no.
Edits StopAtFailures(const DockerfileContext& context, const Script& script,
                     const config::Command& command);
// Every failure ends the script: by `set -e` as its first command, by SHELL, or
// by its #! line.
bool StopsOnError(const Script& script);
// The same, by SHELL or the #! line alone: ["/bin/bash", "-eo", "pipefail"].
bool ShellStopsOnError(const Script& script);
// set -e, set -eux, set -o errexit.
bool SetsErrexit(const config::Command& command);

// Tells by name and value (as far as it is known) of a variable.
using VariableTest =
    std::function<bool(std::string_view name, std::string_view value)>;
// Removes every assignment of a script for which `test` holds: in front of a
// command, of its own, and as an argument of export or env. Commands that were
// there for it alone go as a whole.
Edits RemoveVariables(const DockerfileContext& context, const Script& script,
                      const VariableTest& test);

// Removes a flag of the instruction itself: RUN --network=host.
Edits RemoveInstructionFlag(const DockerfileContext& context,
                            const config::Flag& flag);
// Edits that overlap can't be applied together: then there are none.
Edits WithoutOverlaps(Edits edits);

// Removes item `index` of an instruction whose arguments are `items` (pairs of
// ENV, ports of EXPOSE ...), the last one with its instruction. `outer` is the
// instruction of the file.
Edits RemoveItem(const DockerfileContext& context,
                 const config::Instruction& outer,
                 std::span<const model::Range> items, std::size_t index);
// The same for a pair of ENV, ARG or LABEL.
Edits RemovePair(const DockerfileContext& context,
                 const config::Instruction& outer, std::size_t index);
// Removes the lines of an instruction of the file, unless it is the only one;
// comments above it stay unless an empty line follows, by which they are about
// it alone; where one of them is a directive (an ignore) there is no edit.
Edits RemoveInstruction(const DockerfileContext& context,
                        const config::Instruction& outer);

}  // namespace bulkhead::check
