// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/redact.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::engine {
namespace {

constexpr std::size_t kShown = 4;

// Whether text[begin, end) is no part of a longer word.
bool IsWhole(std::string_view text, std::size_t begin, std::size_t end) {
  return (begin == 0 || !base::IsNameChar(text[begin - 1])) &&
         (end == text.size() || !base::IsNameChar(text[end]));
}

}  // namespace

void SecretTexts::Texts::Add(std::string_view secret) {
  first_bytes_.set(static_cast<unsigned char>(secret[0]));
  by_begin_[std::string(secret.substr(0, begin_))].emplace(secret);
}

void SecretTexts::Texts::Mask(std::string_view text, bool words_only,
                              std::string* masked) const {
  if (empty() || text.size() < begin_) return;
  std::string key;
  for (std::size_t at = 0; at + begin_ <= text.size(); ++at) {
    if (!first_bytes_.test(static_cast<unsigned char>(text[at]))) continue;
    key.assign(text, at, begin_);
    auto found = by_begin_.find(key);
    if (found == by_begin_.end()) continue;
    for (const std::string& secret : found->second) {
      std::size_t end = at + secret.size();
      if (text.compare(at, secret.size(), secret) != 0) continue;
      if (words_only && !IsWhole(text, at, end)) continue;
      std::size_t shown = std::min(kShown, secret.size() / 3);
      for (std::size_t i = at + shown; i < end; ++i) {
        if (!base::IsSpace(text[i])) (*masked)[i] = '*';
      }
    }
  }
}

void SecretTexts::Add(const std::vector<model::Finding>& findings) {
  for (const model::Finding& finding : findings) {
    for (const model::Secret& secret : finding.secrets) {
      // A frame shows one line at a time.
      for (std::string_view part : base::Split(secret.text, '\n')) {
        AddPart(finding.location, base::Trim(part));
      }
    }
  }
}

void SecretTexts::AddPart(const model::Location& place, std::string_view part) {
  if (part.size() < kMinSize) return;
  std::string path = place.path.str();
  if (part.size() >= kUniqueSize) {
    all_long_.Add(part);
    everywhere_.try_emplace(path, kUniqueSize).first->second.Add(part);
    return;
  }
  all_short_.Add(part);
  LineTexts& lines = on_line_[path];
  lines.longest = std::max(lines.longest, place.end_line - place.line);
  lines.by_lines.try_emplace(std::pair(place.line, place.end_line), kMinSize)
      .first->second.Add(part);
}

void SecretTexts::Mask(std::string_view path, int line,
                       std::string* text) const {
  const std::string whole = *text;  // secrets may overlap
  auto all = everywhere_.find(path);
  if (all != everywhere_.end()) all->second.Mask(whole, false, text);
  auto lines = on_line_.find(path);
  if (lines == on_line_.end()) return;
  const auto& [by_lines, longest] = lines->second;
  auto at = by_lines.lower_bound(std::pair(line - longest, 0));
  for (; at != by_lines.end() && at->first.first <= line; ++at) {
    if (at->first.second >= line) at->second.Mask(whole, false, text);
  }
}

bool SecretTexts::Has(std::string_view path) const {
  return everywhere_.contains(path) || on_line_.contains(path);
}

void SecretTexts::MaskNew(std::string* text) const {
  const std::string whole = *text;
  all_long_.Mask(whole, false, text);
  all_short_.Mask(whole, true, text);
}

namespace {

void MaskExcerpt(const SecretTexts& secrets, std::string_view path,
                 model::Excerpt* excerpt) {
  std::vector<std::string> masked;
  int number = excerpt->first_line;
  for (std::string_view line : excerpt->Lines()) {
    secrets.Mask(path, number++, &masked.emplace_back(line));
  }
  excerpt->text = base::Join(masked, "\n");
}

}  // namespace

void RedactSecrets(const SecretTexts& secrets, model::Report& report) {
  if (secrets.empty()) return;
  for (model::Finding& finding : report.findings) {
    std::string_view path = finding.location.path;
    if (!secrets.Has(path)) continue;
    MaskExcerpt(secrets, path, &finding.excerpt);
    secrets.Mask(path, 0, &finding.message);
    secrets.Mask(path, 0, &finding.evidence);
  }
}

void RedactFixes(model::Report& report) {
  SecretTexts secrets;
  secrets.Add(report.findings);
  if (secrets.empty()) return;
  for (model::Finding& finding : report.findings) {
    if (!finding.fix) continue;
    for (model::Edit& edit : finding.fix->edits) {
      if (!edit.replacement.empty()) secrets.MaskNew(&edit.replacement);
    }
  }
}

}  // namespace bulkhead::engine
