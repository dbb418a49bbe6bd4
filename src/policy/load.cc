// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Finds the files that make the policy and reads them.
#include <algorithm>
#include <cstdlib>

#include "base/fs.h"
#include "base/text.h"
#include "policy/policy.h"

namespace bulkhead::policy {
namespace {

constexpr std::string_view kFileNames[] = {".bulkhead.yaml", ".bulkhead.yml"};

std::string Absolute(const std::string& working_folder,
                     const std::string& path) {
  return base::NormalPath(base::JoinPath(working_folder, path));
}

// The file's bytes under an absolute name, so that ParsePolicy knows its
// folder; messages shall show the name that a reader would type.
struct PolicyFile {
  std::string absolute;
  std::string shown;
};

PolicyFile NameOf(const std::string& working_folder, const std::string& path) {
  PolicyFile out;
  out.absolute = Absolute(working_folder, path);
  out.shown = base::RelativePath(out.absolute, working_folder);
  return out;
}

// Replaces the names of files and folders that the reader took from the source.
void SetRoot(Policy& policy, const std::string& root) {
  for (Ignore& ignore : policy.ignores) {
    if (ignore.kind == "policy" && ignore.root.empty()) ignore.root = root;
  }
}

// A policy may come with what is checked: it must not choose a file elsewhere
// that is then read, or written by --write-baseline.
base::Status BaselineStaysIn(const base::FileSystem& files,
                             const std::string& folder,
                             const Setting<std::string>& baseline,
                             const std::string& path) {
  bool stays = base::LiesIn(path, folder);
  for (std::string at = base::DirName(path); stays && at != folder;
       at = base::DirName(at)) {
    stays = files.Stat(at, false).type != base::FileType::kSymlink;
  }
  if (stays) return base::Ok{};
  return base::Error{
      base::ErrorCode::kInvalid,
      base::Format("{}: expected a baseline in the folder of the policy, found "
                   "\"{}\", which lies outside; name it with --baseline",
                   baseline.origin, base::Printable(baseline.value))};
}

base::Result<Policy> ReadFile(const base::FileSystem& files,
                              const PolicyFile& file,
                              const std::string& working_folder,
                              std::string_view extends_flag,
                              const base::Limits& limits) {
  base::Result<std::shared_ptr<const base::Source>> source =
      files.Read(file.absolute, limits.max_bytes);
  if (!source.ok()) return source.error();
  // A copy under its shown name; a policy is small.
  std::shared_ptr<const base::Source> shown = std::make_shared<base::Source>(
      file.shown, std::string(source.value()->text()));
  base::Result<Policy> policy = ParsePolicy(shown, limits, extends_flag);
  if (!policy.ok()) return policy;
  std::string folder = base::DirName(file.absolute);
  SetRoot(policy.value(), folder);
  const Setting<std::string>& baseline = policy.value().baseline;
  if (baseline.value.empty()) return policy;
  base::Status stays = BaselineStaysIn(
      files, folder, baseline, Absolute(working_folder, baseline.value));
  if (!stays.ok()) return std::move(stays).error();
  return policy;
}

void AddPeers(const base::FileSystem& files, const std::string& folder,
              const std::string& working_folder, const base::Limits& limits,
              Policy& policy) {
  for (std::string_view name : PeerFileNames()) {
    PolicyFile file = NameOf(working_folder, base::JoinPath(folder, name));
    if (files.Stat(file.absolute).type != base::FileType::kRegular) continue;
    base::Result<std::shared_ptr<const base::Source>> source =
        files.Read(file.absolute, limits.max_bytes);
    base::Status status =
        source.ok()
            ? AddPeerFile(std::make_shared<base::Source>(
                              file.shown, std::string(source.value()->text())),
                          folder, limits, policy)
            : base::Status(source.error());
    if (status.ok()) continue;
    policy.problems.push_back(
        {.rule = base::SharedText::Constant("policy/malformed-ignore"),
         .severity = model::Severity::kLow,
         .message = status.error().message,
         .location = {.path = file.shown},
         .subject = status.error().message});
  }
}

}  // namespace

std::string FindPolicyFile(const base::FileSystem& files,
                           const std::string& target,
                           const std::string& config_home) {
  std::string folder = base::AbsolutePath(target);
  if (files.Stat(folder).type != base::FileType::kFolder) {
    folder = base::DirName(folder);
  }
  while (true) {
    for (std::string_view name : kFileNames) {
      std::string path = base::JoinPath(folder, name);
      if (files.Stat(path).type == base::FileType::kRegular) return path;
    }
    if (folder == "/" || folder == ".") break;
    folder = base::DirName(folder);
  }
  if (config_home.empty()) return "";
  std::string path = base::JoinPath(config_home, "bulkhead/config.yaml");
  return files.Stat(path).type == base::FileType::kRegular ? path : "";
}

std::string ConfigHome() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && base::IsAbsolute(config)) return config;
  const char* home = std::getenv("HOME");
  if (home == nullptr || !base::IsAbsolute(home)) return "";
  return base::JoinPath(home, ".config");
}

base::Result<Policy> LoadPolicy(const base::FileSystem& files,
                                const LoadOptions& options,
                                const base::Limits& limits) {
  std::string working_folder = options.working_folder.empty()
                                   ? base::CurrentFolder()
                                   : options.working_folder;
  std::string target = Absolute(working_folder, options.target);
  // --policy names one that is shipped, or a file, which is then the only one.
  bool shipped =
      options.policy.empty() || !ShippedPolicyText(options.policy).empty();
  std::string path;
  if (!shipped && files.Exists(Absolute(working_folder, options.policy))) {
    path = options.policy;
  } else if (options.search && shipped) {
    path = FindPolicyFile(files, target, options.config_home);
  }
  std::string_view flag;
  if (path != options.policy) flag = options.policy;
  base::Result<Policy> policy =
      path.empty() ? ShippedPolicy(flag.empty() ? "default" : flag)
                   : ReadFile(files, NameOf(working_folder, path),
                              working_folder, flag, limits);
  if (!policy.ok()) return policy;
  if (path.empty() && !flag.empty()) policy.value().base.origin = "--policy";
  if (!options.peers) return policy;

  std::vector<std::string> folders;
  if (!path.empty()) {
    folders.push_back(base::DirName(Absolute(working_folder, path)));
  }
  folders.push_back(files.Stat(target).type == base::FileType::kFolder
                        ? target
                        : base::DirName(target));
  folders.push_back(working_folder);
  for (std::size_t i = 0; i < folders.size(); ++i) {
    if (std::find(folders.begin(), folders.begin() + static_cast<long>(i),
                  folders[i]) == folders.begin() + static_cast<long>(i)) {
      AddPeers(files, folders[i], working_folder, limits, policy.value());
    }
  }
  return policy;
}

}  // namespace bulkhead::policy
