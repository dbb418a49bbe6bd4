// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "policy/own_check_reader.h"

#include <algorithm>
#include <array>
#include <functional>

#include "base/text.h"
#include "policy/own_check_node.h"

namespace bulkhead::policy {
namespace {

using formats::YamlEntry;
using formats::YamlNode;
using Kind = OwnCondition::Kind;

constexpr std::size_t kMaxConditions = 1000;
constexpr std::array<std::string_view, 2> kTargets = {"dockerfile", "compose"};
constexpr std::array<std::string_view, 3> kConstructs = {"instruction",
                                                         "service", "project"};
constexpr std::array<std::string_view, 8> kConditionKeys = {
    "all",      "any",         "not",     "matches",
    "contains", "instruction", "service", "project"};

bool IsId(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return base::IsLower(c) || base::IsDigit(c) || c == '-';
  });
}

std::string_view TargetOf(std::string_view kind) {
  return kind == "instruction" ? "dockerfile" : "compose";
}

// Reads the conditions of one check. Works through the tree from a list, so
// that its depth costs no stack.
class ConditionReader {
 public:
  ConditionReader(YamlFields& fields, OwnCheckNode& out)
      : fields_(fields), out_(out) {}

  void Read(const YamlNode& root) {
    out_.conditions.clear();
    Add(root, Kind::kAll, 0);
    todo_.push_back({&root, 0});
    for (std::size_t i = 0; i < todo_.size(); ++i) ReadMapping(todo_[i]);
  }

 private:
  struct Todo {
    const YamlNode* node;
    std::size_t index;  // of the kAll that its entries belong to
  };

  std::size_t Add(const YamlNode& node, Kind kind, std::size_t parent) {
    if (out_.conditions.size() == kMaxConditions) {
      fields_.Complain(
          node,
          base::Format("a check has more than {} conditions", kMaxConditions),
          base::ErrorCode::kLimit);
    }
    out_.conditions.push_back({.kind = kind, .parent = parent});
    return out_.conditions.size() - 1;
  }

  bool Full() const { return out_.conditions.size() > kMaxConditions; }

  void AddGroup(const YamlNode& node, std::size_t parent) {
    std::size_t index = Add(node, Kind::kAll, parent);
    todo_.push_back({&node, index});
  }

  // By value: the list grows meanwhile.
  void ReadMapping(Todo todo) {
    std::vector<YamlEntry> entries =
        fields_.Entries(*todo.node, "the conditions");
    if (entries.empty() && todo.node->IsMapping()) {
      fields_.Complain(*todo.node, "expected at least one condition");
    }
    for (const YamlEntry& entry : entries) {
      if (Full()) return;
      ReadEntry(entry, todo.index);
    }
  }

  void ReadEntry(const YamlEntry& entry, std::size_t parent) {
    const YamlNode& key = entry.key->Resolved();
    const YamlNode& value = *entry.value;
    if (key.value == "all" || key.value == "any") {
      std::size_t index =
          Add(key, key.value == "any" ? Kind::kAny : Kind::kAll, parent);
      std::vector<const YamlNode*> items = fields_.Items(value, Quoted(key));
      if (items.empty()) {
        fields_.Complain(
            key, base::Format("expected conditions in {}", Quoted(key)));
      }
      for (const YamlNode* item : items) {
        if (!Full()) AddGroup(*item, index);
      }
    } else if (key.value == "not") {
      AddGroup(value, Add(key, Kind::kNot, parent));
    } else if (key.value == "matches" || key.value == "contains") {
      std::size_t index = Add(key, Kind::kText, parent);
      ReadOperator(key, value, out_.conditions[index].test);
    } else {
      ReadConstruct(key, value, parent);
    }
  }

  // "instruction: RUN", "service.privileged: true"
  void ReadConstruct(const YamlNode& key, const YamlNode& value,
                     std::size_t parent) {
    std::string_view kind = key.value.substr(0, key.value.find('.'));
    if (std::find(kConstructs.begin(), kConstructs.end(), kind) ==
        kConstructs.end()) {
      std::string_view near = base::DidYouMean(kind, kConditionKeys);
      fields_.Complain(
          key,
          base::Format("unknown condition \"{}\"{}", base::Printable(key.value),
                       near.empty()
                           ? base::Format("; expected one of {}",
                                          base::Join(kConditionKeys, ", "))
                           : base::Format("; did you mean \"{}\"?", near)));
      return;
    }
    if (out_.kind.empty()) {
      out_.kind = kind;
    } else if (out_.kind != kind) {
      fields_.Complain(key,
                       base::Format("\"{}\" and \"{}\" in one check: a "
                                    "check looks at constructs of one kind",
                                    out_.kind, kind));
      return;
    }
    bool is_name = kind.size() == key.value.size();
    if (is_name && kind == "project") {
      fields_.Complain(key, "expected \"project.PATH\", found \"project\"");
      return;
    }
    std::size_t index = Add(key, is_name ? Kind::kName : Kind::kValue, parent);
    OwnCondition& condition = out_.conditions[index];
    if (!is_name) {
      condition.path = PathSegments(key.value.substr(kind.size() + 1));
    }
    ReadTest(key, value, condition.test);
    if (kind == "instruction" && is_name) {
      for (std::string& glob : condition.test.globs) {
        glob = base::ToUpper(glob);
      }
    }
  }

  void ReadTest(const YamlNode& key, const YamlNode& value, OwnTest& test) {
    if (!value.IsMapping()) {
      test.globs = fields_.Texts(value, Quoted(key));
      if (test.globs.empty()) {
        fields_.Complain(value, base::Format("expected a text, a list of texts "
                                             "or a mapping for {}",
                                             Quoted(key)));
      }
      return;
    }
    for (const YamlEntry& entry : fields_.Entries(value, Quoted(key))) {
      ReadOperator(entry.key->Resolved(), *entry.value, test);
    }
  }

  void ReadOperator(const YamlNode& key, const YamlNode& value, OwnTest& test) {
    static constexpr std::array<std::string_view, 6> kOperators = {
        "equals", "matches", "contains", "exists", "less", "more"};
    std::string what = Quoted(key);
    if (key.value == "equals") {
      test.globs = fields_.Texts(value, what);
    } else if (key.value == "matches") {
      std::optional<std::string> pattern = fields_.Text(value, what);
      if (!pattern) return;
      base::Result<Regex> regex = Regex::Compile(*pattern);
      if (regex.ok()) {
        test.matches = regex.value();
      } else {
        fields_.Complain(value, base::Format("not a regular expression: {}",
                                             regex.error().message));
      }
    } else if (key.value == "contains") {
      test.contains = fields_.Text(value, what).value_or("");
    } else if (key.value == "exists") {
      test.exists = fields_.Bool(value, what);
    } else if (key.value == "less" || key.value == "more") {
      std::optional<std::string> text = fields_.Text(value, what);
      std::optional<double> number = text ? NumberOf(*text) : std::nullopt;
      if (text && !number) {
        fields_.Complain(value, base::Format("expected a number or a size such "
                                             "as 512m for {}, found \"{}\"",
                                             what, base::Printable(*text)));
      }
      (key.value == "less" ? test.less : test.more) = number;
    } else {
      std::string_view near = base::DidYouMean(key.value, kOperators);
      fields_.Complain(
          key,
          base::Format("unknown test \"{}\"{}", base::Printable(key.value),
                       near.empty()
                           ? base::Format("; expected one of {}",
                                          base::Join(kOperators, ", "))
                           : base::Format("; did you mean \"{}\"?", near)));
    }
  }

  static std::string Quoted(const YamlNode& key) {
    return base::Format("\"{}\"", base::Printable(key.value));
  }

  YamlFields& fields_;
  OwnCheckNode& out_;
  std::vector<Todo> todo_;
};

// Target and kind of construct, each from the other where it is not written.
void SettleTarget(const YamlNode& node, OwnCheckNode& conditions,
                  YamlFields& fields, OwnCheck& check) {
  if (check.target.empty() && conditions.kind.empty()) {
    fields.Complain(node,
                    "expected \"target: dockerfile\" or \"target: compose\", "
                    "as the conditions do not tell");
  } else if (check.target.empty()) {
    check.target = TargetOf(conditions.kind);
  } else if (conditions.kind.empty()) {
    conditions.kind = check.target == "dockerfile" ? "instruction" : "service";
  } else if (check.target != TargetOf(conditions.kind)) {
    fields.Complain(node, base::Format("conditions on \"{}\" do not fit "
                                       "\"target: {}\"",
                                       conditions.kind, check.target));
  }
}

// What a check must have, once all its keys are read.
void Judge(const YamlNode& node, std::string_view id, bool has_conditions,
           const std::vector<OwnCheck>& others, YamlFields& fields,
           const OwnCheck& check) {
  if (!IsId(id)) {
    fields.Complain(node, base::Format("expected an \"id\" of lower case "
                                       "letters, digits and '-' in a check, "
                                       "found \"{}\"",
                                       base::Printable(id)));
  }
  if (check.message.empty()) {
    fields.Complain(node, "expected a \"message\" in a check");
  }
  if (!has_conditions) {
    fields.Complain(node, "expected \"when\" or \"require\" in a check");
  }
  if (std::any_of(others.begin(), others.end(), [&](const OwnCheck& other) {
        return other.rule.id == check.rule.id;
      })) {
    fields.Complain(node, base::Format("a second check \"{}\"", id));
  }
}

// The keys of a check; conditions are left to the caller.
void ReadKeys(const YamlNode& node, YamlFields& fields, OwnCheck& check,
              const std::function<void(const YamlNode&, bool)>& conditions) {
  auto text_into = [&](std::string_view name, std::string& out) {
    return YamlKey{
        name, [&fields, &out, name](const YamlNode& value) {
          out = fields.Text(value, base::Format("\"{}\"", name)).value_or("");
        }};
  };
  const std::array<YamlKey, 10> keys = {{
      text_into("id", check.rule.id),
      {"target",
       [&](const YamlNode& value) {
         check.target =
             fields.OneOf(value, "\"target\"", kTargets).value_or("");
       }},
      {"severity",
       [&](const YamlNode& value) {
         std::optional<std::string> name =
             fields.OneOf(value, "\"severity\"", model::kSeverityNames);
         if (name) check.rule.severity = *model::ParseSeverity(*name);
       }},
      text_into("message", check.message),
      text_into("title", check.rule.title),
      text_into("why", check.rule.why),
      text_into("remedy", check.rule.remedy),
      {"references",
       [&](const YamlNode& value) {
         check.rule.references = fields.Texts(value, "\"references\"");
       }},
      {"when", [&](const YamlNode& value) { conditions(value, false); }},
      {"require", [&](const YamlNode& value) { conditions(value, true); }},
  }};
  fields.Mapping(node, "a check", keys);
}

void ReadOwnCheck(const YamlNode& node, YamlFields& fields,
                  std::vector<OwnCheck>& checks) {
  OwnCheck check;
  check.location = fields.Place(node);
  OwnCheckNode conditions;
  std::size_t complaints = fields.complaints();
  bool has_conditions = false;
  ReadKeys(node, fields, check, [&](const YamlNode& value, bool required) {
    if (has_conditions) {
      fields.Complain(value, "expected \"when\" or \"require\", found both");
      return;
    }
    has_conditions = true;
    conditions.required = required;
    ConditionReader(fields, conditions).Read(value);
  });
  if (!node.IsMapping()) return;
  std::string id = std::exchange(check.rule.id, "own/" + check.rule.id);
  Judge(node, id, has_conditions, checks, fields, check);
  if (fields.complaints() == complaints) {
    SettleTarget(node, conditions, fields, check);
  }
  if (check.rule.title.empty()) check.rule.title = check.message;
  check.condition = std::make_shared<const OwnCheckNode>(std::move(conditions));
  checks.push_back(std::move(check));
}

}  // namespace

void ReadOwnChecks(const YamlNode& node, YamlFields& fields,
                   std::vector<OwnCheck>& checks) {
  for (const YamlNode* item : fields.Items(node, "\"checks\"")) {
    ReadOwnCheck(*item, fields, checks);
  }
}

}  // namespace bulkhead::policy
