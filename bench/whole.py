# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""Measures whole runs of bulkhead against a floor of the same run.

    whole.py --bin BULKHEAD --floor FLOOR [--files FOLDER] [--repeat N]

Start-up and one Dockerfile: medians of many runs, beside an empty static
program. A tree of Dockerfiles: files a second and a core, and memory, beside a
program that reads the files and counts their lines. The tree is made of the
Dockerfiles below FOLDER (default: the project's fixtures and examples), each
repeated until there are a few thousand. The shell scripts of the same files are
given to shellcheck. A Compose project of 20 services, beside docker-compose
config, and a tree of the Compose files below --compose. Programs that are not
installed are left out and named.
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
COMPOSE_FILES = 1000
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


def service_text(number, image):
    """A service as people write them, with most of what rules look at."""
    depends_on = "    depends_on: [app0]\n" if number > 0 else ""
    return """  app%d:
    image: %s
    command: ["serve", "--port", "8080"]
    environment:
      LOG_LEVEL: ${LOG_LEVEL:-info}
      DB_HOST: app0
      WORKERS: "%d"
    env_file: [common.env]
%s    ports: ["127.0.0.1:%d:8080"]
    volumes:
      - data%d:/var/lib/app
      - ./config:/etc/app:ro
    networks: [backend]
    read_only: true
    tmpfs: ["/tmp:noexec,nosuid,size=64m"]
    cap_drop: [ALL]
    security_opt: [no-new-privileges:true]
    restart: unless-stopped
    healthcheck:
      test: ["CMD", "wget", "-q", "-O", "-", "http://localhost:8080/health"]
      interval: 30s
      timeout: 5s
      retries: 3
    logging:
      driver: json-file
      options: {max-size: 10m, max-file: "3"}
""" % (number, image, number % 4 + 1, depends_on, 9000 + number, number)


def make_project(folder):
    """20 services in five files: two Compose files that override, one that is
    extended, .env and an env file; docker-compose 1.29 reads it, too."""
    os.makedirs(os.path.join(folder, "config"))
    services = "".join(
        service_text(n, "registry.example/team/app%d:1.%d" % (n, n))
        for n in range(19))
    volumes = "".join("  data%d:\n" % n for n in range(19))
    texts = {
        "compose.yaml":
            'version: "3.8"\nservices:\n' + services +
            "  worker:\n    extends: {file: base.yaml, service: worker}\n"
            "volumes:\n" + volumes + "networks:\n  backend:\n",
        "compose.override.yaml":
            'version: "3.8"\nservices:\n' + "".join(
                "  app%d:\n    environment:\n      LOG_LEVEL: debug\n"
                "    cap_add: [CHOWN]\n" % n for n in range(0, 19, 2)),
        "base.yaml":
            'version: "3.8"\nservices:\n  worker:\n'
            "    image: registry.example/team/worker:2.1\n"
            "    user: \"1000:1000\"\n",
        ".env": "LOG_LEVEL=warn\n",
        "common.env": "".join("SETTING_%d=%d\n" % (n, n) for n in range(20)),
    }
    for name, text in texts.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


def compose_project(args, folder):
    project = os.path.join(folder, "project")
    make_project(project)
    command = [args.bin, "check", project]
    value = median(command, args.repeat)
    row("bulkhead check, 20 services in 5 files",
        "%.2f ms" % (value * 1000), "budget 15 ms")
    row("  processor time", "%.2f ms" % (1000 * statistics.median(
        Usage(command).cpu for _ in range(args.repeat))))
    program = shutil.which("docker-compose")
    name = "docker-compose config, the same project"
    if not program:
        row(name, "not installed")
        return
    files = ["-f", os.path.join(project, "compose.yaml"),
             "-f", os.path.join(project, "compose.override.yaml")]
    other = median([program, *files, "config"], 5, accept=(0,))
    row(name, "%.2f ms" % (other * 1000),
        "bulkhead takes %.4f of it" % (value / other))


def compose_tree(args, folder, sources):
    root = os.path.join(folder, "compose-tree")
    for count in range(COMPOSE_FILES):
        inner = os.path.join(root, str(count))
        os.makedirs(inner)
        shutil.copyfile(sources[count % len(sources)],
                        os.path.join(inner, "compose.yaml"))
    floor = best_of([args.floor, root])
    command = [args.bin, "check", "--fail-on", "none", "--output",
               "json=" + os.devnull, root]
    if shutil.which("taskset"):
        command = ["taskset", "-c", "0", *command]
    run = best_of(command)
    row("bulkhead check, %d Compose files, one core" % COMPOSE_FILES,
        "%.0f files/s" % (COMPOSE_FILES / run.wall),
        "%.3f s, %.1f x floor, target 2000 files/s" % (
            run.wall, run.wall / floor.wall))
    row("  a second of processor time",
        "%.0f files/s" % (COMPOSE_FILES / run.cpu))
    row("  memory at its peak", "%.0f MB" % run.megabytes)


def compose(args, folder):
    compose_project(args, folder)
    sources = collect(args.compose, r"compose.*\.ya?ml$")
    if not sources:
        row("bulkhead check, tree of Compose files", "no files given")
        return
    compose_tree(args, folder, sources)


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
