// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/check.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>

#include "base/overlay.h"
#include "base/parallel.h"
#include "base/text.h"
#include "check/dockerfile/rule.h"
#include "engine/compose_run.h"
#include "engine/dockerfile_run.h"
#include "engine/redact.h"
#include "engine/shellcheck.h"
#include "engine/version.h"
#include "policy/apply.h"

namespace bulkhead::engine {
namespace {

constexpr base::Limits kLimits = {};

// A Dockerfile, or the files of a Compose project.
struct Job {
  std::string path;
  std::optional<ComposeFiles> compose = {};
  bool dropped = false;
};

class CheckRun {
 public:
  CheckRun(const CheckOptions& options, const base::FileSystem& files)
      : options_(options), files_(files), input_files_(files) {}

  model::Report Run() {
    FindTargets();
    CheckTargets();
    DropFragments();
    CheckScripts();
    return Finish();
  }

 private:
  void FindTargets() {
    DiscoverOptions discover{.paths = options_.paths,
                             .as = options_.as,
                             .use_gitignore = options_.use_gitignore,
                             .exclude = options_.exclude};
    bool standard_input = std::erase(discover.paths, "-") > 0;
    if (discover.paths.empty() && !standard_input) discover.paths = {"."};
    if (!options_.compose_files.empty() && options_.paths.empty()) {
      discover.paths.clear();
    }
    Discovery found = Discover(files_, discover);
    report_.left_out = std::move(found.left_out);
    report_.gaps = std::move(found.gaps);
    for (const FoundFile& file : found.files) {
      if (file.kind == FileKind::kDockerfile) {
        jobs_.push_back({.path = file.path});
      }
    }
    if (standard_input && options_.as == FileKind::kDockerfile) {
      jobs_.push_back({.path = "-"});
    }
    for (ComposeFiles& project : GroupComposeFiles(found.files, files_)) {
      AddComposeJob(std::move(project));
    }
    if (standard_input && options_.as == FileKind::kCompose) {
      input_files_.Set("-", options_.standard_input);
      AddComposeJob({.files = {"-"}, .named = true});
    }
    if (!options_.compose_files.empty()) {
      AddComposeJob({.files = options_.compose_files, .named = true});
    }
    if (jobs_.empty() && report_.gaps.empty()) {
      report_.gaps.push_back(
          {.code = "nothing-to-check",
           .message = base::Format(
               "nothing to check in {}: looked for Dockerfile, Dockerfile.*, "
               "*.Dockerfile, Containerfile, compose.yaml, docker-compose.yml "
               "and their like in {} folders",
               base::Printable(base::Join(discover.paths, ", ")),
               found.folders),
           .location = {.path =
                            discover.paths.empty() ? "-" : discover.paths[0]},
           .remedy = "Name a file, or give its kind with --as dockerfile or "
                     "--as compose."});
    }
  }

  void AddComposeJob(ComposeFiles project) {
    jobs_.push_back(
        {.path = project.files.front(), .compose = std::move(project)});
  }

  std::shared_ptr<const base::Source> ReadTarget(const Job& target,
                                                 DocumentResult* result) {
    if (target.path == "-") {
      return std::make_shared<base::Source>("-", options_.standard_input);
    }
    base::Result<std::shared_ptr<const base::Source>> source =
        files_.Read(target.path, kLimits.max_bytes);
    if (source.ok()) return source.value();
    result->gaps.push_back({.code = "not-readable",
                            .message = source.error().message,
                            .location = {.path = target.path},
                            .broken = true});
    return nullptr;
  }

  DockerfileRunOptions DockerfileOptions() const {
    DockerfileRunOptions run;
    const policy::Policy& policy = options_.policy;
    run.rules.trusted_registries = policy.approved_registries.value;
    run.rules.approved_images = policy.approved_images.value;
    run.rules.pins = options_.pins.get();
    run.rules.label_schema = policy.label_schema.value;
    run.rules.strict_labels = policy.strict_labels.value;
    for (const check::DockerfileRule* rule : check::AllDockerfileRules()) {
      if (!rule->info.on_by_default && policy.IsOn(rule->info)) {
        run.rules.enabled_rules.emplace_back(rule->info.id);
      }
      for (const std::string& name :
           policy.Option(rule->info, "secret-names")) {
        run.rules.secret_names.push_back(name);
      }
    }
    run.evaluate = {.build_args = options_.build_args,
                    .target = options_.target};
    run.own_checks = &policy.checks;
    run.collect_scripts = options_.shellcheck != ShellCheckMode::kOff &&
                          policy.IsOn(ShellCheckRule()) && HaveShellCheck();
    run.files = &files_;
    return run;
  }

  ComposeRunOptions ComposeOptions() const {
    ComposeRunOptions run;
    const policy::Policy& policy = options_.policy;
    run.rules.trusted_registries = policy.approved_registries.value;
    run.rules.approved_images = policy.approved_images.value;
    run.rules.pins = options_.pins.get();
    for (const check::ComposeRule* rule : check::AllComposeRules()) {
      if (!rule->info.on_by_default && policy.IsOn(rule->info)) {
        run.rules.enabled_rules.emplace_back(rule->info.id);
      }
      for (const std::string& name :
           policy.Option(rule->info, "secret-names")) {
        run.rules.secret_names.push_back(name);
      }
    }
    run.environment = options_.environment;
    run.profiles = options_.profiles;
    run.env_files = options_.env_files;
    run.project_name = options_.project_name;
    run.own_checks = &policy.checks;
    return run;
  }

  void CheckTargets() {
    DockerfileRunOptions dockerfile = DockerfileOptions();
    ComposeRunOptions compose = ComposeOptions();
    results_.resize(jobs_.size());
    std::mutex progress_mutex;
    std::size_t done = 0;
    base::ParallelFor(jobs_.size(), options_.threads, [&](std::size_t i) {
      const Job& job = jobs_[i];
      if (job.compose) {
        results_[i] = RunCompose(*job.compose, input_files_, compose);
      } else {
        DocumentResult& result = results_[i].document;
        std::shared_ptr<const base::Source> source = ReadTarget(job, &result);
        if (source != nullptr) result = RunDockerfile(source, dockerfile);
      }
      if (!options_.progress) return;
      std::lock_guard lock(progress_mutex);
      options_.progress(++done, jobs_.size());
    });
  }

  // A file that another project includes or extends is checked there, with the
  // values that it has there.
  void DropFragments() {
    std::set<std::string> fragments;
    for (const ComposeResult& result : results_) {
      fragments.insert(result.fragments.begin(), result.fragments.end());
    }
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      const std::optional<ComposeFiles>& project = jobs_[i].compose;
      if (!project || project->named || project->files.size() != 1) continue;
      std::string path = base::NormalPath(
          base::JoinPath(base::CurrentFolder(), jobs_[i].path));
      if (!fragments.contains(path)) continue;
      jobs_[i].dropped = true;
      report_.left_out.push_back(
          {jobs_[i].path, "a part of another project, checked there"});
    }
  }

  // ShellCheck is an optional helper: without it a clean file stays clean.
  void CheckScripts() {
    if (options_.shellcheck == ShellCheckMode::kOff) return;
    bool any_dockerfile =
        std::any_of(jobs_.begin(), jobs_.end(),
                    [](const Job& job) { return !job.compose; });
    if (!any_dockerfile || !options_.policy.IsOn(ShellCheckRule())) return;
    if (!HaveShellCheck()) {
      SayShellCheckFailed("the program shellcheck is not installed");
      return;
    }
    std::vector<ShellCheckJob> jobs;
    for (ComposeResult& result : results_) {
      Append(&jobs, &result.document.scripts);
    }
    base::Result<std::vector<model::Finding>> found = RunShellCheck(jobs);
    if (!found.ok()) {
      SayShellCheckFailed(found.error().message);
      return;
    }
    for (const ShellCheckJob& job : jobs) {
      AttachExcerpts(*job.source, found.value());
    }
    std::move(found.value().begin(), found.value().end(),
              std::back_inserter(report_.findings));
  }

  void SayShellCheckFailed(const std::string& why) {
    std::string message =
        base::Format("scripts were not checked by ShellCheck: {}", why);
    if (options_.shellcheck == ShellCheckMode::kRequired) {
      report_.gaps.push_back({.code = "shellcheck-missing",
                              .message = message,
                              .remedy = "Install the package shellcheck, or "
                                        "drop --require shellcheck."});
    } else {
      report_.notes.push_back(
          {.code = "shellcheck-missing", .message = message});
    }
  }

  model::Report Finish() {
    report_.tool_version = kVersion;
    std::vector<policy::Ignore> ignores;
    std::vector<policy::KnownRule> rules = KnownRules();
    policy::ApplyOptions apply{.today = options_.today,
                               .baseline = options_.baseline,
                               .working_folder = base::CurrentFolder(),
                               .rules = rules,
                               .report_unused = options_.only_rules.empty()};
    for (std::size_t i = 0; i < results_.size(); ++i) {
      if (jobs_[i].dropped) continue;
      DocumentResult& result = results_[i].document;
      report_.targets.push_back(
          {.path = jobs_[i].path,
           .kind = jobs_[i].compose ? "compose" : "dockerfile",
           .detail = results_[i].detail});
      for (model::Finding& finding : result.findings) {
        finding.target = jobs_[i].path;
      }
      Append(&report_.findings, &result.findings);
      Append(&report_.findings, &result.ignores.problems);
      Append(&report_.gaps, &result.gaps);
      Append(&ignores, &result.ignores.ignores);
    }
    Append(&report_.findings, &options_.policy.problems);
    KeepOnlyWanted();
    AddRuleRecords();
    model::Finish(report_);
    policy::ApplyPolicy(options_.policy, ignores, apply, report_);
    RedactSecrets(report_);
    return std::move(report_);
  }

  template <typename T>
  static void Append(std::vector<T>* to, const std::vector<T>* from) {
    to->insert(to->end(), from->begin(), from->end());
  }
  template <typename T>
  static void Append(std::vector<T>* to, std::vector<T>* from) {
    to->insert(to->end(), std::make_move_iterator(from->begin()),
               std::make_move_iterator(from->end()));
  }

  void KeepOnlyWanted() {
    if (options_.only_rules.empty()) return;
    std::erase_if(report_.findings, [&](const model::Finding& finding) {
      // What could not be read was not judged by the wanted rules either.
      if (finding.rule == "dockerfile/syntax-error") return false;
      return std::none_of(
          options_.only_rules.begin(), options_.only_rules.end(),
          [&](const std::string& rule) {
            return policy::MatchesRule(rule, finding.rule, finding.aliases);
          });
    });
  }

  void AddRuleRecords() {
    std::vector<std::string> names;
    for (const model::Finding& finding : report_.findings) {
      names.push_back(finding.rule);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    for (const model::RuleInfo* rule : AllRules()) {
      if (std::binary_search(names.begin(), names.end(), rule->id)) {
        report_.rules.push_back(model::MakeRecord(*rule));
      }
    }
    for (const policy::OwnCheck& own : options_.policy.checks) {
      if (std::binary_search(names.begin(), names.end(), own.rule.id)) {
        report_.rules.push_back(own.rule);
      }
    }
  }

  const CheckOptions& options_;
  const base::FileSystem& files_;
  base::OverlayFileSystem input_files_;  // with standard input as "-"
  std::vector<Job> jobs_;
  std::vector<ComposeResult> results_;  // one a job
  model::Report report_;
};

}  // namespace

base::Result<model::Report> Check(const CheckOptions& options,
                                  const base::FileSystem& files) {
  for (const std::string& rule : options.only_rules) {
    if (!FindRules(rule).empty()) continue;
    std::vector<std::string_view> ids;
    for (const model::RuleInfo* info : AllRules()) ids.push_back(info->id);
    std::string_view near = base::DidYouMean(rule, ids);
    return base::Error{
        base::ErrorCode::kNotFound,
        base::Format(
            "there is no rule {}{}", base::Printable(rule),
            near.empty() ? "" : base::Format("; did you mean {}?", near))};
  }
  return CheckRun(options, files).Run();
}

}  // namespace bulkhead::engine
