// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/compose_run.h"

#include <algorithm>
#include <set>

#include "base/overlay.h"
#include "base/text.h"
#include "engine/compose_facts.h"
#include "engine/yaml_comments.h"

namespace bulkhead::engine {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using config::ComposeProject;

constexpr std::size_t kMaxBytes = base::Limits{}.max_bytes;
// Equal keys within equal keys are found one level a round.
constexpr int kMaxDuplicateRounds = 20;

constexpr model::RuleInfo kDuplicateKey = {
    .id = "compose/duplicate-key",
    .severity = model::Severity::kHigh,
    .title = "A key stands twice in one mapping",
    .why =
        "docker compose refuses the file; other readers take the last value "
        "and drop the others in silence, security settings among them.",
    .remedy = "Merge the values under one key.",
    .fix = model::FixKind::kUnsafe};

std::string AbsolutePath(const std::string& path) {
  if (base::IsAbsolute(path)) return base::NormalPath(path);
  return base::NormalPath(base::JoinPath(base::CurrentFolder(), path));
}

class ComposeRunner {
 public:
  ComposeRunner(const ComposeFiles& project, const base::FileSystem& files,
                const ComposeRunOptions& options)
      : project_files_(project), overlay_(files), options_(options) {}

  ComposeResult Run() {
    if (project_files_.files.size() > 1) {
      result_.detail =
          "with " +
          base::Join(std::span(project_files_.files).subspan(1), ", ");
    }
    for (const std::string& path : project_files_.files) HideDuplicates(path);
    base::Result<ComposeProject> loaded = config::LoadComposeProject(
        LoaderOptions(project_files_, options_), overlay_);
    if (!loaded.ok()) {
      AddLoadError(loaded.error());
      ReadComments(project_files_.files);
      FinishFindings();
      return std::move(result_);
    }
    Check(loaded.value());
    return std::move(result_);
  }

 private:
  // Reports equal keys, and hides all but the last one from the loader by
  // blanks, so that the rest can be checked and all places stay as they are.
  void HideDuplicates(const std::string& path) {
    base::Result<std::shared_ptr<const base::Source>> source =
        overlay_.Read(path, kMaxBytes);
    if (!source.ok()) return;  // the loader says it better
    originals_[path] = source.value();
    check::Findings findings(*source.value());
    findings.SetRule(kDuplicateKey);
    std::string text(source.value()->text());
    bool changed = false;
    std::set<std::size_t> reported;  // where the later keys begin
    for (int round = 0; round < kMaxDuplicateRounds; ++round) {
      base::Result<formats::YamlStream> stream =
          formats::ParseYaml(std::make_shared<base::Source>(path, text), {});
      if (!stream.ok()) return;
      bool found = false;
      for (const formats::YamlDocument& document : stream.value().documents) {
        for (const formats::YamlDuplicate& duplicate : document.duplicates) {
          found = true;
          if (reported.insert(duplicate.second->key->range.begin).second) {
            ReportDuplicate(duplicate, *source.value(), &findings);
          }
          formats::YamlRange range = duplicate.first->range;
          for (std::size_t i = range.begin; i < range.end; ++i) {
            if (text[i] != '\n' && text[i] != '\r') text[i] = ' ';
          }
        }
      }
      if (!found) break;
      changed = true;
    }
    if (changed) overlay_.Set(path, text);
    std::vector<model::Finding> list = findings.Take();
    std::move(list.begin(), list.end(),
              std::back_inserter(result_.document.findings));
  }

  static void ReportDuplicate(const formats::YamlDuplicate& duplicate,
                              const base::Source& source,
                              check::Findings* findings) {
    const formats::YamlNode& key = duplicate.second->key->Resolved();
    const formats::YamlEntry& first = *duplicate.first;
    const formats::YamlEntry& second = *duplicate.second;
    model::Finding& finding = findings->Add(
        {second.key->range.begin, second.key->range.end},
        {second.range.begin, second.range.end},
        base::Format("the key {} stands twice in one mapping, first on line {}",
                     base::Printable(key.value),
                     source.At(first.range.begin).line));
    finding.subject = std::string(key.value);
    bool lists = first.value->IsSequence() && second.value->IsSequence() &&
                 first.value->style == formats::YamlStyle::kBlock &&
                 second.value->style == formats::YamlStyle::kBlock;
    if (!lists) return;
    // The items move behind those of the first; what stood between stays.
    std::string_view text = source.text();
    std::size_t begin = second.value->range.begin;
    std::size_t line = text.rfind('\n', begin) + 1;
    std::string items =
        "\n" + std::string(text.substr(line, second.value->range.end - line));
    std::size_t key_line = text.rfind('\n', second.range.begin) + 1;
    std::size_t end = text.find('\n', second.range.end);
    end = end == std::string_view::npos ? text.size() : end + 1;
    check::SetFix(finding, false, "Merge the lists under the first key",
                  {{source.path(), {first.range.end, first.range.end}, items},
                   {source.path(), {key_line, end}, ""}});
  }

  // Errors of the loader begin with their place: "PATH:LINE:COL: message".
  void AddLoadError(const base::Error& error) {
    model::Gap gap{.code = "not-loaded",
                   .message = error.message,
                   .location = {.path = project_files_.files.front()},
                   .broken = true};
    for (const std::string& path : project_files_.files) {
      std::string_view rest = error.message;
      if (!base::ConsumePrefix(rest, path) || !base::ConsumePrefix(rest, ":")) {
        continue;
      }
      std::vector<std::string_view> parts = base::Split(rest, ':');
      std::optional<long long> line = base::ParseInt(parts[0]);
      if (!line || parts.size() < 2) continue;
      gap.location.path = path;
      gap.location.line = static_cast<int>(*line);
      if (std::optional<long long> column = base::ParseInt(parts[1])) {
        gap.location.column = static_cast<int>(*column);
      }
    }
    result_.document.gaps.push_back(std::move(gap));
  }

  void Check(const ComposeProject& project) {
    ComposeFacts facts;
    LookAround(project, overlay_, &facts);
    check::ComposeContext context = check::MakeComposeContext(
        project, options_.rules, &facts.files, &facts.builds);
    std::vector<model::Finding> found = check::RunComposeRules(context);
    std::move(found.begin(), found.end(),
              std::back_inserter(result_.document.findings));
    RunOwn(project);
    std::vector<std::string> paths;
    for (const config::ComposeFileUse& use : project.files) {
      bool fragment = use.role == config::ComposeFileRole::kInclude ||
                      use.role == config::ComposeFileRole::kExtends;
      std::string path = use.source->path();
      if (fragment) result_.fragments.push_back(AbsolutePath(path));
      bool yaml = fragment || use.role == config::ComposeFileRole::kMain ||
                  use.role == config::ComposeFileRole::kOverride;
      if (yaml) paths.push_back(path);
      originals_.try_emplace(path, use.source);
    }
    ReadComments(paths);
    AddUnset(project);
    FinishFindings();
  }

  void AddUnset(const ComposeProject& project) {
    std::set<std::string> names;
    const config::ComposePlace* first = nullptr;
    for (const config::ComposeUnset& unset : project.unset) {
      names.insert(unset.name);
      if (first == nullptr && unset.place.known()) first = &unset.place;
    }
    if (names.empty()) return;
    model::Gap gap{
        .code = "unset-variables",
        .message = base::Format(
            "{} without a value or default: {}; what depends on them was not "
            "assessed",
            names.size() == 1 ? "a variable"
                              : base::Format("{} variables", names.size()),
            base::Printable(base::Join(names, ", "))),
        .location = {.path = project_files_.files.front()},
        .remedy =
            "Give values by .env, --env-file or the environment, or "
            "defaults: ${NAME:-value}."};
    if (first != nullptr) {
      base::Position at = first->At();
      gap.location = {.path = first->source->path(),
                      .range = {first->range.begin, first->range.end},
                      .line = at.line,
                      .column = at.column,
                      .construct_line = at.line};
    }
    result_.document.gaps.push_back(std::move(gap));
  }

  void ReadComments(const std::vector<std::string>& paths) {
    std::set<std::string> seen;
    for (const std::string& path : paths) {
      if (!seen.insert(path).second) continue;
      auto source = originals_.find(path);
      if (source == originals_.end()) continue;
      base::Result<formats::YamlStream> stream =
          formats::ParseYaml(source->second, {});
      if (!stream.ok()) continue;
      std::vector<policy::CommentView> comments =
          ViewYamlComments(stream.value());
      policy::InlineIgnores read = policy::ReadInlineIgnores(path, comments);
      policy::InlineIgnores& all = result_.document.ignores;
      std::move(read.ignores.begin(), read.ignores.end(),
                std::back_inserter(all.ignores));
      std::move(read.problems.begin(), read.problems.end(),
                std::back_inserter(all.problems));
    }
  }

  void FinishFindings() {
    for (const auto& [path, source] : originals_) {
      AttachExcerpts(*source, result_.document.findings);
    }
  }

  // Values of a node, flattened: "ports[0].target".
  static void Flatten(const ComposeNode& root,
                      std::vector<policy::ConstructValue>* values) {
    struct Item {
      std::string path;
      const ComposeNode* node;
    };
    std::vector<Item> stack = {{"", &root}};
    while (!stack.empty()) {
      Item item = std::move(stack.back());
      stack.pop_back();
      const std::vector<ComposeEntry>& entries = item.node->entries();
      if (entries.empty() && !item.path.empty()) {
        const config::ComposePlace& place = item.node->origin.Best();
        values->push_back({.path = item.path,
                           .value = item.node->Scalar(),
                           .range = {place.range.begin, place.range.end},
                           .line = place.known() ? place.At().line : 0});
      }
      for (std::size_t i = entries.size(); i > 0; --i) {
        const ComposeEntry& entry = entries[i - 1];
        std::string path =
            item.node->IsSequence()
                ? base::Format("{}[{}]", item.path, i - 1)
                : (item.path.empty() ? "" : item.path + ".") + entry.key;
        stack.push_back({std::move(path), &entry.value});
      }
    }
  }

  void RunOwn(const ComposeProject& project) {
    if (options_.own_checks == nullptr || options_.own_checks->empty()) return;
    std::vector<policy::ConstructView> views;
    std::vector<std::string> objects;
    const std::vector<ComposeEntry>& services =
        project.root["services"].entries();
    objects.reserve(services.size());
    const std::string& main = project_files_.files.front();
    for (const ComposeEntry& service : services) {
      objects.push_back("services." + service.key);
      policy::ConstructView& view = views.emplace_back();
      view.kind = "service";
      view.name = service.key;
      view.object = objects.back();
      const config::ComposePlace& place = service.value.origin.Best();
      if (place.known()) {
        base::Position begin = place.At();
        base::Position end = place.source->At(place.range.end);
        view.range = {place.range.begin, place.range.end};
        view.text =
            place.source->text().substr(place.range.begin, place.range.size());
        view.line = begin.line;
        view.column = begin.column;
        view.end_line = end.line;
        view.end_column = end.column;
      }
      Flatten(service.value, &view.values);
    }
    policy::ConstructView& view = views.emplace_back();
    view.kind = "project";
    view.name = project.name;
    view.line = 1;
    for (const ComposeEntry& entry : project.root.entries()) {
      if (entry.key == "services") continue;
      std::vector<policy::ConstructValue> values;
      Flatten(entry.value, &values);
      for (policy::ConstructValue& value : values) {
        value.path = entry.key + "." + value.path;
        view.values.push_back(std::move(value));
      }
    }
    std::vector<model::Finding> own =
        policy::RunOwnChecks(*options_.own_checks, "compose", main, views);
    std::move(own.begin(), own.end(),
              std::back_inserter(result_.document.findings));
  }

  const ComposeFiles& project_files_;
  base::OverlayFileSystem overlay_;
  const ComposeRunOptions& options_;
  std::map<std::string, std::shared_ptr<const base::Source>> originals_;
  ComposeResult result_;
};

}  // namespace

const model::RuleInfo& DuplicateKeyRule() { return kDuplicateKey; }

config::ComposeOptions LoaderOptions(const ComposeFiles& project,
                                     const ComposeRunOptions& options) {
  config::ComposeOptions loader;
  loader.files = project.files;
  loader.working_dir = AbsolutePath(base::DirName(project.files.front()));
  loader.environment = options.environment;
  loader.env_files = options.env_files;
  loader.project_name = options.project_name;
  loader.profiles = options.profiles;
  // Every service is looked at, whatever profile it belongs to.
  if (loader.profiles.empty()) loader.profiles = {"*"};
  return loader;
}

ComposeResult RunCompose(const ComposeFiles& project,
                         const base::FileSystem& files,
                         const ComposeRunOptions& options) {
  return ComposeRunner(project, files, options).Run();
}

}  // namespace bulkhead::engine
