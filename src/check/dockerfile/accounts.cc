// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
#include "check/dockerfile/accounts.h"

#include <algorithm>

#include "base/text.h"
#include "check/dockerfile/walk.h"

namespace bulkhead::check {
namespace {

using config::Command;
using config::Word;

// The short flags that take a value.
std::string_view ShortFlagsWithValue(const Command& command) {
  if (command.Is("useradd")) return "ugGdskcpefKbZRP";
  if (command.Is("usermod")) return "ugGdscpeflZRP";
  if (command.Is("groupadd")) return "gKpRP";
  if (command.Is("gpasswd")) return "adAM";
  return "hgsGuk";  // adduser and addgroup of busybox
}

constexpr std::string_view kLongFlagsWithValue[] = {
    "--uid",      "--gid",        "--groups",   "--home",    "--home-dir",
    "--shell",    "--gecos",      "--ingroup",  "--comment", "--skel",
    "--password", "--expiredate", "--inactive", "--key",     "--base-dir",
    "--prefix",   "--root",       "--conf",     "--login",   "--firstuid",
    "--lastuid",  "--firstgid",   "--lastgid",  "--add"};

bool TakesValue(std::string_view flag) {
  return std::find(std::begin(kLongFlagsWithValue),
                   std::end(kLongFlagsWithValue),
                   flag) != std::end(kLongFlagsWithValue);
}

std::string ValueOf(const AccountOptions& options,
                    std::initializer_list<std::string_view> flags,
                    bool& unknown) {
  const AccountOptions::Option* option = options.Find(flags);
  if (option == nullptr) return "";
  if (option->word != nullptr && !option->word->known) {
    unknown = true;
    return "";
  }
  return std::string(option->value);
}

void AddGroups(std::string_view list, std::vector<std::string>& groups) {
  for (std::string_view group : base::Split(list, ',')) {
    if (!group.empty()) groups.emplace_back(group);
  }
}

class Collector {
 public:
  explicit Collector(Accounts& accounts) : accounts_(accounts) {}

  void Take(const Script& script, const Command& command) {
    if (command.Is("useradd") || command.Is("adduser")) {
      TakeUser(script, command);
    } else if (command.Is("groupadd") || command.Is("addgroup")) {
      TakeGroup(script, command);
    } else if (command.Is("usermod") || command.Is("gpasswd")) {
      TakeChange(command);
    } else if (command.IsAnyOf("newusers", "groupmod", "vipw")) {
      accounts_.unknown = true;
    }
  }

 private:
  AccountOptions OptionsOf(const Command& command) {
    AccountOptions options = AccountOptionsOf(command);
    for (const Word* word : options.names) {
      if (!word->known) accounts_.unknown = true;
    }
    return options;
  }

  void Join(std::string_view user, std::string_view groups) {
    for (Account& account : accounts_.made) {
      if (!account.is_group && account.name == user) {
        AddGroups(groups, account.groups);
      }
    }
  }

  void TakeUser(const Script& script, const Command& command) {
    const AccountOptions options = OptionsOf(command);
    const std::vector<const Word*>& names = options.names;
    if (names.empty() || !names[0]->known) return;
    // adduser USER GROUP
    if (names.size() > 1) return Join(names[0]->value, names[1]->value);
    bool& unknown = accounts_.unknown;
    Account account{.script = &script,
                    .command = &command,
                    .word = names[0],
                    .name = std::string(names[0]->value)};
    account.system = options.Find({"-r", "-S", "--system"}) != nullptr;
    account.id = ValueOf(options, {"-u", "--uid"}, unknown);
    bool shadow = command.Is("useradd");
    std::string primary =
        shadow ? ValueOf(options, {"-g", "--gid"}, unknown)
               : ValueOf(options, {"-G", "--ingroup", "--gid"}, unknown);
    AddGroups(primary, account.groups);
    if (shadow) {
      AddGroups(ValueOf(options, {"-G", "--groups"}, unknown), account.groups);
    }
    bool own_group = shadow ? primary.empty() && options.Find({"-N"}) == nullptr
                            : primary.empty() && !account.system;
    if (own_group || options.Find({"--group"}) != nullptr) {
      account.groups.push_back(account.name);
    }
    accounts_.made.push_back(std::move(account));
  }

  void TakeGroup(const Script& script, const Command& command) {
    const AccountOptions options = OptionsOf(command);
    const std::vector<const Word*>& names = options.names;
    if (names.empty() || !names[0]->known) return;
    // addgroup USER GROUP
    if (names.size() > 1) return Join(names[0]->value, names[1]->value);
    Account account{.script = &script,
                    .command = &command,
                    .word = names[0],
                    .name = std::string(names[0]->value),
                    .is_group = true};
    account.id = ValueOf(options, {"-g", "--gid"}, accounts_.unknown);
    accounts_.made.push_back(std::move(account));
  }

  // usermod -aG GROUPS USER, gpasswd -a USER GROUP.
  void TakeChange(const Command& command) {
    std::span<const Word> args = command.args();
    if (args.size() < 2 || !args.back().known) {
      accounts_.unknown = true;
      return;
    }
    if (command.Is("gpasswd")) {
      return Join(args[args.size() - 2].value, args.back().value);
    }
    bool unknown = false;
    const AccountOptions options = AccountOptionsOf(command);
    Join(args.back().value, ValueOf(options, {"-G", "--groups"}, unknown));
    Join(args.back().value, ValueOf(options, {"-g", "--gid"}, unknown));
    if (unknown || options.Find({"-l", "--login"}) != nullptr) {
      accounts_.unknown = true;
    }
  }

  Accounts& accounts_;
};

const Account* FindLast(const std::vector<Account>& made, bool group,
                        std::string_view name) {
  for (std::size_t i = made.size(); i-- > 0;) {
    if (made[i].is_group == group && made[i].name == name) return &made[i];
  }
  return nullptr;
}

// The flags of a word such as -ms; 1: the last one took the next word.
std::size_t TakeCluster(std::string_view text, const Word& word,
                        const Word* next, std::string_view with_value,
                        AccountOptions& out) {
  static constexpr std::string_view kFlags =
      "-a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-x-y-z"
      "-A-B-C-D-E-F-G-H-I-J-K-L-M-N-O-P-Q-R-S-T-U-V-W-X-Y-Z";
  for (std::size_t i = 1; i < text.size(); ++i) {
    char c = text[i];
    if (!base::IsAlpha(c)) return 0;
    int letter = base::IsLower(c) ? c - 'a' : 26 + c - 'A';
    std::string_view flag =
        kFlags.substr(2 * static_cast<std::size_t>(letter), 2);
    AccountOptions::Option option{flag, "", &word};
    bool takes = base::Contains(with_value, text.substr(i, 1));
    if (takes && i + 1 < text.size()) option.value = text.substr(i + 1);
    bool from_next = takes && i + 1 == text.size() && next != nullptr;
    if (from_next) option = {option.flag, next->value, next};
    out.options.push_back(option);
    if (takes) return from_next ? 1 : 0;
  }
  return 0;
}

}  // namespace

const Account* Accounts::FindUser(std::string_view name) const {
  return FindLast(made, false, name);
}
const Account* Accounts::FindGroup(std::string_view name) const {
  return FindLast(made, true, name);
}

const AccountOptions::Option* AccountOptions::Find(
    std::initializer_list<std::string_view> flags) const {
  for (std::size_t i = options.size(); i-- > 0;) {
    if (std::find(flags.begin(), flags.end(), options[i].flag) != flags.end()) {
      return &options[i];
    }
  }
  return nullptr;
}

AccountOptions AccountOptionsOf(const Command& command) {
  AccountOptions out;
  std::string_view with_value = ShortFlagsWithValue(command);
  std::span<const Word> args = command.args();
  for (std::size_t i = 0; i < args.size(); ++i) {
    std::string_view text = args[i].value;
    const Word* next = i + 1 < args.size() ? &args[i + 1] : nullptr;
    if (text.size() < 2 || text[0] != '-') {
      out.names.push_back(&args[i]);
    } else if (text.starts_with("--")) {
      std::size_t equals = text.find('=');
      AccountOptions::Option option{text.substr(0, equals), "", &args[i]};
      if (equals != std::string_view::npos) {
        option.value = text.substr(equals + 1);
      } else if (TakesValue(option.flag) && next != nullptr) {
        option = {option.flag, next->value, next};
        ++i;
      }
      out.options.push_back(option);
    } else {
      i += TakeCluster(text, args[i], next, with_value, out);
    }
  }
  return out;
}

Accounts AccountsOf(const DockerfileContext& context,
                    const config::Stage& stage, std::size_t before) {
  Accounts accounts;
  Collector collector(accounts);
  for (const Script* script : RunsOf(context, stage)) {
    if (script->index >= before) break;
    for (const Command& command : script->shell.commands()) {
      collector.Take(*script, command);
    }
  }
  return accounts;
}

}  // namespace bulkhead::check
