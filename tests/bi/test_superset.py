"""Superset imports the dashboard, draws it in a browser, and shows what is published next: `make bi-check`."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from conftest import night
from test_appendices import APPENDIX_2, APPENDIX_3

from reports.superset import superset_bundle
from schemas.declarations import Catalogue
from schemas.home import Home
from sources.demo import write_demo_inbox

ROOT = Path(__file__).parents[2]
BIN = ROOT / ".venv-superset" / "bin"
PICTURE = ROOT / "docs" / "bi-superset.png"
PASSWORD = secrets.token_hex(8)
CONFIG = """\
SECRET_KEY = {secret!r}
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
BABEL_DEFAULT_LOCALE = "vi"
LANGUAGES = {{"vi": {{"flag": "vn", "name": "Tiếng Việt"}}}}
# Nobody else reaches this one: it lives for a minute, on the loopback.
TALISMAN_ENABLED = False
WTF_CSRF_ENABLED = False
D3_FORMAT = {{"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}}
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What Superset is run with: a configuration and a database of its own."""
    folder = tmp_path_factory.mktemp("superset")
    config = folder / "superset_config.py"
    config.write_text(CONFIG.format(secret=secrets.token_hex(24), folder=folder), encoding="utf-8")
    own = {"SUPERSET_CONFIG_PATH": str(config), "SUPERSET_HOME": str(folder), "FLASK_APP": "superset.app:create_app()"}
    return os.environ | own


@pytest.fixture(scope="module")
def home(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the demo's home, to publish in."""
    return Home(shutil.copytree(demo_home.root, tmp_path_factory.mktemp("copy") / "home"))


@pytest.fixture(scope="module")
def server(home: Home, declared: Catalogue, environment: dict[str, str]) -> Iterator[str]:
    """A running Superset with our dashboard: its address."""
    bundle = Path(environment["SUPERSET_HOME"]) / "solieu.zip"
    bundle.write_bytes(superset_bundle(declared, home.published_warehouse, 2014))
    names = ["--username", "admin", "--firstname", "A", "--lastname", "B", "--email", "a@example.org"]
    for command in (
        ["db", "upgrade"],
        ["fab", "create-admin", *names, "--password", PASSWORD],
        ["init"],
        ["import-dashboards", "--path", str(bundle), "--username", "admin"],
    ):
        subprocess.run([BIN / "superset", *command], env=environment, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    log = (Path(environment["SUPERSET_HOME"]) / "server.log").open("w", encoding="utf-8")
    command = [str(BIN / "gunicorn"), "--threads", "8", "--timeout", "120", "--bind", address, environment["FLASK_APP"]]
    with log, subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process:
        try:
            _wait_for(f"http://{address}/health", process)
            yield f"http://{address}"
        finally:
            process.terminate()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise TimeoutError(f"Superset does not answer at {url}")


def draw(url: str, picture: Path) -> list[list[list[str]]]:
    """The rows of each table of the dashboard, as a browser shows them."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    browser = next(filter(None, map(shutil.which, names)), None)
    assert browser, "make bi-check needs Chromium or Chrome: apt-get install chromium"
    command = [BIN / "python", ROOT / "tests" / "bi" / "draw.py", browser, url, PASSWORD, picture, "3"]
    drawn = subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE)
    found: list[list[list[str]]] = json.loads(drawn.stdout)
    return found


def printed(number: int) -> str:
    """`29.672`, as a Vietnamese reader writes it."""
    return f"{number:,}".replace(",", ".")


def send_plan(home: Home, declared: Catalogue, folder: Path, target: int) -> None:
    """A plan of 2014 with another target for FTTH, sent as a correction of the demo's own."""
    with duckdb.connect(str(home.published_warehouse), read_only=True) as reader:
        place = reader.execute(
            "select file_name, sheet, cell from fact_observation "
            "where indicator = 'ftth_new' and measure = 'plan' and year = 2014"
        ).fetchone()
    assert place
    name, sheet, cell = place
    write_demo_inbox(folder, declared)
    (file,) = folder.rglob(name)
    book = openpyxl.load_workbook(file)
    book[sheet][cell] = target
    book.save(home.inbox / f"Điều chỉnh - {name}")


def test_the_dashboard_is_drawn_and_follows_the_publication(
    server: str, home: Home, declared: Catalogue, tmp_path: Path
) -> None:
    first, second, third = draw(server, PICTURE)
    assert len(first) == 6
    shown: dict[int, Any] = {int(row[0]): row[1:] for row in second}
    for number in (1, 2, 3, 6):
        label, unit, plan, result, percent, _, next_plan = APPENDIX_2[number]
        wanted = [label, unit, printed(plan), printed(result), str(percent)]
        assert [*shown[number][:5], shown[number][6]] == [*wanted, printed(next_plan)]
    assert [row[1:] for row in third] == [[row[0], *map(printed, row[1:])] for row in APPENDIX_3.values()]
    # 3,363 new subscriptions are 224 % of 1,500, and 168 % of 2,000.
    send_plan(home, declared, tmp_path / "sent", 2_000)
    night(home, declared)
    assert [row[3:6] for row in draw(server, tmp_path / "after.png")[1] if row[0] == "6"] == [["2.000", "3.363", "168"]]
