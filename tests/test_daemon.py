"""The real daemon: its schedule ticks, a file is taken in, the published figure changes, and people are told."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import night
from post_office import PASSWORD, USER, Post, certificate_of, mail_server
from test_night import ACTUAL, press

from pipelines.instance import prepare
from schemas.calendar import PROVINCE_TIME
from schemas.declarations import Catalogue
from schemas.home import Home
from warehouse.store import connected

PATIENCE = 600
SENT = "select kind from ops.alert_sends join ops.alerts using (alert_no) where outcome = 'sent' order by kind"
TOLD = "select number from ops.told where kind = 'receipt' order by number"


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A mail server that asks for STARTTLS and a password, and the variables that name it."""
    post, certificate = Post(), certificate_of(tmp_path)
    server = mail_server(post, certificate)
    server.start()
    for name, value in {
        "SSL_CERT_FILE": str(certificate),
        "SOLIEU_SMTP_HOST": "127.0.0.1",
        "SOLIEU_SMTP_PORT": str(server.port),
        "SOLIEU_SMTP_USER": USER,
        "SOLIEU_SMTP_PASSWORD": PASSWORD,
        "SOLIEU_MAIL_FROM": "so-lieu@so.vn",
        "SOLIEU_MAIL_TO": "hoa@so.vn",
    }.items():
        monkeypatch.setenv(name, value)
    yield post
    server.stop()


def test_the_scheduled_night_changes_a_published_figure(
    home: Home, declared: Catalogue, write_book: Any, post: Post
) -> None:
    write_book(home.inbox / "a.xlsx", press(100))
    night(home, declared)
    before = dict(os.environ)
    environment = before | {
        "SOLIEU_HOME": str(home.root),
        "DAGSTER_HOME": str(prepare(home)),
        "SOLIEU_NIGHTLY_CRON": once_soon(),
    }
    os.environ.clear()
    os.environ.update(before)
    command = [str(Path(sys.executable).parent / "dagster-daemon"), "run", "-m", "pipelines.definitions"]
    with (home.dagster / "daemon.log").open("wb") as log:
        daemon = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            write_book(home.inbox / "b.xlsx", press(130))
            assert wait_for(home.published_warehouse, ACTUAL, [(130,)]), log_of(home)
            # Nobody reads a terminal: what the board says was told.
            assert wait_for(home.warehouse, TOLD, [(1,), (2,)]), log_of(home)
            # People have it by mail: a plan that nobody sent, what came in, what is overdue.
            assert wait_for(home.warehouse, SENT, [("contradiction",), ("digest",), ("returns_overdue",)]), log_of(home)
        finally:
            os.killpg(daemon.pid, signal.SIGTERM)
            try:
                daemon.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(daemon.pid, signal.SIGKILL)
                daemon.wait()
    assert not list(home.inbox.glob("*.xlsx"))
    subjects = [str(mail["Subject"]) for _, mail in post.mails]
    assert sum(subject.endswith("báo cáo quá hạn") for subject in subjects) == 1
    assert sum(subject.endswith(": nhận 1 tệp, 1 số thay đổi") for subject in subjects) == 1


def once_soon() -> str:
    """A schedule with one tick, late enough for a daemon on a busy machine: one night, and none that follows on it."""
    tick = datetime.now(PROVINCE_TIME) + timedelta(minutes=3)
    return f"{tick.minute} {tick.hour} * * *"


def wait_for(warehouse: Path, query: str, rows: list[tuple[Any, ...]]) -> bool:
    """Whether a query on a warehouse comes to give these rows in time."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with connected(warehouse, read_only=True) as connection:
            if connection.execute(query).fetchall() == rows:
                return True
        time.sleep(1)
    return False


def log_of(home: Home) -> str:
    """The end of what the daemon said."""
    return (home.dagster / "daemon.log").read_text()[-3000:]
