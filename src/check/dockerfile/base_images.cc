// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// How old, how large and how exactly named base images are.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/base_pins.h"
#include "check/dockerfile/known_images.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::ImageRef;
using config::Stage;

struct Ended {
  std::string_view image;
  std::string_view version;
  std::string_view date;
};

constexpr Ended kEnded[] = {
#define ENDED(image, version, date) {image, version, date},
#include "check/dockerfile/end_of_life.inc"
#undef ENDED
};

struct Codename {
  std::string_view name;
  std::string_view image;
  std::string_view version;
};
// Names of releases, as tags have them; also in those of other images.
constexpr Codename kCodenames[] = {
    {"wheezy", "debian", "7"},     {"jessie", "debian", "8"},
    {"stretch", "debian", "9"},    {"buster", "debian", "10"},
    {"trusty", "ubuntu", "14.04"}, {"xenial", "ubuntu", "16.04"},
    {"bionic", "ubuntu", "18.04"}, {"focal", "ubuntu", "20.04"},
};

// -1, 0, 1: by numbers, as far as the shorter one goes.
int CompareVersions(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    auto take = [](std::string_view& text) {
      std::size_t dot = std::min(text.find('.'), text.size());
      long long part = base::ParseInt(text.substr(0, dot)).value_or(0);
      text.remove_prefix(std::min(dot + 1, text.size()));
      return part;
    };
    long long left = take(a);
    long long right = take(b);
    if (left != right) return left < right ? -1 : 1;
  }
  return 0;
}

// "3.9.1" of "3.9.1-slim"; "" where the tag does not begin with a version.
std::string_view VersionOf(std::string_view tag) {
  std::size_t end = std::min(tag.find_first_not_of("0123456789."), tag.size());
  if (end < tag.size() && tag[end] != '-') return "";
  std::string_view version = tag.substr(0, end);
  while (version.ends_with('.')) version.remove_suffix(1);
  return version;
}

const Ended* EndOf(std::string_view image, std::string_view version) {
  if (version.empty()) return nullptr;
  for (std::size_t i = 0; i < std::size(kEnded); ++i) {
    const Ended& row = kEnded[i];
    if (row.image != image) continue;
    // "3" may be any 3.x.
    bool vague = !base::Contains(version, ".") &&
                 base::Contains(row.version, ".") &&
                 row.version.starts_with(std::string(version) + ".");
    // The last one of its major version, since a newer one has ended, too.
    if (vague && i + 1 < std::size(kEnded) && kEnded[i + 1].image == image &&
        !kEnded[i + 1].version.starts_with(std::string(version) + ".")) {
      return &row;
    }
    if (!vague && CompareVersions(version, row.version) <= 0) return &row;
  }
  return nullptr;
}

// The name by which the table knows the image; "" for others.
std::string_view TableName(const ImageRef& ref) {
  if (ref.registry == "mcr.microsoft.com" &&
      ref.repository.starts_with("dotnet/")) {
    return "dotnet";
  }
  return ref.IsOfficial() ? ref.BaseName() : std::string_view();
}

// The row of the image's own version, or of the distribution that its tag
// names: node:18-buster, python:3.12-alpine3.15.
const Ended* FindEnd(const ImageRef& ref) {
  std::string_view name = TableName(ref);
  if (name.empty()) return nullptr;
  std::string_view tag = ref.tag;
  if (const Ended* row = EndOf(name, VersionOf(tag))) return row;
  for (std::string_view part : base::Split(tag, '-')) {
    for (const Codename& code : kCodenames) {
      if (part == code.name) return EndOf(code.image, code.version);
    }
    if (base::ConsumePrefix(part, "alpine") && base::Contains(part, ".")) {
      return EndOf("alpine", part);
    }
  }
  return nullptr;
}

// Calls look(stage, reference) for stages that begin with a known image.
template <typename Look>
void ForEachBase(const DockerfileContext& context, Look look) {
  for (const Stage& stage : context.evaluation.stages) {
    if (stage.from == nullptr || stage.from->from() == nullptr) continue;
    if (stage.base_stage >= 0 || stage.from_scratch) continue;
    if (stage.base.known() && stage.image.valid) look(stage, stage.image);
  }
}

model::Finding& ReportBase(const Stage& stage, std::string message,
                           Findings& out) {
  model::Finding& finding = out.Add(stage.from->from()->image.range,
                                    stage.from->range, std::move(message));
  finding.subject = "FROM " + stage.image.Familiar();
  return finding;
}

void EndOfLife(const DockerfileContext& context, Findings& out) {
  ForEachBase(context, [&](const Stage& stage, const ImageRef& ref) {
    const Ended* row = FindEnd(ref);
    std::string message;
    if (row != nullptr) {
      message = base::Format(
          "{}: security updates of {} {} have ended ({} at the latest)",
          base::Printable(stage.base.text), row->image,
          VersionOf(ref.tag).empty() || row->image != TableName(ref)
              ? row->version
              : VersionOf(ref.tag),
          row->date);
    } else if (ref.IsOfficial() && ref.BaseName() == "openjdk" &&
               !base::Contains(ref.tag, "-ea")) {
      message = base::Format("{}: the image openjdk gets no updates since 2022",
                             base::Printable(stage.base.text));
    } else {
      return;
    }
    model::Finding& finding = ReportBase(stage, std::move(message), out);
    if (!stage.in_final) finding.severity = model::Severity::kLow;
  });
}

// The tag of a smaller variant of the same release; "" where none is certain.
std::string SlimTag(const ImageRef& ref) {
  std::string_view name = ref.BaseName();
  if (name != "debian" && name != "node" && name != "python" &&
      name != "ruby") {
    return "";
  }
  std::string_view tag = ref.tag;
  std::string_view version = VersionOf(tag);
  bool plain = !version.empty() && version == tag;
  bool suite = tag == "bookworm" || tag == "bullseye" || tag == "trixie";
  if (plain || (name == "debian" && suite)) return std::string(tag) + "-slim";
  std::string_view rest = tag.substr(version.size());
  if (version.empty() ||
      (rest != "-bookworm" && rest != "-bullseye" && rest != "-trixie")) {
    return "";
  }
  return name == "node" ? std::string(tag) + "-slim"
                        : std::string(version) + "-slim" + std::string(rest);
}

void FullBaseImage(const DockerfileContext& context, Findings& out) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr) return;
  const Stage& stage = *StageAt(context, target->root_stage);
  const ImageRef& ref = stage.image;
  if (!stage.base.known() || !ref.valid || !ref.IsOfficial()) return;
  if (stage.from == nullptr || stage.from_scratch) return;
  std::string slim = SlimTag(ref);
  bool ubuntu = ref.BaseName() == "ubuntu" && !ref.tag.empty();
  if (slim.empty() && !ubuntu) return;
  std::string hint = ubuntu ? "debian:12-slim, say"
                            : base::Format("{}:{}", ref.Familiar(), slim);
  model::Finding& finding = ReportBase(
      stage,
      base::Format("{} holds far more than one program needs; "
                   "smaller: {}",
                   base::Printable(stage.base.text), base::Printable(hint)),
      out);
  bool distribution = ubuntu || ref.BaseName() == "debian";
  if (distribution) finding.severity = model::Severity::kInfo;
  model::Range word = stage.from->from()->image.range;
  if (slim.empty() || !ref.digest.empty() ||
      context.file.Text(word) != stage.base.text) {
    return;
  }
  model::Range tag = {word.end - ref.tag.size(), word.end};
  SetFix(finding, false, "Take the slim variant",
         {Replace(context, tag, std::move(slim))});
}

// "3", or "3-alpine": every release of the major version.
void MajorTag(const DockerfileContext& context, Findings& out) {
  ForEachBase(context, [&](const Stage& stage, const ImageRef& ref) {
    if (!ref.IsOfficial() || !ref.digest.empty()) return;
    std::string_view name = ref.BaseName();
    if (name == "debian" || name == "centos" || name == "fedora") return;
    std::string_view version = VersionOf(ref.tag);
    if (version.empty() || base::Contains(version, ".")) return;
    model::Finding& finding =
        ReportBase(stage,
                   base::Format("{} is every release {}.x, one after the other",
                                base::Printable(stage.base.text), version),
                   out);
    // Their second number is where programs break.
    bool breaks = name == "python" || name == "golang" || name == "ruby" ||
                  name == "php" || name == "rust" || name == "alpine";
    if (breaks) finding.severity = model::Severity::kLow;
    OfferBasePin(context, stage, finding);
  });
}

void DigestWithoutTag(const DockerfileContext& context, Findings& out) {
  ForEachBase(context, [&](const Stage& stage, const ImageRef& ref) {
    if (ref.digest.empty() || !ref.tag.empty()) return;
    ReportBase(stage,
               base::Format("{} is named by its digest alone",
                            base::Printable(ref.Familiar())),
               out);
  });
}

// "amd64" of amd64/debian, arm64v8/debian, x:1-arm64; "".
std::string_view ArchitectureOf(const ImageRef& ref) {
  struct Prefix {
    std::string_view name;
    std::string_view architecture;
  };
  constexpr Prefix kPrefixes[] = {
      {"amd64/", "amd64"}, {"arm64v8/", "arm64"},   {"arm32v7/", "arm"},
      {"arm32v6/", "arm"}, {"i386/", "386"},        {"ppc64le/", "ppc64le"},
      {"s390x/", "s390x"}, {"riscv64/", "riscv64"}, {"mips64le/", "mips64le"}};
  if (ref.registry == "docker.io") {
    for (const Prefix& prefix : kPrefixes) {
      if (ref.repository.starts_with(prefix.name)) return prefix.architecture;
    }
  }
  for (std::string_view end : {"-amd64", "-arm64", "-s390x", "-ppc64le"}) {
    if (ref.tag.ends_with(end)) return end.substr(1);
  }
  return "";
}

void PlatformMismatch(const DockerfileContext& context, Findings& out) {
  ForEachBase(context, [&](const Stage& stage, const ImageRef& ref) {
    if (!stage.platform.known() || stage.platform.text.empty()) return;
    std::string_view image = ArchitectureOf(ref);
    std::vector<std::string_view> parts = base::Split(stage.platform.text, '/');
    std::string_view wanted = parts.size() > 1 ? parts[1] : parts[0];
    if (wanted == "x86_64") wanted = "amd64";
    if (wanted == "aarch64") wanted = "arm64";
    if (image.empty() || wanted == image) return;
    out.Add(stage.from->from()->platform.range, stage.from->range,
            base::Format("{} is an image for {}, and --platform asks for {}",
                         base::Printable(stage.base.text), image,
                         base::Printable(stage.platform.text)));
  });
}

constexpr std::string_view kPinReference =
    "https://docs.docker.com/build/building/best-practices/"
    "#pin-base-image-versions";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/digest-without-tag",
      .severity = model::Severity::kInfo,
      .title = "Base image with a digest and no tag",
      .why = "Nobody who reads the file sees which version it is and whether "
             "it is out of date, tools that update digests included.",
      .remedy = "Write the tag in front of the digest: debian:12.7-slim@"
                "sha256:...",
      .references = {kPinReference},
      .no_fix = "which tag the digest belongs to is not in the file"},
     &DigestWithoutTag},
    {{.id = "dockerfile/end-of-life-base",
      .severity = model::Severity::kMedium,
      .title = "Base image that gets no security updates any more",
      .why = "Holes that are found in it stay open for ever, and exploits for "
             "them are public; its package servers are often gone, too.",
      .remedy = "Move to a supported release.",
      .no_fix = "programs may need changes for another release"},
     &EndOfLife},
    {{.id = "dockerfile/full-base-image",
      .severity = model::Severity::kLow,
      .title = "Final image on a full distribution",
      .why = "Compilers, package tools and libraries that the program never "
             "uses are hundreds of megabytes, most of the findings of image "
             "scanners, and the tools of an intruder.",
      .remedy = "Take the slim variant, Alpine or distroless; build in another "
                "stage if the build needs more.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#choose-the-right-base-image"},
      .fix = model::FixKind::kUnsafe},
     &FullBaseImage},
    {{.id = "dockerfile/major-tag",
      .severity = model::Severity::kInfo,
      .title = "Base image named by its major version only",
      .why = "The tag moves on with every minor release: the build changes or "
             "breaks on a day that nobody chose.",
      .remedy = "Name the minor version too, best with its digest.",
      .references = {kPinReference},
      .fix = model::FixKind::kUnsafe,
      .no_fix = kNeedsPins},
     &MajorTag},
    {{.id = "dockerfile/platform-mismatch",
      .severity = model::Severity::kMedium,
      .title = "Base image of another architecture than --platform",
      .why = "The image holds one architecture, so --platform is ignored or "
             "the build fails; what is copied from the stage does not start.",
      .remedy = "Use the multi-platform image of the same name, or leave "
                "--platform out.",
      .references = {"https://docs.docker.com/build/building/multi-platform/"},
      .no_fix = "which of the two was meant is not in the file"},
     &PlatformMismatch},
};

}  // namespace

DockerfileRules BaseImagesRules() { return kRules; }

}  // namespace bulkhead::check
