// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The tree is listed at once; texts are read in one go for the names that
// checks ask for, and one by one for the others when they are asked for.
#include "engine/git_tree.h"

#include <algorithm>
#include <charconv>
#include <mutex>
#include <optional>

#include "base/fs.h"
#include "base/limits.h"
#include "base/process.h"
#include "base/text.h"
#include "engine/discover.h"

namespace bulkhead::engine {
namespace {

using base::Error;
using base::ErrorCode;

constexpr base::Limits kLimits = {};
constexpr int kTimeoutSeconds = 120;
constexpr std::size_t kMaxListing = 512u << 20;
// Read beforehand: small files up to a total. The rest comes when asked for.
constexpr std::size_t kMaxEarly = 1u << 20;
constexpr std::size_t kMaxEarlyTotal = 128u << 20;
constexpr unsigned kTypeMask = 0170000;
constexpr unsigned kLinkType = 0120000;
constexpr unsigned kFileType = 0100000;
constexpr int kMaxLinks = 16;
constexpr std::size_t kShortId = 7;

Error Unexpected(std::string_view command, std::string_view found) {
  return {ErrorCode::kInvalid,
          base::Format("git {} printed what was not expected: \"{}\"", command,
                       base::Printable(found.substr(0, 60)))};
}

// Runs git so that nothing but the object store is read. Hooks, monitors and
// transports that a repository's configuration names are off: an object that is
// missing from a partial clone is fetched otherwise, by any program that the
// configuration names. It can't overrule GIT_ALLOW_PROTOCOL, which allows none;
// old versions of git don't know GIT_NO_LAZY_FETCH.
base::Result<base::ProcessResult> RunGit(
    const std::vector<std::string>& arguments, std::string input = {}) {
  std::vector<std::string> argv = {"git",
                                   "--no-optional-locks",
                                   "--literal-pathspecs",
                                   "-c",
                                   "core.fsmonitor=false",
                                   "-c",
                                   "core.hooksPath=/dev/null",
                                   "-c",
                                   "core.quotePath=false"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  base::Result<base::ProcessResult> result = base::RunProcess(
      argv, {.input = std::move(input),
             .timeout_seconds = kTimeoutSeconds,
             .max_output = kMaxListing,
             .environment = {"LC_ALL=C", "GIT_TERMINAL_PROMPT=0",
                             "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL="}});
  if (!result.ok() && result.error().code == ErrorCode::kNotFound) {
    return Error{ErrorCode::kNotFound,
                 "--new-since needs the program git; install the package git, "
                 "or use a baseline file (--write-baseline)"};
  }
  return result;
}

std::string FirstLine(std::string_view text) {
  text = base::Trim(text.substr(0, text.find('\n')));
  base::ConsumePrefix(text, "fatal: ");
  return base::Printable(text);
}

// The output of a command that must not fail.
base::Result<std::string> Output(const std::vector<std::string>& arguments,
                                 std::string input = {}) {
  base::Result<base::ProcessResult> result =
      RunGit(arguments, std::move(input));
  if (!result.ok()) return std::move(result).error();
  if (result.value().exit_code != 0) {
    return Error{ErrorCode::kIo, base::Format("git {} failed: {}", arguments[0],
                                              FirstLine(result.value().err))};
  }
  return std::move(result.value().out);
}

// Names whose texts checks ask for: Dockerfiles and Compose files, what these
// include, ignore files, environments.
bool IsAskedFor(std::string_view path) {
  std::string_view name = base::BaseName(path);
  return KindByName(name) != FileKind::kNone || name.ends_with(".yaml") ||
         name.ends_with(".yml") || name.ends_with("ignore") ||
         base::Contains(name, ".env") || base::Contains(name, "ockerfile");
}

class CommitFiles : public base::FileSystem {
 public:
  CommitFiles(std::string top, TreeListing entries,
              std::map<std::string, std::string> texts)
      : top_(std::move(top)),
        entries_(std::move(entries)),
        texts_(std::move(texts)) {}

  [[nodiscard]] base::Result<std::shared_ptr<const base::Source>> Read(
      const std::string& path, std::size_t max_bytes) const override {
    std::optional<std::string> inside = Resolved(path);
    if (!inside) return outside_.Read(path, max_bytes);
    auto found = entries_.find(*inside);
    if (found == entries_.end()) return Missing(path);
    if (found->second.size > max_bytes) {
      return Error{
          ErrorCode::kLimit,
          base::Format("{} has {} bytes, more than the limit of {}",
                       base::Printable(path), found->second.size, max_bytes)};
    }
    base::Result<std::string> text = TextOf(found->second.object);
    if (!text.ok()) return std::move(text).error();
    return std::shared_ptr<const base::Source>(
        std::make_shared<base::Source>(path, std::move(text).value()));
  }

  [[nodiscard]] base::Result<std::vector<base::DirEntry>> List(
      const std::string& path) const override {
    std::optional<std::string> inside = Resolved(path);
    if (!inside) return outside_.List(path);
    std::string prefix = inside->empty() ? "" : *inside + "/";
    std::vector<base::DirEntry> out;
    auto at = entries_.lower_bound(prefix);
    while (at != entries_.end() && at->first.starts_with(prefix)) {
      std::string_view rest = std::string_view(at->first).substr(prefix.size());
      std::size_t slash = rest.find('/');
      std::string name(rest.substr(0, slash));
      if (slash == std::string_view::npos) {
        out.push_back({name, TypeOf(at->second)});
        ++at;
        continue;
      }
      out.push_back({name, base::FileType::kFolder});
      at = entries_.lower_bound(prefix + name + "0");  // '0' follows '/'
    }
    if (out.empty() && !inside->empty()) return Missing(path);
    std::sort(out.begin(), out.end(),
              [](const base::DirEntry& a, const base::DirEntry& b) {
                return a.name < b.name;
              });
    return out;
  }

  [[nodiscard]] base::FileInfo Stat(const std::string& path,
                                    bool follow_links) const override {
    std::optional<std::string> inside =
        follow_links ? Resolved(path) : Inside(path);
    if (!inside) return outside_.Stat(path, follow_links);
    auto found = entries_.find(*inside);
    if (found != entries_.end()) {
      base::FileType type = TypeOf(found->second);
      return {.type = type,
              .mode = found->second.mode & 0777u,
              .size = found->second.size,
              .kind = type == base::FileType::kRegular ? "a regular file"
                                                       : "a symbolic link"};
    }
    std::string prefix = inside->empty() ? "" : *inside + "/";
    auto below = entries_.lower_bound(prefix);
    if (inside->empty() ||
        (below != entries_.end() && below->first.starts_with(prefix))) {
      return {
          .type = base::FileType::kFolder, .mode = 0755, .kind = "a folder"};
    }
    return {};
  }

 private:
  static base::FileType TypeOf(const TreeEntry& entry) {
    return (entry.mode & kTypeMask) == kLinkType ? base::FileType::kSymlink
                                                 : base::FileType::kRegular;
  }

  static Error Missing(const std::string& path) {
    return {ErrorCode::kNotFound,
            base::Format("{} is not in the commit", base::Printable(path))};
  }

  // Relative to the top; nullopt for a path outside of the repository.
  [[nodiscard]] std::optional<std::string> Inside(
      const std::string& path) const {
    std::string absolute = base::AbsolutePath(path);
    if (absolute == top_) return "";
    std::string inside = base::RelativePath(absolute, top_);
    if (base::IsAbsolute(inside)) return std::nullopt;
    return inside;
  }

  // The same behind symbolic links of the commit at its end.
  [[nodiscard]] std::optional<std::string> Resolved(std::string path) const {
    for (int links = 0; links < kMaxLinks; ++links) {
      std::optional<std::string> inside = Inside(path);
      if (!inside) return inside;
      auto found = entries_.find(*inside);
      if (found == entries_.end() ||
          TypeOf(found->second) != base::FileType::kSymlink) {
        return inside;
      }
      base::Result<std::string> target = TextOf(found->second.object);
      if (!target.ok()) return inside;
      path = base::JoinPath(base::JoinPath(top_, base::DirName(*inside)),
                            target.value());
    }
    return "a loop of links";  // no entry has this name
  }

  [[nodiscard]] base::Result<std::string> TextOf(
      const std::string& object) const {
    std::lock_guard lock(mutex_);
    auto known = texts_.find(object);
    if (known != texts_.end()) return known->second;
    base::Result<std::string> text = Output({"cat-file", "blob", object});
    if (text.ok()) texts_[object] = text.value();
    return text;
  }

  std::string top_;
  TreeListing entries_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::string> texts_;  // by object
  base::RealFileSystem outside_;
};

// The id that a name stands for, "" where it stands for no commit.
base::Result<std::string> IdOf(const std::string& name) {
  base::Result<base::ProcessResult> result =
      RunGit({"rev-parse", "--verify", "--quiet", "--end-of-options",
              name + "^{commit}"});
  if (!result.ok()) return std::move(result).error();
  if (result.value().exit_code != 0) return std::string();
  return std::string(base::Trim(result.value().out));
}

base::Result<std::string> FindTop() {
  base::Result<base::ProcessResult> result =
      RunGit({"rev-parse", "--show-toplevel"});
  if (!result.ok()) return std::move(result).error();
  std::string_view top = result.value().out;
  if (top.ends_with('\n')) top.remove_suffix(1);
  if (result.value().exit_code == 0 && base::IsAbsolute(top)) {
    return std::string(top);
  }
  return Error{
      ErrorCode::kNotFound,
      base::Format("--new-since: {} is in no work tree of git: {}; run it "
                   "there, or use a baseline file (--write-baseline)",
                   base::Printable(base::CurrentFolder()),
                   FirstLine(result.value().err))};
}

// Where HEAD left the commit.
base::Result<std::string> MergeBase(const std::string& id) {
  base::Result<base::ProcessResult> result = RunGit({"merge-base", id, "HEAD"});
  if (!result.ok()) return std::move(result).error();
  std::string base_id(base::Trim(result.value().out));
  return result.value().exit_code == 0 && !base_id.empty() ? base_id : id;
}

base::Result<std::map<std::string, std::string>> ReadEarly(
    const TreeListing& entries) {
  std::string request;
  std::size_t total = 0;
  for (const auto& [path, entry] : entries) {
    bool link = (entry.mode & kTypeMask) == kLinkType;
    if (entry.size > kMaxEarly || (!link && !IsAskedFor(path))) continue;
    total += entry.size;
    if (total > kMaxEarlyTotal) break;
    request += entry.object + "\n";
  }
  if (request.empty()) return std::map<std::string, std::string>();
  base::Result<std::string> out =
      Output({"cat-file", "--batch"}, std::move(request));
  if (!out.ok()) return std::move(out).error();
  return ParseBatch(out.value());
}

base::Result<TreeListing> ReadListing(const std::string& id) {
  base::Result<std::string> listed =
      Output({"ls-tree", "-r", "-l", "-z", "--full-tree", id});
  if (!listed.ok()) return std::move(listed).error();
  base::Result<TreeListing> entries =
      ParseTreeListing(listed.value(), kLimits.max_entries);
  if (!entries.ok()) return entries;
  base::Result<std::string> changed =
      Output({"diff", "--cached", "-M", "--name-status", "-z", "--no-ext-diff",
              "--no-textconv", id});
  if (!changed.ok()) return std::move(changed).error();
  base::Result<std::map<std::string, std::string>> renames =
      ParseRenames(changed.value());
  if (!renames.ok()) return std::move(renames).error();
  for (const auto& [from, to] : renames.value()) {
    auto node = entries.value().extract(from);
    if (node.empty()) continue;
    node.key() = to;
    entries.value().insert(std::move(node));
  }
  return entries;
}

}  // namespace

base::Result<TreeListing> ParseTreeListing(std::string_view text,
                                           std::size_t max_entries) {
  TreeListing out;
  while (!text.empty()) {
    std::size_t end = text.find('\0');
    std::string_view line = text.substr(0, end);
    auto halves = base::Cut(line, "\t");
    std::vector<std::string_view> words = halves
                                              ? base::SplitWords(halves->first)
                                              : std::vector<std::string_view>();
    if (end == std::string_view::npos || words.size() != 4 ||
        halves->second.empty()) {
      return Unexpected("ls-tree", line);
    }
    text.remove_prefix(end + 1);
    if (words[1] != "blob") continue;
    unsigned mode = 0;
    std::from_chars_result read = std::from_chars(
        words[0].data(), words[0].data() + words[0].size(), mode, 8);
    std::optional<long long> size = base::ParseInt(words[3]);
    if (read.ptr != words[0].data() + words[0].size() || !size || *size < 0 ||
        ((mode & kTypeMask) != kFileType && (mode & kTypeMask) != kLinkType)) {
      return Unexpected("ls-tree", line);
    }
    if (out.size() == max_entries) {
      return Error{
          ErrorCode::kLimit,
          base::Format("the commit has more than {} files", max_entries)};
    }
    out.emplace(halves->second, TreeEntry{mode, std::string(words[2]),
                                          static_cast<std::size_t>(*size)});
  }
  return out;
}

base::Result<std::map<std::string, std::string>> ParseBatch(
    std::string_view text) {
  std::map<std::string, std::string> out;
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    std::vector<std::string_view> words = base::SplitWords(line);
    std::optional<long long> size;
    if (words.size() == 3) size = base::ParseInt(words[2]);
    std::size_t rest =
        end == std::string_view::npos ? 0 : text.size() - end - 1;
    if (!size || *size < 0 || words[1] != "blob" ||
        static_cast<std::size_t>(*size) >= rest) {
      return Unexpected("cat-file", line);
    }
    std::size_t bytes = static_cast<std::size_t>(*size);
    std::string_view content = text.substr(end + 1, bytes);
    if (text[end + 1 + bytes] != '\n') return Unexpected("cat-file", line);
    out.emplace(words[0], content);
    text.remove_prefix(end + 1 + bytes + 1);
  }
  return out;
}

base::Result<std::map<std::string, std::string>> ParseRenames(
    std::string_view text) {
  std::map<std::string, std::string> out;
  std::vector<std::string_view> fields = base::Split(text, '\0');
  if (!fields.empty() && fields.back().empty()) fields.pop_back();
  for (std::size_t i = 0; i < fields.size();) {
    std::string_view status = fields[i];
    bool two = status.starts_with('R') || status.starts_with('C');
    if (status.empty() || i + (two ? 2 : 1) >= fields.size()) {
      return Unexpected("diff", status);
    }
    if (status.starts_with('R')) out.emplace(fields[i + 1], fields[i + 2]);
    i += two ? 3 : 2;
  }
  return out;
}

base::Result<GitCommit> OpenCommit(const std::string& ref) {
  base::Result<std::string> top = FindTop();
  if (!top.ok()) return std::move(top).error();
  base::Result<std::string> named =
      ref.empty() ? base::Result<std::string>(std::string()) : IdOf(ref);
  if (!named.ok()) return std::move(named).error();
  if (named.value().empty()) {
    return Error{
        ErrorCode::kNotFound,
        base::Format("--new-since: git knows no commit {}; name a branch, tag "
                     "or commit, and fetch it first (in CI often with the "
                     "whole history: fetch-depth: 0)",
                     base::Printable(ref))};
  }
  base::Result<std::string> id = MergeBase(named.value());
  if (!id.ok()) return std::move(id).error();
  base::Result<TreeListing> entries = ReadListing(id.value());
  if (!entries.ok()) return std::move(entries).error();
  base::Result<std::map<std::string, std::string>> texts =
      ReadEarly(entries.value());
  if (!texts.ok()) return std::move(texts).error();
  GitCommit out;
  out.name = base::Format("{} ({})", base::Printable(ref),
                          id.value().substr(0, kShortId));
  out.top = top.value();
  out.files = std::make_unique<CommitFiles>(
      top.value(), std::move(entries).value(), std::move(texts).value());
  return out;
}

}  // namespace bulkhead::engine
