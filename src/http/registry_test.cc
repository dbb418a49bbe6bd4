// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "http/registry.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/text.h"
#include "http/fake_client.h"

namespace bulkhead::http {
namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');
const std::string kUrl = "https://reg.example/v2/a/b/manifests/1";

Response Found() {
  return {.status = 200, .headers = {{"docker-content-digest", kDigest}}};
}

// "DIGEST", or the message of the error.
std::string Resolve(FakeTransport& fake, const DockerCredentials& credentials,
                    const TaggedImage& image = {"reg.example", "a/b", "1"}) {
  base::Result<std::string> digest =
      ResolveDigest(fake, credentials, image, {.retry_seconds = 0});
  return digest.ok() ? digest.value() : digest.error().message;
}

TEST(ResolveDigest, AsksForTheHeadOfAnIndexOrManifest) {
  FakeTransport fake;
  fake.Answer("HEAD " + kUrl, Found());
  EXPECT_EQ(Resolve(fake, {}), kDigest);
  ASSERT_EQ(fake.asked.size(), 1u);
  EXPECT_TRUE(fake.asked[0].headers.at(0).value.starts_with(
      "application/vnd.oci.image.index.v1+json"));
  EXPECT_EQ(fake.asked[0].authorization, "");
}

TEST(ResolveDigest, KnowsTheAddressesOfRegistries) {
  FakeTransport fake;
  fake.Answer("HEAD https://registry-1.docker.io/v2/library/node/manifests/20",
              Found());
  fake.Answer("HEAD http://127.0.0.1:5000/v2/x/manifests/1", Found());
  EXPECT_EQ(Resolve(fake, {}, {"docker.io", "library/node", "20"}), kDigest);
  EXPECT_EQ(Resolve(fake, {}, {"127.0.0.1:5000", "x", "1"}), kDigest);
}

TEST(ResolveDigest, GetsTheManifestWhereTheHeadHasNoDigest) {
  FakeTransport fake;
  fake.Answer("HEAD " + kUrl, {.status = 405});
  fake.Answer("GET " + kUrl, {.status = 200, .body = "{}"});
  std::string computed = "sha256:" + base::Sha256Hex("{}");
  EXPECT_EQ(Resolve(fake, {}), computed);
  FakeTransport liar;
  liar.Answer("HEAD " + kUrl, {.status = 200});
  Response wrong = Found();
  wrong.body = "{}";
  liar.Answer("GET " + kUrl, wrong);
  EXPECT_EQ(Resolve(liar, {}), "reg.example says that a/b:1 is " + kDigest +
                                   ", and sends " + computed);
}

TEST(ResolveDigest, FetchesATokenWithTheCredentials) {
  DockerCredentials credentials;
  credentials.by_registry["reg.example"] = "joe:secret";
  FakeTransport fake;
  fake.Answer(
      "HEAD " + kUrl,
      {.status = 401,
       .headers = {
           {"www-authenticate",
            "Bearer realm=\"https://auth.example/t\",service=\"r s\""}}});
  fake.Answer("HEAD " + kUrl, Found());
  fake.Answer(
      "GET https://auth.example/t?service=r%20s&scope="
      "repository%3Aa%2Fb%3Apull",
      {.status = 200, .body = "{\"token\": \"abc\"}"});
  EXPECT_EQ(Resolve(fake, credentials), kDigest);
  ASSERT_EQ(fake.asked.size(), 3u);
  EXPECT_EQ(fake.asked[0].authorization, "");
  EXPECT_EQ(fake.asked[1].authorization,
            "Basic " + base::EncodeBase64("joe:secret"));
  EXPECT_EQ(fake.asked[2].authorization, "Bearer abc");
}

TEST(ResolveDigest, UsesBasicWhereItIsAskedFor) {
  DockerCredentials credentials;
  credentials.by_registry["reg.example"] = "joe:secret";
  FakeTransport fake;
  fake.Answer(
      "HEAD " + kUrl,
      {.status = 401, .headers = {{"www-authenticate", "Basic realm=\"r\""}}});
  fake.Answer("HEAD " + kUrl, Found());
  EXPECT_EQ(Resolve(fake, credentials), kDigest);
  EXPECT_EQ(fake.asked[1].authorization,
            "Basic " + base::EncodeBase64("joe:secret"));
}

TEST(ResolveDigest, SaysWhyItHasNone) {
  struct Row {
    Response response;
    std::string message;
  };
  const Row rows[] = {
      {{.status = 404}, "reg.example has no a/b:1"},
      {{.status = 403},
       "reg.example refuses access to a/b (403); docker login reg.example may "
       "help"},
      {{.status = 429, .headers = {{"retry-after", "600"}}},
       "reg.example takes no more requests now (429), again in 600 s"},
      {{.status = 500}, "reg.example answers 500 for a/b:1"},
      {{.status = 401,
        .headers = {{"www-authenticate", "Bearer realm=\"http://e/t\""}}},
       "reg.example sends for a token to http://e/t, where nothing is asked"},
  };
  for (const Row& row : rows) {
    FakeTransport fake;
    fake.Answer("HEAD " + kUrl, row.response);
    fake.Answer("GET " + kUrl, row.response);
    EXPECT_EQ(Resolve(fake, {}), row.message);
  }
  FakeTransport nobody;
  EXPECT_EQ(Resolve(nobody, {}), kUrl + ": Couldn't connect");
}

TEST(ResolveDigest, TriesOnceMoreAfterAFault) {
  FakeTransport fake;
  fake.Answer("HEAD " + kUrl, {.status = 503});
  fake.Answer("HEAD " + kUrl, Found());
  EXPECT_EQ(Resolve(fake, {}), kDigest);
}

}  // namespace
}  // namespace bulkhead::http
