// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// WORKDIR is absolute.
#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::InstructionKind;

// What the WORKDIRs of a stage and its parents have come to.
struct Folder {
  bool set = false;
  std::string path;  // absolute; "" where it is not known
};

// How a path is written, for sure.
enum class Form { kAbsolute, kRelative, kUnknown };

struct Workdir {
  const Instruction* outer = nullptr;
  config::PlacedText word;
  std::string text;  // with variables replaced where they are known
  bool expanded = false;
  Form form = Form::kUnknown;
};

Form FormOf(std::string_view path) {
  if (path.empty() || path.starts_with('$')) return Form::kUnknown;
  return MayBeAbsolute(path) ? Form::kAbsolute : Form::kRelative;
}

Workdir Read(const DockerfileContext& context, const Instruction& outer) {
  Workdir workdir;
  workdir.outer = &outer;
  workdir.word = Inner(outer).first();
  workdir.text = Unquoted(workdir.word.value);
  if (HasVariable(workdir.text) && outer.onbuild() == nullptr) {
    const std::vector<config::Value>& values =
        context.evaluation.ValuesOf(outer).arguments;
    if (!values.empty() && values[0].known() && values[0].undefined.empty()) {
      workdir.text = values[0].text;
      workdir.expanded = true;
    }
  }
  workdir.form = FormOf(workdir.text);
  return workdir;
}

void Report(const DockerfileContext& context, const Workdir& workdir,
            const Folder& folder, Findings& out) {
  std::string shown = base::Printable(workdir.text);
  std::string message =
      folder.path.empty()
          ? base::Format(
                "WORKDIR {} is relative to the folder that the base "
                "image sets",
                shown)
          : base::Format("WORKDIR {} is relative to {}", shown,
                         base::Printable(folder.path));
  if (folder.path.empty() && folder.set) {
    message = base::Format("WORKDIR {} is relative to an earlier one", shown);
  }
  model::Finding& finding =
      out.Add(workdir.word.range, workdir.outer->range, std::move(message));
  if (folder.set) finding.severity = model::Severity::kInfo;
  bool nested = workdir.outer->onbuild() != nullptr;
  if (folder.set || nested) WithoutAliases(finding, {"WorkdirRelativePath"});
  if (HasVariable(workdir.word.value)) {
    WithoutAliases(finding, {"DS-0009"});
    if (workdir.expanded && Unquoted(workdir.word.value).starts_with('$')) {
      WithoutAliases(finding, {"DL3000", "CKV_DOCKER_10"});
    }
    return;
  }
  if (nested || context.file.Text(workdir.word.range) != workdir.word.value) {
    return;
  }
  std::string_view written = Unquoted(workdir.word.value);
  std::size_t begin = workdir.word.range.begin +
                      (written.size() == workdir.word.value.size() ? 0u : 1u);
  if (folder.path.empty()) {
    if (!folder.set) {
      SetFix(finding, false, "Begin the path at /",
             {Replace(context, {begin, begin + written.size()},
                      base::NormalPath("/" + std::string(written)))});
    }
    return;
  }
  SetFix(finding, true, "Write the whole path",
         {Replace(context, {begin, begin + written.size()},
                  base::NormalPath(folder.path + "/" + std::string(written)))});
}

void Apply(const Workdir& workdir, Folder& folder) {
  folder.set = true;
  if (workdir.form == Form::kUnknown || HasVariable(workdir.text) ||
      IsWindowsAbsolute(workdir.text)) {
    folder.path.clear();
  } else if (workdir.form == Form::kAbsolute) {
    folder.path = base::NormalPath(workdir.text);
  } else if (!folder.path.empty()) {
    folder.path = base::NormalPath(folder.path + "/" + workdir.text);
  }
}

void RelativeWorkdir(const DockerfileContext& context, Findings& out) {
  std::vector<Folder> folders(context.evaluation.stages.size());
  for (const Section& section : SectionsOf(context)) {
    Folder folder;
    if (section.stage != nullptr && section.stage->base_stage >= 0) {
      folder = folders[static_cast<std::size_t>(section.stage->base_stage)];
    }
    if (section.stage != nullptr && section.stage->from_scratch) {
      folder.path = "/";
    }
    for (const Instruction& outer : section.instructions) {
      if (!Inner(outer).Is(InstructionKind::kWorkdir)) continue;
      Workdir workdir = Read(context, outer);
      if (workdir.form == Form::kRelative) {
        Report(context, workdir, folder, out);
      }
      if (outer.onbuild() == nullptr) Apply(workdir, folder);
    }
    if (section.stage != nullptr) {
      folders[static_cast<std::size_t>(section.stage->index)] = folder;
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/relative-workdir",
      .aliases = {"DL3000", "DS-0009", "CKV_DOCKER_10", "WorkdirRelativePath"},
      .severity = model::Severity::kLow,
      .title = "WORKDIR with a relative path",
      .why = "The folder depends on what came before, in the end on the base "
             "image: when that changes, files land in another place.",
      .remedy = "Write the path from the root.",
      .references = {"https://docs.docker.com/reference/build-checks/"
                     "workdir-relative-path/"},
      .fix = model::FixKind::kUnsafe,
      .follow_ups = {"dockerfile/recursive-chmod-after-copy",
                     "dockerfile/recursive-chown-after-copy",
                     "dockerfile/removed-in-later-layer",
                     "dockerfile/secret-removed-later"}},
     &RelativeWorkdir},
};

}  // namespace

DockerfileRules WorkdirRules() { return kRules; }

}  // namespace bulkhead::check
