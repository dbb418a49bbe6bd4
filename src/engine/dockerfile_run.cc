// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/dockerfile_run.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace bulkhead::engine {
namespace {

using config::Dockerfile;
using config::Instruction;

// A frame shows at most this many lines, and so many bytes of each.
constexpr int kMaxExcerptLines = 6;
constexpr std::size_t kMaxLineBytes = 2000;

// The comments of a file with what each stands above or beside.
std::vector<policy::CommentView> ViewComments(
    const Dockerfile& file, const config::Evaluation& evaluation) {
  std::vector<policy::CommentView> views;
  const base::Source& source = *file.source;
  int first_instruction_line = file.instructions.empty()
                                   ? 1 << 30
                                   : file.instructions.front().first_line;
  std::size_t next = 0;  // first instruction that ends at or behind the comment
  for (const config::Comment& comment : file.comments) {
    while (next < file.instructions.size() &&
           file.instructions[next].last_line < comment.line) {
      ++next;
    }
    policy::CommentView view{
        .text = file.Text(comment.range),
        .range = comment.range,
        .line = comment.line,
        .column = source.At(comment.range.begin).column,
        .file_start = comment.line < first_instruction_line,
        .directive = comment.directive};
    if (next < file.instructions.size()) {
      const Instruction& instruction = file.instructions[next];
      view.applies_first_line = instruction.first_line;
      view.applies_last_line = instruction.last_line;
      if (const config::Stage* stage = evaluation.StageOf(instruction);
          stage != nullptr && stage->end > stage->begin) {
        view.stage_first_line = file.instructions[stage->begin].first_line;
        view.stage_last_line = file.instructions[stage->end - 1].last_line;
      }
    }
    views.push_back(view);
  }
  return views;
}

std::vector<std::string> VariablesAt(const config::Evaluation& evaluation,
                                     const check::Script& script) {
  std::set<std::string> names;
  if (script.stage < 0) {
    for (const config::Definition& definition : evaluation.global_args) {
      names.insert(definition.name);
    }
  }
  int stage = script.stage;
  while (stage >= 0) {
    const config::Stage& s = evaluation.stages[static_cast<std::size_t>(stage)];
    for (const config::Definition& definition : evaluation.DefinitionsOf(s)) {
      bool before = evaluation.file->IndexOf(*definition.from) < script.index;
      if (before && !definition.name.empty() &&
          !base::IsDigit(definition.name[0]) &&
          std::all_of(definition.name.begin(), definition.name.end(),
                      base::IsNameChar)) {
        names.insert(definition.name);
      }
    }
    stage = s.base_stage;
  }
  for (std::string_view proxy :
       {"HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "http_proxy",
        "https_proxy", "ftp_proxy", "no_proxy"}) {
    names.insert(std::string(proxy));
  }
  return {names.begin(), names.end()};
}

// The name by which shellcheck knows a dialect, "" where it knows it not.
std::string_view ShellCheckDialect(config::ShellDialect dialect) {
  switch (dialect) {
    case config::ShellDialect::kSh:
      return "sh";
    case config::ShellDialect::kBash:
      return "bash";
    case config::ShellDialect::kAsh:
    case config::ShellDialect::kDash:
      return "dash";
    case config::ShellDialect::kKsh:
      return "ksh";
    default:
      return "";
  }
}

std::vector<ShellCheckJob> CollectScripts(
    const check::DockerfileContext& context) {
  std::vector<ShellCheckJob> jobs;
  for (const check::Script& script : context.scripts) {
    if (!script.is_run() || script.exec_form) continue;
    std::string_view dialect = ShellCheckDialect(script.shell.dialect());
    if (dialect.empty()) continue;
    jobs.push_back(
        {.source = context.file.source,
         .script = config::ScriptWithLines(context.file, *script.instruction),
         .dialect = std::string(dialect),
         .variables = VariablesAt(context.evaluation, script),
         .construct = script.outer->range});
  }
  return jobs;
}

// The document as own checks of a policy see it.
std::vector<policy::ConstructView> ViewConstructs(
    const Dockerfile& file, const config::Evaluation& evaluation) {
  std::vector<policy::ConstructView> views;
  for (const Instruction& instruction : file.instructions) {
    base::Position begin = file.source->At(instruction.range.begin);
    base::Position end = file.source->At(instruction.range.end);
    policy::ConstructView& view = views.emplace_back();
    view.kind = "instruction";
    view.name = config::KeywordOf(instruction.kind);
    view.text = file.Text(instruction.range);
    view.range = instruction.range;
    view.line = begin.line;
    view.column = begin.column;
    view.end_line = end.line;
    view.end_column = end.column;
    auto add = [&](std::string path, std::string_view value,
                   model::Range range) {
      view.values.push_back({.path = std::move(path),
                             .value = std::string(value),
                             .range = range,
                             .line = file.source->At(range.begin).line});
    };
    add("text", instruction.text, instruction.range);
    add("arguments", instruction.rest, instruction.rest_range);
    for (const config::Flag& flag : instruction.flags) {
      add("flags." + std::string(flag.name), flag.value, flag.range);
    }
    const config::Stage* stage = evaluation.StageOf(instruction);
    if (stage != nullptr) add("stage", stage->name, instruction.range);
    if (stage != nullptr && instruction.from() != nullptr) {
      add("image", stage->base.text, instruction.from()->image.range);
    }
    if (const config::KeyValueArgs* pairs = instruction.pairs()) {
      std::string prefix = base::ToLower(view.name) + ".";
      for (const config::KeyValue& pair : pairs->pairs) {
        add(prefix + std::string(pair.key), pair.value, pair.range);
      }
    }
  }
  return views;
}

void AddGaps(const Dockerfile& file, const check::DockerfileContext& context,
             std::vector<model::Gap>* gaps) {
  auto place = [&](model::Range range) {
    base::Position begin = file.source->At(range.begin);
    base::Position end = file.source->At(range.end);
    return model::Location{.path = file.source->path(),
                           .range = range,
                           .line = begin.line,
                           .column = begin.column,
                           .end_line = end.line,
                           .end_column = end.column,
                           .construct_line = begin.line};
  };
  for (const config::UnknownConstruct& unknown : file.unknown) {
    gaps->push_back({.code = unknown.code,
                     .message = unknown.message,
                     .location = place(unknown.range)});
  }
  for (const check::Script& script : context.scripts) {
    if (script.is_run() && !script.shell.assessed()) {
      gaps->push_back(
          {.code = "script-not-assessed",
           .message = base::Format(
               "the script is written for {}, which is not assessed",
               config::DialectName(script.shell.dialect())),
           .location = place(script.outer->range)});
    }
    for (const config::ShellError& error : script.shell.errors()) {
      gaps->push_back(
          {.code = "script-not-parsed",
           .message = base::Format(
               "the shell script could not be read in full: {}", error.message),
           .location = place(script.InFile(error.range))});
    }
  }
}

// The build argument BUILDKIT_DOCKERFILE_CHECK takes the place of `# check=`.
void ApplyCheckArgument(const config::EvaluateOptions& options,
                        Dockerfile* file) {
  auto argument = options.build_args.find("BUILDKIT_DOCKERFILE_CHECK");
  if (argument == options.build_args.end()) return;
  file->check = config::ParseCheckDirective(argument->second);
}

// A comment that says the same as the argument, for the ignores.
std::string CheckArgumentComment(const config::EvaluateOptions& options) {
  auto argument = options.build_args.find("BUILDKIT_DOCKERFILE_CHECK");
  if (argument == options.build_args.end()) return "";
  return "# check=" + argument->second;
}

}  // namespace

DocumentResult RunDockerfile(const std::shared_ptr<const base::Source>& source,
                             const DockerfileRunOptions& options) {
  DocumentResult result;
  base::Result<Dockerfile> parsed = config::ParseDockerfile(source);
  if (!parsed.ok()) {
    result.gaps.push_back({.code = "not-parsed",
                           .message = parsed.error().message,
                           .location = {.path = source->path()},
                           .broken = true});
    return result;
  }
  ApplyCheckArgument(options.evaluate, &parsed.value());
  const Dockerfile& file = parsed.value();
  config::Evaluation evaluation = config::Evaluate(file, options.evaluate);
  std::unique_ptr<check::BuildContext> around;
  if (options.context == nullptr && options.files != nullptr) {
    around = LookAtContext(*options.files, source->path().str(), file);
  }
  check::DockerfileContext context = check::MakeDockerfileContext(
      file, evaluation, options.rules,
      options.context != nullptr ? options.context : around.get());
  result.findings = check::RunDockerfileRules(context);
  if (options.own_checks != nullptr && !options.own_checks->empty()) {
    std::vector<policy::ConstructView> constructs =
        ViewConstructs(file, evaluation);
    std::vector<model::Finding> own = policy::RunOwnChecks(
        *options.own_checks, "dockerfile", source->path(), constructs);
    std::move(own.begin(), own.end(), std::back_inserter(result.findings));
  }
  AddGaps(file, context, &result.gaps);
  std::vector<policy::CommentView> comments = ViewComments(file, evaluation);
  std::string argument = CheckArgumentComment(options.evaluate);
  if (!argument.empty()) {
    std::erase_if(comments, [](const policy::CommentView& comment) {
      return comment.directive && base::Contains(comment.text, "check");
    });
    comments.push_back(
        {.text = argument, .file_start = true, .directive = true});
  }
  result.ignores = policy::ReadInlineIgnores(source->path(), comments);
  if (options.wants_parts || AskForParts(result.ignores.ignores)) {
    result.parts = StagesOf(evaluation);
  }
  AttachExcerpts(*source, result.findings);
  if (options.collect_scripts) result.scripts = CollectScripts(context);
  return result;
}

void AttachExcerpts(const base::Source& source,
                    std::vector<model::Finding>& findings) {
  for (model::Finding& finding : findings) {
    const model::Location& place = finding.location;
    if (place.path != source.path() || place.line == 0) continue;
    if (finding.subject.empty()) {
      model::Range range = place.range;
      finding.subject = source.text().substr(range.begin, range.size());
    }
    if (finding.excerpt.first_line > 0) continue;
    finding.excerpt.first_line = place.line;
    int last = std::min(place.end_line, place.line + kMaxExcerptLines - 1);
    std::vector<std::string_view> lines;
    for (int line = place.line; line <= last; ++line) {
      lines.push_back(source.Line(line).substr(0, kMaxLineBytes));
    }
    finding.excerpt.text = base::Join(lines, "\n");
  }
}

}  // namespace bulkhead::engine
