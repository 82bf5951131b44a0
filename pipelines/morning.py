"""What the stewards' view tells of a night: the files, what was rejected, what is missing, which figures changed."""

from collections import Counter
from collections.abc import Iterable, Sequence

import dagster as dg

from pipelines.describing import Metadata, markdown
from reports.appendix import cell_suffix, column_label
from reports.overdue import nothing_came, overdue_count
from reports.summary import before_and_after
from schemas.calendar import period_vi
from schemas.catalogue import Catalogue
from schemas.home import Home
from schemas.statuses import STATUSES
from warehouse.reading import Record

# Rows of a table; letters of a cell, so that a path stands whole.
_MOST, _LONGEST = 50, 1000
_MOVED = ("Trước (before)", "Nay (now)")
# Outcomes told of every night, none too, so that their plots have no gaps.
_PLOTTED = ("accepted", "accepted_with_rejections", "rejected")


def received(receipts: Sequence[Record], place: Home, declared: Catalogue) -> dict[str, Metadata]:
    """Of the receipts of a night: how many of each status, and each with its sender and its answer."""
    counts = dict.fromkeys(_PLOTTED, 0) | Counter(receipt["status"] for receipt in receipts)
    told: dict[str, Metadata] = {"files": len(receipts)}
    told |= {f"files_{status}": number for status, number in counts.items()}
    rows = [
        {
            "Số nhận (no.)": receipt["receipt_no"],
            "Kết quả (outcome)": _outcome(receipt),
            "Đơn vị, biểu mẫu, kỳ (from, form, period)": _return(receipt, declared),
            "Tệp (file)": receipt["file_name"],
            "Thư trả lời (answer)": _answer(receipt, place),
        }
        for receipt in receipts
    ]
    return told | {"received": _table(rows)}


def rejected(receipts: Sequence[Record], place: Home) -> dict[str, Metadata]:
    """Each place that was rejected in a night and why, with the answer that its sender holds."""
    findings = [(receipt, finding) for receipt in receipts for finding in receipt["rejections"]]
    rows = [
        {
            "Tệp (file)": receipt["file_name"],
            "Ô (cell)": "!".join(part for part in (finding["sheet"], finding["cell"]) if part),
            "Giá trị (value)": finding["value"],
            "Lý do (why)": finding["message_vi"],
            "Thư trả lời (answer)": _answer(receipt, place),
        }
        for receipt, finding in findings
    ]
    return {"rejections": len(findings), "rejected": _table(rows)}


def owed(returns: Record, declared: Catalogue) -> dict[str, Metadata]:
    """How the expected returns stand by the calendar: counts of each status, and which are overdue."""
    counts: dict[str, int] = {}
    for row in returns["returns"]:
        counts[row["status"]] = counts.get(row["status"], 0) + row["returns"]
    counts.pop("missing", None)  # Told as `overdue`, with those of the years of which nothing has come.
    told: dict[str, Metadata] = {f"returns_{status}": number for status, number in counts.items()}
    rows = [
        {
            "Hạn nộp (due)": f"{each['due_date']:%d/%m/%Y}",
            "Biểu mẫu (form)": _form(each["form"], declared),
            "Kỳ (period)": period_vi(each["period"]),
            "Đơn vị (from)": _submitter(each["submitter"], declared),
        }
        for each in sorted(returns["missing"], key=lambda each: each["due_date"], reverse=True)
    ]
    years = returns["missing_years"]
    also = ["\n\n" + " · ".join(names) for names in nothing_came(years, declared.alerts)]
    return told | {"overdue": overdue_count(rows, years), "missing": _table(rows, *also)}


def changed(changes: Sequence[Record], declared: Catalogue) -> dict[str, Metadata]:
    """The published figures that a publication changed, those beyond their rounding first."""
    rows = [
        {
            "Bảng, năm (table, year)": f"{declared.table_name(each['appendix'])}, {each['year']}",
            "Dòng · cột (row · column)": f"{each['label']} · {column_label(each, declared)}",
        }
        | dict(zip(_MOVED, before_and_after(each, cell_suffix(each, declared)), strict=True))
        for each in changes
    ]
    return {"figures_changed": len(rows), "changes": _table(rows)}


def _outcome(receipt: Record) -> str:
    """What became of a file, and how many days late it came."""
    late = f", trễ {receipt['days_late']} ngày (days late)" if receipt["days_late"] else ""
    return f"{STATUSES[receipt['status']]}{late}"


def _return(receipt: Record, declared: Catalogue) -> str:
    """Who sent what for which period, in one cell: the view has room for few columns."""
    period = period_vi(receipt["period"]) if receipt["period"] else ""
    named = (_submitter(receipt["submitter"], declared), _form(receipt["form"], declared), period)
    return " · ".join(filter(None, named))


def _answer(receipt: Record, place: Home) -> str:
    """Where the answer lies, as a path to copy."""
    return str(place.outbox / receipt["answer"]) if receipt["answer"] else ""


def _submitter(code: str | None, declared: Catalogue) -> str:
    return declared.submitters[code].vi if code and code in declared.submitters else code or ""


def _form(code: str | None, declared: Catalogue) -> str:
    return declared.forms[code].name_vi if code and code in declared.forms else code or ""


def _table(rows: Iterable[Record], *also: str) -> dg.MetadataValue:
    listed = list(rows)
    text = markdown(listed[:_MOST], _LONGEST)
    more = f"\n\n… {len(listed) - _MOST}" if len(listed) > _MOST else ""
    return dg.MetadataValue.md(text + more + "".join(also))
