// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// --output FORMAT[=FILE]: the same report in many formats.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "model/report.h"
#include "report/writer.h"

namespace bulkhead::cli {

// Where one form of the report goes.
struct Output {
  const report::Writer* writer = nullptr;
  std::string file;  // "": standard output
};

// The outputs that flags ask for; the table on standard output where none do.
// An Error for an unknown format, a folder that is not there, and two outputs
// for one place: before any work is done.
base::Result<std::vector<Output>> ParseOutputs(const Arguments& arguments);

// Writes all of them; files are replaced whole or not at all.
base::Status WriteOutputs(const std::vector<Output>& outputs,
                          const model::Report& report,
                          report::WriterOptions options);

// Flags of every command that writes a report.
inline constexpr std::span<const std::string_view> kSeverityChoices =
    model::kSeverityNames;
// Of --fail-on.
inline constexpr std::string_view kThresholds[] = {
    "none", "info", "low", "medium", "high", "critical"};
inline constexpr FlagInfo kOutputFlag = {
    .name = "--output",
    .short_name = "-o",
    .kind = FlagKind::kList,
    .value = "FORMAT[=FILE]",
    .help =
        "Write the report in a format (default: table) to standard output or "
        "to a file; may be repeated",
    .group = "Report"};
inline constexpr FlagInfo kShowFlag = {
    .name = "--show",
    .kind = FlagKind::kValue,
    .value = "SEVERITY",
    .help =
        "Least severity that is shown: info, low, medium, high or critical "
        "(default: low)",
    .choices = kSeverityChoices,
    .group = "Report"};
inline constexpr FlagInfo kShowIgnoredFlag = {
    .name = "--show-ignored",
    .help = "Show ignored findings, too, with the reason",
    .group = "Report"};

// Options of the writers by flags and terminal.
report::WriterOptions OptionsOfWriters(const Arguments& arguments,
                                       model::Severity show_from);

}  // namespace bulkhead::cli
