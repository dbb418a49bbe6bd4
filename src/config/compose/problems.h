// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Errors that a load goes on after, so that one run tells all of them.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/compose/node.h"

namespace bulkhead::config {

// What became of an error that was kept.
enum class ComposeProblemKind {
  kFile,     // a file that is pulled in is missing, broken or remote
  kValue,    // a value or a key is wrong: it is taken out of the project
  kProject,  // parts contradict each other, or name what is not there
};

// Keeps errors; the first one of a line counts, as the others follow from it,
// but each of a file.
// Not thread-safe.
class ComposeProblems {
 public:
  // Ok where the error was kept, the error itself where the load can't go on:
  // limits, and after kMax problems.
  base::Status Keep(base::Status status, ComposeProblemKind kind);
  // What depends on the values of this line is not known: no error of it
  // counts.
  void SetUnknown(const ComposePlace& place);
  // Null, which stands for a value that is not known, takes the place of a
  // wrong one.
  void TakeOut(ComposeNode* node);
  [[nodiscard]] bool IsUnknown(const ComposePlace& place) const;

  [[nodiscard]] const std::vector<base::Error>& errors() const {
    return errors_;
  }
  // Where the values stand that were taken out.
  [[nodiscard]] const std::vector<ComposePlace>& taken_out() const {
    return taken_out_;
  }
  [[nodiscard]] bool Has(ComposeProblemKind kind) const {
    return kinds_.contains(kind);
  }

  static constexpr std::size_t kMax = 100;

 private:
  std::vector<base::Error> errors_;
  std::vector<ComposePlace> taken_out_;
  std::set<ComposeProblemKind> kinds_;
  std::set<std::string, std::less<>> unknown_;  // "PATH:LINE"
  std::set<std::string, std::less<>> lines_;    // "PATH:LINE", "PATH:LINE:COL"
};

// The status itself where nobody keeps problems (null).
base::Status KeepProblem(base::Status status, ComposeProblemKind kind,
                         ComposeProblems* problems);

// Keeps the error of a value, which is then taken out.
base::Status KeepFault(base::Status status, ComposeNode* node,
                       ComposeProblems* problems);

// The place that a message begins with: "PATH:LINE:COL: ...".
struct ComposeMessagePlace {
  std::string path;
  int line = 0;  // 0: the message names no place
  int column = 0;
};
ComposeMessagePlace PlaceOfMessage(std::string_view message);

}  // namespace bulkhead::config
