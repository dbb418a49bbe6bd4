// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Helpers for tests of Dockerfile rules.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "check/dockerfile/rule.h"

namespace bulkhead::check {

struct RuleTestOptions {
  DockerfileOptions options = {};
  const BuildContext* context = nullptr;
  config::EvaluateOptions evaluate = {};
};

// Findings of one rule (its id) on a text, in order of place.
std::vector<model::Finding> FindingsOf(std::string_view rule,
                                       std::string_view text,
                                       const RuleTestOptions& options = {});

// The rule finds exactly one thing (or `count`), with a line, and the first
// stands on `line`; 0: any line.
void Catches(std::string_view rule, std::string_view text, int line = 0,
             std::size_t count = 1, const RuleTestOptions& options = {});
// The rule finds nothing.
void CatchesNot(std::string_view rule, std::string_view text,
                const RuleTestOptions& options = {});
// Message of the only finding.
std::string MessageOf(std::string_view rule, std::string_view text,
                      const RuleTestOptions& options = {});
// Applies the fix of every finding of the rule once: the text must become
// `after`, still parse, and hold no finding of the rule any more.
void Fixes(std::string_view rule, std::string_view before,
           std::string_view after, const RuleTestOptions& options = {});

// The rule finds something there and offers no fix for any of it.
void OffersNoFix(std::string_view rule, std::string_view text,
                 const RuleTestOptions& options = {});

}  // namespace bulkhead::check
