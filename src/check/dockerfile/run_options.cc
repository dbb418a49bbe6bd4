// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Mounts and rights of RUN.
#include <algorithm>
#include <unordered_map>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Instruction;
using config::Mount;
using config::MountType;

// Calls visit(script, run) for every RUN, ONBUILD ones included.
template <typename Visitor>
void ForEachRun(const DockerfileContext& context, Visitor visit) {
  for (const Script& script : context.scripts) {
    const config::RunArgs* run = script.instruction->run();
    if (run != nullptr) visit(script, *run);
  }
}

Edits WithoutFlag(const DockerfileContext& context, const Script& script,
                  std::string_view name) {
  const config::Flag* flag = script.instruction->FindFlag(name);
  if (flag == nullptr) return {};
  return RemoveInstructionFlag(context, *flag);
}

void InsecureRun(const DockerfileContext& context, Findings& out) {
  ForEachRun(context, [&](const Script& script, const config::RunArgs& run) {
    if (run.security.value != "insecure") return;
    OfferFix(out.Add(run.security.range, script.outer->range,
                     "RUN --security=insecure runs with all capabilities and "
                     "devices of the host"),
             false, "Run it in the sandbox",
             WithoutFlag(context, script, "security"));
  });
}

void HostNetwork(const DockerfileContext& context, Findings& out) {
  ForEachRun(context, [&](const Script& script, const config::RunArgs& run) {
    if (run.network.value != "host") return;
    OfferFix(out.Add(run.network.range, script.outer->range,
                     "RUN --network=host sees all services of the build host"),
             false, "Run it in the network of the build",
             WithoutFlag(context, script, "network"));
  });
}

void OpenSecretMount(const DockerfileContext& context, Findings& out) {
  ForEachRun(context, [&](const Script& script, const config::RunArgs& run) {
    for (const Mount& mount : run.mounts) {
      if (mount.type != MountType::kSecret && mount.type != MountType::kSsh) {
        continue;
      }
      std::string_view mode = mount.mode.value;
      if (mode.empty() || !base::ParseInt(mode)) continue;
      if (((mode.back() - '0') & 4) == 0) continue;
      model::Finding& finding = out.Add(
          mount.mode.range, script.outer->range,
          base::Format("The {} mount has mode {}: every user of the build "
                       "reads it",
                       config::MountTypeName(mount.type),
                       base::Printable(mode)));
      SetFix(finding, false, "Leave it to its owner",
             {Replace(context, mount.mode.range, "0400")});
    }
  });
}

bool HasUserBefore(const DockerfileContext& context, const Script& script) {
  const config::Stage* stage = StageAt(context, script.stage);
  if (stage == nullptr) return true;
  for (const config::Stage* part : ChainOf(context, *stage)) {
    for (std::size_t i = part->begin; i < part->end && i < script.index; ++i) {
      if (context.file.instructions[i].Is(config::InstructionKind::kUser)) {
        return true;
      }
    }
  }
  return false;
}

std::string UserOfMount(const DockerfileContext& context, const Script& script,
                        const Mount& mount) {
  if (!mount.uid.empty()) return std::string(mount.uid.value);
  std::optional<std::string> user = UserAt(context, script.index);
  if (!user) {
    // Without USER it is root in all images that people build in.
    return HasUserBefore(context, script) ? "" : "root";
  }
  std::string name = user->substr(0, user->find(':'));
  return name == "0" ? "root" : name;
}

// The cache gets an id with the user's name.
Edits OwnCache(const DockerfileContext& context, const Mount& mount,
               std::string_view user) {
  bool plain = std::all_of(user.begin(), user.end(), [](char c) {
    return base::IsNameChar(c) || c == '-';
  });
  if (!plain || user.empty()) return {};
  if (!mount.id.empty()) {
    return {InsertAt(context, mount.id.range.end, base::Format("-{}", user))};
  }
  std::string_view target = mount.target.value;
  std::string_view written = context.file.Text(mount.range);
  if (HasVariable(target) ||
      written.find_first_of("\"'") != std::string_view::npos) {
    return {};
  }
  return {InsertAt(context, mount.range.end,
                   base::Format(",id={}-{}", target, user))};
}

void CacheOfSeveralUsers(const DockerfileContext& context, Findings& out) {
  std::unordered_map<std::string_view, std::string> user_of;  // by id
  ForEachRun(context, [&](const Script& script, const config::RunArgs& run) {
    for (const Mount& mount : run.mounts) {
      if (mount.type != MountType::kCache || mount.sharing.value == "private") {
        continue;
      }
      std::string_view id =
          mount.id.empty() ? mount.target.value : mount.id.value;
      std::string user = UserOfMount(context, script, mount);
      if (user.empty() || HasVariable(id)) continue;
      const std::string& first = user_of.try_emplace(id, user).first->second;
      if (first != user) {
        model::Finding& finding = out.Add(
            mount.range, script.outer->range,
            base::Format("The cache {} is used by {} here and by {} above",
                         base::Printable(id), base::Printable(user),
                         base::Printable(first)));
        OfferFix(finding, false, "Give the user a cache of its own",
                 OwnCache(context, mount, user));
        return;
      }
    }
  });
}

bool IsAptFolder(std::string_view target) {
  std::string path = base::NormalPath(target);
  return path == "/var/cache/apt" || path == "/var/lib/apt" ||
         path == "/var/lib/apt/lists" || path == "/var/cache/apt/archives";
}

void AptCacheUnlocked(const DockerfileContext& context, Findings& out) {
  ForEachRun(context, [&](const Script& script, const config::RunArgs& run) {
    for (const Mount& mount : run.mounts) {
      if (mount.type != MountType::kCache || !IsAptFolder(mount.target.value)) {
        continue;
      }
      if (mount.sharing.value == "locked" || mount.sharing.value == "private") {
        continue;
      }
      model::Finding& finding = out.Add(
          mount.range, script.outer->range,
          base::Format("The cache mount {} is open to several builds at once",
                       base::Printable(mount.target.value)));
      if (mount.sharing.empty()) {
        SetFix(finding, true, "Lock the cache",
               {InsertAt(context, mount.range.end, ",sharing=locked")});
      } else {
        SetFix(finding, true, "Lock the cache",
               {Replace(context, mount.sharing.range, "locked")});
      }
    }
  });
}

// Where the text says from `from` on that ssh takes any host key; npos:
// nowhere.
std::size_t HostKeyCheckOff(std::string_view text, std::size_t from,
                            std::size_t& length) {
  constexpr std::string_view kOption = "StrictHostKeyChecking";
  for (std::size_t at = text.find(kOption, from); at != std::string_view::npos;
       at = text.find(kOption, at + 1)) {
    std::size_t value = text.find_first_not_of("= \t", at + kOption.size());
    if (value == std::string_view::npos) return value;
    std::string_view rest = text.substr(value);
    if (rest.starts_with("no") || rest.starts_with("off")) {
      length = value + 2 - at;
      return at;
    }
  }
  return std::string_view::npos;
}

// Writes yes for every no in a text of the file that begins at `begin`. With
// its known hosts in /dev/null ssh would then never connect.
Edits CheckHostKeys(const DockerfileContext& context, std::string_view text,
                    std::size_t begin) {
  Edits edits;
  if (base::Contains(text, "UserKnownHostsFile")) return {};
  std::size_t length = 0;
  for (std::size_t at = HostKeyCheckOff(text, 0, length);
       at != std::string_view::npos;
       at = HostKeyCheckOff(text, at + length, length)) {
    std::size_t value = at + length - 2;
    std::size_t end = value + (text.substr(value).starts_with("off") ? 3 : 2);
    if (end < text.size() && base::IsNameChar(text[end])) return {};
    std::string_view line = text.substr(0, at);
    line = line.substr(line.rfind('\n') + 1);
    if (base::TrimLeft(line).starts_with('#')) continue;  // in a comment
    edits.push_back(Replace(context, {begin + value, begin + end}, "yes"));
  }
  return edits;
}

void HostKeyCheck(const DockerfileContext& context, Findings& out) {
  constexpr std::string_view kMessage =
      "ssh takes the key of any host: StrictHostKeyChecking is off";
  constexpr std::string_view kFix = "Take the keys of known hosts only";
  std::size_t length = 0;
  for (const Script& script : context.scripts) {
    if (script.exec_form) continue;
    std::size_t at = HostKeyCheckOff(script.shell.text(), 0, length);
    if (at == std::string_view::npos) continue;
    config::TextRange range{static_cast<std::uint32_t>(at),
                            static_cast<std::uint32_t>(at + length)};
    OfferFix(out.Add(script.InFile(range), script.outer->range,
                     std::string(kMessage)),
             false, std::string(kFix),
             CheckHostKeys(context, context.file.Text(script.outer->range),
                           script.outer->range.begin));
  }
  for (const Instruction& instruction : context.instructions()) {
    if (instruction.pairs() == nullptr) continue;
    for (const config::KeyValue& pair : instruction.pairs()->pairs) {
      if (HostKeyCheckOff(pair.value, 0, length) == std::string_view::npos) {
        continue;
      }
      OfferFix(out.Add(pair.range, instruction.range, std::string(kMessage)),
               false, std::string(kFix),
               CheckHostKeys(context, context.file.Text(pair.range),
                             pair.range.begin));
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/apt-cache-unlocked",
      .severity = model::Severity::kLow,
      .title = "Cache mount of apt that is not locked",
      .why = "apt needs its folders for itself: two builds at once fail, or "
             "leave a broken cache to all that follow.",
      .remedy = "Add sharing=locked.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#run---mounttypecache"},
      .fix = model::FixKind::kSafe},
     &AptCacheUnlocked},
    {{.id = "dockerfile/cache-of-several-users",
      .severity = model::Severity::kLow,
      .title = "Cache mount that several users share",
      .why = "What the weaker user writes into the cache, root runs later: "
             "one poisoned package crosses the border that USER draws. In the "
             "other direction the build fails for lack of rights.",
      .remedy = "Give each user its own cache: id=pip-app,uid=1000.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#run---mounttypecache"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&CacheOfSeveralUsers>},
    {{.id = "dockerfile/host-key-check-off",
      .severity = model::Severity::kMedium,
      .title = "ssh takes the key of any host",
      .why = "Whoever stands between the build and the server answers in its "
             "place: the build fetches the attacker's code.",
      .remedy = "Put the host's key into known_hosts from a trusted place; "
                "ADD git@host:repo.git and ssh mounts know the keys of "
                "large hosts.",
      .fix = model::FixKind::kUnsafe},
     &HostKeyCheck},
    {{.id = "dockerfile/insecure-run",
      .severity = model::Severity::kMedium,
      .title = "RUN without any isolation",
      .why = "Every line of code that the step runs, also that of packages, "
             "has root's rights on the build host, where other builds and "
             "their secrets are.",
      .remedy = "Leave --security=insecure out; most tools have a mode "
                "without privileges.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#run---security"},
      .fix = model::FixKind::kUnsafe},
     &InsecureRun},
    {{.id = "dockerfile/run-host-network",
      .severity = model::Severity::kLow,
      .title = "RUN in the network of the build host",
      .why = "The step reaches what listens on localhost of the build host, "
             "such as metadata services, databases and the Docker API.",
      .remedy = "Leave --network=host out, or use none where nothing is "
                "fetched.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#run---network"},
      .fix = model::FixKind::kUnsafe},
     &HostNetwork},
    {{.id = "dockerfile/secret-mount-mode",
      .severity = model::Severity::kLow,
      .title = "Secret mount that every user may read",
      .why = "The default is 0400; with this mode a package's script that "
             "dropped its rights reads the secret, too.",
      .remedy = "Leave mode out, and give uid= for the user that needs it.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#run---mounttypesecret"},
      .fix = model::FixKind::kUnsafe},
     &OpenSecretMount},
};

}  // namespace

DockerfileRules RunOptionsRules() { return kRules; }

}  // namespace bulkhead::check
