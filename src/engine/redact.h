// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Keeps secrets out of reports and diffs.
#pragma once

#include <bitset>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/report.h"

namespace bulkhead::engine {

// The secrets that findings have marked. What is masked keeps its length, so
// that columns stay right, and shows at most its first four characters. Short
// secrets may be words of the file: they are masked on their own lines only.
class SecretTexts {
 public:
  // Those of findings that will not be reported count, too: other findings
  // show the same lines.
  void Add(const std::vector<model::Finding>& findings);
  [[nodiscard]] bool empty() const {
    return everywhere_.empty() && on_line_.empty();
  }

  // Whether there is any of the file.
  [[nodiscard]] bool Has(std::string_view path) const;

  // `line` 0: a text that stands on no line of the file.
  void Mask(std::string_view path, int line, std::string* text) const;
  // A line that a fix wrote into any file: short secrets are masked where they
  // are whole words.
  void MaskNew(std::string* text) const;

 private:
  void AddPart(const model::Location& place, std::string_view part);

  static constexpr std::size_t kUniqueSize = 10;
  static constexpr std::size_t kMinSize = 3;

  // Secrets by how they begin, so that the work for a text does not grow with
  // their number.
  class Texts {
   public:
    explicit Texts(std::size_t begin) : begin_(begin) {}
    void Add(std::string_view secret);
    [[nodiscard]] bool empty() const { return by_begin_.empty(); }
    // Masks in `masked` every one that is in `text`, which it was a copy of;
    // where `words_only`, those that are no part of a longer word.
    void Mask(std::string_view text, bool words_only,
              std::string* masked) const;

   private:
    std::size_t begin_;             // bytes; no secret is shorter
    std::bitset<256> first_bytes_;  // of the secrets
    std::unordered_map<std::string, std::set<std::string>> by_begin_;
  };

  // Those of one file that count on some lines, by the first and the last of
  // them.
  struct LineTexts {
    std::map<std::pair<int, int>, Texts> by_lines;
    int longest = 0;  // last line - first line
  };

  std::map<std::string, Texts, std::less<>> everywhere_;   // by path
  std::map<std::string, LineTexts, std::less<>> on_line_;  // by path
  Texts all_long_{kUniqueSize};  // those of everywhere_
  Texts all_short_{kMinSize};    // those of on_line_
};

// Masks secrets in code frames, messages and evidence.
void RedactSecrets(const SecretTexts& secrets, model::Report& report);

// The same in what fixes would insert; such a report is no longer fit for
// applying them.
void RedactFixes(model::Report& report);

}  // namespace bulkhead::engine
