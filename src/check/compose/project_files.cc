// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Files that a project refers to: whether they are there, and who reads them.
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/compose/built_image.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;

constexpr std::uint32_t kOwnerRead = 0400;
constexpr std::uint32_t kGroupRead = 0040;
constexpr std::uint32_t kOthersRead = 0004;

const FileFacts* FactsOf(const ComposeContext& context, std::string_view path) {
  return base::IsAbsolute(path) ? context.files->Find(base::NormalPath(path))
                                : nullptr;
}

// A file by its name, where there is nothing that could tell: "nginx.conf",
// not "data" and not "conf.d".
bool LooksLikeFile(std::string_view path) {
  std::string_view name = base::BaseName(path);
  std::size_t dot = name.rfind('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < name.size() &&
         name.size() - dot <= 6 && name.substr(dot) != ".d" &&
         std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dot) + 1,
                     name.end(), &base::IsAlpha);
}

// Secrets and configs whose file is of this kind.
void ReportEntries(const ComposeContext& context, FileFacts::Kind kind,
                   std::string_view what, Findings& out) {
  for (std::string_view key : {"secrets", "configs"}) {
    for (const ComposeEntry& entry : context.project.root[key].entries()) {
      const ComposeNode& path = entry.value["file"];
      if (path.IsEmpty() || context.IsUnknown(path)) continue;
      const FileFacts* facts = FactsOf(context, path.Text());
      if (facts == nullptr || facts->kind != kind) continue;
      ReportAt(path, base::Format("{}.{}.file", key, entry.key),
               base::Format("{} {} is read from {}, which {}",
                            key == "secrets" ? "secret" : "config",
                            base::Printable(entry.key),
                            base::Printable(path.Text()), what),
               out);
    }
  }
}

void FileMissing(const ComposeContext& context, Findings& out) {
  if (context.files == nullptr) return;
  ReportEntries(context, FileFacts::Kind::kMissing, "does not exist", out);
  for (const ComposeService& service : context.services) {
    for (const ComposeMount& mount : service.mounts) {
      if (!mount.is_bind() || !mount.known) continue;
      const FileFacts* facts = FactsOf(context, mount.source);
      if (facts == nullptr || facts->kind != FileFacts::Kind::kMissing) {
        continue;
      }
      const ComposeNode& creates = (*mount.node)["bind"]["create_host_path"];
      bool is_created = !creates.IsBool() || creates.True();
      // A missing folder that Docker makes is how many projects start.
      if (is_created && !LooksLikeFile(mount.source) &&
          !LooksLikeFile(mount.target)) {
        continue;
      }
      model::Finding& finding = ReportAt(
          *mount.node, mount.object,
          base::Format("service {} mounts {}, which does not exist{}",
                       base::Printable(service.name),
                       base::Printable(mount.source),
                       is_created ? ": Docker makes an empty folder of that "
                                    "name, owned by root"
                                  : ""),
          out);
      finding.subject = base::Format("{} {}", service.Path(), mount.target);
    }
  }
}

// --- Folders in the place of files -------------------------------------------

// "nginx.conf", which nobody calls a folder; "conf.d" and "example.org" may be
// one.
bool IsNameOfFile(std::string_view path) {
  constexpr std::string_view kEndings[] = {
      ".cfg",        ".cnf", ".conf", ".crt", ".env", ".ini",
      ".json",       ".key", ".pem",  ".sh",  ".sql", ".toml",
      ".properties", ".xml", ".yml",  ".yaml"};
  std::string_view name = base::BaseName(path);
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [name](std::string_view ending) {
                       return name.size() > ending.size() &&
                              name.ends_with(ending);
                     });
}

void FolderForFile(const ComposeContext& context, Findings& out) {
  if (context.files == nullptr) return;
  ReportEntries(context, FileFacts::Kind::kFolder,
                "is a folder, expected a file", out);
  for (const ComposeService& service : context.services) {
    for (const ComposeMount& mount : service.mounts) {
      if (!mount.is_bind() || !mount.known || !IsNameOfFile(mount.source) ||
          !IsNameOfFile(mount.target)) {
        continue;
      }
      const FileFacts* facts = FactsOf(context, mount.source);
      if (facts == nullptr || facts->kind != FileFacts::Kind::kFolder) continue;
      model::Finding& finding = ReportAt(
          *mount.node, mount.object,
          base::Format("service {} mounts {} on {}, but it is a folder, "
                       "expected a file",
                       base::Printable(service.name),
                       base::Printable(mount.source),
                       base::Printable(mount.target)),
          out);
      finding.subject = base::Format("{} {}", service.Path(), mount.target);
    }
  }
}

// --- Who may read secrets ----------------------------------------------------

void SecretReadable(const ComposeContext& context, Findings& out) {
  if (context.files == nullptr) return;
  for (const ComposeEntry& entry : context.project.root["secrets"].entries()) {
    const ComposeNode& path = entry.value["file"];
    if (path.IsEmpty() || context.IsUnknown(path)) continue;
    const FileFacts* facts = FactsOf(context, path.Text());
    if (facts == nullptr || facts->kind != FileFacts::Kind::kFile) continue;
    bool others = (facts->mode & kOthersRead) != 0;
    if (!others && (facts->mode & kGroupRead) == 0) continue;
    model::Finding& finding = ReportAt(
        path, base::Format("secrets.{}.file", entry.key),
        base::Format("secret {} lies in {} with mode {:04o}: {} of the host "
                     "reads it",
                     base::Printable(entry.key), base::Printable(path.Text()),
                     facts->mode & 07777u,
                     others ? "every user" : "the whole group"),
        out);
    if (!others) finding.severity = model::Severity::kLow;
  }
}

// --- Files that the user of a service can't read -----------------------------

struct Identity {
  std::uint32_t user = 0;
  // nullopt: the image says which groups the user is in.
  std::optional<std::vector<std::uint32_t>> groups = {};
};

std::optional<std::uint32_t> Id(std::string_view text) {
  std::optional<long long> id = base::ParseInt(text);
  if (!id || *id < 0 || *id > 0xFFFFFFFFLL) return std::nullopt;
  return static_cast<std::uint32_t>(*id);
}

// The ids of a user that is not root; nullopt for names. Docker looks groups up
// in the image only where `user` names none.
std::optional<Identity> IdentityOf(const ComposeService& service,
                                   std::string_view user) {
  std::size_t colon = user.find(':');
  std::optional<std::uint32_t> id = Id(user.substr(0, colon));
  if (!id || *id == 0) return std::nullopt;
  Identity identity{.user = *id};
  if (colon == std::string_view::npos) return identity;
  std::vector<std::string> names = {std::string(user.substr(colon + 1))};
  for (const ComposeEntry& entry : service["group_add"].entries()) {
    names.push_back(entry.value.Scalar());
  }
  std::vector<std::uint32_t> groups;
  for (const std::string& name : names) {
    std::optional<std::uint32_t> group = Id(name);
    if (!group) return identity;
    groups.push_back(*group);
  }
  identity.groups = std::move(groups);
  return identity;
}

// Certain that it can't: where a group is not known, what a group may read
// counts as readable.
bool CannotRead(const FileFacts& facts, const Identity& identity) {
  bool is_folder = facts.kind == FileFacts::Kind::kFolder;
  if (!is_folder && facts.kind != FileFacts::Kind::kFile) return false;
  if (!facts.uid) return false;
  std::uint32_t read = kGroupRead | kOthersRead;
  if (facts.uid == identity.user) {
    read = kOwnerRead;
  } else if (identity.groups && facts.gid) {
    bool is_member = std::find(identity.groups->begin(), identity.groups->end(),
                               *facts.gid) != identity.groups->end();
    read = is_member ? kGroupRead : kOthersRead;
  }
  if ((facts.mode & read) == 0) return true;
  // The bit to enter a folder stands two places behind the one to read it.
  return is_folder && (facts.mode & (read >> 2)) == 0;
}

bool HasCapability(const ComposeService& service) {
  for (const ComposeEntry& entry : service["cap_add"].entries()) {
    std::string name = base::ToUpper(entry.value.Text());
    if (name == "ALL" || base::Contains(name, "DAC_")) return true;
  }
  return service["privileged"].True();
}

class Readable {
 public:
  Readable(const ComposeContext& context, const ComposeService& service,
           const Identity& identity, Findings& out)
      : context_(context), service_(service), identity_(identity), out_(out) {}

  void Look(std::string_view path, const ComposeNode& place,
            std::string object) {
    const FileFacts* facts = FactsOf(context_, path);
    if (facts == nullptr || !CannotRead(*facts, identity_)) return;
    model::Finding& finding = ReportAt(
        place, std::move(object),
        base::Format("service {} runs as user {}, who can't read {} (mode "
                     "{:04o}, user {})",
                     base::Printable(service_.name), identity_.user,
                     base::Printable(path), facts->mode & 07777u, *facts->uid),
        out_);
    finding.subject = base::Format("{} {}", service_.Path(), path);
  }

 private:
  const ComposeContext& context_;
  const ComposeService& service_;
  const Identity& identity_;
  Findings& out_;
};

void FileUnreadable(const ComposeContext& context, Findings& out) {
  if (context.files == nullptr) return;
  for (const ComposeService& service : context.services) {
    std::optional<std::string> name = StartUser(context, service);
    std::optional<Identity> user;
    if (name) user = IdentityOf(service, *name);
    // Namespaces of users and capabilities shift what the ids mean.
    if (!user || HasCapability(service)) continue;
    Readable readable(context, service, *user, out);
    for (const ComposeMount& mount : service.mounts) {
      if (!mount.is_bind() || !mount.known) continue;
      readable.Look(mount.source, *mount.node, mount.object);
    }
    for (std::string_view key : {"secrets", "configs"}) {
      std::size_t index = 0;
      for (const ComposeEntry& entry : service[key].entries()) {
        std::string object = service.Path(base::Format("{}[{}]", key, index++));
        const ComposeNode& path =
            context.project.root[key][entry.value["source"].Text()]["file"];
        if (path.IsEmpty() || context.IsUnknown(path)) continue;
        readable.Look(path.Text(), entry.value, std::move(object));
      }
    }
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/file-missing",
      .severity = model::Severity::kMedium,
      .title = "File that the project needs does not exist",
      .why = "The service does not start, or it starts with an empty folder in "
             "place of its configuration and runs with defaults.",
      .remedy = "Correct the path, or add the file; where it is made on the "
                "host, use the long syntax with create_host_path: false.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#volumes"},
      .no_fix = "which file was meant can't be told"},
     &FileMissing},
    {{.id = "compose/file-unreadable",
      .severity = model::Severity::kMedium,
      .title = "Mounted file that the user of the service can't read",
      .why = "The program fails at start, and the quick ways out are worse: "
             "root in the container, or a secret that all of the host reads.",
      .remedy = "Give the file to the user's id (chown), or run the service as "
                "the owner of the file.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#user"},
      .no_fix = "the file on the host must change"},
     &FileUnreadable},
    {{.id = "compose/folder-for-file",
      .severity = model::Severity::kMedium,
      .title = "Folder in the place of a file",
      .why = "Docker makes a folder where it finds nothing to mount; from then "
             "on the program finds no configuration and no secret, and fails "
             "or runs with defaults.",
      .remedy = "Remove the folder if it is empty, and put the file in its "
                "place.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#volumes"},
      .no_fix = "what the file is to hold can't be told"},
     &FolderForFile},
    {{.id = "compose/secret-file-readable",
      .severity = model::Severity::kMedium,
      .title = "File of a secret that others can read",
      .why = "Compose mounts the file as it is: every account on the host, and "
             "every program that runs there, reads the secret.",
      .remedy = "chmod 600 the file, or 400 and owned by the id that the "
                "service runs as.",
      .references = {"https://docs.docker.com/compose/how-tos/use-secrets/"},
      .no_fix = "the file on the host must change"},
     &SecretReadable},
};

}  // namespace

ComposeRules ProjectFilesRules() { return kRules; }

}  // namespace bulkhead::check
