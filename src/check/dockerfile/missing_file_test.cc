// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kRule = "dockerfile/missing-file";

TEST(MissingFile, FollowsCopies) {
  Catches(kRule,
          "FROM node:20-alpine AS b\nCOPY . .\n"
          "FROM node:20-alpine\nWORKDIR /app\n"
          "COPY --from=b /app/dist ./dist\nCOPY --from=b /app/package.json ./\n"
          "RUN adduser -S u && chmod -R 550 /app\n"
          "HEALTHCHECK CMD node healthcheck.js || exit 1\n"
          "CMD [\"node\", \"dist/main.js\"]\n",
          8);
  Catches(kRule,
          "FROM scratch\nCOPY server.bin /srv/\nENTRYPOINT [\"/srv/app\"]\n",
          3);
  Catches(kRule, "FROM scratch\nCOPY x /bin/app\nCMD [\"/app\"]\n", 3);
  CatchesNot(kRule, "FROM scratch\nCOPY x /app\nCMD [\"/app\"]\n");
  // x may be a folder.
  CatchesNot(kRule, "FROM scratch\nCOPY x /srv\nCMD [\"/srv/app\"]\n");
  CatchesNot(
      kRule,
      "FROM node:20\nWORKDIR /app\nCOPY . .\nCMD [\"node\", \"a.js\"]\n");
  CatchesNot(kRule,
             "FROM node:20\nWORKDIR /app\nCOPY *.js ./\nCMD node a.js\n");
  // Who knows what the base holds?
  CatchesNot(kRule, "FROM acme/app\nWORKDIR /app\nCMD [\"node\", \"a.js\"]\n");
  CatchesNot(kRule, "FROM node:20\nCMD [\"node\", \"/usr/lib/x.js\"]\n");
}

TEST(MissingFile, BelievesRuns) {
  CatchesNot(kRule,
             "FROM node:20\nWORKDIR /app\nRUN npm run build\nCMD node a.js\n");
  CatchesNot(kRule,
             "FROM debian:12\nWORKDIR /app\nRUN touch a.sh\nCMD sh a.sh\n");
  CatchesNot(kRule, "FROM debian:12\nWORKDIR /app\nRUN ./make\nCMD sh a.sh\n");
  Catches(kRule,
          "FROM debian:12\nWORKDIR /app\nRUN apt-get install -y x\n"
          "CMD sh start.sh\n",
          4);
}

TEST(MissingFile, LooksIntoTheBuildContext) {
  BuildContext build;
  build.files_known = true;
  build.files_complete = true;
  build.files = {"Dockerfile", "src/main.py"};
  RuleTestOptions options{.context = &build};
  constexpr std::string_view kHead =
      "FROM python:3.12\nWORKDIR /app\nCOPY . .\n";
  Catches(kRule, std::string(kHead) + "CMD [\"python\", \"main.py\"]\n", 4, 1,
          options);
  CatchesNot(kRule, std::string(kHead) + "CMD [\"python\", \"src/main.py\"]\n",
             options);
  build.files_complete = false;
  CatchesNot(kRule, std::string(kHead) + "CMD [\"python\", \"main.py\"]\n",
             options);
}

TEST(MissingFile, Message) {
  EXPECT_EQ(MessageOf(kRule, "FROM scratch\nCMD [\"/app\"]\n"),
            "CMD runs /app, which no instruction brings into the image");
}

}  // namespace
}  // namespace bulkhead::check
