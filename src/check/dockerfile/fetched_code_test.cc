// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(AddWithoutChecksum, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/add-without-checksum";
  Catches(kRule, "FROM a:1\nADD https://a.org/x.tgz /x\n", 2);
  Catches(kRule, "FROM a:1\nARG V\nADD https://a.org/$V.tgz /x\n", 3);
  CatchesNot(kRule,
             "FROM a:1\nADD --checksum=sha256:"
             "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
             " https://a.org/x /x\n");
  CatchesNot(kRule, "FROM a:1\nADD https://github.com/a/b.git#v1 /x\n");
  CatchesNot(kRule, "FROM a:1\nADD x.tgz /x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nADD http://a.org/x /x\n"),
            "ADD takes http://a.org/x as it comes, without encryption: no "
            "checksum");
}

TEST(PipeToShell, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/pipe-to-shell";
  Catches(kRule, "FROM a:1\nRUN curl -fsSL https://a.org/i.sh | sh\n", 2);
  Catches(kRule, "FROM a:1\nRUN bash -c \"$(wget -qO- https://a.org/i)\"\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN curl -fsSL https://a.org/i.tgz | tar xz\n");
  CatchesNot(kRule, "FROM a:1\nRUN curl -o i.sh https://a.org/i.sh\n");
  CatchesNot(kRule, "FROM a:1\nRUN curl http://localhost/i.sh | sh\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN curl https://a.org/i | bash -s\n"),
            "bash runs what https://a.org/i answers, unseen");
  EXPECT_EQ(
      FindingsOf(kRule, "FROM a:1\nRUN curl http://a.org/i | sh\n")[0].severity,
      model::Severity::kHigh);
}

TEST(PlainHttpDownload, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/plain-http-download";
  Catches(kRule, "FROM a:1\nRUN wget http://a.org/x.tgz\n", 2);
  Catches(kRule, "FROM a:1\nRUN git clone git://a.org/x\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN wget https://a.org/x.tgz\n");
  CatchesNot(kRule, "FROM a:1\nRUN curl http://localhost:80/x\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN wget http://a.org/x && echo \"1 x\" | sha256sum "
             "-c\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN wget http://u:p@a.org/x?key=k\n"),
            "http://…@a.org/x is fetched without encryption");
}

TEST(UnverifiedDownload, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/unverified-download";
  Catches(kRule, "FROM a:1\nRUN curl -fsSL https://a.org/x | tar xz\n", 2);
  Catches(kRule,
          "FROM a:1\nRUN curl -o /usr/local/bin/x https://a.org/x && chmod +x "
          "/usr/local/bin/x\n",
          2);
  Catches(kRule, "FROM a:1\nRUN wget https://a.org/x.deb && dpkg -i x.deb\n",
          2);
  CatchesNot(kRule,
             "FROM a:1\nRUN wget https://a.org/x.tgz && echo \"1  x.tgz\" | "
             "sha256sum -c - && tar xf x.tgz\n");
  CatchesNot(kRule, "FROM a:1\nRUN curl -f https://a.org/api | jq .x\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN curl -o /etc/apt/keyrings/k.asc https://a.org/k\n");
  CatchesNot(kRule, "FROM a:1\nRUN git clone https://a.org/x.git\n");
  EXPECT_EQ(MessageOf(kRule,
                      "FROM a:1\nRUN wget https://a.org/x.tgz "
                      "&& wget https://a.org/y.tgz\n"),
            "https://a.org/x.tgz and 1 more: nothing checks a sum or "
            "signature of it");
}

TEST(PlainHttpDownload, Fixes) {
  constexpr std::string_view kRule = "dockerfile/plain-http-download";
  Fixes(kRule, "FROM a:1\nRUN curl -o x http://e.org/x.tgz\n",
        "FROM a:1\nRUN curl -o x https://e.org/x.tgz\n");
  Fixes(kRule,
        "FROM a:1\nRUN wget \"http://e.org/$V.tgz\" \\\n  && git clone "
        "git://e.org/y\n",
        "FROM a:1\nRUN wget \"https://e.org/$V.tgz\" \\\n  && git clone "
        "https://e.org/y\n");
  OffersNoFix(kRule, "FROM a:1\nRUN wget http://e.org:8080/x.tgz\n");
  OffersNoFix(kRule, "FROM a:1\nRUN wget ftp://e.org/x.tgz\n");
  OffersNoFix(kRule, "FROM a:1\nRUN wget http://8.8.8.8/x.tgz\n");
  OffersNoFix(kRule, "FROM a:1\nARG U=http://e.org/x\nRUN wget $U\n");
  OffersNoFix(kRule, "FROM a:1\nRUN wget http://archive.ubuntu.com/x.deb\n");
}

}  // namespace
}  // namespace bulkhead::check
