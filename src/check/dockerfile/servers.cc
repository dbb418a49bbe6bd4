// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Servers that the image starts: for development only, without a password, or
// on a port or address where nobody reaches them.
#include "check/dockerfile/servers.h"

#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/development_edits.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/script_edits.h"
#include "check/dockerfile/server_edits.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::InstructionKind;
using config::Stage;
using config::Word;

// Calls look(script, command) for what CMD and ENTRYPOINT of the image start.
template <typename Look>
void ForEachStarted(const DockerfileContext& context, Look look) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr) return;
  for (InstructionKind kind :
       {InstructionKind::kEntrypoint, InstructionKind::kCmd}) {
    const Script* script = CommandOf(context, *target, kind);
    if (script == nullptr) continue;
    for (const Command& command : script->shell.commands()) {
      if (!command.words.empty() && !command.in_substitution) {
        look(*script, command);
      }
    }
  }
}

// ENV of the final image; nullopt where it is not set or not known.
std::optional<std::string> EnvOf(const DockerfileContext& context,
                                 std::string_view name) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr) return std::nullopt;
  for (const config::Definition* definition :
       context.evaluation.EnvironmentOf(*target)) {
    if (definition->name != name) continue;
    if (!definition->value.known()) return std::nullopt;
    return definition->value.text;
  }
  return std::nullopt;
}

// What makes the command one for development; "" where nothing does.
std::string_view DevelopmentSign(const Command& command) {
  if (command.IsAnyOf("nodemon", "ts-node-dev", "webpack-dev-server")) {
    return "restarts on every change";
  }
  if (command.HasArg("runserver") &&
      (command.IsAnyOf("python", "python3", "django-admin", "manage.py"))) {
    return "is Django's server for development";
  }
  if (command.Is("flask") && command.HasArg("run")) {
    return "is Flask's server for development";
  }
  if (command.Is("uvicorn") && config::HasFlag(command, "--reload")) {
    return "restarts on every change";
  }
  if (command.IsAnyOf("npm", "yarn", "pnpm")) {
    std::vector<const Word*> words = config::Positionals(command);
    for (const Word* word : words) {
      if (word->value == "dev" || word->value == "start:dev" ||
          word->value == "develop" || word->value == "serve:dev") {
        return "is the script for development";
      }
    }
  }
  if (command.Is("php") &&
      (command.HasArg("-S") ||
       (command.HasArg("artisan") && command.HasArg("serve")))) {
    return "is PHP's server for development";
  }
  if (command.Is("ng") && command.HasArg("serve")) {
    return "is Angular's server for development";
  }
  return "";
}

void DevelopmentServer(const DockerfileContext& context, Findings& out) {
  const Stage* target = context.evaluation.target();
  // A stage that says what it is for.
  if (target != nullptr && base::Contains(target->name, "dev")) return;
  ForEachStarted(context, [&](const Script& script, const Command& command) {
    std::string_view sign = DevelopmentSign(command);
    if (sign.empty()) return;
    OfferFix(
        out.Add(script.InFile(command.range), script.outer->range,
                base::Format("{} {}", base::Printable(command.name), sign)),
        false, "Start it without the reloader",
        WithoutReload(context, script, command));
  });
}

void DebuggerExposed(const DockerfileContext& context, Findings& out) {
  ForEachStarted(context, [&](const Script& script, const Command& command) {
    if (command.nesting == config::Nesting::kShell) return;
    for (const Word& word : command.words) {
      std::string_view what = DebuggerIn(word.value);
      if (what.empty()) continue;
      OfferFix(
          out.Add(script.InFile(word.range), script.outer->range,
                  base::Format("{} answers everybody on the network", what)),
          false, "Start without the debugger",
          RemoveDebugger(context, script, command));
      return;
    }
    bool debugpy = command.HasArg("debugpy") && command.HasArg("--listen");
    std::optional<config::FlagValue> address =
        config::FindFlagValue(command, {"--listen"});
    if (debugpy && address && address->value.starts_with("0.0.0.0")) {
      OfferFix(out.Add(script.InFile(address->word->range), script.outer->range,
                       "Python's debugger answers everybody on the network"),
               false, "Start without the debugger",
               RemoveDebugpy(context, script, command));
    }
  });
  for (const config::Instruction& instruction : context.instructions()) {
    if (!instruction.Is(InstructionKind::kEnv)) continue;
    if (instruction.pairs() == nullptr) continue;
    const std::vector<config::KeyValue>& pairs = instruction.pairs()->pairs;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      std::string_view what = DebuggerIn(pairs[i].value);
      if (what.empty()) continue;
      OfferFix(
          out.Add(pairs[i].range, instruction.range,
                  base::Format("{} answers everybody on the network", what)),
          false, "Start without the debugger",
          RemoveDebuggerOptions(context, instruction, i));
    }
  }
}

void OpenServer(const DockerfileContext& context, Findings& out) {
  ForEachStarted(context, [&](const Script& script, const Command& command) {
    const Word* word = PasswordOff(command);
    if (word == nullptr) return;
    OfferFix(out.Add(script.InFile(word->range), script.outer->range,
                     base::Format("{} lets everybody in: {}",
                                  base::Printable(command.name),
                                  base::Printable(word->value))),
             false, "Leave authentication on",
             WithAuthentication(context, script, command));
  });
}

std::string_view PortPart(std::string_view address) {
  std::size_t colon = address.rfind(':');
  return colon == std::string_view::npos ? std::string_view()
                                         : address.substr(colon + 1);
}

}  // namespace

std::optional<StartedServer> ServerOf(const DockerfileContext& context,
                                      const Command& command) {
  auto flag = [&](std::initializer_list<std::string_view> names)
      -> std::optional<std::string> {
    std::optional<config::FlagValue> value =
        config::FindFlagValue(command, names);
    if (!value) return std::nullopt;
    return value->word->known ? std::string(value->value) : std::string("$");
  };
  StartedServer server;
  std::optional<std::string> port;
  std::optional<std::string> host;
  if (command.Is("uvicorn")) {
    if (config::HasFlag(command, {"--uds", "--fd"})) return std::nullopt;
    port = flag({"--port"}).value_or("8000");
    host = flag({"--host"}).value_or("127.0.0.1");
    for (std::string_view name : {"UVICORN_PORT", "UVICORN_HOST"}) {
      if (EnvOf(context, name)) return std::nullopt;
    }
  } else if (command.Is("flask") && command.HasArg("run")) {
    std::optional<std::string> env_port = EnvOf(context, "FLASK_RUN_PORT");
    std::optional<std::string> env_host = EnvOf(context, "FLASK_RUN_HOST");
    port = flag({"-p", "--port"}).value_or(env_port.value_or("5000"));
    host = flag({"-h", "--host"}).value_or(env_host.value_or("127.0.0.1"));
  } else if (command.Is("gunicorn")) {
    std::optional<std::string> bind = flag({"-b", "--bind"});
    // A configuration file may say it.
    if (!bind || config::HasFlag(command, {"-c", "--config"})) {
      return std::nullopt;
    }
    port = std::string(PortPart(*bind));
    host = bind->substr(0, bind->rfind(':'));
  } else if (command.HasArg("runserver")) {
    std::span<const Word> args = command.args();
    std::string address = "127.0.0.1:8000";
    for (const Word& word : args) {
      if (!word.known) return std::nullopt;
      if (word.value == "runserver" || word.value.starts_with('-') ||
          word.value.ends_with(".py")) {
        continue;
      }
      address = word.value;
    }
    bool only_port = base::ParseInt(address).has_value();
    port = only_port ? address : std::string(PortPart(address));
    host = only_port ? "127.0.0.1" : address.substr(0, address.rfind(':'));
  } else if (command.Is("streamlit") && command.HasArg("run")) {
    port = flag({"--server.port"}).value_or("8501");
    if (EnvOf(context, "STREAMLIT_SERVER_PORT")) return std::nullopt;
  } else {
    return std::nullopt;
  }
  server.port = base::ParseInt(*port).value_or(-1);
  if (server.port < 0) return std::nullopt;
  if (host) server.host = *host;
  return server;
}

namespace {

// Known numbers of EXPOSE; empty where one is not known.
std::vector<long long> ExposedPorts(const Stage& stage) {
  std::vector<long long> ports;
  for (const config::Setting& setting : stage.exposed) {
    if (!setting.value.known()) return {};
    std::string_view text = setting.value.text;
    std::optional<long long> port =
        base::ParseInt(text.substr(0, text.find('/')));
    if (!port) return {};
    ports.push_back(*port);
  }
  return ports;
}

void PortMismatch(const DockerfileContext& context, Findings& out) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr) return;
  std::vector<long long> exposed = ExposedPorts(*target);
  if (exposed.empty()) return;
  ForEachStarted(context, [&](const Script& script, const Command& command) {
    std::optional<StartedServer> server = ServerOf(context, command);
    if (!server) return;
    if (std::find(exposed.begin(), exposed.end(), server->port) !=
        exposed.end()) {
      return;
    }
    model::Finding& finding =
        out.Add(script.InFile(command.range), script.outer->range,
                base::Format("{} listens on {}, and EXPOSE names {}",
                             base::Printable(command.name), server->port,
                             exposed.front()));
    OfferFix(finding, false, base::Format("Expose {}", server->port),
             ExposePort(context, *target, server->port));
  });
}

void LoopbackServer(const DockerfileContext& context, Findings& out) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr || target->exposed.empty()) return;
  ForEachStarted(context, [&](const Script& script, const Command& command) {
    std::optional<StartedServer> server = ServerOf(context, command);
    if (!server) return;
    if (server->host != "127.0.0.1" && server->host != "localhost") return;
    model::Finding& finding =
        out.Add(script.InFile(command.range), script.outer->range,
                base::Format("{} listens on {} only: nobody outside of the "
                             "container reaches it",
                             base::Printable(command.name), server->host));
    bool by_variable = command.Is("flask") && EnvOf(context, "FLASK_RUN_HOST");
    OfferFix(finding, false, "Listen on all addresses of the container",
             by_variable
                 ? Edits()
                 : ListenEverywhere(context, script, command, server->host));
  });
}

// The port of http://localhost:PORT/ in a health check; -1.
long long ProbedPort(std::string_view url) {
  std::size_t scheme = url.find("://");
  std::string_view rest =
      scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  bool local = base::ConsumePrefix(rest, "localhost") ||
               base::ConsumePrefix(rest, "127.0.0.1") ||
               base::ConsumePrefix(rest, "0.0.0.0");
  if (!local) return -1;
  if (!base::ConsumePrefix(rest, ":")) {
    if (scheme == std::string_view::npos) return -1;
    return url.starts_with("https") ? 443 : 80;
  }
  return base::ParseInt(rest.substr(0, rest.find_first_of("/?#"))).value_or(-1);
}

// The server is known to listen on another port than `port`, or may.
bool ListensElsewhere(const DockerfileContext& context, long long port) {
  bool elsewhere = false;
  ForEachStarted(context, [&](const Script&, const Command& command) {
    std::optional<StartedServer> server = ServerOf(context, command);
    if (server && server->port != port) elsewhere = true;
  });
  return elsewhere;
}

void HealthcheckPort(const DockerfileContext& context, Findings& out) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr) return;
  std::vector<long long> exposed = ExposedPorts(*target);
  const Script* script =
      CommandOf(context, *target, InstructionKind::kHealthcheck);
  if (exposed.empty() || script == nullptr) return;
  for (const config::DownloadOperation& download : script->downloads) {
    for (const Word* url : download.urls) {
      if (!url->known) continue;
      long long port = ProbedPort(url->value);
      if (port < 0 ||
          std::find(exposed.begin(), exposed.end(), port) != exposed.end()) {
        continue;
      }
      model::Finding& finding =
          out.Add(script->InFile(url->range), script->outer->range,
                  base::Format("HEALTHCHECK asks port {}, and EXPOSE names {}",
                               port, exposed.front()));
      if (exposed.size() != 1 || ListensElsewhere(context, exposed[0])) return;
      OfferFix(finding, false, base::Format("Ask port {}", exposed[0]),
               ProbePort(context, *script, *url, exposed[0]));
      return;
    }
  }
}

constexpr std::string_view kExpose =
    "https://docs.docker.com/reference/dockerfile/#expose";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/debugger-exposed",
      .severity = model::Severity::kHigh,
      .title = "Debugger that answers everybody",
      .why = "A debugger runs any code for whoever connects, without a "
             "password: it is a shell on the network.",
      .remedy = "Start the debugger on demand and bind it to 127.0.0.1.",
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&DebuggerExposed>},
    {{.id = "dockerfile/development-server",
      .severity = model::Severity::kLow,
      .title = "Server for development as the image's command",
      .why = "Such servers show stack traces and consoles to everybody, "
             "handle one request after the other, and were never checked for "
             "attacks; their documentation says so.",
      .remedy = "Start a production server (gunicorn, node dist/..., php-fpm), "
                "or name the stage dev and build it by --target.",
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&DevelopmentServer>},
    {{.id = "dockerfile/healthcheck-port",
      .severity = model::Severity::kInfo,
      .title = "Health check of a port that the image does not expose",
      .why = "One of the two numbers is likely wrong: the container is "
             "unhealthy for ever, or its port is not documented.",
      .remedy = "Make EXPOSE and HEALTHCHECK agree.",
      .references = {kExpose},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&HealthcheckPort>},
    {{.id = "dockerfile/loopback-server",
      .severity = model::Severity::kMedium,
      .title = "Server that listens within the container only",
      .why = "127.0.0.1 is the container itself: published ports lead to "
             "nothing, and people then try --network host.",
      .remedy = "Bind it to 0.0.0.0, and decide by published ports and "
                "networks who reaches it.",
      .references = {"https://docs.docker.com/engine/network/port-publishing/"},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&LoopbackServer>},
    {{.id = "dockerfile/open-server",
      .severity = model::Severity::kHigh,
      .title = "Server without a password",
      .why = "Whoever reaches the port reads and changes all data, and with "
             "notebooks and Redis runs own code.",
      .remedy = "Leave authentication on, and give the password as a secret "
                "at run time.",
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&OpenServer>},
    {{.id = "dockerfile/port-mismatch",
      .severity = model::Severity::kLow,
      .title = "EXPOSE of another port than the server's",
      .why = "docker run -P and people who read EXPOSE publish a port where "
             "nothing listens; rules of a firewall are made for the wrong one.",
      .remedy = "Make EXPOSE and the command agree.",
      .references = {kExpose},
      .fix = model::FixKind::kUnsafe},
     &WhenFollowable<&PortMismatch>},
};

}  // namespace

DockerfileRules ServersRules() { return kRules; }

}  // namespace bulkhead::check
