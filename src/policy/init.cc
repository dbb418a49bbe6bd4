// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The file that `policy init` writes: what a newcomer changes first, with the
// facts of the repository filled in, the rest as comments.
#include <algorithm>

#include "base/text.h"
#include "formats/yaml/yaml.h"
#include "policy/policy.h"

namespace bulkhead::policy {
namespace {

constexpr std::size_t kShownFiles = 5;

std::string FileList(const std::vector<std::string>& files) {
  std::string out;
  for (std::size_t i = 0; i < files.size() && i < kShownFiles; ++i) {
    out += base::Format("#   {}\n", base::Printable(files[i]));
  }
  if (files.size() > kShownFiles) {
    out += base::Format("#   and {} more\n", files.size() - kShownFiles);
  }
  return out;
}

// Names of images without tags, as patterns; once each, sorted.
std::vector<std::string> ImagePatterns(const std::vector<std::string>& images) {
  std::vector<std::string> out;
  for (std::string_view image : images) {
    if (base::Contains(image, "$")) continue;
    image = image.substr(0, image.find('@'));
    std::size_t slash = image.rfind('/');
    std::size_t colon =
        image.find(':', slash == std::string_view::npos ? 0 : slash);
    image = image.substr(0, colon);
    if (!image.empty()) out.emplace_back(image);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

std::string InitPolicy(const RepositoryFacts& facts) {
  std::string out =
      "# Policy of bulkhead for this repository.\n"
      "# \"bulkhead policy check\" checks this file, \"bulkhead policy show\" "
      "prints\n"
      "# what it comes to, \"bulkhead policy schema\" helps editors.\n";
  if (!facts.dockerfiles.empty() || !facts.compose_files.empty()) {
    out += base::Format(
        "#\n# Found here: {} Dockerfile{}, {} Compose file{}.\n",
        facts.dockerfiles.size(), facts.dockerfiles.size() == 1 ? "" : "s",
        facts.compose_files.size(), facts.compose_files.size() == 1 ? "" : "s");
    out += FileList(facts.dockerfiles);
    out += FileList(facts.compose_files);
  }
  if (!facts.peer_files.empty()) {
    out += "#\n# These are honoured as well, below what stands here:\n";
    out += FileList(facts.peer_files);
  }
  out +=
      "\n# default, guide (the Docker Security Guide), cis or strict.\n"
      "extends: default\n"
      "\n# Findings from this severity on make the exit code 1; none: report "
      "only.\n"
      "fail-on: high\n"
      "\n# Old findings that do not count: bulkhead check --write-baseline.\n"
      "# baseline: .bulkhead-baseline\n";
  std::vector<std::string> images = ImagePatterns(facts.base_images);
  out += "\n# Base images that may be used; without a tag: all tags.\n";
  if (images.empty()) images.emplace_back("node:*alpine*");
  out += "# approved-images:\n";
  for (const std::string& image : images) {
    out += base::Format("#   - {}\n", formats::YamlScalar(image));
  }
  out +=
      "\n# Level of single rules: off, on, info, low, medium, high, critical.\n"
      "# rules:\n"
      "#   dockerfile/latest-tag: high\n"
      "#   DL3008: off\n"
      "\n# Findings that do not count, each with a reason and a last day.\n"
      "# ignores:\n"
      "#   - rule: dockerfile/user-root\n"
      "#     path: legacy/**\n"
      "#     reason: replaced by the new service in spring\n"
      "#     owner: platform team\n"
      "#     until: 2027-03-31\n"
      "\n# Own checks: docs/own_checks.md.\n"
      "# checks:\n"
      "#   - id: company-registry\n"
      "#     severity: high\n"
      "#     message: \"{value} does not come from our registry\"\n"
      "#     when:\n"
      "#       instruction: FROM\n"
      "#       not:\n"
      "#         instruction.image: registry.example.com/*\n";
  return out;
}

}  // namespace bulkhead::policy
