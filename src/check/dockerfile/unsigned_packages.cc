// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Package managers told not to check signatures or certificates.
#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "check/dockerfile/packages.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"

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
        model::Finding& finding = out.Add(
            script.InFile(word->range), script.outer->range,
            base::Format("{} {} takes packages without a valid signature",
                         command.name, base::Printable(word->value)));
        CountOnce(out, finding);
        OfferFix(finding, false, "Check the signatures",
                 RemoveFlag(context, script, command, flags));
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
  ForEachCommand(
      context, {"apt-get", "apt", "aptitude"},
      [&](const Script& script, const Command& command) {
        const Word* word = FindFlagWord(command, {"--force-yes"});
        if (word == nullptr) return;
        model::Finding& finding = out.Add(
            script.InFile(word->range), script.outer->range,
            base::Format("{} {} takes packages without a valid signature",
                         command.name, base::Printable(word->value)));
        CountOnce(out, finding);
        bool yes =
            config::HasFlag(command, {"-y", "--yes", "--assume-yes", "-qq"});
        OfferFix(finding, false, "Answer the ordinary questions only",
                 yes ? RemoveFlag(context, script, command, {"--force-yes"})
                     : ReplaceWord(context, script, *word, "-y"));
      });
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

// Without the setting nothing is left of yum-config-manager --save.
Edits RemoveSslVerify(const DockerfileContext& context, const Script& script,
                      const Command& command,
                      const std::vector<const Word*>& settings,
                      bool configures) {
  std::vector<const Word*> words;
  std::size_t others = 0;
  for (const Word& word : command.args()) {
    bool setting =
        std::find(settings.begin(), settings.end(), &word) != settings.end();
    const Word* next = &word + 1;
    setting = setting || (word.value == "--setopt" &&
                          std::find(settings.begin(), settings.end(), next) !=
                              settings.end());
    if (setting) {
      words.push_back(&word);
    } else if (word.value.starts_with('-') && word.value != "--save" &&
               word.value != "-y") {
      ++others;
    }
  }
  if (configures && others == 0) {
    return RemoveCommand(context, script, command);
  }
  return RemoveWords(context, script, command, words);
}

void YumSslVerify(const DockerfileContext& context, Findings& out) {
  ForEachCommand(
      context,
      {"yum-config-manager", "yum", "dnf", "microdnf", "tdnf",
       "dnf-config-manager"},
      [&](const Script& script, const Command& command) {
        std::vector<const Word*> settings;
        for (const Word& word : command.args()) {
          auto setting = base::Cut(word.value, "sslverify=");
          if (setting && SaysNo(setting->second)) settings.push_back(&word);
        }
        if (settings.empty()) return;
        model::Finding& finding = out.Add(
            script.InFile(settings[0]->range), script.outer->range,
            base::Format("{} switches the check of certificates off: {}",
                         command.name, base::Printable(settings[0]->value)));
        CountOnce(out, finding);
        bool configures = command.Is("yum-config-manager") ||
                          command.Is("dnf-config-manager") ||
                          command.HasArg("config-manager");
        if (!configures) finding.aliases.clear();
        OfferFix(
            finding, false, "Check the certificates",
            RemoveSslVerify(context, script, command, settings, configures));
      });
}

// An index by plain http is only taken from a trusted host: it must become
// https. False where the server is unlikely to offer that.
bool MakeIndexesHttps(const DockerfileContext& context, const Script& script,
                      const Command& command, Edits& edits) {
  constexpr std::string_view kHttp = "http://";
  for (const Word& word : command.args()) {
    std::size_t at = word.text.find(kHttp);
    if (at == std::string_view::npos) continue;
    std::string_view host = word.text.substr(at + kHttp.size());
    host = host.substr(0, host.find_first_of("/'\""));
    bool public_name = !host.empty() && !base::IsDigit(host[0]) &&
                       base::Contains(host, ".") &&
                       host.find_first_of(":$@") == std::string_view::npos;
    model::Range place = script.InFile(word.range);
    if (!public_name || context.file.Text(place) != word.text) return false;
    edits.push_back(InsertAt(context, place.begin + at + 4, "s"));
  }
  return true;
}

void PipTrustedHost(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const config::PackageOperation& operation : script.packages) {
      if (operation.manager != config::Manager::kPip) continue;
      const Command& command = *operation.command;
      const Word* word = FindFlagWord(command, {"--trusted-host"});
      if (word == nullptr) continue;
      model::Finding& finding = out.Add(
          script.InFile(word->range), script.outer->range,
          "pip --trusted-host takes packages from a host without checking "
          "its certificate");
      CountOnce(out, finding);
      Edits edits =
          RemoveFlag(context, script, command, {"--trusted-host"}, true);
      if (edits.empty() || !MakeIndexesHttps(context, script, command, edits)) {
        continue;
      }
      OfferFix(finding, false, "Check the certificate",
               WithoutOverlaps(std::move(edits)));
    }
  }
}

// The command for `config set strict-ssl false`, the words for a flag.
Edits RemoveStrictSsl(const DockerfileContext& context, const Script& script,
                      const Command& command, bool flag, bool two_words) {
  if (flag) {
    return RemoveFlag(context, script, command, {"--strict-ssl"}, two_words);
  }
  std::size_t operands = 0;
  for (const Word& word : command.args()) {
    if (!word.value.starts_with('-')) ++operands;
  }
  if (operands > (two_words ? 4u : 3u)) return {};  // other settings, too
  return RemoveCommand(context, script, command);
}

// npm config set strict-ssl false, and its other spellings.
void NpmStrictSsl(const DockerfileContext& context, Findings& out) {
  ForEachCommand(
      context, {"npm", "yarn", "pnpm"},
      [&](const Script& script, const Command& command) {
        bool sets = command.HasArg("config") || command.HasArg("c") ||
                    command.HasArg("set");
        std::span<const Word> args = command.args();
        for (std::size_t i = 0; i < args.size(); ++i) {
          std::string_view text = args[i].value;
          bool flag = base::ConsumePrefix(text, "--");
          if (!base::ConsumePrefix(text, "strict-ssl")) continue;
          bool off = false;
          bool two_words = text.empty();
          if (base::ConsumePrefix(text, "=")) {
            off = SaysNo(text);
          } else if (two_words && i + 1 < args.size()) {
            off = SaysNo(args[i + 1].value);
          }
          if (!off || (!sets && !flag)) continue;
          model::Finding& finding =
              out.Add(script.InFile(args[i].range), script.outer->range,
                      base::Format("{} takes packages without checking "
                                   "certificates: strict-ssl is off",
                                   command.name));
          CountOnce(out, finding);
          OfferFix(finding, false, "Check the certificates",
                   RemoveStrictSsl(context, script, command, flag, two_words));
          return;
        }
      });
}

// A bracket of options with trusted=yes from `at` on, and the text that is left
// of it; nullopt where it is not closed.
struct TrustedSource {
  config::TextRange options;  // with its brackets
  config::TextRange mark;
  std::string left;
  std::string_view behind;
};

std::optional<TrustedSource> FindTrustedSource(std::string_view text,
                                               std::size_t from) {
  constexpr std::string_view kMark = "trusted=yes";
  for (std::size_t at = text.find(kMark, from); at != std::string_view::npos;
       at = text.find(kMark, at + 1)) {
    std::size_t open = text.rfind('[', at);
    if (open == std::string_view::npos || text.find(']', open) < at) continue;
    TrustedSource source;
    source.mark = {static_cast<std::uint32_t>(at),
                   static_cast<std::uint32_t>(at + kMark.size())};
    std::size_t close = std::min(text.find(']', at), text.size());
    std::vector<std::string_view> kept;
    for (std::string_view option :
         base::SplitWords(text.substr(open + 1, close - open - 1))) {
      if (option != kMark) kept.push_back(option);
    }
    if (!kept.empty()) source.left = "[" + base::Join(kept, " ") + "]";
    if (close < text.size()) source.behind = text.substr(close + 1);
    std::size_t end = std::min(close + 1, text.size());
    while (kept.empty() && end < text.size() && text[end] == ' ') ++end;
    source.options = {static_cast<std::uint32_t>(open),
                      static_cast<std::uint32_t>(end)};
    return source;
  }
  return std::nullopt;
}

// deb [trusted=yes] URL, in a here document, an echo or a printf.
void AptTrustedSource(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    std::string_view text = script.shell.text();
    model::Finding* finding = nullptr;
    Edits edits;
    bool plain = !script.exec_form;
    for (std::optional<TrustedSource> source = FindTrustedSource(text, 0);
         source; source = FindTrustedSource(text, source->mark.end)) {
      // Packages that this build made itself lie in a folder of the image.
      std::string_view where = base::TrimLeft(source->behind);
      if (where.starts_with("file:") || where.starts_with("copy:")) continue;
      if (finding == nullptr) {
        finding = &out.Add(
            script.InFile(source->mark), script.outer->range,
            "an apt source with trusted=yes: its packages need no signature");
      }
      model::Range place = script.InFile(source->options);
      plain = plain && !source->behind.empty() &&
              context.file.Text(place) ==
                  text.substr(source->options.begin,
                              source->options.end - source->options.begin);
      edits.push_back(Replace(context, place, source->left));
    }
    if (finding == nullptr || !plain) continue;
    OfferFix(*finding, false, "Ask for signed packages",
             WithoutOverlaps(std::move(edits)));
  }
}

constexpr std::string_view kWhy =
    "Whoever stands between the build and the server, or runs a mirror, puts "
    "own code into the image; it runs as root at once.";
constexpr std::string_view kRemedy =
    "Import the signing key, check its fingerprint, and leave the check on.";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/apk-allow-untrusted",
      .aliases = {"CKV2_DOCKER_7"},
      .severity = model::Severity::kHigh,
      .title = "apk takes packages without a trusted signature",
      .why = kWhy,
      .remedy = kRemedy,
      .fix = model::FixKind::kUnsafe},
     &ApkUntrusted},
    {{.id = "dockerfile/apt-force-yes",
      .aliases = {"CKV2_DOCKER_11"},
      .severity = model::Severity::kHigh,
      .title = "apt-get --force-yes",
      .why = "The flag answers every question with yes, that about missing "
             "signatures and that about downgrades included.",
      .remedy = "Use -y, and the --allow-... flag for just what is needed.",
      .fix = model::FixKind::kUnsafe},
     &AptForceYes},
    {{.id = "dockerfile/apt-trusted-source",
      .severity = model::Severity::kHigh,
      .title = "An apt source that needs no signature",
      .why = kWhy,
      .remedy = "Name the key instead: [signed-by=/usr/share/keyrings/x.gpg].",
      .fix = model::FixKind::kUnsafe},
     &AptTrustedSource},
    {{.id = "dockerfile/apt-unauthenticated",
      .aliases = {"CKV2_DOCKER_8"},
      .severity = model::Severity::kHigh,
      .title = "apt-get takes packages without a signature",
      .why = kWhy,
      .remedy = kRemedy,
      .fix = model::FixKind::kUnsafe},
     &AptUnauthenticated},
    {{.id = "dockerfile/npm-strict-ssl-off",
      .aliases = {"CKV2_DOCKER_13"},
      .severity = model::Severity::kHigh,
      .title = "npm or yarn doesn't check certificates",
      .why = kWhy,
      .remedy = "Leave strict-ssl on; give an own certificate authority with "
                "cafile.",
      .fix = model::FixKind::kUnsafe},
     &NpmStrictSsl},
    {{.id = "dockerfile/pip-trusted-host",
      .aliases = {"CKV2_DOCKER_4"},
      .severity = model::Severity::kHigh,
      .title = "pip doesn't check the certificate of a host",
      .why = kWhy,
      .remedy = "Leave the host out; give an own certificate authority with "
                "--cert.",
      .fix = model::FixKind::kUnsafe},
     &PipTrustedHost},
    {{.id = "dockerfile/rpm-gpg-check-off",
      .aliases = {"CKV2_DOCKER_9"},
      .severity = model::Severity::kHigh,
      .title = "RPM packages are installed without their signature",
      .why = kWhy,
      .remedy = kRemedy,
      .fix = model::FixKind::kUnsafe},
     &RpmGpgOff},
    {{.id = "dockerfile/rpm-signature-off",
      .aliases = {"CKV2_DOCKER_10"},
      .severity = model::Severity::kHigh,
      .title = "rpm doesn't check digests or signatures",
      .why = kWhy,
      .remedy = kRemedy,
      .fix = model::FixKind::kUnsafe},
     &RpmSignatureOff},
    {{.id = "dockerfile/yum-ssl-verify-off",
      .aliases = {"CKV2_DOCKER_15"},
      .severity = model::Severity::kHigh,
      .title = "yum or dnf doesn't check certificates",
      .why = kWhy,
      .remedy = "Leave sslverify on; give an own certificate authority with "
                "sslcacert.",
      .fix = model::FixKind::kUnsafe},
     &YumSslVerify},
};

}  // namespace

DockerfileRules UnsignedPackagesRules() { return kRules; }

}  // namespace bulkhead::check
