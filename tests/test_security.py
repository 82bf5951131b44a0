"""What docs/security.md promises and no other test holds; and that the tests which it names are there."""

import ast
import ipaddress
import re
import tomllib
from pathlib import Path
from typing import Any

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


def test_the_stewards_view_listens_on_this_machine_alone() -> None:
    arguments = commands(3000)["dagster-webserver"]
    assert ipaddress.ip_address(arguments[arguments.index("-h") + 1]).is_loopback
