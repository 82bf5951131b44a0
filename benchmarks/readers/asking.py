"""Asks the same statements many times on an open connection; needs nothing but DuckDB."""

import time
from collections.abc import Mapping
from statistics import median
from typing import Any

import duckdb


def asked(connection: duckdb.DuckDBPyConnection, queries: Mapping[str, str], statements: int) -> dict[str, Any]:
    """The statements in turn until there were so many; the median seconds of each."""
    taken: dict[str, list[float]] = {name: [] for name in queries}
    for _ in range(statements // len(queries)):
        for name, query in queries.items():
            began = time.perf_counter()
            connection.execute(query).fetchall()
            taken[name].append(time.perf_counter() - began)
    asked_for = sum(map(len, taken.values()))
    return {"rows": asked_for, "per_query": {name: median(each) for name, each in taken.items()}}
