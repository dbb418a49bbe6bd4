// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Sockets of container engines in a service, by any of their names, or by a
// folder that holds them.
#include "base/fs.h"
#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/paths.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeNode;
using model::Severity;

// A proxy that lets only harmless requests through is what others should use.
bool IsSocketProxy(const ComposeService& service) {
  return base::Contains(service.ImageName(), "socket-proxy") ||
         base::Contains(service.ImageName(), "socketproxy");
}

void DockerSocket(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeMount& mount : service.mounts) {
      // The name of the file is enough, wherever it lies.
      std::string_view engine = EngineOf(mount);
      if (engine.empty()) continue;
      std::string note =
          mount.read_only ? ", read-only does not change that" : "";
      model::Finding& finding = ReportAt(
          *mount.node, mount.object,
          base::Format("service {} gets the socket of {}: it can start a "
                       "container that mounts the host{}",
                       service.name, engine, note),
          out);
      if (IsSocketProxy(service)) finding.severity = Severity::kMedium;
      if (!mount.short_syntax || !base::Contains(mount.source, "docker.sock")) {
        WithoutKics(finding);
      }
      if (KicsCallsSensitive(*mount.node)) AddSensitiveAliases(finding);
      Offer(finding, false, "Do not mount the socket",
            RemoveItem(*service.node, service["volumes"], *mount.node));
    }
  }
  for (const VolumeDevice& device : VolumeDevices(context)) {
    std::string_view engine = EngineOf(device.path);
    if (engine.empty()) continue;
    model::Finding& finding =
        ReportAt(*device.node, device.object,
                 base::Format("volume {} is the socket of {}: who mounts it "
                              "can start a container that mounts the host",
                              base::Printable(device.volume), engine),
                 out);
    WithoutKics(finding);
    AddSensitiveAliases(finding);
  }
}

void SocketFolder(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeMount& mount : service.mounts) {
      if (!mount.known || !mount.is_bind() || !IsSocketFolder(mount.source)) {
        continue;
      }
      model::Finding& finding = ReportAt(
          *mount.node, mount.object,
          base::Format("service {} mounts {}, the folder in which engines "
                       "keep their socket",
                       service.name, base::Printable(mount.source)),
          out);
      if (KicsCallsSensitive(*mount.node)) AddSensitiveAliases(finding);
      Offer(finding, false, "Do not mount the folder",
            RemoveItem(*service.node, service["volumes"], *mount.node));
    }
  }
  for (const VolumeDevice& device : VolumeDevices(context)) {
    if (!IsSocketFolder(device.path)) continue;
    model::Finding& finding =
        ReportAt(*device.node, device.object,
                 base::Format("volume {} is {}, the folder in which engines "
                              "keep their socket",
                              base::Printable(device.volume),
                              base::Printable(device.path)),
                 out);
    AddSensitiveAliases(finding);
  }
}

void UseApiSocket(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& value = service["use_api_socket"];
    if (!value.True()) continue;
    model::Finding& finding =
        ReportAt(value, service.Path("use_api_socket"),
                 base::Format("service {} gets the socket of the engine and "
                              "the logins of its registries",
                              service.name),
                 out);
    Offer(finding, false, "Remove use_api_socket",
          RemoveEntry(*service.node, value));
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/docker-socket",
      .aliases = {"d6355c88-1e8d-49e9-b2f2-f8a1ca12c75b",
                  "kics:docker_socket_mounted_in_container",
                  "docker-bench-5.32", "CIS-5.32"},
      .severity = Severity::kCritical,
      .title = "Socket of the container engine in a service",
      .why = "Who can write to the socket starts a privileged container with "
             "the disk of the host in it: that is root on the host. A "
             "read-only mount does not help, as connecting is no writing to "
             "the file.",
      .remedy = "Do without, or put a proxy between that lets only the few "
                "requests through that the service needs, on an internal "
                "network.",
      .references = {"https://docs.docker.com/engine/security/"
                     "#docker-daemon-attack-surface"},
      .fix = model::FixKind::kUnsafe},
     &DockerSocket},
    {{.id = "compose/docker-socket-folder",
      .aliases = {"docker-bench-5.32", "CIS-5.32"},
      .severity = Severity::kCritical,
      .title = "Folder with the engine's socket in a service",
      .why = "The folder holds the socket of the engine, also where it is "
             "created later: who can connect to it is root on the host.",
      .remedy = "Mount the single file or folder below it that is needed.",
      .references = {"https://docs.docker.com/engine/security/"
                     "#docker-daemon-attack-surface"},
      .fix = model::FixKind::kUnsafe},
     &SocketFolder},
    {{.id = "compose/use-api-socket",
      .aliases = {"docker-bench-5.32", "CIS-5.32"},
      .severity = Severity::kCritical,
      .title = "Socket of the engine by use_api_socket",
      .why = "Compose mounts the socket of the engine into the service and "
             "adds the credentials of your registries: root on the host, and "
             "your name at the registry.",
      .remedy = "Remove use_api_socket; put a proxy between that lets only "
                "harmless requests through.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#use_api_socket"},
      .fix = model::FixKind::kUnsafe},
     &UseApiSocket},
};

}  // namespace

ComposeRules EngineSocketRules() { return kRules; }

}  // namespace bulkhead::check
