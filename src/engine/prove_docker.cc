// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// One start: copy what the stack is made of, apply the changes to the copy,
// build, start, look until nothing changes any more, remove everything. Copies
// keep their absolute paths below a folder of their own, so that "../" leads
// where it did.
#include "engine/prove_docker.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

#include "base/fs.h"
#include "base/scratch.h"
#include "base/text.h"
#include "engine/docker_programs.h"
#include "engine/prove_project.h"
#include "engine/targets.h"

namespace bulkhead::engine {
namespace {

using Clock = std::chrono::steady_clock;
using config::ComposeEntry;
using formats::JsonMember;
using formats::JsonValue;

constexpr int kBuildSeconds = 1800;
constexpr int kCommandSeconds = 180;
// Nothing changed for so long: the stack has settled.
constexpr double kStableSeconds = 3;
// A promised port may take so long to listen.
constexpr double kPortSeconds = 30;
// How long after the time that the first start took fixes get.
constexpr double kPatienceFactor = 3;
constexpr double kLeastPatience = 20;
constexpr std::chrono::milliseconds kLookEvery(400);
constexpr std::size_t kMaxSecret = 4096;

double Seconds(Clock::time_point since) {
  return std::chrono::duration<double>(Clock::now() - since).count();
}

// Without paths that lie below others.
std::vector<std::string> Topmost(const std::set<std::string>& paths) {
  std::vector<std::string> out;
  for (const std::string& path : paths) {
    if (!out.empty() && base::LiesIn(path, out.back())) continue;
    if (!out.empty() &&
        std::any_of(out.begin(), out.end(), [&](const std::string& other) {
          return base::LiesIn(path, other);
        })) {
      continue;
    }
    out.push_back(path);
  }
  return out;
}

class DockerStarter : public StackStarter {
 public:
  DockerStarter(const CheckOptions& options, const base::FileSystem& files,
                const ProveOptions& prove, DockerPrograms programs)
      : options_(options),
        files_(files),
        prove_(prove),
        programs_(std::move(programs)) {}
  ~DockerStarter() override {
    for (const std::string& image : images_) {
      programs_.Clean({"image", "rm", "-f", image});
    }
  }

  base::Result<Behaviour> Start(const Stack& stack,
                                const std::vector<FileChange>& changes,
                                const Behaviour* expected) override {
    name_ = base::Format("bulkhead-prove-{}-{}", getpid(),
                         expected == nullptr ? "before" : "after");
    base::Result<base::ScratchFolder> scratch =
        base::ScratchFolder::Make("bulkhead-prove");
    if (!scratch.ok()) return std::move(scratch).error();
    copies_ = scratch.value().path();
    expected_ = expected;
    twin_ = {};
    base::Result<Behaviour> seen = stack.is_compose()
                                       ? StartProject(stack, changes)
                                       : StartImage(stack, changes);
    RemoveAll();
    return seen;
  }

  [[nodiscard]] bool Ended() const override { return prove_.cancel->load(); }

 private:
  base::Result<Behaviour> StartProject(const Stack& stack,
                                       const std::vector<FileChange>& changes) {
    base::Result<std::set<std::string>> paths = PathsOf(stack);
    if (!paths.ok()) return std::move(paths).error();
    base::Status copied = Copy(Topmost(std::move(paths).value()), changes);
    if (!copied.ok()) return std::move(copied).error();
    base::Result<config::ComposeProject> project = LoadCopy(stack);
    if (!project.ok()) return std::move(project).error();
    base::Result<Twin> twin =
        MakeTwin(config::ComposeProjectToJson(project.value()),
                 {.name = name_, .copies = copies_});
    if (!twin.ok()) return std::move(twin).error();
    twin_ = std::move(twin).value();
    RememberSecretFiles();
    std::string file = base::JoinPath(copies_, "twin.json");
    base::Status written =
        base::WriteInto(file, formats::WriteJson(twin_.project, 1));
    if (!written.ok()) return std::move(written).error();
    return Up(file);
  }

  base::Result<Behaviour> Up(const std::string& file) {
    std::vector<std::string> words = {"-p", name_, "-f", file};
    for (const auto& [service, image] : twin_.images) images_.insert(image);
    label_ = "com.docker.compose.project=" + name_;
    if (!twin_.images.empty()) {
      std::vector<std::string> build = words;
      build.emplace_back("build");
      base::Result<std::string> built =
          programs_.Compose(build, kBuildSeconds, copies_);
      RememberImages();
      if (!built.ok()) return NotStarted("the build fails: ", built.error());
    }
    std::vector<std::string> up = words;
    up.insert(up.end(), {"up", "-d", "--no-build"});
    base::Result<std::string> started = programs_.Compose(
        up, prove_.timeout_seconds + kCommandSeconds, copies_);
    if (Ended()) return started.ok() ? Interrupted() : started.error();
    if (!started.ok() && started.error().code == base::ErrorCode::kNotFound) {
      return std::move(started).error();
    }
    base::Result<Behaviour> seen = Observe();
    if (seen.ok() && !started.ok()) {
      seen.value().failure = Masked(started.error().message);
    }
    return seen;
  }

  // The folders and files of this machine that the project is made of. Binds
  // of folders elsewhere are no part of it.
  base::Result<std::set<std::string>> PathsOf(const Stack& stack) const {
    base::Result<config::ComposeProject> project = config::LoadComposeProject(
        LoaderOptions(stack.compose, options_), files_);
    if (!project.ok()) return std::move(project).error();
    std::set<std::string> paths = {project.value().working_dir};
    for (const config::ComposeFileUse& use : project.value().files) {
      paths.insert(base::AbsolutePath(use.source->path()));
    }
    for (const ComposeEntry& service :
         project.value().root["services"].entries()) {
      std::string context(service.value["build"]["context"].Text());
      if (base::IsAbsolute(context)) paths.insert(base::NormalPath(context));
    }
    for (const char* kind : {"secrets", "configs"}) {
      for (const ComposeEntry& item : project.value().root[kind].entries()) {
        std::string file(item.value["file"].Text());
        if (base::IsAbsolute(file)) paths.insert(base::NormalPath(file));
      }
    }
    paths.insert(stack.files.begin(), stack.files.end());
    return paths;
  }

  base::Result<config::ComposeProject> LoadCopy(const Stack& stack) const {
    config::ComposeOptions loader = LoaderOptions(stack.compose, options_);
    for (std::string& path : loader.files)
      path = copies_ + base::AbsolutePath(path);
    loader.working_dir = copies_ + loader.working_dir;
    for (std::string& path : loader.env_files) {
      std::string copy = copies_ + base::AbsolutePath(path);
      path = files_.Exists(copy) ? copy : base::AbsolutePath(path);
    }
    // Services of profiles that nobody asked for stay off, as with docker.
    loader.profiles = options_.profiles;
    return config::LoadComposeProject(loader, files_);
  }

  void RememberSecretFiles() {
    for (const JsonMember& secret : twin_.project["secrets"].Members()) {
      base::Result<std::shared_ptr<const base::Source>> text =
          files_.Read(std::string(secret.value["file"].String()), kMaxSecret);
      if (!text.ok()) continue;
      twin_.secrets.emplace_back(base::Trim(text.value()->text()));
    }
  }

  base::Result<Behaviour> StartImage(const Stack& stack,
                                     const std::vector<FileChange>& changes) {
    std::string file = base::AbsolutePath(stack.target);
    std::string context = base::DirName(file);
    base::Status copied = Copy({context}, changes);
    if (!copied.ok()) return std::move(copied).error();
    std::string image = name_ + ":proof";
    std::vector<std::string> build = {"build", "-q", "-t",
                                      image,   "-f", copies_ + file};
    for (const auto& [name, value] : options_.build_args) {
      build.push_back("--build-arg");
      build.push_back(base::Format("{}={}", name, value));
    }
    if (!options_.target.empty()) {
      build.insert(build.end(), {"--target", options_.target});
    }
    build.push_back(copies_ + context);
    images_.insert(image);
    label_ = "bulkhead.prove=" + name_;
    base::Result<std::string> built = programs_.Docker(build, kBuildSeconds);
    RememberImages();
    if (!built.ok()) return NotStarted("the build fails: ", built.error());
    if (!HasCommand(image)) return Behaviour();  // it builds: that is all
    // Without network, and bounded: nobody said what it needs.
    base::Result<std::string> run =
        programs_.Docker({"run", "-d", "--label", label_, "--network", "none",
                          "--memory", "1g", "--pids-limit", "1024", image},
                         kCommandSeconds);
    if (Ended()) return Interrupted();
    base::Result<Behaviour> seen = Observe();
    if (seen.ok() && !run.ok()) seen.value().failure = run.error().message;
    return seen;
  }

  bool HasCommand(const std::string& image) const {
    base::Result<std::string> text =
        programs_.Docker({"image", "inspect", image}, kCommandSeconds);
    if (!text.ok()) return true;
    base::Result<JsonValue> json = formats::ParseJson(text.value(), {});
    if (!json.ok()) return true;
    const JsonValue& config = json.value().At(0)["Config"];
    return config["Cmd"].size() > 0 || config["Entrypoint"].size() > 0;
  }

  base::Status Copy(const std::vector<std::string>& paths,
                    const std::vector<FileChange>& changes) const {
    for (const std::string& path : paths) {
      if (!files_.Exists(path)) continue;
      base::Status copied = base::CopyTree(path, copies_ + path);
      if (!copied.ok()) return copied;
    }
    for (const FileChange& change : changes) {
      std::string path = base::AbsolutePath(change.path);
      bool copied = std::any_of(paths.begin(), paths.end(),
                                [&](const std::string& folder) {
                                  return base::LiesIn(path, folder);
                                });
      if (!copied) continue;
      base::Status written = base::WriteInto(
          copies_ + path, change.after, change.mode != 0 ? change.mode : 0644);
      if (!written.ok()) return written;
    }
    return base::Ok{};
  }

  // A later build takes the name from an image: it goes by its id.
  void RememberImages() {
    for (const std::string& name : std::set<std::string>(images_)) {
      base::Result<std::string> id = programs_.Docker(
          {"image", "inspect", "--format", "{{.Id}}", name}, kCommandSeconds);
      if (id.ok()) images_.emplace(base::Trim(id.value()));
    }
  }

  base::Result<Behaviour> NotStarted(std::string_view what,
                                     const base::Error& error) const {
    if (Ended() || error.code == base::ErrorCode::kNotFound) return error;
    return Behaviour{.failure = std::string(what) + Masked(error.message)};
  }

  static base::Error Interrupted() {
    return {base::ErrorCode::kIo, "interrupted"};
  }

  std::string Masked(std::string_view text) const {
    return WithoutSecrets(
        base::ReplaceAll(base::ReplaceAll(text, copies_, ""), name_, "stack"),
        twin_.secrets);
  }

  base::Result<Behaviour> Observe() {
    Clock::time_point begin = Clock::now();
    Clock::time_point changed = begin;
    std::string last;
    Behaviour seen;
    while (true) {
      if (Ended()) return Interrupted();
      base::Result<std::vector<ServiceState>> states = programs_.Look(label_);
      if (!states.ok()) return std::move(states).error();
      seen.services = std::move(states).value();
      std::string text;
      for (const ServiceState& state : seen.services) {
        text += DescribeState(state) + "\n";
      }
      if (text != last) changed = Clock::now();
      last = std::move(text);
      seen.seconds = Seconds(begin);
      bool settled = Seconds(changed) >= kStableSeconds && !IsStarting(seen);
      if (IsLost(seen) || (settled && IsEnough(seen))) break;
      if (seen.seconds >= prove_.timeout_seconds) break;
      std::this_thread::sleep_for(kLookEvery);
    }
    for (ServiceState& state : seen.services) {
      state.log = Masked(programs_.Log(state.container));
    }
    return seen;
  }

  bool IsStarting(const Behaviour& seen) const {
    for (const ServiceState& state : seen.services) {
      if (state.health == "starting" || state.status == "created") return true;
      if (!state.running() || !state.ports_known) continue;
      if (seen.seconds > kPortSeconds) continue;
      auto promised = twin_.ports.find(state.service);
      if (promised == twin_.ports.end() || expected_ != nullptr) continue;
      for (const std::string& port : promised->second) {
        if (!Listens(state, port)) return true;
      }
    }
    return false;
  }

  static bool Listens(const ServiceState& state, std::string_view port) {
    return std::any_of(
        state.ports.begin(), state.ports.end(), [&](const std::string& open) {
          return open == port || open.ends_with(base::Format(":{}", port));
        });
  }

  // A service has ended or begun anew that did not before: it never will do
  // what it did.
  bool IsLost(const Behaviour& seen) const {
    if (expected_ == nullptr) return false;
    return std::any_of(expected_->services.begin(), expected_->services.end(),
                       [&](const ServiceState& before) {
                         const ServiceState* now = seen.Find(before.service);
                         if (now == nullptr) return false;
                         bool ended = now->status == "exited";
                         return (now->restarts > 0 && before.restarts == 0) ||
                                (ended && before.running()) ||
                                (ended && before.status == "exited" &&
                                 now->exit_code != before.exit_code);
                       });
  }

  // The stack does what it did before, or had its time.
  bool IsEnough(const Behaviour& seen) const {
    return expected_ == nullptr || Differences(*expected_, seen).empty() ||
           seen.seconds >=
               std::max(kLeastPatience, kPatienceFactor * expected_->seconds);
  }

  // By label, whatever was made of it; also after an interruption.
  void RemoveAll() {
    if (label_.empty()) return;
    for (const char* kind : {"container", "network", "volume"}) {
      std::vector<std::string> args = {kind, "rm"};
      if (std::string_view(kind) == "container") {
        args.insert(args.end(), {"-f", "-v"});
      }
      std::vector<std::string> ids = programs_.Ids(kind, label_);
      if (ids.empty()) continue;
      args.insert(args.end(), ids.begin(), ids.end());
      programs_.Clean(args);
    }
    label_.clear();
  }

  const CheckOptions& options_;
  const base::FileSystem& files_;
  ProveOptions prove_;
  DockerPrograms programs_;
  std::set<std::string> images_;  // names and ids
  // Of the start that is on.
  std::string name_;
  std::string copies_;
  std::string label_;
  Twin twin_;
  const Behaviour* expected_ = nullptr;
};

}  // namespace

base::Result<std::unique_ptr<StackStarter>> ConnectDocker(
    const CheckOptions& options, const base::FileSystem& files,
    const ProveOptions& prove) {
  base::Result<DockerPrograms> programs = DockerPrograms::Connect(prove.cancel);
  if (!programs.ok()) return std::move(programs).error();
  std::unique_ptr<StackStarter> starter = std::make_unique<DockerStarter>(
      options, files, prove, std::move(programs).value());
  return starter;
}

}  // namespace bulkhead::engine
