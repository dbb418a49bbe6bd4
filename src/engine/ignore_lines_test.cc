// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/ignore_lines.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::engine {
namespace {

std::string LinesFor(const base::MemoryFileSystem& files, unsigned mode) {
  std::string out;
  for (const FileChange& change :
       IgnoreSecretFiles({{"/r/p/secrets/a", "", "x", true, mode},
                          {"/r/p/secrets/b", "", "y", true, mode}},
                         files)) {
    out += base::Format("{}{}: {}", change.path, change.created ? " (new)" : "",
                        change.after);
  }
  return out;
}

TEST(IgnoreSecretFiles, WritesOneLineAFolder) {
  base::MemoryFileSystem files;
  EXPECT_EQ(LinesFor(files, 0600), "");  // no repository
  files.Add("/r/.git/HEAD", "");
  EXPECT_EQ(LinesFor(files, 0600), "/r/p/.gitignore (new): /secrets/\n");
  EXPECT_EQ(LinesFor(files, 0644), "");
  files.Add("/r/p/.gitignore", "*.log");
  files.Add("/r/p/.dockerignore", ".git\n");
  EXPECT_EQ(LinesFor(files, 0600),
            "/r/p/.gitignore: *.log\n/secrets/\n"
            "/r/p/.dockerignore: .git\nsecrets\n");
}

TEST(IgnoreSecretFiles, LeavesFilesAloneThatHaveTheLine) {
  base::MemoryFileSystem files;
  files.Add("/r/.git/HEAD", "");
  for (const char* line : {"secrets\n", "/secrets/\r\n", "x\nsecrets/*"}) {
    files.Add("/r/p/.gitignore", line);
    EXPECT_EQ(LinesFor(files, 0600), "") << line;
  }
}

}  // namespace
}  // namespace bulkhead::engine
