// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/shell/command_line.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace bulkhead::config {

namespace {

bool IsFlagWord(const Word& word) {
  return word.value.size() > 1 && word.value[0] == '-';
}

// -rFILE, -yqq, -yt RELEASE: letter by letter, up to the first that takes a
// value.
void AddCluster(std::span<const Word> args, const WordList& valued,
                std::size_t& i, CommandLine& line) {
  const Word& word = args[i];
  std::string_view text = word.value;
  for (std::size_t letter = 1; letter < text.size(); ++letter) {
    CommandFlag flag = {.name = text.substr(letter, 1), .word = &word};
    if (!flag.Matches(valued)) {
      line.flags.push_back(flag);
      continue;
    }
    flag.value = text.substr(letter + 1);
    base::ConsumePrefix(flag.value, "=");
    flag.value_word = &word;
    if (flag.value.empty() && i + 1 < args.size()) {
      flag.value_word = &args[++i];
      flag.value = flag.value_word->value;
    }
    line.flags.push_back(flag);
    return;
  }
}

void AddFlag(std::span<const Word> args, const CommandLineOptions& options,
             std::size_t& i, CommandLine& line) {
  const Word& word = args[i];
  std::string_view text = word.value;
  std::size_t equals = text.find('=');
  bool is_long = text[1] == '-' || !options.clusters;
  bool cluster = !is_long && text.size() > 2 && equals != 2 &&
                 !options.flags_with_value.Contains(text);
  if (cluster) {
    return AddCluster(args, options.flags_with_value, i, line);
  }
  CommandFlag flag = {.name = text.substr(0, equals), .word = &word};
  if (equals != std::string_view::npos) {
    flag.value = text.substr(equals + 1);
    flag.value_word = &word;
  } else if (options.flags_with_value.Contains(text) && i + 1 < args.size()) {
    flag.value_word = &args[++i];
    flag.value = flag.value_word->value;
  }
  line.flags.push_back(flag);
}

}  // namespace

bool CommandFlag::Matches(const WordList& list) const {
  if (name.size() == 1) {
    const std::array<char, 2> spelled = {'-', name[0]};
    return list.Contains({spelled.data(), spelled.size()});
  }
  return list.Contains(name) || list.Contains(word->value);
}

bool CommandLine::Has(const WordList& list) const {
  return Find(list) != nullptr;
}

int CommandLine::Count(const WordList& list) const {
  return static_cast<int>(std::count_if(
      flags.begin(), flags.end(),
      [&list](const CommandFlag& flag) { return flag.Matches(list); }));
}

const CommandFlag* CommandLine::Find(const WordList& list) const {
  if (list.empty()) return nullptr;
  for (std::size_t i = flags.size(); i-- > 0;) {
    if (flags[i].Matches(list)) return &flags[i];
  }
  return nullptr;
}

CommandLine ReadCommandLine(std::span<const Word> args,
                            const CommandLineOptions& options) {
  CommandLine line;
  bool flags = true;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (flags && args[i].Is("--")) {
      if (options.stops_at_dashes) break;
      flags = false;
    } else if (flags && IsFlagWord(args[i])) {
      AddFlag(args, options, i, line);
    } else {
      line.operands.push_back(&args[i]);
    }
  }
  return line;
}

}  // namespace bulkhead::config
