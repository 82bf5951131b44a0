"""What a figure states, and what the sentences before it were about."""

from dataclasses import dataclass, field
from decimal import Decimal

from reports.draft.figures import Key
from reports.draft.numbers import Number


@dataclass(frozen=True)
class Claim:
    """A figure and what it states.

    keys: the figures of the warehouse that it may be, the likeliest first; sums: several keys that it is the
    sum of; sure: whether the words leave no doubt which indicator is meant; why: a code of what keeps it from
    being checked; sign: -1 for a fall; offset: what is to be added (`vượt 3%` is 103% of the plan).
    """

    number: Number
    indicator: str | None = None
    measure: str | None = None
    year: int | None = None
    keys: tuple[Key, ...] = ()
    sums: tuple[Key, ...] = ()
    sure: bool = False
    why: str = ""
    sign: int = 1
    offset: Decimal = Decimal(0)
    said: str = ""
    strength: float = 0.0
    doubts: tuple[Key, ...] = ()


@dataclass
class Spoken:
    """What the sentence has said so far that may hold for its later figures too: years, a plan, a part of the whole."""

    sentence: int = -1
    years: set[int] = field(default_factory=set)
    plan: bool = False
    narrow: str = ""


@dataclass
class Memory:
    """What the sentences before were about: the last indicator and item, the form, the whole of an enumeration."""

    year: int
    heading: str = ""
    indicator: str | None = None
    breakdown: tuple[str, ...] = ()
    item: tuple[int, int] = (-1, -1)
    group: str | None = None
    lead: str | None = None
    sure: bool = False
    strength: float = 0.0
    stock: bool = False
    change: int = -1
    spoken: Spoken = field(default_factory=Spoken)

    def said_in(self, sentence: int) -> Spoken:
        """What a sentence has said so far; another sentence begins afresh."""
        if self.spoken.sentence != sentence:
            self.spoken = Spoken(sentence)
        return self.spoken


def telling(value: Decimal) -> bool:
    """Whether a value is so particular that meeting it elsewhere is no chance: three digits that are not round."""
    return len(f"{abs(value):f}".rstrip("0").rstrip(".").replace(".", "").strip("0")) >= 3
