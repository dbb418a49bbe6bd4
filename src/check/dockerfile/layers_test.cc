// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(RecursiveChown, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/recursive-chown-after-copy";
  Catches(kRule, "FROM a:1\nCOPY . /app\nRUN chown -R app /app\n", 3);
  Catches(kRule, "FROM a:1\nWORKDIR /app\nCOPY src .\nRUN chown -R app .\n", 4);
  CatchesNot(kRule, "FROM a:1\nRUN chown -R app /app\nCOPY . /app\n");
  CatchesNot(kRule, "FROM a:1\nCOPY . /app\nRUN chown -R app /data\n");
  CatchesNot(kRule, "FROM a:1\nCOPY . /app\nRUN chown app /app\n");
  CatchesNot(kRule, "FROM a:1\nCOPY x.json /app/\nRUN chown -R app /app\n");
  CatchesNot(kRule, "FROM a:1\nCOPY . /app\nRUN chown -R app /app\nFROM b:1\n");
  EXPECT_EQ(
      MessageOf(kRule, "FROM a:1\nCOPY . /app\nRUN chown -R app:app /app\n"),
      "chown -R /app stores what COPY brought a second time");
}

TEST(RecursiveChmod, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/recursive-chmod-after-copy";
  Catches(kRule, "FROM a:1\nCOPY . /app\nRUN chmod -R 755 /app\n", 3);
  CatchesNot(kRule, "FROM a:1\nCOPY . /app\nRUN chmod 755 /app/x\n");
  CatchesNot(kRule, "FROM a:1\nCOPY . /app\nRUN chown -R app /app\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nADD d /app\nRUN chmod -R a+rX /app\n"),
            "chmod -R /app stores what ADD brought a second time");
}

TEST(RemovedLater, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/removed-in-later-layer";
  Catches(kRule,
          "FROM a:1\nCOPY x.deb /tmp/\nRUN dpkg -i /tmp/x.deb && rm "
          "/tmp/x.deb\n",
          3);
  Catches(kRule, "FROM a:1\nCOPY x.sh /tmp/\nRUN rm -rf /tmp/*\n", 3);
  Catches(kRule, "FROM a:1\nADD https://a.org/x.zip /x.zip\nRUN rm /x.zip\n",
          3);
  CatchesNot(kRule, "FROM a:1\nCOPY x.deb /tmp/\nRUN rm /tmp/y.deb\n");
  CatchesNot(kRule, "FROM a:1\nRUN touch /x && rm /x\n");
  CatchesNot(kRule,
             "FROM a:1\nCOPY x.deb /tmp/\nRUN rm /tmp/x.deb\nFROM b:1\n");
  CatchesNot(kRule, "FROM a:1\nCOPY . /app\nRUN rm -rf /app/dist\n");
  CatchesNot(kRule, "FROM a:1\nCOPY id_rsa /k\nRUN rm /k\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY x.deb /\nRUN rm -f /x.deb\n"),
            "rm hides /x.deb, which stays in the layer of COPY");
}

TEST(SecretRemovedLater, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/secret-removed-later";
  Catches(kRule,
          "FROM a:1\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone x && "
          "rm -rf /root/.ssh\n",
          3);
  Catches(kRule,
          "FROM a:1\nWORKDIR /app\nCOPY .npmrc ./\nRUN npm ci\n"
          "RUN rm -f .npmrc\n",
          5);
  CatchesNot(kRule, "FROM a:1\nCOPY x.deb /tmp/\nRUN rm /tmp/x.deb\n");
  CatchesNot(kRule, "FROM a:1\nCOPY .npmrc /\nRUN rm /.npmrc\nFROM b:1\n");
  CatchesNot(kRule, "FROM a:1\nCOPY .env.example /x/\nRUN rm -r /x\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nCOPY k.pem /k.pem\nRUN rm /k.pem\n"),
            "rm hides /k.pem, which stays in the layer of COPY");
}

}  // namespace
}  // namespace bulkhead::check
