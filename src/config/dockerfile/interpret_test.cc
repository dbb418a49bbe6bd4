// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Typed views of instructions.
#include <gtest/gtest.h>

#include "config/dockerfile/testing.h"

namespace bulkhead::config {
namespace {

TEST(Interpret, ReadsMounts) {
  const Dockerfile file = ParseText(
      "FROM a\nRUN --mount=type=cache,id=x,dst=/c,sharing=locked,uid=7 "
      "--mount=type=secret,id=s,required,env=TOKEN "
      "--mount=target=/b,rw --mount=type=$T,target=/t "
      "--network=host --security=insecure --device=v.io/d=x,required make\n");
  EXPECT_EQ(ErrorsOf(file), "");
  const RunArgs* run = file.instructions[1].run();
  ASSERT_NE(run, nullptr);
  ASSERT_EQ(run->mounts.size(), 4u);
  const Mount& cache = run->mounts[0];
  EXPECT_EQ(cache.type, MountType::kCache);
  EXPECT_EQ(cache.target.value, "/c");
  EXPECT_EQ(file.Text(cache.target.range), "/c");
  EXPECT_EQ(cache.sharing.value, "locked");
  EXPECT_FALSE(cache.read_only);
  const Mount& secret = run->mounts[1];
  EXPECT_EQ(secret.type, MountType::kSecret);
  EXPECT_TRUE(secret.required && secret.env_given && !secret.target_given);
  EXPECT_EQ(file.Text(secret.env.range), "TOKEN");
  EXPECT_EQ(run->mounts[2].type, MountType::kBind);
  EXPECT_FALSE(run->mounts[2].read_only);
  EXPECT_EQ(run->mounts[3].type, MountType::kUnknown);
  EXPECT_EQ(run->network.value, "host");
  EXPECT_EQ(run->security.value, "insecure");
  ASSERT_EQ(run->devices.size(), 1u);
  EXPECT_EQ(run->devices[0].name.value, "v.io/d=x");
  EXPECT_TRUE(run->devices[0].required);
  EXPECT_EQ(run->script.text, "make");
  EXPECT_EQ(file.source->text().substr(run->script.map.ToFile(0), 4), "make");
}

TEST(Interpret, ChecksMounts) {
  const struct {
    std::string_view mount;
    std::string_view errors;
  } kCases[] = {
      {"type=cache,target=/x,sharing=LOCKED,mode=0700", ""},
      {"target=/x,from=$S",
       "2: 'from' doesn't support variable expansion, "
       "define alias stage instead\n"},
      {"target=/x,uid=1", "2: uid not allowed for \"bind\" type mounts\n"},
      {"target=/x,sharing=shared",
       "2: invalid cache sharing set for bind mount\n"},
      {"type=cache,target=/x,sharing=all",
       "2: unsupported sharing value \"all\"\n"},
      {"type=cache,target=/x,size=1g",
       "2: unexpected key 'size' for mount type 'cache'\n"},
      {"type=secret,id=a,source=b", "2: both source and id can't be set\n"},
      {"type=secret,id=a,from=b", "2: secret mount should not have a from\n"},
      {"target=/x,readonly=maybe", "2: invalid value for readonly: maybe\n"},
      {"target=/x,noexec",
       "2: invalid field 'noexec' must be a key=value "
       "pair\n"},
      {"target=/x,sorce=b",
       "2: unexpected key 'sorce' in 'sorce=b' (did you "
       "mean source?)\n"},
  };
  for (const auto& c : kCases) {
    const Dockerfile file =
        ParseText(base::Format("FROM a\nRUN --mount={} x\n", c.mount));
    EXPECT_EQ(ErrorsOf(file), c.errors) << c.mount;
  }
}

TEST(Interpret, ReadsCopyAndAdd) {
  const Dockerfile file = ParseText(
      "FROM a\nCOPY --from=b --chown=1:2 --chmod=755 --link --parents "
      "--exclude=*.md --exclude=t a b c/\n"
      "ADD --checksum=sha256:1 --keep-git-dir=true --unpack=false u d\n"
      "COPY [\"a b\", \"c\"]\nCOPY <<E <<'F' d/\n1\nE\n2\nF\n");
  EXPECT_EQ(ErrorsOf(file), "");
  const CopyArgs& copy = *file.instructions[1].copy();
  EXPECT_EQ(copy.sources.size(), 2u);
  EXPECT_EQ(copy.dest.value, "c/");
  EXPECT_EQ(copy.from.value, "b");
  EXPECT_TRUE(copy.link_enabled && copy.parents_enabled);
  EXPECT_EQ(copy.excludes.size(), 2u);
  const CopyArgs& add = *file.instructions[2].copy();
  EXPECT_EQ(add.checksum.value, "sha256:1");
  EXPECT_TRUE(add.keep_git_dir_enabled);
  EXPECT_EQ(add.unpack.value, "false");
  const CopyArgs& json = *file.instructions[3].copy();
  EXPECT_EQ(json.sources[0].value, "a b");
  EXPECT_EQ(file.Text(json.sources[0].range), "\"a b\"");
  const CopyArgs& docs = *file.instructions[4].copy();
  EXPECT_EQ(docs.sources[0].heredoc, 0);
  EXPECT_EQ(docs.sources[1].heredoc, 1);
}

TEST(Interpret, ReadsPairs) {
  const Dockerfile file = ParseText(
      "ARG V W=\nFROM a\nENV A=\"x y\" B=\nENV OLD some value\n"
      "LABEL \"a b\"=c\n");
  const KeyValueArgs& arg = *file.instructions[0].pairs();
  EXPECT_FALSE(arg.pairs[0].has_value);
  EXPECT_TRUE(arg.pairs[1].has_value);
  const KeyValueArgs& env = *file.instructions[2].pairs();
  EXPECT_EQ(file.Text(env.pairs[0].value_range), "\"x y\"");
  EXPECT_EQ(env.pairs[1].value, "");
  EXPECT_FALSE(env.legacy);
  const KeyValueArgs& old = *file.instructions[3].pairs();
  EXPECT_TRUE(old.legacy);
  EXPECT_EQ(file.Text(old.pairs[0].value_range), "some value");
  EXPECT_EQ(file.instructions[4].pairs()->pairs[0].key, "\"a b\"");
}

TEST(Interpret, ReadsPorts) {
  const struct {
    std::string_view spec, host, ports, protocol;
    long long first, last;
  } kCases[] = {
      {"80", "", "80", "", 80, 80},
      {"80-90/TCP", "", "80-90", "TCP", 80, 90},
      {"127.0.0.1:8080:80", "127.0.0.1:8080", "80", "", 80, 80},
      {"$PORT/udp", "", "$PORT", "udp", -1, -1},
      {"${P:-80}", "", "${P:-80}", "", -1, -1},
      {"99999", "", "99999", "", 99999, 99999},
  };
  for (const auto& c : kCases) {
    const Dockerfile file =
        ParseText(base::Format("FROM a\nEXPOSE {}\n", c.spec));
    const Port& port = file.instructions[1].expose()->ports[0];
    EXPECT_EQ(port.host, c.host) << c.spec;
    EXPECT_EQ(port.ports, c.ports) << c.spec;
    EXPECT_EQ(port.protocol, c.protocol) << c.spec;
    EXPECT_EQ(port.first, c.first) << c.spec;
    EXPECT_EQ(port.last, c.last) << c.spec;
  }
}

TEST(Interpret, ReadsCommandsAndHealthchecks) {
  const Dockerfile file = ParseText(
      "FROM a\nHEALTHCHECK --interval=1m30s --start-interval=1s CMD curl x\n"
      "HEALTHCHECK none\nHEALTHCHECK CMD [\"a\", \"b\"]\nCMD a b\n"
      "ENTRYPOINT [\"c\"]\nONBUILD RUN x\n");
  EXPECT_EQ(ErrorsOf(file), "");
  const HealthcheckArgs& check = *file.instructions[1].healthcheck();
  EXPECT_EQ(check.interval.value, "1m30s");
  EXPECT_EQ(check.start_interval.value, "1s");
  EXPECT_EQ(check.script.text, "curl x");
  EXPECT_EQ(ScriptOf(file.instructions[1]), &check.script);
  EXPECT_TRUE(file.instructions[2].healthcheck()->none);
  EXPECT_EQ(ScriptOf(file.instructions[2]), nullptr);
  EXPECT_TRUE(file.instructions[3].json_form);
  EXPECT_EQ(file.instructions[3].arguments.size(), 2u);
  EXPECT_EQ(file.instructions[4].command()->script.text, "a b");
  EXPECT_EQ(ScriptOf(file.instructions[5]), nullptr);
  ASSERT_NE(file.instructions[6].onbuild(), nullptr);
  EXPECT_EQ(file.instructions[6].onbuild()->run()->script.text, "x");
}

TEST(Interpret, KnowsKeywords) {
  EXPECT_EQ(KindOf("healthCheck"), InstructionKind::kHealthcheck);
  EXPECT_EQ(KindOf("FROMM"), InstructionKind::kUnknown);
  EXPECT_EQ(KeywordOf(InstructionKind::kStopsignal), "STOPSIGNAL");
}

}  // namespace
}  // namespace bulkhead::config
