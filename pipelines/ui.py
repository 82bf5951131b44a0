"""Starts the stewards' view: Dagster's web server and daemon, on this machine only."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from pipelines.instance import prepare
from schemas.home import Home

HOST = "127.0.0.1"
MODULE = "pipelines.definitions"
_PATIENCE = 120


def serve(place: Home, port: int, module: str = MODULE, instead: Mapping[str, Any] | None = None) -> int:
    """Serve until Ctrl-C, SIGTERM or the end of one of the two; returns the exit code (2 on failure).

    `module`: what Dagster loads; `instead`: as of `instance.prepare`.
    """
    if _answers(port):
        _tell(f"cổng {port} đang được dùng, hãy chọn cổng khác / the port is in use, choose another: --port {port + 1}")
        return 2
    _found(place, instead)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _children(commands(port, module), place.dagster / "ui.log") as children:
        try:
            return _watch(children, port, place.dagster / "ui.log")
        except KeyboardInterrupt:
            return 0


def become(
    place: Home, port: int, part: str, module: str = MODULE, instead: Mapping[str, Any] | None = None
) -> NoReturn:
    """Become one of the two programs, `web` or `daemon`: for a service manager, which keeps its log and restarts it."""
    _found(place, instead)
    name = {"web": "dagster-webserver", "daemon": "dagster-daemon"}[part]
    program = str(Path(sys.executable).parent / name)
    os.execv(program, [program, *commands(port, module)[name]])  # noqa: S606


def _found(place: Home, instead: Mapping[str, Any] | None) -> None:
    """Dagster's home with its storage, made by one program: of two that begin at once each would, for good unusable."""
    from dagster import DagsterInstance

    folder = prepare(place, instead)
    with (folder / ".storage.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        DagsterInstance.from_config(str(folder)).dispose()


def commands(port: int, module: str = MODULE) -> dict[str, list[str]]:
    """The programs and their arguments. The web server asks nobody who he is, so it listens on this machine alone."""
    return {
        "dagster-webserver": ["-h", HOST, "-p", str(port), "-m", module],
        "dagster-daemon": ["run", "-m", module],
    }


@contextmanager
def _children(commands: dict[str, list[str]], log: Path) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Start programs of this environment in sessions of their own; end them and what they started."""
    folder = Path(sys.executable).parent
    children: dict[str, subprocess.Popen[bytes]] = {}
    with log.open("ab") as output:
        try:
            for name, arguments in commands.items():
                children[name] = subprocess.Popen(
                    [str(folder / name), *arguments], stdout=output, stderr=output, start_new_session=True
                )
            yield children
        finally:
            for child in children.values():
                _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, sign)
            child.wait(timeout=10)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue


def _watch(children: dict[str, subprocess.Popen[bytes]], port: int, log: Path) -> int:
    told, began = False, time.monotonic()
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                _tell(f"{name} đã dừng / has stopped: {log}")
                return 2
        if not told and _answers(port):
            print(f"Giao diện quản trị: http://{HOST}:{port} (Ctrl-C để dừng) · Stewards' view", flush=True)
            told = True
        if not told and time.monotonic() - began > _PATIENCE:
            _tell(f"giao diện không trả lời sau {_PATIENCE} giây / does not answer: {log}")
            return 2
        time.sleep(0.5)


def _tell(told: str) -> None:
    print(f"Lỗi: {told}", file=sys.stderr)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0
