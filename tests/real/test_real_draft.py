"""The draft checker on the printed report itself; its text is no part of the project, its figures stand below."""

import os
from pathlib import Path

import pytest

from reports.draft.checking import check_draft
from reports.draft.figures import published
from reports.draft.showing import records
from schemas.declarations import Catalogue
from schemas.home import Home
from schemas.prose import prose

SEED = Path(os.environ.get("SOLIEU_REAL", "/nowhere")) / "seed"
# Printed, right; the last two are densities: 1.721.878 and 118.493 per 100 of 1.199.400 people.
WRONG = [
    ("1.180.140", "1.180.000"),
    ("83%", "94%"),
    ("84", "83"),
    ("84", "83"),
    ("82%", "81%"),
    ("83%", "94%"),
    ("133,202", "133.202"),
    ("23,758", "23.758"),
    ("160,21", "160.210"),
    ("106,621", "106.621"),
    ("11,872", "11.872"),
    ("157", "143,6"),
    ("11", "9,9"),
]
# Cut off, not rounded: 162.78, 163.68 (each in the text and in the table) and 13 of 14.
CUT_OFF = ["162%", "162%", "163%", "163%", "92,8%"]


@pytest.mark.parametrize("path", sorted(SEED.glob("*.txt")), ids=lambda path: path.stem)
def test_the_printed_report(path: Path, demo_home: Home, declared: Catalogue) -> None:
    """Every figure of the print that is wrong is found, and no other is flagged."""
    figures = published(demo_home.published_warehouse)
    listed = records(check_draft(path, declared, prose(), figures), declared, figures)
    wrong = [record for record in listed if record["verdict"] in ("contradicts", "contradicts_itself")]
    (named,) = [r for r in wrong if r["printed"] == "1.984"]
    assert "Điện thoại cố định không dây" in named["expected"]
    assert sorted((r["printed"], r["expected"]) for r in wrong if r is not named) == sorted(WRONG)
    assert sorted(r["printed"] for r in listed if r["verdict"] == "agrees_truncated") == sorted(CUT_OFF)
    assert all("phân cách" in r["reason"] for r in wrong if "," in r["printed"])
