// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The verbs of `bulkhead dev`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/json/json.h"

namespace bulkhead::cli {

// `text` or decoded `text_b64` of a request.
base::Result<std::string> DevText(const formats::JsonValue& request);
// {"error": message}
formats::JsonValue DevError(std::string_view message);

// Answers without "id", in the order of the requests.
std::vector<formats::JsonValue> DevCheck(
    const std::vector<formats::JsonValue>& requests);
formats::JsonValue DevDockerfileTree(const formats::JsonValue& request);
formats::JsonValue DevExpand(const formats::JsonValue& request);

}  // namespace bulkhead::cli
