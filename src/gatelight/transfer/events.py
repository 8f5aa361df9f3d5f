"""What the source's lists tell of traces, observations and scores, as ingestion events.

Events of one entity are merged by their times, those of equal time by arrival. A copy bears the
time the entity began, so that a copy sent again changes only what the source has changed since, and
what clients told the target themselves wins over a copy.
"""

from __future__ import annotations

import hashlib
from typing import Any

Row = dict[str, Any]
Event = dict[str, Any]

SYNTHETIC = "t-"
"""Langfuse 4 keeps an old trace as an observation of this prefix and the trace's id."""

FIRST_MOMENT = "1970-01-01T00:00:01.000Z"
"""Time of the event that copies a trace: of timestamp and environment the earliest event decides,
and an observation that began before its trace would be earlier."""

_TRACE_FIELDS = (
    "id",
    "timestamp",
    "name",
    "userId",
    "sessionId",
    "release",
    "version",
    "environment",
    "public",
    "tags",
    "input",
    "output",
    "metadata",
)
_OBSERVATION_FIELDS = (
    "id",
    "traceId",
    "type",
    "name",
    "startTime",
    "endTime",
    "completionStartTime",
    "parentObservationId",
    "level",
    "statusMessage",
    "version",
    "environment",
    "modelParameters",
    "usageDetails",
    "input",
    "output",
    "metadata",
)
_SCORE_FIELDS = (
    "id",
    "traceId",
    "observationId",
    "sessionId",
    "datasetRunId",
    "name",
    "dataType",
    "comment",
    "metadata",
    "configId",
    "queueId",
    "environment",
    "source",
    "authorUserId",
)
_TEXT_TYPES = ("CATEGORICAL", "TEXT", "CORRECTION")


def trace_event(row: Row) -> Event:
    """A row of `GET /traces`."""
    body = _said(row, _TRACE_FIELDS)
    return _event("trace-create", body, FIRST_MOMENT)


def derived_trace_event(rows: list[Row]) -> Event:
    """What some observations of one trace (rows of `GET /v2/observations`) tell of it.

    Its time is that of the earliest of them. The target keeps the earliest timestamp and the latest
    name, user, session, release and version, whichever pages they came on.
    """
    rows = sorted(rows, key=lambda row: str(row["startTime"]))
    start = rows[0]["startTime"]
    body: Row = {"id": rows[0]["traceId"], "timestamp": start}
    tags: dict[str, None] = {}
    for row in rows:
        told = {
            "name": row.get("traceName"),
            "userId": row.get("userId"),
            "sessionId": row.get("sessionId"),
            "release": row.get("release"),
            "version": row.get("version"),
            "environment": row.get("environment"),
            "public": row.get("public") or None,
        }
        body |= {name: value for name, value in told.items() if value is not None}
        tags |= dict.fromkeys(row.get("tags") or ())
    for row in reversed(rows):
        if not row.get("parentObservationId"):
            told = {name: row.get(name) for name in ("input", "output", "metadata")}
            body |= {name: value for name, value in told.items() if value}
            body.setdefault("name", row.get("name"))
    if tags:
        body["tags"] = list(tags)
    return _event("trace-create", {k: v for k, v in body.items() if v is not None}, start)


def observation_event(row: Row, *, keep_costs: bool = True) -> Event:
    """A row of either list of observations. Without `keep_costs` only what a client had given as
    cost is sent, as far as the source tells; the target's price book reckons the rest."""
    body = _said(row, _OBSERVATION_FIELDS)
    if body.get("parentObservationId") == f"{SYNTHETIC}{row.get('traceId')}":
        del body["parentObservationId"]
    if model := row.get("model") or row.get("providedModelName"):
        body["model"] = model
    if row.get("promptName") and row.get("promptVersion") is not None:
        body |= {"promptName": row["promptName"], "promptVersion": row["promptVersion"]}
    given = keep_costs or row.get("costSource") == "provided"
    if given and (costs := _costs(row)):
        body["costDetails"] = costs
    if usage := _usage(row):
        body["usage"] = usage
    return _event("observation-create", body, row["startTime"])


def is_synthetic(row: Row) -> bool:
    """Whether an observation stands for its trace."""
    return bool(row["id"] == f"{SYNTHETIC}{row.get('traceId')}")


def _usage(row: Row) -> Row:
    """Counts as servers before usage details told them, and the unit."""
    usage = row.get("usage") or {}
    told: Row = {"unit": usage["unit"]} if usage.get("unit") else {}
    counts = {name: usage.get(name) for name in ("input", "output", "total")}
    if not row.get("usageDetails") and any(counts.values()):
        return told | {name: value for name, value in counts.items() if value is not None}
    return told if row.get("usageDetails") else {}


def _costs(row: Row) -> Row:
    """Cost details; of a server that has none, the three sums."""
    if details := row.get("costDetails"):
        return dict(details)
    sums = {
        "input": row.get("calculatedInputCost"),
        "output": row.get("calculatedOutputCost"),
        "total": row.get("calculatedTotalCost"),
    }
    return {name: value for name, value in sums.items() if value}


def score_event(row: Row, configs: dict[str, str], runs: dict[str, str]) -> Event:
    """A row of any list of scores; ids of configs and dataset runs become the target's.

    The time of a score in a batch is the event's.
    """
    body = _said(row | _subject(row), _SCORE_FIELDS)
    kind = row.get("dataType")
    if kind is None:
        kind = body["dataType"] = "NUMERIC" if row.get("stringValue") is None else "CATEGORICAL"
    text = row.get("stringValue")
    body["value"] = text if kind in _TEXT_TYPES and text is not None else row.get("value")
    if run := body.get("datasetRunId"):
        body["datasetRunId"] = runs.get(run, run)
    config = body.pop("configId", None)
    if config in configs:
        body["configId"] = configs[config]
    return _event("score-create", body, row["timestamp"])


def without_config(event: Event) -> Event:
    """The same score, not bound to a config it does not fit (any more)."""
    body = {name: value for name, value in event["body"].items() if name != "configId"}
    return event | {"body": body}


def _subject(row: Row) -> Row:
    """The subject of v3 under the names of v2."""
    match row.get("subject"):
        case {"kind": "observation", "id": observation_id, **more}:
            return {"observationId": observation_id, "traceId": more.get("traceId")}
        case {"kind": "trace", "id": trace_id}:
            return {"traceId": trace_id}
        case {"kind": "session", "id": session_id}:
            return {"sessionId": session_id}
        case {"kind": "experiment", "id": run_id}:
            return {"datasetRunId": run_id}
    return {}


def _said(row: Row, names: tuple[str, ...]) -> Row:
    """The fields that say something; an empty list is something as input or output."""
    return {
        name: value
        for name in names
        if (value := row.get(name)) is not None
        and (name in ("input", "output") or value not in ({}, []))
    }


def _event(kind: str, body: Row, time: str) -> Event:
    digest = hashlib.sha256(str(body["id"]).encode("utf-8", "surrogatepass")).hexdigest()[:40]
    return {"id": f"import-{kind}-{digest}", "type": kind, "timestamp": time, "body": body}
