// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Where rules put what they find.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/source.h"
#include "model/finding.h"
#include "model/rule_info.h"

namespace bulkhead::check {

// Collects the findings on one source. The runner sets the rule before it calls
// its check; rules only call Add. Not thread-safe: one object a document.
class Findings {
 public:
  // `source` must outlive this object.
  explicit Findings(const base::Source& source) : source_(&source) {}

  void SetRule(const model::RuleInfo& rule) { rule_ = &rule; }
  [[nodiscard]] const model::RuleInfo& rule() const { return *rule_; }

  // A finding of the current rule at `range`, with the rule's severity and
  // aliases. `construct` is the whole instruction or key that holds the range:
  // comments above it ignore the finding, and peers report its first line. The
  // answer may be refined (severity, fix, related, subject, evidence) and lives
  // until the next Add.
  model::Finding& Add(model::Range range, model::Range construct,
                      std::string message);
  model::Finding& Add(model::Range construct, std::string message) {
    return Add(construct, construct, std::move(message));
  }
  // The same in another file than the one being checked: an env file, say.
  model::Finding& AddIn(const base::Source& source, model::Range range,
                        model::Range construct, std::string message);

  [[nodiscard]] std::vector<model::Finding> Take() { return std::move(found_); }
  [[nodiscard]] const std::vector<model::Finding>& found() const {
    return found_;
  }

 private:
  const base::Source* source_;
  const model::RuleInfo* rule_ = nullptr;
  std::vector<model::Finding> found_;
};

// A further place that the finding is about, with what it shows.
void Relate(model::Finding& finding, const base::Source& source,
            model::Range range, std::string message);

// Keeps only `aliases` of the finding's aliases: the finding is a case that
// the other tools' rules do not report.
void OnlyAliases(model::Finding& finding,
                 std::initializer_list<std::string_view> aliases);
// Adds `aliases` behind those there are.
void AddAliases(model::Finding& finding,
                std::initializer_list<std::string_view> aliases);
// Drops `aliases`: these tools do not report this case.
void WithoutAliases(model::Finding& finding,
                    std::initializer_list<std::string_view> aliases);

// Marks `text` within `range` of `source`, the file of the finding, as a
// secret: every place of it there, all of the range where it is not there as
// such (quoted, escaped). Nothing is marked for an empty text.
void MarkSecret(model::Finding& finding, const base::Source& source,
                model::Range range, std::string_view text);

// Sets a fix of the current finding, safe or unsafe as told.
void SetFix(model::Finding& finding, bool safe, std::string description,
            std::vector<model::Edit> edits);

}  // namespace bulkhead::check
