"""How people write the quarter of a year, in titles and headers alike: `Quý IV`, `quí 4`, `Q4`, `quý bốn`."""

WORD = r"(?:qu[ýí]|qúy|q)"
NUMBER = r"(?:iv|iii|ii|i|[1-4]|một|hai|ba|bốn|tư)"
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4}


def number(written: str) -> int:
    """The quarter, 1 to 4, of a comparable text that `NUMBER` matches."""
    return _NUMBERS.get(written) or int(written)
