// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/process.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "engine/version.h"

namespace bulkhead::cli {
namespace {

int Run(const std::vector<std::string>& words) {
  base::Result<Invocation> parsed = ParseCommandLine(words);
  if (!parsed.ok()) {
    PrintError(parsed.error());
    return static_cast<int>(model::ExitCode::kError);
  }
  const Invocation& invocation = parsed.value();
  if (invocation.wants_version) {
    Print(base::Format("bulkhead {}\n", engine::kVersion));
    return 0;
  }
  if (invocation.wants_help) {
    int width = OutputWidth();
    Print(invocation.command == nullptr ? HelpText(width)
                                        : HelpText(*invocation.command, width));
    return 0;
  }
  return static_cast<int>(invocation.command->run(invocation.arguments));
}

}  // namespace

int Main(int argc, char** argv) {
  base::ForbidCoreDumps();
  int code = Run({argv + 1, argv + argc});
  base::Status written = OutputStatus();
  if (written.ok()) return code;
  PrintError(written.error());
  return static_cast<int>(model::ExitCode::kError);
}

}  // namespace bulkhead::cli
