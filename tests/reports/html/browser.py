"""A page in Debian's Chromium: what it asked for, what it complained of, what it shows."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = "no Chromium on this machine: install Debian's package chromium"


@dataclass
class Watched:
    """A page and everything about it that should not have happened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("request", self._asked)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        self.complaints.append(f"{message.type}: {message.text}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium; skip where there is none, but fail in CI, where there must be one."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and os.environ.get("CI"):
        pytest.fail(MISSING)
    if found is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, path: Path, fragment: str = "", **context: Any) -> Iterator[Watched]:
    """Open a page from its file, as a reader would who got it by mail."""
    with_settings = browser.new_context(viewport={"width": 1280, "height": 900}, **context)
    watched = Watched(with_settings.new_page())
    watched.watch()
    watched.page.goto(f"{path.as_uri()}{fragment}")
    if context.get("java_script_enabled", True):
        watched.page.wait_for_selector("html[data-state=ready]")
    yield watched
    with_settings.close()
