// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the command line is made of: one table of commands and their flags, from
// which parsing, help, completion and the manual page are made.
#pragma once

#include <cstdio>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/exit_code.h"

namespace bulkhead::cli {

enum class FlagKind {
  kSwitch,         // --quiet
  kValue,          // --target NAME; the last one counts
  kList,           // --exclude GLOB, may be repeated
  kOptionalValue,  // --fix or --fix=unsafe
};

struct FlagInfo {
  std::string_view name;          // "--target"
  std::string_view short_name{};  // "-t"; "" without one
  FlagKind kind = FlagKind::kSwitch;
  std::string_view value{};  // "NAME", for help
  std::string_view help{};
  // What values there are, for checks and completion; empty: any.
  std::span<const std::string_view> choices{};
  std::string_view implied{};  // kOptionalValue: the value without one
  std::string_view group{};    // heading in help
};

struct Example {
  std::string_view line;
  std::string_view meaning;
};

class Arguments;

struct Command {
  std::string_view name;      // "check", "rules explain"
  std::string_view synopsis;  // "[PATH...]"
  std::string_view summary;   // one line
  std::string_view description{};
  std::span<const FlagInfo> flags{};
  std::span<const Example> examples{};
  std::size_t max_positionals = 0;
  bool hidden = false;
  // What completes positionals: "files", "rules", or a list of words.
  std::string_view completes{};
  model::ExitCode (*run)(const Arguments& arguments) = nullptr;
};

// Values of the flags and the rest of one command line.
class Arguments {
 public:
  [[nodiscard]] bool Has(std::string_view flag) const {
    return values_.contains(flag);
  }
  // The last value, or `otherwise`.
  [[nodiscard]] std::string Value(std::string_view flag,
                                  std::string_view otherwise = {}) const;
  [[nodiscard]] const std::vector<std::string>& Values(
      std::string_view flag) const;
  [[nodiscard]] const std::vector<std::string>& positionals() const {
    return positionals_;
  }

  void Set(std::string_view flag, std::vector<std::string> values) {
    values_[std::string(flag)] = std::move(values);
  }
  void SetPositionals(std::vector<std::string> words) {
    positionals_ = std::move(words);
  }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
  std::vector<std::string> positionals_;
};

// All commands, hidden ones included, in the order of help.
std::span<const Command* const> AllCommands();
const Command* FindCommand(std::string_view name);
// Flags that every command has.
std::span<const FlagInfo> CommonFlags();

struct Invocation {
  const Command* command = nullptr;
  Arguments arguments;
  bool wants_help = false;
  bool wants_version = false;
};
// An Error names what is wrong and what was perhaps meant.
base::Result<Invocation> ParseCommandLine(std::span<const std::string> words);

std::string HelpText(int width);
std::string HelpText(const Command& command, int width);
// The page bulkhead(1) in man(7) macros.
std::string ManualPage();
// A completion script; `shell` is bash, zsh or fish.
std::string CompletionScript(std::string_view shell);

// Runs the command line; the answer is the exit status.
int Main(int argc, char** argv);

}  // namespace bulkhead::cli
