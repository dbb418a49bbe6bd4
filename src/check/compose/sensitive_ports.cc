// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Port numbers: the IANA registry and the documentation of the programs.
#include "check/compose/sensitive_ports.h"
#include "base/text.h"

namespace bulkhead::check {
namespace {

using model::Severity;

struct KnownPort {
  int port = 0;
  std::string_view name;
  Severity severity = Severity::kHigh;
};

constexpr KnownPort kPorts[] = {
    {1433, "SQL Server"},
    {1521, "Oracle Database"},
    {2181, "ZooKeeper"},
    {2375, "the Docker API without TLS", Severity::kCritical},
    {2379, "etcd"},
    {2380, "etcd"},
    {3306, "MySQL"},
    {5432, "PostgreSQL"},
    {5672, "RabbitMQ", Severity::kMedium},
    {5984, "CouchDB"},
    {6379, "Redis"},
    {7000, "Cassandra"},
    {7687, "Neo4j"},
    {8086, "InfluxDB", Severity::kMedium},
    {8500, "Consul"},
    {9042, "Cassandra"},
    {9092, "Kafka", Severity::kMedium},
    {9200, "Elasticsearch"},
    {9300, "Elasticsearch"},
    {10250, "the kubelet"},
    {11211, "memcached"},
    {15672, "the management of RabbitMQ", Severity::kMedium},
    {26257, "CockroachDB"},
    {27017, "MongoDB"},
    {27018, "MongoDB"},
    {28015, "RethinkDB"},
};

}  // namespace

std::optional<SensitivePort> FindSensitivePort(const ComposeService& service,
                                               const ComposePort& port) {
  // A number within a long range is there by chance.
  constexpr int kMostPorts = 10;
  bool is_long = port.target_end - port.target >= kMostPorts;
  for (const KnownPort& known : kPorts) {
    // A range is known by its first number.
    if (is_long || known.port != port.target) continue;
    return SensitivePort{std::string(known.name), known.severity};
  }
  if (service.facts == nullptr) return std::nullopt;
  if (service.facts->role == ImageRole::kDataStore) {
    return SensitivePort{base::Format("the data store {}", service.facts->name),
                         Severity::kHigh};
  }
  if (service.facts->role == ImageRole::kAdminTool) {
    return SensitivePort{
        base::Format("the administration tool {}", service.facts->name),
        Severity::kMedium};
  }
  return std::nullopt;
}

}  // namespace bulkhead::check
