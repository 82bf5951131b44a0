"""Where what lasts lies beside the home: an S3 store. `SOLIEU_STORE=s3://bucket/prefix` names one; without it, none.

A home that works with a store holds a note of it, so that no command works behind the store's back.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from schemas.channels import BadSetting
from schemas.home import make_durable
from schemas.parts import province_at

VARIABLE = "SOLIEU_STORE"
NOTE = "store.s3"
SCHEME = "s3://"
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
# One of ours names nothing that a key of S3 has to escape.
_PREFIX = re.compile(r"(?:[\w.-]+/)*", re.ASCII)
_ENDPOINT = re.compile(r"https?://[^/\s].*")
_REGION = "us-east-1"


@dataclass(frozen=True)
class Address:
    """A store: its bucket, and what stands before every name in it, empty or ending in a slash."""

    bucket: str
    prefix: str

    def __str__(self) -> str:
        """As it is written in the variable."""
        return f"{SCHEME}{self.bucket}/{self.prefix}"


@dataclass(frozen=True)
class Keys:
    """How S3 is reached, as the variables of every S3 tool say; `endpoint` is empty for Amazon's own."""

    key: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    region: str
    endpoint: str

    @property
    def host(self) -> str:
        """The endpoint without its scheme."""
        return urlsplit(self.endpoint).netloc

    @property
    def is_plain(self) -> bool:
        """Whether nothing is encrypted on the way."""
        return self.endpoint.startswith("http://")


def address(root: Path, environment: Mapping[str, str] = os.environ) -> Address | None:
    """The store of the home in `root`: as its note says, else as the variable does; None where neither is there.

    Of a country's, a province has the part that is named after it. Raises BadSetting where the variable cannot stand or
    names another store than the note.
    """
    note, said = root / NOTE, environment.get(VARIABLE)
    if said and (code := province_at(root, environment)):
        said = f"{said.rstrip('/')}/{code}"
    asked = _address(said, VARIABLE) if said else None
    if not note.exists():
        return asked
    lines = [line.partition("=")[2] for line in note.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    noted = _address("".join(lines), str(note))
    if asked not in (None, noted):
        raise BadSetting(
            f"{VARIABLE} nêu {asked}, mà thư mục này làm việc với {noted}, theo {note}. Hãy sửa biến; nếu chính kho đó"
            " đã chuyển chỗ thì sửa tệp này. / The variable names another store than this home works with. Mend it;"
            " where that store itself has moved, mend the note."
        )
    return noted


def write_note(root: Path, store: Address) -> None:
    """Say in a home which store it works with from now on."""
    fresh = root / f".{NOTE}.new"
    fresh.write_text(
        f"# Kho S3 của thư mục này (docs/store.md). / The S3 store of this home.\n{VARIABLE}={store}\n",
        encoding="utf-8",
    )
    make_durable(fresh)
    fresh.replace(root / NOTE)
    make_durable(root)


def keys(environment: Mapping[str, str] = os.environ) -> Keys:
    """What the variables AWS_… say, for whoever looks for keys nowhere else. Raises BadSetting without a key."""
    given = {name: environment.get(name, "") for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise BadSetting(f"{', '.join(missing)}: còn thiếu, cần cho {SCHEME}… (docs/store.md) / needed for S3")
    return Keys(
        given["AWS_ACCESS_KEY_ID"],
        given["AWS_SECRET_ACCESS_KEY"],
        environment.get("AWS_SESSION_TOKEN", ""),
        environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or _REGION,
        endpoint(environment),
    )


def endpoint(environment: Mapping[str, str] = os.environ) -> str:
    """The address of the server that the variables name; empty for Amazon's own. Raises BadSetting."""
    names = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
    name, said = next(((name, environment[name]) for name in names if environment.get(name)), ("", ""))
    if said and not _ENDPOINT.fullmatch(said):
        raise BadSetting(
            f"{name}: “{said}” phải bắt đầu bằng https:// (http:// chỉ trong phòng máy), ví dụ"
            f" https://s3.example.vn hoặc http://127.0.0.1:8333 (docs/store.md) / must begin with https://, or with"
            " http:// inside the machine room"
        )
    return said.rstrip("/")


def _address(said: str, where: str) -> Address:
    bucket, _, prefix = said.removeprefix(SCHEME).partition("/")
    prefix = f"{prefix.rstrip('/')}/" if prefix else ""
    if not (said.startswith(SCHEME) and _BUCKET.fullmatch(bucket) and _PREFIX.fullmatch(prefix)):
        raise BadSetting(
            f"{where}: phải có dạng s3://<bucket>/<thư mục>, chữ không dấu, số, dấu . _ - (docs/store.md)"
            " / must be s3://bucket/prefix, of letters, digits, . _ -"
        )
    return Address(bucket, prefix)
