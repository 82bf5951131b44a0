"""`solieu backup` and `solieu restore`: what there is, in another place, and back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from pipelines.asking import LOOK, print_json
from pipelines.options import Json
from schemas.declarations import catalogue
from schemas.home import Home, home

FAILED = 2
_TOLD = 20


class CannotRestore(ValueError):
    """A backup that is not there or not usable, or a home that holds something; the message says what to do."""


def backup(
    dest: Annotated[
        Path,
        typer.Argument(metavar="DEST", file_okay=False, help="Thư mục ở ổ đĩa khác. / A folder on another disk."),
    ],
    verify: Annotated[
        bool, typer.Option("--verify", help="Đọc lại và so mã băm sau khi sao lưu. / Read everything back afterwards.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Sao lưu kho lưu tệp gốc và sổ ghi những gì con người và đồng hồ đã quyết định.

    Keep the archive and the ledger of what people and the clock decided: from these two, [bold]solieu restore[/]
    rebuilds the whole warehouse. Each file of the archive is copied once, so every later backup is small. It waits for
    a night that is running, and appears in DEST whole or not at all. docs/operate.md says what is not in it.

    Exits with 1 when a file of the archive is missing or no longer what its name says, 2 when the backup is not whole.

    Example: solieu backup /mnt/sao-luu/solieu --verify
    """
    from pipelines import backing_up

    with at_work("Đang sao lưu; nếu một đêm đang chạy thì chờ… / Backing up; a night that runs is waited for…"):
        made = backing_up.back_up(home(), dest.resolve(), catalogue())
        broken = backing_up.verify(made.folder) if verify else []
    if as_json:
        print_json(vars(made) | {"folder": str(made.folder), "verified": verify, "broken": broken})
    else:
        typer.echo(
            f"Đã sao lưu vào {made.folder}: {made.receipts} số nhận, {made.files} tệp gốc ({made.copied} tệp mới chép)."
            f" / Backed up{', and read back whole' if verify and not broken else ''}."
        )
        listed("Tệp gốc bị mất hoặc không còn nguyên vẹn, hãy chạy `solieu doctor` / Missing or damaged", made.damaged)
        listed("Tệp gốc đã mất ở kho S3, vừa chép lại / Lost from the store, and put there again", made.put_again)
        listed("Bản sao lưu không nguyên vẹn / The backup is not whole", broken)
    raise typer.Exit(FAILED if broken else LOOK if made.damaged else 0)


def restore(
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="FROM",
            exists=True,
            file_okay=False,
            help="DEST của bản sao lưu, hoặc một bản trong đó; bỏ trống: bản mới nhất trong kho S3."
            " / As DEST; left out: the newest in the store.",
        ),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Chỉ kiểm tra bản sao lưu, không khôi phục. / Only check; restore nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Khôi phục từ bản sao lưu vào SOLIEU_HOME chưa có số liệu nào: tệp gốc, kho số liệu, thư trả lời.

    Rebuild a SOLIEU_HOME that holds no figures from a backup. Every file is read again by the real readers, in the
    order and at the times of then; the warehouse comes out as it was, row by row. What this release would read
    otherwise is listed with its receipt, and stays as it was. Afterwards [bold]solieu nightly[/] publishes and writes
    the documents.

    Exits with 1 when something was read otherwise or an original is lost, 2 when nothing was restored.

    Example: SOLIEU_HOME=/srv/solieu solieu restore /mnt/sao-luu/solieu
    """
    from pipelines import backing_up, restoring

    place = home()
    if verify:
        with _found(place, source) as folder:  # Originals in a store are looked at when they are fetched.
            broken = backing_up.verify(folder) if source else backing_up.broken_parts(*backing_up.newest(folder))
        if as_json:
            print_json({"broken": broken})
        else:
            if not broken:
                typer.echo(_only_checked(place, source))
            listed("Bản sao lưu không nguyên vẹn / The backup is not whole", broken)
        raise typer.Exit(FAILED if broken else 0)
    told = "Đang đọc lại các tệp và dựng lại kho… / Reading every file again, rebuilding the warehouse…"
    with at_work(told), _found(place, source) as folder:
        done = restoring.restore(place, folder, catalogue())
    if as_json:
        print_json(vars(done) | {"folder": str(done.folder)})
    else:
        typer.echo(
            f"Đã khôi phục {place.root} từ {done.folder}: {done.receipts} số nhận, {done.files} tệp gốc."
            f" Hãy chạy `{place.nightly}` để công bố. / Restored; `{place.nightly}` publishes."
        )
        if done.rules_changed:
            typer.echo(
                "Khai báo hoặc mô hình đã đổi từ khi sao lưu: đêm tới tính lại mọi năm."
                " / Declarations or models have changed since: the next night builds every year again."
            )
        rows = [_otherwise(row) for row in done.otherwise]
        listed("Bản này đọc khác trước, đã giữ như trước / This release reads otherwise; kept as it was", rows)
        listed("Mất tệp gốc, số liệu lấy từ bản sao lưu / Originals lost, their rows are the backup's", done.lost)
    raise typer.Exit(LOOK if done.otherwise or done.lost else 0)


def _only_checked(place: Home, source: Path | None) -> str:
    """What a check came to, and that it was nothing more."""
    command = f"solieu restore {source}" if source else "solieu restore"
    return (
        f"Bản sao lưu nguyên vẹn. Chỉ kiểm tra: chưa khôi phục gì vào {place.root}; muốn khôi phục, chạy `{command}`."
        f" / The backup is whole. Only checked, nothing was restored; to restore it, run `{command}`."
    )


@contextmanager
def _found(place: Home, source: Path | None) -> Iterator[Path]:
    """The backup at a place, or the newest in the home's store, which is fetched. Raises CannotRestore."""
    from pipelines.storing import remote

    if source:
        yield source.resolve()
        return
    with TemporaryDirectory(prefix="solieu-") as into:
        store = remote(place)
        folder = store.newest_backup(Path(into)) if store else None
        if folder is None:
            raise CannotRestore(
                "Hãy nêu thư mục của bản sao lưu; trong kho S3 (SOLIEU_STORE) không có bản nào. / Name the folder of a"
                " backup: there is none in a store."
            )
        yield folder


def _otherwise(row: dict[str, Any]) -> str:
    places = f" ({', '.join(row['tables'])})" if row["tables"] else ""
    return f"{row['receipt_no']:06d} {row['file_name']}: {row['outcome']} -> {row['outcome_now']}{places}"


def listed(title: str, found: Sequence[str]) -> None:
    """Tell the first of several things below a title; nothing where there are none."""
    if found:
        more = [f"… +{len(found) - _TOLD}"] if len(found) > _TOLD else []
        typer.echo("\n  ".join([f"{title} ({len(found)}):", *found[:_TOLD], *more]))


def at_work(told: str) -> Any:
    """Say at a terminal what is going on, for as long as it does."""
    from rich.console import Console

    return Console(stderr=True).status(told)
