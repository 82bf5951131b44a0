"""What tells a publication from any other, wherever it is laid."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb

from warehouse.store import sql


@dataclass(frozen=True)
class Released:
    """A publication: its number and moment, its last receipt and the file of it, its files by name -> SHA-256."""

    publication_no: int
    published_at: datetime
    through_no: int
    through_file: str | None
    files: Mapping[str, str]

    @property
    def version(self) -> str:
        """Its number and what its files are, as a name."""
        told = "\n".join(f"{digest} {name}" for name, digest in sorted(self.files.items()))
        return f"{self.publication_no}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def released(connection: duckdb.DuckDBPyConnection, number: int) -> Released | None:
    """The publication of that number; None where the warehouse made none."""
    row = connection.execute(sql("released"), {"number": number}).fetchone()
    if row is None:
        return None
    files = connection.execute(sql("published_files"), {"number": number}).fetchall()
    no, at, through, file = row
    return Released(no, at, through, file, {name: digest for of, name, digest in files if of == number})


def file_of_receipt(connection: duckdb.DuckDBPyConnection, number: int) -> str | None:
    """The SHA-256 of the file of a receipt; None where there is no such receipt."""
    row = connection.execute(sql("file_of_receipt"), {"number": number}).fetchone()
    return row[0] if row else None
