// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Keys and types of the Compose specification, in the state of August 2026
// (https://github.com/compose-spec/compose-spec).
#include "config/compose/spec.h"

namespace bulkhead::config {
namespace {

using Form = ComposeForm;
using Merge = ComposeMerge;
using Index = ComposeIndex;

constexpr unsigned kBoolText = kBoolType | kStringType;
constexpr unsigned kIntText = kIntType | kStringType;
constexpr unsigned kNumberText = kNumberType | kStringType;

constexpr ComposeSpec kText{.types = kStringType};
constexpr ComposeSpec kAny{};
constexpr ComposeSpec kBoolOrText{.types = kBoolText, .form = Form::kText};
constexpr ComposeSpec kFlag{.types = kBoolText, .form = Form::kFlag};
constexpr ComposeSpec kFlagKept{.types = kBoolText, .form = Form::kFlagKept};
constexpr ComposeSpec kInteger{.types = kIntText, .form = Form::kInt};
constexpr ComposeSpec kIntegerKept{.types = kIntText, .form = Form::kIntKept};
constexpr ComposeSpec kNumber{.types = kNumberText, .form = Form::kInt};
constexpr ComposeSpec kFraction{.types = kNumberText, .form = Form::kFloat};
constexpr ComposeSpec kBytes{.types = kNumberText, .form = Form::kBytes};
constexpr ComposeSpec kIntBytes{.types = kIntText, .form = Form::kBytes};
constexpr ComposeSpec kTextBytes{.types = kStringType, .form = Form::kBytes};
constexpr ComposeSpec kDuration{.types = kStringType, .form = Form::kDuration};
constexpr ComposeSpec kMode{.types = kNumberText, .form = Form::kMode};

constexpr ComposeSpec kTextList{.types = kListType, .items = &kText};
constexpr ComposeSpec kUniqueTexts{
    .types = kListType, .items = &kText, .unique = true};
constexpr ComposeSpec kNamedTexts{
    .types = kListType, .items = &kText, .unique = true, .index = Index::kName};
constexpr ComposeSpec kTextOrNumber{.types = kNumberText};
constexpr ComposeSpec kUniqueNumbers{.types = kListType,
                                     .form = Form::kTexts,
                                     .items = &kTextOrNumber,
                                     .unique = true};
constexpr ComposeSpec kExpose{.types = kListType,
                              .form = Form::kTexts,
                              .items = &kTextOrNumber,
                              .unique = true,
                              .index = Index::kExpose};
constexpr ComposeSpec kTextOrList{.types = kStringType | kListType,
                                  .form = Form::kTexts,
                                  .items = &kText,
                                  .unique = true};
constexpr ComposeSpec kJoinedTexts{.types = kStringType | kListType,
                                   .form = Form::kTexts,
                                   .items = &kText,
                                   .unique = true,
                                   .merge = Merge::kToList,
                                   .index = Index::kName};
constexpr ComposeSpec kFileList{.types = kStringType | kListType,
                                .form = Form::kTexts,
                                .items = &kText,
                                .merge = Merge::kToList};
constexpr ComposeSpec kScalar{.types = kNumberText | kBoolType | kNullType};
constexpr ComposeSpec kListOrMap{.types = kMapType | kListType,
                                 .form = Form::kTextMap,
                                 .values = &kScalar,
                                 .items = &kText,
                                 .unique = true};
constexpr ComposeSpec kLabels{.types = kMapType | kListType,
                              .form = Form::kTextMap,
                              .values = &kScalar,
                              .items = &kText,
                              .unique = true,
                              .merge = Merge::kToList,
                              .index = Index::kName};
constexpr ComposeSpec kEnvironment{.types = kMapType | kListType,
                                   .form = Form::kEnvironment,
                                   .values = &kScalar,
                                   .items = &kText,
                                   .unique = true,
                                   .merge = Merge::kToList,
                                   .index = Index::kName};
constexpr ComposeSpec kSsh{.types = kMapType | kListType,
                           .form = Form::kSsh,
                           .values = &kScalar,
                           .items = &kText,
                           .unique = true};
constexpr ComposeSpec kContexts{.types = kMapType | kListType,
                                .form = Form::kContexts,
                                .values = &kScalar,
                                .items = &kText,
                                .unique = true,
                                .merge = Merge::kToList,
                                .index = Index::kName};
constexpr ComposeSpec kHostAddresses{.types = kStringType | kListType,
                                     .items = &kText};
constexpr ComposeSpec kHosts{.types = kMapType | kListType,
                             .form = Form::kHosts,
                             .values = &kHostAddresses,
                             .items = &kText,
                             .unique = true,
                             .merge = Merge::kHosts};
constexpr ComposeSpec kCommand{.types = kNullType | kStringType | kListType,
                               .form = Form::kCommand,
                               .items = &kText,
                               .merge = Merge::kReplace};
constexpr ComposeSpec kDriverOptions{
    .types = kMapType, .form = Form::kOptions, .values = &kTextOrNumber};

// --- parts of a service ------------------------------------------------------

constexpr ComposeKey kUlimitKeys[] = {
    {"hard", {.types = kIntText, .form = Form::kInt}},
    {"soft", {.types = kIntText, .form = Form::kInt}},
};
constexpr ComposeShape kUlimitShape{.keys = kUlimitKeys,
                                    .required = "soft|hard"};
constexpr ComposeSpec kUlimit{.types = kIntText | kMapType,
                              .form = Form::kUlimit,
                              .shape = &kUlimitShape,
                              .merge = Merge::kReplace};
constexpr ComposeSpec kUlimits{.types = kMapType,
                               .values = &kUlimit,
                               .pattern = ComposePattern::kLowerCase,
                               .other_keys = true};

constexpr ComposeKey kMountKeys[] = {
    {"source", kText}, {"target", kText}, {"uid", kText},
    {"gid", kText},    {"mode", kMode},
};
constexpr ComposeShape kMountShape{.keys = kMountKeys};
constexpr ComposeSpec kDnsOptions{.types = kListType,
                                  .items = &kText,
                                  .unique = true,
                                  .merge = Merge::kToList,
                                  .index = Index::kName};
constexpr ComposeSpec kMount{.types = kStringType | kMapType,
                             .form = Form::kMount,
                             .shape = &kMountShape};
constexpr ComposeSpec kConfigMounts{
    .types = kListType, .items = &kMount, .index = Index::kConfig};
constexpr ComposeSpec kSecretMounts{
    .types = kListType, .items = &kMount, .index = Index::kSecret};
constexpr ComposeSpec kMounts{.types = kListType, .items = &kMount};

constexpr ComposeKey kBuildKeys[] = {
    {"context", kText},
    {"dockerfile", kText},
    {"dockerfile_inline", kText},
    {"entitlements", kTextList},
    {"args", kEnvironment},
    {"ssh", kSsh},
    {"labels", kLabels},
    {"cache_from", kTextList},
    {"cache_to", kTextList},
    {"no_cache", kFlag},
    {"no_cache_filter", kTextOrList},
    {"additional_contexts", kContexts},
    {"network", kText},
    {"provenance", kBoolOrText},
    {"sbom", kBoolOrText},
    {"pull", kFlag},
    {"target", kText},
    {"shm_size", kIntBytes},
    {"extra_hosts", kHosts},
    {"isolation", kText},
    {"privileged", kFlag},
    {"secrets", kMounts},
    {"tags", {.types = kListType, .items = &kText, .index = Index::kName}},
    {"ulimits", kUlimits},
    {"platforms", kTextList},
    {"platform", {.types = 0, .index = Index::kName}},
};
constexpr ComposeShape kBuildShape{.keys = kBuildKeys};
constexpr ComposeSpec kBuild{.types = kStringType | kMapType,
                             .form = Form::kBuild,
                             .shape = &kBuildShape,
                             .merge = Merge::kBuild};

constexpr ComposeKey kBlkioLimitKeys[] = {
    {"path", kText},
    {"rate", {.types = kIntText, .form = Form::kBytesKept}},
};
constexpr ComposeShape kBlkioLimitShape{.keys = kBlkioLimitKeys,
                                        .extensions = false};
constexpr ComposeSpec kBlkioLimit{.types = kMapType,
                                  .shape = &kBlkioLimitShape};
constexpr ComposeSpec kBlkioLimits{.types = kListType, .items = &kBlkioLimit};
constexpr ComposeKey kBlkioWeightKeys[] = {
    {"path", kText},
    {"weight", kIntegerKept},
};
constexpr ComposeShape kBlkioWeightShape{.keys = kBlkioWeightKeys,
                                         .extensions = false};
constexpr ComposeSpec kBlkioWeight{.types = kMapType,
                                   .shape = &kBlkioWeightShape};
constexpr ComposeKey kBlkioKeys[] = {
    {"device_read_bps", kBlkioLimits},
    {"device_read_iops", kBlkioLimits},
    {"device_write_bps", kBlkioLimits},
    {"device_write_iops", kBlkioLimits},
    {"weight", kInteger},
    {"weight_device", {.types = kListType, .items = &kBlkioWeight}},
};
constexpr ComposeShape kBlkioShape{.keys = kBlkioKeys, .extensions = false};

constexpr ComposeKey kCredentialKeys[] = {
    {"config", kText}, {"file", kText}, {"registry", kText}};
constexpr ComposeShape kCredentialShape{.keys = kCredentialKeys};

constexpr ComposeKey kDependsOnKeys[] = {
    {"restart", kFlag},
    {"required", {.types = kBoolType, .form = Form::kFlagKept}},
    {"condition",
     {.types = kStringType,
      .choices = "service_started|service_healthy|"
                 "service_completed_successfully"}},
};
constexpr ComposeShape kDependencyShape{.keys = kDependsOnKeys,
                                        .required = "condition"};
constexpr ComposeSpec kDependency{.types = kMapType,
                                  .shape = &kDependencyShape};

constexpr ComposeKey kDeviceKeys[] = {
    {"source", kText}, {"target", kText}, {"permissions", kText}};
constexpr ComposeShape kDeviceShape{.keys = kDeviceKeys, .required = "source"};
constexpr ComposeSpec kDevice{.types = kStringType | kMapType,
                              .form = Form::kDevice,
                              .shape = &kDeviceShape};

constexpr ComposeKey kEnvFileKeys[] = {
    {"path", kText},
    {"format", kText},
    {"required", kFlagKept},
};
constexpr ComposeShape kEnvFileShape{
    .keys = kEnvFileKeys, .required = "path", .extensions = false};
constexpr ComposeSpec kEnvFile{.types = kStringType | kMapType,
                               .shape = &kEnvFileShape};

constexpr ComposeKey kExtendsKeys[] = {{"service", kText}, {"file", kText}};
constexpr ComposeShape kExtendsShape{
    .keys = kExtendsKeys, .required = "service", .extensions = false};

constexpr ComposeSpec kProviderValue{.types = kNumberText | kBoolType};
constexpr ComposeSpec kProviderOption{
    .types = kNumberText | kBoolType | kListType, .items = &kProviderValue};
constexpr ComposeKey kProviderKeys[] = {
    {"type", kText},
    {"options",
     {.types = kMapType,
      .form = Form::kMultiOptions,
      .values = &kProviderOption}},
};
constexpr ComposeShape kProviderShape{.keys = kProviderKeys,
                                      .required = "type"};

constexpr ComposeKey kDeviceRequestKeys[] = {
    {"capabilities", kUniqueTexts},
    {"count", {.types = kIntText, .form = Form::kCount}},
    {"device_ids", kUniqueTexts},
    {"driver", kText},
    {"options", kListOrMap},
};
constexpr ComposeShape kDeviceRequestShape{.keys = kDeviceRequestKeys,
                                           .required = "capabilities"};
constexpr ComposeSpec kDeviceRequest{.types = kMapType,
                                     .shape = &kDeviceRequestShape};
constexpr ComposeShape kGpuShape{.keys = kDeviceRequestKeys, .open = true};
constexpr ComposeSpec kGpu{.types = kMapType, .shape = &kGpuShape};

constexpr ComposeKey kHealthKeys[] = {
    {"disable", kFlag},
    {"interval", kDuration},
    {"retries", {.types = kNumberText, .form = Form::kIntKept}},
    {"test",
     {.types = kStringType | kListType,
      .form = Form::kHealthTest,
      .items = &kText,
      .merge = Merge::kReplace}},
    {"timeout", kDuration},
    {"start_period", kDuration},
    {"start_interval", kDuration},
};
constexpr ComposeShape kHealthShape{.keys = kHealthKeys};

constexpr ComposeSpec kLogValue{.types = kNumberText | kNullType};
constexpr ComposeKey kLoggingKeys[] = {
    {"driver", kText},
    {"options",
     {.types = kMapType, .form = Form::kOptions, .values = &kLogValue}},
};
constexpr ComposeShape kLoggingShape{.keys = kLoggingKeys};

constexpr ComposeKey kServiceModelKeys[] = {{"endpoint_var", kText},
                                            {"model_var", kText}};
constexpr ComposeShape kServiceModelShape{.keys = kServiceModelKeys};
constexpr ComposeSpec kServiceModel{.types = kMapType | kNullType,
                                    .shape = &kServiceModelShape};

constexpr ComposeKey kServiceNetworkKeys[] = {
    {"aliases", kNamedTexts},
    {"interface_name", kText},
    {"ipv4_address", kText},
    {"ipv6_address", kText},
    {"link_local_ips", kNamedTexts},
    {"mac_address", kText},
    {"driver_opts", kDriverOptions},
    {"priority", {.types = kNumberType, .form = Form::kInt}},
    {"gw_priority", {.types = kNumberType, .form = Form::kInt}},
};
constexpr ComposeShape kServiceNetworkShape{.keys = kServiceNetworkKeys};
constexpr ComposeSpec kServiceNetwork{.types = kMapType | kNullType,
                                      .shape = &kServiceNetworkShape};

constexpr ComposeKey kPortKeys[] = {
    {"name", kText},
    {"mode", kText},
    {"host_ip", kText},
    {"target", kInteger},
    {"published", {.types = kIntText}},
    {"protocol", kText},
    {"app_protocol", kText},
};
constexpr ComposeShape kPortShape{.keys = kPortKeys};
constexpr ComposeSpec kPort{.types = kNumberText | kMapType,
                            .shape = &kPortShape};

constexpr ComposeKey kHookKeys[] = {
    {"command", kCommand},         {"user", kText},
    {"privileged", kFlag},         {"working_dir", kText},
    {"environment", kEnvironment},
};
constexpr ComposeShape kHookShape{.keys = kHookKeys, .required = "command"};
constexpr ComposeSpec kHook{.types = kMapType, .shape = &kHookShape};
constexpr ComposeSpec kHooks{.types = kListType, .items = &kHook};
constexpr ComposeKey kPreStartKeys[] = {
    {"command", kCommand},  {"image", kText},
    {"user", kText},        {"privileged", kFlag},
    {"working_dir", kText}, {"environment", kEnvironment},
    {"per_replica", kFlag},
};
constexpr ComposeShape kPreStartShape{.keys = kPreStartKeys};
constexpr ComposeSpec kPreStart{.types = kMapType, .shape = &kPreStartShape};

constexpr ComposeKey kBindKeys[] = {
    {"propagation", kText},
    {"create_host_path", kFlagKept},
    {"recursive",
     {.types = kStringType, .choices = "enabled|disabled|writable|readonly"}},
    {"selinux", {.types = kStringType, .choices = "z|Z"}},
};
constexpr ComposeShape kBindShape{.keys = kBindKeys};
constexpr ComposeKey kMountVolumeKeys[] = {
    {"labels", kLabels},
    {"nocopy", kFlag},
    {"subpath", kText},
};
constexpr ComposeShape kMountVolumeShape{.keys = kMountVolumeKeys};
constexpr ComposeKey kTmpfsKeys[] = {
    {"size", {.types = kIntText, .form = Form::kBytes, .minimum = 0}},
    {"mode", kMode},
};
constexpr ComposeShape kTmpfsShape{.keys = kTmpfsKeys};
constexpr ComposeKey kMountImageKeys[] = {{"subpath", kText}};
constexpr ComposeShape kMountImageShape{.keys = kMountImageKeys};
constexpr ComposeKey kVolumeMountKeys[] = {
    {"type",
     {.types = kStringType,
      .choices = "bind|volume|tmpfs|cluster|npipe|image"}},
    {"source", kText},
    {"target", kText},
    {"read_only", kFlag},
    {"consistency", kText},
    {"bind", {.types = kMapType, .shape = &kBindShape}},
    {"volume", {.types = kMapType, .shape = &kMountVolumeShape}},
    {"tmpfs", {.types = kMapType, .shape = &kTmpfsShape}},
    {"image", {.types = kMapType, .shape = &kMountImageShape}},
};
constexpr ComposeShape kVolumeMountShape{.keys = kVolumeMountKeys,
                                         .required = "type"};
constexpr ComposeSpec kVolumeMount{.types = kStringType | kMapType,
                                   .form = Form::kVolume,
                                   .shape = &kVolumeMountShape};

constexpr ComposeKey kWatchKeys[] = {
    {"ignore", kTextOrList},
    {"include", kTextOrList},
    {"path", kText},
    {"action",
     {.types = kStringType,
      .choices = "rebuild|sync|restart|sync+restart|sync+exec"}},
    {"target", kText},
    {"exec", {.types = kMapType, .shape = &kHookShape}},
    {"initial_sync", {.types = kBoolType, .form = Form::kFlag}},
};
constexpr ComposeShape kWatchShape{.keys = kWatchKeys,
                                   .required = "path|action"};
constexpr ComposeSpec kWatch{.types = kMapType, .shape = &kWatchShape};
constexpr ComposeKey kDevelopKeys[] = {
    {"watch", {.types = kListType, .items = &kWatch}},
};
constexpr ComposeShape kDevelopShape{.keys = kDevelopKeys};

// --- deploy ------------------------------------------------------------------

constexpr ComposeKey kUpdateKeys[] = {
    {"parallelism", kIntegerKept},
    {"delay", kDuration},
    {"failure_action", kText},
    {"monitor", kDuration},
    {"max_failure_ratio", kFraction},
    {"order", {.types = kStringType, .choices = "start-first|stop-first"}},
};
constexpr ComposeShape kUpdateShape{.keys = kUpdateKeys};
constexpr ComposeKey kLimitKeys[] = {
    {"cpus", kFraction}, {"memory", kTextBytes}, {"pids", kInteger}};
constexpr ComposeShape kLimitShape{.keys = kLimitKeys};
constexpr ComposeKey kDiscreteKeys[] = {
    {"kind", kText},
    {"value", {.types = kNumberText, .form = Form::kIntKept}},
};
constexpr ComposeShape kDiscreteShape{.keys = kDiscreteKeys};
constexpr ComposeKey kGenericKeys[] = {
    {"discrete_resource_spec", {.types = kMapType, .shape = &kDiscreteShape}},
};
constexpr ComposeShape kGenericShape{.keys = kGenericKeys};
constexpr ComposeSpec kGeneric{.types = kMapType, .shape = &kGenericShape};
constexpr ComposeKey kReservationKeys[] = {
    {"cpus", kFraction},
    {"memory", kTextBytes},
    {"generic_resources", {.types = kListType, .items = &kGeneric}},
    {"devices", {.types = kListType, .items = &kDeviceRequest}},
};
constexpr ComposeShape kReservationShape{.keys = kReservationKeys};
constexpr ComposeKey kResourceKeys[] = {
    {"limits", {.types = kMapType, .shape = &kLimitShape}},
    {"reservations", {.types = kMapType, .shape = &kReservationShape}},
};
constexpr ComposeShape kResourceShape{.keys = kResourceKeys};
constexpr ComposeKey kRestartKeys[] = {
    {"condition", kText},
    {"delay", kDuration},
    {"max_attempts", kIntegerKept},
    {"window", kDuration},
};
constexpr ComposeShape kRestartShape{.keys = kRestartKeys};
constexpr ComposeKey kPreferenceKeys[] = {{"spread", kText}};
constexpr ComposeShape kPreferenceShape{.keys = kPreferenceKeys};
constexpr ComposeSpec kPreference{.types = kMapType,
                                  .shape = &kPreferenceShape};
constexpr ComposeKey kPlacementKeys[] = {
    {"constraints", kTextList},
    {"preferences", {.types = kListType, .items = &kPreference}},
    {"max_replicas_per_node", kInteger},
};
constexpr ComposeShape kPlacementShape{.keys = kPlacementKeys};
constexpr ComposeKey kDeployKeys[] = {
    {"mode", kText},
    {"endpoint_mode", kText},
    {"replicas", kIntegerKept},
    {"labels", kLabels},
    {"rollback_config", {.types = kMapType, .shape = &kUpdateShape}},
    {"update_config", {.types = kMapType, .shape = &kUpdateShape}},
    {"resources", {.types = kMapType, .shape = &kResourceShape}},
    {"restart_policy", {.types = kMapType, .shape = &kRestartShape}},
    {"placement", {.types = kMapType, .shape = &kPlacementShape}},
};
constexpr ComposeShape kDeployShape{.keys = kDeployKeys};

// --- service -----------------------------------------------------------------

constexpr ComposeKey kServiceKeys[] = {
    {"develop", {.types = kMapType | kNullType, .shape = &kDevelopShape}},
    {"deploy", {.types = kMapType | kNullType, .shape = &kDeployShape}},
    {"annotations", kLabels},
    {"attach", kFlagKept},
    {"build", kBuild},
    {"blkio_config", {.types = kMapType, .shape = &kBlkioShape}},
    {"cap_add", kNamedTexts},
    {"cap_drop", kNamedTexts},
    {"cgroup", {.types = kStringType, .choices = "host|private"}},
    {"cgroup_parent", kText},
    {"command", kCommand},
    {"configs", kConfigMounts},
    {"container_name",
     {.types = kStringType, .pattern = ComposePattern::kContainerName}},
    {"cpu_count", {.types = kIntText, .form = Form::kInt, .minimum = 0}},
    {"cpu_percent",
     {.types = kIntText, .form = Form::kFloat, .minimum = 0, .maximum = 100}},
    {"cpu_shares", kNumber},
    {"cpu_quota", kNumber},
    {"cpu_period", kNumber},
    {"cpu_rt_period", kNumber},
    {"cpu_rt_runtime", kNumber},
    {"cpus", kFraction},
    {"cpuset", kText},
    {"credential_spec", {.types = kMapType, .shape = &kCredentialShape}},
    {"depends_on",
     {.types = kListType | kMapType,
      .form = Form::kDependsOn,
      .values = &kDependency,
      .items = &kText,
      .pattern = ComposePattern::kResourceName,
      .unique = true,
      .merge = Merge::kDependsOn}},
    {"device_cgroup_rules", kUniqueTexts},
    {"devices",
     {.types = kListType, .items = &kDevice, .index = Index::kDevice}},
    {"dns", kJoinedTexts},
    {"dns_opt", kDnsOptions},
    {"dns_search", kJoinedTexts},
    {"domainname", kText},
    {"entrypoint", kCommand},
    {"env_file",
     {.types = kStringType | kListType,
      .form = Form::kEnvFiles,
      .items = &kEnvFile,
      .merge = Merge::kToList,
      .index = Index::kEnvFile}},
    {"label_file", kFileList},
    {"environment", kEnvironment},
    {"expose", kExpose},
    {"extends",
     {.types = kStringType | kMapType,
      .form = Form::kExtends,
      .shape = &kExtendsShape}},
    {"provider", {.types = kMapType, .shape = &kProviderShape}},
    {"external_links", kUniqueTexts},
    {"extra_hosts", kHosts},
    {"gpus",
     {.types = kStringType | kListType,
      .form = Form::kGpus,
      .items = &kGpu,
      .choices = "all"}},
    {"group_add", kUniqueNumbers},
    {"healthcheck", {.types = kMapType, .shape = &kHealthShape}},
    {"hostname", kText},
    {"image", kText},
    {"init", kFlagKept},
    {"ipc", kText},
    {"isolation", kText},
    {"labels", kLabels},
    {"links", kNamedTexts},
    {"logging",
     {.types = kMapType, .shape = &kLoggingShape, .merge = Merge::kLogging}},
    {"mac_address", kText},
    {"mem_limit", kBytes},
    {"mem_reservation", kIntBytes},
    {"mem_swappiness", kIntBytes},
    {"memswap_limit", kBytes},
    {"network_mode", kText},
    {"models",
     {.types = kListType | kMapType,
      .form = Form::kNames,
      .values = &kServiceModel,
      .items = &kText,
      .pattern = ComposePattern::kResourceName,
      .other_keys = true,
      .unique = true,
      .merge = Merge::kNames}},
    {"networks",
     {.types = kListType | kMapType,
      .form = Form::kNames,
      .values = &kServiceNetwork,
      .items = &kText,
      .pattern = ComposePattern::kResourceName,
      .unique = true,
      .merge = Merge::kNames}},
    {"oom_kill_disable", kFlag},
    {"oom_score_adj",
     {.types = kIntText,
      .form = Form::kInt,
      .minimum = -1000,
      .maximum = 1000}},
    {"pid", {.types = kStringType | kNullType}},
    {"pids_limit", kNumber},
    {"platform", kText},
    {"ports",
     {.types = kListType,
      .form = Form::kPorts,
      .items = &kPort,
      .unique = true,
      .index = Index::kPort}},
    {"pre_start", {.types = kListType, .items = &kPreStart}},
    {"post_start", kHooks},
    {"pre_stop", kHooks},
    {"privileged", kFlag},
    {"profiles", kNamedTexts},
    {"pull_policy",
     {.types = kStringType, .pattern = ComposePattern::kPullPolicy}},
    {"pull_refresh_after", kText},
    {"read_only", kFlag},
    {"restart", kText},
    {"runtime", kText},
    {"scale", kIntegerKept},
    {"security_opt", kUniqueTexts},
    {"shm_size", kBytes},
    {"secrets", kSecretMounts},
    {"sysctls", kLabels},
    {"stdin_open", kFlag},
    {"stop_grace_period", kDuration},
    {"stop_signal", kText},
    {"storage_opt",
     {.types = kMapType, .form = Form::kOptions, .values = &kAny}},
    {"tmpfs", kJoinedTexts},
    {"tty", kFlag},
    {"ulimits", kUlimits},
    {"use_api_socket", {.types = kBoolType, .form = Form::kFlag}},
    {"user", kText},
    {"uts", kText},
    {"userns_mode", kText},
    {"volumes",
     {.types = kListType,
      .items = &kVolumeMount,
      .unique = true,
      .index = Index::kVolume}},
    {"volumes_from", kUniqueTexts},
    {"working_dir", kText},
};
constexpr ComposeShape kServiceShape{.keys = kServiceKeys};
constexpr ComposeSpec kService{.types = kMapType, .shape = &kServiceShape};

// --- other parts of the file -------------------------------------------------

constexpr ComposeKey kExternalKeys[] = {{"name", kText}};
constexpr ComposeShape kExternalShape{.keys = kExternalKeys};
constexpr ComposeShape kOpenExternalShape{.keys = kExternalKeys, .open = true};
constexpr ComposeSpec kExternal{.types = kBoolText | kMapType,
                                .form = Form::kFlag,
                                .shape = &kExternalShape};
constexpr ComposeSpec kOpenExternal{.types = kBoolText | kMapType,
                                    .form = Form::kFlag,
                                    .shape = &kOpenExternalShape};

constexpr ComposeKey kIpamPoolKeys[] = {
    {"subnet", kText},
    {"ip_range", kText},
    {"gateway", kText},
    {"aux_addresses", {.types = kMapType, .values = &kText}},
};
constexpr ComposeShape kIpamPoolShape{.keys = kIpamPoolKeys};
constexpr ComposeSpec kIpamPool{.types = kMapType, .shape = &kIpamPoolShape};
constexpr ComposeKey kIpamKeys[] = {
    {"driver", kText},
    {"config",
     {.types = kListType, .items = &kIpamPool, .merge = Merge::kAddressPools}},
    {"options", {.types = kMapType, .values = &kText}},
};
constexpr ComposeShape kIpamShape{.keys = kIpamKeys};
constexpr ComposeKey kNetworkKeys[] = {
    {"name", kText},
    {"driver", kText},
    {"driver_opts", kDriverOptions},
    {"ipam", {.types = kMapType, .shape = &kIpamShape}},
    {"external", kExternal},
    {"internal", kFlag},
    {"enable_ipv4", kFlagKept},
    {"enable_ipv6", kFlagKept},
    {"attachable", kFlag},
    {"labels", kLabels},
};
constexpr ComposeShape kNetworkShape{.keys = kNetworkKeys};
constexpr ComposeSpec kNetwork{.types = kMapType | kNullType,
                               .form = Form::kResource,
                               .shape = &kNetworkShape};

constexpr ComposeSpec kVolumeLabels{.types = kMapType | kListType,
                                    .form = Form::kTextMap,
                                    .values = &kScalar,
                                    .items = &kText,
                                    .unique = true,
                                    .merge = Merge::kToList};
constexpr ComposeKey kVolumeKeys[] = {
    {"name", kText},
    {"driver", kText},
    {"driver_opts", kDriverOptions},
    {"external", kExternal},
    {"labels", kVolumeLabels},
};
constexpr ComposeShape kVolumeShape{.keys = kVolumeKeys};
constexpr ComposeSpec kVolume{.types = kMapType | kNullType,
                              .form = Form::kResource,
                              .shape = &kVolumeShape};

constexpr ComposeKey kSecretKeys[] = {
    {"name", kText},
    {"environment", kText},
    {"file", kText},
    {"external", kOpenExternal},
    {"labels", kListOrMap},
    {"driver", kText},
    {"driver_opts", kDriverOptions},
    {"template_driver", kText},
};
constexpr ComposeShape kSecretShape{.keys = kSecretKeys};
constexpr ComposeSpec kSecret{
    .types = kMapType, .form = Form::kResource, .shape = &kSecretShape};

constexpr ComposeKey kConfigKeys[] = {
    {"name", kText},
    {"content", kText},
    {"environment", kText},
    {"file", kText},
    {"external", kOpenExternal},
    {"labels", kListOrMap},
    {"template_driver", kText},
};
constexpr ComposeShape kConfigShape{.keys = kConfigKeys};
constexpr ComposeSpec kConfig{
    .types = kMapType, .form = Form::kResource, .shape = &kConfigShape};

constexpr ComposeKey kModelKeys[] = {
    {"name", kText},
    {"model", kText},
    {"context_size", {.types = kIntType, .form = Form::kInt}},
    {"runtime_flags", kTextList},
};
constexpr ComposeShape kModelShape{.keys = kModelKeys, .required = "model"};
constexpr ComposeSpec kModel{.types = kMapType, .shape = &kModelShape};

constexpr ComposeKey kIncludeKeys[] = {
    {"path", kTextOrList},
    {"env_file", kTextOrList},
    {"project_directory", kText},
};
constexpr ComposeShape kIncludeShape{.keys = kIncludeKeys, .extensions = false};
constexpr ComposeSpec kInclude{.types = kStringType | kMapType,
                               .form = Form::kInclude,
                               .shape = &kIncludeShape};

constexpr ComposeKey kFileKeys[] = {
    {"version", kText},
    {"name", kText},
    {"include", {.types = kListType, .items = &kInclude}},
    {"services",
     {.types = kMapType,
      .values = &kService,
      .pattern = ComposePattern::kResourceName}},
    {"models",
     {.types = kMapType,
      .values = &kModel,
      .pattern = ComposePattern::kResourceName,
      .other_keys = true}},
    {"networks",
     {.types = kMapType,
      .values = &kNetwork,
      .pattern = ComposePattern::kResourceName,
      .other_keys = true}},
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
const ComposeSpec& ComposeServiceSpec() { return kService; }

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
