"""A country: the homes of its provinces, and the home of what they come to together.

`provinces/<code>` and `national` are homes as any other. A province's own declarations lie in its home, those that all
of them share in `declarations/` of the country; the country's own follow from the provinces'.
"""

import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from schemas.catalogue import Catalogue
from schemas.channels import BadSetting
from schemas.declarations import DeclarationError, by_code, catalogue, forget, records
from schemas.home import Home, make_way
from schemas.layers import HERE, each, files_of, layered, layers
from schemas.nation import Province, Told, appendices, code_lists, nationwide, places, submitters
from schemas.parts import NATIONAL, PROVINCES, VARIABLE, refuse_no_country
from schemas.records import District, Submitter
from schemas.text import key

# Between the code of a province and the hash of a file that the country's figures rest on.
PROVINCE = ":"
_PROVINCES, _DISTRICTS, _SUBMITTERS = "provinces.yaml", "districts.yaml", "submitters.yaml"
_EXCHANGE, _CODES, _APPENDICES = "exchange.yaml", "codes.yaml", "appendices"
_WHOLE = {"code": "VN", "vi": "Cả nước", "en": "Viet Nam"}


class NobodyKnown(DeclarationError):
    """No province has published, and none declares what can be read: of such a country nothing follows."""


@dataclass(frozen=True)
class Country:
    """All state of a country, under one folder."""

    root: Path

    @cached_property
    def provinces(self) -> tuple[Province, ...]:
        """Its provinces, in the order of their codes; those of the program where it declares none of its own.

        Raises DeclarationError where the list of them cannot be read, or two have one name in one year.
        """
        path = layered(self._shared)[_PROVINCES]
        found = by_code(records(path, Province))
        if not found:
            raise DeclarationError(f"{path}: names no province; list them, or take the file away")
        for one, other in combinations(found.values(), 2):
            if key(one.vi) == key(other.vi) and one.meets(other):
                raise DeclarationError(
                    f"{path}: provinces {one.code!r} and {other.code!r} have one name, {one.vi!r}, in the same years;"
                    " give each its own, or years (valid_from, valid_to)"
                )
        return tuple(province for _, province in sorted(found.items()))

    @property
    def _shared(self) -> tuple[Path, ...]:
        """The declarations that all provinces share."""
        return layers(self.root / PROVINCES)

    def home(self, code: str) -> Home:
        """The home of a province."""
        return Home(self.root / PROVINCES / code)

    @property
    def homes(self) -> Mapping[str, Home]:
        """The homes of its provinces, by their codes."""
        return {province.code: self.home(province.code) for province in self.provinces}

    @property
    def names(self) -> Mapping[str, str]:
        """What its provinces are called, by their codes; no two by one name."""
        return {place.code: place.vi for place in places(self.provinces, {})}

    @property
    def strays(self) -> tuple[str, ...]:
        """The folders among those of the provinces that are no province's by the list."""
        folders = (path.name for path in (self.root / PROVINCES).glob("*") if path.is_dir())
        return tuple(sorted({*folders} - {*self.names}))

    @property
    def undeclared(self) -> tuple[str, ...]:
        """The provinces that do not say which districts and submitters they have: the program's are Quảng Ninh's.

        Of declarations that may not be looked into nobody knows; the province's own night says so.
        """
        model = self.common.exchange.territory.code
        own = {code: home.root / "declarations" for code, home in self.homes.items() if code != model}
        wanted = (_DISTRICTS, _SUBMITTERS)
        return tuple(code for code, folder in own.items() if any(_is_missing(folder / name) for name in wanted))

    @property
    def national(self) -> Home:
        """The home of the country's figures."""
        return Home(self.root / NATIONAL)

    def create(self) -> "Country":
        """Make the homes; harmless where they are there. One that cannot be made is told by its own night."""
        for folder in (self.root, self.root / PROVINCES):
            make_way(folder)
        self.national.create_national()
        for place in self.homes.values():
            with suppress(OSError):
                place.create()
        return self

    @property
    def common(self) -> Catalogue:
        """What is declared for all provinces."""
        return catalogue(*(self._shared or (HERE,)))

    def catalogue(self, code: str) -> Catalogue:
        """What is declared for a province."""
        return catalogue(*layers(self.home(code).root))

    def declare(self, told: Told, kept: Collection[str] = ()) -> Catalogue:
        """Write what follows for the country from its provinces into the national home, and read it with the rest.

        The provinces are its districts; who is a branch of one enterprise in each of them answers as that; a code that
        only some of them have is one of the country's. `told`: what the publications of provinces call things, where
        they have one that says so. `kept`: the codes of those that stay under the names that they had. Raises
        NobodyKnown where no province says who answers.
        """
        forget()  # A process may be older than what is declared.
        answering = self._submitters(told)
        if not answering:
            raise NobodyKnown("no province has published yet; each province's night says what it lacks")
        folder = self.national.create_national().root / "declarations"
        named = [place.model_dump(exclude_none=True) for place in places(self.provinces, self._before(kept))]
        wanted = {
            _DISTRICTS: _dumped(named),
            _SUBMITTERS: _dumped(answering),
            _EXCHANGE: _dumped(exchange(_WHOLE, self._shared)),
            **self._tables(told),
            **self._said_otherwise(),
        }
        for path in folder.glob("*/*.yaml"):
            if path.relative_to(folder).as_posix() not in wanted:
                path.unlink()
        for name, content in wanted.items():
            if not (folder / name).exists() or (folder / name).read_bytes() != content:
                (folder / name).parent.mkdir(exist_ok=True)
                beside = (folder / name).with_suffix(f".{os.getpid()}")  # Nobody reads half of it.
                beside.write_bytes(content)
                beside.replace(folder / name)
        return self.declared

    @property
    def declared(self) -> Catalogue:
        """What is declared for the country since its last night."""
        return catalogue(*layers(self.national.root))

    def _before(self, kept: Collection[str]) -> dict[str, District]:
        """Those of the provinces as the country knew them the last time."""
        path = self.national.root / "declarations" / _DISTRICTS
        known = records(path, District) if kept and path.exists() else []
        return {place.code: place for place in known if place.code in kept}

    def _submitters(self, told: Told) -> list[dict[str, Any]]:
        """Everybody who answers in some province, and whom the country knew where one does not say so any more."""
        found = submitters((s, province) for province in self.provinces for s in self._of(province.code, told))
        return [*({each["code"]: each for each in self._lost(told)} | found).values()]

    def _tables(self, told: Told) -> dict[str, bytes]:
        """The code lists with the provinces' own codes, and the appendices that print a row for each."""
        folders = self._shared or (HERE,)
        shared = catalogue(*folders)
        lists = code_lists(shared, self.provinces, told)
        dumped = {name: listed.model_dump(exclude_defaults=True) for name, listed in lists.items()}
        rows = appendices(each(layered(folders), _APPENDICES), shared, lists)
        return {_CODES: _dumped(dumped)} | {f"{_APPENDICES}/{name}": _dumped(body) for name, body in rows.items()}

    def _said_otherwise(self) -> dict[str, bytes]:
        """What reads otherwise for a country (`schemas/country`), laid over what its provinces share."""
        shared = layered(self._shared)
        both = {name: (shared[name], path) for name, path in files_of(HERE / "country").items() if name in shared}
        return {name: _dumped(_read(known) | _read(more)) for name, (known, more) in both.items()}

    def _of(self, code: str, told: Told) -> tuple[Submitter, ...]:
        """A province's submitters: of what it published; before that, of what it declares, where that can be read."""
        if code in told:
            return told[code].submitters
        try:
            return tuple(self.catalogue(code).submitters.values())
        except (DeclarationError, OSError):  # Its own night says so. It holds back nobody else.
            return ()

    def _lost(self, told: Told) -> list[dict[str, Any]]:
        """The country's submitters as of the last time, where a province does not say (any more) who its own are."""
        before = self.national.root / "declarations" / _SUBMITTERS
        if all(self._of(province.code, told) for province in self.provinces) or not before.exists():
            return []
        found: list[dict[str, Any]] = yaml.safe_load(before.read_text(encoding="utf-8"))
        return found

    def branches(self, code: str, told: Told) -> Mapping[str, str]:
        """The submitters of a province that are known by another code in the country -> that code."""
        return {s.code: nationwide(s) for s in self._of(code, told) if nationwide(s) != s.code}


def country(*, new: bool = False) -> Country:
    """The country that `SOLIEU_COUNTRY` names; raises BadSetting where it names none, or a folder that holds none.

    `new`: it may not be there yet; then raises BadSetting where the folder is a province's home, or in a country.
    """
    root = os.environ.get(VARIABLE)
    if not root:
        raise BadSetting(
            f"{VARIABLE}: hãy đặt biến này là thư mục của cả nước (docs/country.md), ví dụ /srv/ca-nuoc."
            " / Set it to the country's folder."
        )
    place = Path(root).resolve()
    if not new:
        refuse_no_country(place)
    elif not (place / PROVINCES).is_dir():
        _refuse_found(place)
    return Country(place)


def _refuse_found(place: Path) -> None:
    """Raise BadSetting where no country may be founded: in a home, or in another country."""
    if Home(place).inbox.is_dir():
        raise BadSetting(
            f"{VARIABLE}: {place} là thư mục của một tỉnh (có inbox/); hãy chọn thư mục khác cho cả nước."
            " / This is a province's home; name another folder for the country."
        )
    for above in place.parents:
        if (above / PROVINCES).is_dir() and Country(above).national.is_national:
            raise BadSetting(
                f"{VARIABLE}: {place} nằm trong thư mục của cả nước {above}; hãy đặt biến này là {above}, hoặc chọn thư"
                " mục khác cho cả nước mới; không ghi gì. / This lies in another country's folder: name that, or"
                " another for a new country; nothing was written."
            )


def _is_missing(path: Path) -> bool:
    try:
        path.stat()
    except OSError as error:
        return isinstance(error, FileNotFoundError | NotADirectoryError)
    return False


def exchange(territory: Mapping[str, str], folders: tuple[Path, ...] = ()) -> dict[str, Any]:
    """How figures leave (`exchange.yaml`), as `folders` have it, for another territory."""
    return _read(layered(folders)[_EXCHANGE]) | {"territory": dict(territory)}


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _dumped(body: list[dict[str, Any]] | dict[str, Any]) -> bytes:
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=1000).encode()
