"""The verdicts on a draft for people at a terminal and for programs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reports.draft.checking import OTHER, Judged
from reports.draft.comparing import AGREES, ROUNDED, TRUNCATED, exactly
from reports.draft.figures import DIFFERENCES, OVER_PLAN, OVER_PREVIOUS, Figures, Key
from reports.draft.judging import CONTRADICTS, ITSELF, UNCHECKED, Finding
from reports.numbers import vi_number
from reports.tracing import trace_command
from schemas.catalogue import DISTRICTS, Catalogue

WORDS = {
    CONTRADICTS: "mâu thuẫn với số liệu / contradicts",
    ITSELF: "tự mâu thuẫn / contradicts itself",
    TRUNCATED: "khớp khi cắt phần lẻ / agrees when cut off",
    ROUNDED: "khớp khi làm tròn / agrees when rounded",
    AGREES: "khớp / agrees",
    UNCHECKED: "không đối chiếu được / cannot be checked",
}
MEASURES = {
    "actual": ("thực hiện", "actual"),
    "plan": ("kế hoạch", "plan"),
    "stock": ("cuối năm", "end of"),
    "percent_of_plan": ("so với kế hoạch", "percent of plan"),
    "growth": ("so với năm trước", "growth"),
    "previous": ("năm trước của", "year before"),
    "share": ("tỷ trọng", "share"),
    OVER_PLAN: ("chênh lệch so với kế hoạch", "difference from plan"),
    OVER_PREVIOUS: ("chênh lệch so với năm trước", "difference from the year before"),
    "change": ("mức tăng, giảm", "change"),
    "rest": ("phần còn lại", "rest"),
}
WRONG = (CONTRADICTS, ITSELF)
_WORKED_OUT = ("ratio", "grown", "of_plan", "operands", "share", "compared", "compared_holds", "joint_differs")
_AROUND = 60


def records(judged: Sequence[Judged], catalogue: Catalogue, figures: Figures) -> list[dict[str, Any]]:
    """One object per figure: line, column, text, printed, expected, verdict, indicator, year, measure, reason.

    text: the words around the figure, of a cell its row, its column and where it stands; printed, expected: as they
    stand, and as they should stand, in the draft; expected, indicator, year and measure are null where they are not
    known.
    """
    return [_record(each, catalogue, figures) for each in judged]


def _record(each: Judged, catalogue: Catalogue, figures: Figures) -> dict[str, Any]:
    claim, number = each.finding.claim, each.finding.claim.number
    line, column = each.passage.place(number.start)
    return {
        "line": line,
        "column": column,
        "text": claim.cell or _around(each.passage.text, number.start, number.end),
        "printed": number.text,
        "expected": each.finding.expected,
        "verdict": each.finding.verdict,
        "indicator": indicator(each.finding),
        "year": (each.finding.key or claim).year if claim.indicator else None,
        "measure": "actual" if claim.measure == "new" else claim.measure,
        "reason": reason(each.finding, catalogue, figures),
    }


def indicator(finding: Finding) -> str | None:
    """The indicator that a figure is about; what is on the network goes with what is new, as in the appendices."""
    if finding.key is None or finding.claim.measure == "stock":
        return finding.claim.indicator
    return finding.key.indicator


def _around(text: str, start: int, end: int) -> str:
    """The figure in its words, cut between words."""
    left = text.rfind(" ", 0, max(0, start - _AROUND)) + 1 if start > _AROUND else 0
    right = text.find(" ", end + _AROUND)
    return text[left : right if right > 0 else len(text)]


def reason(finding: Finding, catalogue: Catalogue, figures: Figures) -> str:
    """Why the verdict is so, in Vietnamese and in English."""
    code = finding.why or finding.verdict
    message = catalogue.messages[f"draft_{code}"]
    filled = _fillings(finding, catalogue, figures)
    return f"{message.vi.format(**filled)} · {message.en.format(**filled)}"


def _fillings(finding: Finding, catalogue: Catalogue, figures: Figures) -> dict[str, str]:
    claim, key = finding.claim, finding.key
    meant = key or next(iter(claim.keys), None)
    known = catalogue.indicators.get(key.indicator if key else claim.indicator or "")
    right = figures.get(key) if key else None
    other = catalogue.indicators.get(finding.detail)
    exact = _exact(finding, right)
    measure = MEASURES.get(_measure(finding, catalogue), ("", ""))
    base = MEASURES.get(claim.over.measure, ("", "")) if claim.over else ("", "")
    return {
        "base_vi": f"{base[0]} {claim.over.year}" if claim.over else "",
        "base_en": f"{base[1]} {claim.over.year}" if claim.over else "",
        "name_vi": catalogue.name_vi(known) + _breakdown(meant, catalogue) if known else "—",
        "name_en": known.name_en if known else "—",
        "measure_vi": measure[0],
        "measure_en": measure[1],
        "year": str((key or claim).year or ""),
        "exact": exact,
        "exact_en": exact.replace("giảm ", "-").replace("tăng ", "+").replace(" lần", " times"),
        "expected": finding.expected or "",
        "printed": claim.number.text + (" lần" if claim.number.multiple else ""),
        "moved_vi": "giảm" if claim.sign < 0 else "tăng",
        "moved_en": "a fall" if claim.sign < 0 else "a rise",
        "said": claim.said.strip(" *-:,"),
        "detail": finding.detail,
        "place": catalogue.letterhead.place,
        "other_vi": catalogue.name_vi(other) if other else finding.detail,
        "other_en": other.name_en if other else finding.detail,
        "trace": trace(finding, catalogue, figures),
    }


def _measure(finding: Finding, catalogue: Catalogue) -> str:
    """The measure of the figure that was compared; what is on the network is one of the year's end."""
    key = finding.key
    if key is None or key.measure != "actual":
        return key.measure if key else finding.claim.measure or ""
    return "stock" if any(i.stock == key.indicator for i in catalogue.indicators.values()) else "actual"


def _breakdown(key: Key | None, catalogue: Catalogue) -> str:
    if key is None or not key.breakdown:
        return ""
    own = catalogue.breakdown_list(catalogue.indicators[key.indicator])
    codes = [code for name in (own, DISTRICTS) if name for code in catalogue.codes(name)]
    named = {**{s.code: s.vi for s in catalogue.submitters.values()}, **{code.code: code.vi for code in codes}}
    return f" ({named[key.breakdown]})" if key.breakdown in named else ""


def _exact(finding: Finding, right: Decimal | None) -> str:
    """The exact figure in the draft's own unit, to two decimals where it is a percentage."""
    claim = finding.claim
    if finding.why in _WORKED_OUT and finding.detail:
        worked_out = Decimal(finding.detail)
        return f"{vi_number(worked_out, 2)}%" if claim.number.percent else exactly(worked_out, claim)
    if right is None:
        return finding.expected or ""
    moved = finding.key is not None and finding.key.measure in (*DIFFERENCES, "growth")
    said = ("giảm " if right < 0 else "tăng ") if moved and not claim.number.multiple else ""
    if claim.number.multiple:
        return f"{vi_number((right - claim.offset) / 100, 2)} lần"
    if claim.offset < 0:
        return f"{vi_number(right - claim.offset, 2)}%"
    value = f"{vi_number(abs(right) if moved else right, 2)}%" if claim.number.percent else exactly(right, claim)
    return f"{said}{value}"


def trace(finding: Finding, catalogue: Catalogue, figures: Figures) -> str:
    """Where the right figure comes from: its appendix and row, its returns, and the command that lists its cells."""
    key = finding.key
    if key is None:
        return "—"
    head = finding.claim.indicator or key.indicator
    place = catalogue.appendix_place(head)
    parts = [f"Phụ lục {place[0]}, dòng {place[1]}"] if place else []
    if counts := figures.returns.get((key.indicator, key.year)):
        parts.append(f"{counts[0]}/{counts[1]} báo cáo")
    if key.measure in DIFFERENCES:
        key = replace(key, measure="actual")
    if key.measure == "plan" and key not in figures.values:  # The year before gives it.
        key = replace(key, measure="next_plan", year=key.year - 1)
    return "; ".join([*parts, trace_command(key.indicator, key.year, key.measure, key.breakdown)])


def lines(judged: Sequence[Judged], catalogue: Catalogue, figures: Figures, *, everything: bool) -> RenderableType:
    """What is wrong, a table for each kind, then the counts; `everything`: each figure of the draft."""
    shown = WORDS if everything else (*WRONG, TRUNCATED)
    tables = [_table(verdict, judged, catalogue, figures) for verdict in shown]
    counts = Counter(each.finding.verdict for each in judged)
    said = [Text(f"{counts[verdict]:>5}  {words}") for verdict, words in WORDS.items() if counts[verdict]]
    head = Text(f"{len(judged)} con số / figures", style="bold")
    note = Text("Xem từng số: --all. / Every figure: --all.", style="dim")
    other = next((each.finding for each in judged if each.finding.why == OTHER), None)
    notes = [Text(reason(other, catalogue, figures), style="bold yellow")] if other else []
    return Group(*notes, *filter(None, tables), head, *said, *([] if everything else [note]))


def _table(verdict: str, judged: Sequence[Judged], catalogue: Catalogue, figures: Figures) -> Table | None:
    """The figures of one verdict: where, what is printed, what is right, why; None where there are none."""
    wanted = [each for each in judged if each.finding.verdict == verdict]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=WORDS[verdict], title_justify="left", title_style="bold")
    for head in ("dòng:cột", "bản thảo", "đúng"):
        table.add_column(head, overflow="fold", max_width=24)
    table.add_column("vì sao", overflow="fold", ratio=1)
    for each in wanted:
        table.add_row(*_row(each, catalogue, figures))
    return table if wanted else None


def _row(each: Judged, catalogue: Catalogue, figures: Figures) -> tuple[Text, ...]:
    finding = each.finding
    line, column = each.passage.place(finding.claim.number.start)
    style = "red" if finding.verdict in WRONG else "yellow" if finding.verdict == TRUNCATED else ""
    why = reason(finding, catalogue, figures).split(" · ")[0]
    where = finding.claim.cell or _around(each.passage.text, finding.claim.number.start, finding.claim.number.end)
    return (
        Text(f"{line}:{column}"),
        Text(finding.claim.number.text, style=style),
        Text(finding.expected or ""),
        Text.assemble(why, "\n", (where, "dim")),
    )
