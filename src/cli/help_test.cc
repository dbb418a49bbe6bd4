// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/command.h"

namespace bulkhead::cli {
namespace {

TEST(Help, NamesEveryVisibleCommandOnly) {
  std::string help = HelpText(100);
  std::string manual = ManualPage();
  for (const Command* command : AllCommands()) {
    std::string line = base::Format("\n  {} ", command->name);
    EXPECT_EQ(base::Contains(help, line), !command->hidden) << command->name;
    std::string heading = base::Format(".SS \"bulkhead {}", command->name);
    EXPECT_EQ(base::Contains(manual, heading), !command->hidden);
  }
  for (const FlagInfo& flag : CommonFlags()) {
    EXPECT_TRUE(base::Contains(manual, flag.help)) << flag.name;
  }
}

TEST(Help, ListsEveryFlagOfACommand) {
  for (const Command* command : AllCommands()) {
    std::string help = HelpText(*command, 80);
    for (const FlagInfo& flag : command->flags) {
      EXPECT_TRUE(base::Contains(help, flag.name)) << flag.name;
      EXPECT_FALSE(flag.help.empty()) << flag.name;
    }
    if (!command->hidden) {
      EXPECT_FALSE(command->examples.empty() && command->name != "rules list")
          << command->name;
    }
  }
}

TEST(Help, FitsTheWidth) {
  std::string help = HelpText(60);
  for (std::string_view line : base::Split(help, '\n')) {
    // Lines of examples are commands and stay whole.
    if (line.starts_with("  bulkhead ")) continue;
    EXPECT_LE(base::DisplayWidth(line), 75u) << line;
  }
}

TEST(Completion, CoversCommandsAndFlags) {
  for (std::string_view shell : {"bash", "zsh", "fish"}) {
    std::string script = CompletionScript(shell);
    EXPECT_TRUE(base::Contains(script, "fail-on")) << shell;
    EXPECT_TRUE(base::Contains(script, "completion")) << shell;
    EXPECT_FALSE(base::Contains(script, "dockerfile-tree")) << shell;
    EXPECT_FALSE(base::Contains(script, " dev ")) << shell;
  }
  EXPECT_EQ(CompletionScript("tcsh"), "");
}

TEST(Completion, KnowsTheValuesOfFlags) {
  std::string bash = CompletionScript("bash");
  // A word behind --fix is a path: only behind "=" are there values.
  EXPECT_TRUE(
      base::Contains(bash, "\n        --fix=) words=\"safe unsafe\" ;;"));
  EXPECT_TRUE(base::Contains(bash,
                             "\n        --output=|--output|-o) words=\""
                             "github gitlab html json"));
  std::string fish = CompletionScript("fish");
  EXPECT_TRUE(base::Contains(
      fish,
      "complete -c bulkhead -n \"__fish_seen_subcommand_from rules; and "
      "__fish_seen_subcommand_from explain\" -a \"(bulkhead rules list --ids "
      "2>/dev/null)\"\n"));
}

}  // namespace
}  // namespace bulkhead::cli
