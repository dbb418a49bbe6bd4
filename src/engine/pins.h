// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The file of pins: docs/formats/pins.md describes it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "base/source.h"
#include "model/pins.h"
#include "model/report.h"

namespace bulkhead::engine {

// The first thing that is wrong is the Error: "PATH:LINE:COL: ...", with the
// line. A misspelt key gets "did you mean".
base::Result<model::Pins> ParsePins(std::shared_ptr<const base::Source> source,
                                    const base::Limits& limits);

// Text of a file that reads back as these pins; sorted.
std::string WritePins(const model::Pins& pins);

// A finding that pins could mend, were there one.
struct MissingPin {
  std::string rule;
  model::Location location;
  std::string message;  // "no pin is known for curl of apt"
};
// Those of findings that count, in the order of the report. `only`: rules, by
// id or alias; empty: all.
std::vector<MissingPin> MissingPins(const model::Report& report,
                                    const std::vector<std::string>& only = {});

// An image that a finding asks a pin for, by its key among the pins:
// "docker.io/library/node:20".
struct UnpinnedImage {
  std::string key;
  model::Location location;
};
std::vector<UnpinnedImage> ImagesWithoutPin(const model::Report& report);

}  // namespace bulkhead::engine
