"""Where a figure comes from, at a terminal: Vietnamese first, English beside it."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group
from rich.text import Text

from reports.numbers import exact_vi
from reports.standing import decision_lines
from reports.summary import MOST_LINES, heading
from reports.tracing import Record, Trace
from reports.tracing_story import cell_told, change_told, gone_told, rejection_told, return_told
from reports.tracing_words import Namer, Sum
from schemas.country import PROVINCE
from schemas.declarations import Catalogue

FEW_CELLS = 30
_ALONE = 3


def trace_lines(trace: Trace, catalogue: Catalogue, *, everything: bool) -> Group:
    """The figure, its formula and rounding, what is added up, and what happened on the way.

    The sums of a figure of more than FEW_CELLS cells are told by submitter, unless `everything` is asked for.
    """
    namer = Namer(catalogue)
    (vi, en), (formula_vi, formula_en), (rounding_vi, rounding_en) = trace.title, trace.formula, trace.rounding
    lines = [
        Text(vi, "bold"),
        Text(en, "dim"),
        Text.assemble("  in: ", (trace.marked, "bold"), f" · đến chữ số cuối: {trace.exact}"),
        *(Text(f"  {said}", style) for note in trace.standing for said, style in zip(note, ("", "dim"), strict=True)),
        heading("Công thức", "Formula"),
        Text(f"  = {formula_vi}"),
        Text(f"  = {formula_en}", "dim"),
        Text(f"  = {trace.worked}"),
        *(Text(f"  {said}", style) for each in trace.estimates for said, style in zip(each, ("", "dim"), strict=True)),
        heading("Làm tròn", "Rounding"),
        Text(f"  {rounding_vi}"),
        Text(f"  {rounding_en}", "dim"),
        heading("Các giá trị được cộng", "What is added up"),
    ]
    everything = everything or sum(each.cells for each in trace.sums) <= FEW_CELLS
    for each in trace.sums:
        lines += _sum(each, namer, full=everything or each.cells <= _ALONE)
    if not everything:
        lines.append(Text("  Thêm --all để xem từng ô · --all lists every cell", "dim"))
    return Group(*lines, *_on_the_way(trace, namer), *_decided(trace))


def _sum(each: Sum, namer: Namer, *, full: bool) -> Iterator[Text]:
    sign = "" if each.sign > 0 else "− "
    counts = f"{each.cells} ô, {len(each.returns)} báo cáo, {len(each.submitters)} đơn vị"
    yield Text.assemble(f"  {sign}{each.names[0]}: ", (f"{exact_vi(each.total)} {each.unit}", "bold"), f" ({counts})")
    for code, returns in each.submitters.items():
        total = exact_vi(sum(r["total"] for r in returns))
        count = sum(len(r["cells"]) for r in returns)
        yield Text(f"    {namer.catalogue.submitters[code].vi}: {total} ({count} ô, {len(returns)} báo cáo)")
        for told in returns if full else ():
            yield Text(f"      {return_told(told)}")
            for cell in told["cells"]:
                yield Text(f"        {cell_told(cell, each, namer)}")


def _on_the_way(trace: Trace, namer: Namer) -> Iterator[Text]:
    if any(PROVINCE in told["submission_id"] for each in trace.sums for told in each.returns):
        yield heading(
            "Đã thay thế, đã loại: hỏi trong thư mục của tỉnh", "Replaced or rejected: ask in the province's home"
        )
        return
    if not (trace.changes or trace.rejections or trace.gone):
        yield heading("Không có gì bị thay thế hay bị loại", "Nothing was replaced or rejected")
        return
    yield heading("Đã thay thế, đã loại", "Replaced or rejected on the way")
    yield from _most((change_told(each, namer) for each in trace.changes), trace.changes)
    yield from _most((gone_told(each, namer.catalogue) for each in trace.gone), trace.gone)
    yield from _most((rejection_told(each) for each in trace.rejections), trace.rejections)


def _most(told: Iterable[str], of: Sequence[Record]) -> Iterator[Text]:
    for line, _ in zip(told, range(MOST_LINES), strict=False):
        yield Text(f"  - {line}")
    if len(of) > MOST_LINES:
        yield Text(f"  và {len(of) - MOST_LINES} chỗ khác (`--json` cho biết tất cả)", "dim")


def _decided(trace: Trace) -> list[Text | Group]:
    if not trace.decisions:
        return []
    return [heading("Quyết định của người quản lý số liệu", "Decisions"), Group(decision_lines(trace.decisions))]
