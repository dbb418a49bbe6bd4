// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "http/challenge.h"

#include "base/text.h"

namespace bulkhead::http {
namespace {

// More than any server sends.
constexpr std::size_t kMaxChallenges = 16;
constexpr std::size_t kMaxParameters = 32;

bool IsTokenChar(char c) {
  return base::IsAlnum(c) || base::Contains("!#$%&'*+-.^_`|~", {&c, 1});
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<Challenge> Read() {
    std::vector<Challenge> out;
    while (out.size() < kMaxChallenges) {
      SkipSeparators();
      std::string scheme = Token();
      if (scheme.empty()) break;
      out.push_back({.scheme = base::ToLower(scheme)});
      ReadParameters(&out.back());
    }
    return out;
  }

 private:
  void SkipSeparators() {
    while (!text_.empty() && (base::IsBlank(text_[0]) || text_[0] == ',')) {
      text_.remove_prefix(1);
    }
  }
  void SkipBlanks() {
    while (!text_.empty() && base::IsBlank(text_[0])) text_.remove_prefix(1);
  }

  std::string Token() {
    std::size_t end = 0;
    while (end < text_.size() && IsTokenChar(text_[end])) ++end;
    std::string token(text_.substr(0, end));
    text_.remove_prefix(end);
    return token;
  }

  // name=value or name="value", up to the next scheme.
  void ReadParameters(Challenge* challenge) {
    while (challenge->parameters.size() < kMaxParameters) {
      std::string_view before = text_;
      SkipSeparators();
      std::string name = base::ToLower(Token());
      SkipBlanks();
      if (name.empty() || !base::ConsumePrefix(text_, "=")) {
        text_ = before;  // a scheme, or the end
        return;
      }
      SkipBlanks();
      challenge->parameters[name] = text_.starts_with('"') ? Quoted() : Token();
    }
  }

  std::string Quoted() {
    std::string out;
    text_.remove_prefix(1);
    while (!text_.empty() && text_[0] != '"') {
      if (text_[0] == '\\' && text_.size() > 1) text_.remove_prefix(1);
      out += text_[0];
      text_.remove_prefix(1);
    }
    base::ConsumePrefix(text_, "\"");
    return out;
  }

  std::string_view text_;
};

}  // namespace

std::string_view Challenge::Get(std::string_view name) const {
  auto at = parameters.find(name);
  return at == parameters.end() ? std::string_view() : at->second;
}

std::vector<Challenge> ParseChallenges(std::string_view header) {
  return Reader(header).Read();
}

}  // namespace bulkhead::http
