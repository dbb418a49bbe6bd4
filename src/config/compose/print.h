// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Trees as JSON, and back.
#pragma once

#include "config/compose/node.h"
#include "config/compose/spec.h"
#include "formats/json/json.h"

namespace bulkhead::config {

// The tree as it is, keys sorted.
formats::JsonValue NodeToJson(const ComposeNode& node);
// The tree in the form that the specification's types are printed in.
formats::JsonValue PrintJson(const ComposeSpec& spec, const ComposeNode& node);
ComposeNode NodeFromJson(const formats::JsonValue& value);

}  // namespace bulkhead::config
