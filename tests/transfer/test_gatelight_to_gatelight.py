"""A project copied between two real servers over HTTP: every answer of both is compared."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.server import COMMAND, RunningServer, clean_environment, running_server
from tests.transfer.content import MEDIA_ID, PICTURE, fill

pytestmark = pytest.mark.slow

TRACES = 130
MADE_HERE = {
    "createdAt",
    "updatedAt",
    "lastUpdatedAt",
    "projectId",
    "htmlPath",
    "createdBy",
    "sdkName",
    "sdkVersion",
    "datasetId",
    "datasetRunId",
    "configId",
    "promptId",
    "costSource",
    "inputPrice",
    "outputPrice",
    "totalPrice",
    "priceId",
    "usagePricingTierId",
    "usagePricingTierName",
}
"""Fields that are a server's own: when and by whom it stored something, ids it gives itself, and
how a cost came about (of a copied one: as told)."""


@dataclass
class Two:
    source: RunningServer
    target: RunningServer
    data_dir: Path

    def client(self, server: RunningServer) -> httpx.Client:
        return httpx.Client(base_url=server.url, auth=server.auth, trust_env=False, timeout=60)

    def run(self, *options: str) -> tuple[int, dict[str, Any]]:
        """`gatelight import langfuse --json` from one to the other."""
        command = [str(COMMAND), "import", "langfuse", "--json"]
        command += ["--host", self.source.url, "--public-key", "pk-lf-test"]
        command += ["--to-host", self.target.url, "--to-public-key", "pk-lf-test"]
        command += ["--to-secret-key", "sk-lf-test", *options]
        environment = clean_environment() | {
            "GATELIGHT_IMPORT_SECRET_KEY": "sk-lf-test",
            "GATELIGHT_DATA_DIR": str(self.data_dir),
        }
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    folder = tmp_path_factory.mktemp("two")
    with ExitStack() as stack:
        source = stack.enter_context(running_server(folder / "source"))
        other = {"LANGFUSE_INIT_PROJECT_ID": "project-other"}
        target = stack.enter_context(running_server(folder / "target", other))
        found = Two(source, target, folder / "imports")
        with found.client(source) as client:
            fill(client, TRACES)
        yield found


def pages(client: httpx.Client, path: str, **params: Any) -> list[Any]:
    rows: list[Any] = []
    for page in range(1, 100):
        answer = client.get(f"/api/public{path}", params=params | {"page": page, "limit": 100})
        assert answer.status_code == 200, answer.text
        rows += answer.json()["data"]
        if page >= answer.json()["meta"]["totalPages"]:
            break
    return rows


def told(value: Any) -> Any:
    """`value` without what is a server's own; lists of events in one order."""
    if isinstance(value, dict):
        return {key: told(each) for key, each in value.items() if key not in MADE_HERE}
    if isinstance(value, list):
        return [told(each) for each in value]
    return value


def by_id(rows: list[Any]) -> list[Any]:
    return sorted(told(rows), key=lambda row: str(row.get("id") or row.get("name")))


def differences(expected: Any, actual: Any, at: str = "") -> Iterator[str]:
    """Where two answers differ."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in expected.keys() | actual.keys():
            yield from differences(expected.get(key), actual.get(key), f"{at}.{key}")
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for n, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from differences(one, other, f"{at}[{n}]")
    elif expected != actual:
        yield f"{at}: {str(expected)[:200]} became {str(actual)[:200]}"


def everything(client: httpx.Client) -> dict[str, Any]:
    """Every answer about the project's content."""
    api = "/api/public"
    seen: dict[str, Any] = {
        path: by_id(pages(client, path))
        for path in ("/traces", "/observations", "/sessions", "/v2/scores", "/scores")
    }
    groups = "core,basic,time,io,metadata,model,usage,prompt,metrics,trace_context"
    asked = {"fields": groups, "expandMetadata": "long,k", "limit": 1000}
    seen["v2"] = by_id(client.get(f"{api}/v2/observations", params=asked).json()["data"])
    seen["v3"] = by_id(
        client.get(f"{api}/v3/scores", params={"fields": "details", "limit": 100}).json()["data"]
    )
    for trace in ("trace%2F0", f"{1:032x}"):
        seen[trace] = told(client.get(f"{api}/traces/{trace}").json())
    for path in ("/score-configs", "/v2/datasets"):
        seen[path] = [
            {k: v for k, v in row.items() if k != "id"} for row in told(pages(client, path))
        ]
    seen["models"] = [
        {k: v for k, v in row.items() if k not in ("id", "pricingTiers")}
        for row in told(pages(client, "/models"))
        if not row["isLangfuseManaged"]
    ]
    seen["items"] = told(pages(client, "/dataset-items", datasetName="sub/set"))
    seen["archived"] = told(client.get(f"{api}/dataset-items/item-2").json())
    run = told(client.get(f"{api}/datasets/sub%2Fset/runs/run%201").json())
    run.pop("id")
    run["datasetRunItems"] = [
        {k: v for k, v in row.items() if k != "id"} for row in run["datasetRunItems"]
    ]
    seen["run"] = run
    seen["prompts"] = told(pages(client, "/v2/prompts"))
    for name, version in (("folder%2Fgreeting", 2), ("folder%2Fgreeting", 5), ("chat", 1)):
        row = told(client.get(f"{api}/v2/prompts/{name}", params={"version": version}).json())
        row.pop("id")
        seen[f"{name} {version}"] = row
    composed = client.get(f"{api}/v2/prompts/a-composed").json()
    seen["composed"] = composed["prompt"]
    return seen


def test_the_copy_answers_as_its_source(two: Two) -> None:
    code, counted = two.run("--dry-run")
    assert code == 0
    found = {row["resource"]: row["found"] for row in counted["resources"]}
    assert (found["traces"], found["observations"]) == (TRACES, 3 * TRACES)
    assert (found["prompts"], found["dataset items"], found["scores"]) == (5, 119, 8)
    with two.client(two.target) as target:
        assert pages(target, "/traces") == []

    code, summary = two.run()
    rows = {row["resource"]: row for row in summary["resources"]}
    assert (code, summary["ok"]) == (0, True), summary
    assert rows["traces"]["copied"] == TRACES
    assert rows["observations"]["endpoint"] == "GET /v2/observations"
    assert rows["sessions"]["copied"] == 5

    with two.client(two.source) as source, two.client(two.target) as target:
        expected, actual = everything(source), everything(target)
        assert list(differences(expected, actual))[:20] == []
        media = target.get(f"/api/public/media/{MEDIA_ID}").json()
        assert httpx.get(media["url"], timeout=60).content == PICTURE
        run = target.get("/api/public/datasets/sub%2Fset/runs/run%201").json()
        score = target.get("/api/public/v2/scores/score-6").json()
        assert score["datasetRunId"] == run["id"]
        config = target.get("/api/public/v2/scores/score-5").json()["configId"]
        assert target.get(f"/api/public/score-configs/{config}").json()["name"] == "verdict"

        # again: what is there stays as it is, what has come since is copied
        late = {"id": "late", "traceId": f"{1:032x}", "name": "late", "value": 1}
        event = {"id": "late", "type": "score-create", "body": late}
        event["timestamp"] = "2026-10-09T23:00:00.000Z"
        assert source.post("/api/public/ingestion", json={"batch": [event]}).is_success
        code, summary = two.run("--from", "2026-10-09")
        rows = {row["resource"]: row for row in summary["resources"]}
        assert code == 0, summary
        assert rows["scores"]["copied"] == 1 and rows["prompts"]["unchanged"] == 5
        assert rows["dataset items"]["copied"] == 0
        assert list(differences(everything(source), everything(target)))[:20] == []


def test_a_copy_that_is_killed_goes_on(two: Two, tmp_path: Path) -> None:
    """Killed while it copies, run again: everything is there once, and not all was read twice."""
    other = {"LANGFUSE_INIT_PROJECT_ID": "project-third"}
    with running_server(tmp_path / "third", other) as third:
        copy = Two(two.source, third, tmp_path / "imports")
        process = subprocess.Popen(
            [
                *(str(COMMAND), "import", "langfuse", "--host", two.source.url),
                *("--public-key", "pk-lf-test", "--secret-key", "sk-lf-test"),
                *("--to-host", third.url, "--to-public-key", "pk-lf-test"),
                *("--to-secret-key", "sk-lf-test", "--requests-per-second", "10"),
            ],
            env=clean_environment() | {"GATELIGHT_DATA_DIR": str(copy.data_dir)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with copy.client(third) as target:
            while not pages(target, "/traces"):
                assert process.poll() is None
            os.kill(process.pid, 9)
            process.wait()
            assert len(pages(target, "/v2/scores")) == 0
            code, summary = copy.run()
            assert code == 0, summary
            with copy.client(two.source) as source:
                assert list(differences(everything(source), everything(target)))[:20] == []
