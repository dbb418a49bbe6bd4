// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// bulkhead dev VERB: JSON lines in, JSON lines out, for the scores; see
// CONTRIBUTING.md. It calls the same code as the commands.
#include <unistd.h>

#include "base/fd.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/dev.h"
#include "cli/terminal.h"

namespace bulkhead::cli {
namespace {

constexpr std::size_t kMaxInput = std::size_t{4} << 30;

struct Verb {
  std::string_view name;
  // Answers to all requests, in their order, without "id".
  std::vector<formats::JsonValue> (*run)(
      const std::vector<formats::JsonValue>& requests);
};

// A verb that answers each request by itself.
template <formats::JsonValue (*kOne)(const formats::JsonValue&)>
std::vector<formats::JsonValue> Each(
    const std::vector<formats::JsonValue>& requests) {
  std::vector<formats::JsonValue> answers;
  answers.reserve(requests.size());
  for (const formats::JsonValue& request : requests) {
    answers.push_back(kOne(request));
  }
  return answers;
}

constexpr Verb kVerbs[] = {
    {"check", &DevCheck},
    {"dockerfile-tree", &Each<&DevDockerfileTree>},
    {"expand", &Each<&DevExpand>},
    {"compose-load", &Each<&DevComposeLoad>},
    {"compose-value", &Each<&DevComposeValue>},
    {"compose-template", &Each<&DevComposeTemplate>},
    {"compose-dotenv", &Each<&DevComposeDotenv>},
    {"compose-merge", &Each<&DevComposeMerge>},
};

model::ExitCode RunVerb(const Verb& verb) {
  base::Fd input(dup(STDIN_FILENO));
  base::Result<std::string> text =
      base::ReadAll(input, "standard input", kMaxInput);
  if (!text.ok()) {
    PrintError(text.error());
    return model::ExitCode::kError;
  }
  std::vector<formats::JsonValue> requests;
  int number = 0;
  for (std::string_view line : base::Split(text.value(), '\n')) {
    ++number;
    if (base::Trim(line).empty()) continue;
    base::Result<formats::JsonValue> request =
        formats::ParseJson(line, {}, base::Format("standard input:{}", number));
    if (!request.ok()) {
      PrintError(request.error());
      return model::ExitCode::kError;
    }
    requests.push_back(std::move(request).value());
  }
  std::vector<formats::JsonValue> answers = verb.run(requests);
  std::string out;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    formats::JsonValue line = formats::JsonValue::Object();
    line.Set("id", requests[i]["id"]);
    for (const formats::JsonMember& member : answers[i].Members()) {
      line.Add(member.key, member.value);
    }
    out += formats::WriteJson(line);
    out += '\n';
  }
  Print(out);
  return model::ExitCode::kClean;
}

model::ExitCode Run(const Arguments& arguments) {
  std::vector<std::string_view> names;
  for (const Verb& verb : kVerbs) {
    names.push_back(verb.name);
    if (!arguments.positionals().empty() &&
        arguments.positionals()[0] == verb.name) {
      return RunVerb(verb);
    }
  }
  PrintError(base::Format("bulkhead dev: expected one of {}",
                          base::Join(names, ", ")));
  return model::ExitCode::kError;
}

}  // namespace

base::Result<std::string> DevText(const formats::JsonValue& request) {
  if (request.Has("text")) return std::string(request["text"].String());
  std::optional<std::string> text =
      base::DecodeBase64(request["text_b64"].String());
  if (!text || !request.Has("text_b64")) {
    return base::Error{base::ErrorCode::kInvalid,
                       "expected text, or base64 in text_b64"};
  }
  return std::move(*text);
}

formats::JsonValue DevError(std::string_view message) {
  formats::JsonValue answer = formats::JsonValue::Object();
  answer.Set("error", message);
  return answer;
}

const Command kDev = {.name = "dev",
                      .synopsis = "VERB",
                      .summary = "Answer JSON lines, for the scores",
                      .max_positionals = 1,
                      .hidden = true,
                      .run = &Run};

}  // namespace bulkhead::cli
