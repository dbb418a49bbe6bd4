# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""Compares the agreement with one suite of ../shared/score with its floors.

    scores.py --bin BULKHEAD --score ../shared/score/score.py SUITE
    scores.py --bin BULKHEAD --score ../shared/score/score.py --raise

Exits 0 when no figure is below floors.txt, 1 when one is, and 77 (skipped)
where the scores or the binary are not there. --raise writes the figures of all
suites into floors.txt where they are above it; it lowers none. --reset writes
them all, lower ones too.
"""
import argparse
import json
import math
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


def measure(args, suites):
    """Figures by suite, rounded down to a tenth."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "figures.json")
        names = [word for suite in suites for word in ("--suite", suite)]
        subprocess.run(
            [sys.executable, args.score, "--bin", args.bin, *names, "--json",
             path, "--show", "10" if suites else "0"],
            check=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        with open(path, encoding="utf-8") as file:
            answers = json.load(file)
    return {a["suite"]: [None if a[f] is None else math.floor(a[f] * 10) / 10
                         for f in FIGURES] for a in answers}


def raise_floors(args):
    floors = read_floors()
    with open(FLOORS, encoding="utf-8") as file:
        text = [line for line in file if line.startswith("#")]
    for suite, values in measure(args, []).items():
        if not values[0] or values[1] == 0:
            continue  # a family that is not there yet
        old = floors.get(suite)
        if old is None or args.reset:
            old = [None] * len(values)
        best = [v if o is None else max(v or 0, o)
                for v, o in zip(values, old)]
        text.append("%-24s %s\n" % (suite, " ".join(
            "%8s" % ("-" if v is None else "%.1f" % v) for v in best)))
    with open(FLOORS, "w", encoding="utf-8") as file:
        file.writelines(text)
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--score", required=True)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--raise", action="store_true")
    which.add_argument("--reset", action="store_true")
    which.add_argument("suite", nargs="?")
    args = parser.parse_args()
    for path in (args.bin, args.score):
        if not os.path.exists(path):
            print("%s is not there: skipped" % path)
            return SKIPPED
    if args.suite is None:
        return raise_floors(args)
    floors = read_floors()[args.suite]
    values = measure(args, [args.suite]).get(args.suite)
    if values is None:
        print("no case of %s: skipped" % args.suite)
        return SKIPPED
    below = False
    for name, value, floor in zip(FIGURES, values, floors):
        if floor is not None and (value is None or value < floor):
            print("%s: %s is %s %%, the floor is %g %%"
                  % (args.suite, name, value, floor))
            below = True
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
