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
  ComposeNode* node;
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

// The key that a misspelt one seems to mean, or "".
std::string_view MeantKey(const Item& item, std::string_view key) {
  std::vector<std::string_view> names;
  for (const ComposeKey& known : item.spec->shape->keys) {
    if (known.spec.types != 0) names.push_back(known.name);
  }
  return base::DidYouMean(key, names);
}

Error UnknownKey(const Item& item, const ComposeEntry& entry,
                 std::string_view meant) {
  std::string message = base::Format(
      "{}: expected a key of the Compose specification, found \"{}\"",
      item.path.empty() ? "top level" : base::Printable(item.path),
      base::Printable(entry.key));
  if (!meant.empty()) {
    message += base::Format("; did you mean \"{}\"?", meant);
  } else {
    message += "; keys of your own start with x-";
  }
  return ComposeError(entry.value.origin.Best(), message);
}

// What may stand under a key; nullptr for a key that there is not.
const ComposeSpec* SpecOfKey(const Item& item, std::string_view key) {
  const ComposeSpec* child = ChildSpec(*item.spec, key, false);
  return child != nullptr && child->types == 0 ? nullptr : child;
}

class Validator {
 public:
  explicit Validator(ComposeProblems* problems) : problems_(problems) {}

  base::Status Validate(ComposeNode* root) {
    open_.push_back({&ComposeFileSpec(), root, ""});
    while (!open_.empty()) {
      Item item = std::move(open_.back());
      open_.pop_back();
      base::Status status = KeepFault(CheckValue(item), item.node, problems_);
      if (status.ok() && item.node->IsMapping()) status = CheckMapping(item);
      if (status.ok() && item.node->IsSequence()) status = CheckList(item);
      if (!status.ok()) return status;
    }
    return base::Ok{};
  }

 private:
  base::Status Keep(base::Status status) {
    return KeepProblem(std::move(status), ComposeProblemKind::kValue,
                       problems_);
  }

  // The value itself, without what it holds.
  static base::Status CheckValue(const Item& item) {
    const ComposeSpec& spec = *item.spec;
    const ComposeNode& node = *item.node;
    if (!TypeFits(spec.types, node)) {
      return Expected(item, TypesText(spec.types));
    }
    if (node.IsNumber()) {
      // Compose validates the file as JSON, which has no such numbers.
      if (!std::isfinite(node.AsDouble())) {
        return Expected(item, "a finite number");
      }
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
    base::Status status = CheckKeys(item);
    if (!status.ok()) return status;
    std::vector<ComposeEntry>& entries = item.node->entries();
    for (std::size_t i = entries.size(); i-- > 0;) {
      ComposeEntry& entry = entries[i];
      const ComposeSpec* child = SpecOfKey(item, entry.key);
      bool named = item.spec->pattern == ComposePattern::kNone ||
                   KeyFits(item.spec->pattern, entry.key);
      if (child == nullptr || !named) continue;
      open_.push_back(
          {child, &entry.value,
           item.path.empty() ? entry.key : item.path + "." + entry.key});
    }
    return Keep(CheckRequired(item));
  }

  // All keys of a mapping. May add some, behind the others.
  base::Status CheckKeys(const Item& item) {
    const ComposeSpec& spec = *item.spec;
    std::vector<std::pair<std::string_view, ComposeOrigin>> meant;
    const std::vector<ComposeEntry>& entries = item.node->entries();
    for (std::size_t i = entries.size(); i-- > 0;) {
      const ComposeEntry& entry = entries[i];
      base::Status status = base::Ok{};
      if (spec.shape != nullptr && SpecOfKey(item, entry.key) == nullptr) {
        bool extension =
            spec.shape->extensions && entry.key.compare(0, 2, "x-") == 0;
        if (extension || spec.shape->open) continue;
        std::string_view near = MeantKey(item, entry.key);
        if (!near.empty()) meant.emplace_back(near, entry.value.origin);
        status = UnknownKey(item, entry, near);
      } else if (spec.pattern != ComposePattern::kNone && !spec.other_keys &&
                 !KeyFits(spec.pattern, entry.key)) {
        status = ComposeError(
            entry.value.origin.Best(),
            base::Format("{}: expected a name of letters, digits and . _ -, "
                         "found \"{}\"",
                         base::Printable(item.path),
                         base::Printable(entry.key)));
      }
      status = Keep(std::move(status));
      if (!status.ok()) return status;
    }
    for (const auto& [key, origin] : meant) {
      if (problems_ == nullptr || item.node->Has(key)) continue;
      ComposeNode& value = item.node->Set(key, ComposeNode());
      value.origin = origin;
      problems_->TakeOut(&value);
    }
    return base::Ok{};
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
    base::Status status = Keep(CheckUnique(item));
    if (!status.ok() || item.spec->items == nullptr) return status;
    std::vector<ComposeEntry>& entries = item.node->entries();
    for (std::size_t i = entries.size(); i-- > 0;) {
      open_.push_back({item.spec->items, &entries[i].value,
                       base::Format("{}[{}]", item.path, i)});
    }
    return base::Ok{};
  }

  static base::Status CheckUnique(const Item& item) {
    if (!item.spec->unique) return base::Ok{};
    std::set<std::pair<ComposeKind, std::string>> seen;
    for (const ComposeEntry& entry : item.node->entries()) {
      const ComposeNode& node = entry.value;
      if (node.IsScalar() && !seen.emplace(node.kind(), node.Scalar()).second) {
        return ComposeError(
            node.origin.Best(),
            base::Format("{}: expected each item once, found {} again",
                         base::Printable(item.path), Found(node)));
      }
    }
    return base::Ok{};
  }

  ComposeProblems* problems_;
  std::vector<Item> open_;
};

}  // namespace

base::Status ValidateSchema(ComposeNode* root, ComposeProblems* problems) {
  return Validator(problems).Validate(root);
}

}  // namespace bulkhead::config
