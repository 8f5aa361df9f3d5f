"""Channels as the API writes them; addresses with secrets in them only ever come in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, model_validator

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, Iso
from gatelight.core.storable import PlainText
from gatelight.core.time import from_datetime, to_iso
from gatelight.outbound.email import ADDRESS
from gatelight.outbound.http import RefusedAddress, check_url
from gatelight.records.tables.notifications import NotificationChannel

Kind = Literal["email", "webhook", "slack"]


def _address(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise ValueError("this is not one e-mail address")
    return text


def _url(secret: SecretStr) -> SecretStr:
    try:
        check_url(secret.get_secret_value())
    except RefusedAddress as error:
        raise ValueError(str(error)) from error
    return secret


Name = Annotated[PlainText, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Email = Annotated[
    PlainText, StringConstraints(max_length=320, strip_whitespace=True), AfterValidator(_address)
]
Url = Annotated[SecretStr, Field(max_length=2000), AfterValidator(_url)]


class ChannelIn(CamelModel):
    """`recipients` of an e-mail channel, `url` of the others. When changing a channel, an absent
    `url` keeps the one there is."""

    name: Name
    kind: Kind
    recipients: Annotated[list[Email], Field(default_factory=list, max_length=50)]
    url: Url | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> ChannelIn:
        if self.kind == "email" and not self.recipients:
            raise ValueError("an e-mail channel needs recipients")
        if self.kind == "email" and self.url is not None:
            raise ValueError("an e-mail channel has recipients, not a url")
        if self.kind != "email" and self.recipients:
            raise ValueError(f"a {self.kind} channel has a url, not recipients")
        return self


class ChannelAnswer(Answer):
    """`display` shows where notices go; of a Slack or webhook address only the host and the end."""

    id: str
    name: str
    kind: Kind
    recipients: list[str]
    display: str
    last_at: Iso | None
    last_error: str | None
    created_at: Iso
    updated_at: Iso


class CreatedChannel(ChannelAnswer):
    """`signingSecret` of a webhook is shown this once."""

    signing_secret: str | None


class ChannelsAnswer(Answer):
    """`emailSetUp`: whether the server can send e-mail at all."""

    data: list[ChannelAnswer]
    email_set_up: bool


class TestAnswer(Answer):
    """`error` null: the notice is through."""

    error: str | None


def display_of(kind: str, recipients: list[str], url: str) -> str:
    if kind == "email":
        return ", ".join(recipients)[:500]
    parts = urlsplit(url)
    end = parts.path.rstrip("/")[-4:] if kind == "slack" else ""
    return f"{parts.hostname}{f':{parts.port}' if parts.port else ''}{f' …{end}' if end else ''}"[
        :500
    ]


def _moment(value: datetime | None) -> str | None:
    return None if value is None else to_iso(from_datetime(value))


def channel_out(row: NotificationChannel) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "recipients": row.recipients,
        "display": row.display,
        "lastAt": _moment(row.last_at),
        "lastError": row.last_error,
        "createdAt": _moment(row.created_at),
        "updatedAt": _moment(row.updated_at),
    }
