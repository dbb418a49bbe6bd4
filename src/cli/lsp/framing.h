// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Messages of the Language Server Protocol in a stream of bytes (LSP 3.17,
// "Base Protocol"): header lines as in HTTP, an empty line, then as many bytes
// as Content-Length says.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"

namespace bulkhead::cli {

// Cuts a stream into messages. Pure: bytes in, messages out.
class FrameReader {
 public:
  // `limits.max_bytes` bounds one message.
  explicit FrameReader(base::Limits limits = {}) : limits_(limits) {}

  // Takes the next bytes of the stream, of any number. Call Next until it has
  // no more, so that no more than one message waits here.
  void Append(std::string_view bytes);
  // The content of the next whole message; nullopt where bytes are missing. An
  // Error (a header that is none, a message above the limit) ends the stream:
  // nobody can tell where the next message would begin.
  base::Result<std::optional<std::string>> Next();
  // What is missing where the stream ends here; "" between two messages.
  [[nodiscard]] std::string Missing() const;

 private:
  base::Status ReadHeader(std::string_view line);

  base::Limits limits_;
  std::string buffer_;
  std::size_t at_ = 0;            // first byte that was not consumed
  std::size_t header_bytes_ = 0;  // of this message, so far
  int header_lines_ = 0;
  std::optional<std::size_t> length_;
  bool in_content_ = false;
};

// A message as it goes over the wire.
std::string Frame(std::string_view content);

}  // namespace bulkhead::cli
