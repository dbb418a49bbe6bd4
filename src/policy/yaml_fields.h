// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Reads typed values out of a YAML document and collects what is wrong, each
// with its place. For the files that policy/ and engine/ read.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/source.h"
#include "formats/yaml/yaml.h"
#include "model/location.h"
#include "model/severity.h"

namespace bulkhead::policy {

// A key that a mapping may have and what to do with its value (an alias is
// resolved already).
struct YamlKey {
  std::string_view name;
  std::function<void(const formats::YamlNode&)> read;
};

struct YamlComplaint {
  std::string message;  // without place
  model::Location place;
  base::Error error;  // with it, and with an excerpt
};

class YamlFields {
 public:
  YamlFields(const formats::YamlStream& stream, const base::Limits& limits)
      : stream_(stream), limits_(limits) {}

  void Complain(const formats::YamlNode& node, std::string_view message,
                base::ErrorCode code = base::ErrorCode::kInvalid);
  // Entries of a mapping, merges resolved; null is an empty one.
  std::vector<formats::YamlEntry> Entries(const formats::YamlNode& node,
                                          std::string_view what);
  // Calls the reader of each key. Others are complained of, or passed over
  // where `strict` is false.
  void Mapping(const formats::YamlNode& node, std::string_view what,
               std::span<const YamlKey> keys, bool strict = true);
  // The items of a sequence.
  std::vector<const formats::YamlNode*> Items(const formats::YamlNode& node,
                                              std::string_view what);

  std::optional<std::string> Text(const formats::YamlNode& node,
                                  std::string_view what);
  // A text or a sequence of texts.
  std::vector<std::string> Texts(const formats::YamlNode& node,
                                 std::string_view what);
  std::optional<bool> Bool(const formats::YamlNode& node,
                           std::string_view what);
  std::optional<int> Int(const formats::YamlNode& node, std::string_view what,
                         int least, int most);
  std::optional<base::Date> Day(const formats::YamlNode& node,
                                std::string_view what);
  // One of `names`, else "did you mean".
  std::optional<std::string> OneOf(const formats::YamlNode& node,
                                   std::string_view what,
                                   std::span<const std::string_view> names);

  [[nodiscard]] model::Location Place(const formats::YamlNode& node) const;
  // "PATH:LINE"
  [[nodiscard]] std::string Origin(const formats::YamlNode& node) const;
  [[nodiscard]] const base::SharedText& path() const {
    return stream_.source->path();
  }

  [[nodiscard]] std::size_t complaints() const { return complaints_.size(); }
  // What was complained of, in order of place.
  std::vector<YamlComplaint> TakeComplaints();

 private:
  const formats::YamlStream& stream_;
  const base::Limits& limits_;
  std::vector<YamlComplaint> complaints_;
};

// "no, yes or maybe"
std::string Alternatives(std::span<const std::string_view> names);

}  // namespace bulkhead::policy
