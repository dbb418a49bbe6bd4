// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <optional>

#include "base/parallel.h"
#include "base/staged_file.h"
#include "base/text.h"
#include "engine/fix.h"

namespace bulkhead::engine {
namespace {

constexpr std::size_t kMaxBytes = base::Limits{}.max_bytes;
constexpr unsigned kUsualMode = 0644;
constexpr std::size_t kFlushes = 16;  // at one time

// An Error where the file is not what it was when it was checked.
base::Status IsUnchanged(const FileChange& change,
                         const base::FileSystem& files) {
  base::Result<std::shared_ptr<const base::Source>> now =
      files.Read(change.path, kMaxBytes);
  std::string_view what;
  if (change.created && now.ok()) what = "appeared";
  if (!change.created && !now.ok()) what = "disappeared";
  if (!change.created && now.ok() && now.value()->text() != change.before) {
    what = "changed";
  }
  if (what.empty()) return base::Ok{};
  return base::Error{base::ErrorCode::kIo,
                     base::Format("{} {} since it was checked",
                                  base::Printable(change.path), what)};
}

base::Error Failed(const base::Error& error, std::size_t written,
                   std::size_t all) {
  std::string state =
      written == 0 ? "nothing was written"
                   : base::Format("{} of {} files were written", written, all);
  return {error.code, base::Format("{}; {}", error.message, state)};
}

// Prepares the new content of a file beside it.
base::Result<base::StagedFile> Stage(const FileChange& change,
                                     const base::FileSystem& files) {
  if (base::Status same = IsUnchanged(change, files); !same.ok()) {
    return std::move(same).error();
  }
  return base::StagedFile::Stage(
      change.path, change.after,
      {.create = change.created,
       .mode = change.mode == 0 ? kUsualMode : change.mode});
}

using Staged = std::vector<std::optional<base::Result<base::StagedFile>>>;

// One a change, in their order. Each waits until its content is on the disk,
// which flushes all that are asked for at one time together; new files may want
// the same folder, so one is made after the other.
Staged StageAll(const std::vector<FileChange>& changes,
                const base::FileSystem& files) {
  Staged staged(changes.size());
  base::ParallelFor(changes.size(), kFlushes, [&](std::size_t i) {
    if (!changes[i].created) staged[i].emplace(Stage(changes[i], files));
  });
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (changes[i].created) staged[i].emplace(Stage(changes[i], files));
  }
  return staged;
}

}  // namespace

base::Status WriteChanges(const std::vector<FileChange>& changes,
                          const base::FileSystem& files) {
  Staged staged = StageAll(changes, files);
  for (const std::optional<base::Result<base::StagedFile>>& file : staged) {
    if (!file->ok()) return Failed(file->error(), 0, changes.size());
  }
  // New files first: nothing that is there refers to what is not.
  std::size_t written = 0;
  for (bool created : {true, false}) {
    for (std::size_t i = 0; i < staged.size(); ++i) {
      if (changes[i].created != created) continue;
      base::Status done = staged[i]->value().Commit();
      if (!done.ok()) return Failed(done.error(), written, changes.size());
      ++written;
    }
  }
  return base::Ok{};
}

}  // namespace bulkhead::engine
