// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Comments that ignore findings, for projects that do not want them.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

// Takes a word and the white space around it.
bool TakeWord(std::string_view& text, std::string_view word) {
  text = base::TrimLeft(text);
  if (!base::ConsumePrefix(text, word)) return false;
  text = base::TrimLeft(text);
  return true;
}

bool IsAssignment(std::string_view text, std::string_view name) {
  return TakeWord(text, name) && text.starts_with('=');
}

bool IsHadolintIgnore(std::string_view text) {
  if (!TakeWord(text, "hadolint")) return false;
  TakeWord(text, "global");
  return IsAssignment(text, "ignore");
}

bool IsOtherIgnore(std::string_view text) {
  std::string_view rest = text;
  if (TakeWord(rest, "bulkhead") && IsAssignment(rest, "ignore")) return true;
  if (IsAssignment(text, "check")) return base::Contains(text, "skip=");
  for (std::string_view prefix : {"trivy:ignore:", "checkov:skip=",
                                  "kics-scan ignore", "kics-scan disable="}) {
    if (text.starts_with(prefix)) return true;
  }
  return false;
}

void InlineIgnore(const DockerfileContext& context, Findings& out) {
  for (const config::Comment& comment : context.file.comments) {
    bool hadolint = IsHadolintIgnore(comment.text);
    if (!hadolint && !IsOtherIgnore(comment.text)) continue;
    model::Finding& finding =
        out.Add(comment.range, base::Format("A comment ignores findings: {}",
                                            base::Printable(comment.text)));
    if (!hadolint) finding.aliases.clear();
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/inline-ignore",
      .aliases = {"DL1001"},
      .severity = model::Severity::kInfo,
      .title = "Comment that ignores findings",
      .why = "Whoever can change the file can switch its checks off; some "
             "organisations want such decisions in the policy, where they are "
             "reviewed.",
      .remedy = "Move the ignore to .bulkhead.yaml, with a reason.",
      .references = {"https://github.com/hadolint/hadolint/wiki/DL1001"},
      .no_fix = "without the comment the finding counts again",
      .on_by_default = false},
     &InlineIgnore},
};

}  // namespace

DockerfileRules InlineIgnoreRules() { return kRules; }

}  // namespace bulkhead::check
