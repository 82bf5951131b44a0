"""The contract for readers: views in schema `main` of the published file, and the dictionary among them."""

from collections.abc import Iterator
from typing import Any

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from schemas.notes import TableNote
from schemas.records import Indicator, Source
from warehouse.models import template
from warehouse.notes import contract_views
from warehouse.store import HERE, sql
from warehouse.writes import append

Connection = duckdb.DuckDBPyConnection
Record = dict[str, Any]
_APPENDIX = "appendix"


class ContractError(ValueError):
    """A view does not have the columns and types that the contract declares; the message names both."""


def create_contract(connection: Connection, catalogue: Catalogue) -> None:
    """Make the views that are declared, drop those that no longer are, and hold them to their types.

    Raises ContractError where a view's columns are not the declared ones.
    """
    views = contract_views(catalogue)
    for (name,) in connection.execute(sql("contract_views")).fetchall():
        if name not in views:
            connection.execute(sql("drop_view", view=f"main.{name}"))
    for name in views:
        connection.execute(sql("create_view", view=f"main.{name}", model=_select(name, catalogue)))
    promised, found = promises(catalogue), actual_columns(connection)
    for name in views:
        if promised[name] != found[name]:
            raise ContractError(f"view {name}: declared {promised[name]}, but its model gives {found[name]}")


def promises(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    """View -> its columns in order, with their SQL types as declared."""
    return {
        view: {column: kind.replace(" ", "") for column, (kind, _, _) in declared.columns.items()}
        for view, declared in contract_views(catalogue).items()
    }


def actual_columns(connection: Connection) -> dict[str, dict[str, str]]:
    """View of schema `main` -> its columns in order, with the SQL types that a file gives them."""
    found: dict[str, dict[str, str]] = {}
    for view, column, kind in connection.execute(sql("contract_columns")).fetchall():
        found.setdefault(view, {})[column] = kind
    return found


def _select(name: str, catalogue: Catalogue) -> str:
    """The select of a view; the appendices share one model, written out for the columns of each."""
    numbers = {f"{_APPENDIX}_{number}": number for number in catalogue.appendices}
    number = numbers.get(name)
    model = _APPENDIX if number is not None else name
    columns = [c.name for c in catalogue.appendices[number].columns] if number is not None else []
    text = (HERE / "models" / "main" / f"{model}.sql").read_text(encoding="utf-8")
    return template(text).render(version=catalogue.contract.version, number=number, columns=columns)


def load_dictionary(connection: Connection, catalogue: Catalogue, notes: dict[str, TableNote]) -> None:
    """Write down the relations and columns of `notes` and every indicator in words; inside the caller's transaction."""
    kinds = {(relation, column): kind for relation, column, kind in connection.execute(sql("column_types")).fetchall()}
    entries = [*_relations(notes, kinds), *_indicators(catalogue)]
    connection.execute(sql("delete_all", table="dim.dictionary"))
    append(connection, "dim.dictionary", pl.DataFrame(entries, infer_schema_length=None))


def _relations(notes: dict[str, TableNote], kinds: dict[tuple[str, str], str]) -> Iterator[Record]:
    for relation, note in notes.items():
        schema, _, bare = relation.partition(".")
        contract = schema == "main"
        # Readers need no schema for what is in the contract.
        name = bare if contract else relation
        entry = {"name": name, "contract": contract}
        yield entry | {"kind": "relation", "vi": note.vi, "en": note.en}
        for column, (vi, en) in note.columns.items():
            kind = kinds[relation, column]
            yield entry | {"kind": "column", "column_name": column, "column_type": kind, "vi": vi, "en": en}


def _indicators(catalogue: Catalogue) -> Iterator[Record]:
    for indicator in catalogue.indicators.values():
        unit = catalogue.units[indicator.unit]
        definition_vi, definition_en = _definition(indicator, catalogue)
        codes = {"ITU": indicator.itu, "UPU": indicator.upu}
        yield {
            "kind": "indicator",
            "name": indicator.code,
            "contract": True,
            "vi": catalogue.name_vi(indicator),
            "en": indicator.name_en,
            "unit_vi": unit.vi,
            "unit_en": unit.en,
            "definition_vi": definition_vi,
            "definition_en": ". ".join(filter(None, (definition_en, indicator.note))),
            "source": _source(indicator),
            "international_code": ", ".join(f"{body} {code}" for body, code in codes.items() if code) or None,
        }


def _definition(indicator: Indicator, catalogue: Catalogue) -> tuple[str, str]:
    """How the indicator comes about: its formula in names, or where and by what label it is reported."""
    if indicator.formula:
        named = catalogue.indicators
        return (
            _formula(indicator, {code: catalogue.name_vi(each) for code, each in named.items()}),
            _formula(indicator, {code: each.name_en for code, each in named.items()}),
        )
    places = [_place(source, catalogue) for source in indicator.sources]
    return "; ".join(vi for vi, _ in places), "; ".join(en for _, en in places)


def _place(source: Source, catalogue: Catalogue) -> tuple[str, str]:
    """A source in words: form, column, the codes of its rows, and who alone reports it."""
    form = catalogue.reported[source.form]
    columns = {column.name: column for column in form.columns}
    codes = [
        code
        for name, wanted in source.where.items()
        for code in catalogue.codes(columns[name].list or "")
        if code.code == wanted
    ]
    # The one who reports it, where not everybody who owes the form does.
    told = [*codes, *([catalogue.submitters[source.submitter]] if source.submitter else ())]
    column = columns[source.column]
    return (
        ", ".join((f"{form.name_vi}: {column.comment_vi}", *(each.vi for each in told))),
        ", ".join((f"{form.name_en}: {column.comment_en}", *(each.en for each in told))),
    )


def _formula(indicator: Indicator, names: dict[str, str]) -> str:
    """The formula of an indicator in those names, as `A + B`, `A - B` or `A : B`."""
    formula = indicator.formula
    if formula is None:
        return ""
    above = "".join(f"{' + ' if sign > 0 else ' - '}{names[code]}" for code, sign in formula.of)
    below = "".join(f" : {names[code]}" for code, _ in formula.to)
    return above.removeprefix(" + ") + below


def _source(indicator: Indicator) -> str:
    """Where it comes from, in codes: `form.column[code_column=code]`, or its formula."""
    if indicator.formula:
        return _formula(indicator, {code: code for code, _ in (*indicator.formula.of, *indicator.formula.to)})
    return "; ".join(
        f"{source.form}.{source.column}"
        + "".join(f"[{column}={code}]" for column, code in sorted(source.where.items()))
        for source in indicator.sources
    )
