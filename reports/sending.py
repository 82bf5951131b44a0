"""Sends a message by mail and to a webhook. What went wrong is told in a line that holds no secret."""

import http.client
import json
import smtplib
import ssl
import time
from base64 import b64encode
from collections.abc import Mapping
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from reports.alerts import body, flat, letter, name_of
from schemas.alerts import AlertWords
from schemas.channels import Channels, Mail, Webhook
from schemas.home import Home

_TIMEOUT = 20
# Seconds before a webhook that is busy or not there is tried again; a mail server is, by the next run.
_PAUSES = (0.5, 2.0)
_LONGEST = 400

Record = Mapping[str, Any]


class NotSent(RuntimeError):
    """A message that could not be sent; says why."""


def send(message: Record, channel: str, settings: Channels, place: Home, words: AlertWords) -> str:
    """Send a message, as of `warehouse.alerts.recent`, by the channel of that name, which is set up.

    Returns what to note though it was sent (addresses that the server refused), else nothing. Raises NotSent.
    """
    if channel == "mail" and settings.mail:
        return _send_mail(mail_of(message, settings.mail, place, words), settings.mail)
    if channel == "webhook" and settings.webhook:
        _post(body(message, place, words), settings.webhook)
    return ""


def mail_of(message: Record, mail: Mail, place: Home, words: AlertWords) -> MIMEMultipart:
    """The mail: plain text with a simple page beside it."""
    written = letter(message, place, words)
    made = MIMEMultipart("alternative")
    # EmailMessage loses spaces between the words of a long Vietnamese subject (CPython 3.11); Header does not.
    made["Subject"] = Header(written.subject, "utf-8", header_name="Subject").encode()
    made["From"] = mail.sender
    made["To"] = ", ".join(mail.to)
    made["Date"] = format_datetime(message["noted_at"])
    # The same whenever it is sent: a mail that comes twice after a crash is known as one.
    made["Message-ID"] = f"<{name_of(message)}@{mail.sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.attach(MIMEText(written.text(), "plain", "utf-8"))
    made.attach(MIMEText(written.html(), "html", "utf-8"))
    return made


def _send_mail(made: MIMEMultipart, mail: Mail) -> str:
    try:
        with _connected(mail) as server:
            if mail.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if mail.user:
                server.login(mail.user, mail.password)
            refused = server.send_message(made, from_addr=mail.sender, to_addrs=list(mail.to))
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(_told(error, mail)) from None
    return _told(smtplib.SMTPRecipientsRefused(refused), mail) if refused else ""


def _connected(mail: Mail) -> smtplib.SMTP:
    if mail.security == "tls":
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=_TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(mail.host, mail.port, timeout=_TIMEOUT)


def _told(error: Exception, mail: Mail) -> str:
    """What a mail server answered, or why there was no answer; servers may repeat what they were told."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        told = f"{len(error.recipients)}/{len(mail.to)} địa chỉ bị từ chối / refused: SMTP {code} {_decoded(answer)}"
    elif isinstance(error, smtplib.SMTPResponseException):
        told = f"SMTP {error.smtp_code} {_decoded(error.smtp_error)}"
    else:
        told = _broken(error, mail.host)
    return _without(told, f"\0{mail.user}\0{mail.password}", mail.password, mail.user)


def _broken(error: object, host: str) -> str:
    """Why there was no answer; where it is the encryption, what to look at."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"Chứng chỉ của {host} không được tin ({error.verify_message}). Chứng chỉ riêng của cơ quan: đặt tệp của "
            "nó vào SSL_CERT_FILE. / The certificate is not trusted; SSL_CERT_FILE names the file of one of your own."
        )
    if isinstance(error, ssl.SSLError):
        return (
            f"Không mã hóa được đường tới {host} ({error.reason}). Xem lại cổng, và SOLIEU_SMTP_SECURITY là starttls "
            "hay tls. / No encryption; see the port and SOLIEU_SMTP_SECURITY."
        )
    return f"{type(error).__name__}: {error}"


def _decoded(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _without(text: str, *secrets: str) -> str:
    """A line without secrets, plain or as servers know them in base64."""
    for secret in filter(None, secrets):
        for form in (secret, b64encode(secret.encode()).decode().rstrip("=")):
            text = text.replace(form, "***")
    return flat(text)[:_LONGEST]


class _NoRedirects(HTTPRedirectHandler):
    """A redirect would turn the message into a question somewhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _post(content: Record, webhook: Webhook) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "solieu"}
    headers["Idempotency-Key"] = content["id"]
    if webhook.token:
        headers["Authorization"] = f"Bearer {webhook.token}"
    data = json.dumps(content, ensure_ascii=False).encode()
    for pause in (*_PAUSES, None):
        why, again = _posted(Request(webhook.url, data=data, headers=headers, method="POST"), webhook)  # noqa: S310
        if not why:
            return
        if pause is None or not again:
            raise NotSent(why)
        time.sleep(pause)


def _posted(request: Request, webhook: Webhook) -> tuple[str, bool]:
    """Why the server did not take it (empty: it did), and whether asking again soon may help."""
    try:
        with build_opener(_NoRedirects).open(request, timeout=_TIMEOUT):
            return "", False
    except HTTPError as error:
        with error:
            return f"HTTP {error.code}", error.code == http.client.TOO_MANY_REQUESTS or error.code >= 500
    except (URLError, OSError, http.client.HTTPException) as error:
        cause = getattr(error, "reason", None) or error
        if isinstance(cause, ssl.SSLCertVerificationError):  # Asking again soon does not help.
            return _without(_broken(cause, urlsplit(webhook.url).hostname or ""), webhook.token, webhook.url), False
        return _without(f"{type(error).__name__}: {cause}", webhook.token, webhook.url), True
