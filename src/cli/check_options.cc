// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// From the flags of bulkhead check to its options.
#include "cli/check_options.h"

#include <unistd.h>

#include <algorithm>

#include "base/fd.h"
#include "base/text.h"
#include "engine/pins.h"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace bulkhead::cli {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kMaxInput = 64u << 20;

std::map<std::string, std::string, std::less<>> Environment() {
  std::map<std::string, std::string, std::less<>> out;
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    if (auto pair = base::Cut(*at, "=")) {
      out.emplace(pair->first, pair->second);
    }
  }
  return out;
}

base::Status AddBuildArgs(const Arguments& arguments,
                          engine::CheckOptions* options) {
  for (const std::string& text : arguments.Values("--build-arg")) {
    auto pair = base::Cut(text, "=");
    if (pair && !pair->first.empty()) {
      options->build_args[std::string(pair->first)] = pair->second;
      continue;
    }
    // As docker build does it: the name alone takes the environment's value.
    auto at = options->environment.find(text);
    if (pair || text.empty()) {
      return Error{ErrorCode::kInvalid,
                   base::Format("--build-arg {}: expected NAME=VALUE",
                                base::Printable(text))};
    }
    if (at != options->environment.end()) {
      options->build_args[text] = at->second;
    }
  }
  return base::Ok{};
}

engine::FileKind KindOfFlag(const std::string& as) {
  if (as == "dockerfile") return engine::FileKind::kDockerfile;
  if (as == "compose") return engine::FileKind::kCompose;
  return engine::FileKind::kNone;
}

base::Status ReadStandardInput(engine::CheckOptions* options) {
  bool wanted = std::find(options->paths.begin(), options->paths.end(), "-") !=
                options->paths.end();
  if (!wanted) return base::Ok{};
  if (options->as == engine::FileKind::kNone) {
    return Error{ErrorCode::kInvalid,
                 "standard input has no name to tell its kind by; add --as "
                 "dockerfile or --as compose"};
  }
  base::Fd input(dup(STDIN_FILENO));
  base::Result<std::string> text =
      base::ReadAll(input, "standard input", kMaxInput);
  if (!text.ok()) return std::move(text).error();
  options->standard_input = std::move(text).value();
  return base::Ok{};
}

base::Status LoadPolicy(const Arguments& arguments,
                        const base::FileSystem& files,
                        engine::CheckOptions* options) {
  std::string target = options->paths.empty() || options->paths[0] == "-"
                           ? "."
                           : options->paths[0];
  base::Result<policy::Policy> policy =
      policy::LoadPolicy(files,
                         {.target = target,
                          .policy = arguments.Value("--policy"),
                          .config_home = policy::ConfigHome(),
                          .search = !arguments.Has("--no-config"),
                          .peers = !arguments.Has("--no-config")},
                         {});
  if (!policy.ok()) return std::move(policy).error();
  options->policy = std::move(policy).value();
  if (arguments.Has("--fail-on")) {
    options->policy.fail_on = {
        model::ParseSeverity(arguments.Value("--fail-on")), "--fail-on"};
  }
  if (arguments.Has("--allow-gaps")) {
    options->policy.allow_gaps = {true, "--allow-gaps"};
  }
  return base::Ok{};
}

// A baseline that the policy names and that is about to be written need not be
// there yet.
base::Status LoadBaseline(const Arguments& arguments,
                          const base::FileSystem& files,
                          const policy::Policy& policy,
                          std::optional<policy::Baseline>* baseline) {
  std::string path = BaselinePath(arguments, policy);
  bool writes = arguments.Has("--write-baseline");
  if (path.empty() && writes) path = arguments.Value("--write-baseline");
  if (path.empty() && (writes || files.Exists(".bulkhead-baseline"))) {
    path = ".bulkhead-baseline";
  }
  if (path.empty() || (writes && !files.Exists(path))) return base::Ok{};
  base::Result<std::shared_ptr<const base::Source>> source =
      files.Read(path, kMaxInput);
  if (!source.ok()) {
    base::Error error = std::move(source).error();
    error.message = base::Format(
        "the baseline: {}; write one with --write-baseline", error.message);
    return error;
  }
  base::Result<policy::Baseline> parsed =
      policy::ParseBaseline(source.value(), {});
  if (!parsed.ok()) return std::move(parsed).error();
  *baseline = std::move(parsed).value();
  return base::Ok{};
}

base::Status LoadPins(const Arguments& arguments, const base::FileSystem& files,
                      engine::CheckOptions* options) {
  if (!arguments.Has("--pins")) return base::Ok{};
  base::Result<std::shared_ptr<const base::Source>> source =
      files.Read(arguments.Value("--pins"), kMaxInput);
  if (!source.ok()) return std::move(source).error();
  base::Result<model::Pins> pins = engine::ParsePins(source.value(), {});
  if (!pins.ok()) return std::move(pins).error();
  options->pins = std::make_shared<model::Pins>(std::move(pins).value());
  return base::Ok{};
}

}  // namespace

engine::TreeFiles FilesToCheck(const Arguments& arguments) {
  std::vector<std::string> named;
  for (std::string_view flag : {"--file", "--env-file", "--policy",
                                "--baseline", "--write-baseline", "--pins"}) {
    std::vector<std::string> values = arguments.Values(flag);
    named.insert(named.end(), values.begin(), values.end());
  }
  return {arguments.positionals(), named};
}

std::string BaselinePath(const Arguments& arguments,
                         const policy::Policy& policy) {
  return arguments.Value("--baseline", policy.baseline.value);
}

base::Result<engine::CheckOptions> MakeCheckOptions(
    const Arguments& arguments, const base::FileSystem& files,
    std::optional<policy::Baseline>* baseline) {
  engine::CheckOptions options;
  options.paths = arguments.positionals();
  options.as = KindOfFlag(arguments.Value("--as"));
  options.use_gitignore = !arguments.Has("--no-gitignore");
  options.exclude = arguments.Values("--exclude");
  options.target = arguments.Value("--target");
  options.compose_files = arguments.Values("--file");
  options.profiles = arguments.Values("--profile");
  options.env_files = arguments.Values("--env-file");
  options.project_name = arguments.Value("--project-name");
  options.only_rules = arguments.Values("--rule");
  options.today = base::Today();
  options.environment = Environment();
  if (arguments.Has("--no-shellcheck")) {
    options.shellcheck = engine::ShellCheckMode::kOff;
  } else if (arguments.Has("--require")) {
    options.shellcheck = engine::ShellCheckMode::kRequired;
  }
  if (base::Status added = AddBuildArgs(arguments, &options); !added.ok()) {
    return std::move(added).error();
  }
  if (base::Status read = ReadStandardInput(&options); !read.ok()) {
    return std::move(read).error();
  }
  if (base::Status loaded = LoadPolicy(arguments, files, &options);
      !loaded.ok()) {
    return std::move(loaded).error();
  }
  if (base::Status loaded = LoadPins(arguments, files, &options);
      !loaded.ok()) {
    return std::move(loaded).error();
  }
  base::Status read = LoadBaseline(arguments, files, options.policy, baseline);
  if (!read.ok()) return std::move(read).error();
  if (*baseline) options.baseline = &**baseline;
  return options;
}

}  // namespace bulkhead::cli
