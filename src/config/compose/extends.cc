// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// `extends`: a service begins as a copy of another one, of the same file or of
// another one. Paths of another file are relative to that file's folder.
#include "base/text.h"
#include "config/compose/canonical.h"
#include "config/compose/interpolate.h"
#include "config/compose/loader.h"
#include "config/compose/merge.h"
#include "config/compose/paths.h"
#include "config/compose/spec.h"

namespace bulkhead::config {

using base::Error;
using base::ErrorCode;
using base::Result;

namespace {

// Also bounds the recursion of Extend.
constexpr std::size_t kMaxExtends = 100;
// Nodes that extends and include may copy in one project.
constexpr std::size_t kMaxCopied = 1'000'000;

struct Link {
  std::string path;
  std::string service;
  ComposePlace place;
};

// A service whose base cannot be read: what it does not say itself is not
// known.
ComposeNode WithoutBase(const ComposeNode& service, ComposeProblems* problems) {
  ComposeNode own = service;
  if (!own.IsMapping()) return own;
  const ComposeNode& base = service["extends"];
  own.Remove("extends");
  for (const ComposeKey& key : ComposeServiceSpec().shape->keys) {
    if (key.name == "extends" || key.name == "provider" || own.Has(key.name)) {
      continue;
    }
    problems->TakeOut(&own.Set(key.name, base));
  }
  return own;
}

Error NoSuchService(std::string_view name, const ComposeNode& ref,
                    std::string_view path, const ComposeNode& services) {
  std::vector<std::string_view> names;
  for (const ComposeEntry& entry : services.entries()) {
    names.push_back(entry.key);
  }
  std::string_view near = base::DidYouMean(ref.Text(), names);
  std::string hint =
      near.empty() ? "" : base::Format("; did you mean \"{}\"?", near);
  return ComposeError(
      ref.origin.Best(),
      base::Format("services.{}.extends: expected a service of {}, found "
                   "\"{}\"{}",
                   base::Printable(name), path, base::Printable(ref.Text()),
                   hint),
      ErrorCode::kNotFound);
}

}  // namespace

// The way from a service of the project down to the one at hand.
struct ComposeLoader::ExtendsChain {
  std::string path;    // of the file that holds the services
  std::string folder;  // where its relative paths begin
  const ComposeScope* scope = nullptr;
  std::vector<const ComposeResets*> resets;
  std::vector<Link> links;

  // One service more; an error where that closes a circle.
  base::Status Add(const std::string& name, const ComposePlace& place) {
    std::string way;
    bool circle = false;
    for (const Link& link : links) {
      way += base::Format("{} ({}) -> ", link.service, link.place.Text());
      circle = circle || (link.path == path && link.service == name);
    }
    if (circle) {
      return ComposeError(
          place, base::Format("services.{}.extends: expected an end, "
                              "found a circle: {}{}",
                              base::Printable(name), base::Printable(way),
                              base::Printable(name)));
    }
    if (links.size() >= kMaxExtends) {
      return ComposeError(place,
                          base::Format("services.{}.extends: more than {} "
                                       "services extend each other",
                                       base::Printable(name), kMaxExtends),
                          ErrorCode::kLimit);
    }
    links.push_back({path, name, place});
    return base::Ok{};
  }
};

base::Status ComposeLoader::Count(const ComposeNode& tree,
                                  const ComposePlace& place) {
  std::vector<const ComposeNode*> open = {&tree};
  while (!open.empty()) {
    const ComposeNode* node = open.back();
    open.pop_back();
    if (++copied_ > kMaxCopied) {
      return ComposeError(place,
                          base::Format("extends and include make a project of "
                                       "more than {} values",
                                       kMaxCopied),
                          ErrorCode::kLimit);
    }
    for (const ComposeEntry& entry : node->entries()) {
      open.push_back(&entry.value);
    }
  }
  return base::Ok{};
}

base::Status ComposeLoader::ApplyExtends(const std::string& path,
                                         const ComposeScope& scope,
                                         const ComposeResets& resets,
                                         ComposeNode* root) {
  ComposeNode* services = root->Get("services");
  if (services == nullptr || services->IsNull()) return base::Ok{};
  if (!services->IsMapping()) {
    return ComposeError(services->origin.Best(),
                        base::Format("services: expected a mapping, found {}",
                                     services->TypeInWords()));
  }
  std::vector<std::pair<std::size_t, ComposeNode>> extended;
  for (std::size_t i = 0; i < services->size(); ++i) {
    const ComposeEntry& entry = services->entries()[i];
    if (entry.value.IsMapping() && !entry.value.Has("extends")) continue;
    if (entry.value.IsNull()) continue;
    ExtendsChain chain{path, scope.folder, &scope, {&resets}, {}};
    Result<ComposeNode> service = Extend(entry.key, *services, chain);
    if (service.ok()) {
      extended.emplace_back(i, std::move(service).value());
      continue;
    }
    base::Status status = KeepFileProblem(std::move(service).error());
    if (!status.ok()) return status;
    extended.emplace_back(i, WithoutBase(entry.value, problems()));
  }
  for (std::pair<std::size_t, ComposeNode>& service : extended) {
    services->entries()[service.first].value = std::move(service.second);
  }
  return base::Ok{};
}

// At most kMaxExtends levels deep.
Result<ComposeNode> ComposeLoader::Extend(const std::string& name,
                                          const ComposeNode& services,
                                          const ExtendsChain& chain) {
  const ComposeNode& service = services[name];
  if (service.IsNull()) return ComposeNode();
  if (!service.IsMapping()) {
    return ComposeError(
        service.origin.Best(),
        base::Format("services.{}: expected a mapping, found "
                     "{}",
                     base::Printable(name), service.TypeInWords()));
  }
  const ComposeNode* extends = service.Get("extends");
  if (extends == nullptr || extends->IsNull()) return service;
  const ComposePlace& place = extends->origin.Best();
  const ComposeNode& ref =
      extends->IsMapping() ? (*extends)["service"] : *extends;
  if (!ref.IsString()) {
    return ComposeError(place,
                        base::Format("services.{}.extends: expected the name "
                                     "of a service, found none",
                                     base::Printable(name)));
  }
  ExtendsChain next = chain;
  base::Status status = next.Add(name, place);
  if (!status.ok()) return status.error();
  Result<const ComposeNode*> found =
      FindBaseServices(services, (*extends)["file"], &next);
  if (!found.ok()) return found.error();
  std::string ref_name(ref.Text());
  if (!found.value()->Has(ref_name)) {
    return NoSuchService(name, ref, next.path, *found.value());
  }
  Result<ComposeNode> inherited = Extend(ref_name, *found.value(), next);
  if (!inherited.ok()) return inherited.error();
  ComposeNode own = service;
  own.Remove("extends");
  if (inherited.value().IsNull()) return own;

  ComposeNode result = std::move(inherited).value();
  status = Count(result, place);
  if (!status.ok()) return status.error();
  for (const ComposeResets* resets : next.resets) {
    ApplyServiceResets(*resets, name, &result);
  }
  arena_->AddStep(ComposeStepKind::kExtends,
                  base::Format("{}:{}", next.path, ref_name), place, &result);
  status = MergeCompose(ComposeServiceSpec(), &result, std::move(own), arena_,
                        problems());
  if (!status.ok()) return status.error();
  result.origin = service.origin;
  return result;
}

// The services that hold the base: those of the same file, or of `file`. Then
// `next` goes on there.
Result<const ComposeNode*> ComposeLoader::FindBaseServices(
    const ComposeNode& services, const ComposeNode& file, ExtendsChain* next) {
  if (file.IsNull()) return &services;
  Result<const ExtendedFile*> loaded =
      LoadExtended(file, next->folder, *next->scope);
  if (!loaded.ok()) return loaded.error();
  const ExtendedFile& from = *loaded.value();
  next->path = from.path;
  next->folder = from.folder;
  for (const ComposeResets& resets : from.resets) {
    next->resets.push_back(&resets);
  }
  return &from.services;
}

Result<const ComposeLoader::ExtendedFile*> ComposeLoader::LoadExtended(
    const ComposeNode& file, const std::string& folder,
    const ComposeScope& scope) {
  const ComposePlace& place = file.origin.Best();
  if (!file.IsString()) {
    return ComposeError(place, base::Format("extends.file: expected a string, "
                                            "found {}",
                                            file.TypeInWords()));
  }
  if (IsRemotePath(file.Text())) return RemoteFile("extends.file", file);
  std::string path = AbsolutePath(file.Text(), folder, options_.home);
  std::unique_ptr<ExtendedFile>& known = extended_[scope.folder + '\0' + path];
  if (known != nullptr) return known.get();
  Result<std::shared_ptr<const base::Source>> source =
      Read(path, ComposeFileRole::kExtends, place);
  if (!source.ok()) return source.error();
  Result<std::vector<ComposeDocument>> documents = Parse(source.value());
  if (!documents.ok()) return documents.error();
  std::unique_ptr<ExtendedFile> loaded = std::make_unique<ExtendedFile>();
  loaded->path = path;
  loaded->folder = base::DirName(path);
  ComposeNode dict = ComposeNode::Mapping();
  for (ComposeDocument& document : documents.value()) {
    if (document.root.IsNull()) continue;
    if (!document.root.IsMapping()) {
      return ComposeError(document.root.origin.value,
                          base::Format("expected a mapping at the top level, "
                                       "found {}",
                                       document.root.TypeInWords()));
    }
    base::Status status =
        InterpolateTree(LookupIn(scope.environment), options_.limits, arena_,
                        &document.root, &project_->unset, problems());
    if (!status.ok()) return status.error();
    ApplyResets(document.resets, &dict);
    status = MergeDocument(std::move(document.root), false, &dict);
    if (!status.ok()) return status.error();
    loaded->resets.push_back(std::move(document.resets));
  }
  ComposeNode* services = dict.Get("services");
  if (services == nullptr || !services->IsMapping()) {
    return ComposeError(place, base::Format("expected services in {}, found "
                                            "none",
                                            path));
  }
  ResolvePaths(loaded->folder, options_.home, &dict);
  loaded->services = std::move(*services);
  known = std::move(loaded);
  return known.get();
}

}  // namespace bulkhead::config
