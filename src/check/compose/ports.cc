// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Published ports: on which addresses, of what, and twice.
#include <algorithm>

#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"
#include "check/compose/sensitive_ports.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using model::Severity;

constexpr int kFirstFreePort = 1024;

// look(service, port) for each port of which the container's part is known.
template <typename Look>
void ForEachPort(const ComposeContext& context, Look look) {
  for (const ComposeService& service : context.services) {
    for (const ComposePort& port : service.ports) {
      if (port.target_known && port.target > 0) look(service, port);
    }
  }
}

bool IsLow(int port) { return port > 0 && port < kFirstFreePort; }

void PrivilegedPort(const ComposeContext& context, Findings& out) {
  ForEachPort(context, [&](const ComposeService& service,
                           const ComposePort& port) {
    bool host = IsLow(port.published);
    if (!host && !IsLow(port.target)) return;
    bool dropped = service["cap_drop"].Contains("NET_BIND_SERVICE");
    // Inside it is nobody's business where the capability is not needed.
    if (!host && dropped) return;
    bool web = port.published == 80 || port.published == 443;
    model::Finding& finding = ReportAt(
        *port.node, port.object,
        host ? base::Format("service {} takes port {} of the host",
                            service.name, port.published)
             : base::Format("service {} listens on port {} in its container",
                            service.name, port.target),
        out);
    if (web || !host) finding.severity = Severity::kInfo;
    // They mean the host.
    if (!host) WithoutAliases(finding, {"docker-bench-5.8", "CIS-5.8"});
    if (dropped) WithoutKics(finding);
  });
}

// 127.0.0.1 in front of what is there.
std::optional<model::Edit> BindToLoopback(const ComposeService& service,
                                          const ComposePort& port) {
  constexpr std::string_view kLoopback = "127.0.0.1";
  if (!port.short_syntax) {
    const ComposeNode& address = (*port.node)["host_ip"];
    if (!address.IsEmpty()) {
      return ReplaceScalar(*service.node, address, kLoopback);
    }
    std::string line = base::Format("host_ip: {}", kLoopback);
    return AddEntry(*service.node, *port.node, {{line}, line});
  }
  std::string_view text = WrittenText(*port.node);
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    text = text.substr(1, text.size() - 2);
  }
  base::ConsumePrefix(text, "0.0.0.0:");
  if (text.empty() || base::Contains(text, "[")) return std::nullopt;
  bool host_given = base::Contains(text, ":");
  return ReplaceScalar(
      *service.node, *port.node,
      base::Format("{}:{}{}", kLoopback, host_given ? "" : ":", text));
}

// KICS looks for a dot: of an address, it thinks.
bool KicsCallsUnbound(const ComposePort& port) {
  const ComposeNode& node =
      port.short_syntax ? *port.node : (*port.node)["published"];
  return !base::Contains(WrittenText(node), ".");
}

// In short syntax a variable for the port may hold an address as well.
std::string_view UnlessAddress(const ComposePort& port) {
  return port.known || !port.short_syntax ? ""
                                          : ", unless its variable holds an "
                                            "address";
}

void PortOnAllInterfaces(const ComposeContext& context, Findings& out) {
  ForEachPort(context, [&](const ComposeService& service,
                           const ComposePort& port) {
    if (!port.OnAllInterfaces()) return;
    // Said with more weight by the rule on data stores.
    if (FindSensitivePort(service, port)) return;
    bool web = (port.target == 80 || port.target == 443) ||
               (service.facts != nullptr &&
                service.facts->role == ImageRole::kWebServer);
    model::Finding& finding = ReportAt(
        *port.node, port.object,
        base::Format("port {} of service {} is open on every interface of the "
                     "host{}",
                     port.Text(), service.name, UnlessAddress(port)),
        out);
    if (web) finding.severity = Severity::kLow;
    if (!KicsCallsUnbound(port)) WithoutKics(finding);
    Offer(finding, false, "Bind the port to 127.0.0.1",
          BindToLoopback(service, port));
  });
}

// "5432": Docker picks the port of the host.
bool TakesAnyPort(const ComposePort& port) {
  return port.known && port.published == 0;
}

void DataStorePublished(const ComposeContext& context, Findings& out) {
  ForEachPort(context, [&](const ComposeService& service,
                           const ComposePort& port) {
    std::optional<SensitivePort> sensitive = FindSensitivePort(service, port);
    if (!sensitive) return;
    // On the host itself it is for who works there.
    if (port.OnLoopback()) return;
    bool open = port.OnAllInterfaces();
    model::Finding& finding = ReportAt(
        *port.node, port.object,
        base::Format(
            "{} of service {} is published {} {}{}{}", sensitive->what,
            service.name, TakesAnyPort(port) ? "on a free port for" : "as",
            port.Text(), open ? ", on every interface of the host" : "",
            UnlessAddress(port)),
        out);
    finding.severity = open ? sensitive->severity : Severity::kMedium;
    if (open) {
      AddAliases(finding, {"docker-bench-5.14", "CIS-5.14"});
      if (KicsCallsUnbound(port)) {
        AddAliases(finding,
                   {"451d79dc-0588-476a-ad03-3c7f0320abb3",
                    "kics:container_traffic_not_bound_to_host_interface"});
      }
      Offer(finding, false, "Bind the port to 127.0.0.1",
            BindToLoopback(service, port));
    }
  });
}

// The program of the service is an SSH daemon.
const ComposeNode* SshdOf(const ComposeService& service) {
  for (std::string_view key : {"entrypoint", "command"}) {
    const ComposeNode& words = service[key];
    if (words.size() == 0) continue;
    if (base::BaseName(words.entries()[0].value.Text()) == "sshd") {
      return &words;
    }
  }
  return base::Contains(service.ImageName(), "openssh-server")
             ? &service["image"]
             : nullptr;
}

void Sshd(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode* node = SshdOf(service);
    if (node == nullptr) continue;
    ReportAt(*node,
             service.Path(node == &service["image"]        ? "image"
                          : node == &service["entrypoint"] ? "entrypoint"
                                                           : "command"),
             base::Format("service {} runs an SSH daemon", service.name), out);
  }
  constexpr int kSsh = 22;
  constexpr std::string_view kByDesign[] = {"gitea",   "gitlab", "gogs",
                                            "forgejo", "sftp",   "soft-serve"};
  ForEachPort(
      context, [&](const ComposeService& service, const ComposePort& port) {
        if (port.target != kSsh || SshdOf(service) != nullptr) return;
        for (std::string_view name : kByDesign) {
          if (base::Contains(service.ImageName(), name)) return;
        }
        model::Finding& finding = ReportAt(
            *port.node, port.object,
            base::Format("service {} publishes port 22: an SSH daemon runs in "
                         "the container",
                         service.name),
            out);
        Offer(finding, false, "Do not publish port 22",
              RemoveItem(*service.node, service["ports"], *port.node));
      });
}

bool Overlap(const ComposePort& a, const ComposePort& b) {
  if (a.published == 0 || b.published == 0) return false;
  if (a.protocol != b.protocol) return false;
  if (a.published > b.published_end || b.published > a.published_end) {
    return false;
  }
  if (a.host_ip == b.host_ip || a.host_ip.empty() || b.host_ip.empty()) {
    return true;
  }
  // All addresses of IPv4, or all of IPv6.
  bool same_family =
      base::Contains(a.host_ip, ":") == base::Contains(b.host_ip, ":");
  return same_family && (a.OnAllInterfaces() || b.OnAllInterfaces());
}

// Profiles that have nothing in common are alternatives.
bool MayRunTogether(const ComposeService& a, const ComposeService& b) {
  const ComposeNode& profiles = a["profiles"];
  const ComposeNode& others = b["profiles"];
  if (&a == &b || profiles.size() == 0 || others.size() == 0) return true;
  return std::any_of(profiles.entries().begin(), profiles.entries().end(),
                     [&others](const ComposeEntry& entry) {
                       return others.Contains(entry.value.Text());
                     });
}

// A range of host ports for one container port means: any free one of them.
bool PicksFreePort(const ComposePort& port) {
  return port.published_end > port.published && port.target_end == port.target;
}

void DuplicateHostPort(const ComposeContext& context, Findings& out) {
  std::vector<std::pair<const ComposeService*, const ComposePort*>> seen;
  ForEachPort(context, [&](const ComposeService& service,
                           const ComposePort& port) {
    if (PicksFreePort(port)) return;
    std::int64_t containers = std::max(service["deploy"]["replicas"].AsInt(),
                                       service["scale"].AsInt());
    if (containers > 1 && port.published > 0) {
      ReportAt(*port.node, port.object,
               base::Format("each of the {} containers of service {} takes "
                            "port {} of the host: all but one can't start",
                            containers, service.name, port.published),
               out);
      return;
    }
    for (const auto& [other, earlier] : seen) {
      if (!Overlap(*earlier, port) || !MayRunTogether(service, *other)) {
        continue;
      }
      ReportAt(*port.node, port.object,
               base::Format("port {} of the host is taken by service {} ({}) "
                            "already: service {} can't start",
                            port.published, other->name, earlier->Text(),
                            service.name),
               out);
      break;
    }
    seen.emplace_back(&service, &port);
  });
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/data-store-published",
      .severity = Severity::kHigh,
      .title = "Data store or administration tool reachable from outside",
      .why = "Databases, caches and admin pages are what scanners look for; "
             "many trust whoever reaches them, and Docker opens the port past "
             "the usual host firewall.",
      .remedy = "Remove the port: services of the project reach each other by "
                "name. For yourself bind it to 127.0.0.1.",
      .references = {"https://docs.docker.com/engine/network/"
                     "packet-filtering-firewalls/"},
      .fix = model::FixKind::kUnsafe},
     &DataStorePublished},
    {{.id = "compose/duplicate-host-port",
      .severity = Severity::kMedium,
      .title = "Host port published twice",
      .why = "The second container fails to start, or whichever comes later.",
      .remedy = "Publish one of them on another port.",
      .no_fix = "which of the two should move can't be told"},
     &DuplicateHostPort},
    {{.id = "compose/port-on-all-interfaces",
      .aliases = {"451d79dc-0588-476a-ad03-3c7f0320abb3",
                  "kics:container_traffic_not_bound_to_host_interface",
                  "docker-bench-5.14", "CIS-5.14"},
      .severity = Severity::kMedium,
      .title = "Port open on every interface",
      .why = "Without an address Docker opens the port on all interfaces of "
             "the host, IPv6 included, and past ufw and firewalld.",
      .remedy = "Give the address: 127.0.0.1:8080:80 behind a proxy on the "
                "host, or that of the one interface.",
      .references = {"https://docs.docker.com/engine/network/"
                     "packet-filtering-firewalls/"},
      .fix = model::FixKind::kUnsafe},
     &PortOnAllInterfaces},
    {{.id = "compose/privileged-port",
      .aliases = {"bc2908f3-f73c-40a9-8793-c1b7d5544f79",
                  "kics:privileged_ports_mapped_in_container",
                  "docker-bench-5.8", "CIS-5.8"},
      .severity = Severity::kLow,
      .title = "Port below 1024",
      .why = "Ports below 1024 are those of the system's own services, and "
             "clients trust what answers there; in the container, engines "
             "before Docker 20.10 want root or NET_BIND_SERVICE for them.",
      .remedy = "Publish a port above 1023 and let the program listen above "
                "1023; where clients need this port, ignore the rule and say "
                "so.",
      .no_fix = "clients must learn of the new port"},
     &PrivilegedPort},
    {{.id = "compose/sshd",
      .aliases = {"docker-bench-5.7", "CIS-5.7"},
      .severity = Severity::kLow,
      .title = "SSH into a container",
      .why = "A second way in with its own keys and passwords, that no log of "
             "the engine shows.",
      .remedy = "Use docker exec, and no SSH daemon in the image.",
      .fix = model::FixKind::kUnsafe},
     &Sshd},
};

}  // namespace

ComposeRules PortsRules() { return kRules; }

}  // namespace bulkhead::check
