// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Programs that run another command: by its words (sudo, env, xargs, ...) or by
// a script in one of their arguments (sh -c, eval, su -c). Sources: the manual
// page of each.
#include <algorithm>
#include <iterator>
#include <span>

#include "base/text.h"
#include "config/shell/builder.h"
#include "config/shell/word_list.h"

namespace bulkhead::config {

namespace {

struct Wrapper {
  std::string_view program;
  // Flags whose value is the next word, one blank between them.
  std::string_view flags_with_value;
  // Words between the flags and the command: timeout DURATION.
  unsigned operands = 0;
  // NAME=VALUE words may stand in front of the command.
  bool assignments = false;
  // First word that makes a wrapper of it: conda run.
  std::string_view verb = {};
};

// Sorted by program.
constexpr Wrapper kWrappers[] = {
    {.program = "builtin"},
    {.program = "bundle", .verb = "exec"},
    {.program = "busybox"},
    {.program = "chpst", .flags_with_value = "-u -U -b -/ -e -n -l -L -m"},
    {.program = "chroot", .operands = 1},
    {.program = "chrt", .flags_with_value = "-T -P -D", .operands = 1},
    {.program = "command"},
    {.program = "conda",
     .flags_with_value = "-n --name -p --prefix --cwd",
     .verb = "run"},
    {.program = "doas", .flags_with_value = "-u -C"},
    {.program = "dumb-init", .flags_with_value = "-r --rewrite"},
    {.program = "eatmydata"},
    {.program = "env",
     .flags_with_value = "-u --unset -C --chdir",
     .assignments = true},
    {.program = "exec", .flags_with_value = "-a"},
    {.program = "fakeroot", .flags_with_value = "-l -s -i -b"},
    {.program = "faketime", .operands = 1},
    {.program = "flock", .flags_with_value = "-w --timeout -E", .operands = 1},
    {.program = "gosu", .operands = 1},
    {.program = "ionice", .flags_with_value = "-c --class -n --classdata"},
    {.program = "linux32"},
    {.program = "linux64"},
    {.program = "mamba",
     .flags_with_value = "-n --name -p --prefix --cwd",
     .verb = "run"},
    {.program = "micromamba",
     .flags_with_value = "-n --name -p --prefix --cwd",
     .verb = "run"},
    {.program = "nice", .flags_with_value = "-n --adjustment"},
    {.program = "nohup"},
    {.program = "pipenv", .verb = "run"},
    {.program = "poetry", .flags_with_value = "-C --directory", .verb = "run"},
    {.program = "runuser", .flags_with_value = "-u --user -g --group -G"},
    {.program = "s6-setuidgid", .operands = 1},
    {.program = "setarch", .operands = 1},
    {.program = "setpriv",
     .flags_with_value = "--reuid --regid --groups --inh-caps --ambient-caps "
                         "--bounding-set"},
    {.program = "setsid"},
    {.program = "stdbuf",
     .flags_with_value = "-i -o -e --input --output --error"},
    {.program = "su-exec", .operands = 1},
    {.program = "sudo",
     .flags_with_value = "-u --user -g --group -h --host -p --prompt -C -r -t "
                         "-T -D -R --chdir --chroot",
     .assignments = true},
    {.program = "taskset", .operands = 1},
    {.program = "time", .flags_with_value = "-f --format -o --output"},
    {.program = "timeout",
     .flags_with_value = "-s --signal -k --kill-after",
     .operands = 1},
    {.program = "tini", .flags_with_value = "-p -e"},
    {.program = "torsocks"},
    {.program = "unbuffer"},
    {.program = "uv",
     .flags_with_value = "--with --python -p --directory",
     .verb = "run"},
    {.program = "xargs",
     .flags_with_value = "-a --arg-file -d --delimiter -E -I -L --max-lines -n "
                         "--max-args -P --max-procs -s --max-chars"},
    {.program = "xvfb-run", .flags_with_value = "-n -s -e -f -p"},
};

constexpr std::string_view kShells[] = {"sh",    "bash", "ash",  "dash",
                                        "zsh",   "ksh",  "mksh", "fish",
                                        "rbash", "csh",  "tcsh", "ksh93"};
constexpr WordKinds kShellKinds = [] {
  WordKinds kinds;
  for (std::string_view name : kShells) kinds.Add(name);
  return kinds;
}();

bool Lists(std::string_view flags, std::string_view flag) {
  for (std::size_t at = flags.find(flag); at != std::string_view::npos;
       at = flags.find(flag, at + 1)) {
    std::size_t end = at + flag.size();
    bool begins = at == 0 || flags[at - 1] == ' ';
    if (begins && (end == flags.size() || flags[end] == ' ')) return true;
  }
  return false;
}

// The flag's value is the next word: -u, and -u in -Eu.
bool TakesNextWord(std::string_view flag, std::string_view with_value) {
  if (Lists(with_value, flag)) return true;
  if (flag.starts_with("--") || flag.size() < 3) return false;
  for (std::size_t i = 1; i < flag.size(); ++i) {
    const char letter[] = {'-', flag[i]};
    if (Lists(with_value, {letter, 2})) return i + 1 == flag.size();
  }
  return false;
}

bool IsFlag(const Word& word) {
  return word.known && word.value.size() > 1 && word.value[0] == '-';
}

bool IsAssignment(const Word& word) {
  std::size_t equals = word.value.find('=');
  if (equals == 0 || equals == std::string_view::npos) return false;
  return std::all_of(word.value.begin(),
                     word.value.begin() + static_cast<std::ptrdiff_t>(equals),
                     base::IsNameChar);
}

// find ... -exec command ... ;
std::span<const Word> ExecOfFind(std::span<const Word> words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    std::string_view value = words[i].value;
    if (value != "-exec" && value != "-execdir" && value != "-ok" &&
        value != "-okdir") {
      continue;
    }
    std::size_t end = i + 1;
    while (end < words.size() && words[end].value != ";" &&
           words[end].value != "+") {
      ++end;
    }
    return words.subspan(i + 1, end - i - 1);
  }
  return {};
}

constexpr WordKinds kWrapperKinds = [] {
  WordKinds kinds;
  for (const Wrapper& row : kWrappers) kinds.Add(row.program);
  return kinds;
}();

const Wrapper* FindWrapper(std::string_view program) {
  if (!kWrapperKinds.MayHold(program)) return nullptr;
  const Wrapper* found =
      std::lower_bound(std::begin(kWrappers), std::end(kWrappers), program,
                       [](const Wrapper& row, std::string_view name) {
                         return row.program < name;
                       });
  bool hit = found != std::end(kWrappers) && found->program == program;
  return hit ? found : nullptr;
}

std::string_view BaseNameOf(std::string_view program) {
  return program.substr(program.rfind('/') + 1);
}

// sh [flags] -c script: the script; with `reads_input` set where it reads its
// standard input instead.
const Word* ScriptOfShell(std::span<const Word> args, bool& reads_input) {
  bool command = false;
  for (std::size_t i = 0; i < args.size(); ++i) {
    std::string_view value = args[i].value;
    bool flag = args[i].known && value.size() > 1 &&
                (value[0] == '-' || value[0] == '+');
    if (!flag) {
      bool input = value == "-" && !command;
      if (!input) return command ? &args[i] : nullptr;
      continue;
    }
    if (value == "--") continue;
    if (value.starts_with("--")) {
      if (value == "--rcfile" || value == "--init-file") ++i;
      if (value == "--command") command = true;
      continue;
    }
    if (base::Contains(value, "c")) command = true;
    if (value.ends_with('o') || value.ends_with('O')) ++i;
    if (base::Contains(value, "s")) {
      reads_input = true;
      return nullptr;
    }
  }
  reads_input = !command;
  return nullptr;
}

// su [user] -c script
const Word* ScriptOfSu(std::span<const Word> args) {
  for (std::size_t i = 0; i + 1 < args.size(); ++i) {
    std::string_view value = args[i].value;
    bool cluster = value.size() > 1 && value[0] == '-' && value[1] != '-' &&
                   value.ends_with('c');
    if (cluster || value == "--command") return &args[i + 1];
  }
  return nullptr;
}

}  // namespace

bool IsShellProgram(std::string_view name) {
  return kShellKinds.MayHold(name) &&
         std::find(std::begin(kShells), std::end(kShells), name) !=
             std::end(kShells);
}

std::span<const Word> WrappedWords(std::span<const Word> words) {
  if (words.empty()) return {};
  std::string_view program = BaseNameOf(words[0].value);
  if (program == "find") return ExecOfFind(words);
  const Wrapper* wrapper = FindWrapper(program);
  if (wrapper == nullptr) return {};
  std::size_t i = 1;
  if (!wrapper->verb.empty()) {
    if (words.size() < 2 || !words[1].Is(wrapper->verb)) return {};
    i = 2;
  }
  for (; i < words.size(); ++i) {
    const Word& word = words[i];
    if (word.Is("--")) {
      ++i;
      break;
    }
    if (IsFlag(word)) {
      // `command -v X` only looks for X.
      bool lookup = program == "command" &&
                    word.value.find_first_of("vV") != std::string_view::npos;
      if (lookup) return {};
      if (TakesNextWord(word.value, wrapper->flags_with_value)) ++i;
    } else if (!wrapper->assignments || !IsAssignment(word)) {
      break;
    }
  }
  i += wrapper->operands;
  if (i >= words.size()) return {};
  return words.subspan(i);
}

std::vector<const Word*> NestedScript(const Command& command) {
  std::vector<const Word*> script;
  std::span<const Word> args = command.args();
  if (command.name == "eval") {
    for (const Word& word : args) script.push_back(&word);
    return script;
  }
  if (command.name == "trap") {
    if (args.size() >= 2 && !IsFlag(args[0]) && args[0].value != "-") {
      script.push_back(&args[0]);
    }
    return script;
  }
  const Word* word = nullptr;
  if (command.name == "su" || command.name == "runuser") {
    word = ScriptOfSu(args);
  } else if (IsShellProgram(command.name)) {
    bool reads_input = false;
    word = ScriptOfShell(args, reads_input);
    for (const Redirection& redirection : command.redirections) {
      if (!reads_input) break;
      if (redirection.op == RedirectOp::kHereDoc) word = redirection.body;
      if (redirection.op == RedirectOp::kHereString) word = &redirection.target;
    }
  }
  if (word != nullptr) script.push_back(word);
  return script;
}

ShellText TextOfWords(ShellBuilder& builder,
                      std::span<const Word* const> words) {
  if (words.size() == 1 && words[0]->pieces.size() == 1) {
    const Piece& piece = words[0]->pieces[0];
    std::size_t quotes = piece.quote == Quote::kSingle ? 1 : 0;
    std::size_t length = piece.range.end - piece.range.begin;
    bool body = length == piece.text.size();
    bool direct = piece.kind == PieceKind::kLiteral &&
                  (body || length == piece.text.size() + 2 * quotes);
    if (direct) {
      std::size_t skip = body ? 0 : quotes;
      return {piece.text, piece.range.begin + static_cast<std::uint32_t>(skip)};
    }
  }
  std::string text;
  std::vector<std::uint32_t> places;
  std::uint32_t end = 0;
  for (const Word* word : words) {
    if (!text.empty()) {
      text += ' ';
      places.push_back(std::max(places.back(), end));
    }
    end = word->range.end;
    for (const Piece& piece : word->pieces) {
      bool literal =
          piece.kind == PieceKind::kLiteral || piece.kind == PieceKind::kGlob;
      std::string_view part = literal ? piece.text : piece.source;
      std::uint32_t begin = piece.range.begin;
      std::uint32_t length = piece.range.end - begin;
      // Without its quotes, or the character behind a backslash.
      if (length == part.size() + 2) ++begin;
      if (length == part.size() + 1) ++begin;
      if (length == part.size() + 3) begin += 2;
      std::uint32_t last = std::max(piece.range.end, begin + 1) - 1;
      for (std::uint32_t i = 0; i < part.size(); ++i) {
        // Fields of a split variable share their place; it never goes back.
        std::uint32_t place = std::min(begin + i, last);
        places.push_back(places.empty() ? place
                                        : std::max(places.back(), place));
      }
      text += part;
    }
  }
  places.push_back(places.empty() ? end : std::max(places.back(), end));
  if (!builder.CountExpansion(text.size(), words.front()->range)) return {};
  ShellArena& arena = builder.data.arena;
  return {arena.Copy(text), 0, arena.Copy(places.data(), places.size()).data()};
}

}  // namespace bulkhead::config
