// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// One Dockerfile through the flow: source, document, checks, findings.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/fs.h"
#include "base/source.h"
#include "check/dockerfile/rule.h"
#include "config/dockerfile/evaluate.h"
#include "engine/parts.h"
#include "engine/shellcheck.h"
#include "model/report.h"
#include "policy/ignores.h"
#include "policy/own_checks.h"

namespace bulkhead::engine {

struct DockerfileRunOptions {
  check::DockerfileOptions rules;
  config::EvaluateOptions evaluate;
  const std::vector<policy::OwnCheck>* own_checks = nullptr;
  bool collect_scripts = false;  // for shellcheck
  bool wants_parts = false;      // ignores of the policy ask for them
  // The build context where the caller knows it; else, with `files`, what
  // lies around the Dockerfile is looked at. Both null: it is not known.
  const check::BuildContext* context = nullptr;
  const base::FileSystem* files = nullptr;
};

// What came of one file. Owns everything it holds.
struct DocumentResult {
  std::vector<model::Finding> findings;
  std::vector<model::Gap> gaps;
  policy::InlineIgnores ignores;
  std::vector<ShellCheckJob> scripts;
  std::vector<DocumentPart> parts;  // where an ignore asks for them
};

// Thread-safe.
DocumentResult RunDockerfile(const std::shared_ptr<const base::Source>& source,
                             const DockerfileRunOptions& options);

// What is known of the build context of the Dockerfile at `path`: the folder
// in which the sources that it copies exist, its .dockerignore, and, where the
// file copies whole folders, the names of the files below.
std::unique_ptr<check::BuildContext> LookAtContext(
    const base::FileSystem& files, const std::string& path,
    const config::Dockerfile& file);

// Gives findings their code frames and, where they have none, their subject.
// Call while the source is there.
void AttachExcerpts(const base::Source& source,
                    std::vector<model::Finding>& findings);

}  // namespace bulkhead::engine
