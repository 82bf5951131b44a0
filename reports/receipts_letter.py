"""An answer as a letter: a page for screen, phone and printer, and the same as plain text."""

from reports.receipts import Receipt
from reports.templating import environment


def as_html(words: Receipt) -> str:
    """A complete page that needs nothing else; whatever the sender wrote stays text."""
    return environment().get_template("receipt.html").render(receipt=words)


def as_text(words: Receipt) -> str:
    """The whole letter in Vietnamese, then in English."""
    return environment(escaped=False).get_template("receipt.txt").render(receipt=words)
