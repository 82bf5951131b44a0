"""Who sent a file: after a mark, in a letterhead, or in a sentence above the table."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from schemas.catalogue import Catalogue
from schemas.text import folded, key
from sources.layout import Table
from sources.lexicon import Lexicon
from sources.title import Mark, above, after

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_CLAUSE = re.compile(r"[.,;:()/]|\s-\s")
_BULLETS = ("-", "+", "•", "*")
_NEXT = re.compile(r"\s+(\S.*)")
_YEAR = re.compile(r"(?:19|20)\d\d\b")


@dataclass(frozen=True)
class Named:
    """The submitter as the file names it; `code` is empty when nobody declared has that name."""

    code: str
    mark: Mark


def submitters(table: Table, words: Lexicon, catalogue: Catalogue) -> list[Named]:
    """Who reports: the name after a mark such as `Đơn vị báo cáo:`, else a letterhead, else a sentence with a name.

    Letterheads and sentences count only for those who owe the form, and no addressee does: he may stand there as
    well. One is right, several are not; but a second mark may name a department of the first (`Đơn vị lập:`), unless
    it is somebody who is known, and the department itself may stand above its own office.
    """
    names, marks = words.submitters, above(table)
    named = [
        Named(names.get(key(mark.text), ""), mark) for mark in after(marks, words.submitter_marks, words.form_marks)
    ]
    if named:
        return [named[0], *(other for other in named[1:] if other.code)]
    marks = list(_of_senders(marks, words))
    heads = [Named(names[key(mark.text)], mark) for mark in marks if key(mark.text) in names]
    said = (
        Named(names[key(name)], Mark(mark.row, mark.column, name))
        for mark in marks
        for name in _in_sentences(mark.text, words)
    )
    due = table.form.submitters
    for found in ([head for head in heads if not words.is_department(head.mark.text)], heads, said):
        owing = {each.code: each for each in found if due in catalogue.submitters[each.code].kinds}
        if owing:
            return list(owing.values())
    return []


def _of_senders(marks: Iterable[Mark], words: Lexicon) -> Iterator[Mark]:
    """The texts but those that name whom the file is for: `Kính gửi: …`, and the list that follows such a line."""
    listing = awaited = False
    for mark in marks:
        text = folded(mark.text)
        if words.recipient.match(text):
            listing, awaited = True, text.endswith(":")
        elif awaited or (listing and text.startswith(_BULLETS)):
            awaited = False
        else:
            listing = False
            yield mark


@lru_cache(maxsize=1 << 12)
def _in_sentences(text: str, words: Lexicon) -> tuple[str, ...]:
    """The declared names that stand in a text as names of their own, but for those whom it is addressed to."""
    # Every form asks this of the same cells.
    names: list[str] = []
    for sentence in _SENTENCE.split(text):
        low = folded(sentence)
        if len(low) != len(sentence):
            continue  # Letters that grow when folded are in no name.
        addressed = words.recipient.search(low)
        for found in words.sender.finditer(low, 0, addressed.start() if addressed else len(low)):
            written = sentence[found.start() : found.end()]
            if written[0].isupper() and not _is_part(sentence, low, found, words):
                names.append(written)
    return tuple(names)


def _is_part(sentence: str, low: str, found: re.Match[str], words: Lexicon) -> bool:
    """Whether a name is a part of a longer one: `Trung tâm Kinh doanh VNPT Quảng Ninh`, `Vietnamobile Hà Nội`.

    In a text all in capitals only a word that is known to follow names (`QUÝ`) tells that one ends.
    """
    before = _CLAUSE.split(sentence[: found.start()])[-1]
    following = _NEXT.match(sentence, found.end())
    if words.organisation.search(folded(before)):
        return True
    if before.split()[1:] and before.split()[-1].istitle():
        return True
    if not following or words.after_name.match(low, following.start(1)) or _YEAR.match(following[1]):
        return False
    return following[1][0].isdigit() or following[1][0].isupper()
