// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The typed view of an instruction, by the rules of BuildKit's
// frontend/dockerfile/instructions.
#include <algorithm>

#include "base/text.h"
#include "config/dockerfile/chars.h"
#include "config/dockerfile/heredoc.h"
#include "config/dockerfile/parse.h"

namespace bulkhead::config {
namespace {

void RequireOne(ParseContext& context, Instruction& i) {
  if (i.arguments.size() == 1 && !i.arguments[0].value.empty()) return;
  context.Fail(
      i, base::Format("{} requires exactly one argument", KeywordOf(i.kind)));
}

bool RequireSome(ParseContext& context, Instruction& i) {
  if (!i.arguments.empty()) return true;
  context.Fail(
      i, base::Format("{} requires at least one argument", KeywordOf(i.kind)));
  return false;
}

// Letters, digits, '-', '_' and '.', a letter first, in lower case.
bool IsStageName(std::string_view name) {
  std::string lower = base::ToLower(name);
  return !lower.empty() && base::IsLower(lower[0]) &&
         std::all_of(lower.begin(), lower.end(), [](char c) {
           return base::IsLower(c) || base::IsDigit(c) || c == '-' ||
                  c == '_' || c == '.';
         });
}

void InterpretFrom(ParseContext& context, Instruction& i) {
  FromArgs from;
  if (!i.arguments.empty()) from.image = i.arguments[0];
  from.platform = FlagValueOf(i, "platform");
  bool named = i.arguments.size() == 3 &&
               base::EqualsIgnoreCase(i.arguments[1].value, "as");
  if (named) {
    from.as = i.arguments[1];
    from.stage_name = i.arguments[2];
  }
  i.args = from;
  if (!CheckFlags(context, i, {{"platform"}})) return;
  if (named && !IsStageName(from.stage_name.value)) {
    context.Fail(i, SyntaxStage::kInstruction, from.stage_name.range,
                 base::Format("invalid name for build stage: {}, name can't "
                              "start with a number or contain symbols",
                              QuoteGo(from.stage_name.value)));
  } else if (!named && i.arguments.size() != 1) {
    context.Fail(i, "FROM requires either one or three arguments");
  }
}

// Takes words NAME=VALUE, or NAME and VALUE of the old form, apart.
KeyValueArgs PairsOf(const Instruction& i) {
  KeyValueArgs out;
  bool may_be_legacy = i.kind != InstructionKind::kArg;
  if (may_be_legacy && i.arguments.size() == 2 &&
      !base::Contains(i.arguments[0].value, "=")) {
    const PlacedText& key = i.arguments[0];
    const PlacedText& value = i.arguments[1];
    out.legacy = true;
    out.pairs.push_back({.key = key.value,
                         .value = value.value,
                         .range = {key.range.begin, value.range.end},
                         .key_range = key.range,
                         .value_range = value.range});
    return out;
  }
  for (const PlacedText& word : i.arguments) {
    KeyValue pair;
    std::size_t equals = word.value.find('=');
    pair.key = word.value.substr(0, equals);
    pair.has_value = equals != std::string_view::npos;
    pair.range = word.range;
    pair.key_range = PlaceView(i, pair.key, word.range).range;
    pair.value_range = {word.range.end, word.range.end};
    if (pair.has_value) {
      pair.value = word.value.substr(equals + 1);
      if (!pair.value.empty()) {
        pair.value_range = PlaceView(i, pair.value, word.range).range;
      }
    }
    out.pairs.push_back(pair);
  }
  return out;
}

void InterpretPairs(ParseContext& context, Instruction& i) {
  i.args = PairsOf(i);
  if (!CheckFlags(context, i, {}) || i.faulty) return;
  if (!RequireSome(context, i)) return;
  for (const KeyValue& pair : i.pairs()->pairs) {
    if (!pair.key.empty()) continue;
    context.Fail(i, SyntaxStage::kInstruction, pair.range,
                 base::Format("{} names can not be blank", KeywordOf(i.kind)));
    return;
  }
}

// Index of the here document that a source word opens, from `next` on; they
// come in the order of the words.
std::int32_t HereDocOf(const Instruction& i, const PlacedText& word,
                       std::size_t& next) {
  const std::vector<HereDoc>& docs = i.heredocs;
  while (next < docs.size() && docs[next].word_range.begin < word.range.begin) {
    ++next;
  }
  const bool opens =
      next < docs.size() && docs[next].word_range.begin == word.range.begin;
  return opens ? static_cast<std::int32_t>(next) : -1;
}

CopyArgs CopyArgsOf(const Instruction& i) {
  CopyArgs copy;
  const std::size_t count = i.arguments.size();
  std::size_t next_doc = 0;
  for (std::size_t k = 0; k + 1 < count; ++k) {
    CopySource source;
    static_cast<PlacedText&>(source) = i.arguments[k];
    if (!i.json_form) source.heredoc = HereDocOf(i, i.arguments[k], next_doc);
    copy.sources.push_back(source);
  }
  if (count > 0) copy.dest = i.arguments.back();
  copy.from = FlagValueOf(i, "from");
  copy.chown = FlagValueOf(i, "chown");
  copy.chmod = FlagValueOf(i, "chmod");
  copy.checksum = FlagValueOf(i, "checksum");
  copy.keep_git_dir = FlagValueOf(i, "keep-git-dir");
  copy.unpack = FlagValueOf(i, "unpack");
  copy.link = FlagValueOf(i, "link");
  copy.parents = FlagValueOf(i, "parents");
  for (const Flag& flag : i.flags) {
    if (flag.name == "exclude") {
      copy.excludes.push_back({flag.value, flag.value_range});
    }
  }
  copy.link_enabled = FlagEnabled(i, "link");
  copy.parents_enabled = FlagEnabled(i, "parents");
  copy.keep_git_dir_enabled = FlagEnabled(i, "keep-git-dir");
  return copy;
}

void CheckDestination(ParseContext& context, Instruction& i) {
  const PlacedText& dest = i.arguments.back();
  if (!base::Contains(dest.value, "<<")) return;
  const base::Result<std::optional<HereDocWord>> word =
      ParseHereDocWord(dest.value);
  if (!word.ok() || !word.value()) return;
  context.Fail(i, SyntaxStage::kInstruction, dest.range,
               base::Format("{} cannot accept a heredoc as a destination",
                            KeywordOf(i.kind)));
}

void InterpretCopy(ParseContext& context, Instruction& i) {
  i.args = CopyArgsOf(i);
  bool flags_fit = i.kind == InstructionKind::kCopy
                       ? CheckFlags(context, i,
                                    {{"chown"},
                                     {"from"},
                                     {"chmod"},
                                     {"link", FlagType::kBool},
                                     {"parents", FlagType::kBool},
                                     {"exclude", FlagType::kTexts}})
                       : CheckFlags(context, i,
                                    {{"chown"},
                                     {"chmod"},
                                     {"link", FlagType::kBool},
                                     {"keep-git-dir", FlagType::kBool},
                                     {"checksum"},
                                     {"unpack", FlagType::kBool},
                                     {"exclude", FlagType::kTexts}});
  if (!flags_fit || i.faulty) return;
  if (i.arguments.size() >= 2) return CheckDestination(context, i);
  context.Fail(i,
               base::Format("{} requires at least two arguments, but only one "
                            "was provided. Destination could not be determined",
                            KeywordOf(i.kind)));
}

long long PortNumber(std::string_view text) {
  std::optional<long long> number = base::ParseInt(text);
  return number && *number >= 0 ? *number : -1;
}

Port PortOf(const PlacedText& word) {
  Port port;
  port.spec = word;
  std::string_view text = word.value;
  std::size_t slash = text.rfind('/');
  if (slash != std::string_view::npos) {
    port.protocol = text.substr(slash + 1);
    text = text.substr(0, slash);
  }
  std::size_t colon = text.rfind(':');
  if (colon != std::string_view::npos && !base::Contains(text, "${")) {
    port.host = text.substr(0, colon);
    text = text.substr(colon + 1);
  }
  port.ports = text;
  std::size_t dash = text.find('-');
  port.first = PortNumber(text.substr(0, dash));
  port.last = dash == std::string_view::npos
                  ? port.first
                  : PortNumber(text.substr(dash + 1));
  return port;
}

void InterpretExpose(ParseContext& context, Instruction& i) {
  ExposeArgs expose;
  for (const PlacedText& word : i.arguments) {
    expose.ports.push_back(PortOf(word));
  }
  i.args = std::move(expose);
  if (CheckFlags(context, i, {})) RequireSome(context, i);
}

// A duration as Go reads it: 1h30m, 1.5s; "0" needs no unit.
bool IsDuration(std::string_view text) {
  if (text == "0") return true;
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return false;
  while (!text.empty()) {
    std::size_t digits =
        std::min(text.find_first_not_of("0123456789."), text.size());
    if (digits == 0 || text.substr(0, digits) == ".") return false;
    text.remove_prefix(digits);
    bool unit = false;
    for (std::string_view name :
         {"ns", "us", "\xC2\xB5s", "\xCE\xBCs", "ms", "s", "m", "h"}) {
      if (name == "m" && text.starts_with("ms")) continue;
      if (base::ConsumePrefix(text, name)) {
        unit = true;
        break;
      }
    }
    if (!unit) return false;
  }
  return true;
}

void CheckHealthcheckFlags(ParseContext& context, Instruction& i) {
  bool fits = CheckFlags(context, i,
                         {{"interval"},
                          {"timeout"},
                          {"start-period"},
                          {"start-interval"},
                          {"retries"}});
  if (!fits) return;
  for (const Flag& flag : i.flags) {
    bool variable = base::Contains(flag.value, "$");
    if (flag.value.empty() || variable) continue;
    if (flag.name == "retries") {
      std::optional<long long> number = base::ParseInt(flag.value);
      if (number && *number >= 0) continue;
      context.Fail(i, SyntaxStage::kInstruction, flag.value_range,
                   base::Format("--retries must be a whole number and not "
                                "negative (was {})",
                                flag.value));
    } else if (!IsDuration(flag.value)) {
      context.Fail(i, SyntaxStage::kInstruction, flag.value_range,
                   base::Format("time: invalid duration {} for --{}",
                                QuoteGo(flag.value), flag.name));
    }
  }
}

void InterpretHealthcheck(ParseContext& context, Instruction& i) {
  HealthcheckArgs check;
  check.type = i.first();
  check.none = base::EqualsIgnoreCase(check.type.value, "none");
  check.interval = FlagValueOf(i, "interval");
  check.timeout = FlagValueOf(i, "timeout");
  check.start_period = FlagValueOf(i, "start-period");
  check.start_interval = FlagValueOf(i, "start-interval");
  check.retries = FlagValueOf(i, "retries");
  bool command = base::EqualsIgnoreCase(check.type.value, "cmd");
  if (command && !i.json_form && i.arguments.size() > 1) {
    check.script = ScriptFromArgument(i, 1);
  }
  bool has_command = i.arguments.size() > 1;
  i.args = check;
  if (!RequireSome(context, i)) return;
  if (check.none) {
    if (has_command) context.Fail(i, "HEALTHCHECK NONE takes no arguments");
    return;
  }
  if (!command) {
    context.Fail(i, SyntaxStage::kInstruction, check.type.range,
                 base::Format("Unknown type {} in HEALTHCHECK (try CMD)",
                              QuoteGo(base::ToUpper(check.type.value))));
    return;
  }
  if (!has_command) {
    context.Fail(i, "Missing command after HEALTHCHECK CMD");
    return;
  }
  // The arguments of the command alone, as for CMD.
  i.arguments.erase(i.arguments.begin());
  CheckHealthcheckFlags(context, i);
}

void InterpretCommand(ParseContext& context, Instruction& i) {
  CommandArgs command;
  if (!i.json_form && !i.arguments.empty()) {
    command.script = ScriptFromArgument(i, 0);
  }
  i.args = std::move(command);
  CheckFlags(context, i, {});
}

void InterpretShell(ParseContext& context, Instruction& i) {
  if (!CheckFlags(context, i, {})) return;
  if (!i.json_form && !i.faulty) {
    context.Fail(i, "SHELL requires the arguments to be in JSON form");
  } else if (i.arguments.empty() && !i.faulty) {
    context.Fail(i, "SHELL requires at least one argument");
  }
}

void InterpretVolume(ParseContext& context, Instruction& i) {
  if (!CheckFlags(context, i, {}) || i.faulty) return;
  if (!RequireSome(context, i)) return;
  for (const PlacedText& path : i.arguments) {
    if (!base::Trim(path.value).empty()) continue;
    context.Fail(i, SyntaxStage::kInstruction, path.range,
                 "VOLUME specified can not be an empty string");
    return;
  }
}

void InterpretOnbuild(ParseContext& context, Instruction& i) {
  if (i.rest.empty()) {
    context.Fail(i, "ONBUILD requires at least one argument");
    return;
  }
  const Instruction* inner = i.onbuild();
  if (inner == nullptr) return;
  if (inner->kind == InstructionKind::kOnbuild) {
    context.Fail(i, "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  } else if (inner->kind == InstructionKind::kFrom ||
             inner->kind == InstructionKind::kMaintainer) {
    context.Fail(i, base::Format("{} isn't allowed as an ONBUILD trigger",
                                 KeywordOf(inner->kind)));
  }
}

void UnknownInstruction(ParseContext& context, Instruction& i) {
  std::vector<std::string_view> names;
  for (int kind = 1; kind <= static_cast<int>(InstructionKind::kWorkdir);
       ++kind) {
    names.push_back(KeywordOf(static_cast<InstructionKind>(kind)));
  }
  std::string_view near = base::DidYouMean(i.keyword, names);
  context.Fail(
      i, SyntaxStage::kInstruction, i.keyword_range,
      base::Format(
          "unknown instruction: {}{}", base::Printable(i.keyword),
          near.empty() ? "" : base::Format(" (did you mean {}?)", near)));
}

void InterpretOne(ParseContext& context, Instruction& i) {
  switch (i.kind) {
    case InstructionKind::kAdd:
    case InstructionKind::kCopy:
      return InterpretCopy(context, i);
    case InstructionKind::kArg:
    case InstructionKind::kEnv:
    case InstructionKind::kLabel:
      return InterpretPairs(context, i);
    case InstructionKind::kCmd:
    case InstructionKind::kEntrypoint:
      return InterpretCommand(context, i);
    case InstructionKind::kExpose:
      return InterpretExpose(context, i);
    case InstructionKind::kFrom:
      return InterpretFrom(context, i);
    case InstructionKind::kHealthcheck:
      return InterpretHealthcheck(context, i);
    case InstructionKind::kOnbuild:
      return InterpretOnbuild(context, i);
    case InstructionKind::kRun:
      return InterpretRun(context, i);
    case InstructionKind::kShell:
      return InterpretShell(context, i);
    case InstructionKind::kVolume:
      return InterpretVolume(context, i);
    case InstructionKind::kMaintainer:
    case InstructionKind::kStopsignal:
    case InstructionKind::kUser:
    case InstructionKind::kWorkdir:
      if (CheckFlags(context, i, {})) RequireOne(context, i);
      return;
    case InstructionKind::kUnknown:
      return UnknownInstruction(context, i);
  }
}

}  // namespace

void Interpret(ParseContext& context, Instruction& instruction) {
  InterpretOne(context, instruction);
  OnbuildArgs* onbuild = std::get_if<OnbuildArgs>(&instruction.args);
  if (onbuild == nullptr || onbuild->instruction == nullptr) return;
  // ONBUILD ONBUILD has its error; what is in it does not matter.
  Instruction& inner = *onbuild->instruction;
  if (inner.Is(InstructionKind::kOnbuild)) return;
  InterpretOne(context, inner);
  instruction.faulty |= inner.faulty;
}

}  // namespace bulkhead::config
