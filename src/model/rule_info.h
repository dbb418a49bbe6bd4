// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What is known of a rule beside its code: the source of `bulkhead rules`,
// SARIF rules and docs/rules/.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "model/severity.h"

namespace bulkhead::model {

// A short constant list of names, for tables built at compile time.
class NameList {
 public:
  constexpr NameList() = default;
  constexpr NameList(std::initializer_list<std::string_view> names) {
    for (std::string_view name : names) names_[size_++] = name;
  }
  [[nodiscard]] constexpr const std::string_view* begin() const {
    return names_.data();
  }
  [[nodiscard]] constexpr const std::string_view* end() const {
    return names_.data() + size_;
  }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }

 private:
  std::array<std::string_view, 14> names_ = {};
  std::size_t size_ = 0;
};

// Whether a rule offers a fix, and of which kind (DESIGN: --fix, --fix=unsafe).
enum class FixKind { kNone, kSafe, kUnsafe };

// Constant data of a rule that is compiled in. The texts have static lifetime.
struct RuleInfo {
  std::string_view id;    // family/slug; never changes
  NameList aliases = {};  // the same check in other tools, old ids
  Severity severity = Severity::kMedium;
  std::string_view title;   // names the defect, no final full stop
  std::string_view why;     // what an attacker or an accident makes of it
  std::string_view remedy;  // what to do, one or two sentences
  NameList references = {};
  FixKind fix = FixKind::kNone;
  // Rules that may find something new once the fix is in: what was there unseen
  // since a value was not known, or what their own fix mends in the next round.
  NameList follow_ups = {};
  std::string_view no_fix = {};  // why there is none, where that needs a word
  bool on_by_default = true;
};

// The same with owned texts, for reports that outlive a process and for the
// rules of a policy file.
struct RuleRecord {
  std::string id;
  std::vector<std::string> aliases;
  Severity severity = Severity::kMedium;
  std::string title;
  std::string why;
  std::string remedy;
  std::vector<std::string> references;
};

RuleRecord MakeRecord(const RuleInfo& info);

}  // namespace bulkhead::model
