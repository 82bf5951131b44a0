"""The warehouse as it stood at a moment, or as it would be with more in it: the same models over a read-only file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb

from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from schemas.home import OfProvinces
from warehouse.migrate import create_views, view_select
from warehouse.models import OBSERVED, kpi_models, rebuild, tables_of
from warehouse.reading import Record
from warehouse.store import CLOCK, PATIENCE, connected, literal, rules_version, sql

Connection = duckdb.DuckDBPyConnection

# The tables of which each row has a moment. What belongs to a receipt needs none of its own: it is not
# there before the receipt is.
MOMENTS: Mapping[str, str] = {
    "ops.receipts": "ingested_at",
    "ops.decisions": "decided_at",
    "ops.chain": "linked_at",
    "ops.figure_changes": "published_at",
    "ops.publications": "published_at",
    "ops.vintages": "recorded_at",
}
_NO_PAST = (
    "Số liệu cả nước cộng từ những gì các tỉnh đã công bố, không từ báo cáo nhận ở đây, nên không tính lại theo một"
    " thời điểm được. Hãy hỏi ở thư mục của từng tỉnh (SOLIEU_HOME=…/provinces/<mã>), hoặc hỏi bản đã ký của cả nước"
    " (solieu sign, errata, --signed). / A country's figures are added up of what its provinces published, and not"
    " worked out again as of a moment. Ask in the provinces' homes, or for the country's signed reports."
)
# Where a trial's new rows go: schemas in memory, of the names that `warehouse.loading.load` puts this before.
FRESH = "fresh_"
# The values that are worked out here; `kpi.observed` sees those of the file besides, of years that are the same here.
_OBSERVED_HERE = "kpi.observed_here"
# What says which returns and plans count, each after those that it reads.
_COUNTED = ("ops.submissions", "core.returns", "core.plan_versions", "core.plans_in_force")


@contextmanager
def as_of(
    path: Path, moment: datetime, years: Sequence[int], catalogue: Catalogue, patience: float = PATIENCE
) -> Iterator[Connection]:
    """A connection that sees the warehouse in the file `path` as of a moment, with the figures of those years.

    Nothing is written to the file. Today's declarations and models are used: they are what the figures of
    then are judged by now. Raises NoWarehouse when there is no file, OfProvinces for figures of a country.
    """

    def until(connection: Connection, table: str) -> None:
        if table in MOMENTS:
            words = {"column": MOMENTS[table], "moment": literal(moment.isoformat())}
            connection.execute(sql("overlay_until", table=table, **words))
        else:
            connection.execute(sql("overlay_table", table=table))

    with connected(path, read_only=True, patience=patience) as connection:
        if years and is_national(connection):
            raise OfProvinces(_NO_PAST)
        day = moment.astimezone(PROVINCE_TIME).date()
        connection.execute(sql("overlay_here"))
        _overlay(connection, catalogue, until, today=f"date {literal(day.isoformat())}")
        build_over(connection, years, catalogue)
        yield connection


@contextmanager
def beside(connection: Connection) -> Iterator[Connection]:
    """One more connection to an open warehouse, which sees what was committed, and registers things for itself."""
    with connection.cursor() as another:
        another.execute(CLOCK)
        another.execute("use warehouse")
        yield another


@contextmanager
def counted_through(connection: Connection, last: Record, catalogue: Catalogue) -> Iterator[Connection]:
    """Beside an open warehouse, the returns and plans (_COUNTED) that counted up to a receipt and a decision.

    `last`: `through_no`, `through_decision`.
    """
    views = {view: view_select(view, catalogue) for view in _COUNTED}
    tables = {table.replace("/", ".") for text in views.values() for table in tables_of(text)} - views.keys()
    with _beside(connection) as then:
        for schema in sorted({relation.partition(".")[0] for relation in (*tables, *views)}):
            then.execute(sql("overlay_schema", schema=schema))
        for table in sorted(tables):
            _through(then, table, last)
        for view, text in views.items():
            then.execute(sql("create_view", view=view, model=text))
        yield then


@contextmanager
def built_through(
    connection: Connection, last: Record, years: Sequence[int], catalogue: Catalogue
) -> Iterator[Connection]:
    """Beside an open warehouse, all of it up to the receipt and the decision of a publication, with those years built.

    `last`: as of `counted_through`, and when it was made, `published_at`; today's declarations and models are used.
    """
    day = last["published_at"].astimezone(PROVINCE_TIME).date()
    with _beside(connection) as then:
        _overlay(then, catalogue, partial(_through, last=last), today=f"date {literal(day.isoformat())}")
        build_over(then, years, catalogue)
        yield then


@contextmanager
def _beside(connection: Connection) -> Iterator[Connection]:
    """A connection to an empty database in memory, which goes again, beside the open warehouse."""
    with beside(connection) as then:
        then.execute(sql("attach", file="':memory:'", alias="counted_then", mode="type duckdb"))
        then.execute("use counted_then")
        yield then
        then.execute("use warehouse")
        then.execute("detach counted_then")


def _through(connection: Connection, table: str, last: Record) -> None:
    """Lay a table as it was up to the last receipt and decision."""
    kept = {"ops.receipts": ("receipt_no", "through_no"), "ops.decisions": ("decision_no", "through_decision")}
    if table not in kept:
        connection.execute(sql("overlay_table", table=table))
        return
    column, number = kept[table]
    connection.execute(sql("overlay_through", table=table, column=column, number=str(last[number])))


def is_national(connection: Connection) -> bool:
    """Whether the open warehouse holds a country's figures, taken over from what its provinces published."""
    return connection.execute(sql("country_there")).fetchone() is not None


@contextmanager
def trial(path: Path, catalogue: Catalogue, patience: float = PATIENCE) -> Iterator[Connection]:
    """A connection that sees the warehouse in the file `path` together with what is loaded into FRESH.

    Nothing is written to the file, and nothing of it is copied: the new rows lie in memory beside it. The
    warehouse must be up to date (`warehouse.migrate.is_current`). KPI tables are empty before `build_over`.
    Waits for whoever writes the file, then raises WarehouseBusy.
    """

    def with_fresh(connection: Connection, table: str) -> None:
        schema = FRESH + table.partition(".")[0]
        connection.execute(sql("overlay_schema", schema=schema))
        connection.execute(sql("overlay_empty", target=FRESH + table, table=table))
        connection.execute(sql("overlay_both", table=table))

    with connected(path, read_only=True, patience=patience) as connection:
        connection.execute(sql("overlay_here"))
        _overlay(connection, catalogue, with_fresh)
        yield connection


@contextmanager
def without_fresh(connection: Connection) -> Iterator[None]:
    """A trial as if nothing had come: a row of a receipt that is not in the ledger counts for nothing."""
    connection.execute(sql("overlay_table", table="ops.receipts"))
    yield
    connection.execute(sql("overlay_both", table="ops.receipts"))


def build_over(connection: Connection, years: Sequence[int], catalogue: Catalogue) -> None:
    """The KPI tables of those years, over values of the years before them that the file holds, where it does."""
    if not years:
        return
    before = {year - 1 for year in years} - {*years}
    asked: dict[str, object] = {"years": sorted(before), "registers": catalogue.registers}
    asked |= {"of_model": OBSERVED, "rules": rules_version(catalogue.version)}
    held = [year for (year,) in connection.execute(sql("held_years"), asked).fetchall()]
    connection.execute(sql("overlay_held"), {"years": held})
    rebuild(connection, OBSERVED, sorted({*years, *before} - {*held}), catalogue, into=_OBSERVED_HERE)
    for model in kpi_models(catalogue):
        if model != OBSERVED:
            rebuild(connection, model, sorted(years), catalogue)


def _overlay(
    connection: Connection,
    catalogue: Catalogue,
    lay: Callable[[Connection, str], None],
    today: str = "current_date",
) -> None:
    """Put every table, macro and view of the warehouse where the connection works, which is empty.

    What models write is empty there, the rest is laid.
    """
    for (table,) in connection.execute(sql("overlay_tables")).fetchall():
        schema = table.partition(".")[0]
        connection.execute(sql("overlay_schema", schema=schema))
        if table == OBSERVED.replace("/", "."):
            connection.execute(sql("overlay_empty", target=_OBSERVED_HERE, table=table))
            connection.execute(sql("overlay_observed", here=_OBSERVED_HERE))
        elif schema == "kpi" or table == "ops.model_builds":
            connection.execute(sql("overlay_empty", target=table, table=table))
        elif schema == "dim":
            connection.execute(sql("overlay_table", table=table))
        else:
            lay(connection, table)
    for name, parameters, body in connection.execute(sql("overlay_macros")).fetchall():
        connection.execute(sql("overlay_macro", macro=name, parameters=", ".join(parameters), body=body))
    create_views(connection, catalogue, today=today)
