// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Dates and the clock, passed to whoever needs the time.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bulkhead::base {

// A day of the Gregorian calendar, in UTC.
struct Date {
  int year = 1970;
  int month = 1;
  int day = 1;
  auto operator<=>(const Date&) const = default;
};

// YYYY-MM-DD of a day that exists; nullopt for anything else.
std::optional<Date> ParseDate(std::string_view text);
std::string FormatDate(Date date);

// Seconds since 1970 in UTC: SOURCE_DATE_EPOCH where it is set, else the
// system's clock.
std::int64_t NowSeconds();
Date Today();

}  // namespace bulkhead::base
