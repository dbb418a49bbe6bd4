// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Every reader of ignores: comments of all dialects, and, chosen by the first
// byte, the policy file or a file of another tool.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"
#include "base/text.h"
#include "policy/ignores.h"
#include "policy/policy.h"

namespace {

using bulkhead::base::Source;

void Require(bool holds) {
  if (!holds) std::abort();
}

void ReadComments(std::string_view text) {
  std::vector<bulkhead::policy::CommentView> comments;
  int line = 0;
  for (std::string_view row : bulkhead::base::Split(text, '\n')) {
    bulkhead::policy::CommentView comment;
    comment.text = row;
    comment.line = ++line;
    comment.applies_first_line = line + 1;
    comment.applies_last_line = line + 2;
    comment.file_start = line < 3;
    comment.directive = line % 2 == 0;
    comment.range.begin = bulkhead::base::OffsetIn(text, row);
    comment.range.end = comment.range.begin + row.size();
    comments.push_back(comment);
  }
  bulkhead::policy::InlineIgnores read =
      bulkhead::policy::ReadInlineIgnores("f", comments);
  for (const bulkhead::policy::Ignore& ignore : read.ignores) {
    Require(!ignore.rule.empty());
    Require(ignore.first_line <= ignore.last_line);
    Require(ignore.location.range.end <= text.size());
    bulkhead::policy::MatchesRule(ignore.rule, "dockerfile/x", {});
  }
  for (const bulkhead::model::Finding& problem : read.problems) {
    Require(problem.message == bulkhead::base::Printable(problem.message));
  }
}

void ReadFiles(std::uint8_t choice, std::string_view text) {
  bulkhead::base::Limits limits;
  std::span<const std::string_view> peers = bulkhead::policy::PeerFileNames();
  std::size_t index = choice % (peers.size() + 1);
  if (index < peers.size()) {
    bulkhead::policy::Policy policy;
    bulkhead::base::Status status = bulkhead::policy::AddPeerFile(
        std::make_shared<Source>(std::string(peers[index]), std::string(text)),
        "", limits, policy);
    for (const bulkhead::policy::Ignore& ignore : policy.ignores) {
      Require(ignore.location.range.end <= text.size());
    }
    Require(status.ok() || !status.error().message.empty());
    return;
  }
  std::shared_ptr<const Source> source =
      std::make_shared<Source>("p", std::string(text));
  bulkhead::base::Result<bulkhead::policy::Policy> policy =
      bulkhead::policy::ParsePolicy(source, limits);
  std::size_t faults =
      bulkhead::policy::CheckPolicy(source, {}, {2026, 11, 24}, limits).size();
  if (policy.ok()) {
    bulkhead::policy::ShowPolicy(policy.value());
  } else {
    Require(faults > 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  ReadComments(text);
  ReadFiles(data[0], text);
  return 0;
}
