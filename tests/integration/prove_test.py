# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""bulkhead check --fix --prove on a real Docker Engine.

    prove_test.py --bin BULKHEAD

Each folder of stacks/ is copied, fixed and proven; what must be kept and what
left out stands in the table below. Nothing may be left on the engine.
"""
import argparse
import concurrent.futures
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import engine

HERE = os.path.dirname(os.path.abspath(__file__))
STACKS = os.path.join(HERE, "stacks")
IMAGE = "bh/python:1"
KINDS = ("container", "network", "volume", "image")
SECONDS = 500
PARALLEL = 4

# By stack: rules that must be left out (all others that offer a fix are kept),
# and how each service must look, before and after.
EXPECTED = {
    "web": (set(), {"web": "running, listens on 8080"}),
    "writer": ({"compose/read-only-root"},
               {"writer": "running, listens on 8080"}),
    "low_port": ({"compose/cap-drop-missing"},
                 {"server": "running, listens on 80"}),
    "health": (set(), {"app": "running, healthy"}),
    "two_tiers": (set(), {"front": "running, listens on 8080",
                          "back": "running, healthy, listens on 9000"}),
    "job": ({"compose/no-restart-policy"}, {"job": "exited with 0"}),
    "image": (set(), {"": "running, listens on 8080"}),
}


class ProveTest(unittest.TestCase):
    binary = None
    engine = None

    @classmethod
    def setUpClass(cls):
        cls.engine.import_image(IMAGE)
        cls.there = {kind: cls.engine.names(kind) for kind in KINDS}
        cls.work = tempfile.mkdtemp(prefix="bh-stacks-")
        # They mostly wait: some at once.
        with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
            cls.runs = dict(zip(EXPECTED, pool.map(cls.prove, EXPECTED)))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.work, ignore_errors=True)

    @classmethod
    def command(cls, *flags):
        return [cls.binary, "check", "--fix=unsafe", "--prove", "--no-config",
                "--no-shellcheck", "--fail-on", "none", *flags]

    @classmethod
    def copy(cls, stack, name=None):
        folder = os.path.join(cls.work, name or stack)
        shutil.copytree(os.path.join(STACKS, stack), folder)
        return folder

    @classmethod
    def run_in(cls, folder, *flags, env=None):
        return subprocess.run(cls.command(*flags), cwd=folder, timeout=SECONDS,
                              env=env or cls.engine.environment,
                              capture_output=True, text=True, check=False)

    @classmethod
    def prove(cls, stack):
        folder = cls.copy(stack)
        result = cls.run_in(folder, "--output", "json=report.json",
                            "--prove-timeout", "120")
        return folder, result

    def tearDown(self):
        for kind in KINDS:
            self.assertEqual(self.engine.names(kind), self.there[kind], kind)
        self.assertEqual(os.listdir(self.engine.environment["TMPDIR"]), [])

    def test_stacks_behave_as_before(self):
        for stack, (left_out, services) in EXPECTED.items():
            with self.subTest(stack):
                folder, result = self.runs[stack]
                self.assertEqual(result.returncode, 0, result.stderr)
                with open(os.path.join(folder, "report.json")) as file:
                    proofs = json.load(file)["proofs"]
                self.assertEqual(len(proofs), 1)
                self.assertTrue(proofs[0]["proven"], result.stderr)
                self.assertEqual(
                    {fix["rule"] for fix in proofs[0]["fixes"]
                     if not fix["applied"]}, left_out, result.stderr)
                self.assertGreater(sum(fix["applied"]
                                       for fix in proofs[0]["fixes"]), 1)
                for service in proofs[0]["services"]:
                    self.assertEqual(service["before"],
                                     services[service["name"]])
                    self.assertEqual(service["after"], service["before"])
                self.assertEqual(len(proofs[0]["services"]), len(services))

    def test_evidence_is_the_log(self):
        for stack, words in (("writer", "Read-only file system"),
                             ("low_port", "Operation not permitted"),
                             ("job", "exited with 0 before")):
            with self.subTest(stack):
                self.assertIn(words, self.runs[stack][1].stderr)

    def test_what_was_left_out_is_not_written(self):
        for stack, key in (("writer", "read_only"), ("low_port", "cap_drop"),
                           ("job", "restart")):
            with self.subTest(stack):
                folder = self.runs[stack][0]
                with open(os.path.join(folder, "compose.yaml")) as file:
                    text = file.read()
                self.assertNotIn(key + ":", text)
                self.assertIn("no-new-privileges", text)

    def test_a_service_that_fails_anyway_proves_nothing(self):
        folder = self.copy("sick")
        result = self.run_in(folder, "--diff")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("left out  compose.yaml:3", result.stderr)
        self.assertIn("kept      compose.yaml:8", result.stderr)
        self.assertIn("exited with 3 (cannot log in with ***)", result.stderr)
        self.assertNotIn("hunter2", result.stdout + result.stderr)
        with open(os.path.join(folder, "compose.yaml")) as file:
            self.assertNotIn("cap_drop", file.read())  # --diff

    def test_the_network_of_the_host_can_not_be_proven(self):
        folder = self.copy("web", "host")
        path = os.path.join(folder, "compose.yaml")
        with open(path) as file:
            text = file.read().split("    ports:")[0]
        text += "    network_mode: host\n"
        with open(path, "w") as file:
            file.write(text)
        result = self.run_in(folder)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn("not proven  compose.yaml  not proven: service web uses "
                      "the network of the host", result.stderr)
        with open(path) as file:
            self.assertEqual(file.read(), text)

    def test_a_signal_leaves_nothing_behind(self):
        folder = self.copy("two_tiers", "signal")
        process = subprocess.Popen(
            self.command(), cwd=folder, env=self.engine.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 60
        # Not that of a step of the build.
        while not any("back" in name
                      for name in self.engine.names("container")):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 2, said)
        self.assertIn("interrupted; nothing was written", said)
        with open(os.path.join(folder, "compose.yaml")) as file:
            self.assertNotIn("cap_drop", file.read())

    def test_no_engine_is_an_error_and_writes_nothing(self):
        folder = self.copy("web", "unreachable")
        result = self.run_in(folder, env={
            **self.engine.environment,
            "DOCKER_HOST": "unix://%s/none" % self.engine.folder})
        self.assertEqual(result.returncode, 2)
        self.assertIn("--prove needs a Docker Engine that answers",
                      result.stderr)
        with open(os.path.join(folder, "compose.yaml")) as file:
            self.assertNotIn("cap_drop", file.read())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    arguments, rest = parser.parse_known_args()
    ProveTest.binary = os.path.abspath(arguments.bin)
    try:
        engine.rootfs()
        with engine.Engine() as ProveTest.engine:
            unittest.main(argv=[sys.argv[0], *rest])
    except engine.Skip as reason:
        print("skipped:", reason)
        sys.exit(77)


if __name__ == "__main__":
    main()
