"""Small disks that run full under the real `solieu nightly`, and room made on them."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from faults.children import result
from faults.killing import Undisturbed, compared, figures
from faults.real_nights import started, without_rules

from schemas.home import Home

_LONGEST = 1800
# What a night writes by and by, in kB: a disk with this little left refuses it at another place each time.
_LEAST = 64


def full(folder: Path, whole: Undisturbed, count: int) -> Iterator[tuple[str, dict[str, object]]]:
    """A night on a disk with ever more room, from nearly none; then the disk is made larger, and a night follows."""
    if os.geteuid():
        yield "not root: no disk can be mounted", {}
        return
    used = sum(path.stat().st_size for path in (whole.folder / "receiving").rglob("*") if path.is_file()) >> 10
    for number in range(count):
        left = _LEAST << number
        disk = folder / f"disk-{number}"
        disk.mkdir()
        _mount("-t", "tmpfs", "-o", f"size={used + left + 512}k", "tmpfs", str(disk))
        try:
            yield f"{left} kB left", _night_on(disk, whole)
        finally:
            subprocess.run(["umount", "--lazy", disk], check=True)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def _night_on(disk: Path, whole: Undisturbed) -> dict[str, object]:
    home = Home(Path(shutil.copytree(whole.folder / "receiving", disk / "home")))
    running = started(home)
    told, errors = running.communicate(timeout=_LONGEST)
    wrong: dict[str, object] = {}
    if "Traceback" in told + errors:
        wrong["told"] = errors
    if running.returncode == 2 and "đầy" not in told + errors and "No space" not in told + errors:
        wrong["no word of a full disk"] = told[-500:] + errors
    if result(lambda: figures(home)) not in (whole.before, whole.after):
        wrong["published"] = "neither the one before nor the one after"
    _mount("-o", "remount,size=1g", str(disk))
    again = started(home)
    _, errors = again.communicate(timeout=_LONGEST)
    if again.returncode == 2:
        wrong["next night"] = errors
    return wrong | without_rules(compared(home, whole, "board"))
