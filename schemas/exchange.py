"""The formats in which figures leave and come back, and the codes that stand for ours in them."""

import hashlib
import string
from collections.abc import Mapping
from datetime import date
from functools import cached_property

from schemas.record import Name, Record
from schemas.records import Column, Form

# The kind of submitter that owes nothing, and its one submitter: who brought a file is not who reported what is in it.
EXCHANGE = "exchange"
# The code of the whole, where a format asks for a code.
TOTAL = "_T"
# The measures that are given; all others are worked out.
GIVEN = ("actual", "plan", "next_plan", "estimate")
# The format that lists figures by international codes, and holds nothing else.
BY_CODE = "by_code"
# What a value that such a file carries is about, as its row is known by in a correction.
CARRIED_KEY: tuple[str, ...] = ("indicator", "measure", "submitter", "period", "district", "breakdown")
_LETTERS = string.ascii_letters
_CHARACTERS = string.digits + string.ascii_letters
_UID = 11
_ROLES = {"value": "measure", "breakdown": "breakdown"}


class Named(Record):
    """A code and what it means."""

    code: str
    vi: str
    en: str


class Artefact(Record):
    """A structure of SDMX: its identifier and its name."""

    id: str
    vi: str
    en: str


class Shown(Named):
    """A measure of a figure; `unit`: what it is in, where that is not the unit of its indicator."""

    unit: str | None = None


class Field(Record):
    """A field of a value: what it holds (`name`), what the format calls it (`label`), the code list that it is of."""

    name: Name
    label: str
    vi: str
    en: str
    list: str | None = None


class Format(Record):
    """A format in which values come back; `layout_of`: the format of which it says the same."""

    code: Name
    name_vi: str
    name_en: str
    fields: tuple[Field, ...]
    layout_of: Name | None = None

    def label(self, name: str) -> str:
        """What the format calls a field."""
        return next(field.label for field in self.fields if field.name == name)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The names of the fields, in their order."""
        return tuple(field.label for field in self.fields)

    @cached_property
    def form(self) -> Form:
        """The format as a form: nobody owes it, and a file of it is the return of a year."""
        columns = [
            Column(name=f.name, role=_ROLES.get(f.name, "note"), label=f.label, comment_vi=f.vi, comment_en=f.en)  # type: ignore[arg-type]
            for f in self.fields
        ]
        return Form(
            code=self.code,
            name_vi=self.name_vi,
            name_en=self.name_en,
            titles=(),
            submitters=EXCHANGE,
            frequency="annual",
            due_days=0,
            valid_from=date(1900, 1, 1),
            key=(),
            columns=tuple(columns),
            layout_of=self.layout_of,
            submitter=EXCHANGE,
        )


class Exchange(Record):
    """What the formats say beside our own code lists."""

    agency: str
    version: str
    structure: Artefact
    concepts: Artefact
    territory: Named
    values: Artefact
    figures: Artefact
    measures: tuple[Shown, ...]
    statuses: tuple[Named, ...]
    frequencies: tuple[Named, ...]
    formats: tuple[Format, ...]

    def format(self, code: str) -> Format:
        """The format of that code."""
        return next(each for each in self.formats if each.code == code)

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """Each format as a form, by code."""
        return {each.code: each.form for each in self.formats}

    def urn(self, kind: str, artefact: str) -> str:
        """The name of an artefact of ours in the whole world of SDMX."""
        return f"urn:sdmx:org.sdmx.infomodel.{kind}={self.agency}:{artefact}({self.version})"

    def flow(self, artefact: Artefact) -> str:
        """How SDMX-CSV names a dataflow."""
        return f"{self.agency}:{artefact.id}({self.version})"


def breakdown_code(listed: str, code: str) -> str:
    """A code of one of our lists among those of all of them."""
    return f"{listed}-{code}"


def uid(kind: str, code: str) -> str:
    """The identifier that DHIS2 knows a thing by: a letter, then ten letters or digits; always the same for it."""
    number = int.from_bytes(hashlib.sha256(f"solieu/{kind}/{code}".encode()).digest())
    number, first = divmod(number, len(_LETTERS))
    text = _LETTERS[first]
    while len(text) < _UID:
        number, place = divmod(number, len(_CHARACTERS))
        text += _CHARACTERS[place]
    return text
