"""Writes the returns: those with faults, clean ones, the history before them, and what is declared about them."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.caught.faults import FAULTS, Fault
from benchmarks.caught.sheets import Clean, Key, Place, Sheet, grown
from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue, catalogue
from schemas.records import Form
from schemas.text import of_year
from sources.demo import demo_figures, write_demo_inbox
from sources.demo.figures import INSPECTION, OPERATOR, POPULATION, POSTAL, Return
from sources.demo.files import workbook
from sources.demo.shapes import NUMBER

_SEED = "solieu faults"
_YEAR, _PERIOD = "2014", "2014-Q4"
ARRIVED = datetime(2015, 1, 12, 9, tzinfo=PROVINCE_TIME).timestamp()
Entry = dict[str, Any]


def write(folder: Path, each: int) -> None:
    """`history/`: the demo's files of before the period; `files/`: `each` of every fault and as many times two clean.

    `files.json` says of each file what is wrong with it and where, and where its table lies; `forms.json` what is
    declared about the forms, for tools that read no declarations of ours.
    """
    known = catalogue()
    (folder / "files").mkdir(parents=True)
    write_demo_inbox(folder / "history", known)
    for path in (folder / "history").iterdir():
        if datetime.fromtimestamp(path.stat().st_mtime, PROVINCE_TIME).date().isoformat() >= "2015-01-01":
            path.unlink()
    entries = [*_planted(folder, each, known), *_plain(folder, each * 2, known), *_varied(folder, each * 4, known)]
    (folder / "files.json").write_text(json.dumps(entries, ensure_ascii=False, indent=1), encoding="utf-8")
    forms = {code: _declared(known.forms[code], known) for code in (OPERATOR, POSTAL, INSPECTION, POPULATION)}
    (folder / "forms.json").write_text(json.dumps(forms, ensure_ascii=False, indent=1), encoding="utf-8")


def bases(known: Catalogue, *forms: str) -> list[Clean]:
    """The returns of the last period, of these forms, that hold figures."""
    others = _returns()
    last = [r for r in others.values() if r.form in forms and r.period in (_PERIOD, _YEAR)]
    full = [r for r in last if r.form != INSPECTION or any(line.values["paid_amount"] for line in r.lines)]
    return [Clean(r, others, known) for r in full]


@lru_cache
def _returns() -> dict[Key, Return]:
    return {(r.form, r.submitter, r.period): r for r in demo_figures(catalogue())}


def planted(name: str, number: int, known: Catalogue) -> tuple[Clean, Sheet, list[Place]]:
    """A return with a fault of that kind; the same for the same number."""
    dice = Random(f"{_SEED} {name} {number}")
    fault = FAULTS[name]
    form = fault.forms[number % len(fault.forms)]
    clean = dice.choice(bases(known, form))
    return clean, *fault.plant(clean, dice)


def _planted(folder: Path, each: int, known: Catalogue) -> Iterator[Entry]:
    for name, fault in FAULTS.items():
        for number in range(each):
            clean, sheet, places = planted(name, number, known)
            path = _put(folder, f"{name} {number + 1}", sheet.content())
            yield _entry(path, clean, sheet) | _fault(name, fault, places)


def _fault(name: str, fault: Fault, places: list[Place]) -> Entry:
    return {"fault": name, "title": fault.title, "places": places, "named": fault.named, "whole": fault.whole}


def _plain(folder: Path, count: int, known: Catalogue) -> Iterator[Entry]:
    """Clean returns in the layout of those with faults; the figures of every second are others, and right."""
    for number, clean, dice in _clean("plain", count, known):
        returned = grown(clean.returned, dice) if number % 2 and clean.form.code in (OPERATOR, POSTAL) else None
        sheet = clean.sheet(returned)
        yield _entry(_put(folder, f"clean {number + 1}", sheet.content()), clean, sheet) | {"fault": "", "title": ""}


def _varied(folder: Path, count: int, known: Catalogue) -> Iterator[Entry]:
    """Clean returns as people vary them: labels, units, order of columns, merged cells, headings, notes."""
    for number, clean, dice in _clean("varied", count, known):
        page = clean.varied(dice)
        path = _put(folder, f"varied {number + 1}", workbook(page, "Sheet1", 0))
        heads = [at for at, look in enumerate(page.looks) if look == "head"]
        last = max(at for at, look in enumerate(page.looks) if look == "body")
        entry = {"file": path.name, "form": clean.form.code, "heads": heads, "last": last}
        yield entry | {"fault": "", "title": "", "varied": True}


def _clean(kind: str, count: int, known: Catalogue) -> Iterator[tuple[int, Clean, Random]]:
    forms = (OPERATOR, POSTAL, OPERATOR, POSTAL, INSPECTION, POPULATION)
    for number in range(count):
        dice = Random(f"{_SEED} {kind} {number}")
        yield number, dice.choice(bases(known, forms[number % len(forms)])), dice


def _put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / "files" / f"{name}.xlsx"
    path.write_bytes(content)
    os.utime(path, (ARRIVED, ARRIVED))
    return path


def _entry(path: Path, clean: Clean, sheet: Sheet) -> Entry:
    last = max(at for at, look in enumerate(sheet.page.looks) if look == "body")
    return {"file": path.name, "form": clean.form.code, "heads": [sheet.header], "last": last}


def _declared(form: Form, known: Catalogue) -> Entry:
    """What a form declares, for schemas of other tools: columns with every label, codes with theirs, units, rules."""

    def column(name: str) -> Entry:
        each = form.column(name)
        codes = known.codes(each.list) if each.list else ()
        return {
            "role": each.role,
            "labels": [of_year(label, int(_YEAR)) for label in each.labels],
            "codes": {label: code.code for code in codes for label in code.labels},
            "units": [label for unit in known.units.values() for label in unit.labels] if each.role == "unit" else [],
            "whole": bool(each.unit and known.units[each.unit].base != "dong"),
            "min": None if each.min is None else int(each.min),
        }

    return {
        "key": form.key,
        "each_row": form.asks_each_row,
        "columns": {each.name: column(each.name) for each in form.columns},
        "identities": [[each.left, each.op, each.right] for each in form.identities],
        "totals": known.words.totals,
        "ignored": [NUMBER, *known.words.ignored_headers],
    }
