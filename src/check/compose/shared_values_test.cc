// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/shared_values.h"

#include <gtest/gtest.h>

namespace bulkhead::check {
namespace {

struct Sample {
  std::string object;
  std::size_t begin = 10;
  std::string rule = "compose/docker-socket";
  std::string replacement = {};  // of its fix; "": it has none
};

std::vector<std::string> Joined(const std::vector<Sample>& samples) {
  config::ComposeProject project;
  ComposeOptions options;
  ComposeContext context{.project = project, .options = options};
  for (std::string_view name : {"a", "a.b", "c", "d", "e", "f", "g"}) {
    context.services.emplace_back().name = name;
  }
  std::vector<model::Finding> findings;
  for (const Sample& sample : samples) {
    model::Finding& finding = findings.emplace_back();
    finding.rule = base::SharedText(sample.rule);
    finding.message = sample.object;
    finding.location.path = base::SharedText("compose.yaml");
    finding.location.range = {sample.begin, sample.begin + 5};
    finding.location.object = sample.object;
    if (sample.replacement.empty()) continue;
    finding.fix =
        model::Fix{.edits = {{.path = base::SharedText("compose.yaml"),
                              .range = finding.location.range,
                              .replacement = sample.replacement}}};
  }
  JoinSharedValues(context, &findings);
  std::vector<std::string> messages;
  for (const model::Finding& finding : findings) {
    messages.push_back(finding.message);
  }
  return messages;
}

using Messages = std::vector<std::string>;

TEST(JoinSharedValues, NamesTheOtherServicesOfOneWrittenValue) {
  EXPECT_EQ(Joined({{"services.a.volumes[0]"}, {"services.c.volumes[0]"}}),
            Messages({"services.a.volumes[0] (and so for c)"}));
  EXPECT_EQ(Joined({{"services.a.b.image"}, {"services.a.image"}}),
            Messages({"services.a.b.image (and so for a)"}));
  EXPECT_EQ(Joined({{"services.a.pid"},
                    {"services.a.b.pid"},
                    {"services.c.pid"},
                    {"services.d.pid"},
                    {"services.e.pid"},
                    {"services.f.pid"},
                    {"services.g.pid"}}),
            Messages({"services.a.pid (and so for a.b, c, d, e, f and 1 "
                      "more)"}));
}

TEST(JoinSharedValues, KeepsApartWhatIsNotTheSame) {
  for (const std::vector<Sample>& samples : std::vector<std::vector<Sample>>{
           // other values, places, rules, fixes
           {{"services.a.volumes[0]"}, {"services.c.volumes[1]"}},
           {{"services.a.pid"}, {"services.c.pid", 20}},
           {{"services.a.pid"}, {"services.c.pid", 10, "compose/other"}},
           {{"services.a.pid", 10, "x", "1"}, {"services.c.pid", 10, "x", "2"}},
           // services as a whole, and what is no service
           {{"services.a"}, {"services.c"}},
           {{"volumes.a.driver"}, {"volumes.c.driver"}},
           {{"services.unknown.pid"}, {"services.other.pid"}}}) {
    Messages all;
    for (const Sample& sample : samples) all.push_back(sample.object);
    EXPECT_EQ(Joined(samples), all);
  }
}

}  // namespace
}  // namespace bulkhead::check
