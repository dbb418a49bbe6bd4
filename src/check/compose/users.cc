// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Who services run as.
#include "base/text.h"
#include "check/compose/built_image.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using model::Severity;

bool IsRoot(std::string_view user) {
  user = user.substr(0, user.find(':'));
  return user == "root" || user == "0";
}

void RootUser(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& user = service["user"];
    std::string text = user.Scalar();
    if (context.IsUnknown(user) || IsImageUnknown(context, service)) continue;
    if (!text.empty()) {
      if (!IsRoot(text)) continue;
      model::Finding& finding =
          ReportAt(user, service.Path("user"),
                   base::Format("service {} runs as root", service.name), out);
      // The image has a better one.
      if (service.facts != nullptr && !service.facts->user.empty() &&
          !service.facts->runs_as_root()) {
        Offer(finding, false,
              base::Format("Run as the image does, as {}", service.facts->user),
              RemoveEntry(*service.node, user));
      }
      continue;
    }
    // Its Dockerfile tells; another rule says so.
    if (FinalStage(service) != nullptr) continue;
    const ImageFacts* facts = service.facts;
    if (facts == nullptr) {
      ReportService(service,
                    base::Format("service {} sets no user: the image decides, "
                                 "and most run as root",
                                 service.name),
                    out)
          .severity = Severity::kLow;
    } else if (facts->runs_as_root()) {
      model::Finding& finding = ReportService(
          service,
          base::Format("service {} sets no user, and the image {} runs as root",
                       service.name, facts->name),
          out);
      // Only the parent is root; what answers requests is not.
      if (facts->role == ImageRole::kWebServer) {
        finding.severity = Severity::kLow;
      }
    }
  }
}

// Groups that are as good as root on a usual host.
void PrivilegedGroup(const ComposeContext& context, Findings& out) {
  struct Group {
    std::string_view name;
    std::string_view power;
  };
  constexpr Group kGroups[] = {
      {"docker", "can talk to the engine"},
      {"podman", "can talk to the engine"},
      {"root", "can read what root's group may read"},
      {"0", "can read what root's group may read"},
      {"disk", "can read and write the disks"},
      {"shadow", "can read the password hashes"},
      {"sudo", "can become root"},
      {"wheel", "can become root"},
      {"lxd", "can start privileged containers"},
  };
  for (const ComposeService& service : context.services) {
    std::size_t index = 0;
    for (const ComposeEntry& entry : service["group_add"].entries()) {
      std::string name = entry.value.Scalar();
      std::size_t at = index++;
      for (const Group& group : kGroups) {
        if (group.name != name) continue;
        model::Finding& finding = ReportAt(
            entry.value, service.Path(base::Format("group_add[{}]", at)),
            base::Format("service {} is in the group {}: it {}", service.name,
                         name, group.power),
            out);
        if (name == "root" || name == "0") finding.severity = Severity::kLow;
        Offer(finding, false, base::Format("Remove the group {}", name),
              RemoveItem(*service.node, service["group_add"], entry.value));
        break;
      }
    }
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/privileged-group",
      .severity = Severity::kMedium,
      .title = "Service in a group that is as good as root",
      .why = "Where a socket, a disk or a folder of the host is mounted, its "
             "group is what opens it.",
      .remedy = "Remove the group, and what it was needed for.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#group_add"},
      .fix = model::FixKind::kUnsafe},
     &PrivilegedGroup},
    {{.id = "compose/root-user",
      .severity = Severity::kMedium,
      .title = "Service runs as root",
      .why = "Root of the container is root of the host unless user namespaces "
             "are on: whoever breaks out through a mount, a socket or the "
             "kernel is root.",
      .remedy = "user: \"1000:1000\", with a user that may read the files and "
                "write the volumes of the service.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#user"},
      .fix = model::FixKind::kUnsafe},
     &RootUser},
};

}  // namespace

ComposeRules UsersRules() { return kRules; }

}  // namespace bulkhead::check
