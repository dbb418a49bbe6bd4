# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""Measures whole runs of bulkhead against a floor of the same run.

    whole.py --bin BULKHEAD --floor FLOOR [--files FOLDER] [--repeat N]

Start-up and one Dockerfile: medians of many runs, beside an empty static
program. A tree of Dockerfiles: files a second and a core, and memory, beside a
program that reads the files and counts their lines. The tree is made of the
Dockerfiles below FOLDER (default: the project's fixtures and examples), each
repeated until there are a few thousand. The shell scripts of the same files are
given to shellcheck, and Compose files to docker compose, where installed.
"""
import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.normpath(os.path.join(os.path.dirname(
    os.path.abspath(__file__)), ".."))
TREE_FILES = 5000
DOCKERFILE = """FROM debian:12.7-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc \\
    && rm -rf /var/lib/apt/lists/*
COPY main.c /src/
RUN gcc -O2 -o /src/main /src/main.c
FROM debian:12.7-slim
COPY --from=build /src/main /usr/local/bin/main
USER 1000
HEALTHCHECK CMD ["/usr/local/bin/main", "--check"]
CMD ["/usr/local/bin/main"]
"""


class Usage:
    """Wall and processor seconds and peak memory of one run."""

    def __init__(self, command, cwd=None):
        start = time.perf_counter()
        with open(os.devnull, "r+b") as null:
            child = subprocess.Popen(command, stdin=null, stdout=null,
                                     stderr=null, cwd=cwd)
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        self.wall = time.perf_counter() - start
        self.cpu = used.ru_utime + used.ru_stime
        self.megabytes = used.ru_maxrss / 1024
        self.code = child.returncode


def median(command, repeat, accept=(0, 1, 3)):
    runs = [Usage(command) for _ in range(repeat)]
    if runs[0].code not in accept:
        sys.exit("whole.py: %s ended with %d" % (" ".join(command),
                                                 runs[0].code))
    return statistics.median(run.wall for run in runs)


def best_of(command, repeat=3):
    return min((Usage(command) for _ in range(repeat)), key=lambda r: r.wall)


def row(name, value, ratio=""):
    print("%-44s %16s  %s" % (name, value, ratio), flush=True)


def collect(folder, pattern):
    found = []
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(files):
            full = os.path.join(path, name)
            if re.search(pattern, name) and os.path.getsize(full) < 200_000:
                found.append(full)
    return found


def scripts_of(path):
    """Roughly the shell scripts of a Dockerfile's RUN instructions."""
    with open(path, encoding="utf-8", errors="replace") as file:
        text = re.sub(r"\\\n(\s*#.*\n)*", " ", file.read())
    for script in re.findall(r"^\s*RUN\s+(.*)$", text, re.M | re.I):
        script = re.sub(r"^(--\S+\s+)+", "", script)
        if not script.startswith(("[", "<<")):
            yield script


def make_tree(root, sources):
    """`sources` repeated in folders of their own; returns how many files."""
    count = 0
    while count < TREE_FILES:
        for source in sources:
            folder = os.path.join(root, "%d" % (count // 100),
                                  "%d" % (count % 100))
            os.makedirs(folder)
            shutil.copyfile(source, os.path.join(folder, "Dockerfile"))
            count += 1
            if count == TREE_FILES:
                break
    return count


def start_up(args, folder):
    path = os.path.join(folder, "Dockerfile")
    with open(path, "w", encoding="utf-8") as file:
        file.write(DOCKERFILE)
    floor = median([args.floor], args.repeat)
    row("empty static program", "%.2f ms" % (floor * 1000))
    for name, command in (
            ("bulkhead --version", ["--version"]),
            ("bulkhead check, one Dockerfile, no shellcheck",
             ["check", "--no-shellcheck", path]),
            ("bulkhead check, one Dockerfile", ["check", path])):
        value = median([args.bin, *command], args.repeat)
        row(name, "%.2f ms" % (value * 1000), "%.1f x floor" % (value / floor))


def tree(args, folder, sources):
    root = os.path.join(folder, "tree")
    count = make_tree(root, sources)
    floor = best_of([args.floor, root])
    row("floor: read and count lines, %d files" % count,
        "%.0f files/s" % (count / floor.wall), "%.3f s" % floor.wall)
    run = best_of([args.bin, "check", "--no-shellcheck", "--fail-on", "none",
                   "--output", "json=" + os.devnull, root])
    if run.code not in (0, 3):
        sys.exit("whole.py: check of the tree ended with %d" % run.code)
    row("bulkhead check, no shellcheck", "%.0f files/s" % (count / run.wall),
        "%.3f s, %.1f x floor" % (run.wall, run.wall / floor.wall))
    row("  a second of processor time", "%.0f files/s" % (count / run.cpu),
        "%.1f x floor" % (run.cpu / floor.cpu))
    row("  memory at its peak", "%.0f MB" % run.megabytes)


def shellcheck(args, folder, sources):
    program = shutil.which("shellcheck")
    if not program:
        row("shellcheck", "not installed")
        return
    scripts = os.path.join(folder, "scripts")
    files = os.path.join(folder, "files")
    os.makedirs(scripts)
    os.makedirs(files)
    count = 0
    for number, source in enumerate(sources):
        os.makedirs(os.path.join(files, str(number)))
        shutil.copyfile(source, os.path.join(files, str(number), "Dockerfile"))
        for script in scripts_of(source):
            with open(os.path.join(scripts, "%d.sh" % count), "w",
                      encoding="utf-8") as file:
                file.write("#!/bin/sh\n%s\n" % script)
            count += 1
    names = sorted(os.path.join(scripts, n) for n in os.listdir(scripts))
    alone = Usage([program, "-s", "sh", "-f", "json", *names])
    row("shellcheck alone, %d scripts" % count, "%.2f s" % alone.wall)
    without = best_of([args.bin, "check", "--no-shellcheck", "--fail-on",
                       "none", files])
    row("bulkhead check of their %d files, no shellcheck" % len(sources),
        "%.3f s" % without.wall,
        "%.4f x shellcheck" % (without.wall / alone.wall))
    with_it = Usage([args.bin, "check", "--fail-on", "none", files])
    row("bulkhead check with shellcheck", "%.2f s" % with_it.wall,
        "%.2f x shellcheck" % (with_it.wall / alone.wall))


def compose(args, folder):
    sources = collect(args.compose, r"compose.*\.ya?ml$")
    if not sources:
        return
    row("bulkhead check, one Compose file",
        "%.2f ms" % (1000 * median([args.bin, "check", sources[0]],
                                   args.repeat)))
    program = shutil.which("docker")
    if not program or subprocess.run(
            [program, "compose", "version"], capture_output=True).returncode:
        row("docker compose config", "not installed")
        return
    value = median([program, "compose", "-f", sources[0], "config"], 5,
                   accept=(0, 1, 15))
    row("docker compose config, the same file", "%.2f ms" % (value * 1000))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--floor", required=True)
    parser.add_argument("--files", default=ROOT)
    parser.add_argument("--compose", default=ROOT)
    parser.add_argument("--repeat", type=int, default=60)
    args = parser.parse_args()
    args.bin, args.floor = map(os.path.abspath, (args.bin, args.floor))
    sources = collect(args.files, r"Dockerfile")
    if not sources:
        sys.exit("whole.py: no Dockerfile below %s" % args.files)
    print("machine: %d cores; %d Dockerfiles of %s" % (
        len(os.sched_getaffinity(0)), len(sources), args.files))
    with tempfile.TemporaryDirectory() as folder:
        start_up(args, folder)
        tree(args, folder, sources)
        shellcheck(args, folder, sources[:200])
        compose(args, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
