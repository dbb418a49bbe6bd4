// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "config/compose/compose.h"

// The input is split at its first zero byte: the base, and what overrides it.
// Both are merged on their own, and loaded as a project.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  namespace config = bulkhead::config;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t cut = std::min(text.find('\0'), text.size());
  std::string base(text.substr(0, cut));
  std::string over(text.substr(std::min(cut + 1, text.size())));
  bulkhead::base::Result<bulkhead::formats::JsonValue> merged =
      config::MergeComposeTexts(base, over);
  if (!merged.ok() && merged.error().message.empty()) std::abort();

  bulkhead::base::MemoryFileSystem fs;
  fs.Add("/p/compose.yaml", base);
  fs.Add("/p/over.yaml", over);
  config::ComposeOptions options;
  options.working_dir = "/p";
  options.files = {"/p/compose.yaml"};
  if (!over.empty()) options.files.push_back("/p/over.yaml");
  options.limits.max_entries = 10'000;
  options.limits.max_expansion = 1 << 18;
  bulkhead::base::Result<config::ComposeProject> project =
      config::LoadComposeProject(options, fs);
  if (!project.ok()) {
    if (project.error().message.empty()) std::abort();
    return 0;
  }
  bulkhead::formats::WriteJson(ComposeProjectToJson(project.value()));
  ComposeProjectToYaml(project.value());
  return 0;
}
