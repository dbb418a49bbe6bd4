// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Commands of an image that need a program or a shell which it does not have.
// Only well-known bases are judged: of others nobody knows what they hold.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "check/dockerfile/exec_form.h"
#include "check/dockerfile/known_images.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::InstructionKind;
using config::Stage;

constexpr InstructionKind kCommandKinds[] = {InstructionKind::kEntrypoint,
                                             InstructionKind::kCmd,
                                             InstructionKind::kHealthcheck};

bool IsDownloadTool(std::string_view program) {
  return program == "curl" || program == "wget";
}

// Packages that bring curl or wget along.
bool BringsTools(std::string_view package) {
  return base::Contains(package, "chrome") || package == "devscripts" ||
         base::Contains(package, "cloud-sdk");
}

bool InstallMayBring(const config::PackageOperation& operation,
                     std::string_view program) {
  if (operation.action != config::PackageAction::kInstall &&
      operation.action != config::PackageAction::kLockedInstall) {
    return false;
  }
  bool of_system = operation.manager <= config::Manager::kPacman;
  // Interpreters come along with many packages; servers such as gunicorn with
  // those of a language.
  if (!IsDownloadTool(program)) return true;
  return of_system &&
         std::any_of(operation.packages.begin(), operation.packages.end(),
                     [](const config::PackageRef& package) {
                       return package.kind != config::PackageKind::kPlain ||
                              BringsTools(package.name);
                     });
}

bool RunMayBring(const Script& script, std::string_view program) {
  if (RunsUnknownCode(script)) return true;
  if (base::Contains(script.shell.text(), program)) return true;
  return std::any_of(script.packages.begin(), script.packages.end(),
                     [&](const config::PackageOperation& operation) {
                       return InstallMayBring(operation, program);
                     });
}

// The words of COPY or ADD leave it open that a folder of PATH is filled.
bool CopyMayBring(const DockerfileContext& context, std::size_t index,
                  std::string_view program) {
  std::optional<CopiedFiles> files = CopyAt(context, index);
  if (!files) return true;
  std::string_view name = NameOf(files->dest);
  if (name == program) return true;
  bool bin = name == "bin" || name == "sbin";
  bool above = files->dest == "/" || files->dest == "/usr" ||
               files->dest == "/usr/local";
  if (!bin && !above) return false;
  return std::any_of(
      files->sources.begin(), files->sources.end(), [&](const std::string& s) {
        std::string_view source = NameOf(s);
        if (source == program || s.ends_with('/')) return true;
        if (source.find_first_of("*?[") != std::string_view::npos) return true;
        // A name with an extension is a file of another name.
        return !base::Contains(source, ".") && (above || source == "bin");
      });
}

bool MayBring(const DockerfileContext& context, const Stage& stage,
              std::string_view program) {
  for (const Script* script : RunsOf(context, stage)) {
    if (RunMayBring(*script, program)) return true;
  }
  for (const Stage* part : ChainOf(context, stage)) {
    for (std::size_t i = part->begin; i < part->end; ++i) {
      const config::Instruction& instruction = context.file.instructions[i];
      if (instruction.copy() != nullptr && CopyMayBring(context, i, program)) {
        return true;
      }
    }
  }
  if (IsDownloadTool(program)) return false;
  for (const config::Definition* variable :
       context.evaluation.EnvironmentOf(stage)) {
    if (variable->name == "PATH") return true;
  }
  return false;
}

// The command runs in any case, and is the first of its and-or list.
bool IsCertain(const Command& command) {
  return !command.in_conditional && !command.in_substitution &&
         command.before != config::Connector::kOr && !command.in_function;
}

// Another program is tried where this one fails: curl ... || wget ...
bool HasAlternative(const config::ShellScript& shell, const Command& command) {
  for (const Command& other : shell.commands()) {
    if (other.index > command.index && IsDownloadTool(other.name) &&
        other.name != command.name) {
      return true;
    }
  }
  return false;
}

// curl -f URL becomes wget --spider URL, which busybox has.
Edits WithWget(const DockerfileContext& context, const Script& script,
               const KnownImage& image, const Command& curl) {
  bool busybox = image.family == ImageFamily::kAlpine ||
                 image.family == ImageFamily::kBusybox;
  if (!busybox || !curl.Is("curl") || !curl.assignments.empty()) return {};
  std::vector<const config::Word*> flags;
  std::size_t urls = 0;
  for (const config::Word& word : curl.args()) {
    std::string_view text = word.value;
    if (text.starts_with("http://")) {
      ++urls;
    } else if (text == "--fail" || text == "--silent" ||
               text == "--show-error" ||
               (text.starts_with('-') && text.size() > 1 && urls == 0 &&
                text.find_first_not_of("fsSL", 1) == std::string_view::npos)) {
      flags.push_back(&word);
    } else {
      return {};
    }
  }
  if (urls != 1 || flags.empty()) return {};
  Edits edits = ReplaceWord(context, script, curl.words[0], "wget");
  Edits spider = ReplaceWord(context, script, *flags[0], "--spider");
  if (edits.empty() || spider.empty()) return {};
  edits.push_back(spider[0]);
  flags.erase(flags.begin());
  if (flags.empty()) return edits;
  Edits removed = RemoveWords(context, script, curl, flags);
  if (removed.empty()) return {};
  edits.insert(edits.end(), removed.begin(), removed.end());
  return WithoutOverlaps(std::move(edits));
}

void CheckScript(const DockerfileContext& context, const Stage& stage,
                 const Script& script, bool health, Findings& out) {
  KnownImage image = KnownImageOf(context, stage);
  for (const Command& command : script.shell.commands()) {
    if (!IsCertain(command) || command.name != command.raw_name()) continue;
    if (IsDownloadTool(command.name) != health) continue;
    if (config::IsShellProgram(command.name) && command.name != "bash") {
      continue;  // dockerfile/no-shell
    }
    if (image.family == ImageFamily::kScratch && !health) continue;
    if (!LacksProgram(image, command.name) ||
        HasAlternative(script.shell, command) ||
        MayBring(context, stage, command.name)) {
      continue;
    }
    const Stage* root = StageAt(context, stage.root_stage);
    model::Finding& finding =
        out.Add(script.InFile(command.words.front().range), script.outer->range,
                base::Format("{} runs {}, which {} does not hold and nothing "
                             "installs",
                             config::KeywordOf(script.instruction->kind),
                             base::Printable(command.name),
                             base::Printable(root->base.text)));
    if (health) {
      OfferFix(finding, false, "Use wget, which the image holds",
               WithWget(context, script, image, command));
    }
    return;
  }
}

void CheckCommands(const DockerfileContext& context, bool health,
                   Findings& out) {
  const Stage* stage = context.evaluation.target();
  if (stage == nullptr || !KnownImageOf(context, *stage).known()) return;
  for (InstructionKind kind : kCommandKinds) {
    if (health != (kind == InstructionKind::kHealthcheck)) continue;
    // With an ENTRYPOINT, CMD holds its arguments.
    if (kind == InstructionKind::kCmd && stage->entrypoint.set()) continue;
    const Script* script = CommandOf(context, *stage, kind);
    if (script != nullptr) CheckScript(context, *stage, *script, health, out);
  }
}

void HealthcheckToolMissing(const DockerfileContext& context, Findings& out) {
  CheckCommands(context, true, out);
}

void MissingProgram(const DockerfileContext& context, Findings& out) {
  CheckCommands(context, false, out);
}

// A folder or archive may bring a whole system with a shell.
bool MayHoldShell(const DockerfileContext& context, const Stage& stage,
                  std::size_t before) {
  for (const Stage* part : ChainOf(context, stage)) {
    for (std::size_t i = part->begin; i < part->end && i < before; ++i) {
      const config::Instruction& instruction = context.file.instructions[i];
      if (instruction.copy() == nullptr) continue;
      std::optional<CopiedFiles> files = CopyAt(context, i);
      if (!files) return true;
      if (files->dest.ends_with("/sh") || files->dest.ends_with("/busybox")) {
        return true;
      }
      if (files->dest != "/" && !base::Contains(files->dest, "bin")) continue;
      for (const std::string& source : files->sources) {
        std::string_view name = NameOf(source);
        bool file = files->from_context &&
                    instruction.Is(InstructionKind::kCopy) &&
                    base::Contains(name, ".") && name != ".";
        if (!file) return true;
      }
    }
  }
  return false;
}

// The script needs /bin/sh: it is in shell form, or says so.
bool NeedsShell(const Script& script) {
  if (script.exec_form) {
    std::span<const Command> commands = script.shell.commands();
    return !commands.empty() && config::IsShellProgram(commands.front().name);
  }
  return !script.shell_words.empty() &&
         config::IsShellProgram(NameOf(script.shell_words.front()));
}

void NoShell(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    const Stage* stage = StageAt(context, script.stage);
    if (stage == nullptr || !NeedsShell(script)) continue;
    if (script.instruction != script.outer) continue;  // ONBUILD: elsewhere
    KnownImage image = KnownImageOf(context, *stage);
    if (!image.HasNoShell() || !stage->needed) continue;
    bool run = script.is_run();
    if (MayHoldShell(context, *stage, run ? script.index : stage->end)) {
      continue;
    }
    const Stage* root = StageAt(context, stage->root_stage);
    model::Finding& finding =
        out.Add(script.outer->keyword_range, script.outer->range,
                base::Format("{} needs a shell, and {} has none",
                             config::KeywordOf(script.instruction->kind),
                             base::Printable(root->base.text)));
    OfferExecForm(context, script, finding);
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/healthcheck-tool-missing",
      .severity = model::Severity::kMedium,
      .title = "HEALTHCHECK uses curl or wget, which the image does not hold",
      .why = "The check fails for ever: the container is unhealthy from the "
             "start, and an orchestrator restarts it again and again or never "
             "sends traffic to it.",
      .remedy = "Use what the image has (wget on Alpine, a few lines of the "
                "application's own language), or install the tool.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#healthcheck"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&HealthcheckToolMissing>},
    {{.id = "dockerfile/missing-program",
      .severity = model::Severity::kMedium,
      .title = "CMD or ENTRYPOINT runs a program that the image does not hold",
      .why = "The container does not start.",
      .remedy = "Install the program in the final stage, or base it on an "
                "image that holds it.",
      .references = {"https://docs.docker.com/build/building/multi-stage/"},
      .no_fix = "where the program comes from is not in the file"},
     &WhenFollowable<&MissingProgram>},
    {{.id = "dockerfile/no-shell",
      .severity = model::Severity::kMedium,
      .title = "Command in shell form in an image without a shell",
      .why = "The shell form runs /bin/sh, which is not there: the build or "
             "the container's start fails.",
      .remedy = "Use the JSON form: CMD [\"/app\", \"--flag\"].",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#shell-and-exec-form"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&NoShell>},
};

}  // namespace

DockerfileRules MissingProgramRules() { return kRules; }

}  // namespace bulkhead::check
