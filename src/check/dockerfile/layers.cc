// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Layers only add: what a later instruction changes or removes is still in the
// image.
#include <algorithm>
#include <utility>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/accounts.h"
#include "check/dockerfile/mount_edits.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Instruction;
using config::Stage;
using config::Word;

// The COPY and ADD of the final image, in order, with known words.
std::vector<CopiedFiles> FinalCopies(const DockerfileContext& context) {
  std::vector<CopiedFiles> copies;
  const Stage* target = context.evaluation.target();
  if (target == nullptr) return copies;
  for (const Stage* part : ChainOf(context, *target)) {
    for (std::size_t i = part->begin; i < part->end; ++i) {
      if (context.file.instructions[i].copy() == nullptr) continue;
      std::optional<CopiedFiles> files = CopyAt(context, i);
      if (files) copies.push_back(std::move(*files));
    }
  }
  return copies;
}

// Calls visit(script, command, paths) for commands of the final image with one
// of `programs`, and the absolute paths that its arguments name.
template <typename Visitor>
void ForEachFinal(const DockerfileContext& context,
                  std::initializer_list<std::string_view> programs,
                  Visitor visit) {
  for (const Script& script : context.scripts) {
    if (!script.is_run() || !context.InFinalImage(script.stage)) continue;
    if (script.instruction != script.outer) continue;
    std::optional<std::string> folder;
    bool looked = false;
    for (const Command& command : script.shell.commands()) {
      if (command.Is("cd")) break;  // names start from somewhere else
      if (!command.IsAnyOf(programs)) continue;
      if (!looked) folder = WorkdirAt(context, script.index);
      looked = true;
      std::vector<std::string> paths;
      // Owner or mode come first.
      bool first = command.IsAnyOf("chown", "chgrp", "chmod");
      for (const Word* word : config::Positionals(command)) {
        if (std::exchange(first, false) || !word->known) continue;
        std::string path = AbsolutePath(word->value, folder);
        if (!path.empty()) paths.push_back(std::move(path));
      }
      visit(script, command, paths);
    }
  }
}

// A whole folder that a COPY before the RUN filled, as far as its words tell.
const CopiedFiles* FilledBefore(const std::vector<CopiedFiles>& copies,
                                const Script& script, std::string_view path) {
  for (const CopiedFiles& files : copies) {
    if (files.index >= script.index) break;
    bool covers =
        base::LiesIn(files.dest, path) || base::LiesIn(path, files.dest);
    if (!covers || files.dest == "/") continue;
    // Single files are small: package.json and the like.
    bool one = std::all_of(files.sources.begin(), files.sources.end(),
                           [](const std::string& source) {
                             std::string_view name = NameOf(source);
                             return base::Contains(name, ".") && name != ".";
                           });
    if (!one) return &files;
  }
  return nullptr;
}

// A mode in numbers, or USER[:GROUP], that COPY understands.
bool IsForCopy(std::string_view word, bool is_mode) {
  if (is_mode) {
    return word.size() >= 3 && word.size() <= 4 &&
           std::all_of(word.begin(), word.end(),
                       [](char c) { return c >= '0' && c <= '7'; });
  }
  return !word.empty() && word.front() != ':' && word.back() != ':' &&
         std::all_of(word.begin(), word.end(), [](char c) {
           return base::IsNameChar(c) || c == '-' || c == ':';
         });
}

// The accounts of USER:GROUP exist before the instruction: by number, by the
// image, or by an earlier RUN.
bool ExistsBefore(const DockerfileContext& context, std::string_view owner,
                  std::size_t index) {
  const Stage* stage =
      context.evaluation.StageOf(context.file.instructions[index]);
  Accounts all = AccountsOf(context, *stage);
  Accounts before = AccountsOf(context, *stage, index);
  if (all.unknown) return false;
  std::string_view user = owner.substr(0, owner.find(':'));
  bool known =
      all.FindUser(user) == nullptr || before.FindUser(user) != nullptr;
  if (user.size() == owner.size()) return known;
  std::string_view group = owner.substr(user.size() + 1);
  auto has = [&](const Accounts& accounts) {
    return accounts.FindGroup(group) != nullptr ||
           (group == user && accounts.FindUser(user) != nullptr);
  };
  return known && (!has(all) || has(before));
}

// The COPYs that fill the folder get the owner or mode, and the command keeps
// to the folder itself, as long as no other step changes files in between.
Edits GiveToCopies(const DockerfileContext& context,
                   const std::vector<CopiedFiles>& copies, const Script& script,
                   const Command& command, std::string_view path) {
  std::string_view flag = command.Is("chmod") ? "chmod" : "chown";
  std::vector<const Word*> words = config::Positionals(command);
  if (command.Is("chgrp") || words.size() != 2 || command.index > 0 ||
      !words[0]->known || !IsForCopy(words[0]->value, flag == "chmod")) {
    return {};
  }
  Edits edits = RemoveFlag(context, script, command, {"-R", "--recursive"});
  if (edits.size() != 1) return {};
  std::size_t first = script.index;
  for (const CopiedFiles& files : copies) {
    if (files.index >= script.index || !base::LiesIn(files.dest, path))
      continue;
    const Instruction& copy = *files.instruction;
    if (!copy.Is(config::InstructionKind::kCopy) ||
        !copy.copy()->chown.value.empty() ||
        !copy.copy()->chmod.value.empty() || copy.onbuild() != nullptr ||
        context.StageIndexOf(copy) != script.stage) {
      return {};
    }
    first = std::min(first, files.index);
    edits.push_back(
        InsertAt(context, copy.keyword_range.end,
                 base::Format(" --{}={}", flag, std::string(words[0]->value))));
  }
  if (first == script.index) return {};
  std::span<const Instruction> between =
      context.instructions().subspan(first, script.index - first);
  bool runs = std::any_of(
      between.begin(), between.end(), [](const Instruction& instruction) {
        return instruction.Is(config::InstructionKind::kRun);
      });
  if (runs) return {};
  // Copies with words that are not known may fill it, too.
  for (std::size_t i = first; i < script.index; ++i) {
    if (context.file.instructions[i].copy() != nullptr && !CopyAt(context, i)) {
      return {};
    }
  }
  bool owner = flag == "chown";
  if (owner && !ExistsBefore(context, words[0]->value, first)) return {};
  return edits;
}

void ReportRecursive(const DockerfileContext& context,
                     std::initializer_list<std::string_view> programs,
                     Findings& out) {
  std::vector<CopiedFiles> copies;
  bool collected = false;
  ForEachFinal(
      context, programs,
      [&](const Script& script, const Command& command,
          const std::vector<std::string>& paths) {
        if (!config::HasFlag(command, "-R", "--recursive")) return;
        if (!collected) copies = FinalCopies(context);
        collected = true;
        for (const std::string& path : paths) {
          const CopiedFiles* files = FilledBefore(copies, script, path);
          if (files == nullptr) continue;
          const Instruction& copy = *files->instruction;
          model::Finding& finding = out.Add(
              script.InFile(command.range), script.outer->range,
              base::Format("{} -R {} stores what {} brought a second time",
                           command.name, base::Printable(path),
                           config::KeywordOf(copy.kind)));
          Relate(context, finding, copy.range, "the files come from here");
          OfferFix(finding, false,
                   base::Format("Give {} to COPY",
                                command.Is("chmod") ? "the mode" : "the owner"),
                   GiveToCopies(context, copies, script, command, path));
          return;
        }
      });
}

void RecursiveChown(const DockerfileContext& context, Findings& out) {
  ReportRecursive(context, {"chown", "chgrp"}, out);
}
void RecursiveChmod(const DockerfileContext& context, Findings& out) {
  ReportRecursive(context, {"chmod"}, out);
}

// Files whose content is a secret by their name.
bool IsSecretName(std::string_view name) {
  for (std::string_view secret :
       {"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", ".npmrc", ".netrc",
        ".pypirc", ".git-credentials", ".dockercfg", ".env", "credentials",
        "kubeconfig", ".pgpass", ".yarnrc.yml", "auth.json"}) {
    if (name == secret) return true;
  }
  for (std::string_view end :
       {".pem", ".key", ".p12", ".pfx", ".jks", ".kdbx", ".keystore"}) {
    if (name.ends_with(end)) return true;
  }
  return name.starts_with(".env.") && !base::Contains(name, "example");
}

// The file that `removed` (a path, perhaps a pattern) takes away of a COPY; ""
// where there is none.
std::string RemovedFile(const CopiedFiles& files, std::string_view removed) {
  for (const std::string& source : files.sources) {
    if (source.find_first_of("*?[") != std::string::npos) continue;
    std::string path = files.dest;
    std::string_view name = NameOf(source);
    bool unpacked = files.instruction->Is(config::InstructionKind::kAdd) &&
                    base::Contains(name, ".t") &&
                    !base::Contains(source, "://");
    if (unpacked || name == "." || name == "/") continue;
    if (files.dest_is_folder) {
      // A folder's content goes to the destination itself.
      if (!base::Contains(name, ".")) continue;
      path = base::NormalPath(base::Format("{}/{}", path, name));
    }
    if (base::LiesIn(path, removed) || base::GlobMatch(removed, path, true)) {
      return path;
    }
  }
  return "";
}

// What the file is called where it comes from, or where it goes.
bool HoldsSecret(const CopiedFiles& files, std::string_view path) {
  if (IsSecretName(NameOf(path))) return true;
  return files.sources.size() == 1 && IsSecretName(NameOf(files.sources[0]));
}

void ReportRemoved(const DockerfileContext& context, bool secret,
                   Findings& out) {
  std::vector<CopiedFiles> copies;
  bool collected = false;
  ForEachFinal(
      context, {"rm", "shred", "unlink"},
      [&](const Script& script, const Command& command,
          const std::vector<std::string>& paths) {
        if (!collected) copies = FinalCopies(context);
        collected = true;
        for (const std::string& path : paths) {
          for (const CopiedFiles& files : copies) {
            if (files.index >= script.index) break;
            std::string file = RemovedFile(files, path);
            if (file.empty() || HoldsSecret(files, file) != secret) continue;
            model::Finding& finding = out.Add(
                script.InFile(command.range), script.outer->range,
                base::Format("{} hides {}, which stays in the layer of {}",
                             command.name, base::Printable(file),
                             config::KeywordOf(files.instruction->kind)));
            Relate(context, finding, files.instruction->range,
                   "the file comes from here");
            OfferFix(
                finding, false,
                secret ? "Mount it as a secret, which docker build "
                         "--secret must bring"
                       : "Mount it where it is used",
                MountInstead(context, files, file, script, command, secret));
            return;
          }
        }
      });
}

void RemovedLater(const DockerfileContext& context, Findings& out) {
  ReportRemoved(context, false, out);
}
void SecretRemovedLater(const DockerfileContext& context, Findings& out) {
  ReportRemoved(context, true, out);
}

constexpr std::string_view kWhyTwice =
    "A layer holds every file whose owner or mode changes as a whole: the "
    "image carries the files twice, is pulled twice as slowly, and keeps the "
    "old state.";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/recursive-chmod-after-copy",
      .severity = model::Severity::kLow,
      .title = "chmod -R of files that an earlier COPY brought",
      .why = kWhyTwice,
      .remedy = "Give the mode to COPY --chmod=..., or set it in the stage or "
                "folder that the files come from.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#copy---chown---chmod"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&RecursiveChmod>},
    {{.id = "dockerfile/recursive-chown-after-copy",
      .severity = model::Severity::kLow,
      .title = "chown -R of files that an earlier COPY brought",
      .why = kWhyTwice,
      .remedy = "Give the owner to COPY --chown=USER:GROUP.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#copy---chown---chmod"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&RecursiveChown>},
    {{.id = "dockerfile/removed-in-later-layer",
      .severity = model::Severity::kLow,
      .title = "File that a later instruction removes",
      .why = "The file is hidden, not gone: the image is no smaller, and "
             "everybody can take the file out of its layer.",
      .remedy = "Use RUN --mount=type=bind for what only the build needs, or "
                "do all of it in an earlier stage.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#run---mounttypebind"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&RemovedLater>},
    {{.id = "dockerfile/secret-removed-later",
      .severity = model::Severity::kHigh,
      .title = "Secret file that a later instruction removes",
      .why = "The secret stays in the layer that brought it: whoever pulls "
             "the image reads it with docker save.",
      .remedy = "Use RUN --mount=type=secret, which leaves nothing behind, and "
                "change the secret if the image was ever pushed.",
      .references = {"https://docs.docker.com/build/building/secrets/"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&SecretRemovedLater>},
};

}  // namespace

DockerfileRules LayersRules() { return kRules; }

}  // namespace bulkhead::check
