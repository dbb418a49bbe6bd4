#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""bulkhead check --new-since in real git repositories.

    new_since_test.py BULKHEAD
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

BULKHEAD = None
OLD = "FROM debian:12.7-slim\nADD a.txt /a/\nUSER 1000\n"
NEW = "FROM debian:12.7-slim\nADD a.txt /a/\nWORKDIR x\nUSER 1000\n"
ADD = "dockerfile/add-instead-of-copy"
WORKDIR = "dockerfile/relative-workdir"


class Repository(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.path.join(os.path.realpath(folder.name), "repo")
        os.mkdir(self.root)
        self.env = {
            **{k: v for k, v in os.environ.items()
               if not k.startswith("GIT_")},
            "HOME": folder.name, "XDG_CONFIG_HOME": folder.name,
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@example.org",
            "GIT_CEILING_DIRECTORIES": folder.name}
        self.git("init", "-q", "-b", "main")

    def git(self, *words):
        return subprocess.run(["git", *words], cwd=self.root, env=self.env,
                              check=True, capture_output=True,
                              text=True).stdout

    def write(self, name, text):
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def commit(self, *names):
        self.git("add", "--", *names)
        self.git("commit", "-q", "-m", "x")

    def check(self, ref, *words, cwd=None, env=None):
        return subprocess.run(
            [BULKHEAD, "check", "--no-shellcheck", "--fail-on", "low",
             "--new-since", ref, *words], cwd=cwd or self.root,
            env={**self.env, **(env or {})}, capture_output=True, text=True)

    def new(self, ref, *words, cwd=None):
        """Rules of findings that count, of a given commit."""
        run = self.check(ref, "--output", "json", *words, cwd=cwd)
        self.assertEqual(run.stderr, "")
        found = [f for f in json.loads(run.stdout)["findings"]
                 if f["severity"] != "info"]
        new = sorted(f["rule"] for f in found if "suppressed" not in f)
        self.assertEqual(run.returncode, 1 if new else 0)
        self.assertEqual({f["suppressed"]["kind"] for f in found
                          if "suppressed" in f} - {"old"}, set())
        return new


class Compares(Repository):
    def test_only_what_is_new_counts(self):
        self.write("Dockerfile", OLD)
        self.commit("Dockerfile")
        self.assertEqual(self.new("HEAD"), [])
        self.write("Dockerfile", NEW)
        self.assertEqual(self.new("HEAD"), [WORKDIR])
        run = self.check("HEAD", "Dockerfile")
        self.assertIn("relative-workdir", run.stdout)
        self.assertNotIn("add-instead-of-copy", run.stdout)
        self.assertRegex(run.stdout, r"1 low, \d old")

    def test_touches_nothing(self):
        self.write("Dockerfile", OLD)
        self.commit("Dockerfile")
        self.write("Dockerfile", NEW)
        index = os.path.join(self.root, ".git", "index")
        os.utime(os.path.join(self.root, "Dockerfile"), (1, 1))
        with open(index, "rb") as file:
            before = file.read(), os.stat(index).st_mtime_ns
        files = sorted(os.walk(self.root))
        self.new("HEAD")
        with open(index, "rb") as file:
            self.assertEqual((file.read(), os.stat(index).st_mtime_ns), before)
        self.assertEqual(sorted(os.walk(self.root)), files)

    def test_looks_at_where_the_branch_left(self):
        self.write("Dockerfile", OLD)
        self.commit("Dockerfile")
        self.git("checkout", "-q", "-b", "work")
        self.write("other/Dockerfile", OLD)
        self.commit("other")
        # Fixed on main since: the branch still has it, and did not bring it.
        self.git("checkout", "-q", "main")
        self.write("Dockerfile", OLD.replace("ADD", "COPY"))
        self.commit("Dockerfile")
        self.git("checkout", "-q", "work")
        self.assertEqual(self.new("main"), [ADD])
        self.assertEqual(self.new("main", "Dockerfile"), [])

    def test_works_below_the_top(self):
        self.write("a/b/Dockerfile", OLD)
        self.commit("a")
        below = os.path.join(self.root, "a")
        self.assertEqual(self.new("HEAD", cwd=below), [])
        self.assertEqual(self.new("HEAD", "b/Dockerfile", cwd=below), [])
        self.assertEqual(
            self.new("HEAD", os.path.join(below, "b"), cwd=below), [])

    def test_follows_renames(self):
        self.write("old/Dockerfile", OLD)
        self.commit("old")
        self.git("mv", "old", "new name")
        self.assertEqual(self.new("HEAD"), [])
        self.git("commit", "-q", "-m", "x")
        self.assertEqual(self.new("HEAD~1"), [])

    def test_takes_untracked_files_for_new(self):
        self.write("Dockerfile", OLD)
        self.commit("Dockerfile")
        self.write("second/Dockerfile", OLD)
        self.assertEqual(self.new("HEAD"), [ADD])

    def test_reads_the_files_of_a_compose_project(self):
        self.write("compose.yaml", "services:\n  web:\n    build: web\n"
                   "    env_file: web.txt\n    privileged: true\n")
        self.write("web.txt", "A=b\n")
        self.write("web/Dockerfile", OLD)
        self.git("add", ".")
        self.git("commit", "-q", "-m", "x")
        self.assertEqual(self.new("HEAD"), [])
        self.write("compose.yaml", "services:\n  web:\n    build: web\n"
                   "    env_file: web.txt\n    privileged: true\n"
                   "    pid: host\n")
        self.assertEqual(self.new("HEAD"), ["compose/host-pid"])

    def test_reads_links_of_the_commit(self):
        self.write("real/Dockerfile", OLD)
        os.symlink("real/Dockerfile", os.path.join(self.root, "Dockerfile"))
        self.commit("real", "Dockerfile")
        self.assertEqual(self.new("HEAD", "Dockerfile"), [])

    def test_an_ignore_taken_away_is_new(self):
        self.write("Dockerfile", OLD.replace(
            "ADD", "# bulkhead ignore=%s\nADD" % ADD))
        self.commit("Dockerfile")
        self.write("Dockerfile", OLD)
        self.assertEqual(self.new("HEAD"), [ADD])

    def test_runs_no_monitor_of_the_repository(self):
        self.write("Dockerfile", OLD)
        self.commit("Dockerfile")
        hook = os.path.join(self.root, "monitor")
        with open(hook, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\ntouch %s/ran\n" % self.root)
        os.chmod(hook, 0o755)
        self.git("config", "core.fsmonitor", hook)
        self.git("config", "diff.external", hook)
        self.assertEqual(self.new("HEAD"), [])
        self.assertFalse(os.path.exists(os.path.join(self.root, "ran")))

    def test_fetches_nothing_for_a_partial_clone(self):
        self.write("Dockerfile", OLD)
        self.commit("Dockerfile")
        blob = self.git("rev-parse", "HEAD:Dockerfile").strip()
        os.remove(os.path.join(self.root, ".git", "objects", blob[:2],
                               blob[2:]))
        ran = os.path.join(self.root, "ran")
        for key, value in {
                "core.repositoryFormatVersion": "1",
                "extensions.partialClone": "origin",
                "remote.origin.promisor": "true",
                "remote.origin.url": "ext::sh -c touch% " + ran,
                "protocol.ext.allow": "always"}.items():
            self.git("config", key, value)
        # As an old git: it does not know the variable.
        folder = os.path.join(os.path.dirname(self.root), "old git")
        os.mkdir(folder)
        old = os.path.join(folder, "git")
        with open(old, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nunset GIT_NO_LAZY_FETCH\nexec %s \"$@\"\n"
                       % shutil.which("git"))
        os.chmod(old, 0o755)
        path = folder + os.pathsep + os.environ["PATH"]
        self.assertEqual(self.check("HEAD", env={"PATH": path}).returncode, 2)
        self.assertFalse(os.path.exists(ran))


class Refuses(Repository):
    def refused(self, run, *parts):
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        for part in parts:
            self.assertIn(part, run.stderr)

    def test_an_unknown_commit(self):
        self.write("Dockerfile", OLD)
        self.commit("Dockerfile")
        for ref in ("no-such", "HEAD~9", "", "HEAD:Dockerfile"):
            self.refused(self.check(ref), "git knows no commit %s" % ref,
                         "fetch")

    def test_what_looks_like_a_flag(self):
        self.write("Dockerfile", OLD)
        self.commit("Dockerfile")
        for ref in ("--output=x", "--all", "-h"):
            run = subprocess.run(
                [BULKHEAD, "check", "--new-since=" + ref], cwd=self.root,
                env=self.env, capture_output=True, text=True)
            self.refused(run, "git knows no commit " + ref)
        self.assertEqual(sorted(os.listdir(self.root)), [".git", "Dockerfile"])

    def test_an_empty_repository(self):
        self.write("Dockerfile", OLD)
        self.refused(self.check("HEAD"), "git knows no commit HEAD")

    def test_a_folder_without_git(self):
        folder = os.path.join(os.path.dirname(self.root), "plain")
        os.mkdir(folder)
        shutil.rmtree(os.path.join(self.root, ".git"))
        self.refused(self.check("HEAD", cwd=folder), "is in no work tree",
                     "not a git repository")

    def test_a_machine_without_git(self):
        self.refused(self.check("HEAD", env={"PATH": self.root}),
                     "needs the program git", "install")

    def test_a_path_elsewhere(self):
        self.write("Dockerfile", OLD)
        self.commit("Dockerfile")
        self.refused(self.check("HEAD", os.path.dirname(self.root)),
                     "lies outside of the repository")

    def test_other_flags_beside_it(self):
        for flag in ("--fix", "--harden", "--diff", "--write-baseline", "--effective"):
            self.refused(self.check("HEAD", flag),
                         "--new-since and %s cannot be combined" % flag)


if __name__ == "__main__":
    if not shutil.which("git"):
        print("git is not installed: skipped")
        sys.exit(77)
    BULKHEAD = os.path.abspath(sys.argv.pop(1))
    unittest.main()
