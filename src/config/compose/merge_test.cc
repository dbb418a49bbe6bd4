// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/merge.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "config/compose/compose.h"

namespace bulkhead::config {
namespace {

// Merges two services "s", given in flow style.
std::string Merge(std::string_view base, std::string_view over) {
  base::Result<formats::JsonValue> merged =
      MergeComposeTexts(base::Format("services: {{s: {}}}", base),
                        base::Format("services: {{s: {}}}", over));
  if (!merged.ok()) return "error: " + merged.error().message;
  return formats::WriteJson(merged.value()["services"]["s"]);
}

TEST(Merge, GoesKeyByKey) {
  struct Case {
    std::string_view base;
    std::string_view over;
    std::string_view expected;
  };
  constexpr Case kCases[] = {
      {"{image: a, user: u}", "{image: b}", R"({"image":"b","user":"u"})"},
      {"{cap_add: [A, B]}", "{cap_add: [B, C]}",
       R"({"cap_add":["A","B","C"]})"},
      {"{command: [a]}", "{command: [b]}", R"({"command":["b"]})"},
      {"{environment: {A: 1, B: }}", "{environment: [A=2]}",
       R"({"environment":["A=2","B"]})"},
      {"{labels: [a=1]}", "{labels: {b: x, a: 2}}",
       R"({"labels":["a=2","b=x"]})"},
      {"{depends_on: [a]}", "{depends_on: {a: {condition: service_healthy}}}",
       R"({"depends_on":{"a":{"condition":"service_healthy","required":true}}})"},
      {"{networks: [a]}", "{networks: {b: {priority: 1}}}",
       R"({"networks":{"a":null,"b":{"priority":1}}})"},
      {"{build: .}", "{build: {target: t}}",
       R"({"build":{"context":".","target":"t"}})"},
      {"{ports: ['80:80']}", "{ports: ['80:80', '81:81']}",
       R"({"ports":["80:80","81:81"]})"},
      {"{volumes: ['va:/d', 'vb:/e']}", "{volumes: ['vc:/d']}",
       R"({"volumes":["vc:/d","vb:/e"]})"},
      {"{devices: ['/dev/a:/dev/x']}", "{devices: ['/dev/b:/dev/x']}",
       R"({"devices":["/dev/b:/dev/x"]})"},
      {"{extra_hosts: [h=1.1.1.1]}", "{extra_hosts: {h: [1.1.1.1, 2.2.2.2]}}",
       R"({"extra_hosts":["h=1.1.1.1","h=2.2.2.2"]})"},
      {"{logging: {driver: a, options: {x: 1}}}",
       "{logging: {driver: b, options: {y: 2}}}",
       R"({"logging":{"driver":"b","options":{"y":2}}})"},
      {"{logging: {options: {x: 1}}}", "{logging: {options: {y: 2}}}",
       R"({"logging":{"options":{"x":1,"y":2}}})"},
      {"{ulimits: {n: {soft: 1, hard: 2}}}", "{ulimits: {n: 3}}",
       R"({"ulimits":{"n":3}})"},
      {"{security_opt: [a]}", "{security_opt: [b, a, b]}",
       R"({"security_opt":["a","b"]})"},
      {"{gpus: [{count: 1}]}", "{gpus: [{count: 1}, {count: 2}]}",
       R"({"gpus":[{"count":1},{"count":2}]})"},
      {"{label_file: a}", "{label_file: [a, b]}",
       R"({"label_file":["a","b"]})"},
      {"{labels: [a=1, a=2]}", "{labels: {a: 1}}", R"({"labels":["a=1"]})"},
      {"{env_file: a}", "{env_file: [b, a]}", R"({"env_file":["a","b"]})"},
      {"{dns: 1.1.1.1}", "{dns: [8.8.8.8]}",
       R"({"dns":["1.1.1.1","8.8.8.8"]})"},
      {"{image: a, ports: [80]}", "{ports: !reset []}", R"({"image":"a"})"},
      {"{ports: [80]}", "{ports: !override [81]}", R"({"ports":[81]})"},
      {"{image: a}", "{image: null}", R"({"image":"a"})"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Merge(c.base, c.over), c.expected) << c.over;
  }
}

TEST(Merge, RefusesOtherKinds) {
  EXPECT_EQ(Merge("{cap_add: [A]}", "{cap_add: {A: 1}}"),
            "error: override:1:16: cannot override cap_add: expected a list as "
            "in base:1, found a mapping");
}

TEST(Merge, JoinsAddressPools) {
  base::Result<formats::JsonValue> merged = MergeComposeTexts(
      "networks: {n: {ipam: {config: [{subnet: s, gateway: g}]}}}",
      "networks: {n: {ipam: {config: [{subnet: t}, {subnet: s, ip_range: "
      "r}]}}}");
  ASSERT_TRUE(merged.ok());
  EXPECT_EQ(formats::WriteJson(merged.value()["networks"]["n"]),
            R"({"ipam":{"config":[{"gateway":"g","ip_range":"r",)"
            R"("subnet":"s"},{"subnet":"t"}]}})");
}

}  // namespace
}  // namespace bulkhead::config
