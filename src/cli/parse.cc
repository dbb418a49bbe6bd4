// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The one translation unit that includes CLI11. Only the application of the
// chosen command is built, since building all costs at every start.
#include <algorithm>
#include <list>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/commands.h"

namespace bulkhead::cli {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kColorChoices[] = {"auto", "always", "never"};

constexpr FlagInfo kCommon[] = {
    {.name = "--help", .short_name = "-h", .help = "Show this help"},
    {.name = "--color",
     .kind = FlagKind::kValue,
     .value = "WHEN",
     .help = "Use colours: auto, always or never",
     .choices = kColorChoices},
};

Error UsageError(std::string message, const Command* command) {
  std::string hint = command == nullptr ? "try bulkhead --help"
                                        : base::Format("try bulkhead {} --help",
                                                       command->name);
  return {ErrorCode::kInvalid, base::Format("{}; {}", message, hint)};
}

std::string WithHint(std::string message, std::string_view word,
                     std::span<const std::string_view> candidates) {
  std::string_view near = base::DidYouMean(word, candidates);
  if (!near.empty()) message += base::Format("; did you mean {}?", near);
  return message;
}

Error UnknownCommand(std::string_view word) {
  std::vector<std::string_view> names;
  for (const Command* command : AllCommands()) {
    if (!command->hidden) names.push_back(command->name);
  }
  return UsageError(
      WithHint(base::Format("there is no command {}", base::Printable(word)),
               word, names),
      nullptr);
}

bool HasSubcommands(std::string_view name) {
  return std::any_of(
      AllCommands().begin(), AllCommands().end(), [&](const Command* command) {
        return command->name.starts_with(base::Format("{} ", name));
      });
}

std::vector<const FlagInfo*> FlagsOf(const Command& command) {
  std::vector<const FlagInfo*> flags;
  for (const FlagInfo& flag : command.flags) flags.push_back(&flag);
  for (const FlagInfo& flag : CommonFlags()) flags.push_back(&flag);
  return flags;
}

Error UnknownFlag(std::string_view word, const Command& command) {
  std::string_view name = word.substr(0, word.find('='));
  std::vector<std::string_view> names;
  for (const FlagInfo* flag : FlagsOf(command)) names.push_back(flag->name);
  return UsageError(WithHint(base::Format("bulkhead {} has no flag {}",
                                          command.name, base::Printable(name)),
                             name, names),
                    &command);
}

// One flag with the place that CLI11 puts its values.
struct Slot {
  const FlagInfo* info = nullptr;
  CLI::Option* option = nullptr;
  std::vector<std::string> values;
  std::string text;
};

void AddFlag(CLI::App* app, Slot* slot) {
  const FlagInfo& flag = *slot->info;
  std::string names(flag.name);
  if (!flag.short_name.empty()) {
    names = std::string(flag.short_name) + "," + names;
  }
  switch (flag.kind) {
    case FlagKind::kSwitch:
      slot->option = app->add_flag(names)->disable_flag_override();
      return;
    case FlagKind::kOptionalValue:
      names += base::Format("{{{}}}", flag.implied);
      slot->option = app->add_flag(names, slot->text);
      slot->option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
      return;
    case FlagKind::kValue:
    case FlagKind::kList:
      slot->option = app->add_option(names, slot->values);
      slot->option->allow_extra_args(false)->expected(1);
      slot->option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      return;
  }
}

base::Status CheckChoice(const Slot& slot, const Command& command) {
  const FlagInfo& flag = *slot.info;
  if (flag.choices.empty()) return base::Ok{};
  for (const std::string& value : slot.values) {
    if (std::find(flag.choices.begin(), flag.choices.end(), value) !=
        flag.choices.end()) {
      continue;
    }
    std::string message =
        base::Format("{} takes {}, not {}", flag.name,
                     base::Join(flag.choices, ", "), base::Printable(value));
    return UsageError(WithHint(std::move(message), value, flag.choices),
                      &command);
  }
  return base::Ok{};
}

base::Result<Arguments> ParseFlags(const Command& command,
                                   std::vector<std::string> words) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::list<Slot> slots;
  for (const FlagInfo* flag : FlagsOf(command)) {
    slots.push_back({.info = flag});
    AddFlag(&app, &slots.back());
  }
  try {
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the end
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    return UsageError(base::Printable(error.what()), &command);
  }
  Arguments arguments;
  std::vector<std::string> positionals;
  bool only_positionals = false;
  for (const std::string& word : app.remaining()) {
    if (!only_positionals && word == "--") {
      only_positionals = true;
    } else if (!only_positionals && word.size() > 1 && word[0] == '-') {
      return UnknownFlag(word, command);
    } else {
      positionals.push_back(word);
    }
  }
  if (positionals.size() > command.max_positionals) {
    return UsageError(
        base::Format(
            "bulkhead {} takes {}, found {}", command.name,
            command.synopsis.empty() ? "no arguments" : command.synopsis,
            base::Printable(positionals[command.max_positionals])),
        &command);
  }
  arguments.SetPositionals(std::move(positionals));
  for (Slot& slot : slots) {
    if (slot.option->count() == 0) continue;
    if (slot.info->kind == FlagKind::kOptionalValue) slot.values = {slot.text};
    base::Status choice = CheckChoice(slot, command);
    if (!choice.ok()) return std::move(choice).error();
    arguments.Set(slot.info->name, std::move(slot.values));
  }
  return arguments;
}

}  // namespace

std::span<const FlagInfo> CommonFlags() { return kCommon; }

std::span<const Command* const> AllCommands() {
  static constexpr const Command* kAll[] = {
#define COMMAND(name) &(name),
#include "cli/commands.inc"
#undef COMMAND
  };
  return kAll;
}

const Command* FindCommand(std::string_view name) {
  for (const Command* command : AllCommands()) {
    if (command->name == name) return command;
  }
  return nullptr;
}

std::string Arguments::Value(std::string_view flag,
                             std::string_view otherwise) const {
  auto at = values_.find(flag);
  if (at == values_.end() || at->second.empty()) return std::string(otherwise);
  return at->second.back();
}

const std::vector<std::string>& Arguments::Values(std::string_view flag) const {
  static const std::vector<std::string> kNone;
  auto at = values_.find(flag);
  return at == values_.end() ? kNone : at->second;
}

base::Result<Invocation> ParseCommandLine(std::span<const std::string> words) {
  Invocation invocation;
  if (words.empty() || words[0] == "--help" || words[0] == "-h" ||
      words[0] == "help") {
    invocation.wants_help = true;
    if (words.size() > 1 && words[0] == "help") {
      std::string name = base::Join(words.subspan(1), " ");
      invocation.command = FindCommand(name);
      if (invocation.command == nullptr) return UnknownCommand(name);
    }
    return invocation;
  }
  if (words[0] == "--version" || words[0] == "-V") {
    invocation.wants_version = true;
    return invocation;
  }
  std::size_t used = 1;
  invocation.command = FindCommand(words[0]);
  if (words.size() > 1) {
    std::string name = words[0] + " " + words[1];
    if (const Command* longer = FindCommand(name)) {
      invocation.command = longer;
      used = 2;
    } else if (HasSubcommands(words[0]) && !words[1].starts_with('-')) {
      return UnknownCommand(name);
    }
  }
  if (invocation.command == nullptr) return UnknownCommand(words[0]);
  base::Result<Arguments> arguments = ParseFlags(
      *invocation.command,
      {words.begin() + static_cast<std::ptrdiff_t>(used), words.end()});
  if (!arguments.ok()) return std::move(arguments).error();
  invocation.arguments = std::move(arguments).value();
  invocation.wants_help = invocation.arguments.Has("--help");
  return invocation;
}

}  // namespace bulkhead::cli
