// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the final image holds beside the program: compilers, tools, stages that
// nobody needs.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/known_images.h"
#include "check/dockerfile/packages.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::InstructionKind;
using config::PackageAction;
using config::PackageOperation;
using config::PackageRef;
using config::Stage;

// The image starts something, so it is no base or tool box for others.
bool RunsSomething(const Stage& stage) {
  return stage.cmd.set() || stage.entrypoint.set();
}

bool IsOfSystem(const PackageOperation& operation) {
  return operation.manager <= config::Manager::kPacman;
}

// A later command of the RUN removes the package, or the group it is in.
bool IsRemovedAgain(const Script& script, const PackageOperation& install,
                    std::string_view package) {
  for (const PackageOperation& operation : script.packages) {
    if (operation.command->index <= install.command->index) continue;
    if (operation.action != PackageAction::kRemove) continue;
    for (const PackageRef& removed : operation.packages) {
      if (removed.name == package ||
          removed.kind != config::PackageKind::kPlain ||
          (!install.virtual_name.empty() &&
           removed.name == install.virtual_name)) {
        return true;
      }
    }
    if (operation.packages.empty() || !operation.command->words.back().known) {
      return true;
    }
    // apt-get purge --auto-remove x: what is left over goes, too.
    bool automatic =
        config::HasFlag(*operation.command, {"--auto-remove", "--autoremove"});
    if (automatic) return true;
  }
  return false;
}

// A whole later RUN of the final image removes it: no layer gets smaller, but
// the tool is gone.
bool IsRemovedLater(const DockerfileContext& context, const Script& script,
                    std::string_view package) {
  for (const Script& later : context.scripts) {
    if (later.index <= script.index || !later.is_run()) continue;
    for (const PackageOperation& operation : later.packages) {
      if (operation.action != PackageAction::kRemove) continue;
      for (const PackageRef& removed : operation.packages) {
        if (removed.name == package) return true;
      }
    }
  }
  return false;
}

// Calls look(script, operation, package) for packages that RUNs put into the
// final image and leave there.
template <typename Look>
void ForEachLeft(const DockerfileContext& context, Look look) {
  for (const Script& script : context.scripts) {
    if (!script.is_run() || !context.InFinalImage(script.stage)) continue;
    for (const PackageOperation& operation : script.packages) {
      if (!operation.InstallsPackages() || !IsOfSystem(operation)) continue;
      for (const PackageRef& package : operation.packages) {
        if (package.kind == config::PackageKind::kPlain) {
          look(script, operation, package);
        }
      }
    }
  }
}

bool IsCompiler(std::string_view package) {
  for (std::string_view name :
       {"gcc",        "g++",         "build-essential",
        "make",       "cmake",       "clang",
        "build-base", "gcc-c++",     "automake",
        "autoconf",   "rustc",       "cargo",
        "golang",     "golang-go",   "maven",
        "gradle",     "default-jdk", "default-jdk-headless",
        "base-devel", "musl-dev",    "libc6-dev"}) {
    if (package == name) return true;
  }
  return package.starts_with("openjdk-") && (base::Contains(package, "-jdk"));
}

void CompilerLeft(const DockerfileContext& context, Findings& out) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr || !RunsSomething(*target)) return;
  const Script* last = nullptr;
  ForEachLeft(context,
              [&](const Script& script, const PackageOperation& operation,
                  const PackageRef& package) {
                if (last == &script || !IsCompiler(package.name)) return;
                // A list in a variable is there for others, who build upon the
                // image.
                if (base::Contains(package.word->text, "$")) return;
                if (IsRemovedAgain(script, operation, package.name)) return;
                last = &script;
                model::Finding& finding =
                    out.Add(script.InFile(package.range), script.outer->range,
                            base::Format("The final image keeps {}",
                                         base::Printable(package.name)));
                finding.subject = "compiler " + std::string(package.name);
              });
}

struct Tool {
  std::string_view package;
  std::string_view program;
  model::Severity severity;
};
constexpr Tool kTools[] = {
    {"curl", "curl", model::Severity::kInfo},
    {"wget", "wget", model::Severity::kInfo},
    {"git", "git", model::Severity::kInfo},
    {"vim", "vim", model::Severity::kLow},
    {"nano", "nano", model::Severity::kLow},
    {"emacs", "emacs", model::Severity::kLow},
    {"openssh-client", "ssh", model::Severity::kInfo},
    {"openssh-clients", "ssh", model::Severity::kInfo},
    {"sshpass", "sshpass", model::Severity::kLow},
    {"netcat", "nc", model::Severity::kLow},
    {"netcat-openbsd", "nc", model::Severity::kLow},
    {"netcat-traditional", "nc", model::Severity::kLow},
    {"nmap", "nmap", model::Severity::kLow},
    {"nmap-ncat", "ncat", model::Severity::kLow},
    {"ncat", "ncat", model::Severity::kLow},
    {"socat", "socat", model::Severity::kLow},
    {"telnet", "telnet", model::Severity::kLow},
    {"tcpdump", "tcpdump", model::Severity::kLow},
    {"tshark", "tshark", model::Severity::kLow},
    {"gdb", "gdb", model::Severity::kLow},
    {"strace", "strace", model::Severity::kLow},
    {"ltrace", "ltrace", model::Severity::kLow},
};

const Tool* FindTool(std::string_view package) {
  for (const Tool& tool : kTools) {
    if (tool.package == package) return &tool;
  }
  return nullptr;
}

// CMD, ENTRYPOINT, HEALTHCHECK or a variable of the image names the program.
bool IsUsedAtRunTime(const DockerfileContext& context,
                     std::string_view program) {
  for (const Script& script : context.scripts) {
    if (!script.is_run() && base::Contains(script.outer->text, program)) {
      return true;
    }
  }
  return false;
}

// Who uses the tool while building.
struct ToolUse {
  bool here = false;       // the RUN that installs it, behind the install
  bool elsewhere = false;  // other RUNs, or it can't be told
};

// git is what these fetch dependencies with.
bool MayCallGit(const PackageOperation& operation) {
  switch (operation.manager) {
    case config::Manager::kNpm:
    case config::Manager::kYarn:
    case config::Manager::kPnpm:
    case config::Manager::kGo:
    case config::Manager::kCargo:
    case config::Manager::kComposer:
    case config::Manager::kBundle:
      return true;
    default:
      return std::any_of(operation.packages.begin(), operation.packages.end(),
                         [](const PackageRef& package) {
                           return package.kind != config::PackageKind::kPlain;
                         });
  }
}

// What the image starts is a script, whose commands are not in the file, or a
// shell to work in.
bool StartsAnything(const DockerfileContext& context, const Stage& target) {
  if (base::Contains(target.name, "dev")) return true;
  for (InstructionKind kind :
       {InstructionKind::kEntrypoint, InstructionKind::kCmd}) {
    const Script* start = CommandOf(context, target, kind);
    if (start == nullptr) continue;
    std::span<const config::Command> commands = start->shell.commands();
    if (base::Contains(start->outer->text, ".sh") ||
        base::Contains(start->outer->text, "entrypoint") ||
        (commands.size() == 1 &&
         config::IsShellProgram(commands.front().name))) {
      return true;
    }
  }
  return false;
}

ToolUse UseOf(const DockerfileContext& context, const Script& script,
              const PackageOperation& install, const Tool& tool) {
  ToolUse use;
  use.elsewhere = StartsAnything(context, *context.evaluation.target());
  for (const Script& other : context.scripts) {
    if (!other.is_run() || other.index < script.index) continue;
    if (RunsUnknownCode(other)) use.elsewhere = true;
    for (const PackageOperation& operation : other.packages) {
      if (tool.program == "git" && MayCallGit(operation)) use.elsewhere = true;
    }
    for (const config::Command& command : other.shell.commands()) {
      if (&other == &script && command.index <= install.command->index) {
        continue;
      }
      bool manages = std::any_of(other.packages.begin(), other.packages.end(),
                                 [&](const PackageOperation& operation) {
                                   return operation.command == &command;
                                 });
      if (manages) continue;
      bool names =
          std::any_of(command.words.begin(), command.words.end(),
                      [&](const config::Word& word) {
                        return base::Contains(word.value, tool.program);
                      });
      if (names) (&other == &script ? use.here : use.elsewhere) = true;
    }
  }
  return use;
}

std::string RemovalBy(config::Manager manager, std::string_view package) {
  switch (manager) {
    case config::Manager::kApt:
    case config::Manager::kAptGet:
      return base::Format("apt-get purge -y --auto-remove {}", package);
    case config::Manager::kApk:
      return base::Format("apk del {}", package);
    case config::Manager::kYum:
    case config::Manager::kDnf:
    case config::Manager::kMicrodnf:
      return base::Format("{} remove -y {}", config::InfoOf(manager).name,
                          package);
    default:
      return "";
  }
}

// The package leaves the list, or is removed at the end of its RUN.
Edits WithoutTool(const DockerfileContext& context, const Script& script,
                  const PackageOperation& install, const PackageRef& package,
                  const ToolUse& use) {
  if (use.elsewhere || script.exec_form || script.outer->onbuild() != nullptr ||
      install.command->in_conditional || install.command->in_loop ||
      install.command->nesting != config::Nesting::kNone) {
    return {};
  }
  if (!use.here) {
    if (install.packages.size() == 1) {
      return RemoveCommand(context, script, *install.command);
    }
    return RemoveWords(context, script, *install.command,
                       std::vector<const config::Word*>{package.word});
  }
  // A removal that ends the RUN takes one more.
  const config::Command& last = script.shell.commands().back();
  for (const PackageOperation& operation : script.packages) {
    if (operation.command != &last || operation.packages.empty() ||
        operation.action != PackageAction::kRemove ||
        operation.manager != install.manager) {
      continue;
    }
    model::Range range = script.InFile(operation.packages.back().range);
    if (context.file.Text(range) != operation.packages.back().word->text) {
      return {};
    }
    return {InsertAt(context, range.end, " " + std::string(package.name))};
  }
  std::string removal = RemovalBy(install.manager, package.name);
  if (removal.empty()) return {};
  return AppendCommand(context, script, removal);
}

void LeftoverTool(const DockerfileContext& context, Findings& out) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr || !RunsSomething(*target)) return;
  ForEachLeft(context, [&](const Script& script,
                           const PackageOperation& operation,
                           const PackageRef& package) {
    const Tool* tool = FindTool(package.name);
    if (tool == nullptr || IsUsedAtRunTime(context, tool->program) ||
        IsUsedAtRunTime(context, tool->package) ||
        IsRemovedAgain(script, operation, package.name) ||
        IsRemovedLater(context, script, package.name)) {
      return;
    }
    model::Finding& finding =
        out.Add(script.InFile(package.range), script.outer->range,
                base::Format("The final image keeps {}, which no command of "
                             "the image uses",
                             base::Printable(package.name)));
    finding.severity = tool->severity;
    finding.subject = "tool " + std::string(package.name);
    // Each looks at all commands behind it; no honest list is as long.
    constexpr std::size_t kMostPackages = 500;
    if (operation.packages.size() > kMostPackages) return;
    ToolUse use = UseOf(context, script, operation, *tool);
    OfferFix(finding, false,
             use.here
                 ? base::Format("Remove {} where it was used",
                                base::Printable(package.name))
                 : base::Format("Leave {} out", base::Printable(package.name)),
             WithoutTool(context, script, operation, package, use));
  });
}

void SshServer(const DockerfileContext& context, Findings& out) {
  ForEachLeft(context, [&](const Script& script,
                           const PackageOperation& operation,
                           const PackageRef& package) {
    bool server = package.name == "openssh-server" ||
                  package.name == "dropbear" || package.name == "telnetd" ||
                  ((package.name == "openssh" || package.name == "ssh") &&
                   base::Contains(script.shell.text(), "sshd"));
    if (!server || IsRemovedAgain(script, operation, package.name)) return;
    model::Finding& finding =
        out.Add(script.InFile(package.range), script.outer->range,
                base::Format("The final image holds a server to log in by: {}",
                             base::Printable(package.name)));
    finding.subject = "server " + std::string(package.name);
  });
}

bool IsSdk(const config::ImageRef& ref) {
  if (ref.registry == "mcr.microsoft.com") {
    return ref.repository == "dotnet/sdk" ||
           ref.repository == "dotnet/core/sdk";
  }
  if (!ref.IsOfficial()) return false;
  std::string_view name = ref.BaseName();
  if (name == "golang" || name == "maven" || name == "gradle" ||
      name == "rust" || name == "gcc") {
    return true;
  }
  return name == "eclipse-temurin" && base::Contains(ref.tag, "-jdk");
}

void SdkAsFinal(const DockerfileContext& context, Findings& out) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr || !RunsSomething(*target)) return;
  const Stage& root = *StageAt(context, target->root_stage);
  if (root.from == nullptr || !root.base.known() || !root.image.valid ||
      !IsSdk(root.image)) {
    return;
  }
  model::Finding& finding =
      out.Add(root.from->from()->image.range, root.from->range,
              base::Format("The program runs in {}, an image to build in",
                           base::Printable(root.base.text)));
  finding.subject = "FROM " + root.image.Familiar();
}

// FROM build-$TARGETARCH: the variable may name the stage.
bool MayName(const Stage& user, const Stage& stage) {
  if (user.from == nullptr || user.from->from() == nullptr) return false;
  std::string_view word = user.from->from()->image.value;
  if (user.base.known() || !HasVariable(word)) return false;
  std::string begin = base::ToLower(word.substr(0, word.find('$')));
  return user.index > stage.index && stage.name.starts_with(begin);
}

void UnusedStage(const DockerfileContext& context, Findings& out) {
  const std::vector<Stage>& stages = context.evaluation.stages;
  for (const Stage& stage : stages) {
    if (stage.needed || stage.from == nullptr) continue;
    // A later stage that is not needed itself may build on it.
    bool used = false;
    for (const Stage& other : stages) {
      used = used || MayName(other, stage);
      for (const config::Dependency& dependency : other.dependencies) {
        if (dependency.stage == stage.index) used = true;
      }
    }
    // Built by --target, as its name says.
    if (used || base::Contains(stage.name, "dev")) continue;
    std::string name = stage.name.empty()
                           ? base::Format("number {}", stage.index)
                           : base::Printable(stage.name_text);
    model::Finding& finding = out.Add(
        stage.from->range, base::Format("Nothing uses the stage {}", name));
    if (stage.name.empty()) finding.severity = model::Severity::kLow;
  }
}

constexpr std::string_view kMultiStage =
    "https://docs.docker.com/build/building/multi-stage/";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/compiler-in-final-image",
      .severity = model::Severity::kLow,
      .title = "Compiler in the final image",
      .why = "It is needed for the build only, makes the image larger by "
             "hundreds of megabytes, and lets an intruder build what he needs.",
      .remedy = "Build in a stage of its own and copy the result, or remove "
                "the packages in the RUN that installs them.",
      .references = {kMultiStage},
      .no_fix = "which files the result consists of is not in the file"},
     &WhenFollowable<&CompilerLeft>},
    {{.id = "dockerfile/leftover-tool",
      .severity = model::Severity::kLow,
      .title = "Tool in the final image that no command of it uses",
      .why = "Tools to fetch, edit, listen and trace are what an intruder "
             "looks for first; each has advisories of its own.",
      .remedy = "Install and remove it in one RUN, or use it in an earlier "
                "stage; to look into a container use docker debug or a "
                "second container.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#dont-install-unnecessary-packages"},
      .fix = model::FixKind::kUnsafe,
      .follow_ups = {"dockerfile/update-alone"}},
     &WhenFollowable<&LeftoverTool>},
    {{.id = "dockerfile/login-server",
      .severity = model::Severity::kMedium,
      .title = "Server to log in by in the image",
      .why = "A second way into the container with keys and passwords of its "
             "own, past the orchestrator's rights and logs; it usually runs "
             "as root.",
      .remedy = "Use docker exec or kubectl exec, and leave the server out.",
      .no_fix = "somebody may log in by it"},
     &WhenFollowable<&SshServer>},
    {{.id = "dockerfile/sdk-as-final-image",
      .severity = model::Severity::kLow,
      .title = "Final image that is made to build in",
      .why = "Compiler, sources and package caches are shipped with the "
             "program: a large image, many advisories, and the source code "
             "for everybody who pulls it.",
      .remedy = "Name this stage AS build, and copy the result into a small "
                "image.",
      .references = {kMultiStage},
      .no_fix = "which files the result consists of is not in the file"},
     &SdkAsFinal},
    {{.id = "dockerfile/unused-stage",
      .severity = model::Severity::kInfo,
      .title = "Stage that nothing uses",
      .why = "BuildKit skips it, so what it was meant to do, such as tests, "
             "does not happen in a normal build.",
      .remedy = "Copy from it, build it by --target, or remove it.",
      .references = {kMultiStage},
      .no_fix = "somebody may build it by --target"},
     &WhenFollowable<&UnusedStage>},
};

}  // namespace

DockerfileRules FinalImageRules() { return kRules; }

}  // namespace bulkhead::check
