// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Directives are comments of the form `# name = value` in the first lines of
// the file. The first line that is none ends them: an empty line, an ordinary
// comment, an instruction. A name may stand once; upper and lower case are
// equal. docs.docker.com/reference/dockerfile/#parser-directives
#include "config/dockerfile/directives.h"

#include "base/text.h"
#include "config/dockerfile/chars.h"
#include "config/dockerfile/dockerfile.h"

namespace bulkhead::config {
namespace {

// strconv.ParseBool of Go.
std::optional<bool> ParseBool(std::string_view text) {
  for (const std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

void ReadNames(std::string_view value, bool& all,
               std::vector<std::string>& names) {
  if (value == "all") {
    all = true;
    return;
  }
  for (const std::string_view name : base::Split(value, ',')) {
    const std::string_view trimmed = base::Trim(name);
    if (!trimmed.empty()) names.emplace_back(trimmed);
  }
}

}  // namespace

std::optional<DirectiveLine> ParseDirectiveLine(std::string_view line) {
  std::string_view text = TrimRunes(line.substr(1));
  std::size_t end = 0;
  while (end < text.size() && base::IsAlnum(text[end])) ++end;
  if (end == 0 || !base::IsAlpha(text[0])) return std::nullopt;
  DirectiveLine directive;
  directive.name = base::ToLower(text.substr(0, end));
  text = base::TrimLeft(text.substr(end));
  if (!base::ConsumePrefix(text, "=")) return std::nullopt;
  directive.value = base::Trim(text);
  if (directive.value.empty()) return std::nullopt;
  return directive;
}

bool IsDirectiveName(std::string_view name) {
  return name == "syntax" || name == "escape" || name == "check";
}

bool IsKnownFrontend(std::string_view syntax) {
  std::string_view image = syntax.substr(0, syntax.find('@'));
  base::ConsumePrefix(image, "docker.io/");
  const std::size_t colon = image.rfind(':');
  const std::string_view name = image.substr(0, colon);
  if (name != "docker/dockerfile" && name != "docker/dockerfile-upstream") {
    return false;
  }
  if (colon == std::string_view::npos) return true;
  const std::string_view tag = image.substr(colon + 1);
  // The 1.x line only ever grows; "labs" adds experimental features.
  return tag == "1" || tag.starts_with("1.") || tag.starts_with("1-") ||
         tag == "latest" || tag.starts_with("master") || tag == "labs" ||
         tag.starts_with("experimental");
}

std::optional<CheckDirective> ParseCheckDirective(std::string_view value) {
  CheckDirective check;
  const std::string_view options = value.substr(0, value.find(' '));
  for (const std::string_view part : base::Split(options, ';')) {
    const std::optional<std::pair<std::string_view, std::string_view>> pair =
        base::Cut(part, "=");
    if (!pair) return std::nullopt;
    const std::string_view key = base::Trim(pair->first);
    const std::string_view text = base::Trim(pair->second);
    if (key == "skip") {
      ReadNames(text, check.skip_all, check.skip);
    } else if (key == "experimental") {
      ReadNames(text, check.experimental_all, check.experimental);
    } else if (key == "error") {
      const std::optional<bool> error = ParseBool(text);
      if (!error) return std::nullopt;
      check.error = *error;
    } else {
      return std::nullopt;
    }
  }
  return check;
}

}  // namespace bulkhead::config
