// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Findings, gaps and what belongs to them (DESIGN: Findings). All texts are
// owned, or shared with others that own them; nothing here points into a
// document.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/shared_text.h"
#include "model/location.h"
#include "model/severity.h"

namespace bulkhead::model {

// Replace the bytes of `range` in `path` by `replacement`. An empty range is
// an insertion; in a file that is not there, it makes the file.
struct Edit {
  base::SharedText path;
  Range range;
  std::string replacement;
  unsigned mode = 0;  // of a file that is made, as 0600; 0: as usual
  bool operator==(const Edit&) const = default;
};

// Edits that belong together: all or none are applied.
struct Fix {
  std::string description;
  bool safe = true;  // false: may change what the program does
  std::vector<Edit> edits;
};

// Lines of the source around a finding, for code frames.
struct Excerpt {
  int first_line = 0;  // 0: there is none
  std::string text;    // the lines with newlines between them
  [[nodiscard]] std::vector<std::string_view> Lines() const;
};

// A further place that explains the finding.
struct Related {
  Location location;
  std::string message;
};

// Why findings do not count.
struct Suppression {
  std::string kind;           // "inline", "policy", "baseline", "old"...
  std::string justification;  // the reason somebody gave
  std::string source;         // where: "Dockerfile:3", ".bulkhead.yaml:12"
};

// A secret in the file of a finding. Never printed: what is printed of the
// file and of its fixes has it masked.
struct Secret {
  Range range;       // where it stands
  std::string text;  // what it is
};

struct Finding {
  base::SharedText rule;
  Severity severity = Severity::kMedium;
  std::string message;  // with the actual value; secrets redacted
  Location location;
  // Path of the target that was checked: the first file of a Compose project
  // where the location lies in another one.
  base::SharedText target = {};
  std::string evidence = {};  // the value or text that proves it, redacted
  base::SharedTexts aliases = {};
  std::vector<Related> related = {};
  std::optional<Fix> fix = {};
  Excerpt excerpt = {};
  // What the fingerprint is made of beside rule and path: text that survives
  // moves and new versions. Empty: the text at `location`, white space folded.
  // Findings of a finished report may have none any more.
  std::string subject = {};
  std::string fingerprint = {};
  std::shared_ptr<const Suppression> suppressed = {};
  std::vector<Secret> secrets = {};
};

inline void Suppress(Finding& finding, Suppression why) {
  finding.suppressed = std::make_shared<const Suppression>(std::move(why));
}

// Something that could not be assessed. Unknown is never clean.
struct Gap {
  std::string code;     // "unreadable", "not-parsed", "unknown-syntax"...
  std::string message;  // what, and why
  Location location;
  std::string remedy = {};
  // True: the input is broken or missing, an error (exit 2) rather than a
  // limit of this program (exit 3).
  bool broken = false;
};

}  // namespace bulkhead::model
