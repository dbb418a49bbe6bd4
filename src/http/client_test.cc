// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Redirects; the real transport is tested by tests/integration/resolve_test.py.
#include "http/client.h"

#include <gtest/gtest.h>

#include "http/fake_client.h"

namespace bulkhead::http {
namespace {

Response To(std::string location) {
  return {.status = 307, .headers = {{"location", std::move(location)}}};
}

TEST(Send, KeepsTheAuthorizationWithinOneOrigin) {
  FakeTransport fake;
  fake.Answer("GET https://a/1", To("/2"));
  fake.Answer("GET https://a/2", To("https://b/3"));
  fake.Answer("GET https://b/3", To("https://a/4"));
  fake.Answer("GET https://a/4", {.status = 200, .body = "x"});
  base::Result<Response> response =
      Send(fake, {.url = "https://a/1", .authorization = "Basic s"});
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response.value().body, "x");
  ASSERT_EQ(fake.asked.size(), 4u);
  EXPECT_EQ(fake.asked[1].authorization, "Basic s");
  EXPECT_EQ(fake.asked[2].authorization, "");
  EXPECT_EQ(fake.asked[3].authorization, "");  // once lost, lost
}

TEST(Send, RefusesWhatLeadsInTheOpen) {
  FakeTransport fake;
  fake.Answer("GET https://a/1", To("http://a/2"));
  fake.Answer("GET https://a/2", To(""));
  fake.Answer("GET https://a/3", To("https://a/3"));
  EXPECT_EQ(Send(fake, {.url = "https://a/1"}).error().message,
            "a redirects to http://a/2, where nothing is asked");
  EXPECT_EQ(Send(fake, {.url = "https://a/2"}).error().message,
            "a redirects to no address, where nothing is asked");
  EXPECT_EQ(Send(fake, {.url = "https://a/3"}).error().message,
            "https://a/3: more than 5 redirects");
}

}  // namespace
}  // namespace bulkhead::http
