// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A read-only root file system, and tmpfs in it.
#include <algorithm>
#include <iterator>

#include "base/fs.h"
#include "base/text.h"
#include "check/compose/built_image.h"
#include "check/compose/edit.h"
#include "check/compose/image_writes.h"
#include "check/compose/paths.h"
#include "check/compose/rules.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using model::Severity;

// Something is mounted at the folder or above it.
bool IsMounted(const ComposeService& service, std::string_view folder) {
  for (const ComposeMount& mount : service.mounts) {
    if (base::LiesIn(folder, mount.target)) return true;
  }
  for (const ComposeEntry& entry : service["tmpfs"].entries()) {
    std::string_view target = entry.value.Text();
    if (base::LiesIn(folder, target.substr(0, target.find(':')))) return true;
  }
  return false;
}

NewEntry ReadOnlyWithTmpfs(const ComposeService& service,
                           std::vector<std::string> folders) {
  NewEntry entry{{"read_only: true"}, "read_only: true"};
  if (service.Has("tmpfs")) return entry;
  if (!IsMounted(service, "/tmp")) folders.insert(folders.begin(), "/tmp");
  if (folders.empty()) return entry;
  entry.block.emplace_back("tmpfs:");
  for (std::string& folder : folders) {
    folder += ":noexec,nosuid,size=64m";
    entry.block.push_back("  - " + folder);
  }
  entry.flow +=
      base::Format(", tmpfs: [\"{}\"]", base::Join(folders, "\", \""));
  return entry;
}

// The variable that the image needs for it and does not get yet; "" for none.
std::string_view MissingVariable(const ComposeService& service) {
  const ImageFacts* facts = BaseFacts(service);
  if (facts == nullptr || service["environment"].Has(facts->read_only_variable))
    return {};
  return facts->read_only_variable;
}

NewEntry Environment(std::string_view variable) {
  return {{"environment:", base::Format("  {}: \"true\"", variable)},
          base::Format("environment: {{{}: \"true\"}}", variable)};
}

// Adds a variable to the environment that is there.
std::optional<model::Edit> AddVariable(const ComposeService& service,
                                       std::string_view variable) {
  const ComposeNode& environment = service["environment"];
  std::string_view text = base::Trim(WrittenText(environment));
  if (text.starts_with('-') || text.starts_with('[')) {
    return AddItem(*service.node, environment,
                   base::Format("{}=true", variable));
  }
  std::string entry = base::Format("{}: \"true\"", variable);
  return AddEntry(*service.node, environment, {{entry}, entry});
}

// Makes the service read-only, with a tmpfs on each of the folders.
void OfferReadOnly(const ComposeService& service,
                   const std::vector<std::string>& folders,
                   model::Finding& finding) {
  bool is_there = service.Has("read_only");
  NewEntry entry = ReadOnlyWithTmpfs(service, folders);
  std::string_view variable = MissingVariable(service);
  bool has_environment = service.Has("environment");
  if (!variable.empty() && !has_environment) {
    // No edit below puts it in where read_only is there already.
    if (is_there) return;
    NewEntry more = Environment(variable);
    entry.block.insert(entry.block.end(), more.block.begin(), more.block.end());
    entry.flow += ", " + more.flow;
  }
  std::vector<std::optional<model::Edit>> edits = {
      is_there ? ReplaceScalar(*service.node, service["read_only"], "true")
               : AddEntry(*service.node, *service.node, entry)};
  if (!folders.empty() && (is_there || service.Has("tmpfs"))) {
    edits.push_back(AddToList(service, "tmpfs", folders));
  }
  if (!variable.empty() && has_environment) {
    edits.push_back(AddVariable(service, variable));
  }
  std::vector<model::Edit> all;
  for (std::optional<model::Edit>& edit : edits) {
    if (!edit) return;
    all.push_back(*std::move(edit));
  }
  SetFix(finding, false,
         is_there ? "Make the root file system read-only"
                  : "Make the root file system read-only, with tmpfs",
         std::move(all));
}

void ReadOnlyRoot(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& value = service["read_only"];
    if (value.True() || context.IsUnknown(value)) continue;
    std::vector<std::string> folders = UnmountedWrites(context, service);
    std::vector<std::string> lasting;
    std::remove_copy_if(folders.begin(), folders.end(),
                        std::back_inserter(lasting), &MayBeTmpfs);
    std::string message = base::Format(
        "service {} can write to its root file system", service.name);
    if (!lasting.empty()) {
      message += base::Format(", and must: {} lie{} in no volume",
                              base::Printable(base::Join(lasting, ", ")),
                              lasting.size() == 1 ? "s" : "");
    }
    model::Finding& finding =
        service.Has("read_only")
            ? ReportAt(value, service.Path("read_only"), std::move(message),
                       out)
            : ReportService(service, std::move(message), out);
    if (lasting.empty()) OfferReadOnly(service, folders, finding);
  }
}

// A word of "noexec,nosuid,size=64m".
bool HasOption(std::string_view options, std::string_view name) {
  for (std::string_view option : base::Split(options, ',')) {
    if (option.substr(0, option.find('=')) == name) return true;
  }
  return false;
}

bool IsMemoryLimited(const ComposeService& service) {
  return service.Has("mem_limit") ||
         service["deploy"]["resources"]["limits"].Has("memory");
}

void ReportTmpfs(const ComposeService& service, const ComposeNode& value,
                 std::string object, std::string_view problem, bool small,
                 std::optional<model::Edit> edit, Findings& out) {
  std::string_view target =
      value.IsMapping() ? value["target"].Text() : value.Text();
  model::Finding& finding =
      ReportAt(value, std::move(object),
               base::Format("the tmpfs {} of service {} {}",
                            base::Printable(target.substr(0, target.find(':'))),
                            service.name, problem),
               out);
  if (small) finding.severity = Severity::kInfo;
  Offer(finding, false, "Limit the size of the tmpfs", std::move(edit));
}

void TmpfsOptions(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    bool small = IsMemoryLimited(service);
    std::size_t index = 0;
    for (const ComposeEntry& entry : service["tmpfs"].entries()) {
      std::string object = service.Path(base::Format("tmpfs[{}]", index++));
      std::string_view text = entry.value.Text();
      std::string_view options;
      if (auto cut = base::Cut(text, ":")) options = cut->second;
      if (context.IsUnknown(entry.value)) continue;
      if (HasOption(options, "exec") || HasOption(options, "suid")) {
        ReportTmpfs(service, entry.value, object, "lets programs run from it",
                    false, std::nullopt, out);
      } else if (!HasOption(options, "size")) {
        std::string longer =
            base::Format("{}{}size=64m", text, options.empty() ? ":" : ",");
        ReportTmpfs(service, entry.value, object, "has no limit of size", small,
                    ReplaceScalar(*service.node, entry.value, longer), out);
      }
    }
    for (const ComposeMount& mount : service.mounts) {
      if (mount.type != "tmpfs" || !mount.known) continue;
      if (!(*mount.node)["tmpfs"]["size"].IsNull()) continue;
      ReportTmpfs(service, *mount.node, mount.object, "has no limit of size",
                  small, std::nullopt, out);
    }
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/read-only-root",
      .aliases = {"docker-bench-5.13", "CIS-5.13"},
      .severity = Severity::kMedium,
      .title = "Writable root file system",
      .why = "An intruder can drop tools and change the program itself, and "
             "nobody sees it until the container is made anew.",
      .remedy = "read_only: true, with tmpfs for /tmp and volumes for what the "
                "program writes.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#read_only"},
      .fix = model::FixKind::kUnsafe},
     &ReadOnlyRoot},
    {{.id = "compose/tmpfs-options",
      .severity = Severity::kLow,
      .title = "tmpfs without limits",
      .why = "A tmpfs without size grows to half of the host's memory; one "
             "with exec or suid is where an intruder's program is run from.",
      .remedy = "/tmp:noexec,nosuid,size=64m",
      .references = {"https://docs.docker.com/engine/storage/tmpfs/"},
      .fix = model::FixKind::kUnsafe},
     &TmpfsOptions},
};

}  // namespace

ComposeRules FilesystemRules() { return kRules; }

}  // namespace bulkhead::check
