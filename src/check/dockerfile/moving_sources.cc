// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What a build fetches under a name that moves, and keys that nobody compared.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/apt_key_edits.h"
#include "check/dockerfile/index_updates.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::DownloadOperation;
using config::InstructionKind;
using config::Word;

bool IsMovingRef(std::string_view ref) {
  return ref == "main" || ref == "master" || ref == "HEAD" ||
         ref == "develop" || ref == "trunk" || ref == "latest" ||
         ref == "refs/heads/main" || ref == "refs/heads/master";
}

// The RUN goes to a commit by other words than those that DownloadOperation
// knows.
bool SelectsCommit(const Script& script) {
  for (const Command& command : script.shell.commands()) {
    if (!command.Is("git")) continue;
    for (const Word& word : command.args()) {
      if (word.value == "checkout" || word.value == "reset" ||
          word.value == "switch" || word.value == "fetch" ||
          word.value == "describe" || word.value == "rev-list") {
        return true;
      }
    }
  }
  return false;
}

void GitOfRun(const Script& script, Findings& out) {
  for (const DownloadOperation& download : script.downloads) {
    if (download.tool != config::Downloader::kGit || download.urls.empty()) {
      continue;
    }
    if (!download.command->HasArg("clone")) continue;
    bool moving = IsMovingRef(download.git_ref);
    if (!moving && (!download.git_ref.empty() || SelectsCommit(script))) {
      continue;
    }
    const Word& url = *download.urls.front();
    out.Add(script.InFile(url.range), script.outer->range,
            moving ? base::Format("git clone of {} takes the moving ref {}",
                                  base::Printable(url.value),
                                  base::Printable(download.git_ref))
                   : base::Format("git clone of {} takes the newest commit",
                                  base::Printable(url.value)));
  }
}

void MovingGitRef(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (script.is_run()) GitOfRun(script, out);
  }
  for (const config::Instruction& instruction : context.instructions()) {
    if (!instruction.Is(InstructionKind::kAdd)) continue;
    if (instruction.copy() == nullptr) continue;
    const std::vector<config::Value>& values =
        context.evaluation.ValuesOf(instruction).arguments;
    for (std::size_t i = 0; i < instruction.copy()->sources.size(); ++i) {
      if (i >= values.size() || !values[i].known()) continue;
      std::string_view url = values[i].text;
      std::size_t hash = url.find('#');
      std::string_view path = url.substr(0, hash);
      bool git = path.ends_with(".git") &&
                 (path.starts_with("http") || path.starts_with("git"));
      if (!git || base::Contains(path, "?")) continue;
      std::string_view ref =
          hash == std::string_view::npos ? "" : url.substr(hash + 1);
      ref = ref.substr(0, ref.find(':'));
      if (!ref.empty() && !IsMovingRef(ref)) continue;
      out.Add(instruction.copy()->sources[i].range, instruction.range,
              ref.empty()
                  ? base::Format("ADD of {} takes the newest commit",
                                 base::Printable(path))
                  : base::Format("ADD of {} takes the moving ref {}",
                                 base::Printable(path), base::Printable(ref)));
    }
  }
}

// The part of an address that says "whatever is newest"; "" without one.
std::string_view MovingPart(std::string_view url) {
  for (std::string_view part :
       {"/releases/latest/", "/refs/heads/", "/archive/master.",
        "/archive/main.", "/tarball/master", "/zipball/master", "/raw/master/",
        "/raw/main/", "/blob/master/", "-latest.tar", "/latest.tar",
        "/latest.zip", "-latest.zip"}) {
    if (base::Contains(url, part)) return part;
  }
  bool raw = base::Contains(url, "raw.githubusercontent.com") ||
             base::Contains(url, "raw.github.com");
  for (std::string_view part : {"/master/", "/main/", "/HEAD/"}) {
    if (raw && base::Contains(url, part)) return part;
  }
  return "";
}

void ReportMoving(model::Range range, model::Range construct,
                  std::string_view url, Findings& out) {
  std::string_view part = MovingPart(url);
  if (part.empty()) return;
  out.Add(range, construct,
          base::Format("{} is another file tomorrow: {}", base::Printable(url),
                       part));
}

void MovingDownload(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run() || script.downloads.empty()) continue;
    // A sum fails the build when the file changes.
    if (config::VerifiesDownload(script.shell)) continue;
    for (const DownloadOperation& download : script.downloads) {
      if (download.sends_data) continue;
      for (const Word* url : download.urls) {
        ReportMoving(script.InFile(url->range), script.outer->range, url->value,
                     out);
      }
    }
  }
  for (const config::Instruction& instruction : context.instructions()) {
    const config::CopyArgs* add = instruction.copy();
    if (!instruction.Is(InstructionKind::kAdd) || add == nullptr) continue;
    if (!add->checksum.empty()) continue;
    const std::vector<config::Value>& values =
        context.evaluation.ValuesOf(instruction).arguments;
    for (std::size_t i = 0; i < add->sources.size() && i < values.size(); ++i) {
      if (!base::Contains(values[i].text, "://")) continue;
      ReportMoving(add->sources[i].range, instruction.range, values[i].text,
                   out);
    }
  }
}

void AptKey(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!command.Is("apt-key")) return;
    if (!command.HasArg("add") && !command.HasArg("adv")) return;
    OfferFix(out.Add(script.InFile(command.range), script.outer->range,
                     "apt-key lets the key sign packages of every repository"),
             false, "Store the key for its source alone",
             SignBySource(context, script, command));
  });
}

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return base::IsDigit(c) || (base::Lower(c) >= 'a' && base::Lower(c) <= 'f');
  });
}

void ShortKeyId(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!command.IsAnyOf("gpg", "gpg2", "apt-key")) return;
    bool receive = command.HasArg("--recv-keys") ||
                   command.HasArg("--recv-key") || command.HasArg("--recv");
    if (!receive) return;
    for (const Word& word : command.args()) {
      std::string_view id = word.value;
      if (!word.known) continue;
      base::ConsumePrefix(id, "0x");
      if ((id.size() != 8 && id.size() != 16) || !IsHex(id)) continue;
      model::Finding& finding =
          out.Add(script.InFile(word.range), script.outer->range,
                  base::Format("The key {} is named by {} of 40 digits",
                               base::Printable(word.value), id.size()));
      if (id.size() == 16) finding.severity = model::Severity::kLow;
      return;
    }
  });
}

// apk upgrade -U, pacman -Syu: a later install needs the index it fetched.
bool FetchesForOthers(const DockerfileContext& context, const Script& script,
                      const config::PackageOperation& upgrade) {
  if (!upgrade.updates_index && upgrade.manager != config::Manager::kPacman) {
    return false;
  }
  for (const Script& later : context.scripts) {
    if (later.index < script.index) continue;
    for (const config::PackageOperation& other : later.packages) {
      bool behind = later.index > script.index ||
                    other.command->index > upgrade.command->index;
      if (behind && other.manager == upgrade.manager &&
          other.action == config::PackageAction::kInstall && !other.no_cache &&
          !other.updates_index) {
        return true;
      }
    }
  }
  return false;
}

void UpgradeInBuild(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const config::PackageOperation& operation : script.packages) {
      bool system = operation.manager <= config::Manager::kPacman;
      if (!system || !operation.packages.empty() ||
          operation.action != config::PackageAction::kUpgrade) {
        continue;
      }
      model::Finding& finding =
          out.Add(script.InFile(operation.command->range), script.outer->range,
                  base::Format("{} {} makes another image every day",
                               config::InfoOf(operation.manager).name,
                               base::Printable(operation.verb)));
      if (!IsFollowable(context) ||
          FetchesForOthers(context, script, operation)) {
        continue;
      }
      OfferFix(finding, false, "Take what the base image has",
               RemoveUpgrade(context, script, operation));
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/apt-key",
      .severity = model::Severity::kLow,
      .title = "Key that apt trusts for all repositories",
      .why = "The owner of the key, or who steals it, may replace any package "
             "of the distribution; apt-key is gone from Debian 13.",
      .remedy = "Put the key into /etc/apt/keyrings and name it in the source: "
                "deb [signed-by=/etc/apt/keyrings/x.asc] ...",
      .references = {"https://manpages.debian.org/bookworm/apt/"
                     "apt-key.8.en.html"},
      .fix = model::FixKind::kUnsafe},
     &AptKey},
    {{.id = "dockerfile/moving-download",
      .severity = model::Severity::kLow,
      .title = "Download of whatever is newest",
      .why = "Two builds of one file differ, a broken or malicious release is "
             "in the image on the same day, and no sum can be checked.",
      .remedy = "Name a released version, and check its sum.",
      .no_fix = "which version was tested is not in the file"},
     &MovingDownload},
    {{.id = "dockerfile/moving-git-ref",
      .severity = model::Severity::kLow,
      .title = "Source from a git ref that moves",
      .why = "Everybody who may push to the branch changes the image, and two "
             "builds of one file differ.",
      .remedy = "Name a tag, or better a commit: git checkout SHA, ADD "
                "https://host/repo.git#SHA.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#adding-files-from-a-git-repository"},
      .no_fix = "which commit was tested is not in the file"},
     &WhenFollowable<&MovingGitRef>},
    {{.id = "dockerfile/short-key-id",
      .severity = model::Severity::kMedium,
      .title = "Signing key named by a short id",
      .why = "Keys with a wanted short id are made within minutes; a key "
             "server then hands out both, and the attacker's packages have a "
             "valid signature.",
      .remedy = "Name the key by its whole fingerprint of 40 digits.",
      .no_fix = "the fingerprint must be taken from a trusted place"},
     &ShortKeyId},
    {{.id = "dockerfile/upgrade-in-build",
      .severity = model::Severity::kInfo,
      .title = "Upgrade of all packages in the build",
      .why = "Two builds of one file differ, and the cache keeps the state of "
             "some old day; the layer holds every upgraded file twice.",
      .remedy = "Take a newer base image, which has the updates, and rebuild "
                "regularly.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#rebuild-your-images-often"},
      .fix = model::FixKind::kUnsafe},
     &UpgradeInBuild},
};

}  // namespace

DockerfileRules MovingSourcesRules() { return kRules; }

}  // namespace bulkhead::check
