"""How a country stands, for people at a terminal: its provinces' nights, what was taken over, who ranks where."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reports.numbers import vi_number
from schemas.catalogue import Catalogue
from schemas.home import Home
from schemas.records import Indicator

Record = Mapping[str, Any]
_WELL, _LOOK = 0, 1
_SHARE_PLACES = 1


def night_line(night: Any, names: Mapping[str, str], done: int, of: int) -> RenderableType:
    """A province's night in a line; where it failed, with the last that it said."""
    words = {_WELL: ("xong", "green"), _LOOK: ("xong, có việc cần xem", "yellow")}
    word, style = words.get(night.exit_code, ("KHÔNG XONG", "red"))
    again = f", chạy lại {night.tries - 1} lần" if night.tries > 1 else ""
    line = Text(f"[{done}/{of}] {night.code} {names[night.code]}: ")
    line.append(word, style)
    line.append(f" · {night.seconds:.0f} giây{again}")
    return line if night.exit_code in words else Group(line, Text(night.told, "dim"))


def nation_lines(taken: Any, names: Mapping[str, str], home: Home) -> RenderableType:
    """What the country's figures were built of, what is missing, and where they are."""
    lines = [Text(f"Cả nước: nhận {len(taken.provinces)} tỉnh mới công bố, dựng {len(taken.years)} năm.")]
    if taken.absent:
        lines.append(Text(f"Chưa công bố / Nothing published yet: {_listed(taken.absent, names)}", "yellow"))
    for code, why in taken.unreadable.items():
        told = f"{names[code]}: không đọc được số liệu công bố, hãy chạy lại đêm của tỉnh / cannot be read: {why}"
        lines.append(Text(told, "red"))
    if taken.blocked:
        told = f"Chưa công bố cả nước vì các quy tắc / Held back by the rules: {', '.join(taken.blocked)}"
        lines.append(Text(told, "red"))
    elif home.published_warehouse.exists():
        lines.append(Text(f"Số liệu cả nước / The country's figures: {home.published_warehouse}"))
        lines.append(Text(f"Phụ lục, biểu / Documents: {home.reports}"))
    return Group(*lines)


def _listed(codes: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names[code] for code in codes)


def rank_table(found: Sequence[Record], indicator: Indicator, year: int, catalogue: Catalogue) -> RenderableType:
    """The provinces in their order, with value and share; a mark where a province's figure is not complete."""
    unit = catalogue.units[indicator.unit]
    table = Table(title=f"{catalogue.name_vi(indicator)}, năm {year} ({unit.vi})")
    for head in ("Hạng", "Tỉnh, thành phố", "Giá trị", "Tỷ trọng (%)"):
        table.add_column(head, justify="left" if head.startswith("Tỉnh") else "right")
    for row in found:
        value = "chưa có" if row["value"] is None else vi_number(row["value"], indicator.decimals)
        share = "" if row["share"] is None else vi_number(row["share"], _SHARE_PLACES)
        table.add_row(str(row["rank"] or ""), row["name_vi"], value + ("*" if row["incomplete"] else ""), share)
    marked = any(row["incomplete"] for row in found)
    told = Text("* Số liệu của tỉnh chưa đầy đủ. / The province's figure is not complete.", "dim")
    return Group(table, told) if marked else table


def standing_table(found: Sequence[Record], names: Mapping[str, str]) -> RenderableType:
    """Of each province the publication that it offers and the one that the country's figures rest on."""
    table = Table()
    for head in ("Mã", "Tỉnh, thành phố", "Công bố lần", "Cả nước dùng lần", "Lúc"):
        table.add_column(head)
    for row in found:
        taken = f"{row['published_at']:%d/%m/%Y %H:%M}" if row["published_at"] else ""
        cells = (row["province"], names[row["province"]], str(row["published"] or "chưa"))
        style = "yellow" if row["behind"] else ""
        table.add_row(*cells, str(row["publication_no"] or "chưa"), taken, style=style)
    return table
