// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Limits of memory, processors and processes: in deploy.resources.limits, or
// by the older keys of the service.
#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeNode;
using model::Severity;

constexpr double kVersion3 = 3;

const ComposeNode& LimitsOf(const ComposeService& service) {
  return service["deploy"]["resources"]["limits"];
}

// A limit: its key in the service and that in deploy.resources.limits.
struct Limit {
  std::string_view key;
  std::string_view deploy_key;
  std::string_view what;
  std::string_view old_value;     // for a fix
  std::string_view deploy_value;  // the same in deploy
  // Ids of the benchmarks for the rule.
  std::string_view docker_bench = {};
  std::string_view cis = {};
};

constexpr Limit kMemory = {.key = "mem_limit",
                           .deploy_key = "memory",
                           .what = "memory",
                           .old_value = "512m",
                           .deploy_value = "512M",
                           .docker_bench = "docker-bench-5.11",
                           .cis = "CIS-5.11"};
constexpr Limit kCpu = {.key = "cpus",
                        .deploy_key = "cpus",
                        .what = "CPU time",
                        .old_value = "1.0",
                        .deploy_value = "\"1.0\"",
                        .docker_bench = "docker-bench-5.12",
                        .cis = "CIS-5.12"};
constexpr Limit kPids = {"pids_limit", "pids", "processes", "200", "200"};

bool IsPositive(const ComposeNode& value) {
  if (value.IsNumber()) return value.AsDouble() > 0;
  // NanoCPUs may stay text: "0.5".
  return value.IsString() && base::ParseDouble(value.Text()).value_or(1) > 0 &&
         !value.Text().empty();
}

bool IsLimited(const ComposeService& service, const Limit& limit) {
  return IsPositive(service[limit.key]) ||
         IsPositive(LimitsOf(service)[limit.deploy_key]);
}

bool IsUnknown(const ComposeContext& context, const ComposeService& service,
               const Limit& limit) {
  return context.IsUnknown(service[limit.key]) ||
         context.IsUnknown(service,
                           {"deploy", "resources", "limits", limit.deploy_key});
}

// What is reported: the deepest of deploy.resources.limits that is there.
model::Finding& ReportMissing(const ComposeService& service,
                              std::string message, Findings& out) {
  std::string path;
  const ComposeNode* node = service.node;
  for (std::string_view key : {"deploy", "resources", "limits"}) {
    const ComposeNode* child = node->Get(key);
    if (child == nullptr || !child->origin.Best().known()) break;
    node = child;
    if (!path.empty()) path += '.';
    path += key;
  }
  return path.empty()
             ? ReportService(service, std::move(message), out)
             : ReportAt(*node, service.Path(path), std::move(message), out);
}

void OfferLimit(const ComposeService& service, const Limit& limit,
                model::Finding& finding) {
  std::string description = base::Format("Limit {}", limit.what);
  const ComposeNode& limits = LimitsOf(service);
  if (limits.IsMapping() && !limits.Has(limit.deploy_key)) {
    std::string line =
        base::Format("{}: {}", limit.deploy_key, limit.deploy_value);
    Offer(finding, false, std::move(description),
          AddEntry(*service.node, limits, {{line}, line}));
  } else {
    Offer(finding, false, std::move(description),
          AddKey(service, limit.key, limit.old_value));
  }
}

// KICS looks at one of both places, by the version of the file.
bool KicsMisses(const ComposeContext& context, const ComposeService& service,
                const Limit& limit) {
  if (context.version <= 0) return false;
  if (context.version < kVersion3) return !service.Has(limit.key);
  return !LimitsOf(service).Has(limit.deploy_key);
}

// A limit by a key of the service in a file of version 3: that is the format of
// `docker stack deploy`, which takes limits under deploy only and refuses these
// keys (docker/cli: cli/compose, forbidden properties).
void ReportComposeOnly(const ComposeContext& context,
                       const ComposeService& service, const Limit& limit,
                       std::string_view key, Findings& out) {
  if (context.version < kVersion3 || LimitsOf(service).Has(limit.deploy_key)) {
    return;
  }
  model::Finding& finding = ReportAt(
      service[key], service.Path(key),
      base::Format("{} of service {} holds with docker compose only: docker "
                   "stack deploy, which files of version 3 are for, takes "
                   "deploy.resources.limits.{}",
                   key, service.name, limit.deploy_key),
      out);
  finding.severity = Severity::kInfo;
  // The benchmarks ask for a limit, wherever it stands.
  WithoutAliases(finding, {limit.docker_bench, limit.cis});
}

// `keys`: what limits it in a service, the key of `limit` and others.
void CheckLimit(const ComposeContext& context, const Limit& limit,
                std::initializer_list<std::string_view> keys, Findings& out) {
  for (const ComposeService& service : context.services) {
    if (IsUnknown(context, service, limit)) continue;
    const auto* key = std::find_if(
        keys.begin(), keys.end(),
        [&](std::string_view name) { return IsPositive(service[name]); });
    if (key != keys.end()) {
      ReportComposeOnly(context, service, limit, *key, out);
      continue;
    }
    if (IsPositive(LimitsOf(service)[limit.deploy_key])) continue;
    model::Finding& finding =
        ReportMissing(service,
                      base::Format("service {} may use all {} of the host",
                                   service.name, limit.what),
                      out);
    if (!KicsMisses(context, service, limit)) WithoutKics(finding);
    OfferLimit(service, limit, finding);
  }
}

void MemoryLimit(const ComposeContext& context, Findings& out) {
  CheckLimit(context, kMemory, {kMemory.key}, out);
}

void CpuLimit(const ComposeContext& context, Findings& out) {
  CheckLimit(context, kCpu, {kCpu.key, "cpu_quota", "cpu_count", "cpu_percent"},
             out);
}

void PidsLimit(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    if (IsLimited(service, kPids) || IsUnknown(context, service, kPids)) {
      continue;
    }
    const ComposeNode& old_key = service[kPids.key];
    const ComposeNode& deploy = LimitsOf(service)[kPids.deploy_key];
    const ComposeNode* lifted = !old_key.IsNull()  ? &old_key
                                : !deploy.IsNull() ? &deploy
                                                   : nullptr;
    bool old_kics = context.version > 0 && context.version < kVersion3;
    if (lifted == nullptr) {
      model::Finding& finding = ReportMissing(
          service,
          base::Format("service {} may start any number of processes",
                       service.name),
          out);
      if (!old_kics) WithoutKics(finding);
      OfferLimit(service, kPids, finding);
      continue;
    }
    model::Finding& finding = ReportAt(
        *lifted,
        service.Path(lifted == &old_key ? "pids_limit"
                                        : "deploy.resources.limits.pids"),
        base::Format("service {} may start any number of processes: the limit "
                     "is {}",
                     service.name, lifted->Scalar()),
        out);
    if (!old_kics || lifted != &old_key) WithoutKics(finding);
    Offer(finding, false, "Limit processes",
          ReplaceScalar(*service.node, *lifted, kPids.old_value));
  }
}

void OomProtected(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& disabled = service["oom_kill_disable"];
    if (disabled.True()) {
      model::Finding& finding = ReportAt(
          disabled, service.Path("oom_kill_disable"),
          base::Format("service {} is not ended when memory runs out: others "
                       "are",
                       service.name),
          out);
      Offer(finding, false, "Remove oom_kill_disable",
            RemoveEntry(*service.node, disabled));
    }
    const ComposeNode& score = service["oom_score_adj"];
    if (score.AsInt() >= 0) continue;
    model::Finding& finding =
        ReportAt(score, service.Path("oom_score_adj"),
                 base::Format("service {} is ended later than others when "
                              "memory runs out ({})",
                              service.name, score.AsInt()),
                 out);
    finding.severity = Severity::kLow;
    Offer(finding, false, "Remove oom_score_adj",
          RemoveEntry(*service.node, score));
  }
}

constexpr std::string_view kDocs =
    "https://docs.docker.com/reference/compose-file/deploy/#resources";

constexpr ComposeRule kRules[] = {
    {{.id = "compose/no-cpu-limit",
      .aliases = {"6b610c50-99fb-4ef0-a5f3-e312fd945bc3",
                  "kics:cpus_not_limited", "docker-bench-5.12", "CIS-5.12"},
      .severity = Severity::kLow,
      .title = "CPU time is not limited",
      .why = "One service in a loop, or one that mines coins for an intruder, "
             "slows down everything else on the host.",
      .remedy = "Set deploy.resources.limits.cpus (or cpus) to what the "
                "service needs at most.",
      .references = {kDocs},
      .fix = model::FixKind::kUnsafe},
     &CpuLimit},
    {{.id = "compose/no-memory-limit",
      .aliases = {"bb9ac4f7-e13b-423d-a010-c74a1bfbe492",
                  "kics:memory_not_limited", "docker-bench-5.11", "CIS-5.11"},
      .severity = Severity::kMedium,
      .title = "Memory is not limited",
      .why = "A leak or a hostile request takes the memory of the whole host; "
             "the kernel then ends processes of others.",
      .remedy = "Set deploy.resources.limits.memory (or mem_limit) to what the "
                "service needs at most.",
      .references = {kDocs},
      .fix = model::FixKind::kUnsafe},
     &MemoryLimit},
    {{.id = "compose/no-pids-limit",
      .aliases = {"221e0658-cb2a-44e3-b08a-db96a341d6fa",
                  "kics:pids_limit_not_set", "docker-bench-5.29", "CIS-5.29"},
      .severity = Severity::kMedium,
      .title = "The number of processes is not limited",
      .why = "A fork bomb in one container takes all process numbers of the "
             "host: nothing can be started any more, not even a login.",
      .remedy = "Set pids_limit (or deploy.resources.limits.pids); a few "
                "hundred are plenty for most services.",
      .references = {kDocs},
      .fix = model::FixKind::kUnsafe},
     &PidsLimit},
    {{.id = "compose/oom-protected",
      .severity = Severity::kMedium,
      .title = "The service is spared when memory runs out",
      .why = "The kernel ends processes of the host or of other services "
             "instead of the one that took the memory.",
      .remedy = "Remove the key and give the service a memory limit.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#oom_kill_disable"},
      .fix = model::FixKind::kUnsafe},
     &OomProtected},
};

}  // namespace

ComposeRules LimitsRules() { return kRules; }

}  // namespace bulkhead::check
