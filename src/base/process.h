// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Running another program, and what ours lets others see.
#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bulkhead::base {

struct ProcessResult {
  int exit_code = 0;  // 128 + signal where a signal ended it
  std::string out;
  std::string err;
};

struct ProcessOptions {
  std::string input;  // its standard input
  // Then it and all it started is killed: kIo. Where we are killed before, the
  // kernel ends it after as much processor time, times the processors.
  int timeout_seconds = 60;
  std::size_t max_output = 64u << 20;    // of out and of err: kLimit
  std::string folder;                    // working folder; "" keeps ours
  std::vector<std::string> environment;  // NAME=VALUE, in place of ours
  // Once it is true the program is killed: kIo. Null: nothing ends it early.
  const std::atomic<bool>* cancel = nullptr;
};

// Runs argv[0], found in PATH where it has no slash, without a shell. Not found
// is kNotFound; an exit status other than 0 is not an Error.
Result<ProcessResult> RunProcess(const std::vector<std::string>& argv,
                                 const ProcessOptions& options = {});

// Full path of a program in PATH, "" where there is none.
std::string FindProgram(std::string_view name);

// No core dump is written of this process when it crashes: its memory may hold
// secrets of the files that it read. Programs that it starts are not touched.
void ForbidCoreDumps();

}  // namespace bulkhead::base
