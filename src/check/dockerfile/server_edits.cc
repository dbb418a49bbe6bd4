// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/server_edits.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::InstructionKind;
using config::Stage;
using config::Word;

// The health check names this port, which then speaks for it.
bool IsProbed(const DockerfileContext& context, const Stage& target,
              long long port) {
  const Script* script =
      CommandOf(context, target, InstructionKind::kHealthcheck);
  return script != nullptr &&
         base::Contains(script->outer->text, base::Format(":{}", port));
}

constexpr std::string_view kAnyAddress = "0.0.0.0";

// Puts words behind the last one of a command.
Edits AppendWords(const DockerfileContext& context, const Script& script,
                  const Command& command,
                  std::initializer_list<std::string_view> words) {
  const Word& last = command.words.back();
  model::Range range = script.InFile(last.range);
  std::string_view text = context.file.Text(range);
  std::string added;
  for (std::string_view word : words) {
    added += script.exec_form ? base::Format(", \"{}\"", word)
                              : base::Format(" {}", word);
  }
  bool plain = script.exec_form ? text == base::Format("\"{}\"", last.value) &&
                                      command.nesting != config::Nesting::kShell
                                : text == last.text;
  if (!plain) return {};
  return {InsertAt(context, range.end, std::move(added))};
}

// The address in a word such as 127.0.0.1:8000 becomes that of all interfaces.
Edits WithAnyAddress(const DockerfileContext& context, const Script& script,
                     const Word& word, std::string_view host) {
  std::string text(word.value);
  std::size_t at = text.rfind(host);
  if (at == std::string::npos) return {};
  text.replace(at, host.size(), kAnyAddress);
  return ReplaceWord(context, script, word, std::move(text));
}

}  // namespace

Edits ExposePort(const DockerfileContext& context, const Stage& target,
                 long long port) {
  const config::Setting& exposed = target.exposed.front();
  if (target.exposed.size() != 1 || exposed.from == nullptr ||
      exposed.from->expose() == nullptr || exposed.stage != target.index) {
    return {};
  }
  const config::ExposeArgs& args = *exposed.from->expose();
  if (args.ports.size() != 1 || args.ports[0].first < 0 ||
      args.ports[0].first != args.ports[0].last ||
      IsProbed(context, target, args.ports[0].first)) {
    return {};
  }
  model::Range range = args.ports[0].spec.range;
  std::string_view written = args.ports[0].ports;
  range.end = range.begin + written.size();
  if (context.file.Text(range) != written) return {};
  return {Replace(context, range, base::Format("{}", port))};
}

Edits ListenEverywhere(const DockerfileContext& context, const Script& script,
                       const Command& command, std::string_view host) {
  bool uvicorn = command.Is("uvicorn");
  if (uvicorn || command.Is("flask")) {
    std::optional<config::FlagValue> given =
        uvicorn ? config::FindFlagValue(command, {"--host"})
                : config::FindFlagValue(command, {"-h", "--host"});
    if (given) return WithAnyAddress(context, script, *given->word, host);
    return AppendWords(context, script, command, {"--host", kAnyAddress});
  }
  if (command.Is("gunicorn")) {
    std::optional<config::FlagValue> bind =
        config::FindFlagValue(command, {"-b", "--bind"});
    return bind ? WithAnyAddress(context, script, *bind->word, host) : Edits();
  }
  if (!command.HasArg("runserver")) return {};
  bool behind = false;
  for (const Word& word : command.args()) {
    if (behind && base::Contains(word.value, host)) {
      return WithAnyAddress(context, script, word, host);
    }
    if (behind && base::ParseInt(word.value)) {
      return ReplaceWord(context, script, word,
                         base::Format("{}:{}", kAnyAddress, word.value));
    }
    behind = behind || word.value == "runserver";
  }
  return AppendWords(context, script, command,
                     {base::Format("{}:8000", kAnyAddress)});
}

Edits ProbePort(const DockerfileContext& context, const Script& script,
                const Word& url, long long port) {
  std::string text(url.value);
  std::size_t scheme = text.find("://");
  std::size_t host = scheme == std::string::npos ? 0 : scheme + 3;
  std::size_t end = std::min(text.find_first_of("/?#", host), text.size());
  std::size_t colon = text.find(':', host);
  if (colon == std::string::npos || colon > end) colon = end;
  text.replace(colon, end - colon, base::Format(":{}", port));
  return ReplaceWord(context, script, url, std::move(text));
}

}  // namespace bulkhead::check
