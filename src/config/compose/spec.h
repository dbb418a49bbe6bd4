// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The Compose specification as data: which keys there are, what their values
// may be, and what they become. Validation, interpolation, conversion and
// printing are driven by this one table.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace bulkhead::config {

// What a value may be, as bits.
enum ComposeTypes : unsigned {
  kNullType = 1,
  kBoolType = 2,
  kIntType = 4,
  kNumberType = 8,  // integers included
  kStringType = 16,
  kMapType = 32,
  kListType = 64,
  kAnyType = 127,
};

// What a value becomes in the effective project, and how it is printed. "Kept"
// ones are printed where they are 0 or false, the others are then left out.
enum class ComposeForm : std::uint8_t {
  kAsIs,
  kText,  // string of any scalar
  kFlag,
  kFlagKept,
  kInt,
  kIntKept,
  kFloat,  // of 32 bits
  kBytes,  // kInt in the tree, printed as a string
  kBytesKept,
  kDuration,      // text: 1m30s
  kMode,          // kInt in the tree, printed as octal digits
  kCommand,       // list of words
  kHealthTest,    // list; a string becomes CMD-SHELL
  kTextMap,       // mapping of strings; null is ""
  kEnvironment,   // mapping of strings and nulls
  kOptions,       // the same as kTextMap; no list
  kMultiOptions,  // mapping of lists of strings
  kHosts,         // list NAME=ADDRESS
  kTexts,         // list of strings; one string is a list of one
  kCount,         // integer; "all" is -1
  kUlimit,        // integer, or {soft, hard}
  // Short syntaxes, made long right after a file was merged:
  kBuild,      // string: {context}
  kSsh,        // mapping or list: list ID=PATH
  kContexts,   // list NAME=VALUE: mapping
  kDependsOn,  // list: mapping
  kEnvFiles,   // string, list: list of {path, required}
  kExtends,    // string: {service}
  kGpus,       // all: [{count: -1}]
  kNames,      // list: mapping to null
  kPorts,
  kVolume,    // an item of volumes
  kDevice,    // an item of devices
  kMount,     // an item of secrets and configs
  kInclude,   // string: {path: [...]}
  kResource,  // external: {name: x} is made flat
};

enum class ComposePattern : std::uint8_t {
  kNone,
  kContainerName,
  kPullPolicy,
  kResourceName,  // keys: letters, digits and . _ -
  kLowerCase,     // keys: a to z
};

// How the value of a later file meets that of an earlier one.
enum class ComposeMerge : std::uint8_t {
  kDefault,  // mappings key by key, what is new in lists added, else replaced
  kReplace,
  kToList,  // mappings become lists NAME=VALUE first; the last NAME wins
  kToSet,   // the same, but what is in the list already is not added
  kBuild,
  kDependsOn,
  kNames,
  kLogging,
  kAddressPools,
};

// What makes two items of a list the same: the later one then wins.
enum class ComposeIndex : std::uint8_t {
  kNone,
  kName,  // text before "="
  kEnvFile,
  kExpose,
  kConfig,
  kSecret,
  kPort,
  kVolume,
  kDevice,
};

struct ComposeShape;

struct ComposeSpec {
  unsigned types = kAnyType;  // 0: not a key, though Compose merges it as one
  ComposeForm form = ComposeForm::kAsIs;
  const ComposeShape* shape = nullptr;  // keys of a mapping
  const ComposeSpec* values = nullptr;  // of a mapping with keys of one's own
  const ComposeSpec* items = nullptr;   // of a list
  ComposePattern pattern = ComposePattern::kNone;  // of text or of keys
  bool other_keys = false;  // keys that do not match `pattern` are let through
  bool unique = false;      // items of the list
  std::string_view choices = {};  // "a|b|c"
  ComposeMerge merge = ComposeMerge::kDefault;
  ComposeIndex index = ComposeIndex::kNone;
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
};

struct ComposeKey {
  std::string_view name;
  ComposeSpec spec;
};

struct ComposeShape {
  std::span<const ComposeKey> keys;
  std::string_view required = {};  // "a|b"
  bool extensions = true;          // x-...
  bool open = false;               // any other key, too
  // In JSON the keys begin with a capital letter, as Go prints fields that it
  // has no other name for.
  bool capital = false;
};

// The whole file, and one service.
const ComposeSpec& ComposeFileSpec();
const ComposeSpec& ComposeServiceSpec();

// What stands below `spec` under `key` (for lists: any key); nullptr for what
// the specification leaves open.
const ComposeSpec* ChildSpec(const ComposeSpec& spec, std::string_view key,
                             bool in_list);

}  // namespace bulkhead::config
