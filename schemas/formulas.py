"""Formulas: how an indicator follows from others, and what a rate compares."""

from typing import Literal

from pydantic import model_validator

from schemas.record import Record


class Rate(Record):
    """What a unit such as `per 100 people` compares: so many times one unit to another.

    Without the two units any two quantities of one kind may be compared, as in percent.
    """

    times: int
    of: str | None = None
    to: str | None = None


class Ratio(Record):
    """One indicator compared with another; the unit of the result says how many times."""

    of: str
    to: str


class Formula(Record):
    """How an indicator follows from others: their sum, the first less the others, or a ratio of two."""

    sum: tuple[str, ...] = ()
    difference: tuple[str, ...] = ()
    ratio: Ratio | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "Formula":
        if sum(map(bool, (self.sum, self.difference, self.ratio))) != 1:
            raise ValueError("a formula is a sum, a difference or a ratio, one of them")
        return self

    @property
    def kind(self) -> Literal["sum", "difference", "ratio"]:
        """Which kind of formula it is."""
        return "ratio" if self.ratio else "sum" if self.sum else "difference"

    @property
    def of(self) -> tuple[tuple[str, int], ...]:
        """The indicators that are added (1) or taken off (-1); of a ratio those above the line."""
        if self.ratio:
            return ((self.ratio.of, 1),)
        return tuple((code, 1) for code in self.sum or self.difference[:1]) + tuple(
            (code, -1) for code in self.difference[1:]
        )

    @property
    def to(self) -> tuple[tuple[str, int], ...]:
        """The indicator below the line of a ratio."""
        return ((self.ratio.to, 1),) if self.ratio else ()
