"""What a template's hidden sheet says: for which form, submitter and period it was made, by which declarations."""

from dataclasses import dataclass

IDENTITY_SHEET = "_solieu"


@dataclass(frozen=True)
class Identity:
    """The hidden sheet: a row per field, its name and its value."""

    form: str
    submitter: str
    period: str
    declarations: str
