// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "base/fd.h"
#include "base/fs.h"
#include "base/text.h"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace bulkhead::base {
namespace {

struct Pipe {
  Fd read;
  Fd write;
};

Result<Pipe> MakePipe() {
  std::array<int, 2> ends = {-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return SystemError("cannot make", "a pipe");
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

Error TooSlow(std::string_view name, const ProcessOptions& options) {
  return Error{ErrorCode::kIo, Format("{} did not end within {} s", name,
                                      options.timeout_seconds)};
}

Error Cancelled(std::string_view name) {
  return Error{ErrorCode::kIo, Format("{} was ended: interrupted", name)};
}

bool IsCancelled(const ProcessOptions& options) {
  return options.cancel != nullptr && options.cancel->load();
}

bool IsProgram(const std::string& path) {
  struct stat info = {};
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
         access(path.c_str(), X_OK) == 0;
}

using Clock = std::chrono::steady_clock;

// A signal between a look at `cancel` and poll(2) would be missed: look again
// after so many milliseconds.
constexpr long long kCancelLook = 200;

// Milliseconds until then for poll(2), 0 when it has passed.
int TimeLeft(Clock::time_point deadline, const ProcessOptions& options) {
  long long left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now())
          .count();
  if (options.cancel != nullptr) left = std::min(left, kCancelLook);
  return static_cast<int>(std::max(left, 0LL));
}

// Moves what the child has printed into `text`, and closes the pipe at its end.
Status ReadSome(Fd& pipe, std::size_t max_output, std::string_view name,
                std::string* text) {
  std::array<char, 16384> buffer{};
  ssize_t got = read(pipe.get(), buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return Ok{};
  if (got <= 0) {
    pipe.Close();
    return Ok{};
  }
  text->append(buffer.data(), static_cast<std::size_t>(got));
  if (text->size() > max_output) {
    return Error{ErrorCode::kLimit,
                 Format("{} printed more than {} bytes", name, max_output)};
  }
  return Ok{};
}

// A child writes and reads at its own pace: one loop serves the three pipes.
Status Exchange(Pipe& in, Pipe& out, Pipe& err, const ProcessOptions& options,
                std::string_view name, Clock::time_point deadline,
                ProcessResult* result) {
  std::string_view input = options.input;
  if (input.empty()) in.write.Close();
  fcntl(in.write.get(), F_SETFL, O_NONBLOCK);
  while (out.read.valid() || err.read.valid()) {
    std::array<pollfd, 3> polls = {pollfd{out.read.get(), POLLIN, 0},
                                   pollfd{err.read.get(), POLLIN, 0},
                                   pollfd{in.write.get(), POLLOUT, 0}};
    int left = TimeLeft(deadline, options);
    if (left == 0) return TooSlow(name, options);
    if (IsCancelled(options)) return Cancelled(name);
    if (poll(polls.data(), polls.size(), left) < 0 && errno != EINTR) {
      return SystemError("cannot wait for", name);
    }
    Status read = Ok{};
    if (polls[0].revents != 0) {
      read = ReadSome(out.read, options.max_output, name, &result->out);
    }
    if (read.ok() && polls[1].revents != 0) {
      read = ReadSome(err.read, options.max_output, name, &result->err);
    }
    if (!read.ok()) return read;
    if (polls[2].revents != 0) {
      ssize_t done = write(in.write.get(), input.data(), input.size());
      if (done > 0) input.remove_prefix(static_cast<std::size_t>(done));
      bool wait = done < 0 && (errno == EAGAIN || errno == EINTR);
      if ((done < 0 && !wait) || input.empty()) in.write.Close();
    }
  }
  return Ok{};
}

// Waits for the end of a child that has closed its output.
Status AwaitExit(pid_t child, std::string_view name,
                 const ProcessOptions& options, Clock::time_point deadline) {
  // By number: the header of glibc 2.36 forgets extern "C".
  Fd handle(static_cast<int>(syscall(SYS_pidfd_open, child, 0)));
  if (!handle.valid()) return Ok{};  // an old kernel: waitpid will wait
  while (true) {
    pollfd ended = {handle.get(), POLLIN, 0};
    int left = TimeLeft(deadline, options);
    if (left == 0) return TooSlow(name, options);
    if (IsCancelled(options)) return Cancelled(name);
    int ready = poll(&ended, 1, left);
    if (ready == 0) continue;
    if (ready > 0 || errno != EINTR) return Ok{};
  }
}

// Our environment with the variables of `added` in place of ours. The pointers
// live as long as `added` and the environment.
std::vector<char*> MergedEnvironment(const std::vector<std::string>& added) {
  std::vector<char*> out;
  for (char** at = environ; *at != nullptr; ++at) {
    std::string_view ours = *at;
    std::string_view name = ours.substr(0, ours.find('=') + 1);
    bool replaced = std::any_of(
        added.begin(), added.end(),
        [&](const std::string& pair) { return pair.starts_with(name); });
    if (!replaced) out.push_back(*at);
  }
  for (const std::string& pair : added) {
    out.push_back(const_cast<char*>(pair.c_str()));  // NOLINT(*-const-cast)
  }
  out.push_back(nullptr);
  return out;
}

// The child leads a process group of its own, so that all it starts can be
// killed with it, and gets back the usual answer to a broken pipe.
Result<pid_t> Spawn(const std::string& program,
                    const std::vector<std::string>& argv, const Pipe& in,
                    const Pipe& out, const Pipe& err,
                    const ProcessOptions& options) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.read.get(), 0);
  posix_spawn_file_actions_adddup2(&actions, out.write.get(), 1);
  posix_spawn_file_actions_adddup2(&actions, err.write.get(), 2);
  if (!options.folder.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, options.folder.c_str());
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
  std::vector<char*> args;
  for (const std::string& arg : argv) {
    args.push_back(const_cast<char*>(arg.c_str()));  // NOLINT(*-const-cast)
  }
  args.push_back(nullptr);
  std::vector<char*> environment = MergedEnvironment(options.environment);
  pid_t child = -1;
  int failed = posix_spawn(&child, program.c_str(), &actions, &attributes,
                           args.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) {
    errno = failed;
    return SystemError("cannot start", program);
  }
  return child;
}

// Where we are killed, nobody is left to end a child that computes for ever:
// the kernel does, once it has used all the time that it was given.
void BoundProcessorTime(pid_t child, int seconds) {
  rlim_t processors = std::max(1u, std::thread::hardware_concurrency());
  rlim_t most = static_cast<rlim_t>(std::max(1, seconds)) * processors;
  struct rlimit limit = {most, most};
  // A hard limit that is lower already stays: then this fails, as it may.
  static_cast<void>(prlimit(child, RLIMIT_CPU, &limit, nullptr));
}

}  // namespace

Result<ProcessResult> RunProcess(const std::vector<std::string>& argv,
                                 const ProcessOptions& options) {
  if (argv.empty()) {
    return Error{ErrorCode::kInvalid, "no program was named"};
  }
  std::string program =
      argv[0].find('/') == std::string::npos ? FindProgram(argv[0]) : argv[0];
  if (program.empty() || !IsProgram(program)) {
    return Error{ErrorCode::kNotFound,
                 Format("the program {} is not installed", argv[0])};
  }
  Result<Pipe> in = MakePipe();
  Result<Pipe> out = MakePipe();
  Result<Pipe> err = MakePipe();
  if (!in.ok()) return std::move(in).error();
  if (!out.ok()) return std::move(out).error();
  if (!err.ok()) return std::move(err).error();
  // A child that ends before it read all its input must not end us.
  static const auto ignore_broken_pipes = std::signal(SIGPIPE, SIG_IGN);
  static_cast<void>(ignore_broken_pipes);

  Result<pid_t> child =
      Spawn(program, argv, in.value(), out.value(), err.value(), options);
  if (!child.ok()) return std::move(child).error();
  BoundProcessorTime(child.value(), options.timeout_seconds);
  in.value().read.Close();
  out.value().write.Close();
  err.value().write.Close();

  Clock::time_point deadline =
      Clock::now() + std::chrono::seconds(options.timeout_seconds);
  ProcessResult result;
  Status done = Exchange(in.value(), out.value(), err.value(), options, argv[0],
                         deadline, &result);
  in.value().write.Close();
  if (done.ok()) done = AwaitExit(child.value(), argv[0], options, deadline);
  if (!done.ok()) kill(-child.value(), SIGKILL);
  int status = 0;
  while (waitpid(child.value(), &status, 0) < 0 && errno == EINTR) {
  }
  if (!done.ok()) return std::move(done).error();
  result.exit_code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

std::string FindProgram(std::string_view name) {
  const char* path = std::getenv("PATH");
  if (path == nullptr) return "";
  for (std::string_view folder : Split(path, ':')) {
    if (!IsAbsolute(folder)) continue;  // never from the folder being checked
    std::string full = JoinPath(folder, name);
    if (IsProgram(full)) return full;
  }
  return "";
}

// RLIMIT_CORE alone does not keep the kernel from piping a dump to a program.
void ForbidCoreDumps() { prctl(PR_SET_DUMPABLE, 0); }

}  // namespace bulkhead::base
