// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// dev check, dev dockerfile-tree and dev expand.
#include <map>

#include "base/text.h"
#include "cli/dev.h"
#include "config/dockerfile/dockerfile.h"
#include "config/dockerfile/expand.h"
#include "config/dockerfile/tree.h"
#include "engine/dockerfile_run.h"
#include "policy/apply.h"

namespace bulkhead::cli {
namespace {

using formats::JsonValue;

void AddStrings(const JsonValue& list, std::vector<std::string>* out) {
  for (const JsonValue& element : list.Elements()) {
    out->emplace_back(element.String());
  }
}

engine::DockerfileRunOptions OptionsOf(const JsonValue& request,
                                       check::BuildContext* context) {
  engine::DockerfileRunOptions options;
  const JsonValue& config = request["config"];
  check::DockerfileOptions& rules = options.rules;
  rules.all_rules = true;
  AddStrings(config["trustedRegistries"], &rules.trusted_registries);
  AddStrings(config["ds031"]["included_envs"], &rules.secret_names);
  AddStrings(config["ds031.included_envs"], &rules.secret_names);
  AddStrings(config["experimental"], &rules.experimental);
  for (const formats::JsonMember& label : config["label-schema"].Members()) {
    rules.label_schema[label.key] = label.value.String();
  }
  rules.strict_labels = config["strict-labels"].Bool();
  rules.image_history = request["context"].String() == "image-history";
  for (const formats::JsonMember& arg : request["build_args"].Members()) {
    options.evaluate.build_args[arg.key] = arg.value.String();
  }
  if (request.Has("dockerignore")) {
    context->dockerignore = request["dockerignore"].String();
    options.context = context;
  }
  options.collect_scripts = engine::HaveShellCheck();
  return options;
}

JsonValue FindingsAnswer(const model::Report& report) {
  JsonValue list = JsonValue::Array();
  for (const model::Finding& finding : report.findings) {
    if (finding.suppressed) continue;
    JsonValue item = JsonValue::Object();
    item.Add("rule", finding.rule.view());
    JsonValue& aliases = item.Add("aliases", JsonValue::Array());
    for (std::string_view alias : finding.aliases) aliases.Append(alias);
    int line = finding.location.construct_line > 0
                   ? finding.location.construct_line
                   : finding.location.line;
    item.Add("line", line);
    item.Add("severity", model::SeverityName(finding.severity));
    list.Append(std::move(item));
  }
  JsonValue answer = JsonValue::Object();
  answer.Add("findings", std::move(list));
  return answer;
}

struct Case {
  engine::DocumentResult result;
  std::vector<std::string> ignored;  // by the request's configuration
  std::string error;
};

Case RunCase(const JsonValue& request) {
  Case out;
  if (request["kind"].String() == "compose") {
    out.result = DevRunCompose(request, &out.error);
    return out;
  }
  base::Result<std::string> text = DevText(request);
  if (!text.ok()) {
    out.error = text.error().message;
    return out;
  }
  std::shared_ptr<const base::Source> source =
      std::make_shared<base::Source>("Dockerfile", std::move(text).value());
  base::Result<config::Dockerfile> parsed = config::ParseDockerfile(source);
  if (!parsed.ok()) {
    out.error = parsed.error().message;
    return out;
  }
  if (const config::SyntaxError* refused = parsed.value().ParserError()) {
    out.error = refused->message;
    return out;
  }
  check::BuildContext context;
  out.result = engine::RunDockerfile(source, OptionsOf(request, &context));
  AddStrings(request["config"]["ignored"], &out.ignored);
  return out;
}

// ShellCheck on the scripts of all cases at once; its findings go back to the
// case whose source they stand in.
void AddShellCheck(std::vector<Case>* cases) {
  std::vector<engine::ShellCheckJob> jobs;
  std::vector<std::size_t> owner;
  for (std::size_t i = 0; i < cases->size(); ++i) {
    for (engine::ShellCheckJob& job : (*cases)[i].result.scripts) {
      // The path of a source is not unique here: number them.
      job.source = std::make_shared<base::Source>(
          std::to_string(i), std::string(job.source->text()));
      jobs.push_back(job);
    }
  }
  if (jobs.empty()) return;
  base::Result<std::vector<model::Finding>> found = engine::RunShellCheck(jobs);
  if (!found.ok()) return;
  for (model::Finding& finding : found.value()) {
    std::optional<long long> i = base::ParseInt(finding.location.path);
    finding.location.path = "Dockerfile";
    (*cases)[static_cast<std::size_t>(*i)].result.findings.push_back(
        std::move(finding));
  }
}

JsonValue Answer(Case& answered) {
  if (!answered.error.empty()) return DevError(answered.error);
  model::Report report;
  report.findings = std::move(answered.result.findings);
  model::Finish(report);
  policy::Policy policy;
  for (const std::string& rule : answered.ignored) {
    policy.rules.push_back({.rule = rule, .off = true});
  }
  policy::ApplyOptions apply{.today = base::Today(), .report_unused = false};
  apply.facts = [&](const model::Finding& finding) {
    return engine::FactsIn(answered.result.parts, finding);
  };
  policy::ApplyPolicy(policy, answered.result.ignores.ignores, apply, report);
  return FindingsAnswer(report);
}

}  // namespace

std::vector<JsonValue> DevCheck(const std::vector<JsonValue>& requests) {
  std::vector<Case> cases;
  for (const JsonValue& request : requests) cases.push_back(RunCase(request));
  AddShellCheck(&cases);
  std::vector<JsonValue> answers;
  for (Case& answered : cases) answers.push_back(Answer(answered));
  return answers;
}

JsonValue DevDockerfileTree(const JsonValue& request) {
  base::Result<std::string> text = DevText(request);
  if (!text.ok()) return DevError(text.error().message);
  base::Result<config::Dockerfile> file = config::ParseDockerfile(
      std::make_shared<base::Source>("Dockerfile", std::move(text).value()));
  if (!file.ok()) return DevError(file.error().message);
  base::Result<config::DockerfileTree> tree = config::TreeOf(file.value());
  if (!tree.ok()) return DevError(tree.error().message);
  JsonValue answer = JsonValue::Object();
  JsonValue& lines = answer.Add("tree", JsonValue::Array());
  for (const std::string& line : tree.value().lines) lines.Append(line);
  JsonValue& ranges = answer.Add("lines", JsonValue::Array());
  for (const auto& [first, last] : tree.value().line_ranges) {
    JsonValue& pair = ranges.Append(JsonValue::Array());
    pair.Append(first);
    pair.Append(last);
  }
  return answer;
}

JsonValue DevExpand(const JsonValue& request) {
  std::map<std::string, std::string, std::less<>> variables;
  for (const JsonValue& pair : request["env"].Elements()) {
    auto parts = base::Cut(pair.String(), "=");
    if (parts) variables[std::string(parts->first)] = parts->second;
  }
  for (const formats::JsonMember& pair : request["env"].Members()) {
    variables[pair.key] = pair.value.String();
  }
  config::VariableSource lookup =
      [&](std::string_view name) -> std::optional<config::Variable> {
    auto at = variables.find(name);
    if (at == variables.end()) return std::nullopt;
    return config::Variable{.value = at->second};
  };
  JsonValue answer = JsonValue::Object();
  if (request["split"].Bool()) {
    base::Result<std::vector<config::Value>> words =
        config::ExpandWords(request["input"].String(), lookup);
    if (!words.ok()) return DevError(words.error().message);
    JsonValue& list = answer.Add("words", JsonValue::Array());
    for (const config::Value& word : words.value()) list.Append(word.Default());
    return answer;
  }
  base::Result<config::Value> word =
      config::ExpandWord(request["input"].String(), lookup);
  if (!word.ok()) return DevError(word.error().message);
  answer.Add("output", word.value().Default());
  return answer;
}

}  // namespace bulkhead::cli
