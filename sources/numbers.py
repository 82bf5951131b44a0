"""The grammar of numbers as people type them, over whole columns at once.

A typed cell comes as it is. A text is read so (`w` = whole numbers are due, or a unit as small as the đồng):

| text              | reading        | rule                                                        |
|-------------------|----------------|-------------------------------------------------------------|
| `1404`, `02`      | 1404, 2        | digits only                                                 |
| `1.404.708`       | 1404708        | dots in groups of three group thousands                     |
| `1 404 708`       | 1404708        | spaces in groups of three group thousands                   |
| `1.404.708,5`     | 1404708.5      | after groups by dots, a comma begins the decimals           |
| `10,345,000`      | 10345000       | two or more commas in groups of three group thousands       |
| `1,404.5`         | 1404.5         | after groups by commas, a dot begins the decimals           |
| `12,5`            | 12.5; w: error | one comma begins the decimals                               |
| `133,202` (w)     | ambiguous      | 133202 with a foreign separator, or 133.202                 |
| `160,21` (w)      | ambiguous      | 160210 that lost its last zero, or 160.21                   |
| `-5`, `(1.234)`   | -5, -1234      | a minus sign of any length, or brackets as accountants use  |
| `12%`, `1,5 tỷ`   | see below      | a unit or a magnitude behind the number                     |
| `khoảng 1180`     | approximate    | a declared word says that it is no exact number             |
| `865*`, `865 (1)` | marked         | a footnote may say that it is an estimate, or something else |
| `#REF!`, `=A1`    | see below      | the error of a formula, a formula that was never calculated |
| anything else     | not a number   |                                                             |

A unit behind the number (`8.750.000đ`, `12%`, `1.982 tỷ đồng`) must be of the kind that is due and then
counts instead of the column's; a bare magnitude (`nghìn`, `triệu`, `tỷ`) counts in the base unit. Words for
none (`không`, `-`) are 0; words for an absence (`không áp dụng`, `…`) are no number at all: see
`schemas/absences.yaml`. What a formula left in place of a number is told as such. Values never pass
through binary floats: text becomes a decimal by its digits.
"""

from decimal import Decimal

import polars as pl

SCALE = 6
# A text that means a decimal by the grammar where decimals are possible, and may mean thousands.
TWO_READINGS = r"^\s*[-–(]?[1-9]\d{0,2},\d{3}\)?\s*$"
VALUE = pl.Decimal(28, SCALE)

_BLANKS = r"[\s\u00a0\u202f]+"
_DASHES = r"[–—−‑]"
_BRACKETED = r"^\(([^()-]+)\)$"
_WITH_UNIT = r"^(.*[\d)])\s*([^\d\s.,()-].*)$"
_PLAIN = r"^-?\d+$"
_DOT_GROUPS = r"^-?\d{1,3}(\.\d{3})+$"
_DOT_GROUPS_DECIMAL = r"^-?\d{1,3}(\.\d{3})+,\d+$"
_COMMA_GROUPS = r"^-?\d{1,3}(,\d{3}){2,}$"
_COMMA_GROUPS_DECIMAL = r"^-?\d{1,3}(,\d{3})+\.\d+$"
_SPACE_GROUPS = r"^-?\d{1,3}( \d{3})+(,\d+)?$"
_ONE_COMMA = r"^-?\d+,\d+$"
_ONE_DOT = r"^-?\d+\.\d+$"
_LOST_ZEROS = r"^-?\d{1,3}[.,]\d{1,3}$"
_ERROR = r"^(?:#(?:DIV/0!|N/A|[A-Z_]+[!?]?)|Err:\d{3})$"
_FORMULA = r"^="
_MARKED = r"^[-–(]?\d[\d.,\s\u00a0]*(?:\*+|\(\*+\)|\(\d\)|[¹²³⁴-⁹]+)$"
_TOO_FINE = r"\.\d{6}\d*[1-9]"
_TOO_LARGE = r"^-?\d{17}"


def read_numbers(bare: pl.Expr, typed: pl.Expr, whole: pl.Expr, plain_unit: pl.Expr) -> pl.Expr:
    """Read a column of numbers without units.

    bare: String, `bared` text of each cell (a typed number as its shortest plain decimal), best a column of
    its own, since every rule looks at it; typed: Boolean, the cell holds a number and not text; whole:
    Boolean, whole numbers are due; plain_unit: Boolean, decimals are not, but may be what a formula leaves.
    Gives a struct of `value` (Decimal(28, 6), null where unread) and `problem` (a code of
    `schemas/messages.yaml`, null where read; a blank cell has neither).
    """
    plain = pl.when(typed).then(bare).otherwise(_plain(bare))
    fraction = plain.str.contains(r"\.\d*[1-9]")
    ambiguous = (whole | plain_unit) & ~typed & bare.str.contains(_LOST_ZEROS) & ~bare.str.contains(_DOT_GROUPS)
    problem = (
        pl.when(bare == "")
        .then(None)
        .when(plain.is_null())
        .then(pl.lit("not_a_number"))
        .when(ambiguous)
        .then(pl.lit("ambiguous_number"))
        .when(whole & fraction)
        .then(pl.lit("not_whole"))
        .when(plain.str.contains(_TOO_FINE) | plain.str.contains(_TOO_LARGE))
        .then(pl.lit("too_precise"))
    )
    value = pl.when(problem.is_null()).then(plain).cast(VALUE, strict=False)
    unread = pl.when(value.is_null() & (bare != "")).then(pl.lit("not_a_number"))
    return pl.struct(value.alias("value"), pl.coalesce(problem, unread).alias("problem"))


def is_too_fine(bare: pl.Expr) -> pl.Expr:
    """Whether a plain decimal has more decimals than are kept, and is no larger than can be."""
    return bare.str.contains(_TOO_FINE) & ~bare.str.contains(_TOO_LARGE)


def formula_problem(text: pl.Expr) -> pl.Expr:
    """`formula_error` or `not_calculated` (codes of `schemas/messages.yaml`) where a text is what a formula left."""
    error = pl.when(text.str.contains(_ERROR)).then(pl.lit("formula_error"))
    return pl.coalesce(error, pl.when(text.str.contains(_FORMULA)).then(pl.lit("not_calculated")))


def unsure_problem(text: pl.Expr, approximate: list[str]) -> pl.Expr:
    """Why a text with digits is no number: one of the `approximate` texts, or a footnote mark stands at it."""
    marked = pl.when(text.str.contains(_MARKED)).then(pl.lit("marked_number"))
    return pl.coalesce(pl.when(text.is_in(approximate)).then(pl.lit("approximate_number")), marked)


def number_part(text: pl.Expr) -> pl.Expr:
    """The number of a text such as `1,5 tỷ`; null where nothing stands behind a number."""
    return text.str.extract(_WITH_UNIT, 1)


def unit_part(text: pl.Expr) -> pl.Expr:
    """What stands behind the number in a text such as `1,5 tỷ`; null where nothing does."""
    return text.str.extract(_WITH_UNIT, 2)


def bared(text: pl.Expr) -> pl.Expr:
    """One kind of blank and of minus; a number in brackets is negative."""
    bare = text.str.replace_all(_BLANKS, " ").str.strip_chars().str.replace_all(_DASHES, "-")
    inner = bare.str.extract(_BRACKETED, 1)
    return pl.when(inner.is_not_null()).then(pl.lit("-") + inner.str.strip_chars()).otherwise(bare)


def _plain(bare: pl.Expr) -> pl.Expr:
    """A text in the grammar as digits with a decimal point; null for any other."""
    return (
        pl.when(bare.str.contains(_PLAIN))
        .then(bare)
        .when(bare.str.contains(_DOT_GROUPS) | bare.str.contains(_DOT_GROUPS_DECIMAL))
        .then(bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .when(bare.str.contains(_COMMA_GROUPS) | bare.str.contains(_COMMA_GROUPS_DECIMAL))
        .then(bare.str.replace_all(",", "", literal=True))
        .when(bare.str.contains(_SPACE_GROUPS))
        .then(bare.str.replace_all(" ", "", literal=True).str.replace(",", ".", literal=True))
        .when(bare.str.contains(_ONE_COMMA))
        .then(bare.str.replace(",", ".", literal=True))
        .when(bare.str.contains(_ONE_DOT))
        .then(bare)
    )


def readings(text: str) -> tuple[Decimal, Decimal]:
    """The two readings of an ambiguous text: as thousands (a lost last zero restored), and as a decimal."""
    negative = text.strip().startswith(("(", "-", "–", "—", "−"))
    head, _, tail = text.strip(" ()-–—−").replace(".", ",").partition(",")
    thousands, decimals = Decimal(head + tail.ljust(3, "0")), Decimal(f"{head}.{tail or 0}")
    return (-thousands, -decimals) if negative else (thousands, decimals)


def vietnamese(value: Decimal) -> str:
    """Every digit of the value, with dots between thousands and a decimal comma."""
    digits = f"{value:,f}"
    plain = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return plain.translate(str.maketrans(",.", ".,"))
