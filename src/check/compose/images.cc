// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Which images services run, and from where they and their builds come.
#include <algorithm>

#include "base/text.h"
#include "check/approved_images.h"
#include "check/compose/edit.h"
#include "check/compose/rules.h"
#include "check/pins.h"

namespace bulkhead::check {
namespace {

using config::ComposeNode;
using config::ImageRef;
using model::Severity;

// Services that pull an image; that of a built service is a name to be given.
template <typename Look>
void ForEachPulled(const ComposeContext& context, Look look) {
  for (const ComposeService& service : context.services) {
    if (service.is_built() || !service.image.valid) continue;
    look(service, service["image"]);
  }
}

// The name of an image, not its version: the fingerprint survives an update.
void SetSubject(const ComposeService& service, model::Finding& finding) {
  finding.subject =
      base::Format("{} {}", service.Path("image"), service.image.Familiar());
}

// A fix that writes the image as the pins name it.
void OfferPin(const ComposeContext& context, const ComposeService& service,
              bool need_digest, model::Finding& finding) {
  const ComposeNode& image = service["image"];
  const model::Pins* pins = context.options.pins;
  std::optional<PinnedImage> pinned =
      PinImage(pins, service.image, image.Text(), need_digest);
  if (!pinned) {
    SayNoPin(pins, service.image, finding);
    return;
  }
  std::string description = base::Format("Pin it to {}", pinned->text);
  Offer(finding, pinned->safe, std::move(description),
        ReplaceScalar(*service.node, image, pinned->text));
}

void ImageLatest(const ComposeContext& context, Findings& out) {
  ForEachPulled(context, [&](const ComposeService& service,
                             const ComposeNode& image) {
    const ImageRef& ref = service.image;
    if (!ref.digest.empty()) return;
    if (!ref.tag.empty() && ref.tag != "latest") return;
    model::Finding& finding = ReportAt(
        image, service.Path("image"),
        ref.tag.empty()
            ? base::Format("the image {} of service {} has no tag, so it is "
                           "latest",
                           base::Printable(image.Text()), service.name)
            : base::Format("the image {} of service {} has the tag latest",
                           base::Printable(image.Text()), service.name),
        out);
    if (ref.tag.empty()) WithoutAliases(finding, {"USR-COMPOSE-0001"});
    SetSubject(service, finding);
    OfferPin(context, service, false, finding);
  });
}

void ImageNotPinned(const ComposeContext& context, Findings& out) {
  ForEachPulled(
      context, [&](const ComposeService& service, const ComposeNode& image) {
        const ImageRef& ref = service.image;
        if (!ref.digest.empty() || ref.tag.empty() || ref.tag == "latest")
          return;
        model::Finding& finding =
            ReportAt(image, service.Path("image"),
                     base::Format("the tag of {} may move: service {} gives no "
                                  "digest",
                                  base::Printable(image.Text()), service.name),
                     out);
        SetSubject(service, finding);
        OfferPin(context, service, true, finding);
      });
}

bool IsHub(std::string_view name) {
  return name == "docker.io" || name == "index.docker.io" ||
         name == "hub.docker.com";
}

void UntrustedRegistry(const ComposeContext& context, Findings& out) {
  const std::vector<std::string>& trusted = context.options.trusted_registries;
  if (trusted.empty()) return;
  ForEachPulled(
      context, [&](const ComposeService& service, const ComposeNode& image) {
        const std::string& registry = service.image.registry;
        for (const std::string& pattern : trusted) {
          if (IsHub(pattern) && IsHub(registry)) return;
          if (base::GlobMatch(pattern, registry)) return;
        }
        model::Finding& finding = ReportAt(
            image, service.Path("image"),
            base::Format("the image {} of service {} comes from {}, which "
                         "is not an allowed registry",
                         base::Printable(service.ImageName()), service.name,
                         base::Printable(registry)),
            out);
        SetSubject(service, finding);
      });
}

void UnapprovedImage(const ComposeContext& context, Findings& out) {
  const std::vector<std::string>& approved = context.options.approved_images;
  if (approved.empty()) return;
  ForEachPulled(
      context, [&](const ComposeService& service, const ComposeNode& image) {
        if (IsApproved(service.image, approved)) return;
        model::Finding& finding =
            ReportAt(image, service.Path("image"),
                     base::Format("the image {} of service {} is not approved",
                                  base::Printable(image.Text()), service.name),
                     out);
        SetSubject(service, finding);
      });
}

bool IsRemote(std::string_view context) {
  for (std::string_view beginning :
       {"http://", "https://", "git://", "ssh://", "git@", "github.com/"}) {
    if (context.starts_with(beginning)) return true;
  }
  return false;
}

// A whole commit id, which can't move.
bool IsCommit(std::string_view revision) {
  revision = revision.substr(0, revision.find(':'));
  constexpr std::size_t kSha1 = 40;
  constexpr std::size_t kSha256 = 64;
  if (revision.size() != kSha1 && revision.size() != kSha256) return false;
  return std::all_of(revision.begin(), revision.end(), [](char c) {
    return base::IsDigit(c) || (c >= 'a' && c <= 'f');
  });
}

void RemoteContext(const ComposeContext& context, Findings& out) {
  for (const ComposeService& service : context.services) {
    const ComposeNode& value = service["build"]["context"];
    std::string_view url = value.Text();
    if (!IsRemote(url) || context.IsUnknown(value)) continue;
    std::string_view revision;
    if (auto cut = base::Cut(url, "#")) revision = cut->second;
    bool open = url.starts_with("http://") || url.starts_with("git://");
    if (IsCommit(revision) && !open) continue;
    model::Finding& finding = ReportAt(
        value, service.Path("build.context"),
        open ? base::Format("service {} is built from {}, fetched without "
                            "encryption",
                            service.name, base::Printable(url))
        : revision.empty()
            ? base::Format("service {} is built from {}, whatever stands "
                           "there at the time",
                           service.name, base::Printable(url))
            : base::Format("service {} is built from {}, a branch or tag that "
                           "may move",
                           service.name, base::Printable(url)),
        out);
    if (open) finding.severity = Severity::kHigh;
    if (!open && !revision.empty()) finding.severity = Severity::kLow;
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/build-remote-context",
      .severity = Severity::kMedium,
      .title = "Build from a remote place without a fixed revision",
      .why = "Who can write there decides what runs here at the next build.",
      .remedy = "Give a commit: https://host/repo.git#COMMIT, over https or "
                "ssh.",
      .references = {"https://docs.docker.com/build/concepts/context/"
                     "#remote-context"},
      .no_fix = "the commit must come from the remote place"},
     &RemoteContext},
    {{.id = "compose/image-latest",
      .aliases = {"USR-COMPOSE-0001", "docker-bench-5.28", "CIS-5.28"},
      .severity = Severity::kMedium,
      .title = "Image with the tag latest, or without one",
      .why = "The tag latest moves: a restart on another day runs other "
             "software, and nobody can say what ran before.",
      .remedy = "Name a version, best with its digest: "
                "postgres:16.4@sha256:...",
      .references = {"https://docs.docker.com/reference/compose-file/services/"
                     "#image"},
      .fix = model::FixKind::kUnsafe,
      .no_fix = "needs --pins or --resolve"},
     &ImageLatest},
    {{.id = "compose/image-not-approved",
      .severity = Severity::kMedium,
      .title = "Image that the policy does not approve",
      .why = "The policy names the images that somebody looked at; this is "
             "none of them.",
      .remedy = "Take an approved image, or have this one approved.",
      .no_fix = "which image may take its place can't be told"},
     &UnapprovedImage},
    {{.id = "compose/image-not-pinned",
      .severity = Severity::kInfo,
      .title = "Image without a digest",
      .why = "Tags can be moved, by the maker or by who breaks into the "
             "account; a digest can't.",
      .remedy = "Add the digest: postgres:16.4@sha256:...",
      .references = {"https://docs.docker.com/dhi/core-concepts/digests/"},
      .fix = model::FixKind::kUnsafe,
      .no_fix = "needs --pins or --resolve"},
     &ImageNotPinned},
    {{.id = "compose/untrusted-registry",
      .severity = Severity::kMedium,
      .title = "Image from a registry that the policy does not allow",
      .why = "The policy names the registries that images may come from; this "
             "is none of them.",
      .remedy = "Mirror the image into an allowed registry.",
      .no_fix = "where the image can be had instead can't be told"},
     &UntrustedRegistry},
};

}  // namespace

ComposeRules ImagesRules() { return kRules; }

}  // namespace bulkhead::check
