// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include <algorithm>
#include <limits>

#include "formats/json/json.h"

namespace bulkhead::formats {

JsonValue::JsonValue() : state_(nullptr) {}
JsonValue::JsonValue(std::nullptr_t) : state_(nullptr) {}
JsonValue::JsonValue(bool value) : state_(value) {}
JsonValue::JsonValue(double value) : state_(value) {}
JsonValue::JsonValue(std::string value) : state_(std::move(value)) {}
JsonValue::JsonValue(std::string_view value) : state_(std::string(value)) {}
JsonValue::JsonValue(const char* value) : state_(std::string(value)) {}
JsonValue::JsonValue(JsonArray value) : state_(std::move(value)) {}
JsonValue::JsonValue(JsonObject value) : state_(std::move(value)) {}
JsonValue::JsonValue(const JsonValue&) = default;
JsonValue::JsonValue(JsonValue&&) noexcept = default;
JsonValue& JsonValue::operator=(const JsonValue&) = default;
JsonValue& JsonValue::operator=(JsonValue&&) noexcept = default;
JsonValue::~JsonValue() = default;

JsonValue JsonValue::Array() { return JsonArray(); }
JsonValue JsonValue::Object() { return JsonObject(); }

void JsonValue::SetSigned(std::int64_t value) { state_ = value; }

void JsonValue::SetUnsigned(std::uint64_t value) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (value <= kMax) {
    state_ = static_cast<std::int64_t>(value);
  } else {
    state_ = value;
  }
}

bool JsonValue::IsNull() const {
  return std::holds_alternative<std::nullptr_t>(state_);
}
bool JsonValue::IsBool() const { return std::holds_alternative<bool>(state_); }
bool JsonValue::IsInt() const {
  return std::holds_alternative<std::int64_t>(state_);
}
bool JsonValue::IsUint() const {
  return std::holds_alternative<std::uint64_t>(state_);
}
bool JsonValue::IsDouble() const {
  return std::holds_alternative<double>(state_);
}
bool JsonValue::IsNumber() const { return IsInt() || IsUint() || IsDouble(); }
bool JsonValue::IsString() const {
  return std::holds_alternative<std::string>(state_);
}
bool JsonValue::IsArray() const {
  return std::holds_alternative<JsonArray>(state_);
}
bool JsonValue::IsObject() const {
  return std::holds_alternative<JsonObject>(state_);
}

std::string_view JsonValue::TypeName() const {
  constexpr std::string_view kNames[] = {"null",    "boolean", "integer",
                                         "integer", "number",  "string",
                                         "array",   "object"};
  return kNames[state_.index()];
}

bool JsonValue::Bool(bool otherwise) const {
  const bool* value = std::get_if<bool>(&state_);
  return value != nullptr ? *value : otherwise;
}

std::int64_t JsonValue::Int(std::int64_t otherwise) const {
  const std::int64_t* value = std::get_if<std::int64_t>(&state_);
  return value != nullptr ? *value : otherwise;
}

std::uint64_t JsonValue::Uint(std::uint64_t otherwise) const {
  if (const std::uint64_t* value = std::get_if<std::uint64_t>(&state_)) {
    return *value;
  }
  const std::int64_t* value = std::get_if<std::int64_t>(&state_);
  return value != nullptr && *value >= 0 ? static_cast<std::uint64_t>(*value)
                                         : otherwise;
}

double JsonValue::Double(double otherwise) const {
  if (const double* value = std::get_if<double>(&state_)) return *value;
  if (IsInt()) return static_cast<double>(Int());
  if (IsUint()) return static_cast<double>(Uint());
  return otherwise;
}

std::string_view JsonValue::String(std::string_view otherwise) const {
  const std::string* value = std::get_if<std::string>(&state_);
  return value != nullptr ? std::string_view(*value) : otherwise;
}

const JsonArray& JsonValue::Elements() const {
  static const JsonArray kNone;
  const JsonArray* value = std::get_if<JsonArray>(&state_);
  return value != nullptr ? *value : kNone;
}

const JsonObject& JsonValue::Members() const {
  static const JsonObject kNone;
  const JsonObject* value = std::get_if<JsonObject>(&state_);
  return value != nullptr ? *value : kNone;
}

std::size_t JsonValue::size() const {
  return IsArray() ? Elements().size() : Members().size();
}

const JsonValue* JsonValue::Find(std::string_view key) const {
  const JsonObject& members = Members();
  for (std::size_t i = members.size(); i > 0; --i) {
    if (members[i - 1].key == key) return &members[i - 1].value;
  }
  return nullptr;
}

JsonValue* JsonValue::Find(std::string_view key) {
  JsonObject* members = std::get_if<JsonObject>(&state_);
  if (members == nullptr) return nullptr;
  for (std::size_t i = members->size(); i > 0; --i) {
    if ((*members)[i - 1].key == key) return &(*members)[i - 1].value;
  }
  return nullptr;
}

const JsonValue& JsonValue::operator[](std::string_view key) const {
  static const JsonValue kNull;
  const JsonValue* found = Find(key);
  return found != nullptr ? *found : kNull;
}

const JsonValue& JsonValue::At(std::size_t index) const {
  static const JsonValue kNull;
  const JsonArray& elements = Elements();
  return index < elements.size() ? elements[index] : kNull;
}

JsonValue& JsonValue::Set(std::string_view key, JsonValue value) {
  JsonValue* found = Find(key);
  if (found == nullptr) return Add(key, std::move(value));
  *found = std::move(value);
  return *found;
}

JsonValue& JsonValue::Add(std::string_view key, JsonValue value) {
  if (!IsObject()) state_ = JsonObject();
  JsonObject& members = std::get<JsonObject>(state_);
  members.push_back({std::string(key), std::move(value)});
  return members.back().value;
}

JsonValue& JsonValue::Append(JsonValue value) {
  if (!IsArray()) state_ = JsonArray();
  JsonArray& elements = std::get<JsonArray>(state_);
  elements.push_back(std::move(value));
  return elements.back();
}

bool JsonValue::Remove(std::string_view key) {
  JsonObject* members = std::get_if<JsonObject>(&state_);
  if (members == nullptr) return false;
  return std::erase_if(*members, [key](const JsonMember& member) {
           return member.key == key;
         }) > 0;
}

bool JsonValue::operator==(const JsonValue& other) const {
  return state_ == other.state_;
}

}  // namespace bulkhead::formats
