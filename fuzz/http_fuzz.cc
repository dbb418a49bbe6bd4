// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Any bytes as what a registry says: addresses, challenges, logins.
#include <cstdlib>

#include "http/challenge.h"
#include "http/docker_config.h"
#include "http/url.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data,
                                      std::size_t size) {
  namespace http = bulkhead::http;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(http::ParseChallenges(text));
  static_cast<void>(http::ParseDockerConfig(text, "config.json", {}));
  http::Url base = *http::ParseUrl("https://host/a/b?c");
  std::optional<http::Url> resolved = http::ResolveUrl(base, text);
  if (!resolved) return 0;
  // What was resolved is an address, and stays the same.
  std::optional<http::Url> again = http::ParseUrl(resolved->Text());
  if (!again || again->Text() != resolved->Text()) std::abort();
  return 0;
}
