// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/gitignore.h"

#include "base/fs.h"
#include "base/text.h"

namespace bulkhead::engine {
namespace {

// Blanks at the end do not count unless the last is quoted by a backslash.
std::string_view TrimTrailingBlanks(std::string_view line) {
  while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
  return line;
}

}  // namespace

void GitIgnore::Add(std::string_view folder, std::string_view text) {
  for (std::string_view line : base::Split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = TrimTrailingBlanks(line);
    if (line.empty() || line.starts_with('#')) continue;
    Rule rule;
    if (!folder.empty()) rule.folder = std::string(folder) + "/";
    rule.negated = base::ConsumePrefix(line, "!");
    if (line.ends_with('/')) {
      rule.folders_only = true;
      line.remove_suffix(1);
    }
    rule.anchored = line.find('/') != std::string_view::npos;
    base::ConsumePrefix(line, "/");
    if (line.empty()) continue;
    rule.pattern = line;
    rules_.push_back(std::move(rule));
  }
}

bool GitIgnore::Ignores(std::string_view path, bool is_folder) const {
  for (std::size_t i = rules_.size(); i > 0; --i) {
    const Rule& rule = rules_[i - 1];
    if (rule.folders_only && !is_folder) continue;
    std::string_view below = path;
    if (!base::ConsumePrefix(below, rule.folder)) continue;
    std::string_view subject = rule.anchored ? below : base::BaseName(below);
    if (base::GlobMatch(rule.pattern, subject, true)) return !rule.negated;
  }
  return false;
}

}  // namespace bulkhead::engine
