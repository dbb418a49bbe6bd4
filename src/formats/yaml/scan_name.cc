// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The parts of YAML that have names: directives, anchors, aliases and tags.
#include "base/text.h"
#include "formats/yaml/scanner.h"

namespace bulkhead::formats {
namespace {

bool IsWordChar(char c) { return base::IsNameChar(c) || c == '-'; }

bool IsHex(char c) {
  return base::IsDigit(c) || (base::Lower(c) >= 'a' && base::Lower(c) <= 'f');
}

// Characters of a URI; brackets and commas only in a verbatim tag.
bool IsUriChar(char c, bool verbatim) {
  if (IsWordChar(c)) return true;
  constexpr std::string_view kAlways = ";/?:@&=+$.!~*'()%";
  constexpr std::string_view kVerbatim = ",[]{}";
  return c != '\0' && (base::Contains(kAlways, {&c, 1}) ||
                       (verbatim && base::Contains(kVerbatim, {&c, 1})));
}

}  // namespace

// %YAML 1.2 and %TAG !e! tag:example.com,2026:
bool YamlScanner::ScanDirective() {
  if (!RemoveSimpleKey()) return false;
  UnrollIndent(-1);
  key_allowed_ = false;
  std::size_t begin = pos_++;
  while (base::IsAlpha(At(pos_))) ++pos_;
  std::string_view name = text_.substr(begin + 1, pos_ - begin - 1);
  bool ok = false;
  if (name == "YAML") {
    ok = ScanVersion();
  } else if (name == "TAG") {
    ok = ScanTagDirective();
  } else {
    return Fail(begin, base::Format("expected %YAML or %TAG, found %{}",
                                    base::Printable(name)));
  }
  if (!ok) return false;
  tokens_.back().begin = static_cast<std::uint32_t>(begin);
  token_end_ = pos_;
  while (base::IsBlank(At(pos_))) ++pos_;
  if (At(pos_) == '#') AddComment(false);
  if (pos_ < text_.size() && !IsBreak(pos_)) {
    return FailFound(pos_, "the end of the directive");
  }
  return true;
}

bool YamlScanner::ScanVersion() {
  while (base::IsBlank(At(pos_))) ++pos_;
  std::size_t begin = pos_;
  while (base::IsDigit(At(pos_)) || At(pos_) == '.') ++pos_;
  std::string_view version = text_.substr(begin, pos_ - begin);
  if (version != "1.1" && version != "1.2") {
    Fail(begin, base::Format("expected version 1.1 or 1.2, found {}",
                             version.empty() ? DescribeYamlAt(text_, begin)
                                             : std::string(version)));
    failure_.code = base::ErrorCode::kUnsupported;
    return false;
  }
  Emit(YamlTokenKind::kVersion, begin, pos_);
  return true;
}

bool YamlScanner::ScanTagDirective() {
  while (base::IsBlank(At(pos_))) ++pos_;
  std::size_t begin = pos_;
  if (At(pos_) != '!') return FailFound(pos_, "a tag handle such as !e!");
  ++pos_;
  while (IsWordChar(At(pos_))) ++pos_;
  if (At(pos_) == '!') {
    ++pos_;
  } else if (pos_ > begin + 1) {
    return FailFound(pos_, "'!' at the end of the tag handle");
  }
  std::uint32_t handle = AddText(text_.substr(begin, pos_ - begin));
  if (!base::IsBlank(At(pos_))) return FailFound(pos_, "a space");
  while (base::IsBlank(At(pos_))) ++pos_;
  std::size_t prefix = pos_;
  if (!ScanTagUri(true)) return false;
  if (pos_ == prefix) return FailFound(pos_, "the prefix of the tag");
  AddText(text_.substr(prefix, pos_ - prefix));
  Emit(YamlTokenKind::kTagDirective, begin, pos_);
  tokens_.back().text = handle;
  return true;
}

bool YamlScanner::ScanAnchor(YamlTokenKind kind) {
  if (!SaveSimpleKey()) return false;
  key_allowed_ = false;
  std::size_t begin = pos_++;
  pos_ = Find(kYamlBlank | kYamlBreak | kYamlColon | kYamlFlow, pos_);
  bool followed = BlankOrEnd(pos_) || At(pos_) == ':' || At(pos_) == ',' ||
                  At(pos_) == ']' || At(pos_) == '}';
  if (pos_ == begin + 1 || !followed) {
    return FailFound(pos_, kind == YamlTokenKind::kAlias
                               ? "the name of an anchor behind '*'"
                               : "a name behind '&'");
  }
  Emit(kind, begin, pos_);
  return true;
}

// !, !local, !!core, !handle!suffix, !<verbatim>. The parser resolves handles.
bool YamlScanner::ScanTag() {
  if (!SaveSimpleKey()) return false;
  key_allowed_ = false;
  std::size_t begin = pos_;
  if (At(pos_ + 1) == '<') {
    pos_ += 2;
    if (!ScanTagUri(true)) return false;
    if (pos_ == begin + 2) return FailFound(pos_, "a tag");
    if (At(pos_) != '>') return FailFound(pos_, "'>' at the end of the tag");
    ++pos_;
  } else {
    ++pos_;
    if (!ScanTagUri(false)) return false;
    std::size_t word = begin + 1;
    while (IsWordChar(At(word))) ++word;
    if (At(word) == '!' && word + 1 == pos_) {
      return FailFound(pos_, base::Format("a name behind {}",
                                          text_.substr(begin, pos_ - begin)));
    }
  }
  if (!BlankOrEnd(pos_)) return FailFound(pos_, "a space behind the tag");
  Emit(YamlTokenKind::kTag, begin, pos_);
  return true;
}

bool YamlScanner::ScanTagUri(bool verbatim) {
  while (IsUriChar(At(pos_), verbatim)) {
    if (At(pos_) == '%' && !(IsHex(At(pos_ + 1)) && IsHex(At(pos_ + 2)))) {
      return FailFound(pos_ + 1, "two hexadecimal digits behind '%'");
    }
    ++pos_;
  }
  return true;
}

}  // namespace bulkhead::formats
