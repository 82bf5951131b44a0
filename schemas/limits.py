"""The record of what a file may cost at most (`limits.yaml`)."""

from schemas.record import Record


class Limits(Record):
    """What a file may cost at most: bytes as sent, bytes unpacked, members of an archive, cells, time and memory.

    `settle_seconds`, `writing_seconds`: when a file counts as written; `marked_…`: what a workbook may hold to
    come back with its cells marked; `item_…`: what the warehouse may hold while it reads an item-level return, and the
    rejected rows of it that are told one by one.
    """

    workbook_bytes: int
    text_bytes: int
    unpacked_bytes: int
    members: int
    cells: int
    columns: int
    seconds: int
    memory_bytes: int
    settle_seconds: int
    writing_seconds: int
    marked_bytes: int
    marked_cells: int
    item_memory_bytes: int
    item_findings: int
