"""Encrypted mail, by both ways, to a real server with a certificate of its own: trusted by its file, else refused."""

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from post_office import PASSWORD, USER, Post, certificate_of, mail_server, web_server

from pipelines import alerting
from schemas.declarations import Catalogue
from schemas.home import Home


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_of(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(params=["starttls", "tls"])
def post(request: pytest.FixtureRequest, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A server of each kind, and the variables that name it."""
    post = Post()
    server = mail_server(post, certificate, tls_from_the_start=request.param == "tls")
    server.start()
    named = {
        "HOST": "127.0.0.1",
        "PORT": str(server.port),
        "SECURITY": request.param,
        "USER": USER,
        "PASSWORD": PASSWORD,
    }
    for name, value in named.items():
        monkeypatch.setenv(f"SOLIEU_SMTP_{name}", value)
    monkeypatch.setenv("SOLIEU_MAIL_FROM", "so-lieu@so.vn")
    monkeypatch.setenv("SOLIEU_MAIL_TO", "hoa@so.vn")
    yield post
    server.stop()


def told(place: Home, declared: Catalogue) -> str:
    """What is said of a test message; nothing when it was sent."""
    ((channel, why),) = alerting.try_out(place, declared.alerts)
    assert channel in ("mail", "webhook")
    return why


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # The server's own advice: it is encrypted from the start.
def test_a_trusted_certificate_lets_mail_through_and_another_does_not(
    post: Post, home: Home, declared: Catalogue, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trusted by its file; not by the system's own, nor by a file with another one, nor under another name."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert told(home, declared) == ""
    ((to, mail),) = post.mails
    assert (to, mail["From"]) == (["hoa@so.vn"], "so-lieu@so.vn")
    for stranger in (ssl.get_default_verify_paths().openssl_cafile, str(certificate_of(tmp_path))):
        monkeypatch.setenv("SSL_CERT_FILE", stranger)
        why = told(home, declared)
        assert why.startswith("Chứng chỉ của 127.0.0.1 không được tin (self-signed certificate).")
        assert "SSL_CERT_FILE" in why
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("SOLIEU_SMTP_HOST", "localhost")
    assert re.match("Chứng chỉ của localhost không được tin .*localhost", told(home, declared))
    assert len(post.mails) == 1


def test_a_server_without_encryption_gets_no_password(
    home: Home, declared: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that speaks plainly where TLS is asked for: told, with what to look at, and it hears nothing."""
    heard = list[bytes]()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            with server.accept()[0] as client:
                client.sendall(b"220 plain ESMTP\r\n")
                heard.append(client.recv(4096))

        greeting = threading.Thread(target=greet)
        greeting.start()
        for name, value in {"HOST": "127.0.0.1", "PORT": str(server.getsockname()[1]), "SECURITY": "tls"}.items():
            monkeypatch.setenv(f"SOLIEU_SMTP_{name}", value)
        for name, value in {"SMTP_USER": USER, "SMTP_PASSWORD": PASSWORD}.items():
            monkeypatch.setenv(f"SOLIEU_{name}", value)
        monkeypatch.setenv("SOLIEU_MAIL_FROM", "so-lieu@so.vn")
        monkeypatch.setenv("SOLIEU_MAIL_TO", "hoa@so.vn")
        why = told(home, declared)
        greeting.join(60)
    assert why.startswith("Không mã hóa được đường tới 127.0.0.1 (WRONG_VERSION_NUMBER).")
    assert "SOLIEU_SMTP_SECURITY" in why
    assert not any(word in heard[0] for word in (USER.encode(), PASSWORD.encode(), b"AUTH"))


def test_a_webhook_with_a_strange_certificate_is_refused(
    home: Home, declared: Catalogue, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Post()
    web = web_server(post)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    web.socket = context.wrap_socket(web.socket, server_side=True)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    monkeypatch.setenv("SOLIEU_WEBHOOK_URL", f"https://127.0.0.1:{web.server_port}/hook/secret-496")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert told(home, declared) == ""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate_of(tmp_path)))
    why = told(home, declared)
    web.shutdown()
    web.server_close()
    assert why.startswith("Chứng chỉ của 127.0.0.1 không được tin (self-signed certificate).")
    assert "secret-496" not in why
    assert post.kinds() == ["test"]
