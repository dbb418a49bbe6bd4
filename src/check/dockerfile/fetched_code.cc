// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Code from the network that runs or is unpacked without a check.
#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::DownloadOperation;
using config::Word;

// The address without what may be a secret in it, as it may be shown.
std::string Shown(std::string_view url) {
  url = url.substr(0, url.find('?'));
  std::size_t at = url.find('@');
  std::size_t scheme = url.find("://");
  if (at != std::string_view::npos && scheme < at &&
      url.find('/', scheme + 3) > at) {
    return base::Printable(std::string(url.substr(0, scheme + 3)) + "…" +
                           std::string(url.substr(at)));
  }
  return base::Printable(url);
}

// Host of an address; "" where it is not known.
std::string_view HostOf(std::string_view url) {
  std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return "";
  std::string_view host = url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (std::size_t at = host.rfind('@'); at != std::string_view::npos) {
    host = host.substr(at + 1);
  }
  host = host.substr(0, host.find(':'));
  return base::Contains(host, "$") ? std::string_view() : host;
}

// Within the build host or a private network: names without a dot.
bool IsLocal(std::string_view url) {
  std::string_view host = HostOf(url);
  return host.starts_with("127.") || host.starts_with("10.") ||
         host.starts_with("192.168.") || host.ends_with(".local") ||
         host.ends_with(".onion") || host.ends_with(".internal") ||
         (!host.empty() && !base::Contains(host, "."));
}

// Some word of the RUN speaks of sums or signatures.
bool ChecksSomething(const Script& script) {
  if (config::VerifiesDownload(script.shell)) return true;
  for (std::string_view mark :
       {"sha1sum", "sha256", "sha512", "gpg ", "gpgv", "signify", "cosign",
        "minisign", "checksum", "CHECKSUM", "_SHA", "verify"}) {
    if (base::Contains(script.shell.text(), mark)) return true;
  }
  return false;
}

bool HasScheme(const Word& word, std::string_view scheme) {
  return word.known_prefix.starts_with(scheme);
}

void PipeToShell(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    for (const DownloadOperation& download : script.downloads) {
      if (!download.runs_in_shell || download.urls.empty()) continue;
      const Word& url = *download.urls.front();
      if (IsLocal(url.value) || ChecksSomething(script)) continue;
      std::string_view reader =
          download.consumer == nullptr ? "a shell" : download.consumer->name;
      model::Finding& finding =
          out.Add(script.InFile(url.range), script.outer->range,
                  base::Format("{} runs what {} answers, unseen",
                               base::Printable(reader), Shown(url.value)));
      if (HasScheme(url, "http://")) {
        finding.severity = model::Severity::kHigh;
      }
    }
  }
}

constexpr std::string_view kArchiveEnds[] = {
    ".tar.gz",  ".tgz", ".tar.xz",   ".txz", ".tar.bz2", ".tbz2",
    ".tar.zst", ".tar", ".zip",      ".deb", ".rpm",     ".apk",
    ".jar",     ".whl", ".gz",       ".xz",  ".bz2",     ".sh",
    ".run",     ".bin", ".AppImage", ".exe", ".py",      ".phar"};

bool IsCodeName(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  return std::any_of(std::begin(kArchiveEnds), std::end(kArchiveEnds),
                     [&](std::string_view end) { return url.ends_with(end); });
}

// A file below a folder of programs, or one that the RUN makes executable,
// unpacks or installs.
bool IsUsedAsCode(const Script& script, const DownloadOperation& download) {
  if (download.consumer != nullptr) {
    return download.consumer->IsAnyOf("tar", "bsdtar", "unzip", "gunzip",
                                      "gzip", "xz", "bzip2", "cpio", "zcat",
                                      "funzip");
  }
  if (download.to_stdout) return false;
  if (IsCodeName(download.urls.front()->value)) return true;
  if (download.output == nullptr) return false;
  std::string_view file = download.output->value;
  if (base::Contains(file, "/bin/") || base::Contains(file, "/sbin/")) {
    return true;
  }
  for (const Command& command : script.shell.commands()) {
    if (command.index <= download.command->index) continue;
    if (!command.IsAnyOf("tar", "unzip", "dpkg", "rpm", "sh", "bash", "chmod",
                         "install", "bsdtar")) {
      continue;
    }
    if (command.HasArg(file)) return true;
  }
  return false;
}

void UnverifiedDownload(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run() || script.downloads.empty()) continue;
    if (ChecksSomething(script)) continue;
    std::vector<const DownloadOperation*> found;
    for (const DownloadOperation& download : script.downloads) {
      if (download.tool == config::Downloader::kGit || download.sends_data ||
          download.urls.empty() || download.runs_in_shell) {
        continue;
      }
      const Word& url = *download.urls.front();
      if (IsLocal(url.value) || !IsUsedAsCode(script, download)) continue;
      found.push_back(&download);
    }
    if (found.empty()) continue;
    const Word& url = *found.front()->urls.front();
    std::string more =
        found.size() > 1 ? base::Format(" and {} more", found.size() - 1) : "";
    out.Add(script.InFile(url.range), script.outer->range,
            base::Format("{}{}: nothing checks a sum or signature of it",
                         Shown(url.value), more));
  }
}

// The address with https; not where a port, a number or a variable speaks
// against it.
Edits WithHttps(const DockerfileContext& context, const Script& script,
                const Word& url) {
  std::string_view text = url.text;
  std::string_view scheme;
  for (std::string_view candidate : {"http://", "ftp://", "git://"}) {
    if (base::Contains(text, candidate)) scheme = candidate;
  }
  std::size_t at = text.find(scheme);
  if (scheme.empty() || at > 1) return {};  // in a variable, or in the middle
  std::string_view host = text.substr(at + scheme.size());
  host = host.substr(0, host.find_first_of("/?#'\""));
  if (host.empty() || host.find_first_of(":$@`") != std::string_view::npos ||
      base::IsDigit(host[0]) || scheme == "ftp://" ||
      host.ends_with(".ubuntu.com")) {  // its archives have no https
    return {};
  }
  model::Range place = script.InFile(url.range);
  std::string_view written = context.file.Text(place);
  std::size_t begin = written.find(scheme);
  if (begin > 1) return {};  // not there, or behind more than a quote
  begin += place.begin;
  return {Replace(context, {begin, begin + scheme.size()}, "https://")};
}

void PlainHttp(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const DownloadOperation& download : script.downloads) {
      for (const Word* url : download.urls) {
        bool plain = HasScheme(*url, "http://") || HasScheme(*url, "ftp://") ||
                     HasScheme(*url, "git://");
        if (!plain || IsLocal(url->value) || ChecksSomething(script)) continue;
        model::Finding& finding =
            out.Add(script.InFile(url->range), script.outer->range,
                    base::Format("{} is fetched without encryption",
                                 Shown(url->value)));
        if (IsUsedAsCode(script, download)) {
          finding.severity = model::Severity::kMedium;
        }
        OfferFix(finding, false, "Fetch it by https",
                 WithHttps(context, script, *url));
      }
    }
  }
}

// A source of ADD with its place; `value` has known variables replaced.
template <typename Look>
void ForEachAddress(const DockerfileContext& context, Look look) {
  for (const config::Instruction& instruction : context.instructions()) {
    if (!instruction.Is(config::InstructionKind::kAdd)) continue;
    const config::CopyArgs* add = instruction.copy();
    if (add == nullptr) continue;
    const std::vector<config::Value>& values =
        context.evaluation.ValuesOf(instruction).arguments;
    for (std::size_t i = 0; i < add->sources.size() && i < values.size(); ++i) {
      look(instruction, *add, add->sources[i], values[i]);
    }
  }
}

bool IsGitAddress(std::string_view url) {
  std::string_view path = url.substr(0, url.find('#'));
  return path.ends_with(".git") || url.starts_with("git@") ||
         url.starts_with("git://") || url.starts_with("ssh://");
}

void AddWithoutChecksum(const DockerfileContext& context, Findings& out) {
  ForEachAddress(context, [&](const config::Instruction& instruction,
                              const config::CopyArgs& add,
                              const config::PlacedText& source,
                              const config::Value& value) {
    std::string_view prefix = value.known_prefix();
    bool http = prefix.starts_with("http://");
    if (!http && !prefix.starts_with("https://")) return;
    if (IsGitAddress(value.text) || !add.checksum.empty()) return;
    model::Finding& finding = out.Add(
        source.range, instruction.range,
        base::Format("ADD takes {} as it comes{}: no checksum",
                     Shown(value.text), http ? ", without encryption" : ""));
    if (http) finding.severity = model::Severity::kMedium;
  });
}

constexpr std::string_view kWhy =
    "Whoever takes over the server, or stands between it and the build where "
    "there is no encryption, runs own code as root in the build and in every "
    "container of the image.";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/add-without-checksum",
      .aliases = {"CKV_DOCKER_4"},
      .severity = model::Severity::kLow,
      .title = "ADD of an address without --checksum",
      .why = kWhy,
      .remedy = "Add --checksum=sha256:..., which fails the build when the "
                "content changes.",
      .references = {"https://docs.docker.com/reference/dockerfile/"
                     "#add---checksum"},
      .no_fix = "the checksum must be taken from a trusted place"},
     &AddWithoutChecksum},
    {{.id = "dockerfile/pipe-to-shell",
      .severity = model::Severity::kMedium,
      .title = "Download that a shell runs at once",
      .why = "Nobody sees the script or can say later what it did; the server "
             "may answer anything, and a broken connection runs half of it.",
      .remedy = "Install by a package manager, or download a released version "
                "to a file, check its sum and run it then.",
      .no_fix = "the sum must be taken from a trusted place"},
     &WhenFollowable<&PipeToShell>},
    {{.id = "dockerfile/plain-http-download",
      .severity = model::Severity::kLow,
      .title = "Download without encryption",
      .why = kWhy,
      .remedy = "Use https, and check a sum or signature.",
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&PlainHttp>},
    {{.id = "dockerfile/unverified-download",
      .severity = model::Severity::kLow,
      .title = "Downloaded program without checksum or signature",
      .why = kWhy,
      .remedy = "Compare with a sum that stands in the Dockerfile (echo \"SUM "
                " FILE\" | sha256sum -c -), use ADD --checksum, or check a "
                "signature.",
      .references = {"https://docs.docker.com/build/building/best-practices/"
                     "#add-or-copy"},
      .no_fix = "the sum must be taken from a trusted place"},
     &WhenFollowable<&UnverifiedDownload>},
};

}  // namespace

DockerfileRules FetchedCodeRules() { return kRules; }

}  // namespace bulkhead::check
