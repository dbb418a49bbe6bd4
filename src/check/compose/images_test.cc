// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "check/compose/testing.h"

namespace bulkhead::check {
namespace {

using model::Severity;

constexpr std::string_view kDigest =
    "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

std::string Image(std::string_view image) {
  return base::Format("services:\n  web:\n    image: {}\n", image);
}

TEST(ImageLatest, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/image-latest";
  Catches(kRule, Image("nginx:latest"), 3);
  Catches(kRule, Image("nginx"), 3);
  Catches(kRule, Image("reg.org:5000/nginx"), 3);
  EXPECT_EQ(MessageOf(kRule, Image("a/b:latest")),
            "the image a/b:latest of service web has the tag latest");
  EXPECT_EQ(MessageOf(kRule, Image("a/b")),
            "the image a/b of service web has no tag, so it is latest");
  EXPECT_EQ(AliasesOf(kRule, Image("a")).size(), 2u);
  CatchesNot(kRule, Image("nginx:1.27"));
  CatchesNot(kRule, Image(base::Format("nginx@{}", kDigest)));
  CatchesNot(kRule, Image("nginx:${TAG}"));
  CatchesNot(kRule, "services:\n  web:\n    image: a\n    build: .\n");
  EXPECT_EQ(FindingsOf(kRule, Image("a/b"))[0].subject,
            "services.web.image a/b");
}

TEST(ImageNotPinned, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/image-not-pinned";
  Catches(kRule, Image("nginx:1.27"), 3);
  EXPECT_EQ(MessageOf(kRule, Image("nginx:1.27")),
            "the tag of nginx:1.27 may move: service web gives no digest");
  CatchesNot(kRule, Image("nginx:latest"));
  CatchesNot(kRule, Image(base::Format("nginx:1.27@{}", kDigest)));
}

TEST(UntrustedRegistry, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/untrusted-registry";
  ComposeTestOptions options;
  options.options.trusted_registries = {"docker.io", "*.corp.org"};
  Catches(kRule, Image("quay.io/a/b:1"), 3, 1, options);
  EXPECT_EQ(MessageOf(kRule, Image("quay.io/a/b:1"), options),
            "the image quay.io/a/b of service web comes from quay.io, which "
            "is not an allowed registry");
  CatchesNot(kRule, Image("nginx:1"), options);
  CatchesNot(kRule, Image("reg.corp.org/a:1"), options);
  CatchesNot(kRule, Image("quay.io/a/b:1"));
}

TEST(ImageNotApproved, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/image-not-approved";
  ComposeTestOptions options;
  options.options.approved_images = {"nginx:1.*", "ghcr.io/org/*"};
  Catches(kRule, Image("nginx:2"), 3, 1, options);
  EXPECT_EQ(MessageOf(kRule, Image("nginx:2"), options),
            "the image nginx:2 of service web is not approved");
  CatchesNot(kRule, Image("nginx:1.27"), options);
  CatchesNot(kRule, Image("ghcr.io/org/a:1"), options);
  CatchesNot(kRule, Image("nginx:2"));
}

TEST(BuildRemoteContext, HitMissNearMiss) {
  constexpr std::string_view kRule = "compose/build-remote-context";
  auto build = [](std::string_view context) {
    return base::Format("services:\n  web:\n    build: {}\n", context);
  };
  Catches(kRule, build("https://example.org/a.git"), 3);
  EXPECT_EQ(MessageOf(kRule, build("https://example.org/a.git")),
            "service web is built from https://example.org/a.git, whatever "
            "stands there at the time");
  EXPECT_EQ(SeverityOf(kRule, build("https://example.org/a.git#main")),
            Severity::kLow);
  EXPECT_EQ(SeverityOf(kRule, build("http://example.org/a.git")),
            Severity::kHigh);
  CatchesNot(kRule, build("https://example.org/a.git#"
                          "0123456789abcdef0123456789abcdef01234567:sub"));
  CatchesNot(kRule, build("./github.com"));
}

TEST(OfferPin, WritesWhatThePinsSay) {
  model::Pins pins;
  pins.images["docker.io/library/nginx:latest"] = {"1.27.2", ""};
  pins.images["docker.io/library/nginx:1.27"] = {"", std::string(kDigest)};
  pins.images["docker.io/library/redis:7"] = {"7.2.4", ""};
  ComposeTestOptions options = {.options = {.pins = &pins}};
  Fixes("compose/image-latest", Image("nginx"), Image("nginx:1.27.2"), options);
  Fixes("compose/image-latest", Image("'nginx:latest' # web"),
        Image("'nginx:1.27.2' # web"), options);
  Fixes("compose/image-not-pinned", Image("nginx:1.27"),
        Image(base::Format("nginx:1.27@{}", kDigest)), options);
  for (std::string_view image : {"redis:7", "postgres:16"}) {
    std::vector<model::Finding> found =
        FindingsOf("compose/image-not-pinned", Image(image), options);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_FALSE(found[0].fix.has_value());
    EXPECT_EQ(found[0].related.at(0).message,
              base::Format("no pin is known for the image docker.io/library/{}",
                           image));
  }
}

}  // namespace
}  // namespace bulkhead::check
