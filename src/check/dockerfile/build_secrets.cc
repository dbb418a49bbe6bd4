// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Secrets of RUN that end up in a layer or in the log.
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Mount;
using config::MountType;
using config::Redirection;
using config::RedirectOp;
using config::Word;

// A secret of a RUN: the file that --mount=type=secret makes, or a variable.
struct Secret {
  std::string path;      // "" where there is no file
  std::string variable;  // "" where there is none
};

std::vector<Secret> SecretsOf(const Script& script) {
  std::vector<Secret> secrets;
  for (const Mount& mount : script.mounts()) {
    if (mount.type != MountType::kSecret) continue;
    Secret secret;
    if (mount.target_given) {
      secret.path = base::NormalPath(mount.target.value);
    } else if (!mount.env_given && !mount.id.empty()) {
      secret.path = "/run/secrets/" + std::string(mount.id.value);
    }
    secret.variable = mount.env.value;
    secrets.push_back(std::move(secret));
  }
  return secrets;
}

bool ExpandsVariable(const Word& word, std::string_view name) {
  return std::any_of(word.pieces.begin(), word.pieces.end(),
                     [&](const config::Piece& piece) {
                       return piece.kind == config::PieceKind::kParameter &&
                              piece.text == name;
                     });
}

bool IsOutput(const Redirection& redirection) {
  return redirection.op == RedirectOp::kOutput ||
         redirection.op == RedirectOp::kAppend ||
         redirection.op == RedirectOp::kClobber ||
         redirection.op == RedirectOp::kOutputAll ||
         redirection.op == RedirectOp::kAppendAll;
}

// The file that takes the command's output; null: none that stays.
const Word* OutputOf(const Command& command) {
  for (const Redirection& redirection : command.redirections) {
    if (IsOutput(redirection) && redirection.fd != 2) {
      return &redirection.target;
    }
  }
  return nullptr;
}

// The place is no part of the layer: a mount, a device, or removed again.
bool IsTemporary(const Script& script, std::string_view file) {
  if (file.starts_with("/dev/") || file.starts_with("/proc/")) return true;
  if (file.starts_with('/') && (script.HasMount(MountType::kTmpfs, file) ||
                                script.HasMount(MountType::kCache, file) ||
                                script.HasMount(MountType::kBind, file) ||
                                script.HasMount(MountType::kSecret, file))) {
    return true;
  }
  for (const Command& command : script.shell.commands()) {
    if (!command.IsAnyOf("rm", "shred", "unlink")) continue;
    for (const Word& word : command.args()) {
      if (NameOf(word.value) == NameOf(file)) return true;
      if (file.starts_with('/') && word.value.starts_with('/') &&
          base::LiesIn(file, base::NormalPath(word.value))) {
        return true;
      }
    }
  }
  return false;
}

// The command or one that it holds in $(...) reads the secret's file.
bool Names(const Command& command, const Secret& secret) {
  for (const Word& word : command.args()) {
    if (!secret.path.empty() && base::Contains(word.text, secret.path)) {
      return true;
    }
    if (!secret.variable.empty() && ExpandsVariable(word, secret.variable)) {
      return true;
    }
  }
  return false;
}

bool Prints(const Command& command) {
  return command.IsAnyOf("cat", "echo", "printf", "head", "tail", "envsubst",
                         "sed", "base64", "tr");
}

// Where the command writes the secret to, within the layer; null: nowhere.
const Word* CopyOf(const Script& script, const Command& command) {
  const Word* file = nullptr;
  if (command.IsAnyOf("cp", "install", "mv")) {
    if (command.words.size() > 2) file = &command.words.back();
  } else if (Prints(command) && !command.in_substitution) {
    file = OutputOf(command);
    const Command* next = config::NextInPipeline(script.shell, command);
    if (file == nullptr && next != nullptr && next->Is("tee") &&
        !next->args().empty()) {
      file = &next->args().back();
    }
  }
  if (file == nullptr || IsTemporary(script, file->value)) return nullptr;
  return file;
}

std::string NameOfSecret(const Secret& secret) {
  return base::Printable(secret.path.empty() ? "$" + secret.variable
                                             : secret.path);
}

void SecretMountCopied(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    std::vector<Secret> secrets = SecretsOf(script);
    if (secrets.empty()) continue;
    for (const Command& command : script.shell.commands()) {
      for (const Secret& secret : secrets) {
        if (!Names(command, secret)) continue;
        const Word* file = CopyOf(script, command);
        if (file == nullptr) continue;
        model::Finding& finding =
            out.Add(script.InFile(command.range), script.outer->range,
                    base::Format("{} writes the secret {} to {}, which stays "
                                 "in the layer",
                                 command.name, NameOfSecret(secret),
                                 base::Printable(file->value)));
        if (!context.InFinalImage(script.stage)) {
          finding.severity = model::Severity::kMedium;
        }
        break;
      }
    }
  }
}

void SecretMountPrinted(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    std::vector<Secret> secrets = SecretsOf(script);
    if (secrets.empty()) continue;
    for (const Command& command : script.shell.commands()) {
      if (!command.IsAnyOf("cat", "echo", "printf", "head", "base64")) {
        continue;
      }
      if (command.in_substitution || command.stdout_silenced ||
          command.pipeline_position + 1 < command.pipeline_size ||
          OutputOf(command) != nullptr) {
        continue;
      }
      for (const Secret& secret : secrets) {
        if (!Names(command, secret)) continue;
        OfferFix(
            out.Add(script.InFile(command.range), script.outer->range,
                    base::Format("{} prints the secret {} into the build's log",
                                 command.name, NameOfSecret(secret))),
            false, "Print nothing", RemoveCommand(context, script, command));
        break;
      }
    }
  }
}

bool IsSecretVariable(std::string_view name) {
  std::string upper = base::ToUpper(name);
  if (upper.ends_with("_FILE") || upper.ends_with("_PATH")) return false;
  for (std::string_view part :
       {"TOKEN", "PASSWORD", "PASSWD", "SECRET", "APIKEY", "API_KEY",
        "PRIVATE_KEY", "CREDENTIAL", "ACCESS_KEY", "_PAT", "AUTH_KEY"}) {
    if (base::Contains(upper, part)) return true;
  }
  return false;
}

// A word of the command holds the value of an ARG with a secret's name; "".
std::string_view SecretOf(const DockerfileContext& context,
                          const Script& script, const Command& command) {
  for (const Word& word : command.words) {
    for (const config::Piece& piece : word.pieces) {
      if (piece.kind != config::PieceKind::kParameter || !piece.op.empty() ||
          !IsSecretVariable(piece.text)) {
        continue;
      }
      const config::Definition* definition =
          context.evaluation.Lookup(piece.text, script.index);
      if (definition != nullptr && definition->is_arg) return piece.text;
    }
  }
  return "";
}

// Text that the script writes the URL of a git repository with.
bool LeavesGitConfig(const Script& script, const Command& command) {
  if (!command.Is("git")) return false;
  bool keeps = command.HasArg("clone") || command.HasArg("remote") ||
               (command.HasArg("config") && !command.HasArg("--unset"));
  // The repository, or its .git, is removed in the same RUN.
  return keeps && !base::Contains(script.shell.text(), ".git ") &&
         !base::Contains(script.shell.text(), "/.git") &&
         !base::Contains(script.shell.text(), "--remove-section") &&
         !base::Contains(script.shell.text(), "--unset") &&
         !base::Contains(script.shell.text(), ".gitconfig");
}

bool SetsConfig(const Command& command) {
  if (command.IsAnyOf("npm", "yarn", "pnpm", "composer", "pip", "pip3",
                      "poetry", "bundle")) {
    return command.HasArg("config") || command.HasArg("set");
  }
  return (command.Is("docker") && command.HasArg("login")) ||
         (command.Is("dotnet") && command.HasArg("source"));
}

void SecretWrittenToLayer(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!context.InFinalImage(script.stage)) return;
    // The text of the script is looked through for few commands only.
    std::string_view name = SecretOf(context, script, command);
    if (name.empty()) return;
    const Word* file = Prints(command) && !command.in_substitution
                           ? OutputOf(command)
                           : nullptr;
    bool to_file = file != nullptr && !IsTemporary(script, file->value);
    bool keeps = to_file || LeavesGitConfig(script, command) ||
                 (SetsConfig(command) &&
                  !base::Contains(script.shell.text(), "config delete") &&
                  !base::Contains(script.shell.text(), "rm -f"));
    if (!keeps) return;
    model::Finding& finding =
        out.Add(script.InFile(command.range), script.outer->range,
                base::Format("{} leaves the value of {} in a file of the image",
                             command.name, base::Printable(name)));
    finding.subject = base::Format("{} {}", command.name, name);
  });
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/secret-mount-copied",
      .severity = model::Severity::kHigh,
      .title = "Secret mount whose content is copied into the layer",
      .why = "The mount keeps the secret out of the image, and the copy puts "
             "it back: whoever pulls the image can read it.",
      .remedy = "Read the secret where it is mounted (target=, env=), or "
                "remove the copy in the same RUN.",
      .references = {"https://docs.docker.com/build/building/secrets/"},
      .no_fix = "how the program reads the secret is not in the file"},
     &WhenFollowable<&SecretMountCopied>},
    {{.id = "dockerfile/secret-mount-printed",
      .severity = model::Severity::kMedium,
      .title = "Secret that is printed into the build's log",
      .why = "Logs of CI are kept for months and read by more people than the "
             "secret was meant for.",
      .remedy = "Remove the output, or pipe it to the program that needs it.",
      .references = {"https://docs.docker.com/build/building/secrets/"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&SecretMountPrinted>},
    {{.id = "dockerfile/secret-written-to-layer",
      .severity = model::Severity::kHigh,
      .title = "RUN that stores a build argument's secret in the image",
      .why = "The configuration file with the secret is part of the layer, "
             "and the argument's value stands in the history: whoever pulls "
             "the image has both.",
      .remedy = "Use RUN --mount=type=secret for this command, and change the "
                "secret if the image was ever pushed.",
      .references = {"https://docs.docker.com/build/building/secrets/"},
      .no_fix = "how the build gets the secret is a choice"},
     &WhenFollowable<&SecretWrittenToLayer>},
};

}  // namespace

DockerfileRules BuildSecretsRules() { return kRules; }

}  // namespace bulkhead::check
