// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/canonical.h"

#include "base/fs.h"
#include "base/text.h"
#include "config/compose/ports.h"
#include "config/compose/volumes.h"
#include "config/compose/walk.h"

namespace bulkhead::config {
namespace {

using base::Result;

// Published ports of one project.
constexpr std::size_t kMaxPorts = 70'000;

base::Status Done() { return base::Ok{}; }

base::Status Expected(const ComposeNode& node, std::string_view what) {
  return ValueError(
      node, base::Format("expected {}, found {}", what, node.TypeInWords()));
}

// A mapping in the place of `node` with what it is as the value of `key`.
void Wrap(ComposeNode* node, std::string_view key) {
  ComposeNode mapping = MadeFrom(*node, ComposeNode::Mapping());
  mapping.Set(key, std::move(*node));
  *node = std::move(mapping);
}

ComposeNode TextLike(const ComposeNode& like, std::string text) {
  return MadeFrom(like, ComposeNode::String(std::move(text)));
}

ComposeNode PortNode(const ComposeNode& like, const PortMapping& port) {
  ComposeNode node = MadeFrom(like, ComposeNode::Mapping());
  node.Set("mode", TextLike(like, "ingress"));
  if (!port.host_ip.empty()) node.Set("host_ip", TextLike(like, port.host_ip));
  node.Set("target", MadeFrom(like, ComposeNode::Int(port.target)));
  if (!port.published.empty()) {
    node.Set("published", TextLike(like, port.published));
  }
  node.Set("protocol", TextLike(like, port.protocol));
  return node;
}

base::Status AddPort(ComposeNode item, ComposeNode* list) {
  if (item.IsMapping()) {
    if (ComposeNode* published = item.Get("published")) {
      *published = TextLike(*published, published->Scalar());
    }
    if (ComposeNode* target = item.Get("target")) {
      std::optional<long long> port = base::ParseInt(target->Text());
      if (port) *target = MadeFrom(*target, ComposeNode::Int(*port));
    }
    list->Append(std::move(item));
    return Done();
  }
  if (!item.IsString() && !item.IsInt()) {
    return Expected(item, "a port as integer, string or mapping");
  }
  Result<std::vector<PortMapping>> ports = ParsePorts(item.Scalar());
  if (!ports.ok()) {
    return ValueError(item, ports.error().message);
  }
  if (list->size() + ports.value().size() > kMaxPorts) {
    return ValueError(item, base::Format("more than {} ports", kMaxPorts),
                      base::ErrorCode::kLimit);
  }
  for (const PortMapping& port : ports.value()) {
    list->Append(PortNode(item, port));
  }
  return Done();
}

// What can be read of a wrong port stays.
void AddWrongPort(ComposeNode item, ComposeNode* list,
                  ComposeProblems* problems) {
  if (std::optional<PortMapping> port = ParseUnequalPorts(item.Text())) {
    list->Append(PortNode(item, *port));
    return;
  }
  problems->TakeOut(&item);
  list->Append(std::move(item));
}

base::Status MakePorts(ComposeNode* node, ComposeProblems* problems) {
  if (!node->IsSequence()) return Done();
  ComposeNode list = MadeFrom(*node, ComposeNode::Sequence());
  for (ComposeEntry& entry : node->entries()) {
    base::Status added = AddPort(entry.value, &list);
    if (added.ok()) continue;
    base::Status kept =
        KeepProblem(std::move(added), ComposeProblemKind::kValue, problems);
    if (!kept.ok()) return kept;
    AddWrongPort(std::move(entry.value), &list, problems);
  }
  *node = std::move(list);
  return Done();
}

ComposeNode VolumeNode(const ComposeNode& like, const VolumeMount& mount) {
  ComposeNode node = MadeFrom(like, ComposeNode::Mapping());
  node.Set("type", TextLike(like, mount.is_bind ? "bind" : "volume"));
  if (!mount.source.empty()) node.Set("source", TextLike(like, mount.source));
  node.Set("target", TextLike(like, mount.target));
  if (mount.read_only) {
    node.Set("read_only", MadeFrom(like, ComposeNode::Bool(true)));
  }
  if (mount.has_bind) {
    ComposeNode bind = MadeFrom(like, ComposeNode::Mapping());
    bind.Set("create_host_path",
             MadeFrom(like, ComposeNode::Bool(mount.is_bind)));
    if (!mount.propagation.empty()) {
      bind.Set("propagation", TextLike(like, mount.propagation));
    }
    if (!mount.selinux.empty()) {
      bind.Set("selinux", TextLike(like, mount.selinux));
    }
    node.Set("bind", std::move(bind));
  }
  if (mount.has_volume) {
    ComposeNode volume = MadeFrom(like, ComposeNode::Mapping());
    if (mount.nocopy) {
      volume.Set("nocopy", MadeFrom(like, ComposeNode::Bool(true)));
    }
    node.Set("volume", std::move(volume));
  }
  return node;
}

base::Status MakeVolume(ComposeNode* node) {
  if (!node->IsString()) return Done();
  Result<VolumeMount> mount = ParseVolume(node->Text());
  if (!mount.ok()) {
    return ValueError(*node, mount.error().message);
  }
  *node = VolumeNode(*node, mount.value());
  return Done();
}

// Without a slash at the end, as mounts of the same target are one.
void CleanTarget(ComposeNode* volume) {
  ComposeNode* target = volume->Get("target");
  if (target == nullptr || target->Text().empty()) return;
  if (IsWindowsAbsolute(target->Text())) return;
  *target = TextLike(*target, base::NormalPath(target->Text()));
}

base::Status MakeDevice(ComposeNode* node) {
  std::string_view source = node->Text();
  std::string_view target = source;
  std::string_view permissions = "rwm";
  if (node->IsMapping()) {
    source = (*node)["source"].Text();
    if (!node->Has("target")) {
      node->Set("target", TextLike(*node, std::string(source)));
    }
    if (!node->Has("permissions")) {
      node->Set("permissions", TextLike(*node, "rwm"));
    }
    return Done();
  }
  std::vector<std::string_view> parts = base::Split(source, ':');
  if (parts.size() > 3) {
    return ValueError(
        *node,
        base::Format("expected SOURCE[:TARGET[:PERMISSIONS]], found \"{}\"",
                     base::Printable(source)));
  }
  source = target = parts[0];
  if (parts.size() > 1) target = parts[1];
  if (parts.size() > 2) permissions = parts[2];
  ComposeNode device = MadeFrom(*node, ComposeNode::Mapping());
  device.Set("source", TextLike(*node, std::string(source)));
  device.Set("target", TextLike(*node, std::string(target)));
  device.Set("permissions", TextLike(*node, std::string(permissions)));
  *node = std::move(device);
  return Done();
}

base::Status MakeDependsOn(ComposeNode* node) {
  if (node->IsSequence()) {
    ComposeNode mapping = MadeFrom(*node, ComposeNode::Mapping());
    for (const ComposeEntry& entry : node->entries()) {
      if (entry.value.IsNull()) continue;  // taken out
      ComposeNode value = MadeFrom(entry.value, ComposeNode::Mapping());
      value.Set("condition", TextLike(entry.value, "service_started"));
      mapping.Set(entry.value.Scalar(), std::move(value));
    }
    *node = std::move(mapping);
  }
  for (ComposeEntry& entry : node->entries()) {
    if (!entry.value.IsMapping() || entry.value.Has("required")) continue;
    ComposeNode required = MadeFrom(entry.value, ComposeNode::Bool(true));
    entry.value.Set("required", std::move(required));
  }
  return Done();
}

base::Status MakeEnvFiles(ComposeNode* node) {
  if (node->IsString()) {
    ComposeNode list = MadeFrom(*node, ComposeNode::Sequence());
    list.Append(std::move(*node));
    *node = std::move(list);
  }
  for (ComposeEntry& entry : node->entries()) {
    if (entry.value.IsString()) Wrap(&entry.value, "path");
    if (!entry.value.IsMapping() || entry.value.Has("required")) continue;
    ComposeNode required = MadeFrom(entry.value, ComposeNode::Bool(true));
    entry.value.Set("required", std::move(required));
  }
  return Done();
}

base::Status MakeGpus(ComposeNode* node) {
  if (!node->IsString()) return Done();
  Wrap(node, "count");
  ComposeNode list = MadeFrom(*node, ComposeNode::Sequence());
  list.Append(std::move(*node));
  *node = std::move(list);
  return Done();
}

base::Status MakeNames(ComposeNode* node) {
  if (!node->IsSequence()) return Done();
  ComposeNode mapping = MadeFrom(*node, ComposeNode::Mapping());
  for (const ComposeEntry& entry : node->entries()) {
    if (entry.value.IsNull()) continue;  // taken out
    mapping.Set(entry.value.Scalar(), MadeFrom(entry.value, ComposeNode()));
  }
  *node = std::move(mapping);
  return Done();
}

// NAME=VALUE to a mapping. Without "=": null, or an error where `all_set`.
base::Status MakePairs(ComposeNode* node, bool all_set) {
  if (!node->IsSequence()) return Done();
  ComposeNode mapping = MadeFrom(*node, ComposeNode::Mapping());
  for (const ComposeEntry& entry : node->entries()) {
    std::string text = entry.value.Scalar();
    std::size_t equals = text.find('=');
    ComposeNode value;
    if (equals != std::string::npos) {
      value = ComposeNode::String(text.substr(equals + 1));
    } else if (all_set) {
      return ValueError(entry.value,
                        base::Format("expected NAME=VALUE, found \"{}\"",
                                     base::Printable(text)));
    }
    mapping.Set(text.substr(0, equals),
                MadeFrom(entry.value, std::move(value)));
  }
  *node = std::move(mapping);
  return Done();
}

// external: {name: x} of older files.
base::Status MakeResource(ComposeNode* node,
                          std::vector<ComposeWarning>* warnings) {
  ComposeNode* external = node->Get("external");
  if (external == nullptr || !external->IsMapping()) return Done();
  ComposeNode old = std::move(*external);
  *external = MadeFrom(old, ComposeNode::Bool(true));
  const ComposeNode* name = old.Get("name");
  if (name == nullptr) return Done();
  if (warnings != nullptr) {
    warnings->push_back(
        {"external.name is deprecated: set name and external: true",
         name->origin.Best()});
  }
  const ComposeNode* given = node->Get("name");
  if (given != nullptr && !given->SameAs(*name)) {
    return ComposeError(
        name->origin.Best(),
        base::Format("expected one name, found both name \"{}\" and "
                     "external.name \"{}\"",
                     base::Printable(given->Scalar()),
                     base::Printable(name->Scalar())));
  }
  if (given == nullptr) node->Set("name", *name);
  return Done();
}

base::Status MakeTexts(const ComposeSpec& spec, ComposeNode* node) {
  // dns: ${UNSET} is no server.
  if (spec.merge != ComposeMerge::kToList || !node->IsSequence()) return Done();
  std::erase_if(node->entries(), [](const ComposeEntry& entry) {
    return entry.value.IsString() && entry.value.Text().empty();
  });
  return Done();
}

}  // namespace

base::Status MakeLong(ComposeForm form, ComposeNode* node,
                      ComposeProblems* problems) {
  switch (form) {
    case ComposeForm::kBuild:
      if (node->IsString()) Wrap(node, "context");
      return Done();
    case ComposeForm::kSsh:
      return MakePairs(node, false);
    case ComposeForm::kContexts:
      return MakePairs(node, true);
    case ComposeForm::kDependsOn:
      return MakeDependsOn(node);
    case ComposeForm::kEnvFiles:
      return MakeEnvFiles(node);
    case ComposeForm::kExtends:
      if (node->IsString()) Wrap(node, "service");
      return Done();
    case ComposeForm::kGpus:
      return MakeGpus(node);
    case ComposeForm::kNames:
      return MakeNames(node);
    case ComposeForm::kPorts:
      return MakePorts(node, problems);
    case ComposeForm::kVolume:
      return MakeVolume(node);
    case ComposeForm::kDevice:
      return MakeDevice(node);
    case ComposeForm::kMount:
      if (node->IsString()) Wrap(node, "source");
      return Done();
    case ComposeForm::kInclude:
      if (node->IsString()) Wrap(node, "path");
      return Done();
    default:
      return Done();
  }
}

base::Status MakeCanonical(ComposeNode* root,
                           std::vector<ComposeWarning>* warnings,
                           ComposeProblems* problems) {
  std::size_t ports = 0;
  return WalkCompose(
      ComposeFileSpec(), root,
      [warnings, problems, &ports](const ComposeSpec& spec, ComposeNode* node) {
        if (node->IsNull()) return Done();
        if (spec.form == ComposeForm::kResource) {
          return MakeResource(node, warnings);
        }
        if (spec.form == ComposeForm::kTexts) {
          if (node->IsString()) {
            ComposeNode list = MadeFrom(*node, ComposeNode::Sequence());
            list.Append(std::move(*node));
            *node = std::move(list);
          }
          return MakeTexts(spec, node);
        }
        base::Status status = MakeLong(spec.form, node, problems);
        if (spec.form == ComposeForm::kVolume) CleanTarget(node);
        if (spec.form == ComposeForm::kPorts) ports += node->size();
        if (ports > kMaxPorts) {
          return base::Status(
              ValueError(*node, base::Format("more than {} ports", kMaxPorts),
                         base::ErrorCode::kLimit));
        }
        return status;
      },
      problems);
}

}  // namespace bulkhead::config
