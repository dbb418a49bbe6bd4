// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Addresses with a login: https://name:password@host/.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/secret_names.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

struct UserInfo {
  std::size_t begin = 0;  // in the text
  std::size_t end = 0;
  std::string_view secret;
};

// The user and password of the address whose "://" stands at `at`.
std::optional<UserInfo> UserInfoAt(std::string_view text, std::size_t at) {
  std::size_t begin = at + 3;
  std::size_t end = text.find_first_of("@/ \t\r\n\"'<>|;,()[]{}$`", begin);
  if (end == std::string_view::npos || text[end] != '@') return std::nullopt;
  std::string_view info = text.substr(begin, end - begin);
  std::size_t colon = info.find(':');
  if (colon == std::string_view::npos) {
    // A token as user name.
    if (ClassifySecretValue(info) != SecretValue::kToken) return std::nullopt;
    return UserInfo{begin, end, info};
  }
  std::string_view password = info.substr(colon + 1);
  switch (ClassifySecretValue(password)) {
    case SecretValue::kPlain:
    case SecretValue::kRandom:
    case SecretValue::kToken:
      break;
    default:
      return std::nullopt;
  }
  // What manuals write.
  for (std::string_view word :
       {"pass", "password", "pw", "token", "PASSWORD"}) {
    if (password == word) return std::nullopt;
  }
  return UserInfo{begin, end, password};
}

void CredentialUrl(const DockerfileContext& context, Findings& out) {
  for (const config::Instruction& instruction : context.instructions()) {
    std::string_view text = instruction.text;
    for (std::size_t at = text.find("://"); at != std::string_view::npos;
         at = text.find("://", at + 3)) {
      std::optional<UserInfo> info = UserInfoAt(text, at);
      if (!info) continue;
      model::Finding& finding = out.Add(
          instruction.map.ToFile(info->begin, info->end), instruction.range,
          base::Format("an address with its password: {}",
                       base::Printable(base::Redact(info->secret))));
      finding.subject = "password in an address";
      MarkSecret(finding, *context.file.source, finding.location.range,
                 info->secret);
    }
  }
}

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/credential-url",
      .severity = model::Severity::kHigh,
      .title = "An address with a password",
      .why = "The address stays in the history of the image and in the "
             "repository, and tools write it to logs and settings.",
      .remedy = "Mount the login while it is needed: RUN "
                "--mount=type=secret,id=netrc,target=/root/.netrc. Change the "
                "password.",
      .references = {"https://docs.docker.com/build/building/secrets/"},
      .no_fix = "Where the password comes from in future must be decided."},
     &CredentialUrl},
};

}  // namespace

DockerfileRules CredentialUrlsRules() { return kRules; }

}  // namespace bulkhead::check
