// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The verbs compose-* of `bulkhead dev`, for measuring the loader alone.
#include <unistd.h>

#include <cstdio>

#include "base/fd.h"
#include "base/text.h"
#include "config/compose/compose.h"
#include "config/compose/dotenv.h"
#include "config/compose/interpolate.h"
#include "config/compose/template.h"

namespace bulkhead::config {
namespace {

using base::Result;
using formats::JsonValue;

JsonValue Fail(const base::Error& error) {
  JsonValue answer = JsonValue::Object();
  answer.Set("error", error.message);
  return answer;
}

JsonValue Answer(std::string_view key, JsonValue value) {
  JsonValue answer = JsonValue::Object();
  answer.Set(key, std::move(value));
  return answer;
}

ComposeEnvironment Environment(const JsonValue& object) {
  ComposeEnvironment environment;
  for (const formats::JsonMember& member : object.Members()) {
    environment[member.key] = std::string(member.value.String());
  }
  return environment;
}

JsonValue Load(const JsonValue& request) {
  base::MemoryFileSystem fs;
  for (const JsonValue& file : request["files"].Elements()) {
    fs.Add(std::string(file["path"].String()),
           std::string(file["content"].String()));
  }
  ComposeOptions options;
  for (const JsonValue& path : request["compose_files"].Elements()) {
    options.files.emplace_back(path.String());
  }
  options.working_dir = std::string(request["working_dir"].String());
  options.environment = Environment(request["env"]);
  options.project_name = std::string(request["project_name"].String());
  options.home = "/home/user";
  Result<ComposeProject> project = LoadComposeProject(options, fs);
  if (!project.ok()) return Fail(project.error());
  return Answer("project", ComposeProjectToJson(project.value()));
}

JsonValue Value(const JsonValue& request) {
  Result<JsonValue> value =
      ComposeValue(request["type"].String(), request["value"]);
  if (!value.ok()) return Fail(value.error());
  return Answer("value", std::move(value).value());
}

JsonValue Template(const JsonValue& request) {
  ComposeEnvironment environment = Environment(request["env"]);
  Result<ExpandedTemplate> value =
      ExpandTemplate(request["template"].String(), LookupIn(environment));
  if (!value.ok()) return Fail(value.error());
  return Answer("value", std::move(value.value().text));
}

JsonValue Dotenv(const JsonValue& request) {
  ComposeEnvironment lookup = Environment(request["lookup"]);
  ComposeEnvironment values = Environment(request["preset"]);
  base::Source source("env", std::string(request["content"].String()));
  Result<DotenvFile> file =
      ParseDotenv(source, LookupIn(lookup), LookupIn(values));
  if (!file.ok()) return Fail(file.error());
  for (const DotenvVariable& variable : file.value().variables) {
    values[variable.name] = variable.value;
  }
  JsonValue object = JsonValue::Object();
  for (const ComposeEnvironment::value_type& variable : values) {
    object.Add(variable.first, variable.second);
  }
  return Answer("value", std::move(object));
}

std::string YamlOf(const JsonValue& value) {
  return value.IsString() ? std::string(value.String())
                          : formats::WriteJson(value);
}

JsonValue Merge(const JsonValue& request) {
  Result<JsonValue> value =
      MergeComposeTexts(YamlOf(request["base"]), YamlOf(request["override"]));
  if (!value.ok()) return Fail(value.error());
  return Answer("value", std::move(value).value());
}

JsonValue Run(std::string_view verb, const JsonValue& request) {
  if (verb == "compose-load") return Load(request);
  if (verb == "compose-value") return Value(request);
  if (verb == "compose-template") return Template(request);
  if (verb == "compose-dotenv") return Dotenv(request);
  if (verb == "compose-merge") return Merge(request);
  return Fail({base::ErrorCode::kUnsupported, "unknown verb"});
}

}  // namespace
}  // namespace bulkhead::config

int main(int argc, char** argv) {
  namespace base = bulkhead::base;
  namespace formats = bulkhead::formats;
  if (argc < 3) return 2;
  base::Result<std::string> input =
      base::ReadAll(base::Fd(dup(0)), "input", 1u << 30);
  if (!input.ok()) return 2;
  for (std::string_view line : base::Split(input.value(), '\n')) {
    if (base::Trim(line).empty()) continue;
    base::Result<formats::JsonValue> request = formats::ParseJson(line, {});
    if (!request.ok()) return 2;
    formats::JsonValue answer = bulkhead::config::Run(argv[2], request.value());
    answer.Set("id", request.value()["id"]);
    std::string text = formats::WriteJson(answer) + "\n";
    fwrite(text.data(), 1, text.size(), stdout);
    fflush(stdout);
  }
  return 0;
}
