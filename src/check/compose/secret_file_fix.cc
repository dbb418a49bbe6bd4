// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/compose/secret_file_fix.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/fs.h"
#include "base/text.h"
#include "check/compose/edit.h"

namespace bulkhead::check {
namespace {

using config::ComposeNode;
using config::ComposePlace;
using model::Edit;

constexpr unsigned kOwnerOnly = 0600;

// "db_password" of DB_PASSWORD, with the service before it where that name is
// taken; "" where both are.
std::string NameOf(const ComposeContext& context, const ComposeService& service,
                   std::string_view variable) {
  const ComposeNode& secrets = context.project.root["secrets"];
  std::string plain;
  for (char c : base::ToLower(variable)) {
    plain += base::IsNameChar(c) ? c : '_';
  }
  if (!secrets.Has(plain)) return plain;
  std::string longer = base::Format("{}_{}", service.name, plain);
  return secrets.Has(longer) ? "" : longer;
}

// The variable of the host of ${NAME}, $NAME and ${NAME:?text}; "" of others.
std::string_view HostVariable(std::string_view written) {
  written = base::Trim(written);
  if (written.size() > 1 &&
      (written.front() == '"' || written.front() == '\'') &&
      written.back() == written.front()) {
    written = written.substr(1, written.size() - 2);
  }
  if (!base::ConsumePrefix(written, "$")) return {};
  bool braces = base::ConsumePrefix(written, "{");
  std::size_t end = 0;
  while (end < written.size() && base::IsNameChar(written[end])) ++end;
  std::string_view rest = written.substr(end);
  if (end == 0 || (!braces && !rest.empty())) return {};
  if (braces && rest != "}" && !rest.starts_with(":?") &&
      !rest.starts_with("?")) {
    return {};
  }
  if (braces && rest.find('}') != rest.size() - 1) return {};
  return written.substr(0, end);
}

// The variable is named once more in what is written of the service.
bool IsUsedElsewhere(const ComposeService& service, std::string_view name) {
  std::string_view text = WrittenText(*service.node);
  int found = 0;
  for (std::size_t at = text.find(name); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    std::size_t end = at + name.size();
    bool inside = (at > 0 && base::IsNameChar(text[at - 1])) ||
                  (end < text.size() && base::IsNameChar(text[end]));
    // $NAME and ${NAME} of the host are what the value comes from.
    bool host = at > 0 && (text[at - 1] == '$' || text[at - 1] == '{') &&
                !(at > 1 && text.substr(at - 2, 2) == "$$");
    if (!inside && !host) ++found;
  }
  return found > 1;
}

// NAME becomes NAME_FILE with the path of the mounted secret.
bool ReplaceVariable(const ComposeService& service,
                     const ComposeVariable& variable, std::string_view form,
                     const std::string& path, std::vector<Edit>* edits) {
  const ComposePlace& key = variable.value->origin.key;
  std::string value = key.known() ? path : base::Format("{}={}", form, path);
  std::string_view written = WrittenText(*variable.value);
  std::optional<Edit> edit =
      ReplaceWritten(*service.node, *variable.value, 0, written.size(), value);
  if (!edit) return false;
  edits->push_back(std::move(*edit));
  if (key.known()) {
    edits->push_back({key.source->path(),
                      {key.range.begin, key.range.end},
                      std::string(form)});
  }
  return true;
}

}  // namespace

void OfferSecretFile(const ComposeContext& context,
                     const ComposeService& service,
                     const ComposeVariable& variable, std::string_view form,
                     model::Finding& finding) {
  const base::Source& main = context.main_source();
  const ComposePlace& place = variable.value->origin.value;
  if (form.empty() || !place.known() || place.source != &main ||
      service["environment"].Has(form) ||
      IsUsedElsewhere(service, variable.name)) {
    return;
  }
  std::string name = NameOf(context, service, variable.name);
  std::string_view host;
  if (variable.from_variable) {
    host = HostVariable(variable.written);
    if (host.empty()) return;
  }
  if (name.empty()) return;
  std::vector<Edit> edits;
  if (!ReplaceVariable(service, variable, form, "/run/secrets/" + name,
                       &edits)) {
    return;
  }
  std::optional<Edit> mount = AddToList(service, "secrets", {name});
  std::optional<Edit> entry =
      AddProjectEntry(context, "secrets", name,
                      host.empty() ? base::Format("file: ./secrets/{}", name)
                                   : base::Format("environment: {}", host));
  if (!mount || !entry) return;
  edits.push_back(std::move(*mount));
  edits.push_back(std::move(*entry));
  std::string description =
      base::Format("Give it as the secret {} by {}", name, form);
  if (host.empty()) {
    std::string file = base::JoinPath(base::DirName(main.path()),
                                      base::Format("secrets/{}", name));
    description += base::Format(", in the new file secrets/{}", name);
    edits.push_back({file, {0, 0}, variable.value->Scalar(), kOwnerOnly});
  }
  SetFix(finding, false, std::move(description), std::move(edits));
}

}  // namespace bulkhead::check
