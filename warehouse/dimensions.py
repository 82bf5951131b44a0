"""Loads the declarations into the tables of schema `dim`."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from schemas.calendar import PROVINCE_TIME, expected_returns
from schemas.declarations import DISTRICTS, Catalogue
from schemas.printed import Appendix, AppendixColumn, AppendixRow, printed_decimals
from schemas.records import Code, Form, Indicator, Unit
from schemas.terms import terms
from warehouse.store import sql
from warehouse.writes import append

_YEARS_AHEAD = 1
_RULE = ("code", "version", "asset", "severity", "tolerance", "vi", "en")


def load_dimensions(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Replace the contents of every table of `dim`; runs inside the caller's transaction."""
    for table, records in _tables(catalogue).items():
        connection.execute(sql("delete_all", table=f"dim.{table}"))
        if records:
            append(connection, f"dim.{table}", pl.DataFrame(records, infer_schema_length=None))


def _tables(catalogue: Catalogue) -> dict[str, list[dict[str, Any]]]:
    through = datetime.now(PROVINCE_TIME).year + _YEARS_AHEAD
    return {
        "reasons": [reason.model_dump(exclude={"aliases"}) for reason in catalogue.reasons.values()],
        "units": [_unit(unit) for unit in catalogue.stated_units.values()],
        "codes": [
            {"list": name, **code.model_dump(exclude={"aliases", "apart"})}
            for name, listed in catalogue.lists.items()
            for code in listed.codes
        ],
        "absences": [absence.model_dump(exclude={"labels"}) for absence in catalogue.absences.values()],
        "districts": [district.model_dump() for district in catalogue.districts],
        "submitters": [s.model_dump(exclude={"aliases"}) | {"also": [*s.also]} for s in catalogue.submitters.values()],
        "forms": [
            _form(form)
            for forms in (catalogue.forms, catalogue.items, catalogue.exchange.forms)
            for form in forms.values()
        ],
        "indicators": list(_indicators(catalogue)),
        "indicator_sources": list(_sources(catalogue)),
        "formula_terms": list(_terms(catalogue)),
        "appendix_cells": [c for a in catalogue.printed_tables.values() for c in appendix_cells(a, catalogue)],
        "identities": list(_identities(catalogue)),
        "rules": [rule.model_dump(include=set(_RULE)) for rule in catalogue.rules.values()],
        "expected_returns": [vars(expected) for expected in expected_returns(catalogue, through)],
    }


def _unit(unit: Unit) -> dict[str, Any]:
    rate = unit.rate
    compared = {"rate_times": rate and rate.times, "rate_of": rate and rate.of, "rate_to": rate and rate.to}
    return unit.model_dump(exclude={"of", "aliases", "rate", "additive", "among"}) | {"base": unit.base} | compared


def _form(form: Form) -> dict[str, Any]:
    left_out = {"titles", "key", "columns", "identities", "movements", "items", "submitter", "one_sender"}
    kept = form.model_dump(exclude=left_out)
    return kept | {"regime": form.regime.kind if form.regime else None}


def _indicators(catalogue: Catalogue) -> Iterable[dict[str, Any]]:
    for indicator in catalogue.indicators.values():
        place = catalogue.appendix_place(indicator.code) or (None, None)
        left_out = {"source", "also", "label", "plan_label", "aliases", "formula", "by", "of"}
        kept = indicator.model_dump(exclude=left_out)
        source = indicator.source
        yield kept | {
            "name_vi": catalogue.name_vi(indicator),
            "appendix": place[0],
            "appendix_row": place[1],
            "form": source and source.form,
            "column_name": source and source.column,
            "submitter": source and source.submitter,
            "breakdown_list": catalogue.breakdown_list(indicator),
            "part_dimension": _part_dimension(indicator, catalogue),
            "whole": indicator.of,
            "formula": indicator.formula and indicator.formula.kind,
            "adds_up": catalogue.units[indicator.unit].adds_up and not (indicator.formula and indicator.formula.ratio),
            "estimate": indicator.method,
        }


def _part_dimension(indicator: Indicator, catalogue: Catalogue) -> str | None:
    """What the codes of an indicator's breakdown are: districts, submitters or entries of a list."""
    name = catalogue.breakdown_list(indicator)
    if name is None or name == DISTRICTS:
        return name and "district"
    return "breakdown" if name in catalogue.lists else "submitter"


def _terms(catalogue: Catalogue) -> Iterable[dict[str, Any]]:
    for indicator in catalogue.indicators.values():
        for term in terms(indicator, catalogue):
            kept = {"indicator": indicator.code, "side": term.side, "term": term.indicator}
            yield kept | {"sign": term.sign, "by_code": term.by_code}


def _sources(catalogue: Catalogue) -> Iterable[dict[str, Any]]:
    for indicator in catalogue.indicators.values():
        # A row that names its indicator itself needs no source to be looked up.
        for source in indicator.sources if indicator.code not in catalogue.registered else ():
            column, code = next(iter(source.where.items()), (None, None))
            yield {
                "indicator": indicator.code,
                "form": source.form,
                "column_name": source.column,
                "code_column": column,
                "code": code,
            }


def _identities(catalogue: Catalogue) -> Iterable[dict[str, Any]]:
    for form in catalogue.forms.values():
        for each in form.identities:
            yield {
                "form": form.code,
                "code": each.code,
                "left_column": each.left,
                "op": each.op,
                "right_column": each.right,
            }


def appendix_cells(appendix: Appendix, catalogue: Catalogue) -> Iterable[dict[str, Any]]:
    """What each cell of an appendix prints: an indicator's measure, in the printed unit.

    `cell` names it wherever its row stands; no two cells of a table have one name.
    """
    for number, row in enumerate(appendix.rows, start=1):
        label, unit = row_label(row, appendix, catalogue), _row_unit(row, catalogue)
        for column in appendix.columns:
            indicator = row.indicator or column.indicator or ""
            of = catalogue.units[column.unit or unit or catalogue.indicators[indicator].unit]
            yield {
                "appendix": appendix.number,
                "table_name": catalogue.table_name(appendix.number),
                "row": number,
                "column_name": column.name,
                "label": label,
                "unit": catalogue.units[unit].vi if unit else None,
                "per_base": Decimal(1) / of.factor,
                "indicator": indicator,
                "dimension": row.breakdown and _dimension(appendix, catalogue),
                "breakdown": row.breakdown,
                "annex": appendix.number in catalogue.annex,
                "measure": column.measure,
                "estimated": column.estimated,
                "decimals": printed_decimals(row, column),
                "cell": "/".join((column.name, indicator, row.breakdown or "", column.measure, str(of.factor))),
            }


def _dimension(appendix: Appendix, catalogue: Catalogue) -> str:
    """What the codes of a table's rows are: districts, entries of a list, or submitters."""
    if appendix.by == DISTRICTS:
        return "district"
    return "breakdown" if not appendix.by or appendix.by in catalogue.lists else "submitter"


def row_label(row: AppendixRow, appendix: Appendix, catalogue: Catalogue) -> str:
    """The row's printed label: its own, its indicator's, or that of its breakdown code."""
    if row.label:
        return row.label
    if row.indicator:
        return catalogue.label(catalogue.indicators[row.indicator])
    return next(code.vi for code in _breakdown_codes(appendix.columns, catalogue) if code.code == row.breakdown)


def _breakdown_codes(columns: tuple[AppendixColumn, ...], catalogue: Catalogue) -> Iterable[Code]:
    for column in columns:
        indicator = catalogue.indicators[column.indicator or ""]
        yield from catalogue.codes(catalogue.breakdown_list(indicator) or "")


def _row_unit(row: AppendixRow, catalogue: Catalogue) -> str | None:
    if row.unit:
        return row.unit
    return catalogue.indicators[row.indicator].unit if row.indicator else None
