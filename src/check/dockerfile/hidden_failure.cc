// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Steps whose failure does not stop the build.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Connector;
using config::Word;

// A step that the safety of the image rests on.
bool IsSecurityStep(const Command& command) {
  return config::IsVerification(command) ||
         command.IsAnyOf("chmod", "chown", "chgrp", "setcap", "useradd",
                         "adduser", "groupadd", "addgroup", "usermod",
                         "apt-key", "update-ca-certificates", "update-ca-trust",
                         "setfacl");
}

// `true` or `exit 0` behind a semicolon, by which the list as a whole succeeds;
// null.
const Command* TrueBehind(const Script& script, const Command& command) {
  if (command.after != Connector::kSequence) return nullptr;
  for (const Command& next :
       script.shell.commands().subspan(command.index + 1)) {
    if (next.chain == command.chain) continue;
    if (next.depth > command.depth) continue;
    bool succeeds =
        next.IsAnyOf("true", ":") || (next.Is("exit") && next.HasArg("0"));
    return succeeds ? &next : nullptr;
  }
  return nullptr;
}

void HiddenSecurityFailure(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    const Command* last = TrueBehind(script, command);
    if (!command.followed_by_or_true && last == nullptr) return;
    if (!IsSecurityStep(command)) return;
    model::Finding& finding = out.Add(
        script.InFile(command.range), script.outer->range,
        base::Format("{} may fail{}, and the build goes on: {}", command.name,
                     command.stderr_silenced ? " in silence" : "",
                     last != nullptr ? "; true" : "|| true"));
    if (config::IsVerification(command)) {
      finding.severity = model::Severity::kHigh;
    }
    OfferFix(finding, false, "Let the failure end the build",
             last != nullptr ? RemoveCommand(context, script, *last)
                             : RemoveOrTrue(context, script, command));
  });
}

// The exit code of the command is lost: another command follows whatever
// happens, and the shell does not stop on errors.
bool IsResultLost(const Script& script, const Command& command) {
  if (command.after != Connector::kSequence || command.is_condition ||
      command.in_substitution || command.in_function ||
      command.in_conditional || command.negated) {
    return false;
  }
  // The next one must be behind it at the same level, or further out.
  std::span<const Command> all =
      script.shell.commands().subspan(command.index + 1);
  return std::any_of(all.begin(), all.end(), [&](const Command& next) {
    return next.chain != command.chain && next.depth <= command.depth &&
           !next.words.empty();
  });
}

// Calls visit(command) for commands in a RUN whose failure goes unseen.
template <typename Visitor>
void ForEachLost(const Script& script, Visitor visit) {
  if (!script.is_run() || script.exec_form || ShellStopsOnError(script)) return;
  bool stops = false;
  for (const Command& command : script.shell.commands()) {
    if (SetsErrexit(command)) stops = true;
    if (command.Is("set") && command.HasArg("+e")) stops = false;
    if (!stops && command.nesting == config::Nesting::kNone &&
        IsResultLost(script, command)) {
      visit(command);
    }
  }
}

void IgnoredVerification(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    ForEachLost(script, [&](const Command& command) {
      if (!config::IsVerification(command)) return;
      model::Finding& finding =
          out.Add(script.InFile(command.range), script.outer->range,
                  base::Format("{} finds a wrong file, and the build uses it "
                               "nevertheless: `;` goes on after a failure",
                               command.name));
      OfferFix(finding, false, "Let the failure end the build",
               StopAtFailures(context, script, command));
    });
  }
}

// Commands that a build can't do without.
bool IsEssential(const Script& script, const Command& command) {
  if (command.IsAnyOf("make", "cmake", "tar", "unzip", "dpkg", "rpm", "curl",
                      "wget", "git", "chmod", "chown", "useradd", "adduser",
                      "mvn", "gradle", "go", "cargo", "dotnet")) {
    return true;
  }
  for (const config::PackageOperation& operation : script.packages) {
    if (operation.command != &command) continue;
    return operation.action == config::PackageAction::kInstall ||
           operation.action == config::PackageAction::kLockedInstall;
  }
  return false;
}

void FailureIgnored(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    bool found = false;
    ForEachLost(script, [&](const Command& command) {
      if (found || !IsEssential(script, command)) return;
      if (config::IsVerification(command) || command.followed_by_or_true) {
        return;
      }
      found = true;
      model::Finding& finding =
          out.Add(script.InFile(command.range), script.outer->range,
                  base::Format("{} may fail, and the build goes on with the "
                               "next command",
                               command.name));
      OfferFix(finding, false, "Let the failure end the build",
               StopAtFailures(context, script, command));
    });
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/failure-ignored",
      .severity = model::Severity::kLow,
      .title = "RUN that goes on after a failed command",
      .why = "Only the last command decides: a failed install or download "
             "makes an image that lacks something, and nobody notices before "
             "it runs.",
      .remedy = "Join the commands by &&, or begin with set -e.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#run"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&FailureIgnored>},
    {{.id = "dockerfile/hidden-security-failure",
      .severity = model::Severity::kLow,
      .title = "Security step that may fail unseen",
      .why = "Permissions, owners, users, keys or sums are not what the file "
             "says, and the build is green.",
      .remedy = "Remove what hides the failure; make the step right for every "
                "case instead (mkdir -p, [ -e FILE ]).",
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&HiddenSecurityFailure>},
    {{.id = "dockerfile/ignored-verification",
      .severity = model::Severity::kHigh,
      .title = "Check of a download whose result nobody heeds",
      .why = "The sum or signature is wrong, the check says so, and the next "
             "command unpacks and runs the file.",
      .remedy = "Join the commands by &&, or begin with set -e.",
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&IgnoredVerification>},
};

}  // namespace

DockerfileRules HiddenFailureRules() { return kRules; }

}  // namespace bulkhead::check
