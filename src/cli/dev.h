// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The verbs of `bulkhead dev`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/dockerfile_run.h"
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
formats::JsonValue DevComposeLoad(const formats::JsonValue& request);
formats::JsonValue DevComposeValue(const formats::JsonValue& request);
formats::JsonValue DevComposeTemplate(const formats::JsonValue& request);
formats::JsonValue DevComposeDotenv(const formats::JsonValue& request);
formats::JsonValue DevComposeMerge(const formats::JsonValue& request);

// dev check with kind compose: the text is the only file there is. `error` is
// set where it can't be loaded.
engine::DocumentResult DevRunCompose(const formats::JsonValue& request,
                                     std::string* error);

}  // namespace bulkhead::cli
