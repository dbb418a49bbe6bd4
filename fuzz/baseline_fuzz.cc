// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The baseline reader; what it reads and the writer writes again reads the
// same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "base/source.h"
#include "base/text.h"
#include "policy/baseline.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using bulkhead::base::Source;
  std::shared_ptr<const Source> source = std::make_shared<Source>(
      "b", std::string(reinterpret_cast<const char*>(data), size));
  bulkhead::base::Result<bulkhead::policy::Baseline> read =
      bulkhead::policy::ParseBaseline(source, {});
  if (!read.ok()) return 0;
  const bulkhead::policy::Baseline& first = read.value();
  for (const bulkhead::policy::BaselineEntry& entry : first.entries) {
    if (first.Find(entry.fingerprint) == nullptr) std::abort();
    if (source->Line(entry.line).substr(0, entry.fingerprint.size()) !=
        entry.fingerprint) {
      std::abort();
    }
  }
  std::string written = bulkhead::policy::WriteBaseline(
      {}, &first, [](std::string_view, std::string_view) { return false; });
  bulkhead::base::Result<bulkhead::policy::Baseline> second =
      bulkhead::policy::ParseBaseline(std::make_shared<Source>("b", written),
                                      {});
  if (!second.ok() || second.value().entries.size() != first.entries.size()) {
    std::abort();
  }
  return 0;
}
