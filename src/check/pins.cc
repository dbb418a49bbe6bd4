// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/pins.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::check {
namespace {

using config::ImageRef;

constexpr std::string_view kNoPin = "no pin is known for ";
constexpr std::string_view kNoImagePin = "no pin is known for the image ";

struct Codename {
  std::string_view name;
  std::string_view release;
};
// https://www.debian.org/releases/ and https://wiki.ubuntu.com/Releases
constexpr Codename kCodenames[] = {
    {"buster", "debian:10"},      {"bullseye", "debian:11"},
    {"bookworm", "debian:12"},    {"trixie", "debian:13"},
    {"forky", "debian:14"},       {"xenial", "ubuntu:16.04"},
    {"bionic", "ubuntu:18.04"},   {"focal", "ubuntu:20.04"},
    {"jammy", "ubuntu:22.04"},    {"noble", "ubuntu:24.04"},
    {"oracular", "ubuntu:24.10"}, {"plucky", "ubuntu:25.04"},
};

struct Distribution {
  std::string_view image;
  int parts;  // of the version number that make the release
};
constexpr Distribution kDistributions[] = {
    {"debian", 1},     {"ubuntu", 2},    {"alpine", 2},      {"fedora", 1},
    {"rockylinux", 1}, {"almalinux", 1}, {"amazonlinux", 1}, {"oraclelinux", 1},
    {"centos", 1},     {"leap", 2},
};

// "3.20" of "3.20.1" for two parts; "" where there are not so many.
std::string_view Shorten(std::string_view version, int parts) {
  std::size_t end = 0;
  for (int i = 0; i < parts; ++i) {
    if (i > 0 && (end >= version.size() || version[end] != '.')) return "";
    std::size_t begin = i > 0 ? end + 1 : 0;
    end = begin;
    while (end < version.size() && base::IsDigit(version[end])) ++end;
    if (end == begin) return "";
  }
  return version.substr(0, end);
}

std::string ReleaseOfTag(std::string_view image, std::string_view tag) {
  for (const Distribution& distribution : kDistributions) {
    if (image != distribution.image) continue;
    std::string_view version =
        Shorten(tag.substr(0, tag.find('-')), distribution.parts);
    return version.empty() ? "" : base::Format("{}:{}", image, version);
  }
  return "";
}

std::string_view ReleaseByCodename(std::string_view name) {
  for (const Codename& codename : kCodenames) {
    if (codename.name == name) return codename.release;
  }
  return "";
}

bool Holds(const model::PinScope& scope, const ImageRef& base) {
  if (!base.valid) return false;
  std::string name = base.Familiar();
  std::string with_tag =
      base::Format("{}:{}", name, base.tag.empty() ? "latest" : base.tag);
  std::string release = ReleaseOf(base);
  return std::any_of(scope.images.begin(), scope.images.end(),
                     [&](const std::string& pattern) {
                       return base::GlobMatch(pattern, with_tag) ||
                              base::GlobMatch(pattern, name);
                     }) ||
         std::find(scope.releases.begin(), scope.releases.end(), release) !=
             scope.releases.end();
}

const std::string* Find(const model::PackagePins& packages,
                        std::string_view manager, std::string_view name) {
  auto of_manager = packages.find(manager);
  if (of_manager == packages.end()) return nullptr;
  auto version = of_manager->second.find(name);
  return version == of_manager->second.end() ? nullptr : &version->second;
}

void Say(std::string message, model::Finding& finding) {
  finding.related.push_back({finding.location, std::move(message)});
}

}  // namespace

std::string PinKey(const ImageRef& image) {
  return base::Format("{}/{}:{}", image.registry, image.repository,
                      image.tag.empty() ? "latest" : image.tag);
}

std::string ReleaseOf(const ImageRef& image) {
  std::string release = ReleaseOfTag(image.BaseName(), image.tag);
  if (!release.empty()) return release;
  for (std::string_view part : base::Split(image.tag, '-')) {
    std::string_view known = ReleaseByCodename(part);
    if (!known.empty()) return std::string(known);
    if (base::ConsumePrefix(part, "alpine") && !part.empty()) {
      return ReleaseOfTag("alpine", part);
    }
  }
  return "";
}

std::string ReleaseByName(std::string_view text) {
  std::string_view known = ReleaseByCodename(text);
  if (!known.empty()) return std::string(known);
  auto pair = base::Cut(text, ":");
  return pair ? ReleaseOfTag(pair->first, pair->second) : "";
}

std::optional<PinnedImage> PinImage(const model::Pins* pins,
                                    const ImageRef& image,
                                    std::string_view written,
                                    bool need_digest) {
  if (pins == nullptr || !image.valid || !image.digest.empty()) {
    return std::nullopt;
  }
  auto at = pins->images.find(PinKey(image));
  if (at == pins->images.end()) return std::nullopt;
  const model::ImagePin& pin = at->second;
  if (need_digest && pin.digest.empty()) return std::nullopt;
  std::string old_tag = image.tag.empty() ? "latest" : image.tag;
  std::string tag = pin.tag.empty() ? old_tag : pin.tag;
  // What stands before the tag stays as it is written.
  std::string_view name = written;
  if (!image.tag.empty()) {
    if (!name.ends_with(":" + image.tag)) return std::nullopt;
    name.remove_suffix(image.tag.size() + 1);
  }
  PinnedImage out{.text = base::Format("{}:{}", name, tag),
                  .safe = tag == old_tag};
  if (!pin.digest.empty()) out.text += "@" + pin.digest;
  if (out.text == written) return std::nullopt;
  return out;
}

std::optional<std::string> PinnedVersion(const model::Pins* pins,
                                         std::string_view manager,
                                         std::string_view name,
                                         const ImageRef& base) {
  if (pins == nullptr) return std::nullopt;
  std::string key = manager == "pip" ? PipName(name) : std::string(name);
  for (const model::PinScope& scope : pins->scopes) {
    if (!Holds(scope, base)) continue;
    if (const std::string* version = Find(scope.packages, manager, key)) {
      return *version;
    }
  }
  const std::string* version = Find(pins->packages, manager, key);
  if (version == nullptr) return std::nullopt;
  return *version;
}

std::string PipName(std::string_view name) {
  std::string out;
  for (char c : name) {
    bool joins = c == '-' || c == '_' || c == '.';
    if (joins && out.ends_with('-')) continue;
    out += joins ? '-' : base::Lower(c);
  }
  return out;
}

void SayNoPin(const model::Pins* pins, const ImageRef& image,
              model::Finding& finding) {
  if (pins == nullptr || !image.valid) return;
  Say(base::Format("{}{}", kNoImagePin, PinKey(image)), finding);
}

void SayNoPin(const model::Pins* pins, std::string_view manager,
              const std::vector<std::string>& packages,
              model::Finding& finding) {
  if (pins == nullptr || packages.empty()) return;
  Say(base::Format("{}{} of {}", kNoPin,
                   base::Printable(base::Join(packages, ", ")), manager),
      finding);
}

std::string_view MissingPin(const model::Finding& finding) {
  for (const model::Related& related : finding.related) {
    if (related.message.starts_with(kNoPin)) return related.message;
  }
  return "";
}

std::string_view ImageWithoutPin(const model::Finding& finding) {
  std::string_view text = MissingPin(finding);
  return base::ConsumePrefix(text, kNoImagePin) ? text : std::string_view();
}

}  // namespace bulkhead::check
