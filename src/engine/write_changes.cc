// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/staged_file.h"
#include "base/text.h"
#include "engine/fix.h"

namespace bulkhead::engine {
namespace {

constexpr std::size_t kMaxBytes = base::Limits{}.max_bytes;
constexpr unsigned kUsualMode = 0644;

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

}  // namespace

base::Status WriteChanges(const std::vector<FileChange>& changes,
                          const base::FileSystem& files) {
  std::vector<base::StagedFile> staged;
  for (const FileChange& change : changes) {
    if (base::Status same = IsUnchanged(change, files); !same.ok()) {
      return Failed(same.error(), 0, changes.size());
    }
    base::Result<base::StagedFile> file = base::StagedFile::Stage(
        change.path, change.after,
        {.create = change.created,
         .mode = change.mode == 0 ? kUsualMode : change.mode});
    if (!file.ok()) return Failed(file.error(), 0, changes.size());
    staged.push_back(std::move(file).value());
  }
  // New files first: nothing that is there refers to what is not.
  std::size_t written = 0;
  for (bool created : {true, false}) {
    for (std::size_t i = 0; i < staged.size(); ++i) {
      if (changes[i].created != created) continue;
      base::Status done = staged[i].Commit();
      if (!done.ok()) return Failed(done.error(), written, changes.size());
      ++written;
    }
  }
  return base::Ok{};
}

}  // namespace bulkhead::engine
