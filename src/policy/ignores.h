// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Ignores: what somebody decided not to count. One record for all of them,
// whether they come from a comment, from .bulkhead.yaml or from a file of
// another tool; apply.h lets them act. docs/formats/policy.md has the syntax
// and the scope of each.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/finding.h"
#include "model/rule_info.h"

namespace bulkhead::policy {

// Rules of this folder: policy/unused-ignore, policy/expired-ignore,
// policy/malformed-ignore, policy/denied-ignore, policy/stale-baseline-entry,
// policy/unknown-rule.
// Sorted by id; static lifetime.
std::span<const model::RuleInfo> PolicyRules();

// A comment of a document, without knowledge of its format. Views live as long
// as the caller wants ReadInlineIgnores to run.
struct CommentView {
  std::string_view text;  // the whole comment, from its '#'
  model::Range range;     // of `text` in the file
  int line = 0;
  int column = 1;
  // Lines of the construct the comment stands beside, or else of the next one
  // below it with nothing but blank lines and comments between: the
  // instruction, or the YAML entry with all that is nested in it. 0: none.
  int applies_first_line = 0;
  int applies_last_line = 0;
  // That construct holds others, of which a comment for one line says nothing
  // (YAML; an instruction of a Dockerfile is one line, however long).
  bool nested = false;
  // Nothing but comments and blank lines stands before it.
  bool file_start = false;
  // It stands where BuildKit takes `# check=` as a parser directive.
  bool directive = false;
  // The build stage it stands in; above a FROM, the stage that begins there
  // (0: none, or not a Dockerfile).
  int stage_first_line = 0;
  int stage_last_line = 0;
};

// One rule that is ignored in one scope. Empty texts and zero lines mean "any".
struct Ignore {
  // Id, alias or glob ("dockerfile/*"), upper and lower case equal.
  std::string rule;
  // "inline", "policy" or "peer", as in model::Suppression.
  std::string kind = "inline";
  // In whose syntax it is written: "bulkhead", "hadolint", "trivy", "checkov",
  // "kics", "buildkit", "dockle".
  std::string dialect = "bulkhead";
  // Only findings that this tool would have as well ("all" of a peer's syntax).
  bool only_dialect = false;
  // Every rule but `rule` (kics-scan enable=); comma separated.
  bool inverted = false;
  // Only findings of this severity (kics exclude-severities).
  std::optional<model::Severity> severity = {};

  std::string file = {};  // exactly this path
  // Glob over paths relative to `root`, as in .gitignore: without '/' it is a
  // name at any depth, and what names a folder covers all that is in it.
  std::string path = {};
  std::string root = {};  // absolute folder; "": paths count as they are
  int first_line = 0;     // lines of `file`
  int last_line = 0;
  bool with_file = false;    // also findings on the file as a whole (line 0)
  std::string service = {};  // globs
  std::string stage = {};
  std::string image = {};
  std::string package = {};
  std::string version = {};

  std::string reason = {};
  std::string owner = {};
  std::optional<base::Date> until = {};  // the last day on which it counts
  model::Location location = {};         // of the ignore itself
  std::size_t matches = 0;               // set by ApplyPolicy
};

struct InlineIgnores {
  std::vector<Ignore> ignores;
  // policy/malformed-ignore, with what was expected.
  std::vector<model::Finding> problems;
};

// The ignores in the comments of the file `path`.
InlineIgnores ReadInlineIgnores(std::string_view path,
                                std::span<const CommentView> comments);
// True where `pattern` names a rule by its id or one of its aliases. Ids of
// Trivy are equal in all their forms: AVD-DS-0001, DS-0001, DS001.
bool MatchesRule(std::string_view pattern, std::string_view id,
                 std::span<const std::string_view> aliases);

// True where `alias` is an id in the manner of a tool ("hadolint", "trivy",
// "checkov", "kics", "buildkit", "dockle").
bool IsAliasOf(std::string_view alias, std::string_view tool);

}  // namespace bulkhead::policy
