"""How a country stands, for people at a terminal: its provinces' nights, what was taken over, what is in the way."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reports.country_faults import FAULTS, again, fault_line, left_lines, outside_lines
from reports.standing import held_back
from schemas.country import Country
from schemas.home import Home
from schemas.parts import PROVINCES

Record = Mapping[str, Any]
_WELL, _LOOK = 0, 1
# Of a province's indicators that are declared otherwise the first are named: another unit may be that of twenty.
_MOST = 5
_ONCE = "originals_once"
_DIFFERENCES = {
    "unit": "đơn vị tính {theirs}, cả nước {ours} / another unit",
    "aggregation": "số phát sinh hay số cuối kỳ / flow or stock",
    "formula": "công thức / formula",
    "term": "một thành phần / a part of it",
    "list": "danh mục phân tổ / code list",
}


def night_line(night: Any, names: Mapping[str, str], done: int, of: int) -> RenderableType:
    """A province's night in a line; where it failed, with the last that it said."""
    words = {_WELL: ("xong", "green"), _LOOK: ("xong, có việc cần xem", "yellow")}
    word, style = words.get(night.exit_code, ("KHÔNG XONG", "red"))
    again = f", chạy lại {night.tries - 1} lần" if night.tries > 1 else ""
    line = Text(f"[{done}/{of}] {night.code} {names[night.code]}: ")
    line.append(word, style)
    line.append(f" · {night.seconds:.0f} giây{again}")
    return line if night.exit_code in words else Group(line, Text(night.told, "dim"))


def nation_lines(taken: Any, place: Country, strayed: Sequence[Path] = ()) -> Group:
    """What the country's figures were built of, what is missing, where they are; `strayed`: as of `strayed_lines`."""
    names, home = place.names, place.national
    lines = [Text(f"Cả nước: nhận {len(taken.provinces)} tỉnh mới công bố, dựng {len(taken.years)} năm.")]
    if taken.absent:
        lines.append(Text(f"Chưa công bố / Nothing published yet: {_listed(taken.absent, names)}", "yellow"))
    for code, why in taken.unreadable.items():
        told = f"{names[code]}: không đọc được số liệu công bố, hãy chạy lại đêm của tỉnh / cannot be read: {why}"
        lines.append(Text(told, "red"))
    for code, each in taken.misplaced.items():
        lines.append(fault_line(code, names[code], each.fault, each.others, each.held_as))
    lines += [*left_lines(taken.left), *outside_lines(taken.outside, names)]
    lines += [*_otherwise(taken.differing, names), *_undeclared(place), *strayed_lines(strayed)]
    if taken.blocked:
        told = f"Chưa công bố cả nước vì các quy tắc / Held back by the rules: {', '.join(taken.blocked)}"
        lines.append(Text(f"{told}; xem `{_asked(place)} rules`", "red"))
        lines += [line for outcome in taken.outcomes if outcome.rule.code == _ONCE for line in _twice(outcome, place)]
    elif home.published_warehouse.exists():
        lines.append(Text(f"Số liệu cả nước / The country's figures: {home.published_warehouse}"))
        lines.append(Text(f"Phụ lục, biểu / Documents: {home.reports}"))
    return Group(*lines)


def _twice(outcome: Any, place: Country) -> Iterator[Text]:
    """Of each original that counts in several provinces: which, and the command that withdraws it in each."""
    originals = {row["original"]: row for row in outcome.guilty.to_dicts() if row["year"] not in outcome.waived}
    for row in originals.values():
        yield Text(
            f"Một tệp gốc được tính ở {row['value']} tỉnh / An original that counts in {row['value']} provinces:"
            f" {row['about']}. Rút ở tỉnh không phải của nó, rồi chạy `solieu country nightly` / withdraw it in the one"
            " that it is not of, then run that:",
            "red",
        )
        for each in row["places"]:
            home = place.home(each["province"]).root
            asked = f'SOLIEU_HOME={home} solieu resolve --withdraw {each["receipt_no"]} --reason "…"'
            yield Text(f"  {place.names[each['province']]}: `{asked}`")


def _otherwise(differing: Sequence[Record], names: Mapping[str, str]) -> list[Text]:
    """Of each province the indicators that it declares in another way than the country, and how."""
    by: dict[str, list[Record]] = {}
    for each in differing:
        by.setdefault(each["province"], []).append(each)
    return [
        Text(
            f"{names[code]}: khai báo khác cả nước, nên cả nước không lấy chỉ tiêu này của tỉnh, không xếp hạng"
            " / declared otherwise than by the country, so neither taken from the province nor ranked: "
            + "; ".join(f"{each['name_vi']} ({difference(each)})" for each in those[:_MOST])
            + (
                f"; và {len(those) - _MOST} chỉ tiêu khác / and {len(those) - _MOST} more" if len(those) > _MOST else ""
            ),
            "yellow",
        )
        for code, those in by.items()
    ]


def _failed(row: Record, name: str) -> Iterator[Text]:
    """What is wrong with a province's publication and with its last night, and what to do."""
    run, night = again(row["province"]), row["failed_night"]
    if row["fault"]:
        yield fault_line(row["province"], name, row["fault"], row["others"], row["held_as"])
    if night:
        yield Text(
            f"{name}: đêm gần nhất ({night['ended_at']}) không xong, xem {night['log']}; sửa rồi chạy `{run}`"
            " / its last night was not done: see the log, mend what it names, run that",
            "red",
        )
        yield Text(night["told"], "dim")


def owed_lines(found: Sequence[Record], years: Sequence[int], names: Mapping[str, str]) -> list[Text]:
    """What the country's next night has to do, of provinces as of `standing` and of years taken over; its command."""
    lines = []
    if not any(row["published"] or row["publication_no"] or row["fault"] or row["failed_night"] for row in found):
        told = (
            "Chưa tỉnh nào công bố, hãy để báo cáo vào inbox của tỉnh rồi chạy `solieu country nightly`"
            " / No province has published yet: put returns into its inbox, then run that"
        )
        lines.append(Text(told, "yellow"))
    if waiting := [row["province"] for row in found if row["behind"] and row["published"] and not row["fault"]]:
        told = (
            "Cả nước chưa nhận bản công bố mới, hãy chạy `solieu country nightly`"
            " / Publications that the country has not taken over: run that: "
        )
        lines.append(Text(told + _listed(waiting, names), "yellow"))
    if years:
        told = (
            "Đã nhận của các tỉnh nhưng chưa dựng, chưa công bố cả nước (đêm bị dừng giữa chừng), hãy chạy"
            " `solieu country nightly` / Taken over, and neither built nor published yet, for a night was cut off: run"
            " that: "
        )
        lines.append(Text(told + ", ".join(map(str, years)), "red"))
    return lines


def strayed_lines(strayed: Sequence[Path]) -> list[Text]:
    """The files in the inbox of the country's own home, which nobody takes in."""
    if not strayed:
        return []
    told = (
        "Tệp nằm trong hộp nhận của cả nước, không ai nhận: hãy chuyển vào inbox của tỉnh đã gửi"
        " / Files in the country's own inbox, which nobody takes in: move each to the inbox of its province: "
    )
    return [Text(told + ", ".join(map(str, strayed)), "yellow")]


def _undeclared(place: Country) -> list[Text]:
    if not place.undeclared:
        return []
    told = (
        "Chưa có districts.yaml, submitters.yaml của mình, nên đang theo khai báo chung"
        " / Without districts and submitters of their own, so as the shared declarations have them: "
    )
    return [Text(told + _listed(place.undeclared, place.names), "yellow")]


def difference(each: Record) -> str:
    """In what a province's indicator differs from the country's."""
    return _DIFFERENCES[each["what"]].format(**each)


def _listed(codes: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names[code] for code in codes)


def country_lines(
    place: Country, strayed: Sequence[Path], broken: Sequence[Record], faults: Sequence[str]
) -> list[Text]:
    """What a person should see of the country as a whole: who declares nothing, folders of nobody, `strayed_lines`.

    `broken`: the rules that hold its publication back; `faults`: its own home where that is lost, the servers that do
    not answer, a line each.
    """
    lines = held_lines(broken, place)
    if unused := [code for code in place.strays if _unused(place, code)]:
        told = (
            "Thư mục không có trong provinces.yaml, không ai nhận tệp ở đó: thêm tỉnh vào danh sách hoặc dời thư mục đi"
            " / Folders that are not in provinces.yaml, where nobody takes files in: add the province, or move it: "
        )
        lines.append(Text(told + ", ".join(unused), "yellow"))
    return [*lines, *(Text(fault, "bold red") for fault in faults), *_undeclared(place), *strayed_lines(strayed)]


def held_lines(broken: Sequence[Record], place: Country) -> list[Text]:
    """The rules that hold the country's own publication back; nothing where none does."""
    return held_back(broken, place.common, _asked(place))


def _asked(place: Country) -> str:
    """How a terminal asks of the country's own figures."""
    return f"SOLIEU_HOME={place.national.root} solieu"


def standing_table(found: Sequence[Record], place: Country) -> RenderableType:
    """Of each province the publication that it offers and the one that the country's figures rest on.

    And its last night where that failed; what it declares otherwise; the homes of former provinces.
    """
    names = place.names
    table = Table()
    for head in ("Mã", "Tỉnh, thành phố", "Công bố lần", "Cả nước dùng lần", "Lúc"):
        table.add_column(head)
    for row in found:
        taken = f"{row['published_at']:%d/%m/%Y %H:%M}" if row["published_at"] else ""
        offered = FAULTS[row["fault"]][0] if row["fault"] else str(row["published"] or "chưa")
        cells = (row["province"], names[row["province"]], offered)
        style = "yellow" if row["behind"] else ""
        table.add_row(*cells, str(row["publication_no"] or "chưa"), taken, style=style)
    lines = [line for row in found for line in _failed(row, names[row["province"]])]
    lines += _otherwise([each for row in found for each in row["differing"]], names)
    lines += outside_lines({row["province"]: row["outside"] for row in found if row["outside"]}, names)
    if former := [code for code in place.strays if not _unused(place, code)]:
        told = "Tỉnh cũ, không còn trong provinces.yaml / Former provinces, no more in provinces.yaml: "
        lines.append(Text(told + ", ".join(former), "dim"))
    return Group(table, *lines)


def _unused(place: Country, code: str) -> bool:
    """Whether a folder never was a province's home, has files that nobody takes in, or may not be looked into."""
    home = Home(place.root / PROVINCES / code)
    try:
        return not home.published_warehouse.exists() or any(home.inbox.glob("*"))
    except OSError:
        return True
