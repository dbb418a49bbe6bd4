// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/discover.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/fs.h"
#include "base/text.h"
#include "engine/gitignore.h"

namespace bulkhead::engine {
namespace {

using base::FileType;

// Folders that hold other people's code or a version control's data.
constexpr std::array<std::string_view, 5> kForeignFolders = {
    ".git", ".hg", ".svn", "node_modules", ".terraform"};

constexpr std::array<std::string_view, 12> kTemplateEndings = {
    ".j2",  ".jinja", ".jinja2", ".tmpl",     ".tpl", ".template",
    ".erb", ".in",    ".m4",     ".mustache", ".hbs", ".gotmpl"};

// What people call files that lie beside a Dockerfile and are none.
constexpr std::array<std::string_view, 31> kOtherEndings = {
    ".dockerignore", ".md",   ".txt",  ".rst", ".html", ".json",   ".sh",
    ".py",           ".go",   ".js",   ".ts",  ".rb",   ".java",   ".yml",
    ".yaml",         ".toml", ".lock", ".sig", ".asc",  ".sha256", ".log",
    ".patch",        ".diff", ".orig", ".rej", ".swp",  ".bak",    ".old",
    ".save",         ".zip",  ".rego"};

bool HasEnding(std::string_view name, std::span<const std::string_view> list) {
  std::string lower = base::ToLower(name);
  return std::any_of(list.begin(), list.end(), [&](std::string_view ending) {
    return lower.ends_with(ending);
  });
}

// "dockerfile" or "containerfile" stands at the begin of the lower-case name,
// alone or before a separator, or at its end behind a dot.
bool IsDockerfileStem(std::string_view lower) {
  for (std::string_view stem : {"dockerfile", "containerfile"}) {
    if (lower == stem) return true;
    if (lower.starts_with(stem) &&
        (lower[stem.size()] == '.' || lower[stem.size()] == '-' ||
         lower[stem.size()] == '_')) {
      return true;
    }
    std::string_view rest = lower;
    if (rest.ends_with(stem) && rest.size() > stem.size() + 1 &&
        rest[rest.size() - stem.size() - 1] == '.') {
      return true;
    }
  }
  return false;
}

// compose.yaml, docker-compose.yml, compose.prod.yaml, docker-compose-dev.yml
bool IsComposeName(std::string_view lower) {
  if (!lower.ends_with(".yml") && !lower.ends_with(".yaml")) return false;
  std::string_view stem = lower.substr(0, lower.rfind('.'));
  for (std::string_view name :
       {"docker-compose", "compose", "podman-compose"}) {
    std::string_view rest = stem;
    if (!base::ConsumePrefix(rest, name)) continue;
    if (rest.empty() || rest[0] == '.' || rest[0] == '-' || rest[0] == '_') {
      return true;
    }
  }
  return stem.ends_with(".compose") || stem.ends_with(".docker-compose") ||
         stem.ends_with("-compose") || stem.ends_with("_compose");
}

class Walker {
 public:
  Walker(const base::FileSystem& files, const DiscoverOptions& options)
      : files_(files), options_(options) {}

  Discovery Run() {
    for (const std::string& path : options_.paths) Visit(path);
    // Of a file that was found twice, the one that the user named stays.
    std::stable_sort(found_.files.begin(), found_.files.end(),
                     [](const FoundFile& a, const FoundFile& b) {
                       return std::tie(a.path, b.named) <
                              std::tie(b.path, a.named);
                     });
    found_.files.erase(std::unique(found_.files.begin(), found_.files.end(),
                                   [](const FoundFile& a, const FoundFile& b) {
                                     return a.path == b.path;
                                   }),
                       found_.files.end());
    return std::move(found_);
  }

 private:
  struct Frame {
    std::string folder;    // path for opening
    std::string relative;  // from the root of the walk, "" for itself
    std::vector<base::DirEntry> entries;
    std::size_t next = 0;
    std::size_t mark = 0;  // of the ignore rules
  };

  // A path that the user named: a file is taken whatever its name says.
  void Visit(const std::string& path) {
    base::FileInfo info = files_.Stat(path);
    if (info.type == FileType::kMissing) {
      bool dangling = files_.Stat(path, false).type == FileType::kSymlink;
      AddGap("not-found",
             dangling
                 ? base::Format("{} is a symbolic link that leads nowhere",
                                base::Printable(path))
                 : base::Format("{} does not exist", base::Printable(path)),
             path, true);
      return;
    }
    if (info.type == FileType::kFolder) {
      WalkFolder(path);
      return;
    }
    FileKind kind = options_.as;
    if (kind == FileKind::kNone) kind = KindByName(base::BaseName(path));
    if (kind == FileKind::kNone) {
      std::string lower = base::ToLower(path);
      bool yaml = lower.ends_with(".yml") || lower.ends_with(".yaml");
      kind = yaml ? FileKind::kCompose : FileKind::kDockerfile;
    }
    found_.files.push_back({path, kind, true});
  }

  void WalkFolder(const std::string& root) {
    GitIgnore ignore;
    prefix_ = LoadOuterRules(root, &ignore);
    ignore.Add("", base::Join(options_.exclude, "\n"));
    std::vector<Frame> stack;
    Enter(root, prefix_, &ignore, &stack);
    while (!stack.empty()) {
      Frame& frame = stack.back();
      if (frame.next == frame.entries.size()) {
        ignore.Leave(frame.mark);
        stack.pop_back();
        continue;
      }
      base::DirEntry entry = frame.entries[frame.next++];
      std::string path = base::JoinPath(frame.folder, entry.name);
      std::string relative = frame.relative.empty()
                                 ? entry.name
                                 : frame.relative + "/" + entry.name;
      if (found_.files.size() >= options_.max_files) {
        AddGap("too-many-files",
               base::Format("more than {} files to check; the rest was not "
                            "looked at",
                            options_.max_files),
               root, false);
        return;
      }
      Handle(entry, path, relative, &ignore, &stack);
    }
  }

  void Handle(const base::DirEntry& entry, const std::string& path,
              const std::string& relative, GitIgnore* ignore,
              std::vector<Frame>* stack) {
    bool is_folder = entry.type == FileType::kFolder;
    if (is_folder && IsForeign(entry.name)) {
      if (entry.name == "node_modules") {
        found_.left_out.push_back({path, "dependencies of others"});
      }
      return;
    }
    FileKind kind = KindByName(entry.name);
    std::string_view why_not = WhyNotChecked(entry.name);
    bool of_interest = is_folder || kind != FileKind::kNone || !why_not.empty();
    if (!of_interest) return;
    if (options_.use_gitignore && ignore->Ignores(relative, is_folder)) {
      found_.left_out.push_back({path, "ignored by git"});
      return;
    }
    if (is_folder) {
      Enter(path, relative, ignore, stack);
      return;
    }
    if (!why_not.empty()) {
      found_.left_out.push_back({path, std::string(why_not)});
      return;
    }
    AddFound(entry, path, kind);
  }

  void AddFound(const base::DirEntry& entry, const std::string& path,
                FileKind kind) {
    if (entry.type == FileType::kRegular) {
      found_.files.push_back({path, kind, false});
      return;
    }
    base::FileInfo info = files_.Stat(path);
    if (entry.type == FileType::kSymlink && info.type == FileType::kFolder) {
      found_.left_out.push_back({path, "a symbolic link to a folder"});
      return;
    }
    if (info.type == FileType::kMissing) {
      AddGap("not-readable",
             base::Format("{} is a symbolic link that leads nowhere or in a "
                          "circle",
                          base::Printable(path)),
             path, false);
      return;
    }
    if (info.type != FileType::kRegular) {
      AddGap("not-a-file",
             base::Format("{} is {}, expected a regular file",
                          base::Printable(path), info.kind),
             path, false);
      return;
    }
    found_.files.push_back({path, kind, false});
  }

  void Enter(const std::string& folder, const std::string& relative,
             GitIgnore* ignore, std::vector<Frame>* stack) {
    base::Result<std::vector<base::DirEntry>> entries = files_.List(folder);
    if (!entries.ok()) {
      AddGap("not-readable", entries.error().message, folder, false);
      return;
    }
    ++found_.folders;
    Frame frame{.folder = folder,
                .relative = relative,
                .entries = std::move(entries).value(),
                .mark = ignore->Mark()};
    if (options_.use_gitignore) {
      for (const base::DirEntry& entry : frame.entries) {
        if (entry.name == ".gitignore") {
          LoadRules(base::JoinPath(folder, entry.name), relative, ignore);
        }
      }
    }
    stack->push_back(std::move(frame));
  }

  void LoadRules(const std::string& path, std::string_view relative,
                 GitIgnore* ignore) {
    constexpr std::size_t kMaxBytes = 1u << 20;
    base::Result<std::shared_ptr<const base::Source>> source =
        files_.Read(path, kMaxBytes);
    if (source.ok()) ignore->Add(relative, source.value()->text());
  }

  // Rules of the folders above `root`, up to the top of the repository. The
  // answer is the path of `root` from there, which rules are relative to.
  std::string LoadOuterRules(const std::string& root, GitIgnore* ignore) {
    if (!options_.use_gitignore) return "";
    std::string absolute = base::AbsolutePath(root);
    std::vector<std::string> chain;  // from `root` upwards
    std::string folder = absolute;
    while (true) {
      chain.push_back(folder);
      if (files_.Exists(base::JoinPath(folder, ".git"))) break;
      if (folder == "/") return "";
      folder = base::DirName(folder);
    }
    const std::string& top = chain.back();
    LoadRules(base::JoinPath(top, ".git/info/exclude"), "", ignore);
    for (std::size_t i = chain.size(); i > 1; --i) {
      std::string relative = base::RelativePath(chain[i - 1], top);
      LoadRules(base::JoinPath(chain[i - 1], ".gitignore"),
                relative == "." ? "" : relative, ignore);
    }
    std::string relative = base::RelativePath(absolute, top);
    return relative == "." ? "" : relative;
  }

  static bool IsForeign(std::string_view name) {
    return std::find(kForeignFolders.begin(), kForeignFolders.end(), name) !=
           kForeignFolders.end();
  }

  void AddGap(std::string code, std::string message, const std::string& path,
              bool broken) {
    found_.gaps.push_back({.code = std::move(code),
                           .message = std::move(message),
                           .location = {.path = path},
                           .broken = broken});
  }

  const base::FileSystem& files_;
  const DiscoverOptions& options_;
  Discovery found_;
  std::string prefix_;
};

}  // namespace

FileKind KindByName(std::string_view name) {
  std::string lower = base::ToLower(name);
  if (IsComposeName(lower)) return FileKind::kCompose;
  if (!IsDockerfileStem(lower) || lower.ends_with('~')) return FileKind::kNone;
  if (HasEnding(lower, kTemplateEndings) || HasEnding(lower, kOtherEndings)) {
    return FileKind::kNone;
  }
  return FileKind::kDockerfile;
}

std::string_view WhyNotChecked(std::string_view name) {
  std::string lower = base::ToLower(name);
  bool template_like = HasEnding(lower, kTemplateEndings);
  if (!template_like) return "";
  std::string_view stem = std::string_view(lower).substr(0, lower.rfind('.'));
  if (IsDockerfileStem(stem) || IsComposeName(stem)) {
    return "a template, not the file made of it";
  }
  return "";
}

Discovery Discover(const base::FileSystem& files,
                   const DiscoverOptions& options) {
  return Walker(files, options).Run();
}

}  // namespace bulkhead::engine
