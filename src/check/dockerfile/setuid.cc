// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Files that run with the rights of their owner or group.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Word;

struct SpecialBits {
  bool user = false;
  bool group = false;
  [[nodiscard]] bool any() const { return user || group; }
};

SpecialBits BitsOfNumber(std::string_view mode) {
  SpecialBits bits;
  while (mode.size() > 4 && mode[0] == '0') mode.remove_prefix(1);
  if (mode.size() != 4) return bits;
  bool octal = std::all_of(mode.begin(), mode.end(),
                           [](char c) { return c >= '0' && c <= '7'; });
  if (!octal) return bits;
  int special = mode[0] - '0';
  bits.user = (special & 4) != 0;
  bits.group = (special & 2) != 0;
  return bits;
}

// One clause of a symbolic mode: "u+s", "ug+rxs", "g=rs".
SpecialBits BitsOfClause(std::string_view clause) {
  SpecialBits bits;
  std::size_t op = clause.find_first_of("+=");
  if (op == std::string_view::npos ||
      clause.find('s', op) == std::string_view::npos) {
    return bits;
  }
  std::string_view who = clause.substr(0, op);
  if (who.find_first_not_of("ugoa") != std::string_view::npos) return bits;
  bool all = who.empty() || base::Contains(who, "a");
  bits.user = all || base::Contains(who, "u");
  bits.group = all || base::Contains(who, "g");
  return bits;
}

SpecialBits BitsOf(std::string_view mode) {
  if (mode.empty()) return {};
  if (base::IsDigit(mode[0])) return BitsOfNumber(mode);
  SpecialBits bits;
  for (std::string_view clause : base::Split(mode, ',')) {
    SpecialBits some = BitsOfClause(clause);
    bits.user = bits.user || some.user;
    bits.group = bits.group || some.group;
  }
  return bits;
}

// The mode without the two bits; "" where nothing of it is left or it is not a
// number.
std::string WithoutBits(std::string_view mode) {
  if (mode.empty() || !base::IsDigit(mode[0])) return "";
  while (mode.size() > 4 && mode[0] == '0') mode.remove_prefix(1);
  std::string out(mode);
  out[0] = static_cast<char>(((out[0] - '0') & 1) + '0');
  return out[0] == '0' ? out.substr(1) : out;
}

model::Finding& Report(SpecialBits bits, std::string_view what,
                       std::string_view mode, model::Range range,
                       model::Range construct, Findings& out) {
  model::Finding& finding = out.Add(
      range, construct,
      base::Format("{} sets the {} bit: {}", what,
                   bits.user ? "setuid" : "setgid", base::Printable(mode)));
  // On a folder it only means that new files get its group.
  if (!bits.user) finding.severity = model::Severity::kLow;
  return finding;
}

constexpr std::string_view kFix = "Leave the setuid and setgid bits out";

// A mode in numbers loses the bits; "u+s" does nothing else and goes. The
// setgid bit alone is mostly meant for a folder.
void FixChmod(const DockerfileContext& context, const Script& script,
              const Command& command, const Word& mode, SpecialBits bits,
              model::Finding& finding) {
  if (!bits.user) return;
  std::string number = WithoutBits(mode.value);
  if (!number.empty()) {
    OfferFix(finding, false, std::string(kFix),
             ReplaceWord(context, script, mode, number));
  } else if (mode.value == "u+s" || mode.value == "+s" ||
             mode.value == "ug+s" || mode.value == "a+s") {
    OfferFix(finding, false, std::string(kFix),
             RemoveCommand(context, script, command));
  }
}

void SetuidInRun(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!context.InFinalImage(script.stage)) return;
    if (command.Is("chmod")) {
      for (const Word& word : command.args()) {
        SpecialBits bits = BitsOf(word.value);
        if (word.known && bits.any()) {
          FixChmod(context, script, command, word, bits,
                   Report(bits, "chmod", word.value, script.InFile(word.range),
                          script.outer->range, out));
        }
        // The mode comes first, flags apart.
        if (!word.value.starts_with("-")) break;
      }
    } else if (command.Is("install") &&
               !HasFlag(command, {"-d", "--directory"})) {
      std::optional<config::FlagValue> mode =
          config::FindFlagValue(command, {"-m", "--mode"});
      if (!mode || !mode->word->known) return;
      SpecialBits bits = BitsOf(mode->value);
      if (!bits.any()) return;
      model::Finding& finding =
          Report(bits, "install", mode->value, script.InFile(mode->word->range),
                 script.outer->range, out);
      std::string number = WithoutBits(mode->value);
      if (number.empty() || mode->word->value != mode->value) return;
      OfferFix(finding, false, std::string(kFix),
               ReplaceWord(context, script, *mode->word, std::move(number)));
    }
  });
}

void Setuid(const DockerfileContext& context, Findings& out) {
  SetuidInRun(context, out);
  for (const config::Instruction& instruction : context.instructions()) {
    const config::CopyArgs* copy = instruction.copy();
    if (copy == nullptr || copy->chmod.empty()) continue;
    if (!context.InFinalImage(context.StageIndexOf(instruction))) continue;
    SpecialBits bits = BitsOf(copy->chmod.value);
    if (!bits.any()) continue;
    model::Finding& finding = Report(
        bits, base::Format("{} --chmod", config::KeywordOf(instruction.kind)),
        copy->chmod.value, copy->chmod.range, instruction.range, out);
    std::string number = WithoutBits(copy->chmod.value);
    if (number.empty() ||
        context.file.Text(copy->chmod.range) != copy->chmod.value) {
      continue;
    }
    OfferFix(finding, false, std::string(kFix),
             {Replace(context, copy->chmod.range, std::move(number))});
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/setuid",
      .aliases = {"CIS-DI-0008"},
      .severity = model::Severity::kMedium,
      .title = "A file gets the setuid or setgid bit",
      .why = "Whoever runs it has the rights of its owner; a flaw in it makes "
             "every user of the container root.",
      .remedy = "Give the program the one capability it needs, or start it as "
                "the right user.",
      .fix = model::FixKind::kUnsafe},
     &Setuid},
};

}  // namespace

DockerfileRules SetuidRules() { return kRules; }

}  // namespace bulkhead::check
