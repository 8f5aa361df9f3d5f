"""Versions, labels, tags and deletion of prompts over HTTP, on both record stores."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.prompts.calls import PATH, create, delete, get, label, post, read
from tests.record_app import MINE, TwoProjects

from gatelight.prompts.schemas import PromptAnswer

pytestmark = pytest.mark.long

SHAPE = {
    "id": str,
    "createdAt": str,
    "updatedAt": str,
    "projectId": str,
    "createdBy": str,
    "name": str,
    "version": int,
    "type": str,
    "tags": list,
    "labels": list,
    "isActive": bool,
}


def test_a_text_prompt_reads_back_as_it_was_created(client: TestClient) -> None:
    config = {"model": "gpt-4o", "nested": {"a": [1, None]}, "ü": 1.5}
    created = create(
        client,
        "greeting",
        "Hello {{name}}",
        config=config,
        labels=["production", "eu.west-1"],
        tags=["a", "b"],
        commitMessage="First",
    )
    assert {key: type(created[key]) for key in SHAPE} == SHAPE
    assert created.keys() == {field.alias for field in PromptAnswer.model_fields.values()}
    assert created["projectId"] == MINE
    assert created["createdAt"].endswith("Z")
    assert created["labels"] == ["production", "eu.west-1", "latest"]
    assert (created["config"], created["tags"]) == (config, ["a", "b"])
    assert (created["version"], created["type"], created["isActive"]) == (1, "text", True)
    assert (created["commitMessage"], created["resolutionGraph"]) == ("First", None)
    assert read(client, "greeting") == created


def test_a_chat_prompt_with_placeholders(client: TestClient) -> None:
    messages = [
        {"role": "system", "content": "You are {{role}}"},
        {"type": "placeholder", "name": "history"},
        {"type": "chatmessage", "role": "user", "content": ""},
    ]
    create(client, "chat", messages, type="chat", labels=["production"], config=None)
    found = read(client, "chat")
    assert (found["prompt"], found["type"], found["config"]) == (messages, "chat", {})


@pytest.mark.parametrize(
    "name", ["folder/sub dir/pr", "100%", "what?", "a/versions/3", "ü#&=+;", "a.b..c"]
)
def test_any_name_is_found_by_its_escaped_path(client: TestClient, name: str) -> None:
    create(client, name, labels=["production"])
    assert read(client, name)["name"] == name
    assert label(client, name, 1, "x").json()["labels"] == ["production", "x", "latest"]
    assert client.get("/api/public/prompts", params={"name": name}).json()["name"] == name
    assert delete(client, name).status_code == 204
    assert get(client, name).status_code == 404


def test_bare_slashes_of_the_python_sdk_2(client: TestClient) -> None:
    create(client, "folder/prompt", labels=["production"])
    assert client.get(f"{PATH}/folder/prompt").json()["name"] == "folder/prompt"
    answer = client.patch(f"{PATH}/folder/prompt/versions/1", json={"newLabels": ["x"]})
    assert answer.status_code == 200


def test_versions_count_up_and_latest_follows(client: TestClient) -> None:
    for number in (1, 2, 3):
        assert create(client, "p", f"text {number}")["version"] == number
    assert read(client, "p", label="latest")["prompt"] == "text 3"
    assert read(client, "p", version=1)["labels"] == []
    assert read(client, "p", version=2)["prompt"] == "text 2"


def test_the_default_is_production_and_nothing_else(client: TestClient) -> None:
    create(client, "p")
    missing = get(client, "p")
    assert missing.status_code == 404
    assert missing.json()["error"] == "LangfuseNotFoundError"
    assert "label production" in missing.json()["message"]
    label(client, "p", 1, "production")
    assert read(client, "p")["version"] == 1


@pytest.mark.parametrize("params", [{"version": 9}, {"label": "nowhere"}, {"version": 2**31 - 1}])
def test_what_is_not_there_is_a_404(client: TestClient, params: dict[str, Any]) -> None:
    create(client, "p")
    assert get(client, "p", **params).status_code == 404
    assert delete(client, "p", **params).status_code == 404
    assert get(client, "other", **params).status_code == 404


def test_version_and_label_exclude_each_other(client: TestClient) -> None:
    create(client, "p")
    assert get(client, "p", version=1, label="latest").status_code == 400


@pytest.mark.parametrize("version", ["0", "-1", "x", "1.5", "99999999999999999999"])
def test_versions_are_numbers(client: TestClient, version: str) -> None:
    create(client, "p")
    assert get(client, "p", version=version).status_code == 400
    assert delete(client, "p", version=version).status_code == 400
    answer = client.patch(f"{PATH}/p/versions/{version}", json={"newLabels": ["x"]})
    assert answer.status_code == 400


def test_a_label_is_on_one_version_at_a_time(client: TestClient) -> None:
    create(client, "p", labels=["production", "staging"])
    create(client, "p", labels=["production"])
    assert read(client, "p")["version"] == 2
    assert read(client, "p", version=1)["labels"] == ["staging"]
    moved = label(client, "p", 1, "production", "fresh")
    assert moved.status_code == 200
    assert moved.json()["labels"] == ["staging", "production", "fresh", "latest"][:3]
    assert read(client, "p")["version"] == 1
    assert read(client, "p", version=2)["labels"] == ["latest"]


def test_labels_of_other_names_stay(client: TestClient) -> None:
    create(client, "p", labels=["production"])
    create(client, "q", labels=["production"])
    create(client, "q", labels=["production"])
    assert read(client, "p")["version"] == 1


def test_latest_cannot_be_moved(client: TestClient) -> None:
    create(client, "p")
    create(client, "p")
    assert label(client, "p", 1, "latest").status_code == 400
    assert label(client, "p", 3, "x").status_code == 404
    assert label(client, "none", 1, "x").status_code == 404


def test_tags_belong_to_all_versions(client: TestClient) -> None:
    create(client, "p", tags=["one"])
    create(client, "p", tags=["two", "two", "three"])
    assert read(client, "p", version=1)["tags"] == ["two", "three"]
    assert create(client, "p", tags=None)["tags"] == ["two", "three"]
    assert create(client, "p")["tags"] == ["two", "three"]
    assert create(client, "p", tags=[])["tags"] == []
    assert read(client, "p", version=1)["tags"] == []


def test_the_type_of_a_name_never_changes(client: TestClient) -> None:
    create(client, "p")
    refused = post(client, "p", [{"role": "user", "content": "Hi"}], type="chat")
    assert refused.status_code == 400
    assert "type text" in refused.json()["message"]
    assert get(client, "p", version=2).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": "/a"},
        {"name": "a/"},
        {"name": "a//b"},
        {"name": "a|b"},
        {"name": "a\nb"},
        {"name": "new"},
        {"name": "x" * 501},
        {"name": None},
        {"prompt": None},
        {"prompt": {"a": 1}},
        {"prompt": [{"role": "user", "content": "text needs type chat"}]},
        {"type": "chat"},
        {"type": "chat", "prompt": [{"role": "user"}]},
        {"type": "chat", "prompt": [{"role": "user", "content": ["a"]}]},
        {"type": "chat", "prompt": [{"type": "placeholder"}]},
        {"type": "chat", "prompt": [{"type": "other", "role": "user", "content": ""}]},
        {"type": "poem"},
        {"labels": ["Upper"]},
        {"labels": ["x" * 37]},
        {"labels": ["a\n"]},
        {"labels": "production"},
        {"tags": [1]},
        {"commitMessage": "x" * 501},
        {"config": {"big": 2**70}},
    ],
)
def test_what_cannot_be_a_prompt_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    answer = client.post(PATH, json={"name": "p", "prompt": "text"} | body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["message"]
    assert client.get(PATH).json()["meta"]["totalItems"] == 0


def test_deleting_versions_labels_and_all(client: TestClient) -> None:
    for labels in (["a"], ["b"], ["c"], []):
        create(client, "p", labels=labels)
    assert delete(client, "p", version=4).status_code == 204
    assert read(client, "p", label="latest")["version"] == 3
    assert delete(client, "p", label="b").status_code == 204
    assert delete(client, "p", label="b").status_code == 404
    assert delete(client, "p", label="a", version=3).status_code == 404
    row = client.get(PATH).json()["data"][0]
    assert (row["versions"], row["labels"]) == ([1, 3], ["a", "c", "latest"])
    assert delete(client, "p").status_code == 204
    assert client.get(PATH).json()["data"] == []
    assert create(client, "p", [], type="chat")["version"] == 1


def test_legacy_prompts(client: TestClient) -> None:
    path = "/api/public/prompts"
    first = client.post(path, json={"name": "old", "prompt": "A", "isActive": True})
    assert first.status_code == 201
    assert first.json()["labels"] == ["production", "latest"]
    second = {"name": "old", "prompt": "B", "isActive": False, "config": {"t": 1}}
    assert client.post(path, json=second).json()["isActive"] is False
    assert client.get(path, params={"name": "old"}).json()["prompt"] == "A"
    assert client.get(path, params={"name": "old", "version": 2}).json()["config"] == {"t": 1}
    assert client.get(path).status_code == 400
    assert client.get(path, params={"name": "none"}).status_code == 404


def test_another_project_sees_and_changes_nothing(projects: TwoProjects) -> None:
    mine, theirs = projects.mine, projects.theirs
    before = create(mine, "p", labels=["production"], tags=["t"])
    assert get(theirs, "p").status_code == 404
    assert label(theirs, "p", 1, "stolen").status_code == 404
    assert delete(theirs, "p").status_code == 404
    assert theirs.get(PATH, params={"tag": "t"}).json()["data"] == []
    assert create(theirs, "p", "theirs", labels=["production"])["version"] == 1
    refers = post(theirs, "q", "@@@langfusePrompt:name=p|version=1@@@")
    assert refers.status_code == 201
    assert read(theirs, "q", label="latest")["prompt"] == "theirs"
    assert read(mine, "p") == before
    assert delete(mine, "p").status_code == 204  # their reference is to their own
