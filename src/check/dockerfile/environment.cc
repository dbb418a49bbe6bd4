// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Variables of the image that change what its programs load and do.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::InstructionKind;
using config::KeyValue;

// Calls look(instruction, index of the pair, value) for ENV of the final image.
template <typename Look>
void ForEachEnv(const DockerfileContext& context, Look look) {
  for (const config::Instruction& instruction : context.instructions()) {
    if (!instruction.Is(InstructionKind::kEnv)) continue;
    if (instruction.pairs() == nullptr ||
        !context.InFinalImage(context.StageIndexOf(instruction))) {
      continue;
    }
    const std::vector<config::Value>& values =
        context.evaluation.ValuesOf(instruction).pairs;
    const std::vector<KeyValue>& pairs = instruction.pairs()->pairs;
    for (std::size_t i = 0; i < pairs.size() && i < values.size(); ++i) {
      look(instruction, i, values[i]);
    }
  }
}

bool IsSearchPath(std::string_view name) {
  return name == "PATH" || name == "LD_LIBRARY_PATH" || name == "LD_PRELOAD" ||
         name == "PYTHONPATH" || name == "NODE_PATH" || name == "PERL5LIB" ||
         name == "RUBYLIB";
}

// A folder of the list that others fill, or that depends on where a command
// starts; "" where all are fine.
std::string_view UnsafeFolder(std::string_view name, std::string_view list) {
  for (std::string_view folder : base::Split(list, ':')) {
    if (folder == "/tmp" || folder.starts_with("/tmp/") ||
        folder.starts_with("/var/tmp") || folder.starts_with("/dev/shm")) {
      return folder;
    }
    // Python and Node look beside the program anyway.
    bool loads = name == "PATH" || name == "LD_LIBRARY_PATH";
    if (loads && (folder == "." || folder == ".." || folder.starts_with("./") ||
                  folder.starts_with("../"))) {
      return folder;
    }
  }
  return "";
}

// The pair without the unsafe folders that are written in it.
Edits RemoveFolders(const DockerfileContext& context,
                    const config::Instruction& instruction, std::size_t index) {
  const KeyValue& pair = instruction.pairs()->pairs[index];
  if (context.file.Text(pair.value_range) != pair.value ||
      base::Contains(pair.value, ":-") || base::Contains(pair.value, ":+")) {
    return {};
  }
  std::string_view list = Unquoted(pair.value);
  std::vector<std::string_view> kept;
  std::size_t all = 0;
  for (std::string_view folder : base::Split(list, ':')) {
    ++all;
    if (UnsafeFolder(pair.key, folder).empty()) kept.push_back(folder);
  }
  if (kept.size() == all) return {};
  // PATH=$PATH says nothing.
  bool itself =
      kept.size() == 1 && (kept[0] == base::Format("${}", pair.key) ||
                           kept[0] == base::Format("${{{}}}", pair.key));
  if (kept.empty() || itself) return RemovePair(context, instruction, index);
  std::size_t begin = pair.value_range.begin + base::OffsetIn(pair.value, list);
  return {
      Replace(context, {begin, begin + list.size()}, base::Join(kept, ":"))};
}

void UnsafeSearchPath(const DockerfileContext& context, Findings& out) {
  ForEachEnv(context, [&](const config::Instruction& instruction,
                          std::size_t index, const config::Value& value) {
    const KeyValue& pair = instruction.pairs()->pairs[index];
    if (!IsSearchPath(pair.key)) return;
    std::string_view folder = UnsafeFolder(pair.key, value.text);
    if (folder.empty()) return;
    model::Finding& finding = out.Add(
        pair.range, instruction.range,
        base::Format("{} holds {}, where others put files",
                     base::Printable(pair.key), base::Printable(folder)));
    OfferFix(finding, false, "Leave the folder out",
             RemoveFolders(context, instruction, index));
  });
}

void FrontendInImage(const DockerfileContext& context, Findings& out) {
  ForEachEnv(context, [&](const config::Instruction& instruction,
                          std::size_t index, const config::Value& value) {
    const KeyValue& pair = instruction.pairs()->pairs[index];
    if (pair.key != "DEBIAN_FRONTEND" || value.text.empty()) return;
    model::Finding& finding =
        out.Add(pair.range, instruction.range,
                base::Format("DEBIAN_FRONTEND={} stays in the image",
                             base::Printable(value.text)));
    if (instruction.pairs()->pairs.size() != 1) return;
    std::string text = instruction.pairs()->legacy
                           ? "ARG DEBIAN_FRONTEND=" + std::string(pair.value)
                           : "";
    if (!text.empty()) {
      SetFix(finding, false, "Set it for the build only",
             {Replace(context, instruction.range, std::move(text))});
    } else {
      SetFix(finding, false, "Set it for the build only",
             {Replace(context, instruction.keyword_range, "ARG")});
    }
  });
}

bool IsOn(std::string_view value) {
  std::string lower = base::ToLower(value);
  return lower == "1" || lower == "true" || lower == "on" || lower == "yes";
}

// The value that switches it off, written as the one that switches it on.
std::string_view OppositeOf(std::string_view value) {
  constexpr std::pair<std::string_view, std::string_view> kOpposites[] = {
      {"1", "0"},
      {"true", "false"},
      {"True", "False"},
      {"TRUE", "FALSE"},
      {"on", "off"},
      {"On", "Off"},
      {"ON", "OFF"},
      {"yes", "no"},
      {"Yes", "No"},
      {"YES", "NO"},
      {"development", "production"},
      {"Development", "Production"}};
  for (const auto& [on, off] : kOpposites) {
    if (value == on) return off;
  }
  return "";
}

Edits SwitchOff(const DockerfileContext& context, const KeyValue& pair) {
  std::string_view written = Unquoted(pair.value);
  std::string_view opposite = OppositeOf(written);
  if (opposite.empty() || context.file.Text(pair.value_range) != pair.value) {
    return {};
  }
  std::size_t begin =
      pair.value_range.begin + base::OffsetIn(pair.value, written);
  return {
      Replace(context, {begin, begin + written.size()}, std::string(opposite))};
}

void DebugMode(const DockerfileContext& context, Findings& out) {
  const config::Stage* target = context.evaluation.target();
  if (target != nullptr && base::Contains(target->name, "dev")) return;
  ForEachEnv(context, [&](const config::Instruction& instruction,
                          std::size_t index, const config::Value& value) {
    const KeyValue& pair = instruction.pairs()->pairs[index];
    if (!value.known()) return;
    bool debug = ((pair.key == "FLASK_DEBUG" || pair.key == "DJANGO_DEBUG" ||
                   pair.key == "APP_DEBUG" || pair.key == "WERKZEUG_DEBUG") &&
                  IsOn(value.text)) ||
                 ((pair.key == "FLASK_ENV" || pair.key == "RAILS_ENV" ||
                   pair.key == "ASPNETCORE_ENVIRONMENT") &&
                  base::EqualsIgnoreCase(value.text, "development"));
    if (!debug) return;
    model::Finding& finding = out.Add(
        pair.range, instruction.range,
        base::Format("{}={} shows internals to every visitor",
                     base::Printable(pair.key), base::Printable(value.text)));
    OfferFix(finding, false, "Switch it off", SwitchOff(context, pair));
  });
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/debian-frontend-in-image",
      .severity = model::Severity::kInfo,
      .title = "DEBIAN_FRONTEND in the image's environment",
      .why = "It is meant for the build; in the container it changes how apt "
             "and debconf behave for everybody who works there.",
      .remedy = "Use ARG DEBIAN_FRONTEND=noninteractive.",
      .references = {"https://docs.docker.com/reference/dockerfile/#env"},
      .fix = model::FixKind::kUnsafe},
     &FrontendInImage},
    {{.id = "dockerfile/debug-mode",
      .severity = model::Severity::kMedium,
      .title = "Debug mode of a web framework",
      .why = "Errors show source code, settings and keys to every visitor, "
             "and Flask's debugger runs code for whoever finds its PIN.",
      .remedy = "Leave it off in the image; switch it on for single runs.",
      .fix = model::FixKind::kUnsafe},
     &DebugMode},
    {{.id = "dockerfile/unsafe-search-path",
      .severity = model::Severity::kMedium,
      .title = "Search path with a folder that others fill",
      .why = "Whoever may write there puts a program or library of a common "
             "name into the folder, and the next command runs it with its own "
             "rights.",
      .remedy = "Name absolute folders that only root may write.",
      .fix = model::FixKind::kUnsafe},
     &UnsafeSearchPath},
};

}  // namespace

DockerfileRules EnvironmentRules() { return kRules; }

}  // namespace bulkhead::check
