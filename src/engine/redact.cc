// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/redact.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::engine {
namespace {

constexpr std::size_t kUniqueSize = 10;
constexpr std::size_t kMinSize = 3;
constexpr std::size_t kShown = 4;

std::string Masked(std::string_view secret) {
  std::string out(secret);
  std::size_t shown = std::min(kShown, secret.size() / 3);
  for (std::size_t i = shown; i < out.size(); ++i) {
    if (!base::IsSpace(out[i])) out[i] = '*';
  }
  return out;
}

void MaskAll(std::string_view secret, bool words_only, std::string* text) {
  std::string masked = Masked(secret);
  for (std::size_t at = text->find(secret); at != std::string::npos;
       at = text->find(secret, at + secret.size())) {
    std::size_t end = at + secret.size();
    bool inside = (at > 0 && base::IsNameChar((*text)[at - 1])) ||
                  (end < text->size() && base::IsNameChar((*text)[end]));
    if (!words_only || !inside) text->replace(at, secret.size(), masked);
  }
}

}  // namespace

void SecretTexts::Add(const std::vector<model::Finding>& findings) {
  for (const model::Finding& finding : findings) {
    const model::Location& place = finding.location;
    for (const model::Secret& secret : finding.secrets) {
      // A frame shows one line at a time.
      for (std::string_view part : base::Split(secret.text, '\n')) {
        part = base::Trim(part);
        if (part.size() >= kUniqueSize) {
          everywhere_[place.path].emplace(part);
        } else if (part.size() >= kMinSize) {
          for (int line = place.line; line <= place.end_line; ++line) {
            on_line_[{place.path, line}].emplace(part);
          }
        }
      }
    }
  }
}

void SecretTexts::Mask(const std::string& path, int line,
                       std::string* text) const {
  auto all = everywhere_.find(path);
  if (all != everywhere_.end()) {
    for (const std::string& secret : all->second) MaskAll(secret, false, text);
  }
  auto some = on_line_.find({path, line});
  if (some != on_line_.end()) {
    for (const std::string& secret : some->second) MaskAll(secret, false, text);
  }
}

void SecretTexts::MaskNew(std::string* text) const {
  for (const auto& [path, secrets] : everywhere_) {
    for (const std::string& secret : secrets) MaskAll(secret, false, text);
  }
  for (const auto& [place, secrets] : on_line_) {
    for (const std::string& secret : secrets) MaskAll(secret, true, text);
  }
}

void RedactSecrets(const SecretTexts& secrets, model::Report& report) {
  if (secrets.empty()) return;
  for (model::Finding& finding : report.findings) {
    const std::string& path = finding.location.path;
    int line = finding.excerpt.first_line;
    for (std::string& text : finding.excerpt.lines) {
      secrets.Mask(path, line++, &text);
    }
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
