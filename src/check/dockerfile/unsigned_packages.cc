// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Package managers told not to check signatures or certificates.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "check/dockerfile/packages.h"
#include "check/dockerfile/rules.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Word;

// Calls visit(script, command) for every command of a RUN with one of `names`.
template <typename Visitor>
void ForEachCommand(const DockerfileContext& context,
                    std::initializer_list<std::string_view> names,
                    Visitor visit) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const Command& command : script.shell.commands()) {
      if (command.IsAnyOf(names)) visit(script, command);
    }
  }
}

// The word that is one of `flags`, alone or with a value; null without one.
const Word* FindFlagWord(const Command& command,
                         std::initializer_list<std::string_view> flags) {
  for (const Word& word : command.args()) {
    if (word.value == "--") return nullptr;
    for (std::string_view flag : flags) {
      std::string_view value = word.value;
      if (base::ConsumePrefix(value, flag) &&
          (value.empty() || value[0] == '=')) {
        return &word;
      }
    }
  }
  return nullptr;
}

void ReportFlag(const DockerfileContext& context,
                std::initializer_list<std::string_view> programs,
                std::initializer_list<std::string_view> flags, Findings& out) {
  ForEachCommand(
      context, programs, [&](const Script& script, const Command& command) {
        const Word* word = FindFlagWord(command, flags);
        if (word == nullptr) return;
        out.Add(script.InFile(word->range), script.outer->range,
                base::Format("{} {} takes packages without a valid "
                             "signature",
                             command.name, base::Printable(word->value)));
      });
}

void ApkUntrusted(const DockerfileContext& context, Findings& out) {
  ReportFlag(context, {"apk"}, {"--allow-untrusted"}, out);
}
void AptUnauthenticated(const DockerfileContext& context, Findings& out) {
  ReportFlag(context, {"apt-get", "apt", "aptitude"},
             {"--allow-unauthenticated", "--allow-insecure-repositories",
              "--allow-downgrade-to-insecure-repositories"},
             out);
}
void AptForceYes(const DockerfileContext& context, Findings& out) {
  ReportFlag(context, {"apt-get", "apt", "aptitude"}, {"--force-yes"}, out);
}
void RpmGpgOff(const DockerfileContext& context, Findings& out) {
  ReportFlag(context, {"yum", "dnf", "tdnf", "microdnf"},
             {"--nogpgcheck", "--no-gpgchecks"}, out);
  ReportFlag(context, {"zypper"}, {"--no-gpg-checks"}, out);
}
void RpmSignatureOff(const DockerfileContext& context, Findings& out) {
  ReportFlag(context, {"rpm"},
             {"--nodigest", "--nosignature", "--noverify", "--nofiledigest"},
             out);
}

// True for 0, no, off, false in any case, quotes removed.
bool SaysNo(std::string_view value) {
  std::string lower = base::ToLower(value);
  return lower == "0" || lower == "no" || lower == "off" || lower == "false";
}

void YumSslVerify(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const Command& command : script.shell.commands()) {
      bool manager =
          command.IsAnyOf({"yum-config-manager", "yum", "dnf", "microdnf",
                           "tdnf", "dnf-config-manager"});
      if (!manager) continue;
      for (const Word& word : command.args()) {
        auto setting = base::Cut(word.value, "sslverify=");
        if (!setting || !SaysNo(setting->second)) continue;
        model::Finding& finding = out.Add(
            script.InFile(word.range), script.outer->range,
            base::Format("{} switches the check of certificates off: {}",
                         command.name, base::Printable(word.value)));
        bool configures = command.Is("yum-config-manager") ||
                          command.Is("dnf-config-manager") ||
                          command.HasArg("config-manager");
        if (!configures) finding.aliases.clear();
        break;
      }
    }
  }
}

void PipTrustedHost(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const config::PackageOperation& operation : script.packages) {
      if (operation.manager != config::Manager::kPip) continue;
      const Word* word = FindFlagWord(*operation.command, {"--trusted-host"});
      if (word == nullptr) continue;
      out.Add(script.InFile(word->range), script.outer->range,
              "pip --trusted-host takes packages from a host without checking "
              "its certificate");
    }
  }
}

// npm config set strict-ssl false, and its other spellings.
void NpmStrictSsl(const DockerfileContext& context, Findings& out) {
  ForEachCommand(context, {"npm", "yarn", "pnpm"},
                 [&](const Script& script, const Command& command) {
                   bool sets = command.HasArg("config") ||
                               command.HasArg("c") || command.HasArg("set");
                   std::span<const Word> args = command.args();
                   for (std::size_t i = 0; i < args.size(); ++i) {
                     std::string_view text = args[i].value;
                     bool flag = base::ConsumePrefix(text, "--");
                     if (!base::ConsumePrefix(text, "strict-ssl")) continue;
                     bool off = false;
                     if (base::ConsumePrefix(text, "=")) {
                       off = SaysNo(text);
                     } else if (text.empty() && i + 1 < args.size()) {
                       off = SaysNo(args[i + 1].value);
                     }
                     if (!off || (!sets && !flag)) continue;
                     out.Add(script.InFile(args[i].range), script.outer->range,
                             base::Format("{} takes packages without checking "
                                          "certificates: strict-ssl is off",
                                          command.name));
                     return;
                   }
                 });
}

// deb [trusted=yes] URL, in a here document, an echo or a printf.
void AptTrustedSource(const DockerfileContext& context, Findings& out) {
  constexpr std::string_view kMark = "trusted=yes";
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    std::string_view text = script.shell.text();
    std::size_t at = text.find(kMark);
    if (at == std::string_view::npos) continue;
    std::size_t open = text.rfind('[', at);
    std::size_t close = text.find(']', at);
    if (open == std::string_view::npos || text.find(']', open) < at) continue;
    // Packages that this build made itself lie in a folder of the image.
    std::string_view source = close == std::string_view::npos
                                  ? std::string_view()
                                  : base::TrimLeft(text.substr(close + 1));
    if (source.starts_with("file:") || source.starts_with("copy:")) continue;
    config::TextRange range{static_cast<std::uint32_t>(at),
                            static_cast<std::uint32_t>(at + kMark.size())};
    out.Add(script.InFile(range), script.outer->range,
            "an apt source with trusted=yes: its packages need no signature");
  }
}

constexpr std::string_view kWhy =
    "Whoever stands between the build and the server, or runs a mirror, puts "
    "own code into the image; it runs as root at once.";
constexpr std::string_view kRemedy =
    "Import the signing key, check its fingerprint, and leave the check on.";
constexpr std::string_view kNoFix =
    "The key or certificate that is missing must be found first.";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/apk-allow-untrusted",
      .aliases = {"CKV2_DOCKER_7"},
      .severity = model::Severity::kHigh,
      .title = "apk takes packages without a trusted signature",
      .why = kWhy,
      .remedy = kRemedy,
      .no_fix = kNoFix},
     &ApkUntrusted},
    {{.id = "dockerfile/apt-force-yes",
      .aliases = {"CKV2_DOCKER_11"},
      .severity = model::Severity::kHigh,
      .title = "apt-get --force-yes",
      .why = "The flag answers every question with yes, that about missing "
             "signatures and that about downgrades included.",
      .remedy = "Use -y, and the --allow-... flag for just what is needed.",
      .no_fix = "Which of its permissions the build needs can't be told."},
     &AptForceYes},
    {{.id = "dockerfile/apt-trusted-source",
      .severity = model::Severity::kHigh,
      .title = "An apt source that needs no signature",
      .why = kWhy,
      .remedy = "Name the key instead: [signed-by=/usr/share/keyrings/x.gpg].",
      .no_fix = kNoFix},
     &AptTrustedSource},
    {{.id = "dockerfile/apt-unauthenticated",
      .aliases = {"CKV2_DOCKER_8"},
      .severity = model::Severity::kHigh,
      .title = "apt-get takes packages without a signature",
      .why = kWhy,
      .remedy = kRemedy,
      .no_fix = kNoFix},
     &AptUnauthenticated},
    {{.id = "dockerfile/npm-strict-ssl-off",
      .aliases = {"CKV2_DOCKER_13"},
      .severity = model::Severity::kHigh,
      .title = "npm or yarn doesn't check certificates",
      .why = kWhy,
      .remedy = "Leave strict-ssl on; give an own certificate authority with "
                "cafile.",
      .no_fix = kNoFix},
     &NpmStrictSsl},
    {{.id = "dockerfile/pip-trusted-host",
      .aliases = {"CKV2_DOCKER_4"},
      .severity = model::Severity::kHigh,
      .title = "pip doesn't check the certificate of a host",
      .why = kWhy,
      .remedy = "Leave the host out; give an own certificate authority with "
                "--cert.",
      .no_fix = kNoFix},
     &PipTrustedHost},
    {{.id = "dockerfile/rpm-gpg-check-off",
      .aliases = {"CKV2_DOCKER_9"},
      .severity = model::Severity::kHigh,
      .title = "RPM packages are installed without their signature",
      .why = kWhy,
      .remedy = kRemedy,
      .no_fix = kNoFix},
     &RpmGpgOff},
    {{.id = "dockerfile/rpm-signature-off",
      .aliases = {"CKV2_DOCKER_10"},
      .severity = model::Severity::kHigh,
      .title = "rpm doesn't check digests or signatures",
      .why = kWhy,
      .remedy = kRemedy,
      .no_fix = kNoFix},
     &RpmSignatureOff},
    {{.id = "dockerfile/yum-ssl-verify-off",
      .aliases = {"CKV2_DOCKER_15"},
      .severity = model::Severity::kHigh,
      .title = "yum or dnf doesn't check certificates",
      .why = kWhy,
      .remedy = "Leave sslverify on; give an own certificate authority with "
                "sslcacert.",
      .no_fix = kNoFix},
     &YumSslVerify},
};

}  // namespace

DockerfileRules UnsignedPackagesRules() { return kRules; }

}  // namespace bulkhead::check
