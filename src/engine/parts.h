// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// The named parts of documents, build stages and services, for ignores that
// ask for a stage or for an image.
#pragma once

#include <span>
#include <vector>

#include "config/compose/compose.h"
#include "config/dockerfile/evaluate.h"
#include "model/finding.h"
#include "policy/apply.h"

namespace bulkhead::engine {

struct DocumentPart {
  int first_line = 0;  // of a stage; a service is known by its name
  int last_line = 0;
  policy::FindingFacts facts;
};

// True where one of the ignores asks for what only parts tell.
bool AskForParts(std::span<const policy::Ignore> ignores);

// The stages of a Dockerfile, with the image at the root of each.
std::vector<DocumentPart> StagesOf(const config::Evaluation& evaluation);

// The services of a project, with their images.
std::vector<DocumentPart> ServicesOf(const config::ComposeProject& project);

// What is known of a finding in the document that has these parts.
policy::FindingFacts FactsIn(std::span<const DocumentPart> parts,
                             const model::Finding& finding);

}  // namespace bulkhead::engine
