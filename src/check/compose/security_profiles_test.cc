// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kOpen = "compose/seccomp-profile-open";
constexpr std::string_view kUnusable = "compose/seccomp-profile-unusable";
constexpr std::string_view kProject =
    "services:\n"
    "  web:\n"
    "    image: a:1\n"
    "    security_opt:\n"
    "      - seccomp:./p.json\n";

ComposeTestOptions With(const ProjectFiles& files) { return {.facts = &files}; }

TEST(SecurityProfiles, Unusable) {
  struct Row {
    std::string_view profile;
    std::string_view fault;
  };
  constexpr Row kRows[] = {
      {"[]", "it holds an array, not an object"},
      {"{}", "it has no defaultAction"},
      {R"({"defaultAction": "DENY"})",
       "its defaultAction \"DENY\" does not exist"},
      {R"({"defaultAction": "SCMP_ACT_ERRNO"})",
       "it allows no system call: no program starts"},
      {R"({"defaultAction": "SCMP_ACT_ERRNO", "syscalls": {}})",
       "its syscalls are no list"},
      {R"({"defaultAction": "SCMP_ACT_ERRNO",
           "syscalls": [{"names": ["read"], "action": "ALLOW"}]})",
       "syscalls[0] has the action \"ALLOW\", which does not exist"},
      {R"({"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [
           {"name": "a", "names": ["b"], "action": "SCMP_ACT_ALLOW"}]})",
       "syscalls[0] has both name and names"},
      {R"({"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [
           {"names": ["read", "execve"], "action": "SCMP_ACT_ALLOW"},
           {"name": "exit_group", "action": "SCMP_ACT_ERRNO"}]})",
       "it does not allow exit_group: no program runs"},
      {R"({"defaultAction": "SCMP_ACT_ERRNO",
           "architectures": ["SCMP_ARCH_X86_64"], "syscalls": [
           {"names": ["execve", "exit_group"], "action": "SCMP_ACT_ALLOW"}]})",
       "it does not allow arch_prctl: no program runs"},
      {R"({"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["A"],
           "archMap": [{}]})",
       "it has both architectures and archMap"},
  };
  for (const Row& row : kRows) {
    ProjectFiles files =
        FilesOf({{"p.json", TextFile(std::string(row.profile))}});
    EXPECT_EQ(MessageOf(kUnusable, kProject, With(files)),
              "service web can't use the seccomp profile ./p.json: " +
                  std::string(row.fault));
    CatchesNot(kOpen, kProject, With(files));
  }
  ProjectFiles torn = FilesOf({{"p.json", TextFile("{\n  \"a\": 1,\n")}});
  Catches(kUnusable, kProject, 5, 1, With(torn));
  ProjectFiles none = FilesOf({{"p.json", {}}});
  EXPECT_EQ(MessageOf(kUnusable, kProject, With(none)),
            "service web can't use the seccomp profile ./p.json: the file does "
            "not exist");
}

TEST(SecurityProfiles, NotUnusable) {
  ProjectFiles good = FilesOf(
      {{"p.json", TextFile(R"({"defaultAction": "SCMP_ACT_ERRNO", "syscalls":
                               [{"names": ["execve", "exit_group", "read"],
                                 "action": "SCMP_ACT_ALLOW"}]})")}});
  CatchesNot(kUnusable, kProject, With(good));
  CatchesNot(kOpen, kProject, With(good));
  ProjectFiles arm =
      FilesOf({{"p.json", TextFile(R"({"defaultAction": "SCMP_ACT_KILL",
                               "archMap": [{"architecture":
                                            "SCMP_ARCH_AARCH64"}],
                               "syscalls": [
                               {"name": "execve", "action": "SCMP_ACT_ALLOW"},
                               {"name": "exit_group",
                                "action": "SCMP_ACT_LOG"}]})")}});
  CatchesNot(kUnusable, kProject, With(arm));
  ProjectFiles unknown;
  CatchesNot(kUnusable, kProject, With(unknown));
  CatchesNot(kUnusable, kProject);
  CatchesNot(kUnusable,
             "services: {web: {image: 'a:1', security_opt: "
             "['seccomp=unconfined']}}\n",
             With(good));
}

TEST(SecurityProfiles, Open) {
  ProjectFiles all =
      FilesOf({{"p.json", TextFile(R"({"defaultAction": "SCMP_ACT_ALLOW"})")}});
  ProjectFiles list = FilesOf(
      {{"p.json", TextFile(R"({"defaultAction": "SCMP_ACT_ALLOW", "syscalls":
                               [{"names": ["mount", "kexec_load"],
                                 "action": "SCMP_ACT_ERRNO"}]})")}});
  Catches(kOpen, kProject, 5, 1, With(all));
  EXPECT_EQ(SeverityOf(kOpen, kProject, With(all)), model::Severity::kHigh);
  EXPECT_EQ(SeverityOf(kOpen, kProject, With(list)), model::Severity::kMedium);
  EXPECT_EQ(MessageOf(kOpen, kProject, With(list)),
            "the seccomp profile ./p.json of service web protects less than "
            "Docker's own: it forbids 2 system calls and allows all others");
}

TEST(SecurityProfiles, AppArmorFile) {
  constexpr std::string_view kRule = "compose/apparmor-profile-file";
  ProjectFiles files = FilesOf({{"web.profile", TextFile("")}});
  constexpr std::string_view kHit =
      "services:\n"
      "  web:\n"
      "    image: a:1\n"
      "    security_opt:\n"
      "      - apparmor=./web.profile\n";
  Catches(kRule, kHit, 5, 1, With(files));
  Catches(kRule,
          "services: {web: {image: 'a:1', security_opt: "
          "['apparmor:web.profile']}}\n",
          1, 1, With(files));
  CatchesNot(kRule,
             "services: {web: {image: 'a:1', security_opt: "
             "['apparmor:docker-web']}}\n",
             With(files));
  EXPECT_EQ(MessageOf(kRule, kHit, With(files)),
            "service web names the file ./web.profile as AppArmor profile, but "
            "Docker wants the name of a loaded profile");
}

TEST(SecurityProfiles, Fixes) {
  constexpr std::string_view kFixed =
      "services:\n  web:\n    image: a:1\n    security_opt:\n"
      "      - no-new-privileges:true\n";
  ProjectFiles unusable = FilesOf({{"p.json", TextFile("[]")}});
  ProjectFiles open =
      FilesOf({{"p.json", TextFile(R"({"defaultAction": "SCMP_ACT_ALLOW"})")}});
  Fixes(kUnusable, kProject, kFixed, With(unusable));
  Fixes(kOpen, kProject, kFixed, With(open));
  ProjectFiles profile = FilesOf({{"p.aa", TextFile("profile p {}")}});
  Fixes("compose/apparmor-profile-file",
        "services:\n  web:\n    image: a:1\n    security_opt:\n"
        "      - apparmor:./p.aa\n      - no-new-privileges:true\n",
        kFixed, With(profile));
}

}  // namespace
}  // namespace bulkhead::check
