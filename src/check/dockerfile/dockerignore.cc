// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// .dockerignore, after the manual of Docker ("Build context", .dockerignore
// files) and the behaviour of moby's patternmatcher.
//
// One pattern a line; "#" at the start of a line is a comment, "!" makes an
// exception, blanks around are cut off, the path is cleaned and a slash at its
// start dropped. `*`, `?` and classes match within one folder; `**/` matches
// any number of folders, none included; `**` at the end matches all the rest.
// The last pattern that matches the path or a folder above it decides.
//
// Patterns are compiled to tokens and matched by walking the set of positions
// that the text can have reached, so time is bounded by tokens × length. Paths
// that do not begin and end as the pattern does are told at once.
#include "check/dockerfile/dockerignore.h"

#include <algorithm>

#include "base/fs.h"
#include "base/text.h"

namespace bulkhead::check {

// Reads [...] from `at`, which is behind the bracket. Answers with the offset
// behind the closing bracket; npos where there is none.
std::size_t Dockerignore::CompileClass(std::string_view text, std::size_t at,
                                       Token& token) {
  token.kind = TokenKind::kClass;
  if (at < text.size() && text[at] == '^') {
    token.negated = true;
    ++at;
  }
  while (at < text.size() && text[at] != ']') {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    char first = text[at++];
    char last = first;
    if (at + 1 < text.size() && text[at] == '-' && text[at + 1] != ']') {
      last = text[at + 1];
      at += 2;
    }
    token.members += first;
    token.members += last;
  }
  return at < text.size() ? at + 1 : std::string_view::npos;
}

bool Dockerignore::Compile(std::string_view text, Pattern& pattern) {
  std::size_t at = 0;
  while (at < text.size()) {
    Token token;
    char c = text[at++];
    if (c == '*' && at < text.size() && text[at] == '*') {
      ++at;
      if (at < text.size() && text[at] == '/') ++at;
      token.kind =
          at == text.size() ? TokenKind::kAnything : TokenKind::kFolders;
    } else if (c == '*') {
      token.kind = TokenKind::kStar;
    } else if (c == '?') {
      token.kind = TokenKind::kAnyChar;
    } else if (c == '[') {
      at = CompileClass(text, at, token);
      if (at == std::string_view::npos) return false;
    } else {
      if (c == '\\' && at < text.size()) c = text[at++];
      token.character = c;
    }
    pattern.tokens.push_back(std::move(token));
  }
  for (const Token& token : pattern.tokens) {
    if (token.kind != TokenKind::kChar) break;
    pattern.begin += token.character;
  }
  for (const Token& token : pattern.tokens) {
    if (token.kind == TokenKind::kChar) {
      pattern.end += token.character;
    } else {
      pattern.end.clear();
    }
  }
  return true;
}

bool Dockerignore::IsOneByte(const Token& token) {
  return token.kind == TokenKind::kChar || token.kind == TokenKind::kAnyChar ||
         token.kind == TokenKind::kClass;
}

bool Dockerignore::Fits(const Token& token, char c) {
  if (token.kind == TokenKind::kChar) return c == token.character;
  if (c == '/') return false;
  if (token.kind == TokenKind::kAnyChar) return true;
  bool member = false;
  for (std::size_t m = 0; m + 1 < token.members.size(); m += 2) {
    member |= c >= token.members[m] && c <= token.members[m + 1];
  }
  return member != token.negated;
}

std::vector<bool> Dockerignore::TakeByte(const Token& token,
                                         std::string_view path,
                                         const std::vector<bool>& reached) {
  std::vector<bool> next(path.size() + 1, false);
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (reached[i] && Fits(token, path[i])) next[i + 1] = true;
  }
  return next;
}

std::vector<bool> Dockerignore::TakeRun(const Token& token,
                                        std::string_view path,
                                        const std::vector<bool>& reached) {
  std::vector<bool> next(path.size() + 1, false);
  bool running = false;  // inside a run that began further left
  for (std::size_t i = 0; i <= path.size(); ++i) {
    bool behind_slash = i > 0 && path[i - 1] == '/';
    if (token.kind == TokenKind::kFolders) {
      next[i] = reached[i] || (running && behind_slash);
      running |= reached[i];
      continue;
    }
    if (token.kind == TokenKind::kStar && behind_slash) running = false;
    running |= reached[i];
    next[i] = running;
  }
  return next;
}

bool Dockerignore::Matches(const Pattern& pattern, std::string_view path) {
  if (!path.starts_with(pattern.begin) || !path.ends_with(pattern.end)) {
    return false;
  }
  if (pattern.begin.size() == pattern.tokens.size()) {
    return path.size() == pattern.begin.size();
  }
  std::vector<bool> reached(path.size() + 1, false);
  reached[0] = true;
  for (const Token& token : pattern.tokens) {
    reached = IsOneByte(token) ? TakeByte(token, path, reached)
                               : TakeRun(token, path, reached);
    if (std::find(reached.begin(), reached.end(), true) == reached.end()) {
      return false;
    }
  }
  return reached[path.size()];
}

Dockerignore Dockerignore::Parse(std::string_view text) {
  Dockerignore ignore;
  base::ConsumePrefix(text, "\xef\xbb\xbf");
  for (std::string_view line : base::Split(text, '\n')) {
    if (line.starts_with('#')) continue;
    line = base::Trim(line);
    Pattern pattern;
    if (base::ConsumePrefix(line, "!")) {
      pattern.exception = true;
      line = base::Trim(line);
    }
    if (line.empty()) continue;
    std::string path = base::NormalPath(line);
    if (path.size() > 1 && path.front() == '/') path.erase(0, 1);
    pattern.everything = path == "*" || path == "**" || path == "**/*";
    if (!Compile(path, pattern)) continue;
    ignore.has_exceptions_ |= pattern.exception;
    ignore.patterns_.push_back(std::move(pattern));
  }
  return ignore;
}

bool Dockerignore::Excludes(std::string_view path) const {
  bool excluded = false;
  for (const Pattern& pattern : patterns_) {
    if (pattern.exception != excluded) continue;  // it would change nothing
    // ".*" is about files whose names begin with a dot, not about ".".
    bool matches = path == "." ? pattern.everything : Matches(pattern, path);
    for (std::size_t slash = path.find('/');
         !matches && slash != std::string_view::npos;
         slash = path.find('/', slash + 1)) {
      matches = Matches(pattern, path.substr(0, slash));
    }
    if (matches) excluded = !pattern.exception;
  }
  return excluded;
}

}  // namespace bulkhead::check
