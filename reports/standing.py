"""How things stand, for people at a terminal: what became of a file, and of all returns."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from reports.overdue import nothing_came, overdue_count
from reports.receipts import OUTRANKED
from reports.summary import MOST_LINES, arrivals, late, rejected
from schemas.calendar import period_vi
from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.statuses import STATUSES

Record = Mapping[str, Any]
_NAMED = 3
_WAITING = "chờ trong hộp nhận"
RETURNS: Mapping[str, str] = {
    "received": "đã nhận",
    "late": "nhận trễ hạn",
    "accepted_in_part": "nhận một phần",
    "corrected": "đã điều chỉnh",
    "nil": "không phát sinh",
    "missing": "quá hạn chưa nhận",
    "not_yet_due": "chưa đến hạn",
}
DECISIONS: Mapping[str, str] = {
    "settle": "đã xử lý",
    "waive": "tạm chấp nhận",
    "withdraw": "rút báo cáo",
    "withdraw_correction": "rút bản điều chỉnh, bản trước được tính lại",
    "waive_rule": "tạm miễn quy tắc",
    "undo": "hủy quyết định",
}


def receipt_lines(receipts: Sequence[Record], catalogue: Catalogue) -> RenderableType:
    """What became of each file: its status, what it was read as, and each finding at its cell."""
    return Group(*(part for receipt in receipts for part in _receipt(receipt, catalogue)))


def about(receipt: Record, catalogue: Catalogue) -> str:
    """What a file was read as: form, submitter and period by their names, as far as they are known."""
    form, submitter = catalogue.forms.get(receipt["form"]), catalogue.submitters.get(receipt["submitter"])
    names = [form.name_vi if form else receipt["form"], submitter.vi if submitter else receipt["submitter"]]
    names.append(period_vi(receipt["period"]) if receipt["period"] else None)
    return " · ".join(name for name in names if name)


def with_names(rows: Sequence[Record], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Rows about returns, with the names of submitter and period in place of their codes."""
    who = {code: submitter.vi for code, submitter in catalogue.submitters.items()}
    return [
        {**row, "submitter": who.get(row["submitter"], row["submitter"]), "period": period_vi(row["period"])}
        for row in rows
    ]


def _receipt(receipt: Record, catalogue: Catalogue) -> list[RenderableType]:
    status = STATUSES.get(receipt["status"], _WAITING)
    lines: list[RenderableType] = [Text.assemble((receipt["file_name"], "bold"), f": {status}")]
    if receipt["status"] == "waiting":
        return lines
    lines[0] = Text.assemble((receipt["file_name"], "bold"), f": {status} (số nhận {receipt['receipt_no']})")
    if read_as := about(receipt, catalogue):
        lines.append(Text(f"  {read_as}"))
    lines.append(
        Text(
            f"  {receipt['rows_read']} dòng đã đọc = {receipt['rows_accepted']} được nhận"
            f" + {receipt['rows_rejected']} bị loại + {receipt['rows_other']} dòng tổng, tiêu đề, ghi chú"
        )
    )
    if receipt["days_late"]:
        lines.append(Text(f"  trễ hạn {receipt['days_late']} ngày", "yellow"))
    lines += [*_correction(receipt), *_original(receipt), *_counting(receipt)]
    findings = [_finding(finding, "red") for finding in receipt["rejections"]]
    warnings = sorted(receipt["warnings"], key=lambda finding: finding["check_name"] not in OUTRANKED)
    findings += [_finding(finding, "yellow") for finding in warnings]
    lines += findings[:MOST_LINES]
    if len(findings) > MOST_LINES:
        lines.append(Text(f"  và {len(findings) - MOST_LINES} chỗ khác (`--json` cho biết tất cả)"))
    if receipt.get("answer"):
        lines.append(Text.assemble("  thư trả lời: ", str(receipt["answer"]), overflow="fold"))
    return lines


def _correction(receipt: Record) -> list[Text]:
    """What a correction replaces, why, and how much it changes."""
    if not receipt["corrects_no"]:
        return []
    counts = f"{receipt['cells_changed']} ô đổi, thêm {receipt['rows_added']} dòng, mất {receipt['rows_dropped']} dòng"
    replaced = f"“{receipt['corrects_file']}” (số nhận {receipt['corrects_no']})"
    void = any(finding["check_name"] in OUTRANKED for finding in receipt["warnings"])
    told = "chưa được tính, đứng sau" if void else "thay thế"
    return [Text(f"  {told} {replaced}: {counts}. Lý do: {receipt['reason']}")]


def _counting(receipt: Record) -> list[Text]:
    """What counts for the return of a file that is only tried, and what would once all of the files are in."""
    if "counts_no" not in receipt or not (receipt["counted_no"] or receipt["counts_no"]):
        return []
    now, then = (_named(receipt, name) for name in ("counted", "counts"))
    told = "vẫn là tệp đó" if now == then else "chính tệp này" if _itself(receipt) else then
    return [Text(f"  được tính cho kỳ báo cáo này: hiện nay {now}; nếu nhận: {told}")]


def _named(receipt: Record, name: str) -> str:
    number = receipt[f"{name}_no"]
    return f"“{receipt[f'{name}_file']}” (số nhận {number})" if number else "không tệp nào"


def _itself(receipt: Record) -> bool:
    return bool(receipt["counts_no"] == receipt["receipt_no"])


def _original(receipt: Record) -> list[Text]:
    """What to do about a duplicate of a file that does not count any more."""
    if receipt["original_status"] not in ("superseded", "withdrawn"):
        return []
    original = f"Tệp gốc (số nhận {receipt['original_no']}) hiện {STATUSES[receipt['original_status']]}"
    return [Text(f"  {original}. Muốn được tính lại: ghi thêm dòng “Lý do điều chỉnh: …” phía trên bảng rồi gửi.")]


def decision_lines(decisions: Sequence[Record]) -> RenderableType:
    """Every decision: number, when, who, what about, why, and whether it holds today."""
    if not decisions:
        return Text("Chưa có quyết định nào. · No decisions yet.")
    return Group(*(_decision(decision) for decision in decisions))


def _decision(decision: Record) -> Text:
    kind = DECISIONS[decision["kind"]]
    if decision["undoes"]:
        kind = f"{kind} số {decision['undoes']}"
    if decision["valid_until"]:
        kind = f"{kind} đến hết {decision['valid_until']:%d/%m/%Y}"
    state = f" (đã hủy bởi quyết định {decision['undone_by']})" if decision["undone_by"] else ""
    if not state and decision["kind"] != "undo" and not decision["in_force"]:
        state = " (hết hạn)"
    return Text.assemble(
        (f"{decision['decision_no']}. {decision['decided_at']:%d/%m/%Y %H:%M} {decision['decided_by']}: ", "bold"),
        (f"{kind}{state}", "" if decision["in_force"] or decision["kind"] == "undo" else "dim"),
        f" · {_about(decision)} · {decision['reason']}",
    )


def _about(decision: Record) -> str:
    """What a decision is about: a rule for a year, or a receipt, or a cell of it."""
    if decision["rule"]:
        return f"quy tắc {decision['rule']}, năm {decision['year']}"
    place = "!".join(part for part in (decision["sheet"], decision["cell"]) if part)
    return f"số nhận {decision['receipt_no']} “{decision['file_name']}”" + (f", {place}" if place else "")


def _finding(finding: Record, style: str) -> Text:
    place = "!".join(part for part in (finding["sheet"], finding["cell"]) if part)
    return Text.assemble("  - ", (f"{place}: " if place else "", style), finding["message_vi"])


def state_lines(state: Record, catalogue: Catalogue) -> RenderableType:
    """Files by status, the publication, what is late, missing, waiting or not yet built."""
    parts: list[RenderableType] = [Text(f"Nơi lưu / Home: {state['home']}"), _publication(state)]
    parts += held_back(state["held_back"], catalogue)
    parts += _unsent(state["unsent"])
    if state["submissions"]:
        parts.append(arrivals(state["submissions"]))
    if state["waiting"]:
        parts.append(Text(f"{state['waiting']} tệp đang chờ trong hộp nhận", "yellow"))
    parts += _store(state)
    if state["warnings"]:
        parts.append(
            Text(f"{len(state['warnings'])} điều cần lưu ý (`solieu status --json` cho biết từng điều)", "yellow")
        )
    parts += _returns(state["returns"], catalogue)
    listed = (rejected(state["rejections"]), late(with_names(state["late"], catalogue)))
    found = [part for part in listed if part is not None]
    return Group(*parts, *found, *_missing(state["missing"], state["missing_years"], catalogue))


def _publication(state: Record) -> Text:
    published = state["published"]
    if not published:
        return Text("Chưa công bố số liệu nào. · Nothing is published yet.", "yellow")
    moment = f"{published['published_at']:%d/%m/%Y %H:%M}"
    return Text(f"Công bố lần {published['publication_no']}, lúc {moment}. · Published.")


def _store(state: Record) -> list[Text]:
    """What waits in the store, and what is wrong with it; nothing where the home has none."""
    store, fault = state.get("store"), state.get("store_fault")
    lines = [Text(f"Kho S3 / Store: {store['address']}, {store['waiting']} tệp đang chờ / waiting")] if store else []
    return lines + ([Text(fault, "bold red")] if fault else [])


def held_back(broken: Sequence[Record], catalogue: Catalogue, asked: str = "solieu") -> list[Text]:
    """The rules for which newer figures are not published, each with its years; `asked`: how to ask of them."""
    if not broken:
        return []
    lines = [Text("Số liệu mới hơn chưa được công bố, vì quy tắc không đạt. · Publication is held back.", "bold red")]
    for rule in dict.fromkeys(row["rule"] for row in broken):
        years = [str(row["year"]) for row in broken if row["rule"] == rule and row["year"] is not None]
        told = f" (năm {', '.join(years)})" if years else ""
        lines.append(Text(f"  - {rule}{told}: {catalogue.rules[rule].vi}; xem `{asked} rules {rule}`", "red"))
    return lines


def _unsent(messages: Sequence[Record]) -> list[Text]:
    """The messages that could not be sent, by channel, with why the last one was not."""
    if not messages:
        return []
    lines = [Text("Thông báo chưa gửi được; lần chạy sau gửi lại. · Messages not sent, to be tried again.", "bold red")]
    for channel in dict.fromkeys(each["channel"] for each in messages):
        mine = [each for each in messages if each["channel"] == channel]
        lines.append(
            Text(f"  - {channel}: {len(mine)} thông báo ({mine[-1]['detail'] or 'chưa thử / not tried'})", "red")
        )
    return lines


def _returns(counts: Sequence[Record], catalogue: Catalogue) -> list[RenderableType]:
    """How many returns of each year and form are expected, and how they stand."""
    lines = [Text("\nTình trạng báo cáo phải nhận · Expected returns", "bold")] if counts else []
    for year, form in dict.fromkeys((row["year"], row["form"]) for row in counts):
        mine = {row["status"]: row["returns"] for row in counts if (row["year"], row["form"]) == (year, form)}
        told = ", ".join(f"{mine[status]} {words}" for status, words in RETURNS.items() if status in mine)
        lines.append(Text(f"  {year} · {catalogue.forms[form].name_vi}: {sum(mine.values())} báo cáo = {told}"))
    return [*lines]


def _missing(missing: Sequence[Record], years: Sequence[Record], catalogue: Catalogue) -> list[Text]:
    """What is missing by form and period, the newest first, each with the first submitters that owe it."""
    if not missing and not years:
        return []
    lines = [Text(f"\n{overdue_count(missing, years)} báo cáo quá hạn chưa nhận · Missing", "bold")]
    lines += [Text(f"  {vi} · {en}") for vi, en in nothing_came(years, catalogue.alerts)]
    groups: dict[tuple[str, str], list[Record]] = {}
    for owed in missing:
        groups.setdefault((owed["form"], owed["period"]), []).append(owed)
    # The newest are those that can still be asked for.
    newest = sorted(groups.items(), key=lambda each: each[1][0]["due_date"], reverse=True)
    for (form, period), owed_by in newest[:MOST_LINES]:
        names = [catalogue.submitters[owed["submitter"]].vi for owed in owed_by]
        told = ", ".join(names[:_NAMED]) + (f" và {len(names) - _NAMED} đơn vị khác" if len(names) > _NAMED else "")
        head = f"{catalogue.forms[form].name_vi}, {period_vi(period)} (hạn {owed_by[0]['due_date']:%d/%m/%Y})"
        lines.append(Text(f"  {head}: {len(names)} thiếu: {told}"))
    if len(newest) > MOST_LINES:
        rest = sum(len(owed_by) for _, owed_by in newest[MOST_LINES:])
        lines.append(Text(f"  và {rest} báo cáo khác của {len(newest) - MOST_LINES} kỳ (`--json` cho biết tất cả)"))
    return lines


def next_steps(place: Home) -> RenderableType:
    """Where a newcomer looks after the demo."""
    return Group(
        Text(f"\nPhụ lục dạng tệp / Documents:       {place.reports}"),
        Text(f"Bảng theo dõi / Board:              {place.board / 'index.html'}"),
        Text(f"Kho số liệu công bố / Published:    {place.published_warehouse}"),
        Text("Giao diện quản trị / Stewards' view: .venv/bin/solieu ui → http://127.0.0.1:3000"),
    )
