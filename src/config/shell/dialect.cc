// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/text.h"
#include "config/shell/shell.h"

namespace bulkhead::config {

namespace {

struct DialectProgram {
  std::string_view program;
  ShellDialect dialect;
};

constexpr DialectProgram kPrograms[] = {
    {"sh", ShellDialect::kSh},
    {"bash", ShellDialect::kBash},
    {"rbash", ShellDialect::kBash},
    {"ash", ShellDialect::kAsh},
    {"dash", ShellDialect::kDash},
    {"ksh", ShellDialect::kKsh},
    {"ksh93", ShellDialect::kKsh},
    {"mksh", ShellDialect::kKsh},
    {"zsh", ShellDialect::kZsh},
    {"powershell", ShellDialect::kPowerShell},
    {"pwsh", ShellDialect::kPowerShell},
    {"cmd", ShellDialect::kCmd},
};

}  // namespace

std::string_view DialectName(ShellDialect dialect) {
  switch (dialect) {
    case ShellDialect::kSh:
      return "sh";
    case ShellDialect::kBash:
      return "bash";
    case ShellDialect::kAsh:
      return "ash";
    case ShellDialect::kDash:
      return "dash";
    case ShellDialect::kKsh:
      return "ksh";
    case ShellDialect::kZsh:
      return "zsh";
    case ShellDialect::kPowerShell:
      return "powershell";
    case ShellDialect::kCmd:
      return "cmd";
    case ShellDialect::kOther:
      return "other";
  }
  return "other";
}

ShellDialect DialectOfProgram(std::string_view program) {
  std::size_t slash = program.find_last_of("/\\");
  if (slash != std::string_view::npos) program.remove_prefix(slash + 1);
  std::string name = base::ToLower(program);
  if (name.ends_with(".exe")) name.resize(name.size() - 4);
  for (const DialectProgram& entry : kPrograms) {
    if (entry.program == name) return entry.dialect;
  }
  return ShellDialect::kOther;
}

ShellDialect DialectOf(std::span<const std::string> shell_array) {
  if (shell_array.empty()) return ShellDialect::kSh;
  std::size_t i = 0;
  std::string_view first = shell_array[0];
  if (first.substr(first.rfind('/') + 1) == "env") {
    // SHELL ["/usr/bin/env", "-S", "bash", "-c"]
    for (i = 1; i < shell_array.size(); ++i) {
      const std::string& word = shell_array[i];
      if (word.empty() || word[0] == '-') continue;
      if (word.find('=') == std::string::npos) break;
    }
    if (i == shell_array.size()) return ShellDialect::kOther;
  }
  return DialectOfProgram(shell_array[i]);
}

ShellDialect DialectOfBody(std::string_view body, ShellDialect fallback) {
  if (!base::ConsumePrefix(body, "#!")) return fallback;
  std::vector<std::string> words;
  for (std::string_view word :
       base::SplitWords(body.substr(0, body.find('\n')))) {
    words.emplace_back(word);
  }
  return words.empty() ? fallback : DialectOf(words);
}

}  // namespace bulkhead::config
