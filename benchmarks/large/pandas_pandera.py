"""pandas reads the file as text, pandera checks it, rows that fail are set aside, and both go into DuckDB."""

from pathlib import Path

import duckdb
import pandas as pd
import pandera.pandas as pa

_NAMES = ["operator", "district", "commune", "month", "service", "new_subscribers", "subscribers", "revenue"]
_FIGURES = _NAMES[-3:]
_OPERATORS = ["vnpt_quang_ninh", "viettel_quang_ninh", "mobifone_centre_5", "vietnamobile"]
_SERVICES = ["fixed_wired", "fixed_wireless", "mobile_postpaid", "mobile_prepaid", "xdsl", "ftth"]
_DISTRICTS = [str(code) for code in range(193, 208) if code != 197]
_MONTHS = [f"2014-{month:02}" for month in range(1, 13)]
_SCHEMA = pa.DataFrameSchema(
    {
        "operator": pa.Column(str, pa.Check.isin(_OPERATORS)),
        "district": pa.Column(str, pa.Check.isin(_DISTRICTS)),
        "commune": pa.Column(str),
        "month": pa.Column(str, pa.Check.isin(_MONTHS)),
        "service": pa.Column(str, pa.Check.isin(_SERVICES)),
        **{name: pa.Column(float, [pa.Check.ge(0), pa.Check(lambda each: each % 1 == 0)]) for name in _FIGURES},
    },
    unique=_NAMES[:5],
)


def run(given: Path, work: Path) -> int:
    """The rows accepted and rejected that are in the tables."""
    text = pd.read_csv(given, names=_NAMES, header=0, dtype=str, engine="pyarrow")
    typed = text.assign(**{name: pd.to_numeric(text[name], errors="coerce") for name in _FIGURES})
    try:
        _SCHEMA.validate(typed, lazy=True)
        bad = pd.Index([])
    except pa.errors.SchemaErrors as errors:
        bad = pd.Index(errors.failure_cases["index"].dropna().unique())
    good, rejected = typed.drop(bad), text.loc[bad].assign(line=bad + 2)
    good = good.astype(dict.fromkeys(_FIGURES, "int64"))
    with duckdb.connect(work / "loaded.duckdb") as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute("create table accepted as from good")
        connection.execute("create table rejections as from rejected")
    return len(good) + len(rejected)
