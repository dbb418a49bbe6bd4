# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""Compares the agreement with one suite of ../shared/score with its floors.

    scores.py --bin BULKHEAD --score ../shared/score/score.py SUITE

Exits 0 when no figure is below floors.txt, 1 when one is, and 77 (skipped)
where the scores or the binary are not there.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

FLOORS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "floors.txt")
FIGURES = ("percent", "caught", "clean")
SKIPPED = 77


def read_floors():
    floors = {}
    with open(FLOORS, encoding="utf-8") as file:
        for line in file:
            words = line.split("#")[0].split()
            if words:
                suite, *values = words
                floors[suite] = [None if v == "-" else float(v)
                                 for v in values]
    return floors


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--score", required=True)
    parser.add_argument("suite")
    args = parser.parse_args()
    for path in (args.bin, args.score):
        if not os.path.exists(path):
            print("%s is not there: skipped" % path)
            return SKIPPED
    floors = read_floors()
    with tempfile.TemporaryDirectory() as folder:
        figures = os.path.join(folder, "figures.json")
        subprocess.run(
            [sys.executable, args.score, "--bin", args.bin, "--suite",
             args.suite, "--json", figures, "--show", "10"],
            check=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        with open(figures, encoding="utf-8") as file:
            answers = json.load(file)
    if not answers:
        print("no case of %s: skipped" % args.suite)
        return SKIPPED
    below = False
    for name, floor in zip(FIGURES, floors[args.suite]):
        value = answers[0][name]
        if floor is not None and (value is None or value < floor):
            print("%s: %s is %s %%, the floor is %g %%"
                  % (args.suite, name, value, floor))
            below = True
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
