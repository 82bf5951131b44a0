"""The rules of the warehouse, judged: in SQL (`warehouse/checks/<code>.sql`) and by Great Expectations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from schemas.rules import Rule
from warehouse.decisions import waivers
from warehouse.dimensions import appendix_cells
from warehouse.expectations import Answer, Question, asked
from warehouse.models import pending_years
from warehouse.reading import Record
from warehouse.store import HERE, rules_version, sql

Connection = duckdb.DuckDBPyConnection
NUMBERS = ("year", "about", "value", "against")
_EXCESS: Mapping[str, Any] = {"column": "excess", "max_value": 0}
_WITHIN = "expect_column_values_to_be_between"


@dataclass(frozen=True)
class Outcome:
    """What judging a rule found.

    `rows`: what was judged; `guilty`: the rows that break the rule, both with `year`, `about`, `value`, `against`
    first. `observed`: the counts of Great Expectations. `waived`: year -> the decision by which the rule need not
    hold for that year today; `lapsed`: that by which it need not until some day.
    """

    rule: Rule
    rows: pl.DataFrame
    guilty: pl.DataFrame
    observed: Mapping[str, Any] = field(default_factory=dict)
    waived: Mapping[int, Record] = field(default_factory=dict)
    lapsed: Mapping[int, Record] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether no row is guilty."""
        return self.guilty.is_empty()

    @property
    def years(self) -> list[int | None]:
        """The years that the guilty rows are of; None where they are of none."""
        return self.guilty["year"].unique().sort().to_list()

    @property
    def blocking(self) -> bool:
        """Whether publication must wait: the rule is broken in a year for which nobody waived it."""
        return self.rule.blocking and any(year is None or year not in self.waived for year in self.years)


def text(rule: Rule) -> str:
    """The SQL of a rule that is not an expectation of a table; raises ValueError when there is none."""
    path = HERE / "checks" / f"{rule.code}.sql"
    if not path.is_file():
        raise ValueError(f"rule {rule.code!r}: warehouse/checks/ has no {path.name}, and it is no expectation")
    return path.read_text(encoding="utf-8").rstrip()


def judge(connection: Connection, catalogue: Catalogue, rules: Sequence[Rule]) -> list[Outcome]:
    """Judge rules over the whole warehouse: what is published is the whole. Reads only.

    A rule about every value ever received is judged where anything happened: see `_asked`.

    Great Expectations is imported only where one of the rules needs it; that takes seconds.
    Raises ValueError, naming the rule, for one that cannot be judged.
    """
    tables: dict[tuple[str, str], pl.DataFrame] = {}
    frames = {rule.code: _frame(connection, catalogue, rule, tables) for rule in rules}
    declared = _Declared(catalogue, frames)
    questions = [q for rule in rules if (q := _question(rule, frames[rule.code], declared))]
    answers = asked(questions) if questions else {}
    waived, lapsed = waivers(connection), waivers(connection, over=True)
    names = {i.code: catalogue.name_vi(i) for i in catalogue.indicators.values()}
    outcomes = [_outcome(rule, frames[rule.code], answers.get(rule.code), names) for rule in rules]
    return [
        replace(each, waived=waived.get(each.rule.code, {}), lapsed=lapsed.get(each.rule.code, {})) for each in outcomes
    ]


def _frame(
    connection: Connection, catalogue: Catalogue, rule: Rule, tables: dict[tuple[str, str], pl.DataFrame]
) -> pl.DataFrame:
    """The rows that the rule judges; for one in plain SQL the guilty ones. Rules about the same rows share a frame."""
    if rule.expectation:
        about = (rule.table, rule.only)
        if about not in tables:
            frame = connection.execute(sql("all_rows", table=rule.table)).pl()
            tables[about] = _filtered(frame, rule)
        return tables[about]
    if not rule.compares:
        return connection.execute(text(rule), _asked(connection, catalogue, rule)).pl()
    compared = {"exact": rule.compares == "==", "tolerance": rule.tolerance} | _asked(connection, catalogue, rule)
    return connection.execute(sql("compare", comparison=text(rule)), compared).pl()


def _asked(connection: Connection, catalogue: Catalogue, rule: Rule) -> dict[str, object]:
    """The years for a rule that asks for `$years`: those whose figures are old, and those that broke it last time.

    A rule that compares is asked of every year where there is none of these: what it compared is told.
    """
    if "$years" not in text(rule):
        return {}
    pending = pending_years(connection, rules_version(catalogue.version))
    broke = connection.execute(sql("rule_years"), {"rule": rule.code}).fetchall()
    years = {*pending, *(year for (year,) in broke)}
    if rule.compares and not years:
        years = {year for (year,) in connection.execute(sql("years_of", table="kpi.indicator_year")).fetchall()}
    return {"years": sorted(years)}


def _filtered(frame: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    try:
        return frame.filter(pl.sql_expr(rule.only)) if rule.only else frame
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"rule {rule.code!r}: {rule.only!r} is no condition of {rule.table}: {error}") from error


def _question(rule: Rule, frame: pl.DataFrame, declared: "_Declared") -> Question | None:
    if rule.compares:
        return Question(rule.code, frame, _WITHIN, _EXCESS)
    if not rule.expectation:
        return None
    kwargs = {name: declared.named(rule, v["from"]) if isinstance(v, dict) else v for name, v in rule.kwargs.items()}
    return Question(rule.code, frame, rule.expectation, kwargs)


def _outcome(rule: Rule, frame: pl.DataFrame, answer: Answer | None, names: Mapping[str, str]) -> Outcome:
    rows = _numbered(rule, frame, names) if rule.expectation else frame
    if answer is None:
        return Outcome(rule, rows, rows)
    guilty = rows[list(answer.guilty)]
    if not answer.success and guilty.is_empty():
        guilty = _whole(rule, answer)
    return Outcome(rule, rows, guilty, answer.observed)


def _numbered(rule: Rule, frame: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """The rows of a table with what they are about (an indicator by its name) and an expectation's numbers in front."""
    kwargs = rule.kwargs
    first, second = kwargs.get("column") or kwargs.get("column_A"), kwargs.get("column_B")
    about = next((name for name in ("label", "indicator") if name in frame.columns), None)
    return frame.select(
        pl.col("year") if "year" in frame.columns else pl.lit(None, pl.Int64).alias("year"),
        (pl.col(about).replace(names) if about else pl.lit("")).alias("about"),
        (pl.col(first) if first else pl.lit(None, pl.Int64)).alias("value"),
        (pl.col(second) if second else _bound(kwargs)).alias("against"),
        *(pl.col(name) for name in frame.columns if name not in NUMBERS),
    )


def _bound(kwargs: Mapping[str, Any]) -> pl.Expr:
    """Which of its bounds a value is beyond."""
    least, most = (pl.lit(kwargs.get(name), pl.Int64) for name in ("min_value", "max_value"))
    below = pl.col(kwargs["column"]) < least if kwargs.get("min_value") is not None else pl.lit(value=False)
    return pl.when(below).then(least).otherwise(pl.coalesce(most, least))


def _whole(rule: Rule, answer: Answer) -> pl.DataFrame:
    """What is wrong with a table as a whole, as one row: what it has, and what it should have."""
    row = {
        "year": None,
        "about": rule.table,
        "value": answer.observed.get("observed_value"),
        "against": answer.expected,
    }
    return pl.DataFrame([row], schema={"year": pl.Int64, "about": pl.String, "value": pl.Int64, "against": pl.Int64})


class _Declared:
    """What `{from: ...}` of a rule may name."""

    def __init__(self, catalogue: Catalogue, frames: Mapping[str, pl.DataFrame]) -> None:
        self._catalogue, self._frames = catalogue, frames

    def named(self, rule: Rule, name: str) -> Any:
        """The declared value; raises ValueError when nothing of that name is declared for the rule's table."""
        found = dict(self._of(rule))
        if name not in found:
            raise ValueError(f"rule {rule.code!r}: nothing is declared as {name!r} for {rule.table}")
        return found[name]

    def _of(self, rule: Rule) -> Iterator[tuple[str, Any]]:
        yield "indicators", sorted(self._catalogue.indicators)
        for appendix in self._catalogue.appendices.values():
            if rule.table == f"kpi.appendix_{appendix.number}":
                cells = list(appendix_cells(appendix, self._catalogue))
                yield "row_labels", sorted({(cell["row"], cell["label"]) for cell in cells})
                yield "row_units", sorted({(cell["row"], cell["unit"]) for cell in cells}, key=str)
                yield "rows_of_all_years", len(appendix.rows) * self._frames[rule.code]["year"].n_unique()
