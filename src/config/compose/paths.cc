// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/paths.h"

#include "base/fs.h"
#include "base/text.h"
#include "config/compose/arena.h"
#include "config/compose/volumes.h"

namespace bulkhead::config {
namespace {

class Resolver {
 public:
  Resolver(const std::string& folder, const std::string& home)
      : folder_(folder), home_(home) {}

  void Service(ComposeNode* service) {
    if (ComposeNode* build = service->Get("build")) {
      Context(build->Get("context"));
      if (ComposeNode* contexts = build->Get("additional_contexts")) {
        for (ComposeEntry& entry : contexts->entries()) Context(&entry.value);
      }
      if (ComposeNode* ssh = build->Get("ssh")) {
        for (ComposeEntry& entry : ssh->entries()) Path(&entry.value);
      }
    }
    Each(service->Get("env_file"), "path");
    if (ComposeNode* files = service->Get("label_file")) {
      Path(files);
      for (ComposeEntry& entry : files->entries()) Path(&entry.value);
    }
    if (ComposeNode* extends = service->Get("extends")) {
      Path(extends->Get("file"));
    }
    if (ComposeNode* develop = service->Get("develop")) {
      Each(develop->Get("watch"), "path");
    }
    if (ComposeNode* volumes = service->Get("volumes")) {
      for (ComposeEntry& entry : volumes->entries()) {
        if (entry.value["type"].Text() == "bind") {
          Path(entry.value.Get("source"));
        }
      }
    }
  }

  // A volume that is a bind mount in disguise.
  void Volume(ComposeNode* volume) {
    if ((*volume)["driver"].Text() != "local") return;
    ComposeNode* options = volume->Get("driver_opts");
    if (options == nullptr || (*options)["o"].Text() != "bind") return;
    Path(options->Get("device"));
  }

  void Path(ComposeNode* node) {
    if (node == nullptr || node->Text().empty()) return;
    std::string path = AbsolutePath(node->Text(), folder_, home_);
    *node = MadeFrom(*node, ComposeNode::String(std::move(path)));
  }

 private:
  // Contexts may be URLs, images and services.
  void Context(ComposeNode* node) {
    if (node == nullptr) return;
    std::string_view text = node->Text();
    if (base::Contains(text, "://")) return;
    for (std::string_view prefix : {"service:", "github.com/", "git@"}) {
      if (text.substr(0, prefix.size()) == prefix) return;
    }
    if (text.empty() && node->IsString()) {
      *node = MadeFrom(*node, ComposeNode::String(folder_));
    }
    Path(node);
  }

  void Each(ComposeNode* list, std::string_view key) {
    if (list == nullptr) return;
    for (ComposeEntry& entry : list->entries()) Path(entry.value.Get(key));
  }

  const std::string& folder_;
  const std::string& home_;
};

}  // namespace

std::string AbsolutePath(std::string_view path, const std::string& folder,
                         const std::string& home) {
  if (!path.empty() && path[0] == '~' && !home.empty()) {
    return base::NormalPath(home + "/" + std::string(path.substr(1)));
  }
  if (base::IsAbsolute(path) || IsWindowsAbsolute(path)) {
    return std::string(path);
  }
  return base::NormalPath(base::JoinPath(folder, path));
}

bool IsRemotePath(std::string_view path) {
  for (std::string_view prefix : {"git@", "github.com/", "oci:"}) {
    if (path.starts_with(prefix)) return true;
  }
  return base::Contains(path, "://");
}

void ResolvePaths(const std::string& folder, const std::string& home,
                  ComposeNode* root) {
  Resolver resolver(folder, home);
  if (ComposeNode* services = root->Get("services")) {
    for (ComposeEntry& entry : services->entries()) {
      resolver.Service(&entry.value);
    }
  }
  for (std::string_view kind : {"configs", "secrets"}) {
    if (ComposeNode* resources = root->Get(kind)) {
      for (ComposeEntry& entry : resources->entries()) {
        resolver.Path(entry.value.Get("file"));
      }
    }
  }
  if (ComposeNode* volumes = root->Get("volumes")) {
    for (ComposeEntry& entry : volumes->entries()) {
      resolver.Volume(&entry.value);
    }
  }
}

}  // namespace bulkhead::config
