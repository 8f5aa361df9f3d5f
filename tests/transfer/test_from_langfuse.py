"""Copies from Langfuse 2, 3 and 4 (stand-ins) into the whole server."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from tests.transfer.langfuse import LONG, FakeLangfuse, moment
from tests.whole_app import KEYS, WholeApp, whole_app

from gatelight.projects.headless import provision
from gatelight.settings import Settings
from gatelight.transfer import pages
from gatelight.transfer.copy import Wish, begin, failed, run
from gatelight.transfer.report import Outcome, Progress
from gatelight.transfer.wire import CallError, Wire

pytestmark = pytest.mark.long

NOW = 1_796_000_000_000_000


class Target:
    """The server, listening; each test copies into a project of its own."""

    def __init__(self, app: WholeApp, url: str, folder: Path) -> None:
        self.app = app
        self.url = url
        self.folder = folder
        self._made = 0
        self.keys = KEYS

    def new_project(self) -> None:
        self._made += 1
        self.keys = (f"pk-{self._made}", f"sk-{self._made}")
        settings = Settings(
            data_dir=self.app.services.settings.data_dir,
            init_org_id="org-test",
            init_project_id=f"project-{self._made}",
            init_project_public_key=self.keys[0],
            init_project_secret_key=self.keys[1],
        )
        services = type("", (), {"settings": settings, "database": self.app.services.database})
        provision(services)  # type: ignore[arg-type]

    def get(self, path: str, **params: Any) -> Any:
        answer = self.app.client.get(f"/api/public{path}", params=params, auth=self.keys)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def all(self, path: str) -> list[Any]:
        rows: list[Any] = []
        for page in (1, 2, 3, 4, 5):
            rows += self.get(path, page=page, limit=100)["data"]
        return rows

    def events(self) -> list[Any]:
        """Everything told of events but when they were last written."""
        rows = [
            row for path in ("/traces", "/observations", "/v2/scores") for row in self.all(path)
        ]
        return [{key: each for key, each in row.items() if key != "updatedAt"} for row in rows]

    def copy(self, source: FakeLangfuse, **wish: Any) -> dict[str, Outcome]:
        wires = self.wires(source)
        session, _ = begin(*wires, self.folder / self.keys[0], Wish(**wish), NOW, Progress())
        run(session, session_parts(wish))
        return {outcome.resource: outcome for outcome in session.outcomes}

    def wires(self, source: FakeLangfuse) -> tuple[Wire, Wire]:
        return Wire(source.url, "pk-lf-old", "sk-lf-old"), Wire(self.url, *self.keys)


def session_parts(wish: dict[str, Any]) -> Any:
    return wish.get("parts", Wish().parts)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    folder = tmp_path_factory.mktemp("target")
    with whole_app(folder / "data") as app:
        config = uvicorn.Config(app.client.app, port=0, log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Target(app, f"http://127.0.0.1:{port}", folder / "imports")
        server.should_exit = True
        thread.join()


@pytest.fixture
def target(served: Target) -> Target:
    served.new_project()
    return served


ENDPOINTS = {
    2: ("GET /traces", "GET /observations", "GET /scores", "GET /datasets"),
    3: ("GET /traces", "GET /observations", "GET /v2/scores", "GET /v2/datasets"),
    4: ("GET /v2/observations", "GET /v2/observations", "GET /v3/scores", "GET /v2/datasets"),
}


@pytest.mark.parametrize("version", [2, 3, 4])
def test_a_copy_has_everything_whatever_the_version(target: Target, version: int) -> None:
    with FakeLangfuse(version).serving() as source:
        told = target.copy(source)
    names = ("traces", "observations", "scores", "datasets")
    assert tuple(told[name].endpoint for name in names) == ENDPOINTS[version]
    assert not failed(list(told.values())), told
    assert (told["traces"].copied, told["observations"].copied) == (230, 230)
    assert (told["traces"].found, told["observations"].found) == (230, 230)

    traces = target.all("/traces")
    assert {row["id"] for row in traces} == {f"trace-{n}" for n in range(230)}
    trace = target.get("/traces/trace-7")
    assert (trace["timestamp"], trace["name"]) == (moment(7), "name-7")
    assert (trace["input"], trace["output"], trace["tags"]) == ({"q": 7}, "done", ["x"])
    assert (trace["sessionId"], trace["userId"]) == ("session-1", "u")
    assert trace["metadata"]["long"] == LONG
    (observation,) = trace["observations"]
    assert (observation["id"], observation["type"]) == ("observation-7", "GENERATION")
    assert observation["parentObservationId"] is None
    assert observation["model"] == "some-model"
    assert observation["usageDetails"] == {"input": 3, "output": 4, "total": 7}
    assert observation["costDetails"] == {"input": 0.5, "output": 0.25, "total": 0.75}
    assert observation["metadata"]["long"] == LONG
    assert observation["modelParameters"] == {"temperature": 1}

    scores = {row["id"]: row for row in target.all("/v2/scores")}
    assert (scores["s1"]["value"], scores["s1"]["source"]) == (1.5, "EVAL")
    assert scores["s2"]["stringValue"] == "good" and scores["s3"]["stringValue"] == "True"
    assert scores["s1"]["timestamp"] == moment(0) and scores["s3"]["traceId"] == "trace-1"

    assert target.get("/v2/prompts/p")["prompt"] == "hi"
    assert {row["id"] for row in target.all("/dataset-items")} == {"item-0", "item-1"}
    (link,) = target.get("/datasets/ds/runs/run")["datasetRunItems"]
    assert (link["datasetItemId"], link["traceId"]) == ("item-1", "trace-1")


@pytest.mark.parametrize("version", [3, 4])
def test_an_interrupted_copy_goes_on_where_it_was(
    target: Target, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "WINDOW_ROWS", 40)
    with FakeLangfuse(version, fail_after=4).serving() as source:
        with pytest.raises(CallError):
            target.copy(source)
        assert 0 < len(target.all("/traces")) < 230
        first = source.event_pages()[:4]
        source.asked.clear()
        source.fail_after = 10**9
        told = target.copy(source)
        again = source.event_pages()
    assert len(target.all("/traces")) == len(target.all("/observations")) == 230
    assert told["traces"].copied >= 230
    # what was answered for is not read again, but for the window or page in progress
    assert len([each for each in again if each in first]) <= 2


def test_a_second_copy_changes_nothing_and_takes_what_has_come(target: Target) -> None:
    with FakeLangfuse(3, number=20).serving() as source:
        target.copy(source)
        before = target.events()
        told = target.copy(source, restart=True)
        assert target.events() == before
        assert told["prompts"].unchanged == 1 and told["dataset items"].unchanged == 2
        # the next run takes only the day before the end of this one, and what came later
        told = target.copy(source)
        assert told["traces"].found == 0


def test_only_events_of_the_range_are_copied(target: Target) -> None:
    low, high = 1_775_260_800_000_000, 1_775_433_600_000_000  # 4 and 5 April 2026
    with FakeLangfuse(3, number=28).serving() as source:
        told = target.copy(source, low=low, high=high, parts=["traces"])
    assert {row["id"] for row in target.all("/traces")} == {"trace-3", "trace-4"}
    assert told.keys() == {"traces", "observations"}


@pytest.mark.parametrize("version", [2, 3, 4])
def test_a_dry_run_counts_and_writes_nothing(target: Target, version: int) -> None:
    with FakeLangfuse(version).serving() as source:
        told = target.copy(source, dry_run=True)
    assert (told["traces"].found, told["scores"].found) == (230, 3)
    assert told["dataset items"].found == 2 and told["dataset runs"].found == 1
    assert target.all("/traces") == [] and target.get("/v2/prompts")["data"] == []


def test_lists_too_large_for_the_source_are_asked_for_in_parts(target: Target) -> None:
    with FakeLangfuse(3, number=60, largest_page=25).serving() as source:
        source.busy = 3  # answered 429 first
        told = target.copy(source)
    assert (told["traces"].copied, len(target.all("/traces"))) == (60, 60)


def test_costs_can_be_left_to_the_target(target: Target) -> None:
    with FakeLangfuse(3, number=1).serving() as source:
        target.copy(source, keep_costs=False)
    (row,) = target.all("/observations")
    assert row["usageDetails"]["total"] == 7 and row["costDetails"] == {}


def test_a_wrong_key_is_told(target: Target) -> None:
    with FakeLangfuse(3).serving() as source:
        wires = Wire(source.url, "pk-lf-old", "wrong"), Wire(target.url, *target.keys)
        with pytest.raises(CallError, match="Invalid credentials"):
            begin(*wires, target.folder, Wish(), NOW, Progress())
