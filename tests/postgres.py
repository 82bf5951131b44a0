"""A real PostgreSQL for the tests: a cluster in a folder of its own, reached by a socket, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NAME = "solieu"


def programs() -> Path:
    """The folder of PostgreSQL's programs; fails with what to install where there is none."""
    named, found = os.environ.get("POSTGRES_BIN"), shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not (named or found or debian):
        pytest.fail("These tests need PostgreSQL: `apt-get install postgresql`, or name its folder in POSTGRES_BIN.")
    return Path(named) if named else Path(found or debian[-1]).parent


@contextmanager
def server(at: str = "") -> Iterator[str]:
    """The address of a database in a cluster that runs for as long as the context; never as root.

    `at`: an address of this machine, by whose network it is reached as well; such a one keeps what it is told.
    """
    # A socket's name has little room, and another account must reach it.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        data = _data(folder)
        _run(folder, "initdb", "-D", data, "-U", NAME, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = f"-k {folder} -c listen_addresses='{at}' -c max_connections=200"
        if at:
            with (Path(data) / "pg_hba.conf").open("a", encoding="utf-8") as rights:
                rights.write(f"host all all {at}/24 trust\n")
        else:
            options += " -c fsync=off"
        _run(folder, "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            yield f"postgresql://{NAME}@{at}/postgres" if at else f"postgresql://{NAME}@/postgres?host={folder}"
        finally:
            _run(folder, "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def restart(url: str) -> None:
    """Restart the server at `url`, of `server`: who is connected loses the connection, and what was not committed."""
    folder = url.partition("host=")[2]
    _run(folder, "pg_ctl", "-D", _data(folder), "-w", "-l", f"{folder}/log", "-m", "fast", "restart")


def _data(folder: str) -> str:
    return f"{folder}/data"


def _run(folder: str, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; where the tests are root's, as nobody, who then owns the folder."""
    other = None if os.getuid() else pwd.getpwnam("nobody")
    if other:
        os.chown(folder, other.pw_uid, other.pw_gid)
    ran = subprocess.run(
        [str(programs() / program), *arguments],
        cwd=folder,
        user=other and other.pw_uid,
        group=other and other.pw_gid,
        extra_groups=[] if other else None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
