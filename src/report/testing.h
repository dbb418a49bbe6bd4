// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Fixtures for tests of writers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/report.h"
#include "report/writer.h"

namespace bulkhead::report {

// A Dockerfile and a compose.yaml with a finding of each severity, a fix, a
// related place, a suppressed finding, a gap, a broken file, a note and a file
// that was left out. Finished: sorted, with fingerprints.
model::Report SampleReport();

// As large as asked for, and of the size that findings have in practice.
model::Report LargeReport(std::size_t findings);

// A report whose every text holds terminal escapes, characters that turn the
// direction of text, markup of all formats and invalid UTF-8.
model::Report HostileReport();

// One finding on one line of `path`, columns [begin, end) counted from 1.
model::Finding MakeFinding(std::string_view rule, model::Severity severity,
                           std::string_view message, std::string_view path,
                           int line, int begin, int end,
                           std::string_view line_text);

// Validates `json` against a JSON schema by Python's jsonschema: what is wrong,
// "" where nothing is, nullopt where Python or the module is missing.
std::optional<std::string> SchemaErrors(const std::string& schema_path,
                                        const std::string& json);

// What a writer makes of a report.
std::string Written(const Writer* writer, const model::Report& report,
                    const WriterOptions& options = {});
std::string Written(std::string_view writer, const model::Report& report,
                    const WriterOptions& options = {});

}  // namespace bulkhead::report
