// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Files of other tools. Internal to policy/.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "policy/policy.h"
#include "policy/policy_reader.h"

namespace bulkhead::policy {

// One peer file on its way into a policy.
struct PeerReading {
  std::shared_ptr<const base::Source> source;
  std::string root;
  const base::Limits* limits = nullptr;
  Policy* policy = nullptr;

  [[nodiscard]] Ignore NewIgnore(std::string_view rule,
                                 std::string_view dialect,
                                 const model::Location& place) const;
  // Adds policy/malformed-ignore.
  void Malformed(const model::Location& place, std::string message) const;
};

// What a peer's file settles acts only where ours does not.
template <typename T>
void SetByPeer(Setting<T>& setting, T value, const Origin& origin) {
  if (IsShipped(setting.origin)) {
    setting = {std::move(value), origin};
  }
}

// Readers of one format each; errors are of syntax alone.
base::Status ReadHadolintConfig(const PeerReading& reading);
base::Status ReadTrivyIgnore(const PeerReading& reading);
base::Status ReadTrivyIgnoreYaml(const PeerReading& reading);
base::Status ReadDockleIgnore(const PeerReading& reading);
base::Status ReadCheckovConfig(const PeerReading& reading);
base::Status ReadKicsConfig(const PeerReading& reading);

}  // namespace bulkhead::policy
