// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What the rules on package managers share.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/text.h"
#include "check/dockerfile/rule.h"
#include "check/dockerfile/script_edits.h"

namespace bulkhead::check {

// An operation with the script it stands in.
struct ScriptOperation {
  const Script& script;
  const config::PackageOperation& operation;

  [[nodiscard]] model::Range InFile(config::TextRange range) const {
    return script.InFile(range);
  }
  [[nodiscard]] model::Range construct() const { return script.outer->range; }
  [[nodiscard]] std::string_view program() const {
    return config::InfoOf(operation.manager).name;
  }
};

bool IsAmong(config::Manager manager,
             std::initializer_list<config::Manager> list);

// Calls visit(ScriptOperation) for every operation of a RUN by one of
// `managers`.
template <typename Visitor>
void ForEachOperation(const DockerfileContext& context,
                      std::initializer_list<config::Manager> managers,
                      Visitor visit) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const config::PackageOperation& operation : script.packages) {
      if (IsAmong(operation.manager, managers)) {
        visit(ScriptOperation{script, operation});
      }
    }
  }
}

// The folder is a cache or tmpfs mount of the RUN and so not in the image.
bool IsMounted(const Script& script, std::string_view folder);

// The layers of the stage (-1: of a file without FROM) are part of the image,
// or of a stage that others are built on.
bool IsKept(const DockerfileContext& context, int stage);

// Adds the command that empties the manager's cache at the end of the script.
// No edit where the operation is in a branch, a loop or a function.
Edits AppendCleaning(const ScriptOperation& at,
                     const DockerfileContext& context, std::string_view clean);
// "sudo " where the operation is called by it, else "".
std::string_view SudoOf(const ScriptOperation& at);

// Names of packages in a message: "curl, wget and 3 more".
std::string ListNames(const std::vector<std::string>& names);

// Inserts " TEXT" behind the verb of an operation, as a fix.
void FixBehindVerb(const ScriptOperation& at, const DockerfileContext& context,
                   bool safe, std::string_view text, std::string description,
                   model::Finding& finding);

// One finding an operation that installs packages by name without a version:
// they are listed in its message; the first stands at its range.
void ReportUnpinned(const ScriptOperation& at, const DockerfileContext& context,
                    Findings& out);

// Gives the packages the versions of the pins, as a fix: all of them or none.
void OfferPackagePins(const ScriptOperation& at,
                      const DockerfileContext& context,
                      const std::vector<const config::PackageRef*>& packages,
                      model::Finding& finding);
// One finding an operation with packages for which `unpinned` holds.
template <typename Predicate>
void ReportPackages(const ScriptOperation& at, const DockerfileContext& context,
                    Findings& out, Predicate unpinned) {
  std::vector<std::string> names;
  std::vector<const config::PackageRef*> packages;
  for (const config::PackageRef& package : at.operation.packages) {
    if (!unpinned(package)) continue;
    packages.push_back(&package);
    names.emplace_back(package.name);
  }
  if (packages.empty()) return;
  model::Finding& finding =
      out.Add(at.InFile(packages.front()->range), at.construct(),
              base::Format("{} installs {} without a version", at.program(),
                           ListNames(names)));
  finding.subject = base::Format("{} {}", at.program(), base::Join(names, " "));
  OfferPackagePins(at, context, packages, finding);
}

// What the record of such a rule says.
inline constexpr std::string_view kNeedsPackagePins = "needs --pins";

// The operation leaves a package without version, which an index decides on.
bool IsUnpinned(const config::PackageRef& package);

}  // namespace bulkhead::check
