"""Asset checks, one for each rule of the warehouse; a blocking one holds back publication."""

import dagster as dg

from pipelines import steps
from pipelines.assets import markdown
from schemas.home import home
from warehouse.checks import Check, checks


def asset_check(check: Check) -> dg.AssetChecksDefinition:
    """The Dagster check of one rule, on the asset that the rule is about."""
    severity = dg.AssetCheckSeverity.ERROR if check.blocking else dg.AssetCheckSeverity.WARN

    @dg.asset_check(
        asset=dg.AssetKey(check.asset.split("/")),
        name=check.name,
        description=f"{check.vi}\n\n{check.en}",
        blocking=check.blocking,
    )
    def run() -> dg.AssetCheckResult:
        outcome = steps.run_check(home(), check)
        return dg.AssetCheckResult(
            passed=outcome.passed,
            severity=severity,
            description=check.vi if not outcome.passed else None,
            metadata={"guilty": outcome.guilty, "rows": dg.MetadataValue.md(markdown(outcome.rows))},
        )

    return run


def all_checks() -> list[dg.AssetChecksDefinition]:
    """Every rule as a check."""
    return [asset_check(check) for check in checks()]
