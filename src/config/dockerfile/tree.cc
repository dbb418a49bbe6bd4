// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The dump of BuildKit's parser.Node: the keyword in lower case, flags as Go
// prints a list of quoted strings, then each argument quoted. ENV and LABEL
// have three nodes a pair: name, value, separator.
#include "config/dockerfile/tree.h"

#include "base/text.h"
#include "config/dockerfile/chars.h"

namespace bulkhead::config {
namespace {

void AppendQuoted(std::string_view text, std::string* out) {
  *out += ' ';
  *out += QuoteGo(text);
}

void AppendPairs(const KeyValueArgs& pairs, std::string* out) {
  for (const KeyValue& pair : pairs.pairs) {
    AppendQuoted(pair.key, out);
    AppendQuoted(pair.value, out);
    AppendQuoted(pairs.legacy ? "" : "=", out);
  }
}

std::string DumpOne(const Instruction& instruction) {
  std::string out = base::ToLower(instruction.keyword);
  if (!instruction.flags.empty()) {
    std::vector<std::string> flags;
    for (const Flag& flag : instruction.flags) {
      flags.push_back(QuoteGo(flag.text));
    }
    out += base::Format(" [{}]", base::Join(flags, " "));
  }
  if (instruction.kind == InstructionKind::kUnknown) return out + " \"\"";
  bool pairs = instruction.kind == InstructionKind::kEnv ||
               instruction.kind == InstructionKind::kLabel;
  if (pairs && instruction.pairs() != nullptr) {
    AppendPairs(*instruction.pairs(), &out);
    return out;
  }
  if (const HealthcheckArgs* check = instruction.healthcheck()) {
    bool listed = !instruction.arguments.empty() &&
                  instruction.arguments[0].range == check->type.range;
    if (!listed && !check->type.empty()) AppendQuoted(check->type.value, &out);
  }
  for (const PlacedText& argument : instruction.arguments) {
    AppendQuoted(argument.value, &out);
  }
  return out;
}

std::string Dump(const Instruction& instruction) {
  std::string out;
  std::size_t depth = 0;
  const Instruction* current = &instruction;
  while (current != nullptr) {
    out += (depth == 0 ? "(" : " (") + DumpOne(*current);
    ++depth;
    current = current->onbuild();
  }
  return out.append(depth, ')');
}

}  // namespace

base::Result<DockerfileTree> TreeOf(const Dockerfile& file) {
  if (const SyntaxError* error = file.ParserError()) {
    return base::Error{
        base::ErrorCode::kInvalid,
        base::Format("{}:{}: {}", base::Printable(file.source->path()),
                     error->line, error->message)};
  }
  DockerfileTree tree;
  for (const Instruction& instruction : file.instructions) {
    tree.lines.push_back(Dump(instruction));
    tree.line_ranges.emplace_back(instruction.first_line,
                                  instruction.last_line);
  }
  return tree;
}

}  // namespace bulkhead::config
