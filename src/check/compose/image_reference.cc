// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Names of images that no engine takes.
#include <set>

#include "base/text.h"
#include "check/compose/rules.h"
#include "config/compose/template.h"

namespace bulkhead::check {
namespace {

using config::ComposeNode;

// What variables in the name of an image hold: nothing, a name, a number, a
// registry or folder, a tag, a name with its tag, a digest with less or more of
// what stands before it.
constexpr std::string_view kHex =
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
constexpr std::string_view kUsualValues[] = {"",   "x",   "1", "x/",
                                             ":1", "x:1", kHex};
constexpr std::string_view kDigestBeginnings[] = {"sha256:", "@sha256:"};

std::vector<std::string> UsualValues() {
  std::vector<std::string> values(std::begin(kUsualValues),
                                  std::end(kUsualValues));
  for (std::string_view beginning : kDigestBeginnings) {
    values.push_back(base::Format("{}{}", beginning, kHex));
  }
  return values;
}

// The image as written, without quotes; "" for what can't be taken as it is.
std::string_view PlainText(const ComposeNode& image) {
  std::string_view text = base::Trim(WrittenText(image));
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front()) {
    text = text.substr(1, text.size() - 2);
  }
  bool is_plain = text.find_first_of("\\\n\"'") == std::string_view::npos;
  return is_plain ? text : std::string_view();
}

// The text with values for what is unset; "" where it can't be expanded.
std::string Expanded(
    std::string_view text, const config::ComposeEnvironment& environment,
    const std::map<std::string, std::string, std::less<>>& values) {
  base::Result<config::ExpandedTemplate> expanded = config::ExpandTemplate(
      text, [&](std::string_view name) -> std::optional<std::string> {
        auto set = environment.find(std::string(name));
        if (set != environment.end()) return set->second;
        auto value = values.find(name);
        if (value != values.end()) return value->second;
        return std::nullopt;
      });
  return expanded.ok() ? expanded.value().text : "";
}

// The error that the image keeps with each usual value of its variables.
std::string ErrorInAnyCase(const ComposeContext& context,
                           const ComposeNode& image) {
  constexpr std::size_t kMaxVariables = 2;
  std::string_view text = PlainText(image);
  std::set<std::string> names;
  for (const config::ComposeUnset& unset : context.project.unset) {
    if (unset.place == image.origin.value) names.insert(unset.name);
  }
  if (text.empty() || names.empty() || names.size() > kMaxVariables) return "";
  static const std::vector<std::string> kValues = UsualValues();
  std::string error;
  std::map<std::string, std::string, std::less<>> values;
  for (const std::string& first : kValues) {
    for (const std::string& second : kValues) {
      values[*names.begin()] = first;
      values[*names.rbegin()] = second;  // the same, where there is one
      std::string name = Expanded(text, context.project.environment, values);
      config::ImageRef ref = config::ParseImageRef(name);
      if (name.empty() || ref.valid) return "";
      if (first == "x" && second == "x") error = ref.error;
    }
  }
  return error;
}

void ImageInvalid(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& image = service["image"];
    if (!service.has_image || context.IsWrong(image)) continue;
    bool is_known = !context.IsUnknown(image);
    std::string error =
        is_known ? service.image.error : ErrorInAnyCase(context, image);
    if (error.empty()) continue;
    ReportAt(image, service.Path("image"),
             base::Format(
                 "the image {} of service {} is no valid reference{}: "
                 "{}",
                 base::Printable(is_known ? image.Text() : PlainText(image)),
                 base::Printable(service.name),
                 is_known ? "" : ", whatever its variables hold",
                 base::Printable(error)),
             out);
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/image-invalid",
      .severity = model::Severity::kMedium,
      .title = "Name of an image that no engine takes",
      .why = "docker compose config lets it pass; the pull or the build then "
             "fails, and nothing else could be said of the image.",
      .remedy =
          "Write [REGISTRY/]NAME[:TAG][@sha256:DIGEST]: the name in lower "
          "case, one tag, all 64 digits of the digest.",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#image",
                     "https://docs.docker.com/reference/cli/docker/image/tag/"},
      .no_fix = "which image was meant can't be told"},
     &ImageInvalid},
};

}  // namespace

ComposeRules ImageReferenceRules() { return kRules; }

}  // namespace bulkhead::check
