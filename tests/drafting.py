"""What the draft checker says of a few lines, as the tests of it ask."""

from pathlib import Path
from typing import Any

from reports.draft.checking import check_draft
from reports.draft.figures import Figures
from reports.draft.showing import records
from schemas.catalogue import Catalogue
from schemas.prose import prose


def verdicts(
    text: str,
    tmp_path: Path,
    declared: Catalogue,
    figures: Figures,
    *,
    head: str = "BÁO CÁO NĂM 2014\n\n",
    kind: str = "txt",
) -> list[tuple[str, Any, str]]:
    """Printed, expected, verdict of each figure of a text under a head."""
    path = tmp_path / f"draft.{kind}"
    path.write_text(f"{head}{text}\n", encoding="utf-8")
    judged = check_draft(path, declared, prose(), figures)
    return [(r["printed"], r["expected"], r["verdict"]) for r in records(judged, declared, figures)]
