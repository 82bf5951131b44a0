"""The rows behind a sum of an item-level return: every accepted one, from the lines that are kept or from the file."""

from pathlib import Path

import duckdb

from schemas.declarations import Catalogue
from schemas.items import ItemFile
from schemas.records import Form
from warehouse.item_words import written
from warehouse.items import within_memory
from warehouse.items_in_place import list_in_place
from warehouse.reading import Record, records
from warehouse.store import connected, opened, sql

Connection = duckdb.DuckDBPyConnection
_FOUND = "item_accepted"


def receipt(warehouse: Path, number: int) -> Record | None:
    """What the ledger has of a receipt: submission_id, form, file_name, received_at; None where there is none."""
    with connected(warehouse, read_only=True) as connection:
        found = records(connection, sql("item_receipt"), {"receipt_no": number})
    return found[0] if found else None


def list_rows(
    warehouse: Path,
    spare: Path,
    file: ItemFile,
    catalogue: Catalogue,
    code: str | None,
    target: Path | None,
) -> Record:
    """What the accepted rows of a file come to: `rows_added` and each measure; written to `target` where it is given.

    `code`: only those that were added up by it. `target`: Parquet by its name's end, else text; each row with its
    number in the file and the codes that it names. `spare`: an empty folder, for what does not fit into memory. Raises
    Refused where the file cannot be read any more.
    """
    form = file.form
    if not file.in_place:
        with connected(warehouse, read_only=True) as connection:
            query = written("accepted", form=form.code, summed_by=form.summed_by)
            connection.execute(query, {"file": file.path.name, "code": code})
            return _told(connection, form, target)
    with opened({"temp_directory": str(spare)}) as connection, within_memory(connection, catalogue.limits):
        list_in_place(connection, file, catalogue, code)
        return _told(connection, form, target)


def _told(connection: Connection, form: Form, target: Path | None) -> Record:
    if target:
        found = connection.table(_FOUND)
        if target.suffix == ".parquet":
            found.write_parquet(str(target))
        else:
            found.write_csv(str(target))
    names = [column.name for column in form.having("measure")]
    return records(connection, written("accepted_sums", figures=names))[0]
