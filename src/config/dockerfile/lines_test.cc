// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Physical lines to instructions: continuations, comments, directives, here
// documents, encodings, faults.
#include <gtest/gtest.h>

#include "config/dockerfile/testing.h"
#include "config/dockerfile/tree.h"

namespace bulkhead::config {
namespace {

// "FIRST-LAST (tree)" of each instruction, or the error.
std::string Tree(std::string text) {
  const Dockerfile file = ParseText(std::move(text));
  const base::Result<DockerfileTree> tree = TreeOf(file);
  if (!tree.ok()) return tree.error().message;
  std::string out;
  for (std::size_t i = 0; i < tree.value().lines.size(); ++i) {
    out +=
        base::Format("{}-{} {}\n", tree.value().line_ranges[i].first,
                     tree.value().line_ranges[i].second, tree.value().lines[i]);
  }
  return out;
}

TEST(Lines, JoinsContinuations) {
  EXPECT_EQ(Tree("RUN a \\\n  b\nRUN c\\\nd"),
            "1-2 (run \"a   b\")\n3-4 (run \"cd\")\n");
  EXPECT_EQ(Tree("RUN a \\  \n\n# no\n b\n"), "1-4 (run \"a  b\")\n");
  EXPECT_EQ(Tree("RUN a \\\\\nRUN b"),
            "1-1 (run \"a \\\\\\\\\")\n2-2 (run \"b\")\n");
  EXPECT_EQ(Tree("RUN a \\"), "1-1 (run \"a\")\n");
  EXPECT_EQ(Tree("\\\nRUN a"), "1-2 (run \"a\")\n");
}

TEST(Lines, ObeysTheEscapeDirective) {
  EXPECT_EQ(Tree("# escape=`\nRUN dir C:\\\nRUN a `\n b\n"),
            "2-2 (run \"dir C:\\\\\")\n3-4 (run \"a  b\")\n");
}

TEST(Lines, ReadsEncodings) {
  EXPECT_EQ(Tree("\xEF\xBB\xBF"
                 "FROM a\r\nRUN b \\\r\n c\r\n"),
            "1-1 (from \"a\")\n2-3 (run \"b  c\")\n");
  EXPECT_EQ(Tree("RUN \xFF\n"), "1-1 (run \"\\xff\")\n");
}

TEST(Lines, ReadsForms) {
  EXPECT_EQ(Tree("CMD [\"a\", \"b\"]\nCMD [a]\nVOLUME a\tb\n"),
            "1-1 (cmd \"a\" \"b\")\n2-2 (cmd \"[a]\")\n"
            "3-3 (volume \"a\" \"b\")\n");
  EXPECT_EQ(
      Tree("ENV a=b 'c d'=e\nENV a b  c\nARG x y=\"1 2\"\n"),
      "1-1 (env \"a\" \"b\" \"=\" \"'c d'\" \"e\" \"=\")\n"
      "2-2 (env \"a\" \"b  c\" \"\")\n3-3 (arg \"x\" \"y=\\\"1 2\\\"\")\n");
  EXPECT_EQ(Tree("ONBUILD COPY --from=x a b\nHealthCheck --retries=1 CMD a\n"),
            "1-1 (onbuild (copy [\"--from=x\"] \"a\" \"b\"))\n"
            "2-2 (healthcheck [\"--retries=1\"] \"CMD\" \"a\")\n");
  EXPECT_EQ(Tree("COPY --chown=\"a b\" -- --x y\nFOO bar\n"),
            "1-1 (copy [\"--chown=a b\"] \"--x\" \"y\")\n2-2 (foo \"\")\n");
}

TEST(Lines, ReadsHereDocuments) {
  const Dockerfile file = ParseText(
      "RUN <<A cat <<-'B b' && echo\none\nA\n\ttwo\n\t\tB b\nCOPY << C /d\nC\n"
      "RUN [\"<<D\"]\nUSER x\n");
  EXPECT_EQ(ErrorsOf(file), "1: no FROM in front of RUN\n");
  ASSERT_EQ(file.instructions.size(), 4u);
  const Instruction& run = file.instructions[0];
  EXPECT_EQ(run.last_line, 5);
  ASSERT_EQ(run.heredocs.size(), 2u);
  EXPECT_EQ(run.heredocs[0].name, "A");
  EXPECT_TRUE(run.heredocs[0].expand);
  EXPECT_EQ(run.heredocs[0].content, "one\n");
  EXPECT_EQ(file.Text(run.heredocs[0].word_range), "<<A");
  EXPECT_EQ(run.heredocs[1].name, "B b");
  EXPECT_FALSE(run.heredocs[1].expand);
  EXPECT_EQ(run.heredocs[1].content, "\ttwo\n");
  const ScriptText body = run.heredocs[1].Body();
  EXPECT_EQ(body.text, "two\n");
  EXPECT_EQ(file.source->text().substr(body.map.ToFile(0), 3), "two");
  EXPECT_EQ(run.run()->script.text,
            "<<A cat <<-'B b' && echo\none\nA\n\ttwo\nB b");
  EXPECT_EQ(file.instructions[1].heredocs.size(), 1u);
  EXPECT_TRUE(file.instructions[2].heredocs.empty());
}

TEST(Lines, TakesAHereDocumentAloneForTheScript) {
  const Dockerfile file = ParseText("RUN --network=none <<-EOF\n\ta\n\tEOF\n");
  const RunArgs* run = file.instructions[0].run();
  ASSERT_NE(run, nullptr);
  EXPECT_TRUE(run->script_is_heredoc);
  EXPECT_EQ(run->script.text, "a\n");
  EXPECT_EQ(run->script.map.ToFile(0), 27u);
}

TEST(Lines, ReadsDirectives) {
  const Dockerfile file = ParseText(
      "#!/bin/x\n# Syntax = docker/dockerfile:1 \n#escape=`\n"
      "#check=skip=A, B;error=true\n# c\n# check=skip=C\nFROM a\n");
  ASSERT_EQ(file.directives.size(), 3u);
  EXPECT_EQ(file.directives[0].name, "syntax");
  EXPECT_EQ(file.Text(file.directives[0].value_range), "docker/dockerfile:1");
  EXPECT_EQ(file.directives[2].value, "skip=A, B;error=true");
  EXPECT_EQ(file.escape, '`');
  ASSERT_TRUE(file.check.has_value());
  EXPECT_EQ(file.check->skip, std::vector<std::string>{"A"});
  EXPECT_TRUE(file.unknown.empty());
  EXPECT_EQ(file.comments.size(), 6u);
  EXPECT_EQ(file.instructions[0].comment_count, 2u);
}

TEST(Lines, NamesUnknownSyntax) {
  const Dockerfile file = ParseText("# syntax=example/other:2\nFROM a\n");
  ASSERT_EQ(file.unknown.size(), 1u);
  EXPECT_EQ(file.unknown[0].code, "unknown-syntax");
  EXPECT_EQ(file.unknown[0].message,
            "the file asks for the syntax example/other:2, which this program "
            "does not know; it was read as docker/dockerfile:1");
}

TEST(Lines, FindsCommentsAndEmptyLines) {
  const Dockerfile file =
      ParseText("# a\n\n# b\n# c\nFROM x\nRUN a \\\n  # in\n\n  b\n");
  ASSERT_EQ(file.comments.size(), 4u);
  EXPECT_EQ(file.comments[2].text, "c");
  EXPECT_TRUE(file.comments[3].in_instruction);
  EXPECT_EQ(file.comments[3].line, 7);
  EXPECT_EQ(file.instructions[0].first_comment, 1u);
  EXPECT_EQ(file.instructions[0].comment_count, 2u);
  EXPECT_EQ(file.instructions[1].comment_count, 0u);
  ASSERT_EQ(file.instructions[1].empty_lines.size(), 1u);
  EXPECT_EQ(file.source->At(file.instructions[1].empty_lines[0].begin).line, 8);
}

TEST(Lines, GivesExactPlaces) {
  const Dockerfile file = ParseText(
      "FROM --platform=x a AS b\nCOPY --from=b \\\n# c\n c/d \\\n [e]\n");
  const Instruction& from = file.instructions[0];
  EXPECT_EQ(file.Text(from.from()->platform.range), "x");
  EXPECT_EQ(file.Text(from.from()->stage_name.range), "b");
  const Instruction& copy = file.instructions[1];
  EXPECT_EQ(file.Text(copy.copy()->from.range), "b");
  EXPECT_EQ(file.Text(copy.copy()->sources[0].range), "c/d");
  EXPECT_EQ(file.Text(copy.copy()->dest.range), "[e]");
  EXPECT_EQ(file.source->text().substr(copy.range.begin, 4), "COPY");
  EXPECT_EQ(copy.range.end, file.source->text().size() - 1);
}

TEST(Lines, KeepsLinesForOtherTools) {
  const Dockerfile file =
      ParseText("RUN a \\\n# c\n\n  b && \\\n c <<E\nx\\\ny\nE\n");
  const ScriptText script = ScriptWithLines(file, file.instructions[0]);
  EXPECT_EQ(script.text, "a \\\n  b && \\\n c <<E\nx\\\ny\nE");
  for (const std::string_view part : {"a", "b &&", "c <<E", "x\\\ny", "E"}) {
    const std::size_t at = script.text.find(part);
    EXPECT_EQ(file.source->text().substr(script.map.ToFile(at), part.size()),
              part);
  }
}

struct Fault {
  std::string_view text;
  std::string_view errors;
};

TEST(Lines, SaysWhatIsWrong) {
  const Fault kCases[] = {
      {"", "1: file with no instructions\n"},
      {"# only\n", "1: file with no instructions\n"},
      {"ARG a\n", "1: dockerfile contains no stages to build\n"},
      {"ARG a\nRUN b\n", "2: no FROM in front of RUN\n"},
      {"FROM a\nRUN <<E\nx\n", "2: unterminated heredoc\n"},
      {"FROM a\nENV x\nLABEL a=b c\nUSER\nCOPY a\n",
       "2: ENV must have two arguments\n"
       "3: Syntax error - can't find = in \"c\". Must be of the form: "
       "name=value\n"
       "4: USER requires exactly one argument\n"
       "5: COPY requires at least two arguments, but only one was provided. "
       "Destination could not be determined\n"},
      {"FROM a\nCMD [\"a\", 1]\n",
       "2: when using JSON array syntax, arrays must be comprised of strings "
       "only\n"},
      {"# escape=x\nFROM a\n",
       "1: invalid escape token 'x' does not match ` "
       "or \\\n"},
      {"# check=skip=A\n# check=skip=B\nFROM a\n",
       "2: only one check parser directive can be used\n"},
      {"FROM a\nCOPPY a b\n",
       "2: unknown instruction: COPPY (did you mean COPY?)\n"},
      {"FROM a\nCOPY --form=x a b\nADD --link=y a b\nCOPY --from a b\n"
       "COPY --chown=1 --chown=2 a b\n",
       "2: unknown flag: --form (did you mean from?)\n"
       "3: expecting boolean value for flag --link, not: y\n"
       "4: missing a value on flag: --from\n"
       "5: duplicate flag specified: --chown\n"},
      {"FROM a AS 1x\nFROM a b\n",
       "1: invalid name for build stage: \"1x\", name can't start with a "
       "number or contain symbols\n"
       "2: FROM requires either one or three arguments\n"},
      {"FROM a\nHEALTHCHECK CMD\nHEALTHCHECK NONE x\nHEALTHCHECK x\n"
       "HEALTHCHECK --interval=5 CMD x\nSHELL sh\nONBUILD FROM b\n",
       "2: Missing command after HEALTHCHECK CMD\n"
       "3: HEALTHCHECK NONE takes no arguments\n"
       "4: Unknown type \"X\" in HEALTHCHECK (try CMD)\n"
       "5: time: invalid duration \"5\" for --interval\n"
       "6: SHELL requires the arguments to be in JSON form\n"
       "7: FROM isn't allowed as an ONBUILD trigger\n"},
      {"FROM a\nRUN --mount=type=tmp,target=/x a\nRUN --mount=foo=b a\n"
       "COPY a <<E\nE\nVOLUME [\"\"]\n",
       "2: unsupported mount type \"tmp\"\n"
       "3: unexpected key 'foo' in 'foo=b'\n"
       "4: COPY cannot accept a heredoc as a destination\n"
       "6: VOLUME specified can not be an empty string\n"},
  };
  for (const Fault& c : kCases) {
    EXPECT_EQ(ErrorsOf(ParseText(std::string(c.text))), c.errors) << c.text;
  }
}

TEST(Lines, RefusesWhatIsNoText) {
  const base::Result<Dockerfile> binary = ParseDockerfile(
      std::make_shared<base::Source>("x", std::string("FROM a\nRUN \0", 12)));
  ASSERT_FALSE(binary.ok());
  EXPECT_EQ(binary.error().message,
            "not a Dockerfile: line 2 has a NUL byte, so the file is binary or "
            "not in UTF-8");
  base::Limits limits;
  limits.max_bytes = 4;
  const base::Result<Dockerfile> large =
      ParseDockerfile(std::make_shared<base::Source>("x", "FROM a"), limits);
  ASSERT_FALSE(large.ok());
  EXPECT_EQ(large.error().message, "the file has 6 bytes; at most 4 are read");
  limits = {};
  limits.max_entries = 2;
  const base::Result<Dockerfile> many = ParseDockerfile(
      std::make_shared<base::Source>("x", "FROM a\nUSER b\nUSER c\n"), limits);
  ASSERT_FALSE(many.ok());
  EXPECT_EQ(many.error().message, "more than 2 instructions");
}

TEST(Lines, LimitsTheLengthOfALine) {
  EXPECT_EQ(ErrorsOf(ParseText("FROM a\nRUN " + std::string(65'531, 'x'))), "");
  EXPECT_EQ(
      ErrorsOf(ParseText("FROM a\nRUN " + std::string(65'532, 'x') + "\n")),
      "2: dockerfile line greater than maximum allowed size of 65535\n");
}

TEST(Lines, SurvivesChainsOfOnbuild) {
  std::string text = "FROM a\n";
  for (int i = 0; i < 5'000; ++i) text += "ONBUILD ";
  EXPECT_EQ(ErrorsOf(ParseText(text + "RUN x\n")),
            "2: Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed\n");
}

}  // namespace
}  // namespace bulkhead::config
