"""What a declaration of an item-level return may not contain."""

from collections.abc import Iterator

from schemas.catalogue import Catalogue
from schemas.consistency_submitters import is_unknown_list
from schemas.records import Column, Form, Source
from schemas.text import key

_ROLES = ("code", "month", "note", "measure")


def item_problems(c: Catalogue) -> Iterator[str]:
    """Of each item-level return, every column that its reader cannot read, and what is said of no such return."""
    for form in c.items.values():
        yield from _form_problems(c, f"form {form.code!r}", form)
    for indicator in c.indicators.values():
        for source in indicator.also:
            yield from _source_problems(c, f"indicator {indicator.code!r}", source)
    for form in c.forms.values():
        if form.submitter or form.having("month") or any(column.default is not None for column in form.columns):
            yield (
                f"form {form.code!r}: `submitter`, `default` and columns of role 'month' are those of item-level"
                " returns alone"
            )


def _form_problems(c: Catalogue, where: str, form: Form) -> Iterator[str]:
    sender = c.submitters.get(form.submitter or "")
    who_is_there = form.submitter is None or sender is not None  # Else that is told of submitters.yaml.
    if form.sender is None and who_is_there and (sender is None or form.submitters not in sender.kinds):
        yield (
            f"{where}: `submitter` names whose return it is, of kind {form.submitters!r}; {form.submitter!r} is none;"
            f" or a column does, with the list {form.submitters!r}"
        )
    if len(form.having("month")) != 1 or not form.having("measure"):
        yield f"{where}: an item-level return has one column of role 'month', and measures"
    if form.identities or form.movements or form.regime:
        yield f"{where}: an item-level return has no identities, movements or regime"
    names = [column.name for column in form.columns]
    for name in form.key:
        if name not in names or form.column(name).role == "measure":
            yield f"{where}: its key names {name!r}, which is no column that says what a row is about"
    labels = [key(label) for column in form.columns for label in column.labels]
    for label in {label for label in labels if labels.count(label) > 1}:
        yield f"{where}: two columns share the label {label!r}"
    for column in form.columns:
        yield from _column_problems(c, f"{where}, column {column.name!r}", column)


def _source_problems(c: Catalogue, where: str, source: Source) -> Iterator[str]:
    form = c.items.get(source.form)
    for name in source.where if form else ():
        if form and name not in {column.name for column in form.summed_by}:
            yield f"{where}: the rows of form {form.code!r} are not added up by {name!r}"


def _column_problems(c: Catalogue, where: str, column: Column) -> Iterator[str]:
    if column.role not in _ROLES:
        yield f"{where}: an item-level return has no column of role {column.role!r}; there are: {', '.join(_ROLES)}"
    if column.role == "code" and is_unknown_list(c, column.list):
        yield f"{where}: unknown code list {column.list!r}"
    if column.role == "measure":
        unit = c.units.get(column.unit or "")
        if unit is None or unit.base != unit.code or not (unit.whole or unit.plain):
            yield f"{where}: the unit of an item-level figure is a base unit in whole numbers, not {column.unit!r}"
        if column.default is not None and not (column.min or 0) <= column.default <= (column.max or column.default):
            yield f"{where}: what a blank cell says ({column.default}) must be a figure that the column may hold"
        if column.min is None or column.min != int(column.min) or (column.max or 0) != int(column.max or 0):
            yield f"{where}: an item-level figure has a whole `min`, and a whole `max` or none"
