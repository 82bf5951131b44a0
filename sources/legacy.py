"""Vietnamese typed before Unicode: letters of the fonts `.Vn…` (TCVN3) and `VNI-…`, and Windows-1258.

A text in these encodings looks like Western letters with accents. Which one it is can be told from a whole
sheet and never from a cell, so each sheet is judged once, by what its letters become. The conversion is
viparse's; two letters that its VNI table lacks are added. Capitals of the TCVN3 fonts come out in small
letters, since those fonts show small letters as capitals; labels are compared without regard to case.
"""

import unicodedata

UNKNOWN = ""
_WESTERN = range(0x80, 0x100)
_MISSING_IN_VNI = {"aú": "ẳ", "AÚ": "Ẳ", "î": "ỵ", "Î": "Ỵ"}
_CLEARLY_BETTER = 0.05


def encoding_of(text: str) -> str:
    """The encoding in which a sheet's Western letters spell Vietnamese: `tcvn3`, `vni`, or empty when they do not."""
    if not any(ord(letter) in _WESTERN for letter in text):
        return UNKNOWN
    from viparse.normalize.detector import detect_encoding_by_content
    from viparse.normalize.encodings import CHARMAPS

    known = {name: CHARMAPS[name] for name in ("tcvn3", "vni")}
    return detect_encoding_by_content(text, known).encoding or UNKNOWN


def to_unicode(text: str, encoding: str) -> str:
    """A text of a sheet in that encoding; U+00AD is the letter ư of TCVN3 and not a soft hyphen."""
    from viparse.normalize.encodings import CHARMAPS
    from viparse.normalize.tables import convert

    for letters, letter in _MISSING_IN_VNI.items() if encoding == "vni" else ():
        text = text.replace(letters, letter)
    converted: str = convert(text, CHARMAPS[encoding])
    return converted


def decode(content: bytes) -> str | None:
    """Bytes that are no Unicode, read as whichever of the three spells Vietnamese; None when none does."""
    from viparse.normalize.frequency import vietnamese_score

    plain = "".join(map(chr, content))
    found = encoding_of(plain)
    windows = unicodedata.normalize("NFC", content.decode("cp1258", errors="replace"))
    best = to_unicode(plain, found) if found else plain
    if "\ufffd" not in windows and vietnamese_score(windows) > vietnamese_score(best) + _CLEARLY_BETTER:
        return windows
    return best if found else None
