// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Users of the image that have more rights than a service needs.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/accounts.h"
#include "check/dockerfile/known_images.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"
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
    // A cluster such as -mp stays: its other flags are needed.
    if (!command.HasArg("-p") && !command.HasArg("--password") &&
        !value->word->value.starts_with("--password=")) {
      return;
    }
    bool only = command.Is("usermod") && command.args().size() <= 3;
    OfferFix(finding, false, "Give the user no password",
             only ? RemoveCommand(context, script, command)
                  : RemoveFlag(context, script, command, {"-p", "--password"},
                               true));
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

// Which commands of the script run depends on a condition.
bool HasBranch(const Script& script) {
  return FirstNamed(script, {"[", "[[", "test"}) != nullptr;
}

void SecondRoot(const DockerfileContext& context, Findings& out) {
  auto look = [&](const Script& script, const Command& command) {
    const AccountOptions options = AccountOptionsOf(command);
    const AccountOptions::Option* id = options.Find({"-u", "--uid"});
    if (id == nullptr || id->value != "0") return;
    // if [ $UID -ne 0 ]; then useradd -u $UID app; fi
    bool from_variable = base::Contains(id->word->text, "$");
    if (from_variable && HasBranch(script)) return;
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
  if (command.IsAnyOf("useradd", "usermod")) {
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

// The list without the groups that lead to root.
std::string HarmlessGroups(std::string_view list) {
  std::vector<std::string_view> kept;
  for (std::string_view group : base::Split(list, ',')) {
    if (!GivesRoot(group)) kept.push_back(group);
  }
  return base::Join(kept, ",");
}

// Takes the groups from the list; a command that does nothing else goes.
Edits WithoutGroups(const DockerfileContext& context, const Script& script,
                    const Command& command) {
  const AccountOptions options = AccountOptionsOf(command);
  bool joins = command.IsAnyOf("usermod", "addgroup", "gpasswd") ||
               (command.Is("adduser") && options.names.size() > 1);
  if (!command.IsAnyOf("useradd", "usermod")) {
    return joins ? RemoveCommand(context, script, command) : Edits();
  }
  const AccountOptions::Option* own = options.Find({"-g", "--gid"});
  const AccountOptions::Option* list = options.Find({"-G", "--groups"});
  if (own != nullptr && GivesRoot(own->value)) return {};
  if (list == nullptr || list->word == nullptr) return {};
  std::string kept = HarmlessGroups(list->value);
  bool word_is_list = list->word->value == list->value;
  if (!kept.empty()) {
    return word_is_list
               ? ReplaceWord(context, script, *list->word, std::move(kept))
               : Edits();
  }
  // usermod -aG sudo app, usermod -a -G sudo app.
  if (command.Is("usermod")) {
    bool only =
        std::all_of(options.options.begin(), options.options.end(),
                    [](const AccountOptions::Option& option) {
                      return option.flag == "-a" || option.flag == "--append" ||
                             option.flag == "-G" || option.flag == "--groups";
                    });
    return only ? RemoveCommand(context, script, command) : Edits();
  }
  for (std::size_t i = 1; word_is_list && i + 1 < command.words.size(); ++i) {
    if (&command.words[i + 1] != list->word) continue;
    std::string_view flag = command.words[i].value;
    if (flag == "-G" || flag == "--groups") {
      return RemoveFlag(context, script, command, {flag}, true);
    }
    // -mG LIST: the other flags stay.
    if (flag.size() > 2 && flag.ends_with('G') && flag[1] != '-') {
      Edits edits = RemoveWords(context, script, command,
                                std::vector<const Word*>{list->word});
      Edits cluster = ReplaceWord(context, script, command.words[i],
                                  std::string(flag.substr(0, flag.size() - 1)));
      if (edits.empty() || cluster.empty()) return {};
      edits.insert(edits.end(), cluster.begin(), cluster.end());
      return edits;
    }
  }
  return {};
}

void PrivilegedGroup(const DockerfileContext& context, Findings& out) {
  auto look = [&](const Script& script, const Command& command) {
    // In an image to develop in, the user is the developer.
    const config::Stage* stage = StageAt(context, script.stage);
    if (stage != nullptr && base::Contains(stage->name, "dev")) return;
    for (std::string_view group : JoinedGroups(command)) {
      if (!GivesRoot(group)) continue;
      model::Finding& finding =
          out.Add(script.InFile(command.range), script.outer->range,
                  base::Format("{} puts a user into the group {}, whose "
                               "members can become root",
                               command.name, group));
      OfferFix(finding, false, "Leave the user out of the group",
               WithoutGroups(context, script, command));
      return;
    }
  };
  ForEachFinal(context,
               {"useradd", "usermod", "adduser", "addgroup", "gpasswd"}, look);
}

// Somebody works in the image, or logs in as its users.
bool IsLoggedInto(const DockerfileContext& context) {
  const config::Stage* target = context.evaluation.target();
  if (target != nullptr && base::Contains(target->name, "dev")) return true;
  for (const Script& script : context.scripts) {
    for (const Command& command : script.shell.commands()) {
      if (command.IsAnyOf("su", "runuser", "sshd", "login", "sudo")) {
        return true;
      }
      bool starts = script.Is(config::InstructionKind::kCmd) ||
                    script.Is(config::InstructionKind::kEntrypoint);
      if (starts && config::IsShellProgram(command.name) &&
          command.words.size() <= 2) {
        return true;
      }
    }
    for (const config::PackageOperation& operation : script.packages) {
      for (const config::PackageRef& package : operation.packages) {
        if (base::Contains(package.name, "ssh")) return true;
      }
    }
  }
  return false;
}

std::string_view NologinOf(const DockerfileContext& context,
                           const Script& script) {
  KnownImage image = KnownImageOf(context, *StageAt(context, script.stage));
  bool busybox = image.family == ImageFamily::kAlpine ||
                 image.family == ImageFamily::kBusybox;
  return busybox ? "/sbin/nologin" : "/usr/sbin/nologin";
}

Edits WithoutShell(const DockerfileContext& context, const Script& script,
                   const AccountOptions::Option& shell) {
  if (script.stage < 0) return {};
  std::string_view nologin = NologinOf(context, script);
  const Word& word = *shell.word;
  if (word.value == shell.value) {
    return ReplaceWord(context, script, word, std::string(nologin));
  }
  // --shell=/bin/bash
  std::string_view flag = word.value;
  flag.remove_suffix(shell.value.size());
  return ReplaceWord(context, script, word,
                     base::Format("{}{}", flag, nologin));
}

void LoginShell(const DockerfileContext& context, Findings& out) {
  std::optional<bool> logged_into;
  auto look = [&](const Script& script, const Command& command) {
    const AccountOptions options = AccountOptionsOf(command);
    const AccountOptions::Option* shell = options.Find({"-s", "--shell"});
    if (shell == nullptr || !shell->word->known) return;
    if (!config::IsShellProgram(NameOf(shell->value))) return;
    model::Finding& finding =
        out.Add(script.InFile(shell->word->range), script.outer->range,
                base::Format("{} gives {} the login shell {}", command.name,
                             UserOf(command), base::Printable(shell->value)));
    if (!logged_into) logged_into = IsLoggedInto(context);
    if (*logged_into) return;
    OfferFix(finding, false, "Let nobody log in as the user",
             WithoutShell(context, script, *shell));
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
      .fix = model::FixKind::kUnsafe},
     &LoginShell},
    {{.id = "dockerfile/privileged-group",
      .severity = model::Severity::kMedium,
      .title = "User of the image in a group that leads to root",
      .why = "Members of docker, disk, shadow, sudo and the like become root "
             "with one command, or read every password; USER is then no "
             "protection.",
      .remedy = "Leave the user in its own group.",
      .fix = model::FixKind::kUnsafe},
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
      .fix = model::FixKind::kUnsafe},
     &UserWithPassword},
};

}  // namespace

DockerfileRules AccountRightsRules() { return kRules; }

}  // namespace bulkhead::check
