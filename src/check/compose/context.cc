// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// From the tree of a project to the typed view that rules have of it.
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/compose/paths.h"
#include "check/compose/rule.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using config::ComposeOrigin;
using config::ComposePlace;
using config::ComposeStep;
using config::ComposeStepKind;

model::Range RangeOf(const ComposePlace& place) {
  return {place.range.begin, place.range.end};
}

bool SamePlace(const ComposePlace& a, const ComposePlace& b) {
  return a.source == b.source && a.range == b.range;
}

bool HasStep(const ComposeNode& node, ComposeStepKind kind) {
  for (const ComposeStep* step = node.origin.steps; step; step = step->next) {
    if (step->kind == kind) return true;
  }
  return false;
}

// "8000-8010" to its ends; 0, 0 for other text.
std::pair<int, int> Ends(std::string_view text) {
  std::pair<std::string_view, std::string_view> ends(text, text);
  if (auto cut = base::Cut(text, "-")) ends = *cut;
  std::optional<long long> first = base::ParseInt(ends.first);
  std::optional<long long> last = base::ParseInt(ends.second);
  if (!first || !last || *first < 0 || *last > 65535) return {0, 0};
  return {static_cast<int>(*first), static_cast<int>(*last)};
}

// A short syntax: its parts stand where the whole stands.
bool IsShort(const ComposeNode& node, std::string_view part) {
  const ComposeNode* child = node.Get(part);
  return child != nullptr && node.origin.value.known() &&
         SamePlace(child->origin.value, node.origin.value);
}

// One colon outside of ${}, and behind it no variable: "${PORT}:80".
bool NamesTargetOnly(std::string_view written) {
  std::size_t colon = FindColon(written);
  if (colon == std::string_view::npos) return false;
  return FindColon(written, colon + 1) == std::string_view::npos &&
         !base::Contains(written.substr(colon), "$");
}

class Maker {
 public:
  explicit Maker(const ComposeContext& context) : context_(context) {}

  ComposeService Make(const ComposeEntry& entry) {
    ComposeService service;
    service.name = entry.key;
    service.node = &entry.value;
    Image(&service);
    Ports(&service);
    Mounts(&service);
    Environment(&service);
    for (const ComposeEntry& network : entry.value["networks"].entries()) {
      service.networks.push_back(network.key);
    }
    return service;
  }

 private:
  void Image(ComposeService* service) {
    const ComposeNode& image = (*service)["image"];
    service->has_image = !image.IsEmpty();
    if (service->has_image && !context_.IsUnknown(image)) {
      service->image = config::ParseImageRef(image.Text());
    }
    if (!service->is_built()) {
      service->facts = FindImageFacts(service->image);
    }
    if (context_.builds == nullptr) return;
    for (const ServiceBuild& build : *context_.builds) {
      if (build.service == service->name) service->build = &build;
    }
  }

  void Ports(ComposeService* service) {
    std::size_t index = 0;
    for (const ComposeEntry& entry : (*service)["ports"].entries()) {
      const ComposeNode& node = entry.value;
      auto [published, published_end] = Ends(node["published"].Scalar());
      int target = static_cast<int>(node["target"].AsInt());
      bool is_short = IsShort(node, "target");
      std::vector<ComposePort>& ports = service->ports;
      if (is_short && !ports.empty() && ports.back().short_syntax &&
          SamePlace(ports.back().node->origin.value, node.origin.value)) {
        ComposePort& range = ports.back();
        range.published_end = std::max(range.published_end, published_end);
        range.target_end = std::max(range.target_end, target);
        continue;
      }
      ComposePort& port = ports.emplace_back();
      port.node = &node;
      port.object = service->Path(base::Format("ports[{}]", index++));
      port.host_ip = node["host_ip"].Text();
      port.published = published;
      port.published_end = published_end;
      port.target = target;
      port.target_end = target;
      port.protocol = node["protocol"].Text();
      port.short_syntax = is_short;
      port.known = !context_.IsUnknown(node);
      port.target_known = port.known || IsTargetKnown(node, is_short);
    }
    const ComposeNode& list = (*service)["ports"];
    if (list.IsNull() && context_.IsWrong(list)) {
      service->ports.push_back(
          {.node = &list, .known = false, .target_known = false});
    }
  }

  // ComposePort::target_known, of a port that is not known as a whole.
  [[nodiscard]] bool IsTargetKnown(const ComposeNode& port,
                                   bool is_short) const {
    if (context_.IsWrong(port)) return false;
    if (is_short) return NamesTargetOnly(WrittenText(port));
    return !context_.IsUnknown(port["target"]) && port["host_ip"].IsEmpty() &&
           !context_.IsUnknown(port["host_ip"]);
  }

  void Mounts(ComposeService* service) {
    std::size_t index = 0;
    for (const ComposeEntry& entry : (*service)["volumes"].entries()) {
      const ComposeNode& node = entry.value;
      ComposeMount& mount = service->mounts.emplace_back();
      mount.node = &node;
      mount.object = service->Path(base::Format("volumes[{}]", index++));
      mount.type = node["type"].Text();
      mount.source = node["source"].Scalar();
      mount.target = node["target"].Text();
      if (mount.is_bind() && base::IsAbsolute(mount.source)) {
        mount.source = base::NormalPath(mount.source);
      }
      mount.read_only = node["read_only"].True();
      mount.short_syntax = IsShort(node, "target");
      mount.known = !context_.IsUnknown(node);
    }
    const ComposeNode& list = (*service)["volumes"];
    if (list.IsNull() && context_.IsWrong(list)) {
      service->mounts.push_back({.node = &list, .known = false});
    }
  }

  void Environment(ComposeService* service) {
    for (const ComposeEntry& entry : (*service)["environment"].entries()) {
      ComposeVariable& variable = service->environment.emplace_back();
      variable.name = entry.key;
      variable.value = &entry.value;
      variable.from_file = HasStep(entry.value, ComposeStepKind::kEnvFile);
      variable.from_variable = HasStep(entry.value, ComposeStepKind::kVariable);
      if (!variable.from_file) variable.written = WrittenText(entry.value);
    }
  }

  const ComposeContext& context_;
};

void ReadVersion(ComposeContext* context) {
  for (const config::ComposeWarning& warning : context->project.warnings) {
    if (!warning.place.known()) continue;
    const base::Source& source = *warning.place.source;
    std::string_view text = source.text();
    const formats::YamlRange& range = warning.place.range;
    std::string_view key = text.substr(range.begin, range.size());
    if (key != "version" && key != "\"version\"" && key != "'version'") {
      continue;
    }
    context->version_key = warning.place;
    std::string_view line = text.substr(range.end);
    line = line.substr(0, line.find('\n'));
    line = base::Trim(line.substr(0, line.find('#')));
    base::ConsumePrefix(line, ":");
    std::string number;
    for (char c : line) {
      if (c != '"' && c != '\'' && !base::IsSpace(c)) number += c;
    }
    context->version = base::ParseDouble(number).value_or(0);
    return;
  }
}

ComposePlaces PlacesOf(const std::vector<config::ComposeUnset>& variables) {
  std::vector<ComposePlace> places;
  places.reserve(variables.size());
  for (const config::ComposeUnset& variable : variables) {
    places.push_back(variable.place);
  }
  return ComposePlaces(std::move(places));
}

model::Finding& ReportIn(const ComposePlace& place, const ComposePlace& key,
                         std::string message, Findings& out) {
  model::Range range = RangeOf(place);
  model::Range construct = range;
  if (key.known() && key.source == place.source &&
      key.range.begin <= place.range.begin) {
    construct.begin = key.range.begin;
  }
  return out.AddIn(*place.source, range, construct, std::move(message));
}

// Where the value came from, as far as it is another line.
void AddSteps(const ComposeOrigin& origin, model::Finding* finding) {
  constexpr std::size_t kMaxRelated = 8;
  for (const ComposeStep* step = origin.steps; step; step = step->next) {
    if (!step->place.known() || finding->related.size() >= kMaxRelated) break;
    std::string message;
    if (step->kind == ComposeStepKind::kOverrides) {
      message = "overrides what stands here";
    } else if (step->kind == ComposeStepKind::kExtends) {
      message = base::Format("inherited from {}", base::Printable(step->name));
    } else if (step->kind == ComposeStepKind::kIncluded) {
      message = "included here";
    } else if (step->kind == ComposeStepKind::kMergeKey) {
      message = "merged in here";
    } else {
      continue;
    }
    Relate(*finding, *step->place.source, RangeOf(step->place),
           std::move(message));
  }
}

}  // namespace

bool ComposePort::OnLoopback() const {
  return host_ip.starts_with("127.") || host_ip == "::1";
}

bool ComposePort::OnAllInterfaces() const {
  return host_ip.empty() || host_ip == "0.0.0.0" || host_ip == "::";
}

std::string ComposePort::Text() const {
  auto range = [](int first, int last) {
    return first == last ? std::to_string(first)
                         : base::Format("{}-{}", first, last);
  };
  if (!known && short_syntax) {
    std::string_view written = WrittenText(*node);
    if (written.starts_with('"') || written.starts_with('\'')) {
      written = written.substr(1, written.size() - 2);
    }
    return base::Printable(written);
  }
  std::string text;
  if (!host_ip.empty()) text = std::string(host_ip) + ":";
  if (published > 0) text += range(published, published_end) + ":";
  text += range(target, target_end);
  if (!protocol.empty() && protocol != "tcp") {
    text += "/";
    text += protocol;
  }
  return text;
}

std::string ComposeService::Path(std::string_view key) const {
  std::string path = base::Format("services.{}", name);
  if (!key.empty()) {
    path += '.';
    path += key;
  }
  return path;
}

std::string ComposeService::ImageName() const {
  return image.valid ? image.Familiar() : std::string();
}

const ComposeService* ComposeContext::FindService(std::string_view name) const {
  for (const ComposeService& service : services) {
    if (service.name == name) return &service;
  }
  return nullptr;
}

bool ComposeContext::IsUnknown(const ComposeNode& value) const {
  return IsWrong(value) || unset.AnyIn(value.origin.value);
}

bool ComposeContext::IsWrong(const ComposeNode& value) const {
  return wrong.AnyIn(value.origin.value);
}

bool ComposeContext::IsUnknown(
    const ComposeService& service,
    std::initializer_list<std::string_view> keys) const {
  const ComposeNode* node = service.node;
  for (std::string_view key : keys) {
    node = &(*node)[key];
    if (node->IsNull()) break;
  }
  return IsUnknown(*node);
}

bool ComposeContext::KnowsAll(std::string_view key) const {
  const ComposeNode& all = project.root["services"];
  if (!project.is_complete || (all.IsNull() && IsUnknown(all))) return false;
  for (const ComposeNode* part : {&all, &project.disabled_services}) {
    for (const ComposeEntry& entry : part->entries()) {
      const ComposeNode& service = entry.value;
      if (IsUnknown(service.IsNull() ? service : service[key])) return false;
    }
  }
  return true;
}

const base::Source& ComposeContext::main_source() const {
  static const base::Source kNone("compose.yaml", "");
  return project.files.empty() ? kNone : *project.files.front().source;
}

ComposeContext MakeComposeContext(const config::ComposeProject& project,
                                  const ComposeOptions& options,
                                  const ProjectFiles* files,
                                  const std::vector<ServiceBuild>* builds) {
  ComposeContext context{.project = project,
                         .options = options,
                         .files = files,
                         .builds = builds,
                         .services = {},
                         .version_key = {},
                         .unset = PlacesOf(project.unset),
                         .wrong = ComposePlaces(project.taken_out)};
  ReadVersion(&context);
  Maker maker(context);
  for (const ComposeEntry& entry : project.root["services"].entries()) {
    if (!entry.value.IsMapping() || entry.value.Has("provider")) continue;
    context.services.push_back(maker.Make(entry));
  }
  return context;
}

model::Finding& ReportAt(const ComposeNode& value, std::string object,
                         std::string message, Findings& out) {
  const ComposeOrigin& origin = value.origin;
  // Mappings and lists are shown by their key; they may be long.
  const ComposePlace& place =
      value.IsScalar() && !value.IsNull() && origin.value.known()
          ? origin.value
          : origin.Best();
  model::Finding& finding =
      place.known() ? ReportIn(place, origin.key, std::move(message), out)
                    : out.Add({}, std::move(message));
  finding.location.object = std::move(object);
  AddSteps(origin, &finding);
  return finding;
}

model::Finding& ReportService(const ComposeService& service,
                              std::string message, Findings& out) {
  const ComposeOrigin& origin = service.node->origin;
  model::Finding& finding =
      origin.Best().known()
          ? ReportIn(origin.Best(), origin.key, std::move(message), out)
          : out.Add({}, std::move(message));
  finding.location.object = service.Path();
  finding.subject = service.Path();
  AddSteps(origin, &finding);
  return finding;
}

void WithoutKics(model::Finding& finding) {
  constexpr std::size_t kUuid = 36;  // the ids of its queries
  std::vector<std::string> kept;
  for (std::string_view alias : finding.aliases) {
    bool kics = alias.starts_with("kics:") ||
                (alias.size() == kUuid && alias[8] == '-');
    if (!kics) kept.emplace_back(alias);
  }
  finding.aliases = std::move(kept);
}

std::string_view WrittenText(const ComposeNode& value) {
  const ComposePlace& place = value.origin.value;
  if (!place.known()) return {};
  return place.source->text().substr(place.range.begin, place.range.size());
}

}  // namespace bulkhead::check
