// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/text.h"

namespace bulkhead::base {
namespace {

constexpr std::uint32_t kEvents =
    IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE |
    IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
// Something that never rests must not keep the news back.
constexpr int kMaxQuietWaits = 40;
constexpr std::size_t kEventBytes = 64u << 10;

sigset_t EndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

Interrupts::Interrupts() {
  sigset_t signals = EndSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  fd_ = Fd(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

Interrupts::~Interrupts() {
  // A signal that came is done with: it must not end the process now.
  signalfd_siginfo info;
  while (fd_.valid() && read(fd_.get(), &info, sizeof info) > 0) {
  }
  sigset_t signals = EndSignals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

Status FolderWatcher::Add(const std::string& folder) {
  if (!fd_.valid()) {
    fd_ = Fd(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!fd_.valid()) return SystemError("cannot watch", folder);
  }
  int number = inotify_add_watch(fd_.get(), folder.c_str(), kEvents);
  if (number < 0 && (errno == ENOENT || errno == ENOTDIR)) return Ok{};
  if (number < 0 && errno == ENOSPC) {
    return Error{ErrorCode::kLimit,
                 Format("the system lets us watch no more than {} folders; "
                        "name fewer, or raise fs.inotify.max_user_watches",
                        watched_.size())};
  }
  if (number < 0) return SystemError("cannot watch", folder);
  if (!watched_.contains(number) && watched_.size() >= max_folders_) {
    inotify_rm_watch(fd_.get(), number);
    return Error{ErrorCode::kLimit,
                 Format("there are more than {} folders to watch; name fewer",
                        max_folders_)};
  }
  watched_[number] = folder;
  return Ok{};
}

// Takes all events; a folder that is gone is forgotten.
Status FolderWatcher::Drain() {
  alignas(inotify_event) char bytes[kEventBytes];
  while (true) {
    ssize_t done = read(fd_.get(), bytes, sizeof bytes);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0 && errno == EAGAIN) return Ok{};
    if (done <= 0) return SystemError("cannot watch", "files");
    std::size_t size = static_cast<std::size_t>(done);
    for (std::size_t at = 0; at + sizeof(inotify_event) <= size;) {
      inotify_event event;
      std::memcpy(&event, bytes + at, sizeof event);
      if ((event.mask & IN_IGNORED) != 0) watched_.erase(event.wd);
      at += sizeof event + event.len;
    }
  }
}

Result<bool> FolderWatcher::Wait(const Interrupts& interrupts,
                                 std::chrono::milliseconds quiet) {
  bool changed = false;
  for (int waits = 0; waits < kMaxQuietWaits;) {
    pollfd polls[2] = {{fd_.get(), POLLIN, 0},
                       {interrupts.fd().get(), POLLIN, 0}};
    int ready = poll(polls, 2, changed ? static_cast<int>(quiet.count()) : -1);
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return SystemError("cannot wait for", "files");
    if (polls[1].revents != 0) return false;
    if (ready == 0) return true;
    Status drained = Drain();
    if (!drained.ok()) return std::move(drained).error();
    changed = true;
    ++waits;
  }
  return true;
}

}  // namespace bulkhead::base
