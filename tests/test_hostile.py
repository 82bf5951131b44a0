"""Hostile and broken input: each file ends in the ledger with its reason, within bounds, and the others go through."""

import subprocess
import sys
from pathlib import Path

from hostile_files import make

from schemas.home import Home
from warehouse.reading import records
from warehouse.store import connected

# Without the rights by which root reads everything; prints the peak of its memory and its readers', in MB.
NIGHT = """
import ctypes, resource, sys
from pathlib import Path
from pipelines import steps
from schemas.declarations import catalogue
from schemas.home import Home
steps.take_in(Home(Path(sys.argv[1])), catalogue())
own, readers = (resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(own, readers)
"""
DROP_RIGHTS = """
import ctypes, os, sys
for right in (1, 2):  # to read and to search whatever its owner forbids
    ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-c", *sys.argv[1:]])
"""


def a_night(home: Home) -> int:
    """Take the inbox in, in a process of its own that may read no more than its owner; returns its peak memory in MB."""
    command = [sys.executable, "-c", DROP_RIGHTS, NIGHT, str(home.root)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert not done.returncode, done.stderr
    return max(map(int, done.stdout.split()))


def told(home: Home) -> dict[str, set[str]]:
    with connected(home.warehouse, read_only=True) as connection:
        query = (
            "select file_name, status, list(check_name) filter (check_name is not null) as checks from ops.submissions "
            "left join ops.rejections using (submission_id) group by all order by 1"
        )
        return {row["file_name"]: set(row["checks"] or ()) for row in records(connection, query)}


def test_one_night_over_everything_hostile(home: Home, tmp_path: Path) -> None:
    """Each file has its reason, nothing outside the inbox is read, the good ones are in, and memory is bounded."""
    expected = make(home.inbox, tmp_path / "outside")
    most = a_night(home)
    found = told(home)
    assert expected.keys() <= found.keys()
    wrong = {
        name: (found[name], checks)
        for name, checks in expected.items()
        if not (found[name] <= checks and bool(found[name]) == bool(checks))
    }
    assert not wrong
    print(most)
