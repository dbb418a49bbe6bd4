# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""bulkhead check --resolve against Debian's docker-registry, and against a
stand-in that misbehaves.

    resolve_test.py --bin BULKHEAD
"""
import argparse
import base64
import contextlib
import hashlib
import http.client
import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

BULKHEAD = None
SECONDS = 60
SLOW_SECONDS = 12  # longer than a registry may take
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
LOGIN = base64.b64encode(b"joe:hunter2-secret").decode()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


@contextlib.contextmanager
def registry(folder):
    """docker-registry with one image, app:1; its address and the digest."""
    if shutil.which("docker-registry") is None:
        raise unittest.SkipTest("docker-registry is not installed")
    port = free_port()
    config = os.path.join(folder, "registry.yml")
    with open(config, "w") as file:
        file.write("version: 0.1\nlog: {level: error}\nstorage:\n"
                   "  filesystem: {rootdirectory: %s/data}\n"
                   "http: {addr: '127.0.0.1:%d'}\n" % (folder, port))
    process = subprocess.Popen(["docker-registry", "serve", config],
                               stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + SECONDS
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            if process.poll() is not None or time.monotonic() > deadline:
                raise unittest.SkipTest("docker-registry does not start")
            time.sleep(0.1)
        yield "127.0.0.1:%d" % port, fill(port)
    finally:
        process.terminate()
        process.wait(SECONDS)


def fill(port):
    server = http.client.HTTPConnection("127.0.0.1", port)

    def ask(method, path, body=None, kind=None):
        server.request(method, path, body,
                       {"Content-Type": kind} if kind else {})
        response = server.getresponse()
        response.read()
        assert response.status < 300, (path, response.status)
        return response

    blob = b"{}"
    place = ask("POST", "/v2/app/blobs/uploads/").getheader("Location")
    url = urllib.parse.urlsplit(place)
    ask("PUT", "%s?%s&digest=%s" % (url.path, url.query, digest_of(blob)),
        blob, "application/octet-stream")
    manifest = json.dumps({
        "schemaVersion": 2, "mediaType": MANIFEST_TYPE,
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json",
                   "size": len(blob), "digest": digest_of(blob)},
        "layers": []}).encode()
    ask("PUT", "/v2/app/manifests/1", manifest, MANIFEST_TYPE)
    server.close()
    return digest_of(manifest)


class Handler(http.server.BaseHTTPRequestHandler):
    """The name of the image says how it shall be answered."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, headers=(), body=b""):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        server = self.server
        given = self.headers.get("Authorization", "")
        server.seen.append((self.command, self.path, given))
        url = urllib.parse.urlsplit(self.path)
        name = url.path.split("/")[2] if url.path.count("/") > 2 else ""
        digest = [("Docker-Content-Digest", digest_of(b"{}"))]
        if url.path == "/token":
            scope = urllib.parse.parse_qs(url.query)["scope"][0]
            token = "t-" + scope if given == "Basic " + LOGIN else "bad"
            self.answer(200, body=json.dumps({"token": token}).encode())
        elif name == "token":
            if given == "Bearer t-repository:token:pull":
                self.answer(200, digest)
            else:
                self.answer(401, [(
                    "WWW-Authenticate",
                    'Bearer realm="http://%s/token",service="s"'
                    % server.address)])
        elif name == "basic":
            if given == "Basic " + LOGIN:
                self.answer(200, digest)
            else:
                self.answer(401, [("WWW-Authenticate", 'Basic realm="r"')])
        elif name == "elsewhere":
            if not given:
                self.answer(401, [("WWW-Authenticate", 'Basic realm="r"')])
            else:
                self.answer(307, [("Location", "http://%s/v2/moved/x"
                                   % server.other)])
        elif name == "moved":
            self.answer(200, digest)
        elif name == "busy":
            self.answer(429, [("Retry-After", "700")])
        elif name == "broken":
            self.answer(500)
        elif name == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.close_connection = True
            if self.command == "GET":
                self.wfile.write(b"{")
        elif name == "slow":
            time.sleep(SLOW_SECONDS)
        elif name == "liar":
            self.answer(405 if self.command == "HEAD" else 200,
                        [("Docker-Content-Digest", "sha256:" + "0" * 64)],
                        b"{}")
        elif name == "large":
            self.answer(405 if self.command == "HEAD" else 200, (),
                        b"x" * (5 << 20))
        else:
            self.answer(404)

    do_HEAD = do_GET


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # clients may hang up


@contextlib.contextmanager
def stand_in(other=None):
    server = Server(("127.0.0.1", 0), Handler)
    server.seen = []
    server.address = "127.0.0.1:%d" % server.server_address[1]
    server.other = other
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class ResolveTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="bh-resolve-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.environment = {k: v for k, v in os.environ.items()
                            if "proxy" not in k.lower()
                            and not k.startswith("DOCKER_")}
        self.environment["HOME"] = self.folder

    def login(self, *registries):
        os.makedirs(os.path.join(self.folder, ".docker"))
        with open(os.path.join(self.folder, ".docker/config.json"),
                  "w") as file:
            json.dump({"auths": {name: {"auth": LOGIN}
                                 for name in registries}}, file)

    def check(self, images, *flags, fix=True):
        work = os.path.join(self.folder, "work")
        os.makedirs(work, exist_ok=True)
        with open(os.path.join(work, "compose.yaml"), "w") as file:
            file.write("services:\n")
            for i, image in enumerate(images):
                file.write("  s%d:\n    image: %s\n" % (i, image))
        result = subprocess.run(
            [BULKHEAD, "check", "--no-config", "--fail-on", "none",
             *(["--fix", "--fix-only", "compose/image-not-pinned"]
               if fix else []), *flags],
            cwd=work, env=self.environment, capture_output=True, text=True,
            timeout=SECONDS, check=False)
        self.assertNotIn("hunter2", result.stdout + result.stderr)
        self.assertNotIn(LOGIN, result.stdout + result.stderr)
        with open(os.path.join(work, "compose.yaml")) as file:
            return result, file.read()

    def test_a_real_registry_gives_the_digest(self):
        with registry(self.folder) as (address, digest):
            image = address + "/app:1"
            result, text = self.check([image, address + "/app:2"], "--resolve",
                                      "--write-pins", "pins.yaml")
            self.assertIn("image: %s@%s\n" % (image, digest), text)
            self.assertIn("has no app:2", result.stdout)
            self.assertEqual(result.returncode, 3, result.stderr)
        # The second run needs no network: the registry is gone.
        result, text = self.check([image], "--pins", "pins.yaml")
        self.assertIn("image: %s@%s\n" % (image, digest), text)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_token_is_fetched_with_the_login(self):
        with stand_in() as server:
            self.login(server.address)
            result, text = self.check([server.address + "/token:1"],
                                      "--resolve")
            self.assertIn(digest_of(b"{}"), text, result.stdout)
            self.assertEqual([given for _, _, given in server.seen],
                             ["", "Basic " + LOGIN,
                              "Bearer t-repository:token:pull"])

    def test_a_login_does_not_go_elsewhere(self):
        with stand_in() as other, stand_in(other.address) as server:
            self.login(server.address)
            result, text = self.check([server.address + "/elsewhere:1"],
                                      "--resolve")
            self.assertIn(digest_of(b"{}"), text, result.stdout)
            self.assertIn("Basic " + LOGIN,
                          [given for _, _, given in server.seen])
            self.assertEqual([given for _, _, given in other.seen], [""])

    def test_each_failure_is_a_gap_with_its_reason(self):
        for name, reason in (
                ("basic", "refuses access to basic (401); docker login"),
                ("busy", "takes no more requests now (429), again in 700 s"),
                ("broken", "answers 500 for broken:1"),
                ("cut", "the digest of"),
                ("slow", "Timeout was reached"),
                ("liar", "and sends " + digest_of(b"{}")),
                ("large", "answers with more than 4194304 bytes"),
                ("missing", "has no missing:1")):
            with self.subTest(name), stand_in() as server:
                image = "%s/%s:1" % (server.address, name)
                result, text = self.check([image], "--resolve")
                self.assertIn("image: %s\n" % image, text)
                said = " ".join(result.stdout.split())
                self.assertIn(reason, said)
                self.assertEqual(result.returncode, 3, result.stderr)

    def test_a_registry_that_is_down(self):
        address = "127.0.0.1:%d" % free_port()
        result, text = self.check([address + "/a:1"], "--resolve")
        self.assertIn("Couldn't connect", " ".join(result.stdout.split()))
        self.assertEqual(result.returncode, 3)
        self.assertNotIn("@", text)

    def test_nothing_is_asked_without_the_flag(self):
        with stand_in() as server:
            self.check([server.address + "/token:1"])
            self.assertEqual(server.seen, [])

    def test_faults_of_use(self):
        result, _ = self.check(["a:1"], "--write-pins", "p.yaml")
        self.assertEqual(result.returncode, 2)
        self.assertIn("add --resolve", result.stderr)
        os.makedirs(os.path.join(self.folder, ".docker"))
        with open(os.path.join(self.folder, ".docker/config.json"),
                  "w") as file:
            file.write('{"auths": hunter2')
        result, _ = self.check(["a:1"], "--resolve")
        self.assertEqual(result.returncode, 2)
        self.assertIn("config.json: expected a JSON object", result.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    arguments, rest = parser.parse_known_args()
    BULKHEAD = os.path.abspath(arguments.bin)
    program = unittest.main(argv=[sys.argv[0], *rest], exit=False)
    skipped = program.result.skipped
    for test, why in skipped:
        print("skipped: %s: %s" % (test, why))
    if not program.result.wasSuccessful():
        sys.exit(1)
    sys.exit(77 if skipped else 0)
