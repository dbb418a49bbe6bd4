// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Keys and types of a Compose file outside of services, and of deploy, in the
// state of August 2026 (https://github.com/compose-spec/compose-spec).
#include "config/compose/spec.h"

#include "config/compose/spec_types.h"

namespace bulkhead::config {
namespace {

using Form = ComposeForm;
using Merge = ComposeMerge;
using Index = ComposeIndex;

// --- deploy ------------------------------------------------------------------

constexpr ComposeKey kUpdateKeys[] = {
    {"parallelism", kSpecIntegerKept},
    {"delay", kSpecDuration},
    {"failure_action", kSpecText},
    {"monitor", kSpecDuration},
    {"max_failure_ratio", kSpecFraction},
    {"order", {.types = kStringType, .choices = "start-first|stop-first"}},
};
constexpr ComposeShape kUpdateShape{.keys = kUpdateKeys};
constexpr ComposeKey kLimitKeys[] = {{"cpus", kSpecFraction},
                                     {"memory", kSpecTextBytes},
                                     {"pids", kSpecInteger}};
constexpr ComposeShape kLimitShape{.keys = kLimitKeys};
constexpr ComposeKey kDiscreteKeys[] = {
    {"kind", kSpecText},
    {"value", {.types = kSpecNumberText, .form = Form::kIntKept}},
};
constexpr ComposeShape kDiscreteShape{.keys = kDiscreteKeys};
constexpr ComposeKey kGenericKeys[] = {
    {"discrete_resource_spec", {.types = kMapType, .shape = &kDiscreteShape}},
};
constexpr ComposeShape kGenericShape{.keys = kGenericKeys};
constexpr ComposeSpec kGeneric{.types = kMapType, .shape = &kGenericShape};
constexpr ComposeKey kReservationKeys[] = {
    {"cpus", kSpecFraction},
    {"memory", kSpecTextBytes},
    {"generic_resources", {.types = kListType, .items = &kGeneric}},
    {"devices", {.types = kListType, .items = &kSpecDeviceRequest}},
};
constexpr ComposeShape kReservationShape{.keys = kReservationKeys};
constexpr ComposeKey kResourceKeys[] = {
    {"limits", {.types = kMapType, .shape = &kLimitShape}},
    {"reservations", {.types = kMapType, .shape = &kReservationShape}},
};
constexpr ComposeShape kResourceShape{.keys = kResourceKeys};
constexpr ComposeKey kRestartKeys[] = {
    {"condition", kSpecText},
    {"delay", kSpecDuration},
    {"max_attempts", kSpecIntegerKept},
    {"window", kSpecDuration},
};
constexpr ComposeShape kRestartShape{.keys = kRestartKeys};
constexpr ComposeKey kPreferenceKeys[] = {{"spread", kSpecText}};
constexpr ComposeShape kPreferenceShape{.keys = kPreferenceKeys};
constexpr ComposeSpec kPreference{.types = kMapType,
                                  .shape = &kPreferenceShape};
constexpr ComposeKey kPlacementKeys[] = {
    {"constraints", kSpecTextList},
    {"preferences", {.types = kListType, .items = &kPreference}},
    {"max_replicas_per_node", kSpecInteger},
};
constexpr ComposeShape kPlacementShape{.keys = kPlacementKeys};
constexpr ComposeKey kDeployKeys[] = {
    {"mode", kSpecText},
    {"endpoint_mode", kSpecText},
    {"replicas", kSpecIntegerKept},
    {"labels", kSpecLabels},
    {"rollback_config", {.types = kMapType, .shape = &kUpdateShape}},
    {"update_config", {.types = kMapType, .shape = &kUpdateShape}},
    {"resources", {.types = kMapType, .shape = &kResourceShape}},
    {"restart_policy", {.types = kMapType, .shape = &kRestartShape}},
    {"placement", {.types = kMapType, .shape = &kPlacementShape}},
};
}  // namespace

constexpr ComposeShape kSpecDeployShape{.keys = kDeployKeys};

namespace {

// --- other parts of the file -------------------------------------------------

constexpr ComposeKey kExternalKeys[] = {{"name", kSpecText}};
constexpr ComposeShape kExternalShape{.keys = kExternalKeys};
constexpr ComposeShape kOpenExternalShape{.keys = kExternalKeys, .open = true};
constexpr ComposeSpec kExternal{.types = kSpecBoolText | kMapType,
                                .form = Form::kFlag,
                                .shape = &kExternalShape};
constexpr ComposeSpec kOpenExternal{.types = kSpecBoolText | kMapType,
                                    .form = Form::kFlag,
                                    .shape = &kOpenExternalShape};

constexpr ComposeKey kIpamPoolKeys[] = {
    {"subnet", kSpecText},
    {"ip_range", kSpecText},
    {"gateway", kSpecText},
    {"aux_addresses", {.types = kMapType, .values = &kSpecText}},
};
constexpr ComposeShape kIpamPoolShape{.keys = kIpamPoolKeys};
constexpr ComposeSpec kIpamPool{.types = kMapType, .shape = &kIpamPoolShape};
constexpr ComposeKey kIpamKeys[] = {
    {"driver", kSpecText},
    {"config",
     {.types = kListType, .items = &kIpamPool, .merge = Merge::kAddressPools}},
    {"options", {.types = kMapType, .values = &kSpecText}},
};
constexpr ComposeShape kIpamShape{.keys = kIpamKeys};
constexpr ComposeKey kNetworkKeys[] = {
    {"name", kSpecText},
    {"driver", kSpecText},
    {"driver_opts", kSpecDriverOptions},
    {"ipam", {.types = kMapType, .shape = &kIpamShape}},
    {"external", kExternal},
    {"internal", kSpecFlag},
    {"enable_ipv4", kSpecFlagKept},
    {"enable_ipv6", kSpecFlagKept},
    {"attachable", kSpecFlag},
    {"labels", kSpecLabels},
};
constexpr ComposeShape kNetworkShape{.keys = kNetworkKeys};
constexpr ComposeSpec kNetwork{.types = kMapType | kNullType,
                               .form = Form::kResource,
                               .shape = &kNetworkShape};

constexpr ComposeSpec kVolumeLabels{.types = kMapType | kListType,
                                    .form = Form::kTextMap,
                                    .values = &kSpecScalar,
                                    .items = &kSpecText,
                                    .unique = true,
                                    .merge = Merge::kToList};
constexpr ComposeKey kVolumeKeys[] = {
    {"name", kSpecText},
    {"driver", kSpecText},
    {"driver_opts", kSpecDriverOptions},
    {"external", kExternal},
    {"labels", kVolumeLabels},
};
constexpr ComposeShape kVolumeShape{.keys = kVolumeKeys};
constexpr ComposeSpec kVolume{.types = kMapType | kNullType,
                              .form = Form::kResource,
                              .shape = &kVolumeShape};

constexpr ComposeKey kSecretKeys[] = {
    {"name", kSpecText},
    {"environment", kSpecText},
    {"file", kSpecText},
    {"external", kOpenExternal},
    {"labels", kSpecListOrMap},
    {"driver", kSpecText},
    {"driver_opts", kSpecDriverOptions},
    {"template_driver", kSpecText},
};
constexpr ComposeShape kSecretShape{.keys = kSecretKeys};
constexpr ComposeSpec kSecret{
    .types = kMapType, .form = Form::kResource, .shape = &kSecretShape};

constexpr ComposeKey kConfigKeys[] = {
    {"name", kSpecText},
    {"content", kSpecText},
    {"environment", kSpecText},
    {"file", kSpecText},
    {"external", kOpenExternal},
    {"labels", kSpecListOrMap},
    {"template_driver", kSpecText},
};
constexpr ComposeShape kConfigShape{.keys = kConfigKeys};
constexpr ComposeSpec kConfig{
    .types = kMapType, .form = Form::kResource, .shape = &kConfigShape};

constexpr ComposeKey kModelKeys[] = {
    {"name", kSpecText},
    {"model", kSpecText},
    {"context_size", {.types = kIntType, .form = Form::kInt}},
    {"runtime_flags", kSpecTextList},
};
constexpr ComposeShape kModelShape{.keys = kModelKeys, .required = "model"};
constexpr ComposeSpec kModel{.types = kMapType, .shape = &kModelShape};

constexpr ComposeKey kIncludeKeys[] = {
    {"path", kSpecTextOrList},
    {"env_file", kSpecTextOrList},
    {"project_directory", kSpecText},
};
// Compose takes what it includes out of the file before it looks at the keys.
constexpr ComposeShape kIncludeShape{.keys = kIncludeKeys, .open = true};
constexpr ComposeSpec kInclude{.types = kStringType | kMapType,
                               .form = Form::kInclude,
                               .shape = &kIncludeShape};

constexpr ComposeKey kFileKeys[] = {
    {"version", kSpecText},
    {"name", kSpecText},
    {"include", {.types = kListType, .items = &kInclude}},
    {"services",
     {.types = kMapType,
      .values = &kSpecService,
      .pattern = ComposePattern::kResourceName}},
    {"models",
     {.types = kMapType,
      .values = &kModel,
      .pattern = ComposePattern::kResourceName}},
    {"networks",
     {.types = kMapType,
      .values = &kNetwork,
      .pattern = ComposePattern::kResourceName}},
    {"volumes",
     {.types = kMapType,
      .values = &kVolume,
      .pattern = ComposePattern::kResourceName}},
    {"secrets",
     {.types = kMapType,
      .values = &kSecret,
      .pattern = ComposePattern::kResourceName}},
    {"configs",
     {.types = kMapType,
      .values = &kConfig,
      .pattern = ComposePattern::kResourceName}},
};
constexpr ComposeShape kFileShape{.keys = kFileKeys};
constexpr ComposeSpec kFile{.types = kMapType, .shape = &kFileShape};

}  // namespace

const ComposeSpec& ComposeFileSpec() { return kFile; }

const ComposeSpec* ChildSpec(const ComposeSpec& spec, std::string_view key,
                             bool in_list) {
  if (in_list) return spec.items;
  if (spec.shape == nullptr) return spec.values;
  for (const ComposeKey& candidate : spec.shape->keys) {
    if (candidate.name == key) return &candidate.spec;
  }
  return nullptr;
}

}  // namespace bulkhead::config
