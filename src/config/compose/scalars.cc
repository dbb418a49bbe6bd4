// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Scalars as the libraries under compose-go read them: docker/go-units,
// str2duration and mattn/go-shellwords. Where their results look odd, a comment
// says that it is meant.
#include "config/compose/scalars.h"

#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/text.h"

namespace bulkhead::config {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::uint64_t kTooLarge = std::uint64_t{1} << 63;

Error Expected(std::string_view what, std::string_view found) {
  return {ErrorCode::kInvalid, base::Format("expected {}, found \"{}\"", what,
                                            base::Printable(found))};
}

// Exponent of 1024 for the suffix of a size; nullopt for none.
std::optional<int> SizeExponent(std::string_view suffix) {
  if (suffix.empty()) return 0;
  std::string lower = base::ToLower(suffix);
  if (lower == "b") return 0;
  std::size_t exponent = std::string_view("kmgtp").find(lower[0]);
  if (exponent == std::string_view::npos) return std::nullopt;
  std::string_view rest = std::string_view(lower).substr(1);
  if (!rest.empty() && rest != "b" && rest != "ib") return std::nullopt;
  return static_cast<int>(exponent) + 1;
}

bool IsHexDigit(char c) {
  char lower = base::Lower(c);
  return base::IsDigit(c) || (lower >= 'a' && lower <= 'f');
}

// Grammar of a Go floating-point number without underscores, inf and nan.
bool IsGoFloat(std::string_view text) {
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
  bool hex = base::EqualsIgnoreCase(text.substr(i, 2), "0x");
  if (hex) i += 2;
  std::size_t digits = 0;
  bool point = false;
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && !point) {
      point = true;
    } else if (hex ? IsHexDigit(text[i]) : base::IsDigit(text[i])) {
      ++digits;
    } else {
      break;
    }
  }
  if (digits == 0) return false;
  if (i == text.size()) return !hex;
  if (base::Lower(text[i]) != (hex ? 'p' : 'e')) return false;
  ++i;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
  if (i == text.size()) return false;
  for (; i < text.size(); ++i) {
    if (!base::IsDigit(text[i])) return false;
  }
  return true;
}

struct Unit {
  std::string_view name;
  std::uint64_t nanoseconds;
};
constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kHour = 3600 * kSecond;
constexpr std::uint64_t kDay = 24 * kHour;
constexpr Unit kUnits[] = {
    {"ns", 1},         {"us", 1000},    {"\u00b5s", 1000},   {"\u03bcs", 1000},
    {"ms", 1'000'000}, {"s", kSecond},  {"m", 60 * kSecond}, {"h", kHour},
    {"d", kDay},       {"w", 7 * kDay},
};

const Unit* FindUnit(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

// One number with its unit, taken from the front of `rest`, in nanoseconds;
// nullopt where it is none or too large.
std::optional<std::uint64_t> DurationPart(std::string_view& rest) {
  std::uint64_t whole = 0;
  double fraction = 0;
  double scale = 1;
  std::size_t i = 0;
  std::size_t digits = 0;
  for (; i < rest.size() && base::IsDigit(rest[i]); ++i, ++digits) {
    if (whole > kTooLarge / 10) return std::nullopt;
    whole = whole * 10 + static_cast<std::uint64_t>(rest[i] - '0');
  }
  if (i < rest.size() && rest[i] == '.') {
    for (++i; i < rest.size() && base::IsDigit(rest[i]); ++i, ++digits) {
      if (scale > 1e17) continue;
      fraction = fraction * 10 + (rest[i] - '0');
      scale *= 10;
    }
  }
  if (digits == 0) return std::nullopt;
  std::size_t begin = i;
  while (i < rest.size() && rest[i] != '.' && !base::IsDigit(rest[i])) ++i;
  const Unit* unit = FindUnit(rest.substr(begin, i - begin));
  if (unit == nullptr || whole > kTooLarge / unit->nanoseconds) {
    return std::nullopt;
  }
  rest.remove_prefix(i);
  double extra = fraction * (static_cast<double>(unit->nanoseconds) / scale);
  return whole * unit->nanoseconds + static_cast<std::uint64_t>(extra);
}

// `value` of a unit that has `digits` decimal places, without zeros at the end.
std::string Fraction(std::uint64_t value, int digits) {
  std::uint64_t power = 1;
  for (int i = 0; i < digits; ++i) power *= 10;
  std::string out = base::Format("{}", value / power);
  std::uint64_t rest = value % power;
  if (rest == 0) return out;
  std::string places = base::Format("{}", rest);
  places.insert(0, static_cast<std::size_t>(digits) - places.size(), '0');
  places.erase(places.find_last_not_of('0') + 1);
  return out + "." + places;
}

// The state of SplitCommand between two characters.
class CommandSplitter {
 public:
  // False where the command line ends here (a pipe, a redirection, ...) or is
  // invalid.
  bool Add(char c) {
    if (escaped_) {
      word_ += c;
      escaped_ = false;
      in_word_ = true;
      return true;
    }
    if (c == '\\' && !single_) {
      escaped_ = true;
      return true;
    }
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      if (InQuotes()) {
        word_ += c;
      } else {
        EndWord();
      }
      return true;
    }
    return AddSpecial(c);
  }

  // Nothing is open.
  bool Finish() {
    EndWord();
    return !invalid_ && !escaped_ && !InQuotes();
  }

  std::vector<std::string> words;

 private:
  [[nodiscard]] bool InQuotes() const {
    return single_ || double_ || backtick_ || dollar_;
  }

  void EndWord() {
    if (in_word_) words.push_back(word_);
    word_.clear();
    in_word_ = false;
  }

  bool AddSpecial(char c) {
    bool quoted = single_ || double_;
    if (c == '`' && !quoted && !dollar_) {
      backtick_ = !backtick_;
    } else if (c == ')' && !quoted && !backtick_) {
      // A parenthesis that nothing opened counts as one that is left open.
      dollar_ = !dollar_;
    } else if (c == '(' && !quoted && !backtick_) {
      if (dollar_ || word_.empty() || word_.back() != '$') {
        invalid_ = true;
        return false;
      }
      dollar_ = true;
      word_ += c;
      return true;
    } else if (c == '"' && !single_ && !dollar_) {
      in_word_ = in_word_ || double_;
      double_ = !double_;
      return true;
    } else if (c == '\'' && !double_ && !dollar_) {
      in_word_ = in_word_ || single_;
      single_ = !single_;
      return true;
    } else if (std::string_view(";&|<>").find(c) != std::string_view::npos &&
               !InQuotes()) {
      // The number of a file descriptor, as in 2>file, is no word.
      if (c == '>' && !word_.empty() && base::IsDigit(word_[0])) {
        in_word_ = false;
      }
      return false;
    }
    in_word_ = true;
    word_ += c;
    return true;
  }

  std::string word_;
  bool in_word_ = false;
  bool escaped_ = false;
  bool single_ = false;
  bool double_ = false;
  bool backtick_ = false;
  bool dollar_ = false;
  bool invalid_ = false;
};

}  // namespace

Result<std::int64_t> ParseBytes(std::string_view text) {
  constexpr std::string_view kWhat = "a size such as 64m, 1.5g or 1024";
  if (text == "-1") return std::int64_t{-1};
  std::size_t last = text.find_last_of("0123456789. ");
  if (last == std::string_view::npos) return Expected(kWhat, text);
  std::string_view number = text.substr(0, text[last] == ' ' ? last : last + 1);
  std::optional<int> exponent = SizeExponent(text.substr(last + 1));
  std::optional<double> size = ParseGoFloat(number);
  if (!exponent || !size || *size < 0) return Expected(kWhat, text);
  double bytes = *size * std::pow(1024.0, *exponent);
  // What Go does on amd64 where the number does not fit.
  if (!(bytes < 9223372036854775808.0)) return kMin;
  return static_cast<std::int64_t>(bytes);
}

Result<std::int64_t> ParseDuration(std::string_view text) {
  constexpr std::string_view kWhat =
      "a duration such as 10s, 1m30s or 1h (with a unit)";
  std::string_view rest = text;
  bool negative = !rest.empty() && rest[0] == '-';
  if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
    rest.remove_prefix(1);
  }
  if (rest == "0") return std::int64_t{0};
  if (rest.empty()) return Expected(kWhat, text);
  std::uint64_t total = 0;
  while (!rest.empty()) {
    std::optional<std::uint64_t> part = DurationPart(rest);
    if (!part || *part > kTooLarge || total + *part > kTooLarge) {
      return Expected(kWhat, text);
    }
    total += *part;
  }
  if (negative) {
    if (total == kTooLarge) return kMin;
    return -static_cast<std::int64_t>(total);
  }
  if (total == kTooLarge) return Expected(kWhat, text);
  return static_cast<std::int64_t>(total);
}

std::string FormatDuration(std::int64_t nanoseconds) {
  if (nanoseconds == 0) return "0s";
  std::string sign = nanoseconds < 0 ? "-" : "";
  std::uint64_t value = static_cast<std::uint64_t>(nanoseconds);
  if (nanoseconds < 0) value = ~value + 1;
  if (value < 1000) return base::Format("{}{}ns", sign, value);
  if (value < 1'000'000) return sign + Fraction(value, 3) + "\u00b5s";
  if (value < kSecond) return sign + Fraction(value, 6) + "ms";
  std::uint64_t minutes = value / (60 * kSecond);
  std::string seconds = Fraction(value % (60 * kSecond), 9) + "s";
  if (minutes == 0) return sign + seconds;
  if (minutes < 60) return base::Format("{}{}m{}", sign, minutes, seconds);
  return base::Format("{}{}h{}m{}", sign, minutes / 60, minutes % 60, seconds);
}

Result<std::int64_t> ParseFileMode(std::string_view text) {
  std::int64_t mode = 0;
  for (char c : text) {
    if (c < '0' || c > '7' || mode > 077777777) {
      return Expected("an octal mode such as 0440", text);
    }
    mode = mode * 8 + (c - '0');
  }
  if (text.empty()) return Expected("an octal mode such as 0440", text);
  return mode;
}

Result<std::vector<std::string>> SplitCommand(std::string_view text) {
  CommandSplitter splitter;
  for (char c : text) {
    if (!splitter.Add(c)) break;
  }
  if (!splitter.Finish()) {
    return Expected("a command line with closed quotes", text);
  }
  return std::move(splitter.words);
}

std::optional<double> ParseGoFloat(std::string_view text) {
  if (text.empty() || text.size() > 400 || !IsGoFloat(text)) {
    return std::nullopt;
  }
  double value = std::strtod(std::string(text).c_str(), nullptr);
  if (std::isinf(value)) return std::nullopt;
  return value;
}

std::string FormatGoFloat(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Inf" : "+Inf";
  if (value == 0) return std::signbit(value) ? "-0" : "0";
  double size = std::fabs(value);
  if (size < 1e-4 || size >= 1e21) {
    // The shortest digits with an exponent of two digits, as Go has them.
    return base::Format("{}", value);
  }
  std::string out = base::Format("{}", value);
  if (out.find('e') != std::string::npos) out = base::Format("{:.0f}", value);
  if (out.size() > 2 && out.compare(out.size() - 2, 2, ".0") == 0) {
    out.erase(out.size() - 2);
  }
  return out;
}

double RoundToFloat32(double value) {
  float narrow = static_cast<float>(value);
  std::optional<double> shortest = ParseGoFloat(base::Format("{}", narrow));
  return shortest ? *shortest : value;
}

std::optional<bool> ParseLooseBool(std::string_view text) {
  std::string lower = base::ToLower(text);
  for (std::string_view yes : {"true", "1", "t", "y", "yes", "on"}) {
    if (lower == yes) return true;
  }
  for (std::string_view no : {"false", "0", "f", "n", "no", "off"}) {
    if (lower == no) return false;
  }
  return std::nullopt;
}

}  // namespace bulkhead::config
