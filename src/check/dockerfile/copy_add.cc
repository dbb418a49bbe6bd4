// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Sources and destination of COPY and ADD.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/known_images.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::CopyArgs;
using config::CopySource;
using config::Instruction;
using config::InstructionKind;

// Endings of archives, plain or compressed; ADD unpacks those of tar.
constexpr std::string_view kArchiveEndings[] = {
    ".tar", ".gz",   ".bz2", ".xz",  ".zst", ".lz", ".lzma", ".tgz",  ".tbz",
    ".tb2", ".tbz2", ".txz", ".tlz", ".tpz", ".tz", ".z",    ".tzst",
};

bool IsArchive(std::string_view path) {
  std::string lower = base::ToLower(path);
  return std::any_of(
      std::begin(kArchiveEndings), std::end(kArchiveEndings),
      [&](std::string_view ending) { return lower.ends_with(ending); });
}

bool IsRemote(std::string_view source) {
  for (std::string_view scheme :
       {"http://", "https://", "git://", "ssh://", "git@", "github.com/"}) {
    if (source.starts_with(scheme)) return true;
  }
  return base::Contains(source, "://");
}

// A line of an image's history: COPY file:1a2b... in /app.
bool IsHistoryForm(const CopyArgs& copy) {
  if (copy.sources.size() != 2 || copy.sources[1].value != "in") return false;
  std::string_view first = copy.sources[0].value;
  return first.starts_with("file:") || first.starts_with("multi:") ||
         first.starts_with("dir:");
}

// Index of the word among the instruction's arguments: sources, then dest.
struct WordText {
  std::string text;      // variables replaced where they are known
  bool unknown = false;  // some variable is not
};

WordText TextOf(const DockerfileContext& context, const Instruction& outer,
                std::size_t index, std::string_view written) {
  WordText word{std::string(Unquoted(written)), HasVariable(written)};
  if (!word.unknown || outer.onbuild() != nullptr) return word;
  const std::vector<config::Value>& values =
      context.evaluation.ValuesOf(outer).arguments;
  if (index < values.size() && values[index].known() &&
      values[index].undefined.empty()) {
    word = {values[index].text, false};
  }
  return word;
}

// Stages in which a WORKDIR holds, and whether one of the triggers sets one.
class WorkdirState {
 public:
  explicit WorkdirState(const DockerfileContext& context)
      : of_stage_(context.evaluation.stages.size(), false) {}
  void Enter(const Section& section) {
    stage_ = section.stage;
    trigger_ = false;
    set_ = false;
    if (stage_ == nullptr) return;
    set_ = stage_->base_stage >= 0 &&
           of_stage_[static_cast<std::size_t>(stage_->base_stage)];
    Store();
  }
  void See(const Instruction& outer) {
    if (!Inner(outer).Is(InstructionKind::kWorkdir)) return;
    (outer.onbuild() == nullptr ? set_ : trigger_) = true;
    if (stage_ != nullptr) Store();
  }
  [[nodiscard]] bool IsSet(const Instruction& outer) const {
    return set_ || (trigger_ && outer.onbuild() != nullptr);
  }

 private:
  void Store() { of_stage_[static_cast<std::size_t>(stage_->index)] = set_; }
  std::vector<bool> of_stage_;
  const config::Stage* stage_ = nullptr;
  bool set_ = false;
  bool trigger_ = false;
};

// The destination from the root, where the base image is known to start there.
Edits FromRoot(const DockerfileContext& context, const config::Stage* stage,
               const config::PlacedText& dest) {
  if (stage == nullptr || context.file.Text(dest.range) != dest.value) {
    return {};
  }
  std::string_view folder = InitialWorkdir(KnownImageOf(context, *stage));
  if (folder.empty()) return {};
  std::string_view path = dest.value;
  if (HasVariable(path) ||
      path.find_first_of("\"'\\") != std::string_view::npos)
    return {};
  while (base::ConsumePrefix(path, "./")) continue;
  std::string absolute(folder);
  if (!absolute.ends_with('/')) absolute += '/';
  if (path != ".") absolute += path;
  return {Replace(context, dest.range, std::move(absolute))};
}

// Relative destinations begin at the root there, for sure.
bool IsFromScratch(const DockerfileContext& context, const Section& section) {
  return section.stage != nullptr &&
         context.evaluation
             .stages[static_cast<std::size_t>(section.stage->root_stage)]
             .from_scratch;
}

void RelativeDestination(const DockerfileContext& context, Findings& out) {
  WorkdirState workdir(context);
  for (const Section& section : SectionsOf(context)) {
    workdir.Enter(section);
    for (const Instruction& outer : section.instructions) {
      workdir.See(outer);
      const CopyArgs* copy = Inner(outer).copy();
      if (copy == nullptr || copy->dest.empty() || workdir.IsSet(outer)) {
        continue;
      }
      std::string_view dest = Unquoted(copy->dest.value);
      if (dest.empty() || MayBeAbsolute(dest)) continue;
      model::Finding& finding =
          out.Add(copy->dest.range, outer.range,
                  base::Format("{} to {}, and no WORKDIR says where that is",
                               config::KeywordOf(Inner(outer).kind),
                               base::Printable(dest)));
      if (Inner(outer).Is(InstructionKind::kAdd)) finding.aliases.clear();
      if (IsFromScratch(context, section)) {
        finding.severity = model::Severity::kInfo;
      }
      if (&Inner(outer) != &outer || outer.json_form) continue;
      OfferFix(finding, false, "Write the destination from the root",
               FromRoot(context, section.stage, copy->dest));
    }
  }
}

// Some source is certainly neither an archive nor remote.
bool AddsPlainFile(const DockerfileContext& context, const Instruction& outer,
                   const CopyArgs& copy) {
  for (std::size_t i = 0; i < copy.sources.size(); ++i) {
    const CopySource& source = copy.sources[i];
    if (source.heredoc >= 0) return true;
    WordText word = TextOf(context, outer, i, source.value);
    if (IsArchive(word.text) || IsRemote(word.text)) continue;
    if (word.unknown) {
      // The ending decides: "conf-$V.json" is no archive.
      std::size_t dot = word.text.rfind('.');
      std::string_view ending = word.text;
      ending.remove_prefix(dot == std::string::npos ? ending.size() : dot);
      if (ending.empty() || HasVariable(ending) || ending.ends_with('}')) {
        continue;
      }
    }
    return true;
  }
  return false;
}

bool CopyWouldDo(const CopyArgs& copy) {
  return copy.checksum.empty() && copy.keep_git_dir.range.size() == 0 &&
         copy.unpack.range.size() == 0 &&
         std::none_of(
             copy.sources.begin(), copy.sources.end(),
             [](const CopySource& source) {
               std::string_view path = Unquoted(source.value);
               return source.heredoc < 0 &&
                      (IsArchive(path) || IsRemote(path) || HasVariable(path));
             });
}

void AddInsteadOfCopy(const DockerfileContext& context, Findings& out) {
  for (const Instruction& outer : context.instructions()) {
    const Instruction& instruction = Inner(outer);
    const CopyArgs* copy = instruction.copy();
    if (copy == nullptr || !instruction.Is(InstructionKind::kAdd)) continue;
    if (copy->sources.empty() || IsHistoryForm(*copy)) continue;
    if (!AddsPlainFile(context, outer, *copy)) continue;
    model::Finding& finding =
        out.Add(instruction.keyword_range, outer.range,
                base::Format("ADD of {}, where COPY does the same",
                             base::Printable(copy->sources[0].value)));
    if (base::Contains(instruction.text, ".tar")) {
      WithoutAliases(finding, {"DS-0005"});
    }
    if (!CopyWouldDo(*copy)) continue;
    bool lower = base::ToLower(instruction.keyword) == instruction.keyword;
    SetFix(
        finding, true, "Use COPY",
        {Replace(context, instruction.keyword_range, lower ? "copy" : "COPY")});
  }
}

// COPY a /b/  # why: the instruction takes it all for files.
bool HasComment(const CopyArgs& copy) {
  return std::any_of(
      copy.sources.begin() + 1, copy.sources.end(),
      [](const CopySource& source) { return source.value.starts_with("#"); });
}

void DestinationSlash(const DockerfileContext& context, Findings& out) {
  for (const Instruction& outer : context.instructions()) {
    const Instruction& instruction = Inner(outer);
    const CopyArgs* copy = instruction.copy();
    if (copy == nullptr || copy->sources.size() < 2) continue;
    if (IsHistoryForm(*copy)) continue;
    WordText dest =
        TextOf(context, outer, copy->sources.size(), copy->dest.value);
    std::string_view path = dest.text;
    if (path.empty() || path == "." || path == ".." || path.ends_with("/.") ||
        path.ends_with('/') || path.ends_with('\\')) {
      continue;
    }
    bool variable_last = path.ends_with('}') ||
                         base::Contains(path.substr(path.rfind('/') + 1), "$");
    if (dest.unknown && variable_last) continue;
    model::Finding& finding = out.Add(
        copy->dest.range, outer.range,
        base::Format("{} of {} files to {}, which has no slash at the end",
                     config::KeywordOf(instruction.kind), copy->sources.size(),
                     base::Printable(path)));
    if (instruction.Is(InstructionKind::kAdd)) finding.aliases.clear();
    if (HasComment(*copy)) {
      finding.message += ": a # within a line begins no comment";
      continue;
    }
    std::string_view written = context.file.Text(copy->dest.range);
    bool quoted = written.ends_with('"') || written.ends_with('\'');
    SetFix(finding, true, "Put a slash at the end",
           {InsertAt(context, copy->dest.range.end - (quoted ? 1u : 0u), "/")});
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/relative-copy-destination",
      .aliases = {"DL3045"},
      .severity = model::Severity::kLow,
      .title = "COPY to a relative path without WORKDIR",
      .why = "The files land in the folder that the base image has set, and "
             "somewhere else as soon as that image changes its mind.",
      .remedy = "Set WORKDIR before, or write the destination from the root.",
      .references = {"https://docs.docker.com/reference/dockerfile/#workdir"},
      .fix = model::FixKind::kUnsafe},
     &RelativeDestination},
    {{.id = "dockerfile/add-instead-of-copy",
      .aliases = {"DL3020", "DS-0005", "CKV_DOCKER_4", "CIS-DI-0009"},
      .severity = model::Severity::kLow,
      .title = "ADD where COPY does the same",
      .why = "ADD also fetches addresses and unpacks archives: a file that "
             "turns out to be an archive is unpacked into the image, over "
             "whatever is there.",
      .remedy = "Use COPY for files and folders.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#add-or-copy"},
      .fix = model::FixKind::kSafe},
     &AddInsteadOfCopy},
    {{.id = "dockerfile/copy-destination-slash",
      .aliases = {"DL3021", "DS-0011"},
      .severity = model::Severity::kMedium,
      .title = "COPY of several files to a destination without slash",
      .why = "Several files can only be copied into a folder, and a folder is "
             "written with a slash at the end: the build fails.",
      .remedy = "End the destination with a slash.",
      .references = {"https://docs.docker.com/reference/dockerfile/#copy"},
      .fix = model::FixKind::kSafe},
     &DestinationSlash},
};

}  // namespace

DockerfileRules CopyAddRules() { return kRules; }

}  // namespace bulkhead::check
