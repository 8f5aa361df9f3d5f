"""Experiments as spans tell them, as run items tell them, and both at once."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from tests.store import NOW, SECOND, Store

from gatelight.core.time import to_iso
from gatelight.events.rows import ObservationRow

pytestmark = pytest.mark.long

API = "/api/public"
WINDOW = {"fromStartTime": "2026-01-01T00:00:00Z"}
Body = dict[str, Any]


def ask(client: httpx.Client, path: str, **params: Any) -> Body:
    answer = client.get(f"{API}/{path}", params=WINDOW | params)
    assert answer.status_code == 200, answer.text
    body: Body = answer.json()
    return body


def spanned(store: Store, number: int, experiment: str = "e1", **told: str) -> ObservationRow:
    """An item with a root, a child and the run's span around it."""
    trace, root = f"trace-{experiment}-{number}", f"root-{experiment}-{number}"
    attributes = {
        "id": experiment,
        "name": f"name of {experiment}",
        "dataset.id": "dataset-x",
        "item.id": f"item-{number}",
        "item.root_observation_id": root,
        "item.expected_output": '{"answer":42}',
        "item.metadata": '{"hard":true}',
        "metadata": '{"model":"m"}',
        "description": "why",
    } | told
    start = NOW + number * SECOND
    row = store.observation(
        trace_id=trace,
        id=root,
        parent_observation_id=f"run-{number}",
        start_time=start,
        end_time=start + SECOND,
        input='{"q":1}',
        output="plain",
        metadata={"k": "1"},
        environment="sdk-experiment",
        experiment=attributes,
    )
    for other in (f"run-{number}", f"child-{experiment}-{number}"):
        store.observation(trace_id=trace, id=other, start_time=start, experiment=attributes)
    return row


@pytest.fixture
def dataset(client: httpx.Client) -> Body:
    made: Body = client.post(f"{API}/v2/datasets", json={"name": "set"}).json()
    for item in ("a", "b", "c"):
        body = {"datasetName": "set", "id": item, "input": item, "expectedOutput": f"{item}!"}
        client.post(f"{API}/dataset-items", json=body | {"metadata": {"of": item}})
    return made


def link(client: httpx.Client, item: str, trace: str, **fields: Any) -> Body:
    body = {"runName": "run", "datasetItemId": item, "traceId": trace} | fields
    answer = client.post(f"{API}/dataset-run-items", json=body)
    assert answer.status_code == 200, answer.text
    made: Body = answer.json()
    return made


def test_experiments_from_spans(client: httpx.Client, store: Store) -> None:
    spanned(store, 1)
    spanned(store, 3)
    spanned(store, 2, "e2")
    store.observation(id="ordinary")
    rows = ask(client, "experiments")["data"]
    assert [row["id"] for row in rows] == ["e1", "e2"]
    assert rows[0] == {
        "id": "e1",
        "name": "name of e1",
        "description": "why",
        "startTime": to_iso(NOW + SECOND),
        "endTime": to_iso(NOW + 4 * SECOND),
        "itemCount": 2,
        "datasetId": "dataset-x",
    }
    (row,) = ask(client, "experiments", fields="core,metadata", id="e2")["data"]
    assert row["metadata"] == {"model": "m"}


def test_items_from_spans(client: httpx.Client, store: Store) -> None:
    spanned(store, 1)
    rows = ask(
        client,
        "experiment-items",
        fields="core,dataset,io,metadata,itemMetadata,experimentMetadata",
    )["data"]
    assert rows == [
        {
            "id": "root-e1-1",
            "traceId": "trace-e1-1",
            "startTime": to_iso(NOW + SECOND),
            "endTime": to_iso(NOW + 2 * SECOND),
            "level": "DEFAULT",
            "environment": "sdk-experiment",
            "experimentId": "e1",
            "experimentName": "name of e1",
            "experimentItemId": "item-1",
            "experimentDatasetId": "dataset-x",
            "experimentItemVersion": None,
            "input": {"q": 1},
            "output": "plain",
            "expectedOutput": {"answer": 42},
            "metadata": {"k": 1},
            "experimentItemMetadata": {"hard": True},
            "experimentMetadata": {"model": "m"},
            "experimentDescription": "why",
        }
    ]
    (row,) = ask(client, "experiment-items")["data"]
    assert "input" not in row
    assert row["experimentDatasetId"] == "dataset-x"


def test_experiments_from_run_items(client: httpx.Client, store: Store, dataset: Body) -> None:
    store.trace(id="t-a", input="asked", output="said", environment="prod")
    store.observation(id="o-b", trace_id="t-b", input="in b", end_time=NOW + SECOND)
    first = link(client, "a", "t-a", runDescription="d", metadata={"m": 1})
    link(client, "b", "t-b", observationId="o-b")
    link(client, "c", "t-not-here-yet")
    (run,) = ask(client, "experiments", fields="metadata")["data"]
    assert run["id"] == first["datasetRunId"]
    assert (run["name"], run["description"], run["itemCount"]) == ("run", "d", 3)
    assert (run["datasetId"], run["metadata"]) == (dataset["id"], {"m": 1})
    rows = ask(client, "experiment-items", fields="core,dataset,io,itemMetadata")["data"]
    assert [row["experimentItemId"] for row in rows] == ["c", "b", "a"]
    waiting, of_observation, of_trace = rows
    assert (of_trace["input"], of_trace["output"]) == ("asked", "said")
    assert of_trace["expectedOutput"] == "a!"
    assert of_trace["experimentItemMetadata"] == {"of": "a"}
    assert of_trace["environment"] == "prod"
    assert (of_observation["id"], of_observation["input"]) == ("o-b", "in b")
    assert of_observation["endTime"] == to_iso(NOW + SECOND)
    assert (waiting["traceId"], waiting["input"]) == ("t-not-here-yet", None)
    assert {row["experimentDatasetId"] for row in rows} == {dataset["id"]}


def test_the_expected_output_is_the_one_that_was_run(client: httpx.Client, dataset: Body) -> None:
    link(client, "a", "t")
    client.post(
        f"{API}/dataset-items", json={"datasetName": "set", "id": "a", "expectedOutput": "later"}
    )
    (row,) = ask(client, "experiment-items", fields="io")["data"]
    assert row["expectedOutput"] == "a!"


def test_what_both_tell_counts_once(client: httpx.Client, store: Store, dataset: Body) -> None:
    run = link(client, "a", "trace-of-a")["datasetRunId"]
    link(client, "b", "trace-only-linked")
    told = {"id": run, "name": "run", "dataset.id": dataset["id"], "item.id": "a"}
    store.observation(
        id="root",
        trace_id="trace-of-a",
        experiment=told | {"item.root_observation_id": "root"},
    )
    (row,) = ask(client, "experiments")["data"]
    assert row["itemCount"] == 2
    items = ask(client, "experiment-items", experimentId=run)["data"]
    assert {(item["experimentItemId"], item["id"]) for item in items} == {
        ("a", "root"),
        ("b", "trace-only-linked"),
    }


def test_cursors_reach_every_row_once(client: httpx.Client, store: Store, dataset: Body) -> None:
    for number in range(5):
        spanned(store, number % 3, f"e{number}")  # some at the same moment
    for name in ("x", "y"):
        for item in ("a", "b", "c"):
            moment = to_iso(NOW + SECOND)
            link(client, item, f"t-{name}-{item}", runName=name, createdAt=moment)
    for path, total in (("experiments", 7), ("experiment-items", 11)):
        seen: list[Body] = []
        cursor: dict[str, str] = {}
        while True:
            page = ask(client, path, limit=2, **cursor)
            seen += page["data"]
            if "cursor" not in page["meta"]:
                break
            assert len(page["data"]) == 2
            cursor = {"cursor": page["meta"]["cursor"]}
        assert len({json.dumps(row) for row in seen}) == len(seen) == total
        if path == "experiment-items":
            times = [row["startTime"] for row in seen]
            assert times == sorted(times, reverse=True)


def test_windows(client: httpx.Client, store: Store, dataset: Body) -> None:
    spanned(store, 0)
    link(client, "a", "t", createdAt=to_iso(NOW))
    for path in ("experiments", "experiment-items"):
        assert len(ask(client, path, fromStartTime=to_iso(NOW))["data"]) == 2
        assert ask(client, path, fromStartTime=to_iso(NOW + SECOND))["data"] == []
        assert ask(client, path, toStartTime=to_iso(NOW))["data"] == []


@pytest.mark.parametrize(
    ("operator", "kind", "value", "found"),
    [
        ("=", "string", "run", {"run"}),
        ("contains", "string", "e", {"name of e1"}),
        ("does not contain", "string", "e", {"run"}),
        ("starts with", "string", "ru", {"run"}),
        ("ends with", "string", "1", {"name of e1"}),
        ("any of", "stringOptions", ["run", "x"], {"run"}),
        ("none of", "stringOptions", ["run"], {"name of e1"}),
        ("any of", "arrayOptions", ["name of e1"], {"name of e1"}),
        ("none of", "arrayOptions", ["name of e1"], {"run"}),
        ("all of", "arrayOptions", ["run"], {"run"}),
        ("is null", "null", "", set()),
        ("is not null", "null", "", {"run", "name of e1"}),
    ],
)
def test_filters_mean_the_same_for_both_kinds(
    client: httpx.Client,
    store: Store,
    dataset: Body,
    operator: str,
    kind: str,
    value: Any,
    found: set[str],
) -> None:
    spanned(store, 1)
    link(client, "a", "t")
    condition = {"type": kind, "operator": operator, "value": value}
    names = ask(client, "experiments", filter=json.dumps([condition | {"column": "name"}]))
    assert {row["name"] for row in names["data"]} == found
    column = {"column": "experimentName"}
    items = ask(client, "experiment-items", filter=json.dumps([condition | column]))
    assert {row["experimentName"] for row in items["data"]} == found


def test_simple_filters(client: httpx.Client, store: Store, dataset: Body) -> None:
    spanned(store, 1)
    spanned(store, 2)
    run = link(client, "a", "t")["datasetRunId"]

    def ids(**params: Any) -> set[str]:
        rows = ask(client, "experiment-items", **params)["data"]
        return {row["experimentItemId"] for row in rows}

    assert ids(experimentItemId="item-2,a") == {"item-2", "a"}
    assert ids(experimentId=run) == {"a"}
    assert ids(experimentId="e1", experimentItemId="item-1") == {"item-1"}
    assert ids(datasetId=dataset["id"]) == {"a"}
    assert ids(experimentName="name of e1") == {"item-1", "item-2"}
    found = ask(client, "experiments", datasetId=f"{dataset['id']},dataset-x")["data"]
    assert {row["id"] for row in found} == {run, "e1"}


def test_scores(client: httpx.Client, store: Store, dataset: Body) -> None:
    spanned(store, 1)
    run = link(client, "a", "t")["datasetRunId"]
    store.score(id="of-run", dataset_run_id=run, value=0.5)
    store.score(id="of-e1", dataset_run_id="e1", value=0.25)
    for number in range(3):
        moment = NOW + number * SECOND
        store.score(id=f"s{number}", trace_id="trace-e1-1", timestamp=moment, value=number)
    store.score(id="note", trace_id="t", data_type="TEXT", string_value="good")
    rows = {row["id"]: row for row in ask(client, "experiments", fields="scores")["data"]}
    assert [score["id"] for score in rows[run]["scores"]] == ["of-run"]
    assert rows["e1"]["scores"][0]["subject"] == {"kind": "experiment", "id": "e1"}
    items = ask(client, "experiment-items", fields="scores", scoreLimit=2)["data"]
    scores = {item["traceId"]: [score["id"] for score in item["scores"]] for item in items}
    assert scores == {"trace-e1-1": ["s2", "s1"], "t": ["note"]}


@pytest.mark.parametrize("path", ["experiments", "experiment-items"])
@pytest.mark.parametrize(
    "params",
    [
        {"fromStartTime": ""},
        {"fromStartTime": "then"},
        {"limit": "0"},
        {"limit": "101"},
        {"scoreLimit": "51"},
        {"fields": "core,nothing"},
        {"cursor": "%%%"},
        {"cursor": "e30"},
        {"cursor": "\u00e9"},
        {"cursor": "bnVsbA"},
        {"filter": "[{}]"},
        {"filter": '[{"type":"string","column":"nope","operator":"=","value":"x"}]'},
        {"filter": '[{"type":"number","column":"datasetId","operator":"=","value":1}]'},
        {"filter": '[{"type":"string","column":"datasetId","operator":"matches","value":"x"}]'},
    ],
)
def test_bad_questions(client: httpx.Client, path: str, params: dict[str, str]) -> None:
    answer = client.get(f"{API}/{path}", params=WINDOW | params)
    assert answer.status_code == 400, answer.text


def test_another_project_sees_nothing(
    client: httpx.Client, stranger: httpx.Client, store: Store, dataset: Body
) -> None:
    spanned(store, 1)
    link(client, "a", "t")
    store.score(dataset_run_id="e1")
    for path in ("experiments", "experiment-items"):
        assert ask(stranger, path, fields="scores")["data"] == []
        assert len(ask(client, path)["data"]) == 2
