#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""What other programs read of this repository: pre-commit hooks, the GitHub
action, the GitLab template. They parse (by our own YAML parser), say what they
must, and their commands run.

    ci_test.py BULKHEAD
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

BULKHEAD = None
ROOT = os.path.normpath(os.path.join(os.path.dirname(
    os.path.abspath(__file__)), "..", ".."))
CLEAN = "FROM debian:12.7-slim\nCOPY a.txt /a/\nUSER 1000\n"
FAULTY = "FROM debian:latest\nADD a.txt /a/\n"
NAMES = """Dockerfile dockerfile Dockerfile.prod prod.Dockerfile api.dockerfile
Containerfile Dockerfile-dev Dockerfile_dev dev.containerfile compose.yaml
compose.yml docker-compose.yml docker-compose.prod.yaml compose-dev.yml
compose_dev.yaml podman-compose.yml my.compose.yml my-compose.yaml
my.docker-compose.yml x_compose.yml Dockerfile.dockerignore Dockerfile.j2
Dockerfile.tmpl Dockerfile.md Dockerfiles MyDockerfile dockerfile.py
compose.txt mycompose.yml values.yaml compose.json readme.md docker.yml
Dockerfile.yml Dockerfile.orig recompose.yaml""".split()


def read(*parts):
    with open(os.path.join(ROOT, *parts), encoding="utf-8") as file:
        return file.read()


def parse_yaml(text):
    """The value of one document, by Bulkhead's parser."""
    wrapped = "root:\n" + "".join("  %s\n" % line
                                  for line in text.splitlines())
    run = subprocess.run(
        [BULKHEAD, "dev", "compose-merge"], capture_output=True, check=True,
        text=True, input=json.dumps({"id": 1, "base": wrapped,
                                     "override": "{}"}))
    answer = json.loads(run.stdout)
    if "error" in answer:
        raise AssertionError(answer["error"])
    return answer["value"]["root"]


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        self.env = {**os.environ, "XDG_CONFIG_HOME": self.folder}

    def write(self, name, text, mode=0o644):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def run_in(self, folder, command, **more):
        return subprocess.run(
            command, cwd=os.path.join(self.folder, folder), text=True,
            capture_output=True, env={**self.env, **more.pop("env", {})},
            **more)


class PreCommit(Case):
    def setUp(self):
        super().setUp()
        self.hooks = parse_yaml(read(".pre-commit-hooks.yaml"))

    def test_has_what_pre_commit_asks_for(self):
        self.assertEqual([h["id"] for h in self.hooks],
                         ["bulkhead", "bulkhead-installed", "bulkhead-fix"])
        for hook in self.hooks:
            self.assertEqual(
                set(hook), {"id", "name", "description", "entry", "language",
                            "files", "exclude", "require_serial"})
            self.assertIn(hook["language"], ("script", "system"))
            program = hook["entry"].split()[0]
            if hook["language"] == "script":
                self.assertTrue(os.access(os.path.join(ROOT, program),
                                          os.X_OK))
            else:
                self.assertEqual(program, "bulkhead")

    def test_takes_the_files_that_check_finds(self):
        for name in NAMES:
            # Each in a folder of its own: Compose files would be merged.
            self.write("all/%s.d/%s" % (name, name), CLEAN)
        run = self.run_in("all", [BULKHEAD, "check", "--no-shellcheck",
                                  "--output", "json"])
        found = {os.path.basename(t["path"])
                 for t in json.loads(run.stdout)["targets"]}
        for hook in self.hooks:
            taken = {name for name in NAMES
                     if re.search(hook["files"], "some/" + name)
                     and not re.search(hook["exclude"], "some/" + name)}
            self.assertEqual(taken, found)

    def test_runs_with_files(self):
        self.write("clean/Dockerfile", CLEAN)
        self.write("faulty/a/Dockerfile", FAULTY)
        for hook in self.hooks[:2]:
            words = [BULKHEAD, *hook["entry"].split()[1:], "--fail-on", "low"]
            run = self.run_in("clean", words + ["Dockerfile"])
            self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
            run = self.run_in("faulty", words + ["a/Dockerfile"])
            self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
            self.assertIn("DL3020", run.stdout)

    def test_fixes_files(self):
        self.write("faulty/Dockerfile", FAULTY)
        self.run_in("faulty", [BULKHEAD, *self.hooks[2]["entry"].split()[1:],
                               "Dockerfile"])
        with open(os.path.join(self.folder, "faulty/Dockerfile"),
                  encoding="utf-8") as file:
            self.assertIn("COPY a.txt", file.read())


class GithubAction(Case):
    def setUp(self):
        super().setUp()
        self.action = parse_yaml(read("deploy", "ci", "github", "action.yml"))
        # A copy of this repository as GitHub lays it, with a built program.
        self.write("action/scripts/run",
                   '#!/bin/sh\nexec "%s" "$@"\n' % BULKHEAD, 0o755)
        os.makedirs(os.path.join(self.folder, "action/deploy/ci/github"))

    def run_action(self, folder, **inputs):
        step, = self.action["runs"]["steps"]
        env = {"GITHUB_ACTION_PATH":
               os.path.join(self.folder, "action/deploy/ci/github")}
        for name, value in step["env"].items():
            source, = re.findall(r"^\$\{\{ inputs\.([a-z-]+) \}\}$", value)
            env[name] = inputs.pop(source.replace("-", "_"),
                                   self.action["inputs"][source]["default"])
        self.assertEqual(inputs, {})
        return self.run_in(folder, [step["shell"], "-c", step["run"]], env=env)

    def test_is_a_composite_action_on_its_own(self):
        self.assertEqual(set(self.action),
                         {"name", "description", "inputs", "outputs", "runs"})
        self.assertEqual(self.action["runs"]["using"], "composite")
        for step in self.action["runs"]["steps"]:
            self.assertNotIn("uses", step)
            # No input is pasted into the script.
            self.assertNotIn("${{", step["run"])
        for field in self.action["inputs"].values():
            self.assertIn("description", field)

    def test_annotates_and_fails(self):
        self.write("faulty/Dockerfile", FAULTY)
        run = self.run_action("faulty", fail_on="low")
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn("::notice file=Dockerfile", run.stdout)
        with open(os.path.join(self.folder, "faulty/bulkhead.sarif"),
                  encoding="utf-8") as file:
            self.assertEqual(json.load(file)["version"], "2.1.0")

    def test_takes_paths_and_hostile_values_as_they_are(self):
        self.write("work/a b/Dockerfile", CLEAN)
        self.write("work/$(touch x)/Dockerfile", CLEAN)
        self.write("work/--fix/Dockerfile", FAULTY)
        run = self.run_action("work", paths="a b\n$(touch x)\n",
                              fail_on="low", policy="strict")
        self.assertNotEqual(run.returncode, 2, run.stderr)
        run = self.run_action("work", paths="--fix\n", fail_on="low")
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertEqual(sorted(os.listdir(os.path.join(self.folder, "work"))),
                         ["$(touch x)", "--fix", "a b", "bulkhead.sarif"])


@unittest.skipUnless(shutil.which("git"), "git is not installed")
class GitlabTemplate(Case):
    def setUp(self):
        super().setUp()
        head, body = read("deploy", "ci", "gitlab",
                          "bulkhead.gitlab-ci.yml").split("\n---\n")
        self.inputs = parse_yaml(head)["spec"]["inputs"]
        self.job = parse_yaml(body)["bulkhead"]
        self.write("bin/apt-get", "#!/bin/sh\n", 0o755)
        self.env["PATH"] = (os.path.join(self.folder, "bin") + ":"
                            + os.environ["PATH"])
        self.env["HOME"] = self.folder
        # Bulkhead's repository, with a built program.
        self.write("source/scripts/run",
                   '#!/bin/sh\nexec "%s" "$@"\n' % BULKHEAD, 0o755)
        self.source = os.path.join(self.folder, "source")
        for words in (["init", "-q"], ["add", "."],
                      ["-c", "user.name=a", "-c", "user.email=a@example.org",
                       "commit", "-q", "-m", "x"]):
            self.run_in("source", ["git", *words], check=True)
        self.commit = self.run_in(
            "source", ["git", "rev-parse", "HEAD"]).stdout.strip()

    def run_job(self, folder, **inputs):
        values = {"repository": self.source, "commit": self.commit,
                  **{k: v["default"] for k, v in self.inputs.items()
                     if "default" in v}, **inputs}
        env = {name: re.sub(r"\$\[\[ inputs\.([a-z-]+) \]\]",
                            lambda m: values[m.group(1)], value)
               for name, value in self.job["variables"].items()}
        script = "set -e\n" + "\n".join(self.job["script"]) + "\n"
        return self.run_in(folder, ["sh", "-c", script], env=env)

    def test_is_pinned(self):
        self.assertTrue(re.match(self.inputs["commit"]["regex"], self.commit))
        self.assertFalse(re.match(self.inputs["commit"]["regex"], "main"))
        self.assertNotIn("default", self.inputs["commit"])
        text = json.dumps(self.job)
        for name in re.findall(r"inputs\.([a-z-]+)", text):
            self.assertIn(name, self.inputs)
        self.assertEqual(set(self.inputs["fail-on"]["options"]),
                         {"none", "info", "low", "medium", "high", "critical"})

    def test_runs_that_commit(self):
        self.write("work/Dockerfile", FAULTY)
        run = self.run_job("work", **{"fail-on": "low"})
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        with open(os.path.join(self.folder, "work/bulkhead-codequality.json"),
                  encoding="utf-8") as file:
            found = json.load(file)
        self.assertEqual({f["location"]["path"] for f in found},
                         {"Dockerfile"})

    def test_refuses_another_one(self):
        self.write("work/Dockerfile", CLEAN)
        run = self.run_job("work", commit="0" * 40)
        self.assertNotIn(run.returncode, (0, 1, 3))


if __name__ == "__main__":
    BULKHEAD = os.path.abspath(sys.argv.pop(1))
    unittest.main()
