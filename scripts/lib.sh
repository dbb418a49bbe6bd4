# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
# What the scripts of this folder share; sourced, not run. Everything here
# prints to standard error only and does nothing that is already done.
# shellcheck disable=SC2034

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly root=$PWD
# No <(…) in these scripts: a fresh chroot without /proc has no /dev/fd.

# Debian packages by purpose.
build_packages=(g++ cmake ninja-build ccache mold libfmt-dev libssl-dev
  libre2-dev nlohmann-json3-dev libcli11-dev libcurl4-openssl-dev)
run_packages=(shellcheck libcurl4)
test_packages=(libgtest-dev python3 clang-format-14 git)
engine_packages=(docker.io docker-compose docker-registry iptables iproute2)
fuzz_packages=(clang-14 libclang-rt-14-dev)
bench_packages=(libbenchmark-dev python3)
tidy_packages=(clang-tidy-14 clang-14 python3)

die() {
  echo "${0##*/}: $*" >&2
  exit 2
}

# as_root COMMAND...: runs it as root, by sudo where we are not.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "needs root (or sudo) for: $*"
  fi
}

# need PACKAGE...: installs the Debian packages that are not installed.
need() {
  local package missing=() log
  if ! command -v dpkg-query >/dev/null; then
    echo "${0##*/}: not a Debian system, it needs what these packages hold:" \
      "$*" >&2
    return 0
  fi
  local installed
  installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "$@" \
    2>/dev/null || true)"
  for package; do
    [[ $installed == *" installed:$package "* ]] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  echo "${0##*/}: installing ${missing[*]}" >&2
  log=$(mktemp)
  if ! { as_root apt-get -qq update &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
      --no-install-recommends "${missing[@]}"; } </dev/null >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    die "could not install ${missing[*]}"
  fi
  rm -f "$log"
}

# build PRESET [TARGET...]: configures the preset where that has not been done
# since the presets changed, and builds the targets (default: all). Silent
# unless it fails; one build at a time in a folder.
build() {
  local preset=$1 folder=build/$1 log
  shift
  mkdir -p "$folder"
  exec 9>"$folder/.lock"
  flock 9
  log=$folder/build.log
  if [ ! -e "$folder/build.ninja" ] ||
    [ CMakePresets.json -nt "$folder/build.ninja" ]; then
    echo "${0##*/}: configuring $folder" >&2
    if ! cmake --preset "$preset" >"$log" 2>&1; then
      cat "$log" >&2
      die "cmake --preset $preset failed"
    fi
    touch "$folder/build.ninja"
    echo "${0##*/}: building $folder, the first time takes minutes" >&2
  fi
  if ! ninja -C "$folder" "$@" >"$log" 2>&1; then
    grep -v '^\[' "$log" >&2 || cat "$log" >&2
    die "building $folder failed"
  fi
  flock -u 9
  exec 9>&-
}
