// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/targets.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/rule.h"
#include "engine/redact.h"
#include "engine/scope.h"
#include "engine/shellcheck.h"
#include "engine/version.h"

namespace bulkhead::engine {
namespace {

constexpr base::Limits kLimits = {};

void AddCompose(ComposeFiles project, TargetList* list) {
  std::string path = project.files.front();
  list->targets.push_back(
      {.path = std::move(path), .compose = std::move(project)});
}

DockerfileRunOptions DockerfileOptions(const CheckOptions& options) {
  DockerfileRunOptions run;
  const policy::Policy& policy = options.policy;
  run.rules.trusted_registries = policy.approved_registries.value;
  run.rules.approved_images = policy.approved_images.value;
  run.rules.pins = options.pins.get();
  run.rules.label_schema = policy.label_schema.value;
  run.rules.strict_labels = policy.strict_labels.value;
  for (const check::DockerfileRule* rule : check::AllDockerfileRules()) {
    if (!rule->info.on_by_default && policy.IsOn(rule->info)) {
      run.rules.enabled_rules.emplace_back(rule->info.id);
    }
    for (const std::string& name : policy.Option(rule->info, "secret-names")) {
      run.rules.secret_names.push_back(name);
    }
  }
  run.evaluate = {.build_args = options.build_args, .target = options.target};
  run.own_checks = &policy.checks;
  run.wants_parts = AskForParts(policy.ignores);
  run.collect_scripts = options.shellcheck != ShellCheckMode::kOff &&
                        policy.IsOn(ShellCheckRule()) && HaveShellCheck();
  return run;
}

ComposeRunOptions ComposeOptions(const CheckOptions& options) {
  ComposeRunOptions run;
  const policy::Policy& policy = options.policy;
  run.rules.trusted_registries = policy.approved_registries.value;
  run.rules.approved_images = policy.approved_images.value;
  run.rules.pins = options.pins.get();
  for (const check::ComposeRule* rule : check::AllComposeRules()) {
    if (!rule->info.on_by_default && policy.IsOn(rule->info)) {
      run.rules.enabled_rules.emplace_back(rule->info.id);
    }
    for (const std::string& name : policy.Option(rule->info, "secret-names")) {
      run.rules.secret_names.push_back(name);
    }
  }
  run.environment = options.environment;
  run.profiles = options.profiles;
  run.env_files = options.env_files;
  run.project_name = options.project_name;
  run.own_checks = &policy.checks;
  run.wants_parts = AskForParts(policy.ignores);
  return run;
}

template <typename T>
void Append(std::vector<T>* to, std::vector<T>* from) {
  to->insert(to->end(), std::make_move_iterator(from->begin()),
             std::make_move_iterator(from->end()));
}

void KeepOnlyWanted(const CheckOptions& options,
                    std::vector<model::Finding>* findings) {
  if (options.only_rules.empty()) return;
  std::erase_if(*findings, [&](const model::Finding& finding) {
    // What could not be read was not judged by the wanted rules either.
    if (finding.rule == "dockerfile/syntax-error") return false;
    return std::none_of(options.only_rules.begin(), options.only_rules.end(),
                        [&](const std::string& rule) {
                          return policy::MatchesRule(rule, finding.rule,
                                                     finding.aliases);
                        });
  });
}

void AddRuleRecords(const CheckOptions& options, model::Report* report) {
  std::unordered_set<std::string_view> named;
  for (const model::Finding& finding : report->findings) {
    named.insert(finding.rule);
  }
  for (const model::RuleInfo* rule : AllRules()) {
    if (named.contains(rule->id)) {
      report->rules.push_back(model::MakeRecord(*rule));
    }
  }
  for (const policy::OwnCheck& own : options.policy.checks) {
    if (named.contains(own.rule.id)) report->rules.push_back(own.rule);
  }
}

}  // namespace

TargetList FindTargets(const CheckOptions& options,
                       const base::FileSystem& files) {
  DiscoverOptions discover{.paths = options.paths,
                           .as = options.as,
                           .use_gitignore = options.use_gitignore,
                           .exclude = options.exclude};
  bool standard_input = std::erase(discover.paths, "-") > 0;
  if (discover.paths.empty() && !standard_input) discover.paths = {"."};
  if (!options.compose_files.empty() && options.paths.empty()) {
    discover.paths.clear();
  }
  Discovery found = Discover(files, discover);
  TargetList list{.left_out = std::move(found.left_out),
                  .gaps = std::move(found.gaps)};
  for (const FoundFile& file : found.files) {
    if (file.kind == FileKind::kDockerfile) {
      list.targets.push_back({.path = file.path});
    }
  }
  if (standard_input && options.as == FileKind::kDockerfile) {
    list.targets.push_back({.path = "-"});
  }
  for (ComposeFiles& project : GroupComposeFiles(found.files, files)) {
    AddCompose(std::move(project), &list);
  }
  if (standard_input && options.as == FileKind::kCompose) {
    AddCompose({.files = {"-"}, .named = true}, &list);
  }
  if (!options.compose_files.empty()) {
    AddCompose({.files = options.compose_files, .named = true}, &list);
  }
  if (list.targets.empty() && list.gaps.empty()) {
    list.gaps.push_back(
        {.code = "nothing-to-check",
         .message = base::Format(
             "nothing to check in {}: looked for Dockerfile, Dockerfile.*, "
             "*.Dockerfile, Containerfile, compose.yaml, docker-compose.yml "
             "and their like in {} folder{}",
             base::Printable(base::Join(discover.paths, ", ")), found.folders,
             found.folders == 1 ? "" : "s"),
         .location = {.path = discover.paths.empty() ? "-" : discover.paths[0]},
         .remedy = "Name a file, or give its kind with --as dockerfile or "
                   "--as compose."});
  }
  return list;
}

config::ComposeOptions LoaderOptions(const ComposeFiles& project,
                                     const CheckOptions& options) {
  return LoaderOptions(project, ComposeOptions(options));
}

TargetChecker::TargetChecker(const CheckOptions& options)
    : dockerfile_(DockerfileOptions(options)),
      compose_(ComposeOptions(options)) {}

ComposeResult TargetChecker::Check(const Target& target,
                                   const base::FileSystem& files) const {
  if (target.compose) return RunCompose(*target.compose, files, compose_);
  ComposeResult result;
  base::Result<std::shared_ptr<const base::Source>> source =
      files.Read(target.path, kLimits.max_bytes);
  if (!source.ok()) {
    result.document.gaps.push_back({.code = "not-readable",
                                    .message = source.error().message,
                                    .location = {.path = target.path},
                                    .broken = true});
    return result;
  }
  DockerfileRunOptions run = dockerfile_;
  run.files = &files;
  result.document = RunDockerfile(source.value(), run);
  return result;
}

// A file that another project includes or extends is checked there, with the
// values that it has there.
void DropFragments(const std::vector<ComposeResult>& results,
                   TargetList* list) {
  std::map<std::string, std::vector<std::size_t>> users;  // targets, by path
  for (std::size_t i = 0; i < results.size(); ++i) {
    for (const std::string& path : results[i].fragments) {
      users[path].push_back(i);
    }
  }
  for (std::size_t i = 0; i < list->targets.size(); ++i) {
    Target& target = list->targets[i];
    const std::optional<ComposeFiles>& project = target.compose;
    if (!project || project->named || project->files.size() != 1) continue;
    auto at = users.find(base::AbsolutePath(target.path));
    if (at == users.end()) continue;
    // Of projects that include one another, or themselves, one is checked.
    bool elsewhere = std::any_of(
        at->second.begin(), at->second.end(), [&](std::size_t user) {
          return user != i && !list->targets[user].dropped;
        });
    if (!elsewhere) continue;
    target.dropped = true;
    list->left_out.push_back(
        {target.path, "a part of another project, checked there"});
  }
}

void TakeFindings(const Target& target, DocumentResult* document,
                  model::Report* report) {
  std::vector<model::Finding> findings = std::move(document->findings);
  base::SharedText path = target.path;
  for (model::Finding& finding : findings) finding.target = path;
  Append(&report->findings, &findings);
}

void FinishDocument(const CheckOptions& options, DocumentResult* document) {
  KeepOnlyWanted(options, &document->findings);
  model::Finish(document->findings);
  for (model::Finding& finding : document->findings) {
    std::string().swap(finding.subject);
  }
}

policy::ApplyOptions PolicyOptions(
    const CheckOptions& options, const std::vector<policy::KnownRule>& rules) {
  return {.today = options.today,
          .baseline = options.baseline,
          .working_folder = base::CurrentFolder(),
          .rules = rules,
          .scope = ScopeOf(options),
          .report_unused = options.only_rules.empty()};
}

model::Report MakeReport(const CheckOptions& options, TargetList list,
                         std::vector<ComposeResult> results,
                         model::Report report) {
  report.tool_version = kVersion;
  report.left_out = std::move(list.left_out);
  report.gaps.insert(report.gaps.begin(), list.gaps.begin(), list.gaps.end());
  report.gaps.insert(report.gaps.end(), options.known_gaps.begin(),
                     options.known_gaps.end());
  std::vector<policy::Ignore> ignores;
  std::map<base::SharedText, std::vector<DocumentPart>> parts;  // by target
  SecretTexts secrets;
  secrets.Add(report.findings);
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (list.targets[i].dropped) continue;
    DocumentResult& result = results[i].document;
    report.targets.push_back(
        {.path = list.targets[i].path,
         .kind = list.targets[i].compose ? "compose" : "dockerfile",
         .detail = results[i].detail});
    secrets.Add(result.findings);
    TakeFindings(list.targets[i], &result, &report);
    Append(&report.findings, &result.ignores.problems);
    Append(&report.gaps, &result.gaps);
    Append(&ignores, &result.ignores.ignores);
    if (!result.parts.empty()) {
      parts[list.targets[i].path] = std::move(result.parts);
    }
  }
  const std::vector<model::Finding>& problems = options.policy.problems;
  report.findings.insert(report.findings.end(), problems.begin(),
                         problems.end());
  KeepOnlyWanted(options, &report.findings);
  AddRuleRecords(options, &report);
  model::Finish(report);
  std::vector<policy::KnownRule> rules = KnownRules();
  policy::ApplyOptions apply = PolicyOptions(options, rules);
  apply.facts = [&](const model::Finding& finding) {
    // Findings of ShellCheck lie in the target itself.
    auto at = parts.find(finding.target.empty() ? finding.location.path
                                                : finding.target);
    return at == parts.end() ? policy::FactsFromObject(finding)
                             : FactsIn(at->second, finding);
  };
  policy::ApplyPolicy(options.policy, ignores, apply, report);
  RedactSecrets(secrets, report);
  return report;
}

}  // namespace bulkhead::engine
