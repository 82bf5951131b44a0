"""What goes wrong with the files of a warehouse, and what a person does about it, in both languages."""

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

from schemas.home import Home
from schemas.lake import Lake

# DuckDB has no class of its own for these; each is an IOException, as a lock is.
_DAMAGED = ("Corrupt database file", "not a valid DuckDB database file", "Could not read enough bytes")
_DAMAGED_LOG = "Failure while replaying WAL"
_NOT_COMMITTED = "Failed to commit"
# What the messages about a lake have in them.
_OF_LAKE = (
    "Postgres",
    "DuckLake",
    "Failed to execute query",
    "Failed to prepare",
    "Failed to copy data",
    "Current transaction is aborted",
    "HTTP",
)
_FAILED = "Failed to "
# What follows the words of an error: the query, or where in DuckDB it was raised.
_AFTER = re.compile(r"\n\n(?:LINE|Stack Trace)")


class DamagedFile(duckdb.DatabaseError):
    """A warehouse, or what was published, is no whole database any more; the message says what to do."""


class DiskFault(duckdb.DatabaseError):
    """The disk took or gave no more of a warehouse: full, not to be written to, broken; the message says what to do."""


class LakeFault(duckdb.DatabaseError):
    """The catalogue or a file of a lake cannot be read or written; the message says what to do, and no password."""


class OlderWarehouse(RuntimeError):
    """A warehouse that knows less than what was published from it; the message says what to do."""


def of_disk(error: duckdb.Error, path: Path) -> duckdb.Error:
    """A fault of a file or of the disk in words; what DuckDB raised first says which. Any other is given back."""
    first = error
    while isinstance(first.__context__, duckdb.Error):
        first = first.__context__
    said = str(first)
    if isinstance(first, DamagedFile | DiskFault):
        return first
    if _DAMAGED_LOG in said:
        return DamagedFile(damaged_log_at(path))
    if any(sign in said for sign in _DAMAGED):
        return DamagedFile(damaged_at(path))
    elsewhere = isinstance(first, duckdb.TransactionException) and _NOT_COMMITTED not in said
    return first if elsewhere else DiskFault(disk_fault_at(path, said.partition("\n")[0]))


def is_of_lake(error: duckdb.Error, lake: Lake) -> bool:
    """Whether an error is one of PostgreSQL, of DuckLake or of a file there; DuckDB has no class for it.

    What fails while a query is planned is told as one that cannot be planned; an answer that broke off, as a fault
    within DuckDB.
    """
    said = str(error)
    if isinstance(error, duckdb.InternalException | duckdb.FatalException):
        return True
    ours = isinstance(error, duckdb.BinderException | duckdb.CatalogException) and _FAILED not in said
    return not ours and any(sign in said for sign in (*_OF_LAKE, lake.files))


def of_lake(error: duckdb.Error, lake: Lake) -> LakeFault:
    """A fault of PostgreSQL, of what it keeps or of the files of a lake in words: what failed, where, what to do."""
    said = " ".join(_AFTER.split(lake.masked(str(error)))[0].split())
    return LakeFault(
        f"Kho DuckLake ({lake}; tệp ở {lake.files}) không đọc hoặc ghi được: {said}. Hãy xem PostgreSQL có chạy không,"
        " tên, quyền và mật khẩu (SOLIEU_WAREHOUSE, ~/.pgpass), nơi để tệp (S3: máy chủ, khóa AWS_…), rồi chạy lại;"
        " giao dịch dở dang không để lại gì. docs/lake.md. / The lake cannot be read or written. See whether PostgreSQL"
        " runs, its name, rights and password, and where the files are (S3: the server, the keys AWS_…), then run this"
        " again; what was half done left nothing."
    )


def damaged_at(path: Path) -> str:
    """What to do about a file that is no whole database any more."""
    home = Home(path.parent.parent)
    if path == home.published_warehouse:
        night = home.nightly
        vi, en = f"Hãy chạy `{night}`, tệp được công bố lại", f"Run `{night}`, which publishes it again"
    else:
        vi, en = "Hãy giữ tệp này ở nơi khác, rồi khôi phục bản sao lưu", "Keep it elsewhere and restore a backup"
    return f"{path} bị hỏng. {vi}. / The file is damaged. {en}."


def damaged_log_at(path: Path) -> str:
    """What to do about a log that cannot be read: whatever left the inbox is in the file beside it."""
    log, night = f"{path}.wal", Home(path.parent).nightly
    return (
        f"{log} bị hỏng. Hãy dời tệp này đi (mv {log} {log}.hong) rồi chạy `{night}`: tệp đã nhận không mất, các"
        " bước dở dang được làm lại; quyết định vừa ghi lúc đó thì xem lại (solieu resolve). / The log of a run that"
        f" was cut off is damaged. Move it away and run `{night}`: nothing received is lost, what was half done"
        " is done again; look whether a decision of that moment is still there."
    )


def other_home(home: Home) -> str:
    """What to do where readers have what another home published."""
    return (
        f"{home.published} là bản công bố của một thư mục khác, không phải do kho này làm ra: không ghi gì. Dời"
        " published/ sang một bên rồi chạy lại, kho sẽ công bố lại. / It was published by another home: nothing was"
        " written. Set published/ aside and run this again, which publishes anew."
    )


def older_warehouse(home: Home, published: int, known: int) -> str:
    """What to do about a warehouse that knows of fewer receipts than what was published from it."""
    return (
        f"{home.warehouse} chỉ biết {known} số nhận, mà bản công bố đã tính đến số {published}: kho đã bị thay bằng bản"
        f" cũ hoặc mất phần cuối. Không nhận gì thêm. Hãy dời {home.root} sang một bên rồi khôi phục vào thư mục trống:"
        " solieu restore <bản sao lưu>. / The warehouse knows of fewer receipts than what was published from it: it was"
        " replaced by an older one or lost its end. Nothing is taken in. Set the home aside and restore a backup."
    )


def disk_fault_at(path: Path, why: str) -> str:
    """What to do where the disk failed; nothing that was committed is lost, and readers keep what they have."""
    home = Home(path.parent.parent)
    night = (home if path.parent == home.published else Home(path.parent)).nightly
    return (
        f"Ổ đĩa không ghi hoặc đọc được {path}: {why}. Hãy xem chỗ trống, quyền ghi và tình trạng ổ đĩa, rồi chạy lại"
        f" `{night}`; số liệu đã công bố vẫn nguyên. / The disk failed at this file. Look at its free space,"
        f" rights and health, then run `{night}` again; what is published stays as it is."
    )


def earlier_release(path: Path) -> str:
    """Why a warehouse of an earlier release lacks what is asked of it, and what to do."""
    night = Home(path.parent).nightly
    return (
        f"{path} do bản Solieu cũ hơn ghi và chưa được nâng cấp: hãy chạy `{night}` một lần."
        f" / Written by an earlier release of Solieu and not brought up to date yet: run `{night}` once."
    )


def later_release(what: Path, later: Sequence[int]) -> str:
    """Why something that a later release wrote is left alone, and what to do."""
    told = ", ".join(f"{number:03d}" for number in later)
    return (
        f"{what} do bản Solieu mới hơn ghi (bước nâng cấp {told} mà bản này không biết), nên không đọc và không ghi gì."
        " Hãy chạy bản mới đó, hoặc khôi phục bản sao lưu trước khi nâng cấp vào một thư mục khác (solieu restore)."
        f" / Written by a later release of Solieu (migrations {told}): nothing was read or written. Run that release,"
        " or restore a backup made before the upgrade into another home."
    )
