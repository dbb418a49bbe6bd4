// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(InsecureDownloads, HitMissNearMiss) {
  struct Row {
    const char* rule;
    const char* hit;
    const char* miss;
    const char* near_miss;
  };
  const Row kRows[] = {
      {"dockerfile/curl-insecure", "curl -fLk https://e.org/x",
       "curl -fL https://e.org/x", "curl https://e.org/x | grep -k x"},
      {"dockerfile/wget-insecure",
       "wget --no-check-certificate https://e.org/x", "wget https://e.org/x",
       "echo wget --no-check-certificate"},
      {"dockerfile/git-insecure", "git config --global http.sslVerify false",
       "git config --global http.sslVerify true",
       "echo git config http.sslVerify false"},
  };
  for (const Row& row : kRows) {
    Catches(row.rule, base::Format("FROM a:1\nRUN {}\n", row.hit), 2);
    CatchesNot(row.rule, base::Format("FROM a:1\nRUN {}\n", row.miss));
    CatchesNot(row.rule, base::Format("FROM a:1\nRUN {}\n", row.near_miss));
  }
  EXPECT_EQ(MessageOf("dockerfile/curl-insecure",
                      "FROM a:1\nRUN curl -k https://e.org/x\n"),
            "curl does not check the certificate of https://e.org/x");
  Fixes("dockerfile/curl-insecure", "FROM a:1\nRUN curl -fLk https://e.org\n",
        "FROM a:1\nRUN curl -fL https://e.org\n");
  Fixes("dockerfile/curl-insecure", "FROM a:1\nRUN curl -k https://e.org\n",
        "FROM a:1\nRUN curl https://e.org\n");
  Fixes("dockerfile/wget-insecure",
        "FROM a:1\nRUN wget --no-check-certificate https://e.org\n",
        "FROM a:1\nRUN wget https://e.org\n");
}

TEST(WgetAndCurl, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/wget-and-curl";
  Catches(kRule, "FROM a:1\nRUN wget e.org\nRUN curl e.org\n", 3);
  Catches(kRule, "FROM a:1\nRUN wget e.org && curl e.org\n", 2);
  Catches(kRule, "FROM a:1\nRUN wget a\nRUN curl a\nRUN x\nRUN wget b\n", 3, 2);
  CatchesNot(kRule, "FROM a:1\nRUN curl e.org\nRUN curl f.org\n");
  CatchesNot(kRule, "FROM a:1\nRUN wget e.org\nFROM b:1\nRUN curl e.org\n");
  CatchesNot(kRule, "FROM a:1\nRUN apt-get install -y wget && curl e.org\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN wget a && curl b\n"),
            "the stage downloads with wget and with curl");
}

TEST(WgetProgress, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/wget-progress";
  Catches(kRule, "FROM a:1\nRUN wget https://e.org/x\n", 2);
  Catches(kRule, "FROM a:1\nONBUILD RUN wget https://e.org/x\n", 2);
  for (std::string_view flag :
       {"-q", "-nv", "--quiet", "--no-verbose", "--progress=dot:giga",
        "-o /log", "--output-file=/log", "-a /log"}) {
    CatchesNot(kRule,
               base::Format("FROM a:1\nRUN wget {} https://e.org\n", flag));
  }
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN wget https://e.org/x\n"),
            "wget fills the log of the build with its progress");
  Fixes(kRule, "FROM a:1\nRUN wget https://e.org/x\n",
        "FROM a:1\nRUN wget -q https://e.org/x\n");
  Fixes(kRule, "FROM a:1\nRUN wget https://e.org/x; wget -O y e.org/y\n",
        "FROM a:1\nRUN wget -q https://e.org/x; wget -q -O y e.org/y\n");
}

TEST(GitInsecure, Fixes) {
  constexpr std::string_view kRule = "dockerfile/git-insecure";
  Fixes(kRule,
        "FROM a:1\nRUN git -c http.sslVerify=false clone https://e.org/x\n",
        "FROM a:1\nRUN git clone https://e.org/x\n");
  Fixes(kRule,
        "FROM a:1\nRUN a && git clone --config=http.sslVerify=0 "
        "https://e.org/x\n",
        "FROM a:1\nRUN a && git clone https://e.org/x\n");
  Fixes(kRule, "FROM a:1\nRUN GIT_SSL_NO_VERIFY=1 git clone https://e.org/x\n",
        "FROM a:1\nRUN git clone https://e.org/x\n");
  Fixes(kRule,
        "FROM a:1\nRUN git config --global http.sslVerify false && \\\n"
        "    git clone https://e.org/x\n",
        "FROM a:1\nRUN git clone https://e.org/x\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN x || git config --global http.sslVerify false\n");
}

}  // namespace
}  // namespace bulkhead::check
