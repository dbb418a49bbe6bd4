// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "check/compose/rule.h"
#include "config/compose/compose.h"

// Any text as a project: what the strict load takes, the tolerant one takes
// without a problem; rules run on what is left of a broken one, and their edits
// lie in the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  namespace config = bulkhead::config;
  constexpr char kPath[] = "/p/compose.yaml";
  bulkhead::base::MemoryFileSystem files;
  files.Add(kPath, std::string(reinterpret_cast<const char*>(data), size));
  files.Add("/p/other.yaml",
            "services: {base: {image: a:1, ports: [80], user: ${U}}}\n");
  config::ComposeOptions options;
  options.files = {kPath};
  options.working_dir = "/p";
  options.environment = {{"SET", "x"}};
  options.profiles = {"*"};
  options.limits.max_expansion = 1 << 16;
  options.limits.max_entries = 10'000;
  config::ComposeSession session;
  bulkhead::base::Result<config::ComposeProject> project =
      config::LoadComposeProject(options, files, &session);
  bool has_problem = !project.ok() || !session.problems.errors().empty();
  if (has_problem && config::LoadComposeProject(options, files).ok()) {
    std::abort();
  }
  if (!project.ok()) return 0;
  bulkhead::check::ComposeOptions rules;
  rules.all_rules = true;
  bulkhead::check::ComposeContext context =
      bulkhead::check::MakeComposeContext(project.value(), rules);
  for (const bulkhead::model::Finding& finding :
       bulkhead::check::RunComposeRules(context)) {
    if (!finding.fix) continue;
    for (const bulkhead::model::Edit& edit : finding.fix->edits) {
      bool inside = edit.range.begin <= edit.range.end &&
                    (edit.path != kPath || edit.range.end <= size);
      if (!inside) std::abort();
    }
  }
  return 0;
}
