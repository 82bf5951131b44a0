"""What a figure states, and what the sentences before it were about."""

from dataclasses import dataclass, field
from decimal import Decimal

from reports.draft.figures import Key
from reports.draft.numbers import Number
from reports.draft.opposing import Side, Sides

_MANY, _TELLING = 5, 4
MIXED = "mixed"  # The cue of a list of what is new or of what there is: its first line gave both.


@dataclass(frozen=True)
class Claim:
    """A figure and what it states.

    keys: the figures of the warehouse that it may be, the likeliest first; sums: several keys that it is the sum of;
    sure: whether the words leave no doubt which indicator is meant; why: a code of what keeps it from being
    checked; sign: -1 for a fall; offset: what is to be added (`vượt 3%` is 103% of the plan); also: figures that it
    may be as well, none of which it contradicts; doubts: those that it may be exactly; rivals: those that its words
    speak against, so that one of them is neither told to be right nor wrong; joint: figures that it may be the sum
    of; less: what is to be taken off the figure of its key; over: what the figure of its key is taken of in
    percent; unsigned: whether it may be a fall without its sign; estimated: whether the words say that it is an
    estimate; dated: whether they name a year; cell: where in a table it stands, for people; empty in a sentence.
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
    also: tuple[Key, ...] = ()
    doubts: tuple[Key, ...] = ()
    rivals: tuple[Key, ...] = ()
    joint: tuple[tuple[Key, ...], ...] = ()
    over: Key | None = None
    less: Key | None = None
    unsigned: bool = False
    estimated: bool = False
    dated: bool = False
    cell: str = ""


@dataclass(frozen=True)
class Named:
    """Whose figure an amount is: an indicator and, where one is named, the part of it.

    doubts: what it may be exactly; rivals: what its words speak against; joint: what it may be the sum of; why: a code
    of what keeps it from being checked; base, base_year: the measure and year that a percentage before it was taken
    of; whole: the figures of the whole where a part is named; behind: whether the words behind the figure name it.
    """

    indicator: str
    breakdown: tuple[str, ...]
    sure: bool
    strength: float
    doubts: tuple[Key, ...] = ()
    rivals: tuple[Key, ...] = ()
    joint: tuple[tuple[Key, ...], ...] = ()
    why: str = ""
    base: str = ""
    base_year: int = 0
    whole: tuple[Key, ...] = ()
    behind: bool = False


@dataclass(frozen=True)
class Base:
    """What the figure behind one that compares may be: `tăng 9% (167 tỷ đồng)`, `bằng 58% kế hoạch (150.000)`.

    index: that figure's place in its passage; measure: of the percentage; moved: -1 for a fall; compares: whether what
    is compared with stands between the two; year: that of what is compared with; group: the bracket that the first
    stands in; against: what a rise or fall of a plan was told to be against; change: of what kind a rise or fall of
    an amount was, `percent_of_plan` or `growth`.
    """

    index: int = -1
    measure: str | None = None
    moved: int = 0
    compares: bool = False
    group: int = -1
    year: int = 0
    against: Side | None = None
    change: str = ""


@dataclass
class Spoken:
    """What the sentence has said so far that may hold for its later figures too: years, a plan, a part of the whole.

    compared: years that something was compared with; facing: those of them that the figure at hand may be of, coming:
    that the next one may be of; outside: the years said outside brackets; aims: whether it speaks of what is aimed
    at, which is of the coming year where it names none; sides: what its percentages set against what; shares: whether
    it speaks of shares; first: the last item and the indicator that it began with; estimated: the last item that
    spoke of an estimate; cue: what was said last of `stock` and `new`; subject: the words before its first figure;
    listed: the year that its items are plans of, 0 where they are none; reached: the last item that told of a result;
    narrow, aside: why its figures are not the year's for the province, and why those of a bracket are not.
    """

    sentence: int = -1
    years: set[int] = field(default_factory=set)
    compared: set[int] = field(default_factory=set)
    facing: set[int] = field(default_factory=set)
    coming: set[int] = field(default_factory=set)
    outside: set[int] = field(default_factory=set)
    plan: bool = False
    aims: bool = False
    narrow: str = ""
    aside: tuple[int, str] = (-1, "")
    topics: set[str] = field(default_factory=set)
    sides: Sides | None = None
    shares: bool = False
    first: tuple[int, str] = (-1, "")
    estimated: int = -1
    cue: str = ""
    subject: str | None = None
    listed: int = 0
    reached: int = -1


@dataclass(frozen=True)
class Piece:
    """Words that a figure stands in.

    sentence, item: which of the passage; own: the words of the indicator that they named; whole: whether the figure
    shows that the whole is meant again; group, ahead: the bracket that the figure stands in, and the words before it.
    """

    text: str
    sentence: int
    own: frozenset[str] = frozenset()
    whole: bool = False
    item: int = -1
    group: int = -1
    ahead: str = ""


@dataclass
class Memory:
    """What the sentences before were about: the last indicator and item, the form, the whole of an enumeration.

    led: whether no figure of something else stands between the whole of an enumeration and its parts; outer: the last
    indicator outside brackets, and whether it is sure; last, planned_in, value: the measure and year of the last
    amount that is no rise or fall, the bracket that it stands in, and the last amount; outside: the last such measure
    outside brackets; added: whether that is told as a rise or fall of what is counted by additions; paired: the place
    of the last figure under a stroke; intro: what the passage that opened a list names, and what it says of stock and
    flow, which is the cue of its items; outline: the headings that the passage stands under, the widest first, each
    with its level; home: the heads of a draft that is of a district or a submitter; said: the pieces of the passage
    so far; bare: whether the last amount had no unit behind it; unit, factor: those that it had; behind: the words
    behind it, where they named it; settled: whether the passage has named an indicator; strange: whether words of
    something else lead to the figures of an enumeration; opening: the short sentence that a passage begins with, or
    its heading; naming, theme: the words that named an amount by themselves last, and its indicator; plans: the year
    that the list in which the passage is an item plans for, 0 where there is none; before: the passage before; aimed:
    the year that the draft's title plans for, 0 where it does not; tables: how many were read; partial: whether the
    draft's title or a heading above is of a part of the year; turn: the topic that a row of another year
    gives the figure; grown_from: the place of the figure that a growth before it is from.
    """

    year: int
    heading: str = ""
    outline: tuple[tuple[int, str], ...] = ()
    indicator: str | None = None
    breakdown: tuple[str, ...] = ()
    item: tuple[int, int] = (-1, -1)
    group: str | None = None
    lead: str | None = None
    led: bool = False
    outer: tuple[str, bool] | None = None
    sure: bool = False
    settled: bool = False
    strange: bool = False
    strength: float = 0.0
    stock: bool = False
    bare: bool = False
    unit: str = ""
    factor: Decimal = Decimal(1)
    behind: str = ""
    opening: str = ""
    naming: str = ""
    theme: str = ""
    plans: int = 0
    before: str = ""
    last: Side | None = None
    planned_in: int = -1
    outside: Side | None = None
    added: bool = False
    paired: int = -2
    intro: tuple[str, str] | None = None
    cue: str = ""
    value: Decimal | None = None
    base: Base = field(default_factory=Base)
    aimed: int = 0
    tables: int = 0
    place: str = ""
    partial: bool = False
    home: str = ""
    turn: tuple[str, bool] | None = None
    grown_from: int = -1
    said: list[Piece] = field(default_factory=list)
    spoken: Spoken = field(default_factory=Spoken)

    def begin(self) -> None:
        """Forget what the passage before was about; another one begins."""
        self.indicator, self.lead, self.breakdown, self.base = None, None, (), Base()
        self.outer, self.last, self.outside, self.cue = None, None, None, ""
        self.paired, self.stock, self.added = -2, False, False
        self.settled, self.strange = False, False
        self.behind, self.opening, self.naming, self.theme = "", "", "", ""

    def said_in(self, sentence: int) -> Spoken:
        """What a sentence has said so far; another sentence begins afresh."""
        if self.spoken.sentence != sentence:
            self.spoken = Spoken(sentence, narrow="narrower" if self.partial else "")
        return self.spoken


def telling(value: Decimal) -> bool:
    """Whether a value is so particular that meeting it elsewhere is no chance: three digits that are not round."""
    return _digits(value) >= 3


def surely(value: Decimal) -> bool:
    """Whether it is so even where the words say little: four such digits."""
    return _digits(value) >= _TELLING


def _digits(value: Decimal) -> int:
    return len(f"{abs(value):f}".rstrip("0").rstrip(".").replace(".", "").strip("0"))


def swapped(value: Decimal, right: Decimal, least: int = _MANY, particular: int = _TELLING) -> bool:
    """Whether a figure is another with two digits changed, both of `least` digits or more, four of them telling."""
    one, other = (f"{abs(each).normalize():f}" for each in (value, right))
    digits = one.replace(".", "")
    if len(one) != len(other) or len(digits) < least or len(digits.rstrip("0")) < particular:
        return False
    places = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return len(places) == len("ab") and [one[i] for i in places] == [other[i] for i in reversed(places)]
