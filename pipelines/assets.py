"""The assets: path = table = asset. Each body is a sentence that calls a step."""

import time
import warnings
from collections.abc import Iterator

import dagster as dg

from pipelines import morning, steps
from pipelines.describing import (
    OWNERS,
    Metadata,
    bilingual,
    column_lineage,
    labelled,
    lineage_pages,
    lineage_told,
    metadata_of,
    table_spec,
)
from pipelines.outside import declarations, figure_views, signed, sources
from schemas.calendar import PROVINCE_TIME, first_year
from schemas.catalogue import Catalogue
from schemas.declarations import catalogue
from schemas.home import Home, home
from schemas.records import Form
from warehouse.migrate import VIEWS, view_select
from warehouse.models import description, kpi_models, reads, tables_of
from warehouse.notes import table_notes

# Building several years in one run is a feature that Dagster calls beta; it says so at every asset.
warnings.filterwarnings("ignore", category=dg.BetaWarning)

YEARS_TAG = "solieu/years"
# What the warehouse rested on when a night looked at it.
REACHED_TAG = "solieu/reached"
LEDGER = (
    "ops.receipts",
    "ops.rejections",
    "ops.warnings",
    "ops.answers",
    "ops.chain",
    "ops.changed_cells",
    "core.plan_bases",
)
DECISIONS = "ops.decisions"
# Where the columns of each file stand, which cells state the year so far, and what exchange files carry.
CELLS = ("core.column_letters", "core.cumulative", "core.carried")
NIGHTLY = "nightly"
CALENDAR = dg.AssetKey(["ops", "expected_returns"])
PUBLISHED = ["published", "solieu"]
INTAKE = "intake"
DOCUMENTS = ["reports", "appendices"]
_RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")


def years_partition(declared: Catalogue) -> dg.TimeWindowPartitionsDefinition:
    """The reporting years, from the first that a return may be about through the next calendar year."""
    first = first_year(declared)
    return dg.TimeWindowPartitionsDefinition(
        start=str(first), fmt="%Y", cron_schedule="0 0 1 1 *", timezone=PROVINCE_TIME.key, end_offset=2
    )


def run_years(context: dg.AssetExecutionContext) -> list[int]:
    """The years that the run is for: one partition, or a range of them."""
    tags = context.run.tags
    if "dagster/partition" in tags:
        return [int(tags["dagster/partition"])]
    first, last = (int(tags[name]) for name in _RANGE)
    return list(range(first, last + 1))


def _years(context: dg.AssetExecutionContext, place: Home, declared: Catalogue) -> list[int]:
    """The years of the run, with those that cannot be right without them: see `steps.years_together`."""
    return steps.years_together(place, declared, run_years(context))


def range_tags(first: int, last: int) -> dict[str, str]:
    """The tags of one run over the years `first` to `last`."""
    return dict(zip(_RANGE, (str(first), str(last)), strict=True))


def intake(declared: Catalogue) -> dg.AssetsDefinition:
    """The door: all waiting files at once, never a step per file."""
    specs = [
        table_spec(t, declared, group="ledger", deps=[["sources", f.submitters] for f in declared.forms.values()])
        for t in LEDGER
    ]
    specs.append(table_spec(DECISIONS, declared, group="ledger", deps=[]))  # Written by `solieu resolve`.
    specs += [table_spec(t, declared, group="core", deps=[["ops", "receipts"]]) for t in CELLS]
    specs += [_form_spec(form, declared) for form in declared.reported.values()]
    specs += [_view_spec(view, declared) for view in VIEWS]

    # Where a night brought nothing, what is there says nothing new, and what follows from it is not judged again.
    specs = [spec.replace_attributes(skippable=spec.key != CALENDAR) for spec in specs]

    @dg.multi_asset(specs=specs, name=INTAKE)
    def take_in(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None] | dg.AssetObservation]:
        place = home().create()
        began, before = time.monotonic(), steps.last_receipt(place)
        taken = steps.take_in(place, declared, progress=lambda done, of: context.log.info("%s of %s files", done, of))
        context.log.info("received %s; years to build: %s", dict(taken.received), taken.years)
        reached, receipts, owed = steps.left(place, before)
        known = not taken.years and _is_known(context, reached)
        tags = {YEARS_TAG: ",".join(map(str, taken.years)), REACHED_TAG: reached}
        context.instance.add_run_tags(context.run.run_id, tags)
        more: dict[str, dict[str, Metadata]] = {
            "ops/receipts": morning.received(receipts, place, declared)
            | {"seconds": round(time.monotonic() - began, 1)},
            "ops/rejections": morning.rejected(receipts, place),
            "ops/warnings": {"warnings": taken.warnings},
            "ops/answers": _answers(place, taken),
            "ops/expected_returns": morning.owed(owed, declared),
        }
        told = [spec for spec in specs if not known or not spec.skippable]
        names = ["/".join(spec.key.path) for spec in told]
        for spec, name, view in zip(told, names, steps.inspect_assets(place, *names), strict=True):
            yield dg.MaterializeResult(spec.key, metadata=metadata_of(view) | labelled(more.get(name, {})))
        if known:
            yield dg.AssetObservation(["ops", "receipts"], metadata=labelled(more["ops/receipts"]))

    return take_in


def _is_known(context: dg.AssetExecutionContext, reached: str) -> bool:
    """Whether a night that went well has told of all this."""
    if context.run.job_name != NIGHTLY:
        return False
    well = dg.RunsFilter(job_name=NIGHTLY, statuses=[dg.DagsterRunStatus.SUCCESS], tags={REACHED_TAG: reached})
    return bool(context.instance.get_runs_count(well))


def _answers(place: Home, taken: steps.Intake) -> dict[str, Metadata]:
    """How many answers this run laid, and where; also those that a run before it left unwritten."""
    return {"answers": len(taken.answers), "outbox": dg.MetadataValue.path(str(place.outbox))}


def _form_spec(form: Form, declared: Catalogue) -> dg.AssetSpec:
    kinds = ("duckdb",) if form.items else ("duckdb", "polars", "pandera")
    return table_spec(f"core.{form.code}", declared, group="core", deps=[["sources", form.submitters]], kinds=kinds)


def _view_spec(view: str, declared: Catalogue) -> dg.AssetSpec:
    """A view of the ledger or of the figures; of what it reads, those tables that are assets of the door."""
    door = {*LEDGER, DECISIONS, *(f"core.{form}" for form in declared.reported), *VIEWS}
    read = [table.split("/") for table in tables_of(view_select(view, declared)) if table.replace("/", ".") in door]
    group = "ledger" if view.startswith("ops.") else "core"
    return table_spec(view, declared, group=group, deps=read, kinds=("duckdb", "sql"))


def kpi(model: str, declared: Catalogue) -> dg.AssetsDefinition:
    """The asset of one KPI model, partitioned by reporting year; a run may build several years at once."""
    table = model.replace("/", ".")

    @dg.asset(
        key=model.split("/"),
        deps=[dg.AssetKey(path.split("/")) for path in reads(model, declared)],
        description=(
            f"{bilingual(table_notes(declared)[table][0])}\n\n{description(model, declared)}"
            f"{lineage_told(table, declared)}"
        ),
        group_name="appendices" if "appendix" in model else "kpi",
        kinds={"duckdb", "sql"},
        owners=OWNERS,
        partitions_def=years_partition(declared),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def build(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        place = home()
        rows, view = steps.build_model(place, model, run_years(context), declared)
        for year in run_years(context):
            count = {"dagster/partition_row_count": rows.get(year, 0)}
            context.add_asset_metadata(count, partition_key=str(year))
        told = metadata_of(view)
        told |= column_lineage(table, declared) | lineage_pages(table, place, declared)
        return dg.MaterializeResult(metadata=told)

    return build


def documents(declared: Catalogue) -> dg.AssetsDefinition:
    """The appendices and further tables of a year as documents."""

    @dg.asset(
        key=DOCUMENTS,
        deps=[
            dg.AssetKey(["kpi", "appendix_values"]),
            dg.AssetKey(["kpi", "trace"]),
            *(dg.AssetKey(["kpi", f"appendix_{number}"]) for number in declared.appendices),
        ],
        description=(
            "Các phụ lục và biểu tổng hợp số liệu dưới dạng tệp (DOCX, PDF, HTML, XLSX, CSV, JSON)\n\n"
            "The appendices and further tables as documents"
        ),
        group_name="published",
        kinds={"docx", "pdf", "xlsx"},
        owners=OWNERS,
        partitions_def=years_partition(declared),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def write(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        place = home()
        years = _years(context, place, declared)
        written = [path for year in years for path in steps.write_year(place, declared, year)]
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": len(written),
                "Tệp (files)": dg.MetadataValue.md("\n".join(f"- `{path}`" for path in written)),
            }
        )

    return write


def published(declared: Catalogue) -> dg.AssetsDefinition:
    """The read-only copy for readers; it is replaced only when every blocking check before it passed."""

    @dg.asset(
        key=PUBLISHED,
        deps=[*(dg.AssetKey(model.split("/")) for model in kpi_models(declared)), dg.AssetKey(DOCUMENTS)],
        description=(
            "Kho số liệu công bố, chỉ đọc, kèm các bảng Parquet\n\n"
            "The published warehouse, read-only, beside Parquet files; waits while any year is left to build"
        ),
        group_name="published",
        kinds={"duckdb", "parquet"},
        owners=OWNERS,
    )
    def publish(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        place = home()
        years = _years(context, place, declared)
        context.log.info("built: %s", years)
        done = steps.publish_years(place, declared, years)
        if not done:
            context.log.warning("not published yet: other years are still to be built")
        shown = metadata_of(*steps.inspect_assets(place, "ops/publications"))
        told = {"published": done, "path": dg.MetadataValue.path(str(place.published_warehouse))}
        told |= morning.changed(steps.changes(place) if done else [], declared)
        return dg.MaterializeResult(metadata=shown | labelled(told))

    return publish


def all_assets() -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """Every asset, in the order of the flow."""
    declared = catalogue()
    return [
        *sources(declared),
        *declarations(declared),
        intake(declared),
        *(kpi(model, declared) for model in kpi_models(declared)),
        *figure_views(declared),
        documents(declared),
        published(declared),
        *signed(declared),
    ]
