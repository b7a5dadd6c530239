"""A page in Debian's Chromium: what it asked for, what it complained of, what it shows."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page, Request, ViewportSize, sync_playwright

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
_BLANK = "about:blank"
_SIZE: ViewportSize = {"width": 1280, "height": 900}
MISSING = "no Chromium on this machine: install Debian's package chromium"


@dataclass
class Watched:
    """A page and everything about it that should not have happened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        for event, hear in self._heard():
            self.page.on(event, hear)
        return self

    def __exit__(self, *_: object) -> None:
        for event, hear in self._heard():
            self.page.remove_listener(event, hear)

    def _heard(self) -> Iterator[tuple[Any, Callable[[Any], None]]]:
        yield "request", self._asked
        yield "console", self._said
        yield "pageerror", self._failed
        yield "dialog", self._interrupted

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        self.complaints.append(f"{message.type}: {message.text}")

    def _failed(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _interrupted(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")


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
    with _tab(browser, **context) as page, Watched(page) as watched:
        page.goto(f"{path.as_uri()}{fragment}")
        if context.get("java_script_enabled", True):
            page.wait_for_selector("html[data-state=ready]")
        yield watched


@contextmanager
def _tab(browser: Browser, **context: Any) -> Iterator[Page]:
    """Give a tab, one that an earlier test has left if nothing is special: most of the work is in a new one."""
    left = [page for known in browser.contexts for page in known.pages if page.url == _BLANK and not context]
    page = left[0] if left else browser.new_context(viewport=_SIZE, **context).new_page()
    yield page
    if context:
        page.context.close()
    else:
        page.goto(_BLANK)
        page.set_viewport_size(_SIZE)
        page.emulate_media(media="null")
