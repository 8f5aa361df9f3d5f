"""Sending: one job for each channel, tried again until it is through or out of attempts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy.orm import Session

from gatelight.accounts.per_database import PerDatabase
from gatelight.core.time import to_iso
from gatelight.errors import NotFound
from gatelight.jobs.model import GiveUp, JobContext, JobKind, Result, Work
from gatelight.notifications import forms, queries
from gatelight.notifications.notice import Notice
from gatelight.outbound import http
from gatelight.outbound.email import MailNotSetUp, MailRefused, send_mail
from gatelight.records.base import utc_now
from gatelight.records.sealing import CannotOpenError, Sealer
from gatelight.records.secrets import secret_key_of
from gatelight.records.tables.notifications import NotificationChannel
from gatelight.records.tables.projects import Project
from gatelight.services import Services

KIND = "notifications.send"
MAX_ATTEMPTS = 8
RETRY_SECONDS = 10.0
"""Doubling, so the last attempt comes about twenty minutes after the first."""

sealer_of = PerDatabase(lambda services: Sealer(secret_key_of(services.settings), "notifications"))


def notify(
    services: Services,
    session: Session,
    project_id: str,
    channel_ids: Iterable[str],
    notice: Notice,
) -> int:
    """Send `notice` to these channels of the project once the caller's transaction is committed;
    to how many. Channels that are gone are passed over."""
    channels = queries.channels_by_id(session, project_id, channel_ids)
    for channel in channels:
        services.jobs.enqueue(
            session,
            KIND,
            {"channel": channel.id, "notice": notice.to_json()},
            project_id=project_id,
        )
    return len(channels)


def notification_work(services: Services) -> Work:
    def send(context: JobContext) -> Result:
        return send_to_channel(
            services,
            str(context.project_id),
            context.payload["channel"],
            Notice.of(context.payload["notice"]),
            context.job_id,
        )

    return Work(
        (
            JobKind(
                KIND,
                send,
                max_attempts=MAX_ATTEMPTS,
                retry_after=RETRY_SECONDS,
                keep=timedelta(days=7),
            ),
        )
    )


def send_to_channel(
    services: Services, project_id: str, channel_id: str, notice: Notice, message_id: str
) -> dict[str, str]:
    """Send now, and keep on the channel how it went; where it went.

    Raises GiveUp when trying again cannot help, another error when it may.
    """
    with services.database.reader() as session:
        channel = queries.find_channel(session, project_id, channel_id)
        project = session.get(Project, project_id)
    if channel is None or project is None:
        raise GiveUp("The channel was deleted.")
    error: str | None = None
    try:
        _send(services, channel, project, notice, message_id)
    except Exception as problem:
        error = str(problem)
        raise
    finally:
        _keep(services, channel, error)
    return {"sentTo": channel.display}


def _send(
    services: Services,
    channel: NotificationChannel,
    project: Project,
    notice: Notice,
    message_id: str,
) -> None:
    link = services.settings.page_url(notice.path) if notice.path else ""
    if channel.kind == "email":
        try:
            send_mail(
                services.settings,
                channel.recipients,
                forms.mail_subject(notice, project.name),
                forms.mail_text(notice, project.name, link),
            )
        except (MailNotSetUp, MailRefused) as error:
            raise GiveUp(str(error)) from error
        return
    url, secret = opened(services, channel)
    if channel.kind == "slack":
        body = forms.slack_body(notice, project.name, link)
        headers = {"Content-Type": "application/json"}
    else:
        now = services.clock.now()
        named = {"id": project.id, "name": project.name}
        body = forms.webhook_body(notice, named, to_iso(now), link)
        headers = forms.webhook_headers(secret, message_id, now // 1_000_000, body)
    try:
        reply = http.post(services.settings, url, body, headers)
    except http.RefusedAddress as error:
        raise GiveUp(str(error)) from error
    if reply.status >= 300:
        said = f"The address answered {reply.status}"
        if reply.status in (301, 302, 303, 307, 308):
            raise GiveUp(f"{said}; redirects are not followed: enter the final address.")
        if reply.status in (404, 410):
            raise GiveUp(f"{said}: the webhook is gone.")
        raise http.Unreachable(f"{said}.")


def opened(services: Services, channel: NotificationChannel) -> tuple[str, str]:
    """Address and signing secret ("" for kinds without). Raises GiveUp when the server's secret key
    was changed since."""
    sealer = sealer_of(services)
    try:
        url = sealer.open(channel.url, place(channel, "url")) if channel.url else ""
        secret = (
            sealer.open(channel.signing_secret, place(channel, "signing_secret"))
            if channel.signing_secret
            else ""
        )
    except CannotOpenError as error:
        raise GiveUp(str(error)) from error
    return url, secret


def place(channel: NotificationChannel, column: str) -> str:
    return f"{channel.project_id}/{channel.id}/{column}"


def _keep(services: Services, channel: NotificationChannel, error: str | None) -> None:
    with services.database.session() as session:
        row = queries.find_channel(session, channel.project_id, channel.id)
        if row is not None:
            row.last_at, row.last_error = utc_now(), error


def check_channels(session: Session, project_id: str, channel_ids: Iterable[str]) -> list[str]:
    """These ids, each once. Raises NotFound when one is no channel of the project."""
    wanted = list(dict.fromkeys(channel_ids))
    known = {channel.id for channel in queries.channels_by_id(session, project_id, wanted)}
    for channel_id in wanted:
        if channel_id not in known:
            raise NotFound(f"No notification channel with id {channel_id[:100]}.")
    return wanted
