"""Alerts as the API writes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, AnyJson, Iso, JsonObject, PageMeta
from gatelight.core.storable import PlainText, storable
from gatelight.core.time import from_datetime, to_iso
from gatelight.records.tables.alerts import Alert, AlertEvent, AlertState

SHORTEST_WINDOW, LONGEST_WINDOW = 60, 31 * 24 * 3600
SHORTEST_EVERY, LONGEST_EVERY = 60, 24 * 3600

Name = Annotated[PlainText, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Word = Annotated[PlainText, StringConstraints(min_length=1, max_length=100)]
Filters = Annotated[list[Any], Field(max_length=50), AfterValidator(storable)]
Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e15, le=1e15)]


class QueryIn(CamelModel):
    """A question of the metrics API with one metric. `shareFilters` makes the value a percentage:
    of what `filters` select, how much they select, too (an error rate: level is ERROR)."""

    view: Word
    measure: Word
    aggregation: Word
    filters: Annotated[Filters, Field(default_factory=list)]
    group_by: Annotated[list[Word], Field(default_factory=list, max_length=3)]
    share_filters: Filters | None = None

    def question(self) -> dict[str, Any]:
        return self.model_dump(by_alias=True)


class ConditionIn(CamelModel):
    """`threshold` is in the measure's unit (latency in milliseconds, cost in USD), or in percent
    with `shareFilters`."""

    query: QueryIn
    operator: Literal[">", ">=", "<", "<="] = ">"
    threshold: Number
    clear_threshold: Number | None = None
    window_seconds: Annotated[int, Field(ge=SHORTEST_WINDOW, le=LONGEST_WINDOW)] = 300

    @model_validator(mode="after")
    def _clears_on_the_calm_side(self) -> ConditionIn:
        clear = self.clear_threshold
        if clear is not None:
            upward = self.operator in (">", ">=")
            if (upward and clear > self.threshold) or (not upward and clear < self.threshold):
                raise ValueError("clearThreshold must lie on the calm side of the threshold")
        return self


class AlertIn(ConditionIn):
    name: Name
    description: Annotated[PlainText, StringConstraints(max_length=2000)] = ""
    every_seconds: Annotated[int, Field(ge=SHORTEST_EVERY, le=LONGEST_EVERY)] = 60
    confirmations: Annotated[int, Field(ge=1, le=10)] = 1
    when_empty: Literal["keep", "ok", "no_data", "alerting"] = "ok"
    severity: Literal["warning", "critical"] = "warning"
    channel_ids: Annotated[list[Word], Field(default_factory=list, max_length=20)]
    remind_seconds: Annotated[int, Field(ge=300, le=7 * 24 * 3600)] | None = None
    enabled: bool = True


class MuteIn(CamelModel):
    """`until` null ends it."""

    until: datetime | None

    @model_validator(mode="after")
    def _has_a_zone(self) -> MuteIn:
        if self.until is not None and self.until.tzinfo is None:
            raise ValueError("until needs a zone, such as 2026-12-01T08:00:00Z")
        return self


class GroupAnswer(Answer):
    """`group` maps dimensions to values; {} for an alert without groups."""

    group: JsonObject
    state: Literal["ok", "alerting", "no_data"]
    value: float | None
    since: Iso
    checked_at: Iso


class AlertAnswer(Answer):
    """`state` is the worst of the groups; "unknown" before the first check."""

    id: str
    name: str
    description: str
    query: JsonObject
    operator: str
    threshold: float
    clear_threshold: float | None
    window_seconds: int
    every_seconds: int
    confirmations: int
    when_empty: str
    severity: str
    channel_ids: list[str]
    remind_seconds: int | None
    enabled: bool
    muted_until: Iso | None
    state: Literal["ok", "alerting", "no_data", "unknown"]
    value: float | None
    checked_at: Iso | None
    error: str | None
    groups: list[GroupAnswer]
    group_count: int
    created_at: Iso
    updated_at: Iso


class AlertsAnswer(Answer):
    data: list[AlertAnswer]


class EventAnswer(Answer):
    """A change of state; `channels` is how many were notified."""

    id: str
    alert_id: str
    alert_name: str
    at: Iso
    group: JsonObject
    from_state: str
    to_state: str
    value: float | None
    threshold: float
    channels: int
    muted: bool


class EventsAnswer(Answer):
    data: list[EventAnswer]
    meta: PageMeta


class PreviewSeries(Answer):
    group: JsonObject
    values: list[float | None]


class PreviewAnswer(Answer):
    """What the alert would have seen at `times`, oldest first, for the groups nearest to an alert.
    `unit` is the measure's."""

    times: list[Iso]
    series: list[PreviewSeries]
    unit: str
    breaches: int
    filters: AnyJson


def moment(value: datetime | None) -> str | None:
    return None if value is None else to_iso(from_datetime(value))


def group_out(row: AlertState) -> dict[str, Any]:
    return {
        "group": row.group,
        "state": row.state,
        "value": row.value,
        "since": moment(row.since),
        "checkedAt": moment(row.checked_at),
    }


_WORST = ("alerting", "no_data", "ok")
SHOWN_GROUPS = 20


def alert_out(row: Alert, states: list[AlertState]) -> dict[str, Any]:
    ordered = sorted(states, key=lambda each: _WORST.index(each.state))
    return {
        "id": row.id,
        "name": row.name,
        "description": row.description,
        "query": row.query,
        "operator": row.operator,
        "threshold": row.threshold,
        "clearThreshold": row.clear_threshold,
        "windowSeconds": row.window_seconds,
        "everySeconds": row.every_seconds,
        "confirmations": row.confirmations,
        "whenEmpty": row.when_empty,
        "severity": row.severity,
        "channelIds": row.channel_ids,
        "remindSeconds": row.remind_seconds,
        "enabled": row.enabled,
        "mutedUntil": moment(row.muted_until),
        "state": ordered[0].state if ordered else ("ok" if row.checked_at else "unknown"),
        "value": ordered[0].value if ordered else None,
        "checkedAt": moment(row.checked_at),
        "error": row.error,
        "groups": [group_out(each) for each in ordered[:SHOWN_GROUPS]],
        "groupCount": len(states),
        "createdAt": moment(row.created_at),
        "updatedAt": moment(row.updated_at),
    }


def event_out(row: AlertEvent, name: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "alertId": row.alert_id,
        "alertName": name,
        "at": moment(row.at),
        "group": row.group,
        "fromState": row.from_state,
        "toState": row.to_state,
        "value": row.value,
        "threshold": row.threshold,
        "channels": row.channels,
        "muted": row.muted,
    }
