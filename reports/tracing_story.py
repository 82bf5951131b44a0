"""Single returns, cells, corrections and rejections of a trace, each in a line."""

from collections.abc import Mapping
from typing import Any

from reports.numbers import exact_vi
from reports.tracing_words import Namer, Sum
from schemas.calendar import period_vi
from schemas.declarations import Catalogue
from schemas.statuses import STATUSES

Record = Mapping[str, Any]
# Of a plan that came and does not count.
_OUTRANKED = "quyết định không mới hơn quyết định đang được tính"


def return_told(told: Record) -> str:
    """A return: receipt, period, when it came, file and sheet, and for a plan its decision."""
    words = (
        f"số nhận {told['receipt_no']} · {period_vi(told['period'])} · nhận {told['received_at']:%d/%m/%Y %H:%M}"
        f" · “{told['file_name']}” · trang “{told['sheet']}”: {exact_vi(told['total'])}"
    )
    if not told["decision_number"]:
        return words
    day = f" ngày {told['decision_date']:%d/%m/%Y}" if told["decision_date"] else ""
    return f"{words} · Quyết định số {told['decision_number']}{day}"


def cell_told(cell: Record, each: Sum, namer: Namer) -> str:
    """A cell with its value; one that states the year so far with what it states, a sum of rows with how many."""
    where = namer.where(namer.catalogue.indicators[each.key[0]], cell)
    stated = f" (ô ghi luỹ kế {exact_vi(cell['stated'])})" if cell["stated"] is not None else ""
    rows = "" if cell["rows_added"] is None else f" (cộng {exact_vi(cell['rows_added'])} dòng của cột)"
    return f"{cell['cell']}{' ' if where else ''}{where}: {exact_vi(cell['value'])}{stated}{rows}"


def change_told(change: Record, namer: Namer) -> str:
    """What a correction changed: which receipt replaced which, where, from what to what, why."""
    was, now = ("không có" if change[name] is None else exact_vi(change[name]) for name in ("before", "after"))
    where = change["sheet"] + (f"!{change['cell']}" if change["cell"] else "")
    if change["change"] == "dropped":  # Of which only the file before has a cell.
        where += f" của số nhận {change['corrects_no']}"
    key = namer.key(change["key"], change["layout"], namer.catalogue.indicators[change["indicator"]])
    reason = f" · lý do: {change['reason']}" if change["reason"] else ""
    void = f" · chưa được tính: {_OUTRANKED}" if change["outranked"] else ""
    return (
        f"số nhận {change['receipt_no']} ({change['received_at']:%d/%m/%Y %H:%M}) thay số nhận"
        f" {change['corrects_no']} ({change['corrects_at']:%d/%m/%Y %H:%M}): {where} ({key})"
        f" trước {was}, nay {now}{reason}{void}"
    )


def gone_told(receipt: Record, catalogue: Catalogue) -> str:
    """A receipt that does not count: what has become of it."""
    by = f" (số nhận {receipt['superseded_no']})" if receipt["superseded_no"] else ""
    status = _decided(receipt) if receipt["outranked"] else STATUSES[receipt["status"]]
    who = catalogue.submitters[receipt["submitter"]].vi if receipt["submitter"] else "không rõ đơn vị"
    return (
        f"số nhận {receipt['receipt_no']} “{receipt['file_name']}” · {who} · {period_vi(receipt['period'])}"
        f" · nhận {receipt['received_at']:%d/%m/%Y %H:%M}: {status}{by}"
    )


def _decided(receipt: Record) -> str:
    """Why a plan does not count: by its own decision, which is not the newest."""
    if receipt["decision_date"] is None:
        return "chưa được tính: không nêu quyết định rõ ngày"
    own = f"Quyết định số {receipt['decision_number']} ngày {receipt['decision_date']:%d/%m/%Y}"
    return f"chưa được tính: {own} cũ hơn quyết định đang được tính"


def rejection_told(rejection: Record) -> str:
    """A rejected cell, whose row is in no sum."""
    place = "!".join(part for part in (rejection["sheet"], rejection["cell"]) if part)
    gone = "" if rejection["status"].startswith("accepted") else f" (tệp {STATUSES[rejection['status']]})"
    decided = f" · quyết định {rejection['decision_no']}" if rejection["decision_no"] else ""
    file = f"số nhận {rejection['receipt_no']} “{rejection['file_name']}”"
    return f"bị loại: {file} {place}: {rejection['message_vi']}{gone}{decided}"
