"""The assets that no step of a night writes: who answers, what is declared, what views say, what was signed."""

import dagster as dg

from pipelines.describing import OWNERS, bilingual, labelled, table_spec
from schemas.catalogue import Catalogue
from warehouse.models import FIGURE_VIEWS, reads
from warehouse.notes import table_notes

SIGNED = ("ops.vintages", "ops.vintage_figures", "ops.vintage_tables", "ops.vintage_indicators")


def sources(declared: Catalogue) -> list[dg.AssetSpec]:
    """Those who answer, outside of Solieu: one source per kind of submitter."""
    specs = []
    for form in (form for form in declared.forms.values() if form.layout_of is None):
        names = [s.vi for s in declared.submitters.values() if form.submitters in s.kinds]
        specs.append(
            dg.AssetSpec(
                ["sources", form.submitters],
                description=f"{form.name_vi}\n\n{form.name_en}\n\n" + "\n".join(f"- {name}" for name in names),
                group_name="sources",
                kinds={"xlsx", "csv"},
                owners=OWNERS,
                metadata=labelled({"submitters": len(names), "frequency": form.frequency, "due_days": form.due_days}),
            )
        )
    return specs


def declarations(declared: Catalogue) -> list[dg.AssetSpec]:
    """The tables that the declarations become; they load with the first intake after a change."""
    return [
        dg.AssetSpec(
            table.split("."),
            description=bilingual(comment),
            group_name="declarations",
            kinds={"yaml", "duckdb"},
            owners=OWNERS,
        )
        for table, (comment, _) in table_notes(declared).items()
        if table.startswith("dim.")
    ]


def signed(declared: Catalogue) -> list[dg.AssetSpec]:
    """What was signed, written by `solieu sign` from the figures of that day."""
    read = [["kpi", "appendix_values"], ["kpi", "indicator_year"], ["kpi", "estimate_year"]]
    return [table_spec(table, declared, group="signed", deps=read) for table in SIGNED]


def figure_views(declared: Catalogue) -> list[dg.AssetSpec]:
    """The views over the figures: they say today what the tables that they read say."""
    return [
        table_spec(
            view,
            declared,
            group="kpi",
            deps=[table.split("/") for table in reads(view.replace(".", "/"), declared)],
            kinds=("duckdb", "sql"),
        )
        for view in FIGURE_VIEWS
    ]
