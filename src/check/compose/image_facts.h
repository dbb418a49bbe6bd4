// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Facts on official and other well-known images, so that advice fits what runs.
#pragma once

#include <span>
#include <string_view>

#include "config/dockerfile/image_ref.h"
#include "model/rule_info.h"

namespace bulkhead::check {

// What a container of the image is there for.
enum class ImageRole {
  kOther,
  kDataStore,  // databases, caches, queues
  kAdminTool,  // pages that give full access to something
  kWebServer,  // meant to be reached from outside: web servers, proxies
  kRuntime,    // a language's image, or a bare distribution
};

// Constant data; see image_facts.cc for its sources. An image that is not in
// the table is no error.
struct ImageFacts {
  std::string_view name;  // as ImageRef::Familiar() has it: "postgres"
  ImageRole role = ImageRole::kOther;
  // User that the main process has in the end: "postgres", "999", "root".
  std::string_view user = {};
  // The entry point starts as root and changes to `user` itself: it needs
  // CHOWN, SETUID and SETGID, or `user:` in the service.
  bool drops_root = false;
  // Folders that it writes to beside /tmp, for read_only.
  model::NameList writable = {};
  // Those of them that are a VOLUME: they get one where none is mounted.
  model::NameList volumes = {};
  // Ports that it listens on: "5432", "53/udp".
  model::NameList ports = {};
  // Command for a health check with what the image has; "" for none known.
  std::string_view health = {};
  // Variables of secrets that have a form with _FILE.
  model::NameList file_variables = {};

  [[nodiscard]] bool runs_as_root() const {
    return user == "root" || user == "0";
  }
};

// nullptr for images that are not known.
const ImageFacts* FindImageFacts(const config::ImageRef& image);
// Sorted by name.
std::span<const ImageFacts> AllImageFacts();

}  // namespace bulkhead::check
