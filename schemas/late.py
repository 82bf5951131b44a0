"""pandas, which no command needs before it judges returns or rules, is not imported before that either.

DuckDB would import it, where it is installed, for the first parameter of any query: half a second of every command.
"""

import sys

_PANDAS = "pandas"


def spare_pandas() -> None:
    """Hide pandas from whatever looks for it, unless it is there already."""
    sys.modules.setdefault(_PANDAS, None)  # type: ignore[arg-type]


def need_pandas() -> None:
    """Undo that, for a library that cannot do without."""
    if sys.modules.get(_PANDAS, sys) is None:
        del sys.modules[_PANDAS]
