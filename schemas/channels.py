"""How people are told: the channels that environment variables set up. None set, nothing is sent."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import urlsplit

# Every variable, with what it says; the page docs/alerts.md tells them to people.
VARIABLES: Mapping[str, tuple[str, str]] = {
    "SOLIEU_SMTP_HOST": ("máy chủ gửi thư", "the mail server"),
    "SOLIEU_SMTP_PORT": ("cổng (587, 465 hoặc 25 theo SECURITY)", "its port (587, 465 or 25, by SECURITY)"),
    "SOLIEU_SMTP_SECURITY": ("starttls (mặc định), tls hoặc none", "starttls (the default), tls or none"),
    "SOLIEU_SMTP_USER": ("tài khoản", "the account"),
    "SOLIEU_SMTP_PASSWORD": ("mật khẩu", "its password"),
    "SOLIEU_MAIL_FROM": ("địa chỉ gửi", "the sender's address"),
    "SOLIEU_MAIL_TO": ("các địa chỉ nhận, cách nhau bằng dấu phẩy", "the addresses, separated by commas"),
    "SOLIEU_WEBHOOK_URL": ("địa chỉ http(s) nhận JSON", "the http(s) address that takes JSON"),
    "SOLIEU_WEBHOOK_TOKEN": ("mã gửi kèm: Authorization: Bearer …", "sent along: Authorization: Bearer …"),
}
_PREFIXES = {"mail": ("SOLIEU_SMTP_", "SOLIEU_MAIL_"), "webhook": ("SOLIEU_WEBHOOK_",)}
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class BadSetting(ValueError):
    """Variables that cannot stand; the message says which, why and what to do, and repeats no secret."""


@dataclass(frozen=True)
class Mail:
    """A mail server and who writes to whom; `security` is starttls, tls or none."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Webhook:
    """Where JSON is posted; the address itself may be a secret."""

    url: str = field(repr=False)
    token: str = field(repr=False)


@dataclass(frozen=True)
class Channels:
    """What is set up: by name, `mail` and `webhook`."""

    mail: Mail | None = None
    webhook: Webhook | None = None


def intended(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The channels of which anything is set, well or badly."""
    return [
        name for name, prefixes in _PREFIXES.items() if any(key.startswith(prefixes) for key in _given(environment))
    ]


def channels(environment: Mapping[str, str] = os.environ) -> Channels:
    """The channels that the variables set up. Raises BadSetting, which names each variable that is wrong."""
    given = _given(environment)
    wrong = [*_unknown(given), *_wrong_mail(given), *_wrong_webhook(given)]
    if wrong:
        raise BadSetting("Thiết lập kênh báo tin sai / Channels not set up right: " + "; ".join(wrong))
    return Channels(_mail(given), _webhook(given))


def _given(environment: Mapping[str, str]) -> dict[str, str]:
    prefixes = tuple(prefix for each in _PREFIXES.values() for prefix in each)
    return {name: value for name, value in environment.items() if name.startswith(prefixes) and value}


def _unknown(given: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(given.keys() - VARIABLES.keys()):
        yield f"{name}: không có biến này; các biến: {', '.join(VARIABLES)} / no such variable"


def _wrong_mail(given: Mapping[str, str]) -> Iterator[str]:
    if not any(name.startswith(_PREFIXES["mail"]) for name in given):
        return
    for name in ("SOLIEU_SMTP_HOST", "SOLIEU_MAIL_FROM", "SOLIEU_MAIL_TO"):
        if name not in given:
            vi, en = VARIABLES[name]
            yield f"{name}: còn thiếu ({vi}) / is missing ({en})"
    security = given.get("SOLIEU_SMTP_SECURITY", "starttls")
    if security not in _PORTS:
        yield "SOLIEU_SMTP_SECURITY: phải là starttls, tls hoặc none / must be starttls, tls or none"
    if not _is_port(given.get("SOLIEU_SMTP_PORT", "1")):
        yield "SOLIEU_SMTP_PORT: phải là số từ 1 đến 65535 / must be a number from 1 to 65535"
    if ("SOLIEU_SMTP_USER" in given) != ("SOLIEU_SMTP_PASSWORD" in given):
        yield "SOLIEU_SMTP_USER, SOLIEU_SMTP_PASSWORD: phải có cả hai hoặc không / set both or neither"
    if "SOLIEU_SMTP_PASSWORD" in given and security == "none":
        yield "SOLIEU_SMTP_PASSWORD: không gửi khi không mã hóa; dùng starttls hoặc tls / needs starttls or tls"
    for name in ("SOLIEU_SMTP_USER", "SOLIEU_SMTP_PASSWORD"):  # smtplib sends no others.
        if not _is_plain(given.get(name, "")):
            yield f"{name}: chỉ gồm chữ không dấu, số, dấu / must be printable ASCII"
    for name in ("SOLIEU_MAIL_FROM", "SOLIEU_MAIL_TO"):
        for address in _addresses(given.get(name, "")):
            if not _is_address(address):
                yield f"{name}: “{address}” không phải là địa chỉ thư (chỉ chữ không dấu) / is no mail address (ASCII)"


def _wrong_webhook(given: Mapping[str, str]) -> Iterator[str]:
    url = given.get("SOLIEU_WEBHOOK_URL")
    if url is None and "SOLIEU_WEBHOOK_TOKEN" in given:
        yield "SOLIEU_WEBHOOK_URL: còn thiếu / is missing"
    if url is not None and not _is_url(url):
        yield "SOLIEU_WEBHOOK_URL: phải là địa chỉ http(s), không kèm tài khoản / must be http(s), without an account"
    if not _is_plain(given.get("SOLIEU_WEBHOOK_TOKEN", "")):
        yield "SOLIEU_WEBHOOK_TOKEN: chỉ gồm chữ không dấu, số, dấu / must be printable ASCII"


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) <= 65535


def _is_address(text: str) -> bool:
    """A bare address: what a header and an envelope take as it is."""
    local, _, domain = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and " " not in text
    return bool(plain and local and domain and parseaddr(text) == ("", text))


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        known = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = text.isascii() and text.isprintable() and " " not in text
    return plain and known and parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def _addresses(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _mail(given: Mapping[str, str]) -> Mail | None:
    if "SOLIEU_SMTP_HOST" not in given:
        return None
    security = given.get("SOLIEU_SMTP_SECURITY", "starttls")
    return Mail(
        host=given["SOLIEU_SMTP_HOST"],
        port=int(given.get("SOLIEU_SMTP_PORT") or _PORTS[security]),
        security=security,
        user=given.get("SOLIEU_SMTP_USER", ""),
        password=given.get("SOLIEU_SMTP_PASSWORD", ""),
        sender=given["SOLIEU_MAIL_FROM"],
        to=tuple(_addresses(given["SOLIEU_MAIL_TO"])),
    )


def _webhook(given: Mapping[str, str]) -> Webhook | None:
    url = given.get("SOLIEU_WEBHOOK_URL")
    return Webhook(url, given.get("SOLIEU_WEBHOOK_TOKEN", "")) if url else None
