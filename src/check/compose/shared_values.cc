// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/shared_values.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "base/text.h"

namespace bulkhead::check {
namespace {

constexpr std::string_view kServices = "services.";

// "services.web.environment.KEY" in two parts: "web", ".environment.KEY". Names
// of services may hold dots: the longest that there is counts.
std::pair<std::string_view, std::string_view> SplitObject(
    std::string_view object,
    const std::unordered_set<std::string_view>& services) {
  if (!base::ConsumePrefix(object, kServices)) return {};
  for (std::size_t dot = object.rfind('.');
       dot != std::string_view::npos && dot > 0;
       dot = object.rfind('.', dot - 1)) {
    std::string_view name = object.substr(0, dot);
    if (services.contains(name)) return {name, object.substr(dot)};
  }
  return {};
}

bool SayTheSame(const model::Finding& a, const model::Finding& b) {
  auto edits = [](const model::Finding& finding) {
    return finding.fix ? finding.fix->edits : std::vector<model::Edit>();
  };
  return a.severity == b.severity && a.aliases == b.aliases &&
         edits(a) == edits(b);
}

struct Sharers {
  model::Finding* first = nullptr;
  std::vector<std::string_view> others;  // names of services
};

std::string ListOf(const std::vector<std::string_view>& names) {
  constexpr std::size_t kShown = 5;
  std::size_t shown = std::min(names.size(), kShown);
  std::string out = base::Join(std::span(names).first(shown), ", ");
  if (names.size() > shown) {
    out += base::Format(" and {} more", names.size() - shown);
  }
  return base::Printable(out);
}

}  // namespace

void JoinSharedValues(const ComposeContext& context,
                      std::vector<model::Finding>* findings) {
  std::unordered_set<std::string_view> services;
  for (const ComposeService& service : context.services) {
    services.insert(service.name);
  }
  using Key = std::tuple<std::string_view, std::string_view, std::size_t,
                         std::size_t, std::string_view>;
  std::map<Key, Sharers> shared;
  std::vector<bool> joined(findings->size());
  for (std::size_t i = 0; i < findings->size(); ++i) {
    model::Finding& finding = (*findings)[i];
    const model::Location& at = finding.location;
    auto [service, rest] = SplitObject(at.object, services);
    if (service.empty() || at.range.size() == 0) continue;
    Sharers& sharers = shared[{finding.rule.view(), at.path.view(),
                               at.range.begin, at.range.end, rest}];
    if (sharers.first == nullptr) {
      sharers.first = &finding;
    } else if (SayTheSame(*sharers.first, finding)) {
      sharers.others.push_back(service);
      joined[i] = true;
    }
  }
  for (auto& [key, sharers] : shared) {
    if (sharers.others.empty()) continue;
    sharers.first->message +=
        base::Format(" (and so for {})", ListOf(sharers.others));
  }
  std::size_t i = 0;
  std::erase_if(*findings, [&](const model::Finding&) { return joined[i++]; });
}

}  // namespace bulkhead::check
