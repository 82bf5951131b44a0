"""Reads the YAML declarations into one frozen, cross-checked catalogue."""

import hashlib
import os
from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from schemas.alerts import AlertWords
from schemas.catalogue import DISTRICTS, INDICATORS, Catalogue
from schemas.consistency import problems
from schemas.contract import Contract
from schemas.exchange import Exchange
from schemas.notes import Absence, Message, Reason, TableNote
from schemas.printed import Appendix, AppendixRow, Letterhead
from schemas.record import Record
from schemas.records import CodeList, District, Form, Indicator, Limits, Submitter, Unit
from schemas.reporting import Plausibility
from schemas.rules import Rule
from schemas.sentences import Sentences
from schemas.vocabulary import Vocabulary

__all__ = ["DISTRICTS", "INDICATORS", "Catalogue", "DeclarationError", "alert_words", "catalogue", "folder"]

HERE = Path(__file__).parent

R = TypeVar("R", bound=Record)


class DeclarationError(ValueError):
    """A declaration that cannot stand: says which file or record, what is wrong, what to do."""


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
    appendices = _tables(root / "appendices")
    forms = [_record(path.name, Form, _yaml(path)) for path in _each(root / "forms")]
    loaded = Catalogue(
        units=_by_code(_records(root / "units.yaml", Unit)),
        lists={name: _record("codes.yaml", CodeList, body) for name, body in _yaml(root / "codes.yaml").items()},
        districts=tuple(_records(root / "districts.yaml", District)),
        submitters=_by_code(_records(root / "submitters.yaml", Submitter)),
        indicators=_by_code([i for path in _each(root / "indicators") for i in _records(path, Indicator)]),
        forms={code: form for code, form in _by_code(forms).items() if not form.items},
        items={form.code: form for form in forms if form.items},
        appendices=appendices,
        annex=_tables(root / "annex"),
        letterhead=_record("letterhead.yaml", Letterhead, _yaml(root / "letterhead.yaml")),
        messages={c: _record("messages.yaml", Message, m) for c, m in _yaml(root / "messages.yaml").items()},
        tables={t: _record("tables.yaml", TableNote, n) for t, n in _yaml(root / "tables.yaml").items()},
        reasons=_by_code(_records(root / "reasons.yaml", Reason)),
        words=_record("vocabulary.yaml", Vocabulary, _yaml(root / "vocabulary.yaml")),
        limits=_record("limits.yaml", Limits, _yaml(root / "limits.yaml")),
        plausibility=_record("plausibility.yaml", Plausibility, _yaml(root / "plausibility.yaml")),
        sentences=_record("sentences.yaml", Sentences, _yaml(root / "sentences.yaml")),
        absences=_by_code(_records(root / "absences.yaml", Absence)),
        rules=_by_code([r for each in _records(root / "rules.yaml", Rule) for r in each.of_each(appendices)]),
        contract=_record("contract.yaml", Contract, _yaml(root / "contract.yaml")),
        alerts=alert_words(root),
        exchange=_record("exchange.yaml", Exchange, _yaml(root / "exchange.yaml")),
        version=_version(root),
    )
    loaded = replace(loaded, annex={number: _with_rows(table, loaded) for number, table in loaded.annex.items()})
    for problem in problems(loaded):
        raise DeclarationError(problem)
    return loaded


def alert_words(root: Path | None = None) -> AlertWords:
    """The sentences of alerts alone: a night that fails over other declarations is told as well."""
    return _record("alerts.yaml", AlertWords, _yaml((root or folder()) / "alerts.yaml"))


def _tables(root: Path) -> dict[int, Appendix]:
    """The tables of a folder by their numbers; the files may have any names."""
    found: dict[int, Appendix] = {}
    for path in _each(root):
        table = _record(path.name, Appendix, _yaml(path))
        if table.number in found:
            raise DeclarationError(f"{root.name}/{path.name}: table {table.number} is declared twice; keep one")
        found[table.number] = table
    return dict(sorted(found.items()))


def _with_rows(table: Appendix, loaded: Catalogue) -> Appendix:
    """The table with a row for each code of the list that it is `by`."""
    if not table.by:
        return table
    if table.by not in loaded.list_names:
        raise DeclarationError(f"annex table {table.number}: unknown list {table.by!r}")
    rows = tuple(AppendixRow(breakdown=code.code, label=code.vi) for code in loaded.codes(table.by))
    return table.model_copy(update={"rows": (*rows, *table.rows)})


def _each(root: Path) -> list[Path]:
    return sorted(root.glob("*.yaml"))


def _version(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.yaml")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


class _Once(yaml.CSafeLoader):
    """Refuses a name that is given twice: YAML itself would keep the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for name, _ in node.value:
            if name.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{name.value!r} stands twice", name.start_mark)
            seen.add(name.value)
        found: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return found


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Once)  # noqa: S506 - a safe one
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
