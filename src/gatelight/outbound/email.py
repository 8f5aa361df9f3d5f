"""E-mail through the operator's SMTP server."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

from gatelight.settings import Settings

TIMEOUT_SECONDS = 15.0
ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\x00-\x1f]+@[^@\s<>,;:\"()\[\]\x00-\x1f]+")
"""What may be sent to: one plain address."""


class MailNotSetUp(Exception):
    """There is no SMTP server; the text names the setting."""


class MailRefused(Exception):
    """The SMTP server said no for good, or the settings are wrong."""


class MailUnreachable(Exception):
    """The SMTP server does not answer, or asks to come back."""


def can_mail(settings: Settings) -> bool:
    return bool(settings.smtp_url.get_secret_value())


def send_mail(settings: Settings, to: Sequence[str], subject: str, text: str) -> None:
    """Send one plain-text message to every address; returns when the server has taken it.

    Raises MailNotSetUp, MailRefused, MailUnreachable.
    """
    url = settings.smtp_url.get_secret_value()
    if not url:
        raise MailNotSetUp("No e-mail can be sent: set GATELIGHT_SMTP_URL.")
    message = EmailMessage()
    message["From"] = settings.email_from
    message["To"] = ", ".join(to)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=settings.email_from.rpartition("@")[2].strip("> "))
    message.set_content(text)
    try:
        with _connected(url) as server:
            refused = server.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused) as error:
        raise MailRefused(f"The e-mail server refused an address: {_words(error)}") from error
    except smtplib.SMTPResponseException as error:
        kind = MailRefused if error.smtp_code >= 500 else MailUnreachable
        raise kind(f"The e-mail server answered {error.smtp_code}: {_words(error)}") from error
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        raise MailRefused(f"GATELIGHT_SMTP_URL does not fit the server: {error}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailUnreachable(f"The e-mail server does not answer: {_words(error)}") from error
    if refused:
        raise MailRefused(f"The e-mail server refused: {', '.join(refused)}")


def _connected(url: str) -> smtplib.SMTP:
    """`smtp://user:password@host:587` (TLS when the server offers it; `?tls=required` insists,
    `?tls=off` goes without), or `smtps://host:465`."""
    parts = urlsplit(url)
    host = parts.hostname
    tls = parse_qs(parts.query).get("tls", ["offered"])[0]
    if (
        parts.scheme not in ("smtp", "smtps")
        or not host
        or tls not in ("offered", "required", "off")
    ):
        raise ValueError("it must look like smtp://user:password@host:587?tls=required")
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if tls == "required" or (tls == "offered" and server.has_extn("starttls")):
            server.starttls(context=context)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    return str(error) or type(error).__name__
