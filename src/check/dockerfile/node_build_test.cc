// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/testing.h"

namespace bulkhead::check {
namespace {

TEST(BuildWithoutDev, HitMissNearMiss) {
  constexpr std::string_view kRule =
      "dockerfile/build-without-dev-dependencies";
  Catches(kRule,
          "FROM node:20\nRUN npm ci --only=production && npm cache clean "
          "--force\nCOPY . .\nRUN npm run build\n",
          4);
  Catches(kRule,
          "FROM node:20\nRUN yarn install --production\nRUN yarn build\n", 3);
  CatchesNot(kRule, "FROM node:20\nRUN npm ci\nRUN npm run build\n");
  CatchesNot(kRule,
             "FROM node:20\nRUN npm ci\nRUN npm run build\n"
             "RUN npm ci --omit=dev\n");
  CatchesNot(kRule,
             "FROM node:20 AS a\nRUN npm ci --omit=dev\n"
             "FROM node:20\nRUN npm ci && npm run build\n");
  CatchesNot(kRule, "FROM node:20\nRUN npm ci --omit=dev\nRUN npm test\n");
  EXPECT_EQ(MessageOf(kRule,
                      "FROM node:20\nRUN npm ci --omit=dev\n"
                      "RUN npm run build\n"),
            "npm builds without devDependencies: the install before left them "
            "out");
}

TEST(NodeEnvBeforeInstall, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/node-env-before-install";
  Catches(kRule,
          "FROM node:20\nENV NODE_ENV=production\nRUN npm ci\n"
          "RUN npm run build\n",
          4);
  CatchesNot(kRule,
             "FROM node:20\nRUN npm ci\nENV NODE_ENV=production\n"
             "RUN npm run build\n");
  CatchesNot(kRule,
             "FROM node:20\nENV NODE_ENV=production\n"
             "RUN npm ci --include=dev && npm run build\n");
  CatchesNot(kRule,
             "FROM node:20\nENV NODE_ENV=production\n"
             "RUN NODE_ENV=development npm ci && npm run build\n");
  CatchesNot(kRule,
             "FROM node:20\nENV NODE_ENV=test\nRUN npm ci && npm run build\n");
  EXPECT_EQ(MessageOf(kRule,
                      "FROM node:20\nENV NODE_ENV=production\n"
                      "RUN npm ci && npm run build\n"),
            "npm builds without devDependencies: NODE_ENV=production left "
            "them out");
}

TEST(NpmInstallWithLock, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/npm-install-with-lock";
  Fixes(kRule,
        "FROM node:20\nCOPY package.json package-lock.json ./\n"
        "RUN npm install\n",
        "FROM node:20\nCOPY package.json package-lock.json ./\n"
        "RUN npm ci\n");
  CatchesNot(kRule, "FROM node:20\nCOPY package.json ./\nRUN npm install\n");
  CatchesNot(kRule, "FROM node:20\nCOPY package-lock.json ./\nRUN npm ci\n");
  CatchesNot(kRule,
             "FROM node:20\nCOPY package-lock.json ./\nRUN npm install -g x\n");
  EXPECT_EQ(MessageOf(kRule,
                      "FROM node:20\nCOPY package-lock.json ./\n"
                      "RUN npm i\n"),
            "npm install may change what package-lock.json says");
}

TEST(YarnWithoutFrozenLock, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/yarn-without-frozen-lock";
  Fixes(kRule,
        "FROM node:20\nCOPY package.json yarn.lock ./\nRUN yarn install\n",
        "FROM node:20\nCOPY package.json yarn.lock ./\n"
        "RUN yarn install --frozen-lockfile\n");
  Catches(kRule, "FROM node:20\nCOPY yarn.lock ./\nRUN yarn\n", 3);
  CatchesNot(kRule,
             "FROM node:20\nCOPY yarn.lock ./\n"
             "RUN yarn install --frozen-lockfile\n");
  CatchesNot(kRule,
             "FROM node:20\nCOPY yarn.lock ./\nRUN yarn install --immutable\n");
  CatchesNot(kRule, "FROM node:20\nRUN yarn install\n");
  EXPECT_EQ(MessageOf(kRule, "FROM node:20\nCOPY yarn.lock ./\nRUN yarn\n"),
            "yarn install may change what yarn.lock says");
}

TEST(DependencyUpdate, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/dependency-update";
  Catches(kRule, "FROM a:1\nRUN composer update --no-dev\n", 2);
  Catches(kRule, "FROM a:1\nRUN go get -u ./...\n", 2);
  Catches(kRule, "FROM a:1\nRUN npm update\n", 2);
  CatchesNot(kRule, "FROM a:1\nRUN npm update -g npm\n");
  CatchesNot(kRule, "FROM a:1\nRUN composer install\n");
  CatchesNot(kRule, "FROM a:1\nRUN apt-get update\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN bundle update\n"),
            "bundle update takes what is newest on the day of the build, "
            "whatever the lock file says");
}

TEST(CargoInstallUnlocked, HitMissNearMiss) {
  constexpr std::string_view kRule = "dockerfile/cargo-install-unlocked";
  Fixes(kRule, "FROM a:1\nRUN cargo install sccache\n",
        "FROM a:1\nRUN cargo install --locked sccache\n");
  CatchesNot(kRule, "FROM a:1\nRUN cargo install --locked sccache\n");
  CatchesNot(kRule, "FROM a:1\nRUN cargo build --release\n");
  EXPECT_EQ(MessageOf(kRule, "FROM a:1\nRUN cargo install sccache\n"),
            "cargo install sccache without --locked takes the newest "
            "dependencies");
}

TEST(BuildWithoutDev, Fixes) {
  constexpr std::string_view kRule =
      "dockerfile/build-without-dev-dependencies";
  Fixes(kRule,
        "FROM a:1\nENV NODE_ENV=production\nRUN npm ci --omit=dev\nRUN npm run "
        "build\n",
        "FROM a:1\nENV NODE_ENV=production\nRUN npm ci --include=dev\nRUN npm "
        "run build && npm prune --omit=dev\n");
  Fixes(kRule, "FROM a:1\nRUN npm ci --omit=dev && npm run build\n",
        "FROM a:1\nRUN npm ci && npm run build && npm prune --omit=dev\n");
  Fixes(kRule,
        "FROM a:1 AS b\nRUN yarn install --frozen-lockfile --production\nRUN "
        "yarn build\nFROM c:1\nCOPY --from=b /x /x\n",
        "FROM a:1 AS b\nRUN yarn install --frozen-lockfile\nRUN yarn "
        "build\nFROM c:1\nCOPY --from=b /x /x\n");
  OffersNoFix(kRule, "FROM a:1\nRUN yarn install --production && yarn build\n");
}
TEST(NodeEnvBeforeInstall, Fixes) {
  constexpr std::string_view kRule = "dockerfile/node-env-before-install";
  Fixes(kRule,
        "FROM a:1\nENV NODE_ENV=production\nRUN npm ci && npm run build\n",
        "FROM a:1\nENV NODE_ENV=production\nRUN npm ci --include=dev && npm "
        "run build\n");
  OffersNoFix(kRule,
              "FROM a:1\nENV NODE_ENV=production\nRUN [\"npm\", \"ci\"]\nRUN "
              "npm run build\n");
}
TEST(DependencyUpdate, Fixes) {
  constexpr std::string_view kRule = "dockerfile/dependency-update";
  Fixes(kRule,
        "FROM a:1\nCOPY package-lock.json .\nRUN npm update --no-audit\n",
        "FROM a:1\nCOPY package-lock.json .\nRUN npm ci --no-audit\n");
  Fixes(kRule, "FROM a:1\nRUN composer update --no-dev -n\n",
        "FROM a:1\nRUN composer install --no-dev -n\n");
  Fixes(kRule, "FROM a:1\nRUN cargo update && cargo build\n",
        "FROM a:1\nRUN cargo build\n");
  OffersNoFix(kRule, "FROM a:1\nRUN npm update\n");
  OffersNoFix(kRule, "FROM a:1\nRUN composer update --with-all-dependencies\n");
  OffersNoFix(kRule, "FROM a:1\nRUN go get -u ./...\n");
}

}  // namespace
}  // namespace bulkhead::check
