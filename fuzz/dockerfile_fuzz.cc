// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Dockerfiles: any bytes. Every range lies within the text and holds the value
// where it stands in one piece, offsets of scripts lead back into the file,
// and evaluation accepts whatever was parsed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "config/dockerfile/evaluate.h"
#include "config/dockerfile/tree.h"

namespace {

using bulkhead::config::Dockerfile;
using bulkhead::config::Evaluation;
using bulkhead::config::Instruction;
using bulkhead::config::ScriptText;
using bulkhead::model::Range;

void Check(bool condition) {
  if (!condition) std::abort();
}

void CheckRange(const Dockerfile& file, Range range) {
  Check(range.begin <= range.end && range.end <= file.source->text().size());
}

void CheckScript(const Dockerfile& file, const ScriptText& script) {
  const std::string_view text = file.source->text();
  for (std::size_t i = 0; i < script.text.size(); ++i) {
    const std::size_t at = script.map.ToFile(i);
    Check(at <= text.size());
  }
}

void CheckInstruction(const Dockerfile& file, const Instruction& i) {
  CheckRange(file, i.range);
  CheckRange(file, i.keyword_range);
  CheckRange(file, i.rest_range);
  Check(i.first_line >= 1 && i.first_line <= i.last_line);
  for (const bulkhead::config::PlacedText& word : i.arguments) {
    CheckRange(file, word.range);
  }
  for (const bulkhead::config::Flag& flag : i.flags) {
    CheckRange(file, flag.range);
    CheckRange(file, flag.value_range);
  }
  for (const bulkhead::config::HereDoc& doc : i.heredocs) {
    CheckRange(file, doc.content_range);
    CheckScript(file, doc.Body());
  }
  if (const bulkhead::config::KeyValueArgs* pairs = i.pairs()) {
    for (const bulkhead::config::KeyValue& pair : pairs->pairs) {
      CheckRange(file, pair.key_range);
      CheckRange(file, pair.value_range);
    }
  }
  if (const bulkhead::config::RunArgs* run = i.run()) {
    for (const bulkhead::config::Mount& mount : run->mounts) {
      CheckRange(file, mount.range);
      CheckRange(file, mount.target.range);
    }
  }
  if (const ScriptText* script = bulkhead::config::ScriptOf(i)) {
    CheckScript(file, *script);
    CheckScript(file, bulkhead::config::ScriptWithLines(file, i));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::shared_ptr<const bulkhead::base::Source> source =
      std::make_shared<bulkhead::base::Source>(
          "Dockerfile", std::string(reinterpret_cast<const char*>(data), size));
  bulkhead::base::Limits limits;
  limits.max_expansion = 1 << 16;
  bulkhead::base::Result<Dockerfile> parsed =
      bulkhead::config::ParseDockerfile(std::move(source), limits);
  if (!parsed.ok()) return 0;
  const Dockerfile& file = parsed.value();
  for (const Instruction& instruction : file.instructions) {
    CheckInstruction(file, instruction);
    if (const Instruction* inner = instruction.onbuild()) {
      CheckInstruction(file, *inner);
    }
  }
  for (const bulkhead::config::Comment& comment : file.comments) {
    CheckRange(file, comment.range);
  }
  for (const bulkhead::config::SyntaxError& error : file.errors) {
    CheckRange(file, error.range);
  }
  const bool refused = !bulkhead::config::TreeOf(file).ok();
  Check(refused == (file.ParserError() != nullptr));
  const Evaluation evaluation = bulkhead::config::Evaluate(file);
  Check(evaluation.values.size() == file.instructions.size());
  for (const bulkhead::config::Stage& stage : evaluation.stages) {
    Check(stage.begin < stage.end && stage.base_stage < stage.index);
    Check(evaluation.EnvironmentOf(stage).size() <= file.source->text().size());
  }
  return 0;
}
