// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/ignore_edits.h"

#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/copied_files.h"
#include "check/dockerfile/dockerignore.h"
#include "check/dockerfile/span_edits.h"

namespace bulkhead::check {

bool IsCopiedByName(const DockerfileContext& context,
                    std::string_view pattern) {
  Dockerignore ignore = Dockerignore::Parse(pattern);
  std::vector<CopiedSource> sources = CopiedSources(context);
  return std::any_of(sources.begin(), sources.end(),
                     [&](const CopiedSource& source) {
                       if (source.path == ".") return false;
                       return ignore.Excludes(source.path) ||
                              base::GlobMatch(source.path, pattern);
                     });
}

Edits AddToDockerignore(const DockerfileContext& context,
                        const std::vector<std::string>& patterns) {
  const BuildContext* build = context.build_context;
  if (build == nullptr || build->dockerignore_path.empty() ||
      patterns.empty()) {
    return {};
  }
  for (const std::string& pattern : patterns) {
    if (IsCopiedByName(context, pattern)) return {};
  }
  std::string_view text;
  if (build->dockerignore) text = *build->dockerignore;
  std::string_view ending = LineEndingOf(text);
  std::string added = base::Join(patterns, ending);
  bool open = !text.empty() && !text.ends_with('\n');
  added = open ? std::string(ending) + added : added + std::string(ending);
  return {{build->dockerignore_path, {text.size(), text.size()}, added}};
}

}  // namespace bulkhead::check
