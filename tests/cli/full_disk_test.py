# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""A fix on a full disk: a message, exit code 2, every file as it was.

    full_disk_test.py BULKHEAD

The disk is a small tmpfs in a mount namespace of its own. Exit status 77 where
the machine lets nobody make one: skipped.
"""
import os
import subprocess
import sys
import tempfile

SCRIPT = r"""
set -e
mount -t tmpfs -o size=64k tmpfs "$DISK" 2>/dev/null || exit 77
cd "$DISK"
mkdir a b
printf 'FROM debian:12.7-slim\nMAINTAINER somebody\nUSER 1000\n' > a/Dockerfile
{ cat a/Dockerfile; python3 -c 'print("# " + "x" * 20000)'; } > b/Dockerfile
cat a/Dockerfile b/Dockerfile > "$OUT/before"
cat /dev/zero > filler 2>/dev/null || true
set +e
"$BULKHEAD" check --fix --fix-only DL4000 > "$OUT/output" 2>&1
echo "exit $?" >> "$OUT/output"
cat a/Dockerfile b/Dockerfile > "$OUT/after"
ls -A a b > "$OUT/files"
"""
EXPECTED = """\
bulkhead: cannot write %s: No space left on device; nothing was written
exit 2
"""


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read()


def main():
    binary = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as temporary:
        disk, out = (os.path.join(temporary, name) for name in ("disk", "out"))
        os.mkdir(disk)
        os.mkdir(out)
        command = ["unshare", "--mount"]
        if os.geteuid() != 0:
            command += ["--user", "--map-root-user"]
        try:
            done = subprocess.run(
                command + ["bash", "-c", SCRIPT], stdin=subprocess.DEVNULL,
                env=dict(os.environ, DISK=disk, OUT=out, BULKHEAD=binary),
                timeout=60)
        except FileNotFoundError:
            print("skipped: there is no program unshare")
            return 77
        if not os.path.exists(os.path.join(out, "files")):
            print("skipped: no file system can be mounted here (%d)" %
                  done.returncode)
            return 77
        output = read(out, "output")
        wanted = [EXPECTED % name for name in ("a/Dockerfile", "b/Dockerfile")]
        assert output in wanted, output
        assert read(out, "before") == read(out, "after")
        assert read(out, "files") == "a:\nDockerfile\n\nb:\nDockerfile\n", \
            read(out, "files")
    print("ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
