"""`solieu serve`: the published figures for DuckDB clients over the network, from the command line."""

import ipaddress
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from pipelines.printing import fail, tell
from schemas.home import Home, home

TOKEN_VARIABLE = "SOLIEU_SERVE_TOKEN"  # noqa: S105 - its name
_TOKEN_FILE = "serve-token"  # noqa: S105 - its name
_SHORTEST = 16
_LOOK_EVERY = 0.5
_TRY_AGAIN = 10.0
_PATIENCE = 30.0


def serve(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Cổng. / The port.")] = 9494,
    listen: Annotated[
        str, typer.Option("--listen", help="Địa chỉ IPv4 của máy này. / An IPv4 address of this machine.")
    ] = "127.0.0.1",
    open_to_network: Annotated[
        bool,
        typer.Option(
            "--open-to-network",
            help="Cho máy khác truy cập, không mã hoá. / Let other machines in, without encryption.",
        ),
    ] = False,
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", help="Tệp chứa mã truy cập. / The file with the token."),
    ] = None,
) -> None:
    """Phục vụ kho số liệu công bố cho các máy khác đọc (DuckDB, giao thức Quack), chỉ đọc. Ctrl-C để dừng.

    Ai có mã truy cập thì hỏi được bằng SELECT, không ghi, không mở tệp, không đổi thiết lập nào. Có lần công bố mới
    thì máy chủ tự chuyển sang, không phải chạy lại. Mã truy cập lấy từ biến SOLIEU_SERVE_TOKEN, từ tệp --token-file,
    hoặc từ tệp serve-token trong SOLIEU_HOME; tệp này được tạo ở lần chạy đầu, chỉ tài khoản chạy lệnh đọc được.

    Serves the published figures to DuckDB clients (protocol Quack), read-only; follows new publications by itself. The
    token comes from the variable SOLIEU_SERVE_TOKEN, a file, or serve-token in SOLIEU_HOME, made when there is none.
    How clients ask: docs/bi.md.

    Ví dụ / Example: solieu serve --port 9494
    """
    place = home()
    _refuse_network(listen, open_to_network=open_to_network)
    if not place.published_warehouse.is_file():
        fail(place.unpublished)
    token, where = _token(place, token_file)
    if _in_use(listen, port):
        fail(f"Cổng {port} đang được dùng. Hãy chọn cổng khác: solieu serve --port {port + 1} / The port is in use.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _follow(_Asked(place.published_warehouse, f"quack:{listen}:{port}", token, open_to_network), where)
    except KeyboardInterrupt:
        return


def _refuse_network(listen: str, *, open_to_network: bool) -> None:
    """Leave with a message where an address is none, or is open to others and nobody said that it may be."""
    try:
        address = ipaddress.IPv4Address("127.0.0.1" if listen == "localhost" else listen)
    except ValueError:
        fail(f"“{listen}” không phải địa chỉ IPv4 của máy này, như 127.0.0.1. / No IPv4 address.")
    if not address.is_loopback and not open_to_network:
        fail(
            f"{listen} cho mọi máy tới được địa chỉ này truy cập, và không mã hoá: mã truy cập và số liệu đi trên mạng "
            "ở dạng đọc được. Nên để 127.0.0.1 sau một proxy có TLS. Nếu mạng đã được bảo vệ, hãy thêm "
            f"--open-to-network. / {listen} lets in every machine that reaches it, unencrypted, the token too. Keep "
            "127.0.0.1 behind a proxy with TLS, or add --open-to-network."
        )


def _token(place: Home, file: Path | None) -> tuple[str, str]:
    """The token, and where it stands; made where there is none. Leaves with a message where it is not safe."""
    if given := os.environ.pop(TOKEN_VARIABLE, ""):
        return _long_enough(given, TOKEN_VARIABLE), TOKEN_VARIABLE
    path = file or place.root / _TOKEN_FILE
    if file is None and not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as fresh:
            fresh.write(secrets.token_urlsafe(32) + "\n")
    if path.stat().st_mode & 0o077:
        fail(f"Người khác đọc được mã truy cập trong {path}. Hãy chạy: chmod 600 {path} / Others may read the token.")
    return _long_enough(path.read_text(encoding="utf-8").strip(), str(path)), str(path)


def _long_enough(token: str, where: str) -> str:
    if len(token) < _SHORTEST:
        fail(f"Mã truy cập trong {where} ngắn hơn {_SHORTEST} ký tự nên dễ đoán. / The token is too short.")
    return token


def _in_use(listen: str, port: int) -> bool:
    """Whether anybody listens there; several servers of ours could share a port, and clients would get either."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen, port))
        except OSError:
            return True
    return False


@dataclass(frozen=True)
class _Asked:
    path: Path
    uri: str
    token: str
    others: bool

    def line(self) -> bytes:
        """What `warehouse.serving` reads."""
        return json.dumps({**vars(self), "path": str(self.path)}).encode() + b"\n"

    def which(self) -> tuple[int, int]:
        """Which publication lies there: the file is replaced, never written to."""
        found = self.path.stat()
        return found.st_ino, found.st_mtime_ns


def _follow(asked: _Asked, where: str) -> None:
    """Serve the publication that is there, and each that replaces it, until interrupted."""
    served = asked.which()
    child = _started(asked)
    if child is None:
        raise typer.Exit(2)
    told = f"Đang phục vụ {asked.uri}, chỉ đọc; mã truy cập: {where} (Ctrl-C để dừng) · Serving, read-only"
    print(told, flush=True)
    try:
        while True:
            time.sleep(_LOOK_EVERY)
            try:
                newest = asked.which()
            except FileNotFoundError:
                continue  # The one that is served is still there for those who have it.
            if newest == served and child.poll() is None:
                continue
            if not _followed(child):
                child = _replaced(child, asked)
            told = "Đã chuyển sang lần công bố mới · Now serving the new publication"
            print(told if newest != served else "Đã chạy lại · Started again", flush=True)
            served = newest
    finally:
        _end(child)


def _followed(child: "subprocess.Popen[bytes]") -> bool:
    """Whether the process that serves goes on with the new publication, its clients' connections with it."""
    from warehouse.serving import READY

    if child.stdin is None or child.stdout is None:
        return False
    try:
        child.stdin.write(b"next\n")
    except BrokenPipeError:
        return False
    return child.stdout.readline().decode().strip() == READY


def _replaced(child: "subprocess.Popen[bytes]", asked: _Asked) -> "subprocess.Popen[bytes]":
    """The next one answers before the last one ends, so that there is always one; a new try where it does not start."""
    while True:
        fresh = _started(asked)
        if fresh:
            _end(child)
            return fresh
        time.sleep(_TRY_AGAIN)


def _started(asked: _Asked) -> "subprocess.Popen[bytes] | None":
    """A process that serves what lies there now and answers; None where it does not, which is told."""
    child = subprocess.Popen(
        [sys.executable, "-m", "warehouse.serving"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        bufsize=0,
    )
    if child.stdin is None or child.stdout is None or child.stderr is None:
        return None
    child.stdin.write(asked.line())
    if child.stdout.readline():
        return child
    tell(child.stderr.read().decode(errors="replace").strip())
    _end(child)
    return None


def _end(child: "subprocess.Popen[bytes]") -> None:
    """The end of its input ends it."""
    for stream in (child.stdin, child.stdout, child.stderr):
        if stream:
            stream.close()
    try:
        child.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
