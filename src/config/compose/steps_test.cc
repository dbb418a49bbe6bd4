// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include "config/compose/compose.h"

namespace bulkhead::config {
namespace {

std::string Value(std::string_view type, std::string_view json) {
  base::Result<formats::JsonValue> value = formats::ParseJson(json, {});
  if (!value.ok()) return "bad test";
  base::Result<formats::JsonValue> out = ComposeValue(type, value.value());
  return out.ok() ? formats::WriteJson(out.value())
                  : "error: " + out.error().message;
}

TEST(ComposeValue, ConvertsEachType) {
  struct Case {
    std::string_view type;
    std::string_view value;
    std::string_view expected;
  };
  constexpr Case kCases[] = {
      {"UnitBytes", "\"2k\"", "\"2048\""},
      {"UnitBytes", "0", "\"0\""},
      {"Duration", "\"90s\"", "\"1m30s\""},
      {"NanoCPUs", "\"0.5\"", "0.5"},
      {"NanoCPUs", "2", "2"},
      {"FileMode", "416", "\"0640\""},
      {"FileMode", "\"640\"", "\"0640\""},
      {"ShellCommand", "\"a 'b c'\"", R"(["a","b c"])"},
      {"ShellCommand", "[\"a\"]", R"(["a"])"},
      {"HealthCheckTest", "\"true\"", R"(["CMD-SHELL","true"])"},
      {"MappingWithEquals", "[\"A=1\",\"B\"]", R"({"A":"1","B":null})"},
      {"MappingWithEquals", "{\"A\":true,\"B\":1.5}",
       R"({"A":"true","B":"1.5"})"},
      {"Labels", "[\"a\"]", R"({"a":""})"},
      {"Labels", "{\"a\":{\"b\":[1,2]}}", R"({"a":"map[b:[1 2]]"})"},
      {"Options", "{\"a\":1}", R"({"a":"1"})"},
      {"MultiOptions", "{\"a\":[1,true],\"b\":\"c\"}",
       R"({"a":["1","true"],"b":["c"]})"},
      {"HostsList", "{\"b\":\"1.1.1.1\",\"a\":null}", R"(["a=","b=1.1.1.1"])"},
      {"HostsList", "[\"a:::1\",\"b=[::2]\"]", R"(["a=::1","b=::2"])"},
      {"StringList", "\"a\"", R"(["a"])"},
      {"StringOrNumberList", "[80,\"x\"]", R"(["80","x"])"},
      {"DeviceCount", "\"all\"", "-1"},
      {"UlimitsConfig", "{\"soft\":1,\"hard\":\"2\"}",
       R"({"hard":2,"soft":1})"},
      {"SSHConfig", "[\"default\",\"k=/p\"]", R"(["default","k=/p"])"},
      {"port", "\"81:80\"",
       R"([{"mode":"ingress","protocol":"tcp","published":"81","target":80}])"},
      {"volume", "\"/a:/b:ro\"",
       R"({"bind":{"create_host_path":true},"read_only":true,)"
       R"("source":"/a","target":"/b","type":"bind"})"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Value(c.type, c.value), c.expected) << c.type << " " << c.value;
  }
}

TEST(ComposeValue, SaysWhatIsWrong) {
  EXPECT_EQ(Value("DeviceCount", "\"some\""),
            "error: expected a number or \"all\", found string \"some\"");
  EXPECT_EQ(Value("MappingWithEquals", "[\"A =1\"]"),
            "error: expected = right behind the name of a variable, found a "
            "space behind \"A\"");
  EXPECT_EQ(Value("HostsList", "[\"a\"]"),
            "error: expected NAME=ADDRESS, found string \"a\"");
  EXPECT_EQ(Value("NanoCPUs", "null"), "error: expected a number, found null");
  EXPECT_EQ(Value("Nonsense", "1"),
            "error: expected a type of Compose, found \"Nonsense\"");
}

}  // namespace
}  // namespace bulkhead::config
