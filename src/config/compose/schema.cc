// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Validation of a merged tree by the table of spec.cc.
#include "config/compose/schema.h"

#include <cmath>
#include <set>

#include "base/text.h"
#include "config/compose/arena.h"
#include "config/compose/spec.h"

namespace bulkhead::config {
namespace {

using base::Error;

struct Item {
  const ComposeSpec* spec;
  const ComposeNode* node;
  std::string path;  // "services.web.ports[0]"
};

std::string TypesText(unsigned types) {
  struct Name {
    unsigned bit;
    std::string_view text;
  };
  constexpr Name kNames[] = {
      {kBoolType, "a boolean"},  {kIntType, "an integer"},
      {kNumberType, "a number"}, {kStringType, "a string"},
      {kMapType, "a mapping"},   {kListType, "a list"},
      {kNullType, "nothing"},
  };
  std::vector<std::string_view> found;
  for (const Name& name : kNames) {
    if ((types & name.bit) != 0) found.push_back(name.text);
  }
  std::string out;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (i > 0) out += i + 1 == found.size() ? " or " : ", ";
    out += found[i];
  }
  return out;
}

bool IsWhole(const ComposeNode& node) {
  if (node.IsInt()) return true;
  return node.IsFloat() && std::floor(node.AsDouble()) == node.AsDouble();
}

bool TypeFits(unsigned types, const ComposeNode& node) {
  switch (node.kind()) {
    case ComposeKind::kNull:
      return (types & kNullType) != 0;
    case ComposeKind::kBool:
      return (types & kBoolType) != 0;
    case ComposeKind::kInt:
    case ComposeKind::kFloat:
      return (types & kNumberType) != 0 ||
             ((types & kIntType) != 0 && IsWhole(node));
    case ComposeKind::kString:
      return (types & kStringType) != 0;
    case ComposeKind::kMapping:
      return (types & kMapType) != 0;
    case ComposeKind::kSequence:
      return (types & kListType) != 0;
  }
  return false;
}

// "integer 5", "string \"x\"", "a list"
std::string Found(const ComposeNode& node) {
  switch (node.kind()) {
    case ComposeKind::kNull:
      return "nothing";
    case ComposeKind::kMapping:
      return "a mapping";
    case ComposeKind::kSequence:
      return "a list";
    case ComposeKind::kString:
      return base::Format("string \"{}\"",
                          base::Printable(node.Text().substr(0, 60)));
    default:
      return base::Format("{} {}", node.TypeName(), node.Scalar());
  }
}

Error Expected(const Item& item, std::string_view what) {
  return ComposeError(
      item.node->origin.Best(),
      base::Format("{}: expected {}, found {}", base::Printable(item.path),
                   what, Found(*item.node)));
}

bool IsNameChar(char c) { return base::IsNameChar(c) || c == '.' || c == '-'; }

// Somewhere in the text, as the specification's pattern is not anchored.
bool HasContainerName(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (base::IsAlnum(text[i]) && IsNameChar(text[i + 1])) return true;
  }
  return false;
}

bool HasPullPolicy(std::string_view text) {
  for (std::string_view word : {"always", "never", "build", "if_not_present",
                                "missing", "refresh", "daily", "weekly"}) {
    if (base::Contains(text, word)) return true;
  }
  std::size_t every = text.find("every_");
  if (every == std::string_view::npos) return false;
  std::string_view rest = text.substr(every + 6);
  std::size_t digits = 0;
  while (digits < rest.size() && base::IsDigit(rest[digits])) ++digits;
  return digits > 0 && digits < rest.size() &&
         base::Contains("wdhms", rest.substr(digits, 1));
}

bool KeyFits(ComposePattern pattern, std::string_view key) {
  for (char c : key) {
    bool fits = pattern == ComposePattern::kLowerCase ? base::IsLower(c)
                                                      : IsNameChar(c);
    if (!fits) return false;
  }
  return !key.empty();
}

Error UnknownKey(const Item& item, const ComposeEntry& entry) {
  std::vector<std::string_view> names;
  for (const ComposeKey& key : item.spec->shape->keys) {
    if (key.spec.types != 0) names.push_back(key.name);
  }
  std::string_view near = base::DidYouMean(entry.key, names);
  std::string message = base::Format(
      "{}: expected a key of the Compose specification, found \"{}\"",
      item.path.empty() ? "top level" : base::Printable(item.path),
      base::Printable(entry.key));
  if (!near.empty()) {
    message += base::Format("; did you mean \"{}\"?", near);
  } else {
    message += "; keys of your own start with x-";
  }
  return ComposeError(entry.value.origin.Best(), message);
}

class Validator {
 public:
  explicit Validator(ComposeProblems* problems) : problems_(problems) {}

  base::Status Validate(const ComposeNode& root) {
    open_.push_back({&ComposeFileSpec(), &root, ""});
    while (!open_.empty()) {
      Item item = std::move(open_.back());
      open_.pop_back();
      base::Status status = Keep(Check(item));
      if (!status.ok()) return status;
    }
    return base::Ok{};
  }

 private:
  base::Status Keep(base::Status status) {
    return KeepProblem(std::move(status), ComposeProblemKind::kValue,
                       problems_);
  }

  base::Status Check(const Item& item) {
    const ComposeSpec& spec = *item.spec;
    const ComposeNode& node = *item.node;
    if (!TypeFits(spec.types, node)) {
      return Expected(item, TypesText(spec.types));
    }
    if (node.IsMapping()) return CheckMapping(item);
    if (node.IsSequence()) return CheckList(item);
    if (node.IsNumber()) {
      if (node.AsDouble() < spec.minimum) {
        return Expected(
            item, base::Format("at least {}", static_cast<long>(spec.minimum)));
      }
      if (node.AsDouble() > spec.maximum) {
        return Expected(
            item, base::Format("at most {}", static_cast<long>(spec.maximum)));
      }
    }
    if (node.IsString()) return CheckText(item);
    return base::Ok{};
  }

  static base::Status CheckText(const Item& item) {
    const ComposeSpec& spec = *item.spec;
    std::string_view text = item.node->Text();
    if (!spec.choices.empty()) {
      std::vector<std::string_view> choices = base::Split(spec.choices, '|');
      for (std::string_view choice : choices) {
        if (choice == text) return base::Ok{};
      }
      std::string what = "one of " + base::Join(choices, ", ");
      std::string_view near = base::DidYouMean(text, choices);
      Error error = Expected(item, what);
      if (!near.empty()) {
        error = ComposeError(
            item.node->origin.Best(),
            base::Format("{}: expected {}, found {}; did you mean \"{}\"?",
                         base::Printable(item.path), what, Found(*item.node),
                         near));
      }
      return error;
    }
    if (spec.pattern == ComposePattern::kContainerName &&
        !HasContainerName(text)) {
      return Expected(item, "a name of at least two letters, digits or _ . -");
    }
    if (spec.pattern == ComposePattern::kPullPolicy && !HasPullPolicy(text)) {
      return Expected(item,
                      "always, never, build, missing, refresh, daily, weekly "
                      "or every_DURATION");
    }
    return base::Ok{};
  }

  base::Status CheckMapping(const Item& item) {
    const ComposeSpec& spec = *item.spec;
    const std::vector<ComposeEntry>& entries = item.node->entries();
    for (std::size_t i = entries.size(); i-- > 0;) {
      const ComposeEntry& entry = entries[i];
      const ComposeSpec* child = ChildSpec(spec, entry.key, false);
      if (child != nullptr && child->types == 0) child = nullptr;
      if (spec.shape != nullptr && child == nullptr) {
        bool extension =
            spec.shape->extensions && entry.key.compare(0, 2, "x-") == 0;
        if (extension || spec.shape->open) continue;
        base::Status status = Keep(UnknownKey(item, entry));
        if (!status.ok()) return status;
        continue;
      }
      if (spec.pattern != ComposePattern::kNone &&
          !KeyFits(spec.pattern, entry.key)) {
        if (spec.other_keys) continue;
        base::Status status = Keep(ComposeError(
            entry.value.origin.Best(),
            base::Format("{}: expected a name of letters, digits and . _ -, "
                         "found \"{}\"",
                         base::Printable(item.path),
                         base::Printable(entry.key))));
        if (!status.ok()) return status;
        continue;
      }
      if (child == nullptr) continue;
      open_.push_back(
          {child, &entry.value,
           item.path.empty() ? entry.key : item.path + "." + entry.key});
    }
    return CheckRequired(item);
  }

  static base::Status CheckRequired(const Item& item) {
    if (item.spec->shape == nullptr || item.spec->shape->required.empty()) {
      return base::Ok{};
    }
    for (std::string_view key : base::Split(item.spec->shape->required, '|')) {
      if (item.node->Has(key)) continue;
      return ComposeError(
          item.node->origin.Best(),
          base::Format("{}: expected the key \"{}\", found {}",
                       base::Printable(item.path), key,
                       item.node->size() == 0 ? "no keys" : "only others"));
    }
    return base::Ok{};
  }

  base::Status CheckList(const Item& item) {
    const ComposeSpec& spec = *item.spec;
    const std::vector<ComposeEntry>& entries = item.node->entries();
    std::set<std::pair<ComposeKind, std::string>> seen;
    for (std::size_t i = 0; spec.unique && i < entries.size(); ++i) {
      const ComposeNode& node = entries[i].value;
      if (node.IsScalar() && !seen.emplace(node.kind(), node.Scalar()).second) {
        return ComposeError(
            node.origin.Best(),
            base::Format("{}: expected each item once, found {} again",
                         base::Printable(item.path), Found(node)));
      }
    }
    if (spec.items == nullptr) return base::Ok{};
    for (std::size_t i = entries.size(); i-- > 0;) {
      open_.push_back({spec.items, &entries[i].value,
                       base::Format("{}[{}]", item.path, i)});
    }
    return base::Ok{};
  }

  ComposeProblems* problems_;
  std::vector<Item> open_;
};

}  // namespace

base::Status ValidateSchema(const ComposeNode& root,
                            ComposeProblems* problems) {
  return Validator(problems).Validate(root);
}

}  // namespace bulkhead::config
