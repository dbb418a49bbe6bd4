// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/accounts.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bulkhead::check {
namespace {

// "user:group,group" for each user, "+group" for each group.
std::string Made(std::string_view script, bool* unknown = nullptr) {
  std::shared_ptr<const base::Source> source = std::make_shared<base::Source>(
      "Dockerfile", "FROM a\nRUN " + std::string(script) + "\n");
  config::Dockerfile file = config::ParseDockerfile(source).value();
  config::Evaluation evaluation = config::Evaluate(file);
  DockerfileOptions options;
  DockerfileContext context =
      MakeDockerfileContext(file, evaluation, options, nullptr);
  Accounts accounts = AccountsOf(context, *evaluation.target());
  if (unknown != nullptr) *unknown = accounts.unknown;
  std::vector<std::string> out;
  for (const Account& account : accounts.made) {
    std::string text = account.is_group ? "+" + account.name : account.name;
    if (!account.id.empty()) text += "=" + account.id;
    if (!account.groups.empty()) text += ":" + base::Join(account.groups, ",");
    out.push_back(std::move(text));
  }
  return base::Join(out, " ");
}

TEST(Accounts, ReadAllDialects) {
  struct Case {
    std::string_view script;
    std::string_view made;
  };
  constexpr Case kCases[] = {
      {"useradd -r -u 10 app", "app=10:app"},
      {"useradd -ms /bin/bash -g www app", "app:www"},
      {"groupadd -r -g 9 g && useradd -g g app", "+g=9 app:g"},
      {"adduser -S app", "app"},
      {"adduser -D -u 5 -h /x app", "app=5:app"},
      {"addgroup -S g && adduser -S -G g app", "+g app:g"},
      {"adduser --system --group app", "app:app"},
      {"adduser --disabled-password --gecos '' app", "app:app"},
      {"useradd app; usermod -aG a,b app", "app:app,a,b"},
      {"adduser -S app; addgroup app g", "app:g"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(Made(c.script), c.made) << c.script;
  }
}

TEST(Accounts, SayWhatTheyDoNotKnow) {
  bool unknown = false;
  Made("useradd $X", &unknown);
  EXPECT_TRUE(unknown);
  Made("useradd app", &unknown);
  EXPECT_FALSE(unknown);
  Made("newusers x", &unknown);
  EXPECT_TRUE(unknown);
}

}  // namespace
}  // namespace bulkhead::check
