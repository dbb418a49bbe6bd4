// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Places of YAML in error messages.
#include <algorithm>

#include "base/text.h"
#include "formats/yaml/yaml.h"

namespace bulkhead::formats {

base::Error YamlError(const base::Source& source, std::size_t offset,
                      std::string_view message, base::ErrorCode code) {
  // Of very long lines only the part around the place is shown.
  constexpr std::size_t kAround = 100;
  base::Position at = source.At(offset);
  std::string_view line = source.Line(at.line);
  std::size_t column =
      std::min(static_cast<std::size_t>(at.column) - 1, line.size());
  std::string_view before = line.substr(0, column);
  std::string_view after = line.substr(column, kAround);
  if (before.size() > kAround) before = before.substr(column - kAround);
  std::string shown = base::Printable(before);
  std::string caret(base::DisplayWidth(shown), ' ');
  return {code,
          base::Format("{}:{}:{}: {}", base::Printable(source.path()), at.line,
                       at.column, message),
          base::Format("{}{}\n{}^", shown, base::Printable(after), caret)};
}

}  // namespace bulkhead::formats
