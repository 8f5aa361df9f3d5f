"""Checking an alert: measure, decide, keep, notify."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from gatelight.alerts import queries
from gatelight.alerts.measure import Measured, measure
from gatelight.alerts.states import FRESH, Rule, Standing, State, next_standing
from gatelight.core.time import to_datetime
from gatelight.errors import ApiError
from gatelight.jobs.model import GiveUp, JobContext, JobKind, Result, Work
from gatelight.notifications.notice import Notice, Severity
from gatelight.notifications.sending import notify
from gatelight.records.tables.alerts import Alert, AlertEvent, AlertState
from gatelight.services import Services

KIND = "alerts.check"
HISTORY = timedelta(days=90)
"""How long changes of state are kept."""
FORGOTTEN = timedelta(days=1)
"""A group without data that is not alerting is forgotten after this."""


def alert_work(services: Services) -> Work:
    def check(context: JobContext) -> Result:
        return check_alert(services, str(context.project_id), context.payload["alert"])

    # a check that failed is not worth repeating: the next one comes soon
    kind = JobKind(KIND, check, at_once=2, max_attempts=2, keep=timedelta(hours=6))
    return Work((kind,))


def schedule_name(alert_id: str) -> str:
    return f"alert:{alert_id}"


def rule_of(alert: Alert) -> Rule:
    clear = alert.threshold if alert.clear_threshold is None else alert.clear_threshold
    return Rule(
        operator=alert.operator,  # type: ignore[arg-type]
        threshold=alert.threshold,
        clear=clear,
        confirmations=alert.confirmations,
        when_empty=alert.when_empty,  # type: ignore[arg-type]
    )


def check_alert(services: Services, project_id: str, alert_id: str) -> dict[str, Any]:
    """Measure the alert's groups now, and act on what changed.

    Raises GiveUp when its question cannot be answered, ServiceUnavailable when a store is down.
    """
    with services.database.reader() as session:
        alert = queries.find_alert(session, project_id, alert_id)
    if alert is None or not alert.enabled:
        return {"skipped": True}
    now = services.clock.now()
    try:
        found = measure(
            services.events,
            project_id,
            alert.query,
            now - alert.window_seconds * 1_000_000,
            now,
            largest_first=alert.operator in (">", ">="),
        )
    except ApiError as error:
        if error.status >= 500:
            raise
        _keep_error(services, alert, error)
        raise GiveUp(error.message) from error
    if not alert.query.get("groupBy") and not found:
        found = [Measured({}, None)]
    with services.database.session() as session:
        services.database.lock(session, f"alert:{alert_id}")
        row = queries.find_alert(session, project_id, alert_id)
        if row is None or row.updated_at != alert.updated_at:
            return {"skipped": True}  # it was changed meanwhile; the next check counts
        changed = _apply(services, session, row, found, to_datetime(now))
        row.checked_at, row.error = to_datetime(now), None
        queries.delete_events_before(session, alert_id, to_datetime(now) - HISTORY)
    return {"groups": len(found), "changed": changed}


def _apply(
    services: Services, session: Session, alert: Alert, found: list[Measured], now: datetime
) -> int:
    rule = rule_of(alert)
    states = {row.group_key: row for row in queries.states_of(session, alert.id)}
    measured = {each.key: each for each in found}
    missing = [Measured(row.group, None) for key, row in states.items() if key not in measured]
    changed = 0
    for each in [*measured.values(), *missing]:
        row = states.get(each.key)
        before = (
            FRESH if row is None else Standing(row.state, row.leaning, row.streak)  # type: ignore[arg-type]
        )
        after = next_standing(rule, before, each.value)
        if row is None:
            row = AlertState(
                alert_id=alert.id,
                group_key=each.key,
                group=each.group,
                state=before.state,
                value=each.value,
                since=now,
                leaning=after.leaning,
                streak=after.streak,
                checked_at=now,
                notified_at=None,
            )
            session.add(row)
        row.leaning, row.streak = after.leaning, after.streak
        if each.value is not None or row.value is None:
            row.value = each.value
        if after.state != before.state:
            row.since = now
            changed += 1
            sent = _tell(services, session, alert, each, before.state, after.state, now)
            row.notified_at = now if sent else None
        elif after.state == "alerting" and _reminder_due(alert, row, now):
            _tell(services, session, alert, each, before.state, after.state, now, again=True)
            row.notified_at = now
        row.state = after.state
        if each.value is not None or row.checked_at is None:
            row.checked_at = now
        if each.value is None and row.state != "alerting" and now - row.checked_at > FORGOTTEN:
            session.delete(row)
    return changed


def _reminder_due(alert: Alert, row: AlertState, now: datetime) -> bool:
    if alert.remind_seconds is None or _muted(alert, now):
        return False
    last = row.notified_at or row.since
    return now - last >= timedelta(seconds=alert.remind_seconds)


def _muted(alert: Alert, now: datetime) -> bool:
    return alert.muted_until is not None and alert.muted_until > now


def _tell(
    services: Services,
    session: Session,
    alert: Alert,
    measured: Measured,
    before: State,
    after: State,
    now: datetime,
    *,
    again: bool = False,
) -> int:
    """Keep the change, and notify unless the alert is muted; how many channels are notified."""
    muted = _muted(alert, now)
    notice = notice_of(alert, measured, before, after, again=again)
    sent = 0 if muted else notify(services, session, alert.project_id, alert.channel_ids, notice)
    if not again:
        session.add(
            AlertEvent(
                project_id=alert.project_id,
                alert_id=alert.id,
                at=now,
                group=measured.group,
                from_state=before,
                to_state=after,
                value=measured.value,
                threshold=alert.threshold,
                channels=sent,
                muted=muted,
            )
        )
    return sent


_TITLES = {"ok": "Resolved", "alerting": "Alert", "no_data": "No data"}


def notice_of(
    alert: Alert, measured: Measured, before: State, after: State, *, again: bool = False
) -> Notice:
    """What people are told of a change."""
    which = ", ".join(f"{name} {value}" for name, value in measured.group.items())
    title = f"{'Still alerting' if again else _TITLES[after]}: {alert.name}"
    what = f"{alert.query['aggregation']} of {alert.query['measure']}"
    if alert.query.get("shareFilters"):
        what = f"share of {alert.query['measure']} in percent"
    value = "no data" if measured.value is None else f"{measured.value:g}"
    text = (
        f"The {what} over {_span(alert.window_seconds)} is {value} "
        f"(threshold: {alert.operator} {alert.threshold:g})."
    )
    if alert.description:
        text += f"\n{alert.description}"
    severities: dict[State, Severity] = {
        "ok": "resolved",
        "no_data": "warning",
        "alerting": "critical" if alert.severity == "critical" else "warning",
    }
    return Notice(
        event=f"alert.{after}",
        title=title + (f" ({which})" if which else ""),
        text=text,
        severity=severities[after],
        facts={
            "alert": alert.name,
            **measured.group,
            "value": measured.value,
            "threshold": f"{alert.operator} {alert.threshold:g}",
            "window": _span(alert.window_seconds),
            "before": before,
        },
        path=f"/project/{alert.project_id}/alerts/{alert.id}",
    )


def _span(seconds: int) -> str:
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds % size == 0:
            count = seconds // size
            return f"{count} {name}{'s' if count > 1 else ''}"
    return f"{seconds} seconds"


def _keep_error(services: Services, alert: Alert, error: ApiError) -> None:
    with services.database.session() as session:
        row = queries.find_alert(session, alert.project_id, alert.id)
        if row is not None:
            row.checked_at = to_datetime(services.clock.now())
            row.error = error.message
