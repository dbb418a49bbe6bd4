// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Folders that an image writes to, against what the service mounts.
#include "check/compose/image_writes.h"

#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/compose/built_image.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"
#include "config/shell/commands.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;

// What the service puts on a path: volumes, tmpfs, or a mount above or below.
class Mounted {
 public:
  explicit Mounted(const ComposeContext& context,
                   const ComposeService& service) {
    for (const ComposeMount& mount : service.mounts) {
      known_ = known_ && mount.known;
      Add(mount.target);
    }
    const ComposeNode& tmpfs = service["tmpfs"];
    known_ = known_ && !context.IsUnknown(tmpfs);
    if (tmpfs.IsString()) Add(tmpfs.Text());
    for (const ComposeEntry& entry : tmpfs.entries()) {
      known_ = known_ && !context.IsUnknown(entry.value);
      Add(entry.value.Text());
    }
    // Mounts of other containers are not looked at.
    known_ = known_ && service["volumes_from"].IsEmpty();
  }

  // False: nothing can be said of what is not covered.
  [[nodiscard]] bool known() const { return known_; }

  // A mount on a folder below counts: the author took care of this path.
  [[nodiscard]] bool Covers(std::string_view path) const {
    return std::any_of(
        targets_.begin(), targets_.end(), [&](const std::string& target) {
          return base::LiesIn(path, target) || base::LiesIn(target, path);
        });
  }

 private:
  void Add(std::string_view target) {
    std::string path = base::NormalPath(target.substr(0, target.find(':')));
    // /run and /var/run are one folder in nearly every image.
    if (base::LiesIn(path, "/var/run")) path.erase(0, 4);
    targets_.push_back(std::move(path));
  }

  std::vector<std::string> targets_;
  bool known_ = true;
};

std::string Folded(std::string_view path) {
  std::string folded = base::NormalPath(path);
  if (base::LiesIn(folded, "/var/run")) folded.erase(0, 4);
  return folded;
}

// Folders that exist in order to be written to, by their place or name.
bool IsDataFolder(std::string_view path) {
  constexpr std::string_view kPlaces[] = {"/data",    "/run",     "/var/cache",
                                          "/var/lib", "/var/log", "/var/spool"};
  constexpr std::string_view kNames[] = {
      "cache", "data",  "db",    "log",     "logs",   "pids",
      "run",   "spool", "state", "storage", "upload", "uploads"};
  // Belong to package managers: nobody writes to them while it runs.
  constexpr std::string_view kPackages[] = {"/var/cache/apk", "/var/cache/apt",
                                            "/var/lib/apt", "/var/lib/dpkg"};
  for (std::string_view folder : kPackages) {
    if (base::LiesIn(path, folder)) return false;
  }
  for (std::string_view place : kPlaces) {
    if (path != place && base::LiesIn(path, place)) return true;
  }
  std::string_view name = base::BaseName(path);
  return path == "/data" || std::find(std::begin(kNames), std::end(kNames),
                                      name) != std::end(kNames);
}

void AddFolder(std::string_view path, std::vector<std::string>* out) {
  if (!base::IsAbsolute(path)) return;
  std::string folded = Folded(path);
  if (!IsDataFolder(folded)) return;
  if (std::find(out->begin(), out->end(), folded) == out->end()) {
    out->push_back(std::move(folded));
  }
}

// Data folders that a RUN makes or gives to somebody.
void AddFoldersOfRun(const config::Instruction& run,
                     std::vector<std::string>* out) {
  const config::ScriptText* text = config::ScriptOf(run);
  if (text == nullptr) return;
  config::ShellScript script =
      config::ParseShell(text->text, config::ShellDialect::kSh);
  for (const config::Command& command : script.commands()) {
    bool is_chown = command.Is("chown");
    bool is_install =
        command.Is("install") && config::HasFlag(command, "-d", "--directory");
    if (!is_chown && !is_install && !command.Is("mkdir")) continue;
    std::size_t index = 0;
    for (const config::Word* word :
         config::Positionals(command, {"-m", "--mode", "-o", "-g", "--owner",
                                       "--group", "--reference", "--from"})) {
      // The first word of chown is the owner.
      bool is_owner = is_chown && index++ == 0;
      if (is_owner || !word->known || word->glob) continue;
      AddFolder(word->value, out);
    }
  }
}

// What a known image writes to; a VOLUME is never read-only.
std::vector<std::string> FoldersOfFacts(const ImageFacts* facts) {
  std::vector<std::string> out;
  if (facts == nullptr) return out;
  for (std::string_view path : facts->writable) {
    bool is_volume = std::any_of(
        facts->volumes.begin(), facts->volumes.end(),
        [path](std::string_view volume) { return base::LiesIn(path, volume); });
    if (!is_volume) out.emplace_back(path);
  }
  return out;
}

// The program of the base image is what runs.
bool RunsAsItsBase(const ComposeService& service) {
  const config::Stage* stage = FinalStage(service);
  return stage != nullptr && !stage->entrypoint.set() && !stage->cmd.set() &&
         service["entrypoint"].IsEmpty() && service["command"].IsEmpty();
}

std::vector<std::string> WrittenFolders(const ComposeService& service) {
  if (!service.is_built()) return FoldersOfFacts(service.facts);
  std::vector<std::string> out;
  if (RunsAsItsBase(service)) out = FoldersOfFacts(BaseFacts(service));
  for (const config::Instruction* instruction : FinalInstructions(service)) {
    AddFoldersOfRun(*instruction, &out);
  }
  // A VOLUME gets an anonymous volume, which is never read-only.
  if (const config::Stage* stage = FinalStage(service)) {
    for (const config::Setting& volume : stage->volumes) {
      if (!volume.value.known()) return {};
      std::erase_if(out, [&](const std::string& path) {
        return base::LiesIn(Folded(path), Folded(volume.value.text));
      });
    }
  }
  return out;
}

void ReadOnlyWrites(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& read_only = service["read_only"];
    if (!read_only.True()) continue;
    std::vector<std::string> open = UnmountedWrites(context, service);
    if (open.empty()) continue;
    model::Finding& finding = ReportAt(
        read_only, service.Path("read_only"),
        base::Format("service {} is read-only, but {} writes to {}, where "
                     "it mounts no volume or tmpfs",
                     base::Printable(service.name), ImageInWords(service),
                     base::Printable(base::Join(open, ", "))),
        out);
    if (std::all_of(open.begin(), open.end(), &MayBeTmpfs)) {
      Offer(finding, false, "Mount a tmpfs there",
            AddToList(service, "tmpfs", open));
    }
  }
}

void AnonymousVolume(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const config::Stage* stage = FinalStage(service);
    if (stage == nullptr) continue;
    Mounted mounted(context, service);
    if (!mounted.known()) continue;
    for (const config::Setting& volume : stage->volumes) {
      if (!volume.value.known() || !base::IsAbsolute(volume.value.text)) {
        continue;
      }
      if (mounted.Covers(Folded(volume.value.text))) continue;
      model::Finding& finding = ReportService(
          service,
          base::Format("service {} mounts nothing on {}, a VOLUME of its "
                       "Dockerfile: its data lies in an anonymous volume",
                       base::Printable(service.name),
                       base::Printable(volume.value.text)),
          out);
      finding.subject =
          base::Format("{} {}", service.Path(), volume.value.text);
    }
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/anonymous-volume",
      .severity = model::Severity::kLow,
      .title = "VOLUME of the Dockerfile that the service does not mount",
      .why = "Docker makes a volume without a name for it. It is lost from "
             "sight with the container: nobody backs it up, and old ones with "
             "their data stay on the disk.",
      .remedy = "Mount a named volume on the path, or a tmpfs where the data "
                "need not stay.",
      .references = {"https://docs.docker.com/engine/storage/volumes/"
                     "#named-and-anonymous-volumes"},
      .no_fix = "whether the data must stay can't be told from the files"},
     &AnonymousVolume},
    {{.id = "compose/read-only-writes",
      .severity = model::Severity::kMedium,
      .title = "Read-only service whose image writes to its file system",
      .why = "The program fails at its first write, and read_only is then the "
             "line that gets removed instead of the gap being closed.",
      .remedy = "Mount a named volume on the folder: a new one begins with "
                "what the image has there. A tmpfs begins empty and hides it: "
                "take one for /run, /tmp and caches.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#read_only",
                     "https://docs.docker.com/reference/compose-file/services/"
                     "#tmpfs"},
      .fix = model::FixKind::kUnsafe},
     &ReadOnlyWrites},
};

}  // namespace

std::vector<std::string> UnmountedWrites(const ComposeContext& context,
                                         const ComposeService& service) {
  Mounted mounted(context, service);
  if (!mounted.known()) return {};
  std::vector<std::string> open = WrittenFolders(service);
  std::erase_if(open, [&](const std::string& path) {
    return mounted.Covers(Folded(path));
  });
  return open;
}

bool MayBeTmpfs(std::string_view path) {
  std::string folded = Folded(path);
  bool is_volatile =
      base::LiesIn(folded, "/run") || base::LiesIn(path, "/var/cache") ||
      base::LiesIn(path, "/tmp") || base::LiesIn(path, "/var/tmp");
  return is_volatile && std::all_of(path.begin(), path.end(), [](char c) {
           return base::IsNameChar(c) || c == '/' || c == '-' || c == '.';
         });
}

ComposeRules ImageWritesRules() { return kRules; }

}  // namespace bulkhead::check
