"""openpyxl gives the cells of every sheet in its fastest way, and nothing is done with them."""

from pathlib import Path

from openpyxl import load_workbook


def run(given: Path, _: Path) -> dict[str, int]:
    """How many files there were, and how many cells."""
    cells = files = 0
    for file in sorted(given.iterdir()):
        book = load_workbook(file, read_only=True, data_only=True)
        for sheet in book.worksheets:
            cells += sum(len(row) for row in sheet.iter_rows(values_only=True))
        book.close()
        files += 1
    return {"rows": files, "cells": cells}
