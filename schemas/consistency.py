"""What a set of declarations may not contain: references that lead nowhere, labels that mean two things."""

from collections import Counter
from collections.abc import Iterable, Iterator

from schemas.alerts import alert_problems
from schemas.catalogue import Catalogue
from schemas.consistency_estimates import estimate_problems
from schemas.consistency_exchange import exchange_problems
from schemas.consistency_formulas import formula_problems, register_problems, unit_problems
from schemas.consistency_items import item_problems
from schemas.consistency_sentences import sentence_problems
from schemas.consistency_submitters import is_unknown_list, submitter_problems
from schemas.contract import APPENDIX_KEYS
from schemas.notes import Reason
from schemas.printed import RATIOS, Appendix, AppendixRow, printed_decimals
from schemas.records import Code, Column, Form, Indicator, Source, Submitter, Unit
from schemas.text import key

_FACTORS = [10**power for power in range(10)]


def problems(c: Catalogue) -> list[str]:
    """Every reference that leads nowhere and every label that two codes of a list share."""
    found: dict[str, None] = {}
    for part in _PARTS:
        try:
            for problem in part(c):
                found[problem] = None
        except LookupError:  # It rests on what another part has found missing.
            if not found:
                raise
    return [*found]


def _item_layout_problems(c: Catalogue) -> Iterator[str]:
    for form in c.items.values():
        yield from _layout_problems(c, f"form {form.code!r}", form)


def _unsourced_problems(c: Catalogue) -> Iterator[str]:
    for form in c.forms.values():
        yield from _unsourced(c, form)


def _label_problems(c: Catalogue) -> Iterator[str]:
    numbered = {column.list for form in c.forms.values() if form.having("number") for column in form.having("code")}
    named = {column.list for form in c.reported.values() for column in form.columns if column.list}
    for name in sorted(named | {i.by for i in c.indicators.values() if i.by}):
        if name not in numbered:  # There the number that the form prints tells rows apart.
            yield from _shared_labels(name, c.codes(name))
        yield from _list_problems(name, c.codes(name))
    yield from _shared_labels("submitters", c.submitters.values())
    yield from _shared_labels("units", c.units.values())
    yield from _shared_labels("reasons", c.reasons.values())
    for wanted in ("stated", "completes", "revises", "reduces", "mends"):
        if wanted not in c.reasons:
            yield f"reasons: {wanted!r} is missing; the program gives it itself"


def _published_problems(c: Catalogue) -> Iterator[str]:
    """Nothing is published that nobody can say what it is."""
    for relation, columns in c.contract.published.items():
        if relation not in c.tables:
            yield f"contract.yaml: published: unknown table {relation!r}"
            continue
        for column in columns:
            if column not in c.tables[relation].columns:
                yield f"contract.yaml: published: table {relation!r} has no column {column!r}"


def _message_problems(c: Catalogue) -> Iterator[str]:
    for code, message in c.messages.items():
        for name in message.own:
            if f"{{{name}}}" not in message.vi + message.en:
                yield f"message {code!r}: `own` names {name!r}, which is no placeholder of it"


def _unit_problems(c: Catalogue) -> Iterator[str]:
    for unit in c.units.values():
        if unit.base not in c.units:
            yield f"unit {unit.code!r}: unknown base unit {unit.of!r}"
        for other in (unit.among, *((unit.rate.of, unit.rate.to) if unit.rate else ())):
            if other is not None and other not in c.units:
                yield f"unit {unit.code!r}: unknown unit {other!r}"
        if unit.factor not in _FACTORS:
            yield f"unit {unit.code!r}: factor {unit.factor} is not a power of ten up to a billion"


def _form_problems(c: Catalogue) -> Iterator[str]:
    for form in c.forms.values():
        names = [column.name for column in form.columns]
        where = f"form {form.code!r}"
        wanted = [*form.key, *(n for i in form.identities for n in (i.left, i.right))]
        wanted += [column.unit_column for column in form.columns if column.unit_column]
        for name in wanted:
            if name not in names:
                yield f"{where}: no column is named {name!r}"
        yield from _layout_problems(c, where, form)
        if form.regime and (form.regime.kind == "administrative") != (form.regime.closes_on is not None):
            yield f"{where}: an administrative regime says on which day its data close (closes_on), and no other does"
        measures = [column.name for column in form.having("measure")]
        for name in (n for m in form.movements for n in (m.flow, m.stock) if n not in measures):
            yield f"{where}: a movement names {name!r}, which is no measure of it"
        for column in form.columns:
            yield from _column_problems(c, f"{where}, column {column.name!r}", column)
            for name in set(column.operands) - ({*measures} - {column.name}):
                yield f"{where}, column {column.name!r}: {name!r} is no other measure of the form"


def _layout_problems(c: Catalogue, where: str, form: Form) -> Iterator[str]:
    """A layout answers for a form of its own rhythm and senders, and that form is no layout itself."""
    if form.layout_of is None:
        return
    other = c.forms.get(form.layout_of)
    if other is None or other.layout_of is not None:
        yield f"{where}: {form.layout_of!r} is no form that it could be a layout of"
    elif (other.submitters, other.frequency) != (form.submitters, form.frequency):
        yield f"{where}: its senders and frequency must be those of {form.layout_of!r}"


def _column_problems(c: Catalogue, where: str, column: Column) -> Iterator[str]:
    if column.role == "code" and is_unknown_list(c, column.list):
        yield f"{where}: unknown code list {column.list!r}"
    if column.role == "measure" and not column.unit_column and column.unit not in c.units:
        yield f"{where}: unknown unit {column.unit!r}"


def _indicator_problems(c: Catalogue) -> Iterator[str]:
    for indicator in c.indicators.values():
        where = f"indicator {indicator.code!r}"
        yield from _method_problems(c, where, indicator)
        unit = c.units.get(indicator.unit)
        if unit is None:
            yield f"{where}: unknown unit {indicator.unit!r}"
        elif unit.base != unit.code:
            yield f"{where}: values are kept in {unit.base!r}; declare that, and print in {unit.code!r} where you like"
        if indicator.stock is not None and indicator.stock not in c.indicators:
            yield f"{where}: unknown stock indicator {indicator.stock!r}"
        if indicator.leavers is not None and (indicator.leavers not in c.indicators or indicator.stock is None):
            yield f"{where}: leavers {indicator.leavers!r} must be an indicator, beside a stock that they leave"
        for source in indicator.sources:
            form = (c.forms if source is indicator.source else c.reported).get(source.form)
            if form is None:
                yield f"{where}: unknown form {source.form!r}"
            else:
                yield from _source_problems(c, where, source, form)
                own = c.forms.get(indicator.sources[0].form)
                if own is not None and form.answers != own.answers:
                    yield f"{where}: form {form.code!r} is no layout of {own.code!r}"
                if indicator.breakdown not in {None, *(column.name for column in form.columns)}:
                    yield f"{where}: form {form.code!r} has no column {indicator.breakdown!r}"


def _method_problems(c: Catalogue, where: str, indicator: Indicator) -> Iterator[str]:
    """A formula follows from the estimates of its terms; a rate or a share is of what adds up over the year."""
    if indicator.formula and indicator.estimate:
        yield f"{where}: its estimate follows from those of its terms; leave `estimate` out"
    wrong = (indicator.estimate == "last") != (indicator.aggregation == "stock")
    if indicator.estimate not in (None, "as_submitted") and wrong:
        yield f"{where}: a {indicator.aggregation} cannot be estimated by {indicator.estimate!r}"
    given = {column.measure for form in c.forms.values() for column in form.having("measure")}
    if indicator.estimate == "as_submitted" and "estimate" not in given:
        yield f"{where}: no form has a column of measure 'estimate'"


def _source_problems(c: Catalogue, where: str, source: Source, form: Form) -> Iterator[str]:
    columns = {column.name: column for column in form.columns}
    if source.column not in columns:
        yield f"{where}: form {form.code!r} has no column {source.column!r}"
    if len(source.where) > 1:
        yield f"{where}: a source may name one code, not {len(source.where)}"
    for name, wanted in source.where.items():
        if name not in columns or wanted not in {code.code for code in c.codes(columns[name].list or "")}:
            yield f"{where}: form {form.code!r} has no {name} = {wanted!r}"


def _unsourced(c: Catalogue, form: Form) -> Iterator[str]:
    """Codes of a list that a measure is reported for and no indicator takes up: accepted, they would be lost."""
    for column in form.having("measure") if form.layout_of is None else ():
        wheres = [source.where for _, source in c.feeds(form.code, column.name)]
        for name in {name for where in wheres for name in where}:
            taken = {where.get(name) for where in wheres}
            if None not in taken:
                for code in c.codes(form.column(name).list or ""):
                    if code.code not in taken and not code.apart:
                        yield f"form {form.code!r}: no indicator takes {column.name!r} of {name} = {code.code!r}"


def _appendix_problems(c: Catalogue) -> Iterator[str]:
    for number in sorted(c.appendices.keys() & c.annex.keys()):
        yield f"annex table {number}: an appendix has the same number"
    for kind, tables in (("appendix", c.appendices), ("annex table", c.annex)):
        for table in tables.values():
            yield from _table_problems(c, f"{kind} {table.number}", table)


def _table_problems(c: Catalogue, where: str, table: Appendix) -> Iterator[str]:
    columns = Counter(column.name for column in table.columns)
    for name in columns:
        if name in APPENDIX_KEYS or columns[name] > 1:
            yield f"{where}: column {name!r} is there already; give it another name"
    named = [row.indicator for row in table.rows] + [column.indicator for column in table.columns]
    for indicator in named:
        if indicator is not None and indicator not in c.indicators:
            yield f"{where}: unknown indicator {indicator!r}"
    for unit in [row.unit for row in table.rows] + [column.unit for column in table.columns]:
        if unit is not None and unit not in c.units:
            yield f"{where}: unknown unit {unit!r}"
    rows = Counter(row.indicator or row.breakdown or "total" for row in table.rows)
    yield from (f"{where}: row {name!r} is there already; it prints the same" for name in rows if rows[name] > 1)
    for unit, places in _decimals(c, table).items():
        if len(places) > 1:
            told = ", ".join(f"{number} in {name!r}" for number, name in sorted(places.items()))
            yield f"{where}: figures in {unit!r} have different decimals ({told}); declare one number for the table"
    for chart in table.charts:
        drawn = c.printed_tables.get(chart.table or table.number)
        if drawn is None:
            yield f"{where}, chart {chart.title!r}: unknown table {chart.table}"
            continue
        for name in (*chart.bars, *chart.beside):
            if name not in {column.name for column in drawn.columns}:
                yield f"{where}, chart {chart.title!r}: table {drawn.number} has no column {name!r}"


def _decimals(c: Catalogue, table: Appendix) -> dict[str, dict[int, str]]:
    """Unit -> the numbers of decimals that the table prints it with, each with a column where it does."""
    found: dict[str, dict[int, str]] = {}
    for column in (column for column in table.columns if column.printed):
        for row in table.rows or (AppendixRow(),):
            indicator = c.indicators.get(row.indicator or column.indicator or "")
            own = column.unit or row.unit or (indicator.unit if indicator else "")
            unit = "percent" if column.measure in RATIOS else own
            found.setdefault(unit, {}).setdefault(printed_decimals(row, column), column.name)
    return found


def _shared_labels(name: str, records: Iterable[Code | Submitter | Reason | Unit]) -> Iterator[str]:
    """Labels that two records share, unless they stand below different entries of their list."""
    seen: dict[tuple[str, str | None], str] = {}
    for record in records:
        under = record.under if isinstance(record, Code) else None
        for label in record.labels:
            other = seen.setdefault((key(label), under), record.code)
            if other != record.code:
                yield f"{name}: {other!r} and {record.code!r} share the label {label!r}; no reader could tell"


def _list_problems(name: str, codes: Iterable[Code]) -> Iterator[str]:
    known = {code.code for code in codes}
    for code in codes:
        if code.under is not None and (code.under not in known or code.under == code.code):
            yield f"{name}: {code.code!r} stands under {code.under!r}, which is no other entry of the list"


def _alert_problems(c: Catalogue) -> Iterator[str]:
    yield from alert_problems(c.alerts, c.messages)


# In the order in which they are told: what follows from another stands behind it.
_PARTS = (
    submitter_problems,
    _unit_problems,
    _form_problems,
    item_problems,
    exchange_problems,
    _indicator_problems,
    formula_problems,
    unit_problems,
    register_problems,
    _appendix_problems,
    estimate_problems,
    sentence_problems,
    _published_problems,
    _alert_problems,
    _message_problems,
    _item_layout_problems,
    _unsourced_problems,
    _label_problems,
)
