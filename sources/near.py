"""What a label that a list does not have may have been meant to be: told, never taken."""

from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from schemas.declarations import Catalogue
from schemas.records import Column
from schemas.text import key
from sources.findings import Finding

_MOST, _ALIKE = 3, 0.7
_LONGEST = 200


def with_near(finding: Finding, column: Column, catalogue: Catalogue) -> Finding:
    """The finding of an unknown label, with the labels of the list that are like it, where there are such."""
    near = _near(finding.value or "", column.list or "", catalogue)
    if not near:
        return finding
    said = {"near_vi": " hay ".join(f"“{label}”" for label in near), "near_en": " or ".join(f"'{x}'" for x in near)}
    return replace(finding, message="unknown_code_near", params={**finding.params, **said})


@lru_cache(maxsize=1 << 10)
def _near(text: str, name: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The labels that the form prints of the entries that have a name like the text, the likest first."""
    if len(text) > _LONGEST:
        return ()
    known: dict[str, list[str]] = {}
    for code in catalogue.codes(name):
        for label in (*code.labels, *catalogue.own_names(name, code.code)):
            known.setdefault(key(label), []).append(code.vi)
    alike = get_close_matches(key(text), known, n=_MOST, cutoff=_ALIKE)
    return tuple(dict.fromkeys(label for one in alike for label in known[one]))[:_MOST]
