"""A little history of an imaginary team, sent as events: what the pages are looked at with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from tests.whole_app import WholeApp

PEOPLE = ("ada@example.com", "grace@example.com", "linus@example.com")
QUESTIONS = (
    ("support-answer", "How do I change my invoice address?", "Under *Billing → Address*."),
    ("summarise-ticket", "Summarise ticket 4812 in two lines.", "The export stops at 10,000 rows."),
    ("translate", "Übersetze: the train is late", "Der Zug hat Verspätung."),
    ("extract-fields", "Which dates are in this mail?", '{"dates": ["2026-03-01"]}'),
    ("classify-mail", "Is this mail urgent?", "No."),
)
MODELS = ("gpt-4o-mini", "claude-sonnet-4-5", "gpt-4o")
HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> "
    "[click](javascript:alert(1)) \u202egnp.exe \x1b[31mred"
)
AGENT = "trace-agent"


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def event(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    stamp = iso(datetime.now(UTC))
    return {"id": f"{kind}-{body['id']}", "type": kind, "timestamp": stamp, "body": body}


def calls(now: datetime, count: int = 60) -> list[dict[str, Any]]:
    """`count` traces of one model call each, the newest a minute old, in sessions of three."""
    events = []
    for number in range(count):
        name, question, answer = QUESTIONS[number % len(QUESTIONS)]
        start = now - timedelta(minutes=1 + 7 * number, seconds=13 * number % 60)
        end = start + timedelta(milliseconds=420 + 317 * (number * number % 23))
        trace_id = f"trace-{number:03}"
        failed = number % 13 == 5
        talk = [
            {"role": "system", "content": "Answer briefly."},
            {"role": "user", "content": question},
        ]
        said = None if failed else {"role": "assistant", "content": answer}
        events.append(
            event(
                "trace-create",
                {
                    "id": trace_id,
                    "timestamp": iso(start),
                    "name": name,
                    "userId": PEOPLE[number % len(PEOPLE)],
                    "sessionId": f"chat-{number // 3:02}",
                    "tags": ["production", "eu"] if number % 4 else ["canary"],
                    "input": talk,
                    "output": said,
                    "metadata": {"region": "eu-central-1", "attempt": 1 + number % 2},
                },
            )
        )
        events.append(
            event(
                "generation-create",
                {
                    "id": f"{trace_id}-call",
                    "traceId": trace_id,
                    "name": "chat",
                    "startTime": iso(start),
                    "completionStartTime": iso(start + (end - start) / 3),
                    "endTime": iso(end),
                    "model": MODELS[number % len(MODELS)],
                    "modelParameters": {"temperature": 0.2, "max_tokens": 400},
                    "input": talk,
                    "output": said,
                    "usageDetails": {
                        "input": 310 + 91 * (number % 17),
                        "output": 0 if failed else 40 + 13 * (number % 29),
                        "input_cached_tokens": 128 * (number % 3),
                    },
                    "level": "ERROR" if failed else "DEFAULT",
                    "statusMessage": "429: rate limit of the provider reached" if failed else None,
                },
            )
        )
    return events


def agent_run(now: datetime) -> list[dict[str, Any]]:
    """One trace of an agent with tools, a failed step, scores and hostile text."""
    start = now - timedelta(seconds=40)

    def step(kind: str, name: str, parent: str | None, at: float, took: float, **more: Any) -> Any:
        return event(
            f"{kind}-create",
            {
                "id": f"{AGENT}-{name}",
                "traceId": AGENT,
                "parentObservationId": parent and f"{AGENT}-{parent}",
                "name": name,
                "startTime": iso(start + timedelta(seconds=at)),
                "endTime": iso(start + timedelta(seconds=at + took)),
            }
            | more,
        )

    talk = [
        {"role": "system", "content": "You fix failing builds. Use the tools."},
        {"role": "user", "content": "The nightly build fails since Tuesday. Find out why."},
    ]
    call = {
        "role": "assistant",
        "content": None,
        "reasoning_content": "The log should name the first failing step.",
        "tool_calls": [
            {
                "id": "call_1",
                "type": "function",
                "function": {"name": "read_log", "arguments": '{"build": 4812, "tail": 200}'},
            }
        ],
    }
    result = {"role": "tool", "tool_call_id": "call_1", "content": "E: no space left on device"}
    answer = {
        "role": "assistant",
        "content": "The runner's disk is full: the cache of Tuesday's release was never pruned.\n\n"
        "1. Prune the cache.\n2. Set a limit of 20 GB.",
    }
    model = {"model": "claude-sonnet-4-5", "modelParameters": {"temperature": 0}}
    return [
        event(
            "trace-create",
            {
                "id": AGENT,
                "timestamp": iso(start),
                "name": "fix-nightly-build",
                "userId": PEOPLE[0],
                "sessionId": "chat-00",
                "tags": ["agent"],
                "input": talk[1]["content"],
                "output": answer["content"],
                "metadata": {"repository": "billing", "build": 4812},
            },
        ),
        step("agent", "build-doctor", None, 0, 21.4),
        step(
            "generation",
            "plan",
            "build-doctor",
            0.2,
            4.1,
            **model,
            input=talk,
            output=call,
            usageDetails={"input": 1840, "output": 212, "input_cached_tokens": 1024},
        ),
        step(
            "tool",
            "read_log",
            "build-doctor",
            4.4,
            1.3,
            input={"build": 4812, "tail": 200},
            output="E: no space left on device",
        ),
        step(
            "retriever",
            "search-runbook",
            "build-doctor",
            5.8,
            0.9,
            input="disk full on runner",
            output=[{"title": "Pruning the cache", "score": 0.91}],
        ),
        step(
            "tool",
            "prune_cache",
            "build-doctor",
            6.9,
            5.2,
            level="ERROR",
            statusMessage="permission denied: /var/cache/builds",
            input={"path": "/var/cache/builds"},
        ),
        step("span", "check-html", "build-doctor", 12.2, 0.4, input=HOSTILE, output=HOSTILE),
        step(
            "generation",
            "answer",
            "build-doctor",
            12.8,
            8.5,
            **model,
            input=[*talk, call, result],
            output=answer,
            usageDetails={"input": 2610, "output": 388, "input_cached_tokens": 1792},
        ),
        event(
            "score-create",
            {
                "id": f"{AGENT}-score",
                "traceId": AGENT,
                "name": "helpful",
                "value": 0.9,
                "comment": "found the cause",
            },
        ),
    ]


def refused() -> list[dict[str, Any]]:
    """Events the server turns away, each for another reason."""
    return [
        event(
            "generation-create", {"id": "bad-time", "traceId": "lost-trace", "startTime": "soon"}
        ),
        event(
            "score-create", {"id": "bad-score", "traceId": "lost-trace", "name": "x", "value": {}}
        ),
    ]


def send(url: str, auth: tuple[str, str], events: list[dict[str, Any]]) -> dict[str, Any]:
    """Post `events` in one batch and return the answer."""
    answer = httpx.post(
        f"{url}/api/public/ingestion", json={"batch": events}, auth=auth, timeout=60
    )
    answer.raise_for_status()
    parsed: dict[str, Any] = answer.json()
    return parsed


def tell(url: str, auth: tuple[str, str]) -> None:
    """Send the whole history."""
    now = datetime.now(UTC)
    good = send(url, auth, [*calls(now), *agent_run(now)])
    assert good["errors"] == [], good["errors"]
    bad = send(url, auth, refused())
    assert bad["errors"], bad


def tell_app(app: WholeApp) -> None:
    """The same to a server in this process."""
    now = datetime.now(UTC)
    answer = app.post("/api/public/ingestion", {"batch": [*calls(now), *agent_run(now)]}).json()
    assert answer["errors"] == [], answer["errors"]
