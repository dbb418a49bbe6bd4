// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/fs.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/testing.h"
#include "base/text.h"

namespace bulkhead::base {
namespace {

constexpr std::size_t kMax = 100;

// What a file system says of a path, as one text, so that two can be compared.
std::string Answers(const FileSystem& fs, const std::string& path) {
  FileInfo info = fs.Stat(path);
  std::string out =
      Format("type {} mode {:o} kind {}\n", static_cast<int>(info.type),
             info.type == FileType::kRegular ? info.mode : 0u, info.kind);
  if (info.type == FileType::kRegular) out += Format("size {}\n", info.size);
  Result<std::shared_ptr<const Source>> read = fs.Read(path, kMax);
  if (read.ok()) {
    out += Format("read {} {}\n", read.value()->path(), read.value()->text());
  } else {
    out += Format("read error {} {}\n", static_cast<int>(read.error().code),
                  read.error().message);
  }
  Result<std::vector<DirEntry>> list = fs.List(path);
  if (!list.ok()) {
    return out + Format("list error {} {}\n",
                        static_cast<int>(list.error().code),
                        list.error().message);
  }
  for (const DirEntry& entry : list.value()) {
    out += Format("entry {} {}\n", entry.name, static_cast<int>(entry.type));
  }
  return out;
}

TEST(FileSystem, MemoryAndRealGiveTheSameAnswers) {
  TemporaryFolder folder;
  MemoryFileSystem memory;
  const std::pair<std::string, std::string> kFiles[] = {
      {"Dockerfile", "FROM scratch\n"},
      {"empty", ""},
      {"app/b.txt", "b"},
      {"app/a.txt", "a"},
      {"app/deep/er/c", "c"},
      {"app.d/x", "x"},
      {"large", std::string(kMax + 1, 'x')}};
  for (const auto& [name, text] : kFiles) {
    folder.Write(name, text);
    chmod(folder.Path(name).c_str(), 0644);
    memory.Add(folder.Path(name), text);
  }
  chmod(folder.Path("empty").c_str(), 0600);
  memory.Add(folder.Path("empty"), "", 0600);
  RealFileSystem real;
  for (const char* name :
       {"", ".", "Dockerfile", "empty", "app", "app/", "app/a.txt",
        "app/./deep/../a.txt", "app/deep", "app/deep/er", "app.d", "large",
        "none", "none/none", "Dockerfile/x", "app/a.txt/x/y", "ap",
        "bad\x1b[0m"}) {
    EXPECT_EQ(Answers(real, folder.Path(name)),
              Answers(memory, folder.Path(name)))
        << name;
    EXPECT_EQ(real.Exists(folder.Path(name)), memory.Exists(folder.Path(name)));
  }
}

TEST(FileSystem, ListsSortedAndReads) {
  MemoryFileSystem memory;
  memory.Add("/p/b", "2");
  memory.Add("/p/a/x", "1");
  EXPECT_EQ(Answers(memory, "/p"),
            "type 2 mode 0 kind a folder\n"
            "read error 4 /p is a folder, expected a regular file\n"
            "entry a 2\n"
            "entry b 1\n");
  EXPECT_EQ(Answers(memory, "/"),
            "type 2 mode 0 kind a folder\n"
            "read error 4 / is a folder, expected a regular file\n"
            "entry p 2\n");
}

TEST(RealFileSystem, TellsLinksAndSpecialFiles) {
  TemporaryFolder folder;
  folder.Write("file", "x");
  ASSERT_EQ(symlink("file", folder.Path("link").c_str()), 0);
  ASSERT_EQ(symlink("none", folder.Path("dangling").c_str()), 0);
  ASSERT_EQ(symlink("loop", folder.Path("loop").c_str()), 0);
  ASSERT_EQ(mkfifo(folder.Path("fifo").c_str(), 0600), 0);
  RealFileSystem real;
  EXPECT_EQ(real.Stat(folder.Path("link")).type, FileType::kRegular);
  EXPECT_EQ(real.Stat(folder.Path("link")).inode,
            real.Stat(folder.Path("file")).inode);
  EXPECT_EQ(real.Stat(folder.Path("link"), false).type, FileType::kSymlink);
  EXPECT_EQ(real.Stat(folder.Path("dangling")).type, FileType::kMissing);
  EXPECT_EQ(real.Stat(folder.Path("dangling"), false).type, FileType::kSymlink);
  EXPECT_EQ(real.Stat(folder.Path("loop")).type, FileType::kMissing);
  EXPECT_EQ(real.Stat(folder.Path("fifo")).type, FileType::kOther);
  EXPECT_EQ(real.Stat(folder.Path("fifo")).kind, "a fifo");
  EXPECT_EQ(real.Stat(folder.Path("file")).owner, geteuid());
  EXPECT_FALSE(real.Stat(folder.Path("dangling")).owner.has_value());
  std::string listed;
  Result<std::vector<DirEntry>> list = real.List(folder.Path(""));
  ASSERT_TRUE(list.ok());
  for (const DirEntry& entry : list.value()) {
    listed += Format("{} {}\n", entry.name, static_cast<int>(entry.type));
  }
  EXPECT_EQ(listed, "dangling 3\nfifo 4\nfile 1\nlink 3\nloop 3\n");
}

struct PathCase {
  std::string_view a;
  std::string_view b;
  std::string_view expected;
};

TEST(Paths, JoinAndNormalise) {
  const PathCase kJoins[] = {
      {"a", "b", "a/b"}, {"a/", "b", "a/b"}, {"/", "b", "/b"},
      {".", "b", "b"},   {"", "b", "b"},     {"a", "/b", "/b"},
  };
  for (const PathCase& c : kJoins) {
    EXPECT_EQ(JoinPath(c.a, c.b), c.expected) << c.a << " " << c.b;
  }
  const PathCase kNormals[] = {
      {"", "", "."},
      {"/", "", "/"},
      {"//a//b/", "", "/a/b"},
      {"./a/.", "", "a"},
      {"a/../b", "", "b"},
      {"a/..", "", "."},
      {"../a", "", "../a"},
      {"../../a", "", "../../a"},
      {"/../a", "", "/a"},
      {"/..", "", "/"},
      {"a/../../b", "", "../b"},
      {"...", "", "..."},
  };
  for (const PathCase& c : kNormals) {
    EXPECT_EQ(NormalPath(c.a), c.expected) << c.a;
  }
}

TEST(Paths, TakeApart) {
  const PathCase kParts[] = {
      // path, base name, folder
      {"a", "a", "."},     {"a/b", "b", "a"},  {"/a", "a", "/"},
      {"/", "/", "/"},     {"a/b/", "b", "a"}, {"a//b", "b", "a"},
      {"/a/b", "b", "/a"}, {"", "", "."},      {"//", "/", "/"},
  };
  for (const PathCase& c : kParts) {
    EXPECT_EQ(BaseName(c.a), c.b) << c.a;
    EXPECT_EQ(DirName(c.a), c.expected) << c.a;
  }
  const PathCase kRelatives[] = {
      {"/a/b", "/a", "b"},    {"/a", "/a", "."},     {"/ab", "/a", "/ab"},
      {"/a", "/", "a"},       {"a/b", ".", "a/b"},   {"/a", ".", "/a"},
      {"/b/c", "/a", "/b/c"}, {"a/b/c", "a/b", "c"},
  };
  for (const PathCase& c : kRelatives) {
    EXPECT_EQ(RelativePath(c.a, c.b), c.expected) << c.a << " in " << c.b;
  }
  EXPECT_TRUE(IsAbsolute("/a"));
  EXPECT_FALSE(IsAbsolute("a/"));
  EXPECT_TRUE(IsAbsolute(CurrentFolder()));
}

TEST(Paths, LiesIn) {
  struct Case {
    std::string_view path;
    std::string_view folder;
    bool expected;
  };
  const Case kCases[] = {
      {"/etc", "/etc", true},
      {"/etc/ssl", "/etc", true},
      {"/etcetera", "/etc", false},
      {"/", "/etc", false},
      {"/etc", "/", true},
      {"/", "/", true},
      {"a/b", "a", true},
      {"ab", "a", false},
      {"a", ".", true},
      {"/a", ".", false},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(LiesIn(c.path, c.folder), c.expected)
        << c.path << " in " << c.folder;
  }
}

TEST(Paths, AbsolutePath) {
  EXPECT_EQ(AbsolutePath("/a/../b"), "/b");
  EXPECT_EQ(AbsolutePath("a/./b"), JoinPath(CurrentFolder(), "a/b"));
  EXPECT_EQ(AbsolutePath("."), CurrentFolder());
}

std::string Content(const std::string& path) {
  Result<std::shared_ptr<const Source>> read =
      RealFileSystem().Read(path, kMax);
  return read.ok() ? std::string(read.value()->text()) : read.error().message;
}

std::size_t FilesIn(const TemporaryFolder& folder) {
  return RealFileSystem().List(folder.Path("")).value().size();
}

TEST(ReplaceFile, WritesNewAndOldFiles) {
  TemporaryFolder folder;
  std::string path = folder.Path("f");
  ASSERT_TRUE(ReplaceFile(path, "new").ok());
  EXPECT_EQ(Content(path), "new");
  EXPECT_EQ(RealFileSystem().Stat(path).mode, 0644u);
  for (unsigned mode : {0600u, 0755u, 0664u}) {
    chmod(path.c_str(), mode);
    ASSERT_TRUE(ReplaceFile(path, Format("{:o}", mode)).ok());
    EXPECT_EQ(Content(path), Format("{:o}", mode));
    EXPECT_EQ(RealFileSystem().Stat(path).mode, mode);
  }
  EXPECT_EQ(FilesIn(folder), 1u);
}

TEST(ReplaceFile, RefusesWhatIsNoPlainFile) {
  TemporaryFolder folder;
  folder.Write("target", "old");
  folder.Write("folder/x", "");
  ASSERT_EQ(symlink("target", folder.Path("link").c_str()), 0);
  ASSERT_EQ(symlink("none", folder.Path("dangling").c_str()), 0);
  ASSERT_EQ(mkfifo(folder.Path("fifo").c_str(), 0600), 0);
  const PathCase kCases[] = {
      {"link", "a symbolic link", ""},
      {"dangling", "a symbolic link", ""},
      {"folder", "a folder", ""},
      {"fifo", "a fifo", ""},
  };
  for (const PathCase& c : kCases) {
    Status done = ReplaceFile(folder.Path(c.a), "new");
    ASSERT_FALSE(done.ok()) << c.a;
    EXPECT_EQ(done.error().code, ErrorCode::kUnsupported);
    EXPECT_EQ(done.error().message,
              Format("{} is {}, only a regular file is replaced",
                     folder.Path(c.a), c.b));
  }
  EXPECT_EQ(Content(folder.Path("target")), "old");
  EXPECT_EQ(FilesIn(folder), 5u);
}

TEST(ReplaceFile, SaysWhereItCannotWrite) {
  TemporaryFolder folder;
  Status done = ReplaceFile(folder.Path("none/f"), "x");
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(done.error().message, "cannot write beside " +
                                      folder.Path("none/f") +
                                      ": No such file or directory");
}

// Runs  in a child process that has no rights of root.
bool AsNobody(bool (*work)(const std::string&), const std::string& argument) {
  constexpr uid_t kNobody = 65534;
  pid_t child = fork();
  if (child == 0) {
    bool dropped =
        geteuid() != 0 || (setgid(kNobody) == 0 && setuid(kNobody) == 0);
    _exit(dropped && work(argument) ? 0 : 1);
  }
  int status = 1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(ReplaceFile, LeavesReadOnlyFilesAlone) {
  TemporaryFolder folder;
  folder.Write("f", "old");
  chmod(folder.Path("").c_str(), 0777);
  chmod(folder.Path("f").c_str(), 0444);
  EXPECT_TRUE(AsNobody(
      [](const std::string& path) {
        Status done = ReplaceFile(path, "new");
        return !done.ok() && done.error().code == ErrorCode::kPermission &&
               done.error().message == path + " is read-only (mode 0444)";
      },
      folder.Path("f")));
  EXPECT_EQ(Content(folder.Path("f")), "old");
  EXPECT_EQ(FilesIn(folder), 1u);
}

TEST(RealFileSystem, SaysWhatItMayNotRead) {
  TemporaryFolder folder;
  folder.Write("f", "old");
  chmod(folder.Path("f").c_str(), 0);
  EXPECT_TRUE(AsNobody(
      [](const std::string& path) {
        Result<std::shared_ptr<const Source>> read =
            RealFileSystem().Read(path, kMax);
        return !read.ok() && read.error().code == ErrorCode::kPermission &&
               read.error().message ==
                   "cannot open " + path + ": Permission denied";
      },
      folder.Path("f")));
}

}  // namespace
}  // namespace bulkhead::base
