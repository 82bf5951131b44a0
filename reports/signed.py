"""What people at a terminal are told of signed reports, their errata, and how far estimates were off."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from reports.changes import difference_lines, rows_told
from reports.numbers import vi_number
from reports.summary import heading, listing, printed
from schemas.calendar import period_vi
from schemas.declarations import Catalogue
from schemas.home import Home

Record = Mapping[str, Any]
_ERROR_PLACES = 2
_METHODS = {
    "run_rate": "bình quân kỳ",
    "same_share": "tỷ trọng năm trước",
    "last": "số gần nhất",
    "as_submitted": "đơn vị ước",
    "formula": "công thức",
}
_FIGURES = ("Chỉ tiêu", "Đơn vị", "Cách ước", "Đến hết", "Ước", "Đã có", "Chưa gửi")
_MOST_NAMES = 30
_SIGNED = ("Báo cáo", "Chỉ tiêu", "Đơn vị", "Cách ước", "Ước", "Nay", "Sai số")


def vintage_lines(vintages: Sequence[Record]) -> RenderableType:
    """Every signed report: number, date, who, of what year and moment, and whether it was revoked."""
    if not vintages:
        return Text("Chưa có báo cáo nào được ký. · No report was signed yet.")
    return Group(*(_vintage(vintage) for vintage in vintages))


def _vintage(vintage: Record) -> Text:
    state = f" · đã thu hồi {vintage['revoked_at']:%d/%m/%Y}: {vintage['revoked_why']}" if vintage["revoked_by"] else ""
    told = Text.assemble(
        (f"{vintage['number']} ngày {vintage['dated']:%d/%m/%Y}", "bold"),
        f" · {vintage['signed_by']} · số liệu năm {vintage['year']} lúc {vintage['moment']:%d/%m/%Y %H:%M:%S}",
        f", đến số nhận {vintage['through_no']:06d}" if vintage["through_no"] else "",  # A country has none.
        (state, "yellow"),
    )
    return told.append(f"\n  Tài liệu / Documents: {vintage['documents']}") if "documents" in vintage else told


def errata_lines(found: Sequence[Record], place: Home) -> RenderableType:
    """The signed reports, each with the cells that now differ and what caused that, and what rows are others now.

    `place`: the home that signed them; beside a country's lie those of its provinces.
    """
    parts: list[RenderableType] = []
    for vintage in found:
        parts += [_vintage(vintage), difference_lines(vintage["errata"], vintage["words"], frozen=True)]
        if vintage["errata"]:
            parts += _of_provinces(vintage, place)
        parts += [Text(f"{vi} · {en}", style="dim") for vi, en in rows_told(vintage["rows"], vintage["words"])]
        estimated = sum(cell["maturity_before"] == "estimate" for cell in vintage["errata"])
        if estimated:
            parts.append(Text(f"{estimated} ô khi ký là số ước. · Estimates when they were signed.", style="dim"))
        if any(cell["rules_changed"] and not (cell["receipts"] or cell["decisions"]) for cell in vintage["errata"]):
            parts.append(Text("Khai báo đã thay đổi từ khi ký. · The declarations have changed since.", style="yellow"))
    return Group(*parts)


def _of_provinces(vintage: Record, place: Home) -> list[RenderableType]:
    """Of a country's report, what it took over of its provinces since, and where to ask; whose figures it has not."""
    there = [each for each in vintage.get("provinces", ()) if each["publication_no"]]
    absent = [each["name_vi"] for each in vintage.get("provinces", ()) if not each["publication_no"]]
    parts: list[RenderableType] = []
    if there:
        told = "Do các tỉnh công bố sau đó; hỏi ở từng tỉnh"
        parts.append(heading(told, "By what provinces published since; ask there"))
    for each in there:
        of_province = f"SOLIEU_HOME={place.root.parent}/provinces/{each['province']} solieu"
        told = f"{each['name_vi']}: công bố lần {each['publication_no']}, {each['published_at']:%d/%m/%Y %H:%M}"
        for year in each["years"]:
            asked = f"{of_province} diff {year} --from {vintage['moment']:%Y-%m-%dT%H:%M:%S}"
            parts.append(Text(f"  {told}: `{asked}`"))
    if absent:
        more = f" (+{len(absent) - _MOST_NAMES})" if len(absent) > _MOST_NAMES else ""
        told = f"Nay cả nước không có số liệu của: {', '.join(absent[:_MOST_NAMES])}{more}"
        parts.append(Text(f"{told}. · The country has no figures of these by now.", style="yellow"))
    return parts


def estimate_lines(year: int, found: Mapping[str, Sequence[Record]], catalogue: Catalogue) -> RenderableType:
    """The estimates of a year that runs, the errors of each method, and those of what signed reports gave."""
    running, errors, signed = found["running"], _by_indicator(found["errors"]), found["signed"]
    parts: list[RenderableType] = []
    if running:
        title = heading(f"Số ước cả năm {year}, bên số đã có", "Estimates of the year, beside what is in")
        rows = ([row["name_vi"], row["unit"], *_estimated(row, catalogue)] for row in running)
        parts.append(listing(title, _FIGURES, rows, len(running), len(running)))
        parts += _silent(running, catalogue)
    if errors:
        cuts = sorted({cut for rows in errors.values() for cut in rows})
        heads = ("Chỉ tiêu", "Cách ước", *("Số đơn vị ước" if cut == "now" else period_vi(cut) for cut in cuts))
        title = heading("Sai số của số ước theo số liệu đến hết từng kỳ", "Error of estimates made after each period")
        lines = [_errors(rows, cuts) for rows in errors.values()]
        parts.append(listing(title, heads, lines, len(lines), len(lines)))
    if signed:
        title = heading("Số ước trong báo cáo đã ký, so với nay", "Estimates of signed reports, against now")
        parts.append(listing(title, _SIGNED, map(_signed, signed), len(signed), len(signed)))
    return Group(*parts) if parts else Text(f"Không có số ước nào của năm {year}. · No estimates.")


def _silent(running: Sequence[Record], catalogue: Catalogue) -> list[Text]:
    """Who owes returns of the year, sent none, and is in the estimates with nothing."""
    codes = sorted({code for row in running if row["value"] is not None for code in row["silent"]})
    if not codes:
        return []
    names = ", ".join(catalogue.submitters[code].vi for code in codes[:_MOST_NAMES])
    more = f" (+{len(codes) - _MOST_NAMES})" if len(codes) > _MOST_NAMES else ""
    told = f"Chưa gửi: {len(codes)} đơn vị chưa có báo cáo nào của năm, số ước tính họ bằng 0: {names}{more}."
    return [Text(f"{told} · Sent nothing of the year, and count as nothing.", style="yellow")]


def _by_indicator(rows: Sequence[Record]) -> dict[str, dict[str, Record]]:
    found: dict[str, dict[str, Record]] = {}
    for row in rows:
        found.setdefault(row["indicator"], {})[row["cut"]] = row
    return found


def _estimated(row: Record, catalogue: Catalogue) -> list[str]:
    """Method, last period, estimate, what is in, who sent nothing; why there is no estimate where there is none."""
    through = period_vi(row["through_period"]) if row["through_period"] else "—"
    if row["value"] is None:
        return [catalogue.messages[f"estimate_{row['reason']}"].vi, through, "—", _figure(row, "so_far"), ""]
    silent = f"{len(row['silent'])}/{row['senders']}" if row["silent"] else ""
    return [_METHODS[row["method"]], through, _figure(row, "value"), _figure(row, "so_far"), silent]


def _errors(rows: Mapping[str, Record], cuts: Sequence[str]) -> list[str]:
    first = next(iter(rows.values()))
    return [first["name_vi"], _METHODS[first["method"]], *(_error(rows[cut]) if cut in rows else "" for cut in cuts)]


def _signed(row: Record) -> list[str]:
    shown = [_figure(row, name) for name in ("estimate", "actual")]
    return [row["number"], row["name_vi"], row["unit"], _METHODS[row["method"]], *shown, _error(row)]


def _figure(row: Record, name: str) -> str:
    return printed(row[name], row["decimals"], exact=False)


def _error(row: Record) -> str:
    percent = row["error_percent"]
    if percent is None:
        return "—"
    return ("+" if percent > 0 else "") + vi_number(percent, _ERROR_PLACES) + "%"
