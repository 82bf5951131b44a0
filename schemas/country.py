"""A country: the homes of its provinces, and the home of what they come to together.

`provinces/<code>` and `national` are homes as any other. A province's own declarations lie in its home, those that all
of them share in `declarations/` of the country; the country's own follow from the provinces'.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, takewhile
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from schemas.catalogue import Catalogue
from schemas.channels import BadSetting
from schemas.declarations import catalogue
from schemas.home import Home, make_way
from schemas.layers import COUNTRY, HERE, layered, layers
from schemas.record import Record
from schemas.records import Submitter

VARIABLE = "SOLIEU_COUNTRY"
# Between the code of a province and the hash of a file that the country's figures rest on.
PROVINCE = ":"
_PROVINCES, _DISTRICTS, _SUBMITTERS = "provinces.yaml", "districts.yaml", "submitters.yaml"
_EXCHANGE = "exchange.yaml"
_WHOLE = {"code": "VN", "vi": "Cả nước", "en": "Viet Nam"}
_RANKS = ("Tỉnh ", "Thành phố ")


class Province(Record):
    """A province by its official code."""

    code: str
    vi: str
    en: str

    @property
    def bare(self) -> str:
        """Its name alone: `Quảng Ninh`."""
        return next((self.vi.removeprefix(rank) for rank in _RANKS if self.vi.startswith(rank)), self.vi)


@dataclass(frozen=True)
class Country:
    """All state of a country, under one folder."""

    root: Path

    @cached_property
    def provinces(self) -> tuple[Province, ...]:
        """Its provinces, in the order of their codes; those of the program where it declares none of its own."""
        path = layered(self._shared)[_PROVINCES]
        found = TypeAdapter(tuple[Province, ...]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
        return tuple(sorted(found, key=lambda province: province.code))

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

    def declare(self) -> Catalogue:
        """Write what follows for the country from its provinces into the national home, and read it with the rest.

        The provinces are its districts; who is a branch of one enterprise in each of them answers as that.
        """
        folder = self.national.create().root / "declarations"
        folder.mkdir(exist_ok=True)
        places = [province.model_dump() for province in self.provinces]
        wanted = {
            _DISTRICTS: _dumped(places),
            _SUBMITTERS: _dumped(self._submitters()),
            _EXCHANGE: _dumped(exchange(_WHOLE, self._shared)),
            **{path.name: path.read_bytes() for path in (HERE / "country").glob("*.yaml")},
        }
        for name, content in wanted.items():
            if not (folder / name).exists() or (folder / name).read_bytes() != content:
                beside = folder / f".{name}.{os.getpid()}"  # Nobody reads half of it.
                beside.write_bytes(content)
                beside.replace(folder / name)
        return catalogue(*layers(self.national.root))

    def _submitters(self) -> list[dict[str, Any]]:
        """Everybody who answers in some province, once for the country."""
        known = [(nationwide(s), s, province) for province in self.provinces for s in self._of(province)]
        by_code = groupby(sorted(known, key=lambda each: (each[0], each[2].code)), key=lambda each: each[0])
        found = [(code, [(s, province) for _, s, province in those]) for code, those in by_code]
        names = [_common([s.part_of or s.vi for s, _ in those]) for _, those in found]
        return [
            _submitter(code, those, name if names.count(name) == 1 else f"{name} ({those[0][1].bare})")
            for (code, those), name in zip(found, names, strict=True)
        ]

    def _of(self, province: Province) -> Iterator[Submitter]:
        yield from self.catalogue(province.code).submitters.values()

    def branches(self, code: str) -> Mapping[str, str]:
        """The submitters of a province that are known by another code in the country -> that code."""
        known = self.catalogue(code).submitters.values()
        return {s.code: nationwide(s) for s in known if nationwide(s) != s.code}


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


def _dumped(records: list[dict[str, Any]] | dict[str, Any]) -> bytes:
    return yaml.safe_dump(records, allow_unicode=True, sort_keys=False, width=1000).encode()
