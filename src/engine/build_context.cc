// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What lies around a Dockerfile. A file does not say which folder its build
// will get as context: it is the nearest one, from the file's own folder
// upwards, in which the plain sources of COPY and ADD exist.
#include <algorithm>

#include "base/text.h"
#include "engine/dockerfile_run.h"

namespace bulkhead::engine {
namespace {

using config::Instruction;

constexpr std::size_t kMaxFiles = 5000;
constexpr std::size_t kMaxDepth = 8;
constexpr int kMaxLevelsUp = 4;
constexpr std::size_t kMaxIgnoreBytes = 1u << 20;

struct ContextSources {
  std::vector<std::string> plain;  // without patterns and variables
  bool whole_folders = false;      // COPY . .
};

ContextSources SourcesOf(const config::Dockerfile& file) {
  ContextSources out;
  for (const Instruction& instruction : file.instructions) {
    const config::CopyArgs* copy = instruction.copy();
    if (copy == nullptr || !copy->from.empty()) continue;
    for (const config::CopySource& source : copy->sources) {
      std::string_view text = source.value;
      if (source.heredoc >= 0 || base::Contains(text, "://")) continue;
      if (text.find_first_of("*?[$\\\"'") != std::string_view::npos) continue;
      std::string path =
          base::NormalPath(text.starts_with('/') ? text.substr(1) : text);
      if (path == ".") {
        out.whole_folders = true;
      } else if (!path.starts_with("..")) {
        out.plain.push_back(path);
      }
    }
  }
  return out;
}

bool HasAll(const base::FileSystem& files, const std::string& folder,
            const std::vector<std::string>& paths) {
  return std::all_of(paths.begin(), paths.end(), [&](const std::string& path) {
    return files.Exists(base::JoinPath(folder, path));
  });
}

void ListFiles(const base::FileSystem& files, const std::string& root,
               check::BuildContext* context) {
  struct Folder {
    std::string relative;
    std::size_t depth = 0;
  };
  std::vector<Folder> stack = {{"", 0}};
  context->files_known = true;
  context->files_complete = true;
  while (!stack.empty()) {
    Folder folder = stack.back();
    stack.pop_back();
    base::Result<std::vector<base::DirEntry>> entries = files.List(
        folder.relative.empty() ? root : base::JoinPath(root, folder.relative));
    if (!entries.ok() || folder.depth > kMaxDepth) {
      context->files_complete = false;
      continue;
    }
    for (const base::DirEntry& entry : entries.value()) {
      if (context->files.size() >= kMaxFiles) {
        context->files_complete = false;
        break;
      }
      std::string path = folder.relative.empty()
                             ? entry.name
                             : folder.relative + "/" + entry.name;
      if (entry.type != base::FileType::kFolder) {
        context->files.push_back(path);
      } else if (entry.name == ".git" || entry.name == "node_modules") {
        context->files.push_back(path + "/");  // one name stands for all of it
      } else {
        stack.push_back({path, folder.depth + 1});
      }
    }
  }
  std::sort(context->files.begin(), context->files.end());
}

// The path, unless the context is a folder above what was asked for.
std::string EditablePath(const std::string& path, int level) {
  std::string normal = base::NormalPath(path);
  bool ours =
      level == 0 || (!normal.starts_with('/') && !normal.starts_with("../"));
  return ours ? normal : std::string();
}

}  // namespace

std::unique_ptr<check::BuildContext> LookAtContext(
    const base::FileSystem& files, const std::string& path,
    const config::Dockerfile& file) {
  ContextSources sources = SourcesOf(file);
  if (sources.plain.empty() && !sources.whole_folders) return nullptr;
  std::string folder = base::DirName(path);
  for (int level = 0; level < kMaxLevelsUp; ++level) {
    if (HasAll(files, folder, sources.plain)) {
      std::unique_ptr<check::BuildContext> context =
          std::make_unique<check::BuildContext>();
      for (const std::string& name :
           {path + ".dockerignore", base::JoinPath(folder, ".dockerignore")}) {
        base::Result<std::shared_ptr<const base::Source>> text =
            files.Read(name, kMaxIgnoreBytes);
        if (!text.ok()) continue;
        context->dockerignore = std::string(text.value()->text());
        context->dockerignore_path = EditablePath(name, level);
        break;
      }
      if (!context->dockerignore) {
        context->dockerignore_path =
            EditablePath(base::JoinPath(folder, ".dockerignore"), level);
      }
      if (sources.whole_folders) ListFiles(files, folder, context.get());
      return context;
    }
    if (files.Exists(base::JoinPath(folder, ".git"))) break;
    folder = folder == "." ? ".." : base::JoinPath(folder, "..");
  }
  return nullptr;
}

}  // namespace bulkhead::engine
