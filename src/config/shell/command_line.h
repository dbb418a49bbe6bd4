// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A command line, sorted into flags and operands. Only for the files of this
// folder.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "config/shell/shell.h"
#include "config/shell/word_list.h"

namespace bulkhead::config {

struct CommandFlag {
  // With its dashes and without =value. A letter of a cluster (-y of -qqy) has
  // no dash; Matches() knows that.
  std::string_view name;
  std::string_view value;
  const Word* word = nullptr;        // that holds the flag
  const Word* value_word = nullptr;  // that holds the value

  // The list, which has dashes, holds the flag.
  [[nodiscard]] bool Matches(const WordList& list) const;
};

struct CommandLine {
  std::vector<const Word*> operands;
  std::vector<CommandFlag> flags;

  [[nodiscard]] bool Has(const WordList& list) const;
  [[nodiscard]] int Count(const WordList& list) const;
  // The last one given; null where there is none.
  [[nodiscard]] const CommandFlag* Find(const WordList& list) const;
};

struct CommandLineOptions {
  WordList flags_with_value;
  bool clusters = true;          // -abc is -a -b -c
  bool stops_at_dashes = false;  // nothing behind -- counts
};

CommandLine ReadCommandLine(std::span<const Word> args,
                            const CommandLineOptions& options);

}  // namespace bulkhead::config
