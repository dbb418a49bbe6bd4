// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/topology.h"

#include <algorithm>

#include "base/text.h"
#include "check/compose/sensitive_ports.h"

namespace bulkhead::check {

using config::ComposeEntry;
using config::ComposeNode;

namespace {

// A network that nobody defines is a slip: any may be meant.
bool AreDefined(const ComposeContext& context,
                const std::vector<std::string_view>& networks) {
  return std::all_of(networks.begin(), networks.end(),
                     [&context](std::string_view network) {
                       return context.project.root["networks"].Has(network);
                     });
}

}  // namespace

Reach ReachOf(const ComposeContext& context, const ComposeService& service) {
  const ComposeService* at = &service;
  // network_mode: service:x may point to one that does the same.
  for (std::size_t i = 0; i <= context.services.size(); ++i) {
    const ComposeNode& given = (*at)["network_mode"];
    if (context.IsUnknown(given) || context.IsUnknown((*at)["networks"])) break;
    std::string_view mode = given.Text();
    if (mode.empty()) {
      if (!AreDefined(context, at->networks)) break;
      return {at->networks, true};
    }
    if (mode == "none") return {{}, true};
    if (!base::ConsumePrefix(mode, "service:")) break;
    at = context.FindService(mode);
    if (at == nullptr) break;
  }
  return {{}, false};
}

bool CanReach(const ComposeContext& context, const ComposeService& a,
              const ComposeService& b) {
  Reach from = ReachOf(context, a);
  Reach to = ReachOf(context, b);
  if (!from.known || !to.known) return true;
  return std::any_of(from.networks.begin(), from.networks.end(),
                     [&](std::string_view network) {
                       return std::find(to.networks.begin(), to.networks.end(),
                                        network) != to.networks.end();
                     });
}

bool IsDataStore(const ComposeService& service) {
  if (service.facts != nullptr) {
    return service.facts->role == ImageRole::kDataStore;
  }
  // Clones and builds keep the name: bitnami/postgresql, my-redis.
  constexpr std::string_view kNames[] = {
      "postgres", "postgis",  "mysql",       "mariadb",       "mongo",
      "redis",    "valkey",   "memcache",    "elasticsearch", "cassandra",
      "couchdb",  "influxdb", "timescaledb", "percona",
  };
  if (service.is_built()) return false;
  std::string_view base = service.image.BaseName();
  return std::any_of(
      std::begin(kNames), std::end(kNames), [&](std::string_view name) {
        return base.starts_with(name) && !base::Contains(base, "express") &&
               !base::Contains(base, "export") &&
               !base::Contains(base, "insight") &&
               !base::Contains(base, "admin");
      });
}

std::string_view HostOf(std::string_view value) {
  if (std::size_t scheme = value.find("://");
      scheme != std::string_view::npos) {
    value = value.substr(scheme + 3);
  }
  value = value.substr(0, value.find_first_of("/?,"));
  if (std::size_t at = value.rfind('@'); at != std::string_view::npos) {
    value = value.substr(at + 1);
  }
  return value.substr(0, value.find(':'));
}

namespace {

// Where a service names others.
constexpr std::string_view kMentions[] = {"command", "depends_on", "entrypoint",
                                          "environment", "links"};

// Names by which others find a service.
bool Answers(const ComposeService& service, std::string_view host) {
  if (host == service.name) return true;
  if (host == service["hostname"].Text() && !host.empty()) return true;
  if (host == service["container_name"].Text() && !host.empty()) return true;
  for (const ComposeEntry& network : service["networks"].entries()) {
    if (network.value["aliases"].Contains(host)) return true;
  }
  return false;
}

// A value that is a host by its form or by the name of its variable: "db" is
// one in DB_HOST=db, and none in MYSQL_DATABASE=db.
bool IsHostValue(std::string_view name, std::string_view value) {
  if (base::Contains(value, "://")) return true;
  std::size_t colon = value.rfind(':');
  if (colon != std::string_view::npos &&
      base::ParseInt(value.substr(colon + 1)).has_value()) {
    return true;
  }
  for (std::string_view word :
       {"HOST", "SERVER", "ADDR", "URL", "URI", "ENDPOINT", "BROKER", "NODE"}) {
    if (base::ContainsIgnoreCase(name, word)) return true;
  }
  return false;
}

}  // namespace

bool KnowsMentions(const ComposeContext& context,
                   const ComposeService& service) {
  return std::none_of(
      std::begin(kMentions), std::end(kMentions),
      [&](std::string_view key) { return context.IsWrong(service[key]); });
}

const ComposeNode* MentionOf(const ComposeService& service,
                             const ComposeService& other) {
  if (const ComposeNode* node = service["depends_on"].Get(other.name)) {
    return node;
  }
  for (const ComposeEntry& link : service["links"].entries()) {
    std::string_view text = link.value.Text();
    if (text.substr(0, text.find(':')) == other.name) return &link.value;
  }
  for (const ComposeVariable& variable : service.environment) {
    std::string_view value = variable.value->Text();
    if (!IsHostValue(variable.name, value)) continue;
    for (std::string_view part : base::Split(value, ',')) {
      if (Answers(other, HostOf(part))) return variable.value;
    }
  }
  for (std::string_view key : {"command", "entrypoint"}) {
    for (const ComposeEntry& word : service[key].entries()) {
      std::string_view text = word.value.Text();
      if (std::size_t equals = text.find('=');
          equals != std::string_view::npos) {
        text = text.substr(equals + 1);
      }
      if (Answers(other, HostOf(text))) return &word.value;
    }
  }
  return nullptr;
}

}  // namespace bulkhead::check
