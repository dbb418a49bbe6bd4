// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

using Aliases = std::vector<std::string>;

TEST(ShellFormCommand, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/shell-form-command";
  Catches(kRule, "FROM a:1\nCMD x\n", 2);
  Catches(kRule, "FROM a:1\nENTRYPOINT x && y\n", 2);
  CatchesNot(kRule, "FROM a:1\nCMD [\"x\"]\nENTRYPOINT [ ]\n");
  CatchesNot(kRule, "FROM a:1\nHEALTHCHECK CMD x\nRUN x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCMD x\n"),
            "CMD runs in a shell, which does not pass on signals");
}

TEST(ShellFormCommand, ShellThatWasChosen) {
  constexpr std::string_view kRule = "dockerfile/shell-form-command";
  constexpr std::string_view kText =
      "FROM a:1 AS a\nCMD x\nSHELL [\"/bin/bash\", \"-c\"]\nFROM a\n"
      "ENTRYPOINT y\n";
  std::vector<model::Finding> found = FindingsOf(kRule, kText);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].aliases, (Aliases{"DL3025", "JSONArgsRecommended"}));
  EXPECT_EQ(found[1].aliases, Aliases{"DL3025"});
  EXPECT_EQ(found[1].message, "ENTRYPOINT runs in the shell that SHELL names");
  EXPECT_EQ(found[1].severity, model::Severity::kInfo);
}

TEST(ShellFormCommand, Fixes) {
  constexpr std::string_view kRule = "dockerfile/shell-form-command";
  Fixes(kRule, "FROM a:1\nCMD exec x -a 'b c' \"d\\\"e\"\n",
        "FROM a:1\nCMD [\"x\", \"-a\", \"b c\", \"d\\\"e\"]\n");
  Fixes(kRule, "FROM a:1\nENTRYPOINT  x \\\n  y\n",
        "FROM a:1\nENTRYPOINT  [\"x\", \"y\"]\n");
  for (std::string_view needs_shell :
       {"x && y", "x $Y", "x > y", "A=b x", "x *.txt", "cd /x", "x &", "( x )",
        "x `y`", "x ~/y", "if x; then y; fi"}) {
    std::string text = base::Format("FROM a:1\nCMD {}\n", needs_shell);
    std::vector<model::Finding> found = FindingsOf(kRule, text);
    ASSERT_EQ(found.size(), 1u) << text;
    EXPECT_FALSE(found[0].fix) << text;
  }
}

TEST(ShellFormHealthcheck, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/shell-form-healthcheck";
  Catches(kRule, "FROM a:1\nHEALTHCHECK --interval=5s CMD x || exit 1\n", 2);
  CatchesNot(kRule, "FROM a:1\nHEALTHCHECK CMD [\"x\"]\n");
  CatchesNot(kRule, "FROM a:1\nHEALTHCHECK NONE\nCMD x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nHEALTHCHECK CMD x\n"),
            "The command of HEALTHCHECK runs in a shell");
  Fixes(kRule, "FROM a:1\nHEALTHCHECK CMD x -y\n",
        "FROM a:1\nHEALTHCHECK CMD [\"x\", \"-y\"]\n");
}

}  // namespace
}  // namespace bulkhead::check
