// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/pins.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "check/pins.h"
#include "config/dockerfile/image_ref.h"
#include "formats/yaml/yaml.h"
#include "policy/ignores.h"
#include "policy/yaml_fields.h"

namespace bulkhead::engine {
namespace {

using formats::YamlEntry;
using formats::YamlNode;
using policy::YamlFields;
using policy::YamlKey;

constexpr int kVersion = 1;
constexpr std::size_t kMaxVersionLength = 200;
constexpr std::array<std::string_view, 9> kManagers = {
    "apt", "apk", "dnf", "yum", "zypper", "npm", "pip", "gem", "go"};

// A version goes into a shell command as it is: no character of these means
// anything there.
bool IsVersion(std::string_view text) {
  if (text.empty() || text.size() > kMaxVersionLength) return false;
  if (!base::IsAlnum(text[0])) return false;
  bool has_digit = false;
  for (char c : text) {
    has_digit = has_digit || base::IsDigit(c);
    if (!base::IsAlnum(c) && !base::Contains("._+~:-^", {&c, 1})) return false;
  }
  return has_digit;
}

// "latest@sha256:..." and its parts alone.
std::optional<model::ImagePin> ImagePinOf(std::string_view text) {
  model::ImagePin pin;
  base::ConsumePrefix(text, "@");
  if (text.starts_with("sha256:")) {
    pin.digest = text;
  } else if (auto pair = base::Cut(text, "@")) {
    pin.tag = pair->first;
    pin.digest = pair->second;
  } else {
    pin.tag = text;
  }
  std::string reference = "x";
  if (!pin.tag.empty()) reference += ":" + pin.tag;
  if (!pin.digest.empty()) reference += "@" + pin.digest;
  bool sound = config::ParseImageRef(reference).valid &&
               (pin.digest.empty() || pin.digest.starts_with("sha256:"));
  if (!sound || reference == "x") return std::nullopt;
  return pin;
}

class Reader {
 public:
  Reader(YamlFields& fields, model::Pins* pins)
      : fields_(fields), pins_(pins) {}

  void Read(const YamlNode& root) {
    bool has_version = false;
    const std::array<YamlKey, 4> keys = {{
        {"version",
         [&](const YamlNode& node) {
           has_version = true;
           fields_.Int(node, "\"version\"", kVersion, kVersion);
         }},
        {"images", [&](const YamlNode& node) { ReadImages(node); }},
        {"packages",
         [&](const YamlNode& node) { ReadPackages(node, &pins_->packages); }},
        {"scopes", [&](const YamlNode& node) { ReadScopes(node); }},
    }};
    fields_.Mapping(root, "the pins", keys);
    if (!has_version) {
      fields_.Complain(root, "expected the key \"version\": 1 in the pins");
    }
  }

 private:
  void ReadImages(const YamlNode& node) {
    for (const YamlEntry& entry : fields_.Entries(node, "\"images\"")) {
      std::string_view name = entry.key->Resolved().value;
      config::ImageRef image = config::ParseImageRef(name);
      if (!image.valid || !image.digest.empty()) {
        fields_.Complain(
            *entry.key,
            base::Format("expected an image without a digest, such as "
                         "node:20, found \"{}\"{}",
                         base::Printable(name),
                         image.valid ? "" : ": " + image.error));
        continue;
      }
      std::optional<std::string> text = fields_.Text(*entry.value, "a pin");
      if (!text) continue;
      std::optional<model::ImagePin> pin = ImagePinOf(*text);
      if (!pin) {
        fields_.Complain(
            *entry.value,
            base::Format("expected a tag, a digest or both for a pin, such as "
                         "22.11.0@sha256:..., found \"{}\"",
                         base::Printable(*text)));
        continue;
      }
      pins_->images[check::PinKey(image)] = std::move(*pin);
    }
  }

  void ReadPackages(const YamlNode& node, model::PackagePins* out) {
    std::vector<YamlKey> keys;
    for (std::string_view manager : kManagers) {
      keys.push_back({manager, [this, out, manager](const YamlNode& versions) {
                        // One name for the programs of one index.
                        std::string key(manager == "yum" ? "dnf" : manager);
                        ReadVersions(versions, key, &(*out)[key]);
                      }});
    }
    fields_.Mapping(node, "\"packages\"", keys);
  }

  void ReadVersions(const YamlNode& node, const std::string& manager,
                    std::map<std::string, std::string, std::less<>>* out) {
    for (const YamlEntry& entry :
         fields_.Entries(node, base::Format("\"{}\"", manager))) {
      std::string name(entry.key->Resolved().value);
      std::optional<std::string> version =
          fields_.Text(*entry.value, "a version");
      if (!version) continue;
      if (!IsVersion(*version)) {
        fields_.Complain(
            *entry.value,
            base::Format("expected one version, such as 7.88.1-10, for {}, "
                         "found \"{}\"",
                         base::Printable(name), base::Printable(*version)));
        continue;
      }
      if (manager == "pip") name = check::PipName(name);
      (*out)[name] = std::move(*version);
    }
  }

  void ReadScopes(const YamlNode& node) {
    for (const YamlNode* item : fields_.Items(node, "\"scopes\"")) {
      ReadScope(*item);
    }
  }

  void ReadScope(const YamlNode& node) {
    model::PinScope scope;
    const std::array<YamlKey, 3> keys = {{
        {"image",
         [&](const YamlNode& value) {
           scope.images = fields_.Texts(value, "\"image\"");
         }},
        {"release", [&](const YamlNode& value) { ReadRelease(value, &scope); }},
        {"packages",
         [&](const YamlNode& value) { ReadPackages(value, &scope.packages); }},
    }};
    fields_.Mapping(node, "a scope", keys);
    if (!node.IsMapping()) return;
    if (formats::FindKey(node, "image") == nullptr &&
        formats::FindKey(node, "release") == nullptr) {
      fields_.Complain(node, "expected \"image\" or \"release\" in a scope");
    }
    pins_->scopes.push_back(std::move(scope));
  }

  void ReadRelease(const YamlNode& node, model::PinScope* scope) {
    for (const std::string& text : fields_.Texts(node, "\"release\"")) {
      std::string release = check::ReleaseByName(text);
      if (release.empty()) {
        fields_.Complain(node,
                         base::Format("expected a release such as debian:12, "
                                      "bookworm or alpine:3.20, found \"{}\"",
                                      base::Printable(text)));
        continue;
      }
      scope->releases.push_back(std::move(release));
    }
  }

  YamlFields& fields_;
  model::Pins* pins_;
};

std::string Quoted(std::string_view text) { return formats::YamlScalar(text); }

std::string PinText(const model::ImagePin& pin) {
  if (pin.tag.empty() || pin.digest.empty()) return pin.tag + pin.digest;
  return pin.tag + "@" + pin.digest;
}

std::string PackagesText(const model::PackagePins& packages,
                         std::string_view indent) {
  if (packages.empty()) return "";
  std::string out = base::Format("{}packages:\n", indent);
  for (const auto& [manager, versions] : packages) {
    if (versions.empty()) continue;
    out += base::Format("{}  {}:\n", indent, manager);
    for (const auto& [name, version] : versions) {
      out +=
          base::Format("{}    {}: {}\n", indent, Quoted(name), Quoted(version));
    }
  }
  return out;
}

std::string ListText(std::string_view key,
                     const std::vector<std::string>& texts, std::string* dash) {
  if (texts.empty()) return "";
  std::vector<std::string> items;
  for (const std::string& text : texts) {
    items.push_back(formats::YamlScalar(text, true));
  }
  std::string lead = std::exchange(*dash, "    ");
  return base::Format("{}{}: [{}]\n", lead, key, base::Join(items, ", "));
}

}  // namespace

base::Result<model::Pins> ParsePins(std::shared_ptr<const base::Source> source,
                                    const base::Limits& limits) {
  base::Result<formats::YamlStream> parsed =
      formats::ParseYaml(std::move(source), limits);
  if (!parsed.ok()) return std::move(parsed).error();
  const formats::YamlStream& stream = parsed.value();
  YamlFields fields(stream, limits);
  model::Pins pins;
  if (stream.documents.empty()) {
    return base::Error{base::ErrorCode::kInvalid,
                       base::Format("{}: expected pins, found nothing",
                                    base::Printable(stream.source->path()))};
  }
  for (const formats::YamlDuplicate& twice : stream.documents[0].duplicates) {
    fields.Complain(*twice.second->key,
                    base::Format("key \"{}\" is there a second time",
                                 base::Printable(twice.second->key->value)));
  }
  if (stream.documents.size() > 1) {
    fields.Complain(*stream.documents[1].root,
                    "expected one document, found another");
  }
  Reader(fields, &pins).Read(stream.documents[0].root->Resolved());
  std::vector<policy::YamlComplaint> complaints = fields.TakeComplaints();
  if (!complaints.empty()) return std::move(complaints.front().error);
  return pins;
}

std::string WritePins(const model::Pins& pins) {
  std::string out = base::Format(
      "# Versions for bulkhead check --pins; docs/formats/pins.md.\n"
      "version: {}\n",
      kVersion);
  if (!pins.images.empty()) out += "images:\n";
  for (const auto& [key, pin] : pins.images) {
    std::string name = key;
    std::string_view familiar = name;
    base::ConsumePrefix(familiar, "docker.io/library/");
    out += base::Format("  {}: {}\n", Quoted(familiar), Quoted(PinText(pin)));
  }
  out += PackagesText(pins.packages, "");
  if (!pins.scopes.empty()) out += "scopes:\n";
  for (const model::PinScope& scope : pins.scopes) {
    std::string dash = "  - ";
    out += ListText("image", scope.images, &dash);
    out += ListText("release", scope.releases, &dash);
    out += PackagesText(scope.packages, "    ");
  }
  return out;
}

std::vector<MissingPin> MissingPins(const model::Report& report,
                                    const std::vector<std::string>& only) {
  std::vector<MissingPin> out;
  for (const model::Finding& finding : report.findings) {
    std::string_view message = check::MissingPin(finding);
    if (message.empty() || finding.suppressed) continue;
    bool wanted =
        only.empty() ||
        std::any_of(only.begin(), only.end(), [&](const std::string& rule) {
          return policy::MatchesRule(rule, finding.rule, finding.aliases);
        });
    if (!wanted) continue;
    out.push_back({finding.rule.str(), finding.location, std::string(message)});
  }
  return out;
}

std::vector<UnpinnedImage> ImagesWithoutPin(const model::Report& report) {
  std::vector<UnpinnedImage> out;
  for (const model::Finding& finding : report.findings) {
    std::string_view image = check::ImageWithoutPin(finding);
    if (image.empty() || finding.suppressed) continue;
    out.push_back({std::string(image), finding.location});
  }
  return out;
}

}  // namespace bulkhead::engine
