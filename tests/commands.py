"""The command line as people and scripts use it: the installed program, or its `main` in this process.

The second says the same without importing everything anew; what is about the process itself starts the first.
"""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest

from schemas.home import Home
from solieu import main

PROGRAM = Path(sys.executable).parent / "solieu"


class Said(NamedTuple):
    """What a command returned and printed."""

    code: int
    out: str
    err: str


def started(home: Home | None, *arguments: str | Path) -> Said:
    """Run the installed program in a process of its own."""
    environment = os.environ | ({"SOLIEU_HOME": str(home.root)} if home else {})
    run = subprocess.run([PROGRAM, *arguments], env=environment, capture_output=True, text=True, check=False)
    return Said(run.returncode, run.stdout, run.stderr)


def called(home: Home | None, *arguments: str | Path) -> Said:
    """Run the program's `main` here; the environment is as it was afterwards."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    line = ["solieu", *(str(argument) for argument in arguments)]
    place = {"SOLIEU_HOME": str(home.root)} if home else {}
    with (
        patch.dict(os.environ, place),
        patch.object(sys, "argv", line),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    out.flush()
    return Said(int(ended.value.code or 0), out.buffer.getvalue().decode(), err.getvalue())


def solieu(home: Home | None, *arguments: str | Path, code: int = 0) -> str:
    """What a command prints; fails when the exit code is another."""
    said = called(home, *arguments)
    assert said.code == code, said.out + said.err
    assert "Traceback" not in said.err
    return said.out
