# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""Tests of check_families: a family with one fault each, and one without."""
import os
import subprocess
import sys
import tempfile
import unittest

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                    "check_families")
GOOD = {
    "report/CMakeLists.txt":
        "bulkhead_library(report SOURCES json.cc registry.cc table.cc)\n"
        "bulkhead_test(report SOURCES json_test.cc table_test.cc)\n",
    "report/writers.inc": "// A line each.\nWRITER(kJson)\nWRITER(kTable)\n",
    "report/registry.cc": "#define WRITER(name) extern const Writer name;\n"
                          "constexpr const Writer* kWriters[] = {};\n",
    "report/json.cc": "const Writer kJson = {};\n",
    "report/json_test.cc": "",
    "report/table.cc": "extern const Writer kTable{\n};\n",
    "report/table_test.cc": "",
    "check/CMakeLists.txt": "file(GLOB sources CONFIGURE_DEPENDS *.cc)\n"
                            "file(GLOB tests CONFIGURE_DEPENDS *_test.cc)\n",
    "check/rules.inc": "RULES(FromRules)\nRULES(UserRules)\n",
    "check/from.cc": "std::span<const Rule> FromRules() { return kRules; }\n",
    "check/from_test.cc": "",
    "check/user.cc": "std::span<const Rule> UserRules() {\n}\n",
    "check/user_test.cc": "",
    "check/registry.cc": "std::span<const Rule* const> AllRules() {\n}\n",
    "check/table.inc": "{.name = \"a table, not a list\"},\n",
    "cli/CMakeLists.txt": "file(GLOB sources *.cc)\n",
    "cli/commands.inc": "// In help's order: in the order of help, tested in "
                        "src/cli.\nCOMMAND(kRules)\nCOMMAND(kCheck)\n",
    "cli/commands.h": "#define COMMAND(name) extern const Command name;\n",
    "cli/check.cc": "const Command kCheck = {};\n",
    "cli/rules.cc": "const Command kRules = {};\n",
    "check/anything.cc": "",
    "check/anything_test.cc": "",
}
BAD = {
    "ForgottenFuzzTarget": (
        {"../fuzz/CMakeLists.txt": "bulkhead_fuzz(yaml DEPENDS x)\n",
         "../fuzz/yaml_fuzz.cc": "", "../fuzz/json_fuzz.cc": ""},
        ["fuzz/json_fuzz.cc:1: is not in fuzz/CMakeLists.txt: add "
         "bulkhead_fuzz(json DEPENDS ...)"]),
    "OneNameInTwoFamilies": (
        {"check/compose/CMakeLists.txt": "file(GLOB sources *.cc)\n"
                                         "file(GLOB tests *_test.cc)\n",
         "check/compose/rules.inc": "RULES(UserRules)\n",
         "check/compose/user.cc": "std::span<const Rule> UserRules() {\n}\n",
         "check/compose/user_test.cc": ""},
        ["src/check/compose/rules.inc:1: UserRules stands in "
         "src/check/rules.inc, too: two functions of one name in one "
         "namespace are one for the linker"]),
    "MissingTest": (
        {"report/json_test.cc": None},
        ["src/report/json.cc:1: defines kJson and has no test: write "
         "json_test.cc"]),
    "MissingLine": (
        {"report/writers.inc": "WRITER(kJson)\n"},
        ["src/report/table.cc:1: kTable is not in writers.inc: add "
         "WRITER(kTable)"]),
    "MissingMember": (
        {"report/writers.inc": "WRITER(kJson)\nWRITER(kSarif)\n"
                               "WRITER(kTable)\n"},
        ["src/report/writers.inc:2: kSarif is not defined in this folder"]),
    "UnsortedAndTwice": (
        {"report/writers.inc": "WRITER(kTable)\nWRITER(kJson)\n"
                               "WRITER(kTable)\n"},
        ["src/report/writers.inc:2: kJson is out of order: it comes before "
         "kTable",
         "src/report/writers.inc:3: kTable stands here twice"]),
    "OddLine": (
        {"report/writers.inc": "WRITER(kJson)\nWRITER(kTable);\n"},
        ["src/report/table.cc:1: kTable is not in writers.inc: add "
         "WRITER(kTable)",
         "src/report/writers.inc:2: expected WRITER(kMember), found: "
         "WRITER(kTable);"]),
    "NoRegistry": (
        {"report/registry.cc": ""},
        ["src/report/writers.inc:1: the folder's registry does not declare "
         "the type of the members: #define WRITER(name) extern const TYPE "
         "name;"]),
    "DefinedTwice": (
        {"report/table.cc": "const Writer kJson = {};\n"
                            "const Writer kTable = {};\n"},
        ["src/report/writers.inc:2: kJson is defined in json.cc and "
         "table.cc"]),
    "FunctionWithoutLine": (
        {"check/rules.inc": "RULES(UserRules)\n"},
        ["src/check/from.cc:1: FromRules is not in rules.inc: add "
         "RULES(FromRules)"]),
    "FunctionWithoutTest": (
        {"check/from_test.cc": None},
        ["src/check/from.cc:1: defines FromRules and has no test: write "
         "from_test.cc"]),
    "FunctionMissing": (
        {"check/from.cc": "std::span<const Rule> FromRules();\n"},
        ["src/check/rules.inc:1: FromRules is not defined in this folder"]),
    "ForgottenInCmake": (
        {"report/other_test.cc": "", "report/other.cc": ""},
        ["src/report/other.cc:1: is not in the folder's CMakeLists.txt, so it "
         "is not built",
         "src/report/other_test.cc:1: is not in the folder's CMakeLists.txt, "
         "so it is not built"]),
    "GlobOfSourcesIsNoGlobOfTests": (
        {"check/CMakeLists.txt": "file(GLOB sources *.cc)\n"},
        ["src/check/%s_test.cc:1: is not in the folder's "
         "CMakeLists.txt, so it is not built" % name
         for name in ("anything", "from", "user")]),
}


def check(files):
    with tempfile.TemporaryDirectory() as root:
        for name, text in {**GOOD, **files}.items():
            path = os.path.join(root, "src", name)
            if text is None:
                continue
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        done = subprocess.run([sys.executable, TOOL, root], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.returncode, done.stdout.splitlines()


class CheckFamilies(unittest.TestCase):
    def test_good_family_passes(self):
        self.assertEqual(check({}), (0, []))

    def test_faults_are_found(self):
        for name, (files, faults) in BAD.items():
            with self.subTest(name):
                self.assertEqual(check(files), (1, faults))


if __name__ == "__main__":
    unittest.main()
