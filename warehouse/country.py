"""The country's figures: by the models of a province, over what the provinces published."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import polars as pl

from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.nation import Province, Words
from schemas.records import Code, Submitter
from schemas.rules import Rule
from warehouse import models, publication
from warehouse.checks import Outcome, judge
from warehouse.migrate import prepare
from warehouse.offered import RENAMED, Misplaced, held, misplaced, offers, outside, there
from warehouse.reading import Record, records
from warehouse.results import holding_back, keep
from warehouse.store import EarlierWarehouse, NewerWarehouse, connected, literal, rules_version, sql
from warehouse.writes import append, transaction

Connection = duckdb.DuckDBPyConnection
OF = "country"
# What the country takes over of a province's publication.
_TAKEN = ("observed", "standing_targets", "indicator_returns", "indicator_year", "rate_base", "estimate_year")
_ABOUT = ("submitters", "provinces", "defined", "units")
# In the place of a province's code: what the country itself declares.
_COUNTRY = ""
# Estimates are the provinces'; what theirs were off by, they say themselves.
_LEFT_TO_PROVINCES = ("kpi/estimate_at", "kpi/estimate_error")
_VIEW = "kpi/standing_targets"


@dataclass(frozen=True)
class Part:
    """A province, its home, and the codes by which the country knows its submitters where it knows them by others."""

    province: Province
    home: Home
    branches: Mapping[str, str]


@dataclass(frozen=True)
class Taken:
    """What the country has of the provinces: those taken over now, those that published nothing, those that cannot be.

    `unreadable`: province -> why, as DuckDB says it; `misplaced`: why what lies there is not taken. `years`: those
    built; `printed`: those of them that the appendices say something of. `blocked`: the rules that held publication
    back; `outcomes`: what each came to. `differing`: the indicators that a province declares in another way than the
    country, as of `differing`. `left`: the provinces that are none any more, by what names the country had them;
    `outside`: of the others, the years that are none of their own, with figures of which the last time knew nothing.
    """

    provinces: tuple[str, ...]
    absent: tuple[str, ...]
    unreadable: Mapping[str, str]
    misplaced: Mapping[str, Misplaced]
    years: tuple[int, ...] = ()
    printed: tuple[int, ...] = ()
    blocked: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    differing: tuple[Record, ...] = ()
    left: Mapping[str, str] = field(default_factory=dict)
    outside: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def words(home: Home) -> Words | None:
    """What a province's publication calls its submitters and codes; None where there is none that says so."""
    try:
        if not home.published_warehouse.is_file():
            return None
        with connected(home.published_warehouse, read_only=True) as published:
            told, entries = (records(published, sql(f"country_words_{name}")) for name in ("submitters", "codes"))
    except (duckdb.Error, OSError, EarlierWarehouse, NewerWarehouse):
        return None  # Taking it over says what is wrong.
    codes: dict[str, list[Code]] = {}
    for entry in entries:
        codes.setdefault(entry["list"], []).append(Code(code=entry["code"], vi=entry["vi"], en=entry["en"]))
    submitters = tuple(Submitter.model_validate(each | {"also": each["also"] or ()}) for each in told)
    return Words(submitters, {name: tuple(those) for name, those in codes.items()})


def built(home: Home) -> dict[int, int]:
    """The years that a province's publication holds, each with the number of its last build; none where none opens."""
    if not publication.held(home).publication_no:
        return {}
    with connected(home.published_warehouse, read_only=True) as published:
        return dict(published.execute(sql("last_builds")).fetchall())


def build_country(home: Home, parts: Mapping[str, Part], catalogue: Catalogue) -> Taken:
    """Take over what provinces published since the last time, build the years that it touches and judge them.

    `parts`: by the code of the province; one that is in it no more leaves the figures. `catalogue`: the country's.
    Each province is taken over in one transaction, and years are built again until they are published: a crash anywhere
    is repaired by the next time. Raises WarehouseBusy where another process holds the country's warehouse.
    """
    with connected(home.create().warehouse) as connection:
        known = held(connection)
        prepare(connection, catalogue)
        connection.execute(sql("country_owes_nothing"))
        connection.execute(sql("country_tables"))
        view = models.select(_VIEW, catalogue, OF)
        taken = _take_all(connection, parts, known)
        taken = replace(taken, differing=_compared(connection), outside=_gone_outside(connection))
        if not connection.execute(sql("country_held")).fetchone():
            return taken
        _take_back(connection, catalogue)
        connection.execute(sql("country_targets"))
        connection.execute(sql("create_view", view=_VIEW.replace("/", "."), model=view))
        years = _pending(connection, home, catalogue)
        connection.execute(sql("country_digest"), {"years": list(years)})
        for model in models.kpi_models(catalogue, OF):
            if model not in _LEFT_TO_PROVINCES:
                models.rebuild(connection, model, years, catalogue, OF)
        outcomes = tuple(judge(connection, catalogue, rules_of(catalogue)))
        keep(connection, outcomes)
        blocked = tuple(outcome.rule.code for outcome in outcomes if outcome.blocking)
        told = connection.execute(sql("years_of", table="kpi.appendix_values")).fetchall()
    printed = tuple(year for (year,) in told if year in years)
    return replace(taken, years=years, printed=printed, blocked=blocked, outcomes=outcomes)


def rules_of(catalogue: Catalogue) -> list[Rule]:
    """The rules that the country's figures are judged by: those of what is built."""
    return [rule for rule in catalogue.rules.values() if rule.asset.startswith("kpi")]


def _take_all(connection: Connection, parts: Mapping[str, Part], known: Mapping[str, Record]) -> Taken:
    taken, absent, unreadable = [], [], {}
    homes, provinces = {code: part.home for code, part in parts.items()}, [part.province for part in parts.values()]
    wrong = misplaced(provinces, homes, offers(homes), known)
    left = {code: row["name"] or code for code, row in sorted(known.items()) if code not in parts}
    for code in left:
        with transaction(connection):
            _forget(connection, code)
    for code, part in sorted(parts.items()):
        path = part.home.published_warehouse
        if code in wrong:  # What the country has of it stays.
            continue
        if not path.is_file():
            absent += [code] if part.province.has_begun else []
            continue
        try:
            with _attached(connection, path):
                if _take(connection, code, part, known.get(code, {})):
                    taken.append(code)
        except duckdb.Error as error:
            unreadable[code] = str(error)
    named = (each for each in provinces if each.code not in wrong or wrong[each.code].fault != RENAMED)
    names = {province.code: province.vi for province in named}
    connection.execute(sql("country_named"), {"codes": [*names], "names": [*names.values()]})
    return Taken(tuple(taken), tuple(absent), unreadable, wrong, left=left)


@contextmanager
def _attached(connection: Connection, path: Path) -> Iterator[None]:
    connection.execute(sql("attach", file=literal(str(path)), alias="province", mode="read_only"))
    try:
        yield
    finally:
        connection.execute("detach province")


def _take(connection: Connection, code: str, part: Part, held: Record) -> bool:
    """Put the years that a province built since into the place of what the country has of them; whether there are any.

    All of them, where other declarations made what it published, or a warehouse that does not know what the country
    has (one restored from a backup counts on from there, so its numbers say nothing).
    """
    wanted = {"province": code}
    connection.execute(sql("country_began"), wanted)
    (offered,) = records(connection, sql("country_offered"))
    if offered == {name: held.get(name) for name in offered}:
        return False
    follows = held and offered["rules"] == held["rules"] and connection.execute(sql("country_known"), wanted).fetchone()
    built = connection.execute(sql("country_built"), {"build_no": held["build_no"] if follows else 0}).fetchall()
    of_years = wanted | {"years": [year for (year,) in built]}
    for table in _TAKEN:
        connection.execute(sql("country_table", table=table))
    connection.execute(sql("country_columns"))
    branches = [{"province": code, "submitter": own, "nationwide": known} for own, known in part.branches.items()]
    with transaction(connection):
        if held and not follows:
            _forget(connection, code)
        for table in _TAKEN if built else ():
            connection.execute(sql("country_leave", table=table), of_years)
            connection.execute(sql("country_take", table=table), of_years)
        for table in _ABOUT:
            connection.execute(sql("country_forget", table=table), wanted)
        if branches:
            append(connection, "country.submitters", pl.DataFrame(branches))
        _define(connection, "province.dim", code)
        connection.execute(sql("country_taken"), wanted | offered)
        _note(connection, built)
    return True


def _compared(connection: Connection) -> tuple[Record, ...]:
    """Find the indicators that provinces declare otherwise, by what they published and the country declares now."""
    with transaction(connection):
        for table in ("defined", "units"):
            connection.execute(sql("country_forget", table=table), {"province": _COUNTRY})
        _define(connection, "dim", _COUNTRY)
        connection.execute(sql("country_compare"))
    return tuple(records(connection, sql("country_differing")))


def _gone_outside(connection: Connection) -> dict[str, tuple[int, ...]]:
    """Find the years of figures that are none of their province's; those that were not found the last time."""
    if "observed" not in there(connection):
        return {}
    before = outside(connection)
    connection.execute(sql("country_outside"))
    found = {
        code: tuple(y for y in years if y not in before.get(code, ())) for code, years in outside(connection).items()
    }
    return {code: years for code, years in found.items() if years}


def _define(connection: Connection, schema: str, province: str) -> None:
    """Note what indicators and units are, as `schema` has them."""
    for query in ("country_define", "country_define_units"):
        connection.execute(sql(query, schema=schema), {"province": province})


def _take_back(connection: Connection, catalogue: Catalogue) -> None:
    """Note the years to be built again that no province touched: of a waiver since, or fed to this home itself.

    Nothing is taken in here any more; of what an earlier release took in, no figure stays.
    """
    fed: set[int] = set()
    for model in _LEFT_TO_PROVINCES:
        years = [year for (year,) in connection.execute(sql("country_fed"), {"model": model}).fetchall()]
        models.clear(connection, model, years, catalogue)
        fed.update(years)
    with transaction(connection):
        _note(connection, [(y,) for y in {*fed, *models.pending_years(connection, rules_version(catalogue.version))}])


def _forget(connection: Connection, code: str) -> None:
    """Take a province out; its years are to be built again."""
    _note(connection, connection.execute(sql("country_years"), {"province": code}).fetchall())
    for table in (*_TAKEN, *_ABOUT):
        connection.execute(sql("country_forget", table=table), {"province": code})


def _note(connection: Connection, years: Sequence[tuple[int]]) -> None:
    """Note that years were touched; of each, when that was last."""
    for query in ("country_untouch", "country_touch"):
        connection.execute(sql(query), {"years": [year for (year,) in years]})


def _pending(connection: Connection, home: Home, catalogue: Catalogue) -> tuple[int, ...]:
    """The years that a province touched since they were built, that other rules built, or that no reader has yet."""
    return _unread(connection, home, rules_version(catalogue.version))


def _unread(connection: Connection, home: Home, rules: str | None) -> tuple[int, ...]:
    wanted = {"rules": rules, "through": publication.held(home).build_no}
    return tuple(year for (year,) in connection.execute(sql("country_pending"), wanted).fetchall())


def ranked(home: Home, indicator: str, year: int, *, of_places: bool = False) -> list[Record]:
    """The provinces by what an indicator came to in a year, the largest first; those without a figure last, no rank.

    `of_places`: the indicator is a place among others, of which the smallest is the first. `share`: in per cent of the
    country, of what adds up; `whole`: the returns that the country's figure rests on, and its maturity; None without
    one. `behind`: the province's figure is that of `through_period`, before that of the country, in which it is not.
    Raises NoWarehouse before the country's first night.
    """
    asked: dict[str, object] = {"indicator": indicator, "year": year, "of_places": of_places}
    with connected(home.warehouse, read_only=True) as connection:
        if "indicator_year" not in there(connection):  # Before any province published.
            return []
        return records(connection, sql("country_ranks"), asked)


def held_back(home: Home, catalogue: Catalogue) -> list[Record]:
    """The rules for which the country's newer figures are not published: as of `results.holding_back`."""
    if not home.warehouse.exists():
        return []
    with connected(home.warehouse, read_only=True) as connection:
        return holding_back(connection, catalogue)


def unbuilt(home: Home) -> tuple[int, ...]:
    """The years that were taken over and that no reader has: a night was cut off. What rules hold back is among them.

    Years that other rules built are the next night's business, and no fault.
    """
    if not home.warehouse.exists():
        return ()
    with connected(home.warehouse, read_only=True) as connection:
        return _unread(connection, home, None) if "touched" in there(connection) else ()
