// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// COPY and ADD of what .dockerignore leaves out.
#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/copied_files.h"
#include "check/dockerfile/dockerignore.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::CopyArgs;
using config::Instruction;

void CopyOfIgnored(const DockerfileContext& context, Findings& out) {
  const BuildContext* build = context.build_context;
  if (build == nullptr || !build->dockerignore) return;
  Dockerignore ignore = Dockerignore::Parse(*build->dockerignore);
  // With exceptions, a folder that is left out may hold files that are not.
  if (ignore.empty() || ignore.has_exceptions()) return;
  for (const Instruction& instruction : context.instructions()) {
    const CopyArgs* copy = instruction.copy();
    if (copy == nullptr || !copy->from.empty()) continue;
    for (std::size_t i = 0; i < copy->sources.size(); ++i) {
      std::string path = ContextPath(context, instruction, i);
      if (path.empty() || !ignore.Excludes(path)) continue;
      out.Add(copy->sources[i].range, instruction.range,
              path == "."
                  ? base::Format("{} finds nothing: .dockerignore excludes all "
                                 "of the build context",
                                 config::KeywordOf(instruction.kind))
                  : base::Format("{} does not find {}: .dockerignore excludes "
                                 "it",
                                 config::KeywordOf(instruction.kind),
                                 base::Printable(path)));
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/copy-of-ignored-file",
      .aliases = {"CopyIgnoredFile"},
      .severity = model::Severity::kMedium,
      .title = "COPY of a file that .dockerignore excludes",
      .why = "The builder does not get the file: the build fails, or a pattern "
             "copies less than its author thinks.",
      .remedy = "Take the pattern out of .dockerignore, or the file out of the "
                "Dockerfile.",
      .references = {"https://docs.docker.com/reference/build-checks/"
                     "copy-ignored-file/"},
      .no_fix = "either of the two files may be the wrong one"},
     &CopyOfIgnored},
};

}  // namespace

DockerfileRules CopyIgnoredRules() { return kRules; }

}  // namespace bulkhead::check
