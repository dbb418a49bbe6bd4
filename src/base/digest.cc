// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The low-level interface: EVP's start-up costs milliseconds, which a check of
// one small file would notice.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/digest.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace bulkhead::base {

std::string Sha256Hex(std::initializer_list<std::string_view> parts,
                      std::size_t digits) {
  SHA256_CTX context;
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_Init(&context);
  for (std::string_view part : parts) {
    SHA256_Update(&context, part.data(), part.size());
  }
  SHA256_Final(digest.data(), &context);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out(std::min(digits, 2 * digest.size()), '0');
  for (std::size_t i = 0; i < out.size(); ++i) {
    unsigned byte = digest[i / 2];
    out[i] = kDigits[i % 2 == 0 ? byte >> 4 : byte & 15u];
  }
  return out;
}

std::string Sha256Hex(std::string_view bytes) {
  constexpr std::size_t kAllDigits = 64;
  return Sha256Hex({bytes}, kAllDigits);
}

}  // namespace bulkhead::base
