// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/fd.h"
#include "base/text.h"

namespace bulkhead::base {

Source::Source(SharedText path, std::string text)
    : path_(std::move(path)), text_(std::move(text)) {
  IndexLines();
}

Result<std::shared_ptr<const Source>> Source::Read(const std::string& path,
                                                   std::size_t max_bytes) {
  // O_NONBLOCK: opening a fifo without a writer must not hang.
  Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.valid()) return SystemError("cannot open", path);
  struct stat info = {};
  if (fstat(fd.get(), &info) != 0) return SystemError("cannot read", path);
  if (!S_ISREG(info.st_mode)) {
    return Error{ErrorCode::kUnsupported,
                 Format("{} is {}, expected a regular file", Printable(path),
                        FileKind(info.st_mode))};
  }
  std::size_t size = static_cast<std::size_t>(info.st_size);
  if (size > max_bytes) {
    return Error{ErrorCode::kLimit,
                 Format("{} has {} bytes, more than the limit of {}",
                        Printable(path), size, max_bytes)};
  }
  // Not mapped: a mapping changes with the file, under the feet of parsers, and
  // kills who reads it once the file is shorter.
  Result<std::string> text = ReadAll(fd, path, max_bytes);
  if (!text.ok()) return std::move(text).error();
  return std::shared_ptr<const Source>(
      std::make_shared<Source>(path, std::move(text).value()));
}

void Source::IndexLines() {
  constexpr std::size_t kUsualLine = 32;
  line_starts_.reserve(text_.size() / kUsualLine + 1);
  line_starts_.push_back(0);
  const char* begin = text_.data();
  const char* end = begin + text_.size();
  const char* at = begin;
  while (at < end) {
    at = static_cast<const char*>(
        std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (at == nullptr) break;
    ++at;
    line_starts_.push_back(static_cast<std::size_t>(at - begin));
  }
}

Position Source::At(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  auto after =
      std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  std::size_t index =
      static_cast<std::size_t>(after - line_starts_.begin()) - 1;
  return {static_cast<int>(index) + 1,
          static_cast<int>(offset - line_starts_[index]) + 1};
}

std::string_view Source::Line(int line) const {
  if (line < 1 || static_cast<std::size_t>(line) > line_starts_.size()) {
    return {};
  }
  std::size_t begin = LineStart(line);
  std::string_view text =
      this->text().substr(begin, LineStart(line + 1) - begin);
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::size_t Source::LineStart(int line) const {
  std::size_t index = static_cast<std::size_t>(std::max(line, 1)) - 1;
  return index < line_starts_.size() ? line_starts_[index] : text_.size();
}

int Source::LineCount() const {
  bool open_end = line_starts_.back() < text_.size() || text_.empty();
  return static_cast<int>(line_starts_.size()) - (open_end ? 0 : 1);
}

}  // namespace bulkhead::base
