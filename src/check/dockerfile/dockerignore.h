// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// .dockerignore: which files of the build context the builder does not see.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::check {

// The patterns of a .dockerignore as moby's patternmatcher reads them; see
// dockerignore.cc. Immutable once made.
class Dockerignore {
 public:
  // Never fails: a malformed pattern matches nothing.
  static Dockerignore Parse(std::string_view text);

  [[nodiscard]] bool empty() const { return patterns_.empty(); }
  // Some line begins with "!".
  [[nodiscard]] bool has_exceptions() const { return has_exceptions_; }
  // The path, or a folder that it lies in, is left out of the context. `path`
  // is relative to the context, with slashes; "." is the context itself.
  [[nodiscard]] bool Excludes(std::string_view path) const;

 private:
  enum class TokenKind : std::uint8_t {
    kChar,      // this character
    kAnyChar,   // ?
    kStar,      // *: any run without slash
    kFolders,   // **/: nothing, or any run that ends in a slash
    kAnything,  // ** at the end
    kClass,     // [a-z], [^a-z]
  };
  struct Token {
    TokenKind kind = TokenKind::kChar;
    char character = 0;
    bool negated = false;
    std::string members;  // pairs of first and last character
  };
  struct Pattern {
    bool exception = false;
    bool everything = false;  // it covers the whole context
    std::vector<Token> tokens;
    // The plain characters before the first and behind the last other token:
    // most paths differ in them already.
    std::string begin;
    std::string end;
  };

  static bool Compile(std::string_view text, Pattern& pattern);
  static std::size_t CompileClass(std::string_view text, std::size_t at,
                                  Token& token);
  static bool Matches(const Pattern& pattern, std::string_view path);
  static bool IsOneByte(const Token& token);
  static bool Fits(const Token& token, char c);
  // From the places of `path` that were reached, those that are reached behind
  // one more token.
  static std::vector<bool> TakeByte(const Token& token, std::string_view path,
                                    const std::vector<bool>& reached);
  static std::vector<bool> TakeRun(const Token& token, std::string_view path,
                                   const std::vector<bool>& reached);

  std::vector<Pattern> patterns_;
  bool has_exceptions_ = false;
};

}  // namespace bulkhead::check
