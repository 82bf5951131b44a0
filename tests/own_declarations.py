"""A folder of declarations of one's own: those of the program, with forms, units and codes added."""

import shutil
from pathlib import Path
from typing import Any

import yaml

from schemas.declarations import HERE, Catalogue, catalogue


def declared_with(
    root: Path,
    *,
    form: dict[str, Any] | None = None,
    units: list[dict[str, Any]] = (),  # type: ignore[assignment]
    codes: dict[str, Any] | None = None,
    submitters: list[dict[str, Any]] = (),  # type: ignore[assignment]
) -> Catalogue:
    """The program's declarations with these beside them, loaded from the folder `root`."""
    shutil.copytree(HERE, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    _add(root / "units.yaml", list(units))
    _add(root / "submitters.yaml", list(submitters))
    _add(root / "codes.yaml", codes or {})
    if form:
        _write(root / "forms" / f"{form['code']}.yaml", form)
    return catalogue(root)


def _add(path: Path, more: Any) -> None:
    known = yaml.safe_load(path.read_text(encoding="utf-8"))
    _write(path, known | more if isinstance(known, dict) else known + more)


def _write(path: Path, body: Any) -> None:
    path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), encoding="utf-8")


def column(name: str, label: str, **more: Any) -> dict[str, Any]:
    """A measure of a form, or whatever `more` makes of it."""
    return {"name": name, "role": "measure", "label": label, "comment_vi": label, "comment_en": name, **more}


def form(code: str, columns: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """An annual form of the statistics office with the key `item`."""
    return {
        "code": code,
        "name_vi": code,
        "name_en": code,
        "titles": [code],
        "submitters": "statistics",
        "frequency": "annual",
        "due_days": 30,
        "valid_from": "2000-01-01",
        "key": ["item"],
        "columns": columns,
        **more,
    }
