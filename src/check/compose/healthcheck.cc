// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Health checks, and who waits for them.
#include "base/text.h"
#include "check/compose/built_image.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using model::Severity;

// The node that switches the check off, or nullptr.
const ComposeNode* SwitchOff(const ComposeNode& healthcheck) {
  const ComposeNode& disable = healthcheck["disable"];
  if (disable.True()) return &disable;
  const ComposeNode& test = healthcheck["test"];
  bool none = test.Text() == "NONE" ||
              (test.IsSequence() && test.size() == 1 && test.Contains("NONE"));
  return none ? &test : nullptr;
}

// HEALTHCHECK of the service's own Dockerfile.
bool HasInImage(const ComposeService& service) {
  const config::Stage* stage = FinalStage(service);
  if (stage == nullptr || !stage->healthcheck.set()) return false;
  return !base::EqualsIgnoreCase(base::Trim(stage->healthcheck.value.text),
                                 "NONE");
}

// Whether the image brings a check can't be said.
bool MayHaveInImage(const ComposeService& service) {
  return service.facts == nullptr;
}

bool HasCheck(const ComposeService& service) {
  const ComposeNode& healthcheck = service["healthcheck"];
  if (SwitchOff(healthcheck) != nullptr) return false;
  return !healthcheck["test"].IsEmpty() || HasInImage(service);
}

// A check with what the image has, for an image of which that is known.
std::optional<model::Edit> AddCheck(const ComposeService& service) {
  if (service.facts == nullptr || service.facts->health.empty() ||
      service.Has("healthcheck")) {
    return std::nullopt;
  }
  std::string test =
      base::Format("test: [\"CMD-SHELL\", \"{}\"]", service.facts->health);
  return AddEntry(
      *service.node, *service.node,
      {{"healthcheck:", "  " + test, "  interval: 30s", "  timeout: 5s",
        "  retries: 3"},
       base::Format("healthcheck: {{{}, interval: 30s, timeout: 5s, "
                    "retries: 3}}",
                    test)});
}

void NoHealthcheck(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    if (service.Has("healthcheck") || HasInImage(service) ||
        IsImageUnknown(context, service)) {
      continue;
    }
    model::Finding& finding = ReportService(
        service, base::Format("service {} has no health check", service.name),
        out);
    Offer(finding, false, "Check with what the image has", AddCheck(service));
  }
}

void HealthcheckOff(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& healthcheck = service["healthcheck"];
    const ComposeNode* off = SwitchOff(healthcheck);
    if (off == nullptr) continue;
    bool by_test = off == healthcheck.Get("test");
    model::Finding& finding = ReportAt(
        *off,
        service.Path(by_test ? "healthcheck.test" : "healthcheck.disable"),
        base::Format("the health check of service {} is switched off",
                     service.name),
        out);
    // Without it the one of the image, if there is one, holds again.
    if (healthcheck.size() == 1 && HasInImage(service)) {
      Offer(finding, false, "Remove healthcheck",
            RemoveEntry(*service.node, healthcheck));
    }
  }
}

void HealthDependency(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeEntry& entry : service["depends_on"].entries()) {
      if (entry.value["condition"].Text() != "service_healthy") continue;
      const ComposeService* other = context.FindService(entry.key);
      if (other == nullptr || HasCheck(*other) ||
          context.IsUnknown((*other)["healthcheck"])) {
        continue;
      }
      bool off = SwitchOff((*other)["healthcheck"]) != nullptr;
      // An image of others may have one.
      bool certain = off || other->build != nullptr || !MayHaveInImage(*other);
      if (other->build != nullptr && FinalStage(*other) == nullptr) continue;
      model::Finding& finding = ReportAt(
          entry.value, service.Path("depends_on." + entry.key),
          base::Format("service {} waits until {} is healthy, but {}{}",
                       service.name, entry.key, entry.key,
                       off       ? "'s health check is switched off"
                       : certain ? " has no health check"
                                 : " has none unless its image brings one"),
          out);
      if (!certain) finding.severity = Severity::kInfo;
      Offer(finding, false,
            base::Format("Check {} with what its image has", entry.key),
            AddCheck(*other));
    }
  }
}

// Under this key: the loader derives dependencies from others, too.
bool IsWritten(const ComposeNode& depends_on) {
  const config::ComposePlace& key = depends_on.origin.key;
  if (!key.known()) return false;
  std::string_view text =
      key.source->text().substr(key.range.begin, key.range.size());
  return base::Contains(text, "depends_on");
}

void DependsWithoutHealth(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeEntry& entry : service["depends_on"].entries()) {
      const ComposeNode& condition = entry.value["condition"];
      if (condition.Text() != "service_started") continue;
      // Written by nobody: it follows from links or a shared namespace.
      if (!IsWritten(service["depends_on"])) continue;
      const ComposeService* other = context.FindService(entry.key);
      if (other == nullptr || context.IsUnknown((*other)["healthcheck"])) {
        continue;
      }
      bool checked = HasCheck(*other);
      model::Finding& finding = ReportAt(
          entry.value, service.Path("depends_on." + entry.key),
          checked
              ? base::Format("service {} starts before {} is healthy, though "
                             "it has a health check",
                             service.name, entry.key)
              : base::Format("service {} waits for the start of {} only",
                             service.name, entry.key),
          out);
      if (!checked) finding.severity = Severity::kInfo;
      bool is_long =
          condition.origin.key.known() &&
          condition.origin.value.range != entry.value.origin.value.range;
      if (is_long && checked) {
        Offer(finding, false,
              base::Format("Wait until {} is healthy", entry.key),
              ReplaceScalar(*service.node, condition, "service_healthy"));
      }
    }
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/depends-without-health",
      .severity = Severity::kLow,
      .title = "Waits for the start, not for the health",
      .why = "The dependent service starts while the other is still setting "
             "up: it fails, retries, or runs in a state that nobody tested.",
      .remedy = "depends_on: {NAME: {condition: service_healthy}}",
      .references = {"https://docs.docker.com/compose/how-tos/startup-order/"},
      .fix = model::FixKind::kUnsafe},
     &DependsWithoutHealth},
    {{.id = "compose/health-dependency",
      .severity = Severity::kMedium,
      .title = "Waits for the health of a service without a check",
      .why = "Compose waits for a state that never comes and the start fails.",
      .remedy = "Give the other service a healthcheck, or depend on "
                "service_started.",
      .references = {"https://docs.docker.com/compose/how-tos/startup-order/"},
      .fix = model::FixKind::kUnsafe},
     &HealthDependency},
    {{.id = "compose/healthcheck-disabled",
      .aliases = {"698ed579-b239-4f8f-a388-baa4bcb13ef8",
                  "kics:healthcheck_not_set", "docker-bench-5.27", "CIS-5.27"},
      .severity = Severity::kLow,
      .title = "Health check switched off",
      .why = "A program that hangs counts as running, also where the image "
             "brings a check that would tell.",
      .remedy = "Remove disable: true, or give a test that fits.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#healthcheck"},
      .fix = model::FixKind::kUnsafe},
     &HealthcheckOff},
    {{.id = "compose/no-healthcheck",
      .aliases = {"698ed579-b239-4f8f-a388-baa4bcb13ef8",
                  "kics:healthcheck_not_set", "docker-bench-5.27", "CIS-5.27"},
      .severity = Severity::kLow,
      .title = "No health check",
      .why = "A program that hangs, or that an attack has stopped answering, "
             "counts as running; what depends on it goes on.",
      .remedy = "Give a healthcheck with a program that the image has.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#healthcheck"},
      .fix = model::FixKind::kUnsafe},
     &NoHealthcheck},
};

}  // namespace

ComposeRules HealthcheckRules() { return kRules; }

}  // namespace bulkhead::check
