// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Files that more users may write than is good.
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Word;

bool IsOctal(std::string_view mode) {
  return mode.size() >= 3 && mode.size() <= 5 &&
         std::all_of(mode.begin(), mode.end(),
                     [](char c) { return c >= '0' && c <= '7'; });
}

// Everybody may write, and the sticky bit does not protect the files.
bool IsWorldWritable(std::string_view mode) {
  if (IsOctal(mode)) {
    bool sticky = mode.size() >= 4 && ((mode[mode.size() - 4] - '0') & 1) != 0;
    return ((mode.back() - '0') & 2) != 0 && !sticky;
  }
  for (std::string_view part : base::Split(mode, ',')) {
    std::size_t op = part.find_first_of("+=");
    if (op == std::string_view::npos) continue;
    std::string_view who = part.substr(0, op);
    std::string_view what = part.substr(op + 1);
    // Without a class the umask keeps others out.
    bool others = base::Contains(who, "a") || base::Contains(who, "o");
    if (others && base::Contains(what, "w") && !base::Contains(mode, "t")) {
      return true;
    }
  }
  return false;
}

// The mode without the right of others to write.
std::string Narrowed(std::string_view mode) {
  std::string out(mode);
  if (!IsOctal(mode)) return "";
  out.back() = static_cast<char>(((out.back() - '0') & ~2) + '0');
  char& group = out[out.size() - 2];
  group = static_cast<char>(((group - '0') & ~2) + '0');
  return out;
}

// chmod's mode word; null where it can't be told.
const Word* ModeOf(const Command& command) {
  for (const Word& word : command.args()) {
    std::string_view text = word.value;
    // -R, but not -w: that is a mode.
    if (text.starts_with("--")) {
      if (text.starts_with("--reference")) return nullptr;
      continue;
    }
    if (text.size() > 1 && text[0] == '-' &&
        text.find_first_of("Rcfv") != std::string_view::npos) {
      continue;
    }
    return word.known ? &word : nullptr;
  }
  return nullptr;
}

// Places where everybody may write by design.
bool IsSharedPlace(std::string_view path) {
  return base::LiesIn(path, "/tmp") || base::LiesIn(path, "/var/tmp") ||
         base::LiesIn(path, "/dev") || base::LiesIn(path, "/run/lock");
}

bool IsAccountFile(std::string_view path) {
  return path == "/etc/passwd" || path == "/etc/group" ||
         path == "/etc/shadow" || path == "/etc/gshadow" ||
         path == "/etc/sudoers" || base::LiesIn(path, "/etc/sudoers.d");
}

std::vector<std::string_view> PathsOf(const Command& command,
                                      const Word& mode) {
  std::vector<std::string_view> paths;
  for (const Word& word : command.args()) {
    if (&word <= &mode || word.value.starts_with('-')) continue;
    paths.push_back(word.value);
  }
  return paths;
}

void WorldWritable(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!command.Is("chmod") || !context.InFinalImage(script.stage)) return;
    const Word* mode = ModeOf(command);
    if (mode == nullptr || !IsWorldWritable(mode->value)) return;
    std::vector<std::string_view> paths = PathsOf(command, *mode);
    if (paths.empty() ||
        std::all_of(paths.begin(), paths.end(), IsSharedPlace) ||
        std::any_of(paths.begin(), paths.end(), IsAccountFile)) {
      return;
    }
    model::Finding& finding =
        out.Add(script.InFile(command.range), script.outer->range,
                base::Format("chmod {} lets every user write {}",
                             base::Printable(mode->value),
                             base::Printable(paths.front())));
    model::Range word = script.InFile(mode->range);
    std::string narrowed = Narrowed(mode->value);
    if (!narrowed.empty() && !script.exec_form &&
        context.file.Text(word) == mode->value) {
      SetFix(finding, false, "Let only the owner write",
             {Replace(context, word, std::move(narrowed))});
    }
  });
}

void WorldWritableCopy(const DockerfileContext& context, Findings& out) {
  for (const config::Instruction& instruction : context.instructions()) {
    const config::CopyArgs* copy = instruction.copy();
    if (copy == nullptr ||
        !context.InFinalImage(context.StageIndexOf(instruction))) {
      continue;
    }
    std::string_view mode = copy->chmod.value;
    if (!IsWorldWritable(mode)) continue;
    model::Finding& finding =
        out.Add(copy->chmod.range, instruction.range,
                base::Format("--chmod={} lets every user write what {} brings",
                             base::Printable(mode),
                             config::KeywordOf(instruction.kind)));
    std::string narrowed = Narrowed(mode);
    if (!narrowed.empty() && context.file.Text(copy->chmod.range) == mode) {
      SetFix(finding, false, "Let only the owner write",
             {Replace(context, copy->chmod.range, std::move(narrowed))});
    }
  }
}

// Others or the group may write.
bool IsGroupWritable(std::string_view mode) {
  if (IsOctal(mode)) return ((mode[mode.size() - 2] - '0') & 2) != 0;
  for (std::string_view part : base::Split(mode, ',')) {
    std::size_t op = part.find_first_of("+=");
    if (op == std::string_view::npos) continue;
    std::string_view who = part.substr(0, op);
    std::string_view what = part.substr(op + 1);
    bool group =
        who.empty() || base::Contains(who, "a") || base::Contains(who, "g");
    if (group && (base::Contains(what, "w") || what == "u")) return true;
  }
  return false;
}

// The mode without the right of others and the group to write; where it is not
// a number, the paths go from the command, or all of it.
void FixWritableAccounts(const DockerfileContext& context, const Script& script,
                         const Command& command, const Word& mode,
                         model::Finding& finding) {
  std::vector<const Word*> ours;
  bool all = true;
  for (const Word& word : command.args()) {
    if (&word <= &mode || word.value.starts_with('-')) continue;
    if (IsAccountFile(word.value)) {
      ours.push_back(&word);
    } else {
      all = false;
    }
  }
  std::string narrowed = Narrowed(mode.value);
  if (!all) {
    OfferFix(finding, false, "Leave the mode of the account files alone",
             RemoveWords(context, script, command, ours));
  } else if (!narrowed.empty()) {
    OfferFix(finding, false, "Let only root write",
             ReplaceWord(context, script, mode, std::move(narrowed)));
  } else {
    OfferFix(finding, false, "Leave the mode of the account files alone",
             RemoveCommand(context, script, command));
  }
}

void WritableAccounts(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!command.Is("chmod") || !context.InFinalImage(script.stage)) return;
    const Word* mode = ModeOf(command);
    if (mode == nullptr) return;
    bool others = IsWorldWritable(mode->value);
    if (!others && !IsGroupWritable(mode->value)) return;
    for (std::string_view path : PathsOf(command, *mode)) {
      if (!IsAccountFile(path)) continue;
      model::Finding& finding = out.Add(
          script.InFile(command.range), script.outer->range,
          base::Format(
              "chmod {} lets {} write {}", base::Printable(mode->value),
              others ? "every user" : "the group root", base::Printable(path)));
      if (others) finding.severity = model::Severity::kHigh;
      FixWritableAccounts(context, script, command, *mode, finding);
      return;
    }
  });
}

void OpenUmask(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!command.Is("umask") || command.args().size() != 1) return;
    std::string_view mask = command.args().front().value;
    if (!IsOctal(mask) && mask != "0" && mask != "00") return;
    if (((mask.back() - '0') & 2) != 0) return;
    model::Finding& finding =
        out.Add(script.InFile(command.range), script.outer->range,
                base::Format("After umask {} every user may write the files "
                             "that are made",
                             base::Printable(mask)));
    OfferFix(finding, false, "Let only the owner write",
             ReplaceWord(context, script, command.args().front(), "022"));
  });
}

constexpr std::string_view kDangerous[] = {
    "cap_sys_admin",  "cap_setuid",       "cap_setgid",
    "cap_sys_ptrace", "cap_dac_override", "cap_dac_read_search",
    "cap_sys_module", "cap_chown",        "cap_fowner",
    "cap_sys_rawio",  "cap_setfcap",      "cap_bpf"};

// A list such as cap_a,cap_b+ep without what is dangerous; "" where nothing of
// it is left, or it is not such a list.
std::string HarmlessPart(std::string_view text) {
  std::size_t op = text.find_first_of("+=");
  if (op == std::string_view::npos) return "";
  std::vector<std::string_view> kept;
  for (std::string_view name : base::Split(text.substr(0, op), ',')) {
    std::string lower = base::ToLower(name);
    if (!lower.starts_with("cap_")) return "";
    if (std::find(std::begin(kDangerous), std::end(kDangerous), lower) ==
        std::end(kDangerous)) {
      kept.push_back(name);
    }
  }
  if (kept.empty()) return "";
  return base::Join(kept, ",") + std::string(text.substr(op));
}

// setcap with a capability that is as good as root.
void DangerousCapability(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!command.Is("setcap") || !context.InFinalImage(script.stage)) return;
    for (const Word& word : command.args()) {
      std::string lower = base::ToLower(word.value);
      if (lower.starts_with("-")) continue;
      std::string_view found;
      for (std::string_view name : kDangerous) {
        if (base::Contains(lower, name)) found = name;
      }
      if (lower.starts_with("all=") || lower.starts_with("=")) {
        found = "all capabilities";
      }
      if (found.empty()) continue;
      model::Finding& finding =
          out.Add(script.InFile(command.range), script.outer->range,
                  base::Format("setcap gives {} to {}", found,
                               base::Printable(command.args().back().value)));
      std::string rest = HarmlessPart(word.value);
      OfferFix(finding, false, "Leave the capability out",
               rest.empty() ? RemoveCommand(context, script, command)
                            : ReplaceWord(context, script, word, rest));
      return;
    }
  });
}

constexpr std::string_view kWhyWritable =
    "Whoever takes over any process of the container, or another user in it, "
    "replaces the program or its configuration and waits for a more powerful "
    "one to run it.";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/dangerous-file-capability",
      .severity = model::Severity::kMedium,
      .title = "Program with a capability that leads to root",
      .why = "Every user of the container who may start the program gets the "
             "capability, as with a setuid bit: USER is no protection then.",
      .remedy = "Give the capability to the container (cap_add) that needs "
                "it, or a smaller one, such as cap_net_bind_service.",
      .fix = model::FixKind::kUnsafe},
     &DangerousCapability},
    {{.id = "dockerfile/open-umask",
      .severity = model::Severity::kLow,
      .title = "umask that lets everybody write",
      .why = kWhyWritable,
      .remedy = "Leave the umask at 022, and open single files.",
      .fix = model::FixKind::kUnsafe},
     &OpenUmask},
    {{.id = "dockerfile/world-writable",
      .severity = model::Severity::kMedium,
      .title = "Files that every user may write",
      .why = kWhyWritable,
      .remedy = "Give them to the user of the process (chown, COPY --chown), "
                "and let only the owner write.",
      .fix = model::FixKind::kUnsafe},
     &WorldWritable},
    {{.id = "dockerfile/world-writable-copy",
      .severity = model::Severity::kMedium,
      .title = "COPY of files that every user may write",
      .why = kWhyWritable,
      .remedy = "Use --chown for the user of the process, and --chmod=755 or "
                "less.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#copy---chown---chmod"},
      .fix = model::FixKind::kUnsafe},
     &WorldWritableCopy},
    {{.id = "dockerfile/writable-passwd",
      .severity = model::Severity::kMedium,
      .title = "Account files that others than root may write",
      .why = "One line in /etc/passwd makes a user with the id 0: whoever may "
             "write the file becomes root in the container (CVE-2019-19355 "
             "and its like).",
      .remedy = "Leave the files at 644. Programs that need a name for their "
                "id get it by nss_wrapper, or from the container's runtime.",
      .fix = model::FixKind::kUnsafe},
     &WritableAccounts},
};

}  // namespace

DockerfileRules PermissionsRules() { return kRules; }

}  // namespace bulkhead::check
