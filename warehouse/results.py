"""What judging the rules found, kept over time: the table only grows."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from warehouse.checks import Outcome
from warehouse.reading import Record, records
from warehouse.store import sql
from warehouse.writes import append, transaction

Connection = duckdb.DuckDBPyConnection
KEPT = 20
_SCHEMA: dict[str, Any] = {
    "judged_at": pl.Datetime("us", PROVINCE_TIME.key),
    "rule": pl.String,
    "version": pl.Int32,
    "year": pl.Int32,
    "passed": pl.Boolean,
    "guilty": pl.Int64,
    "judged": pl.Int64,
    "waived_by": pl.Int64,
    "numbers": pl.String,
}


def keep(connection: Connection, outcomes: Sequence[Outcome]) -> None:
    """Append what was found: a row for a rule that holds, else one for each year in which it does not."""
    now = _now(connection)
    rows = [{"judged_at": now} | row for outcome in outcomes for row in _rows(outcome)]
    with transaction(connection):
        append(connection, "ops.rule_results", pl.DataFrame(rows, schema=_SCHEMA))


def _now(connection: Connection) -> datetime:
    """The moment that it is; where the clock was set back, one just after the last judgement: the newest one counts."""
    row = connection.execute(sql("last_judged")).fetchone()
    now = datetime.now(PROVINCE_TIME)
    return max(now, row[0] + timedelta(microseconds=1)) if row and row[0] else now


def _rows(outcome: Outcome) -> Iterator[Record]:
    rule = outcome.rule
    row: Record = {"rule": rule.code, "version": rule.version, "passed": outcome.passed, "guilty": 0}
    row["judged"] = outcome.rows.height
    if outcome.passed:
        yield row
    for year in outcome.years:
        guilty = outcome.guilty.filter(pl.col("year").eq_missing(pl.lit(year)))
        decision = outcome.waived.get(year) if year is not None else None
        yield row | {
            "year": year,
            "guilty": guilty.height,
            "waived_by": decision["decision_no"] if decision else None,
            "numbers": json.dumps(list(_numbers(guilty.head(KEPT).rows(named=True))), ensure_ascii=False, default=str),
        }


def _numbers(guilty: Iterable[Record]) -> Iterator[Record]:
    for row in guilty:
        yield {"about": row["about"], "value": row["value"], "against": row["against"]}


def broken(connection: Connection, year: int | None = None) -> list[Record]:
    """The rules that did not hold when last judged, one record a rule and year (or of one year alone).

    Each: judged_at, rule, version, year, guilty, waived_by and waived_until (None where nobody waived it), and
    `numbers`: about, value and against of the first guilty rows, values exact.
    """
    found = [row | {"numbers": _read(row["numbers"])} for row in records(connection, sql("broken_rules"))]
    return [row for row in found if year is None or row["year"] == year]


def holding_back(connection: Connection, catalogue: Catalogue) -> list[Record]:
    """Those of `broken` for which publication waits: of blocking rules, where nobody waived them."""
    rules = catalogue.rules
    return [row for row in broken(connection) if rules[row["rule"]].blocking and row["waived_by"] is None]


def open_rules(connection: Connection) -> list[Record]:
    """The rules that do not hold and that nobody waived, one record a rule and year: as `broken`, with `since`.

    `since`: when it was first found so, without a judgement in between that found otherwise.
    """
    return [row | {"numbers": _read(row["numbers"])} for row in records(connection, sql("open_rules"))]


def history(connection: Connection, rule: str, year: int | None = None, rows: int = 50) -> list[Record]:
    """What judging a rule found over time, the newest first; `numbers` as in `broken`, empty where it held."""
    asked: dict[str, object] = {"rule": rule, "year": year, "rows": rows}
    return [row | {"numbers": _read(row["numbers"])} for row in records(connection, sql("rule_history"), asked)]


def newest(connection: Connection, most: int = 10) -> dict[str, list[Record]]:
    """Rule -> what its last `most` judgements found, the newest first: as `history`, with `judged`, `waived_until`."""
    by: dict[str, list[Record]] = {}
    for row in records(connection, sql("newest_results"), {"most": most}):
        by.setdefault(row["rule"], []).append(row | {"numbers": _read(row["numbers"])})
    return by


def _read(numbers: str | None) -> list[Record]:
    kept: list[Record] = json.loads(numbers or "[]")
    return [row | {name: _figure(row[name]) for name in ("value", "against")} for row in kept]


def _figure(value: str | int | None) -> Decimal | str | None:
    """A kept number, exact; what was compared may have been a word."""
    try:
        return None if value is None else Decimal(str(value))
    except ArithmeticError:
        return str(value)
