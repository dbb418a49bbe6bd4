#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""Talks with `bulkhead lsp` as an editor does, and as a broken one.

    lsp_test.py BULKHEAD
"""
import os
import subprocess
import sys
import tempfile
import unittest
from random import Random

from lsp_client import Client, apply_edits, frame, uri_of

BULKHEAD = None
CAPABILITIES = {
    "textDocument": {
        "publishDiagnostics": {"versionSupport": True,
                               "relatedInformation": True,
                               "codeDescriptionSupport": True},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
            "dataSupport": True, "resolveSupport": {"properties": ["edit"]}}},
    "workspace": {"workspaceEdit": {"documentChanges": True},
                  "didChangeWatchedFiles": {"dynamicRegistration": True}}}
DOCKERFILE = """FROM debian:12.7-slim
ADD a.txt /a/
RUN curl -s https://example.org/x | sh # 😀
USER 1000
"""
COMPOSE = """services:
  web:
    build: .
    privileged: true
"""


def random_edit(random, text):
    """A range of at most three lines, at places where an editor may edit: not
    between CR and LF, nor within a surrogate pair."""
    lines = text.split("\n")
    first = random.randrange(len(lines))
    places = []
    for line in (first, min(first + random.choice((0, 0, 1, 2)),
                            len(lines) - 1)):
        shown = lines[line].rstrip("\r")
        before = shown[:random.randint(0, len(shown))]
        places.append({"line": line,
                       "character": len(before.encode("utf-16-le")) // 2})
    places.sort(key=lambda p: (p["line"], p["character"]))
    return {"range": {"start": places[0], "end": places[1]}}


def codes(diagnostics):
    return [d["code"] for d in diagnostics]


class Talk(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.env = {"XDG_CONFIG_HOME": self.folder.name}

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def start(self, *flags):
        client = Client([BULKHEAD, "lsp", *flags], env=self.env)
        self.addCleanup(client.close)
        return client

    def initialized(self, *flags, capabilities=None):
        client = self.start(*(flags or ("--no-shellcheck",)))
        client.result = client.ask("initialize", {
            "processId": os.getpid(), "rootUri": uri_of(self.folder.name),
            "capabilities": capabilities or CAPABILITIES})
        client.notify("initialized", {})
        return client

    def open(self, client, name, text, language, version=1):
        client.notify("textDocument/didOpen", {"textDocument": {
            "uri": uri_of(self.path(name)), "languageId": language,
            "version": version, "text": text}})
        return uri_of(self.path(name))

    def finish(self, client):
        self.assertIsNone(client.ask("shutdown"))
        client.notify("exit", None)
        self.assertEqual(client.end(), (0, ""))

    def actions(self, client, uri, line, **context):
        return client.ask("textDocument/codeAction", {
            "textDocument": {"uri": uri},
            "range": {"start": {"line": line, "character": 0},
                      "end": {"line": line, "character": 0}},
            "context": {"diagnostics": [], **context}})


class Editor(Talk):
    def test_reports_while_typing(self):
        client = self.initialized()
        capabilities = client.result["capabilities"]
        self.assertEqual(capabilities["positionEncoding"], "utf-16")
        self.assertEqual(capabilities["textDocumentSync"]["change"], 2)
        asked = client.take(
            lambda m: m.get("method") == "client/registerCapability")
        client.raw(frame({"jsonrpc": "2.0", "id": asked["id"],
                          "result": None}))
        uri = self.open(client, "Dockerfile", DOCKERFILE, "dockerfile")
        found = client.diagnostics(uri, 1)
        self.assertIn("dockerfile/add-instead-of-copy", codes(found))
        one = next(d for d in found
                   if d["code"] == "dockerfile/add-instead-of-copy")
        self.assertEqual(one["range"], {
            "start": {"line": 1, "character": 0},
            "end": {"line": 1, "character": 3}})
        self.assertEqual((one["severity"], one["source"]), (3, "bulkhead"))
        self.assertTrue(
            one["codeDescription"]["href"].startswith("https://"))
        client.notify("textDocument/didChange", {
            "textDocument": {"uri": uri, "version": 2},
            "contentChanges": [{
                "range": {"start": {"line": 1, "character": 0},
                          "end": {"line": 1, "character": 3}},
                "text": "COPY"}]})
        self.assertNotIn("dockerfile/add-instead-of-copy",
                         codes(client.diagnostics(uri, 2)))
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        self.assertEqual(client.diagnostics(uri), [])
        self.finish(client)

    def test_answers_an_editor_that_asks(self):
        client = self.initialized(capabilities={
            "textDocument": {"diagnostic": {}},
            "workspace": {"diagnostics": {"refreshSupport": True}}})
        self.assertEqual(
            client.result["capabilities"]["diagnosticProvider"], {
                "identifier": "bulkhead", "interFileDependencies": True,
                "workspaceDiagnostics": False})
        uri = self.open(client, "Dockerfile", DOCKERFILE, "dockerfile")
        ask = {"textDocument": {"uri": uri}, "identifier": "bulkhead"}
        report = client.ask("textDocument/diagnostic", ask)
        self.assertEqual(report["kind"], "full")
        self.assertIn("dockerfile/add-instead-of-copy",
                      codes(report["items"]))
        ask["previousResultId"] = report["resultId"]
        self.assertEqual(client.ask("textDocument/diagnostic", ask), {
            "kind": "unchanged", "resultId": report["resultId"]})
        # Another file changes what is said of this one.
        self.write(".bulkhead.yaml",
                   "rules: {dockerfile/add-instead-of-copy: off}\n")
        client.notify("workspace/didChangeWatchedFiles", {"changes": []})
        refresh = client.take(
            lambda m: m.get("method") == "workspace/diagnostic/refresh")
        client.raw(frame({"jsonrpc": "2.0", "id": refresh["id"],
                          "result": None}))
        report = client.ask("textDocument/diagnostic", ask)
        self.assertEqual(report["kind"], "full")
        self.assertNotIn("dockerfile/add-instead-of-copy",
                         codes(report["items"]))
        self.finish(client)

    def test_keeps_up_with_a_fast_typist(self):
        client = self.initialized()
        uri = self.open(client, "Dockerfile", "", "dockerfile")
        messages, line = [], "ADD a.txt /a/\n"
        for version, letter in enumerate(DOCKERFILE, 2):
            messages.append(frame({
                "jsonrpc": "2.0", "method": "textDocument/didChange",
                "params": {
                    "textDocument": {"uri": uri, "version": version},
                    "contentChanges": [{"text": DOCKERFILE[:version - 1]}]}}))
        client.raw(b"".join(messages))
        last = len(DOCKERFILE) + 1
        self.assertIn("dockerfile/add-instead-of-copy",
                      codes(client.diagnostics(uri, last)))
        self.assertIn(line, DOCKERFILE)
        self.finish(client)

    def test_fixes_hold_in_the_editor(self):
        self.write("Dockerfile", "")
        client = self.initialized()
        uri = self.open(client, "Dockerfile", DOCKERFILE, "dockerfile")
        actions = self.actions(client, uri, 1)
        self.assertEqual(actions[0]["kind"], "quickfix")
        self.assertTrue(actions[0]["isPreferred"])
        change = actions[0]["edit"]["documentChanges"][0]
        self.assertEqual(change["textDocument"], {"uri": uri, "version": 1})
        fixed = apply_edits(DOCKERFILE, change["edits"])
        self.assertEqual(fixed, DOCKERFILE.replace("ADD a", "COPY a"))
        for action in actions:
            if not action["title"].startswith("Ignore "):
                continue
            rule = action["diagnostics"][0]["code"]
            text = apply_edits(
                DOCKERFILE, action["edit"]["documentChanges"][0]["edits"])
            self.assertIn("# bulkhead ignore=%s\nADD" % rule, text)
            client.notify("textDocument/didChange", {
                "textDocument": {"uri": uri, "version": 2},
                "contentChanges": [{"text": text}]})
            self.assertNotIn(rule, codes(client.diagnostics(uri, 2)))
        self.finish(client)

    def test_fixes_of_a_service_hold_and_keep_its_secrets(self):
        text = ("services:\n  db:\n    image: postgres:16.4\n"
                "    environment:\n      POSTGRES_PASSWORD: hunter2hunter2\n")
        client = self.initialized(capabilities={
            **CAPABILITIES, "workspace": {"workspaceEdit": {
                "documentChanges": True, "resourceOperations": ["create"]}}})
        uri = self.open(client, "compose.yaml", text, "dockercompose")
        found = client.diagnostics(uri, 1)
        self.assertIn("compose/secret-in-environment", codes(found))
        self.assertNotIn("hunter2hunter2", str(found))
        fixes = [a for line in range(5) for a in self.actions(
            client, uri, line, only=["quickfix"])
            if not a["title"].startswith("Ignore ")]
        self.assertGreater(len(fixes), 5)
        for version, fix in enumerate(fixes, 2):
            # The file of the secret would be for all to read.
            self.assertEqual([c["textDocument"]["uri"] for c in
                              fix["edit"]["documentChanges"]], [uri])
            fixed = apply_edits(
                text, fix["edit"]["documentChanges"][0]["edits"])
            client.notify("textDocument/didChange", {
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [{"text": fixed}]})
            self.assertNotIn(fix["diagnostics"][0]["code"],
                             codes(client.diagnostics(uri, version)),
                             fix["title"])
        self.finish(client)

    def test_fixes_all_when_saving(self):
        client = self.initialized()
        text = DOCKERFILE.replace("\n", "\r\n")
        uri = self.open(client, "Dockerfile", text, "dockerfile")
        actions = self.actions(client, uri, 0,
                               only=["source.fixAll.bulkhead"])
        self.assertEqual([a["kind"] for a in actions],
                         ["source.fixAll.bulkhead"])
        self.assertNotIn("edit", actions[0])
        edit = client.ask("codeAction/resolve", actions[0])["edit"]
        fixed = apply_edits(text, edit["documentChanges"][0]["edits"])
        self.assertIn("COPY a.txt /a/\r\n", fixed)
        self.assertNotIn("\n", fixed.replace("\r\n", ""))
        self.finish(client)

    def test_ignores_a_compose_finding_with_its_indent(self):
        client = self.initialized()
        uri = self.open(client, "compose.yaml", COMPOSE, "dockercompose")
        self.assertIn("compose/privileged",
                      codes(client.diagnostics(uri, 1)))
        action = next(a for a in self.actions(client, uri, 3)
                      if a["title"] ==
                      "Ignore compose/privileged here with a comment")
        text = apply_edits(COMPOSE,
                           action["edit"]["documentChanges"][0]["edits"])
        self.assertIn("    # bulkhead ignore=compose/privileged\n"
                      "    privileged", text)
        client.notify("textDocument/didChange", {
            "textDocument": {"uri": uri, "version": 2},
            "contentChanges": [{"text": text}]})
        self.assertNotIn("compose/privileged",
                         codes(client.diagnostics(uri, 2)))
        self.finish(client)

    def test_explains_on_hover(self):
        client = self.initialized()
        uri = self.open(client, "Dockerfile", DOCKERFILE, "dockerfile")
        hover = client.ask("textDocument/hover", {
            "textDocument": {"uri": uri},
            "position": {"line": 1, "character": 1}})
        self.assertIn("**What to do:**", hover["contents"]["value"])
        self.assertIn("DL3020", hover["contents"]["value"])
        self.assertIsNone(client.ask("textDocument/hover", {
            "textDocument": {"uri": uri},
            "position": {"line": 3, "character": 1}}))
        self.finish(client)

    def test_obeys_the_policy_and_sees_it_change(self):
        self.write(".bulkhead.yaml", "rules:\n  DL3020: off\n")
        client = self.initialized()
        uri = self.open(client, "Dockerfile", DOCKERFILE, "dockerfile")
        self.assertNotIn("dockerfile/add-instead-of-copy",
                         codes(client.diagnostics(uri, 1)))
        self.write(".bulkhead.yaml", "rules:\n  DL3020: high\n")
        client.notify("workspace/didChangeWatchedFiles", {"changes": [
            {"uri": uri_of(self.path(".bulkhead.yaml")), "type": 2}]})
        found = client.diagnostics(uri, 1)
        self.assertEqual([d["severity"] for d in found if d["code"] ==
                          "dockerfile/add-instead-of-copy"], [1])
        self.write(".bulkhead.yaml", "ruels: {}\n")
        client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        found = client.diagnostics(uri, 1)
        self.assertEqual(codes(found), ["not-checked"])
        self.assertIn('did you mean "rules"?', found[0]["message"])
        self.finish(client)

    def test_obeys_the_baseline_of_the_folder(self):
        self.write("Dockerfile", DOCKERFILE)
        subprocess.run([BULKHEAD, "check", "--no-shellcheck",
                        "--write-baseline", "Dockerfile"],
                       cwd=self.folder.name, check=True, capture_output=True,
                       env={**os.environ, **self.env})
        client = self.initialized()
        uri = self.open(client, "Dockerfile", DOCKERFILE, "dockerfile")
        self.assertEqual(client.diagnostics(uri, 1), [])
        self.finish(client)

    def test_sees_unsaved_files_of_a_project(self):
        self.write("compose.yaml", COMPOSE)
        client = self.initialized()
        uri = self.open(client, "compose.yaml", COMPOSE, "yaml")
        self.assertIn("compose/privileged", codes(client.diagnostics(uri, 1)))
        self.open(client, "compose.override.yaml",
                  "services:\n  web:\n    privileged: false\n", "yaml")
        client.notify("textDocument/didChange", {
            "textDocument": {"uri": uri, "version": 2},
            "contentChanges": [{"text": COMPOSE + "\n"}]})
        self.assertNotIn("compose/privileged",
                         codes(client.diagnostics(uri, 2)))
        self.finish(client)

    def test_points_at_what_explains_a_finding(self):
        self.write("Dockerfile", "FROM debian:12.7-slim\n")
        client = self.initialized()
        # The Dockerfile as it is open, not as it lies on disk.
        docker = self.open(client, "Dockerfile",
                           "FROM debian:12.7-slim\n# 😀\nUSER root\n",
                           "dockerfile")
        uri = self.open(client, "compose.yaml",
                        "services:\n  web:\n    build: .\n", "dockercompose")
        related = [r for d in client.diagnostics(uri, 1)
                   for r in d.get("relatedInformation", [])]
        self.assertEqual(related, [{
            "location": {"uri": docker, "range": {
                "start": {"line": 2, "character": 0},
                "end": {"line": 2, "character": 9}}},
            "message": "the user is set here"}])
        # It follows the Dockerfile.
        client.notify("textDocument/didChange", {
            "textDocument": {"uri": docker, "version": 2},
            "contentChanges": [{"text": "FROM debian:12.7-slim\nUSER 7\n"}]})
        self.assertEqual([d for d in client.diagnostics(uri, 1)
                          if "relatedInformation" in d], [])
        self.finish(client)

    def test_many_small_edits_are_as_good_as_one_text(self):
        pieces = ["ADD a /b\n", "RUN apt-get install x\r\n", "😀", "ä",
                  "WORKDIR c\r\n", "\n", "# x\n", "FROM debian\n", "\\\n", ""]
        random = Random(20261124)
        client = self.initialized()
        total = 0
        for number in range(10):
            text = DOCKERFILE
            uri = self.open(client, "%d/Dockerfile" % number, text,
                            "dockerfile", 0)
            for _ in range(40):
                edit = random_edit(random, text)
                edit["text"] = random.choice(pieces)
                text = apply_edits(text, [{**edit, "newText": edit["text"]}])
                client.notify("textDocument/didChange", {
                    "textDocument": {"uri": uri, "version": 1},
                    "contentChanges": [edit]})
            client.notify("textDocument/didChange", {
                "textDocument": {"uri": uri, "version": 2},
                "contentChanges": []})
            found = client.diagnostics(uri, 2)
            client.notify("textDocument/didChange", {
                "textDocument": {"uri": uri, "version": 3},
                "contentChanges": [{"text": text}]})
            self.assertEqual(client.diagnostics(uri, 3), found)
            total += len(found)
        self.assertGreater(total, 20)
        self.finish(client)

    def test_counts_in_utf_8_when_offered(self):
        client = self.initialized(capabilities={
            **CAPABILITIES, "general": {"positionEncodings": ["utf-8"]}})
        self.assertEqual(client.result["capabilities"]["positionEncoding"],
                         "utf-8")
        text = "FROM debian:12.7-slim\nUSER 1000\nWORKDIR ä😀\n"
        uri = self.open(client, "Dockerfile", text, "dockerfile")
        one = next(d for d in client.diagnostics(uri, 1)
                   if d["code"] == "dockerfile/relative-workdir")
        self.assertEqual(one["range"]["end"]["character"],
                         len("WORKDIR ä😀".encode()))
        self.finish(client)


class BrokenEditor(Talk):
    def ends(self, client, status, message):
        self.assertEqual(client.end(), (status, message))

    def test_exit_without_shutdown(self):
        client = self.initialized()
        client.notify("exit", None)
        self.ends(client, 1, "")

    def test_closes_early(self):
        self.ends(self.start(), 2,
                  "bulkhead: lsp: the client closed the connection; expected "
                  "shutdown and exit before\n")

    def test_closes_within_a_message(self):
        client = self.start()
        client.raw(b"Content-Length: 100\r\n\r\n{")
        self.ends(client, 2,
                  "bulkhead: lsp: the client closed the connection; 99 of 100 "
                  "bytes of a message are missing\n")

    def test_sends_garbage(self):
        client = self.start()
        client.raw(b"GET / HTTP/1.1\n")
        self.ends(client, 2,
                  "bulkhead: lsp: line 1 of a message's header: expected "
                  "NAME: VALUE, CR and LF, found \"GET / HTTP/1.1\"; an "
                  "editor's language client is expected on standard input\n")

    def test_sends_bytes_at_random(self):
        client = self.start()
        try:
            client.raw(bytes(range(256)) * 100)
        except BrokenPipeError:
            pass
        status, message = client.end()
        self.assertEqual(status, 2)
        self.assertTrue(message.startswith("bulkhead: lsp: "), message)

    def test_announces_too_much(self):
        client = self.start()
        client.raw(b"Content-Length: 99999999999\r\n\r\n")
        status, message = client.end()
        self.assertEqual(status, 2)
        self.assertIn("longer than the limit of", message)

    def test_sends_json_that_is_none(self):
        client = self.initialized()
        client.raw(b"Content-Length: 3\r\n\r\n{]}")
        answer = client.take(lambda m: "error" in m)
        self.assertEqual((answer["id"], answer["error"]["code"]),
                         (None, -32700))
        self.finish(client)

    def test_sends_deeply_nested_json(self):
        client = self.initialized()
        content = b"[" * 100_000
        client.raw(b"Content-Length: %d\r\n\r\n" % len(content) + content)
        answer = client.take(lambda m: "error" in m)
        self.assertEqual(answer["error"]["code"], -32700)
        self.finish(client)

    def test_asks_for_what_there_is_not(self):
        client = self.start()
        self.assertEqual(client.ask("textDocument/hover")["error"]["code"],
                         -32002)
        client.ask("initialize", {"capabilities": {}})
        self.assertEqual(client.ask("no/such")["error"]["code"], -32601)
        self.assertEqual(
            client.ask("textDocument/hover", {})["error"]["code"], -32602)
        self.finish(client)

    def test_changes_what_is_not_open(self):
        client = self.initialized()
        client.notify("textDocument/didChange", {
            "textDocument": {"uri": "file:///none", "version": 1},
            "contentChanges": [{"text": ""}]})
        said = client.take(lambda m: m.get("method") == "window/logMessage")
        self.assertIn("not open", said["params"]["message"])
        self.finish(client)

    def test_stops_reading(self):
        server = subprocess.Popen(
            [BULKHEAD, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, bufsize=0)
        server.stdout.close()
        try:
            for _ in range(2):
                server.stdin.write(frame({"id": 1, "method": "initialize"}))
        except BrokenPipeError:
            pass
        server.stdin.close()
        self.assertEqual(server.wait(timeout=60), 2)
        self.assertIn(b"standard output", server.stderr.read())
        server.stderr.close()


if __name__ == "__main__":
    BULKHEAD = os.path.abspath(sys.argv.pop(1))
    unittest.main()
