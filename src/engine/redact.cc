// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The rules that find secrets mark the value, or NAME=VALUE, and keep the value
// out of their message. Their code frames would still show it, and so would
// those of any other finding on the same line: the text is taken from the frame
// of the finding and masked in all texts of its file.
#include "engine/redact.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/text.h"

namespace bulkhead::engine {
namespace {

// Shorter texts may be words of the file: only the finding's own lines are
// masked then.
constexpr std::size_t kUniqueSize = 10;
constexpr std::size_t kMinSize = 4;
constexpr std::size_t kShown = 4;

bool IsAboutSecrets(std::string_view rule) {
  for (std::string_view part : {"secret", "credential", "password", "token"}) {
    if (base::Contains(rule, part)) return true;
  }
  return false;
}

std::string_view Unquoted(std::string_view text) {
  text = base::Trim(text);
  while (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    text.remove_prefix(1);
  }
  while (!text.empty() &&
         (text.back() == '"' || text.back() == '\'' || text.back() == ',')) {
    text.remove_suffix(1);
  }
  return text;
}

// The marked text of the first line of a finding, without a name before it.
std::string SecretOf(const model::Finding& finding) {
  const model::Location& place = finding.location;
  if (finding.excerpt.lines.empty() ||
      finding.excerpt.first_line != place.line || place.column < 1) {
    return "";
  }
  std::string_view line = finding.excerpt.lines.front();
  std::size_t begin = static_cast<std::size_t>(place.column - 1);
  std::size_t end = place.end_line == place.line
                        ? static_cast<std::size_t>(place.end_column - 1)
                        : line.size();
  if (begin >= line.size() || end <= begin) return "";
  std::string_view text = line.substr(begin, end - begin);
  // NAME=VALUE, NAME: VALUE, NAME VALUE, user:password@host
  if (std::size_t at = text.find("://"); at != std::string_view::npos) {
    std::string_view rest = text.substr(at + 3);
    rest = rest.substr(0, rest.find('@'));
    std::size_t colon = rest.find(':');
    return std::string(
        colon == std::string_view::npos ? rest : rest.substr(colon + 1));
  }
  std::size_t name = 0;
  while (name < text.size() && (base::IsNameChar(text[name]) ||
                                text[name] == '-' || text[name] == '.')) {
    ++name;
  }
  bool named = name > 0 && name < text.size() &&
               (text[name] == '=' || text[name] == ':' || text[name] == ' ');
  if (named) text = text.substr(name + 1);
  return std::string(Unquoted(text));
}

std::string Masked(std::string_view secret) {
  std::string out(secret);
  std::size_t shown = std::min(kShown, secret.size() / 3);
  for (std::size_t i = shown; i < out.size(); ++i) {
    if (!base::IsSpace(out[i])) out[i] = '*';
  }
  return out;
}

class Redactor {
 public:
  explicit Redactor(model::Report& report) : report_(report) {
    for (const model::Finding& finding : report.findings) {
      if (!IsAboutSecrets(finding.rule)) continue;
      std::string secret = SecretOf(finding);
      bool variable = secret.starts_with('$') || secret.starts_with('/');
      if (secret.size() < kMinSize || variable) continue;
      const std::string& path = finding.location.path;
      if (secret.size() >= kUniqueSize) {
        everywhere_[path].insert(secret);
      } else {
        on_line_[{path, finding.location.line}].insert(secret);
      }
    }
  }

  void Apply(const std::function<void(model::Finding&, const Redactor&)>& act) {
    if (everywhere_.empty() && on_line_.empty()) return;
    for (model::Finding& finding : report_.findings) act(finding, *this);
  }

  // `line` 0: a text that stands on no line.
  void Mask(const std::string& path, int line, std::string* text) const {
    auto all = everywhere_.find(path);
    if (all != everywhere_.end()) MaskAll(all->second, text);
    auto some = on_line_.find({path, line});
    if (some != on_line_.end()) MaskAll(some->second, text);
  }

 private:
  static void MaskAll(const std::set<std::string>& secrets, std::string* text) {
    for (const std::string& secret : secrets) {
      if (base::Contains(*text, secret)) {
        *text = base::ReplaceAll(*text, secret, Masked(secret));
      }
    }
  }

  model::Report& report_;
  std::map<std::string, std::set<std::string>> everywhere_;
  std::map<std::pair<std::string, int>, std::set<std::string>> on_line_;
};

}  // namespace

void RedactSecrets(model::Report& report) {
  Redactor(report).Apply([](model::Finding& finding, const Redactor& redactor) {
    const std::string& path = finding.location.path;
    int line = finding.excerpt.first_line;
    for (std::string& text : finding.excerpt.lines) {
      redactor.Mask(path, line++, &text);
    }
    redactor.Mask(path, 0, &finding.message);
    redactor.Mask(path, 0, &finding.evidence);
  });
}

void RedactFixes(model::Report& report) {
  // Excerpts are masked by now: what is left of a secret can't be searched.
  for (model::Finding& finding : report.findings) {
    if (!finding.fix) continue;
    bool masked = std::any_of(
        finding.excerpt.lines.begin(), finding.excerpt.lines.end(),
        [](const std::string& line) { return base::Contains(line, "***"); });
    if (!masked) continue;
    for (model::Edit& edit : finding.fix->edits) {
      if (!edit.replacement.empty()) edit.replacement = "***";
    }
  }
}

}  // namespace bulkhead::engine
