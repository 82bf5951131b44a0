"""What every declaration is."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A declaration: nothing in it changes after load, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
