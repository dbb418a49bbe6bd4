// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Variables that switch the check of certificates off.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/script_edits.h"

namespace bulkhead::check {
namespace {

struct Switch {
  std::string_view name;
  std::string_view off;      // the value that switches it off; "*": any
  std::string_view program;  // what no longer checks
};

constexpr Switch kPython[] = {{"PYTHONHTTPSVERIFY", "0", "Python"}};
constexpr Switch kNode[] = {{"NODE_TLS_REJECT_UNAUTHORIZED", "0", "Node.js"}};
constexpr Switch kNpm[] = {{"NPM_CONFIG_STRICT_SSL", "false", "npm"},
                           {"npm_config_strict_ssl", "false", "npm"}};
constexpr Switch kGit[] = {{"GIT_SSL_NO_VERIFY", "*", "git"}};
constexpr Switch kPip[] = {{"PIP_TRUSTED_HOST", "*", "pip"}};
constexpr Switch kOthers[] = {
    {"YARN_STRICT_SSL", "false", "yarn"},
    {"YARN_ENABLE_STRICT_SSL", "false", "yarn"},
    {"CONDA_SSL_VERIFY", "false", "conda"},
    {"UV_INSECURE_HOST", "*", "uv"},
    {"GOINSECURE", "*", "go"},
    {"PERL_LWP_SSL_VERIFY_HOSTNAME", "0", "Perl"},
    {"BUNDLE_SSL_VERIFY_MODE", "0", "Bundler"},
};

bool SwitchesOff(const Switch& entry, std::string_view value) {
  if (value.empty()) return false;
  return entry.off == "*" || base::EqualsIgnoreCase(value, entry.off);
}

const Switch* FindSwitch(std::span<const Switch> switches,
                         const VariableSetting& setting) {
  for (const Switch& entry : switches) {
    if (setting.name != entry.name || !setting.has_value) continue;
    if (!setting.known && entry.off != "*") continue;
    if (SwitchesOff(entry, setting.value)) return &entry;
  }
  return nullptr;
}

model::Finding& Report(const Switch& entry, std::string_view value,
                       model::Range range, model::Range construct,
                       Findings& out) {
  return out.Add(
      range, construct,
      base::Format("{} does not check certificates: {}={}", entry.program,
                   entry.name, base::Printable(value)));
}

// A RUN has one finding for all its settings, which go together.
Edits RemoveSetting(const DockerfileContext& context,
                    std::span<const Switch> switches,
                    const VariableSetting& setting) {
  if (setting.is_run()) {
    return RemoveVariables(
        context, *setting.script,
        [&](std::string_view name, std::string_view value) {
          return std::any_of(
              switches.begin(), switches.end(), [&](const Switch& entry) {
                return name == entry.name && SwitchesOff(entry, value);
              });
        });
  }
  // ARG NAME VALUE are two pairs.
  if (setting.value_range.begin > setting.range.end) return {};
  return RemovePair(context, *setting.construct, setting.pair);
}

// A script with a syntax error has no tree behind it; what the author means
// can be read all the same: NAME=VALUE as a word, quoted or not.
void LookAtBrokenScript(std::span<const Switch> switches, const Script& script,
                        Findings& out) {
  std::string_view text = script.shell.text();
  for (const Switch& entry : switches) {
    for (std::size_t at = text.find(entry.name); at != std::string_view::npos;
         at = text.find(entry.name, at + 1)) {
      std::size_t begin = at;
      std::string_view rest = text.substr(at + entry.name.size());
      if (begin > 0 && base::IsNameChar(text[begin - 1])) continue;
      if (!base::ConsumePrefix(rest, "=")) continue;
      std::string_view value = rest.substr(0, rest.find_first_of(" \t\n;&|"));
      if (value.size() > 2 && (value[0] == '"' || value[0] == '\'') &&
          value.back() == value[0]) {
        value = value.substr(1, value.size() - 2);
      }
      if (value.find_first_of("\\'\"") != std::string_view::npos) continue;
      if (!SwitchesOff(entry, value)) continue;
      config::TextRange range{
          static_cast<std::uint32_t>(begin),
          static_cast<std::uint32_t>(begin + entry.name.size())};
      Report(entry, value, script.InFile(range), script.outer->range, out);
      return;
    }
  }
}

void Check(const DockerfileContext& context, std::span<const Switch> switches,
           Findings& out) {
  const Script* reported = nullptr;
  for (const VariableSetting& setting : context.settings) {
    const Switch* entry = FindSwitch(switches, setting);
    if (entry == nullptr) continue;
    if (setting.is_run() && setting.script == reported) continue;
    if (setting.is_run()) reported = setting.script;
    OfferFix(Report(*entry, setting.value, setting.range,
                    setting.construct->range, out),
             false, base::Format("Leave {} out", entry->name),
             RemoveSetting(context, switches, setting));
  }
  for (const Script& script : context.scripts) {
    if (!script.is_run() || script.exec_form || script.shell.ok()) continue;
    bool found = std::any_of(out.found().begin(), out.found().end(),
                             [&](const model::Finding& finding) {
                               std::size_t at = finding.location.range.begin;
                               return finding.rule == out.rule().id &&
                                      at >= script.outer->range.begin &&
                                      at < script.outer->range.end;
                             });
    if (!found) LookAtBrokenScript(switches, script, out);
  }
}

void Python(const DockerfileContext& context, Findings& out) {
  Check(context, kPython, out);
}
void Node(const DockerfileContext& context, Findings& out) {
  Check(context, kNode, out);
}
void Npm(const DockerfileContext& context, Findings& out) {
  Check(context, kNpm, out);
}
void Git(const DockerfileContext& context, Findings& out) {
  Check(context, kGit, out);
}
void Pip(const DockerfileContext& context, Findings& out) {
  Check(context, kPip, out);
}
void Others(const DockerfileContext& context, Findings& out) {
  Check(context, kOthers, out);
}

constexpr std::string_view kWhy =
    "Whoever stands between the container and a server can read and change "
    "what they exchange; with ENV that holds for every running container, too.";
constexpr std::string_view kRemedy =
    "Leave the check on and install the certificate authority that is missing.";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/git-ssl-no-verify",
      .aliases = {"CKV2_DOCKER_14"},
      .severity = model::Severity::kHigh,
      .title = "GIT_SSL_NO_VERIFY switches git's check of certificates off",
      .why = kWhy,
      .remedy = kRemedy,
      .fix = model::FixKind::kUnsafe},
     &Git},
    {{.id = "dockerfile/node-tls-off",
      .aliases = {"CKV2_DOCKER_6"},
      .severity = model::Severity::kHigh,
      .title = "NODE_TLS_REJECT_UNAUTHORIZED switches Node.js' check of "
               "certificates off",
      .why = kWhy,
      .remedy = kRemedy,
      .fix = model::FixKind::kUnsafe},
     &Node},
    {{.id = "dockerfile/npm-config-strict-ssl",
      .aliases = {"CKV2_DOCKER_12"},
      .severity = model::Severity::kHigh,
      .title = "NPM_CONFIG_STRICT_SSL switches npm's check of certificates off",
      .why = kWhy,
      .remedy = kRemedy,
      .fix = model::FixKind::kUnsafe},
     &Npm},
    {{.id = "dockerfile/pip-trusted-host-variable",
      .aliases = {"CKV2_DOCKER_16"},
      .severity = model::Severity::kHigh,
      .title = "PIP_TRUSTED_HOST switches pip's check of certificates off",
      .why = kWhy,
      .remedy = kRemedy,
      .fix = model::FixKind::kUnsafe},
     &Pip},
    {{.id = "dockerfile/python-https-verify",
      .aliases = {"CKV2_DOCKER_5"},
      .severity = model::Severity::kHigh,
      .title = "PYTHONHTTPSVERIFY switches Python's check of certificates off",
      .why = kWhy,
      .remedy = kRemedy,
      .fix = model::FixKind::kUnsafe},
     &Python},
    {{.id = "dockerfile/tls-verify-variable",
      .severity = model::Severity::kHigh,
      .title = "A variable switches the check of certificates off",
      .why = kWhy,
      .remedy = kRemedy,
      .fix = model::FixKind::kUnsafe},
     &Others},
};

}  // namespace

DockerfileRules TlsEnvironmentRules() { return kRules; }

}  // namespace bulkhead::check
