// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Archives that are copied and then unpacked.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Instruction;
using config::InstructionKind;

// What ADD unpacks: tar, alone or compressed.
constexpr std::string_view kTarEndings[] = {
    ".tar",    ".tar.gz",   ".tgz",    ".tpz",   ".tar.bz2", ".tb2",
    ".tbz",    ".tbz2",     ".tar.xz", ".txz",   ".tar.zst", ".tzst",
    ".tar.lz", ".tar.lzma", ".tlz",    ".tar.z", ".tz",
};

bool IsTar(std::string_view path) {
  std::string lower = base::ToLower(path);
  return std::any_of(
      std::begin(kTarEndings), std::end(kTarEndings),
      [&](std::string_view ending) { return lower.ends_with(ending); });
}

std::string_view LastPart(std::string_view path) {
  return path.substr(path.find_last_of("/\\") + 1);
}

// An archive in the image: the name that it has there.
struct Archive {
  const Instruction* copy = nullptr;
  model::Range range;
  std::string_view name;
  int stage = -1;
  std::size_t index = 0;
};

std::vector<Archive> CopiedArchives(const DockerfileContext& context) {
  std::vector<Archive> archives;
  for (std::size_t i = 0; i < context.file.instructions.size(); ++i) {
    const Instruction& instruction = context.file.instructions[i];
    const config::CopyArgs* copy = instruction.copy();
    if (copy == nullptr || !instruction.Is(InstructionKind::kCopy)) continue;
    if (!copy->from.empty()) continue;  // ADD has no --from
    std::string_view dest = Unquoted(copy->dest.value);
    for (const config::CopySource& source : copy->sources) {
      std::string_view path = Unquoted(source.value);
      if (source.heredoc >= 0 || !IsTar(path)) continue;
      archives.push_back({&instruction, source.range,
                          LastPart(IsTar(dest) ? dest : path),
                          context.StageIndexOf(instruction), i});
    }
  }
  return archives;
}

bool Unpacks(const Command& command) {
  if (command.IsAnyOf({"tar", "bsdtar"})) {
    if (config::HasFlag(command, {"-x", "--extract", "--get"})) return true;
    // The old style: tar xzf archive.
    std::span<const config::Word> args = command.args();
    if (args.empty() || !args[0].known) return false;
    std::string_view first = args[0].value;
    return !first.starts_with('-') && base::Contains(first, "x") &&
           !IsTar(first);
  }
  return command.IsAnyOf({"gunzip", "bunzip2", "unlzma", "unxz", "unzstd",
                          "uncompress", "zcat", "gzcat", "bzcat", "xzcat",
                          "zgz"});
}

bool Unpacks(const Script& script, const Archive& archive) {
  if (!script.is_run() || script.stage != archive.stage ||
      script.index < archive.index) {
    return false;
  }
  for (const Command& command : script.shell.commands()) {
    if (!Unpacks(command)) continue;
    for (const config::Word& word : command.args()) {
      std::string_view value = word.value;
      // --file=x.tar, -fx.tar
      if (LastPart(value).ends_with(archive.name)) {
        std::string_view last = LastPart(value);
        char before = last.size() == archive.name.size()
                          ? '='
                          : last[last.size() - archive.name.size() - 1];
        if (before == '=' || value.starts_with('-')) return true;
      }
    }
  }
  return false;
}

void CopiedArchive(const DockerfileContext& context, Findings& out) {
  for (const Archive& archive : CopiedArchives(context)) {
    for (const Script& script : context.scripts) {
      if (!Unpacks(script, archive)) continue;
      int line = context.file.source->At(script.outer->range.begin).line;
      model::Finding& finding =
          out.Add(archive.range, archive.copy->range,
                  base::Format("{} is copied, and unpacked on line {}",
                               base::Printable(archive.name), line));
      Relate(context, finding, script.outer->keyword_range, "Unpacked here");
      break;
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/copied-archive",
      .aliases = {"DL3010"},
      .severity = model::Severity::kInfo,
      .title = "Archive that is copied and then unpacked",
      .why = "The archive stays in its layer beside what came out of it, also "
             "when a later RUN deletes it: the image is larger than need be.",
      .remedy = "Let ADD unpack it, or unpack it in another stage.",
      .references = {"https://docs.docker.com/reference/dockerfile/#add"},
      .no_fix = "the command that unpacks the archive has to go as well"},
     &CopiedArchive},
};

}  // namespace

DockerfileRules CopiedArchiveRules() { return kRules; }

}  // namespace bulkhead::check
