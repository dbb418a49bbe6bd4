// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(UnsignedPackages, HitMissNearMiss) {
  struct Row {
    const char* rule;
    const char* hit;
    const char* miss;
    const char* near_miss;
  };
  const Row kRows[] = {
      {"dockerfile/apk-allow-untrusted", "apk add --allow-untrusted x.apk",
       "apk add x", "apk add x && echo --allow-untrusted"},
      {"dockerfile/apt-force-yes", "apt-get install --force-yes x",
       "apt-get install -y x", "apt-get install x | grep -e --force-yes"},
      {"dockerfile/apt-unauthenticated",
       "apt-get install --allow-unauthenticated x", "apt-get install x",
       "echo apt-get --allow-unauthenticated"},
      {"dockerfile/rpm-gpg-check-off", "tdnf --nogpgcheck install -y x",
       "dnf install -y x", "dnf install -y x; echo --nogpgcheck"},
      {"dockerfile/rpm-signature-off", "rpm -i --nosignature x.rpm",
       "rpm -i x.rpm", "rpm -i x.rpm | grep -e --nodigest"},
      {"dockerfile/pip-trusted-host", "pip3 install --trusted-host=e.org x==1",
       "pip3 install x==1", "echo pip install --trusted-host e.org"},
      {"dockerfile/npm-strict-ssl-off", "npm config set strict-ssl false",
       "npm config set strict-ssl true", "npm config get strict-ssl"},
      {"dockerfile/yum-ssl-verify-off",
       "yum-config-manager --save --setopt=\\*.sslverify=0",
       "yum-config-manager --save --setopt=x.sslverify=1",
       "yum-config-manager --disable sslverify"},
      {"dockerfile/apt-trusted-source",
       "echo 'deb [trusted=yes] http://e.org ./' > /etc/apt/sources.list.d/x",
       "echo 'deb [signed-by=/k] http://e.org ./' > /etc/apt/x",
       "echo trusted=yes"},
  };
  for (const Row& row : kRows) {
    Catches(row.rule, base::Format("FROM a:1\nRUN {}\n", row.hit), 2);
    CatchesNot(row.rule, base::Format("FROM a:1\nRUN {}\n", row.miss));
    CatchesNot(row.rule, base::Format("FROM a:1\nRUN {}\n", row.near_miss));
  }
}

TEST(AptTrustedSource, OwnPackagesOfTheBuildAreFine) {
  CatchesNot("dockerfile/apt-trusted-source",
             "FROM a:1\nRUN echo 'deb [ trusted=yes ] file:///tmp/own ./' > "
             "/etc/apt/sources.list.d/own.list\n");
}

TEST(UnsignedPackages, MessagesNameTheFlag) {
  EXPECT_EQ(MessageOf("dockerfile/rpm-gpg-check-off",
                      "FROM a:1\nRUN yum install -y --nogpgcheck x\n"),
            "yum --nogpgcheck takes packages without a valid signature");
  EXPECT_EQ(MessageOf("dockerfile/npm-strict-ssl-off",
                      "FROM a:1\nRUN npm config set 'strict-ssl'=\"false\"\n"),
            "npm takes packages without checking certificates: strict-ssl is "
            "off");
  EXPECT_EQ(
      MessageOf("dockerfile/yum-ssl-verify-off",
                "FROM a:1\nRUN yum-config-manager --setopt=sslverify='No'\n"),
      "yum-config-manager switches the check of certificates off: "
      "--setopt=sslverify=No");
}

}  // namespace
}  // namespace bulkhead::check
