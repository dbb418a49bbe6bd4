// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/apt_key_edits.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;

// All scripts are searched for each key; no honest file is longer.
constexpr std::size_t kMostText = std::size_t{256} * 1024;

// Host of an address; "" where it is none, or not known.
std::string_view HostOf(std::string_view url) {
  std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return "";
  std::string_view host = url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/ \t'\""));
  return host.find_first_of("$@:`") == std::string_view::npos
             ? host
             : std::string_view();
}

// "postgresql.org" of apt.postgresql.org.
std::string_view DomainOf(std::string_view host) {
  std::size_t dot = host.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return host;
  dot = host.rfind('.', dot - 1);
  return dot == std::string_view::npos ? host : host.substr(dot + 1);
}

// A line "deb [options] http://host/..." in a script.
struct SourceLine {
  const Script* script = nullptr;
  std::uint32_t at = 0;  // where its options belong: behind "deb " or "deb ["
  bool has_options = false;
  bool is_signed = false;
  std::string_view host;
};

std::optional<SourceLine> SourceAt(const Script& script, std::size_t at) {
  std::string_view text = script.shell.text();
  std::string_view rest = text.substr(at);
  SourceLine line;
  line.script = &script;
  if (!base::ConsumePrefix(rest, "deb ") &&
      !base::ConsumePrefix(rest, "deb-src ")) {
    return std::nullopt;
  }
  if (base::ConsumePrefix(rest, "[")) {
    line.has_options = true;
    std::size_t close = rest.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    line.at = static_cast<std::uint32_t>(base::OffsetIn(text, rest));
    line.is_signed = base::Contains(rest.substr(0, close), "signed-by");
    rest = base::TrimLeft(rest.substr(close + 1));
  } else {
    line.at = static_cast<std::uint32_t>(base::OffsetIn(text, rest));
  }
  if (!rest.starts_with("http://") && !rest.starts_with("https://")) {
    return std::nullopt;
  }
  line.host = HostOf(rest);
  return line;
}

// Of third parties: those of the distribution have their keys.
std::vector<SourceLine> SourcesOf(const DockerfileContext& context, int stage) {
  std::vector<SourceLine> lines;
  for (const Script& script : context.scripts) {
    if (script.stage != stage || !script.is_run() || script.exec_form) continue;
    std::string_view text = script.shell.text();
    for (std::size_t at = text.find("deb"); at != std::string_view::npos;
         at = text.find("deb", at + 1)) {
      if (at > 0 && base::IsNameChar(text[at - 1])) continue;
      std::optional<SourceLine> line = SourceAt(script, at);
      if (!line || line->host.ends_with("debian.org") ||
          line->host.ends_with("ubuntu.com")) {
        continue;
      }
      lines.push_back(*line);
    }
  }
  return lines;
}

std::size_t CountKeys(const DockerfileContext& context, int stage) {
  std::size_t count = 0;
  for (const Script& script : context.scripts) {
    if (script.stage != stage) continue;
    for (const Command& command : script.shell.commands()) {
      if (command.Is("apt-key")) ++count;
    }
  }
  return count;
}

// The sources that the key of this address is for.
std::vector<SourceLine> SourcesOfKey(const DockerfileContext& context,
                                     int stage, std::string_view key_url) {
  std::vector<SourceLine> all = SourcesOf(context, stage);
  std::vector<SourceLine> own;
  std::string_view domain = DomainOf(HostOf(key_url));
  if (domain.empty()) return {};
  for (const SourceLine& line : all) {
    if (DomainOf(line.host) == domain) own.push_back(line);
  }
  if (!own.empty() || all.empty()) return own;
  bool one_host =
      std::all_of(all.begin(), all.end(), [&](const SourceLine& line) {
        return !line.host.empty() && line.host == all.front().host;
      });
  if (one_host && CountKeys(context, stage) == 1) return all;
  return {};
}

// `... | apt-key add -` as the last of its pipeline, and the command before.
const Command* ProducerOf(const Script& script, const Command& apt_key) {
  bool plain = apt_key.nesting == config::Nesting::kNone &&
               apt_key.args().size() == 2 && apt_key.args()[0].Is("add") &&
               apt_key.args()[1].Is("-") && apt_key.pipeline_size > 1 &&
               apt_key.pipeline_position + 1 == apt_key.pipeline_size &&
               apt_key.redirections.empty() && !apt_key.in_conditional;
  if (!plain || script.exec_form || !script.shell.ok()) return nullptr;
  return config::PreviousInPipeline(script.shell, apt_key);
}

// Address of the download that the pipeline of the command begins with.
std::string_view KeyUrl(const Script& script, const Command& apt_key) {
  for (const config::DownloadOperation& download : script.downloads) {
    if (download.command->pipeline == apt_key.pipeline && download.to_stdout &&
        download.urls.size() == 1) {
      return download.urls[0]->value;
    }
  }
  return "";
}

}  // namespace

Edits SignBySource(const DockerfileContext& context, const Script& script,
                   const Command& apt_key) {
  const Command* producer = ProducerOf(script, apt_key);
  if (producer == nullptr || !IsFollowable(context) ||
      context.file.source->text().size() > kMostText) {
    return {};
  }
  std::vector<SourceLine> sources =
      SourcesOfKey(context, script.stage, KeyUrl(script, apt_key));
  if (sources.empty() || sources.front().host.empty()) return {};
  std::string_view domain = DomainOf(sources.front().host);
  bool binary = producer->IsAnyOf("gpg", "gpg2");
  std::string path =
      base::Format("/etc/apt/keyrings/{}.{}",
                   domain.substr(0, domain.find('.')), binary ? "gpg" : "asc");
  if (base::Contains(context.file.source->text(), path)) return {};
  Edits edits =
      InsertCommand(context, script, apt_key, "mkdir -p /etc/apt/keyrings");
  if (edits.empty()) return {};
  model::Range tail =
      script.InFile({producer->range.end - 1, apt_key.range.end});
  if (!context.file.Text({tail.begin + 1, tail.end}).ends_with("-")) return {};
  edits.push_back(Replace(context, {tail.begin + 1, tail.end},
                          base::Format(" > {}", path)));
  for (const SourceLine& line : sources) {
    if (line.is_signed) return {};
    model::Range place = line.script->InFile({line.at - 1, line.at});
    if (context.file.Text(place) != (line.has_options ? "[" : " ")) return {};
    edits.push_back(InsertAt(context, place.end,
                             line.has_options
                                 ? base::Format("signed-by={} ", path)
                                 : base::Format("[signed-by={}] ", path)));
  }
  return WithoutOverlaps(std::move(edits));
}

}  // namespace bulkhead::check
