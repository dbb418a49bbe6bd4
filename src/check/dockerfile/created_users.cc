// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Users that RUN makes and USER and --chown name.
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/accounts.h"
#include "check/dockerfile/known_images.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_as_user.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;
using config::Stage;

bool IsNumber(std::string_view text) {
  return base::ParseInt(text).has_value();
}

// USER or --chown may mean this account. What is not known may mean any.
bool Names(const config::Value& value, const Account& account) {
  if (!value.known()) return true;
  std::string_view user = value.text;
  user = user.substr(0, user.find(':'));
  return user == account.name || (!account.id.empty() && user == account.id);
}

// Some USER or --chown of the file names the user.
bool IsNamed(const DockerfileContext& context, const Account& account) {
  for (const Instruction& instruction : context.instructions()) {
    const config::InstructionValues& values =
        context.evaluation.ValuesOf(instruction);
    if (instruction.Is(InstructionKind::kUser) && !values.arguments.empty() &&
        Names(values.arguments.front(), account)) {
      return true;
    }
    for (std::size_t i = 0; i < instruction.flags.size(); ++i) {
      if (instruction.flags[i].name == "chown" && i < values.flags.size() &&
          Names(values.flags[i], account)) {
        return true;
      }
    }
  }
  return false;
}

// A command other than those that make accounts mentions the name, or a script
// might: an entry point that drops rights, say.
bool IsMentioned(const DockerfileContext& context, const Account& account) {
  for (const Script& script : context.scripts) {
    for (const config::Command& command : script.shell.commands()) {
      if (command.IsAnyOf("useradd", "adduser", "groupadd", "addgroup",
                          "usermod", "passwd")) {
        continue;
      }
      for (const config::Word& word : command.words) {
        if (base::Contains(word.value, account.name) || !word.known) {
          return true;
        }
      }
    }
  }
  for (const Instruction& instruction : context.instructions()) {
    if (instruction.Is(InstructionKind::kRun)) continue;
    if (base::Contains(instruction.text, account.name)) return true;
  }
  return false;
}

// Nobody knows what the program of the image does with its rights.
bool MayDropRights(const DockerfileContext& context, const Stage& stage) {
  KnownImage image = KnownImageOf(context, stage);
  for (InstructionKind kind :
       {InstructionKind::kEntrypoint, InstructionKind::kCmd}) {
    const Script* script = CommandOf(context, stage, kind);
    if (script == nullptr) continue;
    if (base::Contains(script->outer->text, "entrypoint") ||
        base::Contains(script->outer->text, ".sh") ||
        base::Contains(script->outer->text, "supervisord")) {
      return true;
    }
  }
  return !image.known() || (!stage.cmd.set() && !stage.entrypoint.set());
}

void UnusedUser(const DockerfileContext& context, Findings& out) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr) return;
  bool may_drop = MayDropRights(context, *target);
  std::optional<UserFix> run_as;  // the same for every user
  for (const Stage& stage : context.evaluation.stages) {
    // Tools for development log in by it: dev containers.
    if (base::Contains(stage.name, "dev")) continue;
    for (const Account& account : AccountsOf(context, stage).made) {
      if (account.is_group || account.script->stage != stage.index) continue;
      if (IsNamed(context, account)) continue;
      if (stage.in_final && may_drop) continue;
      if (IsMentioned(context, account)) continue;
      model::Finding& finding = out.Add(
          account.script->InFile(account.word->range),
          account.script->outer->range,
          base::Format("The user {} is made and never used: no USER and "
                       "no --chown names it",
                       base::Printable(account.name)));
      // Where the image has a USER already, the other one is superfluous.
      if (&stage != target || target->user.set()) continue;
      if (!run_as) run_as = RunAsUser(context);
      if (run_as->edits.empty()) continue;
      SetFix(finding, false, run_as->description, run_as->edits);
    }
  }
}

// Something other than the base may define users: a passwd file, a package of
// a service, a script.
bool MayDefine(const DockerfileContext& context, const Stage& stage,
               std::size_t before, std::string_view name) {
  for (const Script* script : RunsOf(context, stage)) {
    if (script->index >= before) break;
    if (RunsUnknownCode(*script)) return true;
    if (base::Contains(script->shell.text(), name) ||
        base::Contains(script->shell.text(), "passwd")) {
      return true;
    }
    for (const config::PackageOperation& operation : script->packages) {
      bool service = name == "mysql" || name == "www-data" || name == "apache";
      if (service && operation.InstallsPackages()) return true;
    }
  }
  for (const Stage* part : ChainOf(context, stage)) {
    for (std::size_t i = part->begin; i < part->end && i < before; ++i) {
      if (context.file.instructions[i].copy() == nullptr) continue;
      std::optional<CopiedFiles> files = CopyAt(context, i);
      if (!files || base::LiesIn("/etc/passwd", files->dest) ||
          base::LiesIn(files->dest, "/etc")) {
        return true;
      }
    }
  }
  return AccountsOf(context, stage, before).unknown;
}

// "": the part is fine or can't be judged; else "user" or "group".
std::string_view UnknownPart(const DockerfileContext& context,
                             const Stage& stage, std::size_t index,
                             std::string_view spec, std::string_view& name) {
  KnownImage image = KnownImageOf(context, stage);
  if (!image.known()) return "";
  std::size_t colon = spec.find(':');
  name = spec.substr(0, colon);
  if (!name.empty() && !IsNumber(name) && LacksUser(image, name) &&
      !MayDefine(context, stage, index, name)) {
    return "user";
  }
  if (colon == std::string_view::npos) return "";
  name = spec.substr(colon + 1);
  if (!name.empty() && !IsNumber(name) && LacksGroup(image, name) &&
      !MayDefine(context, stage, index, name)) {
    return "group";
  }
  return "";
}

void UnknownUser(const DockerfileContext& context, Findings& out) {
  for (std::size_t i = 0; i < context.file.instructions.size(); ++i) {
    const Instruction& instruction = context.file.instructions[i];
    const Stage* stage = context.evaluation.StageOf(instruction);
    if (!instruction.Is(InstructionKind::kUser) || stage == nullptr) continue;
    const std::vector<config::Value>& values =
        context.evaluation.ValuesOf(instruction).arguments;
    if (values.empty() || !values.front().known()) continue;
    std::string_view name;
    std::string_view part =
        UnknownPart(context, *stage, i, values.front().text, name);
    if (part.empty()) continue;
    out.Add(instruction.first().range, instruction.range,
            base::Format("USER names the {} {}, which {} does not know and "
                         "nothing makes",
                         part, base::Printable(name),
                         base::Printable(
                             StageAt(context, stage->root_stage)->base.text)));
  }
}

struct ChownFlag {
  const Instruction& instruction;
  std::size_t index;  // of the instruction
  const Stage& stage;
  const config::Flag& flag;
  std::string_view owner;  // expanded
};

// Calls `look` for each --chown whose value is known, until it says so.
template <typename Look>
void ForEachChown(const DockerfileContext& context, Look look) {
  for (std::size_t i = 0; i < context.file.instructions.size(); ++i) {
    const Instruction& instruction = context.file.instructions[i];
    const Stage* stage = context.evaluation.StageOf(instruction);
    if (instruction.copy() == nullptr || stage == nullptr) continue;
    const std::vector<config::Value>& values =
        context.evaluation.ValuesOf(instruction).flags;
    for (std::size_t f = 0; f < values.size(); ++f) {
      const config::Flag& flag = instruction.flags[f];
      if (flag.name != "chown" || !values[f].known()) continue;
      if (look(ChownFlag{instruction, i, *stage, flag, values[f].text})) return;
    }
  }
}

void ChownUnknown(const DockerfileContext& context, Findings& out) {
  ForEachChown(context, [&](const ChownFlag& chown) {
    std::string_view name;
    std::string_view part =
        UnknownPart(context, chown.stage, chown.index, chown.owner, name);
    if (part.empty()) return false;
    const Stage* root = StageAt(context, chown.stage.root_stage);
    out.Add(chown.flag.range, chown.instruction.range,
            base::Format("--chown names the {} {}, which {} does not know "
                         "and nothing makes",
                         part, base::Printable(name),
                         base::Printable(root->base.text)));
    return false;
  });
}

// All that give files to the foreign group give them to the user's own.
Edits OwnGroup(const DockerfileContext& context, const Account& user,
               std::string_view owner) {
  if (user.groups.empty() || user.groups.front().empty()) return {};
  Edits edits;
  for (const Instruction& instruction : context.instructions()) {
    if (instruction.copy() == nullptr) continue;
    for (const config::Flag& flag : instruction.flags) {
      if (flag.name != "chown" || flag.value != owner) continue;
      if (context.file.Text(flag.value_range) != owner) return {};
      edits.push_back(
          Replace(context, flag.value_range,
                  base::Format("{}:{}", user.name, user.groups.front())));
    }
  }
  return edits;
}

// --chown=USER:GROUP where both are made here, and USER is in other groups.
void ChownForeignGroup(const DockerfileContext& context, Findings& out) {
  ForEachChown(context, [&](const ChownFlag& chown) {
    auto parts = base::Cut(chown.owner, ":");
    if (!parts || parts->second.empty()) return false;
    Accounts accounts = AccountsOf(context, chown.stage);
    const Account* user = accounts.FindUser(parts->first);
    const Account* group = accounts.FindGroup(parts->second);
    if (user == nullptr || group == nullptr || accounts.unknown) return false;
    bool member = std::any_of(
        user->groups.begin(), user->groups.end(), [&](const std::string& g) {
          return g == group->name || (!g.empty() && g == group->id);
        });
    if (member) return false;
    model::Finding& finding =
        out.Add(chown.flag.range, chown.instruction.range,
                base::Format("--chown gives files to the group {}, and the "
                             "user {} is not in it",
                             base::Printable(group->name),
                             base::Printable(user->name)));
    finding.subject = "chown " + user->name + ":" + group->name;
    OfferFix(finding, false, "Give them to the user's own group",
             OwnGroup(context, *user, chown.owner));
    return true;  // one mistake, however often it is used
  });
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/chown-foreign-group",
      .severity = model::Severity::kLow,
      .title = "--chown to a group that the user is not in",
      .why = "What the group may do, the process may not: rights that were "
             "meant to be granted by the group are missing at run time, and "
             "are then often widened to everybody.",
      .remedy = "Make the user with that group: adduser -G GROUP, useradd -g "
                "GROUP.",
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&ChownForeignGroup>},
    {{.id = "dockerfile/chown-unknown-user",
      .severity = model::Severity::kMedium,
      .title = "--chown to a user or group that does not exist",
      .why = "The build fails where the name is not in /etc/passwd or "
             "/etc/group of the image.",
      .remedy = "Make the user before the instruction, or use its number.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#copy---chown---chmod"},
      .no_fix = "which user was meant is not in the file"},
     &WhenFollowable<&ChownUnknown>},
    {{.id = "dockerfile/unknown-user",
      .severity = model::Severity::kMedium,
      .title = "USER names a user or group that does not exist",
      .why = "The next RUN fails, and the container does not start.",
      .remedy = "Make the user in front of USER, or use a number, which needs "
                "no entry.",
      .references = {"https://docs.docker.com/reference/dockerfile/#user"},
      .no_fix = "which user was meant is not in the file"},
     &WhenFollowable<&UnknownUser>},
    {{.id = "dockerfile/unused-user",
      .severity = model::Severity::kLow,
      .title = "User that is made and never used",
      .why = "The author meant the application to run with fewer rights, and "
             "it still runs as somebody else, mostly root.",
      .remedy = "Add USER with this user behind the last step that needs "
                "root, or remove the user.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#user"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&UnusedUser>},
};

}  // namespace

DockerfileRules CreatedUsersRules() { return kRules; }

}  // namespace bulkhead::check
