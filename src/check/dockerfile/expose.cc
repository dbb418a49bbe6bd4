// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The ports of EXPOSE.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::Port;

constexpr long long kMaxPort = 65535;
constexpr long long kSshPort = 22;

// One word of EXPOSE, variables replaced where they are known.
struct ExposedPort {
  const Port* port = nullptr;
  const Instruction* outer = nullptr;
  std::string text;       // "127.0.0.1:80-90/TCP"
  std::string host;       // "127.0.0.1"
  std::string container;  // "80-90"
  std::string protocol;   // "TCP"
  long long first = -1;   // -1: not a number
  long long last = -1;
  bool has_variable = false;
  std::size_t index = 0;  // among the ports of the instruction
};

void Dissect(ExposedPort& port) {
  std::string_view rest = port.text;
  std::size_t slash = rest.rfind('/');
  if (slash != std::string_view::npos) {
    port.protocol = rest.substr(slash + 1);
    rest = rest.substr(0, slash);
  }
  std::size_t colon = rest.rfind(':');
  if (colon != std::string_view::npos) {
    port.host = rest.substr(0, colon);
    rest = rest.substr(colon + 1);
  }
  port.container = rest;
  std::size_t dash = rest.find('-');
  port.first = base::ParseInt(rest.substr(0, dash)).value_or(-1);
  port.last = port.first;
  if (dash != std::string_view::npos) {
    port.last = base::ParseInt(rest.substr(dash + 1)).value_or(-1);
  }
}

// The word with its variables replaced; `written` where they are not known.
std::string Expanded(const DockerfileContext& context, const Instruction& outer,
                     std::size_t index, std::string_view written) {
  if (!HasVariable(written) || outer.onbuild() != nullptr) {
    return std::string(written);
  }
  const std::vector<config::Value>& values =
      context.evaluation.ValuesOf(outer).arguments;
  if (index >= values.size() || !values[index].known()) {
    return std::string(written);
  }
  return values[index].text;
}

template <typename Look>
void ForEachPort(const DockerfileContext& context, Look look) {
  for (const Instruction& outer : context.instructions()) {
    const config::ExposeArgs* expose = Inner(outer).expose();
    if (expose == nullptr) continue;
    for (std::size_t i = 0; i < expose->ports.size(); ++i) {
      ExposedPort port;
      port.port = &expose->ports[i];
      port.outer = &outer;
      std::string_view written = Unquoted(port.port->spec.value);
      port.has_variable = HasVariable(written);
      port.text = Expanded(context, outer, i, written);
      port.index = i;
      Dissect(port);
      look(port);
    }
  }
}

Edits RemovePort(const DockerfileContext& context, const ExposedPort& port) {
  constexpr std::size_t kMostPorts = 1000;  // all are looked at for each
  const std::vector<config::Port>& ports = Inner(*port.outer).expose()->ports;
  if (ports.size() > kMostPorts) return {};
  std::vector<model::Range> items;
  for (const config::Port& each : ports) {
    items.push_back(each.spec.range);
  }
  return RemoveItem(context, *port.outer, items, port.index);
}

// Ports up to the highest one stay.
Edits KeepValidPorts(const DockerfileContext& context,
                     const ExposedPort& port) {
  if (port.has_variable) return {};
  if (port.first > kMaxPort || port.first < 0) return RemovePort(context, port);
  std::string_view word = context.file.Text(port.port->spec.range);
  std::string last = base::Format("-{}", port.last);
  std::size_t at = word.find(last);
  if (at == std::string_view::npos) return {};
  std::size_t begin = port.port->spec.range.begin + at + 1;
  return {Replace(context, {begin, begin + last.size() - 1},
                  base::Format("{}", kMaxPort))};
}

void PortOutOfRange(const DockerfileContext& context, Findings& out) {
  ForEachPort(context, [&](const ExposedPort& port) {
    if (port.first <= kMaxPort && port.last <= kMaxPort) return;
    model::Finding& finding =
        out.Add(port.port->spec.range, port.outer->range,
                base::Format("There is no port {}; the highest is {}",
                             std::max(port.first, port.last), kMaxPort));
    if (port.has_variable) WithoutAliases(finding, {"DL3011"});
    if (port.first <= kMaxPort) WithoutAliases(finding, {"DS-0008"});
    OfferFix(finding, false, "Expose ports that exist only",
             KeepValidPorts(context, port));
  });
}

void SshPort(const DockerfileContext& context, Findings& out) {
  ForEachPort(context, [&](const ExposedPort& port) {
    if (port.first < 0 || port.first > kSshPort || port.last < kSshPort) return;
    model::Finding& finding =
        out.Add(port.port->spec.range, port.outer->range,
                port.first == port.last
                    ? std::string("The SSH port 22 is exposed")
                    : base::Format("The exposed ports {} include 22, the SSH "
                                   "port",
                                   base::Printable(port.container)));
    if (port.first != port.last) {
      finding.aliases.clear();
      return;
    }
    if (base::ToLower(port.protocol) == "udp") {
      WithoutAliases(finding, {"CKV_DOCKER_1"});
    }
    OfferFix(finding, false, "Do not expose port 22",
             RemovePort(context, port));
  });
}

void ProtocolCase(const DockerfileContext& context, Findings& out) {
  ForEachPort(context, [&](const ExposedPort& port) {
    std::string lower = base::ToLower(port.protocol);
    if (lower == port.protocol || HasVariable(port.protocol)) return;
    model::Finding& finding =
        out.Add(port.port->spec.range, port.outer->range,
                base::Format("The protocol {} of port {} has upper case "
                             "letters",
                             base::Printable(port.protocol),
                             base::Printable(port.container)));
    std::string_view word = context.file.Text(port.port->spec.range);
    std::size_t slash = word.rfind('/');
    if (port.has_variable || slash == std::string_view::npos) return;
    std::size_t begin = port.port->spec.range.begin + slash + 1;
    SetFix(finding, true, base::Format("Write {}", base::Printable(lower)),
           {Replace(context, {begin, begin + lower.size()}, lower)});
  });
}

void HostPort(const DockerfileContext& context, Findings& out) {
  ForEachPort(context, [&](const ExposedPort& port) {
    if (port.host.empty() || port.first < 0) return;
    model::Finding& finding = out.Add(
        port.port->spec.range, port.outer->range,
        base::Format("EXPOSE {} names {} of the host, which has no effect",
                     base::Printable(port.text), base::Printable(port.host)));
    std::string_view word = context.file.Text(port.port->spec.range);
    std::size_t colon = word.rfind(':');
    if (port.has_variable || colon == std::string_view::npos) return;
    std::size_t begin = port.port->spec.range.begin;
    std::size_t quote = word.front() == '"' || word.front() == '\'' ? 1 : 0;
    SetFix(finding, true, "Keep the container's port only",
           {Replace(context, {begin + quote, begin + colon + 1}, "")});
  });
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/port-out-of-range",
      .aliases = {"DL3011", "DS-0008"},
      .severity = model::Severity::kMedium,
      .title = "EXPOSE of a port that does not exist",
      .why = "Ports end at 65535; the builder refuses the file, and what the "
             "program really listens on stays undocumented.",
      .remedy = "Name the port that the program listens on.",
      .references = {"https://docs.docker.com/reference/dockerfile/#expose"},
      .fix = model::FixKind::kUnsafe},
     &PortOutOfRange},
    {{.id = "dockerfile/ssh-port",
      .aliases = {"DS-0004", "CKV_DOCKER_1"},
      .severity = model::Severity::kLow,
      .title = "SSH port exposed",
      .why = "A login service in a container is one more thing to attack, with "
             "keys and passwords of its own that nobody rotates; `docker exec` "
             "needs none.",
      .remedy = "Leave the SSH server and its port out of the image.",
      .references = {"https://docs.docker.com/reference/dockerfile/#expose"},
      .fix = model::FixKind::kUnsafe},
     &SshPort},
    {{.id = "dockerfile/protocol-case",
      .aliases = {"ExposeProtoCasing"},
      .severity = model::Severity::kInfo,
      .title = "Protocol of EXPOSE in upper case",
      .why = "The names of protocols are lower case in the image's "
             "configuration; tools that compare them may not find this one.",
      .remedy = "Write tcp, udp or sctp.",
      .references = {"https://docs.docker.com/reference/build-checks/"
                     "expose-proto-casing/"},
      .fix = model::FixKind::kSafe},
     &ProtocolCase},
    {{.id = "dockerfile/expose-host-port",
      .aliases = {"ExposeInvalidFormat"},
      .severity = model::Severity::kLow,
      .title = "EXPOSE with an address or port of the host",
      .why = "EXPOSE publishes nothing: the author may believe that the port "
             "is bound to this address only, and then publish it on all.",
      .remedy = "Name the container's port alone, and bind it to an address "
                "where the container is started.",
      .references = {"https://docs.docker.com/reference/build-checks/"
                     "expose-invalid-format/"},
      .fix = model::FixKind::kSafe},
     &HostPort},
};

}  // namespace

DockerfileRules ExposeRules() { return kRules; }

}  // namespace bulkhead::check
