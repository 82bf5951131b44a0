"""The rules that do not hold for a year, as a table that every writer of appendices prints."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.appendix import Cell, Column, Line, Table, Value
from reports.numbers import literal
from reports.paper import Exhibit, Paper
from schemas.calendar import period_vi
from schemas.declarations import Catalogue
from schemas.rules import Rule
from warehouse.notes import table_notes

Record = Mapping[str, Any]

HEADING = "PHỤ LỤC KIỂM TRA"
TITLE = "Các quy tắc kiểm tra không đạt, năm {year}"
BOUND = ("Giới hạn", "Bound")
COLUMNS = (
    Column("number", "TT"),
    Column("label", "Quy tắc"),
    Column("text", "Đối tượng"),
    Column("figure", "Số kiểm tra"),
    Column("figure", "Số đối chiếu"),
    Column("text", "Xử lý"),
)
_PERIOD = re.compile(r"\b\d{4}-Q[1-4]\b")


def broken_rules_table(year: int, broken: Sequence[Record], catalogue: Catalogue) -> Table:
    """Lay out what `warehouse.results.broken` gives for a year: a rule's sentence, its guilty rows, who waived it."""
    return Table(
        number=0,
        year=year,
        heading=HEADING,
        title=TITLE.format(year=year),
        columns=COLUMNS,
        heads=(tuple(Cell("head", place, column.label) for place, column in enumerate(COLUMNS)),),
        body=tuple(line for number, found in enumerate(broken, start=1) for line in _lines(number, found, catalogue)),
        records=tuple(record for found in broken for record in _records(year, found)),
    )


def broken_rules_paper(year: int, broken: Sequence[Record], catalogue: Catalogue) -> Paper:
    """The table as a document of its own, for every writer."""
    table = broken_rules_table(year, broken, catalogue)
    letter = catalogue.letterhead
    sections = (("", (Exhibit(table, (), caption=False),)),)
    return Paper(year, letter.department, table.heading, table.title, letter.attached, None, sections)


def _lines(number: int, found: Record, catalogue: Catalogue) -> Iterator[Line]:
    """A line for each guilty row that was kept; the rule stands once, beside all of them."""
    rule, rows = catalogue.rules[found["rule"]], found["numbers"]
    first = (
        Cell("number", 0, number, rows=len(rows)),
        Cell("label", 1, _sentence(rule, found, catalogue), rows=len(rows)),
    )
    last = (Cell("text", 5, handled(rule, found), rows=len(rows)),)
    for place, row in enumerate(rows):
        numbers = (Cell("text", 2, _spoken(row["about"])), _figure(3, row["value"]), _figure(4, row["against"]))
        yield Line((*first, *numbers, *last) if not place else numbers, unit="", total=False)


def _sentence(rule: Rule, found: Record, catalogue: Catalogue) -> str:
    """What the rule asks, what its two numbers are, and how many rows are not shown. No codes: data files have them."""
    value, against = (words[:1].lower() + words[1:] for words in rule_words(rule, catalogue))
    named = f". Số kiểm tra: {value}; số đối chiếu: {against}" if value else ""
    left = found["guilty"] - len(found["numbers"])
    return f"{rule.vi}{named}" + (f" (và {left} dòng khác)" if left else "")


def _spoken(words: str) -> str:
    """A text with its periods as people write them."""
    return _PERIOD.sub(lambda found: period_vi(found[0]), words)


def _figure(place: int, value: Value) -> Cell:
    """A figure to its last digit: what is wrong may be less than what is printed."""
    if isinstance(value, Decimal):
        return Cell("figure", place, value, places=len(literal(value).partition(".")[2]))
    return Cell("text", place, _spoken(str(value or "—")))


def handled(rule: Rule, found: Record) -> str:
    """What becomes of a rule that does not hold: it holds back publication, is shown, or is waived up to a day."""
    if found.get("waiver_over"):
        over = f"Tạm miễn đã hết hạn {found['waived_until']:%d/%m/%Y} (quyết định số {found['waived_by']})"
        return f"{over}; đêm tới kiểm tra lại"
    if found["waived_by"]:
        return f"Tạm miễn đến hết {found['waived_until']:%d/%m/%Y} (quyết định số {found['waived_by']})"
    return "Giữ lại công bố" if rule.blocking else "Cảnh báo"


def rule_words(rule: Rule, catalogue: Catalogue, language: int = 0) -> tuple[str, str]:
    """What people call the two numbers of a rule: its own words, else those of the columns that it is about.

    `language`: 0 for Vietnamese, 1 for English.
    """
    if rule.value and rule.against:
        return rule.value[language], rule.against[language]
    columns = table_notes(catalogue)[rule.table][1]
    names = [rule.kwargs.get("column") or rule.kwargs.get("column_A"), rule.kwargs.get("column_B")]
    value, against = (columns[name].partition(" / ")[2 * language] if name else "" for name in names)
    return value, against or BOUND[language]


def _records(year: int, found: Record) -> Iterator[dict[str, Value]]:
    waived = found["waived_until"] and f"{found['waived_until']:%Y-%m-%d}"
    for row in found["numbers"]:
        numbers = {name: row[name] for name in ("about", "value", "against")}
        kept = {"rule": found["rule"], "version": found["version"]}
        yield {"year": year, **kept, **numbers, "waived_by": found["waived_by"], "waived_until": waived}
