"""The rules, for people at a terminal: all of them with what is broken, and the history of one."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reports.broken_rules import handled
from reports.summary import printed
from schemas.declarations import Catalogue
from schemas.rules import Rule

Record = Mapping[str, Any]
_SEVERITIES = {"error": "giữ lại công bố", "warning": "cảnh báo"}


def rule_lines(broken: Sequence[Record], catalogue: Catalogue) -> RenderableType:
    """Every rule, those that do not hold with the years and who waived them."""
    table = _table("Quy tắc", "Mức độ", "Nội dung", "Không đạt")
    for rule in catalogue.rules.values():
        years = [each for each in broken if each["rule"] == rule.code]
        told = "\n".join(f"{each['year'] or 'sổ'}: {each['guilty']} chỗ; {handled(rule, each)}" for each in years)
        table.add_row(rule.code, _SEVERITIES[rule.severity], rule.vi, Text(told, "yellow"))
    return table


def history_lines(rule: Rule, history: Sequence[Record]) -> RenderableType:
    """What judging one rule found, the newest first, with the numbers compared."""
    table = _table("Kiểm tra lúc", "Năm", "Số chỗ không đạt", "Các số so sánh", "Quyết định")
    for each in history:
        told = "đạt" if each["passed"] else str(each["guilty"])
        numbers = "\n".join(
            f"{row['about']}: {_shown(row['value'])} / {_shown(row['against'])}" for row in each["numbers"]
        )
        left = (each["guilty"] or 0) - len(each["numbers"])
        numbers += f"\nvà {left} số khác" if left > 0 and not each["passed"] else ""
        moment, year = f"{each['judged_at']:%d/%m/%Y %H:%M}", str(each["year"] or "")
        table.add_row(moment, year, told, numbers, str(each["waived_by"] or ""))
    return Group(Text(f"{rule.code} ({_SEVERITIES[rule.severity]}): {rule.vi}", "bold"), Text(rule.en, "dim"), table)


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, str) else printed(value, None, exact=True)


def _table(*heads: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1))
    for head in heads:
        table.add_column(head, overflow="fold")
    return table
