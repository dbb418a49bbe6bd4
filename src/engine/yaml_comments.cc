// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "engine/yaml_comments.h"

#include <algorithm>

namespace bulkhead::engine {
namespace {

using formats::YamlComment;
using formats::YamlEntry;
using formats::YamlNode;
using formats::YamlStream;

struct EntryLines {
  int first = 0;
  int last = 0;
  bool nested = false;
};

// Lines of all entries, in order of their first line; of those that begin on
// one line the outermost comes first. Aliases are not followed, so that the
// walk ends.
std::vector<EntryLines> CollectEntries(const YamlStream& stream) {
  std::vector<EntryLines> entries;
  std::vector<const YamlNode*> stack;
  for (const formats::YamlDocument& document : stream.documents) {
    stack.push_back(document.root);
  }
  while (!stack.empty()) {
    const YamlNode* node = stack.back();
    stack.pop_back();
    for (const YamlEntry& entry : node->entries) {
      bool nested = !entry.value->entries.empty();
      entries.push_back({stream.source->At(entry.range.begin).line,
                         stream.source->At(entry.range.end).line, nested});
      if (nested) stack.push_back(entry.value);
    }
  }
  std::sort(entries.begin(), entries.end(),
            [](const EntryLines& a, const EntryLines& b) {
              return a.first != b.first ? a.first < b.first : a.last > b.last;
            });
  return entries;
}

}  // namespace

std::vector<policy::CommentView> ViewYamlComments(const YamlStream& stream) {
  std::vector<EntryLines> entries;
  if (!stream.comments.empty()) entries = CollectEntries(stream);
  int first_content = entries.empty() ? 1 << 30 : entries.front().first;
  std::vector<policy::CommentView> views;
  for (const YamlComment& comment : stream.comments) {
    base::Position at = stream.source->At(comment.range.begin);
    policy::CommentView view{.text = stream.Text(comment.range),
                             .range = {comment.range.begin, comment.range.end},
                             .line = at.line,
                             .column = at.column,
                             .file_start = at.line < first_content};
    // Beside: the entry that begins on this line; above: the next one.
    int wanted = comment.own_line ? at.line + 1 : at.line;
    auto next = std::lower_bound(
        entries.begin(), entries.end(), wanted,
        [](const EntryLines& entry, int line) { return entry.first < line; });
    if (next != entries.end() && (comment.own_line || next->first == at.line)) {
      view.applies_first_line = next->first;
      view.applies_last_line = next->last;
      view.nested = next->nested;
    }
    views.push_back(view);
  }
  return views;
}

}  // namespace bulkhead::engine
