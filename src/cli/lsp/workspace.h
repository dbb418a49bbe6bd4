// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What is open in an editor, and what the checks say of it. Knows nothing of
// the protocol's messages.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/fs.h"
#include "base/overlay.h"
#include "base/result.h"
#include "engine/check.h"
#include "engine/fix.h"

namespace bulkhead::cli {

// The options for checking one file, as `bulkhead check` would have them.
struct Preparation {
  engine::CheckOptions options;
  std::shared_ptr<const void> keep = {};  // what the options point into
};

// Makes them: for a path, and the files as the editor has them.
using Prepare = std::function<base::Result<Preparation>(
    const std::string&, const base::FileSystem&)>;

struct Document {
  std::string uri;   // as the editor writes it
  std::string path;  // "-" for a document without a file
  engine::FileKind kind = engine::FileKind::kNone;  // kNone is never checked
  std::int64_t version = 0;
  std::string text;
  // What the last check said, of the text as it was then.
  model::Report report = {};
  model::Severity show_from = model::Severity::kLow;  // by the policy
  std::string failure = {};   // why there is no report; "" where there is one
  bool changed = true;        // since the last check
  bool wants_scripts = true;  // ShellCheck has not seen this text yet
  std::map<std::string, bool> fixes_hold = {};  // by fingerprint
  std::string pulled_id = {};  // of the diagnostics that the editor asked for
};

// Not thread-safe. The file system must outlive it.
class Workspace {
 public:
  Workspace(const base::FileSystem& files, Prepare prepare)
      : files_(files), prepare_(std::move(prepare)), overlay_(files) {}

  // The folder that paths are relative to, as the editor names it; absolute.
  void SetRoot(std::string root) { root_ = std::move(root); }
  // That folder, or the working folder.
  [[nodiscard]] std::string root() const {
    return root_.empty() ? base::CurrentFolder() : root_;
  }
  // The path by which the engine knows a file: relative below the root.
  [[nodiscard]] std::string PathOf(std::string_view uri) const;

  // Null where too many are open. `language` is the editor's word for it.
  Document* Open(const std::string& uri, std::string_view language,
                 std::int64_t version, std::string text);
  Document* Find(const std::string& uri);
  void Change(Document& document, std::int64_t version, std::string text);
  void Close(const std::string& uri);
  // Files may have changed: policies are read anew, everything is checked
  // again.
  void Refresh();

  // A document that is to be checked, the one that was changed last first;
  // nullptr without one.
  Document* NextChanged();
  // One for which ShellCheck is to run, nullptr without one.
  Document* NextForScripts();
  // Checks it as it is now. With `scripts`, ShellCheck runs as well.
  void Check(Document& document, bool scripts);

  // True where the fix of one of the document's findings holds: it removes the
  // finding and brings no other.
  bool FixHolds(Document& document, const model::Finding& finding);
  // All safe fixes of the document.
  base::Result<engine::FixResult> FixAll(Document& document);

  // The text of a file as the editor has it, or as it lies on disk.
  [[nodiscard]] std::optional<std::string> TextOf(
      const std::string& path) const;
  // The open document of a path, nullptr without one.
  [[nodiscard]] const Document* FindPath(const std::string& path) const;
  // True where the location lies in the document.
  [[nodiscard]] bool IsIn(const model::Location& location,
                          const Document& document) const;

 private:
  base::Result<Preparation*> PreparationFor(const Document& document);
  void Overlay(const Document& document);

  const base::FileSystem& files_;
  Prepare prepare_;
  std::string root_;
  base::OverlayFileSystem overlay_;
  std::map<std::string, Document> documents_;    // by uri
  std::map<std::string, Preparation> prepared_;  // by uri
  std::string last_changed_;                     // uri
};

}  // namespace bulkhead::cli
