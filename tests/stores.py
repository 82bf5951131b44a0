"""A real S3 server for the tests, SeaweedFS (the program `weed`), and a way to it that fails when it is told to."""

import http.client
import itertools
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from threading import Lock, Thread
from typing import Any

import pytest

from schemas.home import Home
from schemas.store import VARIABLE, address
from sources.store import Store

BUCKET, KEY, SECRET = "solieu", "khoa", "mat-khau-cua-kho"
_WEED = Path(sys.executable).parent / "weed"
# Whatever else the machine knows of S3 is none of the tests' business.
_OWN = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1"}
_AWS = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL_S3")
_number = itertools.count(1)


@contextmanager
def server() -> Iterator[str]:
    """The address of a server with one bucket, in a folder of its own; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="weed-") as folder:
        ports = _ports(4)
        identity = {"name": "solieu", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}
        Path(folder, "s3.json").write_text(json.dumps({"identities": [identity]}), encoding="utf-8")
        names = ("master.port", "volume.port", "filer.port", "s3.port")
        options = [f"-{name}={port}" for name, port in zip(names, ports, strict=True)]
        options += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}"]
        options += ["-filer", "-s3", f"-s3.config={folder}/s3.json"]
        options += ["-master.volumeSizeLimitMB=64", "-volume.max=0", "-s3.port.iceberg=0", "-s3.port.lance=0"]
        command = [str(_WEED), "-logtostderr=true", "server", *options]
        with Path(folder, "log").open("w") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
            try:
                _make_bucket(f"http://127.0.0.1:{ports[3]}", process, Path(folder, "log"))
                yield f"http://127.0.0.1:{ports[3]}"
            finally:
                process.kill()
                process.wait()
                for port in (*ports, *(port + 10_000 for port in ports)):  # Which it leaves where it always puts them.
                    for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # noqa: S108
                        left.unlink()


def _ports(count: int) -> list[int]:
    """Ports that are free, and of which that 10,000 higher is free as well: the server takes both."""
    found: list[int] = []
    while len(found) < count:
        port = Random().randrange(11_000, 22_700)  # Above 32,768 connections take theirs.
        if port not in found and all(map(_is_free, (port, port + 10_000))):
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def client(url: str) -> Any:
    """A client of the tests' own."""
    import boto3

    return boto3.client(
        "s3", endpoint_url=url, aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name="us-east-1"
    )


def _make_bucket(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while _is_free(int(url.rpartition(":")[2])):
        assert process.poll() is None and time.monotonic() < until, log.read_text(encoding="utf-8")
        time.sleep(0.05)
    client(url).create_bucket(Bucket=BUCKET)


@dataclass
class Faults:
    """What goes wrong on the way, by chance.

    `refused` is answered 503 and never arrives, `lost` is done and the connection closed, `cut` ends in the middle of
    the body that comes back; `delay` in seconds, for all. `only`: which requests, by method and path.
    """

    refused: float = 0.0
    lost: float = 0.0
    cut: float = 0.0
    delay: float = 0.0
    only: Callable[[str, str], bool] = lambda _method, _path: True
    way: str = ""
    dice: Random = field(default_factory=lambda: Random(7))
    done: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    _lock: Any = field(default_factory=Lock)

    def next(self, method: str, path: str) -> str:
        """What goes wrong with this request; nothing: empty."""
        with self._lock:
            self.asked.append((method, path.partition("?")[0]))
            if not self.only(method, path):
                return ""
            thrown = self.dice.random()
            for name in ("refused", "lost", "cut"):
                thrown -= getattr(self, name)
                if thrown < 0:
                    self.done[name] = self.done.get(name, 0) + 1
                    return name
        return ""


@contextmanager
def through(url: str, faults: Faults) -> Iterator[str]:
    """The address of a way to the server at `url` on which those faults happen."""

    class Way(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Nothing to be said."""

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            time.sleep(faults.delay)
            fault = faults.next(self.command, self.path)
            if fault == "refused":
                self._answer(503, [("Retry-After", "0")], b"")
                return
            there = http.client.HTTPConnection(url.removeprefix("http://"))
            there.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() != "expect":
                    there.putheader(name, value)
            there.endheaders(body)
            came = there.getresponse()
            told = came.read()
            there.close()
            if fault == "lost":
                self.close_connection = True
                return
            headers = [(name, value) for name, value in came.getheaders() if name.lower() not in ("date", "server")]
            self._answer(came.status, headers, told, half=fault == "cut" and len(told) > 1)

        def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes, *, half: bool = False) -> None:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            if not any(name.lower() == "content-length" for name, _ in headers):
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                with suppress(OSError):  # Whoever asked did not wait.
                    self.wfile.write(body[: len(body) // 2] if half else body)
            self.close_connection |= half

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass  # noqa: N815

    with ThreadingHTTPServer(("127.0.0.1", 0), Way) as way:
        Thread(target=way.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{way.server_port}"
        finally:
            way.shutdown()


def variables(url: str, prefix: str = "") -> dict[str, str]:
    """What a home's environment says of a store of its own in the server at `url`."""
    return {**_OWN, "AWS_ENDPOINT_URL": url, VARIABLE: f"s3://{BUCKET}/{prefix or f't{next(_number)}'}"}


def use(patch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    """Set variables, and none of S3 besides."""
    for name in _AWS:
        patch.delenv(name, raising=False)
    for name, value in given.items():
        patch.setenv(name, value)


def store() -> Store:
    """The store that the variables name."""
    found = address(Path("/nowhere"))
    assert found
    return Store(found)


def names(of: Store, prefix: str = "") -> list[str]:
    """What a store holds."""
    return [each.name for each in of.listed(prefix)]


def send(to: Store, name: str, file: Path) -> None:
    """Send a file to a store's inbox, as a submitter does who has a client of S3."""
    to.put(f"inbox/{name}", file)


def home_at(place: Path, blank: Path) -> Home:
    """An empty home, its warehouse ready."""
    home = Home(place).create()
    home.warehouse.write_bytes(blank.read_bytes())
    return home
