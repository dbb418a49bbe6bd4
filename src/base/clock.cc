// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "base/clock.h"

#include <chrono>
#include <cstdlib>

#include "base/text.h"

namespace bulkhead::base {
namespace {

// 9999-12-31T23:59:59Z, the last one that a date of four digits can say.
constexpr long long kLastSecond = 253402300799;

Date DateOf(std::chrono::sys_days days) {
  std::chrono::year_month_day ymd(days);
  return {static_cast<int>(ymd.year()),
          static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

}  // namespace

std::optional<Date> ParseDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  for (std::size_t i : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u}) {
    if (!IsDigit(text[i])) return std::nullopt;
  }
  int year = static_cast<int>(*ParseInt(text.substr(0, 4)));
  unsigned month = static_cast<unsigned>(*ParseInt(text.substr(5, 2)));
  unsigned day = static_cast<unsigned>(*ParseInt(text.substr(8, 2)));
  std::chrono::year_month_day ymd(std::chrono::year{year},
                                  std::chrono::month{month},
                                  std::chrono::day{day});
  if (!ymd.ok()) return std::nullopt;
  return Date{year, static_cast<int>(month), static_cast<int>(day)};
}

std::string FormatDate(Date date) {
  return Format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::int64_t NowSeconds() {
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH")) {
    std::optional<long long> seconds = ParseInt(epoch);
    if (seconds && *seconds >= 0 && *seconds <= kLastSecond) return *seconds;
  }
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Date Today() {
  std::chrono::sys_seconds now{std::chrono::seconds(NowSeconds())};
  return DateOf(std::chrono::floor<std::chrono::days>(now));
}

}  // namespace bulkhead::base
