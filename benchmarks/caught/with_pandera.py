"""pandas reads the table, pandera checks types, labels, bounds, keys and what must hold between two figures."""

from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from benchmarks.caught.found import Found, told
from benchmarks.caught.given import Declared, Table, measures, tables


def run(given: Path, _: Path) -> dict[str, Any]:
    """What was caught."""
    return told(given, [found for table in tables(given) for found in findings(table)])


def findings(table: Table) -> list[Found]:
    """Each failing cell; a column that lacks, or fails as a whole, has no row."""
    figures = measures(table.form)
    frame = table.frame.assign(
        **{n: pd.to_numeric(table.frame[n], errors="coerce") for n in figures if n in table.frame}
    )
    try:
        _schema(table.form).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failed = errors.failure_cases.to_dict("records")
        return [table.found(_row(each["index"]), str(each["column"]), str(each["check"])) for each in failed]
    return []


def _row(index: Any) -> int | None:
    return None if pd.isna(index) else int(index)


def _schema(form: Declared) -> pa.DataFrameSchema:
    between = [
        pa.Check(lambda f, a=left, b=right: f[a] <= f[b], name=f"{left} {op} {right}")
        for left, op, right in form["identities"]
    ]
    columns = {name: _column(name, form) for name in form["columns"]}
    return pa.DataFrameSchema(columns, checks=between, unique=form["key"])


def _column(name: str, form: Declared) -> pa.Column:
    column = form["columns"][name]
    if column["role"] == "measure":
        checks = [pa.Check.ge(column["min"])] if column["min"] is not None else []
        whole = [pa.Check(lambda each: each % 1 == 0, name="whole")] if column["whole"] else []
        return pa.Column(float, checks + whole, coerce=True)
    checks = [pa.Check.isin(list(column["codes"]) or column["units"])]
    if column["codes"] and form["each_row"]:
        codes = column["codes"]
        wanted = set(codes.values())
        checks.append(pa.Check(lambda each: {codes.get(v) for v in each} >= wanted, name="each row"))
    return pa.Column(object, checks)
