// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Scripts go into files of a temporary folder, since shellcheck reads one
// script from standard input only; one process takes up to kBatch of them, and
// processes run side by side. Each script gets a first line that exports the
// variables of ENV and ARG, so that they count as set.
#include "engine/shellcheck.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/fs.h"
#include "base/parallel.h"
#include "base/process.h"
#include "base/scratch.h"
#include "base/text.h"
#include "formats/json/json.h"

namespace bulkhead::engine {
namespace {

constexpr std::size_t kBatch = 200;
constexpr int kTimeoutSeconds = 300;

// SC1090 and SC1091 ask for files that lie in the image; SC2187 says that ash
// is checked as dash.
constexpr std::string_view kExcluded = "SC1090,SC1091,SC2187";

constexpr model::RuleInfo kRule = {
    .id = "dockerfile/shellcheck",
    .severity = model::Severity::kLow,
    .title = "ShellCheck finds fault with a script",
    .why =
        "A script that quotes or expands wrongly does other things than it "
        "says when a name holds a blank or a variable is empty.",
    .remedy = "Follow the page of the SC number in ShellCheck's wiki.",
    .references = {"https://www.shellcheck.net/wiki/"},
    .no_fix = "ShellCheck's own fixes do not fit continued lines."};

std::string ScriptFor(const ShellCheckJob& job) {
  std::string out;
  for (const std::string& name : job.variables) {
    out += (out.empty() ? "export " : " ") + name + "=1";
  }
  return out + "\n" + job.script.text;
}

// Offset of a line and column, both counted from 1 as shellcheck does: tabs
// reach to the next multiple of eight, other characters count one.
std::size_t OffsetOf(std::string_view text, long long line, long long column) {
  std::size_t at = 0;
  for (long long i = 1; i < line; ++i) {
    std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return text.size();
    at = end + 1;
  }
  constexpr long long kTab = 8;
  long long seen = 1;
  while (at < text.size() && text[at] != '\n' && seen < column) {
    seen = text[at] == '\t' ? ((seen - 1) / kTab + 1) * kTab + 1 : seen + 1;
    ++at;
    while (at < text.size() && (text[at] & '\xC0') == '\x80') ++at;
  }
  return at;
}

model::Severity SeverityOf(std::string_view level) {
  if (level == "error") return model::Severity::kMedium;
  if (level == "warning") return model::Severity::kLow;
  return model::Severity::kInfo;
}

// One comment of shellcheck as a finding on `job`; nullopt where it lies in the
// line that we put in front.
std::optional<model::Finding> MakeFinding(const formats::JsonValue& comment,
                                          const ShellCheckJob& job) {
  long long line = comment["line"].Int() - 1;
  if (line < 1) return std::nullopt;
  std::size_t begin = OffsetOf(job.script.text, line, comment["column"].Int());
  std::size_t end = OffsetOf(job.script.text, comment["endLine"].Int() - 1,
                             comment["endColumn"].Int());
  end = std::clamp(end, begin, job.script.text.size());
  model::Range range = job.script.map.ToFile(begin, end);
  range.end = std::min(range.end, job.source->text().size());
  range.begin = std::min(range.begin, range.end);
  base::Position first = job.source->At(range.begin);
  base::Position last = job.source->At(range.end);
  std::string code = base::Format("SC{}", comment["code"].Int());
  return model::Finding{
      .rule = base::SharedText::Constant(kRule.id),
      .severity = SeverityOf(comment["level"].String()),
      .message = base::Format("{}: {}", code, comment["message"].String()),
      .location = {.path = job.source->path(),
                   .range = range,
                   .line = first.line,
                   .column = first.column,
                   .end_line = last.line,
                   .end_column = last.column,
                   .construct_line = job.source->At(job.construct.begin).line},
      .aliases = {code}};
}

struct Batch {
  std::string dialect;
  std::vector<std::string> paths;
  base::Result<formats::JsonValue> answer = formats::JsonValue();
};

base::Result<formats::JsonValue> Ask(const Batch& batch) {
  std::vector<std::string> argv = {"shellcheck", "--norc", "--format=json1",
                                   "--exclude=" + std::string(kExcluded),
                                   "--shell=" + batch.dialect};
  argv.insert(argv.end(), batch.paths.begin(), batch.paths.end());
  base::Result<base::ProcessResult> run = base::RunProcess(
      argv,
      {.timeout_seconds = kTimeoutSeconds, .environment = {"LC_ALL=C.UTF-8"}});
  if (!run.ok()) return std::move(run).error();
  if (run.value().exit_code > 1) {
    return base::Error{
        base::ErrorCode::kIo,
        base::Format("shellcheck ended with status {}: {}",
                     run.value().exit_code,
                     base::Printable(base::Trim(run.value().err)))};
  }
  return formats::ParseJson(run.value().out, {}, "shellcheck");
}

}  // namespace

bool HaveShellCheck() { return !base::FindProgram("shellcheck").empty(); }

const model::RuleInfo& ShellCheckRule() { return kRule; }

base::Result<std::vector<model::Finding>> RunShellCheck(
    const std::vector<ShellCheckJob>& jobs) {
  std::vector<model::Finding> found;
  if (jobs.empty()) return found;
  base::Result<base::ScratchFolder> folder =
      base::ScratchFolder::Make("bulkhead");
  if (!folder.ok()) return std::move(folder).error();
  std::map<std::pair<std::string, std::string>, std::string> file_of;
  std::map<std::string, std::vector<const ShellCheckJob*>> jobs_of;
  std::map<std::string, std::vector<std::string>> paths_by_dialect;
  for (const ShellCheckJob& job : jobs) {
    std::string text = ScriptFor(job);
    std::string& path = file_of[{job.dialect, text}];
    if (path.empty()) {
      path =
          base::JoinPath(folder.value().path(), std::to_string(file_of.size()));
      base::Status written = base::WriteInto(path, text);
      if (!written.ok()) return std::move(written).error();
      paths_by_dialect[job.dialect].push_back(path);
    }
    jobs_of[path].push_back(&job);
  }
  std::vector<Batch> batches;
  for (const auto& [dialect, paths] : paths_by_dialect) {
    for (std::size_t i = 0; i < paths.size(); i += kBatch) {
      std::size_t end = std::min(paths.size(), i + kBatch);
      batches.push_back({.dialect = dialect,
                         .paths = {paths.begin() + static_cast<long>(i),
                                   paths.begin() + static_cast<long>(end)}});
    }
  }
  base::ParallelFor(batches.size(), 0, [&](std::size_t i) {
    batches[i].answer = Ask(batches[i]);
  });
  for (const Batch& batch : batches) {
    if (!batch.answer.ok()) return batch.answer.error();
    for (const formats::JsonValue& comment :
         batch.answer.value()["comments"].Elements()) {
      auto at = jobs_of.find(std::string(comment["file"].String()));
      if (at == jobs_of.end()) continue;
      for (const ShellCheckJob* job : at->second) {
        std::optional<model::Finding> finding = MakeFinding(comment, *job);
        if (finding) found.push_back(std::move(*finding));
      }
    }
  }
  return found;
}

}  // namespace bulkhead::engine
