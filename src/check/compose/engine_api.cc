// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The API of a Docker Engine over the network: DOCKER_HOST=tcp://...
#include <algorithm>

#include "base/text.h"
#include "check/compose/rules.h"
#include "check/compose/topology.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using model::Severity;

const ComposeVariable* FindVariable(const ComposeService& service,
                                    std::string_view name) {
  auto at = std::find_if(
      service.environment.begin(), service.environment.end(),
      [name](const ComposeVariable& other) { return other.name == name; });
  return at == service.environment.end() ? nullptr : &*at;
}

// Clients encrypt where one of these is set, to whatever.
bool MayUseTls(const ComposeContext& context, const ComposeService& service) {
  for (std::string_view name :
       {"DOCKER_TLS_VERIFY", "DOCKER_TLS", "DOCKER_CERT_PATH"}) {
    const ComposeVariable* variable = FindVariable(service, name);
    if (variable == nullptr) continue;
    if (context.IsUnknown(*variable->value)) return true;
    if (!variable->value->Scalar().empty()) return true;
  }
  return false;
}

// The port that engines keep for TLS. Docker's own image looks for certificates
// where it finds it.
bool IsTlsPort(std::string_view address) {
  constexpr std::string_view kPort = ":2376";
  while (address.ends_with('/')) address.remove_suffix(1);
  return address.ends_with(kPort);
}

bool AnswersTo(const ComposeService& service, std::string_view host) {
  if (service.name == host || service["container_name"].Text() == host ||
      service["hostname"].Text() == host) {
    return true;
  }
  const std::vector<ComposeEntry>& networks = service["networks"].entries();
  return std::any_of(networks.begin(), networks.end(),
                     [host](const ComposeEntry& network) {
                       return network.value["aliases"].Contains(host);
                     });
}

// Where DOCKER_HOST leads to.
enum class EngineKind {
  kNone,   // nothing that is known to be an engine
  kOwn,    // an engine that is a service of the project
  kOther,  // that of the host, or of another machine
};

bool IsEngineImage(const ComposeService& service) {
  return service.image.valid &&
         (service.ImageName() == "docker" ||
          base::Contains(service.image.BaseName(), "dind") ||
          base::Contains(service.image.tag, "dind"));
}

EngineKind EngineAt(const ComposeContext& context,
                    const ComposeService& service, std::string_view host) {
  // Proxies let only some requests through; they are asked without TLS.
  if (host.empty() || base::Contains(base::ToLower(host), "proxy")) {
    return EngineKind::kNone;
  }
  if (host == "localhost" || host.starts_with("127.") || host == "::1") {
    return service["network_mode"].Text() == "host" ? EngineKind::kOther
                                                    : EngineKind::kNone;
  }
  for (const ComposeService& other : context.services) {
    if (!AnswersTo(other, host)) continue;
    return IsEngineImage(other) ? EngineKind::kOwn : EngineKind::kNone;
  }
  return EngineKind::kOther;
}

void EngineWithoutTls(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeVariable* variable = FindVariable(service, "DOCKER_HOST");
    if (variable == nullptr || context.IsUnknown(*variable->value)) continue;
    std::string address = variable->value->Scalar();
    bool is_open =
        address.starts_with("tcp://") || address.starts_with("http://");
    if (!is_open || IsTlsPort(address) || MayUseTls(context, service)) continue;
    EngineKind kind = EngineAt(context, service, HostOf(address));
    if (kind == EngineKind::kNone) continue;
    model::Finding& finding = ReportAt(
        *variable->value, service.Path("environment.DOCKER_HOST"),
        base::Format("service {} talks to the Docker Engine at {} without "
                     "TLS: {}",
                     base::Printable(service.name), base::Printable(address),
                     kind == EngineKind::kOwn
                         ? "whoever shares a network with it is root in it"
                         : "it, and whoever reaches that port, is root on the "
                           "host of the engine"),
        out);
    finding.subject = finding.location.object;
    if (kind == EngineKind::kOwn) finding.severity = Severity::kMedium;
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/engine-without-tls",
      .severity = Severity::kHigh,
      .title = "Docker Engine over the network without TLS",
      .why = "An engine that listens without TLS asks nobody who they are: "
             "who reaches the port starts a privileged container with the disk "
             "of the host in it.",
      .remedy = "Put a proxy between that lets only the few requests through "
                "that the service needs, or take ssh://, or port 2376 with "
                "DOCKER_TLS_VERIFY=1 and certificates.",
      .references = {"https://docs.docker.com/engine/security/protect-access/"},
      .no_fix = "the engine must listen in another way"},
     &EngineWithoutTls},
};

}  // namespace

ComposeRules EngineApiRules() { return kRules; }

}  // namespace bulkhead::check
