"""What people open in a spreadsheet: views of the contract as CSV, headed and worded in Vietnamese.

A BI tool finds the columns by their names in the published file and in the Parquet files; a clerk reads these.
"""

import re

import duckdb
import polars as pl
import polars.selectors as cs

from schemas.contract import APPENDIX_TEXTS, ContractView
from schemas.declarations import Catalogue
from warehouse.notes import contract_views
from warehouse.store import sql

# As people type a number: without the zeros that its scale adds.
_TYPED = (
    cs.decimal().cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".").str.replace(".", ",", literal=True)
)


def spreadsheet(connection: duckdb.DuckDBPyConnection, name: str, year: int | None, catalogue: Catalogue) -> bytes:
    """A view of the contract, or a year of it, as a Vietnamese Excel reads it.

    UTF-8 with a byte order mark, semicolons, decimal comma.
    """
    view = contract_views(catalogue)[name]
    asked = {} if year is None else {"year": year}
    query = "contract_rows" if year is None else "contract_rows_of_year"
    rows = connection.execute(sql(query, view=name), asked).pl()
    told = _told(rows.with_columns(_TYPED), view, catalogue.contract.words).rename(view.heads)
    return told.write_csv(separator=";", line_terminator="\r\n").encode("utf-8-sig")


def _told(rows: pl.DataFrame, view: ContractView, words: dict[str, dict[str, str]]) -> pl.DataFrame:
    """The rows with the codes of their columns in words, and the columns that a text names by their heads."""
    for column in [name for name in rows.columns if name in words]:
        text = pl.col(column).cast(pl.String)
        for code, word in words[column].items():
            text = text.str.replace_all(rf"\b{re.escape(code)}\b", word)
        for name, head in view.heads.items() if column in APPENDIX_TEXTS else ():
            text = text.str.replace_all(rf"(^|, ){name} ", f"${{1}}{head.replace('$', '$$')} ")
        rows = rows.with_columns(text)
    return rows
