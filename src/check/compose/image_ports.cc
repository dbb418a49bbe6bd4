// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Ports and capabilities of services against what the image listens on.
#include <algorithm>

#include "base/text.h"
#include "check/compose/built_image.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;

struct ListenPort {
  int first = 0;
  int last = 0;
  std::string protocol = "tcp";
  std::string Text() const {
    std::string text = std::to_string(first);
    if (last != first) text += base::Format("-{}", last);
    if (protocol != "tcp") text += "/" + protocol;
    return text;
  }
};

// "80", "53/udp", "8000-8010/tcp"; nullopt for other text.
std::optional<ListenPort> ParsePort(std::string_view text) {
  ListenPort port;
  if (auto cut = base::Cut(text, "/")) {
    port.protocol = base::ToLower(cut->second);
    text = cut->first;
  }
  std::pair<std::string_view, std::string_view> ends(text, text);
  if (auto cut = base::Cut(text, "-")) ends = *cut;
  std::optional<long long> first = base::ParseInt(ends.first);
  std::optional<long long> last = base::ParseInt(ends.second);
  if (!first || !last || *first < 1 || *last > 65535 || *first > *last) {
    return std::nullopt;
  }
  port.first = static_cast<int>(*first);
  port.last = static_cast<int>(*last);
  return port;
}

// The ports that an image says it listens on.
struct ImagePorts {
  bool known = false;  // these are all
  std::vector<ListenPort> ports;
};

ImagePorts PortsOf(const ComposeService& service) {
  ImagePorts out;
  const ImageFacts* facts = BaseFacts(service);
  if (service.is_built()) {
    const config::Stage* stage = FinalStage(service);
    if (stage == nullptr) return out;
    // An image that nobody knows may expose ports of its own.
    if (facts == nullptr && !HasPlainBase(service)) return out;
    for (const config::Setting& setting : stage->exposed) {
      if (!setting.value.known()) return {};
      std::optional<ListenPort> port = ParsePort(setting.value.text);
      if (!port) return {};
      out.ports.push_back(*port);
    }
  }
  if (facts != nullptr) {
    for (std::string_view text : facts->ports) {
      if (std::optional<ListenPort> port = ParsePort(text)) {
        out.ports.push_back(*port);
      }
    }
  }
  out.known = service.is_built() || facts != nullptr;
  return out;
}

// Something from outside of the image may tell the program another port.
bool MayBeConfigured(const ComposeService& service) {
  if (!service["configs"].IsEmpty()) return true;
  return std::any_of(
      service.mounts.begin(), service.mounts.end(),
      [](const ComposeMount& mount) {
        return !mount.known ||
               (mount.is_bind() && (mount.target.starts_with("/etc") ||
                                    mount.target.ends_with(".conf") ||
                                    base::Contains(mount.target, "conf")));
      });
}

void PortNotExposed(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    ImagePorts image = PortsOf(service);
    if (!image.known || image.ports.empty() || MayBeConfigured(service)) {
      continue;
    }
    for (const ComposePort& port : service.ports) {
      if (!port.known || port.target <= 0) continue;
      if (IsNumberConfigured(service, port.target)) continue;
      std::string_view protocol = port.protocol.empty() ? "tcp" : port.protocol;
      bool exposed = std::any_of(image.ports.begin(), image.ports.end(),
                                 [&](const ListenPort& listen) {
                                   return listen.protocol == protocol &&
                                          port.target <= listen.last &&
                                          port.target_end >= listen.first;
                                 });
      if (exposed) continue;
      std::vector<std::string> texts;
      for (const ListenPort& listen : image.ports) {
        texts.push_back(listen.Text());
      }
      model::Finding& finding = ReportAt(
          *port.node, port.object,
          base::Format("service {} publishes {}, but {} exposes only {}",
                       base::Printable(service.name), port.Text(),
                       ImageInWords(service), base::Join(texts, ", ")),
          out);
      finding.subject = base::Format("{} {}", service.Path(), port.target);
    }
  }
}

// --- Capabilities ------------------------------------------------------------

std::string CapabilityName(std::string_view text) {
  std::string name = base::ToUpper(text);
  if (name.starts_with("CAP_")) name.erase(0, 4);
  return name;
}

// The lowest port that the container is known to use; 0: none is known.
int LowestPort(const ComposeContext& context, const ComposeService& service) {
  int lowest = 0;
  auto add = [&](int port) {
    if (port > 0 && (lowest == 0 || port < lowest)) lowest = port;
  };
  for (const ComposePort& port : service.ports) {
    if (!port.known || port.target <= 0) return 1;
    add(port.target);
  }
  for (const ComposeEntry& entry : service["expose"].entries()) {
    if (context.IsUnknown(entry.value)) return 1;
    std::optional<ListenPort> port = ParsePort(entry.value.Scalar());
    if (!port) return 1;
    add(port->first);
  }
  for (const ListenPort& port : PortsOf(service).ports) add(port.first);
  if (const config::Stage* stage = FinalStage(service)) {
    for (const config::Setting& setting : stage->exposed) {
      std::optional<ListenPort> port = ParsePort(setting.value.text);
      if (!setting.value.known() || !port) return 1;
      add(port->first);
    }
  }
  return lowest;
}

void CapabilityNotNeeded(const ComposeContext& context, Findings& out) {
  constexpr int kFirstFreePort = 1024;
  for (const ComposeService& service : context.services) {
    if (service["network_mode"].Text() == "host") continue;
    std::size_t index = 0;
    for (const ComposeEntry& entry : service["cap_add"].entries()) {
      std::string object = service.Path(base::Format("cap_add[{}]", index++));
      if (CapabilityName(entry.value.Text()) != "NET_BIND_SERVICE") continue;
      int lowest = LowestPort(context, service);
      if (lowest < kFirstFreePort) continue;
      ReportAt(entry.value, std::move(object),
               base::Format("service {} adds {}, but its lowest port is {}: "
                            "nothing below 1024 needs it",
                            base::Printable(service.name),
                            base::Printable(entry.value.Text()), lowest),
               out);
    }
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/capability-not-needed",
      .severity = model::Severity::kLow,
      .title = "Capability that nothing in the service needs",
      .why = "NET_BIND_SERVICE is for ports below 1024. Where no such port is "
             "used, it only lets an intruder pose as another service.",
      .remedy = "Remove the capability from cap_add.",
      .references =
          {"https://man7.org/linux/man-pages/man7/capabilities.7.html"},
      .no_fix = "the program may use a port that no file names"},
     &CapabilityNotNeeded},
    {{.id = "compose/port-not-exposed",
      .severity = model::Severity::kLow,
      .title = "Published port that the image does not expose",
      .why = "Nothing answers on the port, or something does that the image "
             "never meant to be reached: a debugger, an admin page.",
      .remedy = "Publish the port that the image listens on, or name this one "
                "in EXPOSE of the Dockerfile.",
      .references = {"https://docs.docker.com/reference/dockerfile/#expose"},
      .no_fix = "which of both ports is right can't be told"},
     &PortNotExposed},
};

}  // namespace

ComposeRules ImagePortsRules() { return kRules; }

}  // namespace bulkhead::check
