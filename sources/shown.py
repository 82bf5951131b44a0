"""What a number's format shows beside the number: `890 "nghìn đồng"`, or thousands with digits hidden."""

import re
from collections.abc import Mapping

_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_ASIDE = re.compile(r"\[[^\]]*\]|_.|\*.")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
# A sign of money is put on amounts of any magnitude, so it says nothing of theirs.
_MONEY = frozenset(["đ", "₫", "vnd", "vnđ", "$", "usd"])


def worded(styles: bytes) -> Mapping[str, str]:
    """Number of a cell's style -> what it shows behind the number: words, or its code where it hides digits."""
    from lxml import etree

    try:
        root = etree.fromstring(styles, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return {}
    codes = {node.get("numFmtId", ""): node.get("formatCode", "") for node in root.iterfind(".//{*}numFmts/{*}numFmt")}
    behind = {number: _behind(code) for number, code in codes.items()}
    used = (node.get("numFmtId", "") for node in root.iterfind("{*}cellXfs/{*}xf"))
    return {str(place): behind[number] for place, number in enumerate(used) if behind.get(number)}


def _behind(code: str) -> str:
    first = _ASIDE.sub("", code.partition(";")[0])
    words = " ".join("".join(a or b for a, b in _LITERAL.findall(first)).split())
    if _SCALED.search(_LITERAL.sub("", first)):
        return f"[{code}]"
    return words if any(sign.isalpha() for sign in words) and words.casefold() not in _MONEY else ""


def as_shown(value: str, words: str) -> str:
    """A number of a cell with the words that its format shows behind it, as somebody would type both."""
    return f"{value.replace('.', ',')} {words}" if _PLAIN.fullmatch(value) else ""


def styles_used(sheet: bytes, styles: Mapping[str, str]) -> bool:
    """Whether a sheet may have a cell in one of the styles: cheap, it is asked of every sheet."""
    names = "|".join(styles)
    return bool(styles) and re.search(rf"""\ss=["'](?:{names})["']""".encode(), sheet) is not None
