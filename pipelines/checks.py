"""Asset checks: one for each rule in SQL, one for each table's suite of expectations.

A blocking one holds back publication.
"""

import dagster as dg

from pipelines import steps
from pipelines.assets import markdown
from schemas.declarations import catalogue
from schemas.home import home
from warehouse.checks import Check, checks
from warehouse.expectations import Finding, Suite, suites


def rule_check(check: Check) -> dg.AssetChecksDefinition:
    """The Dagster check of one rule in SQL, on the asset that the rule is about."""
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


def suite_check(suite: Suite) -> dg.AssetChecksDefinition:
    """The Dagster check of one table's suite; it blocks where a rule that holds back publication fails."""
    rules = "\n".join(f"- {rule.vi} · {rule.en}" for rule in suite.rules)

    @dg.asset_check(
        asset=dg.AssetKey(suite.asset.split("/")),
        name="expectations",
        description=f"Great Expectations\n\n{rules}",
        blocking=any(rule.blocking for rule in suite.rules),
    )
    def run() -> dg.AssetCheckResult:
        verdict = steps.run_suite(home(), catalogue(), suite)
        failed = [finding for finding in verdict.findings if not finding.success]
        return dg.AssetCheckResult(
            passed=verdict.passed,
            severity=dg.AssetCheckSeverity.ERROR if verdict.blocking else dg.AssetCheckSeverity.WARN,
            description="; ".join(finding.rule.vi for finding in failed) or None,
            metadata={
                "rules": len(verdict.findings),
                "failed": len(failed),
                "results": dg.MetadataValue.md("\n\n".join(map(_told, failed or verdict.findings))),
            },
        )

    return run


def _told(finding: Finding) -> str:
    """A rule, whether it holds, the numbers it saw and the first guilty rows."""
    numbers = ", ".join(f"{name} {value}" for name, value in finding.observed.items())
    head = f"{'✓' if finding.success else '✗'} {finding.rule.vi} ({numbers})"
    return head if finding.success else f"{head}\n\n{markdown(finding.rows)}"


def all_checks() -> list[dg.AssetChecksDefinition]:
    """Every rule and every suite as a check."""
    return [*map(rule_check, checks()), *map(suite_check, suites())]
