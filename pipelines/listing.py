"""`solieu items`: the rows that a sum of an item-level return adds up."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from pipelines.asking import Unasked, print_json
from pipelines.options import Json
from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue, catalogue
from schemas.home import Home, home
from schemas.items import ItemFile, Refused
from schemas.records import Form


def items(
    number: Annotated[int, typer.Argument(metavar="RECEIPT", help="The receipt, as `solieu trace` names it.")],
    code: Annotated[
        str, typer.Option("--code", help="Only rows of this code: parcels, where the trace says E[parcels].")
    ] = "",
    to: Annotated[
        Path | None, typer.Option("--to", help="Write them there: text, or Parquet by the name's end.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Các dòng được cộng của một danh sách. / The rows that a figure adds up: how many, and what they come to.

    `solieu trace` names the receipt and what was added up. The rows are read again from the archive, or from the lines
    that the warehouse keeps, by today's declarations; each is written with its number in the file.

    Example: solieu items 75 --code parcels --to buu-kien.csv
    """
    place, declared = home(), catalogue()
    form, found = _listed(place, number, code, to, declared)
    if as_json:
        print_json(found)
        return
    from reports.numbers import exact_vi

    typer.echo(f"{exact_vi(found['rows_added'])} dòng / rows")
    for column in form.having("measure"):
        unit = declared.units[column.unit or ""]
        typer.echo(f"{column.label}: {exact_vi(int(found[column.name]))} ({column.name}, {unit.vi.lower()})")


def _listed(place: Home, number: int, code: str, to: Path | None, declared: Catalogue) -> tuple[Form, dict[str, Any]]:
    from pipelines.storing import original
    from warehouse.item_listing import list_rows, receipt

    row = receipt(place.warehouse, number)
    form = declared.items.get(row["form"] or "") if row else None
    if not (row and form):
        raise Unasked(
            f"Số nhận {number}: không phải danh sách từng dòng. / Receipt {number} is of no item-level return."
        )
    if code and code not in {each.code for column in form.summed_by for each in declared.codes(column.list or "")}:
        raise Unasked(f"{code}: không có mã này trong “{form.name_vi}”. / No such code.")
    year = row["received_at"].astimezone(PROVINCE_TIME).year
    try:
        file = _file(original(place, row["submission_id"]), year, form, declared)
        with TemporaryDirectory() as spare:
            return form, list_rows(place.warehouse, Path(spare), file, declared, code or None, to)
    except Refused as refused:
        message = declared.messages[refused.check]
        raise Unasked(f"{message.vi.format(**refused.words)} / {message.en.format(**refused.words)}") from refused


def _file(path: Path, year: int, form: Form, declared: Catalogue) -> ItemFile:
    """The file as it is recognised today. Raises Refused."""
    from sources.items import recognised
    from sources.lexicon import lexicon

    found = recognised(path, year, lexicon(declared), declared)
    if found is None or found.file.form.code != form.code:
        raise Refused("no_rows")
    return found.file
