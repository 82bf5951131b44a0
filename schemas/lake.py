"""Where a warehouse lies that is no file: a DuckLake, its catalogue in PostgreSQL, its rows as Parquet files.

`SOLIEU_WAREHOUSE=ducklake:postgres:<libpq words>` sets one up, `SOLIEU_LAKE` says where its files go. A home whose
warehouse is a lake holds a note of it, so that it stays that lake's home whatever the environment says later.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from schemas.channels import BadSetting
from schemas.parts import is_national, province_at

VARIABLE, FILES = "SOLIEU_WAREHOUSE", "SOLIEU_LAKE"
NOTE = "warehouse.ducklake"
# The files of a lake that was given no other place, below its home.
FOLDER = "lake"
_PREFIX = "ducklake:postgres:"
_WORD = re.compile(r"\s*(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)+)")
# A word of our own beside those of libpq: in which schema of the database the catalogue lies.
_SCHEMA, _OUR_SCHEMA = "schema", "solieu"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True)
class Lake:
    """A lake: `words` (libpq's name -> value, quoted as given), the `schema` of its catalogue, where its `files` are.

    `files`: a folder or the address of one, ending in a slash. `province`: whose part of a country's lakes it is, whose
    schema and files follow from the country's; empty where it is none.
    """

    words: Mapping[str, str] = field(repr=False)
    schema: str
    files: str
    province: str = ""

    @property
    def address(self) -> str:
        """What libpq is told; it may hold a password."""
        return " ".join(f"{name}={value}" for name, value in self.words.items())

    @property
    def open_words(self) -> dict[str, str]:
        """The words that anybody may see."""
        return {name: value for name, value in self.words.items() if not _is_secret(name)}

    def __str__(self) -> str:
        """The lake as people are told of it, without a password."""
        return " ".join(f"{name}={value}" for name, value in (self.open_words | {_SCHEMA: self.schema}).items())

    @property
    def make_room(self) -> tuple[str, str] | None:
        """What a person does in a country where its schema or folder is taken, in both languages; elsewhere None."""
        if not self.province:
            return None
        return (
            f"đổi tên schema {self.schema} và dời {self.files} đi, còn các biến là của cả nước thì giữ nguyên"
            " (docs/lake.md)",
            f"rename the schema {self.schema}, set {self.files} aside, and leave the variables: they are the"
            " whole country's",
        )

    def masked(self, text: str) -> str:
        """A text in which this lake's passwords are not to be read."""
        text = text.replace(self.address, str(self))
        for name, value in self.words.items():
            if _is_secret(name):
                text = text.replace(value, "***").replace(value.strip("'"), "***")
        return text


def _is_secret(name: str) -> bool:
    return "password" in name


def asked(root: Path, environment: Mapping[str, str] = os.environ) -> Lake | None:
    """The lake that the variables set up for the home in `root`; None where they ask for none. Raises BadSetting.

    Of a country's, a province has a part of its own. The country's own home stays a file: it is built from published
    files, and holds nothing that they do not.
    """
    said, files = environment.get(VARIABLE), environment.get(FILES) or ""
    if not said or is_national(root, environment):
        return None
    code = province_at(root, environment)
    if code:
        said, files = _part_of(said, code), files and f"{files.rstrip('/')}/{code}"
    return replace(_lake(root, said, files), province=code)


def _part_of(said: str, part: str) -> str:
    """The variable of a lake among several in one database: in a schema of its own, named after `part`."""
    schema = next((m[2] for m in _WORD.finditer(said.removeprefix(_PREFIX)) if m[1] == _SCHEMA), _OUR_SCHEMA)
    return f"{said} {_SCHEMA}={schema}_{part}"


def note_of(lake: Lake, root: Path) -> str:
    """What the note in a home says: the variables, without a password, and files below the home by their own name."""
    files = lake.files.removeprefix(f"{root}/")
    return (
        "# Kho số liệu của thư mục này là DuckLake sau đây (docs/lake.md). / The warehouse of this home is this lake.\n"
        f"{VARIABLE}={_PREFIX}{lake}\n{FILES}={files}\n"
    )


def lake_at(note: Path, environment: Mapping[str, str] = os.environ) -> Lake:
    """The lake that a home's note names; before there is a note, the one that the variables set up.

    A password is the environment's own. Raises BadSetting where the variables are missing, wrong or of another lake.
    """
    root = note.parent
    wanted = asked(root, environment)
    if not note.exists():
        if wanted is None:
            raise BadSetting(f"{VARIABLE}: còn thiếu; xem docs/lake.md / is missing")
        return wanted
    lines = (line.partition("=") for line in note.read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    written = {name.strip(): value.strip() for name, _, value in lines}
    lake = _lake(root, written.get(VARIABLE, ""), written.get(FILES, ""), f"{note}: {VARIABLE}")
    if wanted is None:
        return lake
    same = (wanted.open_words, wanted.schema) == (lake.open_words, lake.schema)
    if not same or (environment.get(FILES) and wanted.files != lake.files):
        raise BadSetting(_another(note, lake, wanted))
    return replace(lake, words=wanted.words, province=wanted.province)


def lake_of(root: Path) -> Lake | None:
    """The lake of the home in `root`, or the one that the variables set up; None where there is none of either.

    Raises BadSetting, as `lake_at`.
    """
    note = root / NOTE
    return lake_at(note) if note.exists() or asked(root) else None


def _another(note: Path, lake: Lake, wanted: Lake) -> str:
    return (
        f"{VARIABLE}, {FILES} nêu {wanted} ({wanted.files}), mà kho ở đây là {lake} ({lake.files}), theo {note}."
        " Hãy sửa biến; nếu chính kho đó đã chuyển chỗ thì sửa tệp này. / The variables name another lake than the one"
        " that this home's figures are in. Mend them; where that lake itself has moved, mend the note."
    )


def _lake(root: Path, said: str, files: str, where: str = VARIABLE) -> Lake:
    """The lake of such a text. What is wrong with it is told without repeating it: it may hold a password."""
    text = said.removeprefix(_PREFIX)
    found = [*_WORD.finditer(text)]
    if text == said or "".join(match[0] for match in found) != text.rstrip() or not found:
        raise BadSetting(
            f"{where}: phải có dạng {_PREFIX}<tên=giá trị …>, chẳng hạn"
            f" {_PREFIX}dbname=solieu host=/run/postgresql (docs/lake.md) / must be {_PREFIX} and libpq's words"
        )
    words = {match[1]: match[2] for match in found}
    schema = words.pop(_SCHEMA, _OUR_SCHEMA)
    if not _NAME.fullmatch(schema):
        raise BadSetting(f"{where}: schema chỉ gồm chữ thường, số, _ / schema must be lower case letters, digits, _")
    return Lake(words, schema, _files(root, files))


def _files(root: Path, said: str) -> str:
    """A folder as an absolute path, one below the home where none other is named; the address of a store as it is."""
    place = said if "://" in said else str(root / (said or FOLDER))
    return place.rstrip("/") + "/"
