// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Files and folders of the host in a service.
#include "base/fs.h"
#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/paths.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeNode;
using model::Severity;

// How bad a path is, writable and read-only. The first row that fits counts.
struct SensitivePath {
  std::string_view path;
  bool below = true;  // also what lies below it
  Severity writable = Severity::kHigh;
  Severity read_only = Severity::kMedium;
  std::string_view what = {};  // "X can be read and changed": what is there
};

constexpr SensitivePath kPaths[] = {
    // Harmless and usual.
    {"/etc/localtime", false, Severity::kLow, Severity::kInfo, ""},
    {"/etc/timezone", false, Severity::kLow, Severity::kInfo, ""},
    {"/etc/machine-id", false, Severity::kLow, Severity::kInfo, ""},
    {"/etc/hostname", false, Severity::kLow, Severity::kInfo, ""},
    {"/etc/hosts", false, Severity::kMedium, Severity::kInfo, ""},
    {"/etc/os-release", false, Severity::kLow, Severity::kInfo, ""},
    {"/etc/resolv.conf", false, Severity::kMedium, Severity::kInfo, ""},
    {"/etc/ssl/certs", true, Severity::kMedium, Severity::kInfo,
     "certificates that the host trusts"},
    {"/etc/ca-certificates", true, Severity::kMedium, Severity::kInfo,
     "certificates that the host trusts"},
    {"/etc/pki", true, Severity::kMedium, Severity::kLow,
     "certificates and keys"},
    {"/usr/share/zoneinfo", true, Severity::kLow, Severity::kInfo, ""},
    {"/usr/share/ca-certificates", true, Severity::kMedium, Severity::kInfo,
     "certificates that the host trusts"},
    // Configuration of the host.
    {"/etc/shadow", false, Severity::kCritical, Severity::kHigh,
     "the password hashes of the host"},
    {"/etc/passwd", false, Severity::kCritical, Severity::kLow,
     "the users of the host"},
    {"/etc/group", false, Severity::kCritical, Severity::kLow,
     "the groups of the host"},
    {"/etc/sudoers", false, Severity::kCritical, Severity::kMedium,
     "who is root on the host"},
    {"/etc/sudoers.d", true, Severity::kCritical, Severity::kMedium,
     "who is root on the host"},
    {"/etc/cron.d", true, Severity::kCritical, Severity::kLow,
     "programs that the host runs as root"},
    {"/etc/crontab", false, Severity::kCritical, Severity::kLow,
     "programs that the host runs as root"},
    {"/etc/systemd", true, Severity::kCritical, Severity::kLow,
     "programs that the host runs as root"},
    {"/etc/ssh", true, Severity::kCritical, Severity::kHigh,
     "the SSH keys of the host"},
    {"/etc/docker", true, Severity::kHigh, Severity::kMedium,
     "the configuration and keys of the engine"},
    {"/etc/kubernetes", true, Severity::kCritical, Severity::kHigh,
     "the keys of the cluster"},
    {"/etc/letsencrypt", true, Severity::kLow, Severity::kLow,
     "private keys of certificates"},
    {"/etc", false, Severity::kCritical, Severity::kHigh,
     "the configuration of the host, with its password hashes and keys"},
    {"/etc", true, Severity::kLow, Severity::kInfo, ""},
    // The kernel's files.
    {"/proc", true, Severity::kHigh, Severity::kMedium,
     "the processes and settings of the host's kernel"},
    {"/sys/kernel", true, Severity::kHigh, Severity::kMedium,
     "the tracing and debugging of the host's kernel"},
    {"/sys", true, Severity::kHigh, Severity::kLow,
     "the devices and cgroups of the host"},
    {"/dev/shm", true, Severity::kMedium, Severity::kMedium,
     "the shared memory of the host's programs"},
    {"/dev/log", false, Severity::kLow, Severity::kLow, ""},
    {"/dev/null", false, Severity::kInfo, Severity::kInfo, ""},
    {"/dev/urandom", false, Severity::kInfo, Severity::kInfo, ""},
    {"/dev", false, Severity::kHigh, Severity::kHigh, "all devices"},
    {"/dev", true, Severity::kMedium, Severity::kMedium, "a device"},
    // Programs.
    {"/boot", true, Severity::kCritical, Severity::kLow, "the kernel"},
    {"/lib/modules", true, Severity::kHigh, Severity::kLow,
     "the kernel's modules"},
    {"/lib", true, Severity::kCritical, Severity::kLow,
     "the libraries of the host"},
    {"/lib64", true, Severity::kCritical, Severity::kLow,
     "the libraries of the host"},
    {"/bin", true, Severity::kCritical, Severity::kLow,
     "the programs of the host"},
    {"/sbin", true, Severity::kCritical, Severity::kLow,
     "the programs of the host"},
    {"/usr/local", true, Severity::kHigh, Severity::kLow,
     "programs of the host"},
    {"/usr/share", true, Severity::kLow, Severity::kInfo, ""},
    {"/usr/src", true, Severity::kLow, Severity::kInfo, ""},
    {"/usr", true, Severity::kCritical, Severity::kLow,
     "the programs of the host"},
    // Homes and state.
    {"/root", false, Severity::kCritical, Severity::kHigh, "root's home"},
    {"/root", true, Severity::kLow, Severity::kLow, ""},
    {"/home", false, Severity::kHigh, Severity::kHigh,
     "the homes of all users"},
    {"/var/lib/docker", true, Severity::kCritical, Severity::kMedium,
     "the files of all containers and volumes"},
    {"/var/lib/containers", true, Severity::kCritical, Severity::kMedium,
     "the files of all containers and volumes"},
    {"/var/lib/containerd", true, Severity::kCritical, Severity::kMedium,
     "the files of all containers"},
    {"/var/lib/kubelet", true, Severity::kCritical, Severity::kHigh,
     "the files and keys of all pods"},
    {"/var/spool/cron", true, Severity::kCritical, Severity::kLow,
     "programs that the host runs as root"},
    {"/var/log", true, Severity::kMedium, Severity::kLow,
     "the logs of the host"},
    {"/var/lib", false, Severity::kCritical, Severity::kHigh,
     "the state of all services of the host"},
    {"/var", false, Severity::kHigh, Severity::kHigh,
     "the state and logs of the host"},
    {"/run/systemd", true, Severity::kHigh, Severity::kMedium,
     "the sockets of systemd"},
    {"/run/dbus", true, Severity::kHigh, Severity::kHigh,
     "the bus that systemd takes orders from"},
    {"/var/run/dbus", true, Severity::kHigh, Severity::kHigh,
     "the bus that systemd takes orders from"},
};

// Folders of credentials, wherever the home is.
constexpr std::string_view kCredentials[] = {
    ".ssh", ".aws", ".kube", ".gnupg", ".docker", ".azure", ".config/gcloud",
};

bool HoldsCredentials(std::string_view path) {
  for (std::string_view name : kCredentials) {
    std::string part = base::Format("/{}", name);
    std::size_t at = path.find(part);
    if (at == std::string_view::npos) continue;
    std::size_t end = at + part.size();
    if (end == path.size() || path[end] == '/') return true;
  }
  return false;
}

// A home itself: /home/NAME.
bool IsHome(std::string_view path) {
  std::string_view rest = path;
  if (!base::ConsumePrefix(rest, "/home/")) return false;
  return !rest.empty() && !base::Contains(rest, "/");
}

const SensitivePath* FindPath(std::string_view path) {
  static constexpr SensitivePath kKeys = {
      "", true, Severity::kHigh, Severity::kHigh, "keys and logins of a user"};
  static constexpr SensitivePath kHome = {
      "", true, Severity::kMedium, Severity::kMedium, "the home of a user"};
  if (HoldsCredentials(path)) return &kKeys;
  if (IsHome(path)) return &kHome;
  for (const SensitivePath& row : kPaths) {
    if (row.below ? base::LiesIn(path, row.path) : path == row.path)
      return &row;
  }
  return nullptr;
}

// The finding, or null where the path is none of the table.
model::Finding* ReportSensitive(const ComposeNode& node, std::string object,
                                std::string_view who, std::string_view path,
                                std::string_view written, bool read_only,
                                Findings& out) {
  bool kics = KicsCallsSensitive(written);
  const SensitivePath* row = FindPath(path);
  if (row == nullptr && !kics) return nullptr;
  Severity severity = Severity::kInfo;
  std::string message =
      base::Format("{} mounts {} of the host{}", who, base::Printable(path),
                   read_only ? " read-only" : "");
  if (row != nullptr) {
    severity = read_only ? row->read_only : row->writable;
    if (!row->what.empty()) message += base::Format(": {}", row->what);
  }
  model::Finding& finding =
      ReportAt(node, std::move(object), std::move(message), out);
  finding.severity = severity;
  if (!kics) WithoutKics(finding);
  return &finding;
}

void OfferNoMount(const ComposeService& service, const ComposeMount& mount,
                  model::Finding& finding) {
  Offer(finding, false,
        base::Format("Do not mount {}", base::Printable(mount.source)),
        RemoveItem(*service.node, service["volumes"], *mount.node));
}

bool IsInProject(const ComposeContext& context, const ComposeMount& mount) {
  std::string_view written = WrittenSource(*mount.node);
  return written.starts_with(".") &&
         base::LiesIn(mount.source, context.project.working_dir);
}

void SensitiveHostPath(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeMount& mount : service.mounts) {
      std::string source = CertainSource(context, mount);
      if (source.empty() || source == "/") continue;
      // The rules on sockets say it better.
      if (!EngineOf(source).empty() || IsSocketFolder(source)) continue;
      if (!mount.is_bind() || IsInProject(context, mount)) continue;
      model::Finding* finding = ReportSensitive(
          *mount.node, mount.object, base::Format("service {}", service.name),
          source, WrittenSource(*mount.node), mount.read_only, out);
      // A time zone is there because somebody needs it.
      if (finding != nullptr && finding->severity > Severity::kInfo) {
        OfferNoMount(service, mount, *finding);
      }
    }
  }
  for (const VolumeDevice& device : VolumeDevices(context)) {
    if (device.path == "/" || !EngineOf(device.path).empty() ||
        IsSocketFolder(device.path)) {
      continue;
    }
    ReportSensitive(*device.node, device.object,
                    base::Format("volume {}", device.volume), device.path,
                    device.node->Text(), false, out);
  }
}

void HostRootMount(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeMount& mount : service.mounts) {
      if (!mount.is_bind() || CertainSource(context, mount) != "/") continue;
      model::Finding& finding = ReportAt(
          *mount.node, mount.object,
          base::Format("service {} mounts the whole disk of the host{}",
                       service.name, mount.read_only ? " read-only" : ""),
          out);
      if (mount.read_only) finding.severity = Severity::kHigh;
      if (WrittenSource(*mount.node) != "/") WithoutKics(finding);
      OfferNoMount(service, mount, finding);
    }
  }
  for (const VolumeDevice& device : VolumeDevices(context)) {
    if (device.path != "/") continue;
    model::Finding& finding = ReportAt(
        *device.node, device.object,
        base::Format("volume {} is the whole disk of the host", device.volume),
        out);
    if (device.node->Text() != "/") WithoutKics(finding);
  }
}

void MountPropagation(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeMount& mount : service.mounts) {
      const ComposeNode& value = (*mount.node)["bind"]["propagation"];
      std::string_view mode = value.Text();
      bool both = mode == "shared" || mode == "rshared";
      if (!both && mode != "slave" && mode != "rslave") continue;
      model::Finding& finding = ReportAt(
          value, mount.object + ".bind.propagation",
          both
              ? base::Format("what service {} mounts below {} appears on the "
                             "host ({})",
                             service.name, base::Printable(mount.target), mode)
              : base::Format("what the host mounts later below {} appears in "
                             "service {} ({})",
                             base::Printable(mount.source), service.name, mode),
          out);
      if (!both) finding.severity = Severity::kLow;
      if (mount.short_syntax) {
        WithoutKics(finding);
      } else {
        Offer(finding, false, "Set rprivate, the default",
              ReplaceScalar(*service.node, value, "rprivate"));
      }
    }
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/host-root-mount",
      .aliases = {"1c1325ff-831d-43a1-973e-839ae57dfcc0",
                  "kics:volume_has_sensitive_host_directory",
                  "docker-bench-5.6", "CIS-5.6"},
      .severity = Severity::kCritical,
      .title = "Root directory of the host in a service",
      .why = "Root in the container writes a key into root's home, a cron job "
             "or a setuid program, and is root on the host. Read-only it still "
             "reads all secrets and connects to all sockets.",
      .remedy = "Mount only the folder that is needed, read-only.",
      .references = {"https://docs.docker.com/engine/storage/bind-mounts/"},
      .fix = model::FixKind::kUnsafe},
     &HostRootMount},
    {{.id = "compose/mount-propagation",
      .aliases = {"baa452f0-1f21-4a25-ace5-844e7a5f410d",
                  "kics:volume_mounted_in_multiple_containers",
                  "docker-bench-5.20", "CIS-5.20"},
      .severity = Severity::kMedium,
      .title = "Mounts are propagated",
      .why = "With shared propagation a mount made in the container appears on "
             "the host and in all others that share it: a way to put files "
             "over the host's own.",
      .remedy = "Leave propagation out (rprivate), or use rslave read-only "
                "where mounts of the host must follow.",
      .references = {"https://docs.docker.com/engine/storage/bind-mounts/"
                     "#configure-bind-propagation"},
      .fix = model::FixKind::kUnsafe},
     &MountPropagation},
    {{.id = "compose/sensitive-host-path",
      .aliases = {"1c1325ff-831d-43a1-973e-839ae57dfcc0",
                  "kics:volume_has_sensitive_host_directory",
                  "docker-bench-5.6", "CIS-5.6"},
      .severity = Severity::kHigh,
      .title = "System folder of the host in a service",
      .why = "What the host trusts or runs lies there: a break into the "
             "service reads its secrets, and where it may write, becomes root "
             "on the host.",
      .remedy = "Mount the single file that is needed, read-only, or copy it "
                "into a volume, config or secret.",
      .references = {"https://docs.docker.com/engine/storage/bind-mounts/"},
      .fix = model::FixKind::kUnsafe},
     &SensitiveHostPath},
};

}  // namespace

ComposeRules HostPathsRules() { return kRules; }

}  // namespace bulkhead::check
