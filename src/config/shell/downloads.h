// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What a script fetches from the network with curl, wget, aria2c, fetch and
// git, and what it does with the bytes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "config/shell/commands.h"
#include "config/shell/shell.h"

namespace bulkhead::config {

enum class Downloader : std::uint8_t { kCurl, kWget, kAria2, kFetch, kGit };

// Views live as long as the script.
struct DownloadOperation {
  const Command* command = nullptr;
  Downloader tool = Downloader::kCurl;
  // The addresses; also ones that are not known ($URL). Their word gives the
  // range.
  std::vector<const Word*> urls;
  // File or folder it is written to, null for standard output or a name taken
  // from the address (see `remote_name`).
  const Word* output = nullptr;
  bool to_stdout = false;    // curl without -o/-O, wget -O - or -qO-
  bool remote_name = false;  // curl -O, wget without -O
  bool insecure = false;     // -k, --no-check-certificate, http.sslVerify=false
  bool fails_on_error = false;  // curl -f; always true of the others
  bool quiet = false;           // curl -s, wget -q / -nv / --progress
  bool follows_redirects = false;
  bool sends_data = false;  // -d, -T, --post-data: an upload or API call
  // Program of the same pipeline that reads the bytes: "tar", "sh"; for
  // `sh -c "$(curl ...)"` and `bash <(curl ...)` that shell.
  const Command* consumer = nullptr;
  bool runs_in_shell = false;  // the consumer is a shell or an interpreter
  // git: the ref of --branch/-b or of a later `git checkout REF`; "" is the
  // moving default branch.
  std::string_view git_ref;
};

std::vector<DownloadOperation> DownloadOperations(const ShellScript& script);

// Some command of the script checks bytes: sha256sum -c, gpg --verify,
// cosign verify, openssl dgst, minisign, apksigner ...
bool VerifiesDownload(const ShellScript& script);
// The command is such a check.
bool IsVerification(const Command& command);

}  // namespace bulkhead::config
