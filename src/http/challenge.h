// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// WWW-Authenticate: how a server wants to be asked (RFC 9110, section 11.6.1).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::http {

struct Challenge {
  std::string scheme;  // in lower case: "bearer", "basic"
  std::map<std::string, std::string, std::less<>> parameters;  // names lower

  // The value of a parameter, "" where it is not there.
  [[nodiscard]] std::string_view Get(std::string_view name) const;
};

// The challenges of a header, in order; what can't be read ends the list.
std::vector<Challenge> ParseChallenges(std::string_view header);

}  // namespace bulkhead::http
