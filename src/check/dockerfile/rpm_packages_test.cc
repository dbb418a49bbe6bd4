// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(RpmWithoutYes, HitMissNearMiss) {
  Catches("dockerfile/yum-without-yes", "FROM a:1\nRUN yum install b\n", 2);
  Catches("dockerfile/dnf-without-yes", "FROM a:1\nRUN microdnf install b\n",
          2);
  Catches("dockerfile/zypper-without-yes", "FROM a:1\nRUN zypper in b\n", 2);
  for (std::string_view verb : {"rm b", "patch", "up", "dup", "si b"}) {
    Catches("dockerfile/zypper-without-yes",
            base::Format("FROM a:1\nRUN zypper {}\n", verb), 2);
    CatchesNot("dockerfile/zypper-without-yes",
               base::Format("FROM a:1\nRUN zypper -n {}\n", verb));
  }
  CatchesNot("dockerfile/zypper-without-yes", "FROM a:1\nRUN zypper lu\n");
  CatchesNot("dockerfile/yum-without-yes", "FROM a:1\nRUN yum -y install b\n");
  CatchesNot("dockerfile/dnf-without-yes", "FROM a:1\nRUN dnf in -y b\n");
  CatchesNot("dockerfile/zypper-without-yes",
             "FROM a:1\nRUN zypper --non-interactive install b\n");
  CatchesNot("dockerfile/dnf-without-yes", "FROM a:1\nRUN dnf clean all\n");
  EXPECT_EQ(
      MessageOf("dockerfile/yum-without-yes", "FROM a:1\nRUN yum install b\n"),
      "yum install asks a question that nobody answers");
  Fixes("dockerfile/dnf-without-yes", "FROM a:1\nRUN dnf install b\n",
        "FROM a:1\nRUN dnf install -y b\n");
}

TEST(RpmCacheKept, HitMissNearMiss) {
  Catches("dockerfile/yum-cache-kept", "FROM a:1\nRUN yum install -y b\n", 2);
  Catches("dockerfile/dnf-cache-kept",
          "FROM a:1\nRUN dnf clean all && dnf install -y b\n", 2);
  Catches("dockerfile/zypper-cache-kept", "FROM a:1\nRUN zypper in -y b\n", 2);
  CatchesNot("dockerfile/yum-cache-kept",
             "FROM a:1\nRUN yum install -y b && yum clean all\n");
  CatchesNot("dockerfile/dnf-cache-kept",
             "FROM a:1\nRUN dnf install -y b && rm -rf /var/cache/dnf\n");
  CatchesNot("dockerfile/zypper-cache-kept",
             "FROM a:1\nRUN --mount=type=cache,target=/var/cache/zypp zypper "
             "in -y b\n");
  CatchesNot("dockerfile/dnf-cache-kept", "FROM a:1\nRUN dnf list b\n");
  EXPECT_EQ(MessageOf("dockerfile/yum-cache-kept",
                      "FROM a:1\nRUN yum install -y b\n"),
            "yum install leaves its cache in the layer");
}

TEST(ZypperCache, NamesTheInstall) {
  EXPECT_EQ(MessageOf("dockerfile/zypper-cache-kept",
                      "FROM a:1\nRUN zypper up -y && zypper in -y b\n"),
            "zypper in leaves its cache in the layer");
}

TEST(RpmUnpinned, HitMissNearMiss) {
  Catches("dockerfile/yum-unpinned", "FROM a:1\nRUN yum install -y b\n", 2);
  Catches("dockerfile/dnf-unpinned", "FROM a:1\nRUN dnf install -y rpm-sign\n");
  Catches("dockerfile/zypper-unpinned", "FROM a:1\nRUN zypper in -y b\n", 2);
  CatchesNot("dockerfile/yum-unpinned",
             "FROM a:1\nRUN yum install -y httpd-2.4.57\n");
  CatchesNot("dockerfile/dnf-unpinned",
             "FROM a:1\nRUN dnf group install -y 'Development Tools'\n");
  CatchesNot("dockerfile/zypper-unpinned",
             "FROM a:1\nRUN zypper in -y b=1.2\n");
  EXPECT_EQ(
      MessageOf("dockerfile/dnf-unpinned", "FROM a:1\nRUN dnf install -y b\n"),
      "dnf installs b without a version");
}

TEST(YumCache, Fixes) {
  constexpr std::string_view kRule = "dockerfile/yum-cache-kept";
  Fixes(kRule, "FROM a:1\nRUN yum -y install b && x\n",
        "FROM a:1\nRUN yum -y install b && x && yum clean all\n");
  Fixes(kRule, "FROM a:1\nRUN set -e; \\\n    yum -y install b; \\\n    x\n",
        "FROM a:1\nRUN set -e; \\\n    yum -y install b; \\\n    x; \\\n    "
        "yum clean all\n");
  Fixes(kRule, "FROM a:1\nRUN sudo yum -y install \\\n      b \\\n      c\n",
        "FROM a:1\nRUN sudo yum -y install \\\n      b \\\n      c \\\n      "
        "&& sudo yum clean all\n");
  OffersNoFix(kRule, "FROM a:1\nRUN if x; then yum -y install b; fi\n");
  OffersNoFix(kRule, "FROM a:1\nRUN sh -c 'yum -y install b'\n");
  OffersNoFix(kRule, "FROM a:1\nRUN [\"yum\", \"install\", \"b\"]\n");
  OffersNoFix(kRule, "FROM a:1\nRUN yum -y install b; exit 0\n");
}
TEST(DnfCache, Fixes) {
  constexpr std::string_view kRule = "dockerfile/dnf-cache-kept";
  Fixes(kRule, "FROM a:1\nRUN microdnf install b \\\n && x\n",
        "FROM a:1\nRUN microdnf install b \\\n && x \\\n && microdnf clean "
        "all\n");
  Fixes(kRule, "FROM a:1\nRUN <<E\nset -e\ndnf -y install b\nE\n",
        "FROM a:1\nRUN <<E\nset -e\ndnf -y install b\ndnf clean all\nE\n");
  OffersNoFix(kRule, "FROM a:1\nRUN for i in a; do dnf -y install $i; done\n");
}
TEST(ZypperCache, Fixes) {
  constexpr std::string_view kRule = "dockerfile/zypper-cache-kept";
  Fixes(kRule, "FROM a:1\nRUN zypper -n in b\n",
        "FROM a:1\nRUN zypper -n in b && zypper clean --all\n");
  OffersNoFix(kRule, "FROM a:1\nRUN x \"$(zypper -n in b)\"\n");
}

}  // namespace
}  // namespace bulkhead::check
