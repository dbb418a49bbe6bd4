// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A here document is opened by a word [fd]<<[-]NAME. BuildKit finds the words
// with its expansion, told to leave everything as it is, and compares what
// quotes are left with and without their removal to see whether the name is
// quoted. White space may stand between << and the name.
#include "config/dockerfile/heredoc.h"

#include <algorithm>

#include "base/text.h"
#include "config/dockerfile/expand.h"

namespace bulkhead::config {
namespace {

std::optional<Variable> NoVariable(std::string_view) { return std::nullopt; }

base::Result<std::vector<Value>> Words(std::string_view text, bool raw_quotes,
                                       bool raw_escapes) {
  const ExpandOptions options{
      .raw_quotes = raw_quotes, .raw_escapes = raw_escapes, .skip_unset = true};
  return ExpandWords(text, &NoVariable, options);
}

std::ptrdiff_t CountQuotes(std::string_view text) {
  return std::count(text.begin(), text.end(), '\'') +
         std::count(text.begin(), text.end(), '"');
}

}  // namespace

base::Result<std::optional<HereDocWord>> ParseHereDocWord(
    std::string_view word) {
  using Answer = std::optional<HereDocWord>;
  HereDocWord doc;
  std::size_t digits = 0;
  while (digits < word.size() && base::IsDigit(word[digits])) ++digits;
  std::string_view rest = word.substr(digits);
  if (!base::ConsumePrefix(rest, "<<")) return Answer();
  const std::optional<long long> fd = base::ParseInt(word.substr(0, digits));
  if (fd && *fd < 1'000'000) doc.fd = static_cast<unsigned>(*fd);
  doc.chomp = base::ConsumePrefix(rest, "-");
  rest = base::TrimLeft(rest);
  if (rest.empty() || base::Contains(rest, "<")) return Answer();

  const base::Result<std::vector<Value>> words = Words(rest, false, false);
  if (!words.ok()) return words.error();
  if (words.value().size() != 1) return Answer();
  const base::Result<std::vector<Value>> raw = Words(rest, true, false);
  if (!raw.ok()) return raw.error();
  if (raw.value().size() != 1) return Answer();
  doc.name = words.value().front().text;
  doc.expand = CountQuotes(doc.name) == CountQuotes(raw.value().front().text);
  return Answer(std::move(doc));
}

base::Result<std::vector<HereDocWord>> ParseHereDocs(std::string_view text) {
  std::vector<HereDocWord> docs;
  if (!base::Contains(text, "<<")) return docs;
  const base::Result<std::vector<Value>> words = Words(text, true, true);
  if (!words.ok()) return docs;  // unmatched quotes: a matter of the shell
  std::size_t pos = 0;
  for (const Value& word : words.value()) {
    const std::size_t found = text.find(word.text, pos);
    const std::size_t begin = found == std::string_view::npos ? pos : found;
    pos = std::min(text.size(), begin + word.text.size());
    if (!base::Contains(word.text, "<<")) continue;
    base::Result<std::optional<HereDocWord>> doc = ParseHereDocWord(word.text);
    if (!doc.ok()) return doc.error();
    if (!doc.value()) continue;
    doc.value()->span = {begin, pos};
    docs.push_back(*std::move(doc.value()));
  }
  return docs;
}

}  // namespace bulkhead::config
