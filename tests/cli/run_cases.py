# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""Golden cases of the whole program.

    run_cases.py --bin BULKHEAD [--update] [CASE...]

A case is a folder of cases/: `cmd`, a bash script, is run in a copy of the
folder `input` (empty where there is none), with `bulkhead` in PATH; what it
prints on both outputs and its exit status must equal `expected`. $ROOT is the
source tree. Nothing of the caller's environment or of the machine's ShellCheck
reaches the program. --update rewrites `expected`: read the difference before
you commit it.
"""
import argparse
import concurrent.futures
import difflib
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
CASES = os.path.join(HERE, "cases")
SECONDS = 120


def run(binary, case):
    folder = os.path.join(CASES, case)
    with tempfile.TemporaryDirectory() as temporary:
        work = os.path.join(temporary, "work")
        bin_folder = os.path.join(temporary, "bin")
        home = os.path.join(temporary, "home")
        os.makedirs(bin_folder)
        os.makedirs(home)
        os.symlink(binary, os.path.join(bin_folder, "bulkhead"))
        if os.path.isdir(os.path.join(folder, "input")):
            shutil.copytree(os.path.join(folder, "input"), work, symlinks=True)
        else:
            os.makedirs(work)
        # Programs of /usr/bin but for shellcheck: its version is not ours.
        for name in ("bash", "cat", "chmod", "cp", "env", "grep", "head", "ln",
                     "ls", "mkdir", "mkfifo", "mv", "printf", "python3", "rm",
                     "sed", "sh", "sort", "tail", "touch", "tr", "wc"):
            program = shutil.which(name)
            if program:
                os.symlink(program, os.path.join(bin_folder, name))
        environment = {"PATH": bin_folder, "HOME": home, "ROOT": ROOT,
                       "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1764000000"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                environment[name] = os.environ[name]
        try:
            done = subprocess.run(
                ["bash", os.path.join(folder, "cmd")], cwd=work,
                env=environment, stdin=subprocess.DEVNULL, timeout=SECONDS,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except subprocess.TimeoutExpired:
            return "did not end within %d s\n" % SECONDS
        text = done.stdout.decode("utf-8", "backslashreplace")
        text = text.replace(temporary, "$TMP").replace(ROOT, "$ROOT")
        if text and not text.endswith("\n"):
            text += "\n(no newline at the end)\n"
        return text + "exit %d\n" % done.returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("cases", nargs="*")
    args = parser.parse_args()
    binary = os.path.abspath(args.bin)
    cases = args.cases or sorted(os.listdir(CASES))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(
            len(os.sched_getaffinity(0))) as pool:
        for case, actual in zip(cases, pool.map(
                lambda c: run(binary, c), cases)):
            path = os.path.join(CASES, case, "expected")
            expected = ""
            if os.path.exists(path):
                with open(path, encoding="utf-8", newline="") as file:
                    expected = file.read()
            if actual == expected:
                continue
            if args.update:
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(actual)
                print("updated %s" % case)
                continue
            failed += 1
            print("FAILED %s" % case)
            sys.stdout.writelines(difflib.unified_diff(
                expected.splitlines(True), actual.splitlines(True),
                "expected", "actual"))
    print("%d cases, %d failed" % (len(cases), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
