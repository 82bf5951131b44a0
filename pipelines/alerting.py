"""Telling people: what is new is noted, laid into the home as files, and sent; each matter once. No Dagster here."""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import duckdb

from reports.alerts import flat, letter
from reports.matters import drafts, subject
from reports.sending import NotSent, send
from schemas.alerts import AlertWords
from schemas.calendar import PROVINCE_TIME
from schemas.catalogue import Catalogue
from schemas.channels import BadSetting, Channels, channels, intended
from schemas.declarations import alert_words
from schemas.home import Home, naming
from warehouse import alerts
from warehouse.publication import held
from warehouse.reading import Record
from warehouse.store import NoWarehouse, WarehouseBusy, connected, missing_at


def failure(job: str, step: str, error: str) -> Record:
    """What went wrong, in a line each."""
    return {"job": job, "step": step, "error": flat(error)}


def note(place: Home, catalogue: Catalogue, failures: Sequence[Record] = ()) -> list[str]:
    """Note every matter that nobody was told of, as messages owed by the channels that are set up; their subjects.

    `failures`: as `failure` gives them. A warehouse that cannot be written keeps no ledger: then what failed is sent
    at once and noted nowhere, and the error is raised.
    """
    now = datetime.now(PROVINCE_TIME)
    try:
        published = held(place).publication_no  # A night that failed at its last step changed nothing for readers.
        with _alone(place), _existing(place) as connection:
            found = alerts.standing(connection, catalogue, published)
            made = drafts(found, failures, catalogue, now)
            if made:
                alerts.note(connection, made, intended(), found, now)
    except (duckdb.Error, NoWarehouse, WarehouseBusy, OSError):
        _tell_without_ledger(place, failures, now)
        raise
    return [draft.subject for draft in made]


def deliver(place: Home, words: AlertWords) -> list[Record]:
    """Write the files of the last week's messages, and send what a channel still owes; what could not be sent.

    Each is noted as soon as it is sent: a crash in between may repeat that one. Raises BadSetting when the
    channels are not set up right; the files are written before.
    """
    now = datetime.now(PROVINCE_TIME)
    with _alone(place):
        with connected(place.warehouse, read_only=True) as connection:
            messages, owed = alerts.recent(connection, now), alerts.unsent(connection, now)
        for message in messages:
            _lay(message, place, words)
        settings = channels()
        owed = [each for each in owed if getattr(settings, each["channel"])]
        return [each for each in owed if not _sent(each, settings, place, words)]


def _sent(message: Record, settings: Channels, place: Home, words: AlertWords) -> bool:
    """Whether a message could be sent by its channel; either is noted."""
    try:
        remark, outcome = send(message, message["channel"], settings, place, words), "sent"
    except NotSent as why:
        remark, outcome = str(why), "failed"
    message["detail"] = remark
    with connected(place.warehouse) as connection:
        now = datetime.now(PROVINCE_TIME)
        alerts.record_send(connection, message["alert_no"], message["channel"], now, outcome, remark)
    return outcome == "sent"


@contextmanager
def watched(place: Home, say: Callable[[str], None]) -> Iterator[None]:
    """A night at the command line: one that breaks before its jobs can say so is told of, and raised.

    Channels that are not set up right hold back no figures; they are said at once.
    """
    try:
        channels()
    except BadSetting as wrong:
        say(str(wrong))
    try:
        yield
    except Exception as error:
        failures = [failure("solieu nightly", type(error).__name__, str(error))]
        _tell_without_ledger(place, failures, datetime.now(PROVINCE_TIME))
        raise


def _tell_without_ledger(place: Home, failures: Sequence[Record], now: datetime) -> None:
    """What cannot be told here is dropped: whoever calls raises the error itself."""
    if not failures:
        return
    words = alert_words()
    told = {"alert_no": 0, "kind": "night_failed", "noted_at": now, "subject": subject(words, "night_failed", now)}
    told |= {"facts": {"failures": list(failures)}}
    with suppress(OSError):
        _lay(told, place, words)
    with suppress(BadSetting):
        settings = channels()
        for name in intended():
            _tried(told, name, settings, place, words)


def try_out(place: Home, words: AlertWords) -> list[tuple[str, str]]:
    """Send a message that says it is a test by every channel; each with what went wrong, empty when nothing did.

    Raises BadSetting.
    """
    now, settings = datetime.now(PROVINCE_TIME), channels()
    message = {"alert_no": 0, "kind": "test", "noted_at": now, "facts": {}, "subject": subject(words, "test", now)}
    return [(name, _tried(message, name, settings, place, words)) for name in intended()]


def _tried(message: Record, name: str, settings: Channels, place: Home, words: AlertWords) -> str:
    try:
        return send(message, name, settings, place, words)
    except NotSent as why:
        return str(why)


def owes(place: Home) -> bool:
    """Whether any channel still owes a message; no when the warehouse is in use, for the next time tells."""
    if not intended():
        return False
    try:
        with connected(place.warehouse, read_only=True, patience=0) as connection:
            waiting = alerts.unsent(connection, datetime.now(PROVINCE_TIME))
    except (NoWarehouse, WarehouseBusy):
        return False
    return any(each["channel"] in intended() for each in waiting)


def _lay(message: dict[str, Any], place: Home, words: AlertWords) -> None:
    """Write a message as text and as a page, unless it lies there; a crash leaves no half of one."""
    stem = f"{message['noted_at'].astimezone(PROVINCE_TIME):%Y-%m-%d-%H%M%S}-{message['kind'].replace('_', '-')}"
    place.notices.mkdir(parents=True, exist_ok=True)
    if (place.notices / f"{stem}.html").exists():
        return
    written = letter(message, place, words)
    for suffix, text in ((".txt", written.text()), (".html", written.html())):
        fresh = place.notices / f".{stem}{suffix}.tmp"
        with naming(fresh):
            fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, place.notices / f"{stem}{suffix}")


@contextmanager
def _existing(place: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse to write to; one that is not there is not made."""
    if not place.warehouse.exists():
        raise NoWarehouse(missing_at(place.warehouse))
    with connected(place.warehouse) as connection:
        yield connection


@contextmanager
def _alone(place: Home) -> Iterator[None]:
    """One teller at a time, so that none sends what another is sending."""
    place.create()
    with (place.root / ".alerts.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
