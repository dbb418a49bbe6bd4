// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// One instruction of a Dockerfile. All views live as long as the Dockerfile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "config/dockerfile/offset_map.h"
#include "model/location.h"

namespace bulkhead::config {

enum class InstructionKind : std::uint8_t {
  kUnknown,
  kAdd,
  kArg,
  kCmd,
  kCopy,
  kEntrypoint,
  kEnv,
  kExpose,
  kFrom,
  kHealthcheck,
  kLabel,
  kMaintainer,
  kOnbuild,
  kRun,
  kShell,
  kStopsignal,
  kUser,
  kVolume,
  kWorkdir,
};
// "COPY"; "" for kUnknown.
std::string_view KeywordOf(InstructionKind kind);
InstructionKind KindOf(std::string_view keyword);  // upper and lower case equal

// A piece of text with its place. `value` has line continuations joined; the
// range is the place in the file, continuations included.
struct PlacedText {
  std::string_view value;
  model::Range range;
  [[nodiscard]] bool empty() const { return value.empty(); }
};

// --name=value; --name alone has no value.
struct Flag {
  std::string_view text;  // as BuildKit has it, quotes removed: --from=a
  std::string_view name;  // "from", without dashes
  std::string_view value;
  bool has_value = false;
  model::Range range;
  model::Range value_range;
};

struct HereDoc {
  std::string name;
  bool expand = true;  // no part of the word is quoted
  bool chomp = false;  // <<-
  unsigned fd = 0;
  std::string_view content;  // as in the file, tabs kept
  model::Range content_range;
  model::Range word_range;  // <<EOF
  model::Range end_range;   // the line that ends it
  // The content as the reader gets it: tabs removed for <<-.
  [[nodiscard]] ScriptText Body() const;
};

struct KeyValue {
  std::string_view key;
  std::string_view value;  // as written, quotes kept; not expanded
  bool has_value = true;   // false: ARG NAME
  model::Range range;
  model::Range key_range;
  model::Range value_range;
};

struct FromArgs {
  PlacedText image;       // as written: "debian:12", "${BASE}"
  PlacedText platform;    // value of --platform; empty: none
  PlacedText as;          // the word AS as written; empty: none
  PlacedText stage_name;  // as written
};

enum class MountType : std::uint8_t {
  kBind,
  kCache,
  kTmpfs,
  kSecret,
  kSsh,
  kUnknown,
};
std::string_view MountTypeName(MountType type);  // "bind"

// RUN --mount=...; values as written, not expanded. An empty text: not given.
struct Mount {
  MountType type = MountType::kBind;
  PlacedText type_text;
  PlacedText target;
  PlacedText source;
  PlacedText from;
  PlacedText id;
  PlacedText sharing;  // shared, private, locked
  PlacedText mode;
  PlacedText uid;
  PlacedText gid;
  PlacedText size;
  PlacedText env;          // secret: name of the variable
  bool read_only = false;  // as it takes effect: bind is read-only by default
  bool required = false;
  bool target_given = false;
  bool env_given = false;
  model::Range range;  // of the flag's value
};

struct Device {
  PlacedText name;
  bool required = false;
  model::Range range;
};

struct RunArgs {
  // Shell form: what the shell gets, here documents included; empty for JSON.
  ScriptText script;
  // The script is the body of the one here document that is all of the RUN.
  bool script_is_heredoc = false;
  std::vector<Mount> mounts;
  PlacedText network;   // default, none, host; empty: not given
  PlacedText security;  // insecure, sandbox
  std::vector<Device> devices;
};

// CMD and ENTRYPOINT. JSON form: see Instruction::arguments.
struct CommandArgs {
  ScriptText script;
};

struct HealthcheckArgs {
  bool none = false;  // HEALTHCHECK NONE
  PlacedText type;    // "NONE", "CMD" as written
  ScriptText script;  // shell form; arguments hold the JSON form
  PlacedText interval, timeout, start_period, start_interval, retries;
};

// COPY and ADD. Here documents among the sources are in heredoc order.
struct CopySource : PlacedText {
  std::int32_t heredoc = -1;  // index into Instruction::heredocs
};
struct CopyArgs {
  std::vector<CopySource> sources;
  PlacedText dest;
  PlacedText from;  // COPY --from; empty: the build context
  PlacedText chown;
  PlacedText chmod;
  PlacedText checksum;      // ADD
  PlacedText keep_git_dir;  // ADD; "" with a range: the bare flag
  PlacedText unpack;        // ADD
  PlacedText link;
  PlacedText parents;  // COPY
  std::vector<PlacedText> excludes;
  bool link_enabled = false;
  bool parents_enabled = false;
  bool keep_git_dir_enabled = false;
};

// ENV, LABEL, ARG.
struct KeyValueArgs {
  std::vector<KeyValue> pairs;
  bool legacy = false;  // ENV NAME value
};

struct Port {
  PlacedText spec;            // as written: "80-90/tcp", "$PORT"
  std::string_view ports;     // "80-90"
  std::string_view protocol;  // as written; "" where none is given
  std::string_view host;      // address or host port in front, normally ""
  // -1: not a number (a variable, say).
  long long first = -1;
  long long last = -1;
};
struct ExposeArgs {
  std::vector<Port> ports;
};

struct Instruction;
struct OnbuildArgs {
  std::unique_ptr<Instruction> instruction;  // null where it is faulty
};

struct Instruction {
  InstructionKind kind = InstructionKind::kUnknown;
  bool json_form = false;    // the arguments are a JSON array
  bool faulty = false;       // some SyntaxError is about it
  std::string_view keyword;  // as written
  model::Range keyword_range;
  // From the keyword to the last byte, here documents included, without line
  // ending.
  model::Range range;
  int first_line = 0;
  int last_line = 0;
  // The lines joined as BuildKit does, from the keyword on.
  std::string_view text;
  OffsetMap map;  // of `text`
  // `text` behind keyword and flags.
  std::string_view rest;
  model::Range rest_range;
  std::vector<Flag> flags;
  // Words behind the flags, as BuildKit's tree has them: JSON elements decoded;
  // words of FROM, COPY, ADD, EXPOSE, VOLUME, USER ... split at white space,
  // quotes kept; the whole text for RUN, CMD, ENTRYPOINT in shell form; the
  // words of the pairs for ENV, LABEL, ARG (key=value in one).
  std::vector<PlacedText> arguments;
  std::vector<HereDoc> heredocs;
  // Lines without text inside the instruction (NoEmptyContinuation).
  std::vector<model::Range> empty_lines;
  // Comments in the lines right above, without an empty line between:
  // Dockerfile::comments[first_comment .. first_comment + comment_count).
  std::uint32_t first_comment = 0;
  std::uint32_t comment_count = 0;

  std::variant<std::monostate, FromArgs, RunArgs, CommandArgs, HealthcheckArgs,
               CopyArgs, KeyValueArgs, ExposeArgs, OnbuildArgs>
      args;

  [[nodiscard]] bool Is(InstructionKind k) const { return kind == k; }
  [[nodiscard]] const FromArgs* from() const {
    return std::get_if<FromArgs>(&args);
  }
  [[nodiscard]] const RunArgs* run() const {
    return std::get_if<RunArgs>(&args);
  }
  // CMD and ENTRYPOINT.
  [[nodiscard]] const CommandArgs* command() const {
    return std::get_if<CommandArgs>(&args);
  }
  [[nodiscard]] const HealthcheckArgs* healthcheck() const {
    return std::get_if<HealthcheckArgs>(&args);
  }
  // COPY and ADD.
  [[nodiscard]] const CopyArgs* copy() const {
    return std::get_if<CopyArgs>(&args);
  }
  // ENV, LABEL and ARG.
  [[nodiscard]] const KeyValueArgs* pairs() const {
    return std::get_if<KeyValueArgs>(&args);
  }
  [[nodiscard]] const ExposeArgs* expose() const {
    return std::get_if<ExposeArgs>(&args);
  }
  // The instruction that ONBUILD holds; null for others and faulty ones.
  [[nodiscard]] const Instruction* onbuild() const {
    const OnbuildArgs* o = std::get_if<OnbuildArgs>(&args);
    return o == nullptr ? nullptr : o->instruction.get();
  }
  [[nodiscard]] const Flag* FindFlag(std::string_view name) const;
  // The first argument; empty where there is none. USER, WORKDIR, STOPSIGNAL
  // and MAINTAINER have just this one.
  [[nodiscard]] PlacedText first() const {
    return arguments.empty() ? PlacedText{} : arguments.front();
  }
};

// The shell script of RUN, CMD, ENTRYPOINT and HEALTHCHECK in shell form; null
// for JSON form, HEALTHCHECK NONE and other instructions.
const ScriptText* ScriptOf(const Instruction& instruction);

}  // namespace bulkhead::config
