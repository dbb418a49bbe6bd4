// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The family of report writers: each turns the same model::Report into the
// bytes of one format. docs/add_a_writer.md says how to add one.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "model/report.h"
#include "report/text_sink.h"

namespace bulkhead::report {

// What the reader of the output wants. Every writer takes the same options and
// ignores those that its format has no use for.
struct WriterOptions {
  // Columns of the terminal; texts are wrapped and code is cut to it. Values
  // below 40 count as 40. table.
  int width = 100;
  // Whether escape sequences for colours may be written. table.
  bool color = false;
  // Findings below are only counted by the formats for people's eyes (table,
  // github, markdown) and do not fail a test (junit); the others hold them
  // all.
  model::Severity show_from = model::Severity::kLow;
  // Lists findings that do not count, with the reason, in table and markdown.
  // json, sarif and html always hold them, marked; github and gitlab never do,
  // since those formats cannot mark them.
  bool show_suppressed = false;
  // The absolute folder that relative paths of the report are relative to, for
  // formats that name it; "" where nobody knows. sarif, html.
  std::string root = {};
  // markdown stops its list before the text gets longer than this and says how
  // many are missing; the default fits a comment of GitHub and GitLab. 0: no
  // bound.
  std::size_t max_bytes = 65'000;
};

// A member: constant data and one pure, thread-safe function. Control
// characters and invalid UTF-8 of the report never reach the output raw, and
// the same report and options give the same bytes.
struct Writer {
  std::string_view name;         // "sarif", what --output takes
  std::string_view description;  // one line for people, no full stop
  void (*write)(const model::Report& report, const WriterOptions& options,
                TextSink* out);

  // Hands the report to `next` piece by piece, newline at the end included.
  void Write(const model::Report& report, const WriterOptions& options,
             TextSink::Next next) const {
    TextSink out(std::move(next));
    write(report, options, &out);
    out.Flush();
  }
  // Appends it to `out`.
  void Write(const model::Report& report, const WriterOptions& options,
             std::string* out) const {
    Write(report, options, [out](std::string_view piece) { *out += piece; });
  }
};

// All members, sorted by name. The pointers live for ever.
std::span<const Writer* const> AllWriters();

// The member of that name, or nullptr.
const Writer* FindWriter(std::string_view name);

}  // namespace bulkhead::report
