"""Prompts through every released SDK: create, get, cache, fallback, labels, composition."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from tests.compat.matrix import not_in_this_client
from tests.compat.sdks import SDKS, Sdk, run_driver
from tests.server import RunningServer

pytestmark = pytest.mark.slow

Document = dict[str, Any]


def prompt_sdk(sdk: Sdk) -> Sdk:
    language, generation = sdk.environment.split("-")
    driver = "prompts_python.py" if language == "python" else "prompts_js.mjs"
    return replace(sdk, driver=driver, variables={"GENERATION": generation})


BY_ENVIRONMENT = {sdk.environment: prompt_sdk(sdk) for sdk in SDKS}


@pytest.fixture(scope="module", params=sorted(BY_ENVIRONMENT))
def sdk(request: pytest.FixtureRequest) -> Sdk:
    return BY_ENVIRONMENT[request.param]


@pytest.fixture(scope="module")
def document(sdk: Sdk, server: RunningServer) -> Document:
    return run_driver(sdk, server)


@pytest.mark.proves("prompts: create and get")
def test_created_and_read(document: Document) -> None:
    first = document["first"]
    assert first == document["created"]
    assert first["name"] == document["name"]
    assert (first["version"], first["prompt"]) == (1, "Hello {{who}}")
    assert first["config"] == {"model": "gpt-4o", "temperature": 0.5}
    assert (first["labels"], first["tags"]) == (["production", "latest"], ["greeting"])
    assert first["commitMessage"] == "First"
    assert first["isFallback"] is False
    assert document["compiled"] == "Hello Ada"


@pytest.mark.proves("prompts: cache and fresh read")
def test_the_sdk_s_cache_and_a_fresh_read(document: Document) -> None:
    assert document["cached"] == document["first"]
    fresh = document["fresh"]
    assert (fresh["version"], fresh["prompt"]) == (2, "Bye {{who}}")
    assert (fresh["labels"], fresh["tags"]) == (["production", "latest"], ["greeting"])
    assert document["byLatest"] == fresh
    assert (document["byVersion"]["version"], document["byVersion"]["labels"]) == (1, [])


@pytest.mark.proves("prompts: labels")
def test_labels_move(document: Document) -> None:
    assert (document["moved"]["version"], document["staging"]["version"]) == (1, 1)
    assert document["moved"]["labels"] == ["production", "staging"]


@pytest.mark.proves("prompts: chat and placeholders")
def test_chat_with_placeholders(sdk: Sdk, document: Document) -> None:
    messages = [
        {"role": message["role"], "content": message["content"]} for message in document["chat"]
    ]
    history = [] if sdk.environment == "python-2" else [{"role": "user", "content": "Hi"}]
    assert messages == [{"role": "system", "content": "You are kind"}, *history]


@pytest.mark.proves("prompts: composition")
def test_composition(document: Document) -> None:
    assert document["composed"] == "<Hello {{who}}>"


@pytest.mark.proves("prompts: fallback")
def test_fallback_and_errors(sdk: Sdk, document: Document) -> None:
    fallback = document["fallback"]
    assert fallback["isFallback"] is True
    assert (fallback["prompt"], fallback["compiled"]) == ("Instead of {{x}}", "Instead of it")
    assert "not found" in document["missing"].lower()
    if sdk.environment != "js-3":  # it takes the body of a 400 for the prompt
        assert "type chat" in document["otherType"]


@pytest.mark.proves("prompts: list")
def test_listed(document: Document) -> None:
    (row,) = document["listed"]
    assert document["total"] == 1
    assert (row["name"], row["versions"]) == (document["name"], [1, 2])
    assert row["labels"] == ["production", "staging", "latest"]
    assert row["tags"] == ["greeting"]
    assert row.get("lastConfig", row.get("last_config", {})) == {}


@pytest.mark.proves("prompts: delete")
def test_deleted(sdk: Sdk, document: Document) -> None:
    if "left" not in document:
        assert sdk.environment in ("python-2", "js-3")
        not_in_this_client()
    assert "not found" in document["afterDelete"].lower()
    assert document["left"]["version"] == 1
    assert document["left"]["labels"] == ["production", "staging", "latest"]


@pytest.mark.parametrize("name", ["a%2Fb", "what?now", "100%", "a/versions/7", "ü b"])
def test_a_name_is_decoded_once(server: RunningServer, name: str) -> None:
    """Over a real connection: test clients decode paths twice."""
    with httpx.Client(base_url=server.url, auth=server.auth, trust_env=False, timeout=60) as client:
        body = {"name": name, "prompt": "x", "labels": ["production"]}
        assert client.post("/api/public/v2/prompts", json=body).status_code == 201
        path = f"/api/public/v2/prompts/{quote(name, safe='')}"
        assert client.get(path).json()["name"] == name
        moved = client.patch(f"{path}/versions/1", json={"newLabels": ["x"]})
        assert moved.json()["labels"] == ["production", "x", "latest"]
        assert client.delete(path).status_code == 204
        assert client.get(path).status_code == 404
