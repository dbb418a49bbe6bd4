// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Secrets in commands and labels, and those that are given as files.
#include <algorithm>
#include <span>

#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"
#include "check/compose/secret_text.h"
#include "check/dockerfile/secret_names.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using model::Severity;

// A flag or variable of a command line: "--db-password" to "db_password".
std::string FlagName(std::string_view word) {
  while (!word.empty() && word.front() == '-') word.remove_prefix(1);
  std::string name = base::ReplaceAll(word, "-", "_");
  // Redis: --requirepass and --masterauth.
  if (name == "requirepass" || name == "masterauth") return "password";
  return name;
}

// The secret of a word, or of the two words of `--password x`.
std::string_view SecretOfWord(const ComposeContext& context,
                              std::string_view word, std::string_view next) {
  if (ClassifySecretValue(word) == SecretValue::kToken) return word;
  std::string_view in_url = PasswordInUrl(word);
  if (!in_url.empty() && IsSecretValue(in_url)) return in_url;
  std::size_t equals = word.find('=');
  if (equals != std::string_view::npos) {
    std::string_view value = word.substr(equals + 1);
    std::string name = FlagName(word.substr(0, equals));
    bool plain = std::all_of(name.begin(), name.end(), [](char c) {
      return base::IsNameChar(c) || c == '.';
    });
    if (plain && IsSecretName(context, name) && IsSecretValue(value)) {
      return value;
    }
    return {};
  }
  bool flag = word.starts_with("--") && word.size() > 2;
  if (flag && !next.starts_with("-") && IsSecretName(context, FlagName(word)) &&
      IsSecretValue(next)) {
    return next;
  }
  return {};
}

// Clients whose flag for a password does not say so.
struct PasswordFlag {
  std::string_view program;  // its name begins so
  std::string_view flag;
  bool is_joined;  // -pPASSWORD
};
constexpr PasswordFlag kPasswordFlags[] = {
    {"mariadb", "-p", true},     {"mongo", "-p", false},
    {"mysql", "-p", true},       {"redis-cli", "-a", false},
    {"valkey-cli", "-a", false},
};

// The secret of words[at], with the program that stands before it.
std::string_view SecretAt(const ComposeContext& context,
                          std::span<const std::string_view> words,
                          std::size_t at) {
  std::string_view next =
      at + 1 < words.size() ? words[at + 1] : std::string_view();
  std::string_view found = SecretOfWord(context, words[at], next);
  if (!found.empty()) return found;
  for (const PasswordFlag& flag : kPasswordFlags) {
    std::string_view value = words[at];
    if (!base::ConsumePrefix(value, flag.flag)) continue;
    if (!flag.is_joined) value = value.empty() ? next : std::string_view();
    bool runs = std::any_of(
        words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at),
        [&flag](std::string_view word) {
          return base::BaseName(word).starts_with(flag.program);
        });
    if (runs && IsSecretValue(value)) return value;
  }
  return {};
}

// Only the default of a variable, which whoever starts the project may set.
bool IsDefault(std::string_view written, std::string_view secret) {
  std::vector<VariableDefault> defaults = DefaultsIn(written);
  return std::any_of(defaults.begin(), defaults.end(),
                     [secret](const VariableDefault& use) {
                       return base::Contains(use.value, secret);
                     });
}

void ReportWords(const ComposeContext& context, const ComposeService& service,
                 std::string_view key, const ComposeNode& list, Findings& out) {
  const std::vector<ComposeEntry>& words = list.entries();
  std::vector<std::string_view> texts;
  for (const ComposeEntry& word : words) texts.push_back(word.value.Text());
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (context.IsUnknown(words[i].value)) continue;
    std::string_view secret = SecretAt(context, texts, i);
    // A script is one word: sh -c "server --password=x".
    std::vector<std::string_view> inner = base::SplitWords(texts[i]);
    for (std::size_t k = 0; inner.size() > 1 && k < inner.size(); ++k) {
      if (!secret.empty()) break;
      secret = SecretAt(context, inner, k);
    }
    if (secret.empty()) continue;
    // From a variable, it is not written here.
    bool written = base::Contains(WrittenText(words[i].value), secret) ||
                   base::Contains(WrittenText(list), secret);
    if (!written) continue;
    const ComposeNode& place =
        words[i].value.origin.value.known() ? words[i].value : list;
    bool is_default = IsDefault(WrittenText(place), secret);
    model::Finding& finding = ReportAt(
        place, service.Path(key),
        base::Format("{} of service {} holds {} ({})", key, service.name,
                     is_default ? "the default of a secret" : "a secret",
                     base::Printable(base::Redact(secret))),
        out);
    if (is_default) finding.severity = Severity::kMedium;
    finding.subject = base::Format("{} {}", service.Path(key), i);
    MarkSecretOf(finding, place, secret);
  }
}

void SecretInCommand(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    ReportWords(context, service, "command", service["command"], out);
    ReportWords(context, service, "entrypoint", service["entrypoint"], out);
    ReportWords(context, service, "healthcheck.test",
                service["healthcheck"]["test"], out);
  }
}

void SecretInLabel(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeEntry& label : service["labels"].entries()) {
      std::string value = label.value.Scalar();
      if (context.IsUnknown(label.value)) continue;
      // The last part of the name says what it is.
      std::string_view name = label.key;
      name = name.substr(name.rfind('.') + 1);
      bool token = ClassifySecretValue(value) == SecretValue::kToken;
      bool named =
          IsSecretName(context, FlagName(name)) && IsSecretValue(value);
      bool url = IsSecretValue(PasswordInUrl(value));
      bool written =
          base::Contains(WrittenText(label.value), SecretPart(value));
      if ((!token && !named && !url) || !written) continue;
      std::string object = service.Path("labels." + label.key);
      model::Finding& finding = ReportAt(
          label.value, object,
          base::Format("the label {} of service {} holds a secret "
                       "({})",
                       base::Printable(label.key), service.name,
                       base::Printable(base::Redact(SecretPart(value)))),
          out);
      finding.subject = std::move(object);
      Offer(finding, false,
            base::Format("Remove {}", base::Printable(label.key)),
            RemovePair(*service.node, service["labels"], label.value));
      MarkSecretOf(finding, label.value, SecretPart(value));
    }
  }
}

// The mode of a mounted secret as a number; nullopt: not given.
std::optional<unsigned> ModeOf(const ComposeNode& mode) {
  if (mode.IsNull()) return std::nullopt;
  if (mode.IsInt()) return static_cast<unsigned>(mode.AsInt());
  unsigned value = 0;
  std::string_view text = mode.Text();
  base::ConsumePrefix(text, "0o");
  if (text.empty()) return std::nullopt;
  for (char c : text) {
    if (c < '0' || c > '7') return std::nullopt;
    value = value * 8 + static_cast<unsigned>(c - '0');
  }
  return value;
}

void SecretFileMode(const ComposeContext& context, Findings& out) {
  constexpr unsigned kOthersRead = 04;
  constexpr unsigned kOthersWrite = 02;
  for (const ComposeService& service : context.services) {
    for (std::string_view kind : {"secrets", "configs"}) {
      bool is_secret = kind == "secrets";
      std::size_t index = 0;
      for (const ComposeEntry& entry : service[kind].entries()) {
        std::size_t at = index++;
        const ComposeNode& mode = entry.value["mode"];
        std::optional<unsigned> bits = ModeOf(mode);
        if (!bits || context.IsUnknown(mode)) continue;
        bool read = is_secret && (*bits & kOthersRead) != 0;
        bool write = (*bits & kOthersWrite) != 0;
        if (!read && !write) continue;
        model::Finding& finding = ReportAt(
            mode, service.Path(base::Format("{}[{}].mode", kind, at)),
            base::Format("every user in service {} can {} {}", service.name,
                         write ? "change" : "read",
                         base::Printable(entry.value["source"].Scalar())),
            out);
        if (write) finding.severity = Severity::kMedium;
        Offer(finding, false, "Let only the owner read it",
              ReplaceScalar(*service.node, mode, is_secret ? "0400" : "0444"));
      }
    }
  }
}

// "db_password" and "DB-PASSWORD" are one name.
std::string Plain(std::string_view name) {
  return base::ReplaceAll(base::ToLower(name), "-", "_");
}

void SecretTwice(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeVariable& variable : service.environment) {
      std::string value = variable.value->Scalar();
      SecretValue kind = ClassifySecretValue(value);
      if (kind == SecretValue::kPath || kind == SecretValue::kEmpty ||
          variable.name.ends_with("_FILE")) {
        continue;
      }
      bool file_form =
          service["environment"].Has(std::string(variable.name) + "_FILE");
      bool secret = false;
      for (const ComposeEntry& entry : service["secrets"].entries()) {
        secret = secret ||
                 Plain(entry.value["source"].Scalar()) == Plain(variable.name);
      }
      if (!secret && !file_form) continue;
      std::string object =
          service.Path("environment." + std::string(variable.name));
      model::Finding& finding =
          ReportAt(*variable.value, object,
                   base::Format("service {} gets {} as a secret and in its "
                                "environment, too",
                                service.name, base::Printable(variable.name)),
                   out);
      finding.subject = std::move(object);
      Offer(finding, false, base::Format("Remove {}", variable.name),
            RemoveEntry(*service.node, *variable.value));
    }
  }
}

constexpr std::string_view kDocs =
    "https://docs.docker.com/compose/how-tos/use-secrets/";

constexpr ComposeRule kRules[] = {
    {{.id = "compose/secret-file-mode",
      .severity = Severity::kLow,
      .title = "Secret that every user of the container can read",
      .why = "A second program in the container, or one that an intruder "
             "starts as nobody, reads it as well.",
      .remedy = "mode: 0400, with uid and gid of the user that needs it. Of "
                "secrets from a file docker compose ignores all three: there "
                "the owner and mode of the file count.",
      .references = {kDocs},
      .fix = model::FixKind::kUnsafe},
     &SecretFileMode},
    {{.id = "compose/secret-in-command",
      .severity = Severity::kHigh,
      .title = "Secret on a command line",
      .why = "Everybody who can read the file has it, and every user of the "
             "host who lists processes.",
      .remedy = "Hand it over as a file under secrets; take this one out of "
                "use.",
      .references = {kDocs},
      .no_fix = "the value must move into a file that is not committed"},
     &SecretInCommand},
    {{.id = "compose/secret-in-label",
      .severity = Severity::kHigh,
      .title = "Secret in a label",
      .why = "Labels are shown to everybody who may list containers.",
      .remedy = "Let the program that reads the label take the secret from a "
                "file; take this one out of use.",
      .references = {kDocs},
      .fix = model::FixKind::kUnsafe},
     &SecretInLabel},
    {{.id = "compose/secret-twice",
      .severity = Severity::kMedium,
      .title = "Secret as a file and in the environment",
      .why = "The file is of no use as long as docker inspect shows the same.",
      .remedy = "Remove the variable, and let the program read the file.",
      .references = {kDocs},
      .fix = model::FixKind::kUnsafe},
     &SecretTwice},
};

}  // namespace

ComposeRules OtherSecretsRules() { return kRules; }

}  // namespace bulkhead::check
