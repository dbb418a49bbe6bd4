# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""Tests of check_headers."""
import os
import subprocess
import sys
import tempfile
import unittest

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                    "check_headers")


class CheckHeaders(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, text):
        path = os.path.join(self.folder.name, "src", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def check(self):
        done = subprocess.run(
            [sys.executable, TOOL, "--cache",
             os.path.join(self.folder.name, "cache"), self.folder.name],
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.splitlines()

    def test_remembers_what_passed(self):
        self.write("a/x.h", "#pragma once\nstruct X {};\n")
        self.write("a/y.h", '#pragma once\n#include "a/x.h"\ninline X y;\n')
        self.assertEqual(self.check(),
                         (0, ["2 headers, 2 compiled, 0 failed"]))
        self.assertEqual(self.check(),
                         (0, ["2 headers, 0 compiled, 0 failed"]))
        # A change of x.h concerns y.h too.
        self.write("a/x.h", "#pragma once\nstruct Z {};\n")
        code, lines = self.check()
        self.assertEqual(code, 1)
        self.assertEqual(lines[0], "src/a/y.h does not compile alone:")
        self.assertEqual(lines[-1], "2 headers, 2 compiled, 1 failed")
        self.assertEqual(self.check()[1][-1],
                         "2 headers, 1 compiled, 1 failed")

    def test_header_without_guard_fails(self):
        self.write("a/x.h", "struct X {};\n")
        code, lines = self.check()
        self.assertEqual(code, 1)
        self.assertIn("redefinition of", "\n".join(lines))


if __name__ == "__main__":
    unittest.main()
