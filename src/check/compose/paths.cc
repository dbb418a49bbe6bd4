// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/paths.h"

#include <algorithm>
#include <iterator>

#include "base/fs.h"
#include "base/text.h"

namespace bulkhead::check {
namespace {

struct Engine {
  std::string_view file;  // the last part of the path
  std::string_view name;
};

constexpr Engine kEngines[] = {
    {"docker.sock", "Docker"},
    {"docker.raw.sock", "Docker"},
    {"docker-cli.sock", "Docker"},
    {"docker_engine", "Docker"},
    {"balena-engine.sock", "balenaEngine"},
    {"balena.sock", "balenaEngine"},
    {"podman.sock", "Podman"},
    {"containerd.sock", "containerd"},
    {"crio.sock", "CRI-O"},
    {"cri-dockerd.sock", "Docker"},
    {"dockershim.sock", "Docker"},
    {"buildkitd.sock", "BuildKit"},
    {"containerd.sock.ttrpc", "containerd"},
};

// Folders that hold a socket on usual hosts.
constexpr std::string_view kFolders[] = {
    "/run",        "/var/run",        "/run/containerd", "/var/run/containerd",
    "/run/podman", "/var/run/podman", "/run/crio",       "/var/run/crio",
    "/run/user",   "/run/docker",     "/run/buildkit",   "/run/k3s",
};

}  // namespace

std::size_t FindColon(std::string_view written, std::size_t from) {
  int depth = 0;
  for (std::size_t i = from; i < written.size(); ++i) {
    if (written[i] == '{') ++depth;
    if (written[i] == '}') --depth;
    if (written[i] == ':' && depth <= 0) return i;
  }
  return std::string_view::npos;
}

std::string_view WrittenSource(const config::ComposeNode& mount) {
  const config::ComposeNode& source = mount["source"];
  std::string_view text = base::Trim(WrittenText(source));
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'')) {
    text = text.substr(1, text.size() - 2);
  }
  // In short syntax the text is the whole of it.
  bool is_short = source.origin.value.range == mount.origin.value.range;
  return is_short ? text.substr(0, FindColon(text)) : text;
}

std::string CertainSource(const ComposeContext& context,
                          const ComposeMount& mount) {
  if (mount.known) return mount.source;
  if (context.IsWrong(*mount.node)) return "";
  std::string_view written = WrittenSource(*mount.node);
  if (written.starts_with("$")) return std::string(written);
  return base::IsAbsolute(written) ? base::NormalPath(written) : "";
}

std::string_view EngineOf(const ComposeMount& mount) {
  if (!mount.is_bind() && mount.type != "npipe") return {};
  return EngineOf(mount.source);
}

bool IsSocketFolder(std::string_view path) {
  if (path.starts_with("/run/user/")) return EngineOf(path).empty();
  return std::find(std::begin(kFolders), std::end(kFolders), path) !=
         std::end(kFolders);
}

std::vector<VolumeDevice> VolumeDevices(const ComposeContext& context) {
  std::vector<VolumeDevice> out;
  for (const config::ComposeEntry& volume :
       context.project.root["volumes"].entries()) {
    for (std::string_view key : {"device", "mountpoint"}) {
      const config::ComposeNode& value = volume.value["driver_opts"][key];
      if (!value.Text().starts_with("/") || context.IsUnknown(value)) continue;
      out.push_back(
          {.node = &value,
           .volume = volume.key,
           .object = base::Format("volumes.{}.driver_opts.{}", volume.key, key),
           .path = base::NormalPath(value.Text())});
    }
  }
  return out;
}

std::string_view EngineOf(std::string_view path) {
  std::size_t slash = path.find_last_of("/\\");
  std::string_view file = path;
  if (slash != std::string_view::npos) file = file.substr(slash + 1);
  for (const Engine& engine : kEngines) {
    if (engine.file == file) return engine.name;
  }
  // my-docker.sock, too.
  return file.ends_with("docker.sock") ? "Docker" : std::string_view();
}

bool KicsCallsSensitive(std::string_view written) {
  constexpr std::string_view kBeginnings[] = {
      "/bin",     "/boot",  "/cdrom", "/dev",  "/etc", "/home",
      "/lib",     "/media", "/proc",  "/root", "/run", "/sbin",
      "/seLinux", "/srv",   "/sys",   "/usr",  "/var",
  };
  for (std::string_view beginning : kBeginnings) {
    if (written.starts_with(beginning)) return true;
  }
  return written == "/";
}

bool KicsCallsSensitive(const config::ComposeNode& mount) {
  return KicsCallsSensitive(WrittenSource(mount));
}

void AddSensitiveAliases(model::Finding& finding) {
  AddAliases(finding, {"1c1325ff-831d-43a1-973e-839ae57dfcc0",
                       "kics:volume_has_sensitive_host_directory"});
}

}  // namespace bulkhead::check
