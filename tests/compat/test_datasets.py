"""Datasets and experiments through every released SDK: created, read, run, read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.compat.matrix import not_in_this_client
from tests.compat.sdks import SDKS, Sdk, run_driver
from tests.server import RunningServer

from gatelight.core.ids import dataset_run_id

pytestmark = pytest.mark.slow

Document = dict[str, Any]
EVERYTHING = "core,dataset,io,metadata,itemMetadata,experimentMetadata,scores"


def dataset_sdk(sdk: Sdk) -> Sdk:
    language, generation = sdk.environment.split("-")
    driver = "datasets_python.py" if language == "python" else "datasets_js.mjs"
    return replace(sdk, driver=driver, variables={"GENERATION": generation})


BY_ENVIRONMENT = {sdk.environment: dataset_sdk(sdk) for sdk in SDKS}


@pytest.fixture(scope="module", params=sorted(BY_ENVIRONMENT))
def sdk(request: pytest.FixtureRequest) -> Sdk:
    return BY_ENVIRONMENT[request.param]


@pytest.fixture(scope="module")
def document(sdk: Sdk, server: RunningServer) -> Document:
    return run_driver(sdk, server)


def by_hand(sdk: Sdk) -> bool:
    """Before there was `run_experiment`."""
    return sdk.environment in ("python-2", "js-3")


@pytest.fixture(scope="module")
def listed(server: RunningServer, document: Document) -> Callable[..., list[Document]]:
    """Rows of our own experiment lists, which only the newest clients can read."""

    def read(path: str, **params: str) -> list[Document]:
        answer = httpx.get(
            f"{server.url}/api/public/{path}",
            params={"fromStartTime": "2020-01-01T00:00:00Z"} | params,
            auth=server.auth,
            trust_env=False,
            timeout=60,
        )
        rows: list[Document] = answer.json()["data"]
        return rows

    return read


@pytest.mark.proves("datasets: create, items, read")
def test_the_dataset_and_its_items(document: Document) -> None:
    assert document["described"] == [document["name"], "capitals", {"v": 1}]
    run = document["run"]
    assert [(item["id"], item["input"], item["expectedOutput"]) for item in document["items"]] == [
        (f"{run}-1", {"country": "Germany"}, "Berlin"),
        (f"{run}-0", {"country": "France"}, "Paris"),
    ]
    assert [item["metadata"] for item in document["items"]] == [{"number": 1}, {"number": 0}]
    assert {item["status"] for item in document["items"]} == {"ACTIVE"}


def test_items_against_the_schema(sdk: Sdk, document: Document) -> None:
    refused = sdk.environment in ("python-4", "python-5")
    assert ("country" in document["refused"]) == refused


def test_the_run_s_id_is_the_same_for_all(document: Document, server: RunningServer) -> None:
    run_name = f"run/{document['run']}"
    assert document["runId"] == dataset_run_id(server.project_id, document["datasetId"], run_name)


@pytest.mark.proves("datasets: runs")
def test_the_run_reads_back(sdk: Sdk, document: Document) -> None:
    if sdk.environment == "python-5":
        not_in_this_client()
    assert document["readRun"]["id"] == document["runId"]
    linked = {item["datasetItemId"] for item in document["readRun"]["datasetRunItems"]}
    assert linked == {item["id"] for item in document["items"]}
    assert document["runs"] == [document["readRun"]["name"]]


@pytest.mark.proves("datasets: experiment with scores")
def test_the_experiment(
    sdk: Sdk, document: Document, listed: Callable[..., list[Document]]
) -> None:
    (row,) = listed("experiments", id=document["runId"], fields="core,metadata,scores")
    assert row["itemCount"] == 2
    assert row["datasetId"] == document["datasetId"]
    assert row["name"].startswith("run/")
    if not by_hand(sdk):
        assert document["ranItems"] == 2
        assert row["description"] == "which are known"
        assert row["metadata"]["model"] == "table"
        assert [(score["name"], score["value"]) for score in row["scores"]] == [("share", 0.5)]


@pytest.mark.proves("datasets: experiment with scores")
def test_the_experiment_s_items(
    sdk: Sdk, document: Document, listed: Callable[..., list[Document]]
) -> None:
    rows = listed("experiment-items", experimentId=document["runId"], fields=EVERYTHING)
    told = {row["experimentItemId"]: row for row in rows}
    assert set(told) == {item["id"] for item in document["items"]}
    for item in document["items"]:
        row = told[item["id"]]
        country = item["input"]["country"]
        assert row["input"] == item["input"]
        assert row["output"] == {"France": "Paris", "Germany": "Bonn"}[country]
        assert row["expectedOutput"] == item["expectedOutput"]
        assert row["experimentDatasetId"] == document["datasetId"]
        assert row["experimentItemMetadata"] == item["metadata"]
        scores = [(score["name"], score["value"]) for score in row["scores"]]
        assert scores == [("right", float(country == "France"))]


@pytest.mark.proves("read back: experiments")
def test_the_newest_clients_read_the_same(
    document: Document, listed: Callable[..., list[Document]]
) -> None:
    if "experiments" not in document:
        not_in_this_client()
    (row,) = document["experiments"]
    assert (row["id"], row["itemCount"]) == (document["runId"], 2)
    assert [score["name"] for score in row["scores"]] == ["share"]
    ours = listed("experiment-items", experimentId=document["runId"])
    assert [item["id"] for item in document["experimentItems"]] == [item["id"] for item in ours]


def test_no_complaint_was_printed(document: Document) -> None:
    assert "rror" not in document["printed"], document["printed"]
