// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Folders of the kernel and the boot loader, where an image has no business.
#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;

bool IsUnder(std::string_view path,
             std::initializer_list<std::string_view> folders) {
  std::string normal = base::NormalPath(path);
  for (std::string_view folder : folders) {
    std::string_view rest = normal;
    if (!base::ConsumePrefix(rest, folder)) continue;
    if (rest.empty() || rest.front() == '/') return true;
  }
  return false;
}

// Calls `look(path, range, instruction)` for each known path of a kind of
// instruction.
template <typename Look>
void ForEachPath(const DockerfileContext& context, InstructionKind kind,
                 Look look) {
  for (const Instruction& instruction : context.instructions()) {
    if (!instruction.Is(kind)) continue;
    const std::vector<config::Value>& values =
        context.evaluation.ValuesOf(instruction).arguments;
    for (std::size_t i = 0; i < instruction.arguments.size(); ++i) {
      const config::PlacedText& word = instruction.arguments[i];
      std::string path(Unquoted(word.value));
      if (HasVariable(path)) {
        if (i >= values.size() || !values[i].known()) continue;
        path = values[i].text;
      }
      look(path, word.range, instruction);
    }
  }
}

void SystemWorkdir(const DockerfileContext& context, Findings& out) {
  ForEachPath(
      context, InstructionKind::kWorkdir,
      [&](const std::string& path, model::Range range, const Instruction& i) {
        if (IsUnder(path, {"/sys"})) {
          out.Add(range, i.range,
                  base::Format("WORKDIR {} is a folder of the kernel",
                               base::Printable(path)))
              .aliases.clear();
        } else if (IsUnder(path, {"/proc", "/boot", "/dev", "/initrd",
                                  "/lost+found"})) {
          out.Add(range, i.range,
                  base::Format("WORKDIR {} is a folder of the system",
                               base::Printable(path)));
        }
      });
}

// Removes the path from VOLUME, in either form, the last one with it.
Edits WithoutVolume(const DockerfileContext& context, const Instruction& volume,
                    model::Range path) {
  constexpr std::size_t kMostPaths = 100;  // no honest file has more
  if (volume.arguments.size() > kMostPaths) return {};
  std::vector<model::Range> items;
  std::size_t index = 0;
  for (const config::PlacedText& word : volume.arguments) {
    if (word.range == path) index = items.size();
    items.push_back(word.range);
  }
  if (!volume.json_form || items.size() == 1) {
    return RemoveItem(context, volume, items, index);
  }
  model::Range range = index == 0
                           ? model::Range{path.begin, items[1].begin}
                           : model::Range{items[index - 1].end, path.end};
  if (base::Contains(context.file.Text(range), "#")) return {};
  return {Replace(context, range, "")};
}

void SystemVolume(const DockerfileContext& context, Findings& out) {
  ForEachPath(
      context, InstructionKind::kVolume,
      [&](const std::string& path, model::Range range, const Instruction& i) {
        if (!IsUnder(path, {"/dev", "/proc", "/sys"})) return;
        model::Finding& finding =
            out.Add(range, i.range,
                    base::Format("VOLUME {} is a folder of the kernel",
                                 base::Printable(path)));
        OfferFix(finding, false, "Declare no volume there",
                 WithoutVolume(context, i, range));
      });
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/system-workdir",
      .aliases = {"DS-0030"},
      .severity = model::Severity::kMedium,
      .title = "WORKDIR in a folder of the system",
      .why = "What the process writes there goes to the kernel's interfaces or "
             "is hidden by the mounts of the container; /proc/self/fd has been "
             "used to escape through the working directory (CVE-2024-21626).",
      .remedy = "Use a folder of the application, such as /app.",
      .references = {"https://nvd.nist.gov/vuln/detail/CVE-2024-21626"},
      .no_fix = "the right folder is the author's choice"},
     &SystemWorkdir},
    {{.id = "dockerfile/system-volume",
      .aliases = {"DKL-DI-0002"},
      .severity = model::Severity::kMedium,
      .title = "VOLUME on a folder of the kernel",
      .why = "A volume over /dev, /proc or /sys hides or exposes the kernel's "
             "interfaces, which the runtime mounts with the masks that protect "
             "the host.",
      .remedy = "Declare volumes for folders of data only.",
      .references = {"https://docs.docker.com/reference/dockerfile/#volume"},
      .fix = model::FixKind::kUnsafe},
     &SystemVolume},
};

}  // namespace

DockerfileRules SystemPathsRules() { return kRules; }

}  // namespace bulkhead::check
