// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "engine/fix.h"

namespace bulkhead::engine {
namespace {

constexpr std::size_t kMaxBytes = base::Limits{}.max_bytes;

}  // namespace

base::Status WriteChanges(const std::vector<FileChange>& changes,
                          const base::FileSystem& files) {
  std::size_t written = 0;
  for (const FileChange& change : changes) {
    auto fail = [&](std::string message) {
      return base::Error{base::ErrorCode::kIo,
                         base::Format("{}; {} of {} files were written",
                                      message, written, changes.size())};
    };
    base::Result<std::shared_ptr<const base::Source>> now =
        files.Read(change.path, kMaxBytes);
    if (change.created ? now.ok() : !now.ok()) {
      return fail(base::Format("{} {} since it was checked",
                               base::Printable(change.path),
                               change.created ? "appeared" : "disappeared"));
    }
    if (now.ok() && now.value()->text() != change.before) {
      return fail(base::Format("{} changed since it was checked",
                               base::Printable(change.path)));
    }
    base::Status done = base::ReplaceFile(change.path, change.after);
    if (!done.ok()) return fail(done.error().message);
    ++written;
  }
  return base::Ok{};
}

}  // namespace bulkhead::engine
