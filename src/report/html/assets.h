// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The parts of the HTML report, from the files beside this one.
#pragma once

#include <string_view>

namespace bulkhead::report {

extern const std::string_view kHtmlPage;    // page.html, with @NAMES@
extern const std::string_view kHtmlStyle;   // page.css
extern const std::string_view kHtmlScript;  // page.js

}  // namespace bulkhead::report
