// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What is known of the variables of a script while its commands are walked in
// order. Only for the files of this folder.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/shell/builder.h"

namespace bulkhead::config {

class ShellVariables {
 public:
  explicit ShellVariables(ShellBuilder& builder);

  // The value of a variable at this point; nullopt where it is not certain.
  [[nodiscard]] std::optional<std::string_view> Find(
      std::string_view name) const;
  // nullopt: from here on it is not known.
  void Set(std::string_view name, std::optional<std::string_view> value);

  // What is set after Mark() is forgotten by Restore().
  [[nodiscard]] std::size_t Mark() const { return log_.size(); }
  void Restore(std::size_t mark);

  [[nodiscard]] const VariableLookup& lookup() const { return lookup_; }
  // Nothing can be known: words need no second look.
  [[nodiscard]] bool empty() const {
    return values_.empty() && !builder_.options.variables;
  }

  // Values of all words of a node, those of ${x:-word} first.
  void Evaluate(const Node& node);
  void Evaluate(const Word& word);
  // What the command does to the variables of its shell. `certain`: it runs,
  // and only once.
  void Apply(const Command& command, bool certain);

 private:
  using Value = std::optional<std::string_view>;
  struct Change {
    std::string_view name;
    bool was_set = false;
    Value value;
  };

  void SetValue(const Word& word);
  void Assign(const Assignment& assignment, bool certain);
  void Declare(const Command& command, bool certain);

  ShellBuilder& builder_;
  std::unordered_map<std::string_view, Value> values_;
  std::vector<Change> log_;
  VariableLookup lookup_;
};

}  // namespace bulkhead::config
