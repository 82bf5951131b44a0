"""What the tests of a country share: the demo's province, one made after it, and what they come to together."""

from decimal import Decimal
from pathlib import Path

import duckdb
import yaml

from pipelines import nationwide, steps
from schemas.country import Country
from schemas.layers import layered
from warehouse.country import Taken, build_country

OURS, THEIRS, SILENT = "22", "24", "48"
YEAR = 2014


def declare(place: Country, *codes: str) -> Country:
    """The country of those provinces."""
    known = yaml.safe_load(layered(())["provinces.yaml"].read_text("utf-8"))
    put(place.root / "declarations" / "provinces.yaml", [each for each in known if each["code"] in codes])
    return Country(place.root)


def put(path: Path, body: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False, default_flow_style=False), "utf-8")


def build(place: Country) -> Taken:
    """The country's figures, without the documents."""
    taken = made(place)
    if taken.years and not taken.blocked:
        steps.publish_years(place.national, place.declared, taken.years)
    return taken


def made(place: Country) -> Taken:
    """The country's figures before anybody may read them."""
    declared, parts = nationwide.declare(place)
    return build_country(place.national, parts, declared)


def figure(nation: duckdb.DuckDBPyConnection, indicator: str, measure: str = "actual", year: int = YEAR) -> Decimal:
    relation = nation.table("kpi.indicator_year").filter(f"indicator = '{indicator}' and year = {year}")
    ((value,),) = relation.select(measure).fetchall()
    return value  # type: ignore[no-any-return]
