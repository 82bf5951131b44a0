"""A copy of a draft in Word with a comment at every figure that is wrong."""

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from reports.draft.checking import Judged
from reports.draft.comparing import TRUNCATED
from reports.draft.figures import Figures
from reports.draft.showing import WRONG, reason
from schemas.catalogue import Catalogue

AUTHOR, INITIALS = "Solieu", "SL"


class NoCopy(ValueError):
    """The draft is no Word document; the message says so in a person's words."""


def annotate(draft: Path, judged: Sequence[Judged], catalogue: Catalogue, figures: Figures, target: Path) -> int:
    """Write the copy of the draft that was judged, with comments; how many there are.

    The figures must come from the draft as it was read: their passages know its paragraphs.
    Raises NoCopy when the draft is no .docx, or the target is the draft itself.
    """
    if draft.suffix.lower() != ".docx":
        raise NoCopy(
            f"“{draft.name}” không phải tệp .docx nên không ghi chú vào bản sao được; hãy dùng bảng hoặc --json."
        )
    if target.resolve() == draft.resolve():
        raise NoCopy("Bản có ghi chú không được ghi đè lên bản thảo; hãy chọn tên khác cho --annotated.")
    wanted = [e for e in judged if e.finding.verdict in (*WRONG, TRUNCATED) and e.passage.anchor is not None]
    document = _document(judged, draft)
    for each in wanted:
        runs = _runs(each.passage.anchor, each.finding.claim.number.start, each.finding.claim.number.end)
        if runs:
            document.add_comment(runs, _comment(each, catalogue, figures), AUTHOR, INITIALS)
    document.save(str(target))
    return len(wanted)


def _document(judged: Sequence[Judged], draft: Path) -> Any:
    """The document that the passages stand in; the draft itself where it holds no figure."""
    import docx

    anchor = next((each.passage.anchor for each in judged if each.passage.anchor is not None), None)
    return anchor.part.document if anchor is not None else docx.Document(str(draft))


def _comment(each: Judged, catalogue: Catalogue, figures: Figures) -> str:
    """Vietnamese above, English below."""
    vi, _, en = reason(each.finding, catalogue, figures).partition(" · ")
    return f"{vi}\n{en}"


def _runs(paragraph: Any, start: int, end: int) -> list[Any]:
    """The runs that hold these characters of the paragraph alone, split off where they stand in longer ones."""
    from docx.oxml.ns import qn
    from docx.text.run import Run

    for cut in (start, end):
        before = 0
        for element in list(paragraph._p.iter(qn("w:r"))):
            length = len(Run(element, paragraph).text)
            if before < cut < before + length:
                _split(element, cut - before)
                break
            before += length
    chosen, before = [], 0
    for element in paragraph._p.iter(qn("w:r")):
        length = len(Run(element, paragraph).text)
        if length and before < end and before + length > start:
            chosen.append(Run(element, paragraph))
        before += length
    return chosen


def _split(element: Any, place: int) -> None:
    """Make two runs of one, of the same look; a run that holds more than text stays whole."""
    from docx.oxml.ns import qn

    texts = [child for child in element if child.tag == qn("w:t")]
    others = [child for child in element if child.tag not in (qn("w:t"), qn("w:rPr"))]
    if len(texts) != 1 or others:
        return
    behind = deepcopy(element)
    whole = texts[0].text or ""
    for run, text in ((element, whole[:place]), (behind, whole[place:])):
        holder = run.find(qn("w:t"))
        holder.text = text
        holder.set(qn("xml:space"), "preserve")
    element.addnext(behind)
