"""The names of a catalogue's indicators and the labels of its lists, weighed by how rarely their words are said."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from math import log

from reports.draft.naming import Label, Naming, features
from schemas.catalogue import DISTRICTS, Catalogue
from schemas.prose import Prose, any_of
from schemas.records import Code, Indicator
from schemas.text import folded


def made(catalogue: Catalogue, words: Prose, parting: Sequence[str] = ()) -> Naming:
    """The names of a catalogue's indicators, ready to be compared.

    parting: the lists of those who report; their names and the districts' say whose a figure is, not what it is.
    """
    fillers = frozenset(folded(word) for word in words.fillers)
    short = {folded(a): folded(long[0]) for a, long in catalogue.words.abbreviations.items()}
    short |= {"tb": "thuê bao"}
    meant = {folded(each): folded(word) for word, *written in words.synonyms for each in written}
    empty = Naming({}, {}, (), fillers, short, {}, {}, synonyms=meant)
    named = [
        (i.code, features(empty.syllables(text))) for i in catalogue.indicators.values() for text in names(i, catalogue)
    ]
    spread = Counter(f for code, said in {(c, f) for c, s in named for f in s} for f in (said,))
    many = len(catalogue.indicators)
    counted = {
        s for unit in catalogue.units.values() if unit.whole for text in unit.labels for s in empty.syllables(text)
    }
    weights = {f: log(1 + many / count) * _weight(f, counted) for f, count in spread.items()}
    labels: list[Label] = []
    postings: dict[str, list[int]] = defaultdict(list)
    for code, said in dict.fromkeys((c, frozenset(s)) for c, s in named if s):
        for each in said:
            postings[each].append(len(labels))
        pairs = frozenset(each for each in said if " " in each)
        labels.append(Label(code, sum(weights[each] for each in said), pairs))
    place = tuple(empty.syllables(catalogue.letterhead.place))
    lists = {name: _labels(catalogue.codes(name), empty, place, weights, words) for name in catalogue.list_names}
    fixed = {each: tuple(places) for each, places in postings.items()}
    own: dict[str, set[str]] = defaultdict(set)
    for code, told in named:
        own[code] |= told
    spoken = {code: frozenset(told) for code, told in own.items()}
    entries = frozenset(each for name in (*parting, DISTRICTS) for label, _ in lists.get(name, ()) for each in label)
    telling = {*words.narrowing, *words.setting_apart}
    apart = {
        i.code: frozenset(w for text in names(i, catalogue) for w in folded(text).split() if w in telling)
        for i in catalogue.indicators.values()
    }
    narrowed = {i.code: _narrowing(i, words, empty) for i in catalogue.indicators.values()}
    return Naming(weights, fixed, tuple(labels), fillers, short, lists, spoken, narrowed, entries, meant, apart)


def _narrowing(indicator: Indicator, words: Prose, plain: Naming) -> frozenset[str]:
    """The syllables of an indicator's name that narrow what is counted: of `trạm BTS được chấp thuận` the last two."""
    counted = any_of((*words.measures.stock, *words.measures.new))
    _, mark, behind = _halved(counted.sub(" ", folded(indicator.name_vi)), words)
    return frozenset(plain.syllables(behind)) if mark else frozenset()


def _halved(name: str, words: Prose) -> tuple[str, str, str]:
    """A name before the first word that narrows it, that word, and the name behind it."""
    found = any_of(words.narrowing).search(name)
    return (name[: found.start()], found[0], name[found.end() :]) if found else (name, "", "")


def _weight(feature: str, counted: set[str]) -> float:
    """Pairs tell less than syllables, since they repeat them; words for units hardly tell anything."""
    return (0.7 if " " in feature else 1.0) * (0.25 if counted.issuperset(feature.split()) else 1.0)


def _labels(
    codes: Iterable[Code], plain: Naming, place: tuple[str, ...], common: Container[str], words: Prose
) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Each label's syllables and its code, longest first; with the province's name and, as people do, without.

    What is left must hold a word of its own: `Viễn thông Quảng Ninh` without the province is a business.
    """
    labels = [(label, code.code) for code in codes for label in code.labels]
    labels += list(_shortened(labels))
    labels += [(any_of(words.places).sub(" ", folded(label)), code) for label, code in labels]
    found = {(tuple(plain.syllables(label)), code) for label, code in labels}
    bare = {(label[: -len(place)], code) for label, code in found if place and label[-len(place) :] == place}
    found |= {(label, code) for label, code in bare if any(each not in common for each in label)}
    return tuple(sorted(((label, code) for label, code in found if label), key=lambda each: (-len(each[0]), each)))


def _shortened(labels: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Labels up to their first comma, where one alone has that: people say `bưu chính` for `Bưu chính, chuyển phát`."""
    short = [(label.partition(",")[0].strip(), code) for label, code in labels if "," in label]
    for text, code in short:
        others = (label for label, of in labels if of != code)
        if not any(text.lower() in other.lower() for other in others):
            yield text, code


def names(indicator: Indicator, catalogue: Catalogue) -> Iterator[str]:
    """Every name of an indicator: its own, those of the code it is reported under, and its aliases."""
    yield catalogue.name_vi(indicator)
    yield catalogue.label(indicator)
    yield from (text for text in (indicator.name_vi, indicator.plan_label) if text)
    yield from indicator.aliases
    for appendix in catalogue.appendices.values():
        yield from (
            " ".join(filter(None, (c.group, c.label))) for c in appendix.columns if c.indicator == indicator.code
        )
    if indicator.source is not None:
        for code in catalogue._where_codes(indicator):
            yield from code.labels
