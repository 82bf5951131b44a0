"""A draft of so many pages, as people write one: the year's sentences over and over, between plain paragraphs."""

from itertools import cycle
from pathlib import Path

import docx

from benchmarks import demo_home
from reports.sentences import draft
from schemas.declarations import catalogue
from warehouse.reading import year_figures
from warehouse.store import connected

YEAR = 2014
_PAGE = 2_500
_BETWEEN = "Sở đã chủ động phối hợp với các đơn vị triển khai nhiệm vụ theo kế hoạch, bảo đảm tiến độ và chất lượng."


def write(folder: Path, pages: int) -> None:
    """The home, and the draft in it: some 2,500 characters a page."""
    home = demo_home.write(folder)
    with connected(home.warehouse, read_only=True) as connection:
        said = draft(YEAR, year_figures(connection, YEAR), catalogue())
    texts = [text for _, texts in said.paragraphs for text in texts]
    document = docx.Document()
    document.add_heading(f"BÁO CÁO NĂM {YEAR}")
    written = 0
    for text in cycle(texts):
        if written >= pages * _PAGE:
            break
        for each in (text, _BETWEEN):
            document.add_paragraph(each)
            written += len(each)
    document.save(str(folder / "draft.docx"))
