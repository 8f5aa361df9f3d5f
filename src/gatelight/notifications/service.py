"""Notification channels: made, changed, tried."""

from __future__ import annotations

from typing import Any

from gatelight.errors import Conflict, InvalidRequest, NotFound
from gatelight.jobs.model import GiveUp
from gatelight.notifications import forms, queries
from gatelight.notifications.notice import Notice
from gatelight.notifications.schemas import ChannelIn, channel_out, display_of
from gatelight.notifications.sending import opened, place, sealer_of, send_to_channel
from gatelight.outbound.email import MailUnreachable
from gatelight.outbound.http import Unreachable
from gatelight.records.base import new_id, utc_now
from gatelight.records.tables.notifications import NotificationChannel
from gatelight.services import Services

Body = dict[str, Any]


def list_channels(services: Services, project_id: str) -> list[Body]:
    with services.database.reader() as session:
        return [channel_out(row) for row in queries.all_channels(session, project_id)]


def create_channel(services: Services, project_id: str, sent: ChannelIn) -> Body:
    """With `signingSecret`, shown this once. Raises Conflict for a taken name, InvalidRequest for a
    webhook without an address."""
    if sent.kind != "email" and sent.url is None:
        raise InvalidRequest(f"A {sent.kind} channel needs a url.")
    secret = forms.new_signing_secret() if sent.kind == "webhook" else None
    with services.database.session() as session:
        services.database.lock(session, f"channels:{project_id}")
        if queries.channel_named(session, project_id, sent.name):
            raise Conflict("The project has a channel of this name already.")
        row = NotificationChannel(id=new_id(), project_id=project_id)
        _apply(services, row, sent)
        if secret:
            row.signing_secret = sealer_of(services).seal(secret, place(row, "signing_secret"))
        session.add(row)
        session.flush()
        return channel_out(row) | {"signingSecret": secret}


def change_channel(services: Services, project_id: str, channel_id: str, sent: ChannelIn) -> Body:
    """The kind stays. Raises NotFound, Conflict."""
    with services.database.session() as session:
        services.database.lock(session, f"channels:{project_id}")
        row = queries.find_channel(session, project_id, channel_id)
        if row is None:
            raise NotFound("Channel not found.")
        if row.kind != sent.kind:
            raise Conflict("The kind of a channel stays; make another channel.")
        other = queries.channel_named(session, project_id, sent.name)
        if other is not None and other.id != channel_id:
            raise Conflict("The project has a channel of this name already.")
        _apply(services, row, sent)
        session.flush()
        return channel_out(row)


def rotate_secret(services: Services, project_id: str, channel_id: str) -> Body:
    """A new signing secret, from the next notice on. Raises NotFound."""
    secret = forms.new_signing_secret()
    with services.database.session() as session:
        row = queries.find_channel(session, project_id, channel_id)
        if row is None or row.kind != "webhook":
            raise NotFound("Webhook channel not found.")
        row.signing_secret = sealer_of(services).seal(secret, place(row, "signing_secret"))
        session.flush()
        return channel_out(row) | {"signingSecret": secret}


def delete_channel(services: Services, project_id: str, channel_id: str) -> None:
    """Raises NotFound."""
    with services.database.session() as session:
        row = queries.find_channel(session, project_id, channel_id)
        if row is None:
            raise NotFound("Channel not found.")
        session.delete(row)


def test_channel(services: Services, project_id: str, channel_id: str) -> str | None:
    """Send a test notice now; why it did not get through, or None. Raises NotFound."""
    with services.database.reader() as session:
        if queries.find_channel(session, project_id, channel_id) is None:
            raise NotFound("Channel not found.")
    notice = Notice(
        event="test",
        title="Test notice from Gatelight",
        text="Notices of this project will arrive here.",
        path=f"/project/{project_id}/alerts",
    )
    try:
        send_to_channel(services, project_id, channel_id, notice, f"test-{new_id()}")
    except (GiveUp, Unreachable, MailUnreachable) as error:
        return str(error)
    return None


def _apply(services: Services, row: NotificationChannel, sent: ChannelIn) -> None:
    row.updated_at = utc_now()
    row.name, row.kind, row.recipients = sent.name, sent.kind, list(sent.recipients)
    if sent.url is not None:
        url = sent.url.get_secret_value()
        row.url = sealer_of(services).seal(url, place(row, "url"))
    else:
        url = opened(services, row)[0] if row.url else ""
    row.display = display_of(sent.kind, row.recipients, url)
