"""The rules that do not hold for a year, as a table that every writer of appendices prints."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.appendix import Cell, Column, Line, Table, Value
from reports.numbers import literal
from reports.paper import Exhibit, Paper
from schemas.declarations import Catalogue
from schemas.rules import Rule
from warehouse.notes import table_notes

Record = Mapping[str, Any]

HEADING = "PHỤ LỤC KIỂM TRA"
TITLE = "Các quy tắc kiểm tra không đạt, năm {year}"
BOUND = "Giới hạn"
_NUMBERS = "Các số so sánh"
COLUMNS = (
    Column("number", "TT"),
    Column("label", "Quy tắc"),
    Column("text", "Đối tượng"),
    Column("text", "Số", _NUMBERS),
    Column("figure", "Giá trị", _NUMBERS),
    Column("text", "So với", _NUMBERS),
    Column("figure", "Giá trị so với", _NUMBERS),
    Column("text", "Xử lý"),
)


def broken_rules_table(year: int, broken: Sequence[Record], catalogue: Catalogue) -> Table:
    """Lay out what `warehouse.results.broken` gives for a year: a rule's sentence, its guilty rows, who waived it."""
    return Table(
        number=0,
        year=year,
        heading=HEADING,
        title=TITLE.format(year=year),
        columns=COLUMNS,
        heads=_heads(),
        body=tuple(line for number, found in enumerate(broken, start=1) for line in _lines(number, found, catalogue)),
        records=tuple(record for found in broken for record in _records(year, found)),
    )


def broken_rules_paper(year: int, broken: Sequence[Record], catalogue: Catalogue) -> Paper:
    """The table as a document of its own, for every writer."""
    table = broken_rules_table(year, broken, catalogue)
    letter = catalogue.letterhead
    sections = (("", (Exhibit(table, (), caption=False),)),)
    return Paper(year, letter.department, table.heading, table.title, letter.attached, None, sections)


def _heads() -> tuple[tuple[Cell, ...], ...]:
    grouped = [place for place, column in enumerate(COLUMNS) if column.group]
    upper = [Cell("head", place, c.label, rows=2) for place, c in enumerate(COLUMNS) if not c.group]
    upper.append(Cell("head", grouped[0], _NUMBERS, columns=len(grouped)))
    lower = tuple(Cell("head", place, COLUMNS[place].label) for place in grouped)
    return tuple(sorted(upper, key=lambda cell: cell.column)), lower


def _lines(number: int, found: Record, catalogue: Catalogue) -> Iterator[Line]:
    """A line for each guilty row that was kept; the rule stands once, beside all of them."""
    rule = catalogue.rules[found["rule"]]
    value, against = rule_words(rule, catalogue)
    rows = found["numbers"]
    more = f" (và {found['guilty'] - len(rows)} dòng khác)" if found["guilty"] > len(rows) else ""
    for place, row in enumerate(rows):
        first = (
            Cell("number", 0, number, rows=len(rows)),
            Cell("label", 1, f"{rule.vi}{more} [{rule.code}]", rows=len(rows)),
        )
        last = (Cell("text", 7, handled(rule, found), rows=len(rows)),)
        numbers = (
            Cell("text", 2, row["about"]),
            Cell("text", 3, value),
            _figure(4, row["value"]),
            Cell("text", 5, against),
            _figure(6, row["against"]),
        )
        yield Line((*first, *numbers, *last) if not place else numbers, unit="", total=False)


def _figure(place: int, value: Value) -> Cell:
    """A figure to its last digit: what is wrong may be less than what is printed."""
    if isinstance(value, Decimal):
        return Cell("figure", place, value, places=len(literal(value).partition(".")[2]))
    return Cell("text", place, value)


def handled(rule: Rule, found: Record) -> str:
    """What becomes of a rule that does not hold: it holds back publication, is shown, or is waived up to a day."""
    if found["waived_by"]:
        return f"Tạm miễn đến hết {found['waived_until']:%d/%m/%Y} (quyết định số {found['waived_by']})"
    return "Giữ lại công bố" if rule.blocking else "Cảnh báo"


def rule_words(rule: Rule, catalogue: Catalogue) -> tuple[str, str]:
    """What people call the two numbers of a rule: its own words, else those of the columns that it is about."""
    if rule.value and rule.against:
        return rule.value[0], rule.against[0]
    columns = table_notes(catalogue)[rule.table][1]
    names = [rule.kwargs.get("column") or rule.kwargs.get("column_A"), rule.kwargs.get("column_B")]
    value, against = (columns[name].partition(" / ")[0] if name else "" for name in names)
    return value, against or BOUND


def _records(year: int, found: Record) -> Iterator[dict[str, Value]]:
    waived = found["waived_until"] and f"{found['waived_until']:%Y-%m-%d}"
    for row in found["numbers"]:
        numbers = {name: row[name] for name in ("about", "value", "against")}
        kept = {"rule": found["rule"], "version": found["version"]}
        yield {"year": year, **kept, **numbers, "waived_by": found["waived_by"], "waived_until": waived}
