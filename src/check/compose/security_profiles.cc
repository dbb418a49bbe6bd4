// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Seccomp and AppArmor profiles that security_opt names. A seccomp profile is
// read as far as moby does before it hands it to the kernel
// (profiles/seccomp/seccomp_linux.go): whether Docker accepts it, and whether
// it forbids anything.
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using formats::JsonValue;  // what config::ComposeValue gives

constexpr std::string_view kActions[] = {
    "SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO",        "SCMP_ACT_KILL",
    "SCMP_ACT_LOG",   "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD",
    "SCMP_ACT_TRACE", "SCMP_ACT_NOTIFY",       "SCMP_ACT_TRAP"};

bool IsAction(std::string_view text) {
  return std::find(std::begin(kActions), std::end(kActions), text) !=
         std::end(kActions);
}
bool Allows(std::string_view action) {
  return action == "SCMP_ACT_ALLOW" || action == "SCMP_ACT_LOG";
}

// What is wrong with a profile; both empty: nothing.
struct ProfileFault {
  std::string unusable;  // Docker refuses it, or no program runs under it
  std::string open;      // it forbids nothing, or only what it lists
  bool allows_all = false;
};

std::string FaultOfRules(const JsonValue& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const JsonValue& rule = rules.At(i);
    std::string_view action = rule["action"].String();
    if (!IsAction(action)) {
      return base::Format(
          "syscalls[{}] has the action \"{}\", which does not "
          "exist",
          i, base::Printable(action));
    }
    if (rule["names"].size() > 0 && !rule["name"].String().empty()) {
      return base::Format("syscalls[{}] has both name and names", i);
    }
  }
  return {};
}

// System calls of rules that go against the default; args narrow them.
std::size_t CountExceptions(const JsonValue& rules, bool default_allows) {
  std::size_t count = 0;
  for (const JsonValue& rule : rules.Elements()) {
    if (Allows(rule["action"].String()) == default_allows) continue;
    count += rule["names"].size();
    if (!rule["name"].String().empty()) ++count;
  }
  return count;
}

// System calls that every program begins or ends with. Without arch_prctl no
// thread-local storage: glibc, musl and Go's runtime give up at once.
struct NeededCall {
  std::string_view name;
  std::string_view architecture;  // "" for all
};
constexpr NeededCall kNeeded[] = {
    {"execve", ""}, {"exit_group", ""}, {"arch_prctl", "SCMP_ARCH_X86_64"}};

bool IsAllowed(const JsonValue& rules, std::string_view call) {
  for (const JsonValue& rule : rules.Elements()) {
    if (!Allows(rule["action"].String())) continue;
    if (rule["name"].String() == call) return true;
    for (const JsonValue& name : rule["names"].Elements()) {
      if (name.String() == call) return true;
    }
  }
  return false;
}

bool IsFor(const JsonValue& profile, std::string_view architecture) {
  if (architecture.empty()) return true;
  for (const JsonValue& own : profile["architectures"].Elements()) {
    if (own.String() == architecture) return true;
  }
  for (const JsonValue& own : profile["archMap"].Elements()) {
    if (own["architecture"].String() == architecture) return true;
  }
  return false;
}

// Of a profile that forbids what it does not list; "" for none.
std::string_view MissingCall(const JsonValue& profile) {
  for (const NeededCall& call : kNeeded) {
    if (IsFor(profile, call.architecture) &&
        !IsAllowed(profile["syscalls"], call.name)) {
      return call.name;
    }
  }
  return {};
}

ProfileFault FaultOf(const JsonValue& profile) {
  ProfileFault fault;
  if (!profile.IsObject()) {
    fault.unusable =
        base::Format("it holds {} {}, not an object",
                     profile.IsArray() ? "an" : "a", profile.TypeName());
    return fault;
  }
  const JsonValue& action = profile["defaultAction"];
  const JsonValue& rules = profile["syscalls"];
  if (action.String().empty()) {
    fault.unusable = "it has no defaultAction";
  } else if (!IsAction(action.String())) {
    fault.unusable = base::Format("its defaultAction \"{}\" does not exist",
                                  base::Printable(action.String()));
  } else if (profile["architectures"].size() > 0 &&
             profile["archMap"].size() > 0) {
    fault.unusable = "it has both architectures and archMap";
  } else if (!rules.IsNull() && !rules.IsArray()) {
    fault.unusable = "its syscalls are no list";
  } else {
    fault.unusable = FaultOfRules(rules);
  }
  if (!fault.unusable.empty()) return fault;
  bool default_allows = Allows(action.String());
  std::size_t exceptions = CountExceptions(rules, default_allows);
  if (!default_allows && exceptions == 0) {
    fault.unusable = "it allows no system call: no program starts";
  } else if (std::string_view call =
                 default_allows ? std::string_view() : MissingCall(profile);
             !call.empty()) {
    fault.unusable =
        base::Format("it does not allow {}: no program runs", call);
  } else if (default_allows) {
    fault.allows_all = exceptions == 0;
    fault.open = fault.allows_all
                     ? std::string("it forbids no system call")
                     : base::Format(
                           "it forbids {} system calls and allows all "
                           "others",
                           exceptions);
  }
  return fault;
}

// The value of an option of security_opt: "seccomp:x", "seccomp=x".
std::optional<std::string_view> OptionOf(std::string_view text,
                                         std::string_view name) {
  if (!base::ConsumePrefix(text, name) || text.empty()) return std::nullopt;
  if (text[0] != ':' && text[0] != '=') return std::nullopt;
  return text.substr(1);
}

struct NamedProfile {
  const ComposeService* service = nullptr;
  const ComposeNode* node = nullptr;
  std::string object;
  std::string_view value;
  std::string path;  // absolute
};

// Profiles of one kind that are named as files, or may be.
std::vector<NamedProfile> Profiles(const ComposeContext& context,
                                   std::string_view kind) {
  std::vector<NamedProfile> out;
  if (context.files == nullptr) return out;
  for (const ComposeService& service : context.services) {
    std::size_t index = 0;
    for (const ComposeEntry& entry : service["security_opt"].entries()) {
      std::string object =
          service.Path(base::Format("security_opt[{}]", index++));
      std::optional<std::string_view> value =
          OptionOf(entry.value.Text(), kind);
      if (!value || value->empty() || context.IsUnknown(entry.value)) continue;
      if (*value == "unconfined" || *value == "builtin" ||
          value->starts_with('{')) {
        continue;
      }
      out.push_back({.service = &service,
                     .node = &entry.value,
                     .object = std::move(object),
                     .value = *value,
                     .path = base::NormalPath(
                         base::JoinPath(context.project.working_dir, *value))});
    }
  }
  return out;
}

// The fault of a seccomp profile that could be read, or is not there.
std::optional<ProfileFault> Look(const ComposeContext& context,
                                 const NamedProfile& profile) {
  const FileFacts* facts = context.files->Find(profile.path);
  if (facts == nullptr) return std::nullopt;
  ProfileFault fault;
  if (facts->kind == FileFacts::Kind::kMissing) {
    fault.unusable = "the file does not exist";
  } else if (facts->kind == FileFacts::Kind::kFolder) {
    fault.unusable = "it is a folder";
  } else if (facts->content == nullptr) {
    return std::nullopt;
  } else {
    base::Result<JsonValue> json = formats::ParseJson(
        facts->content->text(), {}, base::BaseName(profile.path));
    if (!json.ok() && json.error().code != base::ErrorCode::kInvalid) {
      return std::nullopt;
    }
    if (json.ok()) return FaultOf(json.value());
    fault.unusable = json.error().message;
  }
  return fault;
}

void SeccompUnusable(const ComposeContext& context, Findings& out) {
  for (NamedProfile& profile : Profiles(context, "seccomp")) {
    std::optional<ProfileFault> fault = Look(context, profile);
    if (!fault || fault->unusable.empty()) continue;
    model::Finding& finding =
        ReportAt(*profile.node, std::move(profile.object),
                 base::Format("service {} can't use the seccomp profile {}: {}",
                              base::Printable(profile.service->name),
                              base::Printable(profile.value),
                              base::Printable(fault->unusable)),
                 out);
    OfferOptionRemoval(*profile.service, *profile.node, finding);
  }
}

void SeccompOpen(const ComposeContext& context, Findings& out) {
  for (NamedProfile& profile : Profiles(context, "seccomp")) {
    std::optional<ProfileFault> fault = Look(context, profile);
    if (!fault || fault->open.empty()) continue;
    model::Finding& finding = ReportAt(
        *profile.node, std::move(profile.object),
        base::Format("the seccomp profile {} of service {} protects less than "
                     "Docker's own: {}",
                     base::Printable(profile.value),
                     base::Printable(profile.service->name), fault->open),
        out);
    if (fault->allows_all) finding.severity = model::Severity::kHigh;
    OfferOptionRemoval(*profile.service, *profile.node, finding);
  }
}

void AppArmorFile(const ComposeContext& context, Findings& out) {
  for (NamedProfile& profile : Profiles(context, "apparmor")) {
    const FileFacts* facts = context.files->Find(profile.path);
    bool is_file = facts != nullptr && facts->kind == FileFacts::Kind::kFile;
    bool is_path =
        profile.value.starts_with("./") || profile.value.starts_with("../");
    if (!is_file && !is_path) continue;
    model::Finding& finding = ReportAt(
        *profile.node, std::move(profile.object),
        base::Format("service {} names the file {} as AppArmor profile, "
                     "but Docker wants the name of a loaded profile",
                     base::Printable(profile.service->name),
                     base::Printable(profile.value)),
        out);
    OfferOptionRemoval(*profile.service, *profile.node, finding);
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/apparmor-profile-file",
      .severity = model::Severity::kMedium,
      .title = "File in place of the name of an AppArmor profile",
      .why = "The kernel knows profiles by name: the container does not start, "
             "and the option gets removed instead of the path.",
      .remedy = "Load the profile with apparmor_parser -r FILE, and name it as "
                "the file itself does behind the word profile.",
      .references = {"https://docs.docker.com/engine/security/apparmor/"},
      .fix = model::FixKind::kUnsafe},
     &AppArmorFile},
    {{.id = "compose/seccomp-profile-open",
      .severity = model::Severity::kMedium,
      .title = "Seccomp profile that allows what it does not list",
      .why = "Docker's own profile allows what is known and forbids the rest; "
             "this one replaces it, so that mount, kexec and every new system "
             "call are open again.",
      .remedy = "Start from Docker's default profile, or set defaultAction to "
                "SCMP_ACT_ERRNO and list what the program needs.",
      .references = {"https://docs.docker.com/engine/security/seccomp/"},
      .fix = model::FixKind::kUnsafe},
     &SeccompOpen},
    {{.id = "compose/seccomp-profile-unusable",
      .severity = model::Severity::kMedium,
      .title = "Seccomp profile that can't be used",
      .why = "The container does not start with it, and the quick way out is "
             "seccomp:unconfined.",
      .remedy = "Mend the profile or its path, which is relative to the folder "
                "of the project.",
      .references = {"https://docs.docker.com/engine/security/seccomp/"},
      .fix = model::FixKind::kUnsafe},
     &SeccompUnusable},
};

}  // namespace

ComposeRules SecurityProfilesRules() { return kRules; }

}  // namespace bulkhead::check
