"""The KPI models: each `.sql` file in `warehouse/models/kpi/` is a bare select that becomes a table of its name.

But `appendix.sql`, which becomes one for each appendix that is declared: `kpi.appendix_1` and so on.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

import duckdb
from jinja2 import Environment, StrictUndefined, Template

from schemas.catalogue import Catalogue
from warehouse.reading import records
from warehouse.store import HERE, opened, rules_version, sql
from warehouse.writes import transaction

Connection = duckdb.DuckDBPyConnection

# The values of a year and, for its growth, of the one before.
KPI = "kpi"
OBSERVED = "kpi/observed"
# The model of every appendix, and before a number the name of one.
APPENDIX = "kpi/appendix"
# Views over the tables that the models become; each after those that it reads.
FIGURE_VIEWS = (
    "kpi.part_values",
    "kpi.figures",
    "kpi.standing_targets",
    "kpi.contribution",
    "kpi.figure_terms",
    "kpi.trace",
    "kpi.appendix_terms",
    "kpi.appendix_targets",
    "kpi.appendix_trace",
    "kpi.fact_indicator_year",
    "kpi.fact_indicator_part_year",
)
# Those that the file for readers holds as tables: who asks for a row of them should not wait for joins.
READY = (
    "kpi.standing_targets",
    "kpi.appendix_terms",
    "kpi.appendix_targets",
    "kpi.fact_indicator_year",
    "kpi.fact_indicator_part_year",
)


def select(model: str, catalogue: Catalogue, of: str = KPI) -> str:
    """The text of a model such as `kpi/indicator_year`; those of the appendices share one, written out for each.

    `of`: a folder of models, of which one of the same name stands in its place, and may begin with it: `{{ model }}`.
    """
    instead = model.replace(KPI, of, 1)
    if instead != model and instead in _models(of):
        return template(_text(instead)).render(model=_text(model))
    number = _appendices(catalogue).get(model)
    if number is None:
        return _text(model)
    columns = [column.name for column in catalogue.appendices[number].columns]
    return template(_text(APPENDIX)).render(number=number, columns=columns)


@lru_cache
def template(text: str) -> Template:
    """A model that the declarations fill in; compiled once, for that takes longer than what it asks."""
    return Environment(undefined=StrictUndefined, autoescape=False).from_string(text)  # noqa: S701


@lru_cache
def _models(of: str) -> frozenset[str]:
    return frozenset(f"{of}/{path.stem}" for path in (HERE / "models" / of).glob("*.sql"))


@lru_cache
def _text(model: str) -> str:
    return (HERE / "models" / f"{model}.sql").read_text(encoding="utf-8").rstrip().rstrip(";")


def _appendices(catalogue: Catalogue) -> dict[str, int]:
    return {f"{APPENDIX}_{number}": number for number in catalogue.appendices}


def description(model: str, catalogue: Catalogue) -> str:
    """The model's first sentence and its grain, from the comment lines at its head."""
    lines = [line.removeprefix("--").strip() for line in select(model, catalogue).splitlines() if line.startswith("--")]
    return "\n".join(lines[:2])


def kpi_models(catalogue: Catalogue, of: str = KPI) -> tuple[str, ...]:
    """Every KPI model, those of the declared appendices among them, each after those that it reads.

    `of`: as of `select`.
    """
    found = [f"kpi/{path.stem}" for path in sorted((HERE / "models" / "kpi").glob("*.sql"))]
    names = [name for name in found if name != APPENDIX and name.replace("/", ".") not in FIGURE_VIEWS]
    names += _appendices(catalogue)
    graph = {name: [table for table in reads(name, catalogue, of) if table in names] for name in names}
    return tuple(TopologicalSorter(graph).static_order())


def reads(model: str, catalogue: Catalogue, of: str = KPI) -> tuple[str, ...]:
    """The tables and views that a model reads, as `schema/table`."""
    return tables_of(select(model, catalogue, of))


@lru_cache
def tables_of(text: str) -> tuple[str, ...]:
    """The tables and views that a select reads, as `schema/table`, from DuckDB's own parse of it."""
    row = _parser().cursor().execute(sql("parse_select"), {"text": text}).fetchone()
    tree = json.loads(row[0] if row else "{}")
    if tree.get("error"):
        raise ValueError(f"{tree.get('error_message')}: {text[:200]}")
    return tuple(sorted(set(_tables(tree))))


@lru_cache
def _parser() -> Connection:
    """A database of its own; one, for opening it takes longer than parsing."""
    return opened()


def _tables(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE" and node.get("schema_name"):
            yield f"{node['schema_name']}/{node['table_name']}"
        yield from _tables(list(node.values()))
    elif isinstance(node, list):
        for child in node:
            yield from _tables(child)


def pending_years(connection: Connection, rules: str) -> list[int]:
    """The years whose figures are older than the returns or the rules (`rules_version`) that they rest on."""
    # That nothing fell due is known without a look at who reported what.
    due = records(connection, sql("due_since"))
    fallen_due = _years(connection, "fallen_due", due=due) if due else []
    return _years(connection, "pending_years", rules=rules, fallen_due=fallen_due)


def _years(connection: Connection, query: str, **asked: object) -> list[int]:
    return [year for (year,) in connection.execute(sql(query), asked).fetchall()]


def build(connection: Connection, model: str, years: Sequence[int], catalogue: Catalogue) -> dict[int, int]:
    """Replace those years of a model's table, and note what they rest on; year -> the rows now there for it.

    The values of the year before are there already, or in `years` where they are old: see `pending_years`.
    """
    if model != OBSERVED:
        return rebuild(connection, model, sorted(years), catalogue)
    before = {year - 1 for year in years}
    there = connection.execute(sql("years_there", table=OBSERVED.replace("/", ".")), {"years": sorted(before)})
    return rebuild(connection, model, sorted({*years, *before - {year for (year,) in there.fetchall()}}), catalogue)


def build_all(connection: Connection, years: Sequence[int], catalogue: Catalogue) -> None:
    """The KPI tables of those years: see `build`."""
    for model in kpi_models(catalogue) if years else ():
        build(connection, model, years, catalogue)


def rebuild(
    connection: Connection,
    model: str,
    years: Sequence[int],
    catalogue: Catalogue,
    of: str = KPI,
    into: str | None = None,
) -> dict[int, int]:
    """As `build`, of exactly these years; `of`: as of `select`; `into`: the table, where it is not of its name."""
    table = into or model.replace("/", ".")
    wanted: dict[str, object] = {"years": list(years)}
    if not years:
        return {}
    with transaction(connection):
        for name in ("build_from", "build_to"):
            connection.execute(sql(name), wanted)
        connection.execute(sql("delete_years", table=table), wanted)
        connection.execute(sql("insert_years", table=table, model=select(model, catalogue, of)), wanted)
        _record(connection, model, years, catalogue)
        return dict(connection.execute(sql("count_years", table=table), wanted).fetchall())


def clear(connection: Connection, model: str, years: Sequence[int], catalogue: Catalogue) -> None:
    """Leave nothing of those years in a model's table, as if they had been built so."""
    with transaction(connection):
        connection.execute(sql("delete_years", table=model.replace("/", ".")), {"years": list(years)})
        _record(connection, model, years, catalogue)


def _record(connection: Connection, model: str, years: Sequence[int], catalogue: Catalogue) -> None:
    made = {"model": model, "years": list(years), "rules": rules_version(catalogue.version)}
    connection.execute(sql("record_model_build"), made)


def record_build(connection: Connection, years: Iterable[int], rules: str) -> None:
    """Note that the figures of those years are built and passed their blocking checks."""
    connection.execute(sql("record_build"), {"years": list(years), "rules": rules})
