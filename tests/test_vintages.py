"""Signed reports: frozen to the last byte, and an exact list of what differs since and what caused it."""

import csv
import json
import re
import shutil
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pytest
from conftest import empty, night, today
from openpyxl import load_workbook
from rich.console import Console, RenderableType
from test_corrections import postal
from test_dry_run import book
from typed_returns import OPERATOR_HEAD
from typer.testing import CliRunner

from pipelines.night import NightResult, night_words
from pipelines.told import record_told
from reports.signed import errata_lines
from reports.summary import summary
from schemas.declarations import Catalogue
from schemas.home import Home
from solieu import app, main
from warehouse.checks import judge
from warehouse.reading import records
from warehouse.store import connected
from warehouse.vintages import errata

NUMBER = "460/BC-STTTT"
AHEAD = today().year + 1
SIGN = ["sign", "2014", "--number", NUMBER, "--date", "2014-11-26", "--by", "Giám đốc"]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, blank: Path, declared: Catalogue) -> Home:
    """300 copies and 250, and a quarter of a year to come; signed as published."""
    place = empty(tmp_path_factory.mktemp("base"), blank)
    book(place.inbox / "a.xlsx", postal(300, None, 1000))
    book(place.inbox / "b.xlsx", postal(250, period="II/2014"))
    book(place.inbox / "c.xlsx", postal(70, period=f"I/{AHEAD}"))
    night(place, declared)
    assert run(place, *SIGN).exit_code == 0
    return place


@pytest.fixture(scope="module")
def corrected(base: Home, declared: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The same after 340 came for 300; tests only read it, or sign further reports."""
    place = Home(shutil.copytree(base.root, tmp_path_factory.mktemp("corrected") / "home"))
    correct(place, declared)
    return place


@pytest.fixture
def home(base: Home, tmp_path: Path) -> Home:
    return Home(shutil.copytree(base.root, tmp_path / "home"))


def run(home: Home, *asked: str) -> Any:
    return CliRunner().invoke(app, list(asked), env={"SOLIEU_HOME": str(home.root), "COLUMNS": "200"})


def printed(home: Home, *more: str) -> bytes:
    out = run(home, "appendix", "1", "--year", "2014", "--format", "csv", *more)
    assert out.exit_code == 0, out.output
    return bytes(out.stdout_bytes)


def grid(text: str, delimiter: str) -> list[list[str]]:
    """The cells of a CSV, whichever its decimal sign."""
    return [
        [cell.replace(",", ".") for cell in row] for row in csv.reader(text.splitlines(), delimiter=delimiter) if row
    ]


def correct(home: Home, declared: Catalogue, copies: int = 340) -> None:
    book(home.inbox / "d.xlsx", postal(copies, None, 1000))
    night(home, declared)


def test_a_correction_is_the_one_erratum_and_the_frozen_print_stays(
    base: Home, corrected: Home, declared: Catalogue
) -> None:
    """300 + 250 = 550 was signed; 340 + 250 = 590 is what counts since receipt 4."""
    before = printed(base)
    assert printed(corrected) != before
    assert printed(corrected, "--signed", NUMBER) == before
    # The file is for a spreadsheet: a mark of its encoding, semicolons, decimal commas.
    kept = (corrected.reports / "2014" / "da-ky-460-BC-STTTT" / "phu-luc-1.csv").read_bytes().decode()
    assert kept[0] == "\ufeff"
    assert grid(kept[1:], ";") == grid(before.decode(), ",")
    (report,) = errata(corrected.warehouse, "2014", declared)
    assert (report["number"], report["through_no"]) == (NUMBER, 3)
    cells = {(cell["appendix"], cell["row"], cell["column_name"]): cell for cell in report["errata"]}
    assert {place for place in cells if place[0] <= 101} == {(1, 1, "actual"), (101, 1, "actual")}
    cell = cells[1, 1, "actual"]
    assert (cell["before"], cell["after"], cell["material"]) == (550, 590, True)
    assert (cell["maturity_before"], cell["maturity"], cell["rules_changed"]) == ("provisional", "provisional", False)
    assert {tuple(r["receipt_no"] for r in each["receipts"]) for each in cells.values()} == {(4,)}
    told = shown(errata_lines([report], corrected))
    # Provisional, then and now: both are marked.
    assert [word in told for word in (NUMBER, "550*", "590*", "000004 d.xlsx")] == [True] * 4
    # Each table by what stands above it, and none by the number of its declaration.
    for words in ("Phụ lục 1. Kết quả hoạt động", "Biểu 1. Kết quả hoạt động", "năm 2014"):
        assert words in told
    assert not re.search(r"\b10[1-9]\b", told)


def test_a_date_before_the_returns_came_is_told_with_what_to_do(home: Home) -> None:
    """That day can be asked for where the warehouse had returns by then; of one that began today it cannot."""
    began = f"Kho có số liệu từ ngày {today():%d/%m/%Y}"
    late = run(home, *SIGN[:2], "--number", "461/BC", *SIGN[4:])
    assert (late.exit_code, began in late.stderr, "000002" in late.stderr) == (0, True, True)
    assert "--as-of" not in late.stderr
    with connected(home.warehouse) as connection:
        connection.execute("update ops.receipts set ingested_at = '2014-11-20 08:00:00+07' where receipt_no = 1")
    known = run(home, *SIGN[:2], "--number", "463/BC", *SIGN[4:])
    assert (known.exit_code, "--as-of 2014-11-26" in known.stderr, "000002" in known.stderr) == (0, True, True)
    sent = run(home, *SIGN[:2], "--number", "462/BC", "--date", today().isoformat())
    assert (sent.exit_code, sent.stderr) == (0, "")


def test_an_estimate_is_traced_by_its_rate(base: Home) -> None:
    """70 copies of one office came in the first of four quarters: 280 a year."""
    asked = ("trace", "appendix-1", "--row", "1", "--column", "actual", "--year", str(AHEAD))
    told = run(base, *asked).output
    assert "in: 280*" in told
    assert f"Ước Sản lượng phát hành báo chí năm {AHEAD}: 70 : 1 × 4 = 280 tờ, cuốn" in told
    found = json.loads(run(base, *asked, "--json").output)
    assert (found["worked"], found["printed"], found["sums"][0]["total"]) == ("280", "280", 70)


def test_a_signed_report_is_compared_with_the_warehouse(base: Home, corrected: Home, declared: Catalogue) -> None:
    """550 was signed and stands; 590 does not agree, and holds nothing back."""
    found = []
    for place in (base, corrected):
        with connected(place.warehouse, read_only=True) as connection:
            found += judge(connection, declared, [declared.rules["signed_agrees"]])
    stands, differs = found
    assert (stands.passed, stands.rows.is_empty()) == (True, False)
    numbers = {(row["value"], row["against"]) for row in differs.guilty.rows(named=True)}
    assert (differs.passed, differs.blocking, (Decimal(550), Decimal(590)) in numbers) == (False, False, True)


def shown(lines: RenderableType) -> str:
    console = Console(record=True, width=200)
    console.print(lines)
    return console.export_text()


def test_a_number_is_signed_once_and_revoked_by_a_record(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOLIEU_HOME", str(home.root))

    def refused(*asked: str) -> str:
        monkeypatch.setattr(sys, "argv", ["solieu", *asked])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code == 2
        return capsys.readouterr().err

    frozen = home.reports / "2014" / "da-ky-460-BC-STTTT"
    kept_files = {path.name: path.read_bytes() for path in frozen.iterdir()}
    assert "đã được ký ngày 26/11/2014" in refused(*SIGN)
    ahead = (today() + timedelta(days=2)).isoformat()
    assert "chưa tới" in refused("sign", "2014", "--number", "470/BC", "--date", ahead)
    assert "không phải số văn bản" in refused("sign", "2014", "--number", "../x", "--date", "2014-11-27")
    for near in (NUMBER.lower(), "460"):
        assert "dễ lẫn" in refused("sign", "2014", "--number", near, "--date", "27/11/2014")
    assert "Chưa có số liệu năm 2012" in refused("sign", "2012", "--number", "1", "--date", "2014-11-26")
    assert "--reason" in refused("sign", "2014", "--number", NUMBER, "--revoke")
    assert f"các năm có số liệu: 2014, {AHEAD}" in refused("estimates", "--year", "2009")
    assert run(home, "sign", "2014", "--number", NUMBER, "--revoke", "--reason", "Ký nhầm bản").exit_code == 0
    assert "Không có báo cáo đã ký" in refused("errata", NUMBER)
    assert "Không có báo cáo đã ký" in refused("appendix", "1", "--year", "2014", "--signed", NUMBER)
    # Signed anew a day later: in a folder of its own, and what was signed before stays as it was.
    assert run(home, *SIGN, "--date", "2014-11-27").exit_code == 0
    assert {path.name: path.read_bytes() for path in frozen.iterdir()} == kept_files
    assert "ngày 26 tháng 11 năm 2014" in kept_files["phu-luc-1.html"].decode()
    anew = frozen.with_name(f"{frozen.name}-lan-2")
    assert {path.name for path in anew.iterdir()} == set(kept_files)
    assert "Số: 460/BC-STTTT" in (anew / "bieu-tong-hop.html").read_text(encoding="utf-8")
    assert "ngày 27 tháng 11 năm 2014" in (anew / "bieu-tong-hop.html").read_text(encoding="utf-8")
    listed = json.loads(run(home, "sign", "--list", "--json").output)
    assert [(each["number"], each["revoked_why"]) for each in listed] == [(NUMBER, "Ký nhầm bản"), (NUMBER, None)]
    with connected(home.warehouse, read_only=True) as connection:
        kept = records(connection, "select vintage_no, count(*) as cells from ops.vintage_figures group by all")
    assert len(kept) == 2
    assert len({row["cells"] for row in kept}) == 1


def test_every_document_of_a_signed_report_carries_its_number_and_date(base: Home) -> None:
    frozen = base.reports / "2014" / "da-ky-460-BC-STTTT"
    attached = f"(Kèm theo Báo cáo số {NUMBER} ngày 26 tháng 11 năm 2014 của Sở Thông tin và Truyền thông)"
    letter = (f"Số: {NUMBER}", "Quảng Ninh, ngày 26 tháng 11 năm 2014")
    for stem, wanted in (("phu-luc-1", (attached,)), ("bieu-tong-hop", letter)):
        told = [_words(frozen / f"{stem}.{kind}") for kind in ("html", "docx", "pdf")]
        assert [[words in text for words in wanted] for text in told] == [[True] * len(wanted)] * 3
        assert all("……" not in text for text in told)
    assert attached in {cell.value for row in load_workbook(frozen / "phu-luc-1.xlsx").worksheets[0] for cell in row}
    for sheet in load_workbook(frozen / "bieu-tong-hop.xlsx").worksheets:
        assert sheet["A3"].value == " · ".join(letter)
    page = ("appendix", "1", "--year", "2014", "--format", "html")
    assert "……/BC-STTTT" in run(base, *page).output
    assert attached in run(base, *page, "--signed", NUMBER).output


def _words(path: Path) -> str:
    """The words of a document, whichever its format."""
    if path.suffix == ".pdf":
        with pdfplumber.open(path) as pdf:
            text = " ".join(page.extract_text() for page in pdf.pages)
    elif path.suffix == ".docx":
        book = docx.Document(str(path))
        cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
        text = " ".join([*(paragraph.text for paragraph in book.paragraphs), *cells])
    else:
        text = path.read_text(encoding="utf-8")
    return " ".join(text.split())


def test_a_report_may_be_signed_as_of_a_moment(corrected: Home) -> None:
    """The figures of receipt 3, of which the print has 550, while 590 is published."""
    with connected(corrected.warehouse, read_only=True) as connection:
        query = "select ingested_at as moment from ops.receipts where receipt_no = 3"
        (third,) = records(connection, query)
    more = ["sign", "2014", "--number", "461/BC", "--date", "2014-11-27", "--as-of", third["moment"].isoformat()]
    assert run(corrected, *more).exit_code == 0
    assert ",550," in printed(corrected, "--signed", "461/BC").decode().splitlines()[1]
    assert ",590," in printed(corrected).decode().splitlines()[1]


def test_who_sends_a_file_and_the_morning_are_told(home: Home, declared: Catalogue, tmp_path: Path) -> None:
    # A thousand dong more, and the revenue of 1 tỷ prints as it did.
    file = book(tmp_path / "d.xlsx", postal(340, None, Decimal("1000.001")))
    tried = json.loads(run(home, "receive", "--dry-run", "--json", str(file)).output, parse_float=Decimal)
    assert [(cell["row"], cell["material"]) for cell in tried["appendix_cells"]] == [(1, True), (6, False)]
    in_appendix = [each for each in tried["signed"] if each["appendix"] == 1]
    assert [(each["number"], each["row"], each["signed"], each["after"]) for each in in_appendix] == [
        (NUMBER, 1, 550, 590),
        (NUMBER, 6, 1, Decimal("1.000001")),
    ]
    _, before = night_words(home, NightResult())
    record_told(home, before.receipts, before.publications)
    book(home.inbox / "d.xlsx", postal(340, None, Decimal("1000.001")))
    night(home, declared)
    words, _ = night_words(home, NightResult())
    assert (dict(words.received), words.published) == ({"accepted": 1}, True)
    # What the dry run told of, what the morning tells of and what the errata list are the same cells.
    (report,) = errata(home.warehouse, "2014", declared)
    places = [
        {(each["appendix"], each["row"], each["column_name"]) for each in cells}
        for cells in (tried["signed"], words.signed, report["errata"])
    ]
    assert places[0] == places[1] == places[2]
    printed_otherwise = sum(cell["material"] for cell in report["errata"])
    told = shown(summary(words))
    # Those of further tables are counted beside those of appendices: both together are the errata.
    counted = [each["cells"] for each in words.annex if each["year"] == 2014]
    assert counted == [sum(place[0] in declared.annex for place in places[0])]
    assert f"Ở biểu tổng hợp, năm 2014: {counted[0]} số thay đổi" in told
    assert "Khác với báo cáo đã ký" in told
    assert f"{NUMBER} (26/11/2014), số liệu năm 2014: {len(places[0])} ô, {printed_otherwise} ô quá mức" in told


def test_an_estimate_that_was_signed_is_compared_with_what_came(home: Home, declared: Catalogue) -> None:
    """One office's quarter of 70, times four, is 280; with 80, 90 and none more the year is at 240: +16.67 %."""
    signing = ["--number", "500/BC", "--date", today().isoformat(), "--by", "Giám đốc"]
    assert run(home, "sign", str(AHEAD), *signing).exit_code == 0
    for quarter, copies in (("II", 80), ("III", 90), ("IV", 0)):
        book(home.inbox / f"{quarter}.xlsx", postal(copies, period=f"{quarter}/{AHEAD}"))
    night(home, declared)
    told = json.loads(run(home, "estimates", "--year", str(AHEAD), "--json").output, parse_float=Decimal)
    (signed,) = [row for row in told["signed"] if row["indicator"] == "press_copies"]
    # The year is in for one office; until then the others, who sent nothing, count as nothing.
    (running,) = [row for row in told["running"] if row["indicator"] == "press_copies"]
    assert ("post_hai_ha" in running["silent"], running["senders"] - len(running["silent"])) == (False, 1)
    assert "chưa có báo cáo nào của năm" in run(home, "estimates", "--year", str(AHEAD)).output
    assert (signed["number"], signed["method"], signed["estimate"], signed["actual"]) == (
        "500/BC",
        "run_rate",
        280,
        240,
    )
    assert signed["error_percent"] == Decimal("16.666666666667")
    asked = run(home, "errata", "500/BC", "--json")
    (report,) = json.loads(asked.output, parse_float=Decimal)
    assert asked.exit_code == 1
    (cell,) = [c for c in report["errata"] if (c["appendix"], c["row"], c["column_name"]) == (1, 1, "actual")]
    assert (cell["before"], cell["after"], cell["maturity_before"]) == (280, 240, "estimate")
    assert (cell["printed_before"], cell["printed_after"]) == ("280", "240")
    # The last holds nothing, and there is nothing left to reach out to.
    assert [r["receipt_no"] for r in cell["receipts"]] == [4, 5, 6]


def test_who_sent_an_earlier_quarter_is_not_silent(home: Home, declared: Catalogue, write_book: Any) -> None:
    """A stock is what the last quarter's returns say; VNPT sent the first alone, and is not silent."""
    for who, quarter, held in (("VNPT QUẢNG NINH", "I", 500), ("VIETTEL QUẢNG NINH", "II", 70)):
        title = [f"Báo cáo kết quả hoạt động viễn thông, Internet quý {quarter} năm {AHEAD}"]
        write_book(home.inbox / f"{quarter}.xlsx", [[who], title, OPERATOR_HEAD, ["Hạ Long", "FTTH", 10, held, 5]])
    night(home, declared)
    told = json.loads(run(home, "estimates", "--year", str(AHEAD), "--json").output, parse_float=Decimal)
    silent = {row["indicator"]: row["silent"] for row in told["running"]}
    others = ["mobifone_centre_5", "vietnamobile"]
    assert (silent["ftth_new"], silent["ftth_subscriptions"]) == (others, others)
