"""Rules of the warehouse as data: what must hold, how exactly, and whether publication waits for it."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from schemas.record import Name, Record

# Great Expectations turns bounds into floats; whole numbers of this size survive that exactly.
_EXACT = 2**53
# A rule of this asset is one of each appendix.
EVERY_APPENDIX = "kpi/appendix"


class Rule(Record):
    """A rule of the warehouse, under a code and a version that changes with its meaning.

    It is judged in one of three ways: `compares`: the SQL of its code gives pairs of numbers, `value` and `against`,
    which may differ by `tolerance`; `expectation`: one of Great Expectations with its `kwargs`, over the rows of the
    asset's table that fulfil the SQL condition `only`; neither: the SQL of its code gives the guilty rows.
    `value` and `against` are what people call the two numbers, Vietnamese and English.
    """

    code: Name
    version: int = Field(ge=1)
    asset: Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z][a-z0-9_]*$")]
    severity: Literal["error", "warning"]
    vi: str
    en: str
    value: tuple[str, str] | None = None
    against: tuple[str, str] | None = None
    compares: Literal["<=", "=="] | None = None
    tolerance: Decimal = Field(default=Decimal(0), ge=0)
    expectation: str | None = None
    kwargs: dict[str, Any] = Field(default_factory=dict)
    only: str = ""

    @property
    def blocking(self) -> bool:
        """Whether publication is held back where the rule does not hold."""
        return self.severity == "error"

    @property
    def table(self) -> str:
        """The table that the rule is about, as `schema.table`."""
        return self.asset.replace("/", ".")

    def of_each(self, appendices: Iterable[int]) -> Iterator["Rule"]:
        """The rule itself, or where it is about the model of every appendix, a rule for each of them."""
        if self.asset != EVERY_APPENDIX:
            yield self
            return
        for number in appendices:
            yield self.model_copy(
                update={"code": f"appendix_{number}_{self.code}", "asset": f"{EVERY_APPENDIX}_{number}"}
            )

    @model_validator(mode="after")
    def _one_way(self) -> "Rule":
        if self.compares and self.expectation:
            raise ValueError("a rule compares numbers or is an expectation, not both")
        if not self.expectation and (self.kwargs or self.only):
            raise ValueError("kwargs and only go with an expectation")
        if not self.expectation and not (self.value and self.against):
            raise ValueError("value and against must say what the two numbers are called")
        if self.tolerance and not self.compares:
            raise ValueError("a tolerance goes with compares")
        if any(isinstance(v, float) or (isinstance(v, int) and abs(v) > _EXACT) for v in self.kwargs.values()):
            raise ValueError("bounds are whole numbers up to 2^53")
        return self
