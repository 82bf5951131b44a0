"""What the stewards read of an asset: its description, owners, columns and a preview."""

from collections.abc import Sequence

import dagster as dg
import polars as pl

from schemas.catalogue import Catalogue
from schemas.lineage import links
from warehouse.inspection import View
from warehouse.notes import table_notes

Metadata = dg.MetadataValue | int | bool | str | dg.TableColumnLineage

OWNERS = ["team:so-tttt"]


def bilingual(note: str) -> str:
    """A note as a description: Vietnamese first, English below."""
    return note.replace(" / ", "\n\n", 1)


def table_spec(
    table: str, declared: Catalogue, *, group: str, deps: Sequence[Sequence[str]], kinds: Sequence[str] = ("duckdb",)
) -> dg.AssetSpec:
    """The spec of an asset that is a table or view of the warehouse, described by its own comment."""
    return dg.AssetSpec(
        table.split("."),
        deps=[dg.AssetKey(list(dep)) for dep in {tuple(dep): dep for dep in deps}.values()],
        description=bilingual(table_notes(declared)[table][0]),
        group_name=group,
        kinds=set(kinds),
        owners=OWNERS,
    )


def metadata_of(view: View) -> dict[str, Metadata]:
    """The rows, columns and first lines of a table, as the stewards see them."""
    columns = [
        dg.TableColumn(column["name"], type=column["kind"], description=column["comment"]) for column in view.columns
    ]
    return {
        "dagster/row_count": view.rows,
        "dagster/column_schema": dg.MetadataValue.table_schema(dg.TableSchema(columns)),
        "preview": dg.MetadataValue.md(markdown(view.preview)),
    }


def column_lineage(table: str, declared: Catalogue) -> dict[str, Metadata]:
    """Of the table of an appendix, the columns of forms behind each of its columns; nothing of any other."""
    tables = {f"kpi.appendix_{number}": appendix for number, appendix in declared.appendices.items()}
    if table not in tables:
        return {}
    behind: dict[str, list[dg.TableColumnDep]] = {}
    for link in links(tables[table], declared):
        dep = dg.TableColumnDep(dg.AssetKey(["core", link.form]), link.form_column)
        of_column = behind.setdefault(link.column, [])
        if dep not in of_column:
            of_column.append(dep)
    return {"dagster/column_lineage": dg.TableColumnLineage(behind)}


def markdown(frame: pl.DataFrame) -> str:
    """A small frame as a Markdown table; decimals without their trailing zeros."""
    if not frame.height:
        return "—"
    lines = [" | ".join(frame.columns), " | ".join("---" for _ in frame.columns)]
    lines += [" | ".join(_cell(value) for value in row) for row in frame.iter_rows()]
    return "\n".join(f"| {line} |" for line in lines)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    if "." in text and text.replace(".", "", 1).lstrip("-").isdigit():
        text = text.rstrip("0").rstrip(".")
    return text.replace("|", "\\|").replace("\n", " ")[:80]
