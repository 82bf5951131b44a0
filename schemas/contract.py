"""Records of the contract for readers: the views of the published file, their columns and exact types."""

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.notes import TableNote
from schemas.record import Name, Record

# No type here is inexact: a reader never gets a float.
SqlType = Annotated[
    str, StringConstraints(pattern=r"^(varchar|integer|bigint|boolean|date|timestamp|decimal\(\d+, \d+\))$")
]


class ContractView(Record):
    """A view that readers can rely on; a column: type, Vietnamese, English. `csv`: it is written as CSV as well."""

    vi: str
    en: str
    csv: bool = False
    columns: dict[Name, tuple[SqlType, str, str]]

    @property
    def note(self) -> TableNote:
        """What the view and its columns hold."""
        return TableNote(vi=self.vi, en=self.en, columns={name: (vi, en) for name, (_, vi, en) in self.columns.items()})


class Contract(Record):
    """The views by name, and what lies below them. `version` is raised when a promise of the views is taken back.

    `published`: relation of the warehouse (`schema.name`) -> the columns of it that the published file holds.
    """

    version: int = Field(ge=1)
    published: dict[str, tuple[Name, ...]]
    views: dict[Name, ContractView]
