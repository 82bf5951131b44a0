"""Reads the YAML declarations into one frozen, cross-checked catalogue."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from schemas.records import (
    Appendix,
    Code,
    CodeList,
    Column,
    District,
    Form,
    Indicator,
    Message,
    Record,
    Submitter,
    TableNote,
    Unit,
)
from schemas.text import key

HERE = Path(__file__).parent
DISTRICTS = "districts"
INDICATORS = "indicators"

R = TypeVar("R", bound=Record)


class DeclarationError(ValueError):
    """A declaration that cannot stand: says which file or record, what is wrong, what to do."""


@dataclass(frozen=True)
class Catalogue:
    """Everything declared, by code, and what follows from it."""

    units: Mapping[str, Unit]
    lists: Mapping[str, CodeList]
    districts: tuple[District, ...]
    submitters: Mapping[str, Submitter]
    indicators: Mapping[str, Indicator]
    forms: Mapping[str, Form]
    appendices: Mapping[int, Appendix]
    messages: Mapping[str, Message]
    tables: Mapping[str, TableNote]
    version: str

    def codes(self, name: str) -> tuple[Code, ...]:
        """The entries of a code list, districts and indicators included."""
        if name == DISTRICTS:
            return self._district_codes
        if name == INDICATORS:
            return self._plan_codes
        return self.lists[name].codes

    @cached_property
    def _district_codes(self) -> tuple[Code, ...]:
        names: dict[str, list[District]] = {}
        for district in self.districts:
            names.setdefault(district.code, []).append(district)
        return tuple(
            Code(code=code, vi=first.vi, en=first.en, aliases=_district_aliases(known))
            for code, known in names.items()
            for first in known[:1]
        )

    @cached_property
    def _plan_codes(self) -> tuple[Code, ...]:
        return tuple(
            Code(code=i.code, vi=i.plan_label or self.label(i), en=i.name_en, aliases=self._plan_aliases(i))
            for i in self.indicators.values()
            if i.planned
        )

    def _plan_aliases(self, indicator: Indicator) -> tuple[str, ...]:
        if indicator.plan_label:
            return ()
        return tuple(alias for code in self._where_codes(indicator) for alias in code.aliases)

    def _where_codes(self, indicator: Indicator) -> Iterator[Code]:
        form = self.forms[indicator.source.form]
        for column, wanted in indicator.source.where.items():
            name = form.column(column).list or ""
            yield from (code for code in self.codes(name) if code.code == wanted)

    def label(self, indicator: Indicator) -> str:
        """What the indicator is called in a printed row: its label, or that of its source's code."""
        return indicator.label or next((code.vi for code in self._where_codes(indicator)), indicator.name_vi)

    def name_vi(self, indicator: Indicator) -> str:
        """The indicator's full Vietnamese name."""
        return indicator.name_vi or self.label(indicator)

    def sourced(self, form: str, column: str) -> tuple[Indicator, ...]:
        """The indicators that a column of a form feeds."""
        return tuple(
            i for i in self.indicators.values() if (i.source.form, i.source.column) == (form, column)
        )

    def row_units(self, form: Form, column: Column) -> Mapping[str, str]:
        """For a measure whose unit depends on the row: code of the row -> base unit."""
        if column.unit_column is None:
            return {}
        if self.indicator_column(form):
            return {i.code: i.unit for i in self.indicators.values() if i.planned}
        return {
            wanted: i.unit
            for i in self.sourced(form.code, column.name)
            for wanted in i.source.where.values()
        }

    def indicator_column(self, form: Form) -> Column | None:
        """The column in which a row of the form names its indicator, where it does."""
        return next((c for c in form.having("code") if c.list == INDICATORS), None)

    def breakdown_column(self, form: Form, column: Column) -> Column | None:
        """The code column that a measure is broken down by, besides districts and its own source."""
        taken = {name for i in self.sourced(form.code, column.name) for name in i.source.where}
        free = (c for c in form.having("code") if c.list not in (DISTRICTS, INDICATORS))
        return next((c for c in free if c.name not in taken), None)

    def appendix_place(self, indicator: str) -> tuple[int, int] | None:
        """The first appendix and row in which the indicator is printed."""
        for appendix in self.appendices.values():
            for number, row in enumerate(appendix.rows, start=1):
                if row.indicator == indicator:
                    return appendix.number, number
        return None


def _district_aliases(known: list[District]) -> tuple[str, ...]:
    """`Thành phố Hạ Long` is also written `TP Hạ Long`, `TP. Hạ Long` and `Hạ Long`."""
    short = {"Thành phố": ("TP", "TP."), "Thị xã": ("TX", "TX."), "Huyện": ("H.",)}
    aliases: list[str] = []
    for district in known:
        rank = next(rank for rank in short if district.vi.startswith(rank))
        bare = district.vi.removeprefix(rank).strip()
        aliases += [district.vi, bare, *(f"{prefix} {bare}" for prefix in short[rank])]
    return tuple(dict.fromkeys(aliases))


def folder() -> Path:
    """Where the declarations lie: `SOLIEU_DECLARATIONS`, or those that come with the program."""
    return Path(os.environ.get("SOLIEU_DECLARATIONS") or HERE)


@lru_cache
def catalogue(root: Path | None = None) -> Catalogue:
    """Load and cross-check the declarations of a folder.

    Raises DeclarationError, naming the record, for an unknown field, a dangling reference,
    a duplicate code or two codes of a list that share a label.
    """
    root = root or folder()
    loaded = Catalogue(
        units=_by_code(_records(root / "units.yaml", Unit)),
        lists={name: _record("codes.yaml", CodeList, body) for name, body in _yaml(root / "codes.yaml").items()},
        districts=tuple(_records(root / "districts.yaml", District)),
        submitters=_by_code(_records(root / "submitters.yaml", Submitter)),
        indicators=_by_code([i for path in _each(root / "indicators") for i in _records(path, Indicator)]),
        forms=_by_code([_record(path.name, Form, _yaml(path)) for path in _each(root / "forms")]),
        appendices={
            a.number: a for a in (_record(p.name, Appendix, _yaml(p)) for p in _each(root / "appendices"))
        },
        messages={c: _record("messages.yaml", Message, m) for c, m in _yaml(root / "messages.yaml").items()},
        tables={t: _record("tables.yaml", TableNote, n) for t, n in _yaml(root / "tables.yaml").items()},
        version=_version(root),
    )
    for problem in _problems(loaded):
        raise DeclarationError(problem)
    return loaded


def _each(root: Path) -> list[Path]:
    return sorted(root.glob("*.yaml"))


def _version(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.yaml")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise DeclarationError(f"{path}: cannot be read as YAML: {error}") from error


def _records(path: Path, kind: type[R]) -> list[R]:
    return [_record(path.name, kind, body) for body in _yaml(path)]


def _record(place: str, kind: type[R], body: Any) -> R:
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        named = body.get("code") or body.get("number") if isinstance(body, dict) else body
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DeclarationError(f"{place}: {kind.__name__} {named!r}: {where}: {first['msg']}") from error


def _by_code(records: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for record in records:
        if record.code in found:
            raise DeclarationError(f"{type(record).__name__} {record.code!r} is declared twice; keep one")
        found[record.code] = record
    return found


def _problems(c: Catalogue) -> Iterator[str]:
    """Every reference that leads nowhere and every label that two codes of a list share."""
    yield from _unit_problems(c)
    yield from _form_problems(c)
    yield from _indicator_problems(c)
    yield from _appendix_problems(c)
    for name in {column.list for form in c.forms.values() for column in form.columns if column.list}:
        yield from _shared_labels(name, c.codes(name))
    yield from _shared_labels("submitters", c.submitters.values())


def _unit_problems(c: Catalogue) -> Iterator[str]:
    for unit in c.units.values():
        if unit.base not in c.units:
            yield f"unit {unit.code!r}: unknown base unit {unit.of!r}"


def _form_problems(c: Catalogue) -> Iterator[str]:
    kinds = {submitter.kind for submitter in c.submitters.values()}
    for form in c.forms.values():
        names = [column.name for column in form.columns]
        where = f"form {form.code!r}"
        if form.submitters not in kinds:
            yield f"{where}: no submitter is of kind {form.submitters!r}"
        wanted = [*form.key, *(n for i in form.identities for n in (i.left, i.right))]
        wanted += [column.unit_column for column in form.columns if column.unit_column]
        for name in wanted:
            if name not in names:
                yield f"{where}: no column is named {name!r}"
        for column in form.columns:
            yield from _column_problems(c, f"{where}, column {column.name!r}", column)


def _column_problems(c: Catalogue, where: str, column: Column) -> Iterator[str]:
    if column.role == "code" and column.list not in {*c.lists, DISTRICTS, INDICATORS}:
        yield f"{where}: unknown code list {column.list!r}"
    if column.role == "measure" and not column.unit_column and column.unit not in c.units:
        yield f"{where}: unknown unit {column.unit!r}"


def _indicator_problems(c: Catalogue) -> Iterator[str]:
    for indicator in c.indicators.values():
        where = f"indicator {indicator.code!r}"
        if indicator.unit not in c.units:
            yield f"{where}: unknown unit {indicator.unit!r}"
        if indicator.stock is not None and indicator.stock not in c.indicators:
            yield f"{where}: unknown stock indicator {indicator.stock!r}"
        form = c.forms.get(indicator.source.form)
        if form is None:
            yield f"{where}: unknown form {indicator.source.form!r}"
            continue
        yield from _source_problems(c, where, indicator, form)


def _source_problems(c: Catalogue, where: str, indicator: Indicator, form: Form) -> Iterator[str]:
    columns = {column.name: column for column in form.columns}
    if indicator.source.column not in columns:
        yield f"{where}: form {form.code!r} has no column {indicator.source.column!r}"
    if len(indicator.source.where) > 1:
        yield f"{where}: a source may name one code, not {len(indicator.source.where)}"
    for name, wanted in indicator.source.where.items():
        if name not in columns or wanted not in {code.code for code in c.codes(columns[name].list or "")}:
            yield f"{where}: form {form.code!r} has no {name} = {wanted!r}"
    if indicator.breakdown is not None and indicator.breakdown not in columns:
        yield f"{where}: form {form.code!r} has no column {indicator.breakdown!r}"


def _appendix_problems(c: Catalogue) -> Iterator[str]:
    for appendix in c.appendices.values():
        named = [r.indicator for r in appendix.rows] + [col.indicator for col in appendix.columns]
        for indicator in named:
            if indicator is not None and indicator not in c.indicators:
                yield f"appendix {appendix.number}: unknown indicator {indicator!r}"
        for unit in [r.unit for r in appendix.rows] + [col.unit for col in appendix.columns]:
            if unit is not None and unit not in c.units:
                yield f"appendix {appendix.number}: unknown unit {unit!r}"


def _shared_labels(name: str, records: Any) -> Iterator[str]:
    seen: dict[str, str] = {}
    for record in records:
        for label in record.labels:
            other = seen.setdefault(key(label), record.code)
            if other != record.code:
                yield f"{name}: {other!r} and {record.code!r} share the label {label!r}; no reader could tell"
