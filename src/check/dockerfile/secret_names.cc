// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// A name is split into its parts at underscores, dashes and dots; a part, or
// two in a row, say that it is a secret, and the last part may say that it is
// only something about one (TOKEN_URL, PASSWORD_FILE).
#include "check/dockerfile/secret_names.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace bulkhead::check {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::string_view kStrongParts[] = {
    "apikey",     "apikeys",     "apitoken",   "accesskey",  "authtoken",
    "credential", "credentials", "pass",       "passphrase", "passwd",
    "password",   "passwords",   "privatekey", "psw",        "pw",
    "pwd",        "pword",       "secret",     "secretkey",  "secrets",
    "token",      "tokens"};
constexpr std::string_view kStrongEnds[] = {
    "password", "passwd",   "secret", "passphrase", "token",     "apikey",
    "rootpass", "userpass", "dbpass", "adminpass",  "secretkey", "pwd"};
// In front of the part "key".
constexpr std::string_view kKeyOf[] = {
    "access",  "account", "api",    "app",     "application",
    "auth",    "client",  "deploy", "encrypt", "encryption",
    "license", "master",  "priv",   "private", "secret",
    "sign",    "signing", "ssh",    "storage"};
constexpr std::string_view kWeakParts[] = {"auth", "key"};
// As last part: the variable is about a secret and not one.
constexpr std::string_view kAbout[] = {
    "age",      "algorithm", "alias",       "audience",  "class",
    "column",   "count",     "dir",         "directory", "domain",
    "enabled",  "endpoint",  "expires",     "expiry",    "field",
    "file",     "files",     "fingerprint", "folder",    "format",
    "header",   "host",      "issuer",      "length",    "lifetime",
    "limit",    "location",  "max",         "method",    "min",
    "mode",     "name",      "names",       "path",      "policy",
    "port",     "prefix",    "provider",    "realm",     "region",
    "required", "rounds",    "server",      "service",   "size",
    "suffix",   "timeout",   "ttl",         "type",      "uri",
    "url",      "usernames", "users",       "version"};
// Anywhere: the key is public, or the value switches something.
constexpr std::string_view kHarmless[] = {
    "allow", "disable", "empty",   "enable",    "gpg", "gpgkey",
    "host",  "hosts",   "keyring", "keyserver", "no",  "pgp",
    "pub",   "public",  "random",  "skip"};
// Logins that come with the password or token of a service.
constexpr std::string_view kAccounts[] = {"cf_username", "ci_deploy_user",
                                          "docker_username", "heroku_api_user",
                                          "os_username"};

bool IsIn(std::string_view word, Names names) {
  return std::find(names.begin(), names.end(), word) != names.end();
}

std::vector<std::string_view> PartsOf(std::string_view name) {
  std::vector<std::string_view> parts;
  while (!name.empty()) {
    std::size_t end = name.find_first_of("_-.");
    if (end != 0) parts.push_back(name.substr(0, end));
    if (end == std::string_view::npos) break;
    name.remove_prefix(end + 1);
  }
  return parts;
}

NameStrength StrengthOf(std::string_view lower) {
  std::vector<std::string_view> parts = PartsOf(lower);
  // The last one is a path; see credential_files.cc.
  if (parts.empty() || lower == "pwd" || lower == "oldpwd" ||
      lower == "google_application_credentials") {
    return NameStrength::kNone;
  }
  bool harmless = std::any_of(parts.begin(), parts.end(),
                              [](auto part) { return IsIn(part, kHarmless); });
  if (harmless || IsIn(parts.back(), kAbout)) return NameStrength::kNone;
  bool weak = false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (IsIn(parts[i], kStrongParts)) return NameStrength::kStrong;
    for (std::string_view end : kStrongEnds) {
      if (parts[i].ends_with(end)) return NameStrength::kStrong;
    }
    if (parts[i] == "key" && i > 0 && IsIn(parts[i - 1], kKeyOf)) {
      return NameStrength::kStrong;
    }
    weak = weak || IsIn(parts[i], kWeakParts);
  }
  if (weak) return NameStrength::kWeak;
  if (parts.size() > 1 && parts.back() == "usr") return NameStrength::kAccount;
  if (IsIn(lower, kAccounts)) return NameStrength::kAccount;
  return NameStrength::kNone;
}

bool ContainsAny(std::string_view text, Names words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return base::Contains(text, word);
  });
}

// Names that hadolint knows beside those that hold one of its words.
constexpr std::string_view kHadolintNames[] = {
    "application_key", "aws_access_key_id", "ci_deploy_user",
    "heroku_api_user"};
constexpr std::string_view kHadolintWords[] = {
    "api_key", "client_key", "password", "private",
    "secret",  "token",      "username"};
bool HadolintTakes(std::string_view lower) {
  return IsIn(lower, kHadolintNames) || ContainsAny(lower, kHadolintWords);
}

bool HasPart(std::string_view lower, Names parts) {
  for (std::string_view part : base::Split(lower, '_')) {
    if (IsIn(part, parts)) return true;
  }
  return false;
}

constexpr std::string_view kSharedParts[] = {
    "apikey", "auth",     "credential", "credentials", "key",
    "passwd", "password", "pword",      "secret",      "token"};
constexpr std::string_view kBuildkitHarmless[] = {"public", "file", "version"};
constexpr std::string_view kJenkinsParts[] = {"usr", "psw"};
constexpr std::string_view kPublic[] = {"public"};

bool BuildkitTakes(std::string_view lower) {
  return HasPart(lower, kSharedParts) && !HasPart(lower, kBuildkitHarmless);
}
bool TrivyTakes(std::string_view lower) {
  return (HasPart(lower, kSharedParts) || HasPart(lower, kJenkinsParts)) &&
         !HasPart(lower, kPublic);
}

constexpr std::string_view kDockleWords[] = {"pass", "secret", "key", "access",
                                             "token"};
bool DockleTakes(std::string_view lower) {
  return ContainsAny(lower, kDockleWords) && lower != "gpg_key" &&
         lower != "gpg_keys";
}

}  // namespace

SecretName ClassifySecretName(std::string_view name,
                              std::span<const std::string> extra) {
  std::string lower = base::ToLower(name);
  SecretName out;
  out.strength = StrengthOf(lower);
  for (const std::string& pattern : extra) {
    if (base::GlobMatch(base::ToLower(pattern), lower)) {
      out.strength = NameStrength::kStrong;
    }
  }
  if (out.strength == NameStrength::kNone) return out;
  out.hadolint = HadolintTakes(lower);
  out.trivy = TrivyTakes(lower);
  out.buildkit = BuildkitTakes(lower);
  out.dockle = DockleTakes(lower);
  return out;
}

}  // namespace bulkhead::check
