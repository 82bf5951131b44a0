"""`solieu doctor`: what of an installation is as it should be, and how to mend what is not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import typer

from pipelines.options import Json
from schemas.home import Home, home


class State(StrEnum):
    """How a check came out, from well to worst."""

    well = "ok"
    look = "look"
    failed = "failed"


@dataclass(frozen=True)
class Found:
    """What a check found, and what a person should do about it; both in Vietnamese, then in English."""

    check: str
    state: State
    told: str
    mend: str = ""


Check = Callable[[Home], Iterator[Found]]
_WORDS = {State.well: "tốt", State.look: "xem lại", State.failed: "hỏng"}
_STYLES = {State.well: "green", State.look: "yellow", State.failed: "bold red"}


def well(check: str, told: str) -> Found:
    """All is as it should be."""
    return Found(check, State.well, told)


def run_night(place: Home) -> str:
    """What to do where the next night mends it."""
    return f"Chạy `{place.nightly}`. / Run `{place.nightly}`."


def examined(place: Home) -> list[Found]:
    """Every check, in order; one that cannot be made is a failure of its own, and keeps no other from being made."""
    from pipelines import doctor_machine, doctor_rights, doctor_state, doctor_store

    found: list[Found] = []
    for check in (*doctor_machine.CHECKS, *doctor_rights.CHECKS, *doctor_state.CHECKS, *doctor_store.CHECKS):
        try:
            found += check(place)
        except Exception as error:
            mend = "Hãy gửi dòng này cho người phát triển. / Send this line to the developers."
            name = check.__name__.removeprefix("check_")
            found.append(Found(name, State.failed, f"{type(error).__name__}: {error}", mend))
    return found


def doctor(as_json: Json = False) -> None:
    """Khám một bản cài đặt: mỗi dòng một việc, và cách chữa việc nào chưa tốt.

    Examine an installation: Python and packages, the home and its disk, warehouse, archive, publication, inbox,
    Dagster and its daemon, clock, fonts. It changes nothing; every file of the archive is read once, so a large one
    takes a while.

    Exits with 1 when something should be looked at, 2 when something is broken.
    """
    place = home()
    found = examined(place)
    if as_json:
        from pipelines.asking import print_json

        print_json({"home": str(place.root), "checks": [vars(each) for each in found]})
    else:
        _tell(place, found)
    states = {each.state for each in found}
    raise typer.Exit(2 if State.failed in states else 1 if State.look in states else 0)


def _tell(place: Home, found: list[Found]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table: Any = Table("việc", "", "thấy gì · cách chữa", box=None, title=f"SOLIEU_HOME: {place.root}")
    for each in found:
        told = Text(each.told, overflow="fold")
        if each.mend:
            told.append(f"\n→ {each.mend}", "bold")
        table.add_row(each.check, Text(_WORDS[each.state], _STYLES[each.state]), told)
    Console().print(table)
