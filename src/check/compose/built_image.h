// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// What rules ask of the image that a service builds, and of who runs in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/compose/rule.h"

namespace bulkhead::check {

// The stage that the service runs; null where it is not built, the Dockerfile
// is not known or refused by BuildKit, or has no such stage. Lives as long as
// the context.
const config::Stage* FinalStage(const ComposeService& service);

// A wrong value hides which image the service runs.
bool IsImageUnknown(const ComposeContext& context,
                    const ComposeService& service);

// What is known of the image at the bottom: of a built service the base image
// of its final stage, else its image. Null: nothing.
const ImageFacts* BaseFacts(const ComposeService& service);

// Bottom of the built image: a distribution or the image of a language, which
// exposes no port and runs as root.
bool HasPlainBase(const ComposeService& service);

// Instructions whose layers or settings are part of the final image, in order.
std::vector<const config::Instruction*> FinalInstructions(
    const ComposeService& service);

// Who the first process runs as: `user` of the service, else USER of the
// image. nullopt: not known. "" never.
std::optional<std::string> StartUser(const ComposeContext& context,
                                     const ComposeService& service);
bool IsRootUser(std::string_view user);

// "nginx" or "the image of service web", for messages.
std::string ImageInWords(const ComposeService& service);

// The number stands in the command, the entry point or a variable of the
// service: the program is configured to use this port.
bool IsNumberConfigured(const ComposeService& service, int number);

}  // namespace bulkhead::check
