"""The words around figures in sentences, as `prose.yaml` declares them, ready to be looked for."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import yaml

from schemas.layers import layered, own
from schemas.record import Record
from schemas.text import folded

FILE = "prose.yaml"


class Approximate(Record):
    """Words before a number that is not exact."""

    more: tuple[str, ...]
    less: tuple[str, ...]
    about: tuple[str, ...]


class Measures(Record):
    """How each measure of an indicator is called where an amount is given."""

    next_plan: tuple[str, ...]
    plan: tuple[str, ...]
    previous: tuple[str, ...]
    stock: tuple[str, ...]
    new: tuple[str, ...]
    actual: tuple[str, ...]


class Percents(Record):
    """How each measure is called where a percentage is given."""

    percent_of_plan: tuple[str, ...]
    growth: tuple[str, ...]
    share: tuple[str, ...]


class Prose(Record):
    """The words of `prose.yaml`."""

    citations: tuple[str, ...]
    ordinals: tuple[str, ...]
    documents: tuple[str, ...]
    ordinal_verbs: tuple[str, ...]
    compounds: tuple[str, ...]
    calendar: tuple[str, ...]
    durations: tuple[str, ...]
    approximate: Approximate
    measures: Measures
    targets: tuple[str, ...]
    percents: Percents
    multiples: tuple[str, ...]
    rises: tuple[str, ...]
    falls: tuple[str, ...]
    exceeding: tuple[str, ...]
    gaps: tuple[str, ...]
    outdone: tuple[str, ...]
    differences: tuple[str, ...]
    gained: tuple[str, ...]
    growing: tuple[str, ...]
    levels: tuple[str, ...]
    levels_to: tuple[str, ...]
    levels_from: tuple[str, ...]
    comparing: tuple[str, ...]
    then: tuple[str, ...]
    results: tuple[str, ...]
    estimates: tuple[str, ...]
    parts: tuple[str, ...]
    narrower: tuple[str, ...]
    spans: tuple[str, ...]
    starts: tuple[str, ...]
    unstarted: tuple[str, ...]
    ends: tuple[str, ...]
    provinces: tuple[str, ...]
    authorities: tuple[str, ...]
    elsewhere: tuple[str, ...]
    wholes: tuple[str, ...]
    sums: tuple[str, ...]
    together: tuple[str, ...]
    cumulative: tuple[str, ...]
    numerals: tuple[str, ...]
    spelling: tuple[str, ...]
    aims: tuple[str, ...]
    tasks: tuple[str, ...]
    enumerations: tuple[str, ...]
    densities: tuple[str, ...]
    per: tuple[str, ...]
    verbs: tuple[str, ...]
    placing: tuple[str, ...]
    equals: tuple[str, ...]
    within: tuple[str, ...]
    places: tuple[str, ...]
    counted: tuple[str, ...]
    respectively: tuple[str, ...]
    dividing: tuple[str, ...]
    fields: tuple[str, ...]
    markets: tuple[str, ...]
    negations: tuple[str, ...]
    lacking: tuple[str, ...]
    narrowing: tuple[str, ...]
    setting_apart: tuple[str, ...]
    back: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...]
    fillers: tuple[str, ...]


def prose(*folders: Path) -> Prose:
    """The words that the program has, or those of `folders` (as of `schemas.layers.own` by default) in their place."""
    return _read(layered(folders or own())[FILE])


@lru_cache
def _read(source: Path) -> Prose:
    return Prose.model_validate(yaml.safe_load(source.read_text(encoding="utf-8")))


@lru_cache
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of the words as whole words in a folded text, longest first."""
    return re.compile(r"(?<!\w)(?:" + alternatives(words) + r")(?!\w)")


def alternatives(words: Iterable[str]) -> str:
    """The words as the body of a pattern's group, longest first, any white space between their parts."""
    ordered = sorted((folded(word) for word in words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)
