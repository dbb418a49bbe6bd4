// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Variables of the image that change what its programs load and do.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::InstructionKind;
using config::KeyValue;

// Calls look(instruction, pair, value) for ENV of the final image.
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
      look(instruction, pairs[i], values[i]);
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

void UnsafeSearchPath(const DockerfileContext& context, Findings& out) {
  ForEachEnv(context, [&](const config::Instruction& instruction,
                          const KeyValue& pair, const config::Value& value) {
    if (!IsSearchPath(pair.key)) return;
    std::string_view folder = UnsafeFolder(pair.key, value.text);
    if (folder.empty()) return;
    out.Add(pair.range, instruction.range,
            base::Format("{} holds {}, where others put files",
                         base::Printable(pair.key), base::Printable(folder)));
  });
}

void FrontendInImage(const DockerfileContext& context, Findings& out) {
  ForEachEnv(context, [&](const config::Instruction& instruction,
                          const KeyValue& pair, const config::Value& value) {
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

void DebugMode(const DockerfileContext& context, Findings& out) {
  const config::Stage* target = context.evaluation.target();
  if (target != nullptr && base::Contains(target->name, "dev")) return;
  ForEachEnv(context, [&](const config::Instruction& instruction,
                          const KeyValue& pair, const config::Value& value) {
    if (!value.known()) return;
    bool debug = ((pair.key == "FLASK_DEBUG" || pair.key == "DJANGO_DEBUG" ||
                   pair.key == "APP_DEBUG" || pair.key == "WERKZEUG_DEBUG") &&
                  IsOn(value.text)) ||
                 ((pair.key == "FLASK_ENV" || pair.key == "RAILS_ENV" ||
                   pair.key == "ASPNETCORE_ENVIRONMENT") &&
                  base::EqualsIgnoreCase(value.text, "development"));
    if (!debug) return;
    out.Add(
        pair.range, instruction.range,
        base::Format("{}={} shows internals to every visitor",
                     base::Printable(pair.key), base::Printable(value.text)));
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
      .no_fix = "the image may be one for development"},
     &DebugMode},
    {{.id = "dockerfile/unsafe-search-path",
      .severity = model::Severity::kMedium,
      .title = "Search path with a folder that others fill",
      .why = "Whoever may write there puts a program or library of a common "
             "name into the folder, and the next command runs it with its own "
             "rights.",
      .remedy = "Name absolute folders that only root may write.",
      .no_fix = "what the folder is needed for is not in the file"},
     &UnsafeSearchPath},
};

}  // namespace

DockerfileRules EnvironmentRules() { return kRules; }

}  // namespace bulkhead::check
