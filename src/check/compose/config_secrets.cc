// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Configs that hold what belongs into a secret. A config is read line by line:
// KEY=VALUE, KEY: VALUE, "key": "value" and URLs with a password.
#include "base/text.h"
#include "check/compose/rules.h"
#include "check/compose/secret_text.h"
#include "check/dockerfile/secret_names.h"

namespace bulkhead::check {
namespace {

using config::ComposeEntry;
using config::ComposeNode;

constexpr std::size_t kMaxLines = 10'000;

std::string_view Unquoted(std::string_view text) {
  text = base::Trim(text);
  while (!text.empty() && (text.back() == ',' || text.back() == ';')) {
    text = base::TrimRight(text.substr(0, text.size() - 1));
  }
  bool quoted = text.size() > 1 && text.front() == text.back() &&
                (text.front() == '"' || text.front() == '\'');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// The secret of a line; "" for none.
std::string_view SecretOfLine(const ComposeContext& context,
                              std::string_view line) {
  line = base::Trim(line);
  if (line.empty() || line.front() == '#' || line.front() == ';') return {};
  std::size_t cut = line.find_first_of("=:");
  std::string_view value =
      cut == std::string_view::npos ? line : Unquoted(line.substr(cut + 1));
  if (ClassifySecretValue(value) == SecretValue::kToken) return value;
  std::string_view in_url = PasswordInUrl(line);
  if (!in_url.empty() && IsSecretValue(in_url)) return in_url;
  if (cut == std::string_view::npos) return {};
  std::string_view key = Unquoted(line.substr(0, cut));
  key = key.substr(key.find_last_of(" .") + 1);
  std::string name = base::ReplaceAll(key, "-", "_");
  bool is_secret = IsSecretName(context, name) && IsSecretValue(value) &&
                   !base::Contains(value, " ");
  return is_secret ? value : std::string_view();
}

struct Found {
  std::string_view secret;
  int line = 0;  // of the text
};

Found FirstSecret(const ComposeContext& context, std::string_view text) {
  std::size_t count = 0;
  for (std::string_view line : base::Split(text, '\n')) {
    if (++count > kMaxLines) break;
    std::string_view secret = SecretOfLine(context, line);
    if (!secret.empty()) return {secret, static_cast<int>(count)};
  }
  return {};
}

void SecretInConfig(const ComposeContext& context, Findings& out) {
  for (const ComposeEntry& entry : context.project.root["configs"].entries()) {
    const ComposeNode& content = entry.value["content"];
    const ComposeNode& file = entry.value["file"];
    std::string_view text = content.Text();
    const FileFacts* facts = nullptr;
    if (text.empty() && context.files != nullptr && !context.IsUnknown(file)) {
      facts = context.files->Find(file.Text());
      if (facts != nullptr && facts->content != nullptr) {
        text = facts->content->text();
      }
    }
    Found found = FirstSecret(context, text);
    if (found.secret.empty()) continue;
    // From a variable, it is not written here.
    bool written =
        facts != nullptr || base::Contains(WrittenText(content), found.secret);
    if (!written) continue;
    std::string where =
        facts != nullptr
            ? base::Format("{}:{}", base::Printable(file.Text()), found.line)
            : base::Format("line {} of its content", found.line);
    model::Finding& finding =
        ReportAt(facts != nullptr ? file : content,
                 base::Format("configs.{}", entry.key),
                 base::Format("config {} holds a secret: {} ({})",
                              base::Printable(entry.key), where,
                              base::Printable(base::Redact(found.secret))),
                 out);
    finding.subject = base::Format("configs.{}", entry.key);
    // Of a key the first line is found; the others are no less secret.
    bool is_key = found.secret.starts_with("-----BEGIN");
    if (facts == nullptr) {
      MarkSecretOf(finding, content, is_key ? text : found.secret);
    }
  }
}

constexpr ComposeRule kRules[] = {
    {{.id = "compose/secret-in-config",
      .severity = model::Severity::kMedium,
      .title = "Config with a secret in it",
      .why = "Configs are readable for every user of the container, and their "
             "text lies in the repository with the project.",
      .remedy = "Hand the file over under secrets, keep it out of the "
                "repository, and take the secret out of use.",
      .references = {"https://docs.docker.com/compose/how-tos/use-secrets/"},
      .no_fix = "the value must move into a file that is not committed"},
     &SecretInConfig},
};

}  // namespace

ComposeRules ConfigSecretsRules() { return kRules; }

}  // namespace bulkhead::check
