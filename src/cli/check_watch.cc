// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/check_watch.h"

#include <chrono>
#include <mutex>
#include <set>

#include "base/text.h"
#include "base/watch.h"
#include "cli/check_options.h"
#include "cli/check_run.h"
#include "cli/terminal.h"
#include "report/compare.h"

namespace bulkhead::cli {
namespace {

constexpr std::size_t kMaxFolders = 8192;
// Editors write a file in several steps.
constexpr std::chrono::milliseconds kQuiet(50);

// The files of a run; remembers the folders that were looked into and those of
// files that were read. Thread-safe.
class RememberingFiles : public base::FileSystem {
 public:
  explicit RememberingFiles(engine::TreeFiles files)
      : files_(std::move(files)) {}

  [[nodiscard]] base::Result<std::shared_ptr<const base::Source>> Read(
      const std::string& path, std::size_t max_bytes) const override {
    Remember(base::DirName(path));
    return files_.Read(path, max_bytes);
  }
  [[nodiscard]] base::Result<std::vector<base::DirEntry>> List(
      const std::string& path) const override {
    Remember(path);
    return files_.List(path);
  }
  [[nodiscard]] base::FileInfo Stat(const std::string& path,
                                    bool follow_links) const override {
    return files_.Stat(path, follow_links);
  }
  [[nodiscard]] const std::set<std::string>& folders() const {
    return folders_;
  }

 private:
  void Remember(const std::string& folder) const {
    std::lock_guard lock(mutex_);
    if (folders_.size() <= kMaxFolders) folders_.insert(folder);
  }

  engine::TreeFiles files_;
  mutable std::mutex mutex_;
  mutable std::set<std::string> folders_;
};

class Watch {
 public:
  Watch(const Arguments& arguments, const std::vector<Output>& outputs)
      : arguments_(arguments),
        outputs_(outputs),
        watcher_(kMaxFolders),
        files_(FilesToCheck(arguments)) {}

  base::Result<model::ExitCode> Run() {
    base::Status first = CheckOnce();
    if (!first.ok()) return std::move(first).error();
    while (true) {
      // What changed before its folder was watched is found by another run.
      if (!WatchMore()) {
        base::Result<bool> changed = watcher_.Wait(interrupts_, kQuiet);
        if (!changed.ok()) return std::move(changed).error();
        if (!changed.value()) return code_;
      }
      base::Status again = CheckOnce();
      if (again.ok()) continue;
      // Once for each: another file may change while the policy is broken.
      if (again.error().message != said_) PrintError(again.error());
      said_ = again.error().message;
      code_ = model::ExitCode::kError;
    }
  }

 private:
  base::Status CheckOnce() {
    std::optional<policy::Baseline> baseline;
    base::Result<engine::CheckOptions> options =
        MakeCheckOptions(arguments_, files_, &baseline);
    if (!options.ok()) return std::move(options).error();
    base::Result<model::Report> report =
        CheckReport(arguments_, options.value(), files_);
    if (!report.ok()) return std::move(report).error();
    code_ = engine::ExitCodeOf(report.value(), options.value().policy);
    base::Status shown =
        Show(report.value(), options.value().policy.show.value);
    if (!shown.ok()) return shown;
    said_.clear();
    return base::Ok{};
  }

  base::Status Show(const model::Report& report, model::Severity show_from) {
    report::WriterOptions writer = OptionsOfWriters(arguments_, show_from);
    std::string text;
    report::FindWriter("json")->Write(report, writer, &text);
    if (text == shown_ && said_.empty()) return base::Ok{};
    if (last_) PrintNote(Separator(*last_, report));
    base::Status written = WriteOutputs(outputs_, report, writer);
    if (!written.ok()) return written;
    shown_ = std::move(text);
    last_ = report;
    return base::Ok{};
  }

  static std::string Separator(const model::Report& before,
                               const model::Report& after) {
    report::ReportDiff diff = report::DiffReports(before, after);
    return base::Format("──────── {} new, {} fixed ────────\n",
                        diff.added.size(), diff.fixed.size());
  }

  // Watches the folders that the last run looked into; true where there are
  // more than before.
  bool WatchMore() {
    std::size_t before = watcher_.size();
    for (const std::string& folder : files_.folders()) {
      base::Status added = watcher_.Add(folder);
      if (added.ok()) continue;
      if (!told_)
        PrintNote(
            base::Format("bulkhead: --watch: {}\n", added.error().message));
      told_ = true;
      if (added.error().code == base::ErrorCode::kLimit) break;
    }
    return watcher_.size() > before;
  }

  const Arguments& arguments_;
  const std::vector<Output>& outputs_;
  base::Interrupts interrupts_;
  base::FolderWatcher watcher_;
  RememberingFiles files_;
  model::ExitCode code_ = model::ExitCode::kClean;
  std::string shown_;                  // the last report, as JSON
  std::optional<model::Report> last_;  // the same
  std::string said_;                   // the error since then, "" without one
  bool told_ = false;                  // that not all folders are watched
};

}  // namespace

base::Result<model::ExitCode> WatchChecks(const Arguments& arguments,
                                          const std::vector<Output>& outputs) {
  return Watch(arguments, outputs).Run();
}

}  // namespace bulkhead::cli
