// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/approved_images.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace bulkhead::check {

bool IsApproved(const config::ImageRef& image,
                const std::vector<std::string>& patterns) {
  std::string tag = image.tag.empty() ? "" : ":" + image.tag;
  std::string digest = image.digest.empty() ? "" : "@" + image.digest;
  const std::array<std::string, 2> names = {
      image.Familiar(),
      base::Format("{}/{}", image.registry, image.repository)};
  const std::array<std::string, 4> ends = {"", tag, tag + digest, digest};
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::any_of(ends.begin(), ends.end(), [&](const std::string& end) {
      std::string text = name + end;
      return std::any_of(patterns.begin(), patterns.end(),
                         [&](const std::string& pattern) {
                           return base::GlobMatch(pattern, text);
                         });
    });
  });
}

}  // namespace bulkhead::check
