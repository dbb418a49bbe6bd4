// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "base/fs.h"
#include "base/text.h"
#include "formats/json/json.h"
#include "report/testing.h"

namespace bulkhead::report {
namespace {

using formats::JsonValue;

constexpr char kSchema[] = "../shared/schemas/sarif/sarif-schema-2.1.0.json";

JsonValue Parsed(const model::Report& report) {
  base::Result<JsonValue> parsed =
      formats::ParseJson(Written("sarif", report, {.root = "/srv/my app"}), {});
  EXPECT_TRUE(parsed.ok());
  return parsed.ok() ? parsed.value() : JsonValue();
}

TEST(SarifWriter, IsValid) {
  if (!base::RealFileSystem().Exists(kSchema)) {
    GTEST_SKIP() << kSchema << " is not here";
  }
  WriterOptions options = {.root = "/srv/app"};
  for (const model::Report& report :
       {SampleReport(), HostileReport(), LargeReport(50), model::Report()}) {
    std::optional<std::string> errors =
        SchemaErrors(kSchema, Written("sarif", report, options));
    if (!errors) GTEST_SKIP() << "Python has no module jsonschema";
    EXPECT_EQ(*errors, "");
  }
}

TEST(SarifWriter, DescribesRules) {
  JsonValue log = Parsed(SampleReport());
  EXPECT_EQ(log["version"].String(), "2.1.0");
  const JsonValue& driver = log["runs"].At(0)["tool"]["driver"];
  EXPECT_EQ(driver["name"].String(), "Bulkhead");
  EXPECT_EQ(driver["version"].String(), "1.2.3");
  ASSERT_EQ(driver["rules"].size(), 4u);
  const JsonValue& rule = driver["rules"].At(1);
  EXPECT_EQ(rule["id"].String(), "dockerfile/latest-tag");
  EXPECT_EQ(rule["shortDescription"]["text"].String(),
            "The base image has the tag latest");
  EXPECT_EQ(rule["help"]["text"].String(),
            "Name a version, and its digest.\n"
            "https://docs.docker.com/build/building/best-practices/\nCIS-4.2");
  EXPECT_EQ(rule["helpUri"].String(),
            "https://docs.docker.com/build/building/best-practices/");
  EXPECT_EQ(rule["defaultConfiguration"]["level"].String(), "error");
  EXPECT_EQ(rule["properties"]["security-severity"].String(), "8.0");
  EXPECT_EQ(rule["properties"]["tags"].At(1).String(), "dockerfile");
}

TEST(SarifWriter, WritesResults) {
  model::Report report = SampleReport();
  JsonValue log = Parsed(report);
  const JsonValue& run = log["runs"].At(0);
  EXPECT_EQ(run["originalUriBaseIds"]["SRCROOT"]["uri"].String(),
            "file:///srv/my%20app/");
  ASSERT_EQ(run["results"].size(), 5u);
  const JsonValue& result = run["results"].At(1);
  EXPECT_EQ(result["ruleId"].String(), "dockerfile/latest-tag");
  EXPECT_EQ(result["ruleIndex"].Int(-1), 1);
  EXPECT_EQ(result["partialFingerprints"]["bulkhead/v1"].String(),
            report.findings[1].fingerprint);
  const JsonValue& place = result["locations"].At(0);
  EXPECT_EQ(place["logicalLocations"].At(0)["fullyQualifiedName"].String(),
            "stage build");
  const JsonValue& physical = place["physicalLocation"];
  EXPECT_EQ(physical["artifactLocation"]["uri"].String(), "api/Dockerfile");
  EXPECT_EQ(physical["artifactLocation"]["uriBaseId"].String(), "SRCROOT");
  EXPECT_EQ(formats::WriteJson(physical["region"]),
            R"({"startLine":2,"startColumn":6,"endLine":2,"endColumn":17,)"
            R"("snippet":{"text":"FROM node:latest AS build"}})");
  EXPECT_EQ(physical["contextRegion"]["endLine"].Int(), 4);
  const JsonValue& change = result["fixes"].At(0)["artifactChanges"].At(0);
  EXPECT_EQ(formats::WriteJson(change["replacements"]),
            R"([{"deletedRegion":{"startLine":2,"startColumn":11,"endLine":2,)"
            R"("endColumn":17,"byteOffset":25,"byteLength":6},)"
            R"("insertedContent":{"text":"22.1"}}])");
}

TEST(SarifWriter, MarksSuppressedResults) {
  JsonValue log = Parsed(SampleReport());
  const JsonValue& results = log["runs"].At(0)["results"];
  EXPECT_EQ(results.At(0)["suppressions"].size(), 0u);
  EXPECT_TRUE(results.At(0)["suppressions"].IsArray());
  const JsonValue& suppression = results.At(4)["suppressions"].At(0);
  EXPECT_EQ(suppression["kind"].String(), "inSource");
  EXPECT_EQ(suppression["justification"].String(), "mirrored and pinned there");
}

TEST(SarifWriter, SaysThatBrokenInputIsNoSuccess) {
  JsonValue log = Parsed(SampleReport());
  const JsonValue& invocation = log["runs"].At(0)["invocations"].At(0);
  EXPECT_FALSE(invocation["executionSuccessful"].Bool(true));
  const JsonValue& notes = invocation["toolExecutionNotifications"];
  ASSERT_EQ(notes.size(), 3u);
  EXPECT_EQ(notes.At(0)["level"].String(), "error");
  EXPECT_EQ(notes.At(1)["descriptor"]["id"].String(),
            "gap/unknown-instruction");
  JsonValue clean = Parsed({});
  EXPECT_TRUE(
      clean["runs"].At(0)["invocations"].At(0)["executionSuccessful"].Bool());
}

}  // namespace
}  // namespace bulkhead::report
