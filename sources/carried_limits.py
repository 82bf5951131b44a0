"""What the form of a carried value declares of its own returns: who reports, when, and within which limits."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

import polars as pl

from schemas.calendar import is_valid, year_of
from schemas.catalogue import INDICATORS
from schemas.declarations import Catalogue
from schemas.exchange import EXCHANGE, GIVEN
from schemas.exchange_codes import columns_of, form_of, is_one_cell
from schemas.frames import VALUE
from schemas.records import Form, Identity, Indicator
from schemas.text import of_any_year
from sources.carried import ROW
from sources.carried_meaning import BREAKDOWN, DISTRICT, INDICATOR, MEASURE, PERIOD, SUBMITTER
from sources.cells import Schema
from sources.explaining import RELATIONS

FORM, OWNER, LEAST, MOST = "__form", "__owner", "__least", "__most"
SENDER = "__sender"
_OF_SUM = "_of_sum"
_SIDE = (DISTRICT, SUBMITTER, BREAKDOWN, PERIOD)
Check = tuple[str, str, pl.Expr]
Broken = Mapping[int, tuple[str, dict[str, str]]]


def with_limits(frame: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The frame with what is declared of each value.

    FORM (String: the form that gives it), OWNER (the one who reports it, null where everybody who owes the form does),
    LEAST and MOST (Decimal, in the base unit; null where there is no limit), SENDER (the check that its submitter or
    period does not pass).
    """
    frame = frame.join(_declared(catalogue), on=(INDICATOR, MEASURE), how="left", maintain_order="left")
    whole = pl.col(SUBMITTER) == EXCHANGE
    limits = [pl.when(whole).then(name + _OF_SUM).otherwise(name).alias(name) for name in (LEAST, MOST)]
    by = [FORM, OWNER, SUBMITTER, PERIOD]
    said = frame.select(by).unique().drop_nulls([FORM, SUBMITTER, PERIOD])
    found = [_sender(form, owner, who, period, catalogue) for form, owner, who, period in said.iter_rows()]
    checks = pl.Series(SENDER, found, pl.String)
    return frame.with_columns(limits).join(
        said.with_columns(checks), on=by, how="left", nulls_equal=True, maintain_order="left"
    )


def checks_of_limits(catalogue: Catalogue) -> tuple[list[Check], list[Check]]:
    """Field, check and when it fails, for the frame of `with_limits`: of what a value is about; of the value itself."""
    planned = [code.code for code in catalogue.codes(INDICATORS)]
    unplanned = (pl.col(MEASURE) != "actual") & ~pl.col(INDICATOR).is_in(planned)
    value = pl.col("value").cast(VALUE, strict=False)
    about = [
        ("element", "unknown_code", unplanned),
        ("measure", "unknown_code", unplanned),
        ("element", "other_office", pl.col(SENDER) == "other_office"),
        ("indicator", "other_office", pl.col(SENDER) == "other_office"),
        ("submitter", "wrong_submitter", pl.col(SENDER) == "wrong_submitter"),
        ("period", "outside_validity", pl.col(SENDER) == "outside_validity"),
    ]
    limits = [("value", "below_minimum", value < pl.col(LEAST)), ("value", "above_maximum", value > pl.col(MOST))]
    return about, limits


def _declared(catalogue: Catalogue) -> pl.DataFrame:
    rows = [
        (
            indicator.code,
            measure,
            form.code,
            indicator.source.submitter if indicator.source and measure == "actual" else None,
            *_limits(indicator, measure, catalogue, summed=False),
            *_limits(indicator, measure, catalogue, summed=True),
        )
        for indicator in catalogue.indicators.values()
        for measure in GIVEN
        if (form := form_of(indicator, measure, catalogue))
    ]
    schema: Schema = dict.fromkeys((INDICATOR, MEASURE, FORM, OWNER), pl.String)
    schema |= dict.fromkeys((LEAST, MOST, LEAST + _OF_SUM, MOST + _OF_SUM), VALUE)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _limits(
    indicator: Indicator, measure: str, catalogue: Catalogue, *, summed: bool
) -> tuple[Decimal | None, Decimal | None]:
    """What a value may be in one of the columns that give it; of a sum of cells, what follows from that of each.

    Cells of at least 1 make at least 0 (a list may have none of a kind), but cells of at most 5 make any number.
    """
    columns = columns_of(indicator, measure, catalogue)
    least, most = _widest([column.min for column in columns], min), _widest([column.max for column in columns], max)
    adds_up = catalogue.units[indicator.unit].adds_up
    if (summed and adds_up) or not is_one_cell(indicator, measure, catalogue):
        least = Decimal(0) if least is not None and least >= 0 else None
        most = Decimal(0) if most is not None and most <= 0 else None
    return least, most


def _widest(limits: Sequence[Decimal | None], of: Callable[[list[Decimal]], Decimal]) -> Decimal | None:
    """The widest of the limits of several columns; none where one of them has none."""
    known = [limit for limit in limits if limit is not None]
    return of(known) if known and len(known) == len(limits) else None


def _sender(form: str, owner: str | None, submitter: str, period: str, catalogue: Catalogue) -> str | None:
    """The check that a return of the form would not pass which this submitter sent for this period."""
    known, declared = catalogue.submitters[submitter], catalogue.forms[form]
    if submitter == EXCHANGE:
        return None
    if owner and submitter != owner:
        return "other_office"
    if declared.submitters not in known.kinds:
        return "wrong_submitter"
    if years := declared.having("year"):  # A later return may say it of an earlier year.
        return None if year_of(period) >= int(years[0].min or 0) else "outside_validity"
    return None if is_valid(declared, period) and is_valid(known, period) else "outside_validity"


def broken_identities(frame: pl.DataFrame, catalogue: Catalogue) -> Broken:
    """ROW -> the identity that its value and another's of the frame do not hold, and the words of its message.

    Which of the two is wrong nobody can say: neither counts, as in a form the whole row does not.
    """
    found: dict[int, tuple[str, dict[str, str]]] = {}
    actual = frame.filter(pl.col(MEASURE) == "actual").select(ROW, INDICATOR, *_SIDE, "value")
    for form, identity, left, right in _pairs(catalogue):
        both = actual.filter(pl.col(INDICATOR) == left).join(
            actual.filter(pl.col(INDICATOR) == right), on=_SIDE, suffix="_right", maintain_order="left"
        )
        for row in both.iter_rows(named=True):
            if not _holds(Decimal(row["value"]), identity.op, Decimal(row["value_right"])):
                words = _words(form, identity) | {"value": row["value"], "other": row["value_right"]}
                found.setdefault(row[ROW], (identity.code, words))
                found.setdefault(row[ROW + "_right"], (identity.code, words))
    return found


def _pairs(catalogue: Catalogue) -> Iterator[tuple[Form, Identity, str, str]]:
    """Each identity of a form, with two indicators that its two columns feed for the same codes."""
    for form in catalogue.forms.values():
        for identity in form.identities:
            for left, here in catalogue.feeds(form.code, identity.left):
                for right, there in catalogue.feeds(form.code, identity.right):
                    if here.where == there.where:
                        yield form, identity, left.code, right.code


def _holds(left: Decimal, op: str, right: Decimal) -> bool:
    return left <= right if op == "<=" else left == right


def _words(form: Form, identity: Identity) -> dict[str, str]:
    relation = RELATIONS[identity.op]
    left, right = (of_any_year(form.column(name).label) for name in (identity.left, identity.right))
    return {"left": left, "right": right, "relation_vi": relation[0], "relation_en": relation[1]}
