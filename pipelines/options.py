"""What several commands share: how long they wait at a terminal, and the option for programs."""

from enum import StrEnum
from typing import Annotated

import typer

# Seconds that a person waits for a warehouse which another process holds.
AT_A_TERMINAL = 5.0
Json = Annotated[
    bool,
    typer.Option("--json", help="In JSON cho chương trình. / Print JSON for programs instead of text for people."),
]
# The two programs of the stewards' view.
Part = StrEnum("Part", ["web", "daemon"])
