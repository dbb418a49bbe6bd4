// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The fix that moves a secret from the environment into a file under secrets,
// for images that read NAME_FILE.
#pragma once

#include <string_view>

#include "check/compose/rule.h"

namespace bulkhead::check {

// Offers to give `variable` of the service as the variable `form`, which names
// a file. A value that stands in the Compose file goes into a new file
// secrets/NAME beside it, for its owner only; one that comes from a variable of
// the host stays there. Nothing is offered where something else refers to the
// variable, or where the first file of the project is not the one to change.
void OfferSecretFile(const ComposeContext& context,
                     const ComposeService& service,
                     const ComposeVariable& variable, std::string_view form,
                     model::Finding& finding);

}  // namespace bulkhead::check
