// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/check_fix.h"

#include <algorithm>

#include "base/interrupt.h"
#include "base/text.h"
#include "cli/terminal.h"
#include "engine/diff.h"
#include "engine/fix.h"
#include "engine/pins.h"
#include "engine/prove_docker.h"
#include "report/summary.h"

namespace bulkhead::cli {
namespace {

// A new file that is nobody else's to read is a secret as a whole.
bool IsHidden(const engine::FileChange& change) {
  constexpr unsigned kOthers = 077;
  return change.mode != 0 && (change.mode & kOthers) == 0;
}

std::string DiffText(const engine::FixResult& result) {
  std::string out;
  for (const engine::FileChange& change : result.changes) {
    bool hidden = IsHidden(change);
    engine::LineMask mask = [&](char kind, int line, std::string* text) {
      if (kind == '+' && hidden) {
        *text = text->ends_with('\n') ? "****\n" : "****";
      } else if (kind == '+') {
        result.secrets.MaskNew(text);
      } else {
        result.secrets.Mask(change.path, line, text);
      }
    };
    out += engine::UnifiedDiff(change.path, change.before, change.after, mask);
  }
  return out;
}

// One line a fix, for people; what was refused says why.
std::string OutcomeText(const engine::FixResult& result,
                        const std::vector<std::string>& only) {
  std::string out;
  for (const engine::FixOutcome& outcome : result.outcomes) {
    std::string place = base::Format(
        "{}:{}", base::Printable(outcome.location.path), outcome.location.line);
    if (outcome.refused.empty()) {
      // The proofs list what was applied.
      if (!result.after.proofs.empty()) continue;
      out += base::Format(
          "fixed      {}  {}: {}{}\n", place, outcome.rule, outcome.description,
          outcome.added.empty()
              ? ""
              : "; the result has " + base::Join(outcome.added, "; "));
    } else {
      out += base::Format("not fixed  {}  {}: {}\n", place, outcome.rule,
                          outcome.refused);
    }
  }
  for (const engine::MissingPin& missing :
       engine::MissingPins(result.after, only)) {
    out += base::Format("not fixed  {}:{}  {}: {}\n",
                        base::Printable(missing.location.path),
                        missing.location.line, missing.rule, missing.message);
  }
  return out;
}

// What remains, with the reason, for people.
std::string LeftText(const engine::FixResult& result) {
  std::string out;
  for (const engine::LeftToYou& left : engine::WhatIsLeft(result)) {
    out += base::Format("left to you  {}:{}  {}: {}\n    {}\n",
                        base::Printable(left.location.path), left.location.line,
                        left.rule, left.message, left.reason);
  }
  for (const engine::FileChange& change : result.changes) {
    if (!change.created || !IsHidden(change)) continue;
    out += base::Format(
        "left to you  {}: only its owner may read the new file (mode {:04o}); "
        "where the container does not start as root, chown it to the user "
        "that runs there\n",
        base::Printable(change.path), change.mode);
  }
  return out;
}

// Fixes with pins that wait for --fix=unsafe: who gave the pins wants them.
std::string UnsafePinsText(const engine::CheckOptions& options,
                           const engine::FixResult& result, bool unsafe) {
  if (options.pins == nullptr || unsafe) return "";
  std::ptrdiff_t waiting = std::count_if(
      result.after.findings.begin(), result.after.findings.end(),
      [](const model::Finding& finding) {
        return finding.fix && !finding.fix->safe && !finding.suppressed &&
               (finding.fix->description.starts_with("Pin it to") ||
                finding.fix->description == "Install the pinned versions");
      });
  if (waiting == 0) return "";
  return base::Format(
      "{} more pins may change what is built: --fix=unsafe "
      "writes them, too\n",
      waiting);
}

// What could not be assessed, where no report says it.
std::string GapText(const model::Report& report) {
  std::string out;
  for (const model::Gap& gap : report.gaps) {
    const model::Location& at = gap.location;
    std::string line = at.line > 0 ? base::Format(":{}", at.line) : "";
    out += base::Format("not assessed  {}{}: {}\n", base::Printable(at.path),
                        line, base::Printable(gap.message));
  }
  return out;
}

// It comes alone, as CheckFlagsFit sees to.
bool IsStandardInput(const engine::CheckOptions& options) {
  return options.paths == std::vector<std::string>{"-"};
}

std::string FixedInput(const engine::CheckOptions& options,
                       const engine::FixResult& fixed) {
  return fixed.changes.empty() ? options.standard_input
                               : fixed.changes.front().after;
}

std::string SummaryText(const engine::FixResult& result) {
  std::size_t fixed = static_cast<std::size_t>(std::count_if(
      result.outcomes.begin(), result.outcomes.end(),
      [](const engine::FixOutcome& o) { return o.refused.empty(); }));
  return base::Format("{} fixed in {}, {} refused\n",
                      report::Counted(fixed, "finding"),
                      report::Counted(result.changes.size(), "file"),
                      result.outcomes.size() - fixed);
}

constexpr long long kMaxTimeout = 24LL * 60 * 60;

base::Result<int> ProveTimeout(const Arguments& arguments) {
  engine::ProveOptions defaults;
  if (!arguments.Has("--prove-timeout")) return defaults.timeout_seconds;
  std::string text = arguments.Value("--prove-timeout");
  std::optional<long long> seconds = base::ParseInt(text);
  if (seconds && *seconds > 0 && *seconds <= kMaxTimeout) {
    return static_cast<int>(*seconds);
  }
  return base::Error{base::ErrorCode::kInvalid,
                     base::Format("--prove-timeout {}: expected seconds, 1 to "
                                  "{}",
                                  base::Printable(text), kMaxTimeout)};
}

// The fixes of `fixed` that hold on a Docker Engine.
base::Result<engine::FixResult> Prove(const Arguments& arguments,
                                      const engine::CheckOptions& options,
                                      const base::FileSystem& files,
                                      const engine::FixOptions& fix) {
  base::Result<int> timeout = ProveTimeout(arguments);
  if (!timeout.ok()) return std::move(timeout).error();
  if (IsStandardInput(options)) {
    return base::Error{base::ErrorCode::kInvalid,
                       "--prove starts what lies in files; it can't start "
                       "standard input"};
  }
  base::InterruptGuard guard;
  base::Result<std::unique_ptr<engine::StackStarter>> starter =
      engine::ConnectDocker(options, files,
                            {.timeout_seconds = timeout.value(),
                             .cancel = &base::InterruptGuard::flag()});
  if (!starter.ok()) return std::move(starter).error();
  base::Result<engine::FixResult> first =
      engine::FixFindings(options, files, fix);
  if (!first.ok()) return first;
  return engine::ProveFixes(options, files, fix, std::move(first).value(),
                            *starter.value());
}

}  // namespace

bool WantsFix(const Arguments& arguments) {
  return std::any_of(
      std::begin(kFixFlags), std::end(kFixFlags),
      [&](std::string_view flag) { return arguments.Has(flag); });
}

base::Result<model::ExitCode> RunFix(const Arguments& arguments,
                                     const engine::CheckOptions& options,
                                     const std::vector<Output>& outputs,
                                     const base::FileSystem& files) {
  bool harden = arguments.Has("--harden");
  engine::FixOptions fix{
      .unsafe = harden || arguments.Value("--fix") == "unsafe",
      .harden = harden,
      .only = arguments.Values("--fix-only")};
  base::Result<engine::FixResult> result =
      arguments.Has("--prove") ? Prove(arguments, options, files, fix)
                               : engine::FixFindings(options, files, fix);
  if (!result.ok()) return std::move(result).error();
  const engine::FixResult& fixed = result.value();
  std::string outcomes = engine::ProofText(fixed.after.proofs) +
                         OutcomeText(fixed, fix.only) +
                         (harden ? LeftText(fixed) : "");
  std::string counts =
      SummaryText(fixed) + UnsafePinsText(options, fixed, fix.unsafe);
  bool diff = arguments.Has("--diff");
  if (diff || IsStandardInput(options)) {
    PrintInput(diff ? DiffText(fixed) : FixedInput(options, fixed));
    PrintNote(outcomes + GapText(fixed.after) + counts);
    return engine::ExitCodeOf(fixed.after, options.policy);
  }
  base::Status written = engine::WriteChanges(fixed.changes, files);
  if (!written.ok()) return std::move(written).error();
  PrintNote(outcomes + counts);
  engine::RedactFixes(result.value().after);
  base::Status reported =
      WriteOutputs(outputs, fixed.after,
                   OptionsOfWriters(arguments, options.policy.show.value));
  if (!reported.ok()) return std::move(reported).error();
  return engine::ExitCodeOf(fixed.after, options.policy);
}

}  // namespace bulkhead::cli
