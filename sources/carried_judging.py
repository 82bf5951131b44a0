"""Decides about the values of an exchange file: which are accepted, which are rejected and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from schemas.calendar import ahead_words, is_far_ahead
from schemas.declarations import Catalogue
from schemas.exchange import EXCHANGE, GIVEN
from schemas.exchange_codes import coded, form_of
from schemas.frames import VALUE
from sources import ledger
from sources.carried import ROW, Carried
from sources.carried_formulas import wrong_formulas
from sources.carried_limits import (
    FORM,
    LEAST,
    MOST,
    OWNER,
    Broken,
    Check,
    broken_identities,
    checks_of_limits,
    with_limits,
)
from sources.carried_meaning import (
    BREAKDOWN,
    DISTRICT,
    FREQUENCY,
    INDICATOR,
    MEASURE,
    PERIOD,
    SUBMITTER,
    UNIT,
    meant,
)
from sources.cells import ABSENCES, LETTERS, PLAN_BASES
from sources.cumulative import CUMULATIVE
from sources.findings import Finding, framed
from sources.judging import Judged
from sources.numbers import vietnamese
from sources.reading import Reading

PROBLEM, YEAR = "__problem", "__year"
_AT = "/"
_NUMBER, _KEPT, _WHOLE = r"^-?\d+(\.\d+)?$", r"^-?\d{1,22}(\.\d{1,6})?$", r"^-?\d+(\.0+)?$"
_KEY = (INDICATOR, MEASURE, DISTRICT, SUBMITTER, BREAKDOWN, PERIOD)
_STATUSES = ("", "A", "P", "E", "M")
_TOLD = 20


def judge_carried(reading: Reading, catalogue: Catalogue) -> Judged | Finding:
    """Every value of a file that `reading.carried` holds; a Finding where nothing of it can be taken."""
    held = reading.carried
    assert held  # noqa: S101
    fields = {field.name for each in catalogue.exchange.formats for field in each.fields}
    unsaid = [pl.lit("").alias(name) for name in sorted(fields - {*held.frame.columns})]
    frame = meant(held.frame.with_columns(unsaid), held.format.code, catalogue)
    frame = frame.with_columns(pl.col(PERIOD).str.slice(0, 4).alias(YEAR))
    year = _year(frame)
    if isinstance(year, Finding):
        return year
    received = reading.submission.received_at
    if is_far_ahead(year, received):
        return Finding("period_ahead", params=ahead_words(year, received))
    frame = with_limits(frame, catalogue)
    formulas = [i.code for i in catalogue.indicators.values() if i.formula]
    is_formula = pl.col(INDICATOR).is_in(formulas).fill_null(value=False)
    frame = frame.with_columns(_problem(frame, held, year, is_formula, catalogue).alias(PROBLEM))
    broken = broken_identities(_usable(frame), catalogue)
    apart = {row: "value" + _AT + identity for row, (identity, _) in broken.items()}
    also = pl.col(ROW).replace_strict(apart, default=None, return_dtype=pl.String)
    frame = frame.with_columns(pl.coalesce(PROBLEM, also).alias(PROBLEM))
    usable = _usable(frame)
    wrong = wrong_formulas(usable, is_formula, catalogue)
    findings = [*_of_rows(frame, held, year, broken, catalogue), *(_formula(held, *each) for each in wrong)]
    accepted = usable.filter(~is_formula)
    counts = Counter(data=accepted.height + len(findings), rejected=len(findings))
    counts["other"] = frame.height - counts["data"]
    return _judged(replace(reading, period=year), held, accepted, findings, counts, catalogue)


def _usable(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that state a value and have no problem."""
    return frame.filter(pl.col(PROBLEM).is_null() & (pl.col("status") != "M"))


def _year(frame: pl.DataFrame) -> str | Finding:
    """The year that more than half of the values are about."""
    years = Counter(frame[YEAR].drop_nulls().to_list())
    if not years:
        return Finding("no_rows")
    year, rows = years.most_common(1)[0]
    if rows * 2 <= years.total():
        told = {"count": str(years.total() - rows), "found": ", ".join(sorted(years))}
        return Finding("item_periods", params=told)
    return str(year)


def _problem(frame: pl.DataFrame, held: Carried, year: str, is_formula: pl.Expr, catalogue: Catalogue) -> pl.Expr:
    """`field/check` of the first thing that is wrong with a row; null where nothing is."""
    stated = {field.name for field in held.format.fields}
    text, unit, missing = pl.col("value"), pl.col(UNIT), pl.col("status") == "M"
    blank = text == ""
    whole = unit.is_in([code for code, each in catalogue.units.items() if each.whole])
    about, limits = checks_of_limits(catalogue)
    checks: list[Check] = [
        ("element", "unknown_code", pl.col(INDICATOR).is_null()),
        ("indicator", "unknown_code", pl.col(INDICATOR).is_null()),
        ("measure", "unknown_code", pl.col(MEASURE).is_null()),
        ("area", "unknown_code", pl.col(DISTRICT).is_null()),
        ("submitter", "unknown_code", pl.col(SUBMITTER).is_null()),
        # Where codes are all that is listed, what they come to stands beside its terms.
        ("indicator", "exchange_formula", is_formula & pl.lit("code" not in stated)),
        ("breakdown", "unknown_code", pl.col(BREAKDOWN).is_null()),
        ("period", "exchange_period", pl.col(PERIOD).is_null() | _other_rhythm()),
        ("period", "item_period", pl.col(YEAR) != year),
        *about,
        ("code", "exchange_code", _other_code(catalogue)),
        ("unit", "wrong_unit", pl.col("unit") != unit),
        ("multiplier", "exchange_multiplier", ~pl.col("multiplier").is_in(["", "0"])),
        ("status", "unknown_code", ~pl.col("status").is_in(_STATUSES)),
        ("value", "exchange_missing", missing & ~blank),
        ("value", "missing", blank & ~missing),
        ("value", "exchange_number", ~blank & ~text.str.contains(_NUMBER)),
        ("value", "not_whole", ~blank & whole & ~text.str.contains(_WHOLE)),
        # What a formula gives may have more decimals than are kept of what is reported.
        ("value", "too_precise", ~blank & ~is_formula & ~text.str.contains(_KEPT)),
        *limits,
        ("decision", "exchange_decision", _other_decision(frame)),
        ("value", "duplicate_row", pl.struct(_KEY).is_duplicated()),
    ]
    return pl.coalesce(pl.when(bad).then(pl.lit(name + _AT + check)) for name, check, bad in checks if name in stated)


def _other_rhythm() -> pl.Expr:
    return (pl.col(FREQUENCY) == "quarterly") != pl.col(PERIOD).str.contains("-Q")


def _other_code(catalogue: Catalogue) -> pl.Expr:
    own = {code: " ".join(named) for code, named in coded(catalogue).items()}
    due = pl.col(INDICATOR).replace_strict(own, default="", return_dtype=pl.String)
    stated = (pl.col("body") + " " + pl.col("code")).str.strip_chars()
    return stated != due


def _other_decision(frame: pl.DataFrame) -> pl.Expr:
    """The first decision that a file names is that of all its targets."""
    named = frame.filter(pl.col("decision") != "").select("decision", "decided")
    number, day = named.row(0) if named.height else ("", "")
    other = (pl.col("decision") != number) | (pl.col("decided") != day)
    no_day = (pl.col("decided") != "") & pl.col("decided").str.to_date("%Y-%m-%d", strict=False).is_null()
    wrong: pl.Expr = (pl.col("decision") != "") & (other | no_day)
    return wrong


def _of_rows(
    frame: pl.DataFrame,
    held: Carried,
    year: str,
    broken: Broken,
    catalogue: Catalogue,
) -> Iterator[Finding]:
    """What is wrong with each row that is rejected, at its field."""
    rejected = frame.filter(pl.col(PROBLEM).is_not_null())
    again = rejected.filter(pl.col(PROBLEM).str.ends_with("duplicate_row"))
    again = again.group_by(_KEY).agg(pl.col(ROW).alias("__rows"))
    for row in rejected.join(again, on=_KEY, how="left", nulls_equal=True, maintain_order="left").iter_rows(named=True):
        name, _, check = row[PROBLEM].partition(_AT)
        identity, told = broken.get(row[ROW], ("", {}))
        if check == identity:
            yield replace(_finding(held, row, name, check, told), message="identity")
        else:
            yield _finding(held, row, name, check, _words(row, check, held, year, catalogue))


def _words(row: dict[str, Any], check: str, held: Carried, year: str, catalogue: Catalogue) -> dict[str, str]:
    """What the messages about a row may name."""
    others = [f"{held.sheet}!{n}" for n in row["__rows"] or () if n != row[ROW]]
    office, form = catalogue.submitters.get(row[OWNER] or ""), catalogue.forms.get(row[FORM] or "")
    limit = row[LEAST if check == "below_minimum" else MOST]
    return {
        "expected": office.vi if office and check == "other_office" else row[UNIT] or "",
        "form": form.name_vi if form else "",
        "limit": f"{limit.normalize():f}" if limit is not None else "",
        "period": row[PERIOD] or "",
        "year": year,
        "frequency": "2014-Q1" if row[FREQUENCY] == "quarterly" else "2014",
        "key": " / ".join(filter(None, (row[each] for each in _KEY))),
        "others": ", ".join(others[:_TOLD]) + (" …" if len(others) > _TOLD else ""),
    }


def _formula(held: Carried, row: dict[str, Any], check: str, told: str) -> Finding:
    return _finding(held, row, "value", check, {"expected": told})


def _finding(held: Carried, row: dict[str, Any], name: str, check: str, words: dict[str, str]) -> Finding:
    label = held.format.label(name)
    value, cell = str(row[name]), f"{held.letters.get(name, 'A')}{row[ROW]}"
    return Finding(check, held.sheet, cell, name, value, {"header": label, **words})


def _judged(
    reading: Reading,
    held: Carried,
    accepted: pl.DataFrame,
    findings: Sequence[Finding],
    counts: Counter[str],
    catalogue: Catalogue,
) -> Judged:
    file = reading.submission.submission_id
    told = [*reading.findings, *findings[: catalogue.limits.item_findings]]
    if len(findings) > catalogue.limits.item_findings:
        more = {"count": _number(len(findings)), "told": _number(catalogue.limits.item_findings)}
        told.append(Finding("item_rows_more", params=more, rejects=False))
    frames = framed(told, file, catalogue)
    # Who brought it is not late: nobody owes it.
    entry = ledger.entry(reading, counts, catalogue) | {"days_late": None}
    return Judged(
        ledger=pl.DataFrame([entry], schema=ledger.LEDGER, orient="row"),
        rejections=frames[True],
        warnings=frames[False],
        letters=pl.DataFrame(list(_letters(file, held)), schema=LETTERS, orient="row"),
        absences=pl.DataFrame(schema=ABSENCES),
        cumulative=pl.DataFrame(schema=CUMULATIVE),
        plan_bases=pl.DataFrame(list(_bases(file, accepted)), schema=PLAN_BASES, orient="row"),
        rows={"carried": _rows(file, held, accepted, catalogue)},
    )


def _number(count: int) -> str:
    return vietnamese(Decimal(count))


def _letters(file: str, held: Carried) -> Iterable[dict[str, str | int]]:
    if held.frame.height:
        place = {"first_row": held.frame[ROW].min(), "last_row": held.frame[ROW].max()}
        letter = held.letters["value"]
        yield {"submission_id": file, "sheet": held.sheet, "column_name": "value", "letter": letter} | place  # type: ignore[operator]


def _bases(file: str, accepted: pl.DataFrame) -> Iterator[dict[str, object]]:
    """The decision of a file's targets."""
    named = accepted.filter(pl.col("decision") != "").select("decision", "decided")
    for number, day in named.head(1).iter_rows():
        decided = date.fromisoformat(day) if day else None
        yield {"submission_id": file, "decision_number": number, "decision_date": decided}


def _rows(file: str, held: Carried, accepted: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The accepted values as rows of core.carried."""
    forms = {
        f"{code}{_AT}{measure}": known.code
        for code, indicator in catalogue.indicators.items()
        for measure in GIVEN
        if (known := form_of(indicator, measure, catalogue))
    }
    form = (pl.col(INDICATOR) + _AT + pl.col(MEASURE)).replace_strict(forms, default=None, return_dtype=pl.String)
    return accepted.select(
        pl.lit(file).alias("submission_id"),
        pl.lit(held.sheet).alias("sheet"),
        pl.col(ROW).alias("row"),
        (pl.lit(held.letters["value"]) + pl.col(ROW).cast(pl.String)).alias("cell"),
        pl.lit("value").alias("column_name"),
        pl.col(INDICATOR).alias("indicator"),
        pl.col(MEASURE).alias("measure"),
        pl.when(pl.col(SUBMITTER) != EXCHANGE).then(form).alias("form"),
        pl.col(SUBMITTER).alias("submitter"),
        pl.col(PERIOD).alias("period"),
        pl.col(PERIOD).str.slice(0, 4).cast(pl.Int32).alias("year"),
        _or_none(DISTRICT).alias("district"),
        _or_none(BREAKDOWN).alias("breakdown"),
        pl.col("value").cast(VALUE).alias("value"),
        (pl.col("status") == "P").alias("provisional"),
    )


def _or_none(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(name)
