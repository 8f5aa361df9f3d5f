"""SQL of notification channels."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from gatelight.records.tables.notifications import NotificationChannel


def find_channel(session: Session, project_id: str, channel_id: str) -> NotificationChannel | None:
    return session.scalars(
        select(NotificationChannel).where(
            NotificationChannel.project_id == project_id, NotificationChannel.id == channel_id
        )
    ).one_or_none()


def channel_named(session: Session, project_id: str, name: str) -> NotificationChannel | None:
    return session.scalars(
        select(NotificationChannel).where(
            NotificationChannel.project_id == project_id, NotificationChannel.name == name
        )
    ).one_or_none()


def channels_by_id(
    session: Session, project_id: str, channel_ids: Iterable[str]
) -> list[NotificationChannel]:
    return list(
        session.scalars(
            select(NotificationChannel)
            .where(
                NotificationChannel.project_id == project_id,
                NotificationChannel.id.in_(list(channel_ids)),
            )
            .order_by(NotificationChannel.name)
        )
    )


def all_channels(session: Session, project_id: str) -> list[NotificationChannel]:
    """By name."""
    return list(
        session.scalars(
            select(NotificationChannel)
            .where(NotificationChannel.project_id == project_id)
            .order_by(NotificationChannel.name)
        )
    )
