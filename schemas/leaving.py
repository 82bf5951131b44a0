"""The folder of an export: where what lies, and what its manifest says."""

from typing import Literal

from schemas.record import Record

MANIFEST = "manifest.json"
PARQUET, VIEWS, ORIGINALS, OUTBOX = "parquet", "views", "originals", "outbox"
SDMX, CODES, DHIS2 = "sdmx", "codes", "dhis2"
VALUES = "values"
# What comes back by each format: the pattern of its files. Figures that were worked out are not among them.
FILES = {SDMX: "values-*.csv", CODES: "by-code-*.csv", DHIS2: "values-*.json"}


class Stored(Record):
    """A table in its files: how many rows, and the names of the files in the order of their rows."""

    rows: int
    files: tuple[str, ...]


class Manifest(Record):
    """What an export is: when and by what it was made, its tables, the originals that were not whole, every file.

    `migrations`: those that made the tables what they are; `rules`: as of `warehouse.store.rules_version`; `sha256`: of
    every file but the manifest, by its path from the folder.
    """

    format: Literal[1] = 1
    made_at: str
    release: str
    years: tuple[int, ...]
    rules: str
    declarations: str
    migrations: tuple[int, ...]
    tables: dict[str, Stored]
    damaged: tuple[str, ...]
    sha256: dict[str, str]
