// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Privileged mode: of containers, hooks and builds.
#include "base/text.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;

void Privileged(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& value = service["privileged"];
    if (!value.True()) continue;
    ReportAt(value, service.Path("privileged"),
             base::Format("service {} runs privileged: root in the container "
                          "is root on the host",
                          service.name),
             out);
  }
}

constexpr ComposeRule kRules[] = {
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
      .no_fix = "what it needs instead can't be told from the file"},
     &Privileged},
};

}  // namespace

ComposeRules PrivilegedRules() { return kRules; }

}  // namespace bulkhead::check
