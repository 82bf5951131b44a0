"""What docs/security.md promises and no other test holds; and that the tests which it names are there."""

import ast
import ipaddress
import json
import re
import subprocess
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import xlsxwriter
from conftest import night
from test_night import kept, ledger, press, published

from pipelines.ui import commands
from schemas.declarations import Catalogue
from schemas.home import Home

ROOT = Path(__file__).parent.parent
_NAMED = re.compile(r"`(tests/test_\w+\.py)::(test_\w+)`")


def test_every_test_that_the_page_names_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(_NAMED.findall(page))
    assert len(named) > 25
    written = {
        (file, each.name)
        for file in {file for file, _ in named}
        for each in ast.parse((ROOT / file).read_text(encoding="utf-8")).body
        if isinstance(each, ast.FunctionDef)
    }
    assert named - written == set()
    # Each threat of the tables has one.
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith(("| threat", "| who"))]
    tables = page.partition("## Threats and answers")[2]
    assert [row for row in rows if row in tables and not _NAMED.search(row)] == []


def test_words_of_a_submission_are_values_and_never_sql(tmp_path: Path, declared: Catalogue) -> None:
    """In the name of a file, of a sheet and of the home, in a label, a cell and a reason; accents are no way round."""
    wicked = "x'); drop table ops.receipts; --"
    home = Home(tmp_path / "nhà 'của' \"tôi\"; drop").create()
    title, who, period, head, row = press(100)
    with xlsxwriter.Workbook(str(home.inbox / f"{wicked}.xlsx")) as book:
        page = book.add_worksheet("'); drop table--"[:31].strip("'"))
        rows = [title, who, period, [f"Lý do điều chỉnh: {wicked}"], head, row]
        for number, cells in enumerate([*rows, [wicked, "Cái", wicked], [f"Bưu kiện ʼ{wicked}", "Cái", 7]]):
            page.write_row(number, 0, cells)
    night(home, declared)
    assert ledger(home) == [(f"{wicked}.xlsx", "accepted_with_rejections")]
    assert {value for (value,) in kept(home, "select value from ops.rejections")} == {wicked, f"Bưu kiện ʼ{wicked}"}
    found = published(home, "select value, file_name, sheet from fact_observation")
    assert found == [(100, f"{wicked}.xlsx", "); drop table--")]


def test_what_is_installed_is_locked_by_its_hash() -> None:
    """Every package and each of its files, from the index alone; `make setup` installs nothing else."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    packages: list[dict[str, Any]] = [each for each in lock["package"] if each["name"] != "solieu"]
    assert len(packages) > 100
    assert {tuple(each["source"]) for each in packages} == {("registry",)}
    files = [file for each in packages for file in [*each.get("wheels", ()), *filter(None, [each.get("sdist")])]]
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", file["hash"]) for file in files)
    assert "sync --frozen" in (ROOT / "Makefile").read_text(encoding="utf-8")


class Database(BaseHTTPRequestHandler):
    """What uv asks for known vulnerabilities: of one package it knows one, where `known`."""

    known = True

    def do_POST(self) -> None:
        """Which are known of each package, in the order asked."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        one = [{"vulns": [{"id": "GHSA-made-up", "modified": "2026-01-01T00:00:00Z"}]}] if self.known else [{}]
        self._say({"results": [*one, *({} for _ in asked[1:])]})

    def do_GET(self) -> None:
        """What is known of one."""
        self._say({"id": "GHSA-made-up", "modified": "2026-01-01T00:00:00Z", "summary": "made up", "affected": []})

    def _say(self, answer: dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.mark.parametrize(
    ("known", "code", "said"), [(True, 2, "GHSA-made-up"), (False, 0, ""), (None, 0, "NOT AUDITED")]
)
def test_the_gate_asks_for_known_vulnerabilities(known: bool | None, code: int, said: str) -> None:
    """One that is known stops it; where nobody can be asked it says so, and stops nothing."""
    with HTTPServer(("127.0.0.1", 0), type("Asked", (Database,), {"known": known})) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_port if known is not None else 1
        audit = subprocess.run(
            ["make", "--no-print-directory", "audit", f"AUDIT=http://127.0.0.1:{port}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        server.shutdown()
    assert (audit.returncode, said in audit.stdout) == (code, True), audit.stdout + audit.stderr
    assert ("NOT AUDITED" in audit.stdout) == (known is None)


def test_the_stewards_view_listens_on_this_machine_alone() -> None:
    arguments = commands(3000)["dagster-webserver"]
    assert ipaddress.ip_address(arguments[arguments.index("-h") + 1]).is_loopback
