// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Shell scripts: any bytes. Every range lies within the text, nested commands
// stand behind the command that holds them, and the queries accept what the
// parser made. The first byte chooses whether variables are known.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "config/shell/commands.h"
#include "config/shell/downloads.h"
#include "config/shell/package_managers.h"
#include "config/shell/shell.h"

namespace {

using bulkhead::config::Command;
using bulkhead::config::ShellScript;
using bulkhead::config::TextRange;
using bulkhead::config::Word;

void Check(bool condition) {
  if (!condition) std::abort();
}

void CheckRange(TextRange range, std::size_t size) {
  Check(range.begin <= range.end && range.end <= size);
}

void CheckCommands(const ShellScript& script, std::size_t size) {
  for (const Command& command : script.commands()) {
    CheckRange(command.range, size);
    Check(command.parent < static_cast<std::int32_t>(command.index));
    Check(command.chain_position < command.chain_size);
    Check(command.pipeline_position < command.pipeline_size);
    for (const Word& word : command.words) {
      CheckRange(word.range, size);
      Check(word.value.starts_with(word.known_prefix));
      Check(word.value.ends_with(word.known_suffix));
    }
    bulkhead::config::NextInChain(script, command);
    bulkhead::config::PreviousInPipeline(script, command);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  bulkhead::config::ShellOptions options;
  options.limits.max_expansion = 1 << 16;
  options.limits.max_depth = 100;
  if (data[0] % 2 == 0) {
    options.variables =
        [](std::string_view name) -> std::optional<std::string_view> {
      if (name.size() % 2 == 0) return std::nullopt;
      return "a b=1 sh -c $X";
    };
  }
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  ShellScript script = bulkhead::config::ParseShell(
      text, bulkhead::config::ShellDialect::kBash, options);
  for (const bulkhead::config::ShellError& error : script.errors()) {
    CheckRange(error.range, text.size());
  }
  CheckCommands(script, text.size());
  bulkhead::config::DumpShell(script);
  std::vector<bulkhead::config::PackageOperation> operations =
      bulkhead::config::PackageOperations(script, options.variables);
  for (const bulkhead::config::PackageOperation& operation : operations) {
    for (const bulkhead::config::PackageRef& package : operation.packages) {
      CheckRange(package.range, text.size());
    }
  }
  bulkhead::config::CacheRemovals(script, operations);
  bulkhead::config::DownloadOperations(script);
  return 0;
}
