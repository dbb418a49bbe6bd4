// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/docker_programs.h"

#include <algorithm>

#include "base/fd.h"
#include "base/text.h"

namespace bulkhead::engine {
namespace {

constexpr int kShortSeconds = 120;
constexpr std::size_t kMaxOutput = 16u << 20;
constexpr std::size_t kMaxProcFile = 4u << 20;
constexpr std::string_view kLogLines = "20";
constexpr std::size_t kMaxComplaint = 600;

// The end of what a program said: that is where the reason stands.
std::string Complaint(const base::ProcessResult& result) {
  std::string_view said = base::Trim(result.err);
  if (said.empty()) said = base::Trim(result.out);
  if (said.size() > kMaxComplaint) {
    said = said.substr(said.size() - kMaxComplaint);
  }
  return base::Printable(base::ToValidUtf8(said), true);
}

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> out;
  for (std::string_view word : base::SplitWords(text)) out.emplace_back(word);
  return out;
}

// Ports of the network that a container lives in. Only where the engine runs
// on this machine does the process exist here, with the container in its
// control group.
void LookAtPorts(ServiceState* state) {
  if (state->pid <= 0) return;
  std::string folder = base::Format("/proc/{}/", state->pid);
  base::Result<std::string> group =
      base::ReadUnsized(folder + "cgroup", kMaxProcFile);
  if (!group.ok() || !base::Contains(group.value(), state->container)) return;
  base::Result<std::string> tcp =
      base::ReadUnsized(folder + "net/tcp", kMaxProcFile);
  if (!tcp.ok()) return;
  state->ports = ListeningPorts(tcp.value(), false);
  base::Result<std::string> tcp6 =
      base::ReadUnsized(folder + "net/tcp6", kMaxProcFile);
  if (tcp6.ok()) {
    for (std::string& port : ListeningPorts(tcp6.value(), true)) {
      state->ports.push_back(std::move(port));
    }
  }
  std::sort(state->ports.begin(), state->ports.end());
  state->ports.erase(std::unique(state->ports.begin(), state->ports.end()),
                     state->ports.end());
  state->ports_known = true;
}

}  // namespace

base::Result<DockerPrograms> DockerPrograms::Connect(
    const std::atomic<bool>* cancel) {
  DockerPrograms programs(cancel);
  base::Result<base::ProcessResult> version =
      programs.Run({"docker", "version", "--format", "{{.Server.Version}}"},
                   kShortSeconds, "");
  std::string_view remedy =
      "--prove needs a Docker Engine that answers at DOCKER_HOST or at its "
      "usual socket";
  if (!version.ok()) {
    return base::Error{version.error().code,
                       base::Format("{}; {}", version.error().message, remedy)};
  }
  if (version.value().exit_code != 0) {
    std::string said = Complaint(version.value());
    std::size_t line = said.rfind('\n');
    if (line != std::string::npos) said = said.substr(line + 1);
    return base::Error{base::ErrorCode::kIo,
                       base::Format("{}: {}", remedy, said)};
  }
  return programs;
}

base::Result<base::ProcessResult> DockerPrograms::Run(
    const std::vector<std::string>& argv, int seconds,
    const std::string& folder) const {
  base::ProcessOptions options;
  options.timeout_seconds = seconds;
  options.max_output = kMaxOutput;
  options.folder = folder;
  options.cancel = cancel_;
  return base::RunProcess(argv, options);
}

base::Result<std::string> DockerPrograms::Docker(
    const std::vector<std::string>& args, int seconds) const {
  std::vector<std::string> argv = {"docker"};
  argv.insert(argv.end(), args.begin(), args.end());
  base::Result<base::ProcessResult> result = Run(argv, seconds, "");
  if (!result.ok()) return std::move(result).error();
  if (result.value().exit_code == 0) return std::move(result.value().out);
  return base::Error{base::ErrorCode::kInvalid, Complaint(result.value())};
}

base::Result<std::string> DockerPrograms::Compose(
    const std::vector<std::string>& args, int seconds,
    const std::string& folder) {
  if (compose_.empty()) {
    base::Result<base::ProcessResult> plugin =
        Run({"docker", "compose", "version"}, kShortSeconds, "");
    bool is_there = plugin.ok() && plugin.value().exit_code == 0;
    if (is_there) {
      compose_ = {"docker", "compose"};
    } else if (!base::FindProgram("docker-compose").empty()) {
      compose_ = {"docker-compose"};
    } else {
      return base::Error{base::ErrorCode::kNotFound,
                         "neither docker compose nor docker-compose is "
                         "installed"};
    }
  }
  std::vector<std::string> argv = compose_;
  argv.insert(argv.end(), args.begin(), args.end());
  base::Result<base::ProcessResult> result = Run(argv, seconds, folder);
  if (!result.ok()) return std::move(result).error();
  if (result.value().exit_code == 0) return std::move(result.value().out);
  return base::Error{base::ErrorCode::kInvalid, Complaint(result.value())};
}

void DockerPrograms::Clean(const std::vector<std::string>& args) const {
  std::vector<std::string> argv = {"docker"};
  argv.insert(argv.end(), args.begin(), args.end());
  base::ProcessOptions options;
  options.max_output = kMaxOutput;
  static_cast<void>(base::RunProcess(argv, options));
}

std::vector<std::string> DockerPrograms::Ids(std::string_view kind,
                                             const std::string& label) const {
  std::vector<std::string> argv = {"docker",   std::string(kind), "ls", "-q",
                                   "--filter", "label=" + label};
  if (kind == "container") argv.insert(argv.end(), {"-a", "--no-trunc"});
  base::ProcessOptions options;
  options.max_output = kMaxOutput;
  base::Result<base::ProcessResult> result = base::RunProcess(argv, options);
  return result.ok() ? Words(result.value().out) : std::vector<std::string>();
}

base::Result<std::vector<ServiceState>> DockerPrograms::Look(
    const std::string& label) const {
  base::Result<std::string> ids = Docker(
      {"container", "ls", "-aq", "--no-trunc", "--filter", "label=" + label},
      kShortSeconds);
  if (!ids.ok()) return std::move(ids).error();
  std::vector<ServiceState> out;
  std::vector<std::string> args = {"container", "inspect"};
  for (std::string& id : Words(ids.value())) args.push_back(std::move(id));
  if (args.size() == 2) return out;
  base::Result<std::string> text = Docker(args, kShortSeconds);
  if (!text.ok()) return std::move(text).error();
  base::Result<formats::JsonValue> json =
      formats::ParseJson(text.value(), {}, "docker inspect");
  if (!json.ok()) return std::move(json).error();
  for (const formats::JsonValue& container : json.value().Elements()) {
    out.push_back(ReadContainer(container));
    LookAtPorts(&out.back());
  }
  std::sort(out.begin(), out.end(),
            [](const ServiceState& a, const ServiceState& b) {
              return a.service < b.service;
            });
  return out;
}

std::string DockerPrograms::Log(const std::string& container) const {
  base::Result<base::ProcessResult> result =
      Run({"docker", "logs", "--tail", std::string(kLogLines), container},
          kShortSeconds, "");
  if (!result.ok()) return "";
  return result.value().out + result.value().err;
}

}  // namespace bulkhead::engine
