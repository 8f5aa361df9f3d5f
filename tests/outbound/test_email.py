"""E-mail through a real SMTP server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.smtp_server import Mailbox, smtp_server

from gatelight.outbound.email import ADDRESS, MailNotSetUp, MailRefused, MailUnreachable, send_mail
from gatelight.settings import Settings

ADA, BOB = "ada@example.com", "bob@example.com"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with smtp_server() as started:
        yield started


def settings(tmp_path: Path, url: str) -> Settings:
    values: dict[str, Any] = {"smtp_url": url, "email_from": "Gatelight <alerts@example.com>"}
    return Settings(data_dir=tmp_path, _env_file=None, **values)


def test_a_message_arrives(tmp_path: Path, mailbox: Mailbox) -> None:
    subject = "Kosten\r\nBcc: x@example.com"
    send_mail(settings(tmp_path, mailbox.url), [ADA, BOB], subject, "Über 5 €\n")
    (message,) = mailbox.messages
    assert mailbox.recipients == [[ADA, BOB]]
    assert message["From"] == "Gatelight <alerts@example.com>"
    assert message["Subject"] == "Kosten Bcc: x@example.com", "a subject is one line"
    assert message["Bcc"] is None
    assert message.get_content().strip() == "Über 5 €"


def test_what_can_go_wrong_is_told_apart(tmp_path: Path, mailbox: Mailbox) -> None:
    def send(url: str, *to: str) -> None:
        send_mail(settings(tmp_path, url), to or [ADA], "x", "x")

    with pytest.raises(MailNotSetUp, match="GATELIGHT_SMTP_URL"):
        send("")
    with pytest.raises(MailRefused):
        send(f"smtp://mailer:wrong@127.0.0.1:{mailbox.port}?tls=off")
    with pytest.raises(MailRefused, match="must look like"):
        send("http://127.0.0.1")
    with pytest.raises(MailUnreachable):
        send("smtp://127.0.0.1:9")
    with pytest.raises(MailRefused):  # a server without TLS where TLS is required
        send(mailbox.url.replace("tls=off", "tls=required"))
    mailbox.refuse = "bob@"
    with pytest.raises(MailRefused, match=BOB):
        send(mailbox.url, ADA, BOB)


@pytest.mark.parametrize(
    "text", ["a@b.example\nBcc: c@d", "two@a.example, b@c.example", "<a@b.example>", "plain"]
)
def test_one_plain_address(text: str) -> None:
    assert not ADDRESS.fullmatch(text)
