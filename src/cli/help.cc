// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Help and the manual page, from the table of commands.
#include <algorithm>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/outputs.h"
#include "engine/version.h"

namespace bulkhead::cli {
namespace {

constexpr int kMaxWidth = 100;
constexpr std::string_view kIntro =
    "Bulkhead checks Dockerfiles and Compose files as they will run, explains "
    "what it finds, and fixes it.";
constexpr std::string_view kExitCodes =
    "0 clean; 1 findings at or above --fail-on; 2 an error; 3 something could "
    "not be assessed";

void AppendWrapped(std::string_view text, int indent, int width,
                   std::string* out) {
  int column = indent;
  bool first = true;
  for (std::string_view word : base::SplitWords(text)) {
    int size = static_cast<int>(base::DisplayWidth(word));
    if (!first && column + 1 + size > width) {
      *out += "\n" + std::string(static_cast<std::size_t>(indent), ' ');
      column = indent;
      first = true;
    }
    if (!first) {
      *out += ' ';
      ++column;
    }
    *out += word;
    column += size;
    first = false;
  }
  *out += '\n';
}

// A label of at most 26 columns, and a text beside it.
void AppendRow(std::string_view label, std::string_view text, int width,
               std::string* out) {
  constexpr std::size_t kColumn = 28;
  std::string line = "  " + std::string(label);
  if (line.size() + 2 > kColumn) {
    *out += line + "\n" + std::string(kColumn, ' ');
  } else {
    line.resize(kColumn, ' ');
    *out += line;
  }
  AppendWrapped(text, kColumn, width, out);
}

std::string LabelOf(const FlagInfo& flag) {
  std::string label;
  if (!flag.short_name.empty()) label = std::string(flag.short_name) + ", ";
  label += flag.name;
  if (flag.kind == FlagKind::kOptionalValue) {
    label += base::Format("[={}]", flag.value);
  } else if (flag.kind != FlagKind::kSwitch) {
    label += base::Format(" {}", flag.value);
  }
  return label;
}

std::vector<std::string_view> GroupsOf(const Command& command) {
  std::vector<std::string_view> groups;
  for (const FlagInfo& flag : command.flags) {
    if (std::find(groups.begin(), groups.end(), flag.group) == groups.end()) {
      groups.push_back(flag.group);
    }
  }
  return groups;
}

bool Writes(const Command& command) {
  return std::any_of(
      command.flags.begin(), command.flags.end(),
      [](const FlagInfo& flag) { return flag.name == kOutputFlag.name; });
}

// Backslashes, and dots and quotes at the begin of a line, mean something to
// roff.
std::string Roff(std::string_view text) {
  std::string out = base::ReplaceAll(text, "\\", "\\e");
  out = base::ReplaceAll(out, "-", "\\-");
  if (out.starts_with('.') || out.starts_with('\'')) out.insert(0, "\\&");
  return out;
}

void AppendEntry(std::string_view label, std::string_view text,
                 std::string* out) {
  *out += base::Format(".TP\n.B {}\n{}\n", Roff(label), Roff(text));
}

void AppendManual(std::span<const FlagInfo> flags, std::string* out) {
  for (const FlagInfo& flag : flags) AppendEntry(LabelOf(flag), flag.help, out);
}

void AppendManual(const Command& command, std::string* out) {
  std::string title = base::Format("{} {}", command.name, command.synopsis);
  *out += base::Format(".SS \"bulkhead {}\"\n{}\n",
                       Roff(base::TrimRight(title)), Roff(command.summary));
  if (!command.description.empty()) {
    *out += base::Format(".PP\n{}\n", Roff(command.description));
  }
  AppendManual(command.flags, out);
  for (const Example& example : command.examples) {
    *out += base::Format(".PP\n{}:\n.PP\n.nf\n.RS\n{}\n.RE\n.fi\n",
                         Roff(example.meaning), Roff(example.line));
  }
}

}  // namespace

std::string HelpText(int width) {
  width = std::min(width, kMaxWidth);
  std::string out;
  AppendWrapped(kIntro, 0, width, &out);
  out += "\nUsage: bulkhead COMMAND [ARGUMENT...]\n\nCommands:\n";
  for (const Command* command : AllCommands()) {
    if (command->hidden) continue;
    AppendRow(command->name, command->summary, width, &out);
  }
  out += "\nExamples:\n";
  for (const Command* command : AllCommands()) {
    if (command->hidden || command->examples.empty()) continue;
    // One for a command and those below it.
    if (base::Contains(command->name, " ")) continue;
    const Example& example = command->examples.front();
    out += base::Format("  {}\n      {}\n", example.line, example.meaning);
  }
  out += "\nExit status:\n  ";
  AppendWrapped(kExitCodes, 2, width, &out);
  out +=
      "\nbulkhead COMMAND --help tells more of a command.\n"
      "bulkhead --version says which version this is.\n";
  return out;
}

std::string HelpText(const Command& command, int width) {
  width = std::min(width, kMaxWidth);
  std::string out;
  AppendWrapped(base::Format("{}.", command.summary), 0, width, &out);
  out += base::Format(
      "\nUsage: bulkhead {}{}{}\n", command.name,
      command.flags.empty() ? "" : " [FLAG...]",
      command.synopsis.empty() ? "" : " " + std::string(command.synopsis));
  if (!command.description.empty()) {
    out += '\n';
    AppendWrapped(command.description, 0, width, &out);
  }
  if (!command.examples.empty()) out += "\nExamples:\n";
  for (const Example& example : command.examples) {
    out += base::Format("  {}\n      {}\n", example.line, example.meaning);
  }
  for (std::string_view group : GroupsOf(command)) {
    out += base::Format("\n{}:\n", group.empty() ? "Flags" : group);
    for (const FlagInfo& flag : command.flags) {
      if (flag.group == group) AppendRow(LabelOf(flag), flag.help, width, &out);
    }
  }
  if (Writes(command)) {
    out += "\nFormats:\n";
    for (const report::Writer* writer : report::AllWriters()) {
      AppendRow(writer->name, writer->description, width, &out);
    }
  }
  out += "\nCommon flags:\n";
  for (const FlagInfo& flag : CommonFlags()) {
    AppendRow(LabelOf(flag), flag.help, width, &out);
  }
  return out;
}

std::string ManualPage() {
  std::string out = base::Format(
      ".TH BULKHEAD 1 \"\" \"bulkhead {}\" \"User Commands\"\n"
      ".SH NAME\nbulkhead \\- security of Docker containers\n"
      ".SH SYNOPSIS\n.B bulkhead\nCOMMAND [ARGUMENT...]\n"
      ".SH DESCRIPTION\n{}\n.SH COMMANDS\n",
      engine::kVersion, Roff(kIntro));
  for (const Command* command : AllCommands()) {
    if (!command->hidden) AppendManual(*command, &out);
  }
  out += ".SH \"COMMON FLAGS\"\n";
  AppendManual(CommonFlags(), &out);
  out += ".SH FORMATS\n";
  for (const report::Writer* writer : report::AllWriters()) {
    AppendEntry(writer->name, writer->description, &out);
  }
  out += base::Format(".SH \"EXIT STATUS\"\n{}\n", Roff(kExitCodes));
  return out;
}

}  // namespace bulkhead::cli
