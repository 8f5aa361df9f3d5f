"""What the imaginary team builds with: prompts, a dataset with runs, scores, a queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from tests.browser.story import HOSTILE, event, iso, send

PROMPT = "support/answer"
CHAT = "support/triage"
DATASET = "support-questions"
QUEUE = "Review answers"
RUNS = ("gpt-4o-mini, short", "claude, careful")
HOSTILE_PROMPT = "hostile"


class Api:
    """The public API with a key pair; every answer must be good."""

    def __init__(self, url: str, auth: tuple[str, str]) -> None:
        self.client = httpx.Client(base_url=f"{url}/api/public", auth=auth, timeout=60)

    def get(self, path: str) -> Any:
        answer = self.client.get(path)
        assert answer.is_success, answer.text
        return answer.json()

    def post(self, path: str, body: Any) -> Any:
        answer = self.client.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()


def build(url: str, auth: tuple[str, str]) -> None:
    """Make all of it."""
    api = Api(url, auth)
    make_prompts(api)
    now = datetime.now(UTC)
    assert send(url, auth, prompt_calls(now))["errors"] == []
    make_dataset(api, url, auth, now)
    make_queue(api)
    api.client.close()


def make_prompts(api: Api) -> None:
    for body in (
        {
            "name": "policies/tone",
            "prompt": "Be friendly and brief. Never promise a refund.",
            "labels": ["production"],
        },
        {
            "name": PROMPT,
            "prompt": "Answer the customer {{customer}} about {{topic}}.\n"
            "Keep it to five sentences.",
            "config": {"model": "gpt-4o-mini", "temperature": 0.7},
            "labels": ["production"],
            "tags": ["support"],
            "commitMessage": "First version",
        },
        {
            "name": PROMPT,
            "prompt": "Answer the customer {{customer}} about {{topic}} in {{language}}.\n"
            "Keep it to two sentences.\n@@@langfusePrompt:name=policies/tone|label=production@@@",
            "config": {"model": "claude-sonnet-4-5", "temperature": 0.2, "max_tokens": 300},
            "labels": ["staging"],
            "commitMessage": "Shorter, and in the customer's language",
        },
        {
            "name": CHAT,
            "type": "chat",
            "prompt": [
                {"role": "system", "content": "Sort mails into {{queues}}."},
                {"type": "placeholder", "name": "examples"},
                {"role": "user", "content": "{{mail}}"},
            ],
            "labels": ["production"],
            "tags": ["support", "routing"],
        },
        {"name": HOSTILE_PROMPT, "prompt": f"{HOSTILE} {{{{{HOSTILE[:12]}}}}}"},
    ):
        api.post("/v2/prompts", body)


def prompt_calls(now: datetime) -> list[dict[str, Any]]:
    """Calls that name the versions of PROMPT, and a score for each trace."""
    events = []
    for number in range(24):
        version = 1 + number % 2
        start = now - timedelta(hours=3 * number + 1)
        trace = f"prompted-{number:02}"
        events += [
            event("trace-create", {"id": trace, "timestamp": iso(start), "name": "answer-mail"}),
            event(
                "generation-create",
                {
                    "id": f"{trace}-call",
                    "traceId": trace,
                    "name": "answer",
                    "startTime": iso(start),
                    "endTime": iso(
                        start + timedelta(milliseconds=(1900, 900)[number % 2] + 37 * number)
                    ),
                    "model": ("gpt-4o-mini", "claude-sonnet-4-5")[number % 2],
                    "modelParameters": {"temperature": 0.2, "max_tokens": 300},
                    "promptName": PROMPT,
                    "promptVersion": version,
                    "input": [
                        {"role": "system", "content": "Answer briefly."},
                        {"role": "user", "content": f"Where is my parcel {number}?"},
                    ],
                    "output": {"role": "assistant", "content": "On its way, it arrives tomorrow."},
                    "usageDetails": {"input": 400 + 10 * number, "output": 60 + number},
                },
            ),
        ]
        for name, value, kind in (
            ("helpful", 0.6 + 0.3 * (version - 1) + 0.01 * (number % 7), "NUMERIC"),
            ("correct", 0.5 + 0.35 * (version - 1) + 0.02 * (number % 5), "NUMERIC"),
            ("tone", ("friendly", "neutral", "friendly", "curt")[number % 4], "CATEGORICAL"),
            (
                "tone-judge",
                ("friendly", "neutral", "friendly", "neutral")[number % 4],
                "CATEGORICAL",
            ),
        ):
            score = {"id": f"{trace}-{name}", "traceId": trace, "name": name}
            events.append(event("score-create", score | {"value": value, "dataType": kind}))
    return events


QUESTIONS = (
    ("Where is my parcel?", "It arrives tomorrow."),
    ("Can I return a used kettle?", "Within 14 days, if it works."),
    ("How do I change my address?", "Under Account, Address."),
    ("Is the shop open on Sunday?", "No."),
    ("Why was I charged twice?", "One is a reservation that ends by itself."),
)


def make_dataset(api: Api, url: str, auth: tuple[str, str], now: datetime) -> None:
    api.post(
        "/v2/datasets",
        {
            "name": DATASET,
            "description": "Questions of last week's mails, with the answers of the team",
            "inputSchema": {"type": "object", "required": ["question"]},
        },
    )
    for number, (question, answer) in enumerate(QUESTIONS):
        api.post(
            "/dataset-items",
            {
                "datasetName": DATASET,
                "id": f"item-{number}",
                "input": {"question": question},
                "expectedOutput": answer,
            },
        )
    for place, run in enumerate(RUNS):
        for number, (question, answer) in enumerate(QUESTIONS):
            trace = f"run-{place}-{number}"
            start = now - timedelta(minutes=90 - 60 * place - number)
            said = answer if (number + place) % 3 else f"I am not sure about: {question}"
            assert (
                send(
                    url,
                    auth,
                    [
                        event(
                            "trace-create",
                            {
                                "id": trace,
                                "timestamp": iso(start),
                                "name": "experiment",
                                "input": {"question": question},
                                "output": said,
                            },
                        ),
                        event(
                            "generation-create",
                            {
                                "id": f"{trace}-call",
                                "traceId": trace,
                                "startTime": iso(start),
                                "endTime": iso(
                                    start + timedelta(milliseconds=700 + 500 * place + 90 * number)
                                ),
                                "model": ("gpt-4o-mini", "claude-sonnet-4-5")[place],
                                "usageDetails": {"input": 200, "output": 40 + 10 * number},
                            },
                        ),
                        event(
                            "score-create",
                            {
                                "id": f"{trace}-match",
                                "traceId": trace,
                                "name": "match",
                                "value": 1 if said == answer else 0.2,
                            },
                        ),
                    ],
                )["errors"]
                == []
            )
            api.post(
                "/dataset-run-items",
                {"runName": run, "datasetItemId": f"item-{number}", "traceId": trace},
            )


def make_queue(api: Api) -> None:
    configs = [
        {
            "name": "verdict",
            "dataType": "CATEGORICAL",
            "categories": [
                {"label": "good", "value": 2},
                {"label": "so-so", "value": 1},
                {"label": "bad", "value": 0},
            ],
        },
        {"name": "politeness", "dataType": "NUMERIC", "minValue": 0, "maxValue": 10},
    ]
    ids = [api.post("/score-configs", each)["id"] for each in configs]
    queue = api.post(
        "/annotation-queues",
        {"name": QUEUE, "description": "Would you send this answer?", "scoreConfigIds": ids},
    )["id"]
    for kind, thing in (
        ("TRACE", "trace-000"),
        ("OBSERVATION", "trace-001-call"),
        ("SESSION", "chat-01"),
        ("TRACE", "trace-agent"),
    ):
        api.post(f"/annotation-queues/{queue}/items", {"objectType": kind, "objectId": thing})


def make_dashboard(api: Api) -> dict[str, str]:
    """A dashboard of the project's own with one chart; their ids."""
    widget = api.post(
        "/unstable/dashboard-widgets",
        {
            "name": "Cost of each model",
            "view": "observations",
            "dimensions": [{"field": "providedModelName"}],
            "metrics": [{"measure": "totalCost", "agg": "sum"}],
            "filters": [],
            "chartType": "BAR_TIME_SERIES",
            "chartConfig": {},
        },
    )
    placed = {"type": "widget", "widgetId": widget["id"], "width": 12, "height": 5}
    board = api.post(
        "/unstable/dashboards", {"name": "Our models", "definition": {"widgets": [placed]}}
    )
    placement = board["definition"]["widgets"][0]["id"]
    return {"dashboardId": board["id"], "placementId": placement}


def watch(url: str, user: dict[str, str]) -> str:
    """Make an alert, which `user` may, and let it be checked; its id."""
    with httpx.Client(base_url=url, timeout=60) as client:
        assert client.post("/api/auth/login", json=user).is_success
        alerts = "/api/projects/project-test/alerts"
        made = client.post(
            alerts,
            json={
                "name": "Many calls",
                "query": {"view": "observations", "measure": "count", "aggregation": "count"},
                "threshold": 20,
                "windowSeconds": 24 * 3600,
            },
        )
        assert made.is_success, made.text
        alert: str = made.json()["id"]
        assert client.post(f"{alerts}/{alert}/check", json={}).is_success
    return alert


def examples(url: str, auth: tuple[str, str], user: dict[str, str]) -> dict[str, str]:
    """What stands for the `$names` of addresses whose ids the server chooses; makes an alert
    and a dashboard."""
    api = Api(url, auth)
    queues = api.get("/annotation-queues")["data"]
    ids = {"queueId": queues[0]["id"], "alertId": watch(url, user)}
    return ids | make_dashboard(api)
