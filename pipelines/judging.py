"""Files are judged by what counts and loaded in order of receipt, also where one rests on others that came later."""

from collections.abc import Sequence

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from sources.cumulative import Earlier, Reported, needs_earlier, place_of
from sources.inbox import Submission
from sources.judging import Judged, judge, together
from sources.ledger import in_order
from sources.lexicon import Lexicon
from sources.plausibility import compared_periods
from sources.reading import Reading
from warehouse import reading
from warehouse.loading import count_for_now, load
from warehouse.writes import passing, transaction

Connection = duckdb.DuckDBPyConnection


def judge_and_load(
    connection: Connection,
    received: Sequence[Reading | Submission],
    words: Lexicon,
    catalogue: Catalogue,
    into: str = "",
) -> Judged:
    """Judge files by what counts in the warehouse now, and load them in one transaction, in the order given.

    `received`: readings, in order of receipt; a submission without one repeats bytes that are known.
    `into`: as for `warehouse.loading.load`.
    """
    readings = [each for each in received if isinstance(each, Reading)]
    again = [each for each in received if isinstance(each, Submission)]
    order = [each if isinstance(each, Submission) else each.submission for each in received]
    plain = [each for each in readings if not needs_earlier(each)]
    # Figures since January are judged by the earlier periods, which may have come this night, even after them.
    since = sorted((each for each in readings if needs_earlier(each)), key=lambda each: each.period or "")
    judged = [_judged(connection, plain, again, words, catalogue)]
    if since:
        senders = {each.submitter for each in since}
        beside = [each.submission.submission_id for each in plain if each.submitter in senders]
        with passing(connection):
            _count(connection, judged[0], order, beside, into)
            for each in since:
                judged.append(_judged(connection, [each], [], words, catalogue))
                _count(connection, judged[-1], order, [each.submission.submission_id], into)
    whole = together(judged, order)
    with transaction(connection):
        load(connection, catalogue, **vars(whole), into=into)
    return whole


def _count(
    connection: Connection, judged: Judged, order: Sequence[Submission], files: Sequence[str], into: str
) -> None:
    """Let those files count in their places, for what is judged after them."""
    placed = in_order(judged.ledger, order).filter(pl.col("submission_id").is_in(files))
    rows = {form: frame.filter(pl.col("submission_id").is_in(files)) for form, frame in judged.rows.items()}
    count_for_now(connection, placed, judged.cumulative, rows, into)


def _judged(
    connection: Connection, readings: list[Reading], again: list[Submission], words: Lexicon, catalogue: Catalogue
) -> Judged:
    earlier = _earlier(connection, readings, catalogue)
    return judge(readings, again, words, catalogue, earlier, _history(connection, readings, catalogue))


def _earlier(connection: Connection, readings: list[Reading], catalogue: Catalogue) -> Earlier:
    places = [place_of(each) for each in readings if needs_earlier(each)]
    found = {place: reading.reported(connection, catalogue.forms[place[0]], *place[1:]) for place in places}
    return {place: Reported(frozenset(periods), sums) for place, (periods, sums) in found.items()}


def _history(connection: Connection, readings: list[Reading], catalogue: Catalogue) -> dict[str, pl.DataFrame]:
    """Form -> what counts of the returns that the new figures are compared with."""
    forms = [catalogue.forms[code] for code in dict.fromkeys(r.form or "" for r in readings) if code in catalogue.forms]
    return {f.code: reading.history(connection, f, compared_periods(readings, f, catalogue)) for f in forms}
