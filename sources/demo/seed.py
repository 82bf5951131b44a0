"""Reads `seed.yaml`: the totals that the demo's figures are split from, and the files that go wrong."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from random import Random

import yaml

from schemas.record import Record

_SEED = "solieu demo inbox"


class YearOfService(Record):
    """A service in one year: subscriptions gained, and on the network at the year's end."""

    new: int
    stock: int


class Service(Record):
    """A service: subscriptions at the end of 2012, what one pays, who shares the market (parts)."""

    opening: int
    pays: int
    shares: Mapping[str, int]
    years: Mapping[int, YearOfService]


class Telecom(Record):
    """Revenue by year (dong) and the services."""

    revenue: Mapping[int, int]
    services: Mapping[str, Service]


class Postal(Record):
    """The post offices (parts) and the totals by year and item, in base units."""

    offices: Mapping[str, int]
    years: Mapping[int, Mapping[str, int]]


class Inspection(Record):
    """The districts inspected in a year, and the totals by year, field and column."""

    districts: Mapping[int, tuple[str, ...]]
    years: Mapping[int, Mapping[str, Mapping[str, int]]]


class Population(Record):
    """Census figures by district, the shares of the yearly totals (people)."""

    census: Mapping[str, int]
    totals: Mapping[int, int]


class Special(Record):
    """A return that something is the matter with; which of the rest is filled depends on what."""

    submitter: str = ""
    period: str
    days: int = 0
    service: str = ""
    percent_missed: int = 0
    name: str = ""
    like: str = ""
    delimiter: str = ""
    rows: tuple[Mapping[str, str | int], ...] = ()


class Specials(Record):
    """The files that are not plain good workbooks."""

    late: Special
    correction: Special
    duplicate: Special
    broken: Special
    unknown: Special
    bad_rows: Special
    delimited: tuple[Special, ...]


class Seed(Record):
    """Everything in `seed.yaml`."""

    money_step: int
    people_step: int
    quarters: tuple[int, ...]
    population: Population
    telecom: Telecom
    postal: Postal
    inspection: Inspection
    plans: Mapping[str, Mapping[int, int]]
    registers: Mapping[str, Mapping[int, Mapping[str, int]]]
    plan_decisions: Mapping[int, str]
    special: Specials
    over: Mapping[str, str]
    people: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of which it has totals."""
        return tuple(self.population.totals)


@lru_cache
def seed() -> Seed:
    """The seed; a pydantic ValidationError names the field that does not fit."""
    text = Path(__file__).with_name("seed.yaml").read_text(encoding="utf-8")
    return Seed.model_validate(yaml.safe_load(text))


def dice(*about: object) -> Random:
    """Random choices that depend on what they are about and on nothing else, the same on every machine."""
    return Random("/".join([_SEED, *map(str, about)]))
