// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Ignores in comments. Each tool has its own syntax and scope:
//
//   # bulkhead ignore=RULE[,RULE] [until=DATE] [owner=NAME] [reason]
//       the construct below; ignore-file= the whole file
//   # hadolint ignore=ID[,ID] [# reason]
//       the instruction below; "stage ignore" its stage, "global ignore" the
//       file (hadolint 2.13, README "Inline ignores")
//   # trivy:ignore:ID[:exp:DATE]
//       this line and the construct below; several to a comment; ids may be
//       globs and have [parameters] (Trivy 0.60, pkg/iac/ignore)
//   # checkov:skip=ID[:reason]
//       the file, wherever the comment stands (Checkov 3, dockerfile runner)
//   # kics-scan ignore | disable=ID,… | enable=ID,… | ignore-line |
//   ignore-block
//       the first three at the start of a file, for all of it (KICS 2,
//       docs/running-kics.md "Using commands on scanned files as comments")
//   # check=skip=NAME,…;error=true;experimental=NAME,…
//       the file as a directive at its start, else the instruction below
//       (BuildKit, frontend/dockerfile/linter)
//
// What does not look like one of them is prose, and nobody's business. What
// looks like one and is none has no effect, and is said.
#include <array>

#include "base/text.h"
#include "policy/comment_words.h"
#include "policy/ignores.h"

namespace bulkhead::policy {
namespace {

// What one comment is read into.
struct Reading {
  std::string_view path;
  const CommentView* comment;
  InlineIgnores* out;

  [[nodiscard]] model::Location Place() const {
    return {
        .path = std::string(path),
        .range = comment->range,
        .line = comment->line,
        .column = comment->column,
        .end_line = comment->line,
        .end_column = comment->column + static_cast<int>(comment->text.size())};
  }

  void Malformed(std::string message) const {
    out->problems.push_back(
        {.rule = base::SharedText::Constant("policy/malformed-ignore"),
         .severity = model::Severity::kLow,
         .message = std::move(message),
         .location = Place(),
         .evidence = base::Printable(comment->text),
         .subject = std::string(comment->text)});
  }

  // An ignore of the whole file.
  [[nodiscard]] Ignore ForFile(std::string_view rule,
                               std::string_view dialect) const {
    Ignore ignore;
    ignore.rule = std::string(rule);
    ignore.dialect = std::string(dialect);
    ignore.file = std::string(path);
    ignore.location = Place();
    return ignore;
  }

  // One of the construct that the comment belongs to.
  [[nodiscard]] Ignore ForConstruct(std::string_view rule,
                                    std::string_view dialect) const {
    Ignore ignore = ForFile(rule, dialect);
    ignore.first_line = comment->applies_first_line;
    ignore.last_line = comment->applies_last_line;
    ignore.with_file = comment->file_start;
    return ignore;
  }

  [[nodiscard]] bool HasConstruct(std::string_view what) const {
    if (comment->applies_first_line > 0) return true;
    Malformed(base::Format(
        "expected something to ignore below \"{}\", found the end of the file",
        what));
    return false;
  }
};

// until=, owner= and the reason behind the rules of our own syntax.
bool ReadTail(const Reading& reading, CommentWords words, Ignore& tail) {
  static constexpr std::array<std::string_view, 3> kKeys = {"until", "owner",
                                                            "reason"};
  while (!words.AtEnd()) {
    CommentWords before = words;
    std::string_view key = words.TakeName();
    if (key.empty() || !words.Take('=')) {
      words = before;
      break;
    }
    if (key == "reason") break;
    if (key == "owner") {
      tail.owner = std::string(words.TakeWord());
    } else if (key == "until") {
      std::string_view day = words.TakeWord();
      tail.until = base::ParseDate(day);
      if (!tail.until) {
        reading.Malformed(base::Format(
            "expected a day such as 2027-01-31 behind \"until=\", found \"{}\"",
            base::Printable(day)));
        return false;
      }
    } else {
      std::string_view near = base::DidYouMean(key, kKeys);
      if (near.empty()) {  // the reason happens to have an '=' in it
        words = before;
        break;
      }
      reading.Malformed(
          base::Format("unknown key \"{}\"; did you mean \"{}\"?", key, near));
      return false;
    }
  }
  tail.reason = std::string(words.TakeReason());
  return true;
}

bool LooksLikeRule(std::string_view word) {
  return base::Contains(word, "/") || IsAliasOf(word, "hadolint") ||
         IsAliasOf(word, "trivy") || IsAliasOf(word, "checkov");
}

void ReadBulkhead(const Reading& reading, CommentWords words) {
  words.TakeName();  // bulkhead
  std::string_view verb = words.TakeName();
  if (!verb.starts_with("ignore") && verb != "disable" && verb != "skip") {
    return;
  }
  bool has_equals = words.Take('=');
  if (!has_equals && !LooksLikeRule(words.PeekWord())) return;
  if (!has_equals || (verb != "ignore" && verb != "ignore-file")) {
    reading.Malformed(base::Format(
        "expected \"ignore=RULE\" or \"ignore-file=RULE\", found \"{}{}\"",
        base::Printable(verb), has_equals ? "=" : " "));
    return;
  }
  std::vector<std::string_view> rules = words.TakeList();
  if (rules.empty()) {
    reading.Malformed(base::Format(
        "expected RULE[,RULE] behind \"{}=\", found {}", verb, words.Found()));
    return;
  }
  Ignore tail;
  if (!ReadTail(reading, words, tail)) return;
  bool whole_file = verb == "ignore-file";
  if (!whole_file && !reading.HasConstruct("bulkhead ignore")) return;
  for (std::string_view rule : rules) {
    Ignore ignore = whole_file ? reading.ForFile(rule, "bulkhead")
                               : reading.ForConstruct(rule, "bulkhead");
    ignore.until = tail.until;
    ignore.owner = tail.owner;
    ignore.reason = tail.reason;
    reading.out->ignores.push_back(std::move(ignore));
  }
}

void ReadHadolint(const Reading& reading, CommentWords words) {
  words.TakeName();  // hadolint
  std::string_view scope = words.TakeName();
  std::string_view verb = scope;
  if (scope == "global" || scope == "stage") {
    verb = words.TakeName();
  } else {
    scope = {};
  }
  // "shell=" is no ignore; SHELL and the base image tell it, too.
  if (verb != "ignore" || !words.Take('=')) return;
  std::vector<std::string_view> rules = words.TakeList();
  if (rules.empty() || (!words.AtEnd() && words.Peek() != '#')) {
    reading.Malformed(base::Format(
        "expected {} \"ignore=\", as hadolint does, found {}",
        rules.empty() ? "ID[,ID] behind" : "',' or '#' behind the ids of",
        words.Found()));
    return;
  }
  words.Take('#');
  std::string_view reason = words.TakeReason();
  const CommentView& comment = *reading.comment;
  if (scope.empty() && !reading.HasConstruct("hadolint ignore")) return;
  for (std::string_view rule : rules) {
    Ignore ignore = scope.empty() ? reading.ForConstruct(rule, "hadolint")
                                  : reading.ForFile(rule, "hadolint");
    if (scope == "stage") {
      ignore.first_line = comment.stage_first_line;
      ignore.last_line = comment.stage_last_line;
    }
    ignore.reason = std::string(reason);
    reading.out->ignores.push_back(std::move(ignore));
  }
}

// [name=value,…] behind an id of Trivy.
bool ReadTrivyParameters(std::string_view text, Ignore& ignore) {
  for (std::string_view part : base::Split(text, ',')) {
    std::optional<std::pair<std::string_view, std::string_view>> pair =
        base::Cut(part, "=");
    if (!pair) return false;
    std::string_view name = base::Trim(pair->first);
    std::string value(base::Trim(pair->second));
    if (name == "service") {
      ignore.service = value;
    } else if (name == "stage" || name == "name") {
      ignore.stage = value;
    } else if (name == "image") {
      ignore.image = value;
    } else {
      return false;
    }
  }
  return true;
}

void ReadTrivySection(const Reading& reading, std::string_view section) {
  std::vector<std::string_view> parts = base::Split(section, ':');
  Ignore ignore = reading.ForConstruct("", "trivy");
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
    if (parts[i] == "ignore") {
      std::string_view id = parts[i + 1];
      std::size_t open = id.find('[');
      if (open != std::string_view::npos) {
        if (!id.ends_with(']') ||
            !ReadTrivyParameters(id.substr(open + 1, id.size() - open - 2),
                                 ignore)) {
          reading.Malformed(
              base::Format("expected [service=…], [stage=…] or [image=…] "
                           "behind the id, found \"{}\"",
                           base::Printable(id.substr(open))));
          return;
        }
        id = id.substr(0, open);
      }
      ignore.rule = std::string(id);
    } else if (parts[i] == "exp") {
      ignore.until = base::ParseDate(parts[i + 1]);
      if (!ignore.until) {
        reading.Malformed(base::Format(
            "expected a day such as 2027-01-31 behind \"exp:\", found \"{}\"",
            base::Printable(parts[i + 1])));
        return;
      }
    } else {
      reading.Malformed(base::Format("expected \"exp:\", found \"{}:\"",
                                     base::Printable(parts[i])));
      return;
    }
  }
  if (ignore.rule.empty()) {
    reading.Malformed("expected an id behind \"trivy:ignore:\", found nothing");
    return;
  }
  if (!reading.HasConstruct("trivy:ignore")) return;
  ignore.only_dialect = ignore.rule == "*";
  reading.out->ignores.push_back(std::move(ignore));
}

void ReadTrivy(const Reading& reading, std::string_view body) {
  for (std::string_view section : base::SplitWords(body)) {
    section.remove_prefix(
        std::min(section.find_first_not_of("#/*"), section.size()));
    if (section != "trivy:ignore" && !section.starts_with("trivy:ignore:")) {
      continue;
    }
    section.remove_prefix(std::string_view("trivy:").size());
    ReadTrivySection(reading, section);
  }
}

void ReadCheckov(const Reading& reading, std::string_view rest) {
  CommentWords words(rest);
  std::vector<std::string_view> rules = words.TakeList();
  if (rules.empty()) {
    reading.Malformed(
        base::Format("expected ID[:reason] behind \"checkov:skip=\", found {}",
                     words.Found()));
    return;
  }
  words.Take(':');
  std::string_view reason = words.TakeReason();
  for (std::string_view rule : rules) {
    Ignore ignore = reading.ForFile(rule, "checkov");
    ignore.reason = std::string(reason);
    reading.out->ignores.push_back(std::move(ignore));
  }
}

// ignore-line and ignore-block.
void ReadKicsPlace(const Reading& reading, bool line_only) {
  if (!reading.HasConstruct(line_only ? "kics-scan ignore-line"
                                      : "kics-scan ignore-block")) {
    return;
  }
  Ignore ignore = reading.ForConstruct("*", "kics");
  ignore.only_dialect = true;
  if (line_only && reading.comment->nested) {
    ignore.last_line = ignore.first_line;
  }
  reading.out->ignores.push_back(std::move(ignore));
}

void ReadKics(const Reading& reading, CommentWords words) {
  words.TakeName();  // kics-scan
  std::string_view verb = words.TakeName();
  if (verb == "ignore-line" || verb == "ignore-block") {
    ReadKicsPlace(reading, verb == "ignore-line");
    return;
  }
  if (verb != "ignore" && verb != "disable" && verb != "enable") {
    static constexpr std::array<std::string_view, 5> kVerbs = {
        "disable", "enable", "ignore", "ignore-block", "ignore-line"};
    reading.Malformed(
        base::Format("expected one of {} behind \"kics-scan\", "
                     "found \"{}\"",
                     base::Join(kVerbs, ", "), base::Printable(verb)));
    return;
  }
  if (!reading.comment->file_start) {
    reading.Malformed(base::Format(
        "\"kics-scan {}\" counts only at the start of a file", verb));
    return;
  }
  Ignore ignore = reading.ForFile("*", "kics");
  ignore.only_dialect = true;
  if (verb == "ignore") {
    reading.out->ignores.push_back(std::move(ignore));
    return;
  }
  std::vector<std::string_view> rules;
  if (words.Take('=')) rules = words.TakeList();
  if (rules.empty()) {
    reading.Malformed(base::Format("expected ID[,ID] behind \"{}=\", found {}",
                                   verb, words.Found()));
    return;
  }
  if (verb == "enable") {
    ignore.rule = base::Join(rules, ",");
    ignore.inverted = true;
    reading.out->ignores.push_back(std::move(ignore));
    return;
  }
  for (std::string_view rule : rules) {
    reading.out->ignores.push_back(reading.ForFile(rule, "kics"));
  }
}

void ReadCheckOption(const Reading& reading, std::string_view part,
                     bool whole_file) {
  std::optional<std::pair<std::string_view, std::string_view>> pair =
      base::Cut(part, "=");
  std::string key = base::ToLower(base::Trim(pair ? pair->first : part));
  std::string_view value = pair ? base::Trim(pair->second) : "";
  if (!pair || (key != "skip" && key != "error" && key != "experimental")) {
    reading.Malformed(
        base::Format("expected skip=, error= or experimental= behind "
                     "\"check=\", found \"{}\"",
                     base::Printable(base::Trim(part))));
    return;
  }
  if (key == "error") {
    std::string flag = base::ToLower(value);
    if (flag != "true" && flag != "false" && flag != "1" && flag != "0") {
      reading.Malformed(
          base::Format("expected true or false behind \"error=\", found \"{}\"",
                       base::Printable(value)));
    }
    return;
  }
  if (key == "experimental") return;
  for (std::string_view name : base::Split(value, ',')) {
    name = base::Trim(name);
    if (name.empty()) continue;
    Ignore ignore = whole_file ? reading.ForFile(name, "buildkit")
                               : reading.ForConstruct(name, "buildkit");
    if (base::EqualsIgnoreCase(name, "all")) ignore.rule = "*";
    ignore.only_dialect = ignore.rule == "*";
    reading.out->ignores.push_back(std::move(ignore));
  }
}

void ReadBuildkit(const Reading& reading, CommentWords words) {
  words.TakeName();  // check
  if (!words.Take('=')) return;
  bool whole_file = reading.comment->directive;
  if (!whole_file && reading.comment->applies_first_line == 0) return;
  // "check=" is also a word of prose: only what goes on as an option counts.
  std::string_view rest = words.Rest();
  CommentWords option = words;
  std::string first = base::ToLower(option.TakeName());
  bool known = first == "skip" || first == "error" || first == "experimental";
  if (!whole_file && !(known && option.Take('='))) return;
  for (std::string_view part : base::Split(rest, ';')) {
    if (!base::Trim(part).empty()) ReadCheckOption(reading, part, whole_file);
  }
}

void ReadComment(const Reading& reading) {
  std::string_view body = reading.comment->text;
  body.remove_prefix(std::min(body.find_first_not_of('#'), body.size()));
  body = base::Trim(body);
  CommentWords words(body);
  std::string first = base::ToLower(CommentWords(body).TakeName());
  if (first == "bulkhead") {
    ReadBulkhead(reading, words);
  } else if (first == "hadolint") {
    ReadHadolint(reading, words);
  } else if (first == "kics-scan") {
    ReadKics(reading, words);
  } else if (first == "check") {
    ReadBuildkit(reading, words);
  } else if (!base::Contains(body, ":")) {
    return;  // all others have one
  } else if (base::Contains(body, "trivy:ignore")) {
    ReadTrivy(reading, body);
  } else {
    for (std::string_view mark : {"checkov:skip=", "bridgecrew:skip="}) {
      std::size_t at = body.find(mark);
      if (at == std::string_view::npos) continue;
      ReadCheckov(reading, body.substr(at + mark.size()));
      break;
    }
  }
}

}  // namespace

InlineIgnores ReadInlineIgnores(std::string_view path,
                                std::span<const CommentView> comments) {
  InlineIgnores out;
  for (const CommentView& comment : comments) {
    ReadComment({path, &comment, &out});
  }
  return out;
}

}  // namespace bulkhead::policy
