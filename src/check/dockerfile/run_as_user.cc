// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/run_as_user.h"

#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/known_images.h"
#include "check/dockerfile/line_edits.h"
#include "check/dockerfile/run_commands.h"
#include "check/dockerfile/structure.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Instruction;
using config::InstructionKind;
using config::Stage;
using config::Word;

// Programs that need root, or start as root and drop it themselves.
constexpr std::string_view kRootPrograms[] = {"supervisord",
                                              "nginx",
                                              "apache2",
                                              "apache2ctl",
                                              "apachectl",
                                              "apache2-foreground",
                                              "httpd",
                                              "httpd-foreground",
                                              "php-fpm",
                                              "sshd",
                                              "cron",
                                              "crond",
                                              "dockerd",
                                              "containerd",
                                              "systemd",
                                              "init",
                                              "service",
                                              "rc-service",
                                              "gosu",
                                              "su-exec",
                                              "setpriv",
                                              "su",
                                              "sudo",
                                              "runuser",
                                              "chroot",
                                              "iptables",
                                              "nft",
                                              "ip",
                                              "mount",
                                              "chown",
                                              "useradd",
                                              "usermod",
                                              "s6-svscan",
                                              "runsvdir",
                                              "haproxy",
                                              "named",
                                              "dnsmasq",
                                              "unbound",
                                              "openvpn",
                                              "wg-quick",
                                              "ntpd",
                                              "chronyd",
                                              "rsyslogd",
                                              "syslogd",
                                              "postfix",
                                              "dovecot",
                                              "smbd",
                                              "nmbd",
                                              "keepalived",
                                              "tcpdump",
                                              "strace",
                                              "nmap",
                                              "apt",
                                              "apt-get",
                                              "apk",
                                              "yum",
                                              "dnf",
                                              "postgres",
                                              "mysqld",
                                              "mongod",
                                              "vsftpd",
                                              "proftpd",
                                              "slapd",
                                              "fail2ban-server",
                                              "start-stop-daemon"};

// What an image installs to drop rights, or to run several services.
constexpr std::string_view kRootPackages[] = {
    "gosu", "su-exec",    "sudo",  "cron", "supervisor", "openssh-server",
    "s6",   "s6-overlay", "runit", "fuse", "cronie",     "dcron"};

// Plain distributions whose images have useradd; root is their user.
constexpr std::string_view kRpmImages[] = {"fedora", "centos", "rockylinux",
                                           "almalinux", "oraclelinux"};
// Further official images that run as root and drop no rights.
constexpr std::string_view kOtherImages[] = {
    "amazonlinux", "archlinux",  "photon", "swift",  "dart",
    "clojure",     "sapmachine", "bash",   "groovy", "elixir"};

constexpr std::string_view kInterpreters[] = {
    "python", "python3", "node", "irb",  "ruby", "php",
    "jshell", "perl",    "iex",  "ghci", "lua",  "julia"};

template <std::size_t N>
bool IsIn(std::string_view name, const std::string_view (&names)[N]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// Only root may look into its home.
bool NamesHome(std::string_view text) {
  return base::Contains(text, "/root") || base::Contains(text, "~/") ||
         base::Contains(text, "$HOME") || base::Contains(text, "${HOME");
}

bool IsScript(const Word& word) {
  return base::Contains(word.value, ".sh") ||
         base::Contains(word.value, "entrypoint") ||
         base::Contains(word.value, "supervisord");
}

// The command that the container starts with runs as root on purpose, or runs
// a script, which may do anything with its rights.
bool StartNeedsRoot(const Script& script) {
  if (!script.shell.assessed() || NamesHome(script.outer->text)) return true;
  std::span<const Command> commands = script.shell.commands();
  for (const Command& command : commands) {
    if (IsIn(command.name, kRootPrograms)) return true;
    if (std::any_of(command.words.begin(), command.words.end(), &IsScript)) {
      return true;
    }
  }
  // A shell or an interpreter alone: an image to work in or to build on.
  if (commands.size() != 1) return false;
  std::size_t words = commands.front().words.size();
  return config::IsShellProgram(commands.front().name)
             ? words <= 2
             : words == 1 && IsIn(commands.front().name, kInterpreters);
}

// The RUN puts something where only root finds it, or what lets the image
// change its user.
bool RunNeedsRoot(const Script& script) {
  for (const config::DownloadOperation& download : script.downloads) {
    if (download.runs_in_shell) return true;
  }
  for (const config::PackageOperation& operation : script.packages) {
    for (const config::PackageRef& package : operation.packages) {
      if (IsIn(package.name, kRootPackages)) return true;
    }
    if (config::HasFlag(*operation.command, "--user")) return true;
  }
  for (const Command& command : script.shell.commands()) {
    if (command.IsAnyOf("rm", "find")) continue;
    for (const Word& word : command.words) {
      if (NamesHome(word.value) || base::Contains(word.value, "su-exec") ||
          base::Contains(word.value, "gosu")) {
        return true;
      }
    }
  }
  return false;
}

bool NeedsRoot(const DockerfileContext& context, const Stage& target) {
  if (base::Contains(target.name, "dev")) return true;  // to work in
  bool starts = false;
  for (InstructionKind kind :
       {InstructionKind::kEntrypoint, InstructionKind::kCmd}) {
    const Script* script = CommandOf(context, target, kind);
    if (script == nullptr) continue;
    if (StartNeedsRoot(*script)) return true;
    starts = starts || script->stage == target.index;
  }
  if (!starts) return true;  // what it starts is not in the file
  for (const Script* script : RunsOf(context, target)) {
    if (RunNeedsRoot(*script)) return true;
  }
  for (const Stage* part : ChainOf(context, target)) {
    for (const Instruction& instruction : context.InstructionsOf(*part)) {
      switch (instruction.kind) {
        case InstructionKind::kVolume:  // its folder must be writable
        case InstructionKind::kOnbuild:
          return true;
        case InstructionKind::kEnv:
        case InstructionKind::kWorkdir:
        case InstructionKind::kCopy:
        case InstructionKind::kAdd:
          if (NamesHome(instruction.text)) return true;
          break;
        default:
          break;
      }
    }
  }
  return false;
}

// The user of an image other than those of known_images.h, as "uid:gid", as far
// as these images are known. Those of airflow, jupyter, bitnami and .NET are
// not confirmed; the others were read in their Dockerfiles.
std::string_view UserOfImage(const config::ImageRef& ref) {
  struct Row {
    std::string_view repository;  // or its begin, where it ends in a slash
    std::string_view user;
  };
  static constexpr Row kRows[] = {
      {"jenkins/jenkins", "1000:1000"},
      {"grafana/grafana", "472:0"},
      {"apache/airflow", "50000:0"},
      {"jupyter/", "1000:100"},
      {"bitnami/", "1001:0"},
      {"nginxinc/nginx-unprivileged", "101:101"},
      {"library/sonarqube", "1000:0"},
      {"library/elasticsearch", "1000:0"},
      {"library/kibana", "1000:0"},
      {"library/logstash", "1000:0"},
  };
  for (const Row& row : kRows) {
    bool prefix = row.repository.ends_with('/');
    if (prefix ? ref.repository.starts_with(row.repository)
               : ref.repository == row.repository) {
      return row.user;
    }
  }
  bool dotnet = ref.registry == "mcr.microsoft.com" &&
                ref.repository.starts_with("dotnet/");
  for (std::string_view version : {"8.", "9.", "10."}) {
    // The user app, since .NET 8.
    if (dotnet && ref.tag.starts_with(version)) return "1654:1654";
  }
  return "";
}

// What to put in front of the CMD.
struct NewUser {
  std::string lines;  // without USER; "" where the user is there
  std::string user;   // "uid:gid"
  std::string description;
};

constexpr std::string_view kNewUser = "10001:10001";

NewUser Created(const DockerfileContext& context, std::string_view name,
                bool busybox) {
  NewUser made{.user = std::string(kNewUser),
               .description = base::Format(
                   "Make the user {} (10001) and run the image as it", name)};
  if (busybox) {
    made.lines = base::Format(
        "RUN addgroup -S -g 10001 {0} {1}\n"
        "    && adduser -S -D -u 10001 -G {0} {0}\n",
        name, context.file.escape);
  } else {
    made.lines = base::Format(
        "RUN groupadd --system --gid 10001 {0} {1}\n"
        "    && useradd --system --create-home --uid 10001 --gid {0} "
        "--shell /usr/sbin/nologin {0}\n",
        name, context.file.escape);
  }
  return made;
}

// A name that no account of the build has; "" for none.
std::string_view NameFor(const Accounts& accounts) {
  for (std::string_view name : {"app", "service"}) {
    if (accounts.FindUser(name) == nullptr &&
        accounts.FindGroup(name) == nullptr) {
      return name;
    }
  }
  return "";
}

NewUser ByNumber(std::string_view user) {
  return {
      .lines = "",
      .user = std::string(user),
      .description = base::Format("Run the image as {}, without rights", user)};
}

bool RunsShellCommands(const Stage& target) {
  return target.shell_words.empty() ||
         config::IsParsed(config::DialectOf(target.shell_words));
}

// The user for a base image; empty: none is certain.
NewUser UserFor(const DockerfileContext& context, const Stage& target,
                const Accounts& accounts) {
  const Stage& root = *StageAt(context, target.root_stage);
  KnownImage image = KnownImageOf(context, target);
  std::string_view name = NameFor(accounts);
  bool shell = RunsShellCommands(target) && !name.empty();
  if (image.language == "node") {
    return {.lines = "# The user node of the base image.\n",
            .user = "1000:1000",
            .description = "Run the image as its user node (1000)"};
  }
  const std::string& tag = root.image.tag;
  if (image.language == "php" &&
      (base::Contains(tag, "apache") || base::Contains(tag, "fpm"))) {
    return {};  // root starts workers, which are www-data
  }
  switch (image.family) {
    case ImageFamily::kScratch:
    case ImageFamily::kDistroless:
      return ByNumber("65532:65532");
    case ImageFamily::kAlpine:
    case ImageFamily::kBusybox:
      return shell ? Created(context, name, true) : ByNumber(kNewUser);
    case ImageFamily::kDebian:
    case ImageFamily::kUbuntu:
      return shell ? Created(context, name, false) : ByNumber(kNewUser);
    case ImageFamily::kUnknown:
      break;
  }
  if (!root.base.known() || !root.image.valid) return ByNumber(kNewUser);
  std::string_view own = UserOfImage(root.image);
  if (!own.empty()) return ByNumber(own);
  if (!root.image.IsOfficial() || !image.language.empty()) {
    return ByNumber(kNewUser);
  }
  std::string_view base = root.image.BaseName();
  if (IsIn(base, kRpmImages) && shell && !base::Contains(tag, "minimal")) {
    return Created(context, name, false);
  }
  if (IsIn(base, kRpmImages) || IsIn(base, kOtherImages)) {
    return ByNumber(kNewUser);
  }
  return {};  // a service: its entry point has its own ways
}

// The number that the account has, or gets by an edit; "" where neither.
std::string NumberOf(const DockerfileContext& context, const Account& account,
                     std::vector<model::Edit>& edits) {
  if (base::ParseInt(account.id)) return account.id;
  const Command& command = *account.command;
  if (!account.id.empty() || command.in_conditional || command.in_loop ||
      !IsPlainInFile(context, *account.script, command.words.front())) {
    return "";
  }
  std::string_view flag = "-u";
  if (command.Is("adduser")) {
    KnownImage image =
        KnownImageOf(context, *StageAt(context, account.script->stage));
    bool debian = image.family == ImageFamily::kDebian ||
                  image.family == ImageFamily::kUbuntu;
    bool busybox = image.family == ImageFamily::kAlpine ||
                   image.family == ImageFamily::kBusybox;
    if (!debian && !busybox) return "";
    if (debian) flag = "--uid";
  }
  edits.push_back(InsertAt(context, NameRange(*account.script, command).end,
                           base::Format(" {} 10001", flag)));
  return "10001";
}

// The last USER that holds for the target; null without one.
const Instruction* UserIn(const DockerfileContext& context,
                          const Stage& target) {
  const Instruction* last = nullptr;
  for (const Stage* part : ChainOf(context, target)) {
    for (const Instruction& instruction : context.InstructionsOf(*part)) {
      if (instruction.Is(InstructionKind::kUser)) last = &instruction;
    }
  }
  return last;
}

bool IsRoot(std::string_view user) {
  user = user.substr(0, user.find(':'));
  return user == "root" || (!user.empty() && user.find_first_not_of('0') ==
                                                 std::string_view::npos);
}

// The known user of the last USER before `last` that is not root; "" without.
std::string EarlierUser(const DockerfileContext& context, const Stage& target,
                        const Instruction& last) {
  std::string user;
  for (const Stage* part : ChainOf(context, target)) {
    for (const Instruction& instruction : context.InstructionsOf(*part)) {
      if (&instruction == &last) return user;
      if (!instruction.Is(InstructionKind::kUser)) continue;
      const std::vector<config::Value>& values =
          context.evaluation.ValuesOf(instruction).arguments;
      if (values.size() != 1 || !values[0].known()) continue;
      if (!IsRoot(values[0].text)) user = values[0].text;
    }
  }
  return user;
}

// Puts USER where the build is done; a USER root there is replaced.
void Place(const DockerfileContext& context, const Stage& target,
           const NewUser& user, std::vector<model::Edit>& edits) {
  const Instruction* last = UserIn(context, target);
  std::string line = "USER " + user.user;
  if (last != nullptr && context.evaluation.StageOf(*last) == &target) {
    std::size_t index = context.file.IndexOf(*last);
    bool ends = index + 1 >= StartBlockOf(context, target);
    if (ends && last->first_line == last->last_line &&
        last->arguments.size() == 1) {
      if (!user.lines.empty()) {
        edits.push_back(InsertRightBefore(
            context, *last,
            std::string_view(user.lines).substr(0, user.lines.size() - 1)));
      }
      edits.push_back(Replace(context, last->first().range, user.user));
      return;
    }
  }
  edits.push_back(InsertBeforeStart(context, target, user.lines + line));
}

}  // namespace

UserFix RunAsAccount(const DockerfileContext& context, const Account& account) {
  const Stage* target = context.evaluation.target();
  UserFix fix;
  if (target == nullptr || account.script == nullptr) return fix;
  std::string number = NumberOf(context, account, fix.edits);
  if (number.empty() || IsRoot(number)) return {};
  fix.description = base::Format("Run the image as the user {} ({})",
                                 base::Printable(account.name), number);
  Place(context, *target, {.lines = "", .user = number, .description = ""},
        fix.edits);
  return fix;
}

UserFix RunAsUser(const DockerfileContext& context) {
  const Stage* target = context.evaluation.target();
  if (target == nullptr || target->from == nullptr || !IsFollowable(context)) {
    return {};
  }
  const Instruction* last = UserIn(context, *target);
  std::string earlier;
  if (last != nullptr) earlier = EarlierUser(context, *target, *last);
  Accounts accounts = AccountsOf(context, *target);
  if (!earlier.empty()) {
    std::string name = earlier.substr(0, earlier.find(':'));
    const Account* account = accounts.FindUser(name);
    if (account != nullptr) return RunAsAccount(context, *account);
    if (name == "node") earlier = "1000:1000";
    if (!base::ParseInt(earlier.substr(0, earlier.find(':')))) {
      earlier = UserOfImage(StageAt(context, target->root_stage)->image);
      if (earlier.empty()) return {};
    }
    UserFix fix{.description = base::Format("Go back to the user {}",
                                            base::Printable(earlier)),
                .edits = {}};
    Place(context, *target, ByNumber(earlier), fix.edits);
    return fix;
  }
  if (accounts.unknown || NeedsRoot(context, *target)) return {};
  const Account* own = nullptr;
  for (const Account& account : accounts.made) {
    if (account.is_group || account.command->nesting != config::Nesting::kNone)
      continue;
    if (own != nullptr) return {};  // which of them?
    own = &account;
  }
  if (own != nullptr) return RunAsAccount(context, *own);
  NewUser user = UserFor(context, *target, accounts);
  if (user.user.empty()) return {};
  UserFix fix{.description = user.description, .edits = {}};
  Place(context, *target, user, fix.edits);
  return fix;
}

}  // namespace bulkhead::check
