"""What the doctor looks at in the modes of a home: readers reach what is published, and nobody else's eyes the rest."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.doctor import Check, Found, State, well
from schemas.home import Home
from schemas.lake import FOLDER

_PASS, _LOOK, _OPEN, _ANY = 0o001, 0o004, 0o005, 0o007


def check_readers(place: Home) -> Iterator[Found]:
    """Every account of the machine may pass through the home, and read what is published."""
    if not place.published.is_dir():
        return
    shut = [f"chmod a+x {place.root}"] if _lacks(place.root, _PASS) else []
    shut += [f"chmod 755 {place.published}"] if _lacks(place.published, _OPEN) else []
    files = [path for path in place.published.glob("[!.]*") if path.is_file() and _lacks(path, _LOOK)]
    shut += [f"chmod a+r {place.published}/*"] if files else []
    if shut:
        told = f"Người đọc không tới được {place.published} / Readers do not reach it"
        mend = f"{'; '.join(shut)} (docs/security.md)"
        yield Found("readers", State.failed, told, mend)
    else:
        yield well("readers", f"đọc được / may read {place.published}")


def check_private(place: Home) -> Iterator[Found]:
    """What was sent, the warehouse and the answers are for the account of Solieu, and whom it gave a right."""
    log = place.warehouse.with_name(f"{place.warehouse.name}.wal")
    folders = (place.outbox, place.archive, place.reports, place.board, place.notices, place.dagster)
    files = place.root / FOLDER  # Of a lake, where they are not elsewhere.
    open_ = [path for path in (*folders, files, place.warehouse, log) if path.exists() and path.stat().st_mode & _ANY]
    # Into the inbox others may drop files, but not look.
    open_ += [place.inbox] if place.inbox.exists() and not _lacks(place.inbox, _LOOK) else []
    if open_:
        told = f"Tài khoản khác xem được / Other accounts may look into: {_names(open_)}"
        closed = " ".join(map(str, open_))
        mend = f"chmod o-rwx {closed} (inbox: o-r); `solieu nightly` cũng đóng lại. / So does the next night."
        yield Found("private", State.failed, told, mend)
    elif place.root.is_dir():
        yield well("private", "chỉ tài khoản của Solieu và ai được cấp quyền / Solieu's account and whom it let in")


def _lacks(path: Path, bits: int) -> bool:
    return path.stat().st_mode & bits != bits


def _names(paths: list[Path]) -> str:
    return ", ".join(path.name for path in paths)


CHECKS: tuple[Check, ...] = (check_readers, check_private)
