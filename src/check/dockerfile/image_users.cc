// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The user that the image runs as.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_as_user.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/windows_image.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;
using config::Stage;

// The last USER of these instructions, a faulty one included; null: none.
const Instruction* LastUser(std::span<const Instruction> instructions) {
  for (std::size_t i = instructions.size(); i-- > 0;) {
    if (instructions[i].Is(InstructionKind::kUser)) return &instructions[i];
  }
  return nullptr;
}

// The user of a USER where it is known and the instruction is sound.
std::optional<std::string_view> UserOf(const DockerfileContext& context,
                                       const Instruction& user) {
  const std::vector<config::Value>& values =
      context.evaluation.ValuesOf(user).arguments;
  if (user.arguments.size() != 1 || values.empty()) return std::nullopt;
  if (!values[0].known()) return std::nullopt;
  std::string_view text = values[0].text;
  return text.substr(0, text.find(':'));
}

bool IsZero(std::string_view text) {
  return !text.empty() && text.find_first_not_of('0') == std::string_view::npos;
}

bool IsRoot(std::string_view user) { return user == "root" || IsZero(user); }

bool IsNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), &base::IsDigit);
}

// Windows has no root.
bool IsWindows(const DockerfileContext& context, const Stage& stage) {
  const Stage& root =
      context.evaluation.stages[static_cast<std::size_t>(stage.root_stage)];
  return IsWindowsImage(stage) || IsWindowsImage(root);
}

void OfferUser(const DockerfileContext& context, model::Finding& finding) {
  UserFix fix = RunAsUser(context);
  if (fix.edits.empty()) return;
  SetFix(finding, false, std::move(fix.description), std::move(fix.edits));
}

void LastUserRoot(const DockerfileContext& context, Findings& out) {
  for (const Section& section : SectionsOf(context)) {
    const Instruction* user = LastUser(section.instructions);
    if (user == nullptr) continue;
    std::optional<std::string_view> name = UserOf(context, *user);
    if (!name || !IsRoot(*name)) continue;
    if (section.stage != nullptr &&
        !context.InFinalImage(section.stage->index)) {
      // Other images may be made of it, with --target.
      model::Finding& finding = out.Add(
          user->first().range, user->range,
          base::Format("the stage {} ends as {}, but not in the final image",
                       section.stage->name.empty()
                           ? base::Format("{}", section.stage->index)
                           : base::Printable(section.stage->name_text),
                       base::Printable(*name)));
      finding.severity = model::Severity::kInfo;
      OnlyAliases(finding, {"DL3002"});
      continue;
    }
    const Stage* target = context.evaluation.target();
    if (section.stage != nullptr && target != nullptr &&
        section.stage != target && target->user.from != user) {
      continue;  // a stage that is built on it sets another user
    }
    model::Finding& finding =
        out.Add(user->first().range, user->range,
                base::Format("the last USER is {}", base::Printable(*name)));
    if (IsNumber(*name)) WithoutAliases(finding, {"DL3066"});
    if (target != nullptr && target->user.from == user) {
      OfferUser(context, finding);
    }
  }
}

// Variants of images that say in their names that they do not run as root.
bool SaysNonRoot(const Stage& root) {
  std::string name = root.image.repository + ":" + root.image.tag;
  for (std::string_view word :
       {"nonroot", "non-root", "rootless", "unprivileged"}) {
    if (base::Contains(name, word)) return true;
  }
  return root.image.registry == "cgr.dev" ||
         root.image.repository.starts_with("bitnami/");
}

// A USER in the chain of stages that the target is built on.
bool SetsUser(const DockerfileContext& context, const Stage& target) {
  const std::vector<Stage>& stages = context.evaluation.stages;
  for (int i = target.index; i >= 0;) {
    const Stage& stage = stages[static_cast<std::size_t>(i)];
    if (LastUser(context.InstructionsOf(stage)) != nullptr) return true;
    if (stage.base_stage >= i) break;
    i = stage.base_stage;
  }
  return false;
}

// FROM scratch and files, without a command: made for --output, or to be
// copied from.
bool HoldsFilesOnly(const Stage& target, const Stage& root) {
  return root.from_scratch && target.entrypoint.from == nullptr &&
         target.cmd.from == nullptr;
}

void UserMissing(const DockerfileContext& context, Findings& out) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr || target->from == nullptr ||
      SetsUser(context, *target) || IsWindows(context, *target)) {
    return;
  }
  const Stage& root =
      context.evaluation.stages[static_cast<std::size_t>(target->root_stage)];
  if (SaysNonRoot(root)) return;
  std::string message = "no USER: the image runs as root";
  if (!root.from_scratch) {
    message = base::Format(
        "no USER: the image runs as the user of {}, which is root unless it "
        "says otherwise",
        base::Printable(root.base.text));
  }
  model::Finding& finding =
      out.Add(target->from->range, target->from->range, std::move(message));
  finding.subject = "FROM without USER";
  if (HoldsFilesOnly(*target, root)) finding.severity = model::Severity::kInfo;
  OfferUser(context, finding);
  const Instruction* last = LastUser(context.instructions());
  if (last == nullptr) return;
  // Trivy looks at the last USER of the file, Checkov for any.
  std::optional<std::string_view> name = UserOf(context, *last);
  if (name && IsRoot(*name)) {
    WithoutAliases(finding, {"CKV_DOCKER_3"});
  } else {
    OnlyAliases(finding, {"CIS-DI-0001"});
  }
}

// The number that an earlier useradd or adduser gives the name.
std::string NumberOf(const DockerfileContext& context, const Instruction& user,
                     std::string_view name) {
  std::size_t index = context.file.IndexOf(user);
  std::string number;
  ForEachRunCommand(
      context, [&](const Script& script, const config::Command& command) {
        if (script.index >= index || !context.InFinalImage(script.stage))
          return;
        if (!command.IsAnyOf("useradd", "adduser") || !command.HasArg(name)) {
          return;
        }
        std::optional<config::FlagValue> uid =
            config::FindFlagValue(command, {"-u", "--uid"});
        if (uid && uid->word->known && IsNumber(uid->value))
          number = uid->value;
      });
  return number;
}

void UserByName(const DockerfileContext& context, Findings& out) {
  for (const Instruction& user : context.instructions()) {
    if (!user.Is(InstructionKind::kUser)) continue;
    // What a variable gives is the affair of whoever builds.
    if (HasVariable(user.first().value)) continue;
    std::optional<std::string_view> name = UserOf(context, user);
    if (!name || name->empty() || IsNumber(*name) || IsRoot(*name)) continue;
    int stage = context.StageIndexOf(user);
    if (stage >= 0 && !context.InFinalImage(stage)) continue;
    const Stage* target = context.evaluation.target();
    if (target != nullptr && target->user.from != &user) continue;
    if (target != nullptr && IsWindows(context, *target)) continue;
    model::Finding& finding =
        out.Add(user.first().range, user.range,
                base::Format("the user {} is a name, not a number",
                             base::Printable(*name)));
    std::string number = NumberOf(context, user, *name);
    model::Range range = user.first().range;
    range.end = range.begin + name->size();
    if (number.empty() || context.file.Text(range) != *name) continue;
    SetFix(finding, true, "Give the number that useradd gives it",
           {Replace(context, range, number)});
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/user-by-name",
      .aliases = {"DL3066"},
      .severity = model::Severity::kInfo,
      .title = "The user of the image is a name",
      .why = "Kubernetes' runAsNonRoot can't tell from a name that it is not "
             "root and refuses to start the container.",
      .remedy = "Create the user with a fixed number and name the number: "
                "USER 10001.",
      .references = {"https://kubernetes.io/docs/tasks/configure-pod-container/"
                     "security-context/"},
      .fix = model::FixKind::kSafe},
     &UserByName},
    {{.id = "dockerfile/user-missing",
      .aliases = {"DS-0002", "CKV_DOCKER_3", "CIS-DI-0001"},
      .severity = model::Severity::kMedium,
      .title = "No user is set",
      .why = "Without USER nearly every image runs as root: whoever takes over "
             "the process owns the container and is one kernel flaw away from "
             "the host.",
      .remedy = "End the last stage with USER and a number other than 0.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#user"},
      .fix = model::FixKind::kUnsafe},
     &UserMissing},
    {{.id = "dockerfile/user-root",
      .aliases = {"DL3002", "DL3066", "DS-0002", "CKV_DOCKER_8", "CIS-DI-0001"},
      .severity = model::Severity::kHigh,
      .title = "The image runs as root",
      .why = "A process that breaks out of the container is root on the host, "
             "and inside it may change every file.",
      .remedy = "End the last stage with USER and a number other than 0; start "
                "what needs root in an earlier instruction.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#user"},
      .fix = model::FixKind::kUnsafe},
     &LastUserRoot},
};

}  // namespace

DockerfileRules ImageUsersRules() { return kRules; }

}  // namespace bulkhead::check
