"""A real browser for the tests: the Chromium or Chrome that the machine has, without a window."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# In a container, often run by root, there is neither a sandbox nor a graphics card.
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def executable() -> str:
    """The browser's path; fails with what to install where there is none."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.fail("These tests need Chromium or Chrome: `apt-get install chromium`, or name it in CHROMIUM.")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """The browser, closed in the end."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable(), args=QUIET)
        try:
            yield running
        finally:
            running.close()


def strangers(page: Any) -> list[str]:
    """Fills up, while the page is used, with each error of its console and each request that leaves the folder."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(("file:", "data:")) else found.append(asked.url))
    page.on("requestfailed", lambda asked: found.append(asked.url))
    return found
