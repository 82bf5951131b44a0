"""Which table a person means: by its number, however it is written, or by its title."""

import re
import unicodedata

from reports.appendix import NoFigures
from schemas.declarations import Catalogue
from schemas.text import folded, key

_TABLE = re.compile(r"(appendix|phu luc|pl|annex|table|bang|bieu) ?(?:so )?(\w+)(?:[.:,].*)?")
_APPENDIX = ("appendix", "phu luc", "pl")
_YEARS = re.compile(r" (?:so voi )?nam (?:\d{4}|\{\w+\})")
_WORDS = ("mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_NUMBERS = {word: place for words in (_WORDS, _ROMAN) for place, word in enumerate(words, start=1)}


def table_number(what: str, catalogue: Catalogue) -> int | None:
    """The number of the table that `appendix-2`, `Phụ lục II`, `Biểu 5` or a title names; None for what names no table.

    A table of the annex goes by the number that is printed at it, or by its number in the warehouse; a title by itself
    or a piece that only one has, unless it is the name of an indicator. Raises NoFigures, naming those that there are.
    """
    asked = _plain(what)
    match = _TABLE.fullmatch(asked)
    number = _number(match[2]) if match else None
    if match is None or number is None:
        return _titled(what, asked, catalogue)
    is_appendix = match[1] in _APPENDIX
    if is_appendix and number in catalogue.appendices:
        return number
    printed = dict(enumerate(catalogue.annex, start=1))
    if not is_appendix and (number in printed or number in catalogue.annex):
        return printed.get(number, number)
    known = [f"appendix-{each}" for each in catalogue.appendices] + [f"bieu-1 … bieu-{len(printed)}"]
    raise NoFigures(f"Không có bảng “{what}”. Hãy chọn: {', '.join(known)}.")


def appendix_number(what: str, catalogue: Catalogue) -> int:
    """The number of the appendix that a person names: `2`, `Phụ lục 2`, its title. Raises NoFigures for others."""
    number = int(what) if what.isdecimal() else table_number(what, catalogue)
    if number is None or number not in catalogue.appendices:
        known = ", ".join(map(str, catalogue.appendices))
        raise NoFigures(f"Không có phụ lục {what}; các phụ lục: {known}. Các biểu khác: `solieu annex`.")
    return number


def _plain(text: str) -> str:
    """Without tone marks and in one case, blanks for dashes."""
    letters = unicodedata.normalize("NFD", folded(text)).replace("đ", "d").replace("-", " ")
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).split())


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else _NUMBERS.get(text)


def _titled(what: str, asked: str, catalogue: Catalogue) -> int | None:
    if key(what) in {*catalogue.indicators, *(key(catalogue.name_vi(i)) for i in catalogue.indicators.values())}:
        return None
    sought = _YEARS.sub("", asked)
    titles = {number: _YEARS.sub("", _plain(table.title_vi)) for number, table in catalogue.printed_tables.items()}
    whole = [number for number, title in titles.items() if title == sought]
    pieces = [number for number, title in titles.items() if sought and sought in title]
    return next((found[0] for found in (whole, pieces) if len(found) == 1), None)
