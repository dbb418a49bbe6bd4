// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Checks over the whole project, as compose-go v2 has them.
#include <array>
#include <map>

#include "base/text.h"
#include "config/compose/normalize.h"
#include "config/compose/spec.h"

namespace bulkhead::config {
namespace {

class Checker {
 public:
  Checker(const ComposeProject& project, ComposeProblems* problems)
      : root_(project.root),
        disabled_(project.disabled_services),
        problems_(problems) {
    // What a misspelt key or a missing file holds may be what is asked for.
    is_complete_ =
        problems == nullptr || (!problems->Has(ComposeProblemKind::kFile) &&
                                !HasUnknownKey(ComposeFileSpec(), root_));
  }

  base::Status Run() {
    for (const ComposeEntry& entry : root_["services"].entries()) {
      name_ = &entry.key;
      base::Status status = Service(entry.value);
      if (!status.ok()) return status;
    }
    for (const ComposeEntry& entry : root_["secrets"].entries()) {
      const ComposeNode& secret = entry.value;
      if (IsUnknown(secret) || IsUnknown(secret["file"]) ||
          IsUnknown(secret["environment"]) || IsUnknown(secret["external"])) {
        continue;
      }
      if (secret["external"].True() || !secret["file"].IsEmpty() ||
          !secret["environment"].IsEmpty()) {
        continue;
      }
      base::Status status = Keep(ComposeError(
          secret.origin.Best(),
          base::Format("secrets.{}: expected file or environment, found "
                       "neither",
                       base::Printable(entry.key))));
      if (!status.ok()) return status;
    }
    return base::Ok{};
  }

 private:
  static base::Status Done() { return base::Ok{}; }

  [[nodiscard]] base::Status Keep(base::Status status) {
    return KeepProblem(std::move(status), ComposeProblemKind::kProject,
                       problems_);
  }

  static bool HasUnknownKey(const ComposeSpec& spec, const ComposeNode& node) {
    for (const ComposeEntry& entry : node.entries()) {
      if (entry.key.starts_with("x-")) continue;
      if (ChildSpec(spec, entry.key, false) == nullptr) return true;
    }
    return false;
  }

  [[nodiscard]] bool IsUnknown(const ComposeNode& node) const {
    return problems_ != nullptr && problems_->IsUnknown(node.origin.Best());
  }

  // Ok where what stands under the key is not known.
  [[nodiscard]] base::Status Fail(const ComposeNode& node, std::string_view key,
                                  std::string_view message) const {
    std::string_view top = key.substr(0, key.find('.'));
    if (IsUnknown((*service_)[top])) return Done();
    return ComposeError(
        node.origin.Best(),
        base::Format("services.{}{}{}: {}", base::Printable(*name_),
                     key.empty() ? "" : ".", key, message));
  }

  base::Status Service(const ComposeNode& service) {
    service_ = &service;
    using Step = base::Status (Checker::*)(const ComposeNode&);
    for (Step step : {&Checker::Image, &Checker::Build, &Checker::Networks,
                      &Checker::HealthTest, &Checker::DependsOn,
                      &Checker::Mounts, &Checker::Resources, &Checker::Scale,
                      &Checker::Watch, &Checker::Targets}) {
      base::Status status = Keep((this->*step)(service));
      if (!status.ok()) return status;
    }
    return Done();
  }

  base::Status Image(const ComposeNode& service) {
    if (service.Has("build") || !service["image"].IsEmpty() ||
        service.Has("provider")) {
      return Done();
    }
    if (problems_ != nullptr &&
        (!is_complete_ || HasUnknownKey(ComposeServiceSpec(), service) ||
         IsUnknown(service["image"]))) {
      return Done();
    }
    return Fail(service, "", "expected image or build, found neither");
  }

  base::Status Build(const ComposeNode& service) {
    const ComposeNode& build = service["build"];
    const ComposeNode& inline_text = build["dockerfile_inline"];
    if (!inline_text.IsEmpty() && !build["dockerfile"].IsEmpty()) {
      return Fail(inline_text, "build",
                  "expected either dockerfile or dockerfile_inline, found "
                  "both");
    }
    for (const ComposeEntry& entry : build["additional_contexts"].entries()) {
      std::string_view target = entry.value.Text();
      if (!base::ConsumePrefix(target, "service:")) continue;
      const ComposeNode* other = root_["services"].Get(target);
      if (other == nullptr) {
        return Undefined(entry.value, "build.additional_contexts", "service",
                         target, "services");
      }
      if (!other->Has("build")) {
        return Fail(entry.value, "build.additional_contexts",
                    base::Format("expected a service with build, found \"{}\"",
                                 base::Printable(target)));
      }
    }
    const ComposeNode& platform = service["platform"];
    const ComposeNode& platforms = build["platforms"];
    if (platforms.size() > 0 && !platform.IsEmpty() &&
        !platforms.Contains(platform.Text())) {
      return Fail(platform, "platform",
                  base::Format("expected one of build.platforms, found \"{}\"",
                               base::Printable(platform.Text())));
    }
    for (const ComposeEntry& entry : build["secrets"].entries()) {
      base::Status status =
          Defined(entry.value["source"], "build.secrets", "secret", "secrets");
      if (!status.ok()) return status;
    }
    return Done();
  }

  base::Status Networks(const ComposeNode& service) {
    const ComposeNode& mode = service["network_mode"];
    const ComposeNode& networks = service["networks"];
    if (!mode.IsEmpty() && networks.size() > 0) {
      return Fail(mode, "network_mode",
                  "expected either network_mode or networks, found both");
    }
    for (const ComposeEntry& entry : networks.entries()) {
      if (root_["networks"].Has(entry.key)) continue;
      return Undefined(entry.value, "networks", "network", entry.key,
                       "networks");
    }
    std::string_view other = mode.Text();
    if (base::ConsumePrefix(other, "service:") &&
        !root_["services"].Has(other)) {
      return Undefined(mode, "network_mode", "service", other, "services");
    }
    return Done();
  }

  base::Status HealthTest(const ComposeNode& service) {
    const ComposeNode& test = service["healthcheck"]["test"];
    if (test.size() == 0) return Done();
    const ComposeNode& first = test.entries()[0].value;
    for (std::string_view word : {"CMD", "CMD-SHELL", "NONE"}) {
      if (first.Text() == word) return Done();
    }
    return Fail(first, "healthcheck.test",
                base::Format("expected CMD, CMD-SHELL or NONE as first item, "
                             "found \"{}\"",
                             base::Printable(first.Scalar())));
  }

  base::Status DependsOn(const ComposeNode& service) {
    for (const ComposeEntry& entry : service["depends_on"].entries()) {
      if (root_["services"].Has(entry.key)) continue;
      bool off = disabled_.Has(entry.key);
      const ComposeNode* required = entry.value.Get("required");
      if (off && required != nullptr && !required->True()) continue;
      if (off) {
        return Fail(entry.value, "depends_on",
                    base::Format("expected a service that is enabled, found "
                                 "\"{}\", whose profile is not",
                                 base::Printable(entry.key)));
      }
      return Undefined(entry.value, "depends_on", "service", entry.key,
                       "services");
    }
    return Done();
  }

  base::Status Mounts(const ComposeNode& service) {
    for (const ComposeEntry& entry : service["volumes"].entries()) {
      if (entry.value["type"].Text() != "volume") continue;
      const ComposeNode& source = entry.value["source"];
      if (source.IsEmpty()) continue;
      base::Status status = Defined(source, "volumes", "volume", "volumes");
      if (!status.ok()) return status;
    }
    struct Kind {
      std::string_view key;
      std::string_view what;
    };
    for (Kind kind : {Kind{"configs", "config"}, Kind{"secrets", "secret"}}) {
      for (const ComposeEntry& entry : service[kind.key].entries()) {
        base::Status status =
            Defined(entry.value["source"], kind.key, kind.what, kind.key);
        if (!status.ok()) return status;
      }
    }
    for (const ComposeEntry& entry : service["models"].entries()) {
      if (root_["models"].Has(entry.key)) continue;
      return Undefined(entry.value, "models", "model", entry.key, "models");
    }
    return Done();
  }

  // Old and new key for the same thing.
  base::Status Resources(const ComposeNode& service) {
    struct Pair {
      std::string_view old_key;
      std::string_view group;
      std::string_view new_key;
    };
    constexpr std::array<Pair, 4> kPairs = {{
        {"cpus", "limits", "cpus"},
        {"mem_limit", "limits", "memory"},
        {"mem_reservation", "reservations", "memory"},
        {"pids_limit", "limits", "pids"},
    }};
    for (const Pair& pair : kPairs) {
      const ComposeNode& value = service[pair.old_key];
      const ComposeNode* group = service["deploy"]["resources"].Get(pair.group);
      if (group == nullptr || value.AsDouble() == 0) continue;
      const ComposeNode& other = (*group)[pair.new_key];
      if (other.AsDouble() == value.AsDouble() || IsUnknown(other)) continue;
      return Fail(value, pair.old_key,
                  base::Format("expected the same as "
                               "deploy.resources.{}.{}, found another value",
                               pair.group, pair.new_key));
    }
    return Done();
  }

  base::Status Scale(const ComposeNode& service) {
    const ComposeNode* scale = service.Get("scale");
    const ComposeNode* replicas = service["deploy"].Get("replicas");
    if (scale != nullptr && replicas != nullptr && !IsUnknown(*replicas) &&
        scale->AsInt() != replicas->AsInt()) {
      return Fail(*scale, "scale",
                  "expected the same as deploy.replicas, found another value");
    }
    if (scale != nullptr && scale->AsInt() < 0) {
      return Fail(*scale, "scale", "expected at least 0");
    }
    if (replicas != nullptr && replicas->AsInt() < 0) {
      return Fail(*replicas, "deploy.replicas", "expected at least 0");
    }
    const ComposeNode& name = service["container_name"];
    const ComposeNode* count = scale != nullptr ? scale : replicas;
    if (count != nullptr && count->AsInt() > 1 && !name.IsEmpty()) {
      return Fail(name, "container_name",
                  "expected no container_name for a service with several "
                  "containers");
    }
    return Done();
  }

  base::Status Watch(const ComposeNode& service) {
    for (const ComposeEntry& entry : service["develop"]["watch"].entries()) {
      std::string_view action = entry.value["action"].Text();
      if (action == "rebuild" || action == "restart" ||
          !entry.value["target"].IsEmpty()) {
        continue;
      }
      return Fail(entry.value, "develop.watch",
                  base::Format("expected a target for the action {}",
                               base::Printable(action)));
    }
    return Done();
  }

  // Two mounts at one place.
  base::Status Targets(const ComposeNode& service) {
    std::map<std::string, std::string_view, std::less<>> taken;
    for (const ComposeEntry& entry : service["tmpfs"].entries()) {
      if (!entry.value.IsString()) continue;
      std::string_view text = entry.value.Text();
      std::string path(text.substr(0, text.find(':')));
      if (!taken.emplace(path, "tmpfs").second) {
        return Taken(entry.value, "tmpfs", path, "tmpfs");
      }
    }
    for (const ComposeEntry& entry : service["volumes"].entries()) {
      const ComposeNode& target = entry.value["target"];
      if (!target.IsString()) continue;
      std::pair<std::map<std::string, std::string_view, std::less<>>::iterator,
                bool>
          added = taken.emplace(std::string(target.Text()), "volumes");
      if (!added.second) {
        return Taken(target, "volumes", target.Text(), added.first->second);
      }
    }
    return Done();
  }

  [[nodiscard]] base::Status Taken(const ComposeNode& node,
                                   std::string_view key, std::string_view path,
                                   std::string_view by) const {
    return Fail(node, key,
                base::Format("expected one mount at {}, found another one in "
                             "{}",
                             base::Printable(path), by));
  }

  [[nodiscard]] base::Status Defined(const ComposeNode& source,
                                     std::string_view key,
                                     std::string_view what,
                                     std::string_view kind) const {
    if (root_[kind].Has(source.Text())) return Done();
    return Undefined(source, key, what, source.Text(), kind);
  }

  [[nodiscard]] base::Status Undefined(const ComposeNode& node,
                                       std::string_view key,
                                       std::string_view what,
                                       std::string_view name,
                                       std::string_view kind) const {
    if (!is_complete_ || IsUnknown(root_[kind])) return Done();
    std::vector<std::string_view> names;
    for (const ComposeEntry& entry : root_[kind].entries()) {
      names.push_back(entry.key);
    }
    std::string_view near = base::DidYouMean(name, names);
    std::string hint =
        near.empty() ? "" : base::Format("; did you mean \"{}\"?", near);
    return Fail(node, key,
                base::Format("expected a {} that is defined in {}, found "
                             "\"{}\"{}",
                             what, kind, base::Printable(name), hint));
  }

  const ComposeNode& root_;
  const ComposeNode& disabled_;
  ComposeProblems* problems_;
  bool is_complete_ = true;
  const std::string* name_ = nullptr;
  const ComposeNode* service_ = nullptr;
};

}  // namespace

base::Status CheckConsistency(const ComposeProject& project,
                              ComposeProblems* problems) {
  base::Status status = Checker(project, problems).Run();
  if (!status.ok()) return status;
  return KeepProblem(CheckDependencies(project), ComposeProblemKind::kProject,
                     problems);
}

base::Status CheckDependencies(const ComposeProject& project) {
  enum class State { kNew, kOpen, kDone };
  struct Visit {
    const ComposeEntry* service;
    std::size_t next = 0;
  };
  const ComposeNode& services = project.root["services"];
  std::map<std::string_view, const ComposeEntry*> by_name;
  for (const ComposeEntry& entry : services.entries()) {
    by_name[entry.key] = &entry;
  }
  std::map<std::string_view, State> states;
  for (const ComposeEntry& start : services.entries()) {
    if (states[start.key] != State::kNew) continue;
    std::vector<Visit> path = {{&start}};
    states[start.key] = State::kOpen;
    while (!path.empty()) {
      Visit& at = path.back();
      const ComposeNode& depends_on = at.service->value["depends_on"];
      if (at.next == depends_on.size()) {
        states[at.service->key] = State::kDone;
        path.pop_back();
        continue;
      }
      const ComposeEntry& edge = depends_on.entries()[at.next++];
      std::map<std::string_view, const ComposeEntry*>::const_iterator to =
          by_name.find(edge.key);
      if (to == by_name.end()) continue;
      State state = states[edge.key];
      if (state == State::kNew) {
        states[edge.key] = State::kOpen;
        path.push_back({to->second});
        continue;
      }
      if (state == State::kDone) continue;
      std::string way;
      bool inside = false;
      for (const Visit& visit : path) {
        inside = inside || visit.service->key == edge.key;
        if (inside) way += visit.service->key + " -> ";
      }
      return ComposeError(
          edge.value.origin.Best(),
          base::Format("services.{}.depends_on: expected an end, found a "
                       "circle: {}{}",
                       base::Printable(path.back().service->key),
                       base::Printable(way), base::Printable(edge.key)));
    }
  }
  return base::Ok{};
}

}  // namespace bulkhead::config
