// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Loading the files of one project into one merged tree: reading, extends,
// include, merging, validation. What follows from the whole project (profiles,
// env files, names) is normalize.h's.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/fs.h"
#include "config/compose/arena.h"
#include "config/compose/compose.h"
#include "config/compose/reader.h"

namespace bulkhead::config {

// Where relative paths begin and which variables there are: of the project,
// or of an include.
struct ComposeScope {
  std::string folder;
  ComposeEnvironment environment;
  std::vector<std::string> including;  // files that led here, for cycles
};

class ComposeLoader {
 public:
  // All arguments outlive the loader; `project` gets files and warnings.
  // `session` may be null.
  ComposeLoader(const ComposeOptions& options, const base::FileSystem& fs,
                ComposeArena* arena, ComposeProject* project,
                ComposeSession* session)
      : options_(options),
        fs_(fs),
        arena_(arena),
        project_(project),
        session_(session) {}

  // Reads a file once for all; errors name `asked`, where it is known.
  base::Result<std::shared_ptr<const base::Source>> Read(
      const std::string& path, ComposeFileRole role, const ComposePlace& asked);

  // The last `name` that one of the files gives, with its variables expanded;
  // "" without one, and where a file cannot be read.
  std::string FindName(const std::vector<std::string>& paths,
                       const ComposeEnvironment& environment);

  // `paths` merged, validated, in long syntax and with absolute paths.
  base::Result<ComposeNode> LoadModel(const std::vector<std::string>& paths,
                                      ComposeFileRole first_role,
                                      const ComposeScope& scope);

  // Adds the variables of an env file to those that are not set yet in
  // `environment`; later files win over earlier ones.
  base::Status AddEnvFiles(const std::vector<std::string>& paths,
                           const ComposePlace& asked,
                           ComposeEnvironment* environment);

 private:
  // A file that services are extended from.
  struct ExtendedFile {
    std::string path;
    std::string folder;
    ComposeNode services;
    std::vector<ComposeResets> resets;
  };
  struct ExtendsChain;

  [[nodiscard]] ComposeProblems* problems() {
    return session_ == nullptr ? nullptr : &session_->problems;
  }
  // Errors of files that are pulled in: the rest is loaded without them.
  base::Status KeepFileProblem(base::Status status) {
    return KeepProblem(std::move(status), ComposeProblemKind::kFile,
                       problems());
  }
  base::Result<std::shared_ptr<const base::Source>> Fetch(
      const std::string& path);
  base::Result<std::vector<ComposeDocument>> Parse(
      const std::shared_ptr<const base::Source>& source);
  base::Result<std::vector<ComposeDocument>> ReadDocuments(
      const std::string& path, ComposeFileRole role);
  base::Status LoadFile(const std::string& path, ComposeFileRole role,
                        const ComposeScope& scope, ComposeNode* dict);
  base::Status AddDocument(ComposeDocument document, const std::string& path,
                           const ComposeScope& scope, ComposeNode* dict);
  base::Status MergeDocument(ComposeNode root, bool validate,
                             ComposeNode* dict);

  // extends.cc
  base::Status ApplyExtends(const std::string& path, const ComposeScope& scope,
                            const ComposeResets& resets, ComposeNode* root);
  base::Result<ComposeNode> Extend(const std::string& name,
                                   const ComposeNode& services,
                                   const ExtendsChain& chain);
  base::Result<const ComposeNode*> FindBaseServices(const ComposeNode& services,
                                                    const ComposeNode& file,
                                                    ExtendsChain* next);
  base::Result<const ExtendedFile*> LoadExtended(const ComposeNode& file,
                                                 const std::string& folder,
                                                 const ComposeScope& scope);
  base::Status Count(const ComposeNode& tree, const ComposePlace& place);

  // include.cc
  base::Status ApplyInclude(const std::string& path, const ComposeScope& scope,
                            const ComposeResets& resets, ComposeNode* root);
  base::Status IncludeOne(const ComposeNode& item, const std::string& path,
                          const ComposeScope& scope,
                          const ComposeResets& resets, ComposeNode* root);
  // The files that an item names; the first one may not close a circle.
  base::Result<std::vector<std::string>> IncludedPaths(
      const ComposeNode& item, const ComposeScope& scope,
      const std::vector<std::string>& including);
  base::Status ImportResources(ComposeNode imported,
                               const ComposeResets& resets, ComposeNode* root);
  base::Result<ComposeEnvironment> IncludeEnvironment(
      const ComposeNode& item, const std::string& folder,
      const ComposeScope& scope);

  const ComposeOptions& options_;
  const base::FileSystem& fs_;
  ComposeArena* arena_;
  ComposeProject* project_;
  ComposeSession* session_;
  std::map<std::string, std::shared_ptr<const base::Source>> sources_;
  std::map<std::string, std::vector<ComposeDocument>> peeked_;
  std::map<std::string, std::unique_ptr<ExtendedFile>> extended_;
  std::size_t bytes_read_ = 0;
  std::size_t copied_ = 0;    // nodes that extends and include brought in
  std::size_t included_ = 0;  // files
};

}  // namespace bulkhead::config
