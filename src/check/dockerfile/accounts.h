// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Users and groups that RUN makes: useradd and groupadd of shadow, adduser and
// addgroup of Debian and of busybox, usermod, gpasswd.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

struct Account {
  const Script* script = nullptr;
  const config::Command* command = nullptr;
  const config::Word* word = nullptr;  // of the name
  std::string name;
  bool is_group = false;
  bool system = false;              // -r, -S, --system
  std::string id;                   // uid or gid; "" where not given or known
  std::vector<std::string> groups;  // all of a user's, its own included
};

struct Accounts {
  std::vector<Account> made;
  // Some name or group is not known: nothing can be said of what is missing.
  bool unknown = false;

  // The last one of this name; null without one.
  [[nodiscard]] const Account* FindUser(std::string_view name) const;
  [[nodiscard]] const Account* FindGroup(std::string_view name) const;
};

// The options and other arguments of one of these programs, clusters such as
// -ms /bin/bash taken apart.
struct AccountOptions {
  struct Option {
    std::string_view flag;  // "-s", "--shell"
    std::string_view value;
    const config::Word* word = nullptr;  // that holds the value
  };
  std::vector<Option> options;
  std::vector<const config::Word*> names;

  [[nodiscard]] const Option* Find(
      std::initializer_list<std::string_view> flags) const;
};
AccountOptions AccountOptionsOf(const config::Command& command);

// Of the RUNs of a stage and those it is built on, before instruction `before`.
Accounts AccountsOf(const DockerfileContext& context,
                    const config::Stage& stage,
                    std::size_t before = ~std::size_t{0});

}  // namespace bulkhead::check
