"""Every released SDK writes one story and reads it back through its own client, without a pause."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from tests.compat.sdks import SDKS, STORY, Sdk, run_driver
from tests.server import RunningServer

pytestmark = pytest.mark.slow

Document = dict[str, Any]
OBSERVATIONS = {"retrieve": "SPAN", "answer": "GENERATION", "cache-hit": "EVENT", "failing": "SPAN"}


V1 = [sdk for sdk in SDKS if sdk.v1]
V2 = [sdk for sdk in SDKS if sdk.v2]
V3 = [sdk for sdk in SDKS if sdk.v3]


def name_of(sdk: Sdk) -> str:
    return sdk.name


every_sdk = pytest.mark.parametrize("sdk", SDKS, ids=name_of)
every_v1_sdk = pytest.mark.parametrize("sdk", V1, ids=name_of)
every_v2_sdk = pytest.mark.parametrize("sdk", V2, ids=name_of)
every_v3_sdk = pytest.mark.parametrize("sdk", V3, ids=name_of)


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    """What each SDK's driver printed; each is run once."""
    return {}


@pytest.fixture
def document(sdk: Sdk, server: RunningServer, documents: dict[str, Document]) -> Document:
    if sdk.name not in documents:
        documents[sdk.name] = run_driver(sdk, server)
    return documents[sdk.name]


def read(server: RunningServer, path: str) -> Document:
    answer = httpx.get(
        f"{server.url}/api/public/{path}", auth=server.auth, trust_env=False, timeout=60
    )
    found: Document = answer.json()
    return found


def by_name(rows: list[Document]) -> dict[str, Document]:
    named = {row["name"]: row for row in rows}
    assert len(named) == len({row["id"] for row in rows}), "an object was read back twice"
    return named


def parsed(value: Any) -> Any:
    """v2 reads give input and output as raw text."""
    return json.loads(value) if isinstance(value, str) and value[:1] in '[{"' else value


def check_tree(sdk: Sdk, observations: dict[str, Document]) -> None:
    root = {STORY["trace"]["name"]} if sdk.otlp else set()
    assert set(observations) == OBSERVATIONS.keys() | root
    ids = {name: row["id"] for name, row in observations.items()}
    top = ids.get(STORY["trace"]["name"])
    parents = {"retrieve": top, "answer": ids["retrieve"], "cache-hit": ids["retrieve"]}
    parents["failing"] = top
    for name, kind in OBSERVATIONS.items():
        assert observations[name]["type"] == kind
        assert observations[name].get("parentObservationId") == parents[name], name
        assert observations[name]["startTime"]
    assert observations["retrieve"]["endTime"]


def check_generation(row: Document) -> None:
    told = STORY["answer"]
    assert parsed(row["input"]) == told["input"]
    assert parsed(row["output"]) == told["output"]
    assert row["usageDetails"] == told["usageDetails"]
    assert row["costDetails"] == pytest.approx(told["costDetails"])
    parameters = parsed(row["modelParameters"])
    assert {name: str(value) for name, value in parameters.items()} == {
        name: str(value) for name, value in told["modelParameters"].items()
    }
    assert (row["promptName"], row["promptVersion"]) == (told["promptName"], told["promptVersion"])


def check_levels(observations: dict[str, Document]) -> None:
    for name in ("cache-hit", "failing"):
        assert observations[name]["level"] == STORY[name]["level"]
        assert observations[name]["statusMessage"] == STORY[name]["statusMessage"]
    assert observations["retrieve"]["level"] == "DEFAULT"


def check_span(sdk: Sdk, row: Document) -> None:
    told = STORY["retrieve"]
    assert parsed(row["input"]) == told["input"]
    assert parsed(row["output"]) == told["output"]
    metadata = row["metadata"]
    assert parsed(metadata["nested"]) == told["metadata"]["nested"]
    # Only Python 5 sends types that survive text; from older senders "123" may read as 123.
    exact = sdk.environment == "python-5"
    for name in ("hits", "cached", "code"):
        value, wanted = metadata[name], told["metadata"][name]
        assert value == wanted if exact else str(value).lower() == str(wanted).lower(), name


@pytest.mark.proves("read back: v1 traces")
@every_v1_sdk
def test_trace_reads_back_whole(document: Document) -> None:
    trace, told, run = document["trace"], STORY["trace"], document["run"]
    assert trace["id"] == document["traceId"]
    assert trace["name"] == told["name"]
    assert trace["userId"] == f"ada-{run}"
    assert trace["sessionId"] == f"basket-{run}"
    assert sorted(trace["tags"]) == told["tags"]
    assert trace["metadata"]["plan"] == told["metadata"]["plan"]
    assert trace["input"] == told["input"]
    assert trace["output"] == told["output"]
    assert trace["version"] == told["version"]
    assert trace["release"] == told["release"]
    assert trace["public"] is True
    assert trace["totalCost"] == pytest.approx(STORY["answer"]["costDetails"]["total"])
    assert trace["latency"] >= 0
    assert trace["htmlPath"].endswith(f"/traces/{trace['id']}")


@pytest.mark.proves("read back: v1 observations")
@every_v1_sdk
def test_observations_of_a_trace(sdk: Sdk, document: Document) -> None:
    observations = by_name(document["observations"])
    check_tree(sdk, observations)
    check_levels(observations)
    check_span(sdk, observations["retrieve"])
    check_generation(observations["answer"])
    assert observations["answer"]["model"] == STORY["answer"]["model"]


@every_v1_sdk
def test_one_generation_by_id(document: Document) -> None:
    check_generation(document["generation"])
    assert document["generation"]["name"] == "answer"
    assert document["generation"]["traceId"] == document["traceId"]
    assert document["generation"]["usage"]["input"] == STORY["answer"]["usageDetails"]["input"]


@pytest.mark.proves("read back: scores of a trace")
@every_v1_sdk
def test_scores_of_a_trace(document: Document) -> None:
    scores, told = by_name(document["scores"]), STORY["scores"]
    assert set(scores) == set(told)
    assert scores["quality"]["value"] == told["quality"]["value"]
    assert scores["quality"]["comment"] == told["quality"]["comment"]
    assert scores["quality"]["dataType"] == "NUMERIC"
    assert scores["correct"]["dataType"] == "BOOLEAN"
    assert (scores["correct"]["value"], scores["correct"]["stringValue"]) == (1, "True")
    assert scores["correct"]["observationId"] == document["generation"]["id"]
    assert scores["verdict"]["dataType"] == "CATEGORICAL"
    assert scores["verdict"]["stringValue"] == told["verdict"]["value"]


@pytest.mark.proves("read back: v1 lists and filters")
@every_v1_sdk
def test_lists_find_it_at_once(document: Document) -> None:
    assert document["tracesOfUser"] == [document["traceId"]]
    assert document["tracesOfSession"] == [document["traceId"]]
    if "listedScores" in document:
        assert document["listedScores"] == sorted(STORY["scores"])
    if "sessionListed" in document:
        assert document["sessionListed"] is True


@every_sdk
def test_filter_by_type(document: Document) -> None:
    assert len(document["generations"]) == 1


@every_sdk
def test_keys_are_accepted(document: Document) -> None:
    assert document.get("authenticated", True) is True


@pytest.mark.proves("read back: v2 observations")
@every_v2_sdk
def test_v2_observations(sdk: Sdk, document: Document) -> None:
    observations, told, run = by_name(document["observationsV2"]), STORY["trace"], document["run"]
    check_tree(sdk, observations)
    check_levels(observations)
    check_span(sdk, observations["retrieve"])
    check_generation(observations["answer"])
    for row in observations.values():
        assert row["traceId"] == document["traceId"]
        assert row["userId"] == f"ada-{run}"
        assert row["sessionId"] == f"basket-{run}"
        assert row["environment"] == told["environment"]
        assert row["traceName"] == told["name"]
        assert sorted(row["tags"]) == told["tags"]
        assert row["version"] == told["version"]


@pytest.mark.proves("read back: v3 scores")
@every_v3_sdk
def test_v3_scores(document: Document) -> None:
    rows = {row["id"]: row for row in document["scoresV3"]}
    scores, told = by_name(list(rows.values())), STORY["scores"]
    assert set(scores) == set(told)
    assert scores["quality"]["value"] == told["quality"]["value"]
    assert scores["quality"]["comment"] == told["quality"]["comment"]
    assert scores["correct"]["value"] is True
    assert scores["verdict"]["value"] == told["verdict"]["value"]


@pytest.mark.proves("tracing: traces, spans, generations, events")
@every_sdk
def test_traces_are_stored(sdk: Sdk, server: RunningServer, document: Document) -> None:
    """Read by our own hand: the newest clients cannot read v1."""
    trace = read(server, f"traces/{document['traceId']}")
    observations = by_name(trace["observations"])
    check_tree(sdk, observations)
    check_span(sdk, observations["retrieve"])
    assert (trace["name"], trace["userId"]) == (STORY["trace"]["name"], f"ada-{document['run']}")
    assert sorted(trace["tags"]) == STORY["trace"]["tags"]


@pytest.mark.proves("tracing: usage, cost, prompt, levels")
@every_sdk
def test_generations_are_stored(server: RunningServer, document: Document) -> None:
    trace = read(server, f"traces/{document['traceId']}")
    observations = by_name(trace["observations"])
    check_generation(observations["answer"])
    check_levels(observations)
    assert trace["totalCost"] == pytest.approx(STORY["answer"]["costDetails"]["total"])


@pytest.mark.proves("scores: written")
@every_sdk
def test_scores_are_stored(server: RunningServer, document: Document) -> None:
    scores, told = by_name(read(server, f"traces/{document['traceId']}")["scores"]), STORY["scores"]
    assert set(scores) == set(told)
    assert scores["quality"]["value"] == told["quality"]["value"]
    assert scores["quality"]["comment"] == told["quality"]["comment"]
    assert scores["correct"]["stringValue"] == "True"
    assert scores["verdict"]["stringValue"] == told["verdict"]["value"]


@pytest.mark.proves("tracing: sent without a complaint")
@every_sdk
def test_no_complaint_was_printed(document: Document) -> None:
    """SDKs log failed exports and rejected events; none may appear."""
    assert "rror" not in document["printed"], document["printed"]
