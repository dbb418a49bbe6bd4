// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The project as YAML, with the origin of each value as a comment.
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "config/compose/compose.h"

namespace bulkhead::config {
namespace {

std::string StepText(const ComposeStep& step) {
  std::string place = step.place.Text();
  switch (step.kind) {
    case ComposeStepKind::kOverrides:
      return "overrides " + place;
    case ComposeStepKind::kIncluded:
      return "included by " + place;
    case ComposeStepKind::kExtends:
      return "by extends in " + place;
    case ComposeStepKind::kMergeKey:
      return base::Format("by {} in {}", step.name, place);
    case ComposeStepKind::kVariable:
      return "variable " + step.name;
    case ComposeStepKind::kEnvFile:
      return "by env file in " + place;
    case ComposeStepKind::kDefault:
      return step.name;
  }
  return {};
}

class Writer {
 public:
  std::string Write(const ComposeNode& root) {
    Children(root, 0);
    return std::move(out_);
  }

 private:
  struct Line {
    const ComposeEntry* entry;
    bool in_list;
    std::size_t depth;
    bool after_dash;  // goes on in the line of the dash
  };

  void Children(const ComposeNode& root, std::size_t depth) {
    Push(root, depth, false);
    while (!open_.empty()) {
      Line line = open_.back();
      open_.pop_back();
      Print(line);
    }
  }

  void Push(const ComposeNode& node, std::size_t depth, bool after_dash) {
    std::vector<const ComposeEntry*> entries;
    for (const ComposeEntry& entry : node.entries()) entries.push_back(&entry);
    if (node.IsMapping()) {
      std::stable_sort(entries.begin(), entries.end(),
                       [](const ComposeEntry* a, const ComposeEntry* b) {
                         return a->key < b->key;
                       });
    }
    for (std::size_t i = entries.size(); i-- > 0;) {
      open_.push_back(
          {entries[i], node.IsSequence(), depth, after_dash && i == 0});
    }
  }

  void Print(const Line& line) {
    const ComposeNode& value = line.entry->value;
    if (!line.after_dash) out_.append(line.depth * 2, ' ');
    out_ += line.in_list ? "-" : formats::YamlScalar(line.entry->key) + ":";
    if (value.size() > 0) {
      if (line.in_list) {
        out_ += ' ';
        Push(value, line.depth + 1, true);
        return;
      }
      Comment(value);
      Push(value, line.depth + 1, false);
      return;
    }
    out_ += ' ';
    out_ += value.IsMapping()    ? "{}"
            : value.IsSequence() ? "[]"
            : value.IsNull()     ? "null"
            : value.IsString()   ? formats::YamlScalar(value.Text())
                                 : value.Scalar();
    Comment(value);
  }

  void Comment(const ComposeNode& value) {
    std::string text = DescribeOrigin(value.origin);
    if (!text.empty()) out_ += "  # " + base::Printable(text);
    out_ += '\n';
  }

  std::string out_;
  std::vector<Line> open_;
};

}  // namespace

std::string DescribeOrigin(const ComposeOrigin& origin) {
  std::string text = origin.Best().Text();
  std::size_t steps = 0;
  for (const ComposeStep* step = origin.steps; step != nullptr;
       step = step->next) {
    if (++steps > 8) return text + ", ...";
    if (!text.empty()) text += ", ";
    text += StepText(*step);
  }
  return text;
}

std::string ComposeProjectToYaml(const ComposeProject& project) {
  return Writer().Write(project.root);
}

}  // namespace bulkhead::config
