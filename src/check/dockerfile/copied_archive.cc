// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Archives that are copied and then unpacked.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

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
  if (command.IsAnyOf("tar", "bsdtar")) {
    if (config::HasFlag(command, {"-x", "--extract", "--get"})) return true;
    // The old style: tar xzf archive.
    std::span<const config::Word> args = command.args();
    if (args.empty() || !args[0].known) return false;
    std::string_view first = args[0].value;
    return !first.starts_with('-') && base::Contains(first, "x") &&
           !IsTar(first);
  }
  return command.IsAnyOf("gunzip", "bunzip2", "unlzma", "unxz", "unzstd",
                         "uncompress", "zcat", "gzcat", "bzcat", "xzcat",
                         "zgz");
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

// The folder that `tar -xzf ARCHIVE [-C FOLDER]` unpacks all of the archive
// into; "" where the command does anything else.
std::string FolderOf(const DockerfileContext& context, const Script& script,
                     const Command& tar) {
  if (!tar.Is("tar") || tar.nesting != config::Nesting::kNone) return "";
  std::string_view folder;
  bool has_archive = false;
  std::span<const config::Word> args = tar.args();
  for (std::size_t i = 0; i < args.size(); ++i) {
    std::string_view word = args[i].value;
    if (!args[i].known) return "";
    if (word == "-C" || word == "--directory") {
      if (++i >= args.size() || !args[i].known) return "";
      folder = args[i].value;
    } else if (base::ConsumePrefix(word, "--directory=")) {
      folder = word;
    } else if (IsTar(word) && !word.starts_with("-")) {
      if (has_archive) return "";
      has_archive = true;
    } else if (word.starts_with("--") ||
               word.find_first_not_of("-xzjJvfp") != std::string_view::npos) {
      return "";
    }
  }
  for (const Command& command : script.shell.commands()) {
    if (command.Is("cd") && command.index < tar.index) return "";
  }
  std::optional<std::string> workdir = WorkdirAt(context, script.index);
  if (folder.empty()) return workdir.value_or("");
  return AbsolutePath(folder, workdir);
}

// Removes the command that unpacks, and the one that removes the archive.
Edits WithoutUnpacking(const DockerfileContext& context, const Script& script,
                       const Command& tar, const Command* removal) {
  if (removal == nullptr) return RemoveCommand(context, script, tar);
  if (script.shell.commands().size() == 2) {
    return RemoveInstruction(context, *script.outer);
  }
  // Both at the begin of a chain: one cut.
  const Command* next = config::NextInChain(script.shell, *removal);
  if (tar.chain_position == 0 && removal->chain == tar.chain &&
      removal->chain_position == 1) {
    if (next == nullptr || next->chain != tar.chain) return {};
    model::Range cut{script.InFile(tar.range).begin,
                     script.InFile(next->range).begin};
    if (base::Contains(context.file.Text(cut), "#")) return {};
    return {Replace(context, cut, "")};
  }
  Edits edits = RemoveCommand(context, script, tar);
  Edits more = RemoveCommand(context, script, *removal);
  if (edits.size() != 1 || more.size() != 1 ||
      edits[0].range.end > more[0].range.begin) {
    return {};
  }
  edits.push_back(more[0]);
  return edits;
}

// ADD unpacks the archive, and the commands that unpack and remove it go.
Edits Unpack(const DockerfileContext& context, const Archive& archive,
             const Script& script) {
  const Instruction& copy = *archive.copy;
  if (copy.onbuild() != nullptr || copy.json_form ||
      copy.copy()->sources.size() != 1 || !copy.flags.empty() ||
      script.exec_form || script.outer != script.instruction) {
    return {};
  }
  const Command* tar = nullptr;
  const Command* removal = nullptr;
  for (const Command& command : script.shell.commands()) {
    bool names = std::any_of(command.words.begin(), command.words.end(),
                             [&](const config::Word& word) {
                               return base::Contains(word.value, archive.name);
                             });
    if (!names) continue;
    if (tar == nullptr && Unpacks(command)) {
      tar = &command;
    } else if (tar != nullptr && removal == nullptr && command.Is("rm") &&
               config::Positionals(command).size() == 1) {
      removal = &command;
    } else {
      return {};
    }
  }
  if (tar == nullptr) return {};
  std::string folder = FolderOf(context, script, *tar);
  if (folder.empty()) return {};
  // Nothing else uses the archive.
  for (const Instruction& other : context.instructions()) {
    if (&other == &copy || &other == script.outer) continue;
    if (base::Contains(other.text, archive.name)) return {};
  }
  Edits edits = WithoutUnpacking(context, script, *tar, removal);
  if (edits.empty()) return {};
  edits.push_back(Replace(context, copy.keyword_range,
                          base::IsLower(copy.keyword[0]) ? "add" : "ADD"));
  edits.push_back(Replace(context, copy.copy()->dest.range,
                          folder == "/" ? folder : folder + "/"));
  return edits;
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
      if (IsFollowable(context)) {
        OfferFix(finding, false, "Let ADD unpack it",
                 Unpack(context, archive, script));
      }
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
      .fix = model::FixKind::kUnsafe},
     &CopiedArchive},
};

}  // namespace

DockerfileRules CopiedArchiveRules() { return kRules; }

}  // namespace bulkhead::check
