"""The standard sentences as text, Markdown, JSON, page and Word document."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from io import BytesIO

import simplejson

from reports.numbers import literal
from reports.sentences import Draft
from reports.templating import environment

NAME, FILES = "doan-van", ("md", "docx")


def as_text(draft: Draft) -> str:
    """Plain text: a paragraph is one line, to be copied whole."""
    lines = [draft.heading, draft.title]
    for heading, texts in draft.paragraphs:
        lines += ["", heading, *(f"- {text}" for text in texts)]
    return "\n".join([*lines, "", *draft.notes]).rstrip() + "\n"


def as_markdown(draft: Draft) -> str:
    """Markdown, in which a mark of an incomplete figure stays a mark."""
    parts = [f"# {_escaped(draft.heading)}", _escaped(draft.title)]
    for heading, texts in draft.paragraphs:
        parts += [f"## {_escaped(heading)}", "\n".join(f"- {_escaped(text)}" for text in texts)]
    return "\n\n".join([*parts, *map(_escaped, draft.notes)]) + "\n"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", text)


def as_json(draft: Draft) -> str:
    """For programs: a list of sentences, each with the figures it states; `text` is null where it cannot be said.

    `value` is that of the KPI table, in the base unit; `printed` is what stands in the text, in `unit`.
    """
    told = [
        {"section": each.section, "code": each.code, "text": each.plain}
        | {"figures": [vars(f) | {"value": Decimal(literal(f.value))} for f in each.figures]}
        | {"missing": list(each.missing)}
        for each in draft.sentences
    ]
    return simplejson.dumps(told, ensure_ascii=False, indent=2, use_decimal=True) + "\n"


def as_html(draft: Draft) -> str:
    """A page that stands alone."""
    return environment().get_template("sentences.html").render(draft=draft)


def as_docx(draft: Draft) -> bytes:
    """A Word file of A4 pages that stand, the same bytes for the same figures."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    from reports.word import set_up, timeless
    from reports.word_parts import CENTER, write

    book = docx.Document()
    set_up(book, draft, lying=False)
    write(book.add_paragraph(), draft.heading, size=14, bold=True, align=CENTER, after=4)
    write(book.add_paragraph(), draft.title, size=14, bold=True, align=CENTER, after=8)
    for heading, texts in draft.paragraphs:
        write(book.add_paragraph(), heading, size=14, bold=True, before=10, after=4, keep=True)
        for text in texts:
            made = write(book.add_paragraph(), f"- {text}", size=14, align=WD_ALIGN_PARAGRAPH.JUSTIFY, after=6)
            made.paragraph_format.first_line_indent = Mm(10)
    for note in draft.notes:
        write(book.add_paragraph(), note, size=12, italic=True, before=4)
    out = BytesIO()
    book.save(out)
    return timeless(out.getvalue())


WRITERS: Mapping[str, Callable[[Draft], str | bytes]] = {
    "text": as_text,
    "md": as_markdown,
    "docx": as_docx,
    "html": as_html,
    "json": as_json,
}
