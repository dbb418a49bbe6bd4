// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Walks through the words of a comment. Internal to policy/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::policy {

// All methods skip blanks first. Views point into the text given.
class CommentWords {
 public:
  explicit CommentWords(std::string_view text) : rest_(text) {}

  // Letters, digits, '-' and '_'; "" where none stands.
  std::string_view TakeName();
  // Everything up to the next blank.
  std::string_view TakeWord();
  [[nodiscard]] std::string_view PeekWord() const;
  // NAME[,NAME], blanks around commas allowed; names are what rule ids and
  // globs over them are made of.
  std::vector<std::string_view> TakeList();
  // True and past it where this character comes next.
  bool Take(char c);
  // The rest as a sentence: without "reason=", "--", ':' before it.
  std::string_view TakeReason();

  [[nodiscard]] bool AtEnd() const { return Rest().empty(); }
  // The next character, '\0' at the end.
  [[nodiscard]] char Peek() const { return AtEnd() ? '\0' : Rest().front(); }
  [[nodiscard]] std::string_view Rest() const;
  // For messages: "nothing", or the next word in quotes.
  [[nodiscard]] std::string Found() const;

 private:
  std::string_view rest_;
};

}  // namespace bulkhead::policy
