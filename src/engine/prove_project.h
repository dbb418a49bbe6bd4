// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A Compose project in the form in which it may be started beside the real
// one: nothing of it is shared, neither names, ports, volumes nor networks.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/json/json.h"

namespace bulkhead::engine {

struct TwinOptions {
  std::string name;    // of the twin; part of the names of its images
  std::string copies;  // absolute folder in which the copies of files lie
};

struct Twin {
  formats::JsonValue project;                 // for docker compose -f
  std::map<std::string, std::string> images;  // built ones, by service
  // Ports that services promise, by service: of ports and expose.
  std::map<std::string, std::vector<std::string>> ports;
  std::vector<std::string> secrets;  // values that no output may show
};

// `project` is what ComposeProjectToJson prints. Binds of what was not copied
// become read-only. An Error says which service can't have a twin and why: it
// uses the network of the host, say, or the socket of the engine.
base::Result<Twin> MakeTwin(const formats::JsonValue& project,
                            const TwinOptions& options);

// `text` with `secrets`, and words in the form of well-known tokens, masked.
std::string WithoutSecrets(std::string_view text,
                           const std::vector<std::string>& secrets);

}  // namespace bulkhead::engine
