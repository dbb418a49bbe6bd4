// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Secrets in the variables of a Dockerfile.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/secret_names.h"
#include "check/dockerfile/variable_use.h"

namespace bulkhead::check {
namespace {

using model::Severity;

struct Verdict {
  Severity severity = Severity::kInfo;
  std::string_view says;  // completes "NAME ..."
  bool shows_value = false;
};

// An argument that the builder gives.
Verdict JudgeGiven(NameStrength strength, bool in_final) {
  if (strength != NameStrength::kStrong) {
    return {Severity::kInfo, "may be a secret"};
  }
  return {in_final ? Severity::kMedium : Severity::kLow,
          "looks like a secret; what the builder gives stays in the history "
          "of the image and in the build cache"};
}

// What stands in the file itself.
Verdict JudgeWritten(const VariableSetting& setting, NameStrength strength) {
  bool strong = strength == NameStrength::kStrong;
  switch (ClassifySecretValue(setting.value)) {
    case SecretValue::kEmpty:
      return {Severity::kInfo, "looks like a secret; its value is empty"};
    case SecretValue::kSwitch:
      return {Severity::kInfo, "looks like a secret; its value does not"};
    case SecretValue::kPath:
      return {Severity::kInfo, "looks like a secret; its value is a place"};
    case SecretValue::kPlaceholder:
      return {strong ? Severity::kLow : Severity::kInfo,
              "looks like a secret; its value is a placeholder"};
    case SecretValue::kPlain:
      if (!strong) return {Severity::kInfo, "may be a secret"};
      return {Severity::kHigh, "is a secret that stands in the file", true};
    case SecretValue::kRandom:
      return {Severity::kHigh, "is a secret that stands in the file", true};
    case SecretValue::kToken:
      return {Severity::kCritical, "is a secret that stands in the file", true};
  }
  return {};
}

Verdict Judge(const DockerfileContext& context, const VariableSetting& setting,
              NameStrength strength) {
  if (strength == NameStrength::kAccount) {
    return {Severity::kInfo, "is the login that goes with a secret"};
  }
  bool in_final = context.InFinalImage(setting.stage);
  if (!setting.has_value) return JudgeGiven(strength, in_final);
  if (!setting.known) {
    if (strength != NameStrength::kStrong)
      return JudgeGiven(strength, in_final);
    return {in_final ? Severity::kMedium : Severity::kLow,
            "looks like a secret; the value that it takes over stays in the "
            "image"};
  }
  return JudgeWritten(setting, strength);
}

// Weak words with values that say nothing are left alone.
bool IsWorthAWord(const VariableSetting& setting, NameStrength strength) {
  if (strength == NameStrength::kNone) return false;
  if (!setting.has_value || !setting.known) return true;
  SecretValue value = ClassifySecretValue(setting.value);
  if (value == SecretValue::kSwitch) return false;
  return strength != NameStrength::kWeak || value != SecretValue::kPath;
}

bool InLastStage(const DockerfileContext& context, int stage) {
  return stage >= 0 && static_cast<std::size_t>(stage) + 1 ==
                           context.evaluation.stages.size();
}

void DropAliases(const DockerfileContext& context, const SecretName& name,
                 const VariableSetting& setting, model::Finding& finding) {
  if (!name.hadolint) WithoutAliases(finding, {"DL3064"});
  // BuildKit looks at stages only.
  bool global = setting.stage < 0 && !context.evaluation.stages.empty();
  if (!name.buildkit || global) {
    WithoutAliases(finding, {"SecretsUsedInArgOrEnv"});
  }
  if (!name.trivy || !InLastStage(context, setting.stage)) {
    WithoutAliases(finding, {"DS-0031"});
  }
  if (!name.dockle || !setting.has_value || setting.value.empty()) {
    WithoutAliases(finding, {"CIS-DI-0010"});
  }
}

void MarkValue(const DockerfileContext& context, const VariableSetting& setting,
               model::Finding& finding) {
  SecretValue kind = ClassifySecretValue(setting.value);
  if (kind == SecretValue::kSwitch || kind == SecretValue::kPath) return;
  MarkSecret(finding, *context.file.source, setting.range, setting.value);
}

void SecretInVariable(const DockerfileContext& context, Findings& out) {
  const config::Instruction* reported = nullptr;
  // Each looks for the variable's name in all of the file.
  std::size_t looked_for = 0;
  constexpr std::size_t kMostLookedFor = 200;
  for (const VariableSetting& setting : context.settings) {
    if (setting.is_run()) continue;
    SecretName name =
        ClassifySecretName(setting.name, context.options.secret_names);
    bool token = setting.known && IsSecretToken(setting.value);
    if (token && name.strength == NameStrength::kNone) {
      name.strength = NameStrength::kWeak;
    }
    if (!IsWorthAWord(setting, name.strength)) continue;
    Verdict verdict = Judge(context, setting, name.strength);
    std::string message =
        base::Format("{} {} {}", config::KeywordOf(setting.kind),
                     base::Printable(setting.name), verdict.says);
    if (verdict.shows_value) {
      message += ": " + base::Printable(base::Redact(setting.value));
    }
    model::Finding& finding =
        out.Add(setting.range, setting.construct->range, std::move(message));
    finding.severity = verdict.severity;
    finding.subject = base::Format("{} {}", config::KeywordOf(setting.kind),
                                   base::Printable(setting.name));
    if (setting.has_value && setting.known) {
      MarkValue(context, setting, finding);
    }
    DropAliases(context, name, setting, finding);
    // What may be no secret at all stays.
    bool sure = name.strength == NameStrength::kStrong ||
                verdict.severity >= Severity::kHigh;
    bool place = setting.known && setting.has_value &&
                 (ClassifySecretValue(setting.value) == SecretValue::kPath ||
                  ClassifySecretValue(setting.value) == SecretValue::kSwitch);
    if (sure && !place && ++looked_for <= kMostLookedFor) {
      OfferFix(finding, false,
               base::Format("Remove {} {}, and give it as a secret at run time",
                            config::KeywordOf(setting.kind),
                            base::Printable(setting.name)),
               RemoveUnusedVariable(context, setting));
    }
    // hadolint counts instructions.
    if (!name.hadolint) continue;
    if (reported == setting.construct) WithoutAliases(finding, {"DL3064"});
    reported = setting.construct;
  }
}

// key=B97B0AFC...: the fingerprint of a public key that a script imports.
bool IsKeyFingerprint(std::string_view name, std::string_view value) {
  constexpr std::size_t kDigits = 40;
  bool hex = value.size() == kDigits &&
             value.find_first_not_of("0123456789abcdefABCDEF") ==
                 std::string_view::npos;
  return hex && (base::EqualsIgnoreCase(name, "key") ||
                 base::EqualsIgnoreCase(name, "keys") ||
                 base::ContainsIgnoreCase(name, "gpg") ||
                 base::ContainsIgnoreCase(name, "pgp") ||
                 base::ContainsIgnoreCase(name, "fingerprint"));
}

void SecretInRun(const DockerfileContext& context, Findings& out) {
  for (const VariableSetting& setting : context.settings) {
    if (!setting.is_run() || !setting.known || setting.computed) continue;
    SecretName name =
        ClassifySecretName(setting.name, context.options.secret_names);
    bool strong = name.strength == NameStrength::kStrong;
    bool weak = name.strength == NameStrength::kWeak;
    if (!strong && !weak && !IsSecretToken(setting.value)) continue;
    SecretValue value = ClassifySecretValue(setting.value);
    bool leaks = value == SecretValue::kToken ||
                 (value == SecretValue::kRandom && (strong || weak)) ||
                 (value == SecretValue::kPlain && strong);
    if (!leaks || IsKeyFingerprint(setting.name, setting.value)) continue;
    model::Finding& finding =
        out.Add(setting.range, setting.construct->range,
                base::Format("RUN sets {} to a secret that stands in the file: "
                             "{}",
                             base::Printable(setting.name),
                             base::Printable(base::Redact(setting.value))));
    finding.subject = base::Format("RUN {}", base::Printable(setting.name));
    if (value == SecretValue::kToken) finding.severity = Severity::kCritical;
    MarkValue(context, setting, finding);
    if (!name.dockle) WithoutAliases(finding, {"CIS-DI-0010"});
  }
}

constexpr std::string_view kRemedy =
    "Mount it while it is needed: RUN --mount=type=secret,id=token; give it to "
    "the running container as a secret. Change a secret that stood in a file.";
constexpr std::string_view kNoFix =
    "Where the secret comes from in future must be decided.";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/secret-in-run",
      .aliases = {"CIS-DI-0010"},
      .severity = Severity::kHigh,
      .title = "A secret in a build step",
      .why = "The command line stays in the history of the image and in the "
             "repository: docker history shows it to whoever has either.",
      .remedy = kRemedy,
      .references = {"https://docs.docker.com/build/building/secrets/"},
      .no_fix = kNoFix},
     &SecretInRun},
    {{.id = "dockerfile/secret-in-variable",
      .aliases = {"DL3064", "DS-0031", "SecretsUsedInArgOrEnv", "CIS-DI-0010"},
      .severity = Severity::kHigh,
      .title = "A secret in ARG or ENV",
      .why = "ENV stays in the image and ARG in its history: whoever has the "
             "image can read them, and so can every process of the container.",
      .remedy = kRemedy,
      .references = {"https://docs.docker.com/reference/build-checks/"
                     "secrets-used-in-arg-or-env/"},
      .fix = model::FixKind::kUnsafe},
     &SecretInVariable},
};

}  // namespace

DockerfileRules SecretsRules() { return kRules; }

}  // namespace bulkhead::check
