"""Expectations of one table before it is published: each `.yaml` file in `warehouse/expectations/` is a suite.

Great Expectations judges them. Importing it takes seconds, so only `validate` does.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import yaml

from schemas.declarations import Catalogue
from warehouse.dimensions import appendix_cells
from warehouse.store import HERE, sql

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition

Connection = duckdb.DuckDBPyConnection
_SHOWN = 20
_COUNTS = ("observed_value", "element_count", "missing_count", "unexpected_count")


@dataclass(frozen=True)
class Rule:
    """One expectation of a table: its type in Great Expectations, the arguments, what it means.

    `only` is an SQL condition: the rows that the rule is about, where it is not about all.
    """

    expectation: str
    kwargs: Mapping[str, Any]
    severity: str
    vi: str
    en: str
    only: str = ""

    @property
    def blocking(self) -> bool:
        """Whether publication is held back where the rule fails."""
        return self.severity == "error"


@dataclass(frozen=True)
class Suite:
    """The rules of one table, named `schema.table`, in the order of the file."""

    table: str
    rules: tuple[Rule, ...]

    @property
    def asset(self) -> str:
        """The asset that the suite is about, such as `kpi/appendix_1`."""
        return self.table.replace(".", "/")


@dataclass(frozen=True)
class Finding:
    """What one rule found: the counts, the number of guilty rows (0 for a rule on the whole table), the first few."""

    rule: Rule
    success: bool
    observed: Mapping[str, int]
    unexpected: int
    rows: pl.DataFrame


@dataclass(frozen=True)
class Verdict:
    """What a suite found, rule by rule in the order of the file."""

    suite: Suite
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether every rule holds."""
        return all(finding.success for finding in self.findings)

    @property
    def blocking(self) -> bool:
        """Whether a rule that holds back publication fails."""
        return any(finding.rule.blocking and not finding.success for finding in self.findings)


@lru_cache
def suites() -> tuple[Suite, ...]:
    """Every declared suite, by table. Raises ValueError for a rule that cannot stand, naming the table."""
    return tuple(parse(path) for path in sorted((HERE / "expectations").glob("*.yaml")))


def parse(path: Path) -> Suite:
    """Read the suite of the file `<schema>.<table>.yaml`; raises ValueError for a rule that cannot stand."""
    records = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Suite(path.stem, tuple(_rule(path.stem, record) for record in records))


def _rule(table: str, record: dict[str, Any]) -> Rule:
    try:
        rule = Rule(**record)
    except TypeError as error:
        raise ValueError(f"{table}: {record}: {error}") from error
    if rule.severity not in ("error", "warning"):
        raise ValueError(f"{table}: {rule.expectation}: severity is error or warning, not {rule.severity!r}")
    # Great Expectations turns bounds into floats; whole numbers of this size survive that exactly.
    if any(isinstance(v, float) or (isinstance(v, int) and abs(v) > 2**53) for v in rule.kwargs.values()):
        raise ValueError(f"{table}: {rule.expectation}: bounds are whole numbers up to 2^53")
    return rule


def validate(connection: Connection, suite: Suite, catalogue: Catalogue) -> Verdict:
    """Judge the whole table by its suite; reads the table, writes nothing.

    Takes seconds the first time in a process. Raises ValueError for a rule that cannot be judged.
    """
    frame = connection.execute(sql("preview", table=suite.table), {"rows": None}).pl()
    whole, declared = _whole(suite.table), _declared(suite.table, catalogue, frame)
    return Verdict(suite, tuple(_judge(whole, rule, declared, frame) for rule in suite.rules))


def _whole(table: str) -> "BatchDefinition[Any]":
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # Read at import: nothing is ever sent.
    import great_expectations as gx
    from great_expectations.data_context.types import base

    config = base.DataContextConfig(
        store_backend_defaults=base.InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=base.ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    context = gx.get_context(mode="ephemeral", project_config=config)
    asset = context.data_sources.add_pandas("warehouse").add_dataframe_asset(table)
    return asset.add_batch_definition_whole_dataframe("whole")


def _declared(table: str, catalogue: Catalogue, frame: pl.DataFrame) -> dict[str, Any]:
    """What `{from: ...}` may name; rows only for the table of an appendix."""
    declared: dict[str, Any] = {"indicators": sorted(catalogue.indicators)}
    for appendix in catalogue.appendices.values():
        if table == f"kpi.appendix_{appendix.number}":
            cells = list(appendix_cells(appendix, catalogue))
            declared["row_labels"] = sorted({(cell["row"], cell["label"]) for cell in cells})
            declared["row_units"] = sorted({(cell["row"], cell["unit"]) for cell in cells if cell["unit"]})
            declared["rows_of_all_years"] = len(appendix.rows) * frame["year"].n_unique()
    return declared


def _judge(whole: "BatchDefinition[Any]", rule: Rule, declared: Mapping[str, Any], frame: pl.DataFrame) -> Finding:
    from great_expectations.exceptions.exceptions import GreatExpectationsError
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    try:
        kwargs = {name: declared[v["from"]] if isinstance(v, dict) else v for name, v in rule.kwargs.items()}
        expectation = ExpectationConfiguration(type=rule.expectation, kwargs=kwargs).to_domain_obj()
        about = frame.filter(pl.sql_expr(rule.only)) if rule.only else frame
    except (LookupError, ValueError, GreatExpectationsError, pl.exceptions.PolarsError) as error:
        raise ValueError(f"{rule.expectation} {rule.kwargs} is no rule: {error}") from error
    # Python's own Decimal and int in every cell: floats, which pandas would make of some, compare wrongly.
    exact = about.to_pandas(integer_object_nulls=True).astype(object)
    judged = whole.get_batch({"dataframe": exact}).validate(expectation, result_format="COMPLETE")
    if not judged.result:
        raise ValueError(f"{rule.expectation} {rule.kwargs} cannot be judged: {judged.exception_info}")
    observed = {name: judged.result[name] for name in _COUNTS if name in judged.result}
    guilty = judged.result.get("unexpected_index_list") or []
    return Finding(rule, bool(judged.success), observed, len(guilty), about[guilty[:_SHOWN]])
