// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// bulkhead policy: check, show, init and schema.
#include "base/text.h"
#include "cli/commands.h"
#include "cli/terminal.h"
#include "config/dockerfile/evaluate.h"
#include "engine/check.h"
#include "policy/policy.h"

namespace bulkhead::cli {
namespace {

constexpr std::string_view kFileName = ".bulkhead.yaml";
constexpr std::size_t kMaxPolicy = 16u << 20;

std::string TargetOf(const Arguments& arguments) {
  return arguments.positionals().empty() ? "." : arguments.positionals()[0];
}

model::ExitCode Fail(const base::Error& error) {
  PrintError(error);
  return model::ExitCode::kError;
}

model::ExitCode RunCheck(const Arguments& arguments) {
  base::RealFileSystem files;
  std::string path = TargetOf(arguments);
  if (files.Stat(path).type == base::FileType::kFolder) {
    std::string found =
        policy::FindPolicyFile(files, path, policy::ConfigHome());
    if (found.empty()) {
      PrintError(base::Format("no {} in {} or above it", kFileName,
                              base::Printable(path)));
      return model::ExitCode::kError;
    }
    path = found;
  }
  base::Result<std::shared_ptr<const base::Source>> source =
      files.Read(path, kMaxPolicy);
  if (!source.ok()) return Fail(source.error());
  std::vector<policy::KnownRule> rules = engine::KnownRules();
  std::vector<base::Error> problems =
      policy::CheckPolicy(source.value(), rules, base::Today(), {});
  for (const base::Error& problem : problems) PrintError(problem);
  if (!problems.empty()) return model::ExitCode::kError;
  Print(base::Format("{} is fine\n", base::Printable(path)));
  return model::ExitCode::kClean;
}

model::ExitCode RunShow(const Arguments& arguments) {
  base::RealFileSystem files;
  base::Result<policy::Policy> loaded =
      policy::LoadPolicy(files,
                         {.target = TargetOf(arguments),
                          .policy = arguments.Value("--policy"),
                          .config_home = policy::ConfigHome()},
                         {});
  if (!loaded.ok()) return Fail(loaded.error());
  const std::vector<policy::KnownRule> rules = engine::KnownRules();
  for (const policy::RuleSetting& setting : loaded.value().rules) {
    std::string unknown = policy::UnknownRuleOf(setting, rules);
    if (unknown.empty()) continue;
    PrintNote(base::Format("bulkhead: {}: {}\n",
                           base::Printable(setting.origin), unknown));
  }
  Print(base::Printable(policy::ShowPolicy(loaded.value()), true));
  return model::ExitCode::kClean;
}

policy::RepositoryFacts LookAtRepository(const std::string& folder,
                                         const base::FileSystem& files) {
  policy::RepositoryFacts facts;
  engine::Discovery found = engine::Discover(files, {.paths = {folder}});
  for (const engine::FoundFile& file : found.files) {
    std::string relative = base::RelativePath(base::NormalPath(file.path),
                                              base::NormalPath(folder));
    if (file.kind == engine::FileKind::kCompose) {
      facts.compose_files.push_back(relative);
      continue;
    }
    facts.dockerfiles.push_back(relative);
    base::Result<std::shared_ptr<const base::Source>> source =
        files.Read(file.path, kMaxPolicy);
    if (!source.ok()) continue;
    base::Result<config::Dockerfile> parsed =
        config::ParseDockerfile(source.value());
    if (!parsed.ok()) continue;
    for (const config::Stage& stage : config::Evaluate(parsed.value()).stages) {
      if (stage.base_stage < 0 && stage.image.valid && !stage.from_scratch) {
        facts.base_images.push_back(stage.base.text);
      }
    }
  }
  std::sort(facts.base_images.begin(), facts.base_images.end());
  facts.base_images.erase(
      std::unique(facts.base_images.begin(), facts.base_images.end()),
      facts.base_images.end());
  for (std::string_view name : policy::PeerFileNames()) {
    if (files.Exists(base::JoinPath(folder, name))) {
      facts.peer_files.emplace_back(name);
    }
  }
  return facts;
}

model::ExitCode RunInit(const Arguments& arguments) {
  base::RealFileSystem files;
  std::string folder = TargetOf(arguments);
  std::string path = base::JoinPath(folder, kFileName);
  if (files.Exists(path) && !arguments.Has("--force")) {
    PrintError(base::Format("{} is there already; --force replaces it",
                            base::Printable(path)));
    return model::ExitCode::kError;
  }
  std::string text = policy::InitPolicy(LookAtRepository(folder, files));
  if (arguments.Has("--print")) {
    Print(text);
    return model::ExitCode::kClean;
  }
  base::Status written = base::ReplaceFile(path, text);
  if (!written.ok()) return Fail(written.error());
  Print(base::Format("wrote {}\n", base::Printable(path)));
  return model::ExitCode::kClean;
}

model::ExitCode RunSchema(const Arguments&) {
  Print(policy::PolicySchema());
  return model::ExitCode::kClean;
}

model::ExitCode RunOverview(const Arguments&) {
  PrintError(
      "expected check, show, init or schema; try bulkhead policy --help");
  return model::ExitCode::kError;
}

constexpr FlagInfo kShowFlags[] = {{.name = "--policy",
                                    .kind = FlagKind::kValue,
                                    .value = "NAME|FILE",
                                    .help = "Policy: default, guide, cis, "
                                            "strict, or a file"}};
constexpr FlagInfo kInitFlags[] = {
    {.name = "--force", .help = "Replace a file that is there"},
    {.name = "--print", .help = "Print it and write nothing"}};
constexpr Example kOverviewExamples[] = {
    {"bulkhead policy init", "write a commented .bulkhead.yaml"}};
constexpr Example kCheckExamples[] = {
    {"bulkhead policy check", "find misspelt keys and dead ignores"}};
constexpr Example kShowExamples[] = {
    {"bulkhead policy show", "see what counts here, and who said so"}};
constexpr Example kInitExamples[] = {
    {"bulkhead policy init", "write a commented .bulkhead.yaml"}};
constexpr Example kSchemaExamples[] = {
    {"bulkhead policy schema > bulkhead.schema.json",
     "completion and checks in an editor"}};

}  // namespace

const Command kPolicy = {.name = "policy",
                         .synopsis = "check|show|init|schema",
                         .summary = "Work with .bulkhead.yaml",
                         .examples = kOverviewExamples,
                         .max_positionals = 0,
                         .completes = "check show init schema",
                         .run = &RunOverview};
const Command kPolicyCheck = {.name = "policy check",
                              .synopsis = "[PATH]",
                              .summary = "Say what is wrong with a policy file",
                              .examples = kCheckExamples,
                              .max_positionals = 1,
                              .completes = "files",
                              .run = &RunCheck};
const Command kPolicyShow = {.name = "policy show",
                             .synopsis = "[PATH]",
                             .summary =
                                 "Show the effective policy with the "
                                 "origin of each setting",
                             .flags = kShowFlags,
                             .examples = kShowExamples,
                             .max_positionals = 1,
                             .completes = "files",
                             .run = &RunShow};
const Command kPolicyInit = {.name = "policy init",
                             .synopsis = "[FOLDER]",
                             .summary =
                                 "Write a commented policy file for a "
                                 "repository",
                             .flags = kInitFlags,
                             .examples = kInitExamples,
                             .max_positionals = 1,
                             .completes = "files",
                             .run = &RunInit};
const Command kPolicySchema = {.name = "policy schema",
                               .synopsis = "",
                               .summary =
                                   "Print the JSON schema of policy "
                                   "files, for editors",
                               .examples = kSchemaExamples,
                               .run = &RunSchema};

}  // namespace bulkhead::cli
