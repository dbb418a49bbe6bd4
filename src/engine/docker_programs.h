// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The programs docker and docker compose, with bounds on time and output.
#pragma once

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

#include "base/process.h"
#include "base/result.h"
#include "engine/behaviour.h"

namespace bulkhead::engine {

class DockerPrograms {
 public:
  // An Error where no engine answers. `cancel` outlives the answer.
  static base::Result<DockerPrograms> Connect(const std::atomic<bool>* cancel);

  // Runs `docker ARGS`. An exit status other than 0 is an Error with what the
  // program said last.
  base::Result<std::string> Docker(const std::vector<std::string>& args,
                                   int seconds) const;
  // Runs `docker compose ARGS` or `docker-compose ARGS`, whatever is there.
  base::Result<std::string> Compose(const std::vector<std::string>& args,
                                    int seconds, const std::string& folder);
  // The same for cleaning up: not ended by an interruption, and silent.
  void Clean(const std::vector<std::string>& args) const;

  // Ids that `docker KIND ls -q` has with this label; for cleaning.
  std::vector<std::string> Ids(std::string_view kind,
                               const std::string& label) const;
  // Containers with the label, with their listening ports, sorted by service.
  base::Result<std::vector<ServiceState>> Look(const std::string& label) const;
  // Last lines of a container's output.
  [[nodiscard]] std::string Log(const std::string& container) const;

 private:
  explicit DockerPrograms(const std::atomic<bool>* cancel) : cancel_(cancel) {}
  base::Result<base::ProcessResult> Run(const std::vector<std::string>& argv,
                                        int seconds,
                                        const std::string& folder) const;

  const std::atomic<bool>* cancel_;
  std::vector<std::string> compose_;  // its words, once it is found
};

}  // namespace bulkhead::engine
