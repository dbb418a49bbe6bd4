// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The floor of the whole-process measurements: an empty program without
// arguments; with folders, one that reads each file below them and counts the
// lines. No program that looks at the files can be quicker.
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

namespace {

std::size_t CountLines(const std::string& path, std::string* buffer) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  std::size_t lines = 0;
  ssize_t got = 0;
  while ((got = read(fd, buffer->data(), buffer->size())) > 0) {
    const char* at = buffer->data();
    const char* end = at + got;
    while ((at = static_cast<const char*>(std::memchr(
                at, '\n', static_cast<std::size_t>(end - at)))) != nullptr) {
      ++at;
      ++lines;
    }
  }
  close(fd);
  return lines;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 0;
  std::vector<std::string> folders(argv + 1, argv + argc);
  std::string buffer(1u << 16, '\0');
  std::size_t files = 0;
  std::size_t lines = 0;
  while (!folders.empty()) {
    std::string folder = std::move(folders.back());
    folders.pop_back();
    DIR* dir = opendir(folder.c_str());
    if (dir == nullptr) continue;
    while (const dirent* entry = readdir(dir)) {
      if (entry->d_name[0] == '.') continue;
      std::string path = folder + "/" + entry->d_name;
      if (entry->d_type == DT_DIR) {
        folders.push_back(std::move(path));
      } else if (entry->d_type == DT_REG) {
        ++files;
        lines += CountLines(path, &buffer);
      }
    }
    closedir(dir);
  }
  std::printf("%zu files, %zu lines\n", files, lines);
  return 0;
}
