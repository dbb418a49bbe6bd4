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

using config::ComposeEntry;
using config::ComposeNode;
using config::ComposePlace;

// What a file outside names is outside because of it.
bool IsInProject(const ComposeContext& context, const base::Source& source) {
  return !base::IsAbsolute(source.path()) ||
         base::LiesIn(source.path(), context.project.working_dir);
}

bool LiesOutside(const ComposeContext& context, const std::string& path) {
  return base::IsAbsolute(path) &&
         !base::LiesIn(path, context.project.working_dir);
}

void OutsideDocuments(const ComposeContext& context, Findings& out) {
  for (const config::ComposeFileUse& use : context.project.files) {
    // An env file that a place asks for is that of an include.
    bool is_include = use.role == ComposeFileRole::kInclude ||
                      use.role == ComposeFileRole::kDotEnv;
    if (!is_include && use.role != ComposeFileRole::kExtends) continue;
    const ComposePlace& asked = use.asked;
    std::string path = base::NormalPath(use.source->path());
    if (!asked.known() || !LiesOutside(context, path) ||
        !IsInProject(context, *asked.source)) {
      continue;
    }
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

// A path from the root names a place of the host on purpose; one with ".."
// reaches into what belongs to somebody else.
bool IsWrittenFromRoot(const ComposeNode& path) {
  std::string_view text = WrittenText(path);
  while (text.starts_with('"') || text.starts_with('\'')) text.remove_prefix(1);
  return text.starts_with('/') || text.starts_with('~') ||
         text.starts_with('$');
}

// Data of one service: who changes it changes that service alone.
void ReportOutside(const ComposeContext& context, const ComposeNode& path,
                   std::string_view user, std::string object, Findings& out) {
  const ComposePlace& place = path.origin.value;
  std::string full = base::NormalPath(path.Text());
  if (!place.known() || context.IsUnknown(path) ||
      !LiesOutside(context, full) || !IsInProject(context, *place.source)) {
    return;
  }
  model::Finding& finding =
      ReportAt(path, std::move(object),
               base::Format("{} reads {}, which lies outside of the folder of "
                            "the project",
                            user, base::Printable(full)),
               out);
  finding.severity = Severity::kInfo;
  finding.subject =
      base::Format("{} {}", finding.location.object, base::BaseName(full));
}

void OutsideFile(const ComposeContext& context, Findings& out) {
  OutsideDocuments(context, out);
  for (const ComposeService& service : context.services) {
    std::string user =
        base::Format("service {}", base::Printable(service.name));
    std::size_t index = 0;
    for (const ComposeEntry& file : service["env_file"].entries()) {
      ReportOutside(context, file.value["path"], user,
                    service.Path(base::Format("env_file[{}]", index++)), out);
    }
  }
  for (std::string_view key : {"secrets", "configs"}) {
    for (const ComposeEntry& entry : context.project.root[key].entries()) {
      const ComposeNode& path = entry.value["file"];
      // Outside of the repository is where secrets belong.
      if (key == "secrets" && IsWrittenFromRoot(path)) continue;
      ReportOutside(
          context, path,
          base::Format("{} {}", key == "secrets" ? "secret" : "config",
                       base::Printable(entry.key)),
          base::Format("{}.{}.file", key, entry.key), out);
    }
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
      .why =
          "Who changes that file changes this project, and no review of this "
          "folder shows it. A Compose file brings privileges and mounts, an "
          "env file the settings and secrets of another project.",
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
