// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(PipUnpinned, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/pip-unpinned";
  Catches(kRule, "FROM a:1\nRUN pip install flask\n", 2);
  Catches(kRule, "FROM a:1\nRUN python3 -m pip install flask\n", 2);
  Catches(kRule, "FROM a:1\nRUN pip install git+https://e.org/x.git\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN pip install flask==3.0.3\n");
  CatchesNot(kRule, "FROM a:1\nRUN pip install -r requirements.txt\n");
  CatchesNot(kRule, "FROM a:1\nRUN pip install .\n");
  CatchesNot(kRule, "FROM a:1\nRUN pip install -c limits.txt flask\n");
  CatchesNot(kRule, "FROM a:1\nRUN pip install git+https://e.org/x.git@v1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN pip install flask\n"),
            "pip installs flask without a version");
}

TEST(PipCache, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/pip-cache-kept";
  Catches(kRule, "FROM a:1\nRUN pip install x==1\n", 2);
  Catches(kRule, "FROM a:1\nENV PIP_NO_CACHE_DIR=0\nRUN pip install x==1\n", 3);
  CatchesNot(kRule, "FROM a:1\nRUN pip install --no-cache-dir x==1\n");
  CatchesNot(kRule, "FROM a:1\nENV PIP_NO_CACHE_DIR=1\nRUN pip install x==1\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN export PIP_NO_CACHE_DIR=on && pip install x==1\n");
  CatchesNot(kRule,
             "FROM a:1\nRUN --mount=type=cache,target=/root/.cache/pip pip "
             "install x==1\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN pip install x==1\n"),
            "pip install keeps its cache in the layer");
  Fixes(kRule, "FROM a:1\nRUN pip install x==1\n",
        "FROM a:1\nRUN pip install --no-cache-dir x==1\n");
}

TEST(NpmUnpinned, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/npm-unpinned";
  Catches(kRule, "FROM a:1\nRUN npm install express\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN npm install\n");
  CatchesNot(kRule, "FROM a:1\nRUN npm install express@4.21.1\n");
  CatchesNot(kRule, "FROM a:1\nRUN npm install ./folder x.tgz\n");
  CatchesNot(kRule, "FROM a:1\nRUN npm ci\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN npm i -g @a/b\n"),
            "npm installs @a/b without a version");
}

TEST(GemUnpinned, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/gem-unpinned";
  Catches(kRule, "FROM a:1\nRUN gem install bundler\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN gem install bundler:2.5.22\n");
  CatchesNot(kRule, "FROM a:1\nRUN gem install bundler -v 2.5.22\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN gem i bundler\n"),
            "gem installs bundler without a version");
}

TEST(GoUnpinned, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/go-unpinned";
  Catches(kRule, "FROM a:1\nRUN go install e.org/tool@latest\n", 2);
  Catches(kRule, "FROM a:1\nRUN go get e.org/tool\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN go install e.org/tool@v1.2.3\n");
  CatchesNot(kRule, "FROM a:1\nRUN go install ./cmd/tool\n");
  CatchesNot(kRule, "FROM a:1\nRUN go build ./...\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN go install e.org/tool\n"),
            "go installs e.org/tool without a version");
}

TEST(YarnCache, HitMissNearMiss) {
  constexpr const char* kRule = "dockerfile/yarn-cache-kept";
  Catches(kRule, "FROM a:1\nRUN yarn install\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN yarn install && yarn cache clean\n");
  CatchesNot(kRule, "FROM a:1 AS b\nRUN yarn install\nFROM c:1\nRUN true\n");
  CatchesNot(kRule, "FROM a:1\nRUN yarn build\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN yarn install\n"),
            "yarn install keeps its cache in the layer");
}

TEST(YarnCache, Fixes) {
  constexpr std::string_view kRule = "dockerfile/yarn-cache-kept";
  Fixes(kRule, "FROM a:1\nRUN yarn install && yarn build\n",
        "FROM a:1\nRUN yarn install && yarn build && yarn cache clean\n");
  OffersNoFix(kRule,
              "FROM a:1\nRUN if [ -f yarn.lock ]; then yarn install; fi\n");
}

}  // namespace
}  // namespace bulkhead::check
