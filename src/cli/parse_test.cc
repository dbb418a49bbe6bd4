// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "cli/command.h"

namespace bulkhead::cli {
namespace {

base::Result<Invocation> Parse(std::vector<std::string> words) {
  return ParseCommandLine(words);
}

TEST(ParseCommandLine, TakesFlagsAndPaths) {
  base::Result<Invocation> parsed =
      Parse({"check", "a", "--target", "x", "-o", "json", "--output=sarif=f",
             "--allow-gaps", "-"});
  ASSERT_TRUE(parsed.ok()) << parsed.error().message;
  const Arguments& arguments = parsed.value().arguments;
  EXPECT_EQ(parsed.value().command->name, "check");
  EXPECT_EQ(arguments.positionals(), (std::vector<std::string>{"a", "-"}));
  EXPECT_EQ(arguments.Value("--target"), "x");
  EXPECT_EQ(arguments.Values("--output"),
            (std::vector<std::string>{"json", "sarif=f"}));
  EXPECT_TRUE(arguments.Has("--allow-gaps"));
  EXPECT_FALSE(arguments.Has("--fail-on"));
}

TEST(ParseCommandLine, FindsSubcommands) {
  base::Result<Invocation> parsed = Parse({"rules", "explain", "DL3007"});
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed.value().command->name, "rules explain");
  EXPECT_EQ(parsed.value().arguments.positionals(),
            std::vector<std::string>{"DL3007"});
}

TEST(ParseCommandLine, ErrorsSayWhatWasMeant) {
  struct Row {
    std::vector<std::string> words;
    const char* message;
  };
  const Row kRows[] = {
      {{"chekc"},
       "there is no command chekc; did you mean check?; try bulkhead --help"},
      {{"rules", "explian"},
       "there is no command rules explian; did you mean rules explain?; try "
       "bulkhead --help"},
      {{"help", "policy", "shwo"},
       "there is no command policy shwo; did you mean policy show?; try "
       "bulkhead --help"},
      {{"check", "--targt", "x"},
       "bulkhead check has no flag --targt; did you mean --target?; try "
       "bulkhead check --help"},
      {{"check", "--fail-on", "hihg"},
       "--fail-on takes none, info, low, medium, high, critical, not hihg; did "
       "you mean high?; try bulkhead check --help"},
      {{"man", "x"},
       "bulkhead man takes no arguments, found x; try bulkhead man --help"},
      {{"check", "--target"},
       "--target: 1 required TEXT missing; try bulkhead check --help"},
  };
  for (const Row& row : kRows) {
    base::Result<Invocation> parsed = Parse(row.words);
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(parsed.error().message, row.message);
  }
}

TEST(ParseCommandLine, HelpAndVersionWinOverAll) {
  EXPECT_TRUE(Parse({}).value().wants_help);
  EXPECT_TRUE(Parse({"--help"}).value().wants_help);
  EXPECT_TRUE(Parse({"check", "-h"}).value().wants_help);
  EXPECT_EQ(Parse({"help", "check"}).value().command->name, "check");
  EXPECT_TRUE(Parse({"--version"}).value().wants_version);
}

}  // namespace
}  // namespace bulkhead::cli
