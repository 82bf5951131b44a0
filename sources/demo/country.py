"""A country for trials: the demo's province once for each, with names, districts and sizes of its own."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from schemas.catalogue import Catalogue
from schemas.channels import BadSetting
from schemas.country import Country, exchange
from schemas.declarations import catalogue
from schemas.home import make_way
from schemas.nation import Province
from schemas.parts import PROVINCES, VARIABLE
from sources.demo.inbox import demo_sendings, write_demo_inbox
from sources.demo.seed import Seed, dice, seed

# A province's people, and what each has of post and networks, in per cent of the demo's.
_SMALLEST, _LARGEST = 40, 250
_POOREST, _RICHEST = 60, 140
_WHOLE = 100
# Whose codes are those of one province alone; the offices of a department have the same ones everywhere.
_RENAMED = ("operator", "post_office", "district")
# What the districts of a province are called after it: `Huyện Tân Bắc Giang`.
_CALLED = ("", "Đông", "Tây", "Nam", "Trung", "Thượng", "Hạ", "Tân", "An", "Phú", "Hưng", "Yên", "Thanh", "Mỹ")
_KEPT = ("pays", "shares")
_MONEY = ("money_amount", "revenue")
_NAMED = "declarations/provinces.yaml"
_MODEL, _MODEL_EN, _MODEL_CODE = "Quảng Ninh", "Quang Ninh", "_quang_ninh"


@dataclass(frozen=True)
class Likeness:
    """A province made after the demo's: its declarations by the name of their file, and its totals."""

    declarations: Mapping[str, Any]
    seed: Seed


def likeness(province: Province, model: Catalogue) -> Likeness:
    """The province as `Likeness`: `model`'s districts and submitters under names of its own.

    The totals of networks, post and people are the demo's times factors of its own, so that provinces rank; what the
    department's offices and the inspections report is the same everywhere.
    """
    names = _names(province, model)
    codes = {d.code: f"{province.code}{d.code}" for d in model.districts}
    codes |= {s.code: _code(s.code, province) for s in model.submitters.values() if s.kind in _RENAMED}
    given = {
        "districts.yaml": [district.model_dump(mode="json") for district in model.districts],
        "submitters.yaml": [submitter.model_dump(mode="json") for submitter in model.submitters.values()],
    }
    size = dice("province", province.code)
    people = size.randint(_SMALLEST, _LARGEST)
    totals = _scaled(seed().model_dump(), people, people * size.randint(_POOREST, _RICHEST) // _WHOLE)
    own = {"exchange.yaml": exchange(province.model_dump(include={"code", "vi", "en"}))}
    return Likeness(_renamed(given, codes, names) | own, Seed.model_validate(_renamed(totals, codes, names)))


def write_demo_country(place: Country, provinces: int) -> None:
    """Write the declarations and inboxes of so many provinces: the demo's own, and others by their codes.

    The country's `declarations/provinces.yaml` names them. Raises BadSetting in a country that has anything else.
    """
    own, *others = _chosen(place, provinces)[0]
    likes = {province.code: likeness(province, catalogue()) for province in others}
    _refuse_in_use(place, provinces, {own.code: Likeness({}, seed())} | likes)
    declare_provinces(place, provinces)
    write_demo_inbox(place.home(own.code).create().inbox, place.catalogue(own.code))
    for province in others:
        write_province(place, province, likes[province.code])


def declare_provinces(place: Country, provinces: int) -> list[Province]:
    """Make the country's folders and name so many provinces: the demo's own first."""
    chosen, declared = _chosen(place, provinces)
    for folder in (place.root, place.root / PROVINCES):
        make_way(folder)
    _write(place.root / _NAMED, declared)
    return chosen


def _chosen(place: Country, provinces: int) -> tuple[list[Province], list[dict[str, Any]]]:
    """So many provinces, the demo's own first; and as they are declared."""
    own, *others = sorted(place.provinces, key=lambda province: province.bare != _MODEL)
    chosen = [own, *others[: provinces - 1]]
    return chosen, [province.model_dump(exclude_defaults=True) for province in chosen]


def _refuse_in_use(place: Country, provinces: int, likes: Mapping[str, Likeness]) -> None:
    """Raise BadSetting where a country has provinces of its own, or homes with anything but the demo's `likes`."""
    declared = place.root / _NAMED
    is_another = declared.exists() and declared.read_text("utf-8") != _text(_chosen(place, provinces)[1])
    of_homes = (_others(place, code, likes.get(code)) for code in place.homes)
    found = declared if is_another else next(filter(None, of_homes), None)
    if found:
        raise BadSetting(
            f"{VARIABLE}: {place.root} đã là cả nước đang dùng (có {found}, không phải của số liệu mẫu), không ghi số"
            " liệu mẫu vào. Hãy thử ở thư mục mới. / This country is in use: what lies there is not the demo's, and"
            " invented figures are not put among its own. Try it in a new folder."
        )


def _others(place: Country, code: str, like: Likeness | None) -> Path | None:
    """A file of a province that is not the demo's, which would be lost or lie among invented ones; None without any.

    `like`: what the demo writes there, if anything.
    """
    home, ours = place.home(code), like.declarations if like else {}
    kept = {home.root / "declarations" / name: _text(body) for name, body in ours.items()}
    for path, text in kept.items():
        if path.exists() and path.read_text("utf-8") != text:
            return path
    received = [path for folder in (home.inbox, home.archive) for path in folder.rglob("[!.]*") if path.is_file()]
    if not received:
        return home.warehouse if home.warehouse.exists() else None
    whole = like if all(path.exists() for path in kept) else None
    sendings = demo_sendings(place.catalogue(code), whole.seed) if whole else []
    known = {hashlib.sha256(sending.content).digest() for sending in sendings}
    return next((path for path in received if hashlib.sha256(path.read_bytes()).digest() not in known), None)


def write_province(place: Country, province: Province, like: Likeness) -> list[Path]:
    """Write the declarations and the inbox of a province; the files of the inbox."""
    home = place.home(province.code).create()
    for name, body in like.declarations.items():
        _write(home.root / "declarations" / name, body)
    return write_demo_inbox(home.inbox, place.catalogue(province.code), like.seed)


def _write(path: Path, body: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(body), encoding="utf-8")


def _text(body: Any) -> str:
    return str(yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=1000))


def _code(code: str, province: Province) -> str:
    return f"{code.removesuffix(_MODEL_CODE)}_{province.code}"


def _names(province: Province, model: Catalogue) -> dict[str, str]:
    """Every name of a place in the model -> what stands for it here."""
    bare_en = province.en.removesuffix(" Province").removesuffix(" City")
    names = {_MODEL: province.bare, _MODEL.upper(): province.bare.upper(), _MODEL_EN: bare_en}
    called = dict(zip(dict.fromkeys(d.code for d in model.districts), _CALLED, strict=True))
    for district in model.districts:
        of, told = district.vi.removeprefix("Thành phố ").removeprefix("Thị xã ").removeprefix("Huyện "), district.en
        names[of] = f"{called[district.code]} {province.bare}".strip()
        names[told.removesuffix(" City").removesuffix(" Town").removesuffix(" District")] = f"{bare_en} {district.code}"
    return names


def _renamed(body: Any, codes: Mapping[str, str], names: Mapping[str, str]) -> Any:
    """The same, every code and every name of a place replaced wherever it stands."""
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))

    def of(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {codes.get(str(key), key): of(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [of(each) for each in value]
        if isinstance(value, str):
            return codes.get(value) or pattern.sub(lambda found: names[found[0]], value)
        return value

    return of(body)


def _scaled(totals: dict[str, Any], people: int, percent: int) -> dict[str, Any]:
    """The totals of people, and of networks, post and plans, in per cent of what they are, in whole steps."""
    money = totals["money_step"]

    def of(value: Any, step: int = 1, percent: int = percent) -> Any:
        if isinstance(value, Mapping):
            return {key: each if key in _KEPT else of(each, step, percent) for key, each in value.items()}
        return value * percent // _WHOLE // step * step

    postal = {
        year: {item: of(value, money if item in _MONEY else 1) for item, value in items.items()}
        for year, items in totals["postal"]["years"].items()
    }
    return totals | {
        "population": totals["population"]
        | {"totals": of(totals["population"]["totals"], totals["people_step"], people)},
        "telecom": {
            "revenue": of(totals["telecom"]["revenue"], money),
            "services": of(totals["telecom"]["services"]),
        },
        "postal": totals["postal"] | {"years": postal},
        "plans": of(totals["plans"]),
    }
