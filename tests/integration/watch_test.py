#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""bulkhead check --watch: files change while it runs, a signal ends it.

    watch_test.py BULKHEAD
"""
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

BULKHEAD = None
DEADLINE = 30  # seconds; only a run that hangs reaches it
CLEAN = "FROM debian:12.7-slim\nCOPY a.txt /a/\nUSER 1000\n"
FAULTY = "FROM debian:12.7-slim\nADD a.txt /a/\nUSER 1000\n"


class Watched:
    """A run in a folder; its lines of both streams in the order they come."""

    def __init__(self, folder, *words):
        self.run = subprocess.Popen(
            [BULKHEAD, "check", "--watch", "--no-shellcheck", "--fail-on",
             "low", *words], cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "XDG_CONFIG_HOME": folder})
        self.lines = queue.Queue()
        self.seen = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.run.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def until(self, part):
        """Reads until a line holds `part`; gives all lines up to it."""
        taken = []
        while True:
            line = self.lines.get(timeout=DEADLINE)
            if line is None:
                raise AssertionError("it ended before %r: %r"
                                     % (part, self.seen))
            taken.append(line)
            self.seen.append(line)
            if part in line:
                return "".join(taken)

    def end(self, number=signal.SIGINT):
        self.run.send_signal(number)
        status = self.run.wait(timeout=DEADLINE)
        self.reader.join()
        rest = []
        while True:
            line = self.lines.get(timeout=DEADLINE)
            if line is None:
                return status, "".join(rest)
            rest.append(line)

    def close(self):
        if self.run.poll() is None:
            self.run.kill()
        self.run.wait()
        self.reader.join()
        self.run.stdout.close()


class Watch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + "~", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(path + "~", path)

    def start(self, *words):
        watched = Watched(self.folder, *words)
        self.addCleanup(watched.close)
        return watched

    def test_tells_what_is_new_and_what_is_fixed(self):
        self.write("Dockerfile", CLEAN)
        watched = self.start()
        watched.until(" 0 low")
        self.write("Dockerfile", FAULTY)
        text = watched.until("checked: ")
        self.assertIn("──── 1 new, 0 fixed ────", text)
        self.assertIn("add-instead-of-copy", text)
        self.write("Dockerfile", CLEAN)
        self.assertIn("──── 0 new, 1 fixed ────",
                      watched.until("checked: "))
        self.assertEqual(watched.end(), (0, ""))

    def test_ends_with_the_code_of_the_last_result(self):
        self.write("Dockerfile", FAULTY)
        watched = self.start()
        watched.until("checked: ")
        self.assertEqual(watched.end(signal.SIGTERM), (1, ""))

    def test_says_nothing_where_nothing_is_new(self):
        self.write("Dockerfile", CLEAN)
        watched = self.start()
        watched.until("checked: ")
        self.write("Dockerfile", CLEAN)
        self.write("notes.txt", "x")
        # The next result comes after those, had they made one.
        self.write("Dockerfile", FAULTY)
        self.assertIn("1 new, 0 fixed", watched.until("────"))
        watched.until("checked: ")
        self.assertEqual(watched.end(), (1, ""))

    def test_sees_new_folders(self):
        self.write("Dockerfile", CLEAN)
        watched = self.start()
        watched.until("1 file checked")
        self.write("new/deep/Dockerfile", FAULTY)
        watched.until("2 files checked")
        self.write("new/deep/Dockerfile", CLEAN)
        watched.until("0 new, 1 fixed")
        self.assertEqual(watched.end()[0], 0)

    def test_watches_a_named_file(self):
        self.write("a/Dockerfile", FAULTY)
        watched = self.start("a/Dockerfile")
        watched.until("checked: ")
        self.write("a/Dockerfile", CLEAN)
        watched.until(" 0 low")
        self.assertEqual(watched.end()[0], 0)

    def test_survives_a_broken_policy(self):
        self.write("Dockerfile", FAULTY)
        watched = self.start()
        watched.until("checked: ")
        self.write(".bulkhead.yaml", "ruels: 1\n")
        watched.until("unknown key \"ruels\"")
        self.write(".bulkhead.yaml", "rules:\n  DL3020: off\n")
        watched.until(" 0 low")
        self.assertEqual(watched.end()[0], 0)

    def test_does_not_wake_itself(self):
        self.write("Dockerfile", FAULTY)
        watched = self.start("-o", "json=report.json", "-o", "table")
        watched.until("checked: ")
        with open(os.path.join(self.folder, "report.json"),
                  encoding="utf-8") as file:
            self.assertIn("add-instead-of-copy", file.read())
        self.write("Dockerfile", CLEAN)
        watched.until("checked: ")
        with open(os.path.join(self.folder, "report.json"),
                  encoding="utf-8") as file:
            self.assertNotIn("add-instead-of-copy", file.read())
        self.assertEqual(watched.end(), (0, ""))


class Refused(unittest.TestCase):
    def test_what_makes_no_sense(self):
        for words, message in (
                (["-", "--as", "dockerfile"],
                 "--watch cannot watch standard input"),
                (["--fix"], "--watch and --fix cannot be combined"),
                (["--rule", "no/such"], "there is no rule no/such")):
            run = subprocess.run(
                [BULKHEAD, "check", "--watch", *words], capture_output=True,
                stdin=subprocess.DEVNULL, text=True, timeout=DEADLINE)
            self.assertEqual(run.returncode, 2)
            self.assertIn(message, run.stderr)


if __name__ == "__main__":
    BULKHEAD = os.path.abspath(sys.argv.pop(1))
    unittest.main()
