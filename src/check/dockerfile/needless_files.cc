// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Files that do not belong in an image.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/copied_files.h"
#include "check/dockerfile/ignore_edits.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kFolders[] = {".aws", ".azure", ".cache",
                                         ".gcp", ".git",   ".idea",
                                         ".npm", ".svn",   ".vscode"};
constexpr std::string_view kFiles[] = {
    ".DS_Store",           ".gitignore",        ".vimrc",
    "Dockerfile",          "compose.yaml",      "compose.yml",
    "docker-compose.yaml", "docker-compose.yml"};

template <std::size_t N>
bool IsIn(std::string_view name, const std::string_view (&names)[N]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// The part of the path that does not belong there; "" all of it does.
std::string_view NeedlessPart(std::string_view path) {
  std::size_t begin = 0;
  while (begin < path.size()) {
    std::size_t end = std::min(path.find('/', begin), path.size());
    std::string_view part = path.substr(begin, end - begin);
    if (IsIn(part, kFolders)) return path.substr(0, end);
    if (end == path.size() && IsIn(part, kFiles)) return path;
    begin = end + 1;
  }
  return "";
}

// Lines of .dockerignore for all needless files that the source brings.
std::vector<std::string> IgnoreLines(const DockerfileContext& context,
                                     const CopiedSource& copied) {
  std::vector<std::string> lines;
  for (std::string_view path : FilesOf(context, copied)) {
    std::string_view part = NeedlessPart(path);
    if (part.empty()) continue;
    bool below = base::Contains(part, "/");
    std::string line = (below ? "**/" : "") + std::string(BaseName(part));
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) {
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

void NeedlessFiles(const DockerfileContext& context, Findings& out) {
  constexpr std::size_t kMaxNamed = 3;
  for (const CopiedSource& copied : CopiedSources(context)) {
    if (!context.InFinalImage(copied.stage)) continue;
    std::vector<std::string> parts;
    std::string_view own = NeedlessPart(copied.path);
    if (!own.empty()) {
      parts.emplace_back(base::Printable(own));
    } else {
      for (std::string_view path : FilesOf(context, copied)) {
        std::string_view part = NeedlessPart(path);
        if (part.empty() || parts.size() >= kMaxNamed) continue;
        std::string text = base::Printable(part);
        if (std::find(parts.begin(), parts.end(), text) == parts.end()) {
          parts.push_back(std::move(text));
        }
      }
    }
    if (parts.empty()) continue;
    std::string_view keyword = config::KeywordOf(copied.instruction->kind);
    model::Finding& finding =
        out.Add(copied.source->range, copied.instruction->range,
                base::Format("{} brings {} into the image", keyword,
                             base::Join(parts, ", ")));
    // The history of a repository holds what was deleted from it.
    if (base::Contains(finding.message, ".git")) {
      finding.severity = model::Severity::kLow;
    }
    // What is copied by its name is wanted.
    if (!own.empty()) continue;
    OfferFix(finding, false, "List them in .dockerignore",
             AddToDockerignore(context, IgnoreLines(context, copied)));
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/needless-files",
      .aliases = {"DKL-LI-0003"},
      .severity = model::Severity::kInfo,
      .title = "Files that do not belong in an image",
      .why = "The history of a repository and the settings of tools tell of "
             "the project and may hold secrets that were deleted long ago; "
             "they also make the image larger.",
      .remedy = "List them in .dockerignore.",
      .references = {"https://docs.docker.com/build/concepts/context/"
                     "#dockerignore-files"},
      .fix = model::FixKind::kUnsafe},
     &NeedlessFiles},
};

}  // namespace

DockerfileRules NeedlessFilesRules() { return kRules; }

}  // namespace bulkhead::check
