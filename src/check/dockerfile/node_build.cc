// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Builds of Node.js projects, and lock files of any language that the build
// does not keep to.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/packages.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Manager;
using config::PackageAction;
using config::PackageOperation;

bool IsOfNode(const PackageOperation& operation) {
  return IsAmong(operation.manager,
                 {Manager::kNpm, Manager::kYarn, Manager::kPnpm});
}

// Installs what the project's manifest lists.
bool InstallsProject(const PackageOperation& operation) {
  return operation.packages.empty() && !operation.global &&
         (operation.action == PackageAction::kInstall ||
          operation.action == PackageAction::kLockedInstall);
}

// npm run build, yarn build, npx tsc, ng build: what needs the tools that
// projects list as devDependencies.
bool IsBuild(const Command& command) {
  if (command.IsAnyOf("tsc", "webpack", "rollup", "esbuild")) return true;
  std::vector<const config::Word*> words = config::Positionals(command);
  if (words.empty()) return false;
  std::string_view verb = words[0]->value;
  if (command.IsAnyOf("ng", "vite", "next", "nest", "nuxt")) {
    return verb == "build";
  }
  if (!command.IsAnyOf("npm", "yarn", "pnpm")) return false;
  bool run = verb == "run" || verb == "run-script";
  if (run && words.size() > 1) verb = words[1]->value;
  if (!run && command.Is("npm")) return false;
  return verb == "build" || verb.starts_with("build:") || verb == "compile";
}

// NODE_ENV=production holds at the instruction.
bool IsProduction(const DockerfileContext& context, std::size_t index) {
  std::optional<std::string_view> value =
      context.evaluation.KnownVariable("NODE_ENV", index);
  return value && *value == "production";
}

// The install of a stage that leaves devDependencies out, and by what.
struct ProductionInstall {
  const Script* script = nullptr;
  const PackageOperation* operation = nullptr;
  bool by_variable = false;
};

ProductionInstall InstallOf(const DockerfileContext& context,
                            const Script& script, const Command& command,
                            const ProductionInstall& before) {
  for (const PackageOperation& operation : script.packages) {
    if (operation.command != &command || !IsOfNode(operation) ||
        !InstallsProject(operation)) {
      continue;
    }
    if (operation.dev_excluded) return {&script, &operation, false};
    for (const config::Word& word : command.words) {
      if (base::Contains(word.value, "dev") || !word.known ||
          base::Contains(word.value, "production")) {
        return {};
      }
    }
    bool own =
        std::any_of(command.assignments.begin(), command.assignments.end(),
                    [](const config::Assignment& assignment) {
                      return assignment.name == "NODE_ENV";
                    });
    if (!own && IsProduction(context, script.index)) {
      return {&script, &operation, true};
    }
    return {};
  }
  return before;
}

// What makes an install bring devDependencies whatever NODE_ENV says.
std::string_view IncludeDevFlag(const PackageOperation& install) {
  if (install.manager == Manager::kYarn) return "--production=false";
  if (install.manager == Manager::kPnpm) return "--prod=false";
  return "--include=dev";
}

void FixIncludeDev(const DockerfileContext& context,
                   const ProductionInstall& install, model::Finding& finding) {
  FixBehindVerb({*install.script, *install.operation}, context, false,
                IncludeDevFlag(*install.operation),
                "Install devDependencies as well", finding);
}

// Installs everything, and removes devDependencies behind the build where the
// stage is part of the image.
Edits InstallAll(const DockerfileContext& context,
                 const ProductionInstall& install, const Script& build) {
  const Command& command = *install.operation->command;
  std::vector<const config::Word*> words;
  std::span<const config::Word> args = command.args();
  for (std::size_t i = 0; i < args.size(); ++i) {
    std::string_view text = args[i].value;
    bool next = i + 1 < args.size();
    bool pair =
        next && ((text == "--omit" && args[i + 1].value == "dev") ||
                 (text == "--only" && (args[i + 1].value == "prod" ||
                                       args[i + 1].value == "production")));
    bool alone = text == "--omit=dev" || text == "--only=prod" ||
                 text == "--only=production" || text == "--production" ||
                 text == "--production=true" || text == "--prod" ||
                 text == "-P" || text == "--no-dev";
    if (!pair && !alone) continue;
    words.push_back(&args[i]);
    if (pair) words.push_back(&args[++i]);
  }
  if (words.empty()) return {};
  Edits edits;
  if (IsProduction(context, install.script->index)) {
    // NODE_ENV would leave them out all the same.
    edits = ReplaceWord(context, *install.script, *words.front(),
                        std::string(IncludeDevFlag(*install.operation)));
    if (edits.empty()) return {};
    words.erase(words.begin());
  }
  if (!words.empty()) {
    Edits removed = RemoveWords(context, *install.script, command, words);
    if (removed.empty()) return {};
    edits.insert(edits.end(), removed.begin(), removed.end());
  }
  if (edits.empty() || !context.InFinalImage(build.stage)) return edits;
  if (install.operation->manager == Manager::kYarn) return {};
  bool npm = install.operation->manager == Manager::kNpm;
  Edits prune = AppendCommand(
      context, build, npm ? "npm prune --omit=dev" : "pnpm prune --prod");
  if (prune.empty()) return {};
  edits.push_back(prune.front());
  return edits;
}

void ReportBuild(const DockerfileContext& context, const Script& script,
                 const Command& build, const ProductionInstall& install,
                 Findings& out) {
  model::Finding& finding = out.Add(
      script.InFile(build.range), script.outer->range,
      base::Format(
          "{} builds without devDependencies: {} left them out", build.name,
          install.by_variable ? "NODE_ENV=production" : "the install before"));
  Relate(context, finding,
         install.script->InFile(install.operation->command->range),
         "the install");
  if (install.by_variable) {
    FixIncludeDev(context, install, finding);
  } else {
    OfferFix(finding, false, "Install devDependencies as well",
             InstallAll(context, install, script));
  }
}

void ReportBuilds(const DockerfileContext& context, bool by_variable,
                  Findings& out) {
  for (const config::Stage& stage : context.evaluation.stages) {
    ProductionInstall install;
    for (const Script* script : RunsOf(context, stage)) {
      for (const Command& command : script->shell.commands()) {
        install = InstallOf(context, *script, command, install);
        if (install.operation == nullptr || !IsBuild(command)) continue;
        if (script->stage != stage.index) break;
        if (install.by_variable == by_variable) {
          ReportBuild(context, *script, command, install, out);
        }
        install = {};
      }
    }
  }
}

void BuildWithoutDev(const DockerfileContext& context, Findings& out) {
  ReportBuilds(context, false, out);
}
void NodeEnvBeforeInstall(const DockerfileContext& context, Findings& out) {
  ReportBuilds(context, true, out);
}

// COPY of the context before instruction `index`, in its stage, names a lock
// file.
bool CopiesLock(const DockerfileContext& context, const Script& script,
                std::initializer_list<std::string_view> locks) {
  const config::Stage* stage = StageAt(context, script.stage);
  if (stage == nullptr) return false;
  for (std::size_t i = stage->begin; i < script.index; ++i) {
    const config::CopyArgs* copy = context.file.instructions[i].copy();
    if (copy == nullptr) continue;
    for (const config::CopySource& source : copy->sources) {
      for (std::string_view lock : locks) {
        if (NameOf(Unquoted(source.value)) == lock) return true;
      }
    }
  }
  return std::any_of(script.mounts().begin(), script.mounts().end(),
                     [&](const config::Mount& mount) {
                       return std::find(locks.begin(), locks.end(),
                                        NameOf(mount.source.value)) !=
                              locks.end();
                     });
}

void NpmInstallWithLock(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const PackageOperation& operation : script.packages) {
      if (operation.manager != Manager::kNpm || !InstallsProject(operation)) {
        continue;
      }
      if (operation.verb != "install" && operation.verb != "i") continue;
      if (!CopiesLock(context, script,
                      {"package-lock.json", "npm-shrinkwrap.json"})) {
        continue;
      }
      model::Range verb = script.InFile(operation.verb_range);
      model::Finding& finding =
          out.Add(script.InFile(operation.command->range), script.outer->range,
                  "npm install may change what package-lock.json says");
      if (script.exec_form || context.file.Text(verb) != operation.verb) {
        continue;
      }
      SetFix(finding, false, "Use npm ci", {Replace(context, verb, "ci")});
    }
  }
}

void YarnWithoutFrozenLock(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const PackageOperation& operation : script.packages) {
      if (operation.manager != Manager::kYarn || !InstallsProject(operation) ||
          operation.frozen) {
        continue;
      }
      const Command& command = *operation.command;
      if (config::HasFlag(command, {"--immutable", "--pure-lockfile"}) ||
          !CopiesLock(context, script, {"yarn.lock"})) {
        continue;
      }
      model::Finding& finding =
          out.Add(script.InFile(command.range), script.outer->range,
                  "yarn install may change what yarn.lock says");
      if (operation.verb != "install") continue;
      FixBehindVerb({script, operation}, context, false, "--frozen-lockfile",
                    "Add --frozen-lockfile", finding);
    }
  }
}

// Verbs that resolve all dependencies of the project anew.
bool UpdatesDependencies(const Command& command) {
  if (command.args().empty() || !command.args().front().known) return false;
  std::string_view verb = command.args().front().value;
  bool update = verb == "update" || verb == "upgrade" || verb == "up";
  if (command.IsAnyOf("npm", "yarn", "pnpm")) {
    return update && config::Positionals(command).size() == 1 &&
           !config::HasFlag(command, {"-g", "--global"});
  }
  if (command.IsAnyOf("composer", "bundle", "poetry", "cargo")) {
    return verb == "update" && !command.HasArg("--bundler") &&
           !command.HasArg("--lock");
  }
  return command.Is("go") && verb == "get" && command.HasArg("-u");
}

// How to install by the lock instead.
struct LockedVerb {
  std::string_view program;
  std::string_view lock;
  bool required;  // the verb fails without the lock file
  std::string_view instead;
};
constexpr LockedVerb kLockedVerbs[] = {
    {"npm", "package-lock.json", true, "ci"},
    {"yarn", "yarn.lock", true, "install --frozen-lockfile"},
    {"pnpm", "pnpm-lock.yaml", true, "install --frozen-lockfile"},
    {"composer", "composer.lock", false, "install"},
    {"bundle", "Gemfile.lock", false, "install"},
    {"poetry", "poetry.lock", false, "install"},
};

// Flags that mean the same to the other verb.
bool HasCommonFlags(const Command& command) {
  return std::all_of(command.args().begin() + 1, command.args().end(),
                     [](const config::Word& word) {
                       for (std::string_view flag : {"--no-dev",
                                                     "--no-interaction",
                                                     "-n",
                                                     "--prefer-dist",
                                                     "--prefer-source",
                                                     "--no-scripts",
                                                     "--no-plugins",
                                                     "--no-progress",
                                                     "--optimize-autoloader",
                                                     "-o",
                                                     "--no-ansi",
                                                     "--classmap-authoritative",
                                                     "-a",
                                                     "--ignore-platform-reqs",
                                                     "--no-autoloader",
                                                     "-q",
                                                     "--quiet",
                                                     "-v",
                                                     "-vv",
                                                     "-vvv",
                                                     "--no-audit",
                                                     "--no-fund",
                                                     "--omit=dev",
                                                     "--production",
                                                     "--silent",
                                                     "--legacy-peer-deps"}) {
                         if (word.value == flag) return true;
                       }
                       return false;
                     });
}

Edits InstallByLock(const DockerfileContext& context, const Script& script,
                    const Command& command) {
  if (command.Is("cargo")) {
    if (command.args().size() != 1) return {};
    return RemoveCommand(context, script, command);
  }
  for (const LockedVerb& verb : kLockedVerbs) {
    if (!command.Is(verb.program) || !HasCommonFlags(command)) continue;
    if (verb.required && !CopiesLock(context, script, {verb.lock})) continue;
    return ReplaceWord(context, script, command.args().front(),
                       std::string(verb.instead));
  }
  return {};
}

void DependencyUpdate(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!UpdatesDependencies(command)) return;
    model::Finding& finding = out.Add(
        script.InFile(command.range), script.outer->range,
        base::Format("{} {} takes what is newest on the day of the build, "
                     "whatever the lock file says",
                     command.name, command.args().front().value));
    if (script.exec_form) return;
    OfferFix(finding, false, "Install by the lock file",
             InstallByLock(context, script, command));
  });
}

void CargoInstallUnlocked(const DockerfileContext& context, Findings& out) {
  ForEachOperation(context, {Manager::kCargo}, [&](const ScriptOperation& at) {
    const PackageOperation& operation = at.operation;
    if (operation.verb != "install" || operation.packages.empty() ||
        operation.frozen ||
        config::HasFlag(*operation.command, {"--frozen", "--locked"})) {
      return;
    }
    model::Finding& finding = out.Add(
        at.InFile(operation.command->range), at.construct(),
        base::Format("cargo install {} without --locked takes the newest "
                     "dependencies",
                     base::Printable(operation.packages.front().name)));
    FixBehindVerb(at, context, false, "--locked", "Add --locked", finding);
  });
}

constexpr std::string_view kWhyLock =
    "The lock file names versions and hashes that were tested; the build may "
    "take others, among them one that an attacker published an hour ago.";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/build-without-dev-dependencies",
      .severity = model::Severity::kLow,
      .title = "Build after an install without devDependencies",
      .why = "Compilers and bundlers are mostly devDependencies: the build "
             "fails, or npx fetches whatever bears the name at that moment.",
      .remedy = "Install everything in the build stage, build, then run npm "
                "prune --omit=dev or copy the result into a fresh stage.",
      .references = {"https://docs.npmjs.com/cli/commands/npm-ci"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&BuildWithoutDev>},
    {{.id = "dockerfile/cargo-install-unlocked",
      .severity = model::Severity::kLow,
      .title = "cargo install without --locked",
      .why = kWhyLock,
      .remedy = "Add --locked.",
      .references = {"https://doc.rust-lang.org/cargo/commands/"
                     "cargo-install.html"},
      .fix = model::FixKind::kUnsafe},
     &CargoInstallUnlocked},
    {{.id = "dockerfile/dependency-update",
      .severity = model::Severity::kLow,
      .title = "Build that updates its dependencies",
      .why = kWhyLock,
      .remedy = "Update while developing, commit the lock file, and install "
                "by it here.",
      .fix = model::FixKind::kUnsafe},
     &DependencyUpdate},
    {{.id = "dockerfile/node-env-before-install",
      .severity = model::Severity::kLow,
      .title = "NODE_ENV=production before the install and the build",
      .why = "npm and yarn leave devDependencies out, so that the build has "
             "no compiler or bundler.",
      .remedy = "Set NODE_ENV in the final stage, or install with "
                "--include=dev.",
      .references = {"https://docs.npmjs.com/cli/commands/npm-ci"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&NodeEnvBeforeInstall>},
    {{.id = "dockerfile/npm-install-with-lock",
      .severity = model::Severity::kLow,
      .title = "npm install although there is a lock file",
      .why = kWhyLock,
      .remedy = "Use npm ci, which installs exactly what the lock says.",
      .references = {"https://docs.npmjs.com/cli/commands/npm-ci"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&NpmInstallWithLock>},
    {{.id = "dockerfile/yarn-without-frozen-lock",
      .severity = model::Severity::kLow,
      .title = "yarn install that may change yarn.lock",
      .why = kWhyLock,
      .remedy = "Add --frozen-lockfile (yarn 1) or --immutable (later).",
      .references = {"https://classic.yarnpkg.com/en/docs/cli/install/"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&YarnWithoutFrozenLock>},
};

}  // namespace

DockerfileRules NodeBuildRules() { return kRules; }

}  // namespace bulkhead::check
