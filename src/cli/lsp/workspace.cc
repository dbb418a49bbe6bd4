// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/lsp/workspace.h"

#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "cli/lsp/uri.h"

namespace bulkhead::cli {
namespace {

constexpr std::size_t kMaxDocuments = 4096;

// Editors know Compose files by several names, and Dockerfiles by names that
// tell nothing.
engine::FileKind KindOf(const std::string& path, std::string_view language) {
  engine::FileKind kind = engine::KindByName(base::BaseName(path));
  if (kind != engine::FileKind::kNone) return kind;
  if (language == "dockerfile" || language == "containerfile") {
    return engine::FileKind::kDockerfile;
  }
  if (language == "dockercompose" || language == "docker-compose" ||
      language == "yaml.docker-compose") {
    return engine::FileKind::kCompose;
  }
  return engine::FileKind::kNone;
}

// Files whose text decides what is said of others.
bool SettlesChecks(std::string_view name) {
  return name.starts_with(".bulkhead") || name.ends_with(".dockerignore") ||
         name == ".env";
}

}  // namespace

std::string Workspace::PathOf(std::string_view uri) const {
  std::optional<std::string> path = PathOfUri(uri);
  if (!path) return "-";
  std::string normal = base::NormalPath(*path);
  return root_.empty() ? normal : base::RelativePath(normal, root_);
}

Document* Workspace::Open(const std::string& uri, std::string_view language,
                          std::int64_t version, std::string text) {
  if (!documents_.contains(uri) && documents_.size() >= kMaxDocuments) {
    return nullptr;
  }
  std::string path = PathOf(uri);
  // A document without a file has a name all the same: untitled:Dockerfile.
  std::string name =
      path == "-" ? std::string(uri.substr(uri.find(':') + 1)) : path;
  Document& document = documents_[uri];
  document = {.uri = uri,
              .path = path,
              .kind = KindOf(name, language),
              .version = version,
              .text = std::move(text)};
  prepared_.clear();
  Overlay(document);
  last_changed_ = uri;
  return &document;
}

Document* Workspace::Find(const std::string& uri) {
  auto at = documents_.find(uri);
  return at == documents_.end() ? nullptr : &at->second;
}

// A Dockerfile tells something of the services that are built from it, a
// Compose file of the project it is a part of.
void Workspace::Change(Document& document, std::int64_t version,
                       std::string text) {
  document.version = version;
  document.text = std::move(text);
  document.changed = true;
  document.wants_scripts = false;
  Overlay(document);
  last_changed_ = document.uri;
  bool settles = SettlesChecks(base::BaseName(document.path));
  if (settles) prepared_.clear();
  for (auto& [uri, other] : documents_) {
    if (settles || (other.kind == engine::FileKind::kCompose &&
                    document.kind != engine::FileKind::kNone)) {
      other.changed = true;
    }
  }
}

void Workspace::Close(const std::string& uri) {
  if (documents_.erase(uri) == 0) return;
  overlay_ = base::OverlayFileSystem(files_);
  for (const auto& [other, document] : documents_) Overlay(document);
  Refresh();
}

void Workspace::Refresh() {
  prepared_.clear();
  for (auto& [uri, document] : documents_) {
    document.changed = true;
    document.wants_scripts = true;
  }
}

// The engine asks for a file by the path that it was given, and by its
// absolute one.
void Workspace::Overlay(const Document& document) {
  if (document.path == "-") return;
  overlay_.Set(document.path, document.text);
  overlay_.Set(base::AbsolutePath(document.path), document.text);
}

Document* Workspace::NextChanged() {
  auto due = [](const Document& document) {
    return document.changed && document.kind != engine::FileKind::kNone;
  };
  Document* last = Find(last_changed_);
  if (last != nullptr && due(*last)) return last;
  for (auto& [uri, document] : documents_) {
    if (due(document)) return &document;
  }
  return nullptr;
}

Document* Workspace::NextForScripts() {
  for (auto& [uri, document] : documents_) {
    if (!document.wants_scripts || document.changed) continue;
    if (document.kind == engine::FileKind::kDockerfile) return &document;
  }
  return nullptr;
}

base::Result<Preparation*> Workspace::PreparationFor(const Document& document) {
  auto at = prepared_.find(document.uri);
  if (at == prepared_.end()) {
    base::Result<Preparation> made = prepare_(document.path, overlay_);
    if (!made.ok()) return std::move(made).error();
    at = prepared_.emplace(document.uri, std::move(made).value()).first;
  }
  Preparation& preparation = at->second;
  preparation.options.paths = {document.path};
  preparation.options.as = document.kind;
  preparation.options.threads = 1;
  if (document.path == "-") preparation.options.standard_input = document.text;
  return &preparation;
}

void Workspace::Check(Document& document, bool scripts) {
  document.changed = false;
  document.fixes_hold.clear();
  base::Result<Preparation*> preparation = PreparationFor(document);
  if (!preparation.ok()) {
    document.failure = preparation.error().message;
    document.report = {};
    document.wants_scripts = false;
    return;
  }
  engine::CheckOptions options = preparation.value()->options;
  if (scripts) document.wants_scripts = false;
  if (options.shellcheck == engine::ShellCheckMode::kOff) {
    document.wants_scripts = false;
  }
  document.show_from = options.policy.show.value;
  if (!scripts) options.shellcheck = engine::ShellCheckMode::kOff;
  base::Result<model::Report> report = engine::Check(options, overlay_);
  document.failure = report.ok() ? "" : report.error().message;
  document.report = report.ok() ? std::move(report).value() : model::Report{};
}

bool Workspace::FixHolds(Document& document, const model::Finding& finding) {
  auto known = document.fixes_hold.find(finding.fingerprint);
  if (known != document.fixes_hold.end()) return known->second;
  base::Result<Preparation*> preparation = PreparationFor(document);
  bool holds =
      preparation.ok() &&
      engine::FixHolds(preparation.value()->options, overlay_, finding);
  document.fixes_hold[finding.fingerprint] = holds;
  return holds;
}

base::Result<engine::FixResult> Workspace::FixAll(Document& document) {
  base::Result<Preparation*> preparation = PreparationFor(document);
  if (!preparation.ok()) return std::move(preparation).error();
  engine::CheckOptions options = preparation.value()->options;
  options.shellcheck = engine::ShellCheckMode::kOff;
  return engine::FixFindings(options, overlay_, {});
}

std::optional<std::string> Workspace::TextOf(const std::string& path) const {
  if (path == "-") return std::nullopt;  // the caller has the document
  base::Result<std::shared_ptr<const base::Source>> source =
      overlay_.Read(path, base::Limits{}.max_bytes);
  if (!source.ok()) return std::nullopt;
  return std::string(source.value()->text());
}

const Document* Workspace::FindPath(const std::string& path) const {
  std::string absolute = base::AbsolutePath(path);
  for (const auto& [uri, document] : documents_) {
    if (document.path != "-" && base::AbsolutePath(document.path) == absolute) {
      return &document;
    }
  }
  return nullptr;
}

bool Workspace::IsIn(const model::Location& location,
                     const Document& document) const {
  if (location.path == document.path) return true;
  if (document.path == "-" || location.path == "-") return false;
  return base::AbsolutePath(location.path) == base::AbsolutePath(document.path);
}

}  // namespace bulkhead::cli
