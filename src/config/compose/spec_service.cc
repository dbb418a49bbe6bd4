// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Keys and types of a service, in the state of August 2026
// (https://github.com/compose-spec/compose-spec).
#include "config/compose/spec_types.h"

namespace bulkhead::config {
namespace {

using Form = ComposeForm;
using Merge = ComposeMerge;
using Index = ComposeIndex;

// --- parts of a service ------------------------------------------------------

constexpr ComposeKey kUlimitKeys[] = {
    {"hard", {.types = kSpecIntText, .form = Form::kInt}},
    {"soft", {.types = kSpecIntText, .form = Form::kInt}},
};
constexpr ComposeShape kUlimitShape{.keys = kUlimitKeys,
                                    .required = "soft|hard"};
constexpr ComposeSpec kUlimit{.types = kSpecIntText | kMapType,
                              .form = Form::kUlimit,
                              .shape = &kUlimitShape,
                              .merge = Merge::kReplace};
constexpr ComposeSpec kUlimits{.types = kMapType,
                               .values = &kUlimit,
                               .pattern = ComposePattern::kLowerCase,
                               .other_keys = true};

constexpr ComposeKey kMountKeys[] = {
    {"source", kSpecText}, {"target", kSpecText}, {"uid", kSpecText},
    {"gid", kSpecText},    {"mode", kSpecMode},
};
constexpr ComposeShape kMountShape{.keys = kMountKeys};
constexpr ComposeSpec kDnsOptions{.types = kListType,
                                  .items = &kSpecText,
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
    {"context", kSpecText},
    {"dockerfile", kSpecText},
    {"dockerfile_inline", kSpecText},
    {"entitlements", kSpecTextList},
    {"args", kSpecEnvironment},
    {"ssh", kSpecSsh},
    {"labels", kSpecLabels},
    {"cache_from", kSpecTextList},
    {"cache_to", kSpecTextList},
    {"no_cache", kSpecFlag},
    {"no_cache_filter", kSpecTextOrList},
    {"additional_contexts", kSpecContexts},
    {"network", kSpecText},
    {"provenance", kSpecBoolOrText},
    {"sbom", kSpecBoolOrText},
    {"pull", kSpecFlag},
    {"target", kSpecText},
    {"shm_size", kSpecIntBytes},
    {"extra_hosts", kSpecHosts},
    {"isolation", kSpecText},
    {"privileged", kSpecFlag},
    {"secrets", kMounts},
    {"tags", {.types = kListType, .items = &kSpecText, .index = Index::kName}},
    {"ulimits", kUlimits},
    {"platforms", kSpecTextList},
    {"platform", {.types = 0, .index = Index::kName}},
};
constexpr ComposeShape kBuildShape{.keys = kBuildKeys};
constexpr ComposeSpec kBuild{.types = kStringType | kMapType,
                             .form = Form::kBuild,
                             .shape = &kBuildShape,
                             .merge = Merge::kBuild};

constexpr ComposeKey kBlkioLimitKeys[] = {
    {"path", kSpecText},
    {"rate", {.types = kSpecIntText, .form = Form::kBytesKept}},
};
constexpr ComposeShape kBlkioLimitShape{
    .keys = kBlkioLimitKeys, .extensions = false, .capital = true};
constexpr ComposeSpec kBlkioLimit{.types = kMapType,
                                  .shape = &kBlkioLimitShape};
constexpr ComposeSpec kBlkioLimits{.types = kListType, .items = &kBlkioLimit};
constexpr ComposeKey kBlkioWeightKeys[] = {
    {"path", kSpecText},
    {"weight", {.types = kIntType, .form = Form::kIntKept}},
};
constexpr ComposeShape kBlkioWeightShape{
    .keys = kBlkioWeightKeys, .extensions = false, .capital = true};
constexpr ComposeSpec kBlkioWeight{.types = kMapType,
                                   .shape = &kBlkioWeightShape};
constexpr ComposeKey kBlkioKeys[] = {
    {"device_read_bps", kBlkioLimits},
    {"device_read_iops", kBlkioLimits},
    {"device_write_bps", kBlkioLimits},
    {"device_write_iops", kBlkioLimits},
    {"weight", {.types = kIntType, .form = Form::kInt}},
    {"weight_device", {.types = kListType, .items = &kBlkioWeight}},
};
constexpr ComposeShape kBlkioShape{.keys = kBlkioKeys, .extensions = false};

constexpr ComposeKey kCredentialKeys[] = {
    {"config", kSpecText}, {"file", kSpecText}, {"registry", kSpecText}};
constexpr ComposeShape kCredentialShape{.keys = kCredentialKeys};

constexpr ComposeKey kDependsOnKeys[] = {
    {"restart", kSpecFlag},
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
    {"source", kSpecText}, {"target", kSpecText}, {"permissions", kSpecText}};
constexpr ComposeShape kDeviceShape{.keys = kDeviceKeys, .required = "source"};
constexpr ComposeSpec kDevice{.types = kStringType | kMapType,
                              .form = Form::kDevice,
                              .shape = &kDeviceShape};

constexpr ComposeKey kEnvFileKeys[] = {
    {"path", kSpecText},
    {"format", kSpecText},
    {"required", kSpecFlagKept},
};
constexpr ComposeShape kEnvFileShape{
    .keys = kEnvFileKeys, .required = "path", .extensions = false};
constexpr ComposeSpec kEnvFile{.types = kStringType | kMapType,
                               .shape = &kEnvFileShape};

constexpr ComposeKey kExtendsKeys[] = {{"service", kSpecText},
                                       {"file", kSpecText}};
constexpr ComposeShape kExtendsShape{
    .keys = kExtendsKeys, .required = "service", .extensions = false};

constexpr ComposeSpec kProviderValue{.types = kSpecNumberText | kBoolType};
constexpr ComposeSpec kProviderOption{
    .types = kSpecNumberText | kBoolType | kListType, .items = &kProviderValue};
constexpr ComposeKey kProviderKeys[] = {
    {"type", kSpecText},
    {"options",
     {.types = kMapType,
      .form = Form::kMultiOptions,
      .values = &kProviderOption}},
};
constexpr ComposeShape kProviderShape{.keys = kProviderKeys,
                                      .required = "type"};

constexpr ComposeKey kDeviceRequestKeys[] = {
    {"capabilities", kSpecUniqueTexts},
    {"count", {.types = kSpecIntText, .form = Form::kCount}},
    {"device_ids", kSpecUniqueTexts},
    {"driver", kSpecText},
    {"options", kSpecListOrMap},
};
constexpr ComposeShape kDeviceRequestShape{.keys = kDeviceRequestKeys,
                                           .required = "capabilities"};
}  // namespace

constexpr ComposeSpec kSpecDeviceRequest{.types = kMapType,
                                         .shape = &kDeviceRequestShape};

namespace {

constexpr ComposeShape kGpuShape{.keys = kDeviceRequestKeys, .open = true};
constexpr ComposeSpec kGpu{.types = kMapType, .shape = &kGpuShape};

constexpr ComposeKey kHealthKeys[] = {
    {"disable", kSpecFlag},
    {"interval", kSpecDuration},
    {"retries", {.types = kSpecNumberText, .form = Form::kIntKept}},
    {"test",
     {.types = kStringType | kListType,
      .form = Form::kHealthTest,
      .items = &kSpecText,
      .merge = Merge::kReplace}},
    {"timeout", kSpecDuration},
    {"start_period", kSpecDuration},
    {"start_interval", kSpecDuration},
};
constexpr ComposeShape kHealthShape{.keys = kHealthKeys};

constexpr ComposeSpec kLogValue{.types = kSpecNumberText | kNullType};
constexpr ComposeKey kLoggingKeys[] = {
    {"driver", kSpecText},
    {"options",
     {.types = kMapType, .form = Form::kOptions, .values = &kLogValue}},
};
constexpr ComposeShape kLoggingShape{.keys = kLoggingKeys};

constexpr ComposeKey kServiceModelKeys[] = {{"endpoint_var", kSpecText},
                                            {"model_var", kSpecText}};
constexpr ComposeShape kServiceModelShape{.keys = kServiceModelKeys};
constexpr ComposeSpec kServiceModel{.types = kMapType | kNullType,
                                    .shape = &kServiceModelShape};

constexpr ComposeKey kServiceNetworkKeys[] = {
    {"aliases", kSpecNamedTexts},
    {"interface_name", kSpecText},
    {"ipv4_address", kSpecText},
    {"ipv6_address", kSpecText},
    {"link_local_ips", kSpecNamedTexts},
    {"mac_address", kSpecText},
    {"driver_opts", kSpecDriverOptions},
    {"priority", {.types = kNumberType, .form = Form::kInt}},
    {"gw_priority", {.types = kNumberType, .form = Form::kInt}},
};
constexpr ComposeShape kServiceNetworkShape{.keys = kServiceNetworkKeys};
constexpr ComposeSpec kServiceNetwork{.types = kMapType | kNullType,
                                      .shape = &kServiceNetworkShape};

constexpr ComposeKey kPortKeys[] = {
    {"name", kSpecText},
    {"mode", kSpecText},
    {"host_ip", kSpecText},
    {"target", kSpecInteger},
    {"published", {.types = kSpecIntText}},
    {"protocol", kSpecText},
    {"app_protocol", kSpecText},
};
constexpr ComposeShape kPortShape{.keys = kPortKeys};
constexpr ComposeSpec kPort{.types = kSpecNumberText | kMapType,
                            .shape = &kPortShape};

constexpr ComposeKey kHookKeys[] = {
    {"command", kSpecCommand},         {"user", kSpecText},
    {"privileged", kSpecFlag},         {"working_dir", kSpecText},
    {"environment", kSpecEnvironment},
};
constexpr ComposeShape kHookShape{.keys = kHookKeys, .required = "command"};
constexpr ComposeSpec kHook{.types = kMapType, .shape = &kHookShape};
constexpr ComposeSpec kHooks{.types = kListType, .items = &kHook};
constexpr ComposeKey kPreStartKeys[] = {
    {"command", kSpecCommand},  {"image", kSpecText},
    {"user", kSpecText},        {"privileged", kSpecFlag},
    {"working_dir", kSpecText}, {"environment", kSpecEnvironment},
    {"per_replica", kSpecFlag},
};
constexpr ComposeShape kPreStartShape{.keys = kPreStartKeys};
constexpr ComposeSpec kPreStart{.types = kMapType, .shape = &kPreStartShape};

constexpr ComposeKey kBindKeys[] = {
    {"propagation", kSpecText},
    {"create_host_path", kSpecFlagKept},
    {"recursive",
     {.types = kStringType, .choices = "enabled|disabled|writable|readonly"}},
    {"selinux", {.types = kStringType, .choices = "z|Z"}},
};
constexpr ComposeShape kBindShape{.keys = kBindKeys};
constexpr ComposeKey kMountVolumeKeys[] = {
    {"labels", kSpecLabels},
    {"nocopy", kSpecFlag},
    {"subpath", kSpecText},
};
constexpr ComposeShape kMountVolumeShape{.keys = kMountVolumeKeys};
constexpr ComposeKey kTmpfsKeys[] = {
    {"size", {.types = kSpecIntText, .form = Form::kBytes, .minimum = 0}},
    {"mode", {.types = kNumberType, .form = Form::kInt}},
};
constexpr ComposeShape kTmpfsShape{.keys = kTmpfsKeys};
constexpr ComposeKey kMountImageKeys[] = {{"subpath", kSpecText}};
constexpr ComposeShape kMountImageShape{.keys = kMountImageKeys};
constexpr ComposeKey kVolumeMountKeys[] = {
    {"type",
     {.types = kStringType,
      .choices = "bind|volume|tmpfs|cluster|npipe|image"}},
    {"source", kSpecText},
    {"target", kSpecText},
    {"read_only", kSpecFlag},
    {"consistency", kSpecText},
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
    {"ignore", kSpecTextOrList},
    {"include", kSpecTextOrList},
    {"path", kSpecText},
    {"action",
     {.types = kStringType,
      .choices = "rebuild|sync|restart|sync+restart|sync+exec"}},
    {"target", kSpecText},
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

// --- service -----------------------------------------------------------------

constexpr ComposeKey kServiceKeys[] = {
    {"develop", {.types = kMapType | kNullType, .shape = &kDevelopShape}},
    {"deploy", {.types = kMapType | kNullType, .shape = &kSpecDeployShape}},
    {"annotations", kSpecLabels},
    {"attach", kSpecFlagKept},
    {"build", kBuild},
    {"blkio_config", {.types = kMapType, .shape = &kBlkioShape}},
    {"cap_add", kSpecNamedTexts},
    {"cap_drop", kSpecNamedTexts},
    {"cgroup", {.types = kStringType, .choices = "host|private"}},
    {"cgroup_parent", kSpecText},
    {"command", kSpecCommand},
    {"configs", kConfigMounts},
    {"container_name",
     {.types = kStringType, .pattern = ComposePattern::kContainerName}},
    {"cpu_count", {.types = kSpecIntText, .form = Form::kInt, .minimum = 0}},
    {"cpu_percent",
     {.types = kSpecIntText,
      .form = Form::kFloat,
      .minimum = 0,
      .maximum = 100}},
    {"cpu_shares", kSpecNumber},
    {"cpu_quota", kSpecNumber},
    {"cpu_period", kSpecNumber},
    {"cpu_rt_period", kSpecNumber},
    {"cpu_rt_runtime", kSpecNumber},
    {"cpus", kSpecFraction},
    {"cpuset", kSpecText},
    {"credential_spec", {.types = kMapType, .shape = &kCredentialShape}},
    {"depends_on",
     {.types = kListType | kMapType,
      .form = Form::kDependsOn,
      .values = &kDependency,
      .items = &kSpecText,
      .pattern = ComposePattern::kResourceName,
      .unique = true,
      .merge = Merge::kDependsOn}},
    {"device_cgroup_rules", kSpecUniqueTexts},
    {"devices",
     {.types = kListType, .items = &kDevice, .index = Index::kDevice}},
    {"dns", kSpecJoinedTexts},
    {"dns_opt", kDnsOptions},
    {"dns_search", kSpecJoinedTexts},
    {"domainname", kSpecText},
    {"entrypoint", kSpecCommand},
    {"env_file",
     {.types = kStringType | kListType,
      .form = Form::kEnvFiles,
      .items = &kEnvFile,
      .merge = Merge::kToList,
      .index = Index::kEnvFile}},
    {"label_file", kSpecFileList},
    {"environment", kSpecEnvironment},
    {"expose", kSpecExpose},
    {"extends",
     {.types = kStringType | kMapType,
      .form = Form::kExtends,
      .shape = &kExtendsShape}},
    {"provider", {.types = kMapType, .shape = &kProviderShape}},
    {"external_links", kSpecUniqueTexts},
    {"extra_hosts", kSpecHosts},
    {"gpus",
     {.types = kStringType | kListType,
      .form = Form::kGpus,
      .items = &kGpu,
      .choices = "all"}},
    {"group_add", kSpecUniqueNumbers},
    {"healthcheck", {.types = kMapType, .shape = &kHealthShape}},
    {"hostname", kSpecText},
    {"image", kSpecText},
    {"init", kSpecFlagKept},
    {"ipc", kSpecText},
    {"isolation", kSpecText},
    {"labels", kSpecLabels},
    {"links", kSpecNamedTexts},
    {"logging",
     {.types = kMapType, .shape = &kLoggingShape, .merge = Merge::kLogging}},
    {"mac_address", kSpecText},
    {"mem_limit", kSpecBytes},
    {"mem_reservation", kSpecIntBytes},
    {"mem_swappiness", kSpecIntBytes},
    {"memswap_limit", kSpecBytes},
    {"network_mode", kSpecText},
    {"models",
     {.types = kListType | kMapType,
      .form = Form::kNames,
      .values = &kServiceModel,
      .items = &kSpecText,
      .pattern = ComposePattern::kResourceName,
      .other_keys = true,
      .unique = true,
      .merge = Merge::kNames}},
    {"networks",
     {.types = kListType | kMapType,
      .form = Form::kNames,
      .values = &kServiceNetwork,
      .items = &kSpecText,
      .pattern = ComposePattern::kResourceName,
      .unique = true,
      .merge = Merge::kNames}},
    {"oom_kill_disable", kSpecFlag},
    {"oom_score_adj",
     {.types = kSpecIntText,
      .form = Form::kInt,
      .minimum = -1000,
      .maximum = 1000}},
    {"pid", {.types = kStringType | kNullType}},
    {"pids_limit", kSpecNumber},
    {"platform", kSpecText},
    {"ports",
     {.types = kListType,
      .form = Form::kPorts,
      .items = &kPort,
      .unique = true,
      .index = Index::kPort}},
    {"pre_start", {.types = kListType, .items = &kPreStart}},
    {"post_start", kHooks},
    {"pre_stop", kHooks},
    {"privileged", kSpecFlag},
    {"profiles", kSpecNamedTexts},
    {"pull_policy",
     {.types = kStringType, .pattern = ComposePattern::kPullPolicy}},
    {"pull_refresh_after", kSpecText},
    {"read_only", kSpecFlag},
    {"restart", kSpecText},
    {"runtime", kSpecText},
    {"scale", kSpecIntegerKept},
    {"security_opt", kSpecUniqueTexts},
    {"shm_size", kSpecBytes},
    {"secrets", kSecretMounts},
    {"sysctls", kSpecLabels},
    {"stdin_open", kSpecFlag},
    {"stop_grace_period", kSpecDuration},
    {"stop_signal", kSpecText},
    {"storage_opt",
     {.types = kMapType, .form = Form::kOptions, .values = &kSpecAny}},
    {"tmpfs", kSpecJoinedTexts},
    {"tty", kSpecFlag},
    {"ulimits", kUlimits},
    {"use_api_socket", {.types = kBoolType, .form = Form::kFlag}},
    {"user", kSpecText},
    {"uts", kSpecText},
    {"userns_mode", kSpecText},
    {"volumes",
     {.types = kListType,
      .items = &kVolumeMount,
      .unique = true,
      .index = Index::kVolume}},
    {"volumes_from", kSpecUniqueTexts},
    {"working_dir", kSpecText},
};
constexpr ComposeShape kServiceShape{.keys = kServiceKeys};
}  // namespace

constexpr ComposeSpec kSpecService{.types = kMapType, .shape = &kServiceShape};

namespace {}  // namespace

const ComposeSpec& ComposeServiceSpec() { return kSpecService; }

}  // namespace bulkhead::config
