// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "http/docker_config.h"

#include "base/text.h"
#include "formats/json/json.h"

namespace bulkhead::http {
namespace {

using formats::JsonMember;
using formats::JsonValue;

// "https://index.docker.io/v1/" is docker.io, "https://reg.example/v2/" is
// reg.example.
std::string RegistryOf(std::string_view key) {
  base::ConsumePrefix(key, "https://");
  base::ConsumePrefix(key, "http://");
  std::string host = base::ToLower(key.substr(0, key.find('/')));
  bool hub = host == "index.docker.io" || host == "registry-1.docker.io";
  return hub ? "docker.io" : host;
}

std::string PairOf(const JsonValue& entry) {
  if (entry["auth"].IsString()) {
    std::optional<std::string> pair =
        base::DecodeBase64(entry["auth"].String());
    if (pair && base::Contains(*pair, ":")) return *pair;
  }
  std::string_view user = entry["username"].String();
  std::string_view password = entry["password"].String();
  if (user.empty() || password.empty()) return "";
  return base::Format("{}:{}", user, password);
}

}  // namespace

std::string DockerCredentials::BasicOf(std::string_view registry) const {
  auto at = by_registry.find(registry);
  if (at == by_registry.end()) return "";
  return "Basic " + base::EncodeBase64(at->second);
}

base::Result<DockerCredentials> ParseDockerConfig(std::string_view text,
                                                  const std::string& path,
                                                  const base::Limits& limits) {
  base::Result<JsonValue> json = formats::ParseJson(text, limits, path);
  if (!json.ok() || !json.value().IsObject()) {
    // The message of the parser would quote a line.
    return base::Error{
        base::ErrorCode::kInvalid,
        base::Format("{}: expected a JSON object", base::Printable(path))};
  }
  DockerCredentials out;
  for (const JsonMember& entry : json.value()["auths"].Members()) {
    std::string pair = PairOf(entry.value);
    if (pair.empty()) continue;
    out.by_registry.try_emplace(RegistryOf(entry.key), std::move(pair));
  }
  out.has_helpers = !json.value()["credsStore"].String().empty() ||
                    json.value()["credHelpers"].size() > 0;
  return out;
}

}  // namespace bulkhead::http
