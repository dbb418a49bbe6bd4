// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Users of the image that have more rights than a service needs.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/accounts.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Word;

// Calls visit(script, command) for commands of the final image.
template <typename Visitor>
void ForEachFinal(const DockerfileContext& context,
                  std::initializer_list<std::string_view> programs,
                  Visitor visit) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!context.InFinalImage(script.stage)) return;
    if (command.IsAnyOf(programs)) visit(script, command);
  });
}

// The last argument: the user of useradd and usermod.
std::string UserOf(const Command& command) {
  if (command.args().empty() || !command.args().back().known) return "a user";
  return base::Printable(command.args().back().value);
}

void UserWithPassword(const DockerfileContext& context, Findings& out) {
  auto look = [&](const Script& script, const Command& command) {
    const AccountOptions options = AccountOptionsOf(command);
    const AccountOptions::Option* value = options.Find({"-p", "--password"});
    if (value == nullptr || value->value.empty()) return;
    // Locked: no password fits.
    char first = value->value.front();
    if (first == '*' || first == '!' || value->value == "x") return;
    model::Finding& finding =
        out.Add(script.InFile(value->word->range), script.outer->range,
                base::Format("{} gives {} a password that everybody with the "
                             "image can read",
                             command.name, UserOf(command)));
    finding.subject =
        base::Format("{} password {}", command.name, UserOf(command));
    MarkSecret(finding, *context.file.source, finding.location.range,
               value->value);
  };
  ForEachFinal(context, {"useradd", "usermod"}, look);
}

// useradd without -o -u 0 takes the next free id.
Edits WithOwnId(const DockerfileContext& context, const Script& script,
                const Command& command) {
  if (command.Is("usermod")) return RemoveCommand(context, script, command);
  std::vector<const Word*> words;
  bool found = false;
  std::span<const Word> args = command.args();
  for (std::size_t i = 0; i < args.size(); ++i) {
    std::string_view text = args[i].value;
    if (text == "-o" || text == "--non-unique") words.push_back(&args[i]);
    if (text == "--uid=0" || text == "-u0") {
      words.push_back(&args[i]);
      found = true;
    }
    bool pair = (text == "-u" || text == "--uid" || text == "-ou") &&
                i + 1 < args.size() && args[i + 1].value == "0";
    if (!pair) continue;
    words.push_back(&args[i]);
    words.push_back(&args[++i]);
    found = true;
  }
  if (!found) return {};  // in a cluster
  return RemoveWords(context, script, command, words);
}

void SecondRoot(const DockerfileContext& context, Findings& out) {
  auto look = [&](const Script& script, const Command& command) {
    const AccountOptions options = AccountOptionsOf(command);
    const AccountOptions::Option* id = options.Find({"-u", "--uid"});
    if (id == nullptr || id->value != "0") return;
    model::Finding& finding =
        out.Add(script.InFile(id->word->range), script.outer->range,
                base::Format("{} gives {} the id 0: it is root by another name",
                             command.name, UserOf(command)));
    OfferFix(finding, false, "Let it have an id of its own",
             WithOwnId(context, script, command));
  };
  ForEachFinal(context, {"useradd", "adduser", "usermod"}, look);
}

bool GivesRoot(std::string_view group) {
  return group == "docker" || group == "disk" || group == "shadow" ||
         group == "lxd" || group == "kmem" || group == "sudo" ||
         group == "wheel" || group == "admin";
}

// Groups that the command puts a user into.
std::vector<std::string_view> JoinedGroups(const Command& command) {
  std::vector<std::string_view> groups;
  std::span<const Word> args = command.args();
  const AccountOptions options = AccountOptionsOf(command);
  auto split = [&](std::string_view list) {
    for (std::string_view group : base::Split(list, ',')) {
      groups.push_back(group);
    }
  };
  if (command.IsAnyOf({"useradd", "usermod"})) {
    const AccountOptions::Option* list = options.Find({"-G", "--groups"});
    if (list != nullptr) split(list->value);
    const AccountOptions::Option* own = options.Find({"-g", "--gid"});
    if (own != nullptr) split(own->value);
    return groups;
  }
  // adduser USER GROUP, addgroup USER GROUP, gpasswd -a USER GROUP.
  bool two = args.size() >= 2 && !args[args.size() - 2].value.starts_with('-');
  if (two) groups.push_back(args.back().value);
  const AccountOptions::Option* list = options.Find({"-G", "--ingroup"});
  if (list != nullptr && command.Is("adduser")) groups.push_back(list->value);
  return groups;
}

void PrivilegedGroup(const DockerfileContext& context, Findings& out) {
  auto look = [&](const Script& script, const Command& command) {
    // In an image to develop in, the user is the developer.
    const config::Stage* stage = StageAt(context, script.stage);
    if (stage != nullptr && base::Contains(stage->name, "dev")) return;
    for (std::string_view group : JoinedGroups(command)) {
      if (!GivesRoot(group)) continue;
      out.Add(script.InFile(command.range), script.outer->range,
              base::Format("{} puts a user into the group {}, whose members "
                           "can become root",
                           command.name, group));
      return;
    }
  };
  ForEachFinal(context,
               {"useradd", "usermod", "adduser", "addgroup", "gpasswd"}, look);
}

void LoginShell(const DockerfileContext& context, Findings& out) {
  auto look = [&](const Script& script, const Command& command) {
    const AccountOptions options = AccountOptionsOf(command);
    const AccountOptions::Option* shell = options.Find({"-s", "--shell"});
    if (shell == nullptr || !shell->word->known) return;
    if (!config::IsShellProgram(NameOf(shell->value))) return;
    out.Add(script.InFile(shell->word->range), script.outer->range,
            base::Format("{} gives {} the login shell {}", command.name,
                         UserOf(command), base::Printable(shell->value)));
  };
  ForEachFinal(context, {"useradd", "adduser", "usermod"}, look);
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/login-shell",
      .severity = model::Severity::kInfo,
      .title = "User of a service with a login shell",
      .why = "A service never logs in; su, ssh and cron give whoever takes it "
             "over a shell at once.",
      .remedy = "Give it /usr/sbin/nologin, or leave the shell out for a "
                "system user.",
      .no_fix = "the image may be one to work in"},
     &LoginShell},
    {{.id = "dockerfile/privileged-group",
      .severity = model::Severity::kMedium,
      .title = "User of the image in a group that leads to root",
      .why = "Members of docker, disk, shadow, sudo and the like become root "
             "with one command, or read every password; USER is then no "
             "protection.",
      .remedy = "Leave the user in its own group.",
      .no_fix = "what the group is needed for can't be told"},
     &PrivilegedGroup},
    {{.id = "dockerfile/second-root",
      .severity = model::Severity::kMedium,
      .title = "User with the id 0",
      .why = "The kernel knows ids, not names: the process is root, and checks "
             "that look for USER root are deceived.",
      .remedy = "Give the user an id of its own, above 1000.",
      .fix = model::FixKind::kUnsafe},
     &SecondRoot},
    {{.id = "dockerfile/user-with-password",
      .severity = model::Severity::kMedium,
      .title = "Password of a user in the build",
      .why = "The password, or a hash that can be guessed at leisure, stands "
             "in the history and in /etc/shadow of every copy of the image, "
             "and is the same in all containers.",
      .remedy = "Make the user without a password; services need none.",
      .no_fix = "somebody may rely on the password"},
     &UserWithPassword},
};

}  // namespace

DockerfileRules AccountRightsRules() { return kRules; }

}  // namespace bulkhead::check
