// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "cli/check_resolve.h"

#include "base/text.h"
#include "engine/resolve.h"

namespace bulkhead::cli {

base::Status ResolvePins(const Arguments& arguments,
                         const base::FileSystem& files,
                         engine::CheckOptions* options) {
  if (!arguments.Has("--resolve")) {
    if (!arguments.Has("--write-pins")) return base::Ok{};
    return base::Error{base::ErrorCode::kInvalid,
                       "--write-pins writes what --resolve finds; add "
                       "--resolve"};
  }
  base::Result<http::DockerCredentials> credentials =
      engine::LoadDockerCredentials(files, options->environment);
  if (!credentials.ok()) return std::move(credentials).error();
  base::Result<std::unique_ptr<http::Transport>> transport =
      http::MakeTransport();
  if (!transport.ok()) return std::move(transport).error();
  if (options->pins == nullptr) {
    options->pins = std::make_shared<model::Pins>();
  }
  engine::CheckOptions look = *options;
  look.shellcheck = engine::ShellCheckMode::kOff;
  base::Result<model::Report> report = engine::Check(look, files);
  if (!report.ok()) return std::move(report).error();
  engine::Resolution found = engine::ResolveImages(
      engine::ImagesWithoutPin(report.value()), *options->pins,
      *transport.value(), credentials.value());
  options->pins = std::make_shared<model::Pins>(std::move(found.pins));
  options->known_gaps = std::move(found.gaps);
  if (!arguments.Has("--write-pins")) return base::Ok{};
  return base::ReplaceFile(arguments.Value("--write-pins"),
                           engine::WritePins(*options->pins));
}

}  // namespace bulkhead::cli
