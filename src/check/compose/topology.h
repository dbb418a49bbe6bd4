// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Who reaches whom over the networks of a project.
#pragma once

#include <string_view>
#include <vector>

#include "check/compose/rule.h"

namespace bulkhead::check {

// The networks of a service, those of the service included whose network it
// shares. Empty with `known` false: the network of the host or of a container
// that is not part of the project, or networks that are not known.
struct Reach {
  std::vector<std::string_view> networks;
  bool known = true;
};
Reach ReachOf(const ComposeContext& context, const ComposeService& service);

// Both are on one network. True where it is not known.
bool CanReach(const ComposeContext& context, const ComposeService& a,
              const ComposeService& b);

// By its image, or the port that it listens on.
bool IsDataStore(const ComposeService& service);

// The host of "scheme://user@host:port/path", "host:port" or "host".
std::string_view HostOf(std::string_view value);

// All that MentionOf looks at is known.
bool KnowsMentions(const ComposeContext& context,
                   const ComposeService& service);

// How `service` names another one: in depends_on, links, or as a host in its
// environment or command. Null: it does not.
const config::ComposeNode* MentionOf(const ComposeService& service,
                                     const ComposeService& other);

}  // namespace bulkhead::check
