// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// `build` of services against the Dockerfile that it names.
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/compose/built_image.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"
#include "check/compose/secret_text.h"
#include "check/dockerfile/secret_names.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using config::InstructionKind;

bool IsMissing(const ComposeContext& context, std::string_view path) {
  const FileFacts* facts = context.files->Find(path);
  return facts != nullptr && facts->kind == FileFacts::Kind::kMissing;
}

void DockerfileMissing(const ComposeContext& context, Findings& out) {
  if (context.files == nullptr) return;
  for (const ComposeService& service : context.services) {
    const ComposeNode& build = service["build"];
    const ComposeNode& folder = build["context"];
    std::string_view root = folder.Text();
    // Not absolute: the URL of a repository.
    if (!base::IsAbsolute(root) || context.IsUnknown(folder)) continue;
    if (IsMissing(context, base::NormalPath(root))) {
      ReportAt(
          folder, service.Path("build.context"),
          base::Format("service {} is built from folder {}, which does "
                       "not exist",
                       base::Printable(service.name), base::Printable(root)),
          out);
      continue;
    }
    const ComposeNode& dockerfile = build["dockerfile"];
    if (dockerfile.IsEmpty() || context.IsUnknown(dockerfile)) continue;
    std::string path =
        base::NormalPath(base::JoinPath(root, dockerfile.Text()));
    if (!IsMissing(context, path)) continue;
    const ComposeNode& place =
        dockerfile.origin.Best().known() ? dockerfile : build;
    ReportAt(place, service.Path("build.dockerfile"),
             base::Format("service {} is built from {}, which does not exist",
                          base::Printable(service.name), base::Printable(path)),
             out);
  }
}

void TargetMissing(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& target = service["build"]["target"];
    if (target.IsEmpty() || context.IsUnknown(target)) continue;
    if (service.build == nullptr || service.build->file->refused()) continue;
    const config::Evaluation& evaluation = *service.build->evaluation;
    if (evaluation.stages.empty()) continue;
    if (evaluation.FindStage(target.Text()) != nullptr) continue;
    std::vector<std::string_view> names;
    for (const config::Stage& stage : evaluation.stages) {
      if (!stage.name.empty()) names.push_back(stage.name_text);
    }
    std::string_view meant = base::DidYouMean(target.Text(), names);
    model::Finding& finding = ReportAt(
        target, service.Path("build.target"),
        base::Format(
            "service {} builds stage {}, which {} does not have{}",
            base::Printable(service.name), base::Printable(target.Text()),
            base::Printable(
                base::BaseName(service.build->file->source->path())),
            meant.empty()
                ? std::string()
                : base::Format("; did you mean {}?", base::Printable(meant))),
        out);
    if (!meant.empty()) {
      Offer(finding, false, base::Format("Build {}", meant),
            ReplaceScalar(*service.node, target, meant));
    }
  }
}

bool IsDeclared(const config::Dockerfile& file, std::string_view name) {
  return std::any_of(
      file.instructions.begin(), file.instructions.end(),
      [name](const config::Instruction& i) {
        if (i.kind != InstructionKind::kArg || i.pairs() == nullptr) {
          return false;
        }
        const std::vector<config::KeyValue>& pairs = i.pairs()->pairs;
        return std::any_of(
            pairs.begin(), pairs.end(),
            [name](const config::KeyValue& p) { return p.key == name; });
      });
}

void ArgUndeclared(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    if (service.build == nullptr || service.build->file->refused()) continue;
    const config::Dockerfile& file = *service.build->file;
    for (const ComposeEntry& arg : service["build"]["args"].entries()) {
      // BUILDKIT_INLINE_CACHE, SOURCE_DATE_EPOCH and others are BuildKit's.
      if (config::IsPredefinedArg(arg.key) || config::IsPlatformArg(arg.key) ||
          arg.key.starts_with("BUILDKIT_") || arg.key == "SOURCE_DATE_EPOCH") {
        continue;
      }
      if (IsDeclared(file, arg.key)) continue;
      model::Finding& finding = ReportAt(
          arg.value, service.Path("build.args." + arg.key),
          base::Format("service {} gives the build argument {}, which {} "
                       "does not declare with ARG",
                       base::Printable(service.name), base::Printable(arg.key),
                       base::Printable(base::BaseName(file.source->path()))),
          out);
      Offer(finding, true, base::Format("Remove the argument {}", arg.key),
            RemoveEntry(*service.node, arg.value));
    }
  }
}

void ArgSecret(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    for (const ComposeEntry& arg : service["build"]["args"].entries()) {
      SecretName name =
          ClassifySecretName(arg.key, context.options.secret_names);
      std::string text = arg.value.Scalar();
      SecretValue value = ClassifySecretValue(text);
      bool by_name = name.strength == NameStrength::kStrong &&
                     value != SecretValue::kSwitch &&
                     value != SecretValue::kPath;
      // An empty value: that of a variable which is set where it is built.
      bool known = !text.empty() && !context.IsUnknown(arg.value);
      if (!by_name && (!known || value != SecretValue::kToken)) continue;
      if (known && value == SecretValue::kPlaceholder) continue;
      model::Finding& finding = ReportAt(
          arg.value, service.Path("build.args." + arg.key),
          base::Format("service {} passes the secret {} as a build argument{}",
                       base::Printable(service.name), base::Printable(arg.key),
                       known ? base::Format(" ({})", base::Redact(text))
                             : std::string()),
          out);
      finding.subject = base::Format("{} {}", service.name, arg.key);
      if (known) MarkSecretOf(finding, arg.value, text);
    }
  }
}

void BuiltAsRoot(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const config::Stage* stage = FinalStage(service);
    if (stage == nullptr || !service["user"].IsEmpty() ||
        context.IsUnknown(service["user"])) {
      continue;
    }
    std::optional<std::string> user = StartUser(context, service);
    if (!user || !IsRootUser(*user)) continue;
    model::Finding& finding = ReportService(
        service,
        base::Format("service {} runs as root: its Dockerfile {}, and it sets "
                     "no user",
                     base::Printable(service.name),
                     stage->user.set()
                         ? base::Format("ends with USER {}",
                                        base::Printable(stage->user.value.text))
                         : std::string("sets no USER")),
        out);
    if (stage->user.set()) {
      Relate(finding, *service.build->file->source, stage->user.from->range,
             "the user is set here");
    }
  }
}

void UserOverridden(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& given = service["user"];
    const config::Stage* stage = FinalStage(service);
    if (stage == nullptr || given.IsEmpty() || context.IsUnknown(given)) {
      continue;
    }
    const config::Setting& user = stage->user;
    if (!IsRootUser(given.Scalar()) || !user.set() || !user.value.known() ||
        IsRootUser(user.value.text)) {
      continue;
    }
    model::Finding& finding = ReportAt(
        given, service.Path("user"),
        base::Format("service {} runs as {}, though its Dockerfile ends "
                     "with USER {}",
                     base::Printable(service.name),
                     base::Printable(given.Scalar()),
                     base::Printable(user.value.text)),
        out);
    Offer(finding, false, "Remove user", RemoveEntry(*service.node, given));
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/build-arg-secret",
      .severity = model::Severity::kHigh,
      .title = "Secret passed as build argument",
      .why = "Build arguments are kept in the history and the provenance of "
             "the image: who can pull it reads them.",
      .remedy = "Declare the value under secrets, name it in build.secrets, "
                "and read it with RUN --mount=type=secret.",
      .references = {"https://docs.docker.com/build/building/secrets/"},
      .no_fix = "the Dockerfile must change with it"},
     &ArgSecret},
    {{.id = "compose/build-arg-undeclared",
      .severity = model::Severity::kLow,
      .title = "Build argument that the Dockerfile does not declare",
      .why = "The builder drops the value with a warning: the image is built "
             "with another version or setting than the file says.",
      .remedy = "Declare it with ARG in the Dockerfile, or remove it.",
      .references = {"https://docs.docker.com/reference/compose-file/build/"
                     "#args"},
      .fix = model::FixKind::kSafe},
     &ArgUndeclared},
    {{.id = "compose/build-target-missing",
      .severity = model::Severity::kMedium,
      .title = "Build target that the Dockerfile does not have",
      .why = "The build fails: the service can't be started from a clean "
             "checkout.",
      .remedy = "Name a stage of the Dockerfile.",
      .references = {"https://docs.docker.com/reference/compose-file/build/"
                     "#target"},
      .fix = model::FixKind::kUnsafe},
     &TargetMissing},
    {{.id = "compose/built-image-root",
      .severity = model::Severity::kMedium,
      .title = "Service whose Dockerfile runs it as root",
      .why = "A bug in the program gives root in the container, which can "
             "change all of its files and is one kernel bug away from root on "
             "the host.",
      .remedy = "End the Dockerfile with USER and a numeric id, or set user in "
                "the service.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#user"},
      .no_fix = "files of the image may belong to root alone"},
     &BuiltAsRoot},
    {{.id = "compose/dockerfile-missing",
      .severity = model::Severity::kMedium,
      .title = "Dockerfile or build folder that does not exist",
      .why = "The service can't be built; what runs on a host that has an old "
             "image is not what the project says.",
      .remedy = "Correct build.context and build.dockerfile; the Dockerfile is "
                "looked for in the context.",
      .references = {"https://docs.docker.com/reference/compose-file/build/"
                     "#dockerfile"},
      .no_fix = "which file was meant can't be told"},
     &DockerfileMissing},
    {{.id = "compose/image-user-overridden",
      .severity = model::Severity::kMedium,
      .title = "Service that makes root of the user of its Dockerfile",
      .why = "The image is built to run without root; the service takes that "
             "away, and who reads only the Dockerfile does not see it.",
      .remedy = "Remove user from the service; give the folders that it writes "
                "to the id of the image's user.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#user"},
      .fix = model::FixKind::kUnsafe},
     &UserOverridden},
};

}  // namespace

ComposeRules ImageBuildRules() { return kRules; }

}  // namespace bulkhead::check
