// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Namespaces of the host and of other containers, and the parent cgroup.
#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeNode;

// Reports `key: host`.
template <typename Message>
void ForEachHost(const ComposeContext& context, std::string_view key,
                 Message message, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& value = service[key];
    if (value.Text() != "host") continue;
    model::Finding& finding =
        ReportAt(value, service.Path(key), message(service), out);
    Offer(finding, false, base::Format("Remove {}: host", key),
          RemoveEntry(*service.node, value));
  }
}

void HostNetwork(const ComposeContext& context, Findings& out) {
  ForEachHost(
      context, "network_mode",
      [](const ComposeService& service) {
        return base::Format(
            "service {} uses the network of the host: it reaches everything "
            "that listens on localhost",
            service.name);
      },
      out);
  // A network of others that is Docker's own "host".
  const ComposeNode& networks = context.project.root["networks"];
  for (const ComposeService& service : context.services) {
    for (const config::ComposeEntry& entry : service["networks"].entries()) {
      const ComposeNode& network = networks[entry.key];
      if (!network["external"].True() || network["name"].Text() != "host") {
        continue;
      }
      model::Finding& finding = ReportAt(
          entry.value, service.Path("networks." + entry.key),
          base::Format("service {} uses the network of the host, by the name "
                       "{}: it reaches everything that listens on localhost",
                       service.name, base::Printable(entry.key)),
          out);
      WithoutKics(finding);
    }
  }
}

void HostPid(const ComposeContext& context, Findings& out) {
  ForEachHost(
      context, "pid",
      [](const ComposeService& service) {
        return base::Format(
            "service {} sees the processes of the host, with their arguments "
            "and environments",
            service.name);
      },
      out);
}

void HostIpc(const ComposeContext& context, Findings& out) {
  ForEachHost(
      context, "ipc",
      [](const ComposeService& service) {
        return base::Format("service {} shares the memory segments of the host",
                            service.name);
      },
      out);
}

void HostUts(const ComposeContext& context, Findings& out) {
  ForEachHost(
      context, "uts",
      [](const ComposeService& service) {
        return base::Format("service {} shares the host name of the host",
                            service.name);
      },
      out);
}

void HostUserns(const ComposeContext& context, Findings& out) {
  ForEachHost(
      context, "userns_mode",
      [](const ComposeService& service) {
        return base::Format(
            "service {} opts out of user namespaces: its root is root of the "
            "host",
            service.name);
      },
      out);
}

void HostCgroup(const ComposeContext& context, Findings& out) {
  ForEachHost(
      context, "cgroup",
      [](const ComposeService& service) {
        return base::Format("service {} sees the cgroups of the host",
                            service.name);
      },
      out);
}

void CgroupParent(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& value = service["cgroup_parent"];
    if (value.IsEmpty()) continue;
    model::Finding& finding =
        ReportAt(value, service.Path("cgroup_parent"),
                 base::Format("service {} runs in the cgroup {}", service.name,
                              base::Printable(value.Scalar())),
                 out);
    Offer(finding, false, "Remove cgroup_parent",
          RemoveEntry(*service.node, value));
  }
}

void OtherNamespace(const ComposeContext& context, Findings& out) {
  struct Kind {
    std::string_view key;
    std::string_view what;
    model::Severity severity;
  };
  constexpr Kind kKinds[] = {
      {"network_mode", "network", model::Severity::kInfo},
      {"pid", "processes", model::Severity::kLow},
      {"ipc", "memory segments", model::Severity::kLow},
  };
  for (const ComposeService& service : context.services) {
    for (const Kind& kind : kKinds) {
      const ComposeNode& value = service[kind.key];
      std::string_view name = value.Text();
      bool of_service = base::ConsumePrefix(name, "service:");
      if (!of_service && !base::ConsumePrefix(name, "container:")) continue;
      model::Finding& finding = ReportAt(
          value, service.Path(kind.key),
          base::Format("service {} shares the {} of {} {}", service.name,
                       kind.what, of_service ? "service" : "container",
                       base::Printable(name)),
          out);
      finding.severity = kind.severity;
      Offer(finding, false, base::Format("Remove {}", kind.key),
            RemoveEntry(*service.node, value));
    }
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/cgroup-parent",
      .aliases = {"4d9f44c6-2f4a-4317-9bb5-267adbea0232",
                  "kics:cgroup_not_default", "docker-bench-5.25", "CIS-5.25"},
      .severity = model::Severity::kLow,
      .title = "Container in a cgroup of its own choice",
      .why = "The limits that the engine sets on its own cgroup, and what "
             "counts its use, do not hold for a container that runs in another "
             "one.",
      .remedy = "Leave cgroup_parent out, or document whose limits it is put "
                "under.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#cgroup_parent"},
      .fix = model::FixKind::kUnsafe},
     &CgroupParent},
    {{.id = "compose/host-cgroup-namespace",
      .severity = model::Severity::kLow,
      .title = "Cgroup namespace of the host",
      .why = "The container sees the names of all cgroups, hence of all "
             "containers and services of the host; together with a writable "
             "/sys/fs/cgroup it can change their limits.",
      .remedy = "Remove cgroup: host; private is the default.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#cgroup"},
      .fix = model::FixKind::kUnsafe},
     &HostCgroup},
    {{.id = "compose/host-ipc",
      .aliases = {"baa3890f-bed7-46f5-ab8f-1da8fc91c729",
                  "kics:shared_host_ipc_namespace", "docker-bench-5.17",
                  "CIS-5.17"},
      .severity = model::Severity::kMedium,
      .title = "IPC namespace of the host",
      .why = "The container can read and change shared memory, semaphores and "
             "message queues of the host's programs: databases and desktops "
             "keep secrets there.",
      .remedy = "Remove ipc: host; services that must share memory use "
                "ipc: shareable and ipc: service:NAME.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#ipc"},
      .fix = model::FixKind::kUnsafe},
     &HostIpc},
    {{.id = "compose/host-network",
      .aliases = {"071a71ff-f868-47a4-ac0b-3c59e4ab5443",
                  "kics:shared_host_network_namespace", "docker-bench-5.10",
                  "CIS-5.10"},
      .severity = model::Severity::kHigh,
      .title = "Network of the host",
      .why = "Services of the host that listen on localhost often trust who "
             "reaches them, and the container does. All its own ports are open "
             "on the interfaces of the host. Networks of Compose do not hold "
             "it.",
      .remedy = "Remove network_mode: host; publish the ports that are needed, "
                "on a fixed address.",
      .references = {"https://docs.docker.com/engine/network/drivers/host/"},
      .fix = model::FixKind::kUnsafe},
     &HostNetwork},
    {{.id = "compose/host-pid",
      .aliases = {"4f31dd9f-2cc3-4751-9b53-67e4af83dac0",
                  "kics:host_namespace_is_shared", "docker-bench-5.16",
                  "CIS-5.16"},
      .severity = model::Severity::kHigh,
      .title = "Process namespace of the host",
      .why = "Root in the container can read the environment of every process "
             "of the host and end it; with SYS_PTRACE it injects code into "
             "them and is root of the host.",
      .remedy = "Remove pid: host.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#pid"},
      .fix = model::FixKind::kUnsafe},
     &HostPid},
    {{.id = "compose/host-userns",
      .aliases = {"8af7162d-6c98-482f-868e-0d33fb675ca8",
                  "kics:shared_host_user_namespace", "docker-bench-5.31",
                  "CIS-5.31"},
      .severity = model::Severity::kMedium,
      .title = "User namespace of the host",
      .why = "Where the engine maps root of containers to an ordinary user, "
             "this container is left out: a process that breaks out of it is "
             "root.",
      .remedy = "Remove userns_mode: host.",
      .references = {"https://docs.docker.com/engine/security/userns-remap/"},
      .fix = model::FixKind::kUnsafe},
     &HostUserns},
    {{.id = "compose/host-uts",
      .aliases = {"docker-bench-5.21", "CIS-5.21"},
      .severity = model::Severity::kLow,
      .title = "Host name of the host",
      .why = "With SYS_ADMIN the container can rename the host, which "
             "certificates, logs and cluster members rely on.",
      .remedy = "Remove uts: host; set hostname if the name matters.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#uts"},
      .fix = model::FixKind::kUnsafe},
     &HostUts},
    {{.id = "compose/namespace-of-other-service",
      .severity = model::Severity::kLow,
      .title = "Namespace of another container",
      .why = "The two are one to an attacker: with the processes come the "
             "environments, with the network comes localhost of the other.",
      .remedy = "Join the namespace of another service only for a sidecar that "
                "needs it; else connect them by a network.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#network_mode"},
      .fix = model::FixKind::kUnsafe},
     &OtherNamespace},
};

}  // namespace

ComposeRules NamespacesRules() { return kRules; }

}  // namespace bulkhead::check
