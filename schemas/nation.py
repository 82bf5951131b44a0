"""What a country's declarations say that follows from its provinces': who answers, which codes and rows there are."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, takewhile
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import StringConstraints, field_validator, model_validator

from schemas.calendar import PROVINCE_TIME
from schemas.catalogue import Catalogue
from schemas.record import Record
from schemas.records import Code, CodeList, District, Submitter
from schemas.text import key

_RANKS = ("Tỉnh ", "Thành phố ")
_FIRST_DAY, _LAST_DAY = (1, 1), (12, 31)


class Province(Record):
    """A province by its official code, or by a key of its own where that code was another territory's.

    `formerly`: what the same territory was called; `valid_from`, `valid_to`: the first and last day of its years.
    """

    # The name of its folder, and part of that of its schema.
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]+$")]
    vi: str
    en: str
    formerly: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    @field_validator("code", mode="before")
    @classmethod
    def _quoted(cls, code: object) -> object:
        """YAML takes `01` for the number 1."""
        if not isinstance(code, str):
            raise ValueError('a code is a text: write it in quotes, as "01"')  # noqa: TRY004 - what pydantic tells
        return code

    @model_validator(mode="after")
    def _whole_years(self) -> "Province":
        """The annual figure of a half of a province is none, nor is that of a half of a year."""
        first, last = self.valid_from, self.valid_to
        if first and (first.month, first.day) != _FIRST_DAY:
            raise ValueError(f"valid_from: provinces belong to whole years; write {first.year}-01-01")
        if last and (last.month, last.day) != _LAST_DAY:
            raise ValueError(f"valid_to: provinces belong to whole years; write {last.year}-12-31")
        if first and last and last < first:
            raise ValueError("valid_to is before valid_from")
        return self

    @property
    def has_begun(self) -> bool:
        """Whether its first year is not yet to come."""
        return self.valid_from is None or self.valid_from <= datetime.now(PROVINCE_TIME).date()

    def meets(self, other: "Province") -> bool:
        """Whether there is a year in which there are both."""
        ends = ((self.valid_from, other.valid_to), (other.valid_from, self.valid_to))
        return all(first is None or last is None or first < last for first, last in ends)

    def is_called(self, name: str) -> bool:
        """Whether a name is the province's, or was."""
        return key(name) in {key(known) for known in (self.vi, *self.formerly)}

    @property
    def bare(self) -> str:
        """Its name alone: `Quảng Ninh`."""
        return next((self.vi.removeprefix(rank) for rank in _RANKS if self.vi.startswith(rank)), self.vi)


@dataclass(frozen=True)
class Words:
    """What a province's publication calls things: its submitters, and the entries of its code lists by list."""

    submitters: tuple[Submitter, ...]
    codes: Mapping[str, tuple[Code, ...]]


Told = Mapping[str, Words]


def places(provinces: Sequence[Province], kept: Mapping[str, District]) -> tuple[District, ...]:
    """The provinces as the country's districts, no two by one name: a former one says until when it had a later one's.

    `kept`: by code, those that stay as they were.
    """
    names = Counter(key(province.vi) for province in provinces)
    taken = {key(district.vi) for district in kept.values()}
    found = []
    for province in provinces:
        vi, en, last = province.vi, province.en, province.valid_to
        if last and names[key(vi)] > 1:
            vi, en = f"{vi} (đến {last.year})", f"{en} (until {last.year})"
        elif key(vi) in taken:
            vi, en = f"{vi} ({province.code})", f"{en} ({province.code})"
        own = District(code=province.code, vi=vi, en=en, valid_from=province.valid_from, valid_to=last)
        found.append(kept.get(province.code, own))
    return tuple(found)


def submitters(known: Iterable[tuple[Submitter, Province]]) -> dict[str, dict[str, Any]]:
    """Everybody who answers in some province, once for the country, by the code there."""
    ordered = sorted(((nationwide(s), s, province) for s, province in known), key=lambda each: (each[0], each[2].code))
    grouped = groupby(ordered, key=lambda each: each[0])
    found = {code: [(s, province) for _, s, province in those] for code, those in grouped}
    names = _apart({c: (_common([s.part_of or s.vi for s, _ in those]), those[0][1]) for c, those in found.items()})
    return {code: _submitter(code, those, names[code]) for code, those in found.items()}


def code_lists(shared: Catalogue, provinces: Sequence[Province], told: Told) -> dict[str, CodeList]:
    """The code lists that all share; those by which figures are kept with the codes of some provinces besides."""
    kept = {shared.breakdown_list(indicator) for indicator in shared.indicators.values()}
    speaking = [(told[province.code].codes, province) for province in provinces if province.code in told]
    found = {}
    for name, listed in shared.lists.items():
        given = [(code, province) for codes, province in speaking for code in codes.get(name, ()) if name in kept]
        found[name] = listed.model_copy(update={"codes": (*listed.codes, *_besides(listed, given))})
    return found


def _besides(listed: CodeList, given: Iterable[tuple[Code, Province]]) -> Iterable[Code]:
    """The codes of provinces that a list does not have, under names that nothing else in it has."""
    own = {code.code for code in listed.codes}
    others: dict[str, list[tuple[Code, Province]]] = {}
    for code, province in given:
        if code.code not in own:
            others.setdefault(code.code, []).append((code, province))
    taken = [label for code in listed.codes for label in code.labels]
    names = _apart({c: (_either(e.vi for e, _ in those), those[0][1]) for c, those in others.items()}, taken)
    for named, those in sorted(others.items()):
        yield Code(code=named, vi=names[named], en=_either(each.en for each, _ in those), apart=True)


def appendices(paths: Iterable[Path], shared: Catalogue, lists: Mapping[str, CodeList]) -> dict[str, dict[str, Any]]:
    """The appendices that print a list code by code, by their file, with a row for each further code of `lists`.

    Without it their total would be more than their rows.
    """
    found = {}
    for path in paths:
        body: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        listed = lists.get(_rows_of(body["number"], shared))
        rows = [{"breakdown": code.code} for code in listed.codes if code.apart] if listed else []
        if rows:
            at = next((n for n, row in enumerate(body["rows"]) if row.get("total")), len(body["rows"]))
            found[path.name] = body | {"rows": [*body["rows"][:at], *rows, *body["rows"][at:]]}
    return found


def _rows_of(number: int, shared: Catalogue) -> str:
    """The list whose codes the rows of an appendix are; empty where they are none."""
    table = shared.appendices[number]
    printed = [shared.indicators[column.indicator] for column in table.columns if column.indicator]
    by_code = printed and any(row.breakdown for row in table.rows)
    return (by_code and shared.breakdown_list(printed[0])) or ""


def nationwide(submitter: Submitter) -> str:
    """The code by which the country knows a submitter."""
    return re.sub(r"[^a-z0-9]+", "_", submitter.part_of.lower()).strip("_") if submitter.part_of else submitter.code


def _submitter(code: str, those: list[tuple[Submitter, Province]], name: str) -> dict[str, Any]:
    first, province = those[0]
    ends = [s.valid_to for s, _ in those]
    return {
        "code": code,
        "kind": first.kind,
        "also": list(dict.fromkeys(kind for s, _ in those for kind in s.also)),
        "vi": name,
        "en": _common([s.part_of or s.en for s, _ in those]),
        "district": province.code if first.district else None,
        "valid_from": min(s.valid_from for s, _ in those),
        "valid_to": None if None in ends else max(end for end in ends if end),
    }


def _common(names: list[str]) -> str:
    """The words that all the names begin with: of `Cục Thống kê tỉnh A` and `… tỉnh B`, `Cục Thống kê tỉnh`."""
    words = zip(*(name.split() for name in names), strict=False)
    same = " ".join(first for first, *others in takewhile(lambda each: len(set(each)) == 1, words))
    return same or names[0]


def _either(names: Iterable[str]) -> str:
    """What the same code is called, in all the ways in which it is."""
    return " / ".join(dict.fromkeys(names))


def _apart(named: Mapping[str, tuple[str, Province]], taken: Iterable[str] = ()) -> dict[str, str]:
    """Code -> a name that no other has: its own, else with the province's, else with its code behind it."""
    counts = Counter([*map(key, taken), *(key(name) for name, _ in named.values())])
    used = {*map(key, taken)}
    found = {}
    for code, (name, province) in named.items():
        ways = (*([name] if counts[key(name)] == 1 else ()), f"{name} ({province.bare})", f"{name} ({code})")
        found[code] = next((way for way in ways if key(way) not in used), ways[-1])
        used.add(key(found[code]))
    return found
