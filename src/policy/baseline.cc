// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The baseline file, version 1 (docs/formats/baseline.md):
//
//   # bulkhead baseline 1
//   # ...
//   # 00
//   00a1…<TAB>dockerfile/latest-tag<TAB>api/Dockerfile<TAB>the message
//   # 01
//   …
//   # ff
//   # end
//
// One line a finding, sorted by fingerprint. Fingerprints are digests, so that
// what two branches add falls at unrelated places; the 256 marks, which never
// change, keep additions apart even where there are few entries. The last line
// tells a whole file from a truncated one. A file that git merged by union may
// have its lines in any order and twice; reading does not mind.
#include "policy/baseline.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"

namespace bulkhead::policy {
namespace {

constexpr std::string_view kMagic = "# bulkhead baseline ";
constexpr std::string_view kVersion = "1";
constexpr std::string_view kNote =
    "# Old findings that do not count. Written by \"bulkhead check "
    "--write-baseline\".\n";
constexpr std::string_view kEnd = "# end";
constexpr std::size_t kFingerprintDigits = 32;
constexpr std::size_t kMaxMessage = 120;
constexpr int kMarks = 256;

bool IsFingerprint(std::string_view text) {
  return text.size() == kFingerprintDigits &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return base::IsDigit(c) || (c >= 'a' && c <= 'f');
         });
}

base::Error ErrorAt(const base::Source& source, int line,
                    std::string_view message) {
  return {
      base::ErrorCode::kInvalid,
      base::Format("{}:{}: {}", base::Printable(source.path()), line, message),
      ""};
}

bool IsConflictMarker(std::string_view line) {
  return line.starts_with("<<<<<<<") || line.starts_with("=======") ||
         line.starts_with(">>>>>>>");
}

std::string Quoted(std::string_view line) {
  return base::Format("\"{}\"", base::Printable(line.substr(0, 60)));
}

base::Status CheckHeader(const base::Source& source, std::string_view line) {
  std::string_view version = line;
  if (!base::ConsumePrefix(version, kMagic)) {
    return ErrorAt(source, 1,
                   base::Format("expected \"{}{}\", found {}", kMagic, kVersion,
                                line.empty() ? "nothing" : Quoted(line)));
  }
  if (version == kVersion) return base::Ok{};
  base::Error error = ErrorAt(
      source, 1,
      base::Format("a baseline of version {}, this program knows version {}; "
                   "write it anew with --write-baseline",
                   Quoted(version), kVersion));
  error.code = base::ErrorCode::kUnsupported;
  return error;
}

// FINGERPRINT, RULE, PATH and what follows, separated by tabs.
std::optional<BaselineEntry> ParseLine(int number, std::string_view line) {
  if (line.size() <= kFingerprintDigits || line[kFingerprintDigits] != '\t' ||
      !IsFingerprint(line.substr(0, kFingerprintDigits))) {
    return std::nullopt;
  }
  std::size_t rule = kFingerprintDigits + 1;
  std::size_t tab = line.find('\t', rule);
  if (tab == std::string_view::npos) return std::nullopt;
  std::size_t end = std::min(line.find('\t', tab + 1), line.size());
  return BaselineEntry{line.substr(0, kFingerprintDigits),
                       line.substr(rule, tab - rule),
                       line.substr(tab + 1, end - tab - 1), number};
}

base::Error LineError(const base::Source& source, int number,
                      std::string_view line) {
  if (IsConflictMarker(line)) {
    return ErrorAt(source, number,
                   "a conflict marker of git; keep the lines of both sides and "
                   "run --write-baseline");
  }
  return ErrorAt(
      source, number,
      base::Format("expected a fingerprint, a rule and a path, separated by "
                   "tabs, found {}",
                   Quoted(line)));
}

// By fingerprint and without doubles; files that we wrote are so already.
void SortEntries(std::vector<BaselineEntry>& entries) {
  auto is_less = [](const BaselineEntry& a, const BaselineEntry& b) {
    return a.fingerprint < b.fingerprint;
  };
  auto is_same = [](const BaselineEntry& a, const BaselineEntry& b) {
    return a.fingerprint == b.fingerprint;
  };
  if (!std::is_sorted(entries.begin(), entries.end(), is_less)) {
    std::stable_sort(entries.begin(), entries.end(), is_less);
  }
  entries.erase(std::unique(entries.begin(), entries.end(), is_same),
                entries.end());
}

// A line of the file without its line end. Tabs at its end belong to it.
std::string_view LineAt(const Baseline& baseline, int number) {
  std::string_view line = baseline.source->Line(number);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string LineOf(const model::Finding& finding) {
  // A change of the message must not change the line's length without end, nor
  // may it break the line.
  std::string message = base::Printable(finding.message);
  if (message.size() > kMaxMessage) {
    std::size_t cut = kMaxMessage;
    while (cut > 0 && (static_cast<unsigned char>(message[cut]) & 0xc0) == 0x80)
      --cut;
    message = message.substr(0, cut) + "…";
  }
  return base::Format("{}\t{}\t{}\t{}", finding.fingerprint, finding.rule,
                      base::Printable(finding.location.path), message);
}

}  // namespace

const BaselineEntry* Baseline::Find(std::string_view fingerprint) const {
  std::vector<BaselineEntry>::const_iterator found =
      std::lower_bound(entries.begin(), entries.end(), fingerprint,
                       [](const BaselineEntry& entry, std::string_view key) {
                         return entry.fingerprint < key;
                       });
  return found != entries.end() && found->fingerprint == fingerprint ? &*found
                                                                     : nullptr;
}

base::Result<Baseline> ParseBaseline(
    const std::shared_ptr<const base::Source>& source,
    const base::Limits& limits) {
  Baseline out;
  out.source = source;
  std::string_view text = source->text();
  if (text.size() > limits.max_bytes) {
    return base::Error{
        base::ErrorCode::kLimit,
        base::Format("{} has {} bytes, more than the limit of {}",
                     base::Printable(source->path()), text.size(),
                     limits.max_bytes)};
  }
  out.entries.reserve(text.size() / (kFingerprintDigits * 2));
  bool ended = false;
  int number = 0;
  while (!text.empty()) {
    ++number;
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (number == 1) {
      base::Status header = CheckHeader(*source, base::TrimRight(line));
      if (!header.ok()) return header.error();
    }
    if (end == std::string_view::npos) {
      return ErrorAt(*source, number,
                     base::Format("the last line is truncated: expected a line "
                                  "end behind {}; restore the file or run "
                                  "--write-baseline",
                                  Quoted(line)));
    }
    text.remove_prefix(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) {
      ended = ended || line == kEnd;
      continue;
    }
    std::optional<BaselineEntry> entry = ParseLine(number, line);
    if (!entry) return LineError(*source, number, line);
    if (out.entries.size() == limits.max_entries) {
      return base::Error{
          base::ErrorCode::kLimit,
          ErrorAt(*source, number,
                  base::Format("more than {} entries", limits.max_entries))
              .message};
    }
    out.entries.push_back(*entry);
  }
  if (number == 0) return CheckHeader(*source, "").error();
  if (!ended) {
    return ErrorAt(*source, number,
                   base::Format("the file is truncated: expected \"{}\" as its "
                                "last line; restore it or run --write-baseline",
                                kEnd));
  }
  SortEntries(out.entries);
  return out;
}

std::string WriteBaseline(const model::Report& report, const Baseline* previous,
                          const Scope& scope) {
  std::map<std::string, std::string> lines;  // by fingerprint
  if (previous != nullptr && scope) {
    for (const BaselineEntry& entry : previous->entries) {
      if (scope(entry.path, entry.rule)) continue;
      lines.emplace(entry.fingerprint, LineAt(*previous, entry.line));
    }
  }
  for (const model::Finding& finding : report.findings) {
    if (finding.rule.starts_with("policy/")) continue;
    if (finding.suppressed && finding.suppressed->kind != "baseline") continue;
    const BaselineEntry* old =
        previous != nullptr ? previous->Find(finding.fingerprint) : nullptr;
    lines[finding.fingerprint] = old != nullptr
                                     ? std::string(LineAt(*previous, old->line))
                                     : LineOf(finding);
  }
  std::string out = base::Format("{}{}\n{}", kMagic, kVersion, kNote);
  std::map<std::string, std::string>::const_iterator next = lines.begin();
  for (int mark = 0; mark < kMarks; ++mark) {
    std::string prefix = base::Format("{:02x}", mark);
    out += base::Format("# {}\n", prefix);
    for (; next != lines.end() && next->first.starts_with(prefix); ++next) {
      out += next->second;
      out += '\n';
    }
  }
  return out + std::string(kEnd) + "\n";
}

std::string GitAttributesLine(std::string_view baseline_path) {
  return base::Format("{} merge=union", baseline_path);
}

}  // namespace bulkhead::policy
