// SPDX-License-Identifier: Apache-2.0
// Copyright The Bulkhead Authors
// How each manager writes a package and its version:
// apt-get(8), apk(8), dnf(8) "Specifying Packages", zypper(8), PEP 440 and 508,
// npm-install(1), gem(1), go.dev/ref/mod, cargo-install(1).
#include "config/shell/package_spec.h"

#include <algorithm>

#include "base/text.h"

namespace bulkhead::config {

namespace {

bool StartsVersion(std::string_view text) {
  if (text.empty()) return false;
  return base::IsDigit(text[0]) || text[0] == '$' || text[0] == '`';
}

bool EndsWithAny(std::string_view text,
                 std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [text](std::string_view e) { return text.ends_with(e); });
}

bool IsVcs(std::string_view text) {
  return text.starts_with("git+") || text.starts_with("git://") ||
         text.starts_with("git@") || text.starts_with("ssh://") ||
         text.starts_with("hg+") || text.starts_with("svn+") ||
         text.starts_with("bzr+") || text.starts_with("github:") ||
         text.starts_with("gitlab:") || text.starts_with("bitbucket:");
}

bool IsUrl(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://") ||
         text.starts_with("ftp://");
}

bool IsPath(std::string_view text) {
  return text == "." || text == ".." || text.starts_with("./") ||
         text.starts_with("../") || text.starts_with('/') ||
         text.starts_with("~/") || text.starts_with("file:") ||
         text.starts_with(".[");
}

bool IsArchive(VersionStyle style, std::string_view text) {
  switch (style) {
    case VersionStyle::kEquals:
      return text.ends_with(".deb");
    case VersionStyle::kRpm:
      return text.ends_with(".rpm");
    case VersionStyle::kOperators:
      return EndsWithAny(text, {".apk", ".rpm", ".pkg.tar.zst", ".conda",
                                ".pkg.tar.xz", ".tar.bz2"});
    case VersionStyle::kPip:
      return EndsWithAny(
          text, {".whl", ".tar.gz", ".zip", ".tar.bz2", ".egg", ".tgz"});
    case VersionStyle::kAt:
      return EndsWithAny(text, {".tgz", ".tar.gz", ".tar", ".whl", ".go"});
    case VersionStyle::kColon:
      return text.ends_with(".gem");
    case VersionStyle::kNone:
      return false;
  }
  return false;
}

void SetVersion(PackageRef& package, std::string_view text, std::size_t at,
                std::size_t length) {
  package.name = text.substr(0, at);
  package.separator = text.substr(at, length);
  package.version = text.substr(at + length);
  package.pinned = IsPinnedVersion(package.version);
}

// A ref behind # (npm) or the last @ (pip) of a repository's address.
void SetRef(PackageRef& package, std::string_view text, bool pip) {
  package.kind = PackageKind::kVcs;
  package.name = text;
  if (!pip) {
    std::size_t hash = text.rfind('#');
    if (hash == std::string_view::npos) return;
    SetVersion(package, text, hash, 1);
    std::string_view version = package.version;
    if (base::ConsumePrefix(version, "semver:")) package.version = version;
    package.pinned = !package.version.empty();
    return;
  }
  std::string_view address = text.substr(0, text.find('#'));
  std::size_t path = address.find("://");
  path = path == std::string_view::npos ? 0 : address.find('/', path + 3);
  if (path == std::string_view::npos) return;
  std::size_t at = address.find('@', path);
  if (at == std::string_view::npos) return;
  SetVersion(package, address, at, 1);
  package.pinned = !package.version.empty();
}

void ParseOperators(PackageRef& package, std::string_view text) {
  std::size_t at = text.find_first_of("=<>~!");
  if (at == std::string_view::npos || at == 0) return;
  std::size_t end = std::min(text.find_first_not_of("=<>~!", at), text.size());
  SetVersion(package, text, at, end - at);
  std::string_view op = package.separator;
  package.pinned = package.pinned && (op == "=" || op == "==");
}

// name-version[-release[.arch]]: the last one or two parts that begin with a
// digit.
void ParseRpm(PackageRef& package, std::string_view text) {
  std::size_t last = text.rfind('-');
  if (last == std::string_view::npos || last == 0 ||
      !StartsVersion(text.substr(last + 1))) {
    return ParseOperators(package, text);
  }
  std::size_t before = text.rfind('-', last - 1);
  if (before != std::string_view::npos && before != 0 &&
      StartsVersion(text.substr(before + 1))) {
    last = before;
  }
  SetVersion(package, text, last, 1);
}

void ParsePip(PackageRef& package, std::string_view text) {
  // Markers and hashes come behind a semicolon or blanks.
  text = base::Trim(text.substr(0, text.find(';')));
  package.name = text;
  std::size_t at = text.find(" @ ");
  if (at != std::string_view::npos) {
    std::string_view name = text.substr(0, at);
    std::string_view address = base::Trim(text.substr(at + 3));
    if (IsVcs(address)) SetRef(package, address, true);
    if (package.kind != PackageKind::kVcs) {
      package.kind = PackageKind::kUrl;
      package.version = address;
    }
    package.name = name;
    return;
  }
  std::size_t op = text.find_first_of("=<>~!@");
  if (op != std::string_view::npos && op != 0) {
    std::size_t end =
        std::min(text.find_first_not_of("=<>~!@ ", op), text.size());
    package.name = base::Trim(text.substr(0, op));
    package.separator = base::Trim(text.substr(op, end - op));
    package.version = text.substr(end);
    package.pinned = IsPinnedVersion(package.version) &&
                     (package.separator == "==" || package.separator == "===" ||
                      package.separator == "@");
  }
  std::size_t bracket = package.name.find('[');
  if (bracket == std::string_view::npos) return;
  package.extras = package.name.substr(bracket + 1);
  if (package.extras.ends_with(']')) package.extras.remove_suffix(1);
  package.name = base::Trim(package.name.substr(0, bracket));
}

// name@version, @scope/name@version, alias@npm:name@version.
void ParseAt(PackageRef& package, std::string_view text) {
  std::size_t alias = text.find("@npm:");
  std::size_t from = 1;
  if (alias != std::string_view::npos && alias > 0) {
    package.extras = text.substr(0, alias);
    text = text.substr(alias + 5);
    package.name = text;
  }
  std::size_t at = text.find('@', from);
  if (at == std::string_view::npos) return;
  SetVersion(package, text, at, 1);
}

bool IsRepository(const PackageManagerInfo& manager, std::string_view text) {
  bool javascript =
      manager.manager == Manager::kNpm || manager.manager == Manager::kYarn ||
      manager.manager == Manager::kPnpm || manager.manager == Manager::kBun;
  if (!javascript || text.starts_with('@') || IsPath(text)) return false;
  // user/repository of GitHub
  return std::count(text.begin(), text.end(), '/') == 1;
}

bool ParseSource(const PackageManagerInfo& manager, std::string_view text,
                 PackageRef& package) {
  bool pip = manager.style == VersionStyle::kPip;
  if (IsVcs(text) || IsRepository(manager, text) ||
      (IsUrl(text) && base::Contains(text, ".git") &&
       manager.style != VersionStyle::kRpm)) {
    bool archive = IsArchive(manager.style, text);
    if (!archive || IsVcs(text)) {
      SetRef(package, text, pip);
      return true;
    }
  }
  if (IsUrl(text)) {
    package.kind = PackageKind::kUrl;
    return true;
  }
  if (IsPath(text) || IsArchive(manager.style, text)) {
    package.kind = PackageKind::kFile;
    return true;
  }
  return false;
}

}  // namespace

bool IsPinnedVersion(std::string_view version) {
  if (version.empty()) return false;
  if (version[0] == '$' || version[0] == '`') return true;
  if (version.find_first_of("*^~<>| ") != std::string_view::npos) return false;
  if (version[0] == 'v' || version[0] == '=') version.remove_prefix(1);
  return StartsVersion(version) ||
         version.find_first_of("0123456789") != std::string_view::npos;
}

PackageRef ParsePackage(const PackageManagerInfo& manager,
                        std::string_view text) {
  PackageRef package;
  package.name = text;
  if (ParseSource(manager, text, package)) return package;
  if (!text.empty() && (text[0] == '$' || text[0] == '`')) {
    package.kind = PackageKind::kUnknown;
    // $NAME=1.2 still has its version.
    ParseOperators(package, text);
    return package;
  }
  switch (manager.style) {
    case VersionStyle::kNone:
      break;
    case VersionStyle::kEquals: {
      std::size_t at = text.find_first_of("=/");
      if (at != std::string_view::npos && at > 0) {
        SetVersion(package, text, at, 1);
        // A release such as stable moves.
        package.pinned = package.pinned && package.separator == "=";
      }
      break;
    }
    case VersionStyle::kOperators:
      ParseOperators(package, text);
      break;
    case VersionStyle::kRpm:
      ParseRpm(package, text);
      break;
    case VersionStyle::kPip:
      ParsePip(package, text);
      break;
    case VersionStyle::kAt:
      ParseAt(package, text);
      break;
    case VersionStyle::kColon: {
      std::size_t at = text.find(':');
      if (at != std::string_view::npos && at > 0) {
        SetVersion(package, text, at, 1);
      }
      break;
    }
  }
  return package;
}

}  // namespace bulkhead::config
