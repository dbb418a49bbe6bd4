// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Devices, kernel parameters and limits of the kernel that services change.
#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using model::Severity;

struct DeviceKind {
  std::string_view beginning;
  Severity severity = Severity::kMedium;
  std::string_view what;
};

constexpr DeviceKind kDevices[] = {
    {"/dev/mem", Severity::kCritical, "the memory of the machine"},
    {"/dev/kmem", Severity::kCritical, "the memory of the kernel"},
    {"/dev/port", Severity::kCritical, "the ports of the machine"},
    {"/dev/sd", Severity::kCritical, "a disk of the host"},
    {"/dev/nvme", Severity::kCritical, "a disk of the host"},
    {"/dev/vd", Severity::kCritical, "a disk of the host"},
    {"/dev/xvd", Severity::kCritical, "a disk of the host"},
    {"/dev/hd", Severity::kCritical, "a disk of the host"},
    {"/dev/dm-", Severity::kCritical, "a disk of the host"},
    {"/dev/mapper", Severity::kCritical, "disks of the host"},
    {"/dev/disk", Severity::kCritical, "disks of the host"},
    {"/dev/md", Severity::kCritical, "a disk of the host"},
    {"/dev/loop", Severity::kHigh, "disk images of the host"},
    {"/dev/kmsg", Severity::kMedium, "the log of the kernel"},
    {"/dev/uinput", Severity::kHigh, "a keyboard that types on the host"},
    {"/dev/input", Severity::kHigh, "what is typed on the host"},
    {"/dev/tty0", Severity::kHigh, "the console of the host"},
    {"/dev/kvm", Severity::kLow, "virtual machines"},
    {"/dev/fuse", Severity::kLow, "file systems in user space"},
    {"/dev/net/tun", Severity::kLow, "network tunnels"},
    {"/dev/dri", Severity::kLow, "the graphics card"},
    {"/dev/snd", Severity::kLow, "sound and microphones"},
    {"/dev/video", Severity::kLow, "cameras"},
    {"/dev/ttyUSB", Severity::kLow, "a serial port"},
    {"/dev/ttyACM", Severity::kLow, "a serial port"},
    {"/dev/ttyS", Severity::kLow, "a serial port"},
    {"/dev/serial", Severity::kLow, "serial ports"},
    {"/dev/nvidia", Severity::kLow, "the graphics card"},
    {"/dev/null", Severity::kInfo, "nothing"},
    {"/dev/zero", Severity::kInfo, "nothing"},
    {"/dev/urandom", Severity::kInfo, "random numbers"},
    {"/dev/random", Severity::kInfo, "random numbers"},
};

void HostDevices(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    std::size_t index = 0;
    for (const ComposeEntry& entry : service["devices"].entries()) {
      std::size_t at = index++;
      std::string_view source = entry.value["source"].Text();
      if (context.IsUnknown(entry.value)) continue;
      // Devices by the name of a CDI: vendor.com/gpu=0.
      if (!source.starts_with("/")) continue;
      const DeviceKind* kind = nullptr;
      for (const DeviceKind& row : kDevices) {
        if (kind == nullptr && source.starts_with(row.beginning)) kind = &row;
      }
      bool reads_only = entry.value["permissions"].Text() == "r";
      std::string message =
          base::Format("service {} gets the device {}{}{}", service.name,
                       base::Printable(source), kind == nullptr ? "" : ": ",
                       kind == nullptr ? "" : kind->what);
      if (source == "/dev" || source == "/dev/") {
        message = base::Format("service {} gets all devices of the host",
                               service.name);
      }
      model::Finding& finding =
          ReportAt(entry.value, service.Path(base::Format("devices[{}]", at)),
                   std::move(message), out);
      if (source == "/dev" || source == "/dev/") {
        finding.severity = Severity::kCritical;
      } else if (kind != nullptr) {
        finding.severity = kind->severity;
      }
      if (reads_only && finding.severity == Severity::kCritical) {
        finding.severity = Severity::kHigh;
      }
      Offer(finding, false, base::Format("Remove {}", base::Printable(source)),
            RemoveItem(*service.node, service["devices"], entry.value));
    }
  }
}

void DeviceCgroupRules(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    std::size_t index = 0;
    for (const ComposeEntry& entry : service["device_cgroup_rules"].entries()) {
      std::size_t at = index++;
      std::string_view rule = base::Trim(entry.value.Text());
      // The engine refuses what has no type in front.
      bool valid = rule.size() > 1 && base::IsSpace(rule[1]);
      if (!valid || context.IsUnknown(entry.value)) continue;
      // "TYPE MAJOR:MINOR ACCESS"; a is all, b are disks.
      bool all = rule.front() == 'a';
      bool disks = rule.front() == 'b';
      model::Finding& finding = ReportAt(
          entry.value,
          service.Path(base::Format("device_cgroup_rules[{}]", at)),
          base::Format("service {} may create and use {} ({})", service.name,
                       all     ? "all devices"
                       : disks ? "disks of the host"
                               : "further devices",
                       base::Printable(rule)),
          out);
      if (!all && !disks) finding.severity = Severity::kLow;
      Offer(finding, false, "Remove the rule",
            RemoveItem(*service.node, service["device_cgroup_rules"],
                       entry.value));
    }
  }
}

struct Parameter {
  std::string_view name;   // "*": any rest
  std::string_view value;  // "": any
  std::string_view effect;
};

constexpr Parameter kParameters[] = {
    {"net.ipv4.ip_forward", "1", "it passes packets between its networks"},
    {"net.ipv4.conf.*.forwarding", "1",
     "it passes packets between its networks"},
    {"net.ipv6.conf.*.forwarding", "1",
     "it passes packets between its networks"},
    {"net.ipv4.conf.*.route_localnet", "1",
     "others on its network reach what listens on its localhost"},
    {"net.ipv4.conf.*.rp_filter", "0", "it accepts forged source addresses"},
    {"net.ipv4.conf.*.accept_redirects", "1",
     "others on its network can change its routes"},
    {"net.ipv6.conf.*.accept_redirects", "1",
     "others on its network can change its routes"},
    {"net.ipv4.conf.*.send_redirects", "1", "it changes routes of others"},
    {"net.ipv4.conf.*.accept_source_route", "1",
     "senders choose the way of their packets"},
    {"net.ipv4.tcp_syncookies", "0", "a flood of SYN packets stops it"},
    {"net.ipv4.icmp_echo_ignore_broadcasts", "0",
     "it answers broadcasts and so amplifies floods"},
    {"kernel.*", "", "it is a setting of the kernel"},
    {"vm.*", "", "it is a setting of the kernel"},
    {"fs.suid_dumpable", "", "memory of setuid programs lands in dumps"},
};

void DangerousSysctl(const ComposeContext& context, Findings& out) {
  constexpr std::string_view kIpc[] = {"kernel.msg", "kernel.sem", "kernel.shm",
                                       "fs.mqueue."};
  for (const ComposeService& service : context.services) {
    for (const ComposeEntry& entry : service["sysctls"].entries()) {
      std::string value = entry.value.Scalar();
      bool ipc = false;  // of the container's own namespace
      for (std::string_view name : kIpc) {
        ipc = ipc || entry.key.starts_with(name);
      }
      if (ipc || context.IsUnknown(entry.value)) continue;
      for (const Parameter& row : kParameters) {
        if (!base::GlobMatch(row.name, entry.key)) continue;
        if (!row.value.empty() && row.value != value) continue;
        model::Finding& finding = ReportAt(
            entry.value, service.Path(base::Format("sysctls.{}", entry.key)),
            base::Format("service {} sets {} to {}: {}", service.name,
                         base::Printable(entry.key), base::Printable(value),
                         row.effect),
            out);
        Offer(finding, false, base::Format("Remove {}", entry.key),
              RemoveEntry(*service.node, entry.value));
        break;
      }
    }
  }
}

void Ulimits(const ComposeContext& context, Findings& out) {
  constexpr std::int64_t kUnlimited = -1;
  for (const ComposeService& service : context.services) {
    for (const ComposeEntry& entry : service["ulimits"].entries()) {
      // A mapping with soft and hard, or one number for both.
      const ComposeNode& node = entry.value;
      const ComposeNode& hard = node.IsMapping() ? node["hard"] : node;
      if (context.IsUnknown(node)) continue;
      bool open = hard.AsInt() == kUnlimited;
      // Searches and databases need memlock without limit.
      if (entry.key == "memlock") continue;
      bool dumps = entry.key == "core" && hard.AsInt() != 0;
      if (!open && !dumps) continue;
      model::Finding& finding = ReportAt(
          node, service.Path(base::Format("ulimits.{}", entry.key)),
          dumps ? base::Format("service {} writes core dumps, which hold its "
                               "secrets",
                               service.name)
                : base::Format("service {} has no limit of {}", service.name,
                               base::Printable(entry.key)),
          out);
      if (dumps && hard.IsScalar() && &hard == &node) {
        Offer(finding, false, "Write no core dumps",
              ReplaceScalar(*service.node, node, "0"));
      }
    }
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/dangerous-sysctl",
      .severity = Severity::kMedium,
      .title = "Kernel parameter that weakens the isolation",
      .why = "The parameter opens a path between networks, or lets others on "
             "the network redirect or flood the service.",
      .remedy = "Remove it, unless routing is what the service is for.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#sysctls"},
      .fix = model::FixKind::kUnsafe},
     &DangerousSysctl},
    {{.id = "compose/device-cgroup-rules",
      .severity = Severity::kHigh,
      .title = "Wider rules on devices",
      .why = "With MKNOD, which containers have by default, the service makes "
             "the device file itself: for disks this is access to all files of "
             "the host.",
      .remedy = "Hand over the one device under devices.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#device_cgroup_rules"},
      .fix = model::FixKind::kUnsafe},
     &DeviceCgroupRules},
    {{.id = "compose/host-devices",
      .aliases = {"docker-bench-5.18", "CIS-5.18"},
      .severity = Severity::kMedium,
      .title = "Device of the host",
      .why = "A disk gives all files of the host, an input device what is "
             "typed; drivers are large and not made for hostile callers.",
      .remedy = "Remove the device, or give it with the fewest permissions "
                "(SOURCE:TARGET:r).",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#devices"},
      .fix = model::FixKind::kUnsafe},
     &HostDevices},
    {{.id = "compose/ulimits",
      .aliases = {"docker-bench-5.19", "CIS-5.19"},
      .severity = Severity::kLow,
      .title = "Limits of the kernel are lifted",
      .why = "One container can take all of what the host has of it, or leave "
             "its memory on the disk.",
      .remedy = "Leave the defaults, or give a number that the program needs.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#ulimits"},
      .fix = model::FixKind::kUnsafe},
     &Ulimits},
};

}  // namespace

ComposeRules DevicesRules() { return kRules; }

}  // namespace bulkhead::check
