"""Many files at once, and files that arrive while nights run: each is taken in once and whole, now or next night."""

import hashlib
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from faults.children import Child, result
from faults.nights import PATIENCE

from pipelines import steps
from schemas.declarations import Catalogue
from schemas.home import Home
from sources.inbox import archived, drop
from warehouse.store import connected

_POSTS = ("Bưu điện Hải Hà", "Bưu điện Tiên Yên", "Bưu điện Vân Đồn", "Bưu điện Quảng Yên")


class Load(NamedTuple):
    """What a load came to: files, seconds, those of a core (`busy`), the peak of memory in MB, all that is wrong."""

    files: int
    seconds: float
    busy: float
    megabytes: int
    wrong: list[str]


def content(number: int) -> bytes:
    """A return as text, each number another one."""
    quarter, year = ("I", "II", "III", "IV")[number % 4], 2013 + number // 4 % 2
    head = f"BÁO CÁO KẾT QUẢ HOẠT ĐỘNG BƯU CHÍNH\nĐơn vị báo cáo: {_POSTS[number // 8 % len(_POSTS)]}\n"
    rows = f"Kỳ báo cáo: Quý {quarter}/{year}\nChỉ tiêu;ĐVT;Thực hiện trong quý\nBưu phẩm thường;Kg;{number + 1}\n"
    return (head + rows).encode()


def dropped_at_once(folder: Path, declared: Catalogue, files: int) -> Load:
    """Drop so many files and take them in."""
    home = Home(folder / f"load-{files}").create()
    sent = {f"{number:06d}.csv": content(number) for number in range(files)}
    for name, text in sent.items():
        (home.inbox / name).write_bytes(text)
    began = time.monotonic()
    busy, megabytes = result(lambda: _take_in(home, declared), longest=7200)
    return Load(files, time.monotonic() - began, busy, megabytes, result(lambda: missing(home, sent)))


def _take_in(home: Home, declared: Catalogue) -> tuple[float, int]:
    steps.take_in(home, declared)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, used.ru_maxrss >> 10


def arriving(folder: Path, declared: Catalogue, files: int) -> Load:
    """Files arrive while nights run, copied in, renamed into place, or written slowly under their own names."""
    home = Home(folder / "arriving").create()
    sent = {f"{number:06d}.csv": content(number) for number in range(files)}
    began = time.monotonic()
    sender = Child(lambda: _send(home, folder, sent))
    nights = 0
    while nights < 3 or _waits(home):
        result(lambda: steps.take_in(home, declared, patience=PATIENCE))
        nights += 1
        assert nights < 50, "files wait for ever"
    sender.returned()
    busy, megabytes = result(lambda: _take_in(home, declared))
    return Load(files, time.monotonic() - began, busy, megabytes, result(lambda: missing(home, sent)))


def _waits(home: Home) -> bool:
    return any(home.inbox.iterdir())


def _send(home: Home, folder: Path, sent: dict[str, bytes]) -> None:
    for number, (name, text) in enumerate(sent.items()):
        if number % 3 == 0:
            (folder / name).write_bytes(text)
            drop(home, folder / name)
        elif number % 3 == 1:
            beside = home.inbox / f".{name}.tmp"
            beside.write_bytes(text)
            beside.rename(home.inbox / name)
        else:
            with (home.inbox / name).open("wb", buffering=0) as file:
                for at in range(0, len(text), 64):
                    file.write(text[at : at + 64])
                    time.sleep(0.002)
        time.sleep(0.02)


def missing(home: Home, sent: dict[str, bytes]) -> list[str]:
    """What of the files sent is not in the ledger once, under its name and whole in the archive."""
    with connected(home.warehouse, read_only=True) as connection:
        entries = connection.execute("select file_name, submission_id from ops.receipts").fetchall()
        answers = connection.execute("select count(*) from ops.answers").fetchone()
    return [
        *_differing(entries, sent),
        *(f"{each} is not whole in the archive" for each, digest in entries if not _whole(home, digest)),
        *(["receipts without an answer"] if answers != (len(entries),) else []),
        *(f"{path.name} is left in the inbox" for path in home.inbox.iterdir()),
    ]


def _differing(entries: list[tuple[str, str]], sent: dict[str, bytes]) -> Iterator[str]:
    expected = {(name, hashlib.sha256(text).hexdigest()) for name, text in sent.items()}
    yield from (f"{name} is not there" for name, _ in sorted(expected - {*entries}))
    yield from (f"{name} is not what was sent" for name, _ in sorted({*entries} - expected))
    if len(entries) != len(set(entries)):
        yield "a file is there twice"


def _whole(home: Home, digest: str) -> bool:
    return hashlib.sha256(archived(home, digest).read_bytes()).hexdigest() == digest
