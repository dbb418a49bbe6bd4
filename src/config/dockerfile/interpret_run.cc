// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// RUN: mounts, network, security, devices, and the script.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "config/dockerfile/chars.h"
#include "config/dockerfile/parse.h"

namespace bulkhead::config {
namespace {

constexpr std::array<std::string_view, 18> kMountKeys = {
    "type", "from",    "source",   "target",      "readonly", "readwrite",
    "id",   "sharing", "required", "size",        "mode",     "uid",
    "gid",  "env",     "dst",      "destination", "src",      "ro"};

// Fields of a mount, separated by commas; a field in double quotes may hold
// commas, as in a line of CSV.
std::vector<PlacedText> SplitFields(std::string_view value,
                                    model::Range range) {
  std::vector<PlacedText> fields;
  bool plain = range.size() == value.size();
  std::size_t begin = 0;
  while (begin <= value.size()) {
    std::size_t end = begin;
    bool quoted = begin < value.size() && value[begin] == '"';
    if (quoted) {
      end = std::min(value.find('"', begin + 1), value.size());
    }
    end = std::min(value.find(',', std::min(end, value.size())), value.size());
    std::string_view field = value.substr(begin, end - begin);
    model::Range place =
        plain ? model::Range{range.begin + begin, range.begin + end} : range;
    if (quoted && field.size() >= 2 && field.ends_with('"')) {
      field = field.substr(1, field.size() - 2);
    }
    fields.push_back({field, place});
    begin = end + 1;
  }
  return fields;
}

std::string_view Canonical(std::string_view key) {
  if (key == "dst" || key == "destination") return "target";
  if (key == "src") return "source";
  if (key == "ro") return "readonly";
  if (key == "rw") return "readwrite";
  return key;
}

MountType TypeOf(std::string_view name) {
  for (MountType type : {MountType::kBind, MountType::kCache, MountType::kTmpfs,
                         MountType::kSecret, MountType::kSsh}) {
    if (base::EqualsIgnoreCase(name, MountTypeName(type))) return type;
  }
  return MountType::kUnknown;
}

// strconv.ParseBool
std::optional<bool> ParseGoBool(std::string_view text) {
  for (std::string_view name : {"1", "t", "T", "TRUE", "true", "True"}) {
    if (text == name) return true;
  }
  for (std::string_view name : {"0", "f", "F", "FALSE", "false", "False"}) {
    if (text == name) return false;
  }
  return std::nullopt;
}

class MountParser {
 public:
  MountParser(ParseContext& context, Instruction& instruction)
      : context_(context), i_(instruction) {}

  Mount Parse(const Flag& flag) {
    mount_ = {};
    mount_.range = flag.value_range;
    for (const PlacedText& field : SplitFields(flag.value, flag.value_range)) {
      ReadField(field);
    }
    if (!mount_.type_text.empty()) {
      mount_.type = TypeOf(mount_.type_text.value);
      if (mount_.type == MountType::kUnknown &&
          !base::Contains(mount_.type_text.value, "$")) {
        Fail(mount_.type_text.range,
             base::Format("unsupported mount type {}",
                          QuoteGo(mount_.type_text.value)));
      }
    }
    CheckOptions();
    mount_.read_only = read_only_.value_or(mount_.type == MountType::kBind ||
                                           mount_.type == MountType::kSecret ||
                                           mount_.type == MountType::kSsh);
    return mount_;
  }

 private:
  void ReadField(const PlacedText& field) {
    const std::optional<std::pair<std::string_view, std::string_view>> pair =
        base::Cut(field.value, "=");
    std::string key = base::ToLower(pair ? pair->first : field.value);
    std::string_view name = Canonical(key);
    if (!pair) {
      ReadSwitch(name, field);
      return;
    }
    PlacedText value{pair->second, field.range};
    bool exact = field.range.size() == field.value.size();
    if (exact) value.range.begin = field.range.end - value.value.size();
    if (name == "readonly" || name == "readwrite" || name == "required") {
      std::optional<bool> flag = ParseGoBool(value.value);
      if (!flag && !base::Contains(value.value, "$")) {
        Fail(field.range,
             base::Format("invalid value for {}: {}", name, value.value));
      }
      if (name == "required") {
        mount_.required = flag.value_or(false);
      } else if (flag) {
        read_only_ = (name == "readonly") == *flag;
      }
      return;
    }
    if (PlacedText* place = FieldOf(name)) {
      *place = value;
      mount_.target_given = mount_.target_given || name == "target";
      mount_.env_given = mount_.env_given || name == "env";
      return;
    }
    FailKey(name, field);
  }

  void ReadSwitch(std::string_view name, const PlacedText& field) {
    if (name == "readonly" || name == "readwrite") {
      read_only_ = name == "readonly";
    } else if (name == "required") {
      mount_.required = true;
    } else if (name == "env") {
      mount_.env_given = true;
    } else {
      Fail(field.range,
           base::Format("invalid field '{}' must be a key=value pair",
                        field.value));
    }
  }

  PlacedText* FieldOf(std::string_view name) {
    struct Row {
      std::string_view name;
      PlacedText Mount::*place;
    };
    constexpr Row kRows[] = {
        {"type", &Mount::type_text}, {"target", &Mount::target},
        {"source", &Mount::source},  {"from", &Mount::from},
        {"id", &Mount::id},          {"sharing", &Mount::sharing},
        {"mode", &Mount::mode},      {"uid", &Mount::uid},
        {"gid", &Mount::gid},        {"size", &Mount::size},
        {"env", &Mount::env}};
    for (const Row& row : kRows) {
      if (row.name == name) return &(mount_.*row.place);
    }
    return nullptr;
  }

  void FailKey(std::string_view name, const PlacedText& field) {
    std::string_view near = base::DidYouMean(name, kMountKeys);
    Fail(field.range,
         base::Format(
             "unexpected key '{}' in '{}'{}", name, field.value,
             near.empty() ? "" : base::Format(" (did you mean {}?)", near)));
  }

  // Options that only some types take.
  void CheckOptions() {
    const MountType type = mount_.type;
    if (mount_.from.value.find('$') < mount_.from.value.size() - 1 &&
        !mount_.from.empty()) {
      Fail(mount_.from.range,
           "'from' doesn't support variable expansion, define alias stage "
           "instead");
    }
    if (type == MountType::kUnknown) return;
    const bool has_owner = type == MountType::kCache ||
                           type == MountType::kSecret ||
                           type == MountType::kSsh;
    for (const PlacedText* option : {&mount_.mode, &mount_.uid, &mount_.gid}) {
      if (has_owner || option->empty()) continue;
      const std::string_view name = option == &mount_.mode  ? "mode"
                                    : option == &mount_.uid ? "uid"
                                                            : "gid";
      Fail(option->range, base::Format("{} not allowed for \"{}\" type mounts",
                                       name, MountTypeName(type)));
    }
    if (!mount_.sharing.empty()) CheckSharing();
    if (!mount_.size.empty() && type != MountType::kTmpfs) {
      FailType("size", mount_.size);
    }
    if (type == MountType::kSecret && !mount_.from.empty()) {
      Fail(mount_.from.range, "secret mount should not have a from");
    }
    if (type == MountType::kSecret && !mount_.source.empty() &&
        !mount_.id.empty()) {
      Fail(mount_.id.range, "both source and id can't be set");
    }
  }

  void CheckSharing() {
    const std::string mode = base::ToLower(mount_.sharing.value);
    if (mount_.type != MountType::kCache) {
      Fail(mount_.sharing.range,
           base::Format("invalid cache sharing set for {} mount",
                        MountTypeName(mount_.type)));
    } else if (mode != "shared" && mode != "private" && mode != "locked" &&
               !base::Contains(mode, "$")) {
      Fail(mount_.sharing.range, base::Format("unsupported sharing value {}",
                                              QuoteGo(mount_.sharing.value)));
    }
  }

  void FailType(std::string_view key, const PlacedText& value) {
    Fail(value.range, base::Format("unexpected key '{}' for mount type '{}'",
                                   key, MountTypeName(mount_.type)));
  }

  void Fail(model::Range range, std::string message) {
    context_.Fail(i_, SyntaxStage::kInstruction, range, std::move(message));
  }

  ParseContext& context_;
  Instruction& i_;
  Mount mount_;
  std::optional<bool> read_only_;
};

Device DeviceOf(const Flag& flag) {
  Device device;
  device.range = flag.value_range;
  for (const PlacedText& field : SplitFields(flag.value, flag.value_range)) {
    std::string_view text = field.value;
    if (base::ConsumePrefix(text, "name=")) {
      device.name = {text, field.range};
    } else if (text == "required" || text == "required=true") {
      device.required = true;
    } else if (device.name.empty() && text != "required=false") {
      device.name = field;
    }
  }
  return device;
}

void CheckChoice(ParseContext& context, Instruction& i, const PlacedText& value,
                 std::string_view flag,
                 std::initializer_list<std::string_view> choices) {
  if (value.empty() || base::Contains(value.value, "$")) return;
  if (std::find(choices.begin(), choices.end(), value.value) != choices.end()) {
    return;
  }
  context.Fail(i, SyntaxStage::kInstruction, value.range,
               base::Format("{} {} is not valid; expected {}", flag,
                            QuoteGo(value.value),
                            base::Join(std::vector(choices), ", ")));
}

// The whole RUN is one here document: its body is the script.
bool IsOneHereDoc(const Instruction& i) {
  if (i.heredocs.size() != 1 || i.arguments.size() != 1) return false;
  const HereDoc& doc = i.heredocs[0];
  return i.arguments[0].range == doc.word_range;
}

// The script with the here documents behind its line, as the shell reads it.
ScriptText ScriptWithHereDocs(const Instruction& i) {
  ScriptText script = ScriptFromArgument(i, 0);
  for (const HereDoc& doc : i.heredocs) {
    script.text += '\n';
    script.map.Add(script.text.size(), doc.content_range.begin);
    script.text += doc.content;
    if (doc.end_range.size() < doc.name.size()) continue;  // unterminated
    script.map.Add(script.text.size(), doc.end_range.end - doc.name.size());
    script.text += doc.name;
  }
  return script;
}

}  // namespace

ScriptText ScriptFromArgument(const Instruction& instruction,
                              std::size_t index) {
  const PlacedText& argument = instruction.arguments[index];
  ScriptText script;
  script.text = argument.value;
  std::size_t at = base::OffsetIn(instruction.text, argument.value);
  script.map = instruction.map.From(at);
  return script;
}

void InterpretRun(ParseContext& context, Instruction& i) {
  RunArgs run;
  bool flags_fit = CheckFlags(context, i,
                              {{"mount", FlagType::kTexts},
                               {"network"},
                               {"security"},
                               {"device", FlagType::kTexts}});
  run.network = FlagValueOf(i, "network");
  run.security = FlagValueOf(i, "security");
  MountParser mounts(context, i);
  for (const Flag& flag : i.flags) {
    if (flag.name == "mount" && flag.has_value) {
      run.mounts.push_back(mounts.Parse(flag));
    }
    if (flag.name == "device") run.devices.push_back(DeviceOf(flag));
  }
  if (flags_fit) {
    CheckChoice(context, i, run.network, "--network",
                {"default", "none", "host"});
    CheckChoice(context, i, run.security, "--security",
                {"insecure", "sandbox"});
  }
  if (!i.json_form && !i.arguments.empty()) {
    run.script_is_heredoc = IsOneHereDoc(i);
    run.script =
        run.script_is_heredoc ? i.heredocs[0].Body() : ScriptWithHereDocs(i);
  }
  i.args = std::move(run);
}

}  // namespace bulkhead::config
