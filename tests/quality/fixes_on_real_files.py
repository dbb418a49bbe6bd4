# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""Fixes of real Dockerfiles and Compose files.

    fixes_on_real_files.py --bin BULKHEAD [--corpora DIR]... [--seconds N]

Copies the files, checks them, fixes all that can be fixed, checks again, and
fixes again. The second check must have no finding and no gap that the first
one had not; no line that is a comment may be lost; line endings and the end of
the file stay; the second fix must change nothing. Where `docker-compose
config` takes the original of a Compose file, it must take the result (as many
files as fit into the seconds). Prints which share of the findings each kind of
fix removes. Exit status 77 where there are no files: skipped.
"""
import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
CORPORA = [os.path.join(ROOT, "..", "shared", "corpora", kind, "real")
           for kind in ("dockerfile", "compose")]
SECONDS_PER_RUN = 120


class Failures:
    def __init__(self):
        self.count = 0

    def add(self, message):
        self.count += 1
        if self.count <= 20:
            print("FAILED: " + message)


def bulkhead(binary, folder, *flags):
    """The report of a run over the folder."""
    report = os.path.join(folder, ".report.json")
    done = subprocess.run(
        [binary, "check", ".", "--no-config", "--no-gitignore",
         "--no-shellcheck", "--fail-on", "none", "--allow-gaps",
         "--output", "json=.report.json"] + list(flags),
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, timeout=SECONDS_PER_RUN)
    if not os.path.exists(report):
        sys.exit("no report: %s" % done.stderr.decode(errors="replace"))
    with open(report, encoding="utf-8") as file:
        result = json.load(file)
    os.remove(report)
    return result


def read_all(folder):
    texts = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            with open(path, "rb") as file:
                texts[os.path.relpath(path, folder)] = file.read()
    return texts


def tally(report):
    """How often each rule and each kind of gap stands in each file."""
    counts = collections.Counter()
    for finding in report["findings"]:
        counts[(finding["location"]["path"], finding["rule"])] += 1
    for gap in report["gaps"]:
        counts[(gap["location"]["path"], "gap " + gap["code"])] += 1
    return counts


def comments(text):
    lines = (line.strip() for line in text.splitlines())
    return collections.Counter(line for line in lines if line.startswith(b"#"))


def check_texts(before, after, failures):
    changed = [path for path in before if after.get(path) != before[path]]
    for path in changed:
        old, new = before[path], after[path]
        for line, count in (comments(old) - comments(new)).items():
            failures.add("%s lost the comment %r (%d times)" %
                         (path, line.decode(errors="replace"), count))
        crlf = old.count(b"\r\n")
        if crlf == 0 and b"\r" in new.replace(b"\r", b"", old.count(b"\r")):
            failures.add("%s got carriage returns" % path)
        if crlf == old.count(b"\n") > 0 and new.count(b"\r\n") != \
                new.count(b"\n"):
            failures.add("%s got lines without a carriage return" % path)
        if old.endswith(b"\n") != new.endswith(b"\n"):
            failures.add("%s: the newline at its end changed" % path)
    return changed


def accepts(folder, path):
    return subprocess.run(
        ["docker-compose", "-f", path, "config", "-q"], cwd=folder,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, timeout=30).returncode == 0


def check_with_compose(original, fixed, changed, seconds, failures):
    if shutil.which("docker-compose") is None:
        print("docker-compose is not installed: its verdict was not asked for")
        return
    files = sorted(path for path in changed
                   if path.endswith((".yml", ".yaml")))
    end = time.monotonic() + seconds
    asked = taken = 0
    for path in files:
        if time.monotonic() > end:
            break
        asked += 1
        if not accepts(original, path):
            continue
        taken += 1
        if not accepts(fixed, path):
            failures.add("docker-compose takes %s, but not the fixed one" %
                         path)
    print("docker-compose: asked for %d of %d changed Compose files, takes the "
          "original of %d" % (asked, len(files), taken))


def copy(corpora, folder):
    os.makedirs(folder)
    for number, corpus in enumerate(corpora):
        shutil.copytree(corpus, os.path.join(folder, str(number)),
                        symlinks=True)
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)
    return folder


def counted(report):
    return sum("suppressed" not in finding for finding in report["findings"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--corpora", action="append")
    parser.add_argument("--seconds", type=float, default=15)
    arguments = parser.parse_args()
    binary = os.path.abspath(arguments.bin)
    corpora = [os.path.abspath(path) for path in arguments.corpora or CORPORA]
    if not all(os.path.isdir(path) for path in corpora):
        print("skipped: there are no real files at %s" %
              os.path.commonpath(corpora))
        return 77
    failures = Failures()
    with tempfile.TemporaryDirectory() as temporary:
        original = copy(corpora, os.path.join(temporary, "original"))
        safe = copy(corpora, os.path.join(temporary, "safe"))
        fixed = copy(corpora, os.path.join(temporary, "fixed"))
        before = bulkhead(binary, original)
        texts = read_all(original)
        total = max(1, counted(before))
        print("%d files checked, %d findings" %
              (len(before["targets"]), counted(before)))
        for folder, flag in ((safe, "--fix"), (fixed, "--fix=unsafe")):
            claimed = bulkhead(binary, folder, flag)
            after = bulkhead(binary, folder)
            for key, count in sorted((tally(after) - tally(before)).items()):
                failures.add("%s, %s: %s is new (%d times)" %
                             (flag, key[0], key[1], count))
            if tally(claimed) != tally(after):
                failures.add("%s: its report is not that of a new check" %
                             flag)
            done = read_all(folder)
            changed = check_texts(texts, done, failures)
            bulkhead(binary, folder, flag)
            again = read_all(folder)
            for path in sorted(set(again) | set(done)):
                if again.get(path) != done.get(path):
                    failures.add("%s: the second run changes %s" %
                                 (flag, path))
            print("%s removes %d of %d findings (%.1f %%) in %d files" %
                  (flag, total - counted(after), total,
                   100 * (total - counted(after)) / total, len(changed)))
        check_with_compose(original, fixed, changed, arguments.seconds,
                           failures)
    if failures.count:
        print("%d failures" % failures.count)
    return 1 if failures.count else 0


if __name__ == "__main__":
    sys.exit(main())
