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

// The tags of an image that have the facts of a row; each empty part holds for
// all of them.
struct ImageTags {
  std::string_view with = {};    // a part of the tag
  model::NameList without = {};  // no part of it
  // Versions: the first, and the first after the last. A tag without a number
  // ("latest", "alpine") is the newest one.
  std::string_view since = {};
  std::string_view below = {};

  [[nodiscard]] bool Hold(std::string_view tag) const;
};

// Constant data. An image that is not in the tables is no error: nothing is
// known of it then.
struct ImageFacts {
  std::string_view name;  // as ImageRef::Familiar() has it: "postgres"
  ImageTags tags = {};
  ImageRole role = ImageRole::kOther;
  // User that the main process has in the end: "postgres", "999", "root".
  std::string_view user = {};
  // The entry point, or the program, starts as root and changes to `user`
  // itself: it needs CHOWN, SETUID and SETGID, or `user:` in the service.
  bool drops_root = false;
  // What it needs beside them as root, for its start or for workers that are
  // another user.
  model::NameList capabilities = {};
  // Folders that it writes to beside /tmp whatever its configuration, for
  // read_only.
  model::NameList writable = {};
  // Variable that must be set for read_only: without it the entry point changes
  // its own program, and ends where it can't.
  std::string_view read_only_variable = {};
  // Those of them that are a VOLUME: they get one where none is mounted.
  model::NameList volumes = {};
  // Ports that it listens on: "5432", "53/udp".
  model::NameList ports = {};
  // Command for a health check with what the image has; "" for none known.
  std::string_view health = {};
  // Variables of secrets that have a form with _FILE.
  model::NameList file_variables = {};
  // Where all of this was read: repositories on GitHub, and paths in them.
  std::string_view source;

  [[nodiscard]] bool runs_as_root() const {
    return user == "root" || user == "0";
  }
};

// nullptr for images and tags that are not known.
const ImageFacts* FindImageFacts(const config::ImageRef& image);

// The tables, each sorted by name. Of the rows of one name the first counts
// whose tags fit.
std::span<const ImageFacts> DataStoreFacts();
std::span<const ImageFacts> OtherImageFacts();

}  // namespace bulkhead::check
