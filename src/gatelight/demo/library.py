"""What the team builds with: prompts in versions, a dataset with runs, score configs, a queue."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from gatelight.demo.events import Event, model_call, score, trace
from gatelight.demo.team import CAREFUL, SMALL, TAG, Moment
from gatelight.transfer.wire import Wire

ANSWER = "support/answer"
DATASET = "support-questions"
QUEUE = "Review answers"
QUESTIONS = (
    ("Where is my parcel?", "It arrives tomorrow."),
    ("Can I return a used kettle?", "Within 14 days, if it works."),
    ("How do I change my address?", "Under Account, Addresses."),
    ("Is the shop open on Sunday?", "No."),
    ("Why was I charged twice?", "One is a reservation that ends by itself."),
    ("Does Lumen M fit into E14?", "No, it needs E27."),
    ("How long is the warranty?", "Two years."),
    ("Do you deliver to Norway?", "Yes, in five days."),
)
RUNS = (("gpt-4o-mini, short", SMALL, 0.55), ("claude, careful", CAREFUL, 0.9))

PROMPTS: tuple[dict[str, Any], ...] = (
    {
        "name": "policies/tone",
        "prompt": "Be friendly and brief. Never promise a refund; open a case instead.",
        "labels": ["production"],
        "tags": ["policy"],
    },
    {
        "name": ANSWER,
        "prompt": "Answer the customer {{customer}} about {{topic}}.\nKeep it to five sentences.",
        "config": {"model": "gpt-4o-mini", "temperature": 0.7},
        "labels": ["staging"],
        "tags": ["support"],
        "commitMessage": "First version",
    },
    {
        "name": ANSWER,
        "prompt": "Answer the customer {{customer}} about {{topic}} in {{language}}.\n"
        "Keep it to two sentences.\n@@@langfusePrompt:name=policies/tone|label=production@@@",
        "config": {"model": "claude-sonnet-4-5", "temperature": 0.2, "max_tokens": 300},
        "labels": ["production"],
        "tags": ["support"],
        "commitMessage": "Shorter, and in the customer's language",
    },
    {
        "name": "support/triage",
        "type": "chat",
        "prompt": [
            {"role": "system", "content": "Sort mails into {{queues}}. Answer as JSON."},
            {"type": "placeholder", "name": "examples"},
            {"role": "user", "content": "{{mail}}"},
        ],
        "labels": ["production"],
        "tags": ["support", "routing"],
    },
)
CONFIGS: tuple[dict[str, Any], ...] = (
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
)


def make_prompts(wire: Wire) -> int:
    """Those whose name is new, with all their versions; how many versions."""
    there = {each["name"] for each in wire.get("/v2/prompts", limit=100)["data"]}
    new = [each for each in PROMPTS if each["name"] not in there]
    for body in new:
        wire.post("/v2/prompts", body)
    return len(new)


def make_dataset(wire: Wire) -> list[list[Event]]:
    """The dataset with its items; what its runs did, as traces to be sent before `link_runs`."""
    wire.post(
        "/v2/datasets",
        {
            "name": DATASET,
            "description": "Questions of last week's mails, with the answers of the team",
            "inputSchema": {"type": "object", "required": ["question"]},
        },
    )
    for number, (question, answer) in enumerate(QUESTIONS):
        item = {"id": _item(number), "datasetName": DATASET, "input": {"question": question}}
        wire.post("/dataset-items", item | {"expectedOutput": answer})
    # Of a fixed day of this week, so that a second run of the command moves nothing.
    today = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    return [
        _run(place, number, monday)
        for place in range(len(RUNS))
        for number in range(len(QUESTIONS))
    ]


def _item(number: int) -> str:
    return f"{TAG}-item-{number}"


def _run(place: int, number: int, week: datetime) -> list[Event]:
    """One item answered in one run."""
    question, answer = QUESTIONS[number]
    name, model, quality = RUNS[place]
    key = f"{TAG}-run-{place}-{number}"
    dice = random.Random(key)  # noqa: S311
    moment = Moment(key, week - timedelta(days=1, minutes=90 - 60 * place - number), dice)
    good = dice.random() < quality
    said = answer if good else f"I am not sure about that. You asked: {question}"
    call, _ = model_call(
        moment,
        "answer",
        0,
        model,
        [{"role": "user", "content": question}],
        {"role": "assistant", "content": said},
        tokens=(dice.randrange(180, 320), dice.randrange(20, 80)),
    )
    head = trace(
        moment, "experiment", input={"question": question}, output=said, metadata={"run": name}
    )
    return [head, call, score(moment, "match", 1 if good else round(dice.uniform(0, 0.4), 2))]


def link_runs(wire: Wire) -> None:
    """Say which trace answered which item in which run."""
    for place, (name, _, _) in enumerate(RUNS):
        for number in range(len(QUESTIONS)):
            wire.post(
                "/dataset-run-items",
                {
                    "runName": name,
                    "datasetItemId": _item(number),
                    "traceId": f"{TAG}-run-{place}-{number}",
                },
            )


def make_queue(wire: Wire, traces: Sequence[str]) -> str:
    """A queue of these traces to be judged by people; none a second time. Its id."""
    queues = wire.get("/annotation-queues", limit=100)["data"]
    if found := next((each for each in queues if each["name"] == QUEUE), None):
        return str(found["id"])
    made = {each["name"]: each["id"] for each in wire.get("/score-configs", limit=100)["data"]}
    ids = [made.get(each["name"]) or wire.post("/score-configs", each)["id"] for each in CONFIGS]
    queue = wire.post(
        "/annotation-queues",
        {"name": QUEUE, "description": "Would you send this answer?", "scoreConfigIds": ids},
    )
    for one in traces:
        wire.post(
            f"/annotation-queues/{queue['id']}/items", {"objectType": "TRACE", "objectId": one}
        )
    return str(queue["id"])
