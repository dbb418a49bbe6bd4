// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/check_run.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <span>

#include "base/fs.h"
#include "base/text.h"
#include "cli/check_fix.h"
#include "cli/terminal.h"
#include "engine/git_tree.h"
#include "engine/new_since.h"
#include "engine/redact.h"

namespace bulkhead::cli {
namespace {

// Shows files done on one line of a terminal, once the work takes a second.
class Progress {
 public:
  void operator()(std::size_t done, std::size_t all) {
    std::chrono::steady_clock::time_point now =
        std::chrono::steady_clock::now();
    if (now - start_ < std::chrono::seconds(1)) return;
    if (shown_ && now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    shown_ = true;
    std::string line =
        base::Format("\r\x1b[Kchecking {} of {} files", done, all);
    static_cast<void>(write(STDERR_FILENO, line.data(), line.size()) < 0);
  }
  void Clear() const {
    if (!shown_) return;
    static_cast<void>(write(STDERR_FILENO, "\r\x1b[K", 4) < 0);
  }

 private:
  std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_ = {};
  bool shown_ = false;
};

// The findings of --new-since's commit.
base::Status MarkOldFindings(const std::string& ref,
                             const engine::CheckOptions& options,
                             model::Report& report) {
  base::Result<engine::GitCommit> commit = engine::OpenCommit(ref);
  if (!commit.ok()) return std::move(commit).error();
  const engine::GitCommit& then = commit.value();
  for (const std::string& path : options.paths) {
    std::string absolute = base::AbsolutePath(path);
    if (path == "-" ||
        !base::IsAbsolute(base::RelativePath(absolute, then.top))) {
      continue;
    }
    return base::Error{
        base::ErrorCode::kInvalid,
        base::Format("--new-since: {} lies outside of the repository {}",
                     base::Printable(path), base::Printable(then.top))};
  }
  return engine::MarkOld(options, *then.files, then.name, report);
}

// Flags that make no sense beside another one.
struct Clash {
  std::string_view flag;
  std::span<const std::string_view> others;
};

constexpr std::string_view kOneOff[] = {
    "--fix",     "--fix-only",  "--harden",     "--prove",         "--diff",
    "--resolve", "--effective", "--write-pins", "--write-baseline"};
constexpr std::string_view kNoReport[] = {
    "--fix",  "--fix-only", "--harden",         "--prove",
    "--diff", "--output",   "--write-baseline", "--write-pins"};
constexpr std::string_view kNoDiff[] = {"--output"};

constexpr Clash kClashes[] = {{"--watch", kOneOff},
                              {"--new-since", kOneOff},
                              {"--effective", kNoReport},
                              {"--write-baseline", kFixFlags},
                              {"--diff", kNoDiff}};

base::Error Misfit(std::string message) {
  return {base::ErrorCode::kInvalid, std::move(message)};
}

}  // namespace

base::Status CheckFlagsFit(const Arguments& arguments) {
  for (const Clash& clash : kClashes) {
    if (!arguments.Has(clash.flag)) continue;
    for (std::string_view other : clash.others) {
      if (!arguments.Has(other)) continue;
      return Misfit(
          base::Format("{} and {} cannot be combined", clash.flag, other));
    }
  }
  if (arguments.Has("--prove-timeout") && !arguments.Has("--prove")) {
    return Misfit("--prove-timeout bounds the starts of --prove; add --prove");
  }
  const std::vector<std::string>& paths = arguments.positionals();
  if (std::find(paths.begin(), paths.end(), "-") == paths.end()) {
    return base::Ok{};
  }
  if (arguments.Has("--watch")) {
    return Misfit("--watch cannot watch standard input; name files or folders");
  }
  if (WantsFix(arguments) && paths.size() > 1) {
    return Misfit(
        "fixes of standard input go to standard output; name no other path");
  }
  return base::Ok{};
}

base::Result<model::Report> CheckReport(const Arguments& arguments,
                                        const engine::CheckOptions& options,
                                        const base::FileSystem& files) {
  Progress progress;
  engine::CheckOptions with_progress = options;
  if (ErrorIsTerminal()) with_progress.progress = std::ref(progress);
  base::Result<model::Report> report = engine::Check(with_progress, files);
  progress.Clear();
  if (!report.ok()) return report;
  if (arguments.Has("--new-since")) {
    base::Status marked = MarkOldFindings(arguments.Value("--new-since"),
                                          options, report.value());
    if (!marked.ok()) return std::move(marked).error();
  }
  engine::RedactFixes(report.value());
  return report;
}

}  // namespace bulkhead::cli
