"""Sends the demo's returns: which file arrives when, under what name, and what is the matter with some."""

import os
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePath
from random import Random

from schemas.calendar import PROVINCE_TIME, due_date, last_day, year_of
from schemas.declarations import Catalogue
from schemas.records import Form
from sources.demo.figures import PLAN, REGISTER, Line, Return, demo_figures
from sources.demo.files import delimited, workbook
from sources.demo.pages import ExtraRow, lay_out
from sources.demo.seed import Seed, Special, dice, seed
from sources.demo.shapes import ROMAN, choose

_FIRST_DAY = 2
_OPENS, _CLOSES = 7, 17
_LONGEST_WAIT = 120


@dataclass(frozen=True)
class Sending:
    """A file on its way into the inbox; `returned` is what it holds, whether or not it can be read."""

    returned: Return
    file_name: str
    arrived: datetime
    content: bytes


def write_demo_inbox(folder: Path, catalogue: Catalogue, known: Seed | None = None) -> list[Path]:
    """Write every file of the demo inbox, oldest first, and return their paths.

    The same bytes and names each time; each file's modification time is the moment it arrived. `known`: the totals
    that it is made of, the demo's where none are given.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [put(folder, sending) for sending in demo_sendings(catalogue, known or seed())]


def put(folder: Path, sending: Sending) -> Path:
    """Write a file of the demo into a folder; it came when it arrived."""
    path = folder / sending.file_name
    path.write_bytes(sending.content)
    moment = sending.arrived.timestamp()
    os.utime(path, (moment, moment))
    return path


def demo_sendings(catalogue: Catalogue, known: Seed | None = None) -> list[Sending]:
    """Every file, oldest first: the returns of `demo_figures`, and those that something is the matter with."""
    known = known or seed()
    special = known.special
    sendings = {(r.form, r.submitter, r.period): _sending(r, catalogue, known) for r in demo_figures(catalogue, known)}

    def whose(special: Special) -> tuple[str, str, str]:
        return next(key for key in sendings if key[1:] == (special.submitter, special.period))

    correction, broken = whose(special.correction), whose(special.broken)
    like = whose(Special(submitter=special.unknown.like, period=special.unknown.period))
    others = [
        _day_before(_sending(_too_low(sendings[correction].returned, known), catalogue, known)),
        _day_before(_truncated(sendings[broken])),
        _sent_twice(sendings[whose(special.duplicate)]),
        _sending(_of_another(sendings[like].returned, special.unknown), catalogue, known),
    ]
    sendings[correction] = _renamed(sendings[correction], "(điều chỉnh)")
    sendings[broken] = _renamed(sendings[broken], "(gửi lại)")
    return sorted([*sendings.values(), *others], key=lambda sending: (sending.arrived, sending.file_name))


def _sending(returned: Return, catalogue: Catalogue, totals: Seed) -> Sending:
    """The file of a return. What it looks like hangs on its form, sender and period, not on its figures."""
    random = dice("sending", returned.form, returned.submitter, returned.period)
    known = catalogue.submitters.get(returned.submitter)
    sender = random.choice(known.labels) if known else returned.submitter
    arrived = _arrival(returned, random, catalogue, totals.special.late)
    content, suffix = _content(returned, sender, random, catalogue, totals)
    name = _file_name(catalogue.forms[returned.form], sender, returned.period, random)
    return Sending(returned, name + suffix, arrived, content)


def _content(returned: Return, sender: str, random: Random, catalogue: Catalogue, known: Seed) -> tuple[bytes, str]:
    """The file's bytes and the suffix of its name."""
    cut = next((s.delimiter for s in known.special.delimited if _is(s, returned)), "")
    bad = known.special.bad_rows
    extra: tuple[ExtraRow, ...] = bad.rows if _is(bad, returned) else ()
    shape = choose(returned, sender, random, catalogue, known, delimited=bool(cut))
    if extra:
        shape = replace(shape, body=replace(shape.body, districts="repeated", total=""))
    page = lay_out(returned, shape, catalogue, extra)
    if cut:
        return delimited(page, cut, mark=cut == ";"), ".csv"
    return workbook(page, shape.sheet, shape.spare_sheets, catalogue.exchange.territory.vi), ".xlsx"


def _is(special: Special, returned: Return) -> bool:
    return (special.submitter, special.period) == (returned.submitter, returned.period)


def _arrival(returned: Return, random: Random, catalogue: Catalogue, late: Special) -> datetime:
    """Some working hour between the end of the period and the due date; a plan comes before its year."""
    form = catalogue.forms[returned.form]
    due, end = due_date(form, returned.period), last_day(returned.period)
    if returned.form == PLAN:
        return _at(date(year_of(returned.period) - 1, 12, 15), random)
    if _is(late, returned):
        return _at(due + timedelta(days=late.days), random)
    latest = min(form.due_days, _LONGEST_WAIT)
    return _at(end + timedelta(days=random.randint(_FIRST_DAY, latest - 1)), random)


def _at(day: date, random: Random) -> datetime:
    hour, minute = random.randrange(_OPENS, _CLOSES), random.randrange(60)
    return datetime.combine(day, time(hour, minute), PROVINCE_TIME)


def _file_name(form: Form, sender: str, period: str, random: Random) -> str:
    """A name as people give it; sender and period are always in it, so names differ."""
    what = random.choice(["Báo cáo", "BC", "Số liệu", form.titles[0]])
    if form.code == REGISTER:
        what = form.titles[0]  # The planning office sends a plan for the same year.
    year = year_of(period)
    when = f"năm {year}"
    if "-Q" in period:
        quarter = int(period[6:])
        when = random.choice([f"quý {ROMAN[quarter - 1]} năm {year}", f"quý {quarter}-{year}", f"Q{quarter}.{year}"])
    return random.choice([f"{what} {when} - {sender}", f"{sender} - {what} {when}", f"{what} {when} ({sender})"])


def _renamed(sending: Sending, word: str) -> Sending:
    name = PurePath(sending.file_name)
    return replace(sending, file_name=f"{name.stem} {word}{name.suffix}")


def _day_before(sending: Sending) -> Sending:
    return replace(sending, arrived=sending.arrived - timedelta(days=1))


def _sent_twice(sending: Sending) -> Sending:
    return replace(_renamed(sending, "(1)"), arrived=sending.arrived + timedelta(hours=26))


def _truncated(sending: Sending) -> Sending:
    return replace(sending, content=sending.content[: len(sending.content) * 3 // 5])


def _too_low(returned: Return, known: Seed) -> Return:
    """The return as first sent: one service's figures leave out a part of what was gained."""
    correction = known.special.correction

    def first(line: Line) -> Line:
        if line.codes["service"] != correction.service:
            return line
        new, held, revenue = (
            line.values["new_subscribers"],
            line.values["subscribers"],
            line.values["revenue"],
        )
        missed, step = new * correction.percent_missed // 100, known.money_step
        unpaid = revenue * correction.percent_missed // 100 // step * step
        values = {"new_subscribers": new - missed, "subscribers": held - missed, "revenue": revenue - unpaid}
        return Line(line.codes, values)

    return replace(returned, lines=tuple(map(first, returned.lines)))


def _of_another(like: Return, unknown: Special) -> Return:
    """A return of the sender that nobody knows: a quarter of what the like of it reports."""
    lines = (Line(line.codes, {name: value // 4 for name, value in line.values.items()}) for line in like.lines)
    return replace(like, submitter=unknown.name, lines=tuple(lines))
