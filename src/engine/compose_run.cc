// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/compose_run.h"

#include <algorithm>
#include <set>

#include "base/fs.h"
#include "base/overlay.h"
#include "base/text.h"
#include "check/compose/topology.h"
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
        LoaderOptions(project_files_, options_), overlay_, &session_);
    for (const base::Error& error : session_.problems.errors()) {
      AddProblem(error);
    }
    if (!loaded.ok()) AddProblem(loaded.error());
    result_.loaded = loaded.ok();
    if (result_.loaded) {
      Check(loaded.value());
    } else {
      ReadComments(project_files_.files);
    }
    FinishFindings();
    ShortenPaths();
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
      base::Result<formats::YamlStream> stream = formats::ParseYaml(
          changed ? std::make_shared<base::Source>(path, text) : source.value(),
          {});
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
      if (!found) {
        session_.parsed[path] = std::make_shared<const formats::YamlStream>(
            std::move(stream).value());
        break;
      }
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
  void AddProblem(const base::Error& error) {
    // What this program does not read is a limit of it, not a broken input.
    bool limit = error.code == base::ErrorCode::kLimit ||
                 error.code == base::ErrorCode::kUnsupported;
    model::Gap gap{.code = limit ? "not-assessed" : "not-loaded",
                   .message = error.message,
                   .location = {.path = project_files_.files.front()},
                   .broken = !limit};
    config::ComposeMessagePlace place = config::PlaceOfMessage(error.message);
    std::string_view text = error.message;
    if (place.line > 0) {
      base::ConsumePrefix(text, base::Format("{}:{}:{}: ", place.path,
                                             place.line, place.column));
      gap.location.path = place.path;
      gap.location.line = place.line;
      gap.location.column = place.column;
    } else {
      base::ConsumePrefix(text, base::Format("{}: ", gap.location.path));
    }
    gap.message = text;
    // "PATH has 99 bytes, ...": the place names the path already.
    if (base::ConsumePrefix(text, base::Format("{} ", gap.location.path))) {
      gap.message = base::Format("the file {}", text);
    }
    result_.document.gaps.push_back(std::move(gap));
  }

  void Check(const ComposeProject& project) {
    ComposeFacts facts;
    LookAround(project, overlay_, &facts);
    for (const check::ServiceBuild& build : facts.builds) {
      std::string path = build.file->source->path().str();
      if (path.ends_with("/dockerfile_inline")) continue;
      result_.dockerfiles.push_back(path);
    }
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
      std::string path = use.source->path().str();
      if (fragment) result_.fragments.push_back(base::AbsolutePath(path));
      bool yaml = fragment || use.role == config::ComposeFileRole::kMain ||
                  use.role == config::ComposeFileRole::kOverride;
      if (yaml) paths.push_back(path);
      originals_.try_emplace(path, use.source);
    }
    ReadComments(paths);
    DocumentResult& document = result_.document;
    if (options_.wants_parts || AskForParts(document.ignores.ignores)) {
      document.parts = ServicesOf(project);
    }
    AddUnset(project);
    AddExternal(context);
  }

  // Rules on networks judge where data stores are; of networks that others
  // made, nobody here knows who is on them.
  void AddExternal(const check::ComposeContext& context) {
    std::vector<std::string_view> names;
    std::vector<std::string_view> stores;
    const config::ComposePlace* first = nullptr;
    const ComposeNode& networks = context.project.root["networks"];
    for (const ComposeEntry& network : networks.entries()) {
      if (!network.value["external"].True()) continue;
      bool used = false;
      for (const check::ComposeService& service : context.services) {
        if (!check::IsDataStore(service) ||
            !service["networks"].Has(network.key)) {
          continue;
        }
        used = true;
        stores.push_back(service.name);
      }
      if (!used) continue;
      names.push_back(network.key);
      if (first == nullptr) first = &network.value.origin.Best();
    }
    if (names.empty()) return;
    std::sort(stores.begin(), stores.end());
    stores.erase(std::unique(stores.begin(), stores.end()), stores.end());
    model::Gap gap{
        .code = "external-networks",
        .message = base::Format(
            "{} {} made elsewhere: who else reaches {} there, and whether it "
            "leads out, was not assessed",
            base::Printable(base::Join(names, ", ")),
            names.size() == 1 ? "is a network" : "are networks",
            base::Printable(base::Join(stores, ", "))),
        .location = {.path = project_files_.files.front()},
        .remedy = "Keep data stores on networks of the project alone."};
    Place(first, &gap);
    result_.document.gaps.push_back(std::move(gap));
  }

  static void Place(const config::ComposePlace* place, model::Gap* gap) {
    if (place == nullptr || !place->known()) return;
    base::Position at = place->At();
    gap->location = {.path = place->source->path(),
                     .range = {place->range.begin, place->range.end},
                     .line = at.line,
                     .column = at.column,
                     .construct_line = at.line};
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
    Place(first, &gap);
    result_.document.gaps.push_back(std::move(gap));
  }

  void ReadComments(const std::vector<std::string>& paths) {
    std::set<std::string> seen;
    for (const std::string& path : paths) {
      if (!seen.insert(path).second) continue;
      auto source = originals_.find(path);
      if (source == originals_.end()) continue;
      auto parsed = session_.parsed.find(path);
      std::shared_ptr<const formats::YamlStream> stream;
      if (parsed != session_.parsed.end()) stream = parsed->second;
      // Where equal keys were hidden, comments were as well.
      if (stream == nullptr || stream->source != source->second) {
        base::Result<formats::YamlStream> again =
            formats::ParseYaml(source->second, {});
        if (!again.ok()) continue;
        stream = std::make_shared<const formats::YamlStream>(
            std::move(again).value());
      }
      std::vector<policy::CommentView> comments = ViewYamlComments(*stream);
      policy::InlineIgnores read =
          policy::ReadInlineIgnores(Short(path), comments);
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

  // Included files have absolute paths; people, and fingerprints that others
  // compare, want them as the project was named.
  std::string Short(std::string_view path) const {
    if (base::IsAbsolute(project_files_.files.front()))
      return std::string(path);
    return base::RelativePath(path, folder_);
  }

  void ShortenPaths() {
    if (base::IsAbsolute(project_files_.files.front()) || folder_ == "/") {
      return;
    }
    std::string prefix = folder_ + "/";
    for (model::Finding& finding : result_.document.findings) {
      finding.location.path = Short(finding.location.path);
      finding.message = base::ReplaceAll(finding.message, prefix, "");
      finding.subject = base::ReplaceAll(finding.subject, prefix, "");
      for (model::Related& related : finding.related) {
        related.location.path = Short(related.location.path);
      }
      if (!finding.fix) continue;
      for (model::Edit& edit : finding.fix->edits) {
        edit.path = Short(edit.path);
      }
    }
    for (model::Gap& gap : result_.document.gaps) {
      gap.location.path = Short(gap.location.path);
      gap.message = base::ReplaceAll(gap.message, prefix, "");
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
  const std::string folder_ = base::CurrentFolder();
  base::OverlayFileSystem overlay_;
  const ComposeRunOptions& options_;
  std::map<std::string, std::shared_ptr<const base::Source>> originals_;
  config::ComposeSession session_;
  ComposeResult result_;
};

}  // namespace

const model::RuleInfo& DuplicateKeyRule() { return kDuplicateKey; }

config::ComposeOptions LoaderOptions(const ComposeFiles& project,
                                     const ComposeRunOptions& options) {
  config::ComposeOptions loader;
  loader.files = project.files;
  loader.working_dir = base::AbsolutePath(base::DirName(project.files.front()));
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
