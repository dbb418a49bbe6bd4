// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Files with secrets (.env, env_file, secrets) that lie where others get them:
// in the image, by a COPY of the folder they are in, or readable on the host.
#include <algorithm>
#include <set>

#include "base/fs.h"
#include "base/text.h"
#include "check/compose/built_image.h"
#include "check/compose/rules.h"
#include "check/dockerfile/dockerignore.h"
#include "check/dockerfile/secret_names.h"
#include "config/compose/dotenv.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeFileRole;
using config::ComposeNode;
using config::Instruction;

// A file that holds a secret: a variable of an env file, or all of it.
struct SecretFile {
  std::string path;
  std::string what;  // "the secret DB_PASSWORD", "the secret token"
  const base::Source* source = nullptr;  // of env files
  model::Range range;                    // of the variable
  std::string value = {};                // of the variable
};

bool IsSecret(const config::DotenvVariable& variable,
              const ComposeOptions& options) {
  SecretValue value = ClassifySecretValue(variable.value);
  if (value == SecretValue::kToken) return true;
  bool is_value = value == SecretValue::kPlain || value == SecretValue::kRandom;
  return is_value &&
         ClassifySecretName(variable.name, options.secret_names).strength ==
             NameStrength::kStrong;
}

// Env files of the project that hold a secret, each once.
std::vector<SecretFile> EnvFiles(const ComposeContext& context) {
  std::vector<SecretFile> out;
  for (const config::ComposeFileUse& file : context.project.files) {
    if (file.role != ComposeFileRole::kDotEnv &&
        file.role != ComposeFileRole::kEnvFile) {
      continue;
    }
    std::string path = base::NormalPath(file.source->path());
    bool is_known = std::any_of(
        out.begin(), out.end(),
        [&path](const SecretFile& other) { return other.path == path; });
    if (is_known) continue;
    base::Result<config::DotenvFile> parsed =
        config::ParseDotenv(*file.source, {}, {});
    if (!parsed.ok()) continue;
    for (const config::DotenvVariable& variable : parsed.value().variables) {
      if (!IsSecret(variable, context.options)) continue;
      out.push_back({.path = std::move(path),
                     .what = base::Format("the secret {}",
                                          base::Printable(variable.name)),
                     .source = file.source.get(),
                     .range = {variable.begin, variable.end},
                     .value = variable.value});
      break;
    }
  }
  return out;
}

std::vector<SecretFile> AllSecretFiles(const ComposeContext& context) {
  std::vector<SecretFile> out = EnvFiles(context);
  for (const ComposeEntry& entry : context.project.root["secrets"].entries()) {
    const ComposeNode& path = entry.value["file"];
    if (path.IsEmpty() || context.IsUnknown(path)) continue;
    out.push_back(
        {.path = base::NormalPath(path.Text()),
         .what = base::Format("the secret {}", base::Printable(entry.key)),
         .range = {}});
  }
  return out;
}

// --- Image -------------------------------------------------------------------

// .dockerignore of a build: the one that is read, or the one to make.
struct IgnoreFile {
  std::string path;
  std::string_view text;
};

// nullopt: not known whether there is one.
std::optional<IgnoreFile> IgnoreFileOf(const ComposeContext& context,
                                       const std::string& folder,
                                       std::string_view dockerfile) {
  std::string own =
      base::NormalPath(base::JoinPath(folder, dockerfile)) + ".dockerignore";
  std::string shared = base::JoinPath(folder, ".dockerignore");
  for (const std::string& path : {own, shared}) {
    const FileFacts* facts = context.files->Find(path);
    if (facts != nullptr && facts->kind == FileFacts::Kind::kFile) {
      if (facts->content == nullptr) return std::nullopt;
      return IgnoreFile{path, facts->content->text()};
    }
    if (facts == nullptr && path == shared) return std::nullopt;
  }
  return IgnoreFile{shared, {}};
}

// A line for the file at the end of .dockerignore, where the last line wins.
void OfferIgnore(const IgnoreFile& ignore, const std::string& path,
                 model::Finding& finding) {
  constexpr std::string_view kSpecial = "*?[]\\!#";
  if (path.find_first_of(kSpecial) != std::string::npos) return;
  std::size_t end = ignore.text.size();
  bool open = end > 0 && ignore.text.back() != '\n';
  SetFix(finding, false,
         base::Format("Leave {} out of the build", base::Printable(path)),
         {{ignore.path,
           {end, end},
           base::Format("{}{}\n", open ? "\n" : "", path)}});
}

// The COPY or ADD that takes a file of the context into the image; null: none
// for certain.
const Instruction* CopierOf(const ComposeService& service,
                            std::string_view path) {
  for (const Instruction* instruction : FinalInstructions(service)) {
    const config::CopyArgs* copy = instruction->copy();
    if (copy == nullptr || !copy->from.empty() || !copy->excludes.empty()) {
      continue;
    }
    for (const config::CopySource& source : copy->sources) {
      if (source.heredoc >= 0 || base::Contains(source.value, "$")) continue;
      std::string_view text = source.value;
      while (text.starts_with('/')) text.remove_prefix(1);
      std::string folder = base::NormalPath(text);
      bool takes = folder == "." || path == folder ||
                   (path.starts_with(folder) && path[folder.size()] == '/');
      if (takes) return instruction;
    }
  }
  return nullptr;
}

void ReportCopied(const ComposeService& service, const SecretFile& file,
                  const std::string& path, const Instruction& copier,
                  const IgnoreFile& ignore, Findings& out) {
  const base::Source& source = *service.build->file->source;
  model::Finding& finding = ReportAt(
      service["build"], service.Path("build"),
      base::Format("the image of service {} holds {} with {}: line {} of {} "
                   "copies it, and no .dockerignore leaves it out",
                   base::Printable(service.name), base::Printable(path),
                   file.what, source.At(copier.range.begin).line,
                   base::Printable(base::BaseName(source.path()))),
      out);
  finding.subject = base::Format("{} {}", service.Path(), path);
  Relate(finding, source, copier.range, "copied here");
  OfferIgnore(ignore, path, finding);
}

void SecretInImage(const ComposeContext& context, Findings& out) {
  std::set<std::string> reported;  // builds that services share by anchors
  if (context.files == nullptr || context.builds == nullptr) return;
  std::vector<SecretFile> files = AllSecretFiles(context);
  if (files.empty()) return;
  for (const ComposeService& service : context.services) {
    const ComposeNode& build = service["build"];
    if (FinalStage(service) == nullptr) continue;
    if (!base::IsAbsolute(build["context"].Text())) continue;
    std::string folder = base::NormalPath(build["context"].Text());
    std::optional<IgnoreFile> ignore =
        IgnoreFileOf(context, folder, build["dockerfile"].Text());
    if (!ignore) continue;
    Dockerignore rules = Dockerignore::Parse(ignore->text);
    for (const SecretFile& file : files) {
      std::string path = base::RelativePath(file.path, folder);
      if (path == file.path || path == "." || rules.Excludes(path)) continue;
      const Instruction* copier = CopierOf(service, path);
      if (copier == nullptr) continue;
      const config::ComposePlace& place = build.origin.Best();
      if (!reported
               .insert(base::Format("{}:{} {}", place.Text(), place.range.begin,
                                    path))
               .second) {
        continue;
      }
      ReportCopied(service, file, path, *copier, *ignore, out);
    }
  }
}

// --- Host --------------------------------------------------------------------

void EnvFileReadable(const ComposeContext& context, Findings& out) {
  constexpr std::uint32_t kOthersRead = 0004;
  if (context.files == nullptr) return;
  for (const SecretFile& file : EnvFiles(context)) {
    const FileFacts* facts = context.files->Find(file.path);
    if (facts == nullptr || facts->kind != FileFacts::Kind::kFile ||
        (facts->mode & kOthersRead) == 0) {
      continue;
    }
    model::Finding& finding = out.AddIn(
        *file.source, file.range, file.range,
        base::Format("{} holds {} with mode {:04o}: every user of the host "
                     "reads it",
                     base::Printable(base::BaseName(file.path)), file.what,
                     facts->mode & 07777u));
    finding.location.object = std::string(base::BaseName(file.path));
    finding.subject = finding.location.object;
    MarkSecret(finding, *file.source, file.range, file.value);
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/env-file-readable",
      .severity = model::Severity::kLow,
      .title = "Env file with secrets that every user can read",
      .why = "Every account on the host, and every program that runs there, "
             "reads the secrets of the services.",
      .remedy = "chmod 600 the file; better, move the secrets to files of "
                "their own and name them under secrets.",
      .references = {"https://docs.docker.com/compose/how-tos/"
                     "environment-variables/best-practices/"},
      .no_fix = "the file on the host must change"},
     &EnvFileReadable},
    {{.id = "compose/secret-file-in-image",
      .severity = model::Severity::kHigh,
      .title = "File with secrets that is copied into the image",
      .why = "Who can pull the image, or gets a shell in the container, reads "
             "the secrets; removing the file in a later layer does not help.",
      .remedy = "Name the file in .dockerignore, build the image anew and "
                "change the secrets.",
      .references = {"https://docs.docker.com/build/concepts/context/"
                     "#dockerignore-files"},
      .fix = model::FixKind::kUnsafe},
     &SecretInImage},
};

}  // namespace

ComposeRules SecretFilesRules() { return kRules; }

}  // namespace bulkhead::check
