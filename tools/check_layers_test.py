# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""Tests of check_layers: small trees with one fault each, and one without."""
import os
import subprocess
import sys
import tempfile
import unittest

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "check_layers")
LICENCE = ("// SPDX-License-Identifier: Apache-2.0\n"
           "// Copyright The Bulkhead Authors\n")


def source(text):
    return LICENCE + text


def header(text=""):
    return LICENCE + "// What it is for.\n#pragma once\n" + text


GOOD = {
    "base/text.h": header("#include <string>\n#include <fmt/core.h>\n"),
    "base/text.cc": source('#include "base/text.h"\n#include <sys/stat.h>\n'),
    "model/finding.h": header('#include "base/text.h"\n'),
    "config/shell/ast.h": header('#include "model/finding.h"\n'),
    "config/dockerfile/ast.h": header('#include "config/shell/ast.h"\n'),
    "check/dockerfile/user.cc": source(
        '#include "config/dockerfile/ast.h"\n'
        "namespace bulkhead::check {\nnamespace {\n}\n}\n"),
    "check/dockerfile/user_test.cc": source(
        '#include <gtest/gtest.h>\n#include "check/dockerfile/testing.h"\n'),
    "check/dockerfile/testing.h": header(),
    "report/table.cc": source(
        "namespace bulkhead::model {\nstruct Finding;\n}\n"
        '#include "model/finding.h"\n'),
    "cli/main.cc": source("#include <CLI/CLI.hpp>\n"),
    "bin/bulkhead.cc": source('#include "base/text.h"\n'),
}

# name of the case: (files on top of GOOD, the faults expected)
BAD = {
    "UpwardInclude": (
        {"base/a.cc": source('#include "model/finding.h"\n')},
        ['src/base/a.cc:3: base may not include "model/finding.h": it may '
         'include base',
         'src/model/finding.h:5: folders include each other: '
         'base -> model -> base']),
    "SidewaysInclude": (
        {"report/a.cc": source('#include "check/dockerfile/rule.h"\n'),
         "check/dockerfile/rule.h": header()},
        ['src/report/a.cc:3: report may not include '
         '"check/dockerfile/rule.h": it may include base, formats, model']),
    "Cycle": (
        {"config/shell/ast.h": header('#include "config/dockerfile/ast.h"\n')},
        ["src/config/shell/ast.h:5: folders include each other: "
         "config/dockerfile -> config/shell -> config/dockerfile"]),
    "RelativeInclude": (
        {"base/a.cc": source('#include "../base/text.h"\n')},
        ['src/base/a.cc:3: "../base/text.h": include by path from src/']),
    "IncludeByBareName": (
        {"base/a.cc": source('#include "text.h"\n')},
        ['src/base/a.cc:3: "text.h" is not below src/; write "base/text.h"']),
    "TestHelperOutsideTests": (
        {"check/dockerfile/a.cc": source(
            '#include "check/dockerfile/testing.h"\n')},
        ['src/check/dockerfile/a.cc:3: "check/dockerfile/testing.h" is for '
         "tests only"]),
    "ForeignLibrary": (
        {"report/a.cc": source("#include <nlohmann/json.hpp>\n")},
        ["src/report/a.cc:3: <nlohmann/json.hpp> belongs to formats/json and "
         "test; go through its headers"]),
    "UnknownLibrary": (
        {"report/a.cc": source("#include <foo/bar.h>\n")},
        ["src/report/a.cc:3: <foo/bar.h> has no owner in the table of "
         "tools/check_layers"]),
    "SecondUnit": (
        {"cli/other.cc": source("#include <CLI/App.hpp>\n")},
        ["src/cli/other.cc:1: <CLI/…> is included in more than one file: "
         "only src/cli/main.cc may"]),
    "Iostream": (
        {"report/a.cc": source("#include <iostream>\n")},
        ["src/report/a.cc:3: <iostream> is not used: its start-up costs "
         "every run; write through base/fd.h"]),
    "NoLicence": (
        {"base/a.cc": "#include <string>\n"},
        ['src/base/a.cc:1: expected "%s"' % LICENCE.split("\n")[0],
         'src/base/a.cc:2: expected "%s"' % LICENCE.split("\n")[1]]),
    "NoPragmaAndNoPurpose": (
        {"base/a.h": LICENCE + "#include <string>\n"},
        ["src/base/a.h:1: a header needs #pragma once",
         "src/base/a.h:1: a header says its purpose below the licence"]),
    "LongFile": (
        {"base/a.cc": source("\n" * 499)},
        ['src/base/a.cc:1: 501 lines, at most 500: split it, or let the '
         'first comment say "Long because …"']),
    "LongHeader": (
        {"base/a.h": header("\n" * 300)},
        ['src/base/a.h:1: 304 lines, at most 300: split it, or let the '
         'first comment say "Long because …"']),
    "LongFunction": (
        {"base/a.cc": source("\nint Long(\n    int x) {\n"
                             + "  ++x;\n" * 71 + "}\n")},
        ["src/base/a.cc:4: a function of 72 lines, at most 70"]),
    "ThirdNamespace": (
        {"check/dockerfile/a.cc": source(
            "namespace bulkhead::check::dockerfile {\nint x;\n}\n")},
        ["src/check/dockerfile/a.cc:3: namespace bulkhead::check::dockerfile: "
         "two levels, never a third"]),
    "OtherFoldersNamespace": (
        {"check/dockerfile/a.cc": source(
            "namespace bulkhead::config {\nint x = 1;\n}\n")},
        ["src/check/dockerfile/a.cc:3: namespace bulkhead::config in "
         "src/check: expected bulkhead::check"]),
    "UsingNamespace": (
        {"base/a.cc": source("using namespace std;\n")},
        ["src/base/a.cc:3: no using namespace"]),
    "UnknownFolder": (
        {"misc/a.cc": source("#include <string>\n")},
        ["src/misc/a.cc:1: src/misc is not in the table of folders of "
         "tools/check_layers"]),
    "TooDeep": (
        {"check/dockerfile/more/a.cc": source("")},
        ["src/check/dockerfile/more:1: deeper than two folders below src/"]),
}

# What must pass although it looks like a case above.
NEAR_MISSES = {
    "LongFileWithReason": {
        "base/a.cc": LICENCE + "// Long because it is a table.\n" + "\n" * 600},
    "FunctionAtTheLimit": {
        "base/a.cc": source("\nint F(int x) {\n" + "  ++x;\n" * 70 + "}\n")},
    "TestdataIsNotSource": {
        "base/testdata/a.cc": "no licence\n"},
    "TypesMayBeLong": {
        "base/a.cc": source("\nstruct T {\n" + "  int x;\n" * 90 + "};\n")},
}


def check(files):
    with tempfile.TemporaryDirectory() as root:
        for name, text in {**GOOD, **files}.items():
            path = os.path.join(root, "src", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        done = subprocess.run([sys.executable, TOOL, root], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.returncode, done.stdout.splitlines()


class CheckLayers(unittest.TestCase):
    def test_good_tree_passes(self):
        self.assertEqual(check({}), (0, []))

    def test_bad_trees_fail(self):
        for name, (files, faults) in BAD.items():
            with self.subTest(name):
                self.assertEqual(check(files), (1, faults))

    def test_near_misses_pass(self):
        for name, files in NEAR_MISSES.items():
            with self.subTest(name):
                self.assertEqual(check(files), (0, []))


if __name__ == "__main__":
    unittest.main()
