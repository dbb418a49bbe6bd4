// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Header fields are compared without regard to case; those that the protocol
// does not have are skipped, as in HTTP. A line that does not end in CR LF is
// refused at once: waiting for more would be a hang to whoever sent it.
#include "cli/lsp/framing.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::cli {
namespace {

// The two fields that there are take less than 100 bytes.
constexpr std::size_t kMaxHeader = 8192;
constexpr std::size_t kShown = 40;

base::Error Broken(std::string message) {
  return {base::ErrorCode::kInvalid, std::move(message)};
}

std::string Quoted(std::string_view text) {
  std::string_view tail = text.size() > kShown ? "…" : "";
  return base::Format("\"{}{}\"", base::Printable(text.substr(0, kShown)),
                      tail);
}

// "application/vscode-jsonrpc; charset=utf-8"; utf8 is an old spelling that the
// protocol still allows.
bool IsUtf8Type(std::string_view value) {
  std::string text = base::ToLower(value);
  std::size_t at = text.find("charset=");
  if (at == std::string::npos) return true;
  std::string_view charset = base::Trim(std::string_view(text).substr(at + 8));
  charset = base::Trim(charset.substr(0, charset.find(';')));
  return charset == "utf-8" || charset == "utf8" || charset == "\"utf-8\"";
}

}  // namespace

void FrameReader::Append(std::string_view bytes) {
  if (at_ > 0) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  buffer_ += bytes;
}

base::Result<std::optional<std::string>> FrameReader::Next() {
  while (!in_content_) {
    std::string_view rest = std::string_view(buffer_).substr(at_);
    std::size_t end = rest.find('\n');
    std::size_t line_bytes =
        end == std::string_view::npos ? rest.size() : end + 1;
    if (header_bytes_ + line_bytes > kMaxHeader) {
      return Broken(base::Format(
          "the header of a message is longer than {} bytes; expected "
          "Content-Length and an empty line, found {}",
          kMaxHeader, Quoted(rest)));
    }
    if (end == std::string_view::npos) return std::optional<std::string>();
    base::Status read = ReadHeader(rest.substr(0, end));
    if (!read.ok()) return std::move(read).error();
    at_ += line_bytes;
    header_bytes_ += line_bytes;
  }
  if (buffer_.size() - at_ < *length_) return std::optional<std::string>();
  std::optional<std::string> content = buffer_.substr(at_, *length_);
  at_ += *length_;
  header_bytes_ = 0;
  header_lines_ = 0;
  length_.reset();
  in_content_ = false;
  return content;
}

// One line without its LF.
base::Status FrameReader::ReadHeader(std::string_view line) {
  ++header_lines_;
  if (!line.ends_with('\r')) {
    return Broken(base::Format(
        "line {} of a message's header: expected NAME: VALUE, CR and LF, "
        "found {}",
        header_lines_, Quoted(line)));
  }
  line.remove_suffix(1);
  if (line.empty()) {
    if (!length_) {
      return Broken("a message's header has no Content-Length");
    }
    in_content_ = true;
    return base::Ok{};
  }
  auto field = base::Cut(line, ":");
  if (!field || field->first.empty()) {
    return Broken(base::Format(
        "line {} of a message's header: expected NAME: VALUE, found {}",
        header_lines_, Quoted(line)));
  }
  std::string_view value = base::Trim(field->second);
  if (base::EqualsIgnoreCase(field->first, "Content-Type") &&
      !IsUtf8Type(value)) {
    return Broken(
        base::Format("Content-Type: expected utf-8, found {}", Quoted(value)));
  }
  if (!base::EqualsIgnoreCase(field->first, "Content-Length")) {
    return base::Ok{};
  }
  std::optional<long long> length = base::ParseInt(value);
  bool digits =
      !value.empty() && std::all_of(value.begin(), value.end(), base::IsDigit);
  if (!digits) {
    return Broken(base::Format("Content-Length: expected a number, found {}",
                               Quoted(value)));
  }
  if (!length || static_cast<std::size_t>(*length) > limits_.max_bytes) {
    return base::Error{
        base::ErrorCode::kLimit,
        base::Format("a message of {} bytes is longer than the limit of {}",
                     base::Printable(value.substr(0, kShown)),
                     limits_.max_bytes)};
  }
  if (length_ && *length_ != static_cast<std::size_t>(*length)) {
    return Broken("a message's header has two different Content-Lengths");
  }
  length_ = static_cast<std::size_t>(*length);
  return base::Ok{};
}

std::string FrameReader::Missing() const {
  std::size_t there = buffer_.size() - at_;
  if (in_content_) {
    return base::Format("{} of {} bytes of a message", *length_ - there,
                        *length_);
  }
  return there == 0 && header_lines_ == 0 ? "" : "the end of a header";
}

std::string Frame(std::string_view content) {
  return base::Format("Content-Length: {}\r\n\r\n{}", content.size(), content);
}

}  // namespace bulkhead::cli
