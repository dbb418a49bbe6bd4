# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""Watches the start-up: the fastest of many runs of `bulkhead --version` and of
`bulkhead check` on one Dockerfile stays within the budget of DESIGN. The
fastest, since a loaded machine slows the others; scripts/bench has medians.

    startup.py BULKHEAD
"""
import os
import subprocess
import sys
import tempfile
import time

RUNS = 40
SKIPPED = 77
VERSION_MS = 5
CHECK_MS = 8
DOCKERFILE = """FROM debian:12.7-slim
RUN apt-get update && apt-get install -y --no-install-recommends nginx=1.22.1-9
USER 1000
CMD ["nginx", "-g", "daemon off;"]
"""


def fastest(command):
    best = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        best = min(best, time.perf_counter() - start)
    return best * 1000


def main():
    binary = sys.argv[1]
    if not os.path.exists(binary):
        print("%s is not there: skipped" % binary)
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "Dockerfile")
        with open(path, "w", encoding="utf-8") as file:
            file.write(DOCKERFILE)
        figures = (
            ("--version", VERSION_MS, fastest([binary, "--version"])),
            ("check of one Dockerfile", CHECK_MS,
             fastest([binary, "check", "--no-shellcheck", path])))
    failed = False
    for name, budget, value in figures:
        print("%s: %.1f ms, at most %d ms" % (name, value, budget))
        failed |= value > budget
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
