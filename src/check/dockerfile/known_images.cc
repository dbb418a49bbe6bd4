// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/known_images.h"

#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/walk.h"
#include "config/shell/word_list.h"

namespace bulkhead::check {
namespace {

using config::Command;

constexpr std::string_view kLanguageImages[] = {
    "node",   "python", "ruby",    "golang",          "php",
    "rust",   "perl",   "openjdk", "eclipse-temurin", "maven",
    "gradle", "gcc",    "erlang",  "elixir",          "haskell",
    "julia"};

// Programs that no distribution image has. What is not listed may be there.
constexpr config::WordList kLanguagePrograms =
    "node|nodejs|npm|npx|yarn|pnpm|python|python3|pip|pip3|gunicorn|uvicorn|"
    "flask|java|ruby|bundle|php|go|cargo|deno|bun|dotnet";
constexpr config::WordList kTools = "git|gcc|make|jq|nmap|telnet";

// Programs of a language image itself.
constexpr config::WordList kOfNode = "node|nodejs|npm|npx|yarn|pnpm|corepack";
constexpr config::WordList kOfPython = "python|python3|pip|pip3";

constexpr config::WordList kDistrolessUsers = "root|nobody|nonroot";
constexpr config::WordList kDistrolessGroups = "root|nobody|nonroot|tty|staff";
constexpr config::WordList kDebianUsers =
    "root|daemon|bin|sys|sync|games|man|lp|mail|news|uucp|proxy|www-data|"
    "backup|list|irc|gnats|nobody|_apt|ubuntu";
constexpr config::WordList kDebianGroups =
    "root|daemon|bin|sys|adm|tty|disk|lp|mail|news|uucp|man|proxy|kmem|"
    "dialout|fax|voice|cdrom|floppy|tape|sudo|audio|dip|www-data|backup|"
    "operator|list|irc|src|gnats|shadow|utmp|video|sasl|plugdev|staff|games|"
    "users|nogroup|ubuntu|ssh|_ssh";  // of the SSH client in the full images
constexpr config::WordList kAlpineUsers =
    "root|bin|daemon|adm|lp|sync|shutdown|halt|mail|news|uucp|operator|man|"
    "postmaster|cron|ftp|sshd|at|squid|xfs|games|cyrus|vpopmail|ntp|smmsp|"
    "guest|nobody|svn";
constexpr config::WordList kAlpineGroups =
    "root|bin|daemon|sys|adm|tty|disk|lp|mem|kmem|wheel|floppy|mail|news|uucp|"
    "man|cron|console|audio|cdrom|dialout|ftp|sshd|input|at|tape|video|netdev|"
    "readproc|squid|xfs|kvm|games|shadow|cdrw|usb|vpopmail|users|ntp|nofiles|"
    "smmsp|locate|abuild|utmp|ping|nogroup|nobody|www-data|guest|postmaster|"
    "svn";

bool IsDebianTag(std::string_view tag) {
  for (std::string_view release :
       {"trixie", "bookworm", "bullseye", "buster", "stretch"}) {
    if (base::Contains(tag, release)) return true;
  }
  if (tag.ends_with("-slim") || tag == "slim") return true;
  // "20", "3.12.1": the default variant.
  return std::all_of(tag.begin(), tag.end(),
                     [](char c) { return base::IsDigit(c) || c == '.'; });
}

constexpr config::WordList kScriptRunners =
    "sh|bash|ash|dash|zsh|python|python3|perl|ruby|node|php|make|cmake|ninja|"
    "ansible-playbook|source|.|eval";

// Names in /etc/passwd or /etc/group of the families.
struct OwnNames {
  config::WordList distroless;
  config::WordList alpine;
  config::WordList debian;  // and Ubuntu
};

// The image is known well enough to say that it does not have the name.
bool Lacks(const KnownImage& image, std::string_view name,
           const OwnNames& names) {
  if (image.family == ImageFamily::kScratch) return true;
  if (image.language == "node" && name == "node") return false;
  if (!image.language.empty() && image.language != "node" &&
      image.language != "python") {
    return false;
  }
  switch (image.family) {
    case ImageFamily::kDistroless:
      return !names.distroless.Contains(name);
    case ImageFamily::kAlpine:
      return !names.alpine.Contains(name);
    case ImageFamily::kDebian:
    case ImageFamily::kUbuntu:
      return !names.debian.Contains(name);
    default:
      return false;
  }
}

}  // namespace

KnownImage KnownImageOf(const config::ImageRef& ref) {
  if (!ref.valid) return {};
  if (ref.registry == "gcr.io" && ref.repository.starts_with("distroless/")) {
    return {.family = ImageFamily::kDistroless,
            .debug = ref.tag.starts_with("debug")};
  }
  if (!ref.IsOfficial()) return {};
  std::string_view name = ref.BaseName();
  bool slim = base::Contains(ref.tag, "slim");
  if (name == "scratch") return {.family = ImageFamily::kScratch};
  if (name == "alpine") return {.family = ImageFamily::kAlpine};
  if (name == "busybox") return {.family = ImageFamily::kBusybox};
  if (name == "debian") return {.family = ImageFamily::kDebian, .slim = slim};
  if (name == "ubuntu") return {.family = ImageFamily::kUbuntu};
  const std::string_view* language =
      std::find(std::begin(kLanguageImages), std::end(kLanguageImages), name);
  if (language == std::end(kLanguageImages)) return {};
  KnownImage image{.language = *language, .slim = slim};
  if (base::Contains(ref.tag, "alpine")) {
    image.family = ImageFamily::kAlpine;
  } else if (IsDebianTag(ref.tag)) {
    image.family = ImageFamily::kDebian;
  }
  return image;
}

KnownImage KnownImageOf(const DockerfileContext& context,
                        const config::Stage& stage) {
  const config::Stage* root = StageAt(context, stage.root_stage);
  if (root->from_scratch) return {.family = ImageFamily::kScratch};
  if (!root->base.known()) return {};
  return KnownImageOf(root->image);
}

bool LacksProgram(const KnownImage& image, std::string_view program) {
  bool plain = image.language.empty();
  bool node = image.language == "node";
  bool python = image.language == "python";
  bool of_language = (node && kOfNode.Contains(program)) ||
                     (python && kOfPython.Contains(program));
  if (of_language) return false;
  bool language = kLanguagePrograms.Contains(program);
  bool tool = kTools.Contains(program);
  switch (image.family) {
    case ImageFamily::kScratch:
      return true;
    case ImageFamily::kDistroless:
      return program == "curl" || (program == "wget" && !image.debug) ||
             program == "bash" || tool;
    case ImageFamily::kBusybox:
      return language || tool || program == "curl" || program == "bash";
    case ImageFamily::kAlpine:
      if (!plain && !node && !python) return false;
      return language || tool || program == "curl" || program == "bash";
    case ImageFamily::kDebian:
    case ImageFamily::kUbuntu:
      if (plain) {
        return language || tool || program == "curl" || program == "wget";
      }
      if (!node && !python) return false;
      if (program == "curl" || program == "wget") return image.slim;
      // The full images hold the tools and Python that builds need.
      return language && (image.slim || !kOfPython.Contains(program));
    default:
      return false;
  }
}

bool LacksUser(const KnownImage& image, std::string_view name) {
  return Lacks(image, name,
               {.distroless = kDistrolessUsers,
                .alpine = kAlpineUsers,
                .debian = kDebianUsers});
}

bool LacksGroup(const KnownImage& image, std::string_view name) {
  return Lacks(image, name,
               {.distroless = kDistrolessGroups,
                .alpine = kAlpineGroups,
                .debian = kDebianGroups});
}

std::string_view InitialWorkdir(const KnownImage& image) {
  if (image.language == "golang") return "/go";
  bool root = image.language.empty() || image.language == "node" ||
              image.language == "python" || image.language == "ruby" ||
              image.language == "rust" || image.language == "gcc" ||
              image.language == "openjdk" ||
              image.language == "eclipse-temurin";
  if (image.family == ImageFamily::kDistroless) return "";  // nonroot: a home
  return root && image.known() ? "/" : "";
}

bool RunsUnknownCode(const Script& script) {
  if (!script.shell.assessed()) return true;
  for (const config::DownloadOperation& download : script.downloads) {
    if (download.runs_in_shell) return true;
  }
  for (const Command& command : script.shell.commands()) {
    if (command.words.empty()) continue;
    if (command.name.empty()) return true;
    if (base::Contains(command.raw_name(), "/") &&
        !base::Contains(command.raw_name(), "bin/")) {
      return true;
    }
    if (!kScriptRunners.Contains(command.name)) continue;
    // sh -c 'X' is known: X stands among the commands.
    if (!HasFlag(command, "-c")) return true;
  }
  return false;
}

}  // namespace bulkhead::check
