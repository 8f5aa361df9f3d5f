"""Observations name a prompt and its version; reads tell which prompt of the project that is."""

from __future__ import annotations

from fastapi.testclient import TestClient
from tests.prompts.calls import create
from tests.store import Store

V2 = "/api/public/v2/observations"


def test_the_id_of_the_version(store: Store, api: TestClient) -> None:
    ids = [create(api, name)["id"] for name in ("greeting", "greeting", "other")]
    store.observation(id="first", prompt_name="greeting", prompt_version=1)
    store.observation(id="second", prompt_name="greeting", prompt_version=2)
    store.observation(id="third", prompt_name="other", prompt_version=1)
    store.observation(id="unknown", prompt_name="other", prompt_version=2)
    store.observation(id="strange", prompt_name="a\0b", prompt_version=1)
    store.observation(id="none")
    wanted = dict(zip(("first", "second", "third"), ids, strict=True))
    wanted |= dict.fromkeys(("unknown", "strange", "none"))
    listed = api.get("/api/public/observations").json()["data"]
    assert {row["id"]: row["promptId"] for row in listed} == wanted
    asked = api.get(V2, params={"fields": "prompt"}).json()["data"]
    assert {row["id"]: row["promptId"] for row in asked} == wanted
    assert api.get("/api/public/observations/second").json()["promptId"] == ids[1]
    assert "promptId" not in api.get(V2).json()["data"][0]
