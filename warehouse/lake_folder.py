"""Whose a folder of Parquet files is: a mark in it names the catalogue that they are in.

Upkeep removes the files that its own catalogue does not know, below the folder, however deep. So none may be another's.
"""

from pathlib import Path

import duckdb

from schemas.channels import BadSetting
from schemas.home import make_durable
from schemas.lake import FILES, Lake
from warehouse.store import literal, sql

Connection = duckdb.DuckDBPyConnection
MARK = "solieu-lake.txt"
# What finds the mark: a name without a star DuckDB takes for one that is there, in S3, without looking.
_ANY_MARK = "solieu-lake*.txt"


def refuse_taken(connection: Connection, lake: Lake) -> None:
    """Raise BadSetting where a lake cannot be made in its folder: it holds a file, or lies in another lake's folder.

    In S3 only the folder itself is looked at, for a key may not see more: upkeep of what is above finds this mark.
    """
    above = [] if "://" in lake.files else Path(lake.files).parents
    found = _found(connection, [f"{lake.files}**", *(str(folder / _ANY_MARK) for folder in above)])
    if found:
        vi, en = lake.make_room or (
            "nêu một thư mục trống của riêng kho này, không nằm trong thư mục của kho khác (docs/lake.md)",
            "name an empty folder of its own",
        )
        raise BadSetting(
            f"{FILES}: không tạo kho ở {lake.files}, vì đã có {found[0]}: bảo dưỡng xóa mọi tệp Parquet trong thư mục"
            f" mà kho của nó không biết. Hãy {vi}. / No lake is made in a folder that holds files, or below another"
            f" lake's: upkeep removes the files there that its own catalogue does not know; {en}."
        )


def claim(connection: Connection, lake: Lake) -> None:
    """Mark the folder of the open lake, which is being made, as its own. Raises BadSetting where it cannot be."""
    refuse_other(connection, lake)
    if not _marked(connection, lake):
        refuse_taken(connection, lake)
        mark(connection, lake)


def refuse_other(connection: Connection, lake: Lake) -> None:
    """Raise BadSetting where the folder is marked as that of another catalogue than the open lake's."""
    theirs = _marked(connection, lake)
    if theirs not in ("", name_of(connection, lake)):
        raise BadSetting(
            f"{lake.files}{MARK} nói thư mục này là của kho {theirs}, không phải của {lake}: không ghi gì. Hãy chuyển"
            f" tệp của kho này sang một thư mục riêng, rồi sửa {FILES} và warehouse.ducklake (docs/lake.md). / The"
            " folder is another lake's by that mark: nothing was written. Move this lake's files to a folder of their"
            " own, then mend the variable and the note."
        )


def is_its_own(connection: Connection, lake: Lake) -> bool:
    """Whether nothing in the folder can be another lake's; that of an earlier release is marked where all is known.

    Raises BadSetting where it is marked as another's.
    """
    refuse_other(connection, lake)
    others = [path for path in _found(connection, [f"{lake.files}**/{_ANY_MARK}"]) if path != lake.files + MARK]
    if others:
        return False
    if not _marked(connection, lake) and not connection.execute(sql("lake_strangers")).fetchone():
        mark(connection, lake)
    return bool(_marked(connection, lake))


def mark(connection: Connection, lake: Lake) -> None:
    """Write into the folder whose it is."""
    local = Path(lake.files) if "://" not in lake.files else None
    if local:
        local.mkdir(parents=True, exist_ok=True)
    words = {"catalogue": literal(name_of(connection, lake)), "file": literal(lake.files + MARK)}
    connection.execute(sql("lake_mark", **words))
    if local:
        make_durable(local / MARK)
        make_durable(local)


def name_of(connection: Connection, lake: Lake) -> str:
    """The name that the catalogue got when it was made, and keeps wherever it is moved."""
    row = connection.execute(sql("lake_name", schema=lake.schema)).fetchone()
    return str(row[0]) if row else ""


def _marked(connection: Connection, lake: Lake) -> str:
    """What the mark in the folder says; empty where there is none."""
    if not _found(connection, [lake.files + _ANY_MARK]):
        return ""
    row = connection.execute(sql("lake_marked"), {"path": lake.files + MARK}).fetchone()
    return str(row[0]).strip() if row else ""


def _found(connection: Connection, patterns: list[str]) -> list[str]:
    return [path for (path,) in connection.execute(sql("lake_found"), {"patterns": patterns}).fetchall()]
