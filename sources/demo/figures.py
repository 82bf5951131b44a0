"""What each return of the seed's years holds: its totals, split exactly.

Whole numbers in base units throughout (dong, people, subscriptions); the sums over submitters,
districts and quarters are the seed's totals to the unit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemas.declarations import DISTRICTS, Catalogue
from sources.demo.seed import Seed, Service, dice, seed
from sources.demo.split import shaken, split

OPERATOR, POSTAL, INSPECTION = "operator_quarterly", "postal_quarterly", "district_inspection"
PLAN, POPULATION, REGISTER = "annual_plan", "population", "register"
_TOTAL = "total"
_QUARTERS = (1, 2, 3, 4)

Cell = tuple[str, str, str]
Quarterly = dict[tuple[Cell, str], int]


@dataclass(frozen=True)
class Line:
    """One row of a return: code by code column (none: the total), value in the base unit by measure column."""

    codes: Mapping[str, str | None]
    values: Mapping[str, int]


@dataclass(frozen=True)
class Return:
    """What one submitter reports for one period."""

    form: str
    submitter: str
    period: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Network:
    """Subscriptions by (operator, district, service) and period: gained, and there at the end."""

    new: Quarterly
    stock: Quarterly


def demo_figures(catalogue: Catalogue, known: Seed | None = None) -> list[Return]:
    """The returns that count, 151 of the demo's, each once and with its right figures.

    `known`: as for `write_demo_inbox`.
    """
    known = known or seed()
    return [
        *_operator_returns(known, catalogue),
        *_postal_returns(known, catalogue),
        *_inspection_returns(known, catalogue),
        *_plan_returns(known, catalogue),
        *_population_returns(known, catalogue),
        *_register_returns(known, catalogue),
    ]


def _submitters(form: str, catalogue: Catalogue) -> list[str]:
    kind = catalogue.forms[form].submitters
    return [submitter.code for submitter in catalogue.submitters.values() if kind in submitter.kinds]


def _codes(name: str, catalogue: Catalogue) -> list[str]:
    return [code.code for code in catalogue.codes(name)]


def _quarters(year: int) -> list[str]:
    return [f"{year}-Q{quarter}" for quarter in _QUARTERS]


def _periods(known: Seed) -> list[str]:
    return [period for year in known.years for period in _quarters(year)]


def _seasons(known: Seed, year: int) -> dict[str, int]:
    return dict(zip(_quarters(year), known.quarters, strict=True))


def _operator_returns(known: Seed, catalogue: Catalogue) -> Iterator[Return]:
    networks = {code: _network(known, code, service) for code, service in known.telecom.services.items()}
    new = {key: value for network in networks.values() for key, value in network.new.items()}
    stock = {key: value for network in networks.values() for key, value in network.stock.items()}
    revenue = _telecom_revenue(known, stock)
    cells = [(d, s) for d in _codes(DISTRICTS, catalogue) for s in _codes("services", catalogue)]
    for operator in _submitters(OPERATOR, catalogue):
        for period in _periods(known):
            keys = [((operator, district, service), period) for district, service in cells]
            yield Return(
                OPERATOR,
                operator,
                period,
                tuple(
                    Line(
                        {"district": key[0][1], "service": key[0][2]},
                        {"new_subscribers": new[key], "subscribers": stock[key], "revenue": revenue[key]},
                    )
                    for key in keys
                    if key in stock
                ),
            )


def _network(known: Seed, code: str, service: Service) -> _Network:
    """Walk a service from its opening stock, quarter by quarter: stock = stock before + new - leavers.

    The year's leavers follow from the totals; each cell loses in proportion to what it had.
    """
    random = dice("network", code)
    size = {
        (operator, district, code): share * people
        for operator, share in service.shares.items()
        for district, people in known.population.census.items()
    }
    stock = split(service.opening, shaken(size, random, 10))
    network = _Network({}, {})
    for year, figures in service.years.items():
        seasons = _seasons(known, year)
        spread = {(cell, period): size[cell] * part for cell in size for period, part in seasons.items()}
        new = split(figures.new, shaken(spread, random, 20))
        held = {(cell, period): stock[cell] for cell in size for period in seasons}
        gone = split(sum(stock.values()) + figures.new - figures.stock, shaken(held, random, 20))
        for period in seasons:
            stock = {cell: stock[cell] + new[cell, period] - gone[cell, period] for cell in size}
            network.stock.update({(cell, period): count for cell, count in stock.items()})
        network.new.update(new)
    return network


def _telecom_revenue(known: Seed, stock: Quarterly) -> Quarterly:
    """Each year's revenue, split by what the subscribers at the end of each quarter would pay."""
    random = dice("telecom revenue")
    revenue: Quarterly = {}
    for year, total in known.telecom.revenue.items():
        paying = {
            key: count * known.telecom.services[key[0][2]].pays
            for key, count in stock.items()
            if key[1] in _quarters(year)
        }
        revenue |= split(total, shaken(paying, random, 8), known.money_step)
    return revenue


def _postal_returns(known: Seed, catalogue: Catalogue) -> Iterator[Return]:
    found: dict[tuple[str, str, str], int] = {}
    units = catalogue.row_units(catalogue.forms[POSTAL], catalogue.forms[POSTAL].column("quantity"))
    for year, totals in known.postal.years.items():
        spread = {
            (office, period): part * season
            for office, part in known.postal.offices.items()
            for period, season in _seasons(known, year).items()
        }
        for item, total in totals.items():
            step = known.money_step if units[item] == "dong" else 1
            parts = split(total, shaken(spread, dice("post", year, item), 12), step)
            found |= {(office, period, item): value for (office, period), value in parts.items()}
    for office in _submitters(POSTAL, catalogue):
        for period in _periods(known):
            items = _codes("postal_items", catalogue)
            lines = tuple(Line({"item": item}, {"quantity": found[office, period, item]}) for item in items)
            yield Return(POSTAL, office, period, lines)


def _inspection_returns(known: Seed, catalogue: Catalogue) -> Iterator[Return]:
    columns = [column.name for column in catalogue.forms[INSPECTION].having("measure")]
    fields = _codes("inspection_fields", catalogue)
    for year in known.years:
        split_fields = {field: _inspected(known, year, field) for field in fields}
        for submitter in _submitters(INSPECTION, catalogue):
            district = catalogue.submitters[submitter].district
            lines = tuple(
                Line(
                    {"field": field},
                    {column: split_fields[field][column].get(district, 0) for column in columns},
                )
                for field in fields
            )
            yield Return(INSPECTION, submitter, str(year), lines)


def _inspected(known: Seed, year: int, field: str) -> dict[str, dict[str | None, int]]:
    """Column -> district -> value; each column is split by the one that bounds it."""
    totals = known.inspection.years[year][field]
    people: dict[str | None, int] = {code: known.population.census[code] for code in known.inspection.districts[year]}
    parts = {"inspected": split(totals["inspected"], shaken(people, dice("inspection", year, field), 25))}
    bounds = {
        "in_breach": "inspected",
        "warnings": "in_breach",
        "fines": "in_breach",
        "fined_amount": "fines",
        "paid_amount": "fined_amount",
    }
    for column, bound in bounds.items():
        parts[column] = split(totals[column], parts[bound])
    return parts


def _plan_returns(known: Seed, catalogue: Catalogue) -> Iterator[Return]:
    for submitter in _submitters(PLAN, catalogue):
        for year in known.years:
            lines = tuple(
                Line(
                    {"indicator": code},
                    {"plan": known.plans[code][year], "next_plan": known.plans[code][year + 1]},
                )
                for code in _codes("indicators", catalogue)
            )
            yield Return(PLAN, submitter, str(year), lines)


def _population_returns(known: Seed, catalogue: Catalogue) -> Iterator[Return]:
    for submitter in _submitters(POPULATION, catalogue):
        for year, total in known.population.totals.items():
            people = split(total, known.population.census, known.people_step)
            lines = tuple(
                Line({"district": code}, {"population": people[code]}) for code in _codes(DISTRICTS, catalogue)
            )
            yield Return(POPULATION, submitter, str(year), lines)


def _register_returns(known: Seed, catalogue: Catalogue) -> Iterator[Return]:
    """One register of the last year in them for each office, with the indicators that are its own."""
    last = max(year for parts in known.registers.values() for year in parts)
    for office in _submitters(REGISTER, catalogue):
        own = [i.code for i in catalogue.registered.values() if i.source and i.source.submitter == office]
        lines = tuple(
            Line(
                {"indicator": code, "period": str(year), "breakdown": None if part == _TOTAL else part},
                {"value": value},
            )
            for code in own
            for year, parts in known.registers[code].items()
            for part, value in parts.items()
        )
        yield Return(REGISTER, office, str(last), lines)
