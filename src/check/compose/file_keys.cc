// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// How the file is written: obsolete keys, variables without a value, commands
// that are cut off, and what is declared and never used.
#include <algorithm>
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
using config::ComposeNode;
using model::Severity;

model::Range RangeOf(const config::ComposePlace& place) {
  return {place.range.begin, place.range.end};
}

void ObsoleteVersion(const ComposeContext& context, Findings& out) {
  const config::ComposePlace& key = context.version_key;
  if (!key.known()) return;
  model::Finding& finding =
      out.AddIn(*key.source, RangeOf(key), RangeOf(key),
                "the key version is obsolete and has no effect");
  finding.location.object = "version";
  Offer(finding, true, "Remove version", RemoveLine(key));
}

// References to a variable without an operator in a text: $NAME and ${NAME}.
std::vector<model::Range> PlainUses(std::string_view text,
                                    std::string_view name) {
  std::vector<model::Range> uses;
  for (std::size_t at = text.find('$'); at != std::string_view::npos;
       at = text.find('$', at)) {
    std::size_t begin = at++;
    if (at < text.size() && text[at] == '$') {
      ++at;  // a dollar sign
      continue;
    }
    std::string_view rest = text.substr(at);
    bool braced = base::ConsumePrefix(rest, "{");
    if (!base::ConsumePrefix(rest, name)) continue;
    if (braced ? !base::ConsumePrefix(rest, "}")
               : !rest.empty() && base::IsNameChar(rest.front())) {
      continue;
    }
    uses.push_back({begin, text.size() - rest.size()});
  }
  return uses;
}

using Uses = std::vector<const config::ComposeUnset*>;

// In the files of the project's own folder, all uses or none.
void OfferRequired(const ComposeContext& context, const Uses& variable,
                   model::Finding& finding) {
  std::vector<model::Edit> edits;
  std::set<std::pair<const base::Source*, std::size_t>> seen;
  const std::string& name = variable.front()->name;
  for (const config::ComposeUnset* use : variable) {
    const config::ComposePlace& place = use->place;
    if (!place.known()) return;
    const base::Source& source = *place.source;
    std::string path = base::NormalPath(source.path());
    if (base::IsAbsolute(path) &&
        !base::LiesIn(path, context.project.working_dir)) {
      return;
    }
    std::size_t begin = place.range.begin;
    std::string_view text = source.text().substr(begin, place.range.size());
    for (const model::Range& range : PlainUses(text, name)) {
      if (!seen.emplace(&source, begin + range.begin).second) continue;
      edits.push_back({source.path(),
                       {begin + range.begin, begin + range.end},
                       base::Format("${{{}:?set {}}}", name, name)});
    }
  }
  if (edits.empty()) return;
  SetFix(finding, false, base::Format("Require {}", name), std::move(edits));
}

// A script asks whether the variable is empty: [ -z "${NAME}" ].
bool IsTested(const config::ComposeUnset& use) {
  if (!use.place.known()) return false;
  std::string_view text = use.place.source->text().substr(
      use.place.range.begin, use.place.range.size());
  const std::string forms[] = {
      base::Format("\"${{{}}}\"", use.name), base::Format("\"${}\"", use.name),
      base::Format("${{{}}}", use.name), base::Format("${} ", use.name)};
  return std::any_of(std::begin(forms), std::end(forms),
                     [text](const std::string& form) {
                       return base::Contains(text, " -z " + form) ||
                              base::Contains(text, " -n " + form);
                     });
}

void UnsetVariable(const ComposeContext& context, Findings& out) {
  std::map<std::string_view, Uses> variables;
  for (const config::ComposeUnset& unset : context.project.unset) {
    // What is required is never empty: docker compose stops.
    if (!unset.required) variables[unset.name].push_back(&unset);
  }
  for (const auto& [name, uses] : variables) {
    auto first = std::find_if(
        uses.begin(), uses.end(),
        [](const config::ComposeUnset* use) { return use->place.known(); });
    if (first == uses.end()) continue;
    const config::ComposePlace& place = (*first)->place;
    model::Finding& finding =
        out.AddIn(*place.source, RangeOf(place), RangeOf(place),
                  base::Format("the variable {} is not set and has no default: "
                               "it becomes an empty text",
                               base::Printable(name)));
    finding.location.object = base::Format("${{{}}}", name);
    finding.subject = name;
    bool is_optional = std::any_of(
        uses.begin(), uses.end(),
        [](const config::ComposeUnset* use) { return IsTested(*use); });
    if (is_optional) {
      finding.severity = Severity::kInfo;
    } else {
      OfferRequired(context, uses, finding);
    }
  }
}

// An operator of a shell outside of quotes; "" for none.
std::string_view ShellOperator(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '\\' && quote != '\'') {
      ++i;
    } else if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == ';' || c == '&' || c == '|' || c == '<' || c == '>') {
      bool twice = i + 1 < text.size() && text[i + 1] == c;
      return text.substr(i, twice ? 2 : 1);
    }
  }
  return {};
}

// The text of a string as the loader splits it into words; "" for lists.
std::string CommandText(const ComposeNode& command) {
  std::string_view text = base::Trim(WrittenText(command));
  if (text.empty() || text.front() == '[' || text.front() == '-') return "";
  if (text.front() == '|' || text.front() == '>') {
    std::size_t line = text.find('\n');
    return line == std::string_view::npos ? ""
                                          : std::string(text.substr(line + 1));
  }
  if (text.front() == '\'') {
    return base::ReplaceAll(text.substr(1, text.size() - 2), "''", "'");
  }
  if (text.front() == '"') {
    return base::ReplaceAll(text.substr(1, text.size() - 2), "\\\"", "\"");
  }
  return std::string(text);
}

void ShellInCommand(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (std::string_view key : {"command", "entrypoint"}) {
      const ComposeNode& command = service[key];
      std::string text = CommandText(command);
      std::string_view found = ShellOperator(text);
      if (found.empty()) continue;
      model::Finding& finding =
          ReportAt(command, service.Path(key),
                   base::Format("{} of service {} is not run by a shell: it "
                                "ends before {}",
                                key, service.name, found),
                   out);
      Offer(
          finding, false, "Run it by a shell",
          ReplaceWritten(*service.node, command, 0, WrittenText(command).size(),
                         base::Format("[\"sh\", \"-c\", {}]",
                                      formats::YamlScalar(text, true))));
    }
  }
}

// Names of a kind of resource that services use, disabled ones included.
template <typename Look>
void ForEachServiceNode(const ComposeContext& context, Look look) {
  for (const ComposeEntry& entry : context.project.root["services"].entries()) {
    look(entry.value);
  }
  for (const ComposeEntry& entry :
       context.project.disabled_services.entries()) {
    look(entry.value);
  }
}

void AddSources(const ComposeNode& list, std::set<std::string>* names) {
  for (const ComposeEntry& entry : list.entries()) {
    names->insert(entry.key.empty() ? entry.value["source"].Scalar()
                                    : entry.key);
  }
}

void Unused(const ComposeContext& context, std::string_view kind,
            std::string_view one, Findings& out) {
  if (!context.KnowsAll(kind) || !context.KnowsAll("build")) return;
  std::set<std::string> used;
  ForEachServiceNode(context, [&](const ComposeNode& service) {
    AddSources(service[kind], &used);
    AddSources(service["build"][kind], &used);
  });
  for (const ComposeEntry& entry : context.project.root[kind].entries()) {
    if (used.contains(entry.key) || entry.key == "default") continue;
    const ComposeNode& value = entry.value;
    if (!value.origin.Best().known()) continue;
    model::Finding& finding =
        ReportAt(value, base::Format("{}.{}", kind, entry.key),
                 base::Format("{} {} is declared and no service uses it", one,
                              base::Printable(entry.key)),
                 out);
    // Without its only entry the section would be empty.
    if (context.project.root[kind].size() > 1) {
      Offer(finding, false, base::Format("Remove {}", entry.key),
            RemoveEntry(value, value));
    }
  }
}

void UnusedNetwork(const ComposeContext& context, Findings& out) {
  Unused(context, "networks", "network", out);
}
void UnusedVolume(const ComposeContext& context, Findings& out) {
  Unused(context, "volumes", "volume", out);
}
void UnusedSecret(const ComposeContext& context, Findings& out) {
  Unused(context, "secrets", "secret", out);
}
void UnusedConfig(const ComposeContext& context, Findings& out) {
  Unused(context, "configs", "config", out);
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/obsolete-version",
      .severity = Severity::kInfo,
      .title = "Obsolete key version",
      .why = "It has no effect; who reads it thinks that it has.",
      .remedy = "Remove the line.",
      .references = {"https://docs.docker.com/reference/compose-file/"
                     "version-and-name/"},
      .fix = model::FixKind::kSafe},
     &ObsoleteVersion},
    {{.id = "compose/shell-operator-in-command",
      .severity = Severity::kMedium,
      .title = "Shell operator in a command without a shell",
      .why = "Compose splits the text into words and stops at the operator: "
             "what stands behind it, a check or a clean-up, never runs.",
      .remedy = "command: [\"sh\", \"-c\", \"...\"]",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#command"},
      .fix = model::FixKind::kUnsafe},
     &ShellInCommand},
    {{.id = "compose/unset-variable",
      .severity = Severity::kLow,
      .title = "Variable without a value and without a default",
      .why = "An empty password, path or tag is rarely what was meant, and "
             "Compose goes on with a warning.",
      .remedy = "${NAME:?message} stops where it is missing; ${NAME:-value} "
                "gives a default.",
      .references = {"https://docs.docker.com/reference/compose-file/"
                     "interpolation/"},
      .fix = model::FixKind::kUnsafe},
     &UnsetVariable},
    {{.id = "compose/unused-config",
      .severity = Severity::kInfo,
      .title = "Config that no service uses",
      .why = "It is forgotten, or a service that should use it does not.",
      .remedy = "Remove it, or name it in the service.",
      .fix = model::FixKind::kUnsafe},
     &UnusedConfig},
    {{.id = "compose/unused-network",
      .severity = Severity::kInfo,
      .title = "Network that no service uses",
      .why = "The services that should be apart are on another network.",
      .remedy = "Remove it, or put the services on it.",
      .fix = model::FixKind::kUnsafe},
     &UnusedNetwork},
    {{.id = "compose/unused-secret",
      .severity = Severity::kLow,
      .title = "Secret that no service uses",
      .why = "The service that needs it gets it another way, often by its "
             "environment, or it lies about for nothing.",
      .remedy = "Name it under secrets of the service, or remove it.",
      .references = {"https://docs.docker.com/compose/how-tos/use-secrets/"},
      .fix = model::FixKind::kUnsafe},
     &UnusedSecret},
    {{.id = "compose/unused-volume",
      .severity = Severity::kInfo,
      .title = "Volume that no service uses",
      .why = "The data that should be on it is elsewhere, often in the "
             "container and gone with it.",
      .remedy = "Remove it, or mount it.",
      .fix = model::FixKind::kUnsafe},
     &UnusedVolume},
};

}  // namespace

ComposeRules FileKeysRules() { return kRules; }

}  // namespace bulkhead::check
