"""Asset checks: each rule is one, on the asset that it is about. A blocking one holds back publication."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import dagster as dg
import polars as pl

from pipelines import morning, steps
from pipelines.describing import Metadata, board_page, labelled, markdown
from schemas.declarations import catalogue
from schemas.home import home
from schemas.rules import Rule
from warehouse.checks import Outcome, text
from warehouse.reading import Record

_SHOWN = 20
# Of the calendar, not of the figures.
OVERDUE = "returns_overdue"


def check_specs(asset: dg.AssetKey, rules: Iterable[Rule]) -> list[dg.AssetCheckSpec]:
    """Each rule as a check of that asset."""
    return [
        dg.AssetCheckSpec(
            rule.code,
            asset=asset,
            description=_description(rule),
            blocking=rule.blocking,
            metadata=labelled({"version": rule.version, "tolerance": str(rule.tolerance)}),
        )
        for rule in rules
    ]


def asset_checks(asset: str, rules: list[Rule]) -> dg.AssetChecksDefinition:
    """The checks of an asset in one step: each rule is read, judged and kept once."""
    specs = check_specs(dg.AssetKey(asset.split("/")), rules)

    @dg.multi_asset_check(specs=specs, name=f"rules_{asset.replace('/', '_')}")
    def run() -> Iterator[dg.AssetCheckResult]:
        for outcome, history in steps.judge_asset(home(), catalogue(), asset):
            page = board_page(home(), f"quy-tac.html#{outcome.rule.code}")
            more = {"history": dg.MetadataValue.md(_history(history)), "page": page}
            yield check_result(dg.AssetKey(asset.split("/")), outcome, more)

    return run


def _description(rule: Rule) -> str:
    how = f"Great Expectations: `{rule.expectation}`" if rule.expectation else f"```sql\n{text(rule)}\n```"
    return f"{rule.vi}\n\n{rule.en}\n\n{how}"


def check_result(asset: dg.AssetKey, outcome: Outcome, more: Mapping[str, Metadata]) -> dg.AssetCheckResult:
    """What a rule came to, as a check of that asset; `more`: what is told besides."""
    rule = outcome.rule
    shown = outcome.rows if outcome.passed and rule.compares else outcome.guilty
    numbers: dict[str, Metadata] = {
        "guilty": outcome.guilty.height,
        "judged": outcome.rows.height,
        "rows": dg.MetadataValue.md(markdown(_named(rule, shown.head(_SHOWN)).to_dicts())),
        "version": rule.version,
        **more,
    }
    if rule.compares:
        numbers["tolerance"] = str(rule.tolerance)
        numbers["largest_difference"] = _largest(outcome.rows)
    numbers |= {name: value for name, value in outcome.observed.items() if isinstance(value, int)}
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=rule.code,
        passed=outcome.passed,
        severity=dg.AssetCheckSeverity.ERROR if outcome.blocking else dg.AssetCheckSeverity.WARN,
        description=None if outcome.passed else "; ".join([rule.vi, *_waived(outcome)]),
        metadata=labelled(numbers),
    )


def _named(rule: Rule, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows under the words that the rule has for its numbers."""
    names = {"value": rule.value, "against": rule.against}
    return rows.rename({name: words[0] for name, words in names.items() if words})


def _largest(rows: pl.DataFrame) -> float:
    """For Dagster's plot of a check over time; exact figures stand in the rows."""
    gaps = [abs(Decimal(a) - Decimal(b)) for a, b in rows.select("value", "against").iter_rows() if None not in (a, b)]
    return float(max(gaps, default=Decimal(0)))


def _waived(outcome: Outcome) -> Iterator[str]:
    """Until when the rule need not hold for its broken years, or need not have held."""
    for year, decision in sorted({**outcome.lapsed, **outcome.waived}.items()):
        if year in outcome.years:
            until, number = f"{decision['valid_until']:%d/%m/%Y}", decision["decision_no"]
            if year in outcome.waived:
                yield f"năm {year} được tạm miễn đến hết {until} theo quyết định số {number} ({decision['reason']})"
            else:
                yield f"năm {year}: tạm miễn đã hết hạn {until} (quyết định số {number})"


def _history(history: list[Record]) -> str:
    lines = ["| | | | |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {each['judged_at']:%d/%m/%Y %H:%M} | {'✓' if each['passed'] else '✗'} "
        f"| {each['year'] or ''} | {each['guilty'] or ''} |"
        for each in history[:_SHOWN]
    ]
    return "\n".join(lines)


@dg.asset_check(
    asset=dg.AssetKey(["ops", "expected_returns"]),
    name=OVERDUE,
    description=(
        "Không báo cáo nào quá hạn theo lịch báo cáo đã khai báo\n\n"
        "No return is overdue by the declared calendar; rebuilding a table does not make it fresh"
    ),
)
def overdue() -> dg.AssetCheckResult:
    """A warning that no rule is: what is missing is for its sender to mend, and holds nothing back."""
    place = home()
    told = morning.owed(steps.owed(place), catalogue()) | {"page": board_page(place, "bao-cao.html?status=missing")}
    return dg.AssetCheckResult(
        passed=told["overdue"] == 0, severity=dg.AssetCheckSeverity.WARN, metadata=labelled(told)
    )


def all_checks() -> list[dg.AssetChecksDefinition]:
    """Every rule as a check."""
    by_asset: dict[str, list[Rule]] = {}
    for rule in catalogue().rules.values():
        by_asset.setdefault(rule.asset, []).append(rule)
    return [overdue, *(asset_checks(asset, rules) for asset, rules in by_asset.items())]
