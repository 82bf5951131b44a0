"""What people are told, once per matter: through a real mail server and a real HTTP server in this process."""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import empty, night
from post_office import PASSWORD, USER, Post, certificate_of, mail_server, web_server
from test_night import press
from typer.testing import CliRunner

from pipelines import alerting, morning, steps
from reports.alerts import flat
from schemas.channels import VARIABLES, BadSetting, channels
from schemas.declarations import HERE, Catalogue
from schemas.home import Home
from solieu import app
from warehouse import alerts
from warehouse.publication import held
from warehouse.store import connected

TOKEN = "token-8128"  # noqa: S105
# A name that would begin a header, or a line of ours, if it were taken as it is.
HOSTILE = "a\nBcc: ke-gian@x.vn\r\n\r\nCÔNG BỐ.xlsx"
FLAT = "a Bcc: ke-gian@x.vn CÔNG BỐ.xlsx"


@pytest.fixture(scope="module", autouse=True)
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    """Both servers, and the variables that name them."""
    post, certificate = Post(), certificate_of(tmp_path_factory.mktemp("certificate"))
    mail, web = mail_server(post, certificate), web_server(post)
    mail.start()
    threading.Thread(target=web.serve_forever, daemon=True).start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(certificate))
        for name, value in {
            "SOLIEU_SMTP_HOST": "127.0.0.1",
            "SOLIEU_SMTP_PORT": str(mail.port),
            "SOLIEU_SMTP_USER": USER,
            "SOLIEU_SMTP_PASSWORD": PASSWORD,
            "SOLIEU_MAIL_FROM": "so-lieu@so.vn",
            "SOLIEU_MAIL_TO": "hoa@so.vn, lan@so.vn",
            "SOLIEU_WEBHOOK_URL": f"http://127.0.0.1:{web.server_port}/hook/secret-496",
            "SOLIEU_WEBHOOK_TOKEN": TOKEN,
        }.items():
            patch.setenv(name, value)
        yield post
    mail.stop()
    web.shutdown()
    web.server_close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, blank: Path, declared: Catalogue, write_book: Any) -> Home:
    """A home after a night with a good file and a hostile one, of which people were told."""
    place = empty(tmp_path_factory.mktemp("told") / "home", blank)
    write_book(place.inbox / "tốt.xlsx", press(100))
    write_book(place.inbox / HOSTILE, press("nhiều"))
    night(place, declared)
    steps.judge_asset(place, declared, "kpi/appendix_1")
    tell(place, declared)
    return place


def tell(place: Home, declared: Catalogue, *failures: Any) -> list[Any]:
    """Note and deliver; what was not sent."""
    alerting.note(place, declared, failures)
    return alerting.deliver(place, declared.alerts)


def ledger(place: Home) -> list[tuple[Any, ...]]:
    with connected(place.warehouse, read_only=True) as connection:
        return connection.execute("select * from ops.alert_sends order by tried_at").fetchall()


def test_a_night_is_told_by_mail_and_webhook(place: Home, post: Post) -> None:
    assert post.kinds() == ["returns_overdue", "contradiction", "digest"]
    assert len(post.mails) == 3
    mail = post.mailed("digest")
    assert str(mail["Subject"]).endswith(": nhận 2 tệp, 1 tệp bị loại")
    assert (mail["From"], mail["To"], mail["Auto-Submitted"]) == (
        "so-lieu@so.vn",
        "hoa@so.vn, lan@so.vn",
        "auto-generated",
    )
    assert [kept.name for kept in place.notices.glob("*-digest.*")]
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    vietnamese, english = text.split("-" * 70)
    answer = next(place.outbox.glob("*/*bị từ chối.xlsx"))
    assert f"{FLAT} (Bưu điện huyện Hải Hà, số nhận" in vietnamese
    assert f"bị từ chối, 1 chỗ. Thư trả lời: {answer}" in vietnamese
    assert "- Bưu điện huyện Hải Hà: 1 tệp được nhận" in vietnamese
    assert "Bản công bố số 1, lúc" in vietnamese
    # Six rows of Appendix 1, and nobody sent a plan.
    assert "Mỗi dòng có kế hoạch năm để so sánh [appendix_1_planned], năm 2014: 6 dòng. Cảnh báo." in vietnamese
    assert "Hai Ha Post Office: 1 accepted" in english
    assert "Publication 1," in english
    page = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert FLAT in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.usefixtures("place")
def test_what_a_sender_wrote_begins_no_header_and_no_line(post: Post) -> None:
    for to, mail in post.mails:
        assert to == ["hoa@so.vn", "lan@so.vn"]
        assert mail["Bcc"] is None
        assert mail.get_content_type() == "multipart/alternative"
    lines = post.mailed("digest").get_body(("plain",)).get_content().splitlines()  # type: ignore[union-attr]
    assert sum(line.startswith("CÔNG BỐ") for line in lines) == 1
    assert not any(line.startswith("Bcc") for line in lines)
    assert flat("a\r\nb\u2028c\u202ed\u200be\0f\tg") == "a b cde f g"


@pytest.mark.usefixtures("place")
def test_overdue_returns_are_one_message(post: Post) -> None:
    ((_, body),) = [each for each in post.posted if each[1]["kind"] == "returns_overdue"]
    owed = {(each["form"], each["submitter"], each["period"]): each["due"] for each in body["facts"]["returns"]}
    assert ("postal_quarterly", "post_hai_ha", "2014-Q1") not in owed
    # Fifteen days after the quarter.
    assert owed["postal_quarterly", "post_hai_ha", "2014-Q2"] == "2014-07-15"
    whole_years = sum(each["returns"] for each in body["facts"]["years"])
    assert body["subject"].endswith(f": {len(owed) + whole_years} báo cáo quá hạn")
    assert "Quý IV/2014 (hạn 15/01/2015): " in body["text"]


def test_everybody_tells_of_the_same_overdue_returns(
    place: Home, declared: Catalogue, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 2014 each is named. Nothing has come of the years since: each is one, and all of them are told in one line."""
    monkeypatch.setenv("SOLIEU_HOME", str(place.root))
    counted = "select year, count(*) from ops.expected_returns where status = 'missing' and year {} group by all"
    with connected(place.warehouse, read_only=True) as connection:
        ((_, named),) = connection.execute(counted.format("= 2014")).fetchall()
        since = dict(connection.execute(counted.format("> 2014")).fetchall())
    overdue = named + sum(since.values())
    line = f"Năm 2015–{max(since)}: chưa nhận được báo cáo nào ({sum(since.values())} báo cáo quá hạn)"
    told = {body["kind"]: body for _, body in post.posted}
    status = CliRunner().invoke(app, ["status"]).output
    asked = json.loads(CliRunner().invoke(app, ["status", "--json"]).output)
    seen = morning.owed(steps.owed(place), declared)
    steps.write_board_pages(place, declared)
    pages = [(place.board / name).read_text(encoding="utf-8") for name in ("index.html", "bao-cao.html")]
    digest, notice = told["digest"]["facts"], told["returns_overdue"]["facts"]
    lists = [asked["missing"], digest["missing"], notice["returns"]]
    years = [asked["missing_years"], digest["missing_years"], notice["years"]]
    assert [len(each) for each in lists] == [named] * 3
    assert [{each["year"]: each["returns"] for each in some} for some in years] == [since] * 3
    assert seen["overdue"] == overdue
    assert f"<b>{overdue}</b>" in pages[0]
    assert pages[1].count('<td class="missing"') == named
    texts = [status, told["digest"]["text"], told["returns_overdue"]["text"], str(seen["missing"].value), *pages]  # type: ignore[union-attr]
    assert [line in " ".join(text.split()) for text in texts] == [True] * 6
    assert f"{overdue} báo cáo quá hạn" in status
    assert f"{overdue} BÁO CÁO QUÁ HẠN" in told["digest"]["text"]


@pytest.mark.usefixtures("place")
def test_the_webhook_gets_the_fields_that_are_documented(post: Post) -> None:
    headers, body = post.posted[-1]
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["Idempotency-Key"] == body["id"]
    documented = (HERE.parent / "docs" / "alerts.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in documented for name in (*body, *VARIABLES, *body["facts"]))
    assert body["version"] == 1
    received = [(each["submitter"], each["status"], each["files"]) for each in body["facts"]["received"]]
    assert received == [("post_hai_ha", "accepted", 1), ("post_hai_ha", "rejected", 1)]


def test_each_matter_is_told_once(place: Home, declared: Catalogue, post: Post) -> None:
    before = len(post.mails), len(post.posted), ledger(place)
    assert tell(place, declared) == []
    assert (len(post.mails), len(post.posted), ledger(place)) == before
    broke = alerting.failure("figures", "kpi", "Out\nof memory")
    assert tell(place, declared, broke) == []
    assert post.kinds()[before[1] :] == ["night_failed"]
    assert "figures, bước kpi: Out of memory" in post.posted[-1][1]["text"]
    assert str(post.mails[-1][1]["Subject"]).endswith(": ĐÊM LỖI, chưa chạy xong")
    assert tell(place, declared, broke) == []
    assert len(post.posted) == before[1] + 1


def test_what_a_server_refuses_is_sent_again(
    place: Home,
    declared: Catalogue,
    post: Post,
    write_book: Any,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A correction is the digest's one change; the mail server is out of order, the webhook for a moment."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("SOLIEU_HOME", str(place.root))
    write_book(place.inbox / "sửa.xlsx", press(130))
    night(place, declared)
    mails, posted = len(post.mails), len(post.posted)
    post.refusing, post.answers = True, [503]
    left = tell(place, declared)
    assert [(each["channel"], each["kind"]) for each in left] == [("mail", "digest")]
    assert left[0]["detail"].startswith("SMTP 451 4.3.0 not now, ***")
    assert (len(post.mails), post.kinds()[posted:]) == (mails, ["digest"])
    (change,) = [each for each in post.posted[-1][1]["facts"]["changes"] if each["column_name"] == "actual"]
    assert (change["before"], change["after"], change["appendix"], change["year"]) == ("100", "130", 1, 2014)
    english = post.posted[-1][1]["text"].split("-" * 70)[1]
    assert "- Appendix 1, 2014, Press copies distributed, Result of the year: 100* → 130" in english
    assert alerting.owes(place)
    told = CliRunner().invoke(app, ["status"])
    assert "mail: 1 thông báo (SMTP 451" in told.output
    post.refusing = False
    assert alerting.deliver(place, declared.alerts) == []
    assert alerting.deliver(place, declared.alerts) == []
    assert not alerting.owes(place)
    assert (len(post.mails), len(post.posted)) == (mails + 1, posted + 1)
    assert post.mails[-1][1]["Message-ID"].startswith(f"<{post.posted[-1][1]['id']}@")
    logged = [each.getMessage() for each in caplog.records if each.name != "mail.log"]  # But for the server's own.
    kept = f"{ledger(place)}{logged}{told.output}{channels()}"
    kept += "".join(each.read_text(encoding="utf-8") for each in place.notices.iterdir())
    assert not [secret for secret in (PASSWORD, TOKEN, "secret-496") if secret in kept]


def killed_when_taken(place: Home, post: Post, channel: str) -> None:
    """A process that delivers; the kernel ends it when the server has the message, and before that can be noted."""
    script = "from pipelines.alerting import deliver\nfrom schemas.declarations import catalogue\n"
    script += "from schemas.home import home\ndeliver(home(), catalogue().alerts)"
    child = subprocess.Popen([sys.executable, "-c", script], env=os.environ | {"SOLIEU_HOME": str(place.root)})
    post.taken = lambda at: child.kill() if at == channel else None
    assert child.wait(120) == -signal.SIGKILL
    post.taken = lambda _: None


def test_a_crash_repeats_a_message_and_loses_none(
    place: Home, declared: Catalogue, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Servers that are down, then back; a kill as the mail server has the mail, and one as the webhook has the post."""
    mails, posted = len(post.mails), len(post.posted)
    with monkeypatch.context() as down, socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # Nobody listens there.
        down.setenv("SOLIEU_SMTP_PORT", str(nobody.getsockname()[1]))
        down.setenv("SOLIEU_WEBHOOK_URL", f"http://127.0.0.1:{nobody.getsockname()[1]}/hook")
        left = tell(place, declared, alerting.failure("figures", "core", "cut off"))
        assert [(each["channel"], each["kind"]) for each in left] == [(c, "night_failed") for c in ("mail", "webhook")]
    killed_when_taken(place, post, "mail")
    assert (len(post.mails), len(post.posted)) == (mails + 1, posted)
    killed_when_taken(place, post, "webhook")
    assert (len(post.mails), len(post.posted)) == (mails + 2, posted + 1)
    assert alerting.deliver(place, declared.alerts) == []
    assert tell(place, declared) == []
    assert (len(post.mails), len(post.posted)) == (mails + 2, posted + 2)
    # Who gets a message twice knows it by its name.
    (key,) = {headers["Idempotency-Key"] for headers, _ in post.posted[posted:]}
    assert {mail["Message-ID"] for _, mail in post.mails[mails:]} == {f"<{key}@so.vn>"}


def test_a_blocked_publication_says_which_rule_and_what_to_do(place: Home, declared: Catalogue, post: Post) -> None:
    with connected(place.warehouse) as connection:
        for table, copies in (("indicator_year", 130), ("indicator_part_year", 131)):
            query = f"update kpi.{table} set actual = {copies} where indicator = 'press_copies' and year = 2014"
            connection.execute(query)
    steps.judge_asset(place, declared, "kpi/indicator_part_year")
    posted = len(post.posted)
    assert tell(place, declared) == []
    assert post.kinds()[posted] == "publication_blocked"
    body = post.posted[posted][1]
    assert "parts_add_up" in [rule["rule"] for rule in body["facts"]["rules"]]
    assert "Tổng các phần 131, Số của năm 130" in body["text"]
    assert "solieu resolve --rule" in body["text"]
    assert "CHƯA CÔNG BỐ" in body["subject"]
    assert tell(place, declared) == []
    assert "publication_blocked" not in post.kinds()[posted + 1 :]


def test_the_digest_again_and_a_test_of_the_channels(place: Home, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLIEU_HOME", str(place.root))
    again = CliRunner().invoke(app, ["digest"])
    assert (again.exit_code, "Bưu điện huyện Hải Hà" in again.output) == (0, True)
    mails, rows = len(post.mails), ledger(place)
    assert CliRunner().invoke(app, ["digest", "--send"]).exit_code == 0
    assert (len(post.mails), post.kinds()[-1], ledger(place)) == (mails + 1, "test", rows)
    assert str(post.mails[-1][1]["Subject"]).endswith(": THƯ THỬ, không phải cảnh báo thật")
    monkeypatch.setenv("SOLIEU_SMTP_PASSWORD", "sai-28")
    wrong = CliRunner().invoke(app, ["digest", "--send"])
    assert wrong.exit_code == 2
    assert "mail: SMTP 535" in wrong.output
    assert "sai-28" not in wrong.output


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"SOLIEU_SMTP_HOST": "m.vn"}, "SOLIEU_MAIL_TO: còn thiếu"),
        ({"SOLIEU_SMTP_HOSTS": "m.vn"}, "SOLIEU_SMTP_HOSTS: không có biến này"),
        ({"SOLIEU_SMTP_PORT": "70000"}, "SOLIEU_SMTP_PORT: phải là số từ 1 đến 65535"),
        ({"SOLIEU_SMTP_USER": "a"}, "phải có cả hai hoặc không"),
        ({"SOLIEU_SMTP_SECURITY": "none", "SOLIEU_SMTP_USER": "a", "SOLIEU_SMTP_PASSWORD": "b-77"}, "khi không mã hóa"),
        ({"SOLIEU_SMTP_USER": "a", "SOLIEU_SMTP_PASSWORD": "mật-b-77"}, "SOLIEU_SMTP_PASSWORD: chỉ gồm chữ không dấu"),
        ({"SOLIEU_MAIL_TO": "a@b.vn\nBcc: c@d.vn"}, "không phải là địa chỉ thư"),
        ({"SOLIEU_WEBHOOK_URL": "file:///etc/passwd"}, "SOLIEU_WEBHOOK_URL: phải là địa chỉ http(s)"),
    ],
)
def test_settings_that_cannot_stand_are_named(given: dict[str, str], named: str) -> None:
    with pytest.raises(BadSetting) as raised:
        channels(given)
    assert named in str(raised.value)
    assert "b-77" not in str(raised.value)


def test_nothing_set_up_is_written_and_not_sent(home: Home, declared: Catalogue, monkeypatch: Any) -> None:
    for name in [name for name in os.environ if name in VARIABLES]:
        monkeypatch.delenv(name)
    assert tell(home, declared) == []
    (text,) = home.notices.glob("*-digest.txt")
    assert "Không có tệp mới." in text.read_text(encoding="utf-8")
    assert ledger(home) == []


def test_what_readers_never_got_is_not_told_as_new(home: Home, declared: Catalogue, write_book: Any) -> None:
    """A night that fails at its last step has noted its publication, but readers have the one before."""
    write_book(home.inbox / "a.xlsx", press(100))
    night(home, declared)
    before = home.published_warehouse.read_bytes()
    write_book(home.inbox / "b.xlsx", press(130))
    night(home, declared)

    def told() -> list[tuple[Any, Any]]:
        published = held(home).publication_no
        with connected(home.warehouse, read_only=True) as connection:
            changes = alerts.standing(connection, declared, published).changes
        return [(each["before"], each["after"]) for each in changes if each["column_name"] == "actual"]

    assert told() == [(100, 130)]
    home.published_warehouse.unlink()
    home.published_warehouse.write_bytes(before)
    assert told() == []
