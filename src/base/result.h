// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Result<T>: a value or an Error. The one way in which functions of this
// project fail; exceptions of libraries stop at their wrapper.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace bulkhead::base {

// A small closed set; a caller that must act differently looks here, never at
// the text of a message.
enum class ErrorCode {
  kInvalid,      // the input is malformed
  kNotFound,     // it does not exist
  kPermission,   // the system refuses access
  kLimit,        // a bound of base::Limits was reached
  kUnsupported,  // well-formed, but newer or other than this program knows
  kIo,           // reading, writing or a child process failed
};

// `message` is one sentence for people, without a final full stop. `context`
// is optional further text on lines of its own: an excerpt with a caret.
struct Error {
  ErrorCode code = ErrorCode::kInvalid;
  std::string message;
  std::string context = {};
};

// Holds a T or an Error. Reading the wrong one is a programming error and
// ends the program in every build type.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(*-explicit-*)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(*-explicit-*)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }
  [[nodiscard]] Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

// Success without a value.
struct Ok {};
using Status = Result<Ok>;

}  // namespace bulkhead::base
