// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The lower half of the YAML parser: bytes to tokens. Used by parser.cc alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "formats/yaml/yaml.h"

namespace bulkhead::formats {

enum class YamlTokenKind : std::uint8_t {
  kNothing,  // room for a kKey that was not needed
  kError,    // the scanner stopped here; failure() says why
  kStreamEnd,
  kVersion,       // %YAML
  kTagDirective,  // %TAG; two texts: handle and prefix
  kDocumentStart,
  kDocumentEnd,
  kBlockSequence,
  kBlockMapping,
  kBlockEnd,
  kFlowSequence,
  kFlowMapping,
  kFlowSequenceEnd,
  kFlowMappingEnd,
  kBlockEntry,
  kFlowEntry,
  kKey,
  kValue,
  kAlias,
  kAnchor,
  kTag,
  kScalar,
};

struct YamlToken {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  // 1 + index of a decoded text; 0: the bytes of the token stand for
  // themselves (without the quotes).
  std::uint32_t text = 0;
  YamlTokenKind kind = YamlTokenKind::kNothing;
  YamlStyle style = YamlStyle::kPlain;
  bool opens_mapping = false;  // of kKey: a block mapping begins before it
};

struct YamlFailure {
  std::size_t offset = 0;
  std::string message;  // "expected ..., found ..."
  base::ErrorCode code = base::ErrorCode::kInvalid;
};

// What stands at an offset, for "found ...": "'x'", "a tab", "the end of the
// line", "the end of the file".
std::string DescribeYamlAt(std::string_view text, std::size_t offset);

// First byte that YAML text may not contain, as a failure with offset; no
// message where all is well.
YamlFailure CheckYamlCharacters(std::string_view text);

// Classes of bytes, for the tight loops.
inline constexpr unsigned char kYamlBlank = 1;
inline constexpr unsigned char kYamlBreak = 2;
inline constexpr unsigned char kYamlColon = 4;
inline constexpr unsigned char kYamlFlow = 8;  // , [ ] { }
inline constexpr unsigned char kYamlQuestion = 16;
inline constexpr unsigned char kYamlDouble = 32;  // double quote, backslash
inline constexpr unsigned char kYamlSingle = 64;
inline constexpr std::array<unsigned char, 256> kYamlClasses = [] {
  std::array<unsigned char, 256> table = {};
  auto add = [&table](std::string_view bytes, unsigned char bit) {
    for (char c : bytes) table[static_cast<unsigned char>(c)] = bit;
  };
  add(" \t", kYamlBlank);
  add("\r\n", kYamlBreak);
  add(":", kYamlColon);
  add(",[]{}", kYamlFlow);
  add("?", kYamlQuestion);
  add("\"\\", kYamlDouble);
  add("'", kYamlSingle);
  return table;
}();

class YamlScanner {
 public:
  // `arena` gets decoded texts, `comments` the comments; both outlive this.
  YamlScanner(std::string_view text, std::pmr::memory_resource* arena,
              std::vector<YamlComment>* comments)
      : text_(text), arena_(arena), comments_(comments) {}

  // Scans everything. The last token is kStreamEnd or kError.
  void Run(const base::Limits& limits);

  [[nodiscard]] std::vector<YamlToken>& tokens() { return tokens_; }
  [[nodiscard]] const YamlFailure& failure() const { return failure_; }
  [[nodiscard]] std::string_view TextOf(const YamlToken& token) const;
  [[nodiscard]] std::string_view DecodedText(std::size_t index) const {
    return texts_[index];
  }

 private:
  // A place where a key may begin that only its ':' will reveal as one.
  struct SimpleKey {
    bool possible = false;
    bool required = false;
    bool in_flow_mapping = false;
    std::size_t slot = 0;  // index of the kNothing token before it
    std::size_t begin = 0;
    std::size_t line_start = 0;
  };

  // scanner.cc. The functions that return bool fail with failure_ set.
  bool FetchToken();
  bool FetchAtLineStart(bool* done);
  bool FetchIndicator(char c);
  bool FetchStreamEnd();
  bool FetchDocumentIndicator(YamlTokenKind kind);
  bool FetchFlowStart(YamlTokenKind kind);
  bool FetchFlowEnd(YamlTokenKind kind);
  bool FetchFlowEntry();
  bool FetchBlockEntry();
  bool FetchKey();
  bool FetchValue();
  bool StartBlock(YamlTokenKind kind);
  void SkipToToken();
  void AddComment(bool own_line);
  bool SaveSimpleKey();
  bool RemoveSimpleKey();
  bool MissingColon();
  bool MisplacedColon();
  [[nodiscard]] bool SimpleKeyIsValid() const;
  void UnrollIndent(int column);
  void Emit(YamlTokenKind kind, std::size_t begin, std::size_t end) {
    tokens_.push_back({.begin = static_cast<std::uint32_t>(begin),
                       .end = static_cast<std::uint32_t>(end),
                       .kind = kind});
    if (end > begin) token_end_ = end;
  }

  // scan_name.cc
  bool ScanDirective();
  bool ScanVersion();
  bool ScanTagDirective();
  bool ScanAnchor(YamlTokenKind kind);
  bool ScanTag();
  bool ScanTagUri(bool verbatim);

  // scan_scalar.cc
  bool ScanPlain();
  bool SkipPlainBreaks(int indent);
  [[nodiscard]] std::size_t PlainRunEnd(std::size_t at) const;
  bool ScanQuoted(char quote);
  bool ScanBlockScalar(bool folded);
  bool ScanBlockHeader(int* increment, int* chomping);
  bool SkipBlockBreaks(int* indent, std::size_t* breaks);
  bool DecodeQuoted(std::size_t begin, std::size_t end, char quote);
  std::size_t DecodeEscape(std::size_t at, std::size_t end);
  std::size_t FoldBreaks(std::size_t at, std::size_t end, bool escaped);
  void FoldPlain(std::size_t begin, std::size_t end);
  void EmitScalar(YamlStyle style, std::size_t begin, std::size_t end,
                  bool decoded);

  [[nodiscard]] char At(std::size_t offset) const {
    return offset < text_.size() ? text_[offset] : '\0';
  }
  // Blank, line break or the end.
  [[nodiscard]] bool BlankOrEnd(std::size_t offset) const;
  [[nodiscard]] bool IsBreak(std::size_t offset) const {
    char c = At(offset);
    return c == '\n' || c == '\r';
  }
  [[nodiscard]] std::size_t SkipBreak(std::size_t offset) const {
    return offset + (At(offset) == '\r' && At(offset + 1) == '\n' ? 2 : 1);
  }
  // First byte of one of these classes from `at` on, or the end.
  [[nodiscard]] std::size_t Find(unsigned classes, std::size_t at) const {
    while (at < text_.size() && (ClassAt(at) & classes) == 0) ++at;
    return at;
  }
  [[nodiscard]] unsigned char ClassAt(std::size_t at) const {
    return kYamlClasses[static_cast<unsigned char>(text_[at])];
  }
  [[nodiscard]] bool DocumentIndicatorAt(std::size_t offset) const;
  [[nodiscard]] int Column() const {
    return static_cast<int>(pos_ - line_start_);
  }
  std::uint32_t AddText(std::string_view text);
  bool Fail(std::size_t offset, std::string message);
  bool FailFound(std::size_t offset, std::string_view expected);

  std::string_view text_;
  std::pmr::memory_resource* arena_;
  std::vector<YamlComment>* comments_;
  std::vector<YamlToken> tokens_;
  std::vector<std::string_view> texts_;
  YamlFailure failure_;

  std::size_t pos_ = 0;
  std::size_t line_start_ = 0;
  std::size_t token_end_ = 0;  // of the last token that has bytes
  bool key_allowed_ = true;
  int indent_ = -1;
  std::vector<int> indents_;
  std::size_t flow_level_ = 0;
  std::vector<SimpleKey> keys_;  // one a flow level, and one for the block
  std::string buffer_;           // a text being decoded
};

}  // namespace bulkhead::formats
