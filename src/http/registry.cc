// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "http/registry.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/digest.h"
#include "base/text.h"
#include "formats/json/json.h"
#include "http/challenge.h"
#include "http/url.h"

namespace bulkhead::http {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kAccept =
    "application/vnd.oci.image.index.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.v2+json";
constexpr std::string_view kDigestHeader = "docker-content-digest";
constexpr std::size_t kMaxManifest = std::size_t{4} << 20;  // as registries do
constexpr std::size_t kMaxToken = std::size_t{64} << 10;

// Docker Hub's names are not its addresses.
std::string HostOf(const std::string& registry) {
  return registry == "docker.io" ? "registry-1.docker.io" : registry;
}

bool IsDigest(std::string_view text) {
  constexpr std::size_t kHexDigits = 64;
  return base::ConsumePrefix(text, "sha256:") && text.size() == kHexDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

class Asker {
 public:
  Asker(Transport& transport, const DockerCredentials& credentials,
        const TaggedImage& image, const RegistryOptions& options)
      : transport_(transport),
        credentials_(credentials),
        image_(image),
        options_(options) {}

  base::Result<std::string> Digest() {
    base::Result<Response> head = Manifest("HEAD");
    if (!head.ok()) return std::move(head).error();
    std::string_view digest = head.value().Find(kDigestHeader);
    if (head.value().status == 200 && IsDigest(digest)) {
      return std::string(digest);
    }
    // Some answer HEAD without a digest, or not at all.
    base::Result<Response> whole = Manifest("GET");
    if (!whole.ok()) return std::move(whole).error();
    if (whole.value().status != 200) return Refused(whole.value());
    std::string computed = "sha256:" + base::Sha256Hex(whole.value().body);
    digest = whole.value().Find(kDigestHeader);
    if (!digest.empty() && digest != computed) {
      return Error{ErrorCode::kIo,
                   base::Format("{} says that {}:{} is {}, and sends {}",
                                image_.registry, image_.repository, image_.tag,
                                base::Printable(digest), computed)};
    }
    return computed;
  }

 private:
  base::Result<Response> Manifest(const std::string& method) {
    Request request{.method = method,
                    .url = base::Format("{}://{}/v2/{}/manifests/{}", Scheme(),
                                        HostOf(image_.registry),
                                        image_.repository, image_.tag),
                    .headers = {{"Accept", std::string(kAccept)}},
                    .authorization = authorization_,
                    .timeout_seconds = options_.timeout_seconds,
                    .max_body = kMaxManifest};
    base::Result<Response> response = Patiently(request);
    if (!response.ok() || response.value().status != 401) return response;
    if (!authorization_.empty()) return response;
    base::Status authorized = Authorize(response.value());
    if (!authorized.ok()) return std::move(authorized).error();
    if (authorization_.empty()) return response;
    request.authorization = authorization_;
    return Patiently(request);
  }

  std::string Scheme() const {
    std::optional<Url> url = ParseUrl("http://" + HostOf(image_.registry));
    return url && url->IsLoopback() ? "http" : "https";
  }

  // Once more after 429 and 5xx.
  base::Result<Response> Patiently(const Request& request) {
    base::Result<Response> response = Send(transport_, request);
    if (!response.ok()) return response;
    int status = response.value().status;
    if (status != 429 && status < 500) return response;
    int wait = options_.retry_seconds;
    std::optional<long long> told =
        base::ParseInt(response.value().Find("retry-after"));
    if (told) {
      if (*told < 0 || *told > options_.longest_retry_after) return response;
      wait = static_cast<int>(*told);
    }
    std::this_thread::sleep_for(std::chrono::seconds(wait));
    return Send(transport_, request);
  }

  base::Status Authorize(const Response& response) {
    std::string basic = credentials_.BasicOf(image_.registry);
    for (const Challenge& challenge :
         ParseChallenges(response.Find("www-authenticate"))) {
      if (challenge.scheme == "bearer") return FetchToken(challenge, basic);
      if (challenge.scheme == "basic") authorization_ = basic;
    }
    return base::Ok{};
  }

  base::Status FetchToken(const Challenge& challenge,
                          const std::string& basic) {
    std::optional<Url> realm = ParseUrl(challenge.Get("realm"));
    if (!realm || (realm->scheme == "http" && !realm->IsLoopback())) {
      return Error{
          ErrorCode::kInvalid,
          base::Format("{} sends for a token to {}, where nothing is "
                       "asked",
                       image_.registry, realm ? realm->Text() : "no address")};
    }
    std::string scope(challenge.Get("scope"));
    if (scope.empty()) {
      scope = base::Format("repository:{}:pull", image_.repository);
    }
    std::string url = realm->Text();
    url += base::Contains(realm->target, "?") ? '&' : '?';
    if (!challenge.Get("service").empty()) {
      url += "service=" + QueryValue(challenge.Get("service")) + "&";
    }
    url += "scope=" + QueryValue(scope);
    base::Result<Response> response =
        Patiently({.url = url,
                   .authorization = basic,
                   .timeout_seconds = options_.timeout_seconds,
                   .max_body = kMaxToken});
    if (!response.ok()) return std::move(response).error();
    if (response.value().status != 200) return Refused(response.value());
    base::Result<formats::JsonValue> json =
        formats::ParseJson(response.value().body, {});
    std::string_view token;
    if (json.ok()) {
      token =
          json.value()["token"].String(json.value()["access_token"].String());
    }
    bool sound = !token.empty() &&
                 std::all_of(token.begin(), token.end(),
                             [](char c) { return c > ' ' && c < '\x7f'; });
    if (!sound) {
      return Error{ErrorCode::kIo,
                   base::Format("{} gives no token", realm->host)};
    }
    authorization_ = base::Format("Bearer {}", token);
    return base::Ok{};
  }

  Error Refused(const Response& response) const {
    int status = response.status;
    if (status == 404) {
      return {ErrorCode::kNotFound,
              base::Format("{} has no {}:{}", image_.registry,
                           image_.repository, image_.tag)};
    }
    if (status == 401 || status == 403) {
      std::string hint =
          credentials_.BasicOf(image_.registry).empty()
              ? base::Format("; docker login {} may help", image_.registry)
              : "";
      if (credentials_.has_helpers) {
        hint += "; credential helpers of Docker are not run";
      }
      return {ErrorCode::kPermission,
              base::Format("{} refuses access to {} ({}){}", image_.registry,
                           image_.repository, status, hint)};
    }
    if (status == 429) {
      std::string_view after = response.Find("retry-after");
      return {ErrorCode::kIo,
              base::Format(
                  "{} takes no more requests now (429){}", image_.registry,
                  base::ParseInt(after) ? base::Format(", again in {} s", after)
                                        : "")};
    }
    return {ErrorCode::kIo,
            base::Format("{} answers {} for {}:{}", image_.registry, status,
                         image_.repository, image_.tag)};
  }

  Transport& transport_;
  const DockerCredentials& credentials_;
  const TaggedImage& image_;
  const RegistryOptions& options_;
  std::string authorization_;
};

}  // namespace

base::Result<std::string> ResolveDigest(Transport& transport,
                                        const DockerCredentials& credentials,
                                        const TaggedImage& image,
                                        const RegistryOptions& options) {
  return Asker(transport, credentials, image, options).Digest();
}

}  // namespace bulkhead::http
