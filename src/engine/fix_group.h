// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The fixes of targets that share files: a Compose project and its Dockerfiles,
// say. Groups know nothing of one another.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/fix.h"
#include "engine/targets.h"
#include "engine/workspace.h"

namespace bulkhead::engine {

// How often each rule reports, and how many gaps of each kind there are.
using Tally = std::map<std::string, int, std::less<>>;

// A target and what was found in it last.
struct TargetState {
  const Target* target = nullptr;
  ComposeResult result;                  // as it came from the checks
  std::vector<model::Finding> findings;  // sorted, judged by the policy
  Tally tally;
  std::set<std::string> reads;  // keys of files, those not there among them
  std::size_t bytes = 0;        // that were read for it
};

// What all groups share. Immutable; must outlive them.
struct FixRun {
  const CheckOptions& options;
  const FixOptions& fix;
  const base::FileSystem& files;
  const TargetChecker& checker;
  std::vector<policy::KnownRule> rules;
  std::string folder;              // the working folder
  std::vector<std::string> roots;  // keys of folders that may be written to

  [[nodiscard]] TargetState Check(const Target& target,
                                  const Workspace& workspace) const;
  [[nodiscard]] bool Wants(const model::Finding& finding) const;
};

// Fixes targets until nothing is left to do: the same on the result changes
// nothing more.
class FixGroup {
 public:
  // `states` must outlive this object; they are kept up to date.
  FixGroup(const FixRun& run, std::vector<TargetState*> states);

  void Run();
  // Whether one fix of the first target holds by itself.
  bool Holds(const model::Finding& finding);

  // Sorted by key.
  [[nodiscard]] std::map<std::string, FileChange> Changes() const;
  [[nodiscard]] std::vector<FixOutcome> Outcomes() const;

 private:
  // A fix that is to be tried.
  struct Candidate {
    std::size_t state = 0;
    std::string key;
    model::Severity severity = {};
    FixOutcome outcome;
    std::vector<model::Edit> edits;
  };
  using Candidates = std::vector<Candidate>;
  using EditsOfFiles = std::map<std::string, std::vector<model::Edit>>;
  // What a round began with, and the edits that held in it, by key of file.
  struct Round {
    Workspace start;
    EditsOfFiles edits = {};
    bool progress = false;
  };
  struct Trial {
    Workspace workspace;
    EditsOfFiles edits = {};                         // of the files that change
    std::map<std::size_t, TargetState> states = {};  // those that change
    std::string complaint = {};
    std::vector<std::string> added = {};  // what is put up with
  };
  // What is known of a path that edits name.
  struct EditedPath {
    std::string key;
    std::string why_not;  // the file must not be changed; "": it may
  };

  Candidates Choose();
  Candidate CandidateOf(std::size_t state, const model::Finding& finding,
                        std::string key) const;
  bool Apply(Candidates candidates);
  void Accept(Trial trial, std::span<const Candidate> candidates, Round* round);
  static std::size_t SplitOf(std::span<const Candidate> candidates);
  Trial Try(const Round& round, std::span<const Candidate> next);
  std::set<std::size_t> AffectedBy(const EditsOfFiles& edits,
                                   std::span<const Candidate> next) const;
  void Judge(std::size_t index, std::span<const Candidate> next,
             TargetState after, Trial* trial) const;
  bool PutsUpWith(const model::Finding& added,
                  std::span<const Candidate> next) const;
  const EditedPath& PathOf(const base::SharedText& path);
  std::string WhyNot(const model::Finding& finding);
  std::string WhyNotAt(const std::string& path) const;
  void NoteReads(std::size_t index);
  void Refuse(const Candidate& candidate, std::string why);

  const FixRun& run_;
  std::vector<TargetState*> states_;
  Workspace workspace_;
  std::map<std::string, std::string> spelling_;  // of edited files, by key
  std::map<std::string, unsigned> modes_;  // of files that edits make, by key
  std::map<std::string, std::set<std::size_t>> readers_;  // states, by key
  std::size_t work_ = 0;      // bytes that were read again for trials
  std::size_t max_work_ = 0;  // more than that is no longer tried
  std::map<base::SharedText, EditedPath> paths_;  // by spelling
  std::map<std::string, FixOutcome> refused_;
  std::vector<FixOutcome> applied_;
};

// The text of a file; nullptr where it can't be read.
std::shared_ptr<const base::Source> ReadText(const base::FileSystem& files,
                                             const std::string& path);

}  // namespace bulkhead::engine
