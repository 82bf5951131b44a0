"""Reads the YAML declarations into one frozen, cross-checked catalogue."""

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
from schemas.layers import HERE, DeclarationError, Files, each, layered, own, version
from schemas.limits import Limits
from schemas.notes import Absence, Message, Reason, TableNote
from schemas.printed import Appendix, AppendixRow, Letterhead
from schemas.record import Record
from schemas.records import CodeList, District, Form, Indicator, Submitter, Unit
from schemas.reporting import Plausibility
from schemas.rules import Rule
from schemas.sentences import Sentences
from schemas.vocabulary import Vocabulary

__all__ = [
    "DISTRICTS",
    "HERE",
    "INDICATORS",
    "Catalogue",
    "DeclarationError",
    "alert_words",
    "by_code",
    "catalogue",
    "forget",
    "records",
]

R = TypeVar("R", bound=Record)
_MOST_TOLD = 20


def catalogue(*folders: Path) -> Catalogue:
    """Load and cross-check the declarations: the program's, but for the files of `folders` (`own()` by default).

    Raises DeclarationError, naming the record, for an unknown field, a dangling reference,
    a duplicate code or two codes of a list that share a label.
    """
    return _catalogue(*(folders or own()))


@lru_cache
def _catalogue(*folders: Path) -> Catalogue:
    files = layered(folders)
    appendices = _tables(files, "appendices")
    forms = [_record(path.name, Form, _yaml(path)) for path in each(files, "forms")]
    loaded = Catalogue(
        units=by_code(records(files["units.yaml"], Unit)),
        lists={name: _record("codes.yaml", CodeList, body) for name, body in _yaml(files["codes.yaml"]).items()},
        districts=tuple(records(files["districts.yaml"], District)),
        submitters=by_code(records(files["submitters.yaml"], Submitter)),
        indicators=by_code([i for path in each(files, "indicators") for i in records(path, Indicator)]),
        forms={code: form for code, form in by_code(forms).items() if not form.items},
        items={form.code: form for form in forms if form.items},
        appendices=appendices,
        annex=_tables(files, "annex"),
        letterhead=_record("letterhead.yaml", Letterhead, _yaml(files["letterhead.yaml"])),
        messages={c: _record("messages.yaml", Message, m) for c, m in _yaml(files["messages.yaml"]).items()},
        tables={t: _record("tables.yaml", TableNote, n) for t, n in _yaml(files["tables.yaml"]).items()},
        reasons=by_code(records(files["reasons.yaml"], Reason)),
        words=_record("vocabulary.yaml", Vocabulary, _yaml(files["vocabulary.yaml"])),
        limits=_record("limits.yaml", Limits, _yaml(files["limits.yaml"])),
        plausibility=_record("plausibility.yaml", Plausibility, _yaml(files["plausibility.yaml"])),
        sentences=_record("sentences.yaml", Sentences, _yaml(files["sentences.yaml"])),
        absences=by_code(records(files["absences.yaml"], Absence)),
        rules=by_code([r for rule in records(files["rules.yaml"], Rule) for r in rule.of_each(appendices)]),
        contract=_record("contract.yaml", Contract, _yaml(files["contract.yaml"])),
        alerts=alert_words(*folders),
        exchange=_record("exchange.yaml", Exchange, _yaml(files["exchange.yaml"])),
        version=version(files),
    )
    loaded = replace(loaded, annex={number: _with_rows(table, loaded) for number, table in loaded.annex.items()})
    if found := problems(loaded):
        raise DeclarationError(_together(found))
    return loaded


def _together(found: list[str]) -> str:
    """What is wrong, one of many a line, so that whoever mends them need not ask once for each."""
    if len(found) == 1:
        return found[0]
    more = [f"… and {len(found) - _MOST_TOLD} more"] if len(found) > _MOST_TOLD else []
    return "\n  - ".join((f"{len(found)} problems:", *found[:_MOST_TOLD], *more))


def forget() -> None:
    """Read the files anew the next time: what was read once in a process is kept."""
    _catalogue.cache_clear()


def alert_words(*folders: Path) -> AlertWords:
    """The sentences of alerts alone: a night that fails over other declarations is told as well."""
    return _record("alerts.yaml", AlertWords, _yaml(layered(folders or own())["alerts.yaml"]))


def _tables(files: Files, folder: str) -> dict[int, Appendix]:
    """The tables of a folder by their numbers; the files may have any names."""
    found: dict[int, Appendix] = {}
    for path in each(files, folder):
        table = _record(path.name, Appendix, _yaml(path))
        if table.number in found:
            raise DeclarationError(f"{folder}/{path.name}: table {table.number} is declared twice; keep one")
        found[table.number] = table
    return dict(sorted(found.items()))


def _with_rows(table: Appendix, loaded: Catalogue) -> Appendix:
    """The table with a row for each code of the list that it is `by`; of one that nobody knows `problems` tells."""
    if not table.by or table.by not in loaded.list_names:
        return table
    rows = tuple(AppendixRow(breakdown=code.code, label=code.vi) for code in loaded.codes(table.by))
    return table.model_copy(update={"rows": (*rows, *table.rows)})


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
    """What a file says, to be left as it is: the program's files are the same for each of a country's provinces."""
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())  # It has lines, of which a log's last say no file.
        raise DeclarationError(f"{path}: cannot be read as YAML: {said}") from error


@lru_cache(maxsize=512)
def _parsed(text: str) -> Any:
    return yaml.load(text, Loader=_Once)  # noqa: S506 - a safe one


def records(path: Path, kind: type[R]) -> list[R]:
    """The records of a file that lists them; raises DeclarationError, naming the record that cannot be one."""
    return [_record(path.name, kind, body) for body in _yaml(path) or ()]


def _record(place: str, kind: type[R], body: Any) -> R:
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        named = body.get("code") or body.get("number") if isinstance(body, dict) else body
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        told = (place, f"{kind.__name__} {named!r}", where, first["msg"])
        raise DeclarationError(": ".join(part for part in told if part)) from error


def by_code(those: list[Any]) -> dict[str, Any]:
    """The records by their codes; raises DeclarationError where two have the same."""
    found: dict[str, Any] = {}
    for record in those:
        if record.code in found:
            raise DeclarationError(f"{type(record).__name__} {record.code!r} is declared twice; keep one")
        found[record.code] = record
    return found
