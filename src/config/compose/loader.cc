// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The steps follow compose-go v2: each document is interpolated, its extends
// and includes are resolved, it is merged into what the files before it said,
// and the result is validated and made canonical before the next one comes.
#include "config/compose/loader.h"

#include "base/text.h"
#include "config/compose/canonical.h"
#include "config/compose/dotenv.h"
#include "config/compose/interpolate.h"
#include "config/compose/merge.h"
#include "config/compose/paths.h"
#include "config/compose/schema.h"

namespace bulkhead::config {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

// All files of one project together.
constexpr std::size_t kMaxBytesRead = 256u << 20;

// Names without a value take that of the environment.
void ResolveEnvironment(const ComposeEnvironment& environment,
                        ComposeNode* node) {
  if (node == nullptr) return;
  for (ComposeEntry& entry : node->entries()) {
    std::string name = entry.key;
    if (node->IsSequence()) {
      name = entry.value.Text();
      if (name.find('=') != std::string::npos) continue;
    } else if (!entry.value.IsNull()) {
      continue;
    }
    ComposeEnvironment::const_iterator found = environment.find(name);
    if (found == environment.end()) continue;
    std::string text = node->IsSequence() ? name + "=" : std::string();
    entry.value =
        MadeFrom(entry.value, ComposeNode::String(text + found->second));
  }
}

// A file that can't be read. A folder in its place is no limit of this program
// but a mistake.
Error NotFound(const ComposePlace& asked, Error error) {
  if (error.code == ErrorCode::kUnsupported) error.code = ErrorCode::kInvalid;
  if (!asked.known()) return error;
  return ComposeError(asked, error.message, error.code);
}

// A key without a value is merged into nothing, but not this one.
base::Status CheckServices(const ComposeNode& root) {
  const ComposeNode* services = root.Get("services");
  if (services == nullptr || !services->IsNull()) return base::Ok{};
  return ComposeError(services->origin.Best(),
                      "services: expected a mapping, found nothing");
}

}  // namespace

Result<std::shared_ptr<const base::Source>> ComposeLoader::Read(
    const std::string& path, ComposeFileRole role, const ComposePlace& asked) {
  std::map<std::string, std::shared_ptr<const base::Source>>::const_iterator
      known = sources_.find(path);
  if (known != sources_.end()) return known->second;
  Result<std::shared_ptr<const base::Source>> source = Fetch(path);
  if (!source.ok()) return NotFound(asked, source.error());
  bytes_read_ += source.value()->text().size();
  if (bytes_read_ > kMaxBytesRead) {
    return ComposeError(asked,
                        base::Format("{}: the files of the project have more "
                                     "than {} bytes",
                                     path, kMaxBytesRead),
                        ErrorCode::kLimit);
  }
  arena_->Keep(source.value());
  sources_.emplace(path, source.value());
  project_->files.push_back({source.value(), role, asked});
  return source;
}

Result<std::shared_ptr<const base::Source>> ComposeLoader::Fetch(
    const std::string& path) {
  if (session_ != nullptr) {
    auto parsed = session_->parsed.find(path);
    if (parsed != session_->parsed.end()) return parsed->second->source;
  }
  return fs_.Read(path, options_.limits.max_bytes);
}

Result<std::vector<ComposeDocument>> ComposeLoader::Parse(
    const std::shared_ptr<const base::Source>& source) {
  if (session_ == nullptr) {
    return ReadComposeDocuments(source, options_.limits, arena_);
  }
  std::shared_ptr<const formats::YamlStream>& known =
      session_->parsed[source->path().str()];
  if (known == nullptr) {
    Result<formats::YamlStream> stream =
        formats::ParseYaml(source, options_.limits);
    if (!stream.ok()) {
      session_->parsed.erase(source->path().str());
      return stream.error();
    }
    known =
        std::make_shared<const formats::YamlStream>(std::move(stream).value());
  }
  return ReadComposeDocuments(*known, options_.limits, arena_);
}

Result<ComposeNode> ComposeLoader::LoadModel(
    const std::vector<std::string>& paths, ComposeFileRole first_role,
    const ComposeScope& scope) {
  ComposeNode dict = ComposeNode::Mapping();
  ComposeFileRole role = first_role;
  for (const std::string& path : paths) {
    base::Status status = LoadFile(path, role, scope, &dict);
    if (!status.ok()) return status.error();
    if (role == ComposeFileRole::kMain) role = ComposeFileRole::kOverride;
  }
  SetDefaults(&dict, arena_);
  base::Status status = CheckValues(&dict, problems());
  if (!status.ok()) return status.error();
  ResolvePaths(scope.folder, options_.home, &dict);
  if (ComposeNode* services = dict.Get("services")) {
    for (ComposeEntry& entry : services->entries()) {
      ResolveEnvironment(scope.environment, entry.value.Get("environment"));
    }
  }
  return dict;
}

Result<std::vector<ComposeDocument>> ComposeLoader::ReadDocuments(
    const std::string& path, ComposeFileRole role) {
  std::map<std::string, std::vector<ComposeDocument>>::iterator peeked =
      peeked_.find(path);
  if (peeked != peeked_.end()) {
    std::vector<ComposeDocument> documents = std::move(peeked->second);
    peeked_.erase(peeked);
    return documents;
  }
  Result<std::shared_ptr<const base::Source>> source = Read(path, role, {});
  if (!source.ok()) return source.error();
  return Parse(source.value());
}

std::string ComposeLoader::FindName(const std::vector<std::string>& paths,
                                    const ComposeEnvironment& environment) {
  std::string name;
  ComposeFileRole role = ComposeFileRole::kMain;
  for (const std::string& path : paths) {
    Result<std::vector<ComposeDocument>> documents = ReadDocuments(path, role);
    if (!documents.ok()) return name;
    role = ComposeFileRole::kOverride;
    for (const ComposeDocument& document : documents.value()) {
      std::string_view text = document.root["name"].Text();
      Result<ExpandedTemplate> expanded =
          ExpandTemplate(text, LookupIn(environment), options_.limits);
      if (expanded.ok() && !text.empty()) name = expanded.value().text;
    }
    peeked_.insert_or_assign(path, std::move(documents).value());
  }
  return name;
}

base::Status ComposeLoader::LoadFile(const std::string& path,
                                     ComposeFileRole role,
                                     const ComposeScope& scope,
                                     ComposeNode* dict) {
  Result<std::vector<ComposeDocument>> documents = ReadDocuments(path, role);
  if (!documents.ok()) return documents.error();
  for (std::size_t i = 1; i < documents.value().size(); ++i) {
    project_->further_documents.push_back(
        {sources_[path].get(), documents.value()[i].range});
  }
  for (ComposeDocument& document : documents.value()) {
    base::Status status = AddDocument(std::move(document), path, scope, dict);
    if (!status.ok()) return status;
  }
  const ComposeNode* version = dict->Get("version");
  if (version != nullptr) {
    project_->warnings.push_back(
        {"the key version is obsolete and ignored: remove it",
         version->origin.Best()});
    dict->Remove("version");
  }
  return base::Ok{};
}

base::Status ComposeLoader::AddDocument(ComposeDocument document,
                                        const std::string& path,
                                        const ComposeScope& scope,
                                        ComposeNode* dict) {
  if (document.root.IsNull()) return base::Ok{};
  if (!document.root.IsMapping()) {
    return ComposeError(document.root.origin.value,
                        base::Format("expected a mapping at the top level, "
                                     "found {}",
                                     document.root.TypeInWords()));
  }
  base::Status status = KeepProblem(CheckServices(document.root),
                                    ComposeProblemKind::kValue, problems());
  if (!status.ok()) return status;
  status = InterpolateTree(LookupIn(scope.environment), options_.limits, arena_,
                           &document.root, &project_->unset, problems());
  if (!status.ok()) return status;
  status = ApplyExtends(path, scope, document.resets, &document.root);
  if (!status.ok()) return status;
  ApplyResets(document.resets, dict);
  status = ApplyInclude(path, scope, document.resets, &document.root);
  if (!status.ok()) return status;
  return MergeDocument(std::move(document.root), true, dict);
}

base::Status ComposeLoader::MergeDocument(ComposeNode root, bool validate,
                                          ComposeNode* dict) {
  const ComposeSpec& spec = ComposeFileSpec();
  base::Status status =
      MergeCompose(spec, dict, std::move(root), arena_, problems());
  if (!status.ok()) return status;
  status = EnforceUnicity(spec, dict, problems());
  if (!status.ok()) return status;
  if (validate) {
    status = ValidateSchema(dict, problems());
    if (!status.ok()) return status;
  }
  status =
      MakeCanonical(dict, validate ? &project_->warnings : nullptr, problems());
  if (!status.ok()) return status;
  // Ranges of ports may name the same port.
  return EnforceUnicity(spec, dict, problems());
}

base::Status ComposeLoader::AddEnvFiles(const std::vector<std::string>& paths,
                                        const ComposePlace& asked,
                                        ComposeEnvironment* environment) {
  ComposeEnvironment found;
  for (const std::string& path : paths) {
    Result<std::shared_ptr<const base::Source>> source =
        Read(path, ComposeFileRole::kDotEnv, asked);
    if (!source.ok()) return source.error();
    Result<DotenvFile> file =
        ParseDotenv(*source.value(), LookupIn(*environment), LookupIn(found),
                    options_.limits);
    if (!file.ok()) return file.error();
    for (DotenvVariable& variable : file.value().variables) {
      found[variable.name] = std::move(variable.value);
    }
  }
  environment->merge(found);
  return base::Ok{};
}

}  // namespace bulkhead::config
