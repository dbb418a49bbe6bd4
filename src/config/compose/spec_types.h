// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Kinds of values that many keys share; part of the table of spec.h.
#pragma once

#include "config/compose/spec.h"

namespace bulkhead::config {

inline constexpr unsigned kSpecBoolText = kBoolType | kStringType;
inline constexpr unsigned kSpecIntText = kIntType | kStringType;
inline constexpr unsigned kSpecNumberText = kNumberType | kStringType;

inline constexpr ComposeSpec kSpecText{.types = kStringType};
inline constexpr ComposeSpec kSpecAny{};
inline constexpr ComposeSpec kSpecBoolOrText{.types = kSpecBoolText,
                                             .form = ComposeForm::kText};
inline constexpr ComposeSpec kSpecFlag{.types = kSpecBoolText,
                                       .form = ComposeForm::kFlag};
inline constexpr ComposeSpec kSpecFlagKept{.types = kSpecBoolText,
                                           .form = ComposeForm::kFlagKept};
inline constexpr ComposeSpec kSpecInteger{.types = kSpecIntText,
                                          .form = ComposeForm::kInt};
inline constexpr ComposeSpec kSpecIntegerKept{.types = kSpecIntText,
                                              .form = ComposeForm::kIntKept};
inline constexpr ComposeSpec kSpecNumber{.types = kSpecNumberText,
                                         .form = ComposeForm::kInt};
inline constexpr ComposeSpec kSpecFraction{.types = kSpecNumberText,
                                           .form = ComposeForm::kFloat};
inline constexpr ComposeSpec kSpecBytes{.types = kSpecNumberText,
                                        .form = ComposeForm::kBytes};
inline constexpr ComposeSpec kSpecIntBytes{.types = kSpecIntText,
                                           .form = ComposeForm::kBytes};
inline constexpr ComposeSpec kSpecTextBytes{.types = kStringType,
                                            .form = ComposeForm::kBytes};
inline constexpr ComposeSpec kSpecDuration{.types = kStringType,
                                           .form = ComposeForm::kDuration};
inline constexpr ComposeSpec kSpecMode{.types = kSpecNumberText,
                                       .form = ComposeForm::kMode};

inline constexpr ComposeSpec kSpecTextList{.types = kListType,
                                           .items = &kSpecText};
inline constexpr ComposeSpec kSpecUniqueTexts{
    .types = kListType, .items = &kSpecText, .unique = true};
inline constexpr ComposeSpec kSpecNamedTexts{.types = kListType,
                                             .items = &kSpecText,
                                             .unique = true,
                                             .index = ComposeIndex::kName};
inline constexpr ComposeSpec kSpecTextOrNumber{.types = kSpecNumberText};
inline constexpr ComposeSpec kSpecUniqueNumbers{.types = kListType,
                                                .form = ComposeForm::kTexts,
                                                .items = &kSpecTextOrNumber,
                                                .unique = true};
inline constexpr ComposeSpec kSpecExpose{.types = kListType,
                                         .form = ComposeForm::kTexts,
                                         .items = &kSpecTextOrNumber,
                                         .unique = true,
                                         .index = ComposeIndex::kExpose};
inline constexpr ComposeSpec kSpecTextOrList{.types = kStringType | kListType,
                                             .form = ComposeForm::kTexts,
                                             .items = &kSpecText,
                                             .unique = true};
inline constexpr ComposeSpec kSpecJoinedTexts{.types = kStringType | kListType,
                                              .form = ComposeForm::kTexts,
                                              .items = &kSpecText,
                                              .unique = true,
                                              .merge = ComposeMerge::kToList,
                                              .index = ComposeIndex::kName};
inline constexpr ComposeSpec kSpecFileList{.types = kStringType | kListType,
                                           .form = ComposeForm::kTexts,
                                           .items = &kSpecText,
                                           .merge = ComposeMerge::kToSet};
inline constexpr ComposeSpec kSpecScalar{.types = kSpecNumberText | kBoolType |
                                                  kNullType};
inline constexpr ComposeSpec kSpecListOrMap{.types = kMapType | kListType,
                                            .form = ComposeForm::kTextMap,
                                            .values = &kSpecScalar,
                                            .items = &kSpecText,
                                            .unique = true};
inline constexpr ComposeSpec kSpecLabels{.types = kMapType | kListType,
                                         .form = ComposeForm::kTextMap,
                                         .values = &kSpecScalar,
                                         .items = &kSpecText,
                                         .unique = true,
                                         .merge = ComposeMerge::kToList,
                                         .index = ComposeIndex::kName};
inline constexpr ComposeSpec kSpecEnvironment{.types = kMapType | kListType,
                                              .form = ComposeForm::kEnvironment,
                                              .values = &kSpecScalar,
                                              .items = &kSpecText,
                                              .unique = true,
                                              .merge = ComposeMerge::kToList,
                                              .index = ComposeIndex::kName};
inline constexpr ComposeSpec kSpecSsh{.types = kMapType | kListType,
                                      .form = ComposeForm::kSsh,
                                      .values = &kSpecScalar,
                                      .items = &kSpecText,
                                      .unique = true};
inline constexpr ComposeSpec kSpecContexts{.types = kMapType | kListType,
                                           .form = ComposeForm::kContexts,
                                           .values = &kSpecScalar,
                                           .items = &kSpecText,
                                           .unique = true,
                                           .merge = ComposeMerge::kToList,
                                           .index = ComposeIndex::kName};
inline constexpr ComposeSpec kSpecHostAddresses{
    .types = kStringType | kListType, .items = &kSpecText};
inline constexpr ComposeSpec kSpecHosts{.types = kMapType | kListType,
                                        .form = ComposeForm::kHosts,
                                        .values = &kSpecHostAddresses,
                                        .items = &kSpecText,
                                        .unique = true,
                                        .merge = ComposeMerge::kToSet};
inline constexpr ComposeSpec kSpecCommand{
    .types = kNullType | kStringType | kListType,
    .form = ComposeForm::kCommand,
    .items = &kSpecText,
    .merge = ComposeMerge::kReplace};
inline constexpr ComposeSpec kSpecDriverOptions{.types = kMapType,
                                                .form = ComposeForm::kOptions,
                                                .values = &kSpecTextOrNumber};

// Parts of the table in its other file.
extern const ComposeShape kSpecDeployShape;
extern const ComposeSpec kSpecDeviceRequest;
extern const ComposeSpec kSpecService;

}  // namespace bulkhead::config
