"""Of whom or of which place a figure is: entries of an indicator's list, districts, submitters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.draft.naming import Naming
from reports.draft.stating import Piece
from schemas.catalogue import DISTRICTS
from schemas.prose import Prose, any_of

# The sentence of a heading, and that of the heads of a draft.
HEADING, HOME = -1, -2


@dataclass(frozen=True)
class Scope:
    """The part that is spoken of.

    codes: those named, of one list; mixed: of several lists, so that no figure is kept; near: named in the figure's own
    sentence; beside: in its own item of that; home: in the heads of a draft of its own; headed: in the heading
    above; lifted: words of the whole, such as `tổng số`, stand between the part and the figure.
    """

    codes: tuple[str, ...] = ()
    mixed: bool = False
    near: bool = False
    beside: bool = False
    home: bool = False
    headed: bool = False
    lifted: bool = False

    @property
    def named(self) -> bool:
        """Whether a part is named at all."""
        return bool(self.codes) or self.mixed


def scope(
    names: Naming,
    words: Prose,
    lists: Sequence[str],
    own: frozenset[str],
    said: Sequence[Piece],
    offices: Mapping[str, str],
) -> Scope:
    """The part of an indicator that a figure is of.

    own: the words of the indicator, which name no part; said: the pieces up to the figure, its own last; offices: the
    district of each submitter that is a district's own.
    """
    lifted, here = False, said[-1].sentence
    home = said[0].sentence == HOME and bool(said[0].text)
    for place, piece in reversed(list(enumerate(said))):
        parts = names.parts(lists, own | piece.own, piece.text)
        found = list(
            dict.fromkeys((DISTRICTS, offices[code]) if code in offices else (name, code) for name, code in parts)
        )
        # In a draft of a part's own `tổng số` is the part's in the sentences behind it.
        lifting = words.wholes if home and piece.sentence != here else (*words.wholes, *words.sums)
        lifted = lifted or piece.whole or any_of(lifting).search(piece.text) is not None
        if found:
            turn = len(said) - 1 - place
            if any_of(words.respectively).search(piece.text) and turn < len(found) and len(found) > 1:
                found = [found[turn]]
            codes = tuple(code for _, code in found)
            mixed = len({name for name, _ in found}) > 1
            near, own_draft, headed = (piece.sentence == each for each in (here, HOME, HEADING))
            beside = near and piece.item == said[-1].item
            return Scope(() if mixed else codes, mixed, near, beside, own_draft, headed, lifted)
    return Scope(lifted=lifted)
