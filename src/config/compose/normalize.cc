// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/normalize.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::config {
namespace {

class Normalizer {
 public:
  Normalizer(ComposeArena* arena, ComposeProject* project)
      : arena_(arena), project_(project), root_(project->root) {}

  void Run() {
    Networks();
    if (ComposeNode* services = root_.Get("services")) {
      for (ComposeEntry& entry : services->entries()) Service(&entry.value);
    }
    for (std::string_view kind :
         {"networks", "volumes", "configs", "secrets"}) {
      if (ComposeNode* resources = root_.Get(kind)) Names(resources);
    }
  }

 private:
  ComposeNode Default(std::string reason, ComposeNode node) {
    return MadeByDefault(arena_, std::move(reason), std::move(node));
  }

  // Services without networks are on "default".
  void Networks() {
    bool used = false;
    ComposeNode* services = root_.Get("services");
    if (services == nullptr) return;
    for (ComposeEntry& entry : services->entries()) {
      ComposeNode& service = entry.value;
      if (!service.IsMapping() || service.Has("provider")) continue;
      if (service.Has("network_mode")) continue;
      ComposeNode* networks = service.Get("networks");
      if (networks != nullptr && IsTakenOut(*networks)) continue;
      if (networks == nullptr || networks->IsNull()) {
        networks = &service.Set(
            "networks", Default("no networks given", ComposeNode::Mapping()));
      }
      if (networks->size() == 0) {
        networks->Set("default", Default("no networks given", ComposeNode()));
      }
      used = used || networks->Has("default");
    }
    if (!used) return;
    ComposeNode* all = root_.Get("networks");
    if (all == nullptr || all->IsNull()) {
      all = &root_.Set("networks",
                       Default("default network", ComposeNode::Mapping()));
    }
    if (all->Has("default")) return;
    all->Set("default", Default("default network", ComposeNode()));
  }

  // Resources are named by project and key, external ones by their key.
  void Names(ComposeNode* resources) {
    for (ComposeEntry& entry : resources->entries()) {
      if (entry.value.IsNull()) {
        entry.value = MadeFrom(entry.value, ComposeNode::Mapping());
      }
      const ComposeNode* name = entry.value.Get("name");
      if (name != nullptr && !name->IsEmpty()) continue;
      std::string text = entry.value["external"].True()
                             ? entry.key
                             : project_->name + "_" + entry.key;
      entry.value.Set("name", Default("name of the resource",
                                      ComposeNode::String(std::move(text))));
    }
  }

  [[nodiscard]] bool IsTakenOut(const ComposeNode& node) const {
    return node.IsNull() &&
           std::find(project_->taken_out.begin(), project_->taken_out.end(),
                     node.origin.value) != project_->taken_out.end();
  }

  void Service(ComposeNode* service) {
    if (!service->IsMapping()) return;
    if (ComposeNode* policy = service->Get("pull_policy")) {
      if (policy->Text() == "if_not_present") {
        *policy = MadeFrom(*policy, ComposeNode::String("missing"));
      }
    }
    if (ComposeNode* build = service->Get("build")) Build(build);
    if (ComposeNode* environment = service->Get("environment")) {
      Resolve(environment);
    }
    Dependencies(service);
    InheritImage(service);
  }

  void Build(ComposeNode* build) {
    if ((*build)["dockerfile"].IsEmpty() &&
        (*build)["dockerfile_inline"].IsEmpty()) {
      build->Set("dockerfile", Default("default of dockerfile",
                                       ComposeNode::String("Dockerfile")));
    }
    ComposeNode* args = build->Get("args");
    if (args == nullptr) return;
    Resolve(args);
    std::erase_if(args->entries(), [](const ComposeEntry& entry) {
      return entry.value.IsNull();
    });
  }

  // Names without a value take that of the environment.
  void Resolve(ComposeNode* variables) {
    for (ComposeEntry& entry : variables->entries()) {
      if (!entry.value.IsNull()) continue;
      ComposeEnvironment::const_iterator found =
          project_->environment.find(entry.key);
      if (found == project_->environment.end()) continue;
      entry.value = MadeFrom(entry.value, ComposeNode::String(found->second));
      entry.value.origin.steps = arena_->Step(
          ComposeStepKind::kVariable, entry.key, {}, entry.value.origin.steps);
    }
  }

  void Dependencies(ComposeNode* service) {
    const ComposeNode links = (*service)["links"];
    for (const ComposeEntry& link : links.entries()) {
      std::string_view text = link.value.Text();
      DependOn(service, text.substr(0, text.find(':')), true, link.value);
    }
    for (std::string_view key :
         {"network_mode", "ipc", "pid", "uts", "cgroup"}) {
      ComposeNode value = (*service)[key];
      std::string_view text = value.Text();
      if (base::ConsumePrefix(text, "service:")) {
        DependOn(service, text, true, value);
      }
    }
    const ComposeNode volumes_from = (*service)["volumes_from"];
    for (const ComposeEntry& from : volumes_from.entries()) {
      std::string_view text = from.value.Text();
      if (text.substr(0, 10) == "container:") continue;
      DependOn(service, text.substr(0, text.find(':')), false, from.value);
    }
  }

  void DependOn(ComposeNode* service, std::string_view name, bool restart,
                const ComposeNode& cause) {
    ComposeNode* depends_on = service->Get("depends_on");
    if (depends_on == nullptr || depends_on->IsNull()) {
      depends_on =
          &service->Set("depends_on", MadeFrom(cause, ComposeNode::Mapping()));
    }
    if (depends_on->Has(name)) return;
    ComposeNode value = MadeFrom(cause, ComposeNode::Mapping());
    value.Set("condition",
              MadeFrom(cause, ComposeNode::String("service_started")));
    value.Set("required", MadeFrom(cause, ComposeNode::Bool(true)));
    value.Set("restart", MadeFrom(cause, ComposeNode::Bool(restart)));
    depends_on->Set(name, std::move(value));
  }

  // pre_start runs in the service's image where it names none.
  void InheritImage(ComposeNode* service) {
    ComposeNode* hooks = service->Get("pre_start");
    ComposeNode image = (*service)["image"];
    if (hooks == nullptr || image.IsEmpty()) return;
    for (ComposeEntry& entry : hooks->entries()) {
      if (!entry.value.IsMapping() || entry.value.Has("image")) continue;
      entry.value.Set("image", image);
    }
  }

  ComposeArena* arena_;
  ComposeProject* project_;
  ComposeNode& root_;
};

}  // namespace

void NormalizeProject(ComposeArena* arena, ComposeProject* project) {
  Normalizer(arena, project).Run();
}

void ApplyProfiles(const std::vector<std::string>& enabled,
                   ComposeProject* project) {
  project->disabled_services = ComposeNode::Mapping();
  ComposeNode* services = project->root.Get("services");
  if (services == nullptr) return;
  std::vector<ComposeEntry> kept;
  for (ComposeEntry& entry : services->entries()) {
    const ComposeNode& profiles = entry.value["profiles"];
    bool on = profiles.size() == 0;
    for (const std::string& name : enabled) {
      on = on || name == "*" || profiles.Contains(name);
    }
    if (on) {
      kept.push_back(std::move(entry));
    } else {
      project->disabled_services.Set(entry.key, std::move(entry.value));
    }
  }
  services->entries() = std::move(kept);
}

}  // namespace bulkhead::config
