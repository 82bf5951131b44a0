"""A small night in its phases, as the jobs run it but without Dagster's storage; and what two homes have in common."""

import hashlib
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from pipelines import alerting, steps
from pipelines.night import NightResult, night_words
from pipelines.told import record_told
from reports.summary import summary
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse import models
from warehouse.models import kpi_models
from warehouse.store import connected

PATIENCE = 20.0
_MARCH = 1_428_000_000  # of 2015
_TITLE = ["BÁO CÁO KẾT QUẢ HOẠT ĐỘNG BƯU CHÍNH"]
_HEAD = ["Chỉ tiêu", "ĐVT", "Thực hiện trong quý"]
_OTHER_SHEET: Any = [["STT", "Họ tên"], [1, "Nguyễn Văn A"]]


class Phase(NamedTuple):
    """A part of a night that can be begun where the one before ended."""

    name: str
    run: Callable[[], object]


def warm(declared: Catalogue) -> None:
    """Have everything imported and worked out that a child would else do by itself."""
    import docx  # noqa: F401
    import great_expectations  # noqa: F401
    import pandera.backends.polars.checks
    import pandera.strategies.base_strategies  # noqa: F401
    import pyarrow.dataset  # noqa: F401
    import typst  # noqa: F401

    from pipelines import items  # noqa: F401
    from reports import answers, pdf, receipts_workbook, sentences, tracing, word  # noqa: F401
    from sources import reading, validating  # noqa: F401
    from sources.lexicon import lexicon

    lexicon(declared)
    kpi_models(declared)
    models._parser.cache_clear()


def lean(declared: Catalogue) -> Catalogue:
    """The declarations without the rules that are expectations: they take half of a night and write but a result."""
    rules = {code: rule for code, rule in declared.rules.items() if not rule.expectation}
    return replace(declared, rules=rules)


def postal(copies: object, mail: object = 5, *, who: str = "Bưu điện Hải Hà", period: str = "Quý I/2014") -> Any:
    """A post office's return of two rows."""
    rows = [["Phát hành báo chí", "Tờ, cuốn", copies], ["Bưu phẩm thường", "Kg", mail]]
    return [_TITLE, [f"Đơn vị báo cáo: {who}"], [f"Kỳ báo cáo: {period}"], _HEAD, *rows]


def book(path: Path, rows: Sequence[Sequence[object]], came: int = 0) -> Path:
    """Write a workbook that came into the inbox `came` seconds after others did."""
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as file:
        sheet = file.add_worksheet("Biểu")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, list(row))
    os.utime(path, (_MARCH + came, _MARCH + came))
    return path


def first_inbox(home: Home) -> None:
    """What the night before took in."""
    book(home.inbox / "a.xlsx", postal(100), 0)
    book(home.inbox / "b.xlsx", postal(70, who="Bưu điện Tiên Yên"), 1)


def second_inbox(home: Home) -> int:
    """A correction, a duplicate, rows that are rejected, a stranger, an archive, a broken file; how many receipts."""
    inbox = home.inbox
    book(inbox / "sua.xlsx", postal(130), 10)
    again = inbox / "trung.xlsx"
    again.write_bytes((inbox / "sua.xlsx").read_bytes())
    os.utime(again, (_MARCH + 20, _MARCH + 20))
    book(inbox / "loi.xlsx", postal("nhiều", 7, who="Bưu điện Vân Đồn"), 30)
    book(inbox / "la.xlsx", _OTHER_SHEET, 40)
    packed = inbox / "nen.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for number, period in enumerate(("Quý II/2014", "Quý III/2014")):
            made = book(home.root / "made.xlsx", postal(200 + number, period=period), 50)
            archive.writestr(zipfile.ZipInfo(f"{number}.xlsx"), made.read_bytes())
            made.unlink()
    os.utime(packed, (_MARCH + 50, _MARCH + 50))
    (inbox / "hong.xlsx").write_bytes(b"PK\x03\x04" + b"broken" * 50)
    os.utime(inbox / "hong.xlsx", (_MARCH + 60, _MARCH + 60))
    (inbox / "su.csv").write_text("Chỉ tiêu;ĐVT;Thực hiện trong quý\nDoanh thu;Đồng;5\n", encoding="utf-8")
    os.utime(inbox / "su.csv", (_MARCH + 70, _MARCH + 70))
    return 9


def phases(home: Home, declared: Catalogue, wanted: list[int]) -> Iterator[Phase]:
    """The phases of a night, in order. `wanted`: the years to build, which the first phase fills in."""
    before = steps.last_receipt(home)

    def receive() -> None:
        wanted[:] = steps.take_in(home, declared, patience=PATIENCE).years

    yield Phase("receiving", receive)
    yield Phase("rules of the door", lambda: [steps.judge_asset(home, declared, asset) for asset in _door(declared)])
    if wanted:
        built = steps.years_together(home, declared, wanted)
        yield Phase("building and its rules", lambda: _build(home, declared, built))
        yield Phase("documents", lambda: [steps.write_year(home, declared, year) for year in built])
        yield Phase("publication", lambda: steps.publish_years(home, declared, built))
    yield Phase("board", lambda: steps.write_board_pages(home, declared))
    yield Phase("digest", lambda: (alerting.note(home, declared), alerting.deliver(home, declared.alerts)))
    yield Phase("summary", lambda: _tell(home, before, wanted))


def night(home: Home, declared: Catalogue, *skipped: str) -> None:
    """A whole night, but for the phases of those names."""
    home.create()
    for phase in phases(home, declared, []):
        if phase.name not in skipped:
            phase.run()


def _door(declared: Catalogue) -> list[str]:
    return sorted({rule.asset for rule in declared.rules.values() if not rule.asset.startswith("kpi/")})


def _build(home: Home, declared: Catalogue, years: Sequence[int]) -> None:
    judged = {rule.asset for rule in declared.rules.values()}
    for model in kpi_models(declared):
        steps.build_model(home, model, years, declared)
        if model in judged:
            steps.judge_asset(home, declared, model)


def _tell(home: Home, before: int, years: list[int]) -> None:
    night, told = night_words(home, NightResult(before=before, years=years))
    summary(night)
    record_told(home, told.receipts, told.publications)


# What the clock says when a row is written: another moment in every night.
CLOCK = {"ingested_at", "answered_at", "linked_at", "built_at", "published_at", "told_at", "judged_at", "loaded_at"}
CLOCK |= {"applied_at", "noted_at", "tried_at", "recorded_at", "decided_at"}
# What is done again after a crash is noted again: of these the newest row of each key counts, without its number.
NEWEST: Mapping[str, tuple[str, str]] = {
    "ops.builds": ("year", "build_no"),
    "ops.model_builds": ("model, year", "build_no"),
    "ops.rule_results": ("rule", "judged_at"),
    "ops.publications": ("rules", "publication_no"),
    "ops.published_files": ("file", "publication_no"),
}
# A published file holds moments too.
NUMBERS = {"publication_no", "build_no", "model_build_no", "matters", "sha256"}
# A message repeats moments and the number of the publication.
_IN_MESSAGES = re.compile(r'"\d{4}-\d\d-\d\dT[^"]*"|"number": \d+')


def contents(home: Home) -> dict[str, list[str]]:
    """Table -> its rows in one order, of the warehouse and of what readers have, and the files of the home."""
    with connected(home.warehouse, read_only=True, patience=PATIENCE) as connection:
        found = _tables(connection, "")
    with connected(home.published_warehouse, read_only=True) as connection:
        found |= _tables(connection, "published ")
    found["files"] = sorted(_files(home))
    return found


def _tables(connection: Any, prefix: str) -> dict[str, list[str]]:
    found = {}
    listed = connection.execute(
        "select t.schema_name || '.' || t.table_name, list(c.column_name order by c.column_index) "
        "from duckdb_tables() as t inner join duckdb_columns() as c using (table_oid, database_oid) "
        "where t.database_name = current_catalog() group by all"
    ).fetchall()
    for table, columns in listed:
        kept = [column for column in columns if column not in CLOCK | NUMBERS]
        text = f"select {', '.join(kept)} from {table}"
        if table in NEWEST:
            key, moment = NEWEST[table]
            text += f" qualify rank() over (partition by {key} order by {moment} desc) = 1"
        if table == "ops.told":  # Of a publication that never reached the readers too.
            text = "select distinct kind, if(kind = 'receipt', number, null) from ops.told"
        rows = map(repr, connection.execute(text).fetchall())
        found[prefix + table] = sorted(_IN_MESSAGES.sub("", row) if table == "ops.alerts" else row for row in rows)
    return found


def _files(home: Home) -> Iterator[str]:
    """Each file that a night writes, with its hash where it is the same for the same figures."""
    for folder in (home.inbox, home.archive, home.outbox, home.reports, home.published, home.board):
        for path in folder.rglob("*"):
            if path.is_file():
                same = folder in (home.archive, home.reports) or path.suffix == ".csv"
                digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12] if same else ""
                yield f"{path.relative_to(home.root)} {digest}"


def differences(one: Mapping[str, list[str]], other: Mapping[str, list[str]]) -> dict[str, tuple[list[str], list[str]]]:
    """Where two homes are not alike: what only the one has, and what only the other."""
    found = {}
    for table in sorted(one.keys() | other.keys()):
        mine, theirs = one.get(table, ["no table"]), other.get(table, ["no table"])
        if mine != theirs:
            found[table] = ([row for row in mine if row not in theirs], [row for row in theirs if row not in mine])
    return found
