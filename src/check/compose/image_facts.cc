// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/image_facts.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/text.h"

namespace bulkhead::check {
namespace {

// The next number of a version, which loses it; nullopt at its end:
// "16.4-alpine" has 16 and 4.
std::optional<long long> TakeNumber(std::string_view& version) {
  std::size_t size = 0;
  while (size < version.size() && base::IsDigit(version[size])) ++size;
  std::optional<long long> number = base::ParseInt(version.substr(0, size));
  version.remove_prefix(size);
  if (!base::ConsumePrefix(version, ".")) version = {};
  return number;
}

// A number that the tag leaves out is the newest: "5" is not before "5.24".
bool IsBefore(std::string_view tag, std::string_view version) {
  base::ConsumePrefix(tag, "v");
  while (!version.empty()) {
    std::optional<long long> bound = TakeNumber(version);
    std::optional<long long> number = TakeNumber(tag);
    if (!number || !bound) return false;
    if (*number != *bound) return *number < *bound;
  }
  return false;
}

// Elastic's own registry has the images that Docker Hub has as official ones.
std::string NameOf(const config::ImageRef& image) {
  if (image.registry == "docker.elastic.co") {
    return std::string(image.BaseName());
  }
  return image.Familiar();
}

}  // namespace

bool ImageTags::Hold(std::string_view tag) const {
  bool excluded = std::any_of(
      without.begin(), without.end(),
      [tag](std::string_view part) { return base::Contains(tag, part); });
  if (excluded || !base::Contains(tag, with)) return false;
  return !IsBefore(tag, since) && (below.empty() || IsBefore(tag, below));
}

const ImageFacts* FindImageFacts(const config::ImageRef& image) {
  if (!image.valid) return nullptr;
  std::string name = NameOf(image);
  for (std::span<const ImageFacts> table :
       {DataStoreFacts(), OtherImageFacts()}) {
    std::span<const ImageFacts>::iterator at = std::lower_bound(
        table.begin(), table.end(), name,
        [](const ImageFacts& facts, const std::string& wanted) {
          return facts.name < wanted;
        });
    for (; at != table.end() && at->name == name; ++at) {
      if (at->tags.Hold(image.tag)) return &*at;
    }
  }
  return nullptr;
}

}  // namespace bulkhead::check
