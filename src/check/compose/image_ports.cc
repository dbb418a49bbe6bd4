// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Ports and capabilities of services against what the image listens on.
#include <algorithm>

#include "base/text.h"
#include "check/compose/built_image.h"
#include "check/compose/edit.h"
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

// The ports that an image, or `expose` of its service, says it listens on.
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
  for (const ComposeEntry& entry : service["expose"].entries()) {
    if (std::optional<ListenPort> port = ParsePort(entry.value.Scalar())) {
      out.ports.push_back(*port);
    }
  }
  out.known = service.is_built() || facts != nullptr;
  return out;
}

// Something from outside of the image may tell the program another port.
bool MayBeConfigured(const ComposeContext& context,
                     const ComposeService& service) {
  if (!service["configs"].IsEmpty()) return true;
  for (std::string_view key :
       {"command", "configs", "entrypoint", "environment", "expose"}) {
    if (context.IsWrong(service[key])) return true;
  }
  return std::any_of(
      service.mounts.begin(), service.mounts.end(),
      [](const ComposeMount& mount) {
        return !mount.known ||
               (mount.is_bind() && (mount.target.starts_with("/etc") ||
                                    mount.target.ends_with(".conf") ||
                                    base::Contains(mount.target, "conf")));
      });
}

// Publishes the one port of the image in place of the one that is given.
std::optional<model::Edit> PublishInstead(const ComposeService& service,
                                          const ComposePort& port,
                                          const ListenPort& listen) {
  std::string number = std::to_string(listen.first);
  if (!port.short_syntax) {
    return ReplaceScalar(*service.node, (*port.node)["target"], number);
  }
  std::string_view text = WrittenText(*port.node);
  std::string old = std::to_string(port.target);
  std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view target = text.substr(colon + 1);
  bool is_it = base::ConsumePrefix(target, old);
  if (!is_it || target.starts_with('-')) return std::nullopt;  // a range
  return ReplaceWritten(*service.node, *port.node, colon + 1, old.size(),
                        number);
}

void PortNotExposed(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    ImagePorts image = PortsOf(service);
    if (!image.known || image.ports.empty() ||
        MayBeConfigured(context, service)) {
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
      const ListenPort& only = image.ports.front();
      bool published = std::any_of(
          service.ports.begin(), service.ports.end(),
          [&](const ComposePort& other) { return other.target == only.first; });
      if (image.ports.size() == 1 && only.first == only.last && !published &&
          only.protocol == protocol && port.target == port.target_end) {
        Offer(finding, false, base::Format("Publish port {}", only.Text()),
              PublishInstead(service, port, only));
      }
    }
  }
}

// --- Capabilities ------------------------------------------------------------

bool ForbidsNewPrivileges(const ComposeService& service) {
  const std::vector<ComposeEntry>& options = service["security_opt"].entries();
  return std::any_of(options.begin(), options.end(),
                     [](const ComposeEntry& entry) {
                       std::string_view text = entry.value.Text();
                       return text == "no-new-privileges" ||
                              text == "no-new-privileges:true" ||
                              text == "no-new-privileges=true";
                     });
}

void CapabilityWithoutEffect(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& added = service["cap_add"];
    if (added.IsEmpty() || service["privileged"].True()) continue;
    std::optional<std::string> user = StartUser(context, service);
    if (!user || IsRootUser(*user) || !ForbidsNewPrivileges(service)) continue;
    std::vector<std::string> names;
    for (const ComposeEntry& entry : added.entries()) {
      names.push_back(base::Printable(entry.value.Text()));
    }
    model::Finding& finding = ReportAt(
        added, service.Path("cap_add"),
        base::Format("service {} adds {}, which user {} never gets: Docker "
                     "gives capabilities to root alone, and "
                     "no-new-privileges keeps those of files away",
                     base::Printable(service.name), base::Join(names, ", "),
                     base::Printable(*user)),
        out);
    Offer(finding, false, "Remove cap_add", RemoveEntry(*service.node, added));
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/capability-without-effect",
      .severity = model::Severity::kLow,
      .title = "Capability that the user of the service never gets",
      .why = "The file says that the program may do something, and it can't. "
             "Who finds out makes it run as root.",
      .remedy = "Remove cap_add. A port below 1024 needs none in Docker 20.10 "
                "and later.",
      .references = {"https://docs.docker.com/engine/security/"
                     "#linux-kernel-capabilities"},
      .fix = model::FixKind::kUnsafe},
     &CapabilityWithoutEffect},
    {{.id = "compose/port-not-exposed",
      .severity = model::Severity::kLow,
      .title = "Published port that the image does not expose",
      .why = "Nothing answers on the port, or something does that the image "
             "never meant to be reached: a debugger, an admin page.",
      .remedy = "Publish the port that the image listens on, or name this one "
                "in EXPOSE of the Dockerfile.",
      .references = {"https://docs.docker.com/reference/dockerfile/#expose"},
      .fix = model::FixKind::kUnsafe},
     &PortNotExposed},
};

}  // namespace

ComposeRules ImagePortsRules() { return kRules; }

}  // namespace bulkhead::check
