"""Figures that could be read and may yet be wrong: told to the sender with what they were compared with.

Compared is what the same submitter reported for the same row and column in the periods before. The bounds are
declared in `schemas/plausibility.yaml`, what each warning means in docs/plausibility.md. Nothing is rejected here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from schemas.calendar import period_vi, periods_before
from schemas.declarations import Catalogue
from schemas.frames import VALUE
from schemas.records import Form
from schemas.reporting import Movement
from sources.exchanged import AT, COLUMN, OWN, THEIRS, exchanged, label_of
from sources.explaining import at
from sources.findings import Finding
from sources.numbers import vietnamese
from sources.reading import Reading
from sources.typed import UNIT

SUBMITTER, PERIOD = "__submitter", "__period"
_VALUE, _BEFORE, _THEN = "__value", "__before", "__then"
_SINCE, _PREVIOUS = "__since", "__previous"
_FIGURE = (AT, COLUMN)
_TOLD = 10

Record = dict[str, Any]


@dataclass(frozen=True)
class _Doubt:
    """A figure (row of the frame, column) and the words of what it was compared with; amounts in the base unit."""

    at: int
    column: str
    check: str
    amounts: Mapping[str, Decimal]
    words: Mapping[str, str]

    def finding(self, frame: pl.DataFrame, form: Form, catalogue: Catalogue) -> tuple[str, Finding]:
        """The finding at its cell, amounts in the unit that the cell is in."""
        row, column = frame.row(self.at, named=True), form.column(self.column)
        factor = catalogue.stated_units[row[column.unit_column or column.name + UNIT]].factor
        params = {name: vietnamese(amount / factor) for name, amount in self.amounts.items()} | dict(self.words)
        return row["submission_id"], at(row, column, self.check, params=params, rejects=False)


def compared_periods(read: Iterable[Reading], form: Form, catalogue: Catalogue) -> list[tuple[str, str]]:
    """The (submitter, period) of every earlier return that the readings of a form are compared with."""
    mine = [r for r in read if r.form == form.code and r.submitter and r.period and not r.problem]
    most = catalogue.plausibility.periods
    return sorted({(r.submitter or "", p) for r in mine for p in periods_before(form, r.period or "", most)})


def doubts(
    accepted: pl.DataFrame, read: Iterable[Reading], history: pl.DataFrame | None, form: Form, catalogue: Catalogue
) -> list[tuple[str, Finding]]:
    """The doubtful figures among the accepted rows of a form (a typed frame), as warnings per submission.

    `history`: what counts of the `compared_periods`: `__submitter`, `__period`, the key and the measures of the
    form in base units. Earlier returns of the same batch count before it.
    """
    mine = _placed(accepted, read, form, catalogue)
    if not mine.height:
        return []
    known = _known(mine, history, form)
    pairs = _pairs(mine, known, form)
    measured = _measured(mine, form).join(_spread(pairs), on=_FIGURE, maintain_order="left")
    units, changed = _unit_changes(measured, catalogue)
    copied, columns = _copied(mine, pairs, form, catalogue)
    swapped = list(_exchanged(mine, known, form, catalogue))
    exchanged_rows = {doubt.at for doubt in swapped}
    rest = measured.join(changed, on=_FIGURE, how="anti", maintain_order="left")
    rest = rest.filter(~pl.col(AT).is_in(list(exchanged_rows)))
    moved = [d for movement in form.movements for d in _movements(mine, known, movement, form, catalogue)]
    moved = [doubt for doubt in moved if doubt.at not in exchanged_rows]
    told = {(each["submission_id"], each[COLUMN]) for each in columns}
    # What is said of a whole column, or of the unit, is not said of its stock once more.
    said = {*changed.rows(), *((d.at, d.column) for d in moved if (_file(accepted, d.at), d.column) in told)}
    found = [*units, *swapped, *_outside(rest, catalogue), *copied, *(d for d in moved if (d.at, d.column) not in said)]
    doubted = [doubt.finding(accepted, form, catalogue) for doubt in sorted(found, key=lambda doubt: doubt.at)]
    return [*doubted, *_fewer(mine, known, form, catalogue)]


def _fewer(mine: pl.DataFrame, known: pl.DataFrame, form: Form, catalogue: Catalogue) -> Iterator[tuple[str, Finding]]:
    """The rows of the submitter's return before that this one says nothing of, where the form asks for none of them.

    Of the rows that it asks for `row_absent` tells; registers have no rows of their own.
    """
    if form.having("breakdown") or form.asks_each_row:
        return
    keys = list(form.key)
    returns = mine.select("submission_id", SUBMITTER, _PREVIOUS).unique(maintain_order=True)
    before = known.select(SUBMITTER, pl.col(PERIOD).alias(_PREVIOUS), *keys)
    owed = returns.join(before, on=[SUBMITTER, _PREVIOUS], maintain_order="left")
    lost = owed.join(mine, on=["submission_id", *keys], how="anti", maintain_order="left")
    for (submission_id, previous), rows in lost.group_by("submission_id", _PREVIOUS, maintain_order=True):
        labels = [label_of(line, form, catalogue) for line in rows.select(keys).iter_rows(named=True)]
        told = "; ".join(labels[:_TOLD]) + (" …" if len(labels) > _TOLD else "")
        params = {"count": str(len(labels)), "period": period_vi(str(previous)), "rows": told}
        yield str(submission_id), Finding("rows_fewer", params=params, rejects=False)


def _file(frame: pl.DataFrame, row: int) -> str:
    return str(frame["submission_id"][row])


def _placed(accepted: pl.DataFrame, read: Iterable[Reading], form: Form, catalogue: Catalogue) -> pl.DataFrame:
    """The accepted rows by number, with whose return they are and the first and last period to compare with."""
    most = catalogue.plausibility.periods
    returns = [
        (r.submission.submission_id, r.submitter, r.period, before[0], before[-1])
        for r in read
        if r.form == form.code and r.submitter and r.period and (before := periods_before(form, r.period, most))
    ]
    names = ("submission_id", SUBMITTER, PERIOD, _SINCE, _PREVIOUS)
    frame = pl.DataFrame(returns, schema=dict.fromkeys(names, pl.String), orient="row").with_row_index("__order")
    measures = [column.name for column in form.having("measure")]
    rows = accepted.with_row_index(AT).select(AT, "submission_id", *form.key, *measures)
    return rows.join(frame, on="submission_id", maintain_order="left")


def _known(mine: pl.DataFrame, history: pl.DataFrame | None, form: Form) -> pl.DataFrame:
    """What counts of the earlier returns: of a return that comes in this batch, its last submission."""
    names = [SUBMITTER, PERIOD, *form.key]
    measures = [pl.col(column.name).cast(VALUE) for column in form.having("measure")]
    batch = mine.filter(pl.col("__order") == pl.col("__order").max().over(SUBMITTER, PERIOD)).select(*names, *measures)
    if history is None:
        return batch
    held = history.select(*names, *measures).join(batch, on=[SUBMITTER, PERIOD], how="anti")
    return pl.concat([held, batch])


def _measured(mine: pl.DataFrame, form: Form) -> pl.DataFrame:
    """A row per figure."""
    on = [column.name for column in form.having("measure")]
    index = [name for name in mine.columns if name not in on]
    return mine.unpivot(on=on, index=index, variable_name=COLUMN, value_name=_VALUE).drop_nulls(_VALUE)


def _pairs(mine: pl.DataFrame, known: pl.DataFrame, form: Form) -> pl.DataFrame:
    """Each figure beside each earlier one of the same submitter, row and column."""
    before = known.unpivot(
        on=[column.name for column in form.having("measure")],
        index=[SUBMITTER, PERIOD, *form.key],
        variable_name=COLUMN,
        value_name=_BEFORE,
    ).drop_nulls(_BEFORE)
    return (
        _measured(mine, form)
        .join(before.rename({PERIOD: _THEN}), on=[SUBMITTER, *form.key, COLUMN], maintain_order="left")
        .filter((pl.col(_THEN) < pl.col(PERIOD)) & (pl.col(_THEN) >= pl.col(_SINCE)))
    )


def _spread(pairs: pl.DataFrame) -> pl.DataFrame:
    """Per figure: how many earlier ones, their median and median deviation (of an even number the lower middle)."""
    middle = pairs.group_by(_FIGURE, maintain_order=True).agg(
        pl.len().alias("count"),
        _middle(_BEFORE).alias("median"),
        pl.col(_THEN).min().alias("first"),
        pl.col(_THEN).max().alias("last"),
    )
    apart = pairs.join(middle, on=_FIGURE).with_columns((pl.col(_BEFORE) - pl.col("median")).abs().alias("apart"))
    return middle.join(apart.group_by(_FIGURE).agg(_middle("apart").alias("deviation")), on=_FIGURE)


def _middle(name: str) -> pl.Expr:
    return pl.col(name).sort().get((pl.len() - 1) // 2)


def _outside(measured: pl.DataFrame, catalogue: Catalogue) -> Iterator[_Doubt]:
    """Figures outside the submitter's own history; the bounds as they are told are rounded to whole base units."""
    rule, value, median = catalogue.plausibility, pl.col(_VALUE), pl.col("median")
    reach = pl.col("deviation") * rule.deviations
    above = (value > median + reach) & (value > median * rule.times)
    below = (value < median - reach) & (value * rule.times < median)
    judged = (pl.col("count") >= rule.least_periods) & (pl.max_horizontal(_VALUE, "median") >= rule.small)
    for row in measured.filter(judged & (above | below)).iter_rows(named=True):
        wide = row["deviation"] * rule.deviations
        low = max(min(row["median"] - wide, row["median"] / rule.times), Decimal(0))
        high = max(row["median"] + wide, row["median"] * rule.times)
        yield _doubt(row, "outside_history", {"low": _whole(low), "high": _whole(high)})


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _doubt(row: Record, check: str, amounts: Mapping[str, Decimal], **words: str) -> _Doubt:
    told = {"count": str(row["count"]), "first": period_vi(row["first"]), "last": period_vi(row["last"])}
    return _Doubt(row[AT], row[COLUMN], check, {"median": row["median"], **amounts}, told | words)


def _unit_changes(measured: pl.DataFrame, catalogue: Catalogue) -> tuple[list[_Doubt], pl.DataFrame]:
    """Figures that are about a thousand or a million times the submitter's own, or as much below.

    Where at least half of a column changed so, it is told once. Gives also every figure that changed.
    """
    rule = catalogue.plausibility
    value, median = pl.col(_VALUE), pl.col("median")
    sized = measured.drop_nulls("median").filter(pl.min_horizontal(_VALUE, "median") >= rule.trivial)
    factor = pl.coalesce(
        pl.when(_about(large, small, each, rule.unit_times)).then(sign * each)
        for each in rule.unit_factors
        for large, small, sign in ((value, median, 1), (median, value, -1))
    )
    sized = sized.with_columns(factor.alias("factor")).with_columns(
        pl.len().over("submission_id", COLUMN).alias("of"),
        pl.len().over("submission_id", COLUMN, "factor").alias("alike"),
    )
    changed = sized.filter(pl.col("factor").is_not_null())
    whole = (pl.col("alike") * 2 >= pl.col("of")) & (pl.col("alike") > 1)
    once = changed.filter(whole).unique(["submission_id", COLUMN, "factor"], keep="first", maintain_order=True)
    found = [_unit_change(row, "unit_changed_column") for row in once.iter_rows(named=True)]
    found += [_unit_change(row, "unit_changed") for row in changed.filter(~whole).iter_rows(named=True)]
    return found, changed.select(_FIGURE)


def _about(large: pl.Expr, small: pl.Expr, factor: int, times: int) -> pl.Expr:
    """Whether one figure is about `factor` times the other: no more than `times` off, either way."""
    return (large * times >= small * factor) & (large <= small * (factor * times))


def _unit_change(row: Record, check: str) -> _Doubt:
    factor = vietnamese(Decimal(abs(row["factor"])))
    words = {"relation_vi": f"nhỏ hơn khoảng {factor} lần", "relation_en": f"about 1/{factor} of"}
    if row["factor"] > 0:
        words = {"relation_vi": f"gấp khoảng {factor} lần", "relation_en": f"about {factor} times"}
    return _doubt(row, check, {}, alike=str(row["alike"]), of=str(row["of"]), **words)


def _copied(
    mine: pl.DataFrame, pairs: pl.DataFrame, form: Form, catalogue: Catalogue
) -> tuple[list[_Doubt], list[Record]]:
    """Columns that repeat an earlier period in every row, told at their first figure; and which they are."""
    again = pairs.filter(pl.col(_VALUE) == pl.col(_BEFORE))
    by_column, telling = ["submission_id", COLUMN], pl.col(_VALUE) >= catalogue.plausibility.trivial
    repeated = (
        again.group_by(*by_column, _THEN)
        .agg(pl.len().alias("same"), telling.sum().alias("count"))
        .sort("same", _THEN, descending=True)
        .unique(by_column, keep="first", maintain_order=True)
    )
    columns = (
        _measured(mine, form)
        .sort(AT)
        .with_columns(pl.len().over(by_column).alias("figures"))
        .filter(telling)
        .unique(by_column, keep="first", maintain_order=True)
        .join(repeated, on=by_column, maintain_order="left")
        .filter((pl.col("same") == pl.col("figures")) & (pl.col("count") >= catalogue.plausibility.copied_figures))
        .to_dicts()
    )
    return [
        _Doubt(
            row[AT],
            row[COLUMN],
            "copied_column",
            {"before": row[_VALUE]},
            {"count": str(row["figures"]), "previous": period_vi(row[_THEN])},
        )
        for row in columns
    ], columns


def _exchanged(mine: pl.DataFrame, known: pl.DataFrame, form: Form, catalogue: Catalogue) -> Iterator[_Doubt]:
    """Rows with the figures that another row of the file held in the period before, and it with theirs."""
    on, held = [SUBMITTER, _PREVIOUS, *form.key], known.rename({PERIOD: _PREVIOUS})
    for row in exchanged(mine, held, on, form, catalogue.plausibility):
        amounts = {"before": row[OWN], "other_before": row[THEIRS]}
        words = {"other": label_of(row, form, catalogue), "previous": period_vi(row[_PREVIOUS])}
        yield _Doubt(row[AT], row[COLUMN], "rows_exchanged", amounts, words)


def _movements(
    mine: pl.DataFrame, known: pl.DataFrame, movement: Movement, form: Form, catalogue: Catalogue
) -> Iterator[_Doubt]:
    """Stocks that rise by more than was added, or stand still although much was added, since the period before."""
    rule, on = catalogue.plausibility, [SUBMITTER, _PREVIOUS, *form.key]
    before = known.select(SUBMITTER, pl.col(PERIOD).alias(_PREVIOUS), *form.key, pl.col(movement.stock).alias(_BEFORE))
    flow, stock = pl.col(movement.flow), pl.col(movement.stock)
    excess = stock - pl.col(_BEFORE) - flow
    rises = (excess >= rule.trivial) & (excess * 100 > pl.col(_BEFORE) * rule.moves_percent)
    still = (stock == pl.col(_BEFORE)) & (flow >= rule.small) & (flow * 100 >= stock * rule.added_percent)
    check = pl.when(rises).then(pl.lit("stock_exceeds")).when(still).then(pl.lit("stock_still"))
    found = mine.join(before, on=on, maintain_order="left").with_columns(check.alias("check")).drop_nulls("check")
    for row in found.iter_rows(named=True):
        amounts = {"before": row[_BEFORE], "rise": row[movement.stock] - row[_BEFORE], "flow": row[movement.flow]}
        words = {"previous": period_vi(row[_PREVIOUS]), "flow_header": form.column(movement.flow).label}
        yield _Doubt(row[AT], movement.stock, row["check"], amounts, words)
