// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/process.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "base/testing.h"
#include "base/text.h"

namespace bulkhead::base {
namespace {

ProcessResult Sh(const std::string& script,
                 const ProcessOptions& options = {}) {
  Result<ProcessResult> result = RunProcess({"sh", "-c", script}, options);
  EXPECT_TRUE(result.ok()) << result.error().message;
  return result.ok() ? result.value() : ProcessResult{};
}

Error ShFails(const std::string& script, const ProcessOptions& options) {
  Result<ProcessResult> result = RunProcess({"sh", "-c", script}, options);
  EXPECT_FALSE(result.ok());
  return result.ok() ? Error{} : result.error();
}

TEST(RunProcess, GivesOutputAndExitCode) {
  ProcessResult result = Sh("echo out; echo err >&2; exit 3");
  EXPECT_EQ(result.out, "out\n");
  EXPECT_EQ(result.err, "err\n");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(Sh("kill -TERM $$").exit_code, 128 + SIGTERM);
}

TEST(RunProcess, PassesArgumentsWithoutAShell) {
  Result<ProcessResult> result =
      RunProcess({"printf", "<%s>", "a b", "$HOME", "*", ""});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.value().out, "<a b><$HOME><*><>");
}

TEST(RunProcess, GivesInput) {
  EXPECT_EQ(Sh("cat", {.input = "hello"}).out, "hello");
  EXPECT_EQ(Sh("cat; echo end").out, "end\n");
  // More than a pipe holds, in both directions at once.
  std::string large(1 << 20, 'x');
  EXPECT_EQ(Sh("cat", {.input = large}).out, large);
  EXPECT_EQ(Sh("cat >&2", {.input = large}).err, large);
}

TEST(RunProcess, OutlivesAChildThatReadsNothing) {
  ProcessOptions options = {.input = std::string(1 << 20, 'x')};
  EXPECT_EQ(Sh("exec <&-; echo done", options).out, "done\n");
}

TEST(RunProcess, GivesTheChildBrokenPipes) {
  // "yes" would go on for ever if it ignored the broken pipe as we do.
  EXPECT_EQ(Sh("yes | head -n 1").out, "y\n");
}

TEST(RunProcess, UsesFolderAndEnvironment) {
  EXPECT_EQ(Sh("pwd", {.folder = "/usr"}).out, "/usr\n");
  setenv("BULKHEAD_TEST", "ours", 1);
  EXPECT_EQ(Sh("echo $BULKHEAD_TEST").out, "ours\n");
  EXPECT_EQ(Sh("env | grep BULKHEAD_TEST",
               {.environment = {"BULKHEAD_TEST=new", "BULKHEAD_TEST2=x"}})
                .out,
            "BULKHEAD_TEST=new\nBULKHEAD_TEST2=x\n");
  unsetenv("BULKHEAD_TEST");
}

TEST(RunProcess, SaysWhatIsNotThere) {
  for (const char* name : {"no-such-program-of-bulkhead", "/no/such/program",
                           "/usr", "/etc/passwd"}) {
    Result<ProcessResult> result = RunProcess({name});
    ASSERT_FALSE(result.ok()) << name;
    EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(result.error().message,
              Format("the program {} is not installed", name));
  }
  EXPECT_FALSE(RunProcess({}).ok());
}

TEST(RunProcess, SaysWhatCannotStart) {
  TemporaryFolder folder;
  folder.Write("broken",
               "\x7f"
               "ELF but not really");
  chmod(folder.Path("broken").c_str(), 0755);
  Result<ProcessResult> result = RunProcess({folder.Path("broken")});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message,
            "cannot start " + folder.Path("broken") + ": Exec format error");
}

TEST(RunProcess, StopsAChildThatPrintsTooMuch) {
  Error error = ShFails("yes", {.max_output = 1000});
  EXPECT_EQ(error.code, ErrorCode::kLimit);
  EXPECT_EQ(error.message, "sh printed more than 1000 bytes");
}

TEST(RunProcess, KillsASlowChildAndWhatItStarted) {
  TemporaryFolder folder;
  std::chrono::steady_clock::time_point start =
      std::chrono::steady_clock::now();
  // Three ways to be slow: silent, in a child of its own, output closed.
  const std::string kScripts[] = {
      "exec sleep 60",
      "sleep 60 & echo $! >" + folder.Path("pid") + "; wait; true",
      "exec >&- 2>&-; sleep 60; true",
  };
  for (const std::string& script : kScripts) {
    Error error = ShFails(script, {.timeout_seconds = 1});
    EXPECT_EQ(error.code, ErrorCode::kIo);
    EXPECT_EQ(error.message, "sh did not end within 1 s");
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(30));
  std::ifstream file(folder.Path("pid"));
  pid_t grandchild = 0;
  file >> grandchild;
  ASSERT_GT(grandchild, 1);
  // Killed; whoever inherits it may take a moment to bury it.
  std::string stat =
      Sh(Format("cat /proc/{}/stat 2>/dev/null", grandchild)).out;
  EXPECT_TRUE(stat.empty() || Contains(stat, ") Z ") || Contains(stat, ") X "))
      << stat;
}

TEST(RunProcess, BoundsTheProcessorTimeOfAChildThatMayOutliveUs) {
  Result<ProcessResult> result =
      RunProcess({"sh", "-c", "read line; ulimit -Ht"},
                 {.input = "go\n", .timeout_seconds = 20});
  ASSERT_TRUE(result.ok());
  unsigned processors = std::max(1u, std::thread::hardware_concurrency());
  EXPECT_EQ(result.value().out, Format("{}\n", 20 * processors));
}

TEST(RunProcess, EndsWhenCancelled) {
  std::atomic<bool> cancel = true;
  ProcessOptions options;
  options.cancel = &cancel;
  Result<ProcessResult> result = RunProcess({"sleep", "60"}, options);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message, "sleep was ended: interrupted");
}

TEST(ForbidCoreDumps, MakesTheProcessUndumpable) {
  ForbidCoreDumps();
  EXPECT_EQ(prctl(PR_GET_DUMPABLE), 0);
  prctl(PR_SET_DUMPABLE, 1);  // the other tests need not care
}

TEST(FindProgram, LooksInAbsoluteFoldersOfPath) {
  TemporaryFolder folder;
  folder.Write("bin/tool", "#!/bin/sh\n");
  folder.Write("bin/plain", "");
  folder.Write("bin/dir/x", "");
  chmod(folder.Path("bin/tool").c_str(), 0755);
  std::string old = std::getenv("PATH");
  std::filesystem::path here = std::filesystem::current_path();
  std::filesystem::current_path(folder.Path(""));
  setenv("PATH", "bin:.:", 1);
  EXPECT_EQ(FindProgram("tool"), "");
  setenv("PATH", ("/no/such/folder:" + folder.Path("bin")).c_str(), 1);
  EXPECT_EQ(FindProgram("tool"), folder.Path("bin/tool"));
  EXPECT_EQ(FindProgram("plain"), "");
  EXPECT_EQ(FindProgram("dir"), "");
  unsetenv("PATH");
  EXPECT_EQ(FindProgram("tool"), "");
  setenv("PATH", old.c_str(), 1);
  std::filesystem::current_path(here);
}

}  // namespace
}  // namespace bulkhead::base
