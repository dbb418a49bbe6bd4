// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/script_edits.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "check/dockerfile/structure.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

using config::Command;

using Operation = std::function<Edits(const DockerfileContext& context,
                                      const Script& script, const Command& c)>;

std::string Apply(std::string text, Edits edits) {
  if (edits.empty()) return "none";
  for (std::size_t i = edits.size(); i-- > 0;) {
    text.replace(edits[i].range.begin, edits[i].range.size(),
                 edits[i].replacement);
  }
  return text;
}

// The text after `operation` on the first command named "cut", or on the last
// one of the first script where there is none; "none" without an edit.
std::string After(const std::string& text, const Operation& operation) {
  auto source = std::make_shared<const base::Source>("Dockerfile", text);
  base::Result<config::Dockerfile> file = config::ParseDockerfile(source);
  if (!file.ok()) return file.error().message;
  config::Evaluation evaluation = config::Evaluate(file.value(), {});
  DockerfileOptions options;
  DockerfileContext context =
      MakeDockerfileContext(file.value(), evaluation, options, nullptr);
  if (context.scripts.empty()) return "no script";
  for (const Script& script : context.scripts) {
    for (const Command& command : script.shell.commands()) {
      if (!command.Is("cut")) continue;
      return Apply(text, operation(context, script, command));
    }
  }
  const Script& script = context.scripts.front();
  return Apply(text,
               operation(context, script, script.shell.commands().back()));
}

struct Case {
  std::string before;
  std::string after;
};

TEST(ScriptEdits, RemoveCommand) {
  const Case kCases[] = {
      // The operator in front of the line, or at its end.
      {"RUN a && cut b && c\n", "RUN a && c\n"},
      {"RUN cut && c\n", "RUN c\n"},
      {"RUN a && cut\n", "RUN a\n"},
      {"RUN a \\\n  && cut x \\\n  && c\n", "RUN a \\\n  && c\n"},
      {"RUN a \\\n  && cut x\nUSER 1\n", "RUN a\nUSER 1\n"},
      {"RUN cut x \\\n  && c\n", "RUN c\n"},
      {"RUN a && \\\n  cut x && \\\n  c\n", "RUN a && \\\n  c\n"},
      {"RUN a && \\\n  cut \\\n    x\nUSER 1\n", "RUN a\nUSER 1\n"},
      {"RUN \\\n  cut && \\\n  c\n", "RUN \\\n  c\n"},
      {"RUN set -e; \\\n  cut; \\\n  c\n", "RUN set -e; \\\n  c\n"},
      {"RUN a; \\\n  cut;\nUSER 1\n", "RUN a;\nUSER 1\n"},
      {"RUN a; cut; c\n", "RUN a; c\n"},
      // Comments stay, and so does everything where one is in the middle.
      {"RUN a && \\\n  # why\n  cut && \\\n  c\n",
       "RUN a && \\\n  # why\n  c\n"},
      {"RUN cut && \\\n  # why\n  c\n", "RUN \\\n  # why\n  c\n"},
      {"RUN cut x \\\n  # why\n  && c\n", "RUN \\\n  # why\n  c\n"},
      {"RUN a && \\\n  # why\n  cut\n", "none"},
      // Alternatives and pipelines go with it.
      {"RUN a && cut || true && c\n", "RUN a && c\n"},
      {"RUN a && yes | cut && c\n", "RUN a && c\n"},
      {"RUN a && cut > x 2>&1 && c\n", "RUN a && c\n"},
      {"RUN a || cut\n", "none"},
      {"RUN a && ! cut\n", "none"},
      {"RUN a && x $(cut)\n", "none"},
      {"RUN a && sh -c 'b; cut'\n", "none"},
      {"RUN cut & a\n", "none"},
      // Groups.
      {"RUN if x; then a; cut; fi\n", "RUN if x; then a; fi\n"},
      {"RUN if x; then cut; fi && b\n", "none"},
      {"RUN (a && cut) && b\n", "RUN (a) && b\n"},
      // The whole RUN.
      {"FROM a\nRUN cut\nUSER 1\n", "FROM a\nUSER 1\n"},
      {"FROM a\n\nRUN cut\n\nUSER 1\n", "FROM a\n\nUSER 1\n"},
      {"FROM a\n\n# Why\n# so\nRUN cut\n\nUSER 1\n", "FROM a\n\nUSER 1\n"},
      {"FROM a\n# Why\nRUN cut\nUSER 1\n", "FROM a\n# Why\nUSER 1\n"},
      {"FROM a\n# RUN x\nRUN cut\n\nUSER 1\n", "FROM a\n# RUN x\n\nUSER 1\n"},
      {"RUN set -ex && apt-get update && cut && apt-get clean\nUSER 1\n",
       "USER 1\n"},
      {"RUN apt-get update && cut\nRUN apt-get install -y x\n", "none"},
      {"# hadolint ignore=DL1\nRUN cut\nUSER 1\n", "none"},
      {"FROM a\nONBUILD RUN cut\nUSER 1\n", "FROM a\nUSER 1\n"},
      {"RUN cut\n", "none"},
      {"RUN [\"cut\", \"x\"]\n", "none"},
      // Here documents.
      {"RUN <<EOF\na\ncut x\nb\nEOF\n", "RUN <<EOF\na\nb\nEOF\n"},
      {"RUN <<EOF\na\ncut <<X\nx\nX\nb\nEOF\n", "none"},
      {"RUN a && cut <<EOF && b\nx\nEOF\n", "none"},
  };
  for (const Case& one : kCases) {
    EXPECT_EQ(After(one.before, &RemoveCommand), one.after) << one.before;
  }
}

TEST(ScriptEdits, RemoveWords) {
  const Case kCases[] = {
      {"RUN cut --no a\n", "RUN cut a\n"},
      {"RUN cut a --no\n", "RUN cut a\n"},
      {"RUN cut a --no=b --no && c\n", "RUN cut a && c\n"},
      {"RUN (cut a --no)\n", "RUN (cut a)\n"},
      {"RUN cut \\\n  --no \\\n  a\n", "RUN cut \\\n  a\n"},
      {"RUN cut --no \\\n  a\n", "RUN cut \\\n  a\n"},
      {"RUN cut a \\\n  --no\nUSER 1\n", "RUN cut a\nUSER 1\n"},
      {"RUN cut a \\\n  # why\n  --no\nUSER 1\n", "none"},
      {"RUN cut a $NO --no-x\n", "none"},
      {"RUN cut a -- --no\n", "none"},
      {"RUN x=$(cut --no a)\n", "RUN x=$(cut a)\n"},
      {"RUN sh -c 'cut a --no'\n", "RUN sh -c 'cut a'\n"},
      {"CMD [\"cut\", \"--no\", \"a\"]\n", "CMD [\"cut\", \"a\"]\n"},
      {"CMD [\"cut\", \"a\", \"--no\"]\n", "CMD [\"cut\", \"a\"]\n"},
      {"CMD [\"cut\", \"a\",\\\n \"--no\"]\n", "none"},
  };
  for (const Case& one : kCases) {
    Operation remove = [](const DockerfileContext& context,
                          const Script& script, const Command& command) {
      return RemoveFlag(context, script, command, {"--no"});
    };
    EXPECT_EQ(After(one.before, remove), one.after) << one.before;
  }
}

TEST(ScriptEdits, RemoveFlagWithValue) {
  Operation remove = [](const DockerfileContext& context, const Script& script,
                        const Command& command) {
    return RemoveFlag(context, script, command, {"--host"}, true);
  };
  EXPECT_EQ(After("RUN cut --host a --host b c\n", remove), "RUN cut c\n");
  EXPECT_EQ(After("RUN cut \\\n  --host a \\\n  --host b \\\n  c\n", remove),
            "RUN cut \\\n  c\n");
  EXPECT_EQ(After("RUN cut --host=a c --host b\n", remove), "RUN cut c\n");
  EXPECT_EQ(After("RUN cut c --host\n", remove), "none");
  EXPECT_EQ(After("RUN cut --host $HOST c\n", remove), "none");
}

TEST(ScriptEdits, ReplaceWord) {
  Operation replace = [](const DockerfileContext& context, const Script& script,
                         const Command& command) {
    return ReplaceWord(context, script, command.words[1], "new");
  };
  EXPECT_EQ(After("RUN cut \\\n  'a b' c\n", replace), "RUN cut \\\n  new c\n");
  EXPECT_EQ(After("CMD [\"cut\", \"a\"]\n", replace),
            "CMD [\"cut\", \"new\"]\n");
  EXPECT_EQ(After("CMD [\"cut\", \"a\\\"\"]\n", replace), "none");
  EXPECT_EQ(After("ARG A=b\nRUN cut $A\n", replace), "none");
}

TEST(ScriptEdits, RemoveOrTrue) {
  const Case kCases[] = {
      {"RUN cut x || true\n", "RUN cut x\n"},
      {"RUN cut x 2>&1 \\\n  || : && b\n", "RUN cut x 2>&1 && b\n"},
      {"RUN cut x 2>/dev/null || true; b\n", "RUN cut x; b\n"},
      {"RUN cut x && b || true\n", "RUN cut x && b\n"},
      {"RUN cut x || b || true\n", "none"},
      {"RUN cut x || echo no\n", "none"},
      {"RUN cut x || true > y\n", "none"},
      {"RUN cut x || \\\n # why\n true\n", "none"},
      {"RUN cut x\n", "none"},
      {"RUN (cut x) || true\n", "none"},
  };
  for (const Case& one : kCases) {
    EXPECT_EQ(After(one.before, &RemoveOrTrue), one.after) << one.before;
  }
}

TEST(ScriptEdits, AppendCommand) {
  const Case kCases[] = {
      {"RUN a\n", "RUN a && new\n"},
      {"RUN a && b\n", "RUN a && b && new\n"},
      {"RUN a; b\n", "RUN a; b && new\n"},
      {"RUN set -e; a;\n", "RUN set -e; a; new;\n"},
      {"RUN a \\\n  && b\n", "RUN a \\\n  && b \\\n  && new\n"},
      {"RUN a && \\\n  b\n", "RUN a && \\\n  b && \\\n  new\n"},
      {"RUN set -eux; \\\n\ta; \\\n\tb\n",
       "RUN set -eux; \\\n\ta; \\\n\tb; \\\n\tnew\n"},
      {"RUN a; \\\n  b\n", "RUN a; \\\n  b && \\\n  new\n"},
      {"RUN a \\\n    b \\\n    c\n",
       "RUN a \\\n    b \\\n    c \\\n    && new\n"},
      {"RUN a || b\n", "RUN a || b && new\n"},
      {"RUN if a; then b; fi\n", "RUN if a; then b; fi && new\n"},
      {"RUN a # b\n", "RUN a && new # b\n"},
      {"# escape=`\nRUN a `\n  && b\n",
       "# escape=`\nRUN a `\n  && b `\n  && new\n"},
      {"RUN a \\\r\n  && b\r\n", "RUN a \\\r\n  && b \\\r\n  && new\r\n"},
      {"RUN <<EOF\nset -e\na\nb\nEOF\n", "RUN <<EOF\nset -e\na\nb\nnew\nEOF\n"},
      {"RUN <<EOF\na\nb\nEOF\n", "RUN <<EOF\na\nb && new\nEOF\n"},
      {"RUN a; (b) # c\n", "none"},
      {"RUN a &\n", "none"},
      {"RUN a; exit 0\n", "none"},
      {"RUN a > x <<EOF\ny\nEOF\n", "none"},
      {"RUN [\"a\"]\n", "none"},
      {"RUN 'a\n", "none"},
  };
  for (const Case& one : kCases) {
    Operation append = [](const DockerfileContext& context,
                          const Script& script, const Command&) {
      return AppendCommand(context, script, "new");
    };
    EXPECT_EQ(After(one.before, append), one.after) << one.before;
  }
}

TEST(ScriptEdits, InsertCommand) {
  const Case kCases[] = {
      {"RUN cut\n", "RUN new && cut\n"},
      {"RUN a && cut\n", "RUN a && new && cut\n"},
      {"RUN a; yes | cut\n", "RUN a; new && yes | cut\n"},
      {"RUN a && \\\n  cut\n", "RUN a && \\\n  new && \\\n  cut\n"},
      {"RUN a \\\n  && cut\n", "RUN a \\\n  && new \\\n  && cut\n"},
      {"RUN if x; then cut; fi\n", "RUN if x; then new && cut; fi\n"},
      {"RUN <<EOF\na\ncut\nEOF\n", "RUN <<EOF\na\nnew && cut\nEOF\n"},
      {"RUN a || cut\n", "none"},
      {"RUN cut || a\n", "none"},
      {"RUN a $(cut)\n", "none"},
      {"RUN ! cut\n", "none"},
  };
  for (const Case& one : kCases) {
    Operation insert = [](const DockerfileContext& context,
                          const Script& script, const Command& command) {
      return InsertCommand(context, script, command, "new");
    };
    EXPECT_EQ(After(one.before, insert), one.after) << one.before;
  }
}

TEST(ScriptEdits, StopAtFailures) {
  const Case kCases[] = {
      {"RUN cut; b\n", "RUN cut && b\n"},
      {"RUN a ;cut;b;\n", "RUN a && cut && b;\n"},
      {"RUN cut; \\\n  b; \\\n  c\n", "RUN cut && \\\n  b && \\\n  c\n"},
      {"RUN a || true; cut; b\n", "RUN a || true && cut && b\n"},
      {"RUN if x; then cut; b; fi; c\n", "RUN if x; then cut && b; fi; c\n"},
      {"RUN <<EOF\ncut\nb\nEOF\n", "RUN <<EOF\nset -e\ncut\nb\nEOF\n"},
      {"RUN <<EOF\n#!/bin/sh\ncut\nb\nEOF\n",
       "RUN <<EOF\n#!/bin/sh\nset -e\ncut\nb\nEOF\n"},
      {"RUN cut; a || true; b\n", "none"},
      {"RUN cut; b || c\n", "none"},
      {"RUN [ -f x ] && rm x; cut; b\n", "none"},
      {"RUN cut; grep x y; b\n", "none"},
      {"RUN cut & b\n", "none"},
      {"RUN f() { a; }; cut; b\n", "none"},
      {"RUN cut\n", "none"},
  };
  for (const Case& one : kCases) {
    EXPECT_EQ(After(one.before, &StopAtFailures), one.after) << one.before;
  }
}

TEST(ScriptEdits, RemoveItemsAndFlags) {
  // On the instruction in front of the RUN.
  auto remove = [](std::size_t index) {
    return [index](const DockerfileContext& context, const Script&,
                   const Command&) {
      return RemovePair(context, context.instructions().front(), index);
    };
  };
  EXPECT_EQ(After("ENV a=1 b=2\nRUN x\n", remove(0)), "ENV b=2\nRUN x\n");
  EXPECT_EQ(After("ENV a=1 b=2\nRUN x\n", remove(1)), "ENV a=1\nRUN x\n");
  EXPECT_EQ(After("ENV a=1 \\\n    b=2\nRUN x\n", remove(0)),
            "ENV b=2\nRUN x\n");
  EXPECT_EQ(After("ENV a=1 \\\n    b=2 \\\n    c=3\nRUN x\n", remove(1)),
            "ENV a=1 \\\n    c=3\nRUN x\n");
  EXPECT_EQ(After("ENV a=1 \\\n    b=2\nRUN x\n", remove(1)),
            "ENV a=1\nRUN x\n");
  EXPECT_EQ(After("ENV a=1\nRUN x\n", remove(0)), "RUN x\n");
  EXPECT_EQ(After("ENV a 1\nRUN x\n", remove(0)), "RUN x\n");
  EXPECT_EQ(After("ENV a=1 \\\n # why\n b=2\nRUN x\n", remove(0)), "none");
  EXPECT_EQ(After("ENV a=1\nRUN x\n", remove(1)), "none");
  Operation flag = [](const DockerfileContext& context, const Script& script,
                      const Command&) {
    return RemoveInstructionFlag(context, script.instruction->flags[0]);
  };
  EXPECT_EQ(After("RUN --network=host x\n", flag), "RUN x\n");
  EXPECT_EQ(After("RUN --network=host \\\n  x\n", flag), "RUN \\\n  x\n");
}

TEST(ScriptEdits, StopsOnError) {
  const std::pair<std::string, bool> kCases[] = {
      {"RUN set -eux; x\n", true},
      {"RUN x; set -e\n", false},
      {"RUN set -o errexit && x\n", true},
      {"RUN <<EOF\n#!/bin/sh -e\nx\nEOF\n", true},
      {"SHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN x\n", true},
      {"RUN x\n", false},
  };
  for (const auto& [text, expected] : kCases) {
    bool stops = false;
    After(text,
          [&](const DockerfileContext&, const Script& script, const Command&) {
            stops = StopsOnError(script);
            return Edits();
          });
    EXPECT_EQ(stops, expected) << text;
  }
}

}  // namespace
}  // namespace bulkhead::check
