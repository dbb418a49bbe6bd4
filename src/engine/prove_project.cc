// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/prove_project.h"

#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/secret_names.h"

namespace bulkhead::engine {
namespace {

using formats::JsonMember;
using formats::JsonValue;

constexpr std::size_t kShortestSecret = 4;

// Names that only one of two can have, places where others look for this
// service, and what `up` does not need. Labels among them: a proxy or updater
// of the host acts on them.
constexpr std::string_view kDropped[] = {
    "annotations", "cgroup_parent", "container_name", "develop",
    "label_file",  "labels",        "links",          "logging",
    "mac_address", "ports",         "profiles",       "pull_policy",
    "scale",
};

bool IsAmong(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsEngineSocket(std::string_view path) {
  std::string_view name = base::BaseName(path);
  return name == "docker.sock" || name == "podman.sock" ||
         name == "containerd.sock" || name == "crio.sock";
}

// Compose expands variables in what it reads.
JsonValue Escaped(const JsonValue& value) {
  if (value.IsString()) {
    return JsonValue(base::ReplaceAll(value.String(), "$", "$$"));
  }
  if (value.IsArray()) {
    JsonValue out = JsonValue::Array();
    for (const JsonValue& item : value.Elements()) out.Append(Escaped(item));
    return out;
  }
  if (!value.IsObject()) return value;
  JsonValue out = JsonValue::Object();
  for (const JsonMember& member : value.Members()) {
    out.Add(member.key, Escaped(member.value));
  }
  return out;
}

class Maker {
 public:
  Maker(const JsonValue& project, const TwinOptions& options)
      : project_(project), options_(options) {}

  base::Result<Twin> Make() {
    for (const JsonMember& service : project_["services"].Members()) {
      if (!service.value.Has("build")) continue;
      twin_.images[service.key] =
          base::Format("{}-{}:proof", options_.name, service.key);
    }
    JsonValue services = JsonValue::Object();
    for (const JsonMember& service : project_["services"].Members()) {
      JsonValue made = Service(service.key, service.value);
      if (!problem_.empty()) {
        return base::Error{
            base::ErrorCode::kUnsupported,
            base::Format("service {} {}", base::Printable(service.key),
                         problem_)};
      }
      services.Add(service.key, std::move(made));
    }
    JsonValue out = JsonValue::Object();
    out.Add("services", std::move(services));
    AddOthers(&out);
    twin_.project = Escaped(out);
    return std::move(twin_);
  }

 private:
  JsonValue Service(const std::string& name, const JsonValue& service) {
    Refuse(service);
    Remember(name, service);
    JsonValue out = JsonValue::Object();
    for (const JsonMember& member : service.Members()) {
      if (IsAmong(member.key, kDropped) || member.value.IsNull()) continue;
      out.Add(member.key, Member(member.key, member.value));
    }
    if (auto image = twin_.images.find(name); image != twin_.images.end()) {
      out.Set("image", JsonValue(image->second));
    } else {
      out.Set("image", JsonValue(ImageOf(service["image"].String())));
    }
    JsonValue labels = JsonValue::Object();
    labels.Add("bulkhead.prove", JsonValue(options_.name));
    out.Set("labels", std::move(labels));
    return out;
  }

  // What one stack of a host alone can have.
  void Refuse(const JsonValue& service) {
    std::string_view network = service["network_mode"].String();
    if (network == "host") {
      problem_ = "uses the network of the host";
    } else if (network.starts_with("container:")) {
      problem_ = base::Format("uses the network of {}",
                              base::Printable(network.substr(10)));
    } else if (service.Has("provider")) {
      problem_ = "is made by a provider";
    }
    for (const JsonValue& volume : service["volumes"].Elements()) {
      if (volume["type"].String() == "bind" &&
          IsEngineSocket(volume["source"].String())) {
        problem_ = base::Format("has the socket {}",
                                base::Printable(volume["source"].String()));
      }
    }
    if (service["volumes_from"].size() > 0) problem_ = "uses volumes_from";
    for (const JsonValue& secret : service["secrets"].Elements()) {
      const JsonValue& declared =
          project_["secrets"][secret["source"].String()];
      if (declared["external"].Bool()) {
        problem_ = base::Format("uses the external secret {}",
                                base::Printable(secret["source"].String()));
      }
    }
  }

  void Remember(const std::string& name, const JsonValue& service) {
    std::vector<std::string>& ports = twin_.ports[name];
    for (const JsonValue& port : service["ports"].Elements()) {
      if (port["protocol"].String() == "udp") continue;
      ports.push_back(base::Format("{}", port["target"].Int()));
    }
    for (const JsonValue& port : service["expose"].Elements()) {
      if (base::ParseInt(port.String())) ports.emplace_back(port.String());
    }
    for (const JsonMember& variable : service["environment"].Members()) {
      std::string_view value = variable.value.String();
      bool secret = check::ClassifySecretName(variable.key).strength !=
                    check::NameStrength::kNone;
      if (secret && value.size() >= kShortestSecret) {
        twin_.secrets.emplace_back(value);
      }
    }
  }

  JsonValue Member(std::string_view key, const JsonValue& value) {
    if (key == "volumes") return Volumes(value);
    if (key == "networks") return Networks(value);
    if (key == "depends_on") return DependsOn(value);
    if (key == "deploy") return Deploy(value);
    return value;
  }

  JsonValue Volumes(const JsonValue& volumes) {
    JsonValue out = JsonValue::Array();
    for (const JsonValue& volume : volumes.Elements()) {
      JsonValue made = volume;
      std::string source(volume["source"].String());
      bool bind = volume["type"].String() == "bind";
      if (bind && !base::LiesIn(source, options_.copies)) {
        made.Set("read_only", JsonValue(true));
      }
      // The engine must not make folders on this machine.
      if (bind) made.Remove("bind");
      out.Append(std::move(made));
    }
    return out;
  }

  static JsonValue Networks(const JsonValue& networks) {
    if (!networks.IsObject()) return networks;
    JsonValue out = JsonValue::Object();
    for (const JsonMember& network : networks.Members()) {
      JsonValue made = network.value;
      for (std::string_view key :
           {"ipv4_address", "ipv6_address", "link_local_ips", "mac_address"}) {
        if (made.IsObject()) made.Remove(key);
      }
      out.Add(network.key, std::move(made));
    }
    return out;
  }

  static JsonValue DependsOn(const JsonValue& services) {
    JsonValue out = JsonValue::Object();
    for (const JsonMember& service : services.Members()) {
      JsonValue made = JsonValue::Object();
      made.Add("condition", service.value["condition"]);
      out.Add(service.key, std::move(made));
    }
    return out;
  }

  // Limits only: one of each service is enough for a proof.
  static JsonValue Deploy(const JsonValue& deploy) {
    JsonValue out = JsonValue::Object();
    if (!deploy.Has("resources")) return out;
    JsonValue resources = deploy["resources"];
    for (const char* key : {"limits", "reservations"}) {
      JsonValue* limits = resources.Find(key);
      if (limits == nullptr) continue;
      // Older programs want a text.
      const JsonValue& cpus = (*limits)["cpus"];
      if (cpus.IsNumber()) {
        limits->Set("cpus", JsonValue(formats::WriteJson(cpus)));
      }
    }
    out.Add("resources", std::move(resources));
    return out;
  }

  std::string ImageOf(std::string_view image) const {
    for (const JsonMember& service : project_["services"].Members()) {
      auto built = twin_.images.find(service.key);
      if (built != twin_.images.end() &&
          service.value["image"].String() == image) {
        return built->second;
      }
    }
    return std::string(image);
  }

  void AddOthers(JsonValue* out) const {
    JsonValue volumes = JsonValue::Object();
    for (const JsonMember& volume : project_["volumes"].Members()) {
      volumes.Add(volume.key, JsonValue::Object());  // empty, and our own
    }
    JsonValue networks = JsonValue::Object();
    for (const JsonMember& network : project_["networks"].Members()) {
      JsonValue made = JsonValue::Object();
      for (const char* key : {"internal", "enable_ipv6"}) {
        if (network.value.Has(key)) made.Add(key, network.value[key]);
      }
      networks.Add(network.key, std::move(made));
    }
    if (volumes.size() > 0) out->Add("volumes", std::move(volumes));
    if (networks.size() > 0) out->Add("networks", std::move(networks));
    for (const char* key : {"secrets", "configs"}) {
      JsonValue made = JsonValue::Object();
      for (const JsonMember& file : project_[key].Members()) {
        JsonValue one = file.value;
        one.Remove("name");
        made.Add(file.key, std::move(one));
      }
      if (made.size() > 0) out->Add(key, std::move(made));
    }
  }

  const JsonValue& project_;
  const TwinOptions& options_;
  Twin twin_;
  std::string problem_;
};

}  // namespace

base::Result<Twin> MakeTwin(const JsonValue& project,
                            const TwinOptions& options) {
  return Maker(project, options).Make();
}

std::string WithoutSecrets(std::string_view text,
                           const std::vector<std::string>& secrets) {
  std::string out(text);
  std::vector<std::string> longest_first = secrets;
  std::sort(longest_first.begin(), longest_first.end(),
            [](const std::string& a, const std::string& b) {
              return a.size() != b.size() ? a.size() > b.size() : a < b;
            });
  for (const std::string& secret : longest_first) {
    if (secret.size() < kShortestSecret) continue;
    out = base::ReplaceAll(out, secret, "***");
  }
  std::string masked;
  std::size_t at = 0;
  while (at < out.size()) {
    std::size_t end =
        std::min(out.find_first_of(" \t\n\"'=,;()", at), out.size());
    std::string_view word = std::string_view(out).substr(at, end - at);
    bool token = word.size() > 8 &&
                 check::ClassifySecretValue(word) == check::SecretValue::kToken;
    masked += token ? base::Redact(word) : std::string(word);
    if (end < out.size()) masked += out[end];
    at = end + 1;
  }
  return masked;
}

}  // namespace bulkhead::engine
