// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// JSON (RFC 8259) as values and as text. Reading keeps the order of members;
// writing is deterministic: the same calls give the same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace bulkhead::formats {

class JsonValue;
struct JsonMember;
using JsonArray = std::vector<JsonValue>;
using JsonObject = std::vector<JsonMember>;  // in the order of the text

template <typename T>
concept JsonInteger = std::is_integral_v<T> && !std::is_same_v<T, bool> &&
                      !std::is_same_v<T, char>;

// One value, owned. The accessors that return a default never fail, so that
// code which reads foreign documents needs no check at each step:
//   value["a"]["b"].String()
class JsonValue {
 public:
  JsonValue();
  JsonValue(std::nullptr_t);  // NOLINT(*-explicit-*)
  JsonValue(bool value);      // NOLINT(*-explicit-*)
  // Numbers above the largest std::int64_t are kept as std::uint64_t.
  template <JsonInteger T>
  JsonValue(T value);                 // NOLINT(*-explicit-*)
  JsonValue(double value);            // NOLINT(*-explicit-*)
  JsonValue(std::string value);       // NOLINT(*-explicit-*)
  JsonValue(std::string_view value);  // NOLINT(*-explicit-*)
  JsonValue(const char* value);       // NOLINT(*-explicit-*)
  JsonValue(JsonArray value);         // NOLINT(*-explicit-*)
  JsonValue(JsonObject value);        // NOLINT(*-explicit-*)
  JsonValue(const JsonValue&);
  JsonValue(JsonValue&&) noexcept;
  JsonValue& operator=(const JsonValue&);
  JsonValue& operator=(JsonValue&&) noexcept;
  ~JsonValue();

  static JsonValue Array();   // []
  static JsonValue Object();  // {}

  [[nodiscard]] bool IsNull() const;
  [[nodiscard]] bool IsBool() const;
  [[nodiscard]] bool IsInt() const;     // fits std::int64_t
  [[nodiscard]] bool IsUint() const;    // only std::uint64_t holds it
  [[nodiscard]] bool IsDouble() const;  // written with '.' or exponent, or huge
  [[nodiscard]] bool IsNumber() const;  // any of the three
  [[nodiscard]] bool IsString() const;
  [[nodiscard]] bool IsArray() const;
  [[nodiscard]] bool IsObject() const;
  // "null", "boolean", "integer", "number", "string", "array", "object"
  [[nodiscard]] std::string_view TypeName() const;

  // The value, or the default where it is of another type.
  [[nodiscard]] bool Bool(bool otherwise = false) const;
  [[nodiscard]] std::int64_t Int(std::int64_t otherwise = 0) const;
  [[nodiscard]] std::uint64_t Uint(std::uint64_t otherwise = 0) const;
  [[nodiscard]] double Double(double otherwise = 0) const;  // any number
  // A view that lives as long as this value is not changed.
  [[nodiscard]] std::string_view String(std::string_view otherwise = {}) const;
  // The elements or members; empty ones where the type is another.
  [[nodiscard]] const JsonArray& Elements() const;
  [[nodiscard]] const JsonObject& Members() const;
  // Elements of an array, members of an object, else 0.
  [[nodiscard]] std::size_t size() const;

  // The last member of this name, or nullptr.
  [[nodiscard]] const JsonValue* Find(std::string_view key) const;
  [[nodiscard]] JsonValue* Find(std::string_view key);
  [[nodiscard]] bool Has(std::string_view key) const {
    return Find(key) != nullptr;
  }
  // The member or element, or a null where it is not there.
  const JsonValue& operator[](std::string_view key) const;
  const JsonValue& operator[](const char* key) const {
    return (*this)[std::string_view(key)];
  }
  const JsonValue& At(std::size_t index) const;

  // Sets a member (in its place where it exists, else at the end) and returns
  // it. Anything but an object becomes an empty object first.
  JsonValue& Set(std::string_view key, JsonValue value);
  // Adds a member without looking for an equal name.
  JsonValue& Add(std::string_view key, JsonValue value);
  // Adds an element and returns it. Anything but an array becomes one first.
  JsonValue& Append(JsonValue value);
  bool Remove(std::string_view key);

  // Members count in order; Int and Double of equal value differ.
  bool operator==(const JsonValue& other) const;

 private:
  void SetSigned(std::int64_t value);
  void SetUnsigned(std::uint64_t value);

  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double,
               std::string, JsonArray, JsonObject>
      state_;
};

struct JsonMember {
  std::string key;
  JsonValue value;
  bool operator==(const JsonMember&) const = default;
};

template <JsonInteger T>
JsonValue::JsonValue(T value) {
  if constexpr (std::is_signed_v<T>) {
    SetSigned(value);
  } else {
    SetUnsigned(value);
  }
}

// Parses one document; white space around it is allowed, anything else is not.
// Errors read "NAME:LINE:COL: expected ..., found ..." with the line and a
// caret as context. `limits` bounds bytes, depth and the number of values.
base::Result<JsonValue> ParseJson(std::string_view text,
                                  const base::Limits& limits,
                                  std::string_view name = "JSON");

// Text of a value: on one line with indent 0, else indented by that many
// spaces a level (empty arrays and objects stay on one line). No newline at the
// end. Invalid UTF-8 becomes U+FFFD; a number that is not finite becomes null.
std::string WriteJson(const JsonValue& value, int indent = 0);

// Writes JSON as it is called, for reports too large for a tree:
//   JsonWriter w(&out, 2);
//   w.BeginObject().Key("runs").BeginArray() ... .EndArray().EndObject();
// Calls must form a document; a debug build asserts it. `out` outlives it and
// may be flushed and cleared by the caller between calls.
class JsonWriter {
 public:
  explicit JsonWriter(std::string* out, int indent = 0)
      : out_(out), indent_(indent) {}

  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();
  JsonWriter& Key(std::string_view key);
  JsonWriter& Null();
  JsonWriter& Bool(bool value);
  JsonWriter& Int(std::int64_t value);
  JsonWriter& Uint(std::uint64_t value);
  JsonWriter& Double(double value);
  JsonWriter& String(std::string_view value);
  JsonWriter& Value(const JsonValue& value);

  // Key and value in one.
  JsonWriter& Member(std::string_view key, std::string_view value) {
    return Key(key).String(value);
  }
  JsonWriter& Member(std::string_view key, const char* value) {
    return Key(key).String(value);
  }
  JsonWriter& Member(std::string_view key, const std::string& value) {
    return Key(key).String(value);
  }
  JsonWriter& Member(std::string_view key, const JsonValue& value) {
    return Key(key).Value(value);
  }
  JsonWriter& Member(std::string_view key, bool value) {
    return Key(key).Bool(value);
  }
  JsonWriter& Member(std::string_view key, double value) {
    return Key(key).Double(value);
  }
  template <JsonInteger T>
  JsonWriter& Member(std::string_view key, T value) {
    if constexpr (std::is_signed_v<T>) {
      return Key(key).Int(value);
    } else {
      return Key(key).Uint(value);
    }
  }

 private:
  struct Level {
    bool is_array = false;
    bool empty = true;
  };
  void BeforeValue();
  void NewLine();
  JsonWriter& Open(char bracket);
  JsonWriter& Close(char bracket);

  std::string* out_;
  int indent_;
  bool after_key_ = false;
  std::vector<Level> levels_;
};

// Appends `text` in quotes, with escapes.
void AppendJsonString(std::string_view text, std::string* out);

}  // namespace bulkhead::formats
