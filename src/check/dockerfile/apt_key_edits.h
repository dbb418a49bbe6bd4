// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// From apt-key, by which a key signs everything, to a key of one source.
#pragma once

#include "check/dockerfile/script_edits.h"

namespace bulkhead::check {

// `curl KEY | apt-key add -` stores the key in /etc/apt/keyrings instead, and
// the sources ("deb http://...") of the stage that it belongs to, by their host
// or because there are no others, name it by signed-by. None where the key or
// its source can't be told.
Edits SignBySource(const DockerfileContext& context, const Script& script,
                   const config::Command& apt_key);

}  // namespace bulkhead::check
