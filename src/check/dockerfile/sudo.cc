// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// sudo while building and in the image.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Command;

// Removing the word is enough where an ordinary command follows it.
void FixSudo(const DockerfileContext& context, const Script& script,
             const Command& sudo, model::Finding& finding) {
  if (sudo.words.size() < 2 || !IsPlainInFile(context, script, sudo.words[0])) {
    return;
  }
  std::string_view next = sudo.words[1].text;
  if (next.empty() || next[0] == '-' || base::Contains(next, "=")) return;
  model::Range word = script.InFile(sudo.words[0].range);
  model::Range behind = script.InFile(sudo.words[1].range);
  SetFix(finding, false, "Call the command without sudo",
         {Replace(context, {word.begin, behind.begin}, "")});
}

void SudoInRun(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    const Command* sudo = FirstNamed(script, {"sudo"});
    if (sudo == nullptr) continue;
    std::string what = "a command";
    if (sudo->words.size() > 1 && !sudo->words[1].value.starts_with('-')) {
      what = base::Printable(sudo->words[1].value);
    }
    model::Finding& finding =
        out.Add(NameRange(script, *sudo), script.outer->range,
                base::Format("RUN calls {} through sudo", what));
    FixSudo(context, script, *sudo, finding);
  }
}

void SudoWithoutPassword(const DockerfileContext& context, Findings& out) {
  constexpr std::string_view kMark = "NOPASSWD:";
  for (const Script& script : context.scripts) {
    if (!script.is_run() || !context.InFinalImage(script.stage)) continue;
    std::string_view text = script.shell.text();
    std::size_t at = text.find(kMark);
    if (at == std::string_view::npos || script.exec_form) continue;
    std::string_view granted = base::TrimLeft(text.substr(at + kMark.size()));
    if (!granted.starts_with("ALL")) continue;
    config::TextRange range{static_cast<std::uint32_t>(at),
                            static_cast<std::uint32_t>(at + kMark.size())};
    model::Finding& finding =
        out.Add(script.InFile(range), script.outer->range,
                "sudo runs every command as root without a password");
    model::Range place = script.InFile(range);
    if (context.file.Text(place) != kMark ||
        base::Contains(text.substr(range.end), kMark)) {
      continue;
    }
    OfferFix(finding, false, "Let sudo ask for the password",
             {RemoveWord(context, place)});
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/sudo",
      .aliases = {"DL3004", "DS-0010", "CKV2_DOCKER_1", "DKL-DI-0001"},
      .severity = model::Severity::kLow,
      .title = "sudo in a build step",
      .why = "RUN is root unless USER says otherwise, so sudo does nothing but "
             "stay in the image, where it is a way to root; it also changes "
             "the environment and the signals of what it starts.",
      .remedy = "Put the step in front of USER and leave sudo out; use "
                "setpriv or gosu to drop rights.",
      .fix = model::FixKind::kUnsafe},
     &SudoInRun},
    {{.id = "dockerfile/sudo-without-password",
      .severity = model::Severity::kMedium,
      .title = "sudo needs no password in the image",
      .why = "Whoever takes over the process becomes root with one command, "
             "as if USER were not there.",
      .remedy = "Remove sudo from the image, or allow single commands only.",
      .fix = model::FixKind::kUnsafe},
     &SudoWithoutPassword},
};

}  // namespace

DockerfileRules SudoRules() { return kRules; }

}  // namespace bulkhead::check
