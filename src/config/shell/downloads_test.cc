// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/shell/downloads.h"

#include <gtest/gtest.h>

#include <string>

namespace bulkhead::config {
namespace {

std::string Describe(std::string_view text) {
  ShellScript script = ParseShell(text, ShellDialect::kBash);
  std::string out;
  for (const DownloadOperation& d : DownloadOperations(script)) {
    if (!out.empty()) out += "; ";
    out += d.command->name;
    for (const Word* url : d.urls) out += " " + std::string(url->value);
    if (d.output != nullptr) out += " >" + std::string(d.output->value);
    if (d.to_stdout) out += " stdout";
    if (d.remote_name) out += " remote-name";
    if (d.insecure) out += " insecure";
    if (d.fails_on_error) out += " fails";
    if (d.sends_data) out += " sends";
    if (d.consumer != nullptr) out += " |" + std::string(d.consumer->name);
    if (d.runs_in_shell) out += " runs";
    if (!d.git_ref.empty()) out += " @" + std::string(d.git_ref);
  }
  return out;
}

TEST(DownloadsTest, Operations) {
  struct Row {
    std::string_view text;
    std::string_view expected;
  };
  const Row kRows[] = {
      {"curl -fsSL https://a | sudo -E bash -",
       "curl https://a stdout fails |bash runs"},
      {"curl -sSLo /tmp/f https://a", "curl https://a >/tmp/f"},
      {"curl -LO https://a/b", "curl https://a/b remote-name"},
      {"curl -k https://a > f", "curl https://a >f insecure"},
      {"curl -H 'X: y' -d @f --url http://h", "curl http://h stdout sends"},
      {"curl https://a | tar xz", "curl https://a stdout |tar"},
      {"curl https://a | tee f | sh", "curl https://a stdout |sh runs"},
      {"curl https://a | python3 -m json.tool",
       "curl https://a stdout |python3"},
      {"curl https://a | python3", "curl https://a stdout |python3 runs"},
      {"bash -c \"$(curl -fsSL https://a)\"",
       "curl https://a stdout fails |bash runs"},
      {"eval \"$(curl https://a)\"", "curl https://a stdout |eval runs"},
      {"bash <(curl https://a)", "curl https://a stdout |bash runs"},
      {"x=$(curl https://a)", "curl https://a stdout"},
      {"wget -qO- \"$URL\" | sh", "wget $URL stdout fails |sh runs"},
      {"wget --no-check-certificate https://a",
       "wget https://a remote-name insecure fails"},
      {"wget -O f -T 5 https://a", "wget https://a >f fails"},
      {"git clone --depth 1 -b v1 https://a/b.git /src",
       "git https://a/b.git >/src fails @v1"},
      {"git -c http.sslVerify=false clone https://a && cd a && git checkout c0",
       "git https://a remote-name insecure fails @c0"},
      {"git pull; curl --version", ""},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(Describe(row.text), row.expected) << row.text;
  }
}

TEST(DownloadsTest, Verification) {
  for (std::string_view text :
       {"echo \"x  f\" | sha256sum -c -", "gpg --batch --verify f.asc f",
        "cosign verify-blob f", "[ \"$(sha256sum f)\" = x ]"}) {
    EXPECT_TRUE(VerifiesDownload(ParseShell(text, ShellDialect::kSh))) << text;
  }
  for (std::string_view text : {"sha256sum f", "gpg --import k", "apk add a"}) {
    EXPECT_FALSE(VerifiesDownload(ParseShell(text, ShellDialect::kSh))) << text;
  }
}

}  // namespace
}  // namespace bulkhead::config
