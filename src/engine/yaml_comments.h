// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Comments of a YAML file as the ignores of a policy see them.
#pragma once

#include <vector>

#include "formats/yaml/yaml.h"
#include "policy/ignores.h"

namespace bulkhead::engine {

// Each comment with the lines of the entry it stands beside or above. Views
// live as long as the stream's source.
std::vector<policy::CommentView> ViewYamlComments(
    const formats::YamlStream& stream);

}  // namespace bulkhead::engine
