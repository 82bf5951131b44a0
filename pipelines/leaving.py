"""`solieu export` and `solieu import`: everything leaves in formats that need no Solieu, and comes back."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines.asking import FAILED, LOOK, print_json, to_see
from pipelines.keeping import at_work, listed
from pipelines.options import Json
from schemas.declarations import catalogue
from schemas.home import home, taking_in
from schemas.leaving import FILES, MANIFEST


class CannotLeave(ValueError):
    """A folder that cannot be written to or is not whole, years without figures; the message says what to do."""


Coming = StrEnum("Coming", ["parquet", "sdmx", "codes", "dhis2"])


def no_export(place: Path, vi: str, en: str) -> CannotLeave:
    """What to say of a file or a folder that `import` does not take, why in both languages, and what it does take."""
    formats = ", ".join(f"{name} ({pattern})" for name, pattern in FILES.items())
    return CannotLeave(
        f"{place}: {vi}. `solieu import` nhận một thư mục do `solieu export` ghi (có {MANIFEST}), hoặc một thư mục có"
        f" tệp trao đổi, khi nêu --format: {formats}. Tệp báo cáo (Excel, Word, CSV, zip …) thì nhận bằng `solieu"
        f" receive <tệp>`. docs/leaving.md / {en}. It takes a folder that `solieu export` wrote, or with --format one"
        " with files of exchange: those patterns. Submissions are taken in by `solieu receive FILE`."
    )


def export(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", file_okay=False, help="Thư mục chưa có hoặc trống. / A folder that is new or empty."
        ),
    ],
    year: Annotated[
        list[int] | None,
        typer.Option(
            "--year", help="Chỉ các năm này cho SDMX, DHIS2, mã quốc tế. / Only these years in those formats."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Xuất toàn bộ kho ra thư mục: Parquet kèm từ điển và tệp gốc; SDMX-CSV; CSV theo mã ITU; DHIS2.

    Write everything that the home holds into FOLDER, which appears whole or not at all: every table as Parquet with its
    types, a dictionary, the originals, the answers, the declarations; the values and the figures as SDMX-CSV, by
    international codes and as DHIS2 data value sets; a manifest with the SHA-256 of each file. It waits for a night
    that is running. docs/leaving.md says what each format carries.

    Exits with 1 when an original is missing or no longer what its name says, 2 when nothing was written.

    Example: solieu export /mnt/xuat/2026-11 --year 2013 --year 2014
    """
    from pipelines.exporting import export as written

    with at_work("Đang xuất; nếu một đêm đang chạy thì chờ… / Exporting; a night that runs is waited for…"):
        made = written(home(), folder.resolve(), catalogue(), year or ())
    if as_json:
        print_json(vars(made) | {"folder": str(made.folder)})
    else:
        typer.echo(
            f"Đã xuất ra {made.folder}: {made.tables} bảng, {made.rows} dòng, {made.files} tệp; năm"
            f" {', '.join(map(str, made.years))}. / Exported."
        )
        listed("Tệp gốc bị mất hoặc không còn nguyên vẹn, hãy chạy `solieu doctor` / Missing or damaged", made.damaged)
    raise typer.Exit(LOOK if made.damaged else 0)


def import_(
    folder: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER", exists=True, help="Thư mục do solieu export ghi. / What export wrote."),
    ],
    format: Annotated[
        Coming, typer.Option("--format", help="Nhận lại từ định dạng nào. / Which of its formats to take.")
    ] = Coming.parquet,
    as_json: Json = False,
) -> None:
    """Nhận lại những gì solieu export đã xuất vào SOLIEU_HOME chưa có số liệu nào.

    With [bold]parquet[/] the home becomes the one that was exported, row by row, checked by the manifest; FOLDER must
    be whole. With [bold]sdmx[/], [bold]codes[/] or [bold]dhis2[/] the files of that format are taken in as any file is:
    kept byte for byte, each value judged, with a receipt and an answer; figures are worked out from them again. There
    FOLDER may be another's, too. Afterwards [bold]solieu nightly[/] publishes.

    Exits with 1 when a value was rejected, or the figures were made by other declarations than today's; 2 when nothing
    was taken.

    Example: SOLIEU_HOME=/srv/solieu solieu import /mnt/xuat/2026-11
    """
    place, *more = (each.resolve() for each in folder)  # Whoever takes it for `receive` names files, or many.
    if place.is_file():
        raise no_export(place, "là tệp, không phải thư mục", "It is a file")
    if more:
        raise no_export(more[0], "mỗi lần chỉ nhận một thư mục", "One folder at a time")
    if format == Coming.parquet:
        _tables(place, as_json=as_json)
    else:
        _values(place, format.value, as_json=as_json)


def _tables(place: Path, *, as_json: bool) -> None:
    from pipelines.importing import import_tables

    with at_work("Đang đối chiếu và dựng lại kho… / Checking, then making the warehouse again…"):
        done = import_tables(taking_in(), place, catalogue())
    if as_json:
        print_json(vars(done) | {"folder": str(done.folder)})
    else:
        typer.echo(
            f"Đã nhận {done.tables} bảng, {done.rows} dòng, {done.files} tệp gốc từ {done.folder}."
            " Hãy chạy `solieu nightly` để công bố. / Imported; `solieu nightly` publishes."
        )
        if done.rules_changed:
            typer.echo(
                "Số liệu được tính theo khai báo hoặc mô hình khác: đêm tới tính lại mọi năm. Muốn giữ khai báo cũ, đặt"
                f" SOLIEU_DECLARATIONS={done.folder / 'declarations'}. / Other declarations or models made the figures:"
                " the next night builds every year again, unless SOLIEU_DECLARATIONS names those."
            )
    raise typer.Exit(LOOK if done.rules_changed else 0)


def _values(place: Path, format: str, *, as_json: bool) -> None:
    from pipelines.importing import import_values
    from pipelines.told import record_told

    declared, to = catalogue(), taking_in()
    with at_work("Đang nhận các tệp… / Taking the files in…"):
        receipts = import_values(to, place, format, declared)
    refused = all(receipt["status"] == "rejected" for receipt in receipts)
    if as_json:
        print_json(receipts)
    else:
        from rich.console import Console

        from reports.showing import codes_hold
        from reports.standing import receipt_lines

        Console().print(receipt_lines(receipts, declared))
        if format == Coming.codes.value:
            said, words = declared.messages["codes_hold"], codes_hold(declared)
            typer.echo(f"{said.vi.format(**words)} / {said.en.format(**words)}")
        if not refused:
            typer.echo("Hãy chạy `solieu nightly` để tính số liệu và công bố. / It works out the figures.")
    record_told(to, [receipt["receipt_no"] for receipt in receipts])
    raise typer.Exit(FAILED if refused else LOOK if to_see(receipts) else 0)
