"""Brings a warehouse up to date: numbered migrations, then whatever the declarations say."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import duckdb

from schemas.calendar import PROVINCE_TIME
from schemas.declarations import DISTRICTS, Catalogue
from schemas.notes import TableNote
from schemas.records import Column, Form
from warehouse.contract import create_contract, load_dictionary
from warehouse.dimensions import load_dimensions
from warehouse.items import item_tables
from warehouse.models import FIGURE_VIEWS, template
from warehouse.notes import comments, contract_views, kept_columns, relation_notes
from warehouse.store import HERE, applied, is_lake, literal, migrations, rules_version, sql
from warehouse.writes import transaction

Connection = duckdb.DuckDBPyConnection
# Each after those that it reads.
VIEWS = (
    "ops.submissions",
    "ops.findings",
    "ops.corrections",
    "core.returns",
    "core.lacking",
    "core.reported_years",
    "core.cumulative_flows",
    "core.observations",
    "core.plan_versions",
    "core.plans_in_force",
    "ops.expected_returns",
)


def prepare(connection: Connection, catalogue: Catalogue) -> None:
    """Apply the migrations that are missing and, when declarations or models changed, load them.

    Safe to call every time: on a warehouse that is up to date it reads two small tables.
    """
    fresh = migrate(connection)
    version, year = _current(catalogue)
    if fresh or _loaded(connection) != (version, year):
        with transaction(connection):
            name_cells(connection)  # By the declarations of then, before today's take their place.
            form_tables(connection, catalogue)
            appendix_tables(connection, catalogue)
            item_tables(connection, catalogue)
            load_dimensions(connection, catalogue)
            create_views(connection, catalogue)
            create_contract(connection, catalogue)
            load_dictionary(connection, catalogue, relation_notes(catalogue))
            comment(connection, relation_notes(catalogue))
            connection.execute(sql("record_rules"), {"version": version})


def is_current(connection: Connection, catalogue: Catalogue) -> bool:
    """Whether `prepare` would find nothing to do."""
    return not migrations().keys() - applied(connection) and _loaded(connection) == _current(catalogue)


def _current(catalogue: Catalogue) -> tuple[str, int]:
    """By what a warehouse is to be loaded: the calendar of expected returns runs to the year after the province's."""
    return rules_version(catalogue.version), datetime.now(PROVINCE_TIME).year


def migrate(connection: Connection, numbers: Collection[int] | None = None) -> bool:
    """Apply the migrations that are missing, or those of `numbers` alone; whether there were any."""
    wanted = set(numbers) if numbers is not None else migrations().keys()
    if is_lake(connection) and not applied(connection):
        _begin_lake(connection, wanted)
        return True
    connection.execute(sql("create_migrations"))
    missing = sorted(wanted - applied(connection))
    _apply(connection, missing)
    return bool(missing)


def _begin_lake(connection: Connection, numbers: Collection[int]) -> None:
    """Give an empty lake the tables that those migrations come to, all at once.

    Some of them narrow types, which DuckLake does not do; those that come later must be such as it does.
    """
    connection.execute(sql("attach", file="':memory:'", alias="fresh", mode="type duckdb"))
    connection.execute("use fresh")
    connection.execute(sql("create_migrations"))
    _apply(connection, sorted(numbers))
    connection.execute("use warehouse")
    connection.execute(sql("copy_database", source="fresh"))
    connection.execute("detach fresh")


def _apply(connection: Connection, numbers: Sequence[int]) -> None:
    for number in numbers:
        path = migrations()[number]
        with transaction(connection):
            connection.execute(path.read_text(encoding="utf-8"))
            connection.execute(sql("record_migration"), {"number": number, "name": path.stem})


def _loaded(connection: Connection) -> tuple[str, int] | None:
    return connection.execute(sql("loaded_rules")).fetchone()


def name_cells(connection: Connection) -> None:
    """Say what the cells are that earlier releases published and signed: by their place in the declarations loaded."""
    for query in ("name_published_cells", "name_signed_cells"):
        connection.execute(sql(query))


def form_tables(connection: Connection, catalogue: Catalogue) -> None:
    """Create the table of each form, or add the columns that it lacks; nothing is ever dropped."""
    for form in catalogue.reported.values():
        _form_table(connection, form, catalogue)


def _form_table(connection: Connection, form: Form, catalogue: Catalogue) -> None:
    table = f"core.{form.code}"
    connection.execute(sql("create_form_table", table=table))
    kinds = {column.name: column_type(column, catalogue) for column in kept_columns(form)}
    for column, kind in (kinds | ({"rows_added": "bigint"} if form.items else {})).items():
        connection.execute(sql("add_column", table=table, column=column, kind=kind))


def appendix_tables(connection: Connection, catalogue: Catalogue) -> None:
    """Create the table of each appendix, or add the columns that it lacks; nothing is ever dropped."""
    for number in catalogue.appendices:
        table = f"kpi.appendix_{number}"
        connection.execute(sql("create_appendix_table", table=table))
        for column, (kind, _, _) in contract_views(catalogue)[f"appendix_{number}"].columns.items():
            connection.execute(sql("add_column", table=table, column=column, kind=kind))


def column_type(column: Column, catalogue: Catalogue) -> str:
    """The SQL type of a form's column: whole units are BIGINT, other measures DECIMAL(28, 6)."""
    if column.role != "measure":
        return "varchar"
    return "bigint" if column.unit and catalogue.units[column.unit].whole else "decimal(28, 6)"


def create_views(connection: Connection, catalogue: Catalogue, today: str = "current_date") -> None:
    """The views over the tables that only grow, from their models; `today`: the day that it is, in SQL."""
    for view in (*VIEWS, *FIGURE_VIEWS):
        connection.execute(sql("create_view", view=view, model=view_select(view, catalogue, today)))


def view_select(view: str, catalogue: Catalogue, today: str = "current_date") -> str:
    """The select of a view, written out for the forms that are declared."""
    text = (HERE / "models" / f"{view.replace('.', '/')}.sql").read_text(encoding="utf-8")
    return template(text).render(sources=observed(catalogue), today=today)


def observed(catalogue: Catalogue) -> list[dict[str, Any]]:
    """For each measure column of each form that feeds an indicator: where its dimensions stand."""
    return [
        _observed_column(catalogue, form, column)
        for form in catalogue.reported.values()
        for column in form.having("measure")
        if catalogue.sourced(form.code, column.name) or catalogue.indicator_column(form)
    ]


def _observed_column(catalogue: Catalogue, form: Form, column: Column) -> dict[str, Any]:
    indicator = catalogue.indicator_column(form)
    fed = catalogue.feeds(form.code, column.name)
    return {
        "form": form.code,
        "column": column.name,
        "measure": column.measure,
        "district_column": next((c.name for c in form.having("code") if c.list == DISTRICTS), None),
        "indicator_column": indicator.name if indicator else None,
        "year_column": next((c.name for c in form.having("year")), None),
        "breakdown_column": next((c.name for c in form.having("breakdown")), None),
        "code_column": next((name for _, source in fed for name in source.where), None),
        "breakdowns": sorted({i.breakdown for i, _ in fed if i.breakdown}),
        "key": ", ".join(f"t.{name}" for name in form.key),
        "summed_by": (", ".join(f"t.{c.name}" for c in form.summed_by) or "''") if form.items else "",
        "cumulative": not form.items and form.frequency != "annual" and column.name in catalogue.flows(form),
    }


def comment(connection: Connection, notes: dict[str, TableNote]) -> None:
    """Comment those tables, views and columns in both languages."""
    kinds = dict(connection.execute(sql("relations")).fetchall())
    in_lake = is_lake(connection)
    for relation, (told, columns) in comments(notes).items():
        kind, text = kinds[relation], literal(told)
        connection.execute(sql("comment_on_relation", kind=kind, relation=relation, text=text))
        # DuckLake keeps none on the columns of views; the dictionary holds them all (`warehouse.contract`).
        for column, note in () if in_lake and kind == "view" else columns.items():
            connection.execute(sql("comment_on_column", relation=relation, column=column, text=literal(note)))
