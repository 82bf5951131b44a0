"""What a set of declarations may not contain: references that lead nowhere, labels that mean two things."""

from collections.abc import Iterable, Iterator

from schemas.catalogue import Catalogue
from schemas.consistency_formulas import formula_problems, register_problems, unit_problems
from schemas.notes import Reason
from schemas.records import Code, Column, Form, Indicator, Source, Submitter, Unit
from schemas.text import key

_FACTORS = [10**power for power in range(10)]


def problems(c: Catalogue) -> Iterator[str]:
    """Every reference that leads nowhere and every label that two codes of a list share."""
    yield from _unit_problems(c)
    yield from _form_problems(c)
    yield from _indicator_problems(c)
    yield from formula_problems(c)
    yield from unit_problems(c)
    yield from register_problems(c)
    yield from _appendix_problems(c)
    for form in c.forms.values():
        yield from _unsourced(c, form)
    named = {column.list for form in c.forms.values() for column in form.columns if column.list}
    for name in named | {i.by for i in c.indicators.values() if i.by}:
        yield from _shared_labels(name, c.codes(name))
    yield from _shared_labels("submitters", c.submitters.values())
    yield from _shared_labels("units", c.units.values())
    yield from _shared_labels("reasons", c.reasons.values())
    for wanted in ("stated", "completes", "revises", "reduces", "mends"):
        if wanted not in c.reasons:
            yield f"reasons: {wanted!r} is missing; the program gives it itself"


def _unit_problems(c: Catalogue) -> Iterator[str]:
    for unit in c.units.values():
        if unit.base not in c.units:
            yield f"unit {unit.code!r}: unknown base unit {unit.of!r}"
        for other in (unit.rate.of, unit.rate.to) if unit.rate else ():
            if other is not None and other not in c.units:
                yield f"unit {unit.code!r}: unknown unit {other!r}"
        if unit.factor not in _FACTORS:
            yield f"unit {unit.code!r}: factor {unit.factor} is not a power of ten up to a billion"


def _form_problems(c: Catalogue) -> Iterator[str]:
    kinds = {kind for submitter in c.submitters.values() for kind in submitter.kinds}
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
    if column.role == "code" and column.list not in c.list_names:
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
        if indicator.source is None:
            continue
        form = c.forms.get(indicator.source.form)
        if form is None:
            yield f"{where}: unknown form {indicator.source.form!r}"
            continue
        yield from _source_problems(c, where, indicator, indicator.source, form)


def _source_problems(c: Catalogue, where: str, indicator: Indicator, source: Source, form: Form) -> Iterator[str]:
    columns = {column.name: column for column in form.columns}
    if source.column not in columns:
        yield f"{where}: form {form.code!r} has no column {source.column!r}"
    if len(source.where) > 1:
        yield f"{where}: a source may name one code, not {len(source.where)}"
    for name, wanted in source.where.items():
        if name not in columns or wanted not in {code.code for code in c.codes(columns[name].list or "")}:
            yield f"{where}: form {form.code!r} has no {name} = {wanted!r}"
    if indicator.breakdown is not None and indicator.breakdown not in columns:
        yield f"{where}: form {form.code!r} has no column {indicator.breakdown!r}"


def _unsourced(c: Catalogue, form: Form) -> Iterator[str]:
    """Codes of a list that a measure is reported for and no indicator takes up: accepted, they would be lost."""
    for column in form.having("measure"):
        wheres = [i.source.where for i in c.sourced(form.code, column.name) if i.source]
        for name in {name for where in wheres for name in where}:
            taken = {where.get(name) for where in wheres}
            if None not in taken:
                for code in c.codes(form.column(name).list or ""):
                    if code.code not in taken:
                        yield f"form {form.code!r}: no indicator takes {column.name!r} of {name} = {code.code!r}"


def _appendix_problems(c: Catalogue) -> Iterator[str]:
    for appendix in c.appendices.values():
        named = [r.indicator for r in appendix.rows] + [col.indicator for col in appendix.columns]
        for indicator in named:
            if indicator is not None and indicator not in c.indicators:
                yield f"appendix {appendix.number}: unknown indicator {indicator!r}"
        for unit in [r.unit for r in appendix.rows] + [col.unit for col in appendix.columns]:
            if unit is not None and unit not in c.units:
                yield f"appendix {appendix.number}: unknown unit {unit!r}"


def _shared_labels(name: str, records: Iterable[Code | Submitter | Reason | Unit]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for record in records:
        for label in record.labels:
            other = seen.setdefault(key(label), record.code)
            if other != record.code:
                yield f"{name}: {other!r} and {record.code!r} share the label {label!r}; no reader could tell"
