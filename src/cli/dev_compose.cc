// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// dev compose-load, -value, -template, -dotenv and -merge, and dev check for
// Compose.
#include "base/text.h"
#include "cli/dev.h"
#include "config/compose/compose.h"
#include "config/compose/dotenv.h"
#include "config/compose/interpolate.h"
#include "config/compose/template.h"
#include "engine/compose_run.h"

namespace bulkhead::cli {
namespace {

using base::Result;
using formats::JsonValue;

// Home folder on the machine that a request describes.
constexpr std::string_view kHome = "/home/user";

JsonValue AnswerWith(std::string_view key, JsonValue value) {
  JsonValue answer = JsonValue::Object();
  answer.Set(key, std::move(value));
  return answer;
}

config::ComposeEnvironment EnvironmentOf(const JsonValue& object) {
  config::ComposeEnvironment environment;
  for (const formats::JsonMember& member : object.Members()) {
    environment[member.key] = std::string(member.value.String());
  }
  return environment;
}

std::string YamlOf(const JsonValue& value) {
  return value.IsString() ? std::string(value.String())
                          : formats::WriteJson(value);
}

}  // namespace

JsonValue DevComposeLoad(const JsonValue& request) {
  base::MemoryFileSystem files;
  for (const JsonValue& file : request["files"].Elements()) {
    files.Add(std::string(file["path"].String()),
              std::string(file["content"].String()));
  }
  config::ComposeOptions options;
  for (const JsonValue& path : request["compose_files"].Elements()) {
    options.files.emplace_back(path.String());
  }
  options.working_dir = std::string(request["working_dir"].String());
  options.environment = EnvironmentOf(request["env"]);
  options.project_name = std::string(request["project_name"].String());
  options.home = kHome;
  Result<config::ComposeProject> project =
      config::LoadComposeProject(options, files);
  if (!project.ok()) return DevError(project.error().message);
  return AnswerWith("project", config::ComposeProjectToJson(project.value()));
}

JsonValue DevComposeValue(const JsonValue& request) {
  Result<JsonValue> value =
      config::ComposeValue(request["type"].String(), request["value"]);
  if (!value.ok()) return DevError(value.error().message);
  return AnswerWith("value", std::move(value).value());
}

JsonValue DevComposeTemplate(const JsonValue& request) {
  config::ComposeEnvironment environment = EnvironmentOf(request["env"]);
  Result<config::ExpandedTemplate> value = config::ExpandTemplate(
      request["template"].String(), config::LookupIn(environment));
  if (!value.ok()) return DevError(value.error().message);
  return AnswerWith("value", std::move(value.value().text));
}

JsonValue DevComposeDotenv(const JsonValue& request) {
  config::ComposeEnvironment lookup = EnvironmentOf(request["lookup"]);
  config::ComposeEnvironment values = EnvironmentOf(request["preset"]);
  base::Source source("env", std::string(request["content"].String()));
  Result<config::DotenvFile> file = config::ParseDotenv(
      source, config::LookupIn(lookup), config::LookupIn(values));
  if (!file.ok()) return DevError(file.error().message);
  for (const config::DotenvVariable& variable : file.value().variables) {
    values[variable.name] = variable.value;
  }
  JsonValue object = JsonValue::Object();
  for (const auto& [name, value] : values) object.Add(name, value);
  return AnswerWith("value", std::move(object));
}

JsonValue DevComposeMerge(const JsonValue& request) {
  Result<JsonValue> value = config::MergeComposeTexts(
      YamlOf(request["base"]), YamlOf(request["override"]));
  if (!value.ok()) return DevError(value.error().message);
  return AnswerWith("value", std::move(value).value());
}

engine::DocumentResult DevRunCompose(const JsonValue& request,
                                     std::string* error) {
  base::Result<std::string> text = DevText(request);
  if (!text.ok()) {
    *error = text.error().message;
    return {};
  }
  base::MemoryFileSystem files;
  files.Add("/project/compose.yaml", std::move(text).value());
  engine::ComposeRunOptions options;
  options.rules.all_rules = true;
  options.environment = EnvironmentOf(request["env"]);
  engine::ComposeResult result =
      engine::RunCompose({.files = {"/project/compose.yaml"}}, files, options);
  for (const model::Gap& gap : result.document.gaps) {
    if (gap.broken && !result.loaded) *error = gap.message;
  }
  return std::move(result.document);
}

}  // namespace bulkhead::cli
