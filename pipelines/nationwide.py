"""The nights of a country: each province's as a program of its own, then what they come to together."""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines import steps
from pipelines.asking import FAILED
from pipelines.instance import POSTGRES
from pipelines.printing import unusable
from pipelines.refusals import AGAIN
from pipelines.workers import BROKER
from reports.documents import write_whole
from reports.summary import PLACES_HEAD
from schemas.calendar import PROVINCE_TIME
from schemas.country import Country, NobodyKnown
from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.nation import Words
from schemas.parts import VARIABLE
from warehouse.country import Part, Taken, build_country, words
from warehouse.offered import RENAMED, untaken

# A night that failed is run again after so many seconds: another may hold what it needs, or a server comes back.
_PAUSES = (2.0, 10.0, 30.0)
# As many as a night says of declarations that cannot stand, and some.
_WORDS = 24
# How a line under the heads of a table begins, and one of a list.
_RULE, _ITEM = "──", "  - "
_CUT_OFF = "bị dừng giữa chừng, đêm sau làm tiếp / was cut off, and the next night goes on"
_UNKNOWN = "không rõ / nobody knows when"
_BY_HAND = "chạy bằng tay / run by hand"
# What a province's last night said, and what it came to.
_LOG, _NIGHT = "night.log", "night.json"


@dataclass(frozen=True)
class ProvinceNight:
    """What a province's night came to: its exit code (of its last try), how often it was run, its last lines.

    Codes are those of `solieu.run`; below 0 is the signal that ended it.
    """

    code: str
    exit_code: int
    tries: int
    seconds: float
    told: str

    @property
    def done(self) -> bool:
        """Whether it was, be it with something that a person should see."""
        return 0 <= self.exit_code < FAILED

    @property
    def hopeless(self) -> bool:
        """Whether it fails as often as it is run, until a person mends something."""
        return self.exit_code == FAILED


def run_provinces(country: Country, codes: Sequence[str], workers: int) -> Iterator[ProvinceNight]:
    """Run the nights of provinces, `workers` at a time; each as it ends.

    Provinces share nothing that is written, so that none waits for another and none is held back by another's fault.
    """
    with ThreadPoolExecutor(workers) as pool:
        for done in as_completed(pool.submit(province_night, country, code) for code in codes):
            yield done.result()


def province_night(country: Country, code: str, pauses: Sequence[float] = _PAUSES) -> ProvinceNight:
    """The province's `solieu nightly`, run again after each pause where it failed; its output lies in `night.log`.

    One that no pause helps is run once. What it came to is kept for `failed_nights`. A home that cannot be written to
    fails its own night alone.
    """
    home = country.home(code)
    try:
        home.create()
        with (home.root / _LOG).open("ab") as at_work:
            fcntl.flock(at_work, fcntl.LOCK_SH)
            _keep(home.root, ProvinceNight(code, AGAIN, 0, 0.0, _CUT_OFF))
            night = _run(country, code, ["solieu", "nightly"], pauses)
            _keep(home.root, night)
    except OSError as error:
        night = ProvinceNight(code, AGAIN if home.root.is_dir() else FAILED, 1, 0.0, unusable(error))
        _keep(home.root, night)
    return night


def note_by_hand(home: Home, exit_code: int) -> None:
    """Keep what a night came to that nobody drives, in a home of which a country's nights left a note.

    What went wrong in it people were told (`notices`). A night that is driven is noted by `province_night`.
    """
    if (home.root / _NIGHT).exists() and not _at_work(home.root / _LOG):
        _keep(home.root, ProvinceNight(home.root.name, exit_code, 1, 0.0, _BY_HAND), home.notices)


def _keep(home: Path, night: ProvinceNight, told_in: Path | None = None) -> None:
    kept = asdict(night) | {"done": night.done, "ended_at": f"{datetime.now(PROVINCE_TIME):%d/%m/%Y %H:%M}"}
    with suppress(OSError):  # A full disk of one province stops no other's night.
        body = json.dumps(kept | {"log": str(told_in or home / _LOG)}, ensure_ascii=False)
        write_whole(home / _NIGHT, body.encode())


def failed_nights(country: Country) -> dict[str, dict[str, Any]]:
    """The last nights of provinces that were not done, by their codes: as of ProvinceNight, with `ended_at`, `log`.

    Of one that was cut off, `ended_at` is when it began; `log`: where what it said lies. Of one that may not be read
    nobody can say that it was done; `told` says what is in the way.
    """
    nights = {code: (home.root, _kept(code, home.root)) for code, home in country.homes.items()}
    return {
        code: night for code, (root, night) in nights.items() if night and not (night["done"] or _at_work(root / _LOG))
    }


def _kept(code: str, home: Path) -> dict[str, Any] | None:
    """The note of a province's last night; None where there is none."""
    try:
        night: dict[str, Any] = json.loads((home / _NIGHT).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        told = ProvinceNight(code, FAILED, 0, 0.0, unusable(error))
        return asdict(told) | {"done": False, "ended_at": _UNKNOWN, "log": str(home / _LOG)}
    return night


def _at_work(log: Path) -> bool:
    """Whether a province's night is running now."""
    try:
        with log.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return isinstance(error, BlockingIOError)
    return False


def province_years(country: Country, code: str, year: int) -> ProvinceNight:
    """A year of the province's figures, built anew, checked and published; tried once. As of `province_night`."""
    return _run(country, code, ["pipelines.rebuilding", str(year)], ())


def province_upkeep(country: Country, code: str) -> ProvinceNight:
    """The upkeep of the province's lake (`pipelines.upkeep`), tried once; its output lies in `upkeep.log`."""
    return _run(country, code, ["pipelines.upkeep"], (), "upkeep.log")


def _run(
    country: Country, code: str, module: Sequence[str], pauses: Sequence[float], said: str = _LOG
) -> ProvinceNight:
    home, began = country.home(code).create(), time.monotonic()
    log = home.root / said
    tries, ended = 0, AGAIN
    for pause in (0.0, *pauses):
        time.sleep(pause)
        tries += 1
        with log.open("w", encoding="utf-8") as file:
            command, own = [sys.executable, "-m", *module], environment(country, code)
            ended = subprocess.run(command, env=own, stdout=file, stderr=file, check=False).returncode
        if 0 <= ended <= FAILED:  # Else it was killed, or may be done the next time.
            break
    return ProvinceNight(code, ended, tries, time.monotonic() - began, _last(log.read_text(encoding="utf-8")))


def _last(said: str) -> str:
    """The last lines of what a program said: titles and sentences, without the tables and where things lie."""
    lines: list[str] = []
    in_table = False
    for line in map(str.rstrip, said.splitlines()):
        if line.startswith(_RULE) and lines:  # Under the heads of the columns; an empty line ends the table.
            lines.pop()
        in_table = bool(line) and (in_table or line.startswith(_RULE))
        beside = line.startswith(" ") and not line.startswith(_ITEM)
        if line and not (in_table or beside or line.startswith(PLACES_HEAD[0])):
            lines.append(line)
    return "\n".join(lines[-_WORDS:])


def environment(country: Country, code: str) -> dict[str, str]:
    """What a program works with in a province's home, which is a part of this country (`schemas.parts`).

    Dagster's storage is the home's own: what it keeps of the country's runs is no business of a province.
    """
    theirs = (POSTGRES, BROKER, "DAGSTER_HOME")
    own = {name: value for name, value in os.environ.items() if name not in theirs}
    return own | {VARIABLE: str(country.root), "SOLIEU_HOME": str(country.home(code).root)}


def declare(country: Country) -> tuple[Catalogue, Mapping[str, Part]]:
    """The country's declarations as they follow from what provinces published, and the provinces as it takes them over.

    A province's declarations that cannot be read stop its own night, and nothing here. Of one of which nothing is
    taken over the figures of before stay, and so do the names in them.
    """
    found, wrong = {code: words(home) for code, home in country.homes.items()}, untaken(country)
    told = {code: known for code, known in found.items() if known}
    if wrong:
        before = Words((), {name: listed.codes for name, listed in country.declared.lists.items()})
        told |= dict.fromkeys(wrong, before)
    declared = country.declare(told, [code for code, each in wrong.items() if each.fault == RENAMED])
    parts = (Part(each, country.home(each.code), country.branches(each.code, told)) for each in country.provinces)
    return declared, {part.province.code: part for part in parts}


def build_nation(country: Country) -> Taken:
    """The country's figures of what provinces published by now; its documents, and last its publication.

    What a crash cuts off before that is built again by the next time.
    """
    home = country.national
    try:
        declared, parts = declare(country)
    except NobodyKnown:  # Nothing is there to be taken over; the provinces' nights say why.
        return Taken((), tuple(each.code for each in country.provinces if each.has_begun), {}, {})
    taken = build_country(home, parts, declared)
    if taken.years and not taken.blocked:
        for year in taken.printed:
            steps.write_year(home, declared, year)
        steps.publish_years(home, declared, taken.years)
    return taken
