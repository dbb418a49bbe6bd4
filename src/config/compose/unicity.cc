// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Items of lists that mean the same thing: the last one wins, in the place of
// the first one.
#include <map>

#include "base/text.h"
#include "config/compose/merge.h"
#include "config/compose/volumes.h"

namespace bulkhead::config {
namespace {

using base::Result;

base::Error Missing(const ComposeNode& node, std::string_view what) {
  return ComposeError(node.origin.Best(),
                      base::Format("expected a {}, found none", what));
}

Result<std::string> VolumeKey(const ComposeNode& node) {
  if (node.IsMapping()) {
    const ComposeNode* target = node.Get("target");
    if (target == nullptr || !target->IsString()) {
      return Missing(node, "target for the volume");
    }
    return std::string(target->Text());
  }
  if (!node.IsString()) return std::string();
  Result<VolumeMount> mount = ParseVolume(node.Text());
  if (!mount.ok()) {
    return ComposeError(node.origin.Best(), mount.error().message);
  }
  return std::move(mount).value().target;
}

Result<std::string> DeviceKey(const ComposeNode& node) {
  if (node.IsMapping()) {
    const ComposeNode* target = node.Get("target");
    if (target == nullptr || !target->IsString()) {
      return Missing(node, "target for the device");
    }
    return std::string(target->Text());
  }
  std::vector<std::string_view> parts = base::Split(node.Text(), ':');
  return std::string(parts.size() > 1 ? parts[1] : node.Text());
}

Result<std::string> PortKey(const ComposeNode& node) {
  if (!node.IsMapping()) return node.Scalar();
  const ComposeNode* target = node.Get("target");
  if (target == nullptr) return Missing(node, "target for the port");
  std::string host = "0.0.0.0";
  if (const ComposeNode* ip = node.Get("host_ip")) host = ip->Scalar();
  std::string protocol = "tcp";
  if (const ComposeNode* name = node.Get("protocol")) protocol = name->Scalar();
  return base::Format("{}:{}:{}/{}", host, node["published"].Scalar(),
                      target->Scalar(), protocol);
}

std::string MountKey(const ComposeNode& node, std::string_view folder) {
  if (!node.IsMapping()) return base::Format("{}/{}", folder, node.Scalar());
  if (const ComposeNode* target = node.Get("target")) return target->Scalar();
  return base::Format("{}/{}", folder, node["source"].Scalar());
}

Result<std::string> KeyOf(ComposeIndex index, const ComposeNode& node) {
  switch (index) {
    case ComposeIndex::kName:
      if (!node.IsString()) {
        return ComposeError(
            node.origin.Best(),
            base::Format("expected a string, found {}", node.TypeInWords()));
      }
      return std::string(node.Text().substr(0, node.Text().find('=')));
    case ComposeIndex::kEnvFile:
      return node.IsMapping() ? node["path"].Scalar() : node.Scalar();
    case ComposeIndex::kExpose:
      if (!node.IsString() && !node.IsInt()) {
        return ComposeError(
            node.origin.Best(),
            base::Format("expected a port, found {}", node.TypeInWords()));
      }
      return node.Scalar();
    case ComposeIndex::kConfig:
      return MountKey(node, "");
    case ComposeIndex::kSecret:
      return MountKey(node, "/run/secrets");
    case ComposeIndex::kPort:
      return PortKey(node);
    case ComposeIndex::kVolume:
      return VolumeKey(node);
    case ComposeIndex::kDevice:
      return DeviceKey(node);
    case ComposeIndex::kNone:
      break;
  }
  return std::string();
}

base::Status Unify(ComposeIndex index, ComposeNode* list,
                   ComposeProblems* problems) {
  std::map<std::string, std::size_t> places;
  std::vector<ComposeEntry> kept;
  for (ComposeEntry& entry : list->entries()) {
    Result<std::string> key = KeyOf(index, entry.value);
    if (!key.ok()) {
      base::Status status =
          KeepProblem(key.error(), ComposeProblemKind::kValue, problems);
      if (!status.ok()) return status;
      kept.push_back(std::move(entry));
      continue;
    }
    std::pair<std::map<std::string, std::size_t>::iterator, bool> added =
        places.try_emplace(std::move(key).value(), kept.size());
    if (added.second) {
      kept.push_back(std::move(entry));
    } else {
      kept[added.first->second] = std::move(entry);
    }
  }
  list->entries() = std::move(kept);
  return base::Ok{};
}

}  // namespace

base::Status EnforceUnicity(const ComposeSpec& spec, ComposeNode* tree,
                            ComposeProblems* problems) {
  std::vector<std::pair<const ComposeSpec*, ComposeNode*>> open = {
      {&spec, tree}};
  while (!open.empty()) {
    const ComposeSpec* at = open.back().first;
    ComposeNode* node = open.back().second;
    open.pop_back();
    if (node->IsSequence()) {
      if (at->index == ComposeIndex::kNone) continue;
      base::Status status = Unify(at->index, node, problems);
      if (!status.ok()) return status;
    }
    if (!node->IsMapping()) continue;
    for (ComposeEntry& entry : node->entries()) {
      const ComposeSpec* child = ChildSpec(*at, entry.key, false);
      if (child != nullptr) open.emplace_back(child, &entry.value);
    }
  }
  return base::Ok{};
}

}  // namespace bulkhead::config
