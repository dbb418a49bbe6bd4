// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The list of the writers, made of writers.inc.
#include "report/writer.h"

namespace bulkhead::report {

#define BULKHEAD_WRITER(name) extern const Writer name;
#include "report/writers.inc"
#undef BULKHEAD_WRITER

namespace {

constexpr const Writer* kWriters[] = {
#define BULKHEAD_WRITER(name) &(name),
#include "report/writers.inc"
#undef BULKHEAD_WRITER
};

}  // namespace

std::span<const Writer* const> AllWriters() { return kWriters; }

const Writer* FindWriter(std::string_view name) {
  for (const Writer* writer : kWriters) {
    if (writer->name == name) return writer;
  }
  return nullptr;
}

}  // namespace bulkhead::report
