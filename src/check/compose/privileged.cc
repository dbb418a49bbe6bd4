// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Privileged mode: of containers, hooks and builds.
#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;

void Privileged(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& value = service["privileged"];
    if (!value.True()) continue;
    model::Finding& finding =
        ReportAt(value, service.Path("privileged"),
                 base::Format("service {} runs privileged: root in the "
                              "container is root on the host",
                              service.name),
                 out);
    Offer(finding, false, "Remove privileged",
          RemoveEntry(*service.node, value));
  }
}

bool IsRoot(std::string_view user) {
  user = user.substr(0, user.find(':'));
  return user == "root" || user == "0";
}

// Without privileges, and not as root either.
void OfferPlainHook(const ComposeService& service, const ComposeNode& hook,
                    model::Finding& finding) {
  std::optional<model::Edit> edit =
      ReplaceScalar(*service.node, hook["privileged"], "false");
  if (!edit) return;
  std::vector<model::Edit> edits = {*std::move(edit)};
  if (IsRoot(hook["user"].Scalar())) {
    edit = RemoveEntry(*service.node, hook["user"]);
    if (!edit) return;
    edits.push_back(*std::move(edit));
  }
  SetFix(finding, false, "Run the hook without privileges", std::move(edits));
}

void HookPrivileged(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (std::string_view key : {"pre_start", "post_start", "pre_stop"}) {
      std::size_t index = 0;
      for (const ComposeEntry& entry : service[key].entries()) {
        std::string object = service.Path(base::Format("{}[{}]", key, index++));
        const ComposeNode& privileged = entry.value["privileged"];
        const ComposeNode& user = entry.value["user"];
        if (privileged.True()) {
          model::Finding& finding =
              ReportAt(privileged, object + ".privileged",
                       base::Format("a {} hook of service {} runs privileged",
                                    key, service.name),
                       out);
          OfferPlainHook(service, entry.value, finding);
        } else if (IsRoot(user.Scalar()) && !IsRoot(service["user"].Scalar())) {
          model::Finding& finding =
              ReportAt(user, object + ".user",
                       base::Format("a {} hook of service {} runs as root", key,
                                    service.name),
                       out);
          finding.severity = model::Severity::kLow;
          Offer(finding, false, "Run the hook as the user of the service",
                RemoveEntry(*service.node, user));
        }
      }
    }
  }
}

void BuildPrivileged(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& build = service["build"];
    const ComposeNode& privileged = build["privileged"];
    if (privileged.True()) {
      model::Finding& finding =
          ReportAt(privileged, service.Path("build.privileged"),
                   base::Format("the image of service {} is built privileged",
                                service.name),
                   out);
      Offer(finding, false, "Remove privileged",
            RemoveEntry(*service.node, privileged));
    }
    std::size_t index = 0;
    for (const ComposeEntry& entry : build["entitlements"].entries()) {
      std::string_view name = entry.value.Text();
      std::size_t at = index++;
      if (name != "security.insecure" && name != "network.host") continue;
      model::Finding& finding = ReportAt(
          entry.value, service.Path(base::Format("build.entitlements[{}]", at)),
          base::Format("the build of service {} gets the entitlement {}",
                       service.name, name),
          out);
      Offer(finding, false, base::Format("Remove the entitlement {}", name),
            RemoveItem(*service.node, build["entitlements"], entry.value));
    }
    const ComposeNode& network = build["network"];
    if (network.Text() != "host") continue;
    model::Finding& finding =
        ReportAt(network, service.Path("build.network"),
                 base::Format("the build of service {} uses the network of "
                              "the host",
                              service.name),
                 out);
    finding.severity = model::Severity::kMedium;
    Offer(finding, false, "Remove network: host",
          RemoveEntry(*service.node, network));
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/build-privileged",
      .severity = model::Severity::kHigh,
      .title = "Build with the rights or the network of the host",
      .why = "A privileged build gives every RUN of the Dockerfile, and "
             "everything it downloads, root on the host; with the host's "
             "network it reaches services that listen on localhost only.",
      .remedy = "Remove build.privileged, build.network: host and the "
                "entitlements; do what needs them outside of the build.",
      .references = {"https://docs.docker.com/reference/compose-file/build/"
                     "#privileged"},
      .fix = model::FixKind::kUnsafe},
     &BuildPrivileged},
    {{.id = "compose/hook-privileged",
      .aliases = {"docker-bench-5.23", "CIS-5.23"},
      .severity = model::Severity::kHigh,
      .title = "Life-cycle hook with raised rights",
      .why = "The hook runs in the container of the service: with privileged "
             "or as root it can do what the service itself was kept from, and "
             "any file that the service can write becomes a way up.",
      .remedy = "Let the hook run as the user of the service; prepare what "
                "needs root in the image.",
      .references = {"https://docs.docker.com/compose/how-tos/lifecycle/"},
      .fix = model::FixKind::kUnsafe},
     &HookPrivileged},
    {{.id = "compose/privileged",
      .aliases = {"ae5b6871-7f45-42e0-bb4c-ab300c4d2026",
                  "kics:privileged_containers_enabled", "docker-bench-5.5",
                  "CIS-5.5"},
      .severity = model::Severity::kCritical,
      .title = "Privileged container",
      .why = "A privileged container has all capabilities, all devices of the "
             "host, and neither seccomp nor AppArmor: whoever gets root in it "
             "mounts the disk of the host, or loads a kernel module.",
      .remedy = "Remove privileged; add the one capability or device that the "
                "program needs.",
      .references = {"https://docs.docker.com/engine/containers/run/"
                     "#runtime-privilege-and-linux-capabilities"},
      .fix = model::FixKind::kUnsafe},
     &Privileged},
};

}  // namespace

ComposeRules PrivilegedRules() { return kRules; }

}  // namespace bulkhead::check
