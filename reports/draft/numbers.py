"""The figures in a line of text: what each says exactly, and which numbers are no figures.

Numbers are read by the grammar of `sources/numbers.py`. Dates, years, times, numbers of documents, citations,
ordinals, telephone numbers and the numbering of lists are no figures and are left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from schemas.prose import Prose, alternatives
from schemas.records import Unit
from schemas.text import folded
from sources.numbers import readings

_NUMBER = re.compile(
    r"(?<![\w.,])(?P<sign>(?<=\()[-–−])?"
    r"(?P<digits>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3}(?:,\d{3})+\.\d+"
    r"|[1-9]\d{0,2}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?(?![\d.,]*\d)|\d+(?:[.,]\d+)?)"
    r"(?!\d|[.,]\d)"
)
_FALLEN = re.compile(r"[-–−]\s?(?=\d)")
_LOST = re.compile(r"\d{1,3},\d{1,3}")
_NOTED = re.compile(r"(?<=[\d%])(?:\\?\*)+")
_TIMES = re.compile(r"\s+lần(?!\w)")
_PERCENT = re.compile(r"\s?%|\s+phần\s+trăm")
_DATE_CUES = ("đến", "từ", "trước", "sau", "hạn", "trình", "lúc")
_DAY_CUES = ("ngày", "tính đến", "hết", "trước", "sau")
RATE = "rate"
_GAP = r"[\s\u00a0]*"
# `tỷ` begins these words too: `năm 2013 tỷ lệ này là 57,8%`.
_RATIOS = r"(?!\s+(?:lệ|trọng|suất|số)(?!\w))"


@dataclass(frozen=True)
class Number:
    """A figure in a text. `value` and `step` (what one in its last digit is worth) are in the base unit.

    `other` is the value when the separator is read the other way; `unit` the code of the unit behind it, where
    one is declared; `nearly` is `more`, `less`, `about` or empty; `over` the index of the number behind a stroke.
    """

    start: int
    end: int
    text: str
    value: Decimal
    step: Decimal
    factor: Decimal
    places: int
    unit: str = ""
    noun: str = ""
    nearly: str = ""
    other: Decimal | None = None
    over: bool = False
    under: bool = False

    @property
    def sized(self) -> bool:
        """Whether it has a magnitude alone: `9,7 triệu` is money, or counts what was named before."""
        return self.unit == "dong" and self.factor > 1 and not self.text.rstrip().endswith(("đồng", "đ", "vnđ", "vnd"))

    @property
    def percent(self) -> bool:
        """Whether it is a percentage; `gấp 2,24 lần` is one of 224."""
        return self.unit == "percent"

    @property
    def multiple(self) -> bool:
        """Whether it says how many times as large something is."""
        return self.percent and self.factor == 100

    def times(self, factor: Decimal) -> "Number":
        """The figure counted in a unit that is so many times as large."""
        other = None if self.other is None else self.other * factor
        value, step, scale = self.value * factor, self.step * factor, self.factor * factor
        return replace(self, value=value, step=step, factor=scale, other=other)


class Reader:
    """Finds the figures of texts, by declared words and units; made once for a draft."""

    def __init__(
        self, words: Prose, units: Sequence[Unit], magnitudes: dict[str, int], short: Mapping[str, tuple[str, ...]]
    ) -> None:
        """Compile the patterns of what surrounds a figure; `short`: what abbreviations stand for, the usual first."""
        self._units = {folded(label): unit for unit in units for label in (unit.code, *unit.labels)}
        shortened = {folded(each): self._units.get(folded(long[0])) for each, long in short.items()}
        self._units = {each: unit for each, unit in shortened.items() if unit} | self._units
        labels = [label for label in self._units if not label[:1].isdigit()]
        sizes = alternatives(magnitudes)
        self._masks = [re.compile(pattern) for pattern in _mask_patterns(words, f"{alternatives(labels)}|{sizes}")]
        self._unit = re.compile(rf"{_GAP}(?P<label>{alternatives(labels)})(?!\w)")
        self._size = re.compile(
            rf"{_GAP}(?P<size>(?:{sizes})(?:\s+(?:{sizes}))?)(?P<money>\s+(?:đồng|đ|vnđ|vnd))?(?!\w){_RATIOS}"
        )
        self._rate = re.compile(rf"\s+\w+(?:\s\w+){{0,3}}?\s?(?:/|trên)\s*(?:{alternatives(words.densities)})(?!\w)")
        self._magnitudes = {folded(word): factor for word, factor in magnitudes.items()}
        nearly = words.approximate
        differing = [each for each in (*words.rises, *words.falls) if " " in each]
        self._differing = re.compile(rf"(?<!\w)(?:{alternatives(differing)})\s*$")
        self._per = re.compile(
            rf"(?<!\w)(?:{alternatives(words.per)})\s+(?:{alternatives(words.densities)})(?!\w)[^.;]*"
        )
        self._multiple = re.compile(rf"(?<!\w)(?:{alternatives(words.multiples)})\s*$")
        self._nearly = [
            (name, re.compile(rf"(?<!\w)(?:{alternatives(each)})\s*$"))
            for name, each in (("more", nearly.more), ("less", nearly.less), ("about", nearly.about))
        ]

    def numbers(self, text: str) -> list[Number]:
        """The figures of a text in their order, with their places in it."""
        if not any(character.isdigit() for character in text):
            return []
        lower = _lowered(text)
        masked = self._masked(lower)
        found = [n for match in _NUMBER.finditer(masked) if (n := self._number(match, text, lower))]
        per = [(each.start(), each.end()) for each in self._per.finditer(lower)]
        rated = [replace(n, unit=RATE) if _within(n, per) and not n.percent else n for n in found]
        return list(_paired(rated, lower))

    def cell(self, text: str) -> Number | None:
        """The figure that a cell of a table holds, and nothing else; years and ordinals are numbers there."""
        bare = text.strip().strip("*").strip()
        fallen = _FALLEN.match(bare)
        bare = bare[fallen.end() :] if fallen else bare
        match = _NUMBER.match(bare)
        if match is None and (match := _NUMBER.fullmatch(bare.strip("()"))):
            bare = bare.strip("()")
        number = self._number(match, bare, _lowered(bare)) if match else None
        if number is None or bare[number.end :].strip(" ."):
            return None
        return replace(number, value=-number.value, text=fallen[0] + number.text) if fallen else number

    def _masked(self, lower: str) -> str:
        """The text with what is no figure blotted out, character for character."""
        for mask in self._masks:
            lower = mask.sub(lambda m: re.sub(r"\d", "¤", m[0]), lower)
        return lower

    def _number(self, match: re.Match[str], text: str, lower: str) -> Number | None:
        digits, end = match["digits"], match.end()
        value, places = _read(digits)
        unit, factor, end = self._behind(lower, end)
        label = self._unit.match(lower, match.end())
        if end == match.end() and lower[end : end + 1].isalpha():
            return None
        sign = -1 if match["sign"] else 1
        before = lower[max(0, match.start() - 24) : match.start()]
        nearly, before = self._nearness(before)
        multiple = self._multiple.search(before) if _TIMES.match(lower, match.end()) else None
        if multiple and not nearly:  # `gần gấp 2,5 lần`
            nearly, _ = self._nearness(before[: multiple.start()])
        number = Number(
            start=match.start(),
            end=end,
            text=text[match.start() : end],
            value=value * factor * sign,
            step=Decimal(1).scaleb(-places) * factor,
            factor=factor,
            places=places,
            unit=unit,
            noun=" ".join(label["label"].split()) if label else "",
            nearly=nearly,
            other=_other(digits, value, unit, factor),
        )
        if multiple:
            return replace(number.times(Decimal(100)), unit="percent", noun="", other=None)
        return number

    def _nearness(self, before: str) -> tuple[str, str]:
        """How near a figure claims to be by the words before it, and those words without that."""
        if self._differing.search(before):  # `ít hơn 2.915` is exactly so many less.
            return "", before
        for name, pattern in self._nearly:
            if found := pattern.search(before):
                return name, before[: found.start()]
        return "", before

    def _behind(self, lower: str, end: int) -> tuple[str, Decimal, int]:
        """The unit, its factor and where it ends, of what stands behind a number."""
        if percent := _PERCENT.match(lower, end):
            return "percent", Decimal(1), percent.end()
        if size := self._size.match(lower, end):
            factor = Decimal(1)
            for word in size["size"].split():
                factor *= self._magnitudes[word]
            following = self._unit.match(lower, size.end())
            if size["money"] or not following:
                return "dong", factor, size.end()
            unit = self._units[" ".join(following["label"].split())]
            return unit.base, factor * unit.factor, size.end()
        label = self._unit.match(lower, end)
        if self._rate.match(lower, end) and "/" not in (label["label"] if label else ""):
            return RATE, Decimal(1), end
        if label is None or (label["label"] == "đồng" and lower[max(0, end - 3) : end].strip("0123456789")):
            return "", Decimal(1), end  # `04 đồng chí` are no money
        unit = self._units[" ".join(label["label"].split())]
        return unit.base, Decimal(unit.factor), label.end() if unit.base == "dong" else end


def _within(number: Number, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= number.start < end for start, end in spans)


@lru_cache(maxsize=4096)
def _lowered(text: str) -> str:
    """The text in lower case, character for character, so that places stay."""
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    # The mark of a figure that is not final stands between it and its unit.
    lowered = _NOTED.sub(lambda mark: " " * len(mark[0]), lowered)
    return lowered.replace("\u00a0", " ").replace("\u202f", " ")


def lowered(text: str) -> str:
    """The text in lower case with the same places."""
    return _lowered(text)


def _read(digits: str) -> tuple[Decimal, int]:
    """Value and decimal places of a number in the grammar."""
    plain = digits.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3}(?:,\d{3})+\.\d+", plain):
        plain = plain.replace(",", "")
    else:
        plain = plain.replace(",", ".")
    return Decimal(plain), len(plain.partition(".")[2])


def _other(digits: str, value: Decimal, unit: str, factor: Decimal) -> Decimal | None:
    """The reading with the separator taken the other way, where a person may have meant it."""
    if unit == "percent":
        return None
    if _LOST.fullmatch(digits):
        return readings(digits)[0] * factor
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d{3}", digits):
        return Decimal(digits.replace(".", "").replace(",", "")) * factor
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits) and unit == "dong" and factor > 1:
        return value / 1000
    return None


def _paired(numbers: Sequence[Number], lower: str) -> Iterator[Number]:
    """Mark `x/y`: the first is over a stroke, the second under it."""
    strokes = [re.fullmatch(r"\s?/\s?", lower[a.end : b.start]) is not None for a, b in pairwise(numbers)]
    for i, number in enumerate(numbers):
        over = i < len(strokes) and strokes[i]
        under = i > 0 and strokes[i - 1]
        yield replace(number, over=over, under=under)


def _mask_patterns(words: Prose, counted: str) -> Iterator[str]:
    """What is no figure, as patterns over a lower-case text; `counted`: the units and magnitudes of a figure."""
    yield r"https?://\S+|www\.\S+|\S+@\S+"
    # 3276/BTTTT-VP, 30-CT/TW, 71/1998/NĐ-CP, 03/2008/TTLT-BTTTT-BNV
    yield r"(?<![\w.])\d+(?:/\d{4})?\s?[/-]\s?[a-zđ]{1,6}(?:\d*[-/&][a-zđ]+\d*)+(?!\w)"
    yield r"(?<![\w.])\d+(?:/\d{4})?/(?:qđ|nđ|tt|nq|ct|cv|cđ|kh|bc|tb|tttt|ttlt|stttt|ub|vb|tw)[\w-]*"
    yield r"(?<![\d/])\d+/(?:19|20)\d{2}/[a-zđ][\w&-]*"
    # Số: 12/VHTT, Công văn số 08/CCTK
    yield rf"(?<!\w)(?:số|(?:{alternatives(words.citations)})(?:\s+số)?)\s*:?\s*\d+\s?/\s?[a-zđ]{{2,}}[\w&.-]*"
    yield r"(?<![\d/])\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}(?!\d)"
    yield r"(?<![\d/])(?:0?[1-9]|1[0-2])[/-](?:19|20)\d{2}(?!\d)"
    day = r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d/.,]|\s*%)"
    yield rf"(?<!\w)(?:{'|'.join(_DATE_CUES)})\s+{day}(?!\s*(?:{alternatives(words.counted)})(?!\w))"
    yield rf"(?<!\w)(?:{'|'.join(_DAY_CUES)})\s+{day}"
    yield r"(?<![\d.,/])(?:19|20)\d{2}\s?[-–/]\s?(?:19|20)\d{2}(?![\d.,]*\d)"
    yield r"(?<![\d.,:])\d{1,2}:\d{2}(?![\d.,:]*\d)"
    yield r"(?<!\w)\d{1,2}\s?(?:h|giờ)\s?\d{0,2}(?:’|'|phút)?(?!\w)"
    # A number to call begins with 0 or the country's code; `điện thoại 684.959` counts subscriptions.
    yield r"(?<!\w)(?:đt|điện thoại|tel|fax|đường dây nóng|hotline)\s*:?\s*(?:\+?84|\(?0)[\d.\s()+-]{6,}\d"
    yield r"(?<![\w.,])0\d{2,3}[. ]?\d{3}[. ]?\d{3,4}(?![\w.,]*\d)"
    bare = r"(?![\d.,/]*\d|\s*[%/]|\s*(?:tỷ|triệu|nghìn))"
    whole = "".join(rf"(?<!{re.escape(folded(word))})" for word in words.compounds)
    yield rf"(?<!\w)(?:{alternatives(words.citations)}){whole}\s+(?:số\s*:?\s*)?\d+{bare}"
    yield rf"(?<!\w)(?:{alternatives(words.ordinals)})\s+\d+{bare}"
    yield rf"(?<!\w)(?:{alternatives(words.ordinal_verbs)}){whole}\s+\d+(?!\s*(?:{counted})(?!\w)){bare}"
    yield rf"(?<!tổng )(?<!con )(?<!ký )(?<!chữ )(?<!một )(?<!trong )(?<!\w)số\s*:?\s*\d{{1,5}}{bare}"
    money = rf"(?:tỷ|triệu|nghìn)(?!\w){_RATIOS}"
    yield rf"(?<!\w)(?:{alternatives(words.calendar)})\s+\d{{1,4}}(?!\d|[.,]\d|\s*%|\s*{money})"
    yield rf"(?<![\w.,/])\d{{1,2}}\s+(?:{alternatives(words.durations)})(?!\w)(?!\s+(?:19|20)\d{{2}})"
    yield r"(?<![\d.,])\d{1,2}\s+tháng\s+(?:đầu\s+)?năm"
    yield rf"(?:/|(?<=\s)trên)\s*(?:{alternatives(words.densities)})(?!\w)"
    yield rf"(?:(?<![\d.,/%])|(?<=[ivx]/))(?:19|20)\d{{2}}(?![\d.,]*\d|\s*[%/]|\s*(?:{counted})(?!\w){_RATIOS})"
    yield r"^[\s*#>]*(?:[-+•]\s*)?(?:\d+(?:\.\d+)*[.)]\s|\d{1,2}(?:\.\d{1,2})+\s|\d+\s?/\s)"
    yield r"(?<![\w.,])\d{1,3}(?:\.\d{1,2}){2,}(?![\d.])"
