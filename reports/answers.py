"""Answers to submitters: the sender's own workbook with its cells marked, or a letter, laid into the outbox."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from reports.documents import write_whole
from reports.receipts import Receipt, Record, folder_of, name_of, receipt
from reports.receipts_letter import as_html, as_text
from reports.receipts_limits import is_workbook
from schemas.declarations import Catalogue
from schemas.home import make_durable

_WRITERS = 8


@dataclass(frozen=True)
class Answer:
    """An answer ready to be laid into the outbox: its files by name, the one to open first."""

    folder: str
    files: Mapping[str, bytes]

    @property
    def path(self) -> str:
        """Where a person finds it, from the outbox."""
        return self.paths[0]

    @property
    def paths(self) -> tuple[str, ...]:
        """Where each of its files lies, likewise."""
        return tuple(f"{self.folder}/{name}" for name in self.files)


def answer(record: Record, original: Path, catalogue: Catalogue) -> Answer:
    """The answer to one receipt, whose file lies at `original`; the same bytes for the same receipt.

    A workbook in which something has to be looked at comes back with its cells marked; everything else,
    and a workbook that is too large or does not open, gets a letter.
    """
    words = receipt(record, catalogue)
    if words.findings and is_workbook(original, catalogue.limits):
        from reports.receipts_workbook import annotated

        marked = annotated(original, words, catalogue)
        if marked:
            return Answer(folder_of(record), {name_of(record, marked.extension): marked.content})
        words = replace(words, notes=(*words.notes, catalogue.messages["answer_not_annotated"]))
    return Answer(folder_of(record), _letter(record, words))


def _letter(record: Record, words: Receipt) -> dict[str, bytes]:
    return {name_of(record, "html"): as_html(words).encode(), name_of(record, "txt"): as_text(words).encode()}


def lay(outbox: Path, answers: Sequence[Answer]) -> None:
    """Write answers into the outbox, each file whole or not at all, and durably."""
    files = {outbox / each.folder / name: content for each in answers for name, content in each.files.items()}
    with ThreadPoolExecutor(_WRITERS) as pool:
        # Each waits for the disk: several wait no longer than one.
        list(pool.map(write_whole, files, files.values()))
    for folder in {outbox, *(outbox / each.folder for each in answers)}:
        make_durable(folder)
