// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/dockerfile/evaluate.h"

#include <gtest/gtest.h>

#include "config/dockerfile/testing.h"

namespace bulkhead::config {
namespace {

// A text with its evaluation.
struct Evaluated {
  explicit Evaluated(std::string text, const EvaluateOptions& options = {})
      : file(ParseText(std::move(text))), result(Evaluate(file, options)) {}
  Dockerfile file;
  Evaluation result;
  [[nodiscard]] const Stage& stage(std::size_t i) const {
    return result.stages[i];
  }
  [[nodiscard]] const Value& argument(std::size_t instruction,
                                      std::size_t i) const {
    return result.values[instruction].arguments[i];
  }
  [[nodiscard]] std::string errors() const {
    std::string out;
    for (const EvaluationError& error : result.errors) {
      out += base::Format("{}: {}\n", error.instruction->first_line,
                          error.message);
    }
    return out;
  }
  [[nodiscard]] std::string undefined() const {
    std::string out;
    for (const UndefinedUse& use : result.undefined) {
      out += base::Format("{}: {}{}{}{} ({})\n", use.instruction->first_line,
                          use.name, use.in_from ? " in FROM" : "",
                          use.base_may_define ? " base?" : "",
                          use.guarded ? " guarded" : "", use.did_you_mean);
    }
    return out;
  }
};

TEST(Evaluate, ReplacesVariablesByStage) {
  const Evaluated e(
      "ARG V=3.20\nFROM alpine:$V AS a\nARG V\nENV D=/app\n"
      "ENV D=/srv E=$D\nWORKDIR $D\nCOPY x ${E}/$V\n"
      "FROM scratch\nCOPY y $V/z\n");
  EXPECT_EQ(e.stage(0).base.text, "alpine:3.20");
  EXPECT_EQ(e.stage(0).image.tag, "3.20");
  EXPECT_TRUE(e.argument(5, 0).Is("/srv"));
  EXPECT_TRUE(e.argument(6, 1).Is("/app/3.20"));
  EXPECT_TRUE(e.argument(8, 1).Is("/z"));
  EXPECT_EQ(e.undefined(), "9: V ()\n");
}

TEST(Evaluate, TakesBuildArguments) {
  EvaluateOptions options;
  options.build_args = {{"V", "2"}, {"X", "y"}};
  const Evaluated e(
      "ARG V=1\nFROM a:$V\nARG X=z\nARG NONE\nUSER $X$V\n"
      "USER a$NONE\n",
      options);
  EXPECT_TRUE(e.stage(0).base.Is("a:2"));
  EXPECT_EQ(e.argument(4, 0).Default(), "y");
  EXPECT_EQ(e.argument(5, 0).knowledge, Knowledge::kPartly);
  EXPECT_EQ(e.argument(5, 0).text, "a$NONE");
  EXPECT_EQ(e.argument(5, 0).Default(), "a");
}

TEST(Evaluate, KnowsWhatItDoesNotKnow) {
  const Evaluated e(
      "ARG BASE\nARG P=$TARGETARCH\nFROM $BASE\nFROM --platform=$BUILDPLATFORM "
      "debian\nARG TARGETARCH\nENV PATH=/x:$PATH L=$LIBS:/y\nUSER $NB\n"
      "COPY a-$TARGETARCH /\n");
  EXPECT_EQ(e.stage(0).base.knowledge, Knowledge::kUnknown);
  EXPECT_EQ(e.stage(1).platform.knowledge, Knowledge::kUnknown);
  EXPECT_EQ(e.result.values[5].pairs[0].knowledge, Knowledge::kPartly);
  EXPECT_EQ(e.result.values[5].pairs[1].text, "$LIBS:/y");
  EXPECT_FALSE(e.stage(1).user.value.known());
  EXPECT_EQ(e.argument(7, 0).known_prefix(), "a-");
  EXPECT_EQ(e.undefined(), "6: LIBS base? ()\n7: NB base? ()\n");
  EXPECT_EQ(e.errors(), "");
}

TEST(Evaluate, LetsEnvWinOverArg) {
  const Evaluated e("FROM scratch\nENV A=env\nARG A=arg\nUSER $A\n");
  EXPECT_TRUE(e.argument(3, 0).Is("env"));
}

TEST(Evaluate, NamesUndefinedVariables) {
  const Evaluated e(
      "ARG VERSION=1\nFROM a:$VERSIN\nENV HOST=x\nUSER $HOTS\n"
      "COPY ${OPT:-a} /\n");
  EXPECT_EQ(e.undefined(),
            "2: VERSIN in FROM (VERSION)\n4: HOTS base? (HOST)\n"
            "5: OPT base? guarded ()\n");
}

TEST(Evaluate, InheritsSettings) {
  const Evaluated e(
      "FROM scratch AS a\nUSER 1:2\nWORKDIR /a\nWORKDIR b\nEXPOSE 80 90/udp\n"
      "VOLUME /v\nCMD [\"x\"]\nSHELL [\"/bin/bash\", \"-c\"]\nLABEL l=1\n"
      "ENV K=v\nFROM A\nENTRYPOINT [\"y\"]\nHEALTHCHECK NONE\n"
      "STOPSIGNAL SIGINT\nFROM debian\nWORKDIR rel\n");
  const Stage& b = e.stage(1);
  EXPECT_EQ(b.base_stage, 0);
  EXPECT_EQ(b.root_stage, 0);
  EXPECT_TRUE(b.user.value.Is("1:2"));
  EXPECT_EQ(b.user.stage, 0);
  EXPECT_TRUE(b.workdir.value.Is("/a/b"));
  EXPECT_EQ(b.shell_words[0], "/bin/bash");
  EXPECT_FALSE(b.cmd.set());
  EXPECT_TRUE(b.entrypoint.value.Is("y"));
  EXPECT_TRUE(b.healthcheck.set());
  ASSERT_EQ(b.exposed.size(), 2u);
  EXPECT_TRUE(b.exposed[0].value.Is("80/tcp"));
  EXPECT_EQ(b.labels.size(), 1u);
  ASSERT_EQ(e.result.EnvironmentOf(b).size(), 1u);
  EXPECT_EQ(e.result.EnvironmentOf(b)[0]->name, "K");
  const Stage& c = e.stage(2);
  EXPECT_FALSE(c.user.set() || c.user.value.known());
  EXPECT_FALSE(c.workdir.value.known());
  EXPECT_EQ(c.workdir.value.text, "rel");
}

TEST(Evaluate, ExposesPortsOfAVariable) {
  const Evaluated e("FROM scratch\nENV P=\"80 81/udp\"\nEXPOSE $P\n");
  ASSERT_EQ(e.stage(0).exposed.size(), 2u);
  EXPECT_TRUE(e.stage(0).exposed[1].value.Is("81/udp"));
}

TEST(Evaluate, BuildsTheGraph) {
  const Evaluated e(
      "FROM a AS one\nFROM b AS two\nFROM two AS three\n"
      "RUN --mount=from=one,target=/x y\nFROM c AS unused\nFROM three\n"
      "COPY --from=1 a b\nCOPY --from=img:1 a b\n");
  const Stage* target = e.result.target();
  ASSERT_NE(target, nullptr);
  EXPECT_EQ(target->index, 4);
  std::string needed;
  std::string final_stages;
  for (const Stage& stage : e.result.stages) {
    if (stage.needed) needed += base::Format("{} ", stage.index);
    if (stage.in_final) final_stages += base::Format("{} ", stage.index);
  }
  EXPECT_EQ(needed, "0 1 2 4 ");
  EXPECT_EQ(final_stages, "1 2 4 ");
  ASSERT_EQ(target->dependencies.size(), 3u);
  EXPECT_EQ(target->dependencies[1].stage, 1);
  EXPECT_EQ(target->dependencies[2].ref.tag, "1");
  EXPECT_EQ(e.file.Text(target->dependencies[2].range), "img:1");
}

TEST(Evaluate, FindsTheTarget) {
  EvaluateOptions options;
  options.target = "ONE";
  EXPECT_EQ(Evaluated("FROM a AS one\nFROM b\n", options).result.target_stage,
            0);
  options.target = "none";
  EXPECT_EQ(Evaluated("FROM a\n", options).errors(),
            "1: target stage \"none\" could not be found\n");
}

TEST(Evaluate, SaysWhatCannotBeBuilt) {
  const struct {
    std::string_view text;
    std::string_view errors;
  } kCases[] = {
      {"FROM a AS x\nCOPY --from=y a b\nFROM b AS y\nCOPY --from=x a b\n",
       "4: circular dependency detected on stage: x\n"},
      {"FROM a AS x\nCOPY --from=x a b\n",
       "2: circular dependency detected on stage: x\n"},
      {"FROM a\nCOPY --from=3 a b\n", "2: invalid stage index 3\n"},
      {"FROM a\nCOPY --from=A:1 b c\n",
       "2: invalid image reference A:1: the repository name must be in lower "
       "case\n"},
      {"FROM a\nRUN --mount=type=bind,from=b:1:2,target=/b true\n",
       "2: invalid image reference b:1:2: invalid tag 1:2\n"},
      {"FROM a\nCOPY --from=b:1 /c /d\nCOPY --from=Builder /c /d\n", ""},
      {"FROM a\nCOPY --from=b:${X} /c /d\n", ""},
      {"FROM a\nCOPY https://x.org/y b\n",
       "2: source can't be a URL for COPY\n"},
      {"FROM \"\"\n", "1: base name (\"\") should not be blank\n"},
      {"FROM A:b\n",
       "1: invalid image reference A:b: the repository name must be in lower "
       "case\n"},
      {"FROM --platform=linux/${X} a\n",
       "1: failed to parse platform linux/${X}: \"\" is an invalid "
       "component\n"},
      {"FROM a\nUSER ${X:+y\n",
       "2: failed to process \"${X:+y\": syntax error: missing '}'\n"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(Evaluated(std::string(c.text)).errors(), c.errors) << c.text;
  }
}

TEST(Evaluate, BoundsWhatVariablesMake) {
  std::string text = "FROM scratch\nENV A=0123456789abcdef\n";
  for (int i = 0; i < 40; ++i) text += "ENV A=$A$A\n";
  const Evaluated e(std::move(text));
  ASSERT_FALSE(e.result.errors.empty());
  EXPECT_NE(e.result.errors[0].message.find("the expanded word is larger than"),
            std::string::npos);
  EXPECT_FALSE(e.result.KnownVariable("A", 41).has_value());
}

TEST(Evaluate, AcceptsFragmentsWithoutFrom) {
  const Evaluated e("ENV A=b\nUSER $A$C\n");
  EXPECT_TRUE(e.result.stages.empty());
  EXPECT_EQ(e.result.target(), nullptr);
  EXPECT_EQ(e.argument(1, 0).text, "b$C");
}

TEST(Evaluate, LooksVariablesUp) {
  const Evaluated e(
      "FROM a AS x\nENV A=1\nRUN b\nENV A=2\nFROM x\nARG N\nRUN c\n");
  EXPECT_EQ(e.result.KnownVariable("A", 2), "1");
  EXPECT_EQ(e.result.KnownVariable("A", 6), "2");
  EXPECT_EQ(e.result.KnownVariable("N", 6), std::nullopt);
  EXPECT_NE(e.result.Lookup("N", 6), nullptr);
  EXPECT_EQ(e.result.FindStage("0"), &e.result.stages[0]);
}

}  // namespace
}  // namespace bulkhead::config
