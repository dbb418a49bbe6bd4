// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The low-level interface: EVP's start-up costs milliseconds, which a check of
// one small file would notice.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/digest.h"

#include <openssl/sha.h>

#include <array>

namespace bulkhead::base {

std::string Sha256Hex(std::string_view bytes) {
  SHA256_CTX context;
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  SHA256_Final(digest.data(), &context);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(2 * digest.size());
  for (unsigned char byte : digest) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15u];
  }
  return out;
}

}  // namespace bulkhead::base
