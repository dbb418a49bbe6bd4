#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Bulkhead Authors
"""Opens HTML reports in headless Chromium: no script error, no refused policy,
findings rendered, filters applied, hostile texts harmless.

  report_html_test.py PATH/report_sample

Exit code 77: Chromium is missing, the test is skipped.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--enable-logging=stderr", "--v=0", "--window-size=1280,1000",
]
failures = 0


def check(condition, message):
    global failures
    print(("ok    " if condition else "FAIL  ") + message)
    failures += 0 if condition else 1


class Browser:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.runs = 0

    def run(self, url, *more):
        """The page's DOM after its scripts ran, console lines, and seconds."""
        self.runs += 1
        profile = os.path.join(self.folder, "profile%d" % self.runs)
        start = time.monotonic()
        done = subprocess.run(
            [self.program, *FLAGS, "--user-data-dir=" + profile, *more, url],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
        seconds = time.monotonic() - start
        shutil.rmtree(profile, ignore_errors=True)
        errors = done.stderr.decode("utf-8", "replace")
        console = [line for line in errors.splitlines() if "CONSOLE" in line]
        return done.stdout.decode("utf-8", "replace"), console, seconds

    def dom(self, url):
        return self.run(url, "--dump-dom")


def rendered(dom):
    """The part of the DOM that the script made of the findings."""
    return dom[dom.find('<section id="list"'):dom.find('<div id="more"')]


def cards(dom):
    return len(re.findall(r'<article class="finding', rendered(dom)))


def shown(dom):
    found = re.search(r'id="shown"[^>]*>([^<·]*)', dom)
    return found.group(1).strip() if found else ""


def write_page(sample, folder, what):
    page = subprocess.run([sample, "html", what], stdout=subprocess.PIPE,
                          check=True).stdout
    path = os.path.join(folder, what + ".html")
    with open(path, "wb") as out:
        out.write(page)
    return "file://" + path, len(page)


def test_sample(browser, url):
    dom, console, _ = browser.dom(url)
    check(console == [], "sample: console is silent %s" % console[:3])
    check(cards(dom) == 3, "sample: 3 findings from low on: %d" % cards(dom))
    check(shown(dom) == "3 of 5 findings", "sample: says so: " + shown(dom))
    check("<mark>node:latest</mark>" in dom, "sample: marks the exact columns")
    check("Not assessed: 2 gaps" in dom, "sample: gaps are on the page")

    dom, _, _ = browser.dom(url + "#q=dl3007&severity=high")
    check(cards(dom) == 1, "search finds an alias")
    check("The tag of node:latest moves" in rendered(dom), "... of its finding")
    dom, _, _ = browser.dom(url + "#rule=dockerfile/latest-tag&suppressed=1"
                            "&severity=high&group=rule")
    check(cards(dom) == 2, "rule filter with suppressed ones")
    check("mirrored and pinned there" in rendered(dom), "... and the reason")
    dom, _, _ = browser.dom(url + "#file=compose.yaml&severity=critical,info")
    check(cards(dom) == 1, "file filter")
    dom, _, _ = browser.dom(url + "#q=nothing-has-this-word")
    check("No finding matches the filters." in dom, "an empty selection says so")


def test_hostile(browser, url):
    dom, console, _ = browser.dom(url + "#severity=high&suppressed=1")
    check(console == [], "hostile: console is silent %s" % console[:3])
    check(cards(dom) == 2, "hostile: both findings are there: %d" % cards(dom))
    check("<b>&amp;" not in rendered(dom), "hostile: markup stays text")
    check('href="javascript' not in dom, "hostile: no script link")


def test_large(browser, url, size, empty_url):
    check(size <= 3_000_000, "5,000 findings: %d bytes" % size)
    dom, console, seconds = browser.dom(url)
    check(console == [], "5,000 findings: console is silent %s" % console[:3])
    check(shown(dom) == "3,750 of 5,000 findings", "5,000 findings: all counted")
    check(0 < cards(dom) < 1000, "5,000 findings: rendered lazily")
    _, _, floor = browser.dom(empty_url)
    print("      opened, dumped and closed in %.2f s; an empty page: %.2f s" %
          (seconds, floor))


def test_policy(browser, folder):
    """A changed script must not run; it also shows that errors are seen."""
    with open(os.path.join(folder, "sample.html"), encoding="utf-8") as page:
        text = page.read()
    changed = os.path.join(folder, "changed.html")
    with open(changed, "w", encoding="utf-8") as out:
        out.write(text.replace('"use strict";', '"use strict"; ', 1))
    dom, console, _ = browser.dom("file://" + changed)
    check(any("Content Security Policy" in line for line in console),
          "a script that is not ours is refused")
    check(cards(dom) == 0, "... and did not run")


def test_print(browser, url, folder):
    path = os.path.join(folder, "report.pdf")
    browser.run(url, "--print-to-pdf=" + path)
    size = os.path.getsize(path) if os.path.exists(path) else 0
    check(size > 10_000, "prints to a PDF of %d bytes" % size)


def main():
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        print("skipped: no chromium in PATH (apt-get install chromium)")
        return 77
    sample = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser(program, folder)
        url, _ = write_page(sample, folder, "sample")
        test_sample(browser, url)
        test_policy(browser, folder)
        test_print(browser, url, folder)
        test_hostile(browser, write_page(sample, folder, "hostile")[0])
        empty, _ = write_page(sample, folder, "0")
        url, size = write_page(sample, folder, "5000")
        test_large(browser, url, size, empty)
    return 1 if failures else 0


sys.exit(main())
