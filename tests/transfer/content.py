"""A project with something of everything, made over the public API."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import httpx

DAY = "2026-10-0{}T10:{:02}:00.{:03}Z"
PICTURE = b"\x89PNG\r\n\x1a\n and then some bytes"
MEDIA_ID = base64.urlsafe_b64encode(hashlib.sha256(PICTURE).digest()).decode()[:22]
REFERENCE = f"@@@langfuseMedia:type=image/png|id={MEDIA_ID}|source=bytes@@@"


def event(kind: str, time: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"{kind}-{body['id']}", "type": kind, "timestamp": time, "body": body}


def traces(number: int) -> list[dict[str, Any]]:
    """`number` traces of three observations each, with ids, payloads and times of many kinds."""
    batch = []
    for n in range(number):
        time = DAY.format(1 + n % 9, n % 60, n % 1000)
        trace_id = f"trace/{n}" if n % 7 == 0 else f"{n:032x}"
        batch.append(
            event(
                "trace-create",
                time,
                {
                    "id": trace_id,
                    "timestamp": time,
                    "name": f"name {n % 4}",
                    "userId": f"user-{n % 3}",
                    "sessionId": f"session-{n % 5}",
                    "release": "r1",
                    "version": "v1",
                    "tags": ["b", "a"],
                    "public": n % 2 == 0,
                    "environment": "staging" if n % 2 else "default",
                    "input": {"question": n, "big": 2**63, "text": "Grüße \u2028 \U0001f600"},
                    "output": [] if n % 5 == 0 else f"{n}",
                    "metadata": {"number": n, "long": "x" * 500, "nested": {"a": [1, None]}},
                },
            )
        )
        batch += observations(trace_id, n, time)
    return batch


def observations(trace_id: str, n: int, time: str) -> list[dict[str, Any]]:
    end = f"{time[:-4]}999Z"
    span = {"id": f"span-{n}", "traceId": trace_id, "startTime": time, "name": "outer"}
    generation = {
        "id": f"generation-{n}",
        "traceId": trace_id,
        "parentObservationId": f"span-{n}",
        "startTime": time,
        "endTime": end,
        "completionStartTime": end,
        "name": "call",
        "model": "gpt-4o",
        "modelParameters": {"temperature": 0.5, "tools": [{"name": "f"}], "stop": ["a"]},
        "input": [{"role": "user", "content": REFERENCE if n == 0 else "hello"}],
        "output": {"role": "assistant", "content": "hi"},
        "usageDetails": {"input": 100 + n, "output": 7, "input_cached_tokens": 20},
        "level": "WARNING" if n % 3 == 0 else "DEFAULT",
        "statusMessage": "slow" if n % 3 == 0 else None,
        "promptName": "folder/greeting",
        "promptVersion": 4,
        "metadata": {"k": "v" * 200},
    }
    if n % 2:
        generation["costDetails"] = {"input": 0.00012345, "output": 1e-9}
    tool = {"id": f"tool-{n}", "traceId": trace_id, "startTime": time, "input": "5", "output": {}}
    return [
        event("span-create", time, span),
        event("generation-create", time, generation),
        event("tool-create", time, tool),
    ]


def fill(client: httpx.Client, number: int = 40) -> None:
    """Make all of it through `client` (base URL and keys set)."""

    def post(path: str, body: Any) -> Any:
        answer = client.post(f"/api/public{path}", json=body)
        assert answer.is_success, f"{path}: {answer.text}"
        return answer.json()

    fill_prompts(client, post)
    model = {"modelName": "ours", "matchPattern": "(?i)^ours$", "unit": "TOKENS"}
    post("/models", model | {"inputPrice": 0.000001, "outputPrice": 0.00002})
    for start in range(0, number, 100):
        answer = post("/ingestion", {"batch": traces(number)[start * 4 : (start + 100) * 4]})
        assert answer["errors"] == []
    digest = base64.b64encode(hashlib.sha256(PICTURE).digest()).decode()
    announced = post(
        "/media",
        {
            "contentType": "image/png",
            "contentLength": len(PICTURE),
            "sha256Hash": digest,
            "field": "input",
            "traceId": "trace/0",
            "observationId": "generation-0",
        },
    )
    assert announced["mediaId"] == MEDIA_ID
    uploaded = httpx.put(
        announced["uploadUrl"],
        content=PICTURE,
        headers={"Content-Type": "image/png"},
        timeout=60,
    )
    assert uploaded.is_success
    run = fill_datasets(post)
    fill_scores(client, post, run)


def fill_prompts(client: httpx.Client, post: Any) -> None:
    """One name with a gap in its versions, one chat prompt, one that refers to another."""
    name = "folder/greeting"
    for number in range(1, 6):
        body = {"name": name, "prompt": f"Hello {number}", "type": "text", "tags": ["t1", "t2"]}
        body |= {"config": {"n": number}, "commitMessage": f"change {number}", "labels": []}
        if number == 4:
            body["labels"] = ["production"]
        post("/v2/prompts", body)
    for number in (1, 3):
        gone = client.delete("/api/public/v2/prompts/folder%2Fgreeting", params={"version": number})
        assert gone.status_code == 204
    messages = [{"role": "system", "content": "Be kind"}, {"type": "placeholder", "name": "past"}]
    post("/v2/prompts", {"name": "chat", "type": "chat", "prompt": messages, "labels": ["staging"]})
    composed = "A @@@langfusePrompt:name=folder/greeting|label=production@@@ B"
    post("/v2/prompts", {"name": "a-composed", "prompt": composed, "labels": ["production"]})


def fill_datasets(post: Any) -> str:
    """A dataset with items and a run; the id of the run."""
    schema = {"type": "object"}
    post("/v2/datasets", {"name": "sub/set", "metadata": {"a": 1}, "inputSchema": schema})
    post("/v2/datasets", {"name": "empty", "description": "nothing in it"})
    for n in range(120):
        item = {"id": f"item-{n}", "input": {"n": n}, "expectedOutput": f"{n}", "metadata": [n]}
        post("/dataset-items", item | {"datasetName": "sub/set", "sourceTraceId": "trace/0"})
    link = {"runName": "run 1", "runDescription": "first", "metadata": {"m": 1}}
    run = ""
    for n in range(3):
        more = {"datasetItemId": f"item-{n}", "traceId": f"{n + 1:032x}"}
        more |= {"observationId": f"span-{n + 1}", "createdAt": DAY.format(3, n, 0)}
        run = post("/dataset-run-items", link | more)["datasetRunId"]
    post("/dataset-items", {"id": "item-2", "datasetName": "sub/set", "status": "ARCHIVED"})
    return run


def fill_scores(client: httpx.Client, post: Any, run: str) -> None:
    """Scores of every type and subject; one config that is archived afterwards."""
    categories = [{"label": "good", "value": 1}, {"label": "bad", "value": 0}]
    verdict = {"name": "verdict", "dataType": "CATEGORICAL", "categories": categories}
    config = post("/score-configs", verdict)["id"]
    post("/score-configs", {"name": "ok", "dataType": "BOOLEAN", "description": "is it"})
    post("/score-configs", {"name": "rate", "dataType": "NUMERIC", "minValue": 0, "maxValue": 1})
    on = {"traceId": "trace/0"}
    scores: list[dict[str, Any]] = [
        {"name": "rate", "value": 0.25, "comment": "c", "metadata": {"m": 1}} | on,
        {"name": "rate", "value": 3, "observationId": "generation-0"} | on,
        {"name": "ok", "value": 1, "dataType": "BOOLEAN", "sessionId": "session-0"},
        {"name": "words", "value": "free text", "dataType": "TEXT"} | on,
        {"name": "output", "value": "what it should say", "dataType": "CORRECTION"} | on,
        {"name": "verdict", "value": "good", "configId": config, "source": "ANNOTATION"} | on,
        {"name": "run", "value": 0.5, "datasetRunId": run},
        {"name": "judge", "value": 0.75, "source": "EVAL", "environment": "staging"} | on,
    ]
    batch = [
        event("score-create", DAY.format(5, n, n), {"id": f"score-{n}"} | score)
        for n, score in enumerate(scores)
    ]
    assert post("/ingestion", {"batch": batch})["errors"] == []
    archived = client.patch(f"/api/public/score-configs/{config}", json={"isArchived": True})
    assert archived.is_success
