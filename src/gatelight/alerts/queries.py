"""SQL of alerts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from gatelight.records.tables.alerts import Alert, AlertEvent, AlertState


def find_alert(session: Session, project_id: str, alert_id: str) -> Alert | None:
    return session.scalars(
        select(Alert).where(Alert.project_id == project_id, Alert.id == alert_id)
    ).one_or_none()


def alert_named(session: Session, project_id: str, name: str) -> Alert | None:
    return session.scalars(
        select(Alert).where(Alert.project_id == project_id, Alert.name == name)
    ).one_or_none()


def count_alerts(session: Session, project_id: str) -> int:
    return (
        session.scalar(
            select(func.count()).select_from(Alert).where(Alert.project_id == project_id)
        )
        or 0
    )


def all_alerts(session: Session, project_id: str) -> list[Alert]:
    """By name."""
    return list(
        session.scalars(select(Alert).where(Alert.project_id == project_id).order_by(Alert.name))
    )


def states_of(session: Session, alert_id: str) -> list[AlertState]:
    return list(
        session.scalars(
            select(AlertState)
            .where(AlertState.alert_id == alert_id)
            .order_by(AlertState.since.desc(), AlertState.group_key)
        )
    )


def states_of_project(session: Session, project_id: str) -> dict[str, list[AlertState]]:
    """Every group's state by alert."""
    rows = session.scalars(
        select(AlertState)
        .join(Alert, Alert.id == AlertState.alert_id)
        .where(Alert.project_id == project_id)
        .order_by(AlertState.since.desc(), AlertState.group_key)
    )
    found: dict[str, list[AlertState]] = {}
    for row in rows:
        found.setdefault(row.alert_id, []).append(row)
    return found


def forget_states(session: Session, alert_id: str) -> None:
    session.execute(delete(AlertState).where(AlertState.alert_id == alert_id))


def page_of_events(
    session: Session, project_id: str, alert_id: str, limit: int, offset: int
) -> tuple[list[tuple[AlertEvent, str]], int]:
    """Newest first with their alert's name, and how many there are; "" means every alert."""
    conditions = [AlertEvent.project_id == project_id]
    if alert_id:
        conditions.append(AlertEvent.alert_id == alert_id)
    total = session.scalar(select(func.count()).select_from(AlertEvent).where(*conditions)) or 0
    rows = session.execute(
        select(AlertEvent, Alert.name)
        .join(Alert, Alert.id == AlertEvent.alert_id)
        .where(*conditions)
        .order_by(AlertEvent.at.desc(), AlertEvent.id)
        .limit(limit)
        .offset(offset)
    )
    return [(event, name) for event, name in rows], total


def delete_events_before(session: Session, alert_id: str, before: datetime) -> None:
    session.execute(
        delete(AlertEvent).where(AlertEvent.alert_id == alert_id, AlertEvent.at < before)
    )
