// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// From nodes to values: merge keys, and the types of scalars by the rules of
// yaml.v3 (resolve.go): the core schema of YAML 1.2, integers as Go writes them
// (0x, 0o, 0b, a leading 0 for octal, underscores), timestamps of YAML 1.1.
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "base/clock.h"
#include "base/text.h"
#include "formats/yaml/yaml.h"

namespace bulkhead::formats {
namespace {

struct Word {
  std::string_view text;
  YamlType type;
  double number = 0;
  bool boolean = false;
};
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::array kWords = {
    Word{"true", YamlType::kBool, 0, true},
    Word{"True", YamlType::kBool, 0, true},
    Word{"TRUE", YamlType::kBool, 0, true},
    Word{"false", YamlType::kBool},
    Word{"False", YamlType::kBool},
    Word{"FALSE", YamlType::kBool},
    Word{"", YamlType::kNull},
    Word{"~", YamlType::kNull},
    Word{"null", YamlType::kNull},
    Word{"Null", YamlType::kNull},
    Word{"NULL", YamlType::kNull},
    Word{".nan", YamlType::kFloat, kNan},
    Word{".NaN", YamlType::kFloat, kNan},
    Word{".NAN", YamlType::kFloat, kNan},
    Word{".inf", YamlType::kFloat, kInfinity},
    Word{".Inf", YamlType::kFloat, kInfinity},
    Word{".INF", YamlType::kFloat, kInfinity},
    Word{"+.inf", YamlType::kFloat, kInfinity},
    Word{"+.Inf", YamlType::kFloat, kInfinity},
    Word{"+.INF", YamlType::kFloat, kInfinity},
    Word{"-.inf", YamlType::kFloat, -kInfinity},
    Word{"-.Inf", YamlType::kFloat, -kInfinity},
    Word{"-.INF", YamlType::kFloat, -kInfinity},
    Word{"-0", YamlType::kFloat, -0.0},
    Word{"-0.0", YamlType::kFloat, -0.0},
    Word{"<<", YamlType::kMerge},
};
constexpr std::size_t kLongestWord = 5;

bool TakeDigits(std::string_view& text, std::size_t most, long long max) {
  std::size_t digits = 0;
  while (digits < text.size() && digits < most && base::IsDigit(text[digits])) {
    ++digits;
  }
  std::optional<long long> value = base::ParseInt(text.substr(0, digits));
  text.remove_prefix(digits);
  return value.has_value() && *value <= max;
}

// Z, +02:00, -05:30
bool IsZone(std::string_view text) {
  if (text == "Z") return true;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) return false;
  text.remove_prefix(1);
  return TakeDigits(text, 2, 24) && base::ConsumePrefix(text, ":") &&
         TakeDigits(text, 2, 60) && text.empty();
}

// 2001-1-2, 2001-01-02T15:04:05.5Z (zone required), 2001-01-02 15:04:05
bool IsTimestamp(std::string_view text) {
  if (text.size() < 8 || text[4] != '-') return false;
  std::optional<long long> year = base::ParseInt(text.substr(0, 4));
  std::size_t second = text.find('-', 5);
  if (!base::IsDigit(text[0]) || !year || second == std::string_view::npos) {
    return false;
  }
  std::string_view month = text.substr(5, second - 5);
  std::size_t day_end = second + 1;
  while (day_end < text.size() && base::IsDigit(text[day_end])) ++day_end;
  std::string_view day = text.substr(second + 1, day_end - second - 1);
  if (month.empty() || month.size() > 2 || day.empty() || day.size() > 2) {
    return false;
  }
  if (!base::ParseDate(
          base::Format("{}-{:0>2}-{:0>2}", text.substr(0, 4), month, day))) {
    return false;
  }
  std::string_view rest = text.substr(day_end);
  if (rest.empty()) return true;
  char separator = base::Lower(rest[0]);
  if (separator != 't' && separator != ' ') return false;
  rest.remove_prefix(1);
  if (!TakeDigits(rest, 2, 23) || !base::ConsumePrefix(rest, ":") ||
      !TakeDigits(rest, 2, 59) || !base::ConsumePrefix(rest, ":") ||
      !TakeDigits(rest, 2, 59)) {
    return false;
  }
  if (rest.size() > 1 && (rest[0] == '.' || rest[0] == ',')) {
    rest.remove_prefix(1);
    if (!base::IsDigit(rest[0])) return false;
    while (!rest.empty() && base::IsDigit(rest[0])) rest.remove_prefix(1);
  }
  return separator == 't' ? IsZone(rest) : rest.empty();
}

// Go's strconv with base 0, underscores already removed.
bool ParseGoInt(std::string_view text, YamlScalarValue* value) {
  bool negative = text.starts_with('-');
  bool sign = negative || text.starts_with('+');
  std::string_view digits = text.substr(sign ? 1 : 0);
  int radix = 10;
  if (digits.size() > 1 && digits[0] == '0') {
    char letter = base::Lower(digits[1]);
    radix = letter == 'x' ? 16 : letter == 'b' ? 2 : 8;
    digits.remove_prefix(letter == 'x' || letter == 'b' || letter == 'o' ? 2
                                                                         : 1);
  }
  std::uint64_t number = 0;
  const char* end = digits.data() + digits.size();
  std::from_chars_result result =
      std::from_chars(digits.data(), end, number, radix);
  if (digits.empty() || result.ec != std::errc() || result.ptr != end) {
    return false;
  }
  constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (number > kMax + (negative ? 1 : 0)) {
    if (sign) return false;
    value->is_unsigned = true;
  }
  value->type = YamlType::kInt;
  value->integer = static_cast<std::int64_t>(negative ? 0 - number : number);
  value->number =
      negative ? -static_cast<double>(number) : static_cast<double>(number);
  return true;
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool ParseYamlFloat(std::string_view text, YamlScalarValue* value) {
  std::string_view rest = text;
  if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
  auto digits = [&rest] {
    std::size_t before = rest.size();
    while (!rest.empty() && base::IsDigit(rest[0])) rest.remove_prefix(1);
    return before - rest.size();
  };
  std::size_t whole = digits();
  if (base::ConsumePrefix(rest, ".") && digits() + whole == 0) return false;
  if (whole == 0 && text.size() == rest.size()) return false;
  if (!rest.empty() && base::Lower(rest[0]) == 'e') {
    rest.remove_prefix(1);
    if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
    if (digits() == 0) return false;
  }
  if (!rest.empty()) return false;
  std::string_view number = text;
  if (number.starts_with('+')) number.remove_prefix(1);
  const char* end = number.data() + number.size();
  double parsed = 0;
  std::from_chars_result result = std::from_chars(number.data(), end, parsed);
  bool tiny = result.ec == std::errc::result_out_of_range &&
              std::abs(parsed) < 1 && base::Contains(number, "-");
  if (result.ptr != end || (result.ec != std::errc() && !tiny)) return false;
  value->type = YamlType::kFloat;
  value->number = parsed;
  return true;
}

YamlScalarValue Resolve(std::string_view text, bool timestamps) {
  YamlScalarValue value;
  value.text = text;
  if (text.size() <= kLongestWord) {
    for (const Word& word : kWords) {
      if (word.text != text) continue;
      value.type = word.type;
      value.number = word.number;
      value.boolean = word.boolean;
      return value;
    }
  }
  if (text.empty()) return value;
  char c = text[0];
  if (c == '.') {
    ParseYamlFloat(text, &value);
    return value;
  }
  if (!base::IsDigit(c) && c != '+' && c != '-') return value;
  if (timestamps && IsTimestamp(text)) {
    value.type = YamlType::kTimestamp;
    return value;
  }
  std::string plain;
  std::string_view number = text;
  if (base::Contains(text, "_")) {
    plain = base::ReplaceAll(text, "_", "");
    number = plain;
  }
  if (!ParseGoInt(number, &value)) ParseYamlFloat(number, &value);
  return value;
}

YamlScalarValue StringValue(std::string_view text) {
  YamlScalarValue value;
  value.text = text;
  return value;
}

// Reads mappings depth first, as a decoder does: own keys of each, then the
// mappings behind its merge keys in order.
class Merger {
 public:
  Merger(const YamlStream& stream, const YamlNode& mapping,
         const base::Limits& limits)
      : stream_(stream), mapping_(mapping), limits_(limits) {}

  bool Run() {
    queue_.push_back(&mapping_.Resolved());
    bool merged = false;
    while (!queue_.empty()) {
      const YamlNode& node = *queue_.back();
      queue_.pop_back();
      found_.clear();
      for (const YamlEntry& entry : node.entries) {
        if (++work_ > limits_.max_entries) return TooMany();
        if (entry.is_merge ? !Merge(entry) : !Take(entry, merged)) return false;
      }
      queue_.insert(queue_.end(), found_.rbegin(), found_.rend());
      merged = true;
    }
    return true;
  }
  std::vector<YamlEntry> TakeEntries() { return std::move(entries_); }
  [[nodiscard]] const base::Error& error() const { return error_; }

 private:
  // Of merged entries those whose key is not there yet.
  bool Take(const YamlEntry& entry, bool merged) {
    const YamlNode& key = entry.key->Resolved();
    bool fresh = !key.IsScalar() || names_.insert(key.value).second;
    if (fresh || !merged) entries_.push_back(entry);
    return true;
  }
  bool Merge(const YamlEntry& entry) {
    const YamlNode& value = entry.value->Resolved();
    if (!value.IsSequence()) return MergeFrom(entry, *entry.value);
    for (const YamlEntry& item : value.entries) {
      if (!MergeFrom(entry, *item.value)) return false;
    }
    return true;
  }
  bool MergeFrom(const YamlEntry& entry, const YamlNode& from) {
    const YamlNode& node = from.Resolved();
    if (node.IsMapping()) {
      found_.push_back(&node);
      return true;
    }
    error_ = YamlError(
        *stream_.source, from.range.begin,
        base::Format("expected a mapping or a list of mappings behind {}, "
                     "found a {}",
                     entry.key->value, TypeName(node)));
    return false;
  }
  bool TooMany() {
    error_ = YamlError(*stream_.source, mapping_.range.begin,
                       base::Format("expected at most {} merged entries, "
                                    "found more",
                                    limits_.max_entries),
                       base::ErrorCode::kLimit);
    return false;
  }

  const YamlStream& stream_;
  const YamlNode& mapping_;
  const base::Limits& limits_;
  std::vector<YamlEntry> entries_;
  std::unordered_set<std::string_view> names_;
  std::vector<const YamlNode*>
      queue_;  // mappings to be read, the next one last
  std::vector<const YamlNode*> found_;  // behind merge keys of the current one
  std::size_t work_ = 0;
  base::Error error_;
};

}  // namespace

const YamlEntry* FindEntry(const YamlNode& mapping, std::string_view key) {
  const YamlNode& node = mapping.Resolved();
  if (!node.IsMapping()) return nullptr;
  for (std::size_t i = node.entries.size(); i > 0; --i) {
    const YamlEntry& entry = node.entries[i - 1];
    const YamlNode& name = entry.key->Resolved();
    if (name.IsScalar() && name.value == key) return &entry;
  }
  return nullptr;
}

const YamlNode* FindKey(const YamlNode& mapping, std::string_view key) {
  const YamlEntry* entry = FindEntry(mapping, key);
  return entry == nullptr ? nullptr : &entry->value->Resolved();
}

base::Result<std::vector<YamlEntry>> MergedEntries(const YamlStream& stream,
                                                   const YamlNode& mapping,
                                                   const base::Limits& limits) {
  Merger merger(stream, mapping, limits);
  if (!merger.Run()) return merger.error();
  return merger.TakeEntries();
}

YamlScalarValue ResolvePlain(std::string_view text) {
  return Resolve(text, true);
}

YamlScalarValue ResolveScalar(const YamlNode& node) {
  const YamlNode& scalar = node.Resolved();
  YamlScalarValue null;
  null.type = YamlType::kNull;
  if (!scalar.IsScalar()) return null;
  std::string_view tag = scalar.tag;
  if (tag.empty() || tag == "!") {
    return scalar.IsQuoted() ? StringValue(scalar.value)
                             : Resolve(scalar.value, true);
  }
  if (tag == "!!timestamp") return Resolve(scalar.value, true);
  bool known = tag == "!!int" || tag == "!!float" || tag == "!!bool" ||
               tag == "!!null" || tag == "!!merge";
  if (!known) return StringValue(scalar.value);
  YamlScalarValue value = Resolve(scalar.value, false);
  if (tag == "!!float" && value.type == YamlType::kInt) {
    value.type = YamlType::kFloat;
  }
  return value;
}

std::optional<bool> ScalarToBool(const YamlNode& node) {
  const YamlNode& scalar = node.Resolved();
  if (!scalar.IsScalar()) return std::nullopt;
  for (std::string_view word : {"true", "y", "yes", "on"}) {
    for (bool sense : {true, false}) {
      std::string lower(sense            ? word
                        : word == "true" ? "false"
                        : word == "y"    ? "n"
                        : word == "yes"  ? "no"
                                         : "off");
      std::string capital = lower;
      capital[0] = base::Upper(capital[0]);
      if (scalar.value == lower || scalar.value == capital ||
          scalar.value == base::ToUpper(lower)) {
        return sense;
      }
    }
  }
  return std::nullopt;
}

std::string_view TypeName(const YamlNode& node) {
  const YamlNode& resolved = node.Resolved();
  if (resolved.IsMapping()) return "mapping";
  if (resolved.IsSequence()) return "sequence";
  switch (ResolveScalar(resolved).type) {
    case YamlType::kNull:
      return "null";
    case YamlType::kBool:
      return "boolean";
    case YamlType::kInt:
      return "integer";
    case YamlType::kFloat:
      return "number";
    case YamlType::kTimestamp:
      return "timestamp";
    default:
      return "string";
  }
}

}  // namespace bulkhead::formats
