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

// Checkov counts instructions, so its id stands on one finding of a RUN.
TEST(UnsignedPackages, AnIdOfCheckovOncePerRun) {
  std::vector<model::Finding> found =
      FindingsOf("dockerfile/apk-allow-untrusted",
                 "FROM a:1\nRUN apk add --allow-untrusted a && apk add "
                 "--allow-untrusted b\nRUN apk add --allow-untrusted c\n");
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].aliases.size(), 1u);
  EXPECT_EQ(found[1].aliases.size(), 0u);
  EXPECT_EQ(found[2].aliases.size(), 1u);
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

// `before` and `after` are scripts of a RUN; after "": no fix is offered.
struct FixCase {
  std::string_view rule;
  std::string_view before;
  std::string_view after;
};

constexpr FixCase kCases[] = {
    {"apk-allow-untrusted", "apk add --allow-untrusted x.apk", "apk add x.apk"},
    {"apk-allow-untrusted", "apk add \\\n  --allow-untrusted \\\n  x.apk",
     "apk add \\\n  x.apk"},
    {"apk-allow-untrusted", "x=$(apk add $A --allow-untrusted)",
     "x=$(apk add $A)"},
    {"apt-force-yes", "apt-get -y install --force-yes x",
     "apt-get -y install x"},
    {"apt-force-yes", "apt-get install --force-yes x", "apt-get install -y x"},
    {"apt-unauthenticated",
     "sudo apt-get install -y --allow-unauthenticated a b && c",
     "sudo apt-get install -y a b && c"},
    {"apt-unauthenticated",
     "sh -c \"apt-get install --allow-unauthenticated x\"",
     "sh -c \"apt-get install x\""},
    {"apt-unauthenticated", "apt-get --allow-unauthenticated \"x", ""},
    {"rpm-gpg-check-off", "dnf install -y x --nogpgcheck", "dnf install -y x"},
    {"rpm-gpg-check-off", "zypper --no-gpg-checks in x", "zypper in x"},
    {"rpm-signature-off", "rpm -i --nodigest --nosignature x.rpm",
     "rpm -i x.rpm"},
    {"pip-trusted-host",
     "pip install --trusted-host pypi.org --trusted-host=e.org \\\n    x==1",
     "pip install \\\n    x==1"},
    {"pip-trusted-host",
     "pip install x==1 -i http://e.org/simple --trusted-host e.org",
     "pip install x==1 -i https://e.org/simple"},
    {"pip-trusted-host",
     "pip install x==1 -i http://10.0.0.1/s --trusted-host 10.0.0.1", ""},
    {"pip-trusted-host", "pip install x==1 --trusted-host $HOST", ""},
    {"npm-strict-ssl-off", "npm config set strict-ssl false && npm ci",
     "npm ci"},
    {"npm-strict-ssl-off", "npm ci && yarn config set -g strict-ssl=0",
     "npm ci"},
    {"npm-strict-ssl-off", "npm install --strict-ssl false", "npm install"},
    {"npm-strict-ssl-off", "npm ci --strict-ssl=false --no-audit",
     "npm ci --no-audit"},
    {"npm-strict-ssl-off", "npm config set a=b strict-ssl=false c=d", ""},
    {"yum-ssl-verify-off",
     "yum-config-manager --save --setopt=x.sslverify=0 x && yum -y install x",
     "yum -y install x"},
    {"yum-ssl-verify-off",
     "yum -y --setopt sslverify=false install x --setopt=sslverify=0",
     "yum -y install x"},
    {"yum-ssl-verify-off",
     "yum-config-manager --setopt=x.sslverify=0 --add-repo https://e.org",
     "yum-config-manager --add-repo https://e.org"},
    {"yum-ssl-verify-off", "yum --setopt=sslverify=0 install $X | y",
     "yum install $X | y"},
    {"apt-trusted-source",
     "echo 'deb [trusted=yes] http://e.org ./' > /etc/apt/x",
     "echo 'deb http://e.org ./' > /etc/apt/x"},
    {"apt-trusted-source",
     "echo 'deb [ arch=amd64 trusted=yes ] http://e.org ./' > /x && "
     "echo deb [trusted=yes] http://f.org ./ > /y",
     "echo 'deb [arch=amd64] http://e.org ./' > /x && "
     "echo deb http://f.org ./ > /y"},
    {"apt-trusted-source", "echo 'deb [trusted=yes \\\n] http://e.org' > /x",
     ""},
};

TEST(UnsignedPackages, Fixes) {
  for (const FixCase& one : kCases) {
    std::string rule = base::Format("dockerfile/{}", one.rule);
    std::string before = base::Format("FROM a:1\nRUN {}\nUSER 1\n", one.before);
    if (one.after.empty()) {
      OffersNoFix(rule, before);
    } else {
      Fixes(rule, before,
            base::Format("FROM a:1\nRUN {}\nUSER 1\n", one.after));
    }
  }
}

TEST(UnsignedPackages, FixRemovesARunThatDoesNothingElse) {
  Fixes("dockerfile/npm-strict-ssl-off",
        "FROM a:1\n\nRUN npm config set strict-ssl false\n\nRUN npm ci\n",
        "FROM a:1\n\nRUN npm ci\n");
  Fixes(
      "dockerfile/apt-trusted-source",
      "FROM a:1\nRUN cat > /x <<EOF\ndeb [trusted=yes] http://e.org ./\nEOF\n",
      "FROM a:1\nRUN cat > /x <<EOF\ndeb http://e.org ./\nEOF\n");
}

}  // namespace
}  // namespace bulkhead::check
