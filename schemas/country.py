"""A country: the homes of its provinces, and the home of what they come to together.

`provinces/<code>` and `national` are homes as any other. A province's own declarations lie in its home, those that all
of them share in `declarations/` of the country; the country's own follow from the provinces'.
"""

import os
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, takewhile
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import StringConstraints, field_validator

from schemas.catalogue import Catalogue
from schemas.channels import BadSetting
from schemas.declarations import DeclarationError, by_code, catalogue, records
from schemas.home import Home, make_way
from schemas.layers import COUNTRY, HERE, layered, layers
from schemas.record import Record
from schemas.records import Code, CodeList, Submitter
from schemas.text import key

VARIABLE = "SOLIEU_COUNTRY"
# Between the code of a province and the hash of a file that the country's figures rest on.
PROVINCE = ":"
_PROVINCES, _DISTRICTS, _SUBMITTERS = "provinces.yaml", "districts.yaml", "submitters.yaml"
_EXCHANGE, _CODES = "exchange.yaml", "codes.yaml"
_WHOLE = {"code": "VN", "vi": "Cả nước", "en": "Viet Nam"}
_RANKS = ("Tỉnh ", "Thành phố ")


class Province(Record):
    """A province by its official code."""

    # The name of its folder, and part of that of its schema.
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]+$")]
    vi: str
    en: str

    @field_validator("code", mode="before")
    @classmethod
    def _quoted(cls, code: object) -> object:
        """YAML takes `01` for the number 1."""
        if not isinstance(code, str):
            raise ValueError('a code is a text: write it in quotes, as "01"')  # noqa: TRY004 - what pydantic tells
        return code

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


@dataclass(frozen=True)
class Country:
    """All state of a country, under one folder."""

    root: Path

    @cached_property
    def provinces(self) -> tuple[Province, ...]:
        """Its provinces, in the order of their codes; those of the program where it declares none of its own.

        Raises DeclarationError where the list of them cannot be read.
        """
        path = layered(self._shared)[_PROVINCES]
        found = by_code(records(path, Province))
        if not found:
            raise DeclarationError(f"{path}: names no province; list them, or take the file away")
        return tuple(province for _, province in sorted(found.items()))

    @property
    def _shared(self) -> tuple[Path, ...]:
        """The declarations that all provinces share."""
        return layers(self.root / COUNTRY)

    def home(self, code: str) -> Home:
        """The home of a province."""
        return Home(self.root / COUNTRY / code)

    @property
    def homes(self) -> Mapping[str, Home]:
        """The homes of its provinces, by their codes."""
        return {province.code: self.home(province.code) for province in self.provinces}

    @property
    def names(self) -> Mapping[str, str]:
        """What its provinces are called, by their codes."""
        return {province.code: province.vi for province in self.provinces}

    @property
    def strays(self) -> tuple[str, ...]:
        """The folders among those of the provinces that are no province's by the list."""
        folders = (path.name for path in (self.root / COUNTRY).glob("*") if path.is_dir())
        return tuple(sorted({*folders} - {*self.names}))

    @property
    def national(self) -> Home:
        """The home of the country's figures."""
        return Home(self.root / "national")

    def create(self) -> "Country":
        """Make the homes; harmless where they are there."""
        for folder in (self.root, self.root / COUNTRY):
            make_way(folder)
        for place in (self.national, *self.homes.values()):
            place.create()
        return self

    def catalogue(self, code: str) -> Catalogue:
        """What is declared for a province."""
        return catalogue(*layers(self.home(code).root))

    def declare(self, told: Told) -> Catalogue:
        """Write what follows for the country from its provinces into the national home, and read it with the rest.

        The provinces are its districts; who is a branch of one enterprise in each of them answers as that; a code that
        only some of them have is one of the country's. `told`: what the publications of provinces call things, where
        they have one that says so.
        """
        folder = self.national.create().root / "declarations"
        folder.mkdir(exist_ok=True)
        places = [province.model_dump() for province in self.provinces]
        wanted = {
            _DISTRICTS: _dumped(places),
            _SUBMITTERS: _dumped(self._submitters(told)),
            _CODES: _dumped(self._codes(told)),
            _EXCHANGE: _dumped(exchange(_WHOLE, self._shared)),
            **{path.name: path.read_bytes() for path in (HERE / "country").glob("*.yaml")},
        }
        for name, content in wanted.items():
            if not (folder / name).exists() or (folder / name).read_bytes() != content:
                beside = folder / f".{name}.{os.getpid()}"  # Nobody reads half of it.
                beside.write_bytes(content)
                beside.replace(folder / name)
        return self.declared

    @property
    def declared(self) -> Catalogue:
        """What is declared for the country since its last night."""
        return catalogue(*layers(self.national.root))

    def _submitters(self, told: Told) -> list[dict[str, Any]]:
        """Everybody who answers in some province, once for the country."""
        known = [(nationwide(s), s, province) for province in self.provinces for s in self._of(province.code, told)]
        grouped = groupby(sorted(known, key=lambda each: (each[0], each[2].code)), key=lambda each: each[0])
        found = {code: [(s, province) for _, s, province in those] for code, those in grouped}
        names = _apart({c: (_common([s.part_of or s.vi for s, _ in those]), those[0][1]) for c, those in found.items()})
        return [
            *(_submitter(code, those, names[code]) for code, those in found.items()),
            *(each for each in self._lost(told) if each["code"] not in found),
        ]

    def _of(self, code: str, told: Told) -> tuple[Submitter, ...]:
        """A province's submitters: of what it published; before that, of what it declares, where that can be read."""
        if code in told:
            return told[code].submitters
        try:
            return tuple(self.catalogue(code).submitters.values())
        except DeclarationError:  # Its own night says so. It holds back nobody else.
            return ()

    def _lost(self, told: Told) -> list[dict[str, Any]]:
        """The country's submitters as of the last time, where a province does not say any more who its own are."""
        before = self.national.root / "declarations" / _SUBMITTERS
        if all(self._of(province.code, told) for province in self.provinces) or not before.exists():
            return []
        found: list[dict[str, Any]] = yaml.safe_load(before.read_text(encoding="utf-8"))
        return found

    def _codes(self, told: Told) -> dict[str, Any]:
        """The code lists that all share; those by which figures are kept with the codes of some provinces besides."""
        shared = catalogue(*(self._shared or (HERE,)))
        kept = {shared.breakdown_list(indicator) for indicator in shared.indicators.values()}
        return {
            name: listed.model_dump(exclude_defaults=True)
            | {"codes": [code.model_dump(exclude_defaults=True) for code in self._entries(name, listed, kept, told)]}
            for name, listed in shared.lists.items()
        }

    def _entries(self, name: str, listed: CodeList, kept: Container[str | None], told: Told) -> tuple[Code, ...]:
        own = {code.code for code in listed.codes}
        others: dict[str, list[tuple[Code, Province]]] = {}
        for province in self.provinces if name in kept else ():
            for code in told[province.code].codes.get(name, ()) if province.code in told else ():
                if code.code not in own:
                    others.setdefault(code.code, []).append((code, province))
        taken = [label for code in listed.codes for label in code.labels]
        names = _apart({c: (_either(e.vi for e, _ in those), those[0][1]) for c, those in others.items()}, taken)
        return (
            *listed.codes,
            *(
                Code(code=code, vi=names[code], en=_either(each.en for each, _ in those), apart=True)
                for code, those in sorted(others.items())
            ),
        )

    def branches(self, code: str, told: Told) -> Mapping[str, str]:
        """The submitters of a province that are known by another code in the country -> that code."""
        return {s.code: nationwide(s) for s in self._of(code, told) if nationwide(s) != s.code}


def country() -> Country:
    """The country that `SOLIEU_COUNTRY` names; raises BadSetting where it names none."""
    root = os.environ.get(VARIABLE)
    if not root:
        raise BadSetting(
            f"{VARIABLE}: hãy đặt biến này là thư mục của cả nước (docs/country.md), ví dụ /srv/ca-nuoc."
            " / Set it to the country's folder."
        )
    return Country(Path(root).resolve())


def exchange(territory: Mapping[str, str], folders: tuple[Path, ...] = ()) -> dict[str, Any]:
    """How figures leave (`exchange.yaml`), as `folders` have it, for another territory."""
    known: dict[str, Any] = yaml.safe_load(layered(folders)[_EXCHANGE].read_text(encoding="utf-8"))
    return known | {"territory": dict(territory)}


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


def _dumped(body: list[dict[str, Any]] | dict[str, Any]) -> bytes:
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=1000).encode()
