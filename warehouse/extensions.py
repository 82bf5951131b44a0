"""DuckDB's extensions: each comes in a wheel of its own, and is loaded from there. Nothing is fetched."""

import importlib.util
from pathlib import Path

import duckdb


class NoExtension(RuntimeError):
    """An extension is not installed for this DuckDB; the message says which, and what to do."""


def extension(name: str) -> Path:
    """Where the wheel of an extension has put it; raises NoExtension."""
    found = importlib.util.find_spec(f"duckdb_extension_{name}")
    folder = Path(found.origin or "").parent if found else Path()
    path = folder / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if found is None or not path.is_file():
        package = f"duckdb-extension-{name.replace('_', '-')}=={duckdb.__version__}"
        raise NoExtension(
            f"Thiếu phần mở rộng {name} của DuckDB {duckdb.__version__}. Hãy cài gói {package} (`make setup`; cho kho"
            " DuckLake: pip install 'solieu[lake]'). / DuckDB's extension is not installed: install that package."
        )
    return path
