"""Which indicator a few words mean: the catalogue's names and aliases, compared by their rarer words."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from schemas.prose import any_of
from schemas.text import folded

_UNKNOWN = 1.0
_WEIGHT = 0.36
_SYLLABLES = 0.8
_OTHERWISE = 0.9  # What a word of another name of the same indicator counts.
_SYLLABLE = re.compile(r"\w+")


@dataclass(frozen=True)
class Match:
    """How well words fit an indicator.

    `covered` of its name is there, `told` of the words that the catalogue knows belong to it, `pure` of all words;
    `decided`: the passage's topic or its heading chose it among equals.
    """

    indicator: str
    covered: float
    told: float
    pure: float = 1.0
    said: str = ""
    fit: str = "same"
    decided: bool = False

    @property
    def score(self) -> float:
        """Between 0 and 1: a mean of what of the name is said and, with more weight, what of the words is the name."""
        mean = (1 + _WEIGHT) * self.covered * self.pure / (self.covered + _WEIGHT * self.pure)
        return round(mean, 6)  # The order in which weights were added up must not decide.


@dataclass(frozen=True)
class Label:
    """A name of an indicator: the weight of its syllables, and its pairs of syllables."""

    indicator: str
    weight: float
    pairs: frozenset[str]


@dataclass(frozen=True)
class Naming:
    """The names of all indicators as weighed syllables and pairs of syllables; made once for a draft."""

    weights: Mapping[str, float]
    postings: Mapping[str, tuple[int, ...]]
    labels: tuple[Label, ...]
    fillers: frozenset[str]
    abbreviations: Mapping[str, str]
    codes: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    own: Mapping[str, frozenset[str]]
    narrowed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    entries: frozenset[str] = frozenset()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _ranked: dict[str, list[Match]] = field(default_factory=dict)
    _syllables: dict[str, list[str]] = field(default_factory=dict)
    _beginnings: dict[tuple[str, ...], dict[str, list[tuple[tuple[str, ...], str, str]]]] = field(default_factory=dict)

    def syllables(self, text: str) -> list[str]:
        """The syllables of a text that may tell something, abbreviations and synonyms written out."""
        if text not in self._syllables:
            self._syllables[text] = self._read(text)
        return self._syllables[text]

    def _read(self, text: str) -> list[str]:
        plain = folded(text)
        if self.synonyms:
            plain = any_of(tuple(self.synonyms)).sub(lambda found: self.synonyms[" ".join(found[0].split())], plain)
        spoken = (self.abbreviations.get(each, each) for each in _SYLLABLE.findall(plain))
        each = (syllable for word in spoken for syllable in word.split())
        return [s for s in each if s not in self.fillers and not s.isdigit()]

    def rank(self, text: str) -> list[Match]:
        """The indicators that the words may mean, best first; one match each."""
        if text not in self._ranked:
            self._ranked[text] = self._rank(features(self.syllables(text)))
        return self._ranked[text]

    def _rank(self, said: set[str]) -> list[Match]:
        known = sum(self.weights.get(feature, 0.0) for feature in said)
        strange = (feature for feature in said if feature not in self.weights and " " not in feature)
        unknown = sum(_UNKNOWN for feature in strange if feature not in self.entries)
        shared: dict[int, float] = defaultdict(float)
        for feature in said:
            for place in self.postings.get(feature, ()):
                shared[place] += self.weights[feature]
        best: dict[str, Match] = {}
        for number, weight in shared.items():
            label = self.labels[number]
            own = sum(self.weights[feature] for feature in said & self.own[label.indicator])
            own = weight + _OTHERWISE * (own - weight)
            # A syllable of a word alone is hardly that word: the `viên` of `đảng viên` is no `viên chức`.
            broken = bool(label.pairs) and label.pairs.isdisjoint(said)
            covered = weight / label.weight * (_SYLLABLES if broken else 1.0)
            match = Match(label.indicator, covered, own / known, own / (known + unknown))
            if label.indicator not in best or best[label.indicator].score < match.score:
                best[label.indicator] = match
        return sorted(best.values(), key=lambda match: (-match.score, match.indicator))

    def known(self, text: str) -> bool:
        """Whether the words hold anything beyond fillers: a name, known or not."""
        return bool(self.syllables(text))

    def breakdowns(self, names: str, text: str) -> list[str]:
        """The codes of a list (or `districts`) that the words name; a longer name hides what lies within it."""
        said = self.syllables(text)
        found: list[str] = []
        taken: set[int] = set()
        for label, code in self.codes.get(names, ()):
            for start in range(len(said) - len(label) + 1):
                places = set(range(start, start + len(label)))
                if tuple(said[start : start + len(label)]) == label and not places & taken:
                    taken |= places
                    found += [code] if code not in found else []
        return found

    def parts(self, lists: Sequence[str], own: frozenset[str], text: str) -> list[tuple[str, str]]:
        """The codes of several lists that the words name, in their order; words of an indicator's own name none."""
        said = self.syllables(text)
        begun = self._begun(tuple(lists))
        labels = sorted((each for first in {*said} for each in begun.get(first, ())), key=_longest)
        found: dict[tuple[str, str], int] = {}
        taken: set[int] = set()
        for label, code, name in labels:
            for start in range(len(said) - len(label) + 1):
                places = set(range(start, start + len(label)))
                if tuple(said[start : start + len(label)]) == label and not places & taken:
                    taken |= places
                    found |= {} if own.issuperset(features(label)) or (name, code) in found else {(name, code): start}
        return sorted(found, key=lambda each: found[each])

    def _begun(self, lists: tuple[str, ...]) -> Mapping[str, list[tuple[tuple[str, ...], str, str]]]:
        """The labels of lists by their first syllable, the longest first, each with its code and list."""
        if lists not in self._beginnings:
            labels = ((label, code, name) for name in lists for label, code in self.codes.get(name, ()))
            begun = self._beginnings.setdefault(lists, {})
            for each in sorted(labels, key=_longest):
                begun.setdefault(each[0][0], []).append(each)
        return self._beginnings[lists]

    def without(self, names: str, text: str) -> str:
        """The syllables of a text without those that name entries of a list; empty where none is named."""
        said = self.syllables(text)
        begun = self._begun((names,))
        if begun.keys().isdisjoint(said):
            return ""
        kept: list[str] = []
        place = 0
        while place < len(said):
            labels = (label for label, _, _ in begun.get(said[place], ()))
            label = next((each for each in labels if tuple(said[place : place + len(each)]) == each), ())
            kept += [] if label else said[place : place + 1]
            place += len(label) or 1
        return " ".join(kept) if len(kept) < len(said) else ""

    def within(self, names: str, code: str, indicator: str) -> bool:
        """Whether every label of a code is made of syllables of the indicator's own names."""
        own = self.own.get(indicator, frozenset())
        return all(own.issuperset(label) for label, of in self.codes[names] if of == code)

    def length(self, names: str, code: str, text: str) -> int:
        """How many syllables of the text the longest label of the code there takes."""
        said = self.syllables(text)
        return max(len(label) for label, of in self.codes[names] if of == code and _within(label, said))


def features(syllables: Sequence[str]) -> set[str]:
    """Syllables, and pairs of neighbours: words of Vietnamese are mostly pairs."""
    return {*syllables, *(f"{a} {b}" for a, b in pairwise(syllables))}


def _longest(each: tuple[tuple[str, ...], str, str]) -> int:
    return -len(each[0])


def _within(label: tuple[str, ...], said: Sequence[str]) -> bool:
    return any(tuple(said[start : start + len(label)]) == label for start in range(len(said)))
