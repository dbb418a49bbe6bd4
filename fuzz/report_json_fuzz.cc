// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Any bytes as a JSON report; what can be read is written by every writer, and
// nothing of it may reach the output raw.
#include <cstdlib>

#include "base/text.h"
#include "report/read_json.h"
#include "report/writer.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data,
                                      std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  bulkhead::base::Limits limits;
  limits.max_bytes = 1 << 20;
  bulkhead::base::Result<bulkhead::model::Report> report =
      bulkhead::report::ReadJsonReport(text, limits);
  if (!report.ok()) return 0;
  for (const bulkhead::report::Writer* writer :
       bulkhead::report::AllWriters()) {
    std::string out;
    writer->Write(report.value(), {.show_suppressed = true}, &out);
    if (bulkhead::base::Printable(out, true) != out) std::abort();
  }
  return 0;
}
