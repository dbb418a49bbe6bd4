// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// Files with credentials that get into the image.
#include <algorithm>

#include "base/fs.h"
#include "base/text.h"
#include "check/dockerfile/copied_files.h"
#include "check/dockerfile/rules.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/variable_use.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Instruction;

struct CredentialFile {
  std::string_view pattern;  // of the base name, or of the end of the path
  std::string_view what;
  bool dockle = false;  // dockle looks for it, too
  bool word = false;    // folders of code are called so, too
};
constexpr CredentialFile kFiles[] = {
    {"id_rsa", "a private SSH key", true},
    {"id_dsa", "a private SSH key", true},
    {"id_ecdsa", "a private SSH key", true},
    {"id_ed25519", "a private SSH key", true},
    {".aws/credentials", "the credentials of AWS", true},
    {"credentials", "credentials", true, true},
    {"credential", "credentials", true, true},
    {"credentials.json", "credentials", true},
    {"credential.json", "credentials", true},
    {"credentials.xml", "credentials", true},
    {"password.txt", "a password", true},
    {"secret_token.rb", "the secret of a Rails application", true},
    {"*.private_key", "a private key", true},
    {"*.secret", "a secret", true},
    {"*.jks", "a key store", true},
    {"*.psafe3", "a password safe", true},
    {"*.agilekeychain", "a password safe", true},
    {"*.keychain", "a key store", true},
    {"*.ovpn", "the configuration and key of a VPN", true},
    {"*.kdbx", "a password safe"},
    {"*.p12", "a private key"},
    {"*.pfx", "a private key"},
    {"*.key", "a private key"},
    {".env", "the settings and secrets of a deployment"},
    {".env.local", "the settings and secrets of a deployment"},
    {".env.production", "the settings and secrets of a deployment"},
    {".npmrc", "the token of a package registry"},
    {".pypirc", "the token of a package registry"},
    {".netrc", "logins of servers"},
    {".git-credentials", "logins of git servers"},
    {".pgpass", "logins of databases"},
    {".dockercfg", "the logins of Docker registries"},
    {".docker/config.json", "the logins of Docker registries"},
    {".kube/config", "the login of a Kubernetes cluster"},
    {"kubeconfig", "the login of a Kubernetes cluster"},
    {".vault-token", "a token of Vault"},
    {"terraform.tfstate", "the state of Terraform with its secrets"},
    {"master.key", "the master key of a Rails application"},
    {"service-account*.json", "the key of a service account"},
};

const CredentialFile* Find(std::string_view path) {
  std::string_view name = BaseName(path);
  if (name.ends_with(".pub")) return nullptr;
  for (const CredentialFile& file : kFiles) {
    std::string_view pattern = file.pattern;
    if (base::Contains(pattern, "/")) {
      bool ends =
          path == pattern || (path.ends_with(pattern) &&
                              path[path.size() - pattern.size() - 1] == '/');
      if (ends) return &file;
    } else if (base::Contains(pattern, "*") ? base::GlobMatch(pattern, name)
                                            : pattern == name) {
      return &file;
    }
  }
  return nullptr;
}

// The file is copied into a folder of settings: ~/.config, /root/.aws.
bool GoesToSettings(const CopiedSource& copied) {
  return base::Contains(copied.instruction->copy()->dest.value, "/.");
}

void ReportFile(const CredentialFile& file, std::string_view path,
                const CopiedSource& copied, bool minor, Findings& out) {
  std::string_view keyword = config::KeywordOf(copied.instruction->kind);
  model::Finding& finding =
      out.Add(copied.source->range, copied.instruction->range,
              base::Format("{} brings {} into the image, {} by its name",
                           keyword, base::Printable(path), file.what));
  finding.subject = base::Format("{} {}", keyword, base::Printable(path));
  if (!file.dockle) finding.aliases.clear();
  // .npmrc and .env often hold settings only.
  bool settings =
      file.pattern[0] == '.' && !file.dockle &&
      (file.pattern.starts_with(".env") || file.pattern == ".npmrc");
  if (settings) finding.severity = model::Severity::kMedium;
  if (minor) finding.severity = model::Severity::kLow;
}

// COPY of such a file, or of a folder of the build context that holds some.
void CopiedCredentials(const DockerfileContext& context, Findings& out) {
  constexpr std::size_t kMaxOfFolder = 5;
  for (const CopiedSource& copied : CopiedSources(context)) {
    bool in_final = context.InFinalImage(copied.stage);
    std::vector<std::string_view> files = FilesOf(context, copied);
    bool is_folder = !files.empty() && files.front() != copied.path;
    const CredentialFile* named = Find(copied.path);
    if (named != nullptr && !(named->word && is_folder)) {
      bool guess = named->word && files.empty() && !GoesToSettings(copied);
      ReportFile(*named, copied.path, copied, !in_final || guess, out);
      continue;
    }
    std::size_t found = 0;
    for (std::string_view path : files) {
      const CredentialFile* file = Find(path);
      if (file == nullptr || ++found > kMaxOfFolder) continue;
      ReportFile(*file, path, copied, !in_final, out);
    }
  }
}

// Variables that name the file which holds the credentials.
constexpr std::string_view kFileVariables[] = {"AWS_CONFIG_FILE",
                                               "AWS_SHARED_CREDENTIALS_FILE",
                                               "AWS_WEB_IDENTITY_TOKEN_FILE",
                                               "GOOGLE_APPLICATION_CREDENTIALS",
                                               "HF_TOKEN_PATH",
                                               "REGISTRY_AUTH_FILE"};

bool IsFileVariable(std::string_view name) {
  return std::find(std::begin(kFileVariables), std::end(kFileVariables),
                   name) != std::end(kFileVariables);
}

bool InLastStage(const DockerfileContext& context, int stage) {
  return stage >= 0 && static_cast<std::size_t>(stage) + 1 ==
                           context.evaluation.stages.size();
}

// The place lies in a folder, or is the file, that a COPY of the stage writes.
// A WORKDIR that is not known counts as the root. COPY to the root counts for
// what lies right there only: deeper, files are mounted.
bool IsCopiedTo(const DockerfileContext& context, int stage,
                std::string_view place) {
  const std::vector<Instruction>& instructions = context.file.instructions;
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    const config::CopyArgs* copy = instructions[i].copy();
    if (copy == nullptr) continue;
    if (context.StageIndexOf(instructions[i]) != stage) continue;
    std::string workdir = WorkdirAt(context, i).value_or("/");
    std::string folder = AbsolutePath(Unquoted(copy->dest.value), workdir);
    std::string path = AbsolutePath(place, workdir);
    if (folder.empty() || path.empty()) continue;
    bool deep = place[0] == '/' && path.find('/', 1) != std::string::npos;
    if (folder == "/" ? !deep : base::LiesIn(path, folder)) return true;
  }
  return false;
}

// COPY key.json $GOOGLE_APPLICATION_CREDENTIALS, and ENV that points into what
// was copied.
void CredentialVariable(const DockerfileContext& context, Findings& out) {
  for (const Instruction& instruction : context.instructions()) {
    const config::CopyArgs* copy = instruction.copy();
    if (copy == nullptr) continue;
    std::string_view name = Unquoted(copy->dest.value);
    if (!base::ConsumePrefix(name, "$")) continue;
    if (base::ConsumePrefix(name, "{") && name.ends_with("}")) {
      name.remove_suffix(1);
    }
    if (!IsFileVariable(name)) continue;
    int stage = context.StageIndexOf(instruction);
    model::Finding& finding =
        out.Add(copy->dest.range, instruction.range,
                base::Format("{} puts the file of {} into the image",
                             config::KeywordOf(instruction.kind), name));
    if (!InLastStage(context, stage)) finding.aliases.clear();
  }
  for (const VariableSetting& setting : context.settings) {
    if (setting.is_run() || !setting.known || !setting.has_value) continue;
    if (!IsFileVariable(setting.name) || setting.value.empty()) continue;
    if (!IsCopiedTo(context, setting.stage, setting.value)) continue;
    model::Finding& finding =
        out.Add(setting.range, setting.construct->range,
                base::Format("{} names {}, which was copied into the image",
                             setting.name, base::Printable(setting.value)));
    OfferFix(finding, false,
             base::Format("Remove {}, and set it where the container runs",
                          setting.name),
             RemoveUnusedVariable(context, setting));
    if (!InLastStage(context, setting.stage)) finding.aliases.clear();
  }
}

struct Login {
  std::string_view program;
  std::string_view words;  // its first words
  // A flag that brings the secret; none: it is one of the words.
  std::initializer_list<std::string_view> flags;
  bool trivy = false;
};
const Login kLogins[] = {
    {"aws", "configure set aws_access_key_id", {}, true},
    {"aws", "configure set aws_secret_access_key", {}, true},
    {"aws", "configure set aws_session_token", {}, false},
    {"gcloud", "auth activate-service-account", {}, true},
    {"az", "login", {"-p", "--password", "--federated-token"}, true},
    {"doctl", "auth init", {"-t", "--access-token"}, true},
    {"docker", "login", {"-p", "--password"}, false},
    {"podman", "login", {"-p", "--password"}, false},
    {"helm", "registry login", {"-p", "--password"}, false},
    {"npm", "config set //registry.npmjs.org/:_authToken", {}, false},
};

bool Matches(const Login& login, const config::Command& command) {
  if (!command.Is(login.program)) return false;
  std::size_t at = 0;
  std::vector<const config::Word*> names = config::Positionals(command);
  for (std::string_view word : base::SplitWords(login.words)) {
    if (at >= names.size() || names[at++]->value != word) return false;
  }
  return login.flags.size() == 0 || HasFlag(command, login.flags);
}

void LoginInRun(const DockerfileContext& context, Findings& out) {
  for (const Script& script : context.scripts) {
    if (!script.is_run()) continue;
    bool mounted =
        std::any_of(script.mounts().begin(), script.mounts().end(),
                    [](const config::Mount& mount) {
                      return mount.type == config::MountType::kSecret;
                    });
    if (mounted) continue;
    bool reported = false;
    for (const config::Command& command : script.shell.commands()) {
      for (const Login& login : kLogins) {
        if (!Matches(login, command)) continue;
        model::Finding& finding =
            out.Add(script.InFile(command.range), script.outer->range,
                    base::Format("RUN logs in with {} {} and leaves the "
                                 "credentials in the layer",
                                 login.program, login.words));
        bool alias = login.trivy && !reported &&
                     script.outer == script.instruction &&
                     InLastStage(context, script.stage);
        if (!alias) finding.aliases.clear();
        reported = reported || alias;
        break;
      }
    }
  }
}

constexpr std::string_view kWhy =
    "Whoever gets the image has the credentials; deleting the file in a later "
    "instruction leaves it in its layer.";

constexpr DockerfileRule kRules[] = {
    {{.id = "dockerfile/credential-file",
      .aliases = {"CIS-DI-0010"},
      .severity = model::Severity::kHigh,
      .title = "A file with credentials is copied into the image",
      .why = kWhy,
      .remedy = "List it in .dockerignore; mount it while it is needed: RUN "
                "--mount=type=secret,id=key.",
      .references = {"https://docs.docker.com/build/building/secrets/"},
      .no_fix = "What needs the file can't be told."},
     &CopiedCredentials},
    {{.id = "dockerfile/credential-file-variable",
      .aliases = {"DS-0031"},
      .severity = model::Severity::kHigh,
      .title = "The credentials of a cloud service are in the image",
      .why = kWhy,
      .remedy = "Leave the file out of the image and mount it where the "
                "container runs.",
      .references = {"https://docs.docker.com/build/building/secrets/"},
      .fix = model::FixKind::kUnsafe},
     &CredentialVariable},
    {{.id = "dockerfile/login-in-run",
      .aliases = {"DS-0031"},
      .severity = model::Severity::kHigh,
      .title = "A login to a service in a build step",
      .why = "The login writes the credentials to a file of the layer, and "
             "often they stand in the history, too.",
      .remedy = "Mount the credentials while they are needed: RUN "
                "--mount=type=secret,id=aws,target=/root/.aws/credentials.",
      .references = {"https://docs.docker.com/build/building/secrets/"},
      .no_fix = "Where the credentials come from in future must be decided."},
     &LoginInRun},
};

}  // namespace

DockerfileRules CredentialFilesRules() { return kRules; }

}  // namespace bulkhead::check
