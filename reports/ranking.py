"""Which province ranks where, for people at a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reports.completeness import MARK, words
from reports.nationwide import difference
from reports.numbers import vi_number
from schemas.calendar import period_vi
from schemas.catalogue import Catalogue
from schemas.records import Indicator

Record = Mapping[str, Any]
_SHARE_PLACES, _SHARE_MARK, _BEHIND_MARK = 1, 2 * MARK, 3 * MARK


def rank_table(found: Sequence[Record], indicator: Indicator, year: int, catalogue: Catalogue) -> RenderableType:
    """The provinces in their order, with value and share; marks where a province's or the country's is not complete."""
    unit = catalogue.units[indicator.unit]
    table = Table(title=f"{catalogue.name_vi(indicator)}, năm {year} ({unit.vi})")
    for head in ("Hạng", "Tỉnh, thành phố", "Giá trị", "Tỷ trọng (%)"):
        table.add_column(head, justify="left" if head.startswith("Tỉnh") else "right")
    shares = [row for row in found if row["share"] is not None]
    of = _SHARE_MARK if shares and shares[0]["whole"]["maturity"] != "final" else ""
    for row in found:
        value = "chưa có" if row["value"] is None else vi_number(row["value"], indicator.decimals)
        share = "" if row["share"] is None else vi_number(row["share"], _SHARE_PLACES) + of
        mark = _BEHIND_MARK if row["behind"] else MARK if row["incomplete"] else ""
        table.add_row(str(row["rank"] or ""), row["name_vi"], value + mark, share)
    told = []
    if any(row["incomplete"] and not row["behind"] for row in found):
        told.append(Text(f"{MARK} Số liệu của tỉnh chưa đầy đủ. / The province's figure is not complete.", "dim"))
    if of:
        vi, en = (words(shares[0]["whole"], catalogue, indicator.aggregation, language) for language in ("vi", "en"))
        told.append(Text(f"{of} Tỷ trọng trong số cả nước. {vi} / Share of the country's figure. {en}", "dim"))
    if behind := [row for row in found if row["behind"]]:
        those = ", ".join(f"{row['name_vi']} ({period_vi(row['through_period'])})" for row in behind)
        vi = "Số của kỳ trước kỳ cuối mà cả nước có, nên không nằm trong số cả nước, không có tỷ trọng"
        en = "As of a period before the last that the country has: no part of its figure, so no share"
        told.append(Text(f"{_BEHIND_MARK} {vi}: {those}. / {en}.", "dim"))
    for row in found:
        if row["what"]:
            why = f"khai báo khác cả nước, nên không xếp hạng / declared otherwise, so not ranked: {difference(row)}"
            told.append(Text(f"{row['name_vi']}: {why}", "yellow"))
    return Group(table, *told)
