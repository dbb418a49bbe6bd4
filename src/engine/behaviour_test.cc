// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/behaviour.h"

#include <gtest/gtest.h>

namespace bulkhead::engine {
namespace {

TEST(ListeningPorts, ReadsTheTablesOfTheKernel) {
  constexpr std::string_view kTcp =
      "  sl  local_address rem_address   st tx_queue rx_queue tr\n"
      "   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:0\n"
      "   1: 0100007F:2328 00000000:0000 0A 00000000:00000000 00:0\n"
      "   2: 0B00007F:0035 00000000:0000 0A 00000000:00000000 00:0\n"
      "   3: 00000000:9C40 00000000:0000 0A 00000000:00000000 00:0\n"
      "   4: 0100007F:1F90 0100007F:A000 01 00000000:00000000 00:0\n"
      "   5: nonsense 0 0A\n";
  EXPECT_EQ(ListeningPorts(kTcp, false),
            (std::vector<std::string>{"127.0.0.1:9000", "8080"}));
  constexpr std::string_view kTcp6 =
      "   0: 00000000000000000000000000000000:0050 "
      "00000000000000000000000000000000:0000 0A 00000000:00000000 00:0\n"
      "   1: 00000000000000000000000001000000:0051 "
      "00000000000000000000000000000000:0000 0A 00000000:00000000 00:0\n";
  EXPECT_EQ(ListeningPorts(kTcp6, true),
            (std::vector<std::string>{"80", "[::1]:81"}));
  EXPECT_TRUE(ListeningPorts("", false).empty());
}

TEST(ReadContainer, TakesWhatInspectSays) {
  base::Result<formats::JsonValue> json = formats::ParseJson(
      R"({"Id": "abc", "RestartCount": 2,
          "State": {"Status": "exited", "ExitCode": 3, "Pid": 0},
          "Config": {"Labels": {"com.docker.compose.service": "web"}}})",
      {});
  ASSERT_TRUE(json.ok());
  ServiceState state = ReadContainer(json.value());
  EXPECT_EQ(state.service, "web");
  EXPECT_EQ(DescribeState(state), "exited with 3, restarted 2 times");
  EXPECT_FALSE(state.good());
}

ServiceState Running(std::string name, std::vector<std::string> ports) {
  return {.service = std::move(name),
          .status = "running",
          .ports = std::move(ports),
          .ports_known = true};
}

TEST(Differences, CompareStatusHealthExitCodeAndPorts) {
  Behaviour before;
  before.services = {Running("a", {"80"})};
  struct Row {
    ServiceState state;
    std::string after;  // "": the same
  };
  ServiceState dead = Running("a", {});
  dead.status = "exited";
  dead.exit_code = 1;
  dead.log = "boom";
  ServiceState sick = Running("a", {"80"});
  sick.health = "unhealthy";
  ServiceState restarted = Running("a", {"80"});
  restarted.restarts = 1;
  ServiceState unseen = Running("a", {});
  unseen.ports_known = false;
  const Row rows[] = {
      {Running("a", {"80"}), ""},
      {unseen, ""},
      {Running("a", {}), "running"},
      {Running("a", {"80", "81"}), "running, listens on 80 81"},
      {dead, "exited with 1"},
      {sick, "running, unhealthy, listens on 80"},
      {restarted, "running, restarted 1 times, listens on 80"},
      {Running("b", {"80"}), "not there"},
  };
  for (const Row& row : rows) {
    Behaviour after;
    after.services = {row.state};
    std::vector<Difference> found = Differences(before, after);
    ASSERT_EQ(found.size(), row.after.empty() ? 0u : 1u) << row.after;
    if (found.empty()) continue;
    EXPECT_EQ(found[0].service, "a");
    EXPECT_EQ(found[0].before, "running, listens on 80");
    EXPECT_EQ(found[0].after, row.after);
    EXPECT_EQ(found[0].evidence, row.state.log);
  }
}

TEST(Differences, AStartThatFailsIsOne) {
  Behaviour before;
  Behaviour after;
  after.failure = "no such image";
  std::vector<Difference> found = Differences(before, after);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].after, "does not start");
  EXPECT_EQ(found[0].evidence, "no such image");
}

}  // namespace
}  // namespace bulkhead::engine
