// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "config/shell/package_managers.h"

namespace bulkhead::config {
namespace {

std::string_view NameOf(PackageAction action) {
  constexpr std::string_view kNames[] = {
      "install", "update",   "upgrade", "dist-upgrade", "remove",
      "clean",   "download", "locked",  "run",          "other"};
  return kNames[static_cast<std::size_t>(action)];
}

std::string_view NameOf(PackageKind kind) {
  constexpr std::string_view kNames[] = {
      "",    "file:",  "url:",    "vcs:",        "-r:",     "-c:",
      "-e:", "group:", "module:", "capability:", "unknown:"};
  return kNames[static_cast<std::size_t>(kind)];
}

// "apt-get install curl nodejs[=|0.10 pinned] +yes"
std::string Describe(const ShellScript& script,
                     const VariableLookup& variables = {}) {
  std::string out;
  for (const PackageOperation& o : PackageOperations(script, variables)) {
    if (!out.empty()) out += "; ";
    out += base::Format("{} {}", InfoOf(o.manager).name, NameOf(o.action));
    for (const PackageRef& p : o.packages) {
      out += base::Format(" {}{}", NameOf(p.kind), p.name);
      if (!p.extras.empty()) out += base::Format("({})", p.extras);
      if (p.separator.empty()) continue;
      out += base::Format("[{}|{}{}]", p.separator, p.version,
                          p.pinned ? " pinned" : "");
    }
    const std::pair<bool, std::string_view> kFlags[] = {
        {o.assume_yes, "yes"},          {o.no_cache, "no-cache"},
        {o.no_recommends, "lean"},      {o.updates_index, "refresh"},
        {o.allow_unsigned, "unsigned"}, {o.global, "global"},
        {o.dev_excluded, "no-dev"},     {o.frozen, "frozen"}};
    for (const auto& [set, name] : kFlags) {
      if (set) out += base::Format(" +{}", name);
    }
    if (!o.virtual_name.empty()) out += base::Format(" t={}", o.virtual_name);
    for (std::string_view index : o.indexes)
      out += base::Format(" i={}", index);
  }
  return out;
}

struct Row {
  std::string_view text;
  std::string_view expected;
};

void ExpectOperations(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    ShellScript script = ParseShell(row.text, ShellDialect::kBash);
    EXPECT_EQ(Describe(script), row.expected) << row.text;
  }
}

TEST(PackageOperationsTest, Debian) {
  ExpectOperations({
      {"apt-get update && apt-get -yqq --no-install-recommends install "
       "curl nginx=1.22.1-9 ./x.deb vim/stable",
       "apt-get update; apt-get install curl nginx[=|1.22.1-9 pinned] "
       "file:./x.deb vim[/|stable] +yes +lean"},
      {"apt-get install -q a; apt-get install -q -q a; apt-get -q=2 install a",
       "apt-get install a; apt-get install a +yes; apt-get install a +yes"},
      {"apt-get install -t bookworm-backports 'a=1.*'",
       "apt-get install a[=|1.*]"},
      {"apt-get -o APT::Get::Assume-Yes=true -o "
       "APT::Install-Recommends=false install a",
       "apt-get install a +yes +lean"},
      {"apt full-upgrade --yes; aptitude safe-upgrade; apt-get autoremove -y",
       "apt dist-upgrade +yes; aptitude upgrade; apt-get remove +yes"},
      {"sudo DEBIAN_FRONTEND=x apt-get install $PKGS \"a=$V\" `b`",
       "apt-get install unknown:$PKGS a[=|$V pinned] unknown:`b`"},
      {"apt-get install --allow-unauthenticated a; apt-get --version",
       "apt-get install a +unsigned; apt-get other"},
  });
}

TEST(PackageOperationsTest, OtherDistributions) {
  ExpectOperations({
      {"apk add --no-cache -t .deps 'a>1' b~=2 c=3-r0 d --repository=http://x",
       "apk install a[>|1] b[~=|2] c[=|3-r0 pinned] d +no-cache t=.deps "
       "i=http://x"},
      {"apk --update add a && apk del .deps",
       "apk install a +refresh; apk remove .deps"},
      {"yum -y install bash-5.1-2.el9.x86_64 java-1.8.0-openjdk x-1:2.0 y.rpm",
       "yum install bash[-|5.1-2.el9.x86_64 pinned] java-1.8.0-openjdk "
       "x[-|1:2.0 pinned] file:y.rpm +yes"},
      {"dnf group install 'A B'; dnf install @c; dnf module install d:9",
       "dnf install group:A B; dnf install group:@c; "
       "dnf install module:d[:|9 pinned]"},
      {"microdnf --setopt=install_weak_deps=0 install a && microdnf clean all",
       "microdnf install a +lean; microdnf clean"},
      {"zypper -n in -t pattern a; zypper in 'b>=2' c=3; zypper cc",
       "zypper install group:a +yes; zypper install b[>=|2] c[=|3 pinned]; "
       "zypper clean"},
      {"pacman -Syu --noconfirm a; pacman -Sy; pacman -Scc; pacman -Rns b",
       "pacman install a +yes +refresh; pacman update +refresh; pacman clean; "
       "pacman remove b"},
  });
}

TEST(PackageOperationsTest, Python) {
  ExpectOperations({
      {"pip install --no-cache-dir a==1 'b[c]~=2' 'd==3.*' e",
       "pip install a[==|1 pinned] b(c)[~=|2] d[==|3.*] e +no-cache"},
      {"pip3 install -r r.txt -c c.txt -e . ./p x.whl https://h/y.zip",
       "pip install file:./p file:x.whl url:https://h/y.zip -r:r.txt "
       "-c:c.txt -e:."},
      {"pip install git+https://h/a.git@v1#egg=a git+ssh://git@h/b.git",
       "pip install vcs:git+https://h/a.git[@|v1 pinned] "
       "vcs:git+ssh://git@h/b.git"},
      {"python3.11 -m pip install a; python -m venv x; python x.py -m pip",
       "pip install a"},
      {"PIP_NO_CACHE_DIR=1 pip install a; PIP_NO_CACHE_DIR=off pip install a",
       "pip install a +no-cache; pip install a"},
      {"export PIP_NO_CACHE_DIR=on && pip install a",
       "pip install a +no-cache"},
      {"pip install --index-url http://x --trusted-host x a",
       "pip install a +unsigned i=http://x"},
      {"pipx install a==1; uv pip install --no-cache b; uv sync --locked",
       "pipx install a[==|1 pinned]; uv install b +no-cache; "
       "uv locked +frozen"},
      {"conda install -y -c conda-forge a=1 && conda clean -afy",
       "conda install a[=|1 pinned] +yes i=conda-forge; conda clean"},
      {"poetry install --no-dev; poetry add a@^1",
       "poetry locked +no-dev; poetry install a[@|^1]"},
  });
  ShellScript script = ParseShell("pip install a", ShellDialect::kSh);
  VariableLookup lookup =
      [](std::string_view name) -> std::optional<std::string_view> {
    if (name == "PIP_NO_CACHE_DIR") return "1";
    return std::nullopt;
  };
  EXPECT_EQ(Describe(script, lookup), "pip install a +no-cache");
}

TEST(PackageOperationsTest, Languages) {
  ExpectOperations({
      {"npm install -g a@1.2.3 @s/b @s/c@^1 d@latest ../e f.tgz u/r",
       "npm install a[@|1.2.3 pinned] @s/b @s/c[@|^1] d[@|latest] file:../e "
       "file:f.tgz vcs:u/r +global"},
      {"npm i git://h/r.git#v1; npm ci --omit=dev; npm install; npm run build",
       "npm install vcs:git://h/r.git[#|v1 pinned]; npm locked +no-dev "
       "+frozen; "
       "npm locked; npm other"},
      {"yarn; yarn install --frozen-lockfile; yarn global add a; yarn build",
       "yarn locked; yarn locked +frozen; yarn install a +global; yarn other"},
      {"pnpm add a; bun install --production; npm cache clean --force",
       "pnpm install a; bun locked +no-dev; npm clean"},
      {"gem install a:1 b; gem i c -v 2 -- --with-x y; bundle install -j4",
       "gem install a[:|1 pinned] b; gem install c[-v|2 pinned]; "
       "bundle locked"},
      {"go install -ldflags '-s' h/a@v1 ./b; go run h/c x; go mod download",
       "go install h/a[@|v1 pinned] file:./b; go run h/c; go download"},
      {"cargo +nightly install --locked a --version 1.0; cargo install --git u",
       "cargo install a[--version|1.0 pinned] +frozen; "
       "cargo install vcs:u"},
      {"composer require a/b:^1 --no-dev; composer install",
       "composer install a/b[:|^1] +no-dev; composer locked"},
  });
}

TEST(PackageOperationsTest, KnownVariablesAreReplaced) {
  ShellScript script = ParseShell("P='a=1 b'; apk add $P", ShellDialect::kSh);
  EXPECT_EQ(Describe(script), "apk install a[=|1 pinned] b");
}

TEST(PackageOperationsTest, CacheRemovals) {
  const Row kRows[] = {
      {"rm -rf /var/lib/apt/lists/*", "apt apt-get aptitude"},
      {"rm -rf /var/lib/apt/lists", "apt apt-get aptitude"},
      {"rm -rf /var/cache/zypp/*; zypper clean", "zypper zypper"},
      {"find /var/cache/apk -type f -delete", "apk"},
      {"rm -rf ~/.npm", "npm"},
      {"rm -rf \"$HOME/.npm\" /tmp/*", "npm"},
      {"rm -f /var/lib/apt/listsx; find /var/cache/apk", ""},
      {"dnf clean all; pacman -Scc", "dnf pacman"},
  };
  for (const Row& row : kRows) {
    ShellScript script = ParseShell(row.text, ShellDialect::kSh);
    std::string out;
    for (const CacheRemoval& removal :
         CacheRemovals(script, PackageOperations(script))) {
      if (!out.empty()) out += ' ';
      out += InfoOf(removal.manager).name;
    }
    EXPECT_EQ(out, row.expected) << row.text;
  }
}

TEST(PackageOperationsTest, EveryManagerHasARow) {
  for (const PackageManagerInfo& row : PackageManagers()) {
    EXPECT_EQ(&InfoOf(row.manager), &row) << row.name;
    EXPECT_EQ(FindPackageManager(row.name), &row) << row.name;
  }
  EXPECT_EQ(FindPackageManager("pip3.12")->name, "pip");
  EXPECT_EQ(FindPackageManager("notdnf"), nullptr);
}

}  // namespace
}  // namespace bulkhead::config
