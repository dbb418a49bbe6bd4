// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/prove.h"

#include <gtest/gtest.h>

#include "base/overlay.h"
#include "base/text.h"

namespace bulkhead::engine {
namespace {

// An engine on which a service dies once its file holds one of the words.
class FakeStarter : public StackStarter {
 public:
  // `word` kills `service`; "": nothing does.
  explicit FakeStarter(std::string service = "", std::string word = "")
      : service_(std::move(service)), word_(std::move(word)) {}

  base::Result<Behaviour> Start(const Stack& stack,
                                const std::vector<FileChange>& changes,
                                const Behaviour* expected) override {
    ++starts;
    if (!refusal.empty()) {
      return base::Error{base::ErrorCode::kUnsupported, refusal};
    }
    Behaviour seen;
    seen.failure = failure;
    for (const std::string& name : stack.services) {
      ServiceState state{.service = name, .status = "running"};
      bool dies = name == service_ && Holds(changes);
      if (dies || name == sick) {
        state.status = "exited";
        state.exit_code = 1;
        state.log = "one\ncannot work\n";
      }
      seen.services.push_back(std::move(state));
    }
    ended = expected != nullptr && end_at_second;
    return seen;
  }
  [[nodiscard]] bool Ended() const override { return ended; }

  int starts = 0;
  std::string refusal;
  std::string failure;
  std::string sick;
  bool end_at_second = false;
  bool ended = false;

 private:
  bool Holds(const std::vector<FileChange>& changes) const {
    return std::any_of(changes.begin(), changes.end(),
                       [&](const FileChange& change) {
                         return base::Contains(change.after, word_);
                       });
  }

  std::string service_;
  std::string word_;
};

constexpr std::string_view kCompose =
    "services:\n"
    "  db:\n"
    "    image: postgres:16.4\n"
    "  web:\n"
    "    image: org/web:1.2\n";

struct Outcome {
  std::string text;  // of compose.yaml
  model::Proof proof;
  std::size_t gaps = 0;
  std::string error;
};

Outcome ProveWith(FakeStarter& starter) {
  base::MemoryFileSystem files;
  files.Add("/p/compose.yaml", std::string(kCompose));
  CheckOptions options;
  options.paths = {"/p"};
  options.threads = 1;
  options.today = {2026, 11, 24};
  FixOptions fix;
  fix.unsafe = true;
  base::Result<FixResult> first = FixFindings(options, files, fix);
  EXPECT_TRUE(first.ok());
  base::Result<FixResult> proven =
      ProveFixes(options, files, fix, std::move(first).value(), starter);
  if (!proven.ok()) return {.error = proven.error().message};
  EXPECT_EQ(proven.value().after.proofs.size(), 1u);
  Outcome out{.text = std::string(kCompose)};
  for (const FileChange& change : proven.value().changes) {
    out.text = change.after;
  }
  for (const model::Gap& gap : proven.value().after.gaps) {
    if (gap.code == "not-proven") ++out.gaps;
  }
  if (!proven.value().after.proofs.empty()) {
    out.proof = proven.value().after.proofs[0];
  }
  return out;
}

std::vector<model::ProofFix> LeftOut(const model::Proof& proof) {
  std::vector<model::ProofFix> out;
  for (const model::ProofFix& fix : proof.fixes) {
    if (!fix.left_out.empty()) out.push_back(fix);
  }
  return out;
}

TEST(ProveFixes, KeepsAllWhereNothingChanges) {
  FakeStarter starter;
  Outcome out = ProveWith(starter);
  EXPECT_EQ(starter.starts, 2);
  EXPECT_TRUE(out.proof.proven);
  EXPECT_TRUE(LeftOut(out.proof).empty());
  EXPECT_NE(out.text, kCompose);
  ASSERT_EQ(out.proof.services.size(), 2u);
  EXPECT_EQ(out.proof.services[1].after, "running, ports not seen");
}

TEST(ProveFixes, NamesTheOneThatBreaksAndKeepsTheRest) {
  FakeStarter starter("web", "read_only: true");
  FakeStarter untouched;
  std::size_t all = ProveWith(untouched).proof.fixes.size();
  ASSERT_GT(all, 4u);
  Outcome out = ProveWith(starter);
  EXPECT_TRUE(out.proof.proven);
  EXPECT_FALSE(base::Contains(out.text, "read_only: true")) << out.text;
  std::vector<model::ProofFix> left = LeftOut(out.proof);
  for (const model::ProofFix& fix : left) {
    EXPECT_EQ(fix.rule, "compose/read-only-root") << fix.left_out;
  }
  ASSERT_FALSE(left.empty());
  EXPECT_TRUE(base::Contains(
      left.back().left_out,
      "web: running, ports not seen before, exited with 1 after (one | cannot "
      "work)"))
      << left.back().left_out;
  EXPECT_EQ(out.proof.fixes.size(), all);
  EXPECT_LT(starter.starts, 16);
}

TEST(ProveFixes, LeavesAllOutWhereTheStackFailsAnyway) {
  FakeStarter starter;
  starter.failure = "no such image";
  Outcome out = ProveWith(starter);
  EXPECT_EQ(starter.starts, 1);
  EXPECT_EQ(out.text, kCompose);
  EXPECT_FALSE(out.proof.proven);
  EXPECT_EQ(out.proof.message,
            "not proven: it does not start before the fixes: no such image");
  EXPECT_EQ(out.gaps, 1u);
}

TEST(ProveFixes, LeavesAllOutWhereThereCanBeNoTwin) {
  FakeStarter starter;
  starter.refusal = "service web uses the network of the host";
  Outcome out = ProveWith(starter);
  EXPECT_EQ(out.text, kCompose);
  EXPECT_EQ(out.proof.message,
            "not proven: service web uses the network of the host");
}

TEST(ProveFixes, FixesOfAFailingServiceAreNotProven) {
  FakeStarter starter;
  starter.sick = "web";
  Outcome out = ProveWith(starter);
  EXPECT_TRUE(out.proof.proven);
  EXPECT_NE(out.text, kCompose);
  std::vector<model::ProofFix> left = LeftOut(out.proof);
  ASSERT_FALSE(left.empty());
  for (const model::ProofFix& fix : left) {
    EXPECT_EQ(fix.left_out,
              "not proven: web fails before the fixes, too: exited with 1 "
              "(one | cannot work)");
  }
}

TEST(ProveFixes, AnInterruptionEndsIt) {
  FakeStarter starter;
  starter.end_at_second = true;
  EXPECT_EQ(ProveWith(starter).error, "interrupted; nothing was written");
}

TEST(ProofText, HasALineAServiceAndAFix) {
  model::Proof proof{
      .target = "compose.yaml",
      .proven = true,
      .message = "behaves as before with 1 fixes, 1 left out",
      .services = {{"web", "running", "running"}},
      .fixes = {{"compose/a", "Do a", {.path = "c", .line = 1}, ""},
                {"compose/b", "Do b", {.path = "c", .line = 2}, "web: dies"}}};
  EXPECT_EQ(ProofText({proof}),
            "proven      compose.yaml  behaves as before with 1 fixes, 1 left "
            "out\n"
            "  before    web: running\n"
            "  after     web: running\n"
            "  kept      c:1  compose/a: Do a\n"
            "  left out  c:2  compose/b: web: dies\n");
}

}  // namespace
}  // namespace bulkhead::engine
