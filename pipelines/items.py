"""What is not read as forms are, item-level returns and exchange files, is loaded one by one between the others.

In order of receipt, each in its own transaction.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import duckdb

from pipelines.judging import judge_and_load
from schemas.declarations import Catalogue
from schemas.items import Refused
from sources.carried_judging import judge_carried
from sources.findings import Finding
from sources.inbox import Submission
from sources.item_judging import judge_items
from sources.items import counted
from sources.judging import Judged
from sources.lexicon import Lexicon
from sources.reading import Reading
from warehouse.items import NotPlain, stage, within_memory
from warehouse.items_in_place import stage_in_place
from warehouse.loading import load
from warehouse.writes import transaction

Connection = duckdb.DuckDBPyConnection


def load_received(
    connection: Connection,
    received: Sequence[Reading | Submission],
    words: Lexicon,
    catalogue: Catalogue,
    into: str = "",
) -> Iterator[Judged]:
    """Judge and load files in order of receipt, as `judge_and_load` does; some by themselves."""
    for alone, together in groupby(received, key=_alone):
        if alone:
            for each in together:
                assert isinstance(each, Reading)  # noqa: S101
                yield alone(connection, each, words, catalogue, into)
        else:
            yield judge_and_load(connection, list(together), words, catalogue, into)


def _alone(each: Reading | Submission) -> Callable[[Connection, Reading, Lexicon, Catalogue, str], Judged] | None:
    """What loads a file by itself; None for one that is judged together with others."""
    if isinstance(each, Reading) and each.items is not None:
        return _load_items
    return _load_carried if isinstance(each, Reading) and each.carried is not None else None


def _load_carried(connection: Connection, reading: Reading, words: Lexicon, catalogue: Catalogue, into: str) -> Judged:
    """Load the values of an exchange file; a refusal goes the way of all."""
    judged = judge_carried(reading, catalogue)
    if not isinstance(judged, Judged):
        return judge_and_load(connection, [replace(reading, carried=None, problem=judged)], words, catalogue, into)
    with transaction(connection):
        load(connection, catalogue, **vars(judged), into=into)
    return judged


def _load_items(connection: Connection, reading: Reading, words: Lexicon, catalogue: Catalogue, into: str) -> Judged:
    """Load an item-level return, in the fast way where each of its rows is a line; a refusal goes the way of all."""
    with within_memory(connection, catalogue.limits):
        try:
            try:
                return _loaded(connection, reading, catalogue, into, by_line=False)
            except NotPlain:
                return _loaded(connection, reading, catalogue, into, by_line=True)
        except Refused as refused:
            problem = Finding(refused.check, params=refused.words)
    refusal = replace(reading, items=None, problem=problem)
    return judge_and_load(connection, [refusal], words, catalogue, into)


def _loaded(connection: Connection, reading: Reading, catalogue: Catalogue, into: str, *, by_line: bool) -> Judged:
    assert reading.items  # noqa: S101
    file = reading.items.file
    lines = None if file.in_place else counted(file.path)
    if lines and lines.quoted and not by_line:
        raise NotPlain
    with transaction(connection):
        if lines:
            staged = stage(connection, file, lines, catalogue, by_line=by_line, into=into)
        else:
            staged = stage_in_place(connection, file, catalogue)
        judged = judge_items(reading, staged, catalogue)
        load(connection, catalogue, **vars(judged), into=into)
    return judged
