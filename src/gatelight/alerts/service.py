"""Alerts: made, changed, muted, tried out."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gatelight.alerts import queries
from gatelight.alerts.checking import KIND, check_alert, schedule_name
from gatelight.alerts.measure import key_of, measure
from gatelight.alerts.schemas import AlertIn, ConditionIn, alert_out, event_out
from gatelight.alerts.states import COMPARE
from gatelight.core.time import Micros, to_iso
from gatelight.errors import Conflict, NotFound
from gatelight.events.metrics import VIEWS
from gatelight.events.paging import Page
from gatelight.jobs.model import GiveUp
from gatelight.notifications.sending import check_channels
from gatelight.records.base import new_id, utc_now
from gatelight.records.tables.alerts import Alert
from gatelight.services import Services

Body = dict[str, Any]

MOST_ALERTS = 200
PREVIEW_POINTS = 24
PREVIEW_GROUPS = 5


def list_alerts(services: Services, project_id: str) -> list[Body]:
    """By name, with the state of their groups."""
    with services.database.reader() as session:
        states = queries.states_of_project(session, project_id)
        return [
            alert_out(row, states.get(row.id, []))
            for row in queries.all_alerts(session, project_id)
        ]


def read_alert(services: Services, project_id: str, alert_id: str) -> Body:
    """Raises NotFound."""
    with services.database.reader() as session:
        row = _alert(session, project_id, alert_id)
        return alert_out(row, queries.states_of(session, alert_id))


def create_alert(services: Services, project_id: str, sent: AlertIn) -> Body:
    """Raises InvalidRequest for a question that cannot be answered, NotFound for an unknown
    channel, Conflict for a taken name."""
    _try_question(services, project_id, sent)
    with services.database.session() as session:
        services.database.lock(session, f"alerts:{project_id}")
        _check_name(session, project_id, sent.name)
        if queries.count_alerts(session, project_id) >= MOST_ALERTS:
            raise Conflict(f"A project has at most {MOST_ALERTS} alerts.")
        row = Alert(id=new_id(), project_id=project_id)
        _apply(services, session, row, sent)
        session.add(row)
        session.flush()
        _reschedule(services, session, row)
        return alert_out(row, [])


def change_alert(services: Services, project_id: str, alert_id: str, sent: AlertIn) -> Body:
    """A changed condition starts afresh: the states of its groups are forgotten. Raises as
    `create_alert`."""
    _try_question(services, project_id, sent)
    with services.database.session() as session:
        services.database.lock(session, f"alerts:{project_id}")
        row = _alert(session, project_id, alert_id)
        _check_name(session, project_id, sent.name, but=alert_id)
        before = (row.query, row.operator, row.threshold, row.window_seconds)
        _apply(services, session, row, sent)
        if before != (row.query, row.operator, row.threshold, row.window_seconds):
            queries.forget_states(session, alert_id)
            row.checked_at = row.error = None
        session.flush()
        _reschedule(services, session, row)
        return alert_out(row, queries.states_of(session, alert_id))


def delete_alert(services: Services, project_id: str, alert_id: str) -> None:
    """Raises NotFound."""
    with services.database.session() as session:
        row = _alert(session, project_id, alert_id)
        services.jobs.unschedule(session, schedule_name(alert_id))
        session.delete(row)


def mute_alert(services: Services, project_id: str, alert_id: str, until: datetime | None) -> Body:
    """Notify nobody until then; None notifies again. Raises NotFound."""
    with services.database.session() as session:
        row = _alert(session, project_id, alert_id)
        row.muted_until = until
        session.flush()
        return alert_out(row, queries.states_of(session, alert_id))


def check_now(services: Services, project_id: str, alert_id: str) -> Body:
    """The alert after a check made now, as its schedule makes them. Raises NotFound."""
    with services.database.reader() as session:
        _alert(session, project_id, alert_id)
    with suppress(GiveUp):  # the reason is kept on the alert
        check_alert(services, project_id, alert_id)
    return read_alert(services, project_id, alert_id)


def list_events(
    services: Services, project_id: str, alert_id: str, page: Page
) -> tuple[list[Body], int]:
    """Changes of state, newest first; "" means of every alert."""
    with services.database.reader() as session:
        rows, total = queries.page_of_events(session, project_id, alert_id, page.limit, page.offset)
    return [event_out(row, name) for row, name in rows], total


def preview(services: Services, project_id: str, sent: ConditionIn) -> Body:
    """What an alert with this condition would have seen: its value at the ends of the last
    PREVIEW_POINTS windows, for the groups nearest to an alert now. Raises InvalidRequest."""
    now = services.clock.now()
    window = sent.window_seconds * 1_000_000
    upward = sent.operator in (">", ">=")
    question = sent.query.question()
    ends = [now - (PREVIEW_POINTS - 1 - index) * window for index in range(PREVIEW_POINTS)]

    def at(end: Micros) -> dict[str, tuple[Body, float | None]]:
        found = measure(
            services.events, project_id, question, end - window, end, largest_first=upward
        )
        return {each.key: (each.group, each.value) for each in found}

    points = [at(end) for end in ends]
    groups = _nearest(points, grouped=bool(question["groupBy"]))
    series = [
        {
            "group": group,
            "values": [point.get(key_of(group), (group, None))[1] for point in points],
        }
        for group in groups
    ]
    breached = COMPARE[sent.operator]
    breaches = sum(
        any(value is not None and breached(value, sent.threshold) for _, value in point.values())
        for point in points
    )
    return {
        "times": [to_iso(end) for end in ends],
        "series": series,
        "unit": _unit(question),
        "breaches": breaches,
        "filters": question["filters"],
    }


def _nearest(points: list[dict[str, tuple[Body, float | None]]], *, grouped: bool) -> list[Body]:
    if not grouped:
        return [{}]
    found: dict[str, Body] = {}
    for point in reversed(points):  # the newest window decides, older ones fill up
        for key, (group, _) in point.items():
            if len(found) < PREVIEW_GROUPS:
                found.setdefault(key, group)
    return list(found.values())


def _unit(question: Body) -> str:
    if question.get("shareFilters"):
        return "%"
    if question["aggregation"] in ("count", "uniq"):
        return ""
    return VIEWS["v1"][question["view"]].measures[question["measure"]].unit


def _try_question(services: Services, project_id: str, sent: ConditionIn) -> None:
    """Ask it once over a short window: what cannot be answered is refused now, not every minute."""
    now = services.clock.now()
    measure(services.events, project_id, sent.query.question(), now - 60_000_000, now)


def _apply(services: Services, session: Session, row: Alert, sent: AlertIn) -> None:
    row.name, row.description = sent.name, sent.description
    row.query = sent.query.question()
    row.operator, row.threshold = sent.operator, sent.threshold
    row.clear_threshold = sent.clear_threshold
    row.window_seconds, row.every_seconds = sent.window_seconds, sent.every_seconds
    row.confirmations, row.when_empty = sent.confirmations, sent.when_empty
    row.severity, row.remind_seconds = sent.severity, sent.remind_seconds
    row.channel_ids = check_channels(session, row.project_id, sent.channel_ids)
    row.enabled = sent.enabled
    row.updated_at = utc_now()


def _reschedule(services: Services, session: Session, row: Alert) -> None:
    name = schedule_name(row.id)
    if not row.enabled:
        services.jobs.unschedule(session, name)
        return
    services.jobs.schedule(
        session,
        name,
        KIND,
        every_seconds=row.every_seconds,
        payload={"alert": row.id},
        project_id=row.project_id,
    )


def _alert(session: Session, project_id: str, alert_id: str) -> Alert:
    row = queries.find_alert(session, project_id, alert_id)
    if row is None:
        raise NotFound("Alert not found.")
    return row


def _check_name(session: Session, project_id: str, name: str, but: str = "") -> None:
    other = queries.alert_named(session, project_id, name)
    if other is not None and other.id != but:
        raise Conflict("The project has an alert of this name already.")
