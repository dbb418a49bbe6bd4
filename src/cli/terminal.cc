// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "base/fd.h"
#include "base/text.h"

namespace bulkhead::cli {
namespace {

bool IsSet(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

// False where not all of it was taken; errno says why.
bool WriteTo(int fd, std::string_view text) {
  while (!text.empty()) {
    ssize_t done = write(fd, text.data(), text.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

// The process has one standard output, and most that print can't do anything
// about a full disk: the end of the program says it.
std::atomic<int> output_errno = 0;

}  // namespace

bool OutputIsTerminal() { return isatty(STDOUT_FILENO) == 1; }
bool ErrorIsTerminal() { return isatty(STDERR_FILENO) == 1; }

int OutputWidth(int otherwise) {
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  if (const char* columns = std::getenv("COLUMNS")) {
    if (std::optional<long long> n = base::ParseInt(columns)) {
      return static_cast<int>(std::clamp(*n, 40LL, 1000LL));
    }
  }
  return otherwise;
}

bool OutputColor(std::string_view when) {
  if (when == "always") return true;
  if (when == "never" || IsSet("NO_COLOR")) return false;
  if (IsSet("CLICOLOR_FORCE")) return true;
  const char* terminal = std::getenv("TERM");
  bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return OutputIsTerminal() && !dumb;
}

void Print(std::string_view text) {
  if (!WriteTo(STDOUT_FILENO, text) && errno != EPIPE) output_errno = errno;
}

void PrintInput(std::string_view text) {
  if (!OutputIsTerminal()) return Print(text);
  Print(base::Printable(text, true));
}

base::Status OutputStatus() {
  errno = output_errno;
  if (errno == 0) return base::Ok{};
  return base::SystemError("cannot write", "standard output");
}

void PrintNote(std::string_view lines) { WriteTo(STDERR_FILENO, lines); }

void PrintError(std::string_view message) {
  WriteTo(STDERR_FILENO,
          base::Format("bulkhead: {}\n", base::Printable(message, true)));
}

void PrintError(const base::Error& error) {
  PrintError(error.message);
  if (error.context.empty()) return;
  std::string context = base::Printable(error.context, true);
  if (!context.ends_with('\n')) context += '\n';
  WriteTo(STDERR_FILENO, context);
}

}  // namespace bulkhead::cli
