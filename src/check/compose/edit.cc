// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/edit.h"

#include "base/text.h"

namespace bulkhead::check {
namespace {

using config::ComposeNode;
using config::ComposePlace;
using config::ComposeStep;
using config::ComposeStepKind;
using model::Edit;

constexpr std::size_t kNone = std::string_view::npos;

std::size_t LineBegin(std::string_view text, std::size_t at) {
  std::size_t newline = at == 0 ? kNone : text.rfind('\n', at - 1);
  return newline == kNone ? 0 : newline + 1;
}

// The end of the line without its newline.
std::size_t LineEnd(std::string_view text, std::size_t at) {
  std::size_t newline = text.find('\n', at);
  std::size_t end = newline == kNone ? text.size() : newline;
  return end > at && text[end - 1] == '\r' ? end - 1 : end;
}

// Behind the newline of the line, or the end of the text.
std::size_t NextLine(std::string_view text, std::size_t at) {
  std::size_t newline = text.find('\n', at);
  return newline == kNone ? text.size() : newline + 1;
}

std::string_view Newline(std::string_view text) {
  return base::Contains(text, "\r\n") ? "\r\n" : "\n";
}

bool OnlyBlanksBefore(std::string_view text, std::size_t at) {
  std::size_t begin = LineBegin(text, at);
  return base::Trim(text.substr(begin, at - begin)).empty();
}

// Nothing but a comment follows on the line.
bool OnlyCommentBehind(std::string_view text, std::size_t at) {
  std::string_view rest =
      base::TrimLeft(text.substr(at, LineEnd(text, at) - at));
  return rest.empty() || rest.front() == '#';
}

// A value without the anchor and the tag in front of it.
struct Content {
  ComposePlace place;
  std::string_view anchor;
};

Content ContentOf(const ComposeNode& node) {
  Content content{node.origin.value, {}};
  if (!content.place.known()) return content;
  std::string_view text = content.place.source->text();
  std::size_t at = content.place.range.begin;
  std::size_t end = content.place.range.end;
  while (at < end && (text[at] == '&' || text[at] == '!')) {
    std::size_t begin = at;
    while (at < end && !base::IsSpace(text[at])) ++at;
    if (text[begin] == '&') {
      content.anchor = text.substr(begin + 1, at - begin - 1);
    }
    while (at < end && base::IsSpace(text[at])) ++at;
  }
  content.place.range.begin = static_cast<std::uint32_t>(at);
  return content;
}

// An alias of the anchor stands in the file.
bool HasAlias(std::string_view text, std::string_view anchor) {
  std::string alias = base::Format("*{}", anchor);
  for (std::size_t at = text.find(alias); at != kNone;
       at = text.find(alias, at + 1)) {
    std::size_t end = at + alias.size();
    if (end == text.size() || base::IsSpace(text[end]) || text[end] == ',' ||
        text[end] == ']' || text[end] == '}') {
      return true;
    }
  }
  return false;
}

bool CameAlong(const ComposeNode& node, bool may_hold_variables) {
  for (const ComposeStep* step = node.origin.steps; step; step = step->next) {
    if (step->kind == ComposeStepKind::kVariable && !may_hold_variables) {
      return true;
    }
    if (step->kind == ComposeStepKind::kMergeKey ||
        step->kind == ComposeStepKind::kEnvFile ||
        step->kind == ComposeStepKind::kExtends ||
        step->kind == ComposeStepKind::kDefault) {
      return true;
    }
  }
  return false;
}

// The value is written in its own place, and nothing else uses that place.
bool IsOwn(const ComposeNode& node) {
  const ComposePlace& value = node.origin.value;
  if (!value.known()) return false;
  const ComposePlace& key = node.origin.key;
  if (!key.known()) return true;
  if (key.source != value.source || value.range.begin < key.range.end) {
    return false;
  }
  std::string_view anchor = ContentOf(node).anchor;
  return anchor.empty() || !HasAlias(value.source->text(), anchor);
}

bool LiesIn(const ComposeNode& node, const ComposeNode& outer) {
  const ComposePlace& inner = node.origin.value;
  const ComposePlace& whole = outer.origin.value;
  return inner.source == whole.source &&
         whole.range.begin <= inner.range.begin &&
         inner.range.end <= whole.range.end;
}

bool MayEdit(const ComposeNode& owner, const ComposeNode& node,
             bool may_hold_variables = false) {
  if (!IsOwn(owner) || !IsOwn(node)) return false;
  if (&owner == &node) return true;
  // What the owner got from elsewhere is shared with others.
  return !CameAlong(node, may_hold_variables) && LiesIn(node, owner);
}

// Steps of two blanks become steps of the file.
std::string Indented(std::string_view line, std::size_t indent,
                     std::size_t step) {
  std::size_t levels = 0;
  while (line.starts_with("  ")) {
    line.remove_prefix(2);
    ++levels;
  }
  return std::string(indent + levels * step, ' ') + std::string(line);
}

// Before the bracket that closes a flow collection, behind its last item.
Edit AddToFlow(const ComposePlace& place, std::string_view what) {
  std::string_view text = place.source->text();
  std::size_t close = place.range.end - 1;
  std::string_view inner =
      text.substr(place.range.begin + 1, close - place.range.begin - 1);
  std::string_view trimmed = base::TrimRight(inner);
  std::size_t at = place.range.begin + 1 + trimmed.size();
  bool first = base::Trim(inner).empty();
  bool comma = !first && trimmed.back() == ',';
  std::string insert = first ? "" : comma ? " " : ", ";
  insert += what;
  return {place.source->path(), {at, at}, std::move(insert)};
}

bool IsFlow(const ComposePlace& place, char open) {
  return place.range.size() >= 2 &&
         place.source->text()[place.range.begin] == open;
}

// `key:` without a value gets one.
std::optional<Edit> FillEmpty(const ComposeNode& mapping,
                              const NewEntry& entry) {
  const ComposePlace& key = mapping.origin.key;
  if (!key.known()) return std::nullopt;
  std::string_view text = key.source->text();
  std::string_view rest =
      text.substr(key.range.end, LineEnd(text, key.range.end) - key.range.end);
  rest = base::TrimLeft(rest);
  if (!base::ConsumePrefix(rest, ":")) return std::nullopt;
  rest = base::TrimLeft(rest);
  if (!rest.empty() && rest.front() != '#') return std::nullopt;
  if (!OnlyBlanksBefore(text, key.range.begin)) return std::nullopt;
  constexpr std::size_t kStep = 2;
  std::size_t column = key.range.begin - LineBegin(text, key.range.begin);
  std::size_t step = column > 0 && column % 4 == 0 ? column : kStep;
  std::size_t at = LineEnd(text, key.range.end);
  std::string insert;
  for (const std::string& line : entry.block) {
    insert += Newline(text);
    insert += Indented(line, column + step, step);
  }
  return Edit{key.source->path(), {at, at}, std::move(insert)};
}

Edit Cut(const base::Source& source, std::size_t begin, std::size_t end) {
  return {source.path(), {begin, end}, ""};
}

// An item between brackets with the comma that follows, or else precedes.
std::optional<Edit> CutFromFlow(const ComposePlace& list,
                                const ComposePlace& item) {
  std::string_view text = list.source->text();
  std::size_t end = item.range.end;
  while (end < list.range.end && base::IsSpace(text[end])) ++end;
  if (text[end] == ',') {
    ++end;
    while (end < list.range.end && base::IsSpace(text[end])) ++end;
    return Cut(*list.source, item.range.begin, end);
  }
  std::size_t begin = item.range.begin;
  while (begin > list.range.begin && base::IsSpace(text[begin - 1])) --begin;
  if (text[begin - 1] != ',') return std::nullopt;
  return Cut(*list.source, begin - 1, item.range.end);
}

// The lines of a text that are comments: they stay where it goes.
std::string CommentLines(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at = NextLine(text, at)) {
    std::string_view line = text.substr(at, NextLine(text, at) - at);
    if (base::TrimLeft(line).starts_with('#')) out += line;
  }
  return out;
}

}  // namespace

std::optional<Edit> AddEntry(const ComposeNode& owner,
                             const ComposeNode& mapping,
                             const NewEntry& entry) {
  const ComposePlace place = ContentOf(mapping).place;
  if (!mapping.IsMapping() || !MayEdit(owner, mapping)) return std::nullopt;
  if (place.range.empty()) return FillEmpty(mapping, entry);
  if (IsFlow(place, '{')) return AddToFlow(place, entry.flow);
  std::string_view text = place.source->text();
  // A block mapping begins on a line of its own, or is something else: the
  // short form of what is a mapping now.
  if (!OnlyBlanksBefore(text, place.range.begin)) return std::nullopt;
  if (!OnlyCommentBehind(text, place.range.end)) return std::nullopt;
  std::size_t indent = place.range.begin - LineBegin(text, place.range.begin);
  std::size_t step = 2;
  if (mapping.origin.key.known()) {
    std::size_t key = mapping.origin.key.range.begin;
    std::size_t outer = key - LineBegin(text, key);
    if (indent > outer) step = indent - outer;
  }
  std::size_t at = LineEnd(text, place.range.end);
  std::string insert;
  for (const std::string& line : entry.block) {
    insert += Newline(text);
    insert += Indented(line, indent, step);
  }
  return Edit{place.source->path(), {at, at}, std::move(insert)};
}

std::optional<Edit> AddItem(const ComposeNode& owner, const ComposeNode& list,
                            std::string_view item) {
  const ComposePlace place = ContentOf(list).place;
  if (!MayEdit(owner, list) || place.range.empty()) return std::nullopt;
  if (IsFlow(place, '[')) return AddToFlow(place, item);
  std::string_view text = place.source->text();
  if (text[place.range.begin] != '-' ||
      !OnlyBlanksBefore(text, place.range.begin) ||
      !OnlyCommentBehind(text, place.range.end)) {
    return std::nullopt;
  }
  std::size_t indent = place.range.begin - LineBegin(text, place.range.begin);
  std::size_t at = LineEnd(text, place.range.end);
  return Edit{
      place.source->path(),
      {at, at},
      base::Format("{}{}- {}", Newline(text), std::string(indent, ' '), item)};
}

std::optional<Edit> ReplaceScalar(const ComposeNode& owner,
                                  const ComposeNode& scalar,
                                  std::string_view text) {
  if (!MayEdit(owner, scalar)) return std::nullopt;
  std::string_view old = WrittenText(scalar);
  if (old.empty() || base::Contains(old, "\n")) return std::nullopt;
  std::string quote;
  if (old.front() == '"' || old.front() == '\'') quote = old.front();
  if (base::Contains("|>{[*&!", old.substr(0, 1))) return std::nullopt;
  const ComposePlace& place = scalar.origin.value;
  return Edit{place.source->path(),
              {place.range.begin, place.range.end},
              base::Format("{}{}{}", quote, text, quote)};
}

std::optional<Edit> RemoveEntry(const ComposeNode& owner,
                                const ComposeNode& value) {
  const ComposePlace& key = value.origin.key;
  const ComposePlace& place = value.origin.value;
  if (!key.known() || !MayEdit(owner, value)) return std::nullopt;
  std::string_view text = key.source->text();
  if (!OnlyBlanksBefore(text, key.range.begin) ||
      !OnlyCommentBehind(text, place.range.end)) {
    return std::nullopt;
  }
  // The first entry shares the line of the dash or is what holds the rest.
  Edit cut = Cut(*key.source, LineBegin(text, key.range.begin),
                 NextLine(text, place.range.end));
  cut.replacement = CommentLines(
      text.substr(cut.range.begin, cut.range.end - cut.range.begin));
  return cut;
}

std::optional<Edit> RemoveItem(const ComposeNode& owner,
                               const ComposeNode& list,
                               const ComposeNode& item) {
  // Others may have come from another file.
  std::size_t beside = 0;
  for (const config::ComposeEntry& entry : list.entries()) {
    if (LiesIn(entry.value, list)) ++beside;
  }
  if (!LiesIn(item, list)) return std::nullopt;
  if (beside <= 1) return RemoveEntry(owner, list);
  const ComposePlace& place = item.origin.value;
  if (!MayEdit(owner, list) || !MayEdit(owner, item)) return std::nullopt;
  const ComposePlace whole = ContentOf(list).place;
  if (IsFlow(whole, '[')) return CutFromFlow(whole, place);
  std::string_view text = place.source->text();
  std::size_t begin = LineBegin(text, place.range.begin);
  std::string_view before =
      base::Trim(text.substr(begin, place.range.begin - begin));
  if (before != "-" || !OnlyCommentBehind(text, place.range.end)) {
    return std::nullopt;
  }
  return Cut(*place.source, begin, NextLine(text, place.range.end));
}

std::optional<Edit> RemovePair(const ComposeNode& owner,
                               const ComposeNode& pairs,
                               const ComposeNode& value) {
  std::size_t beside = 0;
  for (const config::ComposeEntry& entry : pairs.entries()) {
    if (LiesIn(entry.value, pairs)) ++beside;
  }
  if (!LiesIn(value, pairs)) return std::nullopt;
  if (beside <= 1) return RemoveEntry(owner, pairs);
  return value.origin.key.known() ? RemoveEntry(owner, value)
                                  : RemoveItem(owner, pairs, value);
}

std::optional<Edit> ReplaceWritten(const ComposeNode& owner,
                                   const ComposeNode& value, std::size_t at,
                                   std::size_t size, std::string_view text) {
  if (!MayEdit(owner, value, true)) return std::nullopt;
  std::string_view old = WrittenText(value);
  if (old.size() < at + size || size == 0 || base::Contains(old, "\n") ||
      base::Contains("|>*&!", old.substr(0, 1))) {
    return std::nullopt;
  }
  const ComposePlace& place = value.origin.value;
  std::size_t begin = place.range.begin + at;
  return Edit{place.source->path(), {begin, begin + size}, std::string(text)};
}

std::optional<Edit> RemoveLine(const ComposePlace& key) {
  if (!key.known()) return std::nullopt;
  std::string_view text = key.source->text();
  if (!OnlyBlanksBefore(text, key.range.begin)) return std::nullopt;
  std::string_view rest =
      text.substr(key.range.end, LineEnd(text, key.range.end) - key.range.end);
  rest = base::TrimLeft(rest);
  if (!base::ConsumePrefix(rest, ":") || base::Trim(rest).empty()) {
    return std::nullopt;
  }
  if (base::Contains("|>{[&*", base::Trim(rest).substr(0, 1))) {
    return std::nullopt;
  }
  std::size_t begin = LineBegin(text, key.range.begin);
  std::size_t end = NextLine(text, key.range.end);
  // One empty line is enough at the top of a file.
  if (begin == 0 && end < text.size() &&
      base::Trim(text.substr(end, LineEnd(text, end) - end)).empty()) {
    end = NextLine(text, end);
  }
  return Cut(*key.source, begin, end);
}

std::optional<Edit> AddProjectEntry(const ComposeContext& context,
                                    std::string_view section,
                                    std::string_view name,
                                    std::string_view line) {
  const ComposeNode& there = context.project.root[section];
  if (there.origin.value.known()) {
    return AddEntry(there, there,
                    {{base::Format("{}:", name), base::Format("  {}", line)},
                     base::Format("{}: {{{}}}", name, line)});
  }
  const base::Source& source = context.main_source();
  std::string_view text = source.text();
  std::string_view body = text;
  base::ConsumePrefix(body, "---\n");
  if (body.starts_with("---") || body.starts_with("{") ||
      base::Contains(body, "\n---") || base::Contains(body, "\n...")) {
    return std::nullopt;
  }
  std::string_view newline = Newline(text);
  std::string insert =
      base::Format("{1}:{0}  {2}:{0}    {3}", newline, section, name, line);
  insert = text.ends_with('\n') ? base::Format("{0}{1}{0}", newline, insert)
                                : base::Format("{0}{0}{1}", newline, insert);
  return Edit{source.path(), {text.size(), text.size()}, std::move(insert)};
}

std::optional<Edit> AddKey(const ComposeService& service, std::string_view key,
                           std::string_view value) {
  if (service.Has(key)) return std::nullopt;
  std::string line = base::Format("{}: {}", key, value);
  return AddEntry(*service.node, *service.node, {{line}, line});
}

std::optional<Edit> AddToList(const ComposeService& service,
                              std::string_view key,
                              const std::vector<std::string>& items) {
  if (service.Has(key)) {
    if (items.size() != 1) return std::nullopt;
    return AddItem(*service.node, service[key], items.front());
  }
  NewEntry entry;
  entry.block.push_back(base::Format("{}:", key));
  for (const std::string& item : items) {
    entry.block.push_back(base::Format("  - {}", item));
  }
  entry.flow = base::Format("{}: [{}]", key, base::Join(items, ", "));
  return AddEntry(*service.node, *service.node, entry);
}

void OfferOptionRemoval(const ComposeService& service, const ComposeNode& item,
                        model::Finding& finding) {
  if (service["security_opt"].size() == 1) {
    Offer(finding, false, "Set no-new-privileges:true instead",
          ReplaceScalar(*service.node, item, "no-new-privileges:true"));
    return;
  }
  Offer(finding, false, base::Format("Remove {}", base::Printable(item.Text())),
        RemoveItem(*service.node, service["security_opt"], item));
}

void Offer(model::Finding& finding, bool safe, std::string description,
           std::optional<Edit> edit) {
  if (!edit) return;
  SetFix(finding, safe, std::move(description), {std::move(*edit)});
}

}  // namespace bulkhead::check
