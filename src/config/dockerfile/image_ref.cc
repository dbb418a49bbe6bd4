// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The grammar of github.com/distribution/reference:
//   reference  = name [":" tag] ["@" digest]
//   name       = [domain "/"] path-component {"/" path-component}
// The first component is a domain where it holds '.' or ':' or is localhost, or
// has an upper case letter.
#include "config/dockerfile/image_ref.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"

namespace bulkhead::config {
namespace {

using Pair = std::optional<std::pair<std::string_view, std::string_view>>;

constexpr std::size_t kMaxName = 255;
constexpr std::size_t kMaxTag = 128;

bool IsLowerAlnum(char c) { return base::IsLower(c) || base::IsDigit(c); }

// Lower-case letters and digits with single '.', one or two '_', or any number
// of '-' between them.
bool IsPathComponent(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    std::size_t begin = i;
    while (i < text.size() && IsLowerAlnum(text[i])) ++i;
    if (i == begin) return false;
    if (i == text.size()) return true;
    std::size_t mark = i;
    while (i < text.size() && text[i] == text[mark]) ++i;
    std::size_t count = i - mark;
    char c = text[mark];
    bool fits =
        (c == '.' && count == 1) || (c == '_' && count <= 2) || c == '-';
    if (!fits) return false;
  }
  return false;
}

bool IsDomain(std::string_view text) {
  if (text.starts_with('[')) return base::Contains(text, "]");  // IPv6
  std::string_view host = text.substr(0, text.find(':'));
  std::string_view port = text.substr(host.size());
  if (!port.empty()) {
    port.remove_prefix(1);
    if (port.empty() || !std::all_of(port.begin(), port.end(), base::IsDigit)) {
      return false;
    }
  }
  for (std::string_view part : base::Split(host, '.')) {
    bool fits = !part.empty() && base::IsAlnum(part.front()) &&
                base::IsAlnum(part.back()) &&
                std::all_of(part.begin(), part.end(), [](char c) {
                  return base::IsAlnum(c) || c == '-';
                });
    if (!fits) return false;
  }
  return true;
}

bool IsTag(std::string_view text) {
  return !text.empty() && text.size() <= kMaxTag &&
         base::IsNameChar(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return base::IsNameChar(c) || c == '.' || c == '-';
         });
}

// Docker reads digests with github.com/opencontainers/go-digest, which knows no
// other algorithms.
struct Algorithm {
  std::string_view name;
  std::size_t digits;
};
constexpr Algorithm kAlgorithms[] = {
    {"sha256", 64}, {"sha384", 96}, {"sha512", 128}};

bool IsDigest(std::string_view text) {
  const Pair parts = base::Cut(text, ":");
  if (!parts) return false;
  std::string_view hex = parts->second;
  const bool is_hex = std::all_of(hex.begin(), hex.end(), [](char c) {
    return base::IsDigit(c) || (c >= 'a' && c <= 'f');
  });
  return is_hex && std::any_of(std::begin(kAlgorithms), std::end(kAlgorithms),
                               [&](const Algorithm& algorithm) {
                                 return algorithm.name == parts->first &&
                                        algorithm.digits == hex.size();
                               });
}

bool LooksLikeDomain(std::string_view text) {
  return text.find_first_of(".:") != std::string_view::npos ||
         text == "localhost" ||
         std::any_of(text.begin(), text.end(), base::IsUpper);
}

ImageRef Fail(std::string error) {
  ImageRef ref;
  ref.error = std::move(error);
  return ref;
}

}  // namespace

std::string ImageRef::Familiar() const {
  std::string_view name = repository;
  if (registry == "docker.io") {
    base::ConsumePrefix(name, "library/");
    return std::string(name);
  }
  return registry + "/" + std::string(name);
}

std::string_view ImageRef::BaseName() const {
  std::string_view name = repository;
  std::size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

bool ImageRef::IsOfficial() const {
  return registry == "docker.io" && repository.starts_with("library/");
}

ImageRef ParseImageRef(std::string_view text) {
  if (text.empty()) return Fail("the reference is empty");
  ImageRef ref;
  std::string_view name = text;
  if (const Pair parts = base::Cut(name, "@")) {
    if (!IsDigest(parts->second)) {
      return Fail(base::Format("invalid digest {}", parts->second));
    }
    ref.digest = parts->second;
    name = parts->first;
  }
  std::size_t slash = name.rfind('/');
  std::size_t colon =
      name.find(':', slash == std::string_view::npos ? std::size_t{0} : slash);
  if (colon != std::string_view::npos) {
    ref.tag = name.substr(colon + 1);
    if (!IsTag(ref.tag)) return Fail(base::Format("invalid tag {}", ref.tag));
    name = name.substr(0, colon);
  }
  ref.registry = "docker.io";
  if (const Pair parts = base::Cut(name, "/");
      parts && LooksLikeDomain(parts->first)) {
    if (!IsDomain(parts->first)) {
      return Fail(base::Format("invalid registry {}", parts->first));
    }
    ref.registry =
        parts->first == "index.docker.io" ? "docker.io" : parts->first;
    ref.registry_given = true;
    name = parts->second;
  }
  if (name.empty() || name.size() > kMaxName) {
    return Fail("the name is empty or too long");
  }
  for (std::string_view part : base::Split(name, '/')) {
    if (IsPathComponent(part)) continue;
    return Fail(std::any_of(part.begin(), part.end(), base::IsUpper)
                    ? "the repository name must be in lower case"
                    : "invalid reference format");
  }
  ref.repository = name;
  if (ref.registry == "docker.io" && !base::Contains(name, "/")) {
    ref.repository = "library/" + ref.repository;
  }
  ref.valid = true;
  return ref;
}

}  // namespace bulkhead::config
