"""The templates of `reports/templates`."""

from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

_BOTH = Markup('<span class="t" lang="vi">{}</span><span class="t" lang="en">{}</span>')


def both(vi: object, en: object) -> Markup:
    """Vietnamese and English side by side; the switch of a page shows one of them."""
    return _both(*(each if isinstance(each, str) else str(each) for each in (vi, en)))


# A page of returns says the same few words thousands of times. Markup is no text that is to be escaped: `typed`.
@lru_cache(maxsize=4096, typed=True)
def _both(vi: str, en: str) -> Markup:
    return escape(vi) if vi == en else _BOTH.format(vi, en)


@cache
def environment(*, escaped: bool = True) -> Environment:
    """The templates of `reports/templates`, which know `both`; `escaped` for pages, not for plain text."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=escaped,  # noqa: S701 (plain text is no page)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["both"] = both
    return made
