"""Events of the batch wire: a trace, its observations and scores, as an SDK would send them."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from gatelight.demo.team import TAG, Model, Moment, iso

Event = dict[str, Any]
Talk = list[dict[str, Any]]


def event(kind: str, body: dict[str, Any], at: datetime) -> Event:
    return {"id": f"{kind}-{body['id']}", "type": kind, "timestamp": iso(at), "body": body}


def trace(moment: Moment, name: str, *, tags: tuple[str, ...] = (), **more: Any) -> Event:
    body = {
        "id": moment.key,
        "timestamp": iso(moment.at),
        "name": name,
        "tags": [TAG, *tags],
        "environment": "production",
    }
    return event("trace-create", body | more, moment.at)


def step(
    moment: Moment,
    name: str,
    start: float,
    took: float,
    *,
    kind: str = "span",
    parent: str | None = None,
    **more: Any,
) -> Event:
    """An observation from `start` seconds after the moment on. Its id is the trace's with `name`,
    which may end in a number that is not shown; `parent` is the `name` of another step."""
    begin = moment.at + timedelta(seconds=start)
    body = {
        "id": f"{moment.key}-{name}",
        "traceId": moment.key,
        "parentObservationId": parent and f"{moment.key}-{parent}",
        "name": name.rstrip("0123456789").rstrip("-"),
        "startTime": iso(begin),
        "endTime": iso(begin + timedelta(seconds=took)),
        "environment": "production",
    }
    return event(f"{kind}-create", body | more, begin)


def model_call(
    moment: Moment,
    name: str,
    start: float,
    model: Model,
    talk: Talk,
    said: dict[str, Any] | None,
    *,
    tokens: tuple[int, int],
    cached: int = 0,
    failure: str = "",
    **more: Any,
) -> tuple[Event, float]:
    """A call of a model and how many seconds it took; with `failure` it ends with that message."""
    given, made = tokens
    pace = moment.dice.uniform(0.75, 1.6) * (4.5 if moment.is_troubled else 1)
    first = model.first * pace
    took = first if failure else first + made / model.speed * pace
    usage = {"input": given - cached, "output": 0 if failure else made}
    if cached:
        usage["input_cached_tokens"] = cached
    body = {
        "model": model.name,
        "modelParameters": {"temperature": 0.2, "max_tokens": 1024},
        "input": talk,
        "output": None if failure else said,
        "usageDetails": usage,
        "level": "ERROR" if failure else "DEFAULT",
        "statusMessage": failure or None,
    }
    if not failure:
        body["completionStartTime"] = iso(moment.at + timedelta(seconds=start + first))
    made_event = step(moment, name, start, took, kind="generation", **(body | more))
    return made_event, took


def score(moment: Moment, name: str, value: float | str, **more: Any) -> Event:
    body = {"id": f"{moment.key}-{name}", "traceId": moment.key, "name": name, "value": value}
    body["dataType"] = "CATEGORICAL" if isinstance(value, str) else "NUMERIC"
    return event("score-create", body | more, moment.at + timedelta(minutes=2))


def failure_of(moment: Moment) -> str:
    """What goes wrong now and then, more often while a provider has trouble; mostly nothing."""
    if moment.dice.random() > (0.4 if moment.is_troubled else 0.025):
        return ""
    return _FAILURES[moment.dice.randrange(len(_FAILURES))]


_FAILURES = (
    "429: rate limit of the provider reached, retry after 20 s",
    "529: the provider is overloaded",
    "504: no answer within 60 s",
    "400: maximum context length exceeded",
)


def words(dice: random.Random, low: int, high: int) -> int:
    """A number of tokens, more often few than many."""
    return round(low + (high - low) * dice.betavariate(1.4, 3.2))
