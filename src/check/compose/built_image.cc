// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/built_image.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;
using config::Stage;

// Official images without USER and EXPOSE. Read in November 2026 in their
// Dockerfiles: eclipse-temurin, gcc, golang, node, openjdk, python, ruby, rust;
// alpine, busybox, debian and ubuntu as image_facts_others.cc says. The others
// are not confirmed.
constexpr std::string_view kPlainImages[] = {
    "almalinux",   "alpine", "amazonlinux",    "bash",   "buildpack-deps",
    "busybox",     "centos", "debian",         "dart",   "eclipse-temurin",
    "elixir",      "erlang", "fedora",         "gcc",    "golang",
    "haskell",     "julia",  "amazoncorretto", "node",   "openjdk",
    "oraclelinux", "perl",   "pypy",           "python", "rockylinux",
    "ruby",        "rust",   "swift",          "ubuntu"};

const Stage* RootStage(const ComposeService& service) {
  const Stage* stage = FinalStage(service);
  if (stage == nullptr || stage->root_stage < 0) return nullptr;
  return &service.build->evaluation
              ->stages[static_cast<std::size_t>(stage->root_stage)];
}

// "8080" is part of ":8080" and "--port=8080", not of "18080".
bool HoldsNumber(std::string_view text, std::string_view number) {
  for (std::size_t at = text.find(number); at != std::string_view::npos;
       at = text.find(number, at + 1)) {
    std::size_t end = at + number.size();
    bool begins = at == 0 || !base::IsDigit(text[at - 1]);
    if (begins && (end == text.size() || !base::IsDigit(text[end]))) {
      return true;
    }
  }
  return false;
}

}  // namespace

const Stage* FinalStage(const ComposeService& service) {
  if (service.build == nullptr || service.build->file == nullptr ||
      service.build->evaluation == nullptr || service.build->file->refused()) {
    return nullptr;
  }
  const config::Evaluation& evaluation = *service.build->evaluation;
  return evaluation.errors.empty() ? evaluation.target() : nullptr;
}

bool IsImageUnknown(const ComposeContext& context,
                    const ComposeService& service) {
  if (!service.is_built()) return context.IsWrong(service["image"]);
  return FinalStage(service) == nullptr && context.IsWrong(service["build"]);
}

const ImageFacts* BaseFacts(const ComposeService& service) {
  if (!service.is_built()) return service.facts;
  const Stage* root = RootStage(service);
  if (root == nullptr || root->from_scratch || !root->base.known()) {
    return nullptr;
  }
  return FindImageFacts(root->image);
}

bool HasPlainBase(const ComposeService& service) {
  const Stage* root = RootStage(service);
  if (root == nullptr) return false;
  if (root->from_scratch) return true;
  if (!root->base.known() || !root->image.IsOfficial()) return false;
  return std::find(std::begin(kPlainImages), std::end(kPlainImages),
                   root->image.BaseName()) != std::end(kPlainImages);
}

std::vector<const config::Instruction*> FinalInstructions(
    const ComposeService& service) {
  std::vector<const config::Instruction*> out;
  if (FinalStage(service) == nullptr) return out;
  const std::vector<config::Instruction>& all =
      service.build->file->instructions;
  for (const Stage& stage : service.build->evaluation->stages) {
    if (!stage.in_final) continue;
    for (std::size_t i = stage.begin; i < stage.end && i < all.size(); ++i) {
      out.push_back(&all[i]);
    }
  }
  return out;
}

std::optional<std::string> StartUser(const ComposeContext& context,
                                     const ComposeService& service) {
  const ComposeNode& given = service["user"];
  if (!given.IsNull()) {
    if (context.IsUnknown(given)) return std::nullopt;
    std::string user = given.Scalar();
    if (!user.empty()) return user;
  }
  if (service.is_built()) {
    const Stage* stage = FinalStage(service);
    if (stage == nullptr) return std::nullopt;
    if (stage->user.set()) {
      if (!stage->user.value.known()) return std::nullopt;
      return stage->user.value.text.empty() ? "root" : stage->user.value.text;
    }
    if (HasPlainBase(service)) return "root";
  }
  const ImageFacts* facts = BaseFacts(service);
  if (facts == nullptr || facts->user.empty()) return std::nullopt;
  return facts->drops_root ? "root" : std::string(facts->user);
}

bool IsRootUser(std::string_view user) {
  user = user.substr(0, user.find(':'));
  return user.empty() || user == "root" || user == "0";
}

std::string ImageInWords(const ComposeService& service) {
  if (!service.is_built() && service.image.valid) {
    return base::Printable(service.ImageName());
  }
  return base::Format("the image of service {}", base::Printable(service.name));
}

bool IsNumberConfigured(const ComposeService& service, int number) {
  std::string digits = std::to_string(number);
  for (const ComposeVariable& variable : service.environment) {
    if (HoldsNumber(variable.value->Scalar(), digits)) return true;
  }
  for (std::string_view key : {"command", "entrypoint"}) {
    const ComposeNode& node = service[key];
    if (HoldsNumber(node.Scalar(), digits)) return true;
    for (const ComposeEntry& word : node.entries()) {
      if (HoldsNumber(word.value.Scalar(), digits)) return true;
    }
  }
  return false;
}

}  // namespace bulkhead::check
