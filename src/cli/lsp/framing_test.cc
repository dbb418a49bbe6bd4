// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/lsp/framing.h"

#include <gtest/gtest.h>

#include <vector>

namespace bulkhead::cli {
namespace {

constexpr base::Limits kSmall = {.max_bytes = 1000};

struct Outcome {
  std::vector<std::string> messages;
  std::string error;
  std::string missing;
  bool operator==(const Outcome&) const = default;
};

// Feeds a stream in pieces of `step` bytes.
Outcome Feed(std::string_view stream, std::size_t step) {
  FrameReader reader(kSmall);
  Outcome out;
  for (std::size_t at = 0; at < stream.size(); at += step) {
    reader.Append(stream.substr(at, step));
    while (true) {
      base::Result<std::optional<std::string>> message = reader.Next();
      if (!message.ok()) {
        out.error = message.error().message;
        return out;
      }
      if (!message.value()) break;
      out.messages.push_back(*message.value());
    }
  }
  out.missing = reader.Missing();
  return out;
}

void PrintTo(const Outcome& outcome, std::ostream* out) {
  for (const std::string& message : outcome.messages) *out << message << "|";
  *out << " error: " << outcome.error << " missing: " << outcome.missing;
}

TEST(FrameReader, CutsAStreamIntoMessages) {
  struct Row {
    std::string_view stream;
    Outcome outcome;
  };
  const Row kRows[] = {
      {"", {}},
      {"Content-Length: 2\r\n\r\n{}", {{"{}"}, "", ""}},
      {"Content-Length: 2\r\n\r\n{}Content-Length: 0\r\n\r\n",
       {{"{}", ""}, "", ""}},
      {"content-length:3\r\nContent-Type: application/vscode-jsonrpc; "
       "charset=utf8\r\nX-Other: 1\r\n\r\n\r\n\n",
       {{"\r\n\n"}, "", ""}},
      {"Content-Length: 5\r\n\r\n{}", {{}, "", "3 of 5 bytes of a message"}},
      {"Content-Length: 5\r\n", {{}, "", "the end of a header"}},
      {"Cont", {{}, "", "the end of a header"}},
      {"hello\n",
       {{},
        "line 1 of a message's header: expected NAME: VALUE, CR and LF, found "
        "\"hello\"",
        ""}},
      {"hello\r\n",
       {{},
        "line 1 of a message's header: expected NAME: VALUE, found \"hello\"",
        ""}},
      {"\r\n", {{}, "a message's header has no Content-Length", ""}},
      {"Content-Length: \r\n",
       {{}, "Content-Length: expected a number, found \"\"", ""}},
      {"Content-Length: -1\r\n",
       {{}, "Content-Length: expected a number, found \"-1\"", ""}},
      {"Content-Length: 1001\r\n\r\n",
       {{}, "a message of 1001 bytes is longer than the limit of 1000", ""}},
      {"Content-Length: 99999999999999999999\r\n",
       {{},
        "a message of 99999999999999999999 bytes is longer than the limit of "
        "1000",
        ""}},
      {"Content-Length: 1\r\nContent-Length: 2\r\n",
       {{}, "a message's header has two different Content-Lengths", ""}},
      {"Content-Type: a; charset=latin-1\r\n",
       {{}, "Content-Type: expected utf-8, found \"a; charset=latin-1\"", ""}},
      {"Content-Length: 2\r\n\r\n{}\x1b[2J\r\n",
       {{"{}"},
        "line 1 of a message's header: expected NAME: VALUE, found "
        "\"\\x1b[2J\"",
        ""}},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Feed(row.stream, 1000), row.outcome) << row.stream;
    EXPECT_EQ(Feed(row.stream, 1), row.outcome) << row.stream;
  }
}

TEST(FrameReader, BoundsAHeaderWithoutEnd) {
  std::string endless(9000, 'a');
  EXPECT_EQ(Feed(endless, 1000).error,
            "the header of a message is longer than 8192 bytes; expected "
            "Content-Length and an empty line, found "
            "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…\"");
}

TEST(Frame, IsReadBack) {
  EXPECT_EQ(Frame("{\"a\":\"ä\"}"), "Content-Length: 10\r\n\r\n{\"a\":\"ä\"}");
  EXPECT_EQ(Feed(Frame("ä") + Frame(""), 3), (Outcome{{"ä", ""}, "", ""}));
}

}  // namespace
}  // namespace bulkhead::cli
