"""Records of the contract for readers: the views of the published file, their columns and exact types."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.notes import TableNote
from schemas.record import Name, Record

# No type here is inexact: a reader never gets a float.
SqlType = Annotated[
    str, StringConstraints(pattern=r"^(varchar|integer|bigint|boolean|date|timestamp|decimal\(\d+, \d+\))$")
]
# Texts of an appendix, which name its columns.
APPENDIX_TEXTS = ("incomplete", "maturity")
# What every table of an appendix has beside its declared columns.
APPENDIX_KEYS = ("year", "row", "label", "unit", *APPENDIX_TEXTS)


class ContractView(Record):
    """A view that readers can rely on; a column: type, Vietnamese, English.

    `csv`: it is written as CSV as well: in one file, or in one for each year.
    """

    vi: str
    en: str
    csv: bool | Literal["by_year"] = False
    columns: dict[Name, tuple[SqlType, str, str]]

    @property
    def heads(self) -> dict[str, str]:
        """Column -> its head in a spreadsheet: what its Vietnamese text says before it explains codes and joins."""
        return {name: vi.partition(":")[0].partition(" (dim_")[0] for name, (_, vi, _) in self.columns.items()}

    @model_validator(mode="after")
    def _heads_differ(self) -> Self:
        if self.csv and len({*self.heads.values()}) < len(self.columns):
            raise ValueError(f"two columns of a CSV file would have one head: {self.heads}")
        return self

    @property
    def note(self) -> TableNote:
        """What the view and its columns hold."""
        return TableNote(vi=self.vi, en=self.en, columns={name: (vi, en) for name, (_, vi, en) in self.columns.items()})


class Contract(Record):
    """The views by name, and what lies below them. `version` is raised when a promise of the views is taken back.

    `published`: relation of the warehouse (`schema.name`) -> the columns of it that the published file holds. `words`:
    column of a view -> what spreadsheets say in place of its codes.
    """

    version: int = Field(ge=1)
    published: dict[str, tuple[Name, ...]]
    words: dict[Name, dict[str, str]]
    views: dict[Name, ContractView]

    @model_validator(mode="after")
    def _words_are_of_columns(self) -> Self:
        columns = {column for view in self.views.values() for column in view.columns}.union(APPENDIX_TEXTS)
        if unknown := self.words.keys() - columns:
            raise ValueError(f"words of columns that no view has: {sorted(unknown)}")
        return self
