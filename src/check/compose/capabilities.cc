// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Capabilities that services add, and those that they keep. What a capability
// opens: capabilities(7) and the published escapes that use it.
#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "check/compose/built_image.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using model::Severity;

// A capability that equals root on the host, alone or together with something
// else of the service.
struct Dangerous {
  std::string_view name;
  Severity severity = Severity::kHigh;
  std::string_view escape;
  // A key and its value that make it worse, and how bad it is then.
  std::string_view with_key = {};
  std::string_view with_value = {};
  std::string_view escape_with = {};
};

constexpr Dangerous kDangerous[] = {
    {"SYS_ADMIN", Severity::kHigh,
     "it can mount file systems and the disks of the host, and write to "
     "cgroups and /proc/sys"},
    {"SYS_MODULE", Severity::kCritical, "it can load a module into the kernel"},
    {"SYS_PTRACE", Severity::kMedium,
     "it can read and change every process of its namespace", "pid", "host",
     "it can write code into the processes of the host"},
    {"SYS_RAWIO", Severity::kHigh,
     "it can read and write the memory of the machine and raw devices"},
    {"DAC_READ_SEARCH", Severity::kHigh,
     "it can open any file of the host by its handle (the Shocker escape)"},
    {"NET_ADMIN", Severity::kMedium,
     "it can change addresses, routes and the firewall of its network",
     "network_mode", "host",
     "it can change the firewall and routes of the "
     "host"},
    {"BPF", Severity::kHigh,
     "it can load programs into the kernel, whose checks of them have failed "
     "more than once"},
    {"PERFMON", Severity::kMedium,
     "it can trace the kernel and other programs"},
    // In a process namespace of its own, reboot(2) ends that only.
    {"SYS_BOOT", Severity::kLow,
     "it can load another kernel where seccomp is off", "pid", "host",
     "it can restart the host"},
    {"SYS_TIME", Severity::kMedium,
     "it can set the clock of the host, and so revive certificates and tokens"},
    {"SYSLOG", Severity::kMedium,
     "it can read the log of the kernel, with the addresses that an exploit "
     "needs"},
    {"MAC_ADMIN", Severity::kHigh,
     "it can replace the AppArmor or Smack rules of the host"},
    {"MAC_OVERRIDE", Severity::kLow, "the rules of Smack do not hold it"},
    {"AUDIT_CONTROL", Severity::kLow,
     "it can set the login user that the audit log names", "pid", "host",
     "it can switch off the audit log of the host"},
    {"LINUX_IMMUTABLE", Severity::kLow,
     "it can take the protection off append-only logs"},
    {"CHECKPOINT_RESTORE", Severity::kLow,
     "it can open the mapped files of other processes and choose process "
     "numbers"},
    {"SYS_TTY_CONFIG", Severity::kLow,
     "it can type into the consoles of the host"},
};

// What Docker gives a container that asks for nothing (moby:
// oci/caps/defaults.go).
constexpr std::string_view kDefault[] = {
    "AUDIT_WRITE", "CHOWN",   "DAC_OVERRIDE",     "FOWNER",     "FSETID",
    "KILL",        "MKNOD",   "NET_BIND_SERVICE", "NET_RAW",    "SETFCAP",
    "SETGID",      "SETPCAP", "SETUID",           "SYS_CHROOT",
};

// "cap_net_raw" to "NET_RAW".
std::string Name(const ComposeNode& value) {
  std::string name = base::ToUpper(value.Scalar());
  return name.starts_with("CAP_") ? name.substr(4) : name;
}

const Dangerous* FindDangerous(std::string_view name) {
  for (const Dangerous& row : kDangerous) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

bool IsDefault(std::string_view name) {
  for (std::string_view known : kDefault) {
    if (known == name) return true;
  }
  return false;
}

bool Lists(const ComposeNode& list, std::string_view name) {
  for (const ComposeEntry& entry : list.entries()) {
    if (Name(entry.value) == name) return true;
  }
  return false;
}

// look(service, item, name, index) for each item of cap_add.
template <typename Look>
void ForEachAdded(const ComposeContext& context, Look look) {
  for (const ComposeService& service : context.services) {
    std::size_t index = 0;
    for (const ComposeEntry& entry : service["cap_add"].entries()) {
      std::size_t at = index++;
      if (context.IsUnknown(entry.value)) continue;
      look(service, entry.value, Name(entry.value),
           service.Path(base::Format("cap_add[{}]", at)));
    }
  }
}

void CapAddAll(const ComposeContext& context, Findings& out) {
  ForEachAdded(context, [&](const ComposeService& service,
                            const ComposeNode& item, const std::string& name,
                            std::string object) {
    if (name != "ALL") return;
    model::Finding& finding =
        ReportAt(item, std::move(object),
                 base::Format("service {} gets every capability: it can mount "
                              "the disk of the host",
                              service.name),
                 out);
    Offer(finding, false, "Remove ALL from cap_add",
          RemoveItem(*service.node, service["cap_add"], item));
  });
}

void CapAddDangerous(const ComposeContext& context, Findings& out) {
  ForEachAdded(
      context, [&](const ComposeService& service, const ComposeNode& item,
                   const std::string& name, std::string object) {
        const Dangerous* row = FindDangerous(name);
        if (row == nullptr) return;
        bool worse = !row->with_key.empty() &&
                     service[row->with_key].Text() == row->with_value;
        model::Finding& finding = ReportAt(
            item, std::move(object),
            base::Format("service {} gets the capability {}: {}", service.name,
                         name, worse ? row->escape_with : row->escape),
            out);
        finding.severity = worse ? Severity::kHigh : row->severity;
        Offer(finding, false, base::Format("Remove {} from cap_add", name),
              RemoveItem(*service.node, service["cap_add"], item));
      });
}

// What the entry points of images need that start as root, give their data to
// a user and become that user.
constexpr std::string_view kToChangeUser[] = {"CHOWN", "DAC_OVERRIDE", "FOWNER",
                                              "SETGID", "SETUID"};

// What the image of the service can't work without, as far as that is known.
std::vector<std::string> NeededByImage(const ComposeContext& context,
                                       const ComposeService& service) {
  std::vector<std::string> names;
  const ImageFacts* facts = BaseFacts(service);
  std::optional<std::string> user = StartUser(context, service);
  if (facts == nullptr || !user || !IsRootUser(*user)) return names;
  if (facts->drops_root) {
    names.assign(std::begin(kToChangeUser), std::end(kToChangeUser));
  }
  names.insert(names.end(), facts->capabilities.begin(),
               facts->capabilities.end());
  return names;
}

void CapAdd(const ComposeContext& context, Findings& out) {
  ForEachAdded(
      context, [&](const ComposeService& service, const ComposeNode& item,
                   const std::string& name, std::string object) {
        if (name == "ALL" || FindDangerous(name) != nullptr) return;
        std::vector<std::string> needed = NeededByImage(context, service);
        if (Lists(service["cap_drop"], "ALL") &&
            std::find(needed.begin(), needed.end(), name) != needed.end()) {
          return;
        }
        bool usual = IsDefault(name);
        // Nothing was taken away: adding what is there changes nothing.
        bool idle = usual && !Lists(service["cap_drop"], "ALL") &&
                    !Lists(service["cap_drop"], name);
        model::Finding& finding = ReportAt(
            item, std::move(object),
            idle ? base::Format("service {} adds the capability {}, which it "
                                "has anyway",
                                service.name, base::Printable(name))
                 : base::Format("service {} adds the capability {}",
                                service.name, base::Printable(name)),
            out);
        finding.severity = usual ? Severity::kInfo : Severity::kLow;
        Offer(finding, false,
              base::Format("Remove {} from cap_add", base::Printable(name)),
              RemoveItem(*service.node, service["cap_add"], item));
      });
}

void CapDrop(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& drop = service["cap_drop"];
    if (Lists(drop, "ALL") || context.IsUnknown(drop)) continue;
    bool given = drop.size() > 0;
    model::Finding& finding =
        given ? ReportAt(drop, service.Path("cap_drop"),
                         base::Format("service {} drops single capabilities "
                                      "and keeps the rest",
                                      service.name),
                         out)
              : ReportService(service,
                              base::Format("service {} keeps the 14 "
                                           "capabilities that Docker gives by "
                                           "default",
                                           service.name),
                              out);
    if (given) {
      WithoutKics(finding);
      finding.severity = Severity::kLow;
    }
    std::vector<std::string> needed = NeededByImage(context, service);
    if (!needed.empty()) {
      if (given || service.Has("cap_add")) continue;
      NewEntry entry{.block = {"cap_drop:", "  - ALL", "cap_add:"}, .flow = {}};
      for (const std::string& name : needed) {
        entry.block.push_back(base::Format("  - {}", name));
      }
      entry.flow = base::Format("cap_drop: [ALL], cap_add: [{}]",
                                base::Join(needed, ", "));
      Offer(finding, false,
            "Drop all capabilities but those to become another user",
            AddEntry(*service.node, *service.node, entry));
      continue;
    }
    Offer(finding, false, "Drop all capabilities",
          AddToList(service, "cap_drop", {"ALL"}));
  }
}

// The lowest port that anything says the service listens on; 0: not known.
int LowestPort(const ComposeService& service) {
  int lowest = 0;
  auto add = [&](std::string_view text) {
    text = text.substr(0, text.find('/'));
    text = text.substr(0, text.find('-'));
    long long port = base::ParseInt(text).value_or(0);
    if (port > 0 && (lowest == 0 || port < lowest)) {
      lowest = static_cast<int>(port);
    }
  };
  for (const ComposePort& port : service.ports) {
    if (!port.known) return 0;
    add(std::to_string(port.target));
  }
  for (const ComposeEntry& entry : service["expose"].entries()) {
    add(entry.value.Scalar());
  }
  if (service.facts != nullptr) {
    for (std::string_view port : service.facts->ports) add(port);
  }
  if (service.build != nullptr &&
      service.build->evaluation->target() != nullptr) {
    for (const config::Setting& port :
         service.build->evaluation->target()->exposed) {
      if (port.value.known()) add(port.value.text);
    }
  }
  return lowest;
}

void NeedlessCapability(const ComposeContext& context, Findings& out) {
  constexpr int kFirstFreePort = 1024;
  ForEachAdded(
      context, [&](const ComposeService& service, const ComposeNode& item,
                   const std::string& name, std::string object) {
        if (name != "NET_BIND_SERVICE") return;
        int lowest = LowestPort(service);
        if (lowest < kFirstFreePort) return;
        model::Finding& finding = ReportAt(
            item, std::move(object),
            base::Format("service {} gets NET_BIND_SERVICE, but listens on no "
                         "port below 1024 (the lowest is {})",
                         service.name, lowest),
            out);
        Offer(finding, false, "Remove NET_BIND_SERVICE from cap_add",
              RemoveItem(*service.node, service["cap_add"], item));
      });
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/cap-add",
      .aliases = {"ce76b7d0-9e77-464d-b86f-c5c48e03e22d",
                  "kics:container_capabilities_unrestricted",
                  "docker-bench-5.4", "CIS-5.4"},
      .severity = Severity::kLow,
      .title = "Added capability",
      .why = "Each capability is a part of root's power that an attacker in "
             "the container gets with the program.",
      .remedy = "Keep only capabilities that the program fails without.",
      .references = {"https://man7.org/linux/man-pages/man7/"
                     "capabilities.7.html"},
      .fix = model::FixKind::kUnsafe},
     &CapAdd},
    {{.id = "compose/cap-add-all",
      .aliases = {"ce76b7d0-9e77-464d-b86f-c5c48e03e22d",
                  "kics:container_capabilities_unrestricted",
                  "docker-bench-5.4", "CIS-5.4"},
      .severity = Severity::kCritical,
      .title = "All capabilities added",
      .why = "With all capabilities root in the container mounts the disk of "
             "the host, loads kernel modules and attaches to its processes: "
             "privileged mode under another name.",
      .remedy = "Drop ALL and add the single capabilities that the program "
                "fails without.",
      .references = {"https://docs.docker.com/engine/containers/run/"
                     "#runtime-privilege-and-linux-capabilities"},
      .fix = model::FixKind::kUnsafe},
     &CapAddAll},
    {{.id = "compose/cap-add-dangerous",
      .aliases = {"ce76b7d0-9e77-464d-b86f-c5c48e03e22d",
                  "kics:container_capabilities_unrestricted",
                  "docker-bench-5.4", "CIS-5.4"},
      .severity = Severity::kHigh,
      .title = "Capability that reaches beyond the container",
      .why = "Some capabilities are not bound by namespaces, or give what is "
             "needed to leave them: with them a break into the program is a "
             "break into the host.",
      .remedy = "Remove the capability. Tracing, mounting and network set-up "
                "belong to the host or to a short-lived helper.",
      .references = {"https://man7.org/linux/man-pages/man7/"
                     "capabilities.7.html"},
      .fix = model::FixKind::kUnsafe},
     &CapAddDangerous},
    {{.id = "compose/cap-drop-missing",
      .aliases = {"ce76b7d0-9e77-464d-b86f-c5c48e03e22d",
                  "kics:container_capabilities_unrestricted",
                  "docker-bench-5.4", "CIS-5.4"},
      .severity = Severity::kMedium,
      .title = "Capabilities are not dropped",
      .why = "Docker leaves a container 14 capabilities, among them to forge "
             "packets (NET_RAW), to ignore file permissions (DAC_OVERRIDE) and "
             "to make devices. Hardly any program needs them; exploits do.",
      .remedy = "cap_drop: [ALL], and cap_add what the program fails without. "
                "Images that change from root to a user by themselves need "
                "CHOWN, SETUID and SETGID, or `user:` in the service.",
      .references = {"https://docs.docker.com/engine/security/"
                     "#linux-kernel-capabilities"},
      .fix = model::FixKind::kUnsafe},
     &CapDrop},
    {{.id = "compose/needless-capability",
      .severity = Severity::kLow,
      .title = "NET_BIND_SERVICE without a low port",
      .why = "The capability is there for ports below 1024 and the service has "
             "none: it only serves who breaks in.",
      .remedy = "Remove it from cap_add.",
      .fix = model::FixKind::kUnsafe},
     &NeedlessCapability},
};

}  // namespace

ComposeRules CapabilitiesRules() { return kRules; }

}  // namespace bulkhead::check
