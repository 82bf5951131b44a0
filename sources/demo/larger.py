"""A province of more years and more post offices than the demo's, for trials of size."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sources.demo.country import Likeness
from sources.demo.seed import Seed

_POST = "post_office"
# Of the seed: what its last year alone says, and which files go wrong.
_KEPT = {"registers", "special"}


def larger(like: Likeness, years: int, offices: int) -> Likeness:
    """The province with so many years, and with so many post offices in place of each."""
    branched = _branched(like, offices)
    return replace(branched, seed=_longer(branched.seed, years))


def _longer(known: Seed, years: int) -> Seed:
    """Years after the seed's own say in sum what its last one says; their splits are others."""
    last, more = known.years[-1], years - len(known.years)

    def of(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        newest = max(value) if all(isinstance(key, int) for key in value) else 0
        if newest in (last, last + 1):  # Plans are of the year after, too.
            return {**value, **{newest + later: value[newest] for later in range(1, more + 1)}}
        return {key: of(each) for key, each in value.items()}

    totals = known.model_dump()
    return Seed.model_validate({name: part if name in _KEPT else of(part) for name, part in totals.items()})


def _branched(like: Likeness, offices: int) -> Likeness:
    """Each post office several times, numbered but for the first; what it was of the whole is divided among them."""
    submitters = [
        each
        for submitter in like.declarations["submitters.yaml"]
        for each in (_numbered(submitter, offices) if submitter["kind"] == _POST else [submitter])
    ]
    totals = like.seed.model_dump()
    parts = {
        _code(code, number): part for code, part in totals["postal"]["offices"].items() for number in range(offices)
    }
    totals["postal"] = totals["postal"] | {"offices": parts}
    return Likeness({**like.declarations, "submitters.yaml": submitters}, Seed.model_validate(totals))


def _numbered(submitter: Mapping[str, Any], offices: int) -> list[dict[str, Any]]:
    return [
        {
            **submitter,
            "code": _code(submitter["code"], number),
            "vi": _name(submitter["vi"], number),
            "en": _name(submitter["en"], number),
            "aliases": [_name(alias, number) for alias in submitter["aliases"]],
        }
        for number in range(offices)
    ]


def _code(code: str, number: int) -> str:
    return f"{code}_{number + 1}" if number else code


def _name(name: str, number: int) -> str:
    return f"{name} số {number + 1}" if number else name
