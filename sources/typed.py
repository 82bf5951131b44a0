"""Raw texts become typed values in base units, a column at a time over all new rows of a form."""

from collections.abc import Iterable, Mapping

import polars as pl

from schemas.declarations import Catalogue
from schemas.frames import PROBLEM, TEXT, VALUE
from schemas.records import Column, Form
from schemas.text import folded, key
from sources import title
from sources.layout import Table
from sources.lexicon import Lexicon
from sources.numbers import SCALE, bared, formula_problem, number_part, read_numbers, unit_part, unsure_problem
from sources.rounding import whole_amounts
from sources.rows import Row

ABSENT = "__absent"
CODE = "__code"
DOUBT = "__doubt"
HEADER = "__header"
LETTER = "__letter"
ROUNDED = "__rounded_off"
SERIAL = "__serial"
STANDS = "__stands"
TYPED = "__typed"
UNIT = "__unit"
_LARGEST = 10**15
_TAIL = rf"(\.\d{{{SCALE}}})\d+$"


def raw_frame(form: Form, tables: Iterable[tuple[str, Table, Iterable[Row]]]) -> pl.DataFrame:
    """The raw rows of many tables of one form.

    Columns: submission_id, sheet, row (as the spreadsheet shows it) and per form column its text, whether
    the cell holds a number, the letter and row in which the text stands, the header as the file has it,
    the unit that the header states, and the number of a cell that shows it as a date.
    """
    records = [
        {
            "submission_id": submission_id,
            "sheet": table.grid.sheet,
            "row": row.number,
            **_cells(form, table, row),
        }
        for submission_id, table, rows in tables
        for row in rows
    ]
    return pl.DataFrame(records, schema=_raw_schema(form), orient="row")


def _cells(form: Form, table: Table, row: Row) -> dict[str, object]:
    cells: dict[str, object] = {}
    for column in form.columns:
        name = column.name
        cells[name + TEXT] = row.texts[name]
        cells[name + TYPED] = row.typed[name]
        cells[name + SERIAL] = row.serials.get(name)
        cells[name + STANDS] = row.stands[name]
        cells[name + LETTER] = table.grid.letter(table.columns[name])
        cells[name + HEADER] = table.headers[name]
        cells[name + UNIT] = table.units.get(name, column.unit)
    for name in _placed(form):
        cells[name + CODE] = row.codes.get(name)
        cells[name + DOUBT] = row.doubts.get(name)
    return cells


def _placed(form: Form) -> tuple[str, ...]:
    """The column whose codes the place of a row may decide: that of a form whose rows have one label each."""
    return form.key if len(form.key) == 1 else ()


def _raw_schema(form: Form) -> dict[str, pl.DataType | type[pl.DataType]]:
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "submission_id": pl.String,
        "sheet": pl.String,
        "row": pl.Int32,
    }
    for column in form.columns:
        schema |= {
            column.name + TEXT: pl.String,
            column.name + TYPED: pl.Boolean,
            column.name + STANDS: pl.Int32,
        }
        schema |= {column.name + part: pl.String for part in (LETTER, HEADER, UNIT, SERIAL)}
    return schema | {name + part: pl.String for name in _placed(form) for part in (CODE, DOUBT)}


def typed_frame(raw: pl.DataFrame, form: Form, words: Lexicon, catalogue: Catalogue) -> pl.DataFrame:
    """Add each column's value and, where it could not be read, its problem: see `frame_schema`.

    A measure also has `<column>__absent`: the code of the absence (`schemas/absences.yaml`) that the cell
    states instead of a number; its value is null and it has no problem.
    """
    frame = raw
    for column in form.having("code"):
        frame = _with_codes(frame, column, words)
    for name in _placed(form):
        frame = _decided(frame, name)
    for column in form.having("year"):
        frame = _with_years(frame, column)
    for column in form.having("breakdown"):
        frame = _with_breakdowns(frame, column, form, words, catalogue)
    for column in form.having("note"):
        text = pl.col(column.name + TEXT)
        value = pl.when(text != "").then(text).alias(column.name)
        frame = frame.with_columns(value, pl.lit(None, pl.String).alias(column.name + PROBLEM))
    for column in form.having("number"):
        printed = pl.when(pl.col(column.name + TEXT) != "").then(column.name + TEXT)
        frame = frame.with_columns(printed.alias(column.name), pl.lit(None, pl.String).alias(column.name + PROBLEM))
    for column in form.having("unit"):
        frame = _with_units(frame, column, form, words, catalogue)
    for column in form.having("measure"):
        frame = _with_values(frame, column, words, catalogue)
    return frame


def _with_codes(frame: pl.DataFrame, column: Column, words: Lexicon) -> pl.DataFrame:
    texts = frame[column.name + TEXT].unique().to_list()
    found = {text: words.code(text, column.list or "") for text in texts}
    return _with_lookup(frame, column.name, found, "unknown_code")


def _with_years(frame: pl.DataFrame, column: Column) -> pl.DataFrame:
    """The year that a row is about: `2014` or `Năm 2014`; blank stays unknown here, it means that of the return."""
    found: dict[str, str | None] = {}
    for text in frame[column.name + TEXT].unique().to_list():
        years = {period.code for period in title.read(text) if period.frequency == "annual"}
        found[text] = years.pop() if len(years) == 1 else None
    return _with_lookup(frame, column.name, found, "wrong_year")


def _with_breakdowns(
    frame: pl.DataFrame, column: Column, form: Form, words: Lexicon, catalogue: Catalogue
) -> pl.DataFrame:
    """The code of the list that the row's indicator is broken down by; null for the total, which has none."""
    named, text = form.key[0], column.name + TEXT
    schema = dict.fromkeys((named, text, column.name, column.name + PROBLEM), pl.String)
    pairs = frame.select(named, text).unique().rows()
    found = [(code, said, *_breakdown(code, said, words, catalogue)) for code, said in pairs]
    looked_up = pl.DataFrame(found, schema=schema, orient="row")
    return frame.join(looked_up, on=[named, text], how="left", nulls_equal=True, maintain_order="left")


def _breakdown(indicator: str | None, text: str, words: Lexicon, catalogue: Catalogue) -> tuple[str | None, str | None]:
    """The code that a text names for an indicator, or why it names none."""
    if indicator is None or not text or key(text) in words.totals:
        return None, None
    name = catalogue.indicators[indicator].by
    if name is None:
        return None, "no_breakdown"
    code = words.code(text, name)
    return code, None if code else "unknown_breakdown"


def _decided(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The codes that the place of the row or its printed number decides, before what the label alone would say."""
    doubt, code = pl.col(name + DOUBT), pl.col(name + CODE)
    decided = pl.when(doubt.is_null()).then(pl.coalesce(code, name))
    problem = pl.coalesce(doubt, pl.when(code.is_null()).then(name + PROBLEM))
    return frame.with_columns(decided.alias(name), problem.alias(name + PROBLEM))


def _with_lookup(frame: pl.DataFrame, name: str, found: Mapping[str, str | None], problem: str) -> pl.DataFrame:
    text = pl.col(name + TEXT)
    value = text.replace_strict(found, default=None, return_dtype=pl.String)
    failed = pl.when(value.is_null() & (text != "")).then(pl.coalesce(formula_problem(text), pl.lit(problem)))
    return frame.with_columns(value.alias(name), failed.alias(name + PROBLEM))


def _with_units(frame: pl.DataFrame, unit: Column, form: Form, words: Lexicon, catalogue: Catalogue) -> pl.DataFrame:
    """The unit of each row, which must be of the kind that the row's indicator is measured in.

    Where its cell is blank it is what stands behind the row's figures, if that is of the kind.
    """
    texts = frame[unit.name + TEXT].unique().to_list()
    frame = _with_lookup(frame, unit.name, {text: words.unit(text) or None for text in texts}, "unknown_unit")
    measures = [c for c in form.having("measure") if c.unit_column == unit.name]
    measure = measures[0]
    bases = {u.code: u.base for u in catalogue.stated_units.values()}
    due = pl.col(form.key[0]).replace_strict(
        dict(catalogue.row_units(form, measure)), default=None, return_dtype=pl.String
    )
    behind = _unit_behind(frame, measures, words)
    unsaid = (pl.col(unit.name + TEXT) == "") & (behind.replace_strict(bases, default=None) == due)
    frame = frame.with_columns(pl.when(unsaid).then(behind).otherwise(unit.name).alias(unit.name))
    given = pl.col(unit.name).replace_strict(bases, default=None, return_dtype=pl.String)
    wrong = pl.when(due.is_not_null() & given.is_not_null() & (due != given)).then(pl.lit("wrong_unit"))
    return frame.with_columns(pl.coalesce(pl.col(unit.name + PROBLEM), wrong).alias(unit.name + PROBLEM))


def _unit_behind(frame: pl.DataFrame, measures: list[Column], words: Lexicon) -> pl.Expr:
    """The unit that all figures of a row have behind them, as in `10 tờ`; null where one has none or another."""
    texts = {c.name: unit_part(pl.col(c.name + TEXT)) for c in measures}
    distinct = {t for part in texts.values() for t in frame.select(part.drop_nulls().unique()).to_series()}
    units = {text: words.unit(text) for text in distinct if words.unit(text)}
    said = [_looked_up(part, units, pl.String) for part in texts.values()]
    first = pl.coalesce(said)
    alike = [(pl.col(name + TEXT) == "") | each.eq_missing(first) for name, each in zip(texts, said, strict=True)]
    return pl.when(pl.all_horizontal(alike)).then(first)


def _with_values(frame: pl.DataFrame, column: Column, words: Lexicon, catalogue: Catalogue) -> pl.DataFrame:
    """The figures of a measure in its base unit; a unit that stands in the cell itself counts before any other."""
    name = column.name
    frame = _with_stated(frame, column, words, catalogue)
    units = catalogue.stated_units.values()
    wholes = {u.code: u.whole for u in units}
    # A number with a magnitude of its own may have decimals: 1,5 thousand subscribers are 1.500.
    whole = pl.col("__of").replace_strict(wholes, default=False, return_dtype=pl.Boolean) & pl.col("__times").is_null()
    factor = pl.col("__of").replace_strict({u.code: u.factor for u in units}, default=None, return_dtype=pl.Int64)
    factor = pl.coalesce("__times", factor)
    plains = {u.code: u.plain for u in units}
    plain = pl.col("__of").replace_strict(plains, default=False, return_dtype=pl.Boolean) & pl.col("__times").is_null()
    read = read_numbers(pl.col("__bare"), pl.col(name + TYPED), whole, plain).alias("__read")
    value = pl.col("__read").struct.field("value") * factor.cast(pl.Decimal(20, 0))
    value = pl.coalesce("__rounded", value).alias(name)
    too_large = pl.when(pl.col(name).abs() >= _LARGEST).then(pl.lit("too_precise"))
    # 1.199,4567 thousand people are no whole number of people.
    bases = {u.code: wholes[u.base] for u in units}
    whole_base = pl.col("__of").replace_strict(bases, default=False, return_dtype=pl.Boolean)
    broken = pl.when(whole_base & (pl.col(name).cast(pl.Decimal(38, 0)) != pl.col(name))).then(pl.lit("not_whole"))
    dated = pl.when(pl.col(name + SERIAL).is_not_null()).then(pl.lit("date_cell"))
    unsaid = pl.coalesce(dated, formula_problem(pl.col(name + TEXT)))
    # What follows from other figures need not be filled in.
    unfilled = (pl.col(name + TEXT) == "") & pl.col(name + ABSENT).is_null() & pl.lit(not column.operands)
    blank = pl.when(unfilled).then(pl.lit("missing"))
    off = pl.col("__rounded").is_not_null()
    read_problem = pl.when(~off).then(pl.col("__read").struct.field("problem"))
    unread = frame[name + TEXT].filter(frame[name + TEXT].str.contains(r"\d")).unique()
    unsure = unsure_problem(pl.col(name + TEXT), [t for t in unread if words.approximate.match(folded(t))])
    unsure = pl.when(read_problem == "not_a_number").then(unsure)
    found = pl.coalesce(unsaid, blank, unsure, read_problem, too_large, broken)
    problem = pl.when(pl.col(name + ABSENT).is_null()).then(found).alias(name + PROBLEM)
    bare = bared(pl.col("__number"))
    if column.percent_of:  # A formula leaves more digits than are kept.
        bare = pl.when(pl.col(name + TYPED)).then(bare.str.replace(_TAIL, "$1")).otherwise(bare)
    frame = frame.with_columns(bare.alias("__bare"))
    frame = frame.with_columns(read, whole_amounts(frame, name + TYPED, catalogue))
    frame = frame.with_columns(value, off.alias(name + ROUNDED)).with_columns(problem)
    fits = pl.when(pl.col(name + PROBLEM).is_null() & pl.col(name + ABSENT).is_null()).then(pl.col(name)).cast(VALUE)
    return frame.with_columns(fits.alias(name)).drop("__read", "__rounded", "__bare", "__number", "__of", "__times")


def _with_stated(frame: pl.DataFrame, column: Column, words: Lexicon, catalogue: Catalogue) -> pl.DataFrame:
    """What each cell says beside its number: words for none, an absence, a unit or a magnitude.

    Adds `<column>__absent`, `__number` (the text left to read), `__of` (the unit it is in) and `__times`
    (the factor of a bare magnitude). Only texts with words in them, few of them distinct, are looked up.
    """
    text, unit = pl.col(column.name + TEXT), pl.col(column.unit_column or column.name + UNIT)
    frame = frame.with_columns(unit_part(text).alias("__behind"))
    wordless = frame[column.name + TEXT].filter(~frame[column.name + TEXT].str.contains(r"\d")).unique().to_list()
    zeros = [t for t in wordless if folded(t) in words.zeros]
    absent = {t: words.absences[folded(t)] for t in wordless if folded(t) in words.absences}
    frame = frame.with_columns(
        _looked_up(text, absent, pl.String).alias(column.name + ABSENT),
        (pl.when(text.is_in(zeros)).then(pl.lit("0")).otherwise(text) if zeros else text).alias("__number"),
        unit.alias("__of"),
        pl.lit(None, pl.Int64).alias("__times"),
    )
    behind = frame["__behind"].drop_nulls().unique().to_list()
    return (_with_units_behind(frame, text, behind, words, catalogue) if behind else frame).drop("__behind")


def _with_units_behind(
    frame: pl.DataFrame, text: pl.Expr, behind: list[str], words: Lexicon, catalogue: Catalogue
) -> pl.DataFrame:
    """A unit of the kind that is due counts instead of the column's; a magnitude counts in the base unit."""
    bases = {u.code: u.base for u in catalogue.stated_units.values()}
    units = {t: words.unit(t) for t in behind if words.unit(t)}
    times = {t: words.magnitudes[key(t)] for t in behind if key(t) in words.magnitudes and t not in units}
    said = _looked_up(pl.col("__behind"), units, pl.String)
    same = (_looked_up(said, bases, pl.String) == _looked_up(pl.col("__of"), bases, pl.String)).fill_null(value=False)
    bare = _looked_up(pl.col("__behind"), times, pl.Int64)
    return frame.with_columns(
        pl.when(same | bare.is_not_null()).then(number_part(text)).otherwise("__number").alias("__number"),
        pl.when(same).then(said).otherwise("__of").alias("__of"),
        bare.alias("__times"),
    )


def _looked_up(text: pl.Expr, found: Mapping[str, object], kind: type[pl.DataType]) -> pl.Expr:
    return text.replace_strict(found, default=None, return_dtype=kind) if found else pl.lit(None, kind)
