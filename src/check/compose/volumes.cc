// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Volumes between services, and names that are not what they seem.
#include <map>
#include <set>

#include "base/fs.h"
#include "base/text.h"
#include "check/compose/edit.h"
#include "check/compose/paths.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using model::Severity;

struct Use {
  const ComposeService* service = nullptr;
  const ComposeMount* mount = nullptr;
};

// What a mount has in common with those that share with it; "" where it shares
// nothing. Items that are not known, but written alike, are the same whatever
// their variables give.
std::string KeyOf(const ComposeMount& mount) {
  if (mount.source.empty()) return "";
  if (!mount.is_bind() && mount.type != "volume") return "";
  if (mount.known) return base::Format("{} {}", mount.type, mount.source);
  return mount.short_syntax ? std::string(WrittenText(*mount.node)) : "";
}

// Mounts that may be shared, by their keys.
std::map<std::string, std::vector<Use>> UsesOf(const ComposeContext& context) {
  std::map<std::string, std::vector<Use>> uses;
  for (const ComposeService& service : context.services) {
    for (const ComposeMount& mount : service.mounts) {
      std::string key = KeyOf(mount);
      if (!key.empty()) uses[key].push_back({&service, &mount});
    }
  }
  return uses;
}

bool IsWritten(const std::vector<Use>& uses) {
  for (const Use& use : uses) {
    if (!use.mount->read_only) return true;
  }
  return false;
}

// Sockets, time zones and the like are no data that services share.
bool IsPlainFile(const ComposeMount& mount) {
  return mount.is_bind() && (mount.source.ends_with(".sock") ||
                             base::LiesIn(mount.source, "/etc") ||
                             base::LiesIn(mount.source, "/usr") ||
                             base::LiesIn(mount.source, "/dev"));
}

// KICS compares the items as they are written, or finds the name of a volume
// in front of a colon.
bool KicsCallsShared(const Use& use, const std::vector<Use>& uses) {
  if (use.mount->short_syntax && use.mount->type == "volume") return true;
  for (const Use& other : uses) {
    if (other.service == use.service) continue;
    if (other.mount->node->SameAs(*use.mount->node) &&
        other.mount->short_syntax == use.mount->short_syntax) {
      return true;
    }
  }
  return false;
}

void SharedVolume(const ComposeContext& context, Findings& out) {
  for (const auto& [name, uses] : UsesOf(context)) {
    std::set<std::string_view> services;
    for (const Use& use : uses) services.insert(use.service->name);
    if (services.size() < 2) continue;
    bool harmless = !IsWritten(uses) || IsPlainFile(*uses.front().mount);
    for (const Use& use : uses) {
      bool kics = KicsCallsShared(use, uses);
      if (harmless && !kics) continue;
      std::set<std::string_view> others = services;
      others.erase(use.service->name);
      model::Finding& finding = ReportAt(
          *use.mount->node, use.mount->object,
          base::Format(
              "service {} shares {} with {}", use.service->name,
              base::Printable(use.mount->known ? use.mount->source
                                               : WrittenText(*use.mount->node)),
              base::Join(others, ", ")),
          out);
      if (!kics) WithoutKics(finding);
    }
  }
}

void VolumesFrom(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    std::size_t index = 0;
    for (const ComposeEntry& entry : service["volumes_from"].entries()) {
      model::Finding& finding = ReportAt(
          entry.value, service.Path(base::Format("volumes_from[{}]", index++)),
          base::Format("service {} takes over all mounts of {}", service.name,
                       base::Printable(entry.value.Text())),
          out);
      Offer(finding, false,
            base::Format("Do without the mounts of {}",
                         base::Printable(entry.value.Text())),
            RemoveItem(*service.node, service["volumes_from"], entry.value));
    }
  }
}

void SingleLetterVolume(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeMount& mount : service.mounts) {
      std::string_view text = WrittenText(*mount.node);
      if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
        text.remove_prefix(1);
      }
      bool drive = mount.short_syntax && text.size() > 2 &&
                   base::IsAlpha(text[0]) && text[1] == ':' && text[2] == '/';
      if (!drive || mount.type != "volume" || !mount.source.empty()) continue;
      ReportAt(*mount.node, mount.object,
               base::Format("{}: is read as a Windows drive: service {} gets a "
                            "new anonymous volume instead of volume {}",
                            text[0], service.name, text[0]),
               out);
    }
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/shared-volume",
      .aliases = {"8c978947-0ff6-485c-b0c2-0bfca6026466",
                  "kics:shared_volumes_between_containers"},
      .severity = Severity::kInfo,
      .title = "Services share a volume",
      .why = "What a broken service writes, the others read: a way from one to "
             "the next, past all networks.",
      .remedy = "Let one service write and mount it read-only (:ro) in the "
                "others, or hand the data over by a protocol.",
      .references = {"https://docs.docker.com/engine/storage/volumes/"
                     "#share-data-between-machines"},
      .no_fix = "which service must write can't be told"},
     &SharedVolume},
    {{.id = "compose/single-letter-volume",
      .severity = Severity::kMedium,
      .title = "Volume name of one letter",
      .why = "Compose takes a single letter before a colon for a Windows "
             "drive: the data goes into an anonymous volume and is gone with "
             "the container.",
      .remedy = "Give the volume a longer name, or use the long syntax.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#short-syntax-5"},
      .no_fix = "the data would have to move to another volume"},
     &SingleLetterVolume},
    {{.id = "compose/volumes-from",
      .severity = Severity::kLow,
      .title = "All mounts of another container",
      .why = "Secrets and sockets that only the other one needs come along, "
             "and so does whatever it mounts in future.",
      .remedy = "Name the volumes that both need under volumes.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#volumes_from"},
      .fix = model::FixKind::kUnsafe},
     &VolumesFrom},
};

}  // namespace

ComposeRules VolumesRules() { return kRules; }

}  // namespace bulkhead::check
