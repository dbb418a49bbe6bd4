// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Passwords and numbers of accounts.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Word;

// useradd writes /var/log/lastlog and faillog as large as the number is high.
void SparseLog(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!command.Is("useradd")) return;
    if (HasFlag(command, {"-l", "--no-log-init"})) return;
    std::optional<config::FlagValue> uid =
        config::FindFlagValue(command, {"-u", "--uid"});
    if (!uid || !uid->word->known || uid->value.size() <= 5) return;
    model::Finding& finding =
        out.Add(script.InFile(command.range), script.outer->range,
                base::Format("useradd with the number {} and without -l writes "
                             "a huge sparse log file",
                             base::Printable(uid->value)));
    if (!IsPlainInFile(context, script, command.words.front())) return;
    SetFix(finding, true, "Add -l",
           {InsertAt(context, NameRange(script, command).end, " -l")});
  });
}

// What is piped or redirected into the command: the text of echo or printf,
// or a here document; nullopt: not known.
std::optional<std::string> InputOf(const Script& script,
                                   const Command& command) {
  for (const config::Redirection& redirection : command.redirections) {
    if (redirection.op == config::RedirectOp::kHereString &&
        redirection.target.known) {
      return std::string(redirection.target.value);
    }
    if (redirection.op == config::RedirectOp::kHereDoc &&
        redirection.body != nullptr && redirection.body->known) {
      return std::string(redirection.body->value);
    }
  }
  const Command* writer = config::PreviousInPipeline(script.shell, command);
  if (writer == nullptr && command.parent >= 0) {  // echo ... | sudo chpasswd
    const Command* parent = config::ParentOf(script.shell, command);
    writer = config::PreviousInPipeline(script.shell, *parent);
  }
  if (writer == nullptr || !writer->IsAnyOf("echo", "printf")) {
    return std::nullopt;
  }
  std::string text;
  for (const Word& word : writer->args()) {
    if (!word.known) return std::nullopt;
    if (word.value.starts_with("-") && word.value.size() <= 3) continue;
    if (!text.empty()) text += ' ';
    text += word.value;
  }
  return text;
}

struct Credentials {
  std::string user;
  std::string password;
};

// "name:password", the first of the lines.
std::optional<Credentials> ParseCredentials(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  text = text.substr(0, text.find("\\n"));
  auto parts = base::Cut(base::Trim(text), ":");
  if (!parts || parts->first.empty()) return std::nullopt;
  return Credentials{std::string(parts->first), std::string(parts->second)};
}

void Chpasswd(const DockerfileContext& context, Findings& out) {
  const Script* reported = nullptr;
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!command.Is("chpasswd")) return;
    std::optional<std::string> input = InputOf(script, command);
    std::optional<Credentials> credentials;
    if (input) credentials = ParseCredentials(*input);
    bool told = credentials && !credentials->password.empty();
    std::string message = "chpasswd sets a password while building";
    if (told) {
      message = base::Format(
          "chpasswd sets the password of {} to one that stands here: {}",
          base::Printable(credentials->user),
          base::Printable(base::Redact(credentials->password)));
    }
    model::Finding& finding = out.Add(script.InFile(command.range),
                                      script.outer->range, std::move(message));
    finding.subject = "chpasswd";
    if (told) {
      MarkSecret(finding, *context.file.source, script.outer->range,
                 credentials->password);
    }
    if (told && !HasFlag(command, {"-e", "--encrypted"})) {
      finding.severity = model::Severity::kHigh;
    }
    if (reported == &script) finding.aliases.clear();
    reported = &script;
    OfferFix(finding, false, "Set no password",
             RemoveCommand(context, script, command));
  });
}

// The value of a flag is an empty word.
bool HasEmptyValue(const Command& command,
                   std::initializer_list<std::string_view> flags) {
  std::optional<config::FlagValue> value =
      config::FindFlagValue(command, flags);
  return value && value->word->known && value->value.empty();
}

// Who gets an empty password by this command; "" nobody.
std::string EmptyPasswordOf(const Script& script, const Command& command) {
  if (command.Is("chpasswd")) {
    std::optional<std::string> input = InputOf(script, command);
    if (!input) return "";
    std::optional<Credentials> credentials = ParseCredentials(*input);
    if (!credentials || !credentials->password.empty()) return "";
    return credentials->user;
  }
  bool empty = false;
  if (command.Is("passwd")) empty = HasFlag(command, {"-d", "--delete"});
  if (command.IsAnyOf("useradd", "usermod")) {
    empty = HasEmptyValue(command, {"-p", "--password"});
  }
  if (!empty) return "";
  for (const Word* name :
       config::Positionals(command, {"-p", "--password", "-u", "--uid", "-g",
                                     "--gid", "-s", "--shell", "-G"})) {
    if (name->known && !name->value.empty()) return std::string(name->value);
  }
  return "an account";
}

// passwd locks the account instead, useradd does so without -p.
Edits WithoutEmptyPassword(const DockerfileContext& context,
                           const Script& script, const Command& command) {
  if (command.Is("chpasswd")) return RemoveCommand(context, script, command);
  if (!command.Is("passwd")) {
    return RemoveFlag(context, script, command, {"-p", "--password"}, true);
  }
  for (const Word& word : command.args()) {
    if (word.value != "-d" && word.value != "--delete") continue;
    return ReplaceWord(context, script, word,
                       word.value == "-d" ? "-l" : "--lock");
  }
  return {};
}

void EmptyPassword(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    std::string user = EmptyPasswordOf(script, command);
    if (user.empty()) return;
    model::Finding& finding =
        out.Add(script.InFile(command.range), script.outer->range,
                base::Format("{} leaves {} without a password", command.name,
                             base::Printable(user)));
    OfferFix(finding, false, "Lock the account",
             WithoutEmptyPassword(context, script, command));
  });
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/chpasswd",
      .aliases = {"CKV2_DOCKER_17"},
      .severity = model::Severity::kMedium,
      .title = "A password is set while building",
      .why = "The password is the same in every container, and whoever has the "
             "image or its history can read it.",
      .remedy = "Lock the account; where a login is needed, give the password "
                "or key to the running container.",
      .fix = model::FixKind::kUnsafe},
     &Chpasswd},
    {{.id = "dockerfile/empty-password",
      .aliases = {"DKL-LI-0001"},
      .severity = model::Severity::kHigh,
      .title = "An account without a password",
      .why = "Anybody in the container becomes this user with su, and whatever "
             "listens for logins lets everybody in.",
      .remedy = "Lock the account instead: passwd -l, or useradd without -p.",
      .fix = model::FixKind::kUnsafe},
     &EmptyPassword},
    {{.id = "dockerfile/useradd-sparse",
      .aliases = {"DL3046"},
      .severity = model::Severity::kLow,
      .title = "useradd with a high number writes a huge log file",
      .why = "The log has a slot for every number up to this one; the file is "
             "sparse on disk but not in a layer, so the image grows by "
             "gigabytes.",
      .remedy = "Add -l (--no-log-init).",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#user"},
      .fix = model::FixKind::kSafe},
     &SparseLog},
};

}  // namespace

DockerfileRules PasswordsRules() { return kRules; }

}  // namespace bulkhead::check
