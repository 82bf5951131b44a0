"""What the command line prints whole: the document of further tables, and blank forms."""

import errno
import os
import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from pipelines.asking import moment
from schemas.declarations import catalogue
from schemas.home import home, home_root
from schemas.parts import VARIABLE as COUNTRY
from schemas.parts import country_root
from schemas.text import key

AnnexFormat = StrEnum("AnnexFormat", ["docx", "pdf", "html", "xlsx", "csv"])
AsOf = Annotated[str, typer.Option("--as-of", help="A date or a moment: 2014-11-26, 2014-11-26T17:00.")]
Signed = Annotated[
    str, typer.Option("--signed", help="The figures of a signed report: its number, such as 460/BC-STTTT.")
]


def annex(
    year: Annotated[int, typer.Option("--year", help="The reporting year.")],
    format: Annotated[AnnexFormat, typer.Option("--format", help="How to print it.")] = AnnexFormat.docx,
    as_of: AsOf = "",
    signed: Signed = "",
) -> None:
    """Print the one document of all further tables, from the published figures.

    [bold]csv[/] is a line for each figure, exact, with its table, row and column.

    Example: solieu annex --year 2014 --format pdf > bieu-tong-hop.pdf
    """
    from reports.appendix import NoFigures, UnfitFigures
    from reports.showing import annex as shown

    one_of(as_of, signed)
    try:
        put(shown(year, format.value, home(), catalogue(), moment(as_of) if as_of else None, signed))
    except (NoFigures, UnfitFigures) as error:
        fail(str(error))


def template(
    form: Annotated[
        str,
        typer.Argument(metavar="FORM", help="The form's code, such as operator_quarterly; a wrong one lists them all."),
    ],
    submitter: Annotated[str, typer.Option("--submitter", help="Who reports: a code or a declared name.")],
    period: Annotated[str, typer.Option("--period", help="The period: 2014-Q4 or 2014.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write.")] = None,
) -> None:
    """Write the blank workbook that a submitter fills in and sends back.

    Its labels are locked, its cells for figures are checked as they are typed, and a hidden sheet says
    for which form, submitter and period it was made.

    Example: solieu template operator_quarterly --submitter viettel_quang_ninh --period 2014-Q4
    """
    from reports.blank_forms import NotOwed, requested
    from sources.lexicon import lexicon

    declared = catalogue()
    who = lexicon(declared).submitters.get(key(submitter), submitter)
    target = output or Path(f"{form} {who} {period}.xlsx")
    if target.exists():
        fail(f"Tệp “{target}” đã có; hãy chọn tên khác bằng --output.")
    try:
        target.write_bytes(requested(form, who, period, declared))
    except NotOwed as error:
        fail(str(error))
    Console().print(f"Đã ghi / Written: {target}", highlight=False, soft_wrap=True)


def tell(message: str) -> None:
    """Say on the error stream, in a line, what a person can mend."""
    Console(stderr=True).print(Text.assemble(("Lỗi: ", "bold red"), message), soft_wrap=True)


_WHY: dict[int, tuple[str, str]] = {
    errno.ENOENT: ("tệp hoặc thư mục chứa nó không có", "the file or its folder does not exist"),
    errno.ENOTDIR: ("một phần của đường dẫn không phải thư mục", "a part of the path is no folder"),
    errno.EISDIR: ("đó là thư mục, không phải tệp", "it is a folder, not a file"),
    errno.EACCES: ("không có quyền", "permission denied"),
    errno.EPERM: ("không có quyền", "permission denied"),
    errno.ENOSPC: ("ổ đĩa đã đầy", "the disk is full"),
    errno.EDQUOT: ("tài khoản đã dùng hết dung lượng được cấp", "the account's quota is used up"),
    errno.EFBIG: ("tệp vượt quá cỡ được phép", "the file would be larger than is allowed"),
    errno.EROFS: ("ổ đĩa chỉ cho đọc", "the disk is read-only"),
    # SQLite says so of a full disk as well, where it cannot lengthen the file that it shares.
    errno.EIO: ("ổ đĩa báo lỗi: đã đầy, hoặc sắp hỏng", "the disk reports a fault: it is full, or failing"),
}
# As Dagster tells of an error in one of its steps: OSError: [Errno 28] No space left on device: '/srv/…'
_OF_A_STEP = re.compile(r"\w*Error: \[Errno (\d+)\] .*?(?:: '(.*?)'(?: -> '(.*)')?)?$")
# As SQLite, in which Dagster keeps its runs, tells of its disk.
_OF_SQLITE = {
    "database or disk is full": errno.ENOSPC,
    "disk I/O error": errno.EIO,
    "attempt to write a readonly database": errno.EROFS,
}
_OURS = re.compile(r"(?:schemas|sources|warehouse|reports|pipelines)\.[\w.]+: ")


def unusable(error: OSError) -> str:
    """What a file or folder that cannot be read or written means, and what to do."""
    where = " → ".join(f"“{name}”" for name in (error.filename, error.filename2) if name) or "tệp"
    vietnamese, english = _WHY.get(error.errno or 0, (error.strerror or str(error),) * 2)
    return (
        f"Không đọc hoặc ghi được {where}: {vietnamese}. Hãy kiểm tra đường dẫn, quyền ghi, ổ đĩa và {_named(error)}.\n"
        f"Cannot be read or written: {english}. Check the path, its permissions, the disk and {_named(error)}."
    )


def _named(error: OSError) -> str:
    """The settings in whose folder a path lies; of any other, that of the home."""
    roots = {"SOLIEU_HOME": home_root(), COUNTRY: country_root(os.environ)}
    path = Path(os.fsdecode(error.filename or "")).absolute()
    return ", ".join(name for name, root in roots.items() if root and path.is_relative_to(root)) or "SOLIEU_HOME"


def of_storage(error: Exception) -> str:
    """What a fault of the disk under Dagster's storage means, and what to do; empty for any other error."""
    code = next((code for said, code in _OF_SQLITE.items() if said in str(error)), None)
    return unusable(OSError(code, os.strerror(code), str(home().dagster))) if code else ""


def of_step(message: str) -> str:
    """What went wrong in a step, from what Dagster kept of its error, in a line for people."""
    first = (message.strip().splitlines() or [""])[0]
    if found := _OF_A_STEP.fullmatch(first):
        return unusable(OSError(int(found[1]), os.strerror(int(found[1])), found[2], None, found[3])).replace(
            "\n", " / "
        )
    return _OURS.sub("", first, count=1)


def fail(message: str) -> NoReturn:
    """Say what is wrong, and leave with the exit code of a failure."""
    tell(message)
    raise typer.Exit(2)


def one_of(as_of: str, signed: str) -> None:
    """Refuse to be asked for two things at once."""
    if as_of and signed:
        fail("Hãy chọn một trong hai: --as-of hoặc --signed.")


def put(text: str | bytes) -> None:
    """Print a document, of whichever kind."""
    if isinstance(text, bytes):
        sys.stdout.buffer.write(text)
    else:
        typer.echo(text)


def dashboard(
    year: Annotated[int, typer.Option("--year", help="The year that it shows first.")],
) -> None:
    """Print the dashboard of the appendices that Apache Superset imports, over the published file.

    Example: solieu dashboard --year 2014 > solieu-superset.zip
    """
    from reports.superset import superset_bundle

    put(superset_bundle(catalogue(), home().published_warehouse, year))
