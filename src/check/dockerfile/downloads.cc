// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// curl and wget.
#include "base/text.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/structure.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Downloader;
using config::DownloadOperation;
using config::Word;

// The word that switches the check off: --insecure, -k, -Lk.
const Word* InsecureWord(const Command& command) {
  for (const Word& word : command.args()) {
    std::string_view text = word.value;
    if (text == "--insecure" || text == "--no-check-certificate") return &word;
    if (!command.Is("curl") || text.size() < 2 || text[0] != '-' ||
        text[1] == '-') {
      continue;
    }
    if (base::Contains(text, "k")) return &word;
  }
  return nullptr;
}

void ReportInsecure(const DockerfileContext& context, Downloader tool,
                    Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    bool first = true;
    for (const DownloadOperation& download : script.downloads) {
      if (download.tool != tool || !download.insecure) continue;
      const Word* word = InsecureWord(*download.command);
      config::TextRange range =
          word != nullptr ? word->range : download.command->range;
      model::Finding& finding =
          out.Add(script.InFile(range), script.outer->range,
                  base::Format("{} does not check the certificate of {}",
                               download.command->name,
                               download.urls.empty()
                                   ? "the server"
                                   : base::Printable(download.urls[0]->value)));
      if (!first) finding.aliases.clear();  // they count instructions
      first = false;
      if (word == nullptr || !IsPlainInFile(context, script, *word)) continue;
      std::string rest(word->value);
      if (rest.starts_with("--")) {
        rest.clear();
      } else {
        rest.erase(rest.find('k'), 1);
        if (rest == "-") rest.clear();
      }
      model::Range place = script.InFile(word->range);
      SetFix(finding, false, "Check the certificate",
             {rest.empty() ? RemoveWord(context, place)
                           : Replace(context, place, rest)});
    }
  }
}

void CurlInsecure(const DockerfileContext& context, Findings& out) {
  ReportInsecure(context, Downloader::kCurl, out);
}
void WgetInsecure(const DockerfileContext& context, Findings& out) {
  ReportInsecure(context, Downloader::kWget, out);
}
bool IsSslOff(std::string_view setting) {
  auto pair = base::Cut(setting, "=");
  return pair && base::EqualsIgnoreCase(pair->first, "http.sslVerify") &&
         (pair->second == "false" || pair->second == "0" ||
          pair->second == "no" || pair->second == "off");
}

// -c http.sslVerify=false, --config=..., or the variable in front of it.
Edits CheckCertificateOfGit(const DockerfileContext& context,
                            const Script& script, const Command& git) {
  std::vector<const Word*> words;
  std::span<const Word> args = git.args();
  for (std::size_t i = 0; i < args.size(); ++i) {
    bool flag = args[i].value == "-c" || args[i].value == "--config";
    if (flag && i + 1 < args.size() && IsSslOff(args[i + 1].value)) {
      words.push_back(&args[i]);
      words.push_back(&args[++i]);
    }
    std::string_view value = args[i].value;
    if (base::ConsumePrefix(value, "--config=") && IsSslOff(value)) {
      words.push_back(&args[i]);
    }
  }
  if (!words.empty()) return RemoveWords(context, script, git, words);
  return RemoveVariables(context, script,
                         [](std::string_view name, std::string_view value) {
                           return name == "GIT_SSL_NO_VERIFY" && !value.empty();
                         });
}

// git config --global http.sslVerify false
void GitConfigInsecure(const DockerfileContext& context, Findings& out) {
  ForEachRunCommand(context, [&](const Script& script, const Command& command) {
    if (!command.Is("git") || !command.HasArg("config")) return;
    std::span<const Word> args = command.args();
    for (std::size_t i = 0; i + 1 < args.size(); ++i) {
      if (!base::EqualsIgnoreCase(args[i].value, "http.sslVerify")) continue;
      if (args[i + 1].Is("false") || args[i + 1].Is("0")) {
        model::Finding& finding =
            out.Add(script.InFile(args[i].range), script.outer->range,
                    "git is configured not to check certificates");
        OfferFix(finding, false, "Check the certificate",
                 RemoveCommand(context, script, command));
      }
    }
  });
}

void GitInsecure(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    for (const DownloadOperation& download : script.downloads) {
      if (download.tool != Downloader::kGit || !download.insecure) continue;
      model::Finding& finding =
          out.Add(script.InFile(download.command->range), script.outer->range,
                  base::Format("git does not check the certificate of {}",
                               download.urls.empty()
                                   ? "the server"
                                   : base::Printable(download.urls[0]->value)));
      OfferFix(finding, false, "Check the certificate",
               CheckCertificateOfGit(context, script, *download.command));
    }
  }
  GitConfigInsecure(context, out);
}

void WgetAndCurl(const DockerfileContext& context, Findings& out) {
  int stage = -2;
  const Script* seen[2] = {};
  bool reported = false;
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    if (script.stage != stage) {
      stage = script.stage;
      seen[0] = seen[1] = nullptr;
      reported = false;
    }
    const Command* wget = FirstNamed(script, {"wget"});
    const Command* curl = FirstNamed(script, {"curl"});
    if (wget == nullptr && curl == nullptr) continue;
    const Script* earlier = wget != nullptr ? seen[1] : seen[0];
    if (wget != nullptr && seen[0] == nullptr) seen[0] = &script;
    if (curl != nullptr && seen[1] == nullptr) seen[1] = &script;
    if (seen[0] == nullptr || seen[1] == nullptr) continue;
    const Command& here = wget != nullptr ? *wget : *curl;
    model::Finding& finding =
        out.Add(NameRange(script, here), script.outer->range,
                "the stage downloads with wget and with curl");
    if (earlier != nullptr && earlier != &script) {
      Relate(context, finding, earlier->outer->range, "the other one");
    }
    if (reported) OnlyAliases(finding, {"DL4001"});
    reported = true;
  }
}

bool ShowsProgress(const DownloadOperation& download) {
  if (download.tool != Downloader::kWget || download.quiet) return false;
  const Command& wget = *download.command;
  return !wget.HasArg("-nv") &&
         !HasFlag(wget, {"-o", "--output-file", "-a", "--append-output", "-b",
                         "--background", "--spider"});
}

// GNU wget draws a line for every 50 kB; that of busybox can't be told to. One
// finding a script, whose fix is for all of them.
void WgetProgress(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    model::Finding* finding = nullptr;
    std::vector<model::Edit> edits;
    for (const DownloadOperation& download : script.downloads) {
      if (!ShowsProgress(download)) continue;
      const Command& wget = *download.command;
      bool fixable = !script.exec_form && !wget.words.empty();
      if (finding == nullptr || !fixable) {
        finding = &out.Add(NameRange(script, wget), script.outer->range,
                           "wget fills the log of the build with its progress");
      }
      if (!fixable) continue;
      std::size_t end = script.InFile(wget.words.front().range).end;
      edits.push_back(InsertAt(context, end, " -q"));
    }
    if (!edits.empty()) {
      SetFix(*finding, true, "Write errors only", std::move(edits));
    }
  }
}

constexpr std::string_view kWhy =
    "Whoever stands between the build and the server decides what is "
    "downloaded, and so what runs in the image.";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/curl-insecure",
      .aliases = {"CKV2_DOCKER_2"},
      .severity = model::Severity::kHigh,
      .title = "curl does not check certificates",
      .why = kWhy,
      .remedy = "Leave -k out; give an own certificate authority with "
                "--cacert.",
      .fix = model::FixKind::kUnsafe},
     &CurlInsecure},
    {{.id = "dockerfile/git-insecure",
      .severity = model::Severity::kHigh,
      .title = "git does not check certificates",
      .why = kWhy,
      .remedy = "Leave http.sslVerify on; give an own certificate authority "
                "with http.sslCAInfo.",
      .fix = model::FixKind::kUnsafe},
     &GitInsecure},
    {{.id = "dockerfile/wget-and-curl",
      .aliases = {"DL4001", "DS-0014"},
      .severity = model::Severity::kInfo,
      .title = "Both wget and curl are used",
      .why = "Two programs for one purpose: more packages to install and to "
             "keep up to date.",
      .remedy = "Use one of them, or ADD with --checksum.",
      .no_fix = "Their options differ."},
     &WgetAndCurl},
    {{.id = "dockerfile/wget-insecure",
      .aliases = {"CKV2_DOCKER_3"},
      .severity = model::Severity::kHigh,
      .title = "wget does not check certificates",
      .why = kWhy,
      .remedy = "Leave --no-check-certificate out; give an own certificate "
                "authority with --ca-certificate.",
      .fix = model::FixKind::kUnsafe},
     &WgetInsecure},
    {{.id = "dockerfile/wget-progress",
      .aliases = {"DL3047"},
      .severity = model::Severity::kInfo,
      .title = "wget shows its progress in the log",
      .why = "Thousands of lines hide the error that somebody looks for.",
      .remedy = "Use wget -q, -nv or --progress=dot:giga.",
      .fix = model::FixKind::kSafe},
     &WgetProgress},
};

}  // namespace

DockerfileRules DownloadsRules() { return kRules; }

}  // namespace bulkhead::check
