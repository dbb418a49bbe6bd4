// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/shell/shell.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "config/shell/builder.h"
#include "config/shell/parser.h"

namespace bulkhead::config {

namespace {

// More are of no use to anybody.
constexpr std::size_t kMostErrors = 50;

}  // namespace

ShellScript::ShellScript() : data_(std::make_unique<Data>()) {}
ShellScript::~ShellScript() = default;
ShellScript::ShellScript(ShellScript&&) noexcept = default;
ShellScript& ShellScript::operator=(ShellScript&&) noexcept = default;

std::string_view ShellScript::text() const { return data_->text; }
ShellDialect ShellScript::dialect() const { return data_->dialect; }
const Node* ShellScript::root() const { return data_->root; }
std::span<const ShellError> ShellScript::errors() const {
  return data_->errors;
}
std::span<const Command> ShellScript::commands() const {
  return data_->commands;
}

ShellScript ShellBuilder::Wrap(std::unique_ptr<ShellScript::Data> data) {
  std::stable_sort(data->errors.begin(), data->errors.end(),
                   [](const ShellError& a, const ShellError& b) {
                     return a.range.begin < b.range.begin;
                   });
  ShellScript script;
  script.data_ = std::move(data);
  return script;
}

void ShellBuilder::AddError(TextRange range, std::string message) {
  if (given_up || data.errors.size() >= kMostErrors) return;
  data.errors.push_back({range, std::move(message)});
}

void ShellBuilder::GiveUp(TextRange range, std::string message) {
  if (given_up) return;
  given_up = true;
  data.errors.push_back({range, std::move(message)});
}

bool ShellBuilder::Count(std::size_t count, TextRange at) {
  entries += count;
  if (entries <= options.limits.max_entries) return true;
  GiveUp(at, base::Format("more than {} words and commands",
                          options.limits.max_entries));
  return false;
}

bool ShellBuilder::CountExpansion(std::size_t bytes, TextRange at) {
  expansion += bytes;
  if (expansion <= options.limits.max_expansion) return true;
  GiveUp(at, base::Format("expansions make more than {} bytes",
                          options.limits.max_expansion));
  return false;
}

void ShellBuilder::Parse(const ShellText& text, std::uint32_t depth,
                         Node* script) {
  ShellParser(*this, text, depth).ParseScript(script);
  while (!jobs.empty() && !given_up) {
    ShellJob job = jobs.back();
    jobs.pop_back();
    ShellParser parser(*this, job.text, job.depth);
    if (job.script != nullptr) {
      parser.ParseScript(job.script);
    } else {
      parser.ParseBody(job.body);
    }
  }
  jobs.clear();
}

ShellMemory::ShellMemory() : stacks_(std::make_unique<ShellStacks>()) {}
ShellMemory::~ShellMemory() = default;

ShellScript ParseShell(std::string_view script, ShellDialect dialect,
                       const ShellOptions& options) {
  auto data = std::make_unique<ShellScript::Data>();
  data->text = script;
  data->dialect = dialect;
  if (!IsParsed(dialect)) return ShellBuilder::Wrap(std::move(data));
  ShellBuilder builder(*data, options);
  Node* root = data->arena.New<Node>();
  root->kind = NodeKind::kList;
  data->root = root;
  if (script.size() >
      std::min<std::size_t>(options.limits.max_bytes, UINT32_MAX)) {
    builder.GiveUp(
        {}, base::Format("longer than {} bytes", options.limits.max_bytes));
  } else {
    builder.Parse({.text = script}, 0, root);
  }
  // What was parsed before a limit was reached still counts.
  builder.given_up = false;
  builder.entries = 0;
  builder.Flatten();
  return ShellBuilder::Wrap(std::move(data));
}

ShellScript ScriptOfExec(std::span<const ExecArgument> arguments,
                         const ShellOptions& options) {
  auto data = std::make_unique<ShellScript::Data>();
  ShellBuilder builder(*data, options);
  std::vector<Word> words;
  std::vector<Piece> pieces(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    pieces[i].quote = Quote::kSingle;
    pieces[i].range = arguments[i].range;
    pieces[i].text = pieces[i].source = arguments[i].value;
  }
  std::span<Piece> kept = data->arena.Copy(pieces.data(), pieces.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    Word& word = words.emplace_back();
    word.range = arguments[i].range;
    word.text = arguments[i].value;
    word.pieces = kept.subspan(i, 1);
    word.quoted = true;
    SetLiteralValue(data->arena, word);
  }
  Node* simple = data->arena.New<Node>();
  Node* root = data->arena.New<Node>();
  root->kind = NodeKind::kList;
  data->root = root;
  if (!words.empty()) {
    simple->words = data->arena.Copy(words.data(), words.size());
    simple->range = {words.front().range.begin, words.back().range.end};
    root->range = simple->range;
    const Node* child = simple;
    root->children = data->arena.Copy(&child, 1);
  }
  builder.Flatten();
  return ShellBuilder::Wrap(std::move(data));
}

}  // namespace bulkhead::config
