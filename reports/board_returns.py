"""The pages about returns: how things stand today, and the calendar of returns."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from reports.appendix import cell_suffix
from reports.board_words import SIGNS, Record, Site, handling
from reports.outside import finding_names
from reports.overdue import nothing_came, overdue_count
from reports.summary import before_and_after
from schemas.calendar import period_vi

# What a person should look at, whether or not a cell of it was found fault with.
_ASKING = ("rejected", "accepted_with_rejections", "withdrawal")
_MOST_RECEIPTS = 200
_MOST_FINDINGS = 5
_MOST_OVERDUE = 30
_MOST_CHANGES = 200


def today_page(site: Site, standing: Record) -> str:
    """How things stand: what came in, what is missing or late, what changed, which rules do not hold."""
    receipts = [_receipt(each, site) for each in standing["receipts"]]
    asking = [each for each in receipts if _asks(each)]
    well = [each for each in receipts if not _asks(each)]
    overdue = [_owed(each, site) for each in standing["missing"]]
    late = [_owed(each, site) for each in standing["returns"] if (each["days_late"] or 0) > 0]
    return site.page(
        "index.html",
        "index.html",
        received=Counter(each["status"] for each in receipts),
        receipts_count=len(receipts),
        lists=[_cut(asking, _MOST_RECEIPTS), _cut(well, _MOST_RECEIPTS)],
        summary=list(_summary(standing["returns"], site)),
        overdue=_cut(overdue, _MOST_OVERDUE),
        overdue_count=overdue_count(overdue, standing["missing_years"]),
        nothing_came=nothing_came(standing["missing_years"], site.catalogue.alerts),
        late=_cut(late, _MOST_OVERDUE),
        changes=_cut([_change(each, standing, site) for each in standing["changes"]], _MOST_CHANGES),
        broken=[_broken(each, site) for each in standing["broken"]],
        unpublished=standing["unpublished"],
        pending=standing["pending"],
        publications=standing["publications"],
        after=standing["waiting"],
    )


def _asks(receipt: Record) -> bool:
    return receipt["status"] in _ASKING or bool(receipt["findings"][0])


def _cut(rows: list[Any], most: int) -> tuple[list[Any], int]:
    """The first rows, and how many more there are."""
    return rows[:most], max(0, len(rows) - most)


def _receipt(receipt: Record, site: Site) -> dict[str, Any]:
    findings = [*receipt["rejections"], *receipt["warnings"]]
    return {
        "number": f"{receipt['receipt_no']:06d}",
        "file": receipt["file_name"],
        "about": _about(receipt, site),
        "status": receipt["status"],
        "rows": (receipt["rows_accepted"], receipt["rows_rejected"]),
        "days_late": receipt["days_late"] or 0,
        "answer": site.beside("outbox", receipt["answer"]) if receipt["answer"] else None,
        "findings": _cut([(_where(each), *_plain(each, receipt, site)) for each in findings], _MOST_FINDINGS),
    }


def _plain(finding: Record, receipt: Record, site: Site) -> tuple[str, str]:
    return finding_names(finding, receipt["form"], site.catalogue)


def _where(finding: Record) -> str:
    return "!".join(part for part in (finding["sheet"], finding["cell"]) if part)


def _about(row: Record, site: Site) -> tuple[str, str]:
    """Form, submitter and period of a return, as far as they are known."""
    form, submitter = site.catalogue.forms.get(row["form"]), site.catalogue.submitters.get(row["submitter"])
    names = [(submitter.vi, submitter.en)] if submitter else []
    names += [(form.name_vi, form.name_en)] if form else []
    names += [(period_vi(row["period"]), row["period"])] if row["period"] else []
    return " · ".join(vi for vi, _ in names), " · ".join(en for _, en in names)


def _owed(row: Record, site: Site) -> dict[str, Any]:
    return {"about": _about(row, site), "due": row["due_date"], "days_late": row.get("days_late") or 0}


def _summary(returns: Sequence[Record], site: Site) -> Iterator[dict[str, Any]]:
    """The returns of each year and form by status; years whose returns are all still to come are left out."""
    for (year, form), group in groupby(returns, key=lambda each: (each["year"], each["form"])):
        counts = Counter(each["status"] for each in group)
        if set(counts) != {"not_yet_due"}:
            yield {"year": year, "form": site.catalogue.forms[form], "counts": counts, "all": sum(counts.values())}


def _change(change: Record, standing: Record, site: Site) -> dict[str, Any]:
    """A published figure that changed, as printed before and now, and what did it."""
    answers = {each["receipt_no"]: each["answer"] for each in standing["receipts"]}
    receipts = [
        (f"{each['receipt_no']:06d}", each["file_name"], answers.get(each["receipt_no"])) for each in change["receipts"]
    ]
    before, after = before_and_after(change, cell_suffix(change, site.catalogue))
    table = site.catalogue.printed_tables.get(change["appendix"])
    known = table and change["row"] <= len(table.rows)
    label = site.row(table, change["row"], change["label"]) if table and known else (change["label"],) * 2
    column = site.column(table, change["column_name"], change["year"]) if table else (change["column_name"],) * 2
    return {
        "place": f"{change['appendix']}.{change['row']}",
        "page": change["appendix"] in site.catalogue.appendices,
        "year": change["year"],
        "label": label,
        "column": column,
        "before": before,
        "after": after,
        "marked": change["incomplete"] or change["incomplete_before"],
        "trace": site.trace(change),
        "receipts": [(no, file, answer and site.beside("outbox", answer)) for no, file, answer in receipts],
        "decisions": change["decisions"],
    }


def _broken(found: Record, site: Site) -> dict[str, Any]:
    rule = site.catalogue.rules[found["rule"]]
    return {"rule": rule, "year": found["year"], "guilty": found["guilty"], "handled": handling(rule, found)}


def calendar_page(site: Site, standing: Record) -> str:
    """The calendar: a table for each year and form, a row for each submitter, a cell for each period."""
    tables, returns = [], standing["returns"]
    for (year, form), rows in groupby(returns, key=lambda each: (each["year"], each["form"])):
        kept = list(rows)
        periods = sorted({each["period"] for each in kept})
        owing = [list(own) for _, own in groupby(kept, key=lambda each: each["submitter"])]
        declared = {"year": year, "form": site.catalogue.forms[form], "periods": [(p, period_vi(p)) for p in periods]}
        tables.append(declared | {"rows": [_row(own, periods, site) for own in owing]})
    counts = Counter(each["status"] for each in returns)
    statuses = [status for status in SIGNS if counts[status]]
    unbegun = nothing_came(standing["missing_years"], site.catalogue.alerts)
    told = {"tables": tables, "statuses": statuses, "counts": counts, "nothing_came": unbegun}
    told |= {"earlier": standing["earlier_years"]}
    return site.page("returns.html", "bao-cao.html", **told)


def _row(own: Sequence[Record], periods: Sequence[str], site: Site) -> dict[str, Any]:
    submitter = site.catalogue.submitters[own[0]["submitter"]]
    by_period = {each["period"]: _cell(each, site) for each in own}
    cells = [(period_vi(period), period, by_period.get(period)) for period in periods]
    return {"submitter": submitter, "cells": cells, "statuses": sorted({each["status"] for each in own})}


def _cell(owed: Record, site: Site) -> dict[str, Any]:
    return {
        "status": owed["status"],
        "days_late": owed["days_late"] or 0,
        "corrections": owed["corrections"] or 0,
        "rejected": owed["rows_rejected"] or 0,
        "provisional": owed["provisional"],
        "due": owed["due_date"],
        "answer": site.beside("outbox", owed["answer"]) if owed["answer"] else None,
    }
