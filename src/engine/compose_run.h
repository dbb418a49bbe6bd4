// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// One Compose project through the flow: files, effective project, checks,
// findings.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/fs.h"
#include "check/compose/rule.h"
#include "engine/compose_projects.h"
#include "engine/dockerfile_run.h"

namespace bulkhead::engine {

struct ComposeRunOptions {
  check::ComposeOptions rules;
  std::map<std::string, std::string, std::less<>> environment;
  std::vector<std::string> profiles;
  std::vector<std::string> env_files;
  std::string project_name;
  const std::vector<policy::OwnCheck>* own_checks = nullptr;
  bool wants_parts = false;  // ignores of the policy ask for them
};

struct ComposeResult {
  DocumentResult document;
  // False: there is no project that rules could look at.
  bool loaded = false;
  // Files that the project pulled in by include or extends: they are no
  // projects of their own.
  std::vector<std::string> fragments;
  // Dockerfiles that its services are built from.
  std::vector<std::string> dockerfiles;
  std::string detail;  // "with compose.override.yaml", for the report
};

// Thread-safe.
ComposeResult RunCompose(const ComposeFiles& project,
                         const base::FileSystem& files,
                         const ComposeRunOptions& options);

// Options of the loader for a project.
config::ComposeOptions LoaderOptions(const ComposeFiles& project,
                                     const ComposeRunOptions& options);

// The rule that reports two equal keys in one mapping: it needs the text, since
// no project comes of such a file.
const model::RuleInfo& DuplicateKeyRule();

}  // namespace bulkhead::engine
