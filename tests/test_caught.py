"""Planted faults: of each kind that Solieu is to see, one real file is caught at its cells or named as what it is."""

import os
import shutil
from random import Random

import pytest

from benchmarks.caught.faults import FAULTS
from benchmarks.caught.found import Found, is_caught
from benchmarks.caught.make import ARRIVED, bases, planted
from benchmarks.caught.sheets import grown
from pipelines import steps
from schemas.declarations import Catalogue
from schemas.home import Home
from sources.demo.figures import INSPECTION, OPERATOR, POPULATION, POSTAL
from warehouse.reading import records
from warehouse.store import connected

CLEAN = (OPERATOR, POSTAL, INSPECTION, POPULATION)
# Several files stand for one return here: what is said of that is no finding about a file.
OF_OTHERS = ("same_night", "no_change", "rows_dropped")


@pytest.fixture(scope="module")
def found(demo_home: Home, tmp_path_factory: pytest.TempPathFactory, declared: Catalogue) -> dict[str, list[Found]]:
    """File -> its findings: one of each fault and clean ones, taken in over the demo's quarters."""
    home = Home(tmp_path_factory.mktemp("caught") / "home").create()
    shutil.copyfile(demo_home.warehouse, home.warehouse)
    contents = {name: planted(name, 0, declared)[1].content() for name in FAULTS}
    for form in CLEAN:
        clean = bases(declared, form)[0]
        returned = grown(clean.returned, Random(form)) if form in (OPERATOR, POSTAL) else clean.returned
        contents[f"clean {form}"] = clean.sheet(returned).content()
    for name, content in contents.items():
        (home.inbox / f"{name}.xlsx").write_bytes(content)
        os.utime(home.inbox / f"{name}.xlsx", (ARRIVED, ARRIVED))
    with connected(home.warehouse) as connection:
        steps.take_in_files(connection, home, declared, sorted(home.inbox.iterdir()), steps.Intake())
        told = records(connection, "from ops.submissions join ops.findings using (submission_id)")
    files: dict[str, list[Found]] = {}
    for each in told:
        if each["check_name"] not in OF_OTHERS:
            one = Found.at(each["file_name"], each["cell"], each["check_name"])
            files.setdefault(each["file_name"], []).append(one)
    return files


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_caught_at_its_cell(name: str, found: dict[str, list[Found]], declared: Catalogue) -> None:
    fault, (_, _, places) = FAULTS[name], planted(name, 0, declared)
    entry = {"places": places, "named": fault.named, "whole": fault.whole}
    told = found.get(f"{name}.xlsx", [])
    assert any(is_caught(entry, each) for each in told), (places, told)


@pytest.mark.parametrize("form", CLEAN)
def test_nothing_is_said_of_a_clean_return(form: str, found: dict[str, list[Found]]) -> None:
    assert found.get(f"clean {form}.xlsx", []) == []


def test_at_least_twenty_kinds_are_planted() -> None:
    assert len(FAULTS) >= 20
