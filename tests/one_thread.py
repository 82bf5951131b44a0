"""Importing this gives DuckDB one thread: of so little data a second takes more than it gives, and cores are shared."""

from typing import Any

import duckdb

_connect = duckdb.connect


def _connected(*args: Any, **kwargs: Any) -> duckdb.DuckDBPyConnection:
    return _connect(*args, **kwargs | {"config": {"threads": 1} | kwargs.get("config", {})})


duckdb.connect = _connected
