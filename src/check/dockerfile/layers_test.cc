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

TEST(RemovedLater, Fixes) {
  constexpr std::string_view kRule = "dockerfile/removed-in-later-layer";
  Fixes(kRule,
        "FROM a:1\nCOPY ./pkg/x.deb /tmp/\nRUN dpkg -i /tmp/x.deb && rm "
        "/tmp/x.deb\n",
        "FROM a:1\nRUN --mount=type=bind,source=pkg/x.deb,target=/tmp/x.deb "
        "dpkg -i /tmp/x.deb\n");
  Fixes(kRule,
        "FROM a:1\nWORKDIR /app\nCOPY req.txt ./\nENV A=b\nRUN pip install -r "
        "req.txt\nRUN rm -f req.txt\nUSER 1\n",
        "FROM a:1\nWORKDIR /app\nENV A=b\nRUN "
        "--mount=type=bind,source=req.txt,target=/app/req.txt pip install -r "
        "req.txt\nUSER 1\n");
  Fixes(kRule,
        "FROM a:1\nCOPY x.sh /x.sh\nRUN --network=none sh /x.sh \\\n  && rm "
        "-rf /var/x /x.sh\n",
        "FROM a:1\nRUN --mount=type=bind,source=x.sh,target=/x.sh "
        "--network=none sh /x.sh \\\n  && rm -rf /var/x\n");
  OffersNoFix(kRule,
              "FROM a:1\nCOPY x.sh /tmp/\nRUN sh /tmp/x.sh && rm -rf /tmp/*\n");
  OffersNoFix(
      kRule,
      "FROM a:1\nCOPY x.sh /x.sh\nRUN chmod +x /x.sh && /x.sh && rm /x.sh\n");
  OffersNoFix(kRule, "FROM a:1\nCOPY x.sh y.sh /\nRUN sh /x.sh && rm /x.sh\n");
  OffersNoFix(
      kRule, "FROM a:1\nCOPY --chown=1 x.sh /x.sh\nRUN sh /x.sh && rm /x.sh\n");
  OffersNoFix(
      kRule,
      "FROM a:1\nCOPY x.sh /x.sh\nCOPY y.sh /y.sh\nRUN sh /x.sh && rm /x.sh\n");
}
TEST(SecretRemovedLater, Fixes) {
  constexpr std::string_view kRule = "dockerfile/secret-removed-later";
  Fixes(kRule,
        "FROM a:1\nCOPY id_rsa /root/.ssh/id_rsa\nRUN chmod 600 "
        "/root/.ssh/id_rsa && \\\n    git clone x && \\\n    rm "
        "/root/.ssh/id_rsa\n",
        "FROM a:1\nRUN --mount=type=secret,id=id_rsa,target=/root/.ssh/id_rsa "
        "git clone x\n");
  Fixes(
      kRule,
      "FROM a:1\nWORKDIR /app\nCOPY .npmrc ./\nRUN npm ci\nRUN rm -f .npmrc\n",
      "FROM a:1\nWORKDIR /app\nRUN "
      "--mount=type=secret,id=.npmrc,target=/app/.npmrc npm ci\n");
  OffersNoFix(kRule,
              "FROM a:1\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone x && rm "
              "-rf /root/.ssh\n");
}

TEST(RecursiveChown, FixGivesTheOwnerToCopy) {
  constexpr std::string_view kRule = "dockerfile/recursive-chown-after-copy";
  Fixes(kRule,
        "FROM node:20\nWORKDIR /app\nCOPY package.json .\nCOPY src /app\n"
        "RUN chown -R node:node /app\nUSER node\n",
        "FROM node:20\nWORKDIR /app\nCOPY --chown=node:node package.json .\n"
        "COPY --chown=node:node src /app\nRUN chown node:node /app\n"
        "USER node\n");
  Fixes(kRule,
        "FROM a:1\nRUN useradd app\nCOPY src /app\n"
        "RUN chown --recursive app /app && x\n",
        "FROM a:1\nRUN useradd app\nCOPY --chown=app src /app\n"
        "RUN chown app /app && x\n");
  for (std::string_view text : {
           // The user is made behind COPY, or in the same RUN.
           "FROM a:1\nCOPY src /app\nRUN useradd app && chown -R app /app\n",
           "FROM a:1\nCOPY src /app\nUSER 0\nRUN chown -R $U /app\n",
           // What npm installs needs the owner, too.
           "FROM node:20\nCOPY src /app\nRUN npm ci\nRUN chown -R node /app\n",
           "FROM node:20\nCOPY src /app\nRUN chown -R node /app /srv\n",
           "FROM node:20\nCOPY --chown=1 src /app\nRUN chown -R node /app\n",
           "FROM node:20\nCOPY src /app\nRUN chgrp -R node /app\n",
           "FROM node:20\nADD src /app\nRUN chown -R node /app\n",
           "FROM node:20\nCOPY src /app\nRUN chown -Rh node /app\n",
       }) {
    OffersNoFix(kRule, text);
  }
}

TEST(RecursiveChmod, FixGivesTheModeToCopy) {
  constexpr std::string_view kRule = "dockerfile/recursive-chmod-after-copy";
  Fixes(kRule, "FROM a:1\nCOPY bin /opt/bin\nRUN chmod -R 755 /opt/bin\n",
        "FROM a:1\nCOPY --chmod=755 bin /opt/bin\nRUN chmod 755 /opt/bin\n");
  OffersNoFix(kRule, "FROM a:1\nCOPY bin /opt\nRUN chmod -R a+x /opt\n");
}

}  // namespace
}  // namespace bulkhead::check
