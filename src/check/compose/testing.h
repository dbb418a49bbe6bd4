// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Helpers for tests of Compose rules. Projects lie in /project, alone unless
// told otherwise.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "check/compose/rule.h"

namespace bulkhead::check {

struct ComposeTestOptions {
  ComposeOptions options = {};
  config::ComposeEnvironment environment = {};
  // Further files, by path below /project: "override.yaml", ".env". Those in
  // `load` are loaded after compose.yaml.
  std::map<std::string, std::string> files = {};
  std::vector<std::string> load = {};
  const ProjectFiles* facts = nullptr;
  // Texts of Dockerfiles by service; they are evaluated with the service's
  // build args and target.
  std::map<std::string, std::string> dockerfiles = {};
};

// A file with this text, for ComposeTestOptions::facts.
FileFacts TextFile(std::string text, std::uint32_t mode = 0644,
                   std::uint32_t uid = 0);
// Facts by path below /project.
ProjectFiles FilesOf(const std::map<std::string, FileFacts>& files);

// Findings of one rule (its id) on a text, in order of place.
std::vector<model::Finding> FindingsOf(std::string_view rule,
                                       std::string_view yaml,
                                       const ComposeTestOptions& options = {});

// The rule finds exactly one thing (or `count`), with a line, and the first
// stands on `line`; 0: any line.
void Catches(std::string_view rule, std::string_view yaml, int line = 0,
             std::size_t count = 1, const ComposeTestOptions& options = {});
// The rule finds nothing.
void CatchesNot(std::string_view rule, std::string_view yaml,
                const ComposeTestOptions& options = {});
// Message of the only finding.
std::string MessageOf(std::string_view rule, std::string_view yaml,
                      const ComposeTestOptions& options = {});
// Aliases of the only finding.
std::vector<std::string> AliasesOf(std::string_view rule, std::string_view yaml,
                                   const ComposeTestOptions& options = {});
// Severity of the only finding.
model::Severity SeverityOf(std::string_view rule, std::string_view yaml,
                           const ComposeTestOptions& options = {});
// Applies the fix of every finding of the rule once: the text must become
// `after`, still load, and hold no finding of the rule any more.
void Fixes(std::string_view rule, std::string_view before,
           std::string_view after, const ComposeTestOptions& options = {});

}  // namespace bulkhead::check
