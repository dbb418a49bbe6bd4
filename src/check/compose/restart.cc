// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What happens when a service ends, and what it leaves in the log.
#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeNode;
using model::Severity;

constexpr int kAttempts = 5;  // CIS Docker Benchmark, 5.15

void RestartPolicy(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& restart = service["restart"];
    std::string_view text = restart.Text();
    if (base::ConsumePrefix(text, "on-failure") &&
        !context.IsUnknown(restart)) {
      base::ConsumePrefix(text, ":");
      long long attempts = base::ParseInt(text).value_or(0);
      bool endless = attempts <= 0;
      if (attempts != kAttempts) {
        model::Finding& finding = ReportAt(
            restart, service.Path("restart"),
            endless ? base::Format("service {} is restarted on failure without "
                                   "end",
                                   service.name)
                    : base::Format("service {} is restarted {} times on "
                                   "failure, not {}",
                                   service.name, attempts, kAttempts),
            out);
        finding.severity = endless ? Severity::kLow : Severity::kInfo;
        if (text.empty()) WithoutKics(finding);
        Offer(finding, false, "Give up after 5 attempts",
              ReplaceScalar(*service.node, restart, "on-failure:5"));
      }
    }
    const ComposeNode& policy = service["deploy"]["restart_policy"];
    const ComposeNode& most = policy["max_attempts"];
    if (policy["condition"].Text() != "on-failure") continue;
    if (most.AsInt() == kAttempts || context.IsUnknown(most)) continue;
    bool endless = most.AsInt() <= 0;
    model::Finding& finding = ReportAt(
        most.IsNull() ? policy : most, service.Path("deploy.restart_policy"),
        endless ? base::Format("service {} is restarted on failure without end",
                               service.name)
                : base::Format("service {} is restarted {} times on failure, "
                               "not {}",
                               service.name, most.AsInt(), kAttempts),
        out);
    finding.severity = endless ? Severity::kLow : Severity::kInfo;
    if (most.IsNull()) {
      WithoutKics(finding);
      Offer(finding, false, "Give up after 5 attempts",
            AddEntry(*service.node, policy,
                     {{"max_attempts: 5"}, "max_attempts: 5"}));
    } else {
      Offer(finding, false, "Give up after 5 attempts",
            ReplaceScalar(*service.node, most, "5"));
    }
  }
}

// Something waits for the service to end: it is a job.
bool IsJob(const ComposeContext& context, const ComposeService& job) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& entry = service["depends_on"][job.name];
    if (entry["condition"].Text() == "service_completed_successfully") {
      return true;
    }
  }
  return false;
}

void NoRestartPolicy(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    if (service.Has("restart") || service["deploy"].Has("restart_policy")) {
      continue;
    }
    if (IsJob(context, service)) continue;
    model::Finding& finding = ReportService(
        service,
        base::Format("service {} stays down when it ends or the host restarts",
                     service.name),
        out);
    Offer(finding, false, "Restart unless stopped",
          AddKey(service, "restart", "unless-stopped"));
  }
}

// Drivers that write files without a bound by themselves. local has one.
bool GrowsWithoutBound(const ComposeNode& logging) {
  const ComposeNode& driver = logging["driver"];
  if (!driver.IsEmpty() && driver.Text() != "json-file") return false;
  const ComposeNode& size = logging["options"]["max-size"];
  return size.IsEmpty() || size.Scalar() == "-1";
}

void LoggingUnlimited(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& logging = service["logging"];
    if (!GrowsWithoutBound(logging) || context.IsUnknown(logging)) continue;
    std::string message = base::Format(
        "the log of service {} grows until the disk is full", service.name);
    if (!service.Has("logging")) {
      model::Finding& finding = ReportService(service, std::move(message), out);
      Offer(finding, true, "Keep three log files of 10 MB",
            AddEntry(*service.node, *service.node,
                     {{"logging:", "  driver: json-file", "  options:",
                       "    max-size: \"10m\"", "    max-file: \"3\""},
                      "logging: {driver: json-file, options: {max-size: "
                      "\"10m\", max-file: \"3\"}}"}));
      continue;
    }
    model::Finding& finding =
        ReportAt(logging, service.Path("logging"), std::move(message), out);
    const ComposeNode& options = logging["options"];
    if (options.Has("max-size")) {
      Offer(finding, true, "Keep log files of 10 MB",
            ReplaceScalar(*service.node, options["max-size"], "10m"));
    } else if (options.IsMapping()) {
      Offer(finding, true, "Keep log files of 10 MB",
            AddEntry(*service.node, options,
                     {{"max-size: \"10m\""}, "max-size: \"10m\""}));
    } else {
      Offer(finding, true, "Keep three log files of 10 MB",
            AddEntry(*service.node, logging,
                     {{"options:", "  max-size: \"10m\"", "  max-file: \"3\""},
                      "options: {max-size: \"10m\", max-file: \"3\"}"}));
    }
  }
}

void LoggingOff(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& driver = service["logging"]["driver"];
    if (driver.Text() != "none") continue;
    model::Finding& finding = ReportAt(
        driver, service.Path("logging.driver"),
        base::Format("nothing of what service {} says is kept", service.name),
        out);
    Offer(finding, false, "Use the driver local",
          ReplaceScalar(*service.node, driver, "local"));
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/logging-off",
      .severity = Severity::kLow,
      .title = "No log",
      .why = "After a break-in there is nothing to read, and a fault leaves no "
             "trace either.",
      .remedy = "Use the driver local, or one that sends the log elsewhere.",
      .references = {"https://docs.docker.com/engine/logging/configure/"},
      .fix = model::FixKind::kUnsafe},
     &LoggingOff},
    {{.id = "compose/logging-unlimited",
      .severity = Severity::kLow,
      .title = "Log without a limit of size",
      .why = "Docker's default driver never rotates: a chatty service, or who "
             "makes it chatty, fills the disk and stops the host.",
      .remedy = "logging: {driver: json-file, options: {max-size: 10m, "
                "max-file: \"3\"}}, or the driver local.",
      .references = {"https://docs.docker.com/engine/logging/drivers/"
                     "json-file/"},
      .fix = model::FixKind::kSafe},
     &LoggingUnlimited},
    {{.id = "compose/no-restart-policy",
      .severity = Severity::kInfo,
      .title = "No restart policy",
      .why = "A crash, also one that somebody provokes, ends the service until "
             "somebody looks.",
      .remedy = "restart: unless-stopped, or on-failure:5.",
      .references = {"https://docs.docker.com/engine/containers/"
                     "start-containers-automatically/"},
      .fix = model::FixKind::kUnsafe},
     &NoRestartPolicy},
    {{.id = "compose/restart-policy",
      .aliases = {"2fc99041-ddad-49d5-853f-e35e70a48391",
                  "kics:restart_policy_on_failure_not_set_to_5",
                  "docker-bench-5.15", "CIS-5.15"},
      .severity = Severity::kLow,
      .title = "Attempts to restart are not five",
      .why = "A service that fails at each start and is started again without "
             "end burns CPU and hides the fault; an attacker may try an "
             "exploit as often as it takes.",
      .remedy = "on-failure:5, and an alert when it stays down.",
      .references = {"https://docs.docker.com/engine/containers/"
                     "start-containers-automatically/"},
      .fix = model::FixKind::kUnsafe},
     &RestartPolicy},
};

}  // namespace

ComposeRules RestartRules() { return kRules; }

}  // namespace bulkhead::check
