// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Proof of fixes: a stack is started before and after them on a Docker Engine
// and must behave the same. Fixes that change how it behaves are found by
// halving the set, named, and left out.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/behaviour.h"
#include "engine/check.h"
#include "engine/compose_projects.h"
#include "engine/fix.h"

namespace bulkhead::engine {

// What is started together: a Compose project, or the image of a Dockerfile
// that no project builds.
struct Stack {
  std::string target;              // as findings name it
  ComposeFiles compose;            // no files: a Dockerfile alone
  std::vector<std::string> files;  // absolute: what it is made of
  // Services by the absolute path of the Dockerfile that they build.
  std::map<std::string, std::string> builds;
  std::vector<std::string> services;

  [[nodiscard]] bool is_compose() const { return !compose.files.empty(); }
  // The outcome changes this stack.
  [[nodiscard]] bool Holds(const FixOutcome& outcome) const;
  // The service that an outcome is about, "" for the stack as a whole.
  [[nodiscard]] std::string ServiceOf(const FixOutcome& outcome) const;
};

// The stacks that the changes touch, sorted by target.
std::vector<Stack> StacksOf(const CheckOptions& options,
                            const base::FileSystem& files,
                            const FixResult& fixed);

// Starts stacks. The real one talks to the engine, that of tests is a fake.
class StackStarter {
 public:
  virtual ~StackStarter() = default;
  // Starts a copy of the stack with the changes, looks at it and removes all
  // of it again. `expected` (may be null) is the behaviour to wait for, up to
  // the limit of time. A stack that can't have a copy, a lost engine and an
  // interruption are an Error; one that does not start is a Behaviour.
  virtual base::Result<Behaviour> Start(const Stack& stack,
                                        const std::vector<FileChange>& changes,
                                        const Behaviour* expected) = 0;
  // No further Start makes sense: the run was interrupted.
  [[nodiscard]] virtual bool Ended() const = 0;
};

// `first` is what FixFindings answers for `fix`. The answer lacks the fixes
// that do not hold, and those of stacks of which nothing can be proven; its
// report has the proofs, and a gap for each such stack. An Error: the run was
// interrupted.
base::Result<FixResult> ProveFixes(const CheckOptions& options,
                                   const base::FileSystem& files,
                                   const FixOptions& fix, FixResult first,
                                   StackStarter& starter);

// For people: a line a service and a fix.
std::string ProofText(const std::vector<model::Proof>& proofs);

}  // namespace bulkhead::engine
