// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "config/compose/problems.h"

#include <limits>

#include "base/text.h"

namespace bulkhead::config {
namespace {

// The number at `at`, which moves behind it and the colon that must follow; 0
// where there is none.
int NumberBefore(std::string_view text, std::size_t* at) {
  constexpr int kMax = std::numeric_limits<int>::max() / 10 - 1;
  int number = 0;
  std::size_t i = *at;
  while (i < text.size() && base::IsDigit(text[i]) && number < kMax) {
    number = number * 10 + (text[i++] - '0');
  }
  if (i == *at || i >= text.size() || text[i] != ':') return 0;
  *at = i + 1;
  return number;
}

std::string LineText(std::string_view path, int line) {
  return base::Format("{}:{}", path, line);
}

}  // namespace

ComposeMessagePlace PlaceOfMessage(std::string_view message) {
  for (std::size_t colon = message.find(':'); colon != std::string_view::npos;
       colon = message.find(':', colon + 1)) {
    std::size_t at = colon + 1;
    int line = NumberBefore(message, &at);
    if (line == 0) continue;
    int column = NumberBefore(message, &at);
    if (column == 0) continue;
    return {std::string(message.substr(0, colon)), line, column};
  }
  return {};
}

base::Status ComposeProblems::Keep(base::Status status,
                                   ComposeProblemKind kind) {
  if (status.ok() || status.error().code == base::ErrorCode::kLimit) {
    return status;
  }
  ComposeMessagePlace place = PlaceOfMessage(status.error().message);
  std::string line = place.line == 0 ? status.error().message
                                     : LineText(place.path, place.line);
  if (unknown_.contains(line)) return base::Ok{};
  kinds_.insert(kind);
  std::string column = base::Format("{}:{}", line, place.column);
  if (lines_.contains(line) || lines_.contains(column)) return base::Ok{};
  // Two files may be named in one line.
  if (kind == ComposeProblemKind::kFile) line = std::move(column);
  if (errors_.size() >= kMax) return status;
  lines_.insert(std::move(line));
  errors_.push_back(std::move(status).error());
  return base::Ok{};
}

bool ComposeProblems::IsUnknown(const ComposePlace& place) const {
  return place.known() &&
         unknown_.contains(LineText(place.source->path(), place.At().line));
}

void ComposeProblems::SetUnknown(const ComposePlace& place) {
  if (!place.known()) return;
  unknown_.insert(LineText(place.source->path(), place.At().line));
}

void ComposeProblems::TakeOut(ComposeNode* node) {
  ComposeNode unknown;
  unknown.origin = node->origin;
  *node = std::move(unknown);
  const ComposePlace& place = node->origin.value;
  if (!place.known()) return;
  SetUnknown(place);
  SetUnknown(node->origin.Best());
  if (taken_out_.empty() || !(taken_out_.back() == place)) {
    taken_out_.push_back(place);
  }
}

base::Status KeepProblem(base::Status status, ComposeProblemKind kind,
                         ComposeProblems* problems) {
  if (status.ok() || problems == nullptr) return status;
  return problems->Keep(std::move(status), kind);
}

base::Status KeepFault(base::Status status, ComposeNode* node,
                       ComposeProblems* problems) {
  if (status.ok() || problems == nullptr) return status;
  status = problems->Keep(std::move(status), ComposeProblemKind::kValue);
  if (status.ok()) problems->TakeOut(node);
  return status;
}

}  // namespace bulkhead::config
