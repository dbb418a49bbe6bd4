// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Finding what there is to check below the paths that a user names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/fs.h"
#include "model/report.h"

namespace bulkhead::engine {

enum class FileKind { kNone, kDockerfile, kCompose };

// What a file is by the names that people use: Dockerfile, Containerfile,
// Dockerfile.prod, prod.Dockerfile, Dockerfile-dev; compose.yaml,
// docker-compose.prod.yml. kNone for all else, their .dockerignore included.
FileKind KindByName(std::string_view name);

// A name such as Dockerfile.j2 or Dockerfile.template: text that a program
// turns into a Dockerfile. "" where it is none, else the reason to leave it
// out.
std::string_view WhyNotChecked(std::string_view name);

struct FoundFile {
  std::string path;  // as reached from the path that the user named
  FileKind kind = FileKind::kNone;
  bool named = false;  // by the user himself
};

struct Discovery {
  std::vector<FoundFile> files;  // sorted by path, each file once
  std::vector<model::LeftOut> left_out;
  std::vector<model::Gap> gaps;
  std::size_t folders = 0;  // that were looked into
};

struct DiscoverOptions {
  std::vector<std::string> paths;  // files and folders
  FileKind as = FileKind::kNone;   // what named files are taken for
  bool use_gitignore = true;
  std::vector<std::string> exclude;  // globs on paths, as in a .gitignore
  std::size_t max_files = 1'000'000;
};

// Walks folders without following symbolic links to folders. Missing paths and
// what is no regular file become gaps.
Discovery Discover(const base::FileSystem& files,
                   const DiscoverOptions& options);

}  // namespace bulkhead::engine
