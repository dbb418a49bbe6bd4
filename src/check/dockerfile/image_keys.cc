// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Keys that the build makes or believes, logins by ssh, and what protects git.
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/line_edits.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/span_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Word;

// ssh-keyscan whose answer is stored without a look at it.
void KeyscanTrust(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!command.Is("ssh-keyscan")) return;
    // The keys are compared with what is known.
    for (std::string_view check :
         {"ssh-keygen -l", "sha256sum", "grep ", "diff ", "cmp "}) {
      if (base::Contains(script.shell.text(), check)) return;
    }
    out.Add(script.InFile(command.range), script.outer->range,
            "ssh-keyscan believes whoever answers at the time of the build");
  });
}

bool IsTest(std::string_view path) {
  return base::Contains(path, "test") || base::Contains(path, "/tmp/");
}

// A later command of the RUN removes the file.
bool IsRemoved(const Script& script, std::string_view file) {
  for (const Command& command : script.shell.commands()) {
    if (!command.IsAnyOf("rm", "shred")) continue;
    for (const Word& word : command.args()) {
      if (word.value == file || base::GlobMatch(word.value, file, true)) {
        return true;
      }
    }
  }
  return false;
}

// The file that a command writes a private key to; "" where it makes none,
// "host keys" for all of a host's.
std::string PrivateKey(const Command& command) {
  auto value = [&](std::initializer_list<std::string_view> flags) {
    std::optional<config::FlagValue> found =
        config::FindFlagValue(command, flags);
    return found ? std::string(found->value) : std::string();
  };
  if (command.Is("ssh-keygen")) {
    if (command.HasArg("-A")) return "the host keys of sshd";
    for (std::string_view other : {"-l", "-y", "-R", "-F", "-H", "-e", "-i"}) {
      if (command.HasArg(other)) return "";
    }
    std::string file = value({"-f"});
    return file.empty() ? "~/.ssh/id_*" : file;
  }
  if (command.Is("openssl")) {
    if (command.args().empty()) return "";
    std::string_view verb = command.args().front().value;
    if (verb == "req" && config::HasFlag(command, "-newkey")) {
      return value({"-keyout"});
    }
    if (verb == "genrsa" || verb == "genpkey" ||
        (verb == "ecparam" && command.HasArg("-genkey"))) {
      return value({"-out"});
    }
  }
  if (command.Is("keytool") &&
      (command.HasArg("-genkey") || command.HasArg("-genkeypair"))) {
    return value({"-keystore"});
  }
  return command.Is("make-ssl-cert") ? "the snakeoil key" : "";
}

void KeyInImage(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!context.InFinalImage(script.stage) || command.in_conditional) return;
    std::string file = PrivateKey(command);
    if (file.empty() || IsTest(file) || IsRemoved(script, file)) return;
    out.Add(script.InFile(command.range), script.outer->range,
            base::Format("{} makes a private key that all copies of the image "
                         "share: {}",
                         command.name, base::Printable(file)));
  });
}

// Settings of sshd that open it: in a sed, an echo or a here document.
void OpenSshd(const DockerfileContext& context, Findings& out) {
  struct Setting {
    std::string_view text;
    std::string_view meaning;
    std::string_view instead;
  };
  constexpr Setting kSettings[] = {
      {"PermitRootLogin yes", "root may log in by a password",
       "PermitRootLogin prohibit-password"},
      {"PermitEmptyPasswords yes", "users without a password may log in",
       "PermitEmptyPasswords no"}};
  for (const Script& script : context.scripts) {
    if (!script.is_run() || script.exec_form) continue;
    if (!context.InFinalImage(script.stage)) continue;
    std::string_view text = script.shell.text();
    if (!base::Contains(text, "Permit")) continue;
    for (const Setting& setting : kSettings) {
      // The last one counts: `sed s/PermitRootLogin yes/... no/` names both.
      std::size_t at = text.rfind(setting.text);
      if (at == std::string_view::npos) continue;
      std::string_view key = setting.text.substr(0, setting.text.find(' '));
      std::size_t end = at + setting.text.size();
      if (base::Contains(text.substr(end), key)) continue;
      config::TextRange range{static_cast<std::uint32_t>(at),
                              static_cast<std::uint32_t>(end)};
      model::Finding& finding =
          out.Add(script.InFile(range), script.outer->range,
                  base::Format("sshd: {}", setting.meaning));
      // The text stands there once and in one piece.
      if (context.file.Text(script.InFile(range)) != setting.text ||
          text.find(setting.text) != at) {
        continue;
      }
      OfferFix(finding, false, base::Format("Write {}", setting.instead),
               {Replace(context, script.InFile(range),
                        std::string(setting.instead))});
    }
  }
}

void GitSafeDirectory(const DockerfileContext& context, Findings& out) {
  const bool followable = IsFollowable(context);
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!command.Is("git") || !command.HasArg("config")) return;
    if (!command.HasArg("safe.directory") || !command.HasArg("*")) return;
    if (!context.InFinalImage(script.stage)) return;
    model::Finding& finding = out.Add(
        script.InFile(command.range), script.outer->range,
        "git trusts the hooks and settings of every repository it finds");
    if (!followable) return;
    std::optional<std::string> folder = WorkdirAt(context, script.index);
    const config::Stage* target = context.evaluation.target();
    if (!folder && target != nullptr && target->workdir.set() &&
        target->workdir.value.known()) {
      folder = target->workdir.value.text;
    }
    if (!folder || *folder == "/" ||
        folder->find_first_of(" \\'\"") != std::string::npos) {
      return;
    }
    for (const Word& word : command.args()) {
      if (word.value != "*") continue;
      OfferFix(finding, false, base::Format("Trust {} only", *folder),
               ReplaceWord(context, script, word, *folder));
      return;
    }
  });
}

// The command of the RUN that changes something in the folder; null.
const Command* WriterInto(const Script& script, std::string_view folder) {
  const Command* writer = nullptr;
  for (const Command& command : script.shell.commands()) {
    if (!command.IsAnyOf("chown", "chmod", "mkdir", "cp", "mv", "touch", "ln",
                         "chgrp")) {
      continue;
    }
    for (const Word& word : command.args()) {
      if (word.known && word.value.starts_with('/') &&
          base::LiesIn(base::NormalPath(word.value), folder)) {
        writer = &command;
      }
    }
  }
  return writer;
}

// Moves VOLUME, with the comments right above it, behind the last RUN that
// changes one of its folders.
Edits MoveVolume(const DockerfileContext& context,
                 const config::Instruction& volume, int stage) {
  constexpr std::size_t kMostPaths = 20;  // each looks at all scripts
  if (volume.arguments.size() > kMostPaths) return {};
  std::size_t at = context.file.IndexOf(volume);
  const Script* last = nullptr;
  for (const config::Value& value :
       context.evaluation.ValuesOf(volume).arguments) {
    if (!value.known()) return {};
    for (const Script& script : context.scripts) {
      if (!script.is_run() || script.index <= at || script.stage != stage) {
        continue;
      }
      bool writes = WriterInto(script, base::NormalPath(value.text)) != nullptr;
      if (writes && (last == nullptr || last->index < script.index)) {
        last = &script;
      }
    }
  }
  if (last == nullptr) return {};
  const base::Source& source = *context.file.source;
  std::size_t begin = volume.range.begin;
  if (volume.comment_count > 0) {
    begin = context.file.comments[volume.first_comment].range.begin;
  }
  begin = source.LineStart(source.At(begin).line);
  std::string text(context.file.Text({begin, volume.range.end}));
  Edits edits = RemoveInstruction(context, volume);
  if (edits.size() != 1) return {};
  edits[0].range.begin = begin;
  text = base::ReplaceAll(text, "\r\n", "\n");
  // The indentation of its own lines stays.
  model::Edit insert = InsertBehind(context, *last->outer, "");
  std::string lines = base::ReplaceAll(text, "\n", LineEndingOf(source.text()));
  std::string_view ending = LineEndingOf(source.text());
  bool at_end = source.text().size() == insert.range.begin &&
                !source.text().ends_with('\n');
  insert.replacement =
      at_end ? std::string(ending) + lines : lines + std::string(ending);
  edits.push_back(std::move(insert));
  return edits;
}

// RUN that writes into a folder which an earlier VOLUME of the stage names.
void WriteIntoVolume(const DockerfileContext& context, Findings& out) {
  const config::Stage* target = context.evaluation.target();
  if (target == nullptr) return;
  for (const config::Setting& volume : target->volumes) {
    if (!volume.set() || !volume.value.known()) continue;
    std::string folder = base::NormalPath(volume.value.text);
    std::size_t at = context.file.IndexOf(*volume.from);
    if (at >= context.file.instructions.size() || folder == "/") continue;
    for (const Script& script : context.scripts) {
      if (!script.is_run() || script.index <= at ||
          script.stage != volume.stage) {
        continue;
      }
      const Command* writer = WriterInto(script, folder);
      if (writer == nullptr) continue;
      model::Finding& finding =
          out.Add(script.InFile(writer->range), script.outer->range,
                  base::Format("{} changes {}, a VOLUME by then: builders drop "
                               "such changes",
                               writer->name, base::Printable(folder)));
      OfferFix(finding, false, "Move VOLUME behind the change",
               MoveVolume(context, *volume.from, volume.stage));
      break;
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/git-safe-directory",
      .severity = model::Severity::kLow,
      .title = "git trusts all repositories",
      .why = "A repository that somebody else owns, such as a mounted one, "
             "runs commands of its own by hooks and settings in whoever calls "
             "git (CVE-2022-24765).",
      .remedy = "Name the folders that need it.",
      .fix = model::FixKind::kUnsafe},
     &GitSafeDirectory},
    {{.id = "dockerfile/key-in-image",
      .severity = model::Severity::kMedium,
      .title = "Private key that the build makes",
      .why = "Whoever pulls the image has the key: he reads the connections "
             "of all containers, or answers in their place.",
      .remedy = "Make the key when the container starts, or give it as a "
                "secret.",
      .no_fix = "when the key is made instead is a choice"},
     &WhenFollowable<&KeyInImage>},
    {{.id = "dockerfile/keyscan-trust",
      .severity = model::Severity::kLow,
      .title = "Host key that the build believes unseen",
      .why = "Whoever answers in place of the host while the image is built "
             "is trusted from then on.",
      .remedy = "Write the host's key, as its operator publishes it, into "
                "known_hosts; BuildKit's git sources know large hosts.",
      .no_fix = "the host's key must be taken from a trusted place"},
     &WhenFollowable<&KeyscanTrust>},
    {{.id = "dockerfile/open-sshd",
      .severity = model::Severity::kHigh,
      .title = "sshd that lets root in by a password",
      .why = "Passwords are guessed by machines at all hours; the first one "
             "that fits is root in the container.",
      .remedy = "Leave sshd out of the image, or allow keys only: "
                "PermitRootLogin prohibit-password.",
      .fix = model::FixKind::kUnsafe},
     &OpenSshd},
    {{.id = "dockerfile/write-into-volume",
      .severity = model::Severity::kLow,
      .title = "Change of a folder that is a VOLUME already",
      .why = "The legacy builder and other build tools drop the change, so "
             "owner and mode are not what the file says; BuildKit keeps it.",
      .remedy = "Move VOLUME behind the RUN.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#notes-about-specifying-volumes"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&WriteIntoVolume>},
};

}  // namespace

DockerfileRules ImageKeysRules() { return kRules; }

}  // namespace bulkhead::check
