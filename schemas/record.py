"""What every declaration is: a frozen record."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

# Names of tables, columns and codes: they stand in SQL, so nothing else may be a name.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class Record(BaseModel):
    """A declaration: nothing in it changes after load, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
