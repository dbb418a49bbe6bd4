// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Defaults of values, and checks that need more than a type.
#include "base/text.h"
#include "config/compose/canonical.h"
#include "config/compose/ports.h"

namespace bulkhead::config {
namespace {

void SetIfMissing(ComposeNode* node, std::string_view key, ComposeNode value,
                  ComposeArena* arena) {
  if (!node->IsMapping() || node->Has(key)) return;
  node->Set(key, MadeByDefault(arena, base::Format("default of {}", key),
                               std::move(value)));
}

void SetDeviceDefaults(ComposeNode* list, ComposeArena* arena) {
  if (list == nullptr) return;
  for (ComposeEntry& entry : list->entries()) {
    if (entry.value.Has("device_ids")) continue;
    SetIfMissing(&entry.value, "count", ComposeNode::String("all"), arena);
  }
}

ComposeNode* Find(ComposeNode* node,
                  std::initializer_list<std::string_view> path) {
  for (std::string_view key : path) {
    if (node != nullptr) node = node->Get(key);
  }
  return node;
}

void SetServiceDefaults(ComposeNode* service, ComposeArena* arena) {
  if (ComposeNode* build = service->Get("build")) {
    SetIfMissing(build, "context", ComposeNode::String("."), arena);
  }
  if (ComposeNode* secrets = service->Get("secrets")) {
    for (ComposeEntry& entry : secrets->entries()) {
      SetIfMissing(&entry.value, "target",
                   ComposeNode::String(base::Format(
                       "/run/secrets/{}", entry.value["source"].Scalar())),
                   arena);
    }
  }
  if (ComposeNode* ports = service->Get("ports")) {
    for (ComposeEntry& entry : ports->entries()) {
      SetIfMissing(&entry.value, "mode", ComposeNode::String("ingress"), arena);
      SetIfMissing(&entry.value, "protocol", ComposeNode::String("tcp"), arena);
    }
  }
  if (ComposeNode* volumes = service->Get("volumes")) {
    for (ComposeEntry& entry : volumes->entries()) {
      if (ComposeNode* bind = entry.value.Get("bind")) {
        SetIfMissing(bind, "create_host_path", ComposeNode::Bool(true), arena);
      }
    }
  }
  SetDeviceDefaults(
      Find(service, {"deploy", "resources", "reservations", "devices"}), arena);
  SetDeviceDefaults(service->Get("gpus"), arena);
}

bool IsTrue(const ComposeNode& node) {
  return node.True() || node.Text() == "true";
}

base::Status CheckVolume(std::string_view name, const ComposeNode& volume) {
  if (!IsTrue(volume["external"])) return base::Ok{};
  for (const ComposeEntry& entry : volume.entries()) {
    if (entry.key == "external" || entry.key == "name" ||
        entry.key.compare(0, 2, "x-") == 0) {
      continue;
    }
    return ComposeError(
        entry.value.origin.Best(),
        base::Format("volumes.{}: expected only a name for an external "
                     "volume, found \"{}\"",
                     base::Printable(name), base::Printable(entry.key)));
  }
  return base::Ok{};
}

// Configs and secrets have one source.
base::Status CheckSources(std::string_view where, const ComposeNode& resource,
                          std::initializer_list<std::string_view> keys) {
  std::vector<std::string_view> found;
  const ComposeNode* last = nullptr;
  for (std::string_view key : keys) {
    if (const ComposeNode* value = resource.Get(key)) {
      found.push_back(key);
      last = value;
    }
  }
  if (found.size() > 1) {
    return ComposeError(
        last->origin.Best(),
        base::Format("{}: expected one of {}, found {}", base::Printable(where),
                     base::Join(keys, ", "), base::Join(found, " and ")));
  }
  if (found.empty() && !resource.Has("driver") && !resource.Has("external")) {
    return ComposeError(
        resource.origin.Best(),
        base::Format("{}: expected one of {}, found none",
                     base::Printable(where), base::Join(keys, ", ")));
  }
  return base::Ok{};
}

base::Status CheckDevices(const ComposeNode& list) {
  for (const ComposeEntry& entry : list.entries()) {
    const ComposeNode* count = entry.value.Get("count");
    if (count != nullptr && entry.value.Has("device_ids")) {
      return ComposeError(count->origin.Best(),
                          "expected either count or device_ids, found both");
    }
  }
  return base::Ok{};
}

base::Status CheckAddresses(std::string_view name, ComposeNode* service,
                            ComposeProblems* problems) {
  ComposeNode* ports = service->Get("ports");
  if (ports == nullptr) return base::Ok{};
  for (ComposeEntry& entry : ports->entries()) {
    ComposeNode* ip = entry.value.Get("host_ip");
    if (ip == nullptr || ip->Text().empty() || IsIpAddress(ip->Text())) {
      continue;
    }
    base::Status status = KeepFault(
        ComposeError(
            ip->origin.Best(),
            base::Format("services.{}.ports: expected an IP address as "
                         "host_ip, found \"{}\"",
                         base::Printable(name), base::Printable(ip->Text()))),
        ip, problems);
    if (!status.ok()) return status;
  }
  return base::Ok{};
}

base::Status CheckService(std::string_view name, const ComposeNode& service) {
  for (const ComposeEntry& entry : service["develop"]["watch"].entries()) {
    const ComposeNode& path = entry.value["path"];
    if (path.IsString() && path.Text().empty()) {
      return ComposeError(
          path.origin.Best(),
          base::Format("services.{}.develop.watch: expected a path, found "
                       "\"\"",
                       base::Printable(name)));
    }
  }
  for (const ComposeEntry& entry : service["volumes"].entries()) {
    if (entry.value["type"].Text() == "bind" && !entry.value.Has("source")) {
      return ComposeError(
          entry.value.origin.Best(),
          base::Format("services.{}.volumes: expected a source for the bind "
                       "mount, found none",
                       base::Printable(name)));
    }
  }
  base::Status status =
      CheckDevices(service["deploy"]["resources"]["reservations"]["devices"]);
  return status.ok() ? CheckDevices(service["gpus"]) : status;
}

}  // namespace

void SetDefaults(ComposeNode* root, ComposeArena* arena) {
  ComposeNode* services = root->Get("services");
  if (services == nullptr) return;
  for (ComposeEntry& entry : services->entries()) {
    SetServiceDefaults(&entry.value, arena);
  }
}

base::Status CheckValues(ComposeNode* tree, ComposeProblems* problems) {
  const ComposeNode& root = *tree;
  auto keep = [problems](base::Status status) {
    return KeepProblem(std::move(status), ComposeProblemKind::kValue, problems);
  };
  for (const ComposeEntry& entry : root["volumes"].entries()) {
    base::Status status = keep(CheckVolume(entry.key, entry.value));
    if (!status.ok()) return status;
  }
  for (const ComposeEntry& entry : root["configs"].entries()) {
    base::Status status =
        keep(CheckSources("configs." + entry.key, entry.value,
                          {"file", "environment", "content"}));
    if (!status.ok()) return status;
  }
  for (const ComposeEntry& entry : root["secrets"].entries()) {
    base::Status status = keep(CheckSources("secrets." + entry.key, entry.value,
                                            {"file", "environment"}));
    if (!status.ok()) return status;
  }
  ComposeNode* services = tree->Get("services");
  if (services == nullptr) return base::Ok{};
  for (ComposeEntry& entry : services->entries()) {
    base::Status status = CheckAddresses(entry.key, &entry.value, problems);
    if (!status.ok()) return status;
    status = keep(CheckService(entry.key, entry.value));
    if (!status.ok()) return status;
  }
  return base::Ok{};
}

}  // namespace bulkhead::config
