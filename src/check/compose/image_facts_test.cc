// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/image_facts.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

const ImageFacts* Facts(std::string_view image) {
  return FindImageFacts(config::ParseImageRef(image));
}

TEST(ImageFacts, FindsByNameWhateverTheTag) {
  ASSERT_NE(Facts("postgres:16"), nullptr);
  EXPECT_EQ(Facts("postgres")->name, "postgres");
  EXPECT_EQ(Facts("docker.io/library/postgres:16"), Facts("postgres"));
  EXPECT_EQ(Facts("docker.elastic.co/kibana/kibana:8.15.5"), Facts("kibana"));
  EXPECT_EQ(Facts("example.org/postgres:16"), nullptr);
  EXPECT_EQ(Facts("my/postgres"), nullptr);
}

TEST(ImageFacts, KnowsWhatDiffersByVersionAndVariant) {
  struct Case {
    std::string_view image;
    std::string_view health;
  };
  constexpr Case kCases[] = {
      {"mongo:4.4.29-focal", "mongo --quiet --eval 1"},
      {"mongo:5", "mongo --quiet --eval 1"},
      {"mongo:6.0", "mongosh --quiet --eval 1"},
      {"mongo:latest", "mongosh --quiet --eval 1"},
      {"nginx:1.27-alpine-slim", "wget -q --spider http://localhost/"},
      {"nginx:1.27-alpine", "curl -fsS http://localhost/ -o /dev/null"},
      {"influxdb:2.7-alpine", "influx ping"},
      // No facts.
      {"influxdb:1.8", ""},
      {"influxdb:3-core", ""},
      {"influxdb", ""},
      {"prom/prometheus:v3.9.0-distroless", ""},
  };
  for (const Case& c : kCases) {
    const ImageFacts* facts = Facts(c.image);
    EXPECT_EQ(facts == nullptr ? "" : facts->health, c.health) << c.image;
  }
  EXPECT_TRUE(Facts("neo4j:5.23")->file_variables.empty());
  EXPECT_FALSE(Facts("neo4j:5.24-enterprise")->file_variables.empty());
  EXPECT_FALSE(Facts("neo4j:5")->file_variables.empty());
  EXPECT_EQ(Facts("wordpress:6-php8.3-fpm"), nullptr);
  EXPECT_EQ(Facts("mcr.microsoft.com/mssql/server:2017-latest"), nullptr);
  EXPECT_NE(Facts("mcr.microsoft.com/mssql/server:2022-latest"), nullptr);
}

TEST(ImageTags, Hold) {
  struct Case {
    ImageTags tags;
    std::string_view tag;
    bool hold;
  };
  const Case cases[] = {
      {{}, "", true},
      {{}, "16-alpine", true},
      {{.with = "alpine"}, "16-alpine", true},
      {{.with = "alpine"}, "16", false},
      {{.without = {"cli", "fpm"}}, "6-fpm", false},
      {{.without = {"cli", "fpm"}}, "6-apache", true},
      {{.since = "2.4"}, "2.4", true},
      {{.since = "2.4"}, "2.3.9", false},
      {{.since = "2.4"}, "2.10-alpine", true},
      {{.since = "2.4"}, "2", true},
      {{.since = "2.4"}, "v2.3", false},
      {{.since = "2.4"}, "alpine", true},
      {{.below = "3"}, "2.7", true},
      {{.below = "3"}, "3", false},
      {{.below = "3"}, "30", false},
      {{.below = "3"}, "latest", false},
      {{.below = "3"}, "", false},
      {{.below = "3"}, "99999999999999999999", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(c.tags.Hold(c.tag), c.hold) << c.tag;
  }
}

TEST(ImageFacts, TablesAreInOrderAndPlain) {
  for (std::span<const ImageFacts> table :
       {DataStoreFacts(), OtherImageFacts()}) {
    std::string_view before;
    for (const ImageFacts& facts : table) {
      EXPECT_LE(before, facts.name);
      before = facts.name;
      EXPECT_FALSE(facts.source.empty()) << facts.name;
      // It is put between double quotes.
      EXPECT_EQ(facts.health.find_first_of("\"\\"), std::string_view::npos);
      EXPECT_FALSE(facts.drops_root && facts.runs_as_root()) << facts.name;
    }
  }
  for (const ImageFacts& facts : DataStoreFacts()) {
    EXPECT_EQ(facts.role, ImageRole::kDataStore) << facts.name;
  }
}

}  // namespace
}  // namespace bulkhead::check
