// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "policy/comment_words.h"

#include "base/text.h"

namespace bulkhead::policy {
namespace {

template <typename Predicate>
std::string_view TakeWhile(std::string_view& text, Predicate holds) {
  std::size_t end = 0;
  while (end < text.size() && holds(text[end])) ++end;
  std::string_view out = text.substr(0, end);
  text.remove_prefix(end);
  return out;
}

bool IsRuleChar(char c) {
  return base::IsNameChar(c) || base::Contains("-/.*?", {&c, 1});
}

}  // namespace

std::string_view CommentWords::Rest() const { return base::TrimLeft(rest_); }

std::string_view CommentWords::TakeName() {
  rest_ = Rest();
  return TakeWhile(rest_,
                   [](char c) { return base::IsNameChar(c) || c == '-'; });
}

std::string_view CommentWords::TakeWord() {
  rest_ = Rest();
  return TakeWhile(rest_, [](char c) { return !base::IsSpace(c); });
}

std::string_view CommentWords::PeekWord() const {
  return CommentWords(rest_).TakeWord();
}

std::vector<std::string_view> CommentWords::TakeList() {
  std::vector<std::string_view> out;
  do {
    rest_ = Rest();
    std::string_view name = TakeWhile(rest_, IsRuleChar);
    if (name.starts_with("kics") && rest_.starts_with(':')) {  // kics:NAME
      std::string_view tail = rest_.substr(1);
      tail = TakeWhile(tail, IsRuleChar);
      name = {name.data(), name.size() + 1 + tail.size()};
      rest_.remove_prefix(1 + tail.size());
    }
    if (name.empty()) break;
    out.push_back(name);
  } while (Take(','));
  return out;
}

bool CommentWords::Take(char c) {
  if (Peek() != c || AtEnd()) return false;
  rest_ = Rest().substr(1);
  return true;
}

std::string_view CommentWords::TakeReason() {
  std::string_view reason = base::Trim(rest_);
  base::ConsumePrefix(reason, "reason=");
  while (reason.starts_with("--") || reason.starts_with(':') ||
         reason.starts_with('#')) {
    reason.remove_prefix(reason.starts_with("--") ? 2 : 1);
    reason = base::TrimLeft(reason);
  }
  rest_ = {};
  return reason;
}

std::string CommentWords::Found() const {
  std::string_view word = PeekWord();
  return word.empty() ? "nothing"
                      : base::Format("\"{}\"", base::Printable(word));
}

}  // namespace bulkhead::policy
