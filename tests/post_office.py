"""A real mail server (STARTTLS, a password) and a real HTTP server in the test's process, and what both got."""

import json
import socket
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

USER, PASSWORD = "solieu", "mat-khau-6174"


@dataclass
class Post:
    """What both servers got; `mails` refused and `answers` of the webhook are set by a test.

    `taken`: called with the channel when a server has a message, before it says so.
    """

    refusing: bool = False
    answers: list[int] = field(default_factory=list)
    taken: Callable[[str], None] = lambda _: None
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    posted: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail, or refuse it and repeat what a server should not."""
        if self.refusing:
            return f"451 4.3.0 not now, {USER} with {PASSWORD}"
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        self.taken("mail")
        return "250 OK"

    def kinds(self) -> list[str]:
        """What the webhook got, in order."""
        return [body["kind"] for _, body in self.posted]

    def mailed(self, kind: str) -> EmailMessage:
        """The one mail of a kind; mails and posts come in pairs."""
        (at,) = [number for number, found in enumerate(self.kinds()) if found == kind]
        return self.mails[at][1]


def web_server(post: Post) -> ThreadingHTTPServer:
    """A server that takes posts, on a free port."""

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            status = post.answers.pop(0) if post.answers else 200
            if status == 200:
                post.posted.append((dict(self.headers), json.loads(content)))
                post.taken("webhook")
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Taker)


def certificate_of(folder: Path) -> Path:
    """A certificate for 127.0.0.1, made by itself, with its key."""
    both = folder / "both.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    more = [
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        str(folder / "key.pem"),
        "-out",
        str(folder / "cert.pem"),
    ]
    subprocess.run([*command.split(), *more], check=True, capture_output=True)
    both.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return both


def mail_server(post: Post, certificate: Path, *, tls_from_the_start: bool = False) -> Controller:
    """A server that takes mail from USER, after STARTTLS or encrypted from the start (SMTPS), on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(handled=False, success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()))

    how: dict[str, Any] = {"tls_context": context, "require_starttls": True}
    if tls_from_the_start:
        how = {"ssl_context": context, "auth_require_tls": False}
    return Controller(post, hostname="127.0.0.1", port=port, auth_required=True, authenticator=known, **how)
