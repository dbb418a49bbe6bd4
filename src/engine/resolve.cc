// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/resolve.h"

#include "base/text.h"
#include "config/dockerfile/image_ref.h"

namespace bulkhead::engine {
namespace {

constexpr int kMaxFailures = 2;  // of one registry
constexpr std::size_t kMaxConfig = 1u << 20;

}  // namespace

Resolution ResolveImages(const std::vector<UnpinnedImage>& images,
                         model::Pins pins, http::Transport& transport,
                         const http::DockerCredentials& credentials,
                         const http::RegistryOptions& options) {
  Resolution out{.pins = std::move(pins)};
  std::map<std::string, int> failures;
  std::map<std::string, std::string> failed;  // image to message
  for (const UnpinnedImage& image : images) {
    if (out.pins.images.contains(image.key)) continue;
    auto fail = [&](std::string message) {
      failed[image.key] = message;
      out.gaps.push_back({.code = "not-resolved",
                          .message = std::move(message),
                          .location = image.location,
                          .remedy = "Write the digest into a file of pins, or "
                                    "try again later."});
    };
    if (auto before = failed.find(image.key); before != failed.end()) {
      fail(before->second);
      continue;
    }
    config::ImageRef ref = config::ParseImageRef(image.key);
    if (failures[ref.registry] >= kMaxFailures) {
      fail(base::Format("{} was not asked for {}:{}: it failed {} times",
                        ref.registry, ref.repository, ref.tag, kMaxFailures));
      continue;
    }
    base::Result<std::string> digest =
        http::ResolveDigest(transport, credentials,
                            {.registry = ref.registry,
                             .repository = ref.repository,
                             .tag = ref.tag},
                            options);
    if (digest.ok()) {
      out.pins.images[image.key] = {.tag = "",
                                    .digest = std::move(digest).value()};
      continue;
    }
    if (digest.error().code == base::ErrorCode::kIo) ++failures[ref.registry];
    fail(base::Format("the digest of {}:{} is not known: {}", ref.Familiar(),
                      ref.tag, base::Printable(digest.error().message)));
  }
  return out;
}

base::Result<http::DockerCredentials> LoadDockerCredentials(
    const base::FileSystem& files,
    const std::map<std::string, std::string, std::less<>>& environment) {
  std::string path;
  if (auto folder = environment.find("DOCKER_CONFIG");
      folder != environment.end() && !folder->second.empty()) {
    path = base::JoinPath(folder->second, "config.json");
  } else if (auto home = environment.find("HOME");
             home != environment.end() && !home->second.empty()) {
    path = base::JoinPath(home->second, ".docker/config.json");
  }
  if (path.empty() || !files.Exists(path)) return http::DockerCredentials();
  base::Result<std::shared_ptr<const base::Source>> source =
      files.Read(path, kMaxConfig);
  if (!source.ok()) return std::move(source).error();
  return http::ParseDockerConfig(source.value()->text(), path, {});
}

}  // namespace bulkhead::engine
