// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Secrets in the environment of services: written in the file, as defaults of
// variables, and from env files; and data stores that ask for none.
#include <algorithm>
#include <map>
#include <set>

#include "base/fs.h"
#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"
#include "check/compose/secret_file_fix.h"
#include "check/compose/secret_text.h"
#include "check/dockerfile/secret_names.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using model::Severity;

// NAME_FILE, where the image of the service reads the secret from a file.
std::string FileForm(const ComposeService& service, std::string_view name) {
  if (service.facts == nullptr) return "";
  for (std::string_view known : service.facts->file_variables) {
    if (known == name) return std::string(name) + "_FILE";
  }
  if (service.facts->name == "grafana/grafana" && name.starts_with("GF_")) {
    return std::string(name) + "__FILE";
  }
  return "";
}

std::string Advice(const ComposeService& service, std::string_view name) {
  std::string form = FileForm(service, name);
  if (form.empty()) return "";
  return base::Format("; the image reads {} from a secret",
                      base::Printable(form));
}

model::Finding& Report(const ComposeService& service,
                       const ComposeVariable& variable, std::string message,
                       Findings& out) {
  std::string object =
      service.Path("environment." + std::string(variable.name));
  model::Finding& finding =
      ReportAt(*variable.value, object, std::move(message), out);
  // The value must not become part of the fingerprint.
  finding.subject = std::move(object);
  return finding;
}

// Why a literal value is a secret: by its form, its place in a URL, its name.
std::string_view LiteralSecret(const ComposeContext& context,
                               const ComposeVariable& variable,
                               Severity* severity) {
  std::string value = variable.value->Scalar();
  *severity = Severity::kHigh;
  SecretValue kind = ClassifySecretValue(value);
  if (kind == SecretValue::kToken) return "a token";
  std::string_view password = PasswordInUrl(value);
  if (!password.empty()) {
    if (ClassifySecretValue(password) == SecretValue::kPlaceholder) {
      *severity = Severity::kMedium;
    }
    return "a URL with a password";
  }
  if (!IsSecretName(context, variable.name)) return {};
  if (kind == SecretValue::kPlain || kind == SecretValue::kRandom) {
    return "a secret";
  }
  if (kind == SecretValue::kPlaceholder) {
    *severity = Severity::kMedium;
    return "a placeholder that somebody will keep";
  }
  return {};
}

void SecretInEnvironment(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeVariable& variable : service.environment) {
      if (variable.from_file || variable.from_variable ||
          variable.value->IsNull() || context.IsUnknown(*variable.value)) {
        continue;
      }
      Severity severity = Severity::kHigh;
      std::string_view what = LiteralSecret(context, variable, &severity);
      if (what.empty()) continue;
      model::Finding& finding = Report(
          service, variable,
          base::Format("{} of service {} holds {} ({}){}",
                       base::Printable(variable.name), service.name, what,
                       base::Printable(
                           base::Redact(SecretPart(variable.value->Scalar()))),
                       Advice(service, variable.name)),
          out);
      finding.severity = severity;
      MarkSecretOf(finding, *variable.value,
                   SecretPart(variable.value->Scalar()));
      OfferSecretFile(context, service, variable,
                      FileForm(service, variable.name), finding);
    }
  }
}

void SecretDefault(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeVariable& variable : service.environment) {
      if (variable.from_file) continue;
      for (const VariableDefault& use : DefaultsIn(variable.written)) {
        bool secret = IsSecretName(context, use.name) ||
                      IsSecretName(context, variable.name);
        SecretValue kind = ClassifySecretValue(use.value);
        if (kind == SecretValue::kToken) secret = true;
        // SERVER_KEY: only what it holds tells.
        if (kind == SecretValue::kRandom) {
          secret = secret || MayNameSecret(context, variable.name);
        }
        if (!secret || kind == SecretValue::kEmpty ||
            kind == SecretValue::kSwitch || kind == SecretValue::kPath ||
            base::Contains(use.value, "$")) {
          continue;
        }
        model::Finding& finding =
            Report(service, variable,
                   base::Format("where {} is not set, {} of service {} is the "
                                "default in this file ({})",
                                base::Printable(use.name),
                                base::Printable(variable.name), service.name,
                                base::Printable(base::Redact(use.value))),
                   out);
        Offer(finding, false, base::Format("Require {}", use.name),
              ReplaceWritten(
                  *service.node, *variable.value, use.at, use.size,
                  base::Format("${{{}:?set {}}}", use.name, use.name)));
        MarkSecretOf(finding, *variable.value, use.value);
        break;
      }
    }
  }
}

// "postgres://app:${PASSWORD}@db/app"
bool HasPasswordOfVariable(std::string_view url) {
  std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return false;
  std::string_view user = url.substr(scheme + 3);
  user = user.substr(0, user.rfind('@'));
  std::size_t colon = user.find(":$");
  bool has_user =
      user.size() < url.size() - scheme - 3 && !base::Contains(user, "/");
  return has_user && colon != std::string_view::npos &&
         !user.substr(colon).starts_with(":$$");
}

void SecretByEnvironment(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeVariable& variable : service.environment) {
      if (variable.from_variable && HasPasswordOfVariable(variable.written)) {
        Report(service, variable,
               base::Format("the password in {} is in the environment of "
                            "service {}, where docker inspect shows it",
                            base::Printable(variable.name), service.name),
               out)
            .severity = Severity::kInfo;
        continue;
      }
      if (!IsSecretName(context, variable.name) || variable.from_file) continue;
      bool passed = variable.from_variable || variable.value->IsNull();
      if (!passed) continue;
      SecretValue kind = ClassifySecretValue(variable.value->Scalar());
      if (kind == SecretValue::kPath || kind == SecretValue::kSwitch) continue;
      std::string advice = Advice(service, variable.name);
      model::Finding& finding = Report(
          service, variable,
          base::Format("the secret {} is in the environment of service {}, "
                       "where docker inspect shows it{}",
                       base::Printable(variable.name), service.name, advice),
          out);
      OfferSecretFile(context, service, variable,
                      FileForm(service, variable.name), finding);
      // No other way is known.
      if (advice.empty()) finding.severity = Severity::kInfo;
    }
  }
}

void EnvFileSecrets(const ComposeContext& context, Findings& out) {
  std::set<std::string> reported;  // places that services share by anchors
  for (const ComposeService& service : context.services) {
    // Names by the file that they come from.
    std::map<const base::Source*, std::vector<std::string_view>> names;
    for (const ComposeVariable& variable : service.environment) {
      const base::Source* source = variable.value->origin.value.source;
      SecretValue kind = ClassifySecretValue(variable.value->Scalar());
      bool secret =
          kind == SecretValue::kToken ||
          (IsSecretName(context, variable.name) &&
           (kind == SecretValue::kPlain || kind == SecretValue::kRandom));
      if (!variable.from_file || !secret || source == nullptr) continue;
      names[source].push_back(variable.name);
    }
    std::size_t index = 0;
    for (const ComposeEntry& file : service["env_file"].entries()) {
      std::size_t at = index++;
      std::string_view path = file.value["path"].Text();
      for (const auto& [source, variables] : names) {
        const config::ComposePlace& place = file.value["path"].origin.Best();
        if (source->path() != path) continue;
        if (!reported
                 .insert(base::Format("{}:{} {}", place.Text(),
                                      place.range.begin, path))
                 .second) {
          continue;
        }
        ReportAt(file.value["path"],
                 service.Path(base::Format("env_file[{}]", at)),
                 base::Format("{} beside the Compose file holds secrets of "
                              "service {}: {}",
                              base::Printable(base::BaseName(path)),
                              service.name, base::Join(variables, ", ")),
                 out);
      }
    }
  }
}

// Settings that let everybody in.
struct OpenDoor {
  std::string_view name;   // with wildcards
  std::string_view value;  // "": any that switches it on
  std::string_view effect;
};

constexpr OpenDoor kDoors[] = {
    {"POSTGRES_HOST_AUTH_METHOD", "trust", "takes any password"},
    {"MYSQL_ALLOW_EMPTY_PASSWORD", "", "has a root without a password"},
    {"MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "", "has a root without a password"},
    {"MARIADB_ALLOW_EMPTY_PASSWORD", "", "has a root without a password"},
    {"ALLOW_EMPTY_PASSWORD", "", "needs no password"},
    {"ALLOW_ANONYMOUS_LOGIN", "", "needs no login"},
    {"xpack.security.enabled", "false", "needs no login"},
    {"DISABLE_SECURITY_PLUGIN", "true", "needs no login"},
    {"QUERY_SERVER_ALLOW_ANONYMOUS", "", "needs no login"},
    {"ME_CONFIG_BASICAUTH", "false", "needs no login"},
    {"AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED", "true", "needs no login"},
    {"GF_AUTH_ANONYMOUS_ENABLED", "true", "needs no login"},
    {"DOCKER_TLS_CERTDIR", "<empty>", "offers the Docker API without TLS"},
    {"NEO4J_AUTH", "none", "needs no login"},
};

void NoAuthentication(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeVariable& variable : service.environment) {
      if (context.IsUnknown(*variable.value) || variable.value->IsNull()) {
        continue;
      }
      std::string value = base::ToLower(variable.value->Scalar());
      for (const OpenDoor& door : kDoors) {
        if (door.name != variable.name) continue;
        bool open = door.value.empty() ? !value.empty() && value != "no" &&
                                             value != "false" && value != "0"
                    : door.value == "<empty>" ? value.empty()
                                              : value == door.value;
        if (!open) continue;
        model::Finding& finding =
            Report(service, variable,
                   base::Format("service {} {} ({}={})", service.name,
                                door.effect, door.name, base::Printable(value)),
                   out);
        Offer(
            finding, false, base::Format("Remove {}", variable.name),
            RemovePair(*service.node, service["environment"], *variable.value));
      }
    }
  }
}

constexpr std::string_view kDocs =
    "https://docs.docker.com/compose/how-tos/use-secrets/";

constexpr ComposeRule kRules[] = {
    {{.id = "compose/env-file-secrets",
      .severity = Severity::kLow,
      .title = "Env file with secrets beside the Compose file",
      .why = "Files beside the Compose file are committed, copied into images "
             "and backed up together with it.",
      .remedy = "Keep it out of the repository and readable by its owner only, "
                "or use secrets.",
      .references = {kDocs},
      .no_fix = "the values must move out of the project"},
     &EnvFileSecrets},
    {{.id = "compose/no-authentication",
      .severity = Severity::kMedium,
      .title = "Data store or tool without a login",
      .why = "Whoever reaches it has it: any broken service on the network, "
             "and any port that is published by mistake.",
      .remedy = "Remove the setting and give a password by a secret.",
      .fix = model::FixKind::kUnsafe},
     &NoAuthentication},
    {{.id = "compose/secret-by-environment",
      .severity = Severity::kLow,
      .title = "Secret handed over in the environment",
      .why = "The environment is shown by docker inspect, inherited by every "
             "child, and dumped into logs and crash reports.",
      .remedy = "Hand it over as a file under secrets; many images read "
                "NAME_FILE.",
      .references = {kDocs},
      .fix = model::FixKind::kUnsafe},
     &SecretByEnvironment},
    {{.id = "compose/secret-default",
      .severity = Severity::kMedium,
      .title = "Default value for a secret",
      .why = "It is the password wherever nobody sets another one, and "
             "everybody who has the file knows it.",
      .remedy = "${NAME:?set NAME} stops where it is missing.",
      .references = {"https://docs.docker.com/reference/compose-file/"
                     "interpolation/"},
      .fix = model::FixKind::kUnsafe},
     &SecretDefault},
    {{.id = "compose/secret-in-environment",
      .severity = Severity::kHigh,
      .title = "Secret written in the Compose file",
      .why = "Everybody who can read the repository, its history or a backup "
             "of it has the secret, and docker inspect shows it.",
      .remedy = "Make a new secret, hand it over as a file under secrets "
                "(NAME_FILE), and take this one out of use.",
      .references = {kDocs},
      .fix = model::FixKind::kUnsafe},
     &SecretInEnvironment},
};

}  // namespace

ComposeRules EnvSecretsRules() { return kRules; }

}  // namespace bulkhead::check
