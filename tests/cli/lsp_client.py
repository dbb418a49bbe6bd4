# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""A client of the Language Server Protocol over the standard input and output
of a program, for tests."""
import json
import os
import pathlib
import queue
import subprocess
import threading

DEADLINE = 60  # seconds; only a server that hangs reaches it


def frame(message):
    content = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n" % len(content) + content


class Client:
    """One server; close() kills it."""

    def __init__(self, command, cwd=None, env=None):
        self.server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, cwd=cwd,
            env={**os.environ, **(env or {})})
        self.messages = queue.Queue()
        self.kept = []  # read, and not asked for yet
        self.last_id = 0
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def close(self):
        if self.server.poll() is None:
            self.server.kill()
        self.server.wait()
        self.reader.join()
        for stream in (self.server.stdin, self.server.stdout,
                       self.server.stderr):
            try:
                stream.close()
            except BrokenPipeError:
                pass

    def _read(self):
        out = self.server.stdout
        while True:
            length = None
            while True:
                line = out.readline()
                if not line:
                    self.messages.put(None)
                    return
                if line == b"\r\n":
                    break
                name, _, value = line.partition(b":")
                if name == b"Content-Length":
                    length = int(value)
            self.messages.put(json.loads(out.read(length)))

    def raw(self, data):
        self.server.stdin.write(data)
        self.server.stdin.flush()

    def notify(self, method, params):
        self.raw(frame({"jsonrpc": "2.0", "method": method, "params": params}))

    def ask(self, method, params=None):
        """The result of a request, or the whole message where it failed."""
        self.last_id += 1
        self.raw(frame({"jsonrpc": "2.0", "id": self.last_id,
                        "method": method, "params": params}))
        answer = self.take(lambda m: m.get("id") == self.last_id
                           and "method" not in m)
        return answer.get("result") if "error" not in answer else answer

    def take(self, wanted):
        """The first message that fits; others wait for a later call."""
        for i, message in enumerate(self.kept):
            if wanted(message):
                return self.kept.pop(i)
        while True:
            message = self.messages.get(timeout=DEADLINE)
            if message is None:
                raise AssertionError("the server closed its output; it said: "
                                     + self.server.stderr.read().decode())
            if wanted(message):
                return message
            self.kept.append(message)

    def diagnostics(self, uri, version=None):
        """What was published for a version of a document."""
        return self.take(lambda m: m.get("method") ==
                         "textDocument/publishDiagnostics"
                         and m["params"]["uri"] == uri
                         and version in (None, m["params"].get("version"))
                         )["params"]["diagnostics"]

    def end(self):
        """Closes the input; exit status and what stood on standard error."""
        try:
            self.server.stdin.close()
        except BrokenPipeError:
            pass
        status = self.server.wait(timeout=DEADLINE)
        return status, self.server.stderr.read().decode()


def uri_of(path):
    return pathlib.Path(path).absolute().as_uri()


def apply_edits(text, edits):
    """Text edits with UTF-16 positions, as an editor applies them."""
    def offset(position):
        lines = text.split("\n")
        before = "\n".join(lines[:position["line"]])
        start = len(before) + (1 if position["line"] else 0)
        line = lines[position["line"]] if position["line"] < len(lines) else ""
        units = line.encode("utf-16-le")[:2 * position["character"]]
        return start + len(units.decode("utf-16-le"))

    for edit in sorted(edits, key=lambda e: offset(e["range"]["start"]),
                       reverse=True):
        start = offset(edit["range"]["start"])
        end = offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text
