// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Edits that make ports and addresses of EXPOSE, HEALTHCHECK and the server
// agree. All answer with no edit where the place is not simple enough.
#pragma once

#include <string_view>

#include "check/dockerfile/rule.h"
#include "check/dockerfile/script_edits.h"

namespace bulkhead::check {

// The only port of EXPOSE becomes the one that the server listens on.
Edits ExposePort(const DockerfileContext& context, const config::Stage& target,
                 long long port);
// A server of ServerOf() that listens on `host` listens on all addresses, by
// its flag or its argument.
Edits ListenEverywhere(const DockerfileContext& context, const Script& script,
                       const config::Command& command, std::string_view host);
// The address that a health check asks gets another port.
Edits ProbePort(const DockerfileContext& context, const Script& script,
                const config::Word& url, long long port);

}  // namespace bulkhead::check
