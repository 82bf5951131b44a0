"""Exact numbers as plain text, and tables as CSV that every reader of RFC 4180 takes."""

import polars as pl


def plain(name: str) -> pl.Expr:
    """A decimal as digits with a decimal point, to its last digit and no further; null stays null."""
    text = pl.col(name).cast(pl.String)
    return (
        pl.when(text.str.contains(r"\.")).then(text.str.strip_chars_end("0").str.strip_chars_end(".")).otherwise(text)
    )


def csv(frame: pl.DataFrame) -> bytes:
    """The frame as CSV in UTF-8, without a mark before it; null is nothing."""
    return frame.write_csv(line_terminator="\r\n").encode()
