"""The demo's quarterly and yearly returns, sent by many more submitters of the same kinds."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from random import Random

from schemas.declarations import Catalogue, catalogue
from sources.demo import demo_figures
from sources.demo.figures import INSPECTION, OPERATOR, POSTAL, Return
from sources.demo.files import workbook
from sources.demo.pages import lay_out
from sources.demo.seed import seed
from sources.demo.shapes import choose


def write(folder: Path, files: int) -> None:
    """One workbook per return, in the shapes that people give them."""
    known = many(files)
    folder.mkdir()
    for number, returned in enumerate(islice(_returns(), files), start=1):
        dice = Random(f"many {number}")
        shape = choose(returned, known.submitters[returned.submitter].vi, dice, known, seed(), delimited=False)
        content = workbook(lay_out(returned, shape, known), shape.sheet, shape.spare_sheets)
        (folder / f"{number:05d}.xlsx").write_bytes(content)


def many(files: int) -> Catalogue:
    """The declarations, with as many submitters as so many files need."""
    known = catalogue()
    codes = {returned.submitter for returned in islice(_returns(), files)}
    copies = {}
    for code in sorted(codes - known.submitters.keys()):
        original, _, number = code.rpartition("_no_")
        first = known.submitters[original]
        copies[code] = first.model_copy(update={"code": code, "vi": f"{first.vi} {number}", "aliases": ()})
    return replace(known, submitters={**known.submitters, **copies}, version=f"{known.version}-{files}")


def _returns() -> Iterator[Return]:
    """Every return of the demo, then every one as of a second submitter, and so on."""
    forms = (OPERATOR, POSTAL, INSPECTION)
    demo = [each for each in demo_figures(catalogue()) if each.form in forms]
    for number in count(1):
        for each in demo:
            yield each if number == 1 else replace(each, submitter=f"{each.submitter}_no_{number}")
