// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// security_opt: AppArmor, SELinux, seccomp, masked paths and no-new-privileges.
#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using model::Severity;

// NAME, NAME:VALUE or NAME=VALUE.
struct Option {
  std::string_view name;
  std::string_view value;
};

Option Split(std::string_view text) {
  std::size_t at = text.find_first_of(":=");
  if (at == std::string_view::npos) return {base::Trim(text), {}};
  return {base::Trim(text.substr(0, at)), base::Trim(text.substr(at + 1))};
}

// look(service, item, option, object) for each item of security_opt.
template <typename Look>
void ForEachOption(const ComposeContext& context, Look look) {
  for (const ComposeService& service : context.services) {
    std::size_t index = 0;
    for (const ComposeEntry& entry : service["security_opt"].entries()) {
      std::size_t at = index++;
      if (context.IsUnknown(entry.value)) continue;
      look(service, entry.value, Split(entry.value.Text()),
           service.Path(base::Format("security_opt[{}]", at)));
    }
  }
}

void AppArmor(const ComposeContext& context, Findings& out) {
  ForEachOption(context, [&](const ComposeService& service,
                             const ComposeNode& item, Option option,
                             std::string object) {
    if (option.name != "apparmor" || option.value != "unconfined") return;
    model::Finding& finding = ReportAt(
        item, std::move(object),
        base::Format("service {} runs without AppArmor", service.name), out);
    OfferOptionRemoval(service, item, finding);
  });
}

void SeLinux(const ComposeContext& context, Findings& out) {
  ForEachOption(context, [&](const ComposeService& service,
                             const ComposeNode& item, Option option,
                             std::string object) {
    if (option.name != "label" || option.value != "disable") return;
    model::Finding& finding = ReportAt(
        item, std::move(object),
        base::Format("service {} runs without SELinux labels", service.name),
        out);
    OfferOptionRemoval(service, item, finding);
  });
}

void Seccomp(const ComposeContext& context, Findings& out) {
  ForEachOption(
      context, [&](const ComposeService& service, const ComposeNode& item,
                   Option option, std::string object) {
        bool off = option.name == "seccomp" && option.value == "unconfined";
        // Docker refuses it, but the wish is clear.
        bool nested = option.value == "seccomp:unconfined";
        if (!off && !nested) return;
        model::Finding& finding =
            ReportAt(item, std::move(object),
                     base::Format("service {} runs without the seccomp filter: "
                                  "every system call of the kernel is open",
                                  service.name),
                     out);
        if (!base::Contains(item.Text(), "seccomp:unconfined")) {
          WithoutKics(finding);
        }
        OfferOptionRemoval(service, item, finding);
      });
}

void SystemPaths(const ComposeContext& context, Findings& out) {
  ForEachOption(
      context, [&](const ComposeService& service, const ComposeNode& item,
                   Option option, std::string object) {
        if (option.name != "systempaths" || option.value != "unconfined")
          return;
        model::Finding& finding =
            ReportAt(item, std::move(object),
                     base::Format("service {} can write to /proc/sys and other "
                                  "paths that Docker protects",
                                  service.name),
                     out);
        OfferOptionRemoval(service, item, finding);
      });
}

// What the engine (Go's strconv.ParseBool) takes for true.
bool IsOn(std::string_view value) {
  constexpr std::string_view kOn[] = {"1", "t", "T", "true", "True", "TRUE"};
  return std::find(std::begin(kOn), std::end(kOn), value) != std::end(kOn);
}

void NoNewPrivileges(const ComposeContext& context, Findings& out) {
  constexpr std::string_view kOption = "no-new-privileges";
  for (const ComposeService& service : context.services) {
    const ComposeNode& list = service["security_opt"];
    const ComposeNode* off = nullptr;
    bool set = false;
    for (const ComposeEntry& entry : list.entries()) {
      std::string_view text = entry.value.Text();
      if (Split(text).name != kOption) continue;
      // A blank after the colon is part of the value, and no value it is.
      set = text == kOption || IsOn(text.substr(kOption.size() + 1));
      off = set ? nullptr : &entry.value;
    }
    if (set || context.IsUnknown(list)) continue;
    std::string message = base::Format(
        "processes of service {} can gain rights by setuid programs: "
        "{} is {}",
        service.name, kOption, off != nullptr ? "not on" : "not set");
    bool given = service.Has("security_opt");
    model::Finding& finding =
        off != nullptr ? ReportAt(*off, service.Path("security_opt"),
                                  std::move(message), out)
        : given        ? ReportAt(list, service.Path("security_opt"),
                                  std::move(message), out)
                       : ReportService(service, std::move(message), out);
    if (!given) WithoutKics(finding);
    if (off != nullptr) {
      Offer(finding, false, "Set no-new-privileges:true",
            ReplaceScalar(*service.node, *off, "no-new-privileges:true"));
    } else {
      Offer(finding, false, "Set no-new-privileges:true",
            AddToList(service, "security_opt", {"no-new-privileges:true"}));
    }
  }
}

void SecurityOptMissing(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    if (service.Has("security_opt")) continue;
    model::Finding& finding = ReportService(
        service,
        base::Format("service {} sets no security options", service.name), out);
    Offer(finding, false, "Set no-new-privileges:true",
          AddToList(service, "security_opt", {"no-new-privileges:true"}));
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/apparmor-disabled",
      .aliases = {"docker-bench-5.2", "CIS-5.2"},
      .severity = Severity::kHigh,
      .title = "AppArmor is off",
      .why = "Docker's profile denies mounts and writes to /proc and /sys that "
             "known escapes begin with. Without it only capabilities and "
             "seccomp are in the way.",
      .remedy = "Remove apparmor:unconfined, or load a profile of your own: "
                "apparmor:NAME.",
      .references = {"https://docs.docker.com/engine/security/apparmor/"},
      .fix = model::FixKind::kUnsafe},
     &AppArmor},
    {{.id = "compose/no-new-privileges",
      .aliases = {"27fcc7d6-c49b-46e0-98f1-6c082a6a2750",
                  "kics:no_new_privileges_not_set", "docker-bench-5.26",
                  "CIS-5.26"},
      .severity = Severity::kMedium,
      .title = "Processes can gain privileges",
      .why = "A setuid program in the image (su, mount, a forgotten tool) "
             "makes root of an ordinary user: the user that the service was "
             "given no longer holds.",
      .remedy = "security_opt: [no-new-privileges:true]. Programs that use "
                "sudo must do without it.",
      .references = {"https://docs.docker.com/engine/containers/run/"
                     "#security-configuration"},
      .fix = model::FixKind::kUnsafe},
     &NoNewPrivileges},
    {{.id = "compose/seccomp-disabled",
      .aliases = {"404fde2c-bc4b-4371-9747-7054132ac953",
                  "kics:default_seccomp_profile_disabled", "docker-bench-5.22",
                  "CIS-5.22"},
      .severity = Severity::kHigh,
      .title = "The seccomp filter is off",
      .why = "The default filter closes some forty system calls that ordinary "
             "programs do not need and kernel exploits do (keyctl, bpf, "
             "userfaultfd, unshare).",
      .remedy = "Remove seccomp:unconfined; for a program that needs one more "
                "call give a profile: seccomp:./profile.json.",
      .references = {"https://docs.docker.com/engine/security/seccomp/"},
      .fix = model::FixKind::kUnsafe},
     &Seccomp},
    {{.id = "compose/security-opt-missing",
      .aliases = {"610e266e-6c12-4bca-9925-1ed0cd29742b",
                  "kics:security_opt_not_set"},
      .severity = Severity::kInfo,
      .title = "No security options",
      .why = "Nothing was decided for this service beyond the defaults of the "
             "engine.",
      .remedy = "Set at least no-new-privileges:true.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#security_opt"},
      .fix = model::FixKind::kUnsafe},
     &SecurityOptMissing},
    {{.id = "compose/selinux-disabled",
      .aliases = {"docker-bench-5.3", "CIS-5.3"},
      .severity = Severity::kMedium,
      .title = "SELinux labels are off",
      .why = "On hosts with SELinux the label is what keeps a process that "
             "left its container from the files of the host and of other "
             "containers.",
      .remedy = "Remove label:disable; relabel the folders that the service "
                "mounts with :z or :Z.",
      .references = {"https://docs.docker.com/engine/storage/bind-mounts/"
                     "#configure-the-selinux-label"},
      .fix = model::FixKind::kUnsafe},
     &SeLinux},
    {{.id = "compose/systempaths-unconfined",
      .severity = Severity::kHigh,
      .title = "Protected system paths are open",
      .why = "Writes to /proc/sys/kernel/core_pattern and the like run a "
             "program as root on the host.",
      .remedy = "Remove systempaths=unconfined.",
      .references = {"https://docs.docker.com/reference/cli/docker/container/"
                     "run/#security-opt"},
      .fix = model::FixKind::kUnsafe},
     &SystemPaths},
};

}  // namespace

ComposeRules SecurityOptRules() { return kRules; }

}  // namespace bulkhead::check
