"""Frameworks send through their own packages: their traces are complete and priced once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from tests.compat.applications import APPLICATIONS, Application
from tests.compat.sdks import run_driver
from tests.fakes.provider import TEXT, Provider
from tests.fakes.serve import serving
from tests.server import RunningServer

pytestmark = pytest.mark.slow

Document = dict[str, Any]
QUESTION = "What is the weather in Paris?"


@dataclass
class Told:
    """What an application left behind."""

    run: str
    printed: str
    traces: list[Document]

    @property
    def observations(self) -> list[Document]:
        return [row for trace in self.traces for row in trace["observations"]]

    @property
    def calls(self) -> list[Document]:
        return [row for row in self.observations if row["model"]]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with serving(Provider().app) as url:
        yield url


@pytest.fixture(scope="module", params=APPLICATIONS, ids=lambda application: application.name)
def application(request: pytest.FixtureRequest) -> Application:
    found: Application = request.param
    return found


@pytest.fixture(scope="module")
def told(application: Application, server: RunningServer, provider: str) -> Told:
    """Run the application's driver; its traces are those of its session."""
    model = {"OPENAI_BASE_URL": f"{provider}/v1", "OPENAI_API_BASE": f"{provider}/v1"}
    sdk = replace(application.sdk, variables={**model, "OPENAI_API_KEY": "sk-fake"})
    document = run_driver(sdk, server)
    with httpx.Client(base_url=server.url, auth=server.auth, trust_env=False, timeout=60) as client:
        asked = client.get("/api/public/traces", params={"sessionId": f"session-{document['run']}"})
        traces = [
            client.get(f"/api/public/traces/{row['id']}").json() for row in asked.json()["data"]
        ]
    return Told(document["run"], document["printed"], traces)


@pytest.mark.proves("user and session")
def test_user_and_session(application: Application, told: Told) -> None:
    assert len(told.traces) == application.traces
    assert {trace["userId"] for trace in told.traces} == {f"ada-{told.run}"}


@pytest.mark.proves("tree")
def test_tree(application: Application, told: Told) -> None:
    paths: Counter[str] = Counter()
    for trace in told.traces:
        by_id = {row["id"]: row for row in trace["observations"]}
        roots = [row for row in by_id.values() if row["parentObservationId"] not in by_id]
        assert len(roots) == 1
        for row in by_id.values():
            path = [row]
            while parent := by_id.get(path[0]["parentObservationId"]):
                path.insert(0, parent)
            paths[" / ".join(f"{each['type']} {each['name']}" for each in path)] += 1
    assert set(application.paths) <= paths.keys(), sorted(paths)


@pytest.mark.proves("model, tokens and cost")
def test_every_call_counts_once(application: Application, told: Told) -> None:
    found = Counter(
        (row["type"], row["model"], round(row["calculatedTotalCost"] or 0, 10))
        for row in told.calls
    )
    assert found == application.calls
    for row in told.calls:
        if row["model"] == "gpt-4o-mini":
            assert row["usageDetails"]["total"] == 27
    total = sum(trace["totalCost"] for trace in told.traces)
    assert total == pytest.approx(sum(cost * n for (_, _, cost), n in application.calls.items()))


@pytest.mark.proves("input and output")
def test_input_and_output(told: Told) -> None:
    answers = [row for row in told.calls if row["model"] == "gpt-4o-mini"]
    assert any(TEXT in str(row["output"]) for row in answers)
    for row in answers:
        assert QUESTION in str(row["input"])
        assert TEXT in str(row["output"]) or "weather" in str(row["output"])
    tools = [row for row in told.observations if row["type"] == "TOOL"]
    for row in tools:
        assert "Paris" in str(row["input"])
        assert "sunny in Paris" in str(row["output"])


def test_errors_are_told(application: Application, told: Told) -> None:
    failed = [row for row in told.observations if row["level"] == "ERROR"]
    wanted = sum(n for (_, model, _), n in application.calls.items() if model.endswith("-500"))
    assert len(failed) == wanted
    assert all("the provider says 500" in row["statusMessage"] for row in failed)
