"""Drafts by people in which each wrong figure stands as `[[wrong|right]]`: what is flagged, and what is found.

All other figures are the demo's. A wrong number counts as found when it is flagged, or the sum that it breaks.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from reports.draft.checking import check_draft
from reports.draft.figures import Figures
from reports.draft.showing import records
from schemas.declarations import Catalogue
from schemas.prose import prose

MARK = re.compile(r"\[\[(.+?)\|.+?\]\]")
DRAFTS = sorted((Path(__file__).parent / "drafts" / "marked").iterdir())


def unmarked(text: str) -> tuple[str, set[tuple[int, int]]]:
    """The draft as its writer wrote it, and where its wrong figures stand: line and column, from 1."""
    written, places, end = "", set(), 0
    for mark in MARK.finditer(text):
        written += text[end : mark.start()]
        places.add((written.count("\n") + 1, len(written) - written.rfind("\n")))
        written, end = written + mark[1], mark.end()
    return written + text[end:], places


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory, declared: Catalogue, figures: Figures) -> dict[str, Any]:
    """Draft -> the places of its wrong figures, and what is said of each of its figures."""
    folder_of_drafts, found = tmp_path_factory.mktemp("drafts"), {}
    for path in DRAFTS:
        text, wrong = unmarked(path.read_text(encoding="utf-8"))
        draft = folder_of_drafts / path.name
        draft.write_text(text, encoding="utf-8")
        listed = records(check_draft(draft, declared, prose(), figures), declared, figures)
        found[path.stem] = wrong, {(r["line"], r["column"]): r for r in listed}
    return found


def test_only_what_is_wrong_is_flagged(read: dict[str, Any]) -> None:
    for name, (wrong, listed) in read.items():
        assert len(listed) > 30
        lines = {line for line, _ in wrong}
        for (line, column), r in listed.items():
            flagged = r["verdict"] == "contradicts" or (r["verdict"] == "contradicts_itself" and line not in lines)
            assert not flagged or (line, column) in wrong, (name, r)


def test_how_many_are_found(read: dict[str, Any]) -> None:
    """Of 144 wrong figures of every kind, at least as many as when this was written; none is told to be right."""
    verdicts = [listed[place]["verdict"] for wrong, listed in read.values() for place in wrong & listed.keys()]
    assert sum(verdict.startswith("contradicts") for verdict in verdicts) >= 115
    assert not [verdict for verdict in verdicts if verdict.startswith("agrees")]
