// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Merge rules of the Compose specification, section "Merge and override", as
// compose-go v2 applies them. Merger recurses; trees are not deeper than
// Limits::max_depth.
#include "config/compose/merge.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "config/compose/print.h"

namespace bulkhead::config {
namespace {

class Merger {
 public:
  Merger(ComposeArena* arena, ComposeProblems* problems)
      : arena_(arena), problems_(problems) {}

  base::Status Merge(const ComposeSpec* spec, ComposeNode* base,
                     ComposeNode over, std::string_view name) {
    ComposeMerge how = spec == nullptr ? ComposeMerge::kDefault : spec->merge;
    switch (how) {
      case ComposeMerge::kDefault:
        break;
      case ComposeMerge::kReplace:
        Replace(base, std::move(over));
        return Done();
      case ComposeMerge::kToList:
      case ComposeMerge::kToSet:
        return MergeLists(base, over, how == ComposeMerge::kToSet);
      case ComposeMerge::kBuild:
        ToMapping(base, "context");
        ToMapping(&over, "context");
        break;
      case ComposeMerge::kDependsOn:
        NamesToMapping(base, true);
        NamesToMapping(&over, true);
        break;
      case ComposeMerge::kNames:
        NamesToMapping(base, false);
        NamesToMapping(&over, false);
        break;
      case ComposeMerge::kLogging:
        if (OtherDriver(*base, over)) {
          Replace(base, std::move(over));
          return Done();
        }
        break;
      case ComposeMerge::kAddressPools:
        return MergePools(spec, base, &over);
    }
    return MergeDefault(spec, base, std::move(over), name);
  }

 private:
  static base::Status Done() { return base::Ok{}; }

  base::Status MergeDefault(const ComposeSpec* spec, ComposeNode* base,
                            ComposeNode over, std::string_view name) {
    if (over.IsNull() && !base->IsNull()) return Done();
    if (base->IsMapping()) {
      if (!over.IsMapping()) return Mismatch(base, over, name);
      return MergeMappings(spec, base, std::move(over));
    }
    if (base->IsSequence()) {
      if (!over.IsSequence()) return Mismatch(base, over, name);
      AppendNew(base, std::move(over));
      return Done();
    }
    Replace(base, std::move(over));
    return Done();
  }

  base::Status MergeMappings(const ComposeSpec* spec, ComposeNode* base,
                             ComposeNode over) {
    std::map<std::string, std::size_t, std::less<>> places;
    for (std::size_t i = 0; i < base->size(); ++i) {
      places.emplace(base->entries()[i].key, i);
    }
    for (ComposeEntry& entry : over.entries()) {
      std::map<std::string, std::size_t, std::less<>>::const_iterator known =
          places.find(entry.key);
      if (known == places.end()) {
        base->entries().push_back(std::move(entry));
        continue;
      }
      ComposeNode* old = &base->entries()[known->second].value;
      const ComposeSpec* child =
          spec == nullptr ? nullptr : ChildSpec(*spec, entry.key, false);
      base::Status status =
          Merge(child, old, std::move(entry.value), entry.key);
      if (!status.ok()) return status;
    }
    return Done();
  }

  void Replace(ComposeNode* base, ComposeNode over) {
    over.origin.steps = arena_->Step(ComposeStepKind::kOverrides, {},
                                     base->origin.Best(), over.origin.steps);
    *base = std::move(over);
  }

  base::Status Mismatch(ComposeNode* base, const ComposeNode& over,
                        std::string_view name) {
    std::string where = base->origin.Best().Text();
    return KeepFault(
        ComposeError(
            over.origin.Best(),
            base::Format(
                "cannot override {}: expected a {} as in {}, found a {}",
                base::Printable(name), base->TypeName(),
                where.empty() ? "the earlier file" : where, over.TypeName())),
        base, problems_);
  }

  static base::Status MergeLists(ComposeNode* base, const ComposeNode& over,
                                 bool once) {
    ComposeNode joined = MadeFrom(*base, ToSequence(*base));
    ComposeNode added = ToSequence(over);
    if (once) {
      AppendNew(&joined, std::move(added));
    } else {
      for (ComposeEntry& entry : added.entries()) {
        joined.Append(std::move(entry.value));
      }
    }
    *base = std::move(joined);
    return Done();
  }

  // What is in the list already is not added again.
  static void AppendNew(ComposeNode* list, ComposeNode added) {
    std::set<std::string> known;
    for (const ComposeEntry& entry : list->entries()) {
      known.insert(formats::WriteJson(NodeToJson(entry.value)));
    }
    for (ComposeEntry& entry : added.entries()) {
      if (known.insert(formats::WriteJson(NodeToJson(entry.value))).second) {
        list->Append(std::move(entry.value));
      }
    }
  }

  // A string becomes a mapping with this one key.
  static void ToMapping(ComposeNode* node, std::string_view key) {
    if (!node->IsString()) return;
    ComposeNode mapping = MadeFrom(*node, ComposeNode::Mapping());
    mapping.Set(key, std::move(*node));
    *node = std::move(mapping);
  }

  static void NamesToMapping(ComposeNode* node, bool dependency) {
    if (!node->IsSequence()) return;
    ComposeNode mapping = MadeFrom(*node, ComposeNode::Mapping());
    for (const ComposeEntry& entry : node->entries()) {
      ComposeNode value;
      if (dependency) {
        value.Set(
            "condition",
            MadeFrom(entry.value, ComposeNode::String("service_started")));
        value.Set("required", MadeFrom(entry.value, ComposeNode::Bool(true)));
      }
      mapping.Set(entry.value.Scalar(),
                  MadeFrom(entry.value, std::move(value)));
    }
    *node = std::move(mapping);
  }

  static bool OtherDriver(const ComposeNode& base, const ComposeNode& over) {
    const ComposeNode* a = base.Get("driver");
    const ComposeNode* b = over.Get("driver");
    return a != nullptr && b != nullptr && !a->SameAs(*b);
  }

  // Pools with the same subnet are merged.
  base::Status MergePools(const ComposeSpec* spec, ComposeNode* base,
                          ComposeNode* over) {
    if (!base->IsSequence() || !over->IsSequence()) {
      if (over->IsNull()) return Done();
      return Mismatch(base, *over, "config");
    }
    for (ComposeEntry& entry : over->entries()) {
      ComposeNode* same = nullptr;
      for (ComposeEntry& old : base->entries()) {
        if (same == nullptr &&
            old.value["subnet"].SameAs(entry.value["subnet"])) {
          same = &old.value;
        }
      }
      if (same == nullptr) {
        base->Append(std::move(entry.value));
        continue;
      }
      base::Status status =
          Merge(spec->items, same, std::move(entry.value), "config");
      if (!status.ok()) return status;
    }
    return Done();
  }

  ComposeArena* arena_;
  ComposeProblems* problems_;
};

}  // namespace

ComposeNode ToSequence(const ComposeNode& node) {
  ComposeNode list = MadeFrom(node, ComposeNode::Sequence());
  if (node.IsSequence()) return node;
  if (node.IsString()) list.Append(node);
  if (!node.IsMapping()) return list;
  for (const ComposeEntry& entry : node.entries()) {
    if (entry.value.IsNull()) {
      list.Append(MadeFrom(entry.value, ComposeNode::String(entry.key)));
    } else if (entry.value.IsSequence()) {
      for (const ComposeEntry& item : entry.value.entries()) {
        list.Append(MadeFrom(
            item.value,
            ComposeNode::String(entry.key + "=" + item.value.Scalar())));
      }
    } else {
      list.Append(MadeFrom(
          entry.value,
          ComposeNode::String(entry.key + "=" + entry.value.Scalar())));
    }
  }
  std::stable_sort(list.entries().begin(), list.entries().end(),
                   [](const ComposeEntry& a, const ComposeEntry& b) {
                     return a.value.Text() < b.value.Text();
                   });
  return list;
}

base::Status MergeCompose(const ComposeSpec& spec, ComposeNode* base,
                          ComposeNode over, ComposeArena* arena,
                          ComposeProblems* problems) {
  return Merger(arena, problems)
      .Merge(&spec, base, std::move(over), "the file");
}

}  // namespace bulkhead::config
