// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Which files and documents a project is made of.
#include "base/fs.h"
#include "base/text.h"
#include "check/compose/paths.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeFileRole;
using model::Severity;

void OutsideFile(const ComposeContext& context, Findings& out) {
  for (const config::ComposeFileUse& use : context.project.files) {
    bool is_include = use.role == ComposeFileRole::kInclude;
    if (!is_include && use.role != ComposeFileRole::kExtends) continue;
    const config::ComposePlace& asked = use.asked;
    std::string path = base::NormalPath(use.source->path());
    // What a file outside pulls in is outside because of it.
    bool outside =
        asked.known() && base::IsAbsolute(path) &&
        !base::LiesIn(path, context.project.working_dir) &&
        (base::LiesIn(asked.source->path(), context.project.working_dir) ||
         !base::IsAbsolute(asked.source->path()));
    if (!outside) continue;
    model::Range range = {asked.range.begin, asked.range.end};
    model::Finding& finding = out.AddIn(
        *asked.source, range, range,
        base::Format("{} takes in {}, which lies outside of the folder of the "
                     "project",
                     is_include ? "include" : "extends",
                     base::Printable(path)));
    finding.location.object = is_include ? "include" : "extends";
    finding.subject =
        base::Format("{} {}", finding.location.object, base::BaseName(path));
  }
}

void SeveralDocuments(const ComposeContext& context, Findings& out) {
  for (const config::ComposePlace& place : context.project.further_documents) {
    // The line that begins it.
    std::string_view text = place.source->text();
    std::size_t begin = place.range.begin;
    std::size_t end = std::min(text.find('\n', begin), text.size());
    model::Finding& finding = out.AddIn(
        *place.source, {begin, end}, {begin, end},
        "a further document begins here: docker compose merges it over what "
        "stands above");
    finding.location.object = "---";
    finding.subject = "---";
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/outside-file",
      .severity = Severity::kLow,
      .title = "File from outside of the project's folder",
      .why = "Who changes that file changes this project, its privileges and "
             "mounts included, and no review of this folder shows it.",
      .remedy = "Copy the file into the project, or see to it that only those "
                "who may change the project can change the file.",
      .references = {"https://docs.docker.com/reference/compose-file/include/"},
      .no_fix = "the file belongs to somebody else"},
     &OutsideFile},
    {{.id = "compose/several-documents",
      .severity = Severity::kLow,
      .title = "Several documents in one Compose file",
      .why = "docker compose merges them and the later ones override; other "
             "readers, and most people, look at the first one alone.",
      .remedy = "Make one document of them, or an override file of its own.",
      .references = {"https://docs.docker.com/reference/compose-file/merge/"},
      .no_fix = "which of the values is meant can't be told"},
     &SeveralDocuments},
};

}  // namespace

ComposeRules DocumentsRules() { return kRules; }

}  // namespace bulkhead::check
