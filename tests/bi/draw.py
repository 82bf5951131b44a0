"""Opens the dashboard as a person does and prints its tables as JSON: `draw.py CHROMIUM URL PASSWORD PICTURE TABLES`.

Runs in the environment of Superset, where the browser's driver is.
"""

import json
import sys

from playwright.sync_api import Page, sync_playwright

_ROWS = "tables => tables.map(t => [...t.tBodies[0].rows].map(r => [...r.cells].map(c => c.innerText.trim())))"


def _drawn(page: Page, url: str, password: str, tables: int) -> list[list[list[str]]]:
    page.goto(f"{url}/login/")
    page.wait_for_load_state("networkidle")
    page.fill("#username", "admin")
    page.fill("#password", password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda address: "/login" not in address)
    page.wait_for_load_state("networkidle")
    page.goto(f"{url}/superset/dashboard/solieu/?standalone=2")
    page.wait_for_function(
        f"document.querySelectorAll('table tbody').length >= {tables} && document.querySelectorAll('canvas').length"
        f" >= {tables} && !document.querySelector('[data-test=loading-indicator], .loading')"
    )
    # The bars grow for a moment.
    page.wait_for_timeout(2000)
    found: list[list[list[str]]] = page.locator("table:has(tbody)").evaluate_all(_ROWS)
    return found


def main() -> None:
    """Draw, keep the picture, print the rows of each table."""
    chromium, url, password, picture, tables = sys.argv[1:]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1600, "height": 1640}, locale="vi-VN")
        page.set_default_timeout(90_000)
        rows = _drawn(page, url, password, int(tables))
        page.screenshot(path=picture)
        browser.close()
    sys.stdout.write(json.dumps(rows))


if __name__ == "__main__":
    main()
