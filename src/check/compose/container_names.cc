// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Names of containers, which are shared by all projects of a host.
#include <map>

#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeNode;

void DuplicateContainerName(const ComposeContext& context, Findings& out) {
  std::map<std::string_view, std::string_view> taken;  // by which service
  for (const ComposeService& service : context.services) {
    const ComposeNode& name = service["container_name"];
    if (name.Text().empty() || context.IsUnknown(name)) continue;
    auto [first, is_new] = taken.emplace(name.Text(), service.name);
    if (is_new) continue;
    model::Finding& finding = ReportAt(
        name, service.Path("container_name"),
        base::Format("services {} and {} both name their container {}: only "
                     "one of them can run",
                     first->second, service.name, base::Printable(name.Text())),
        out);
    Offer(finding, false, "Let Compose name the container",
          RemoveEntry(*service.node, name));
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/duplicate-container-name",
      .severity = model::Severity::kMedium,
      .title = "Two services with one container name",
      .why = "The name is taken when the second one is made: Docker refuses "
             "it, and docker compose up fails.",
      .remedy = "Remove container_name: Compose names containers by project "
                "and service, and other services reach them by the service.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#container_name"},
      .fix = model::FixKind::kUnsafe},
     &DuplicateContainerName},
};

}  // namespace

ComposeRules ContainerNamesRules() { return kRules; }

}  // namespace bulkhead::check
