"""Skills over HTTP: versions, labels, tags, texts by hash, and what is refused."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import httpx
import pytest
from tests.whole_app import WholeApp, whole_app

pytestmark = pytest.mark.long

PATH = "/api/public/unstable/skills"


def manifest(name: str = "review", more: str = "", text: str = "Read first.") -> dict[str, str]:
    head = f"---\nname: {name}\ndescription: Reviews code.\n{more}---\n"
    return {"path": "SKILL.md", "content": head + text}


def digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    with whole_app(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture
def app(running: WholeApp) -> WholeApp:
    """Without skills."""
    for row in running.get(PATH).json()["data"]:
        for version in range(1, row["latestVersion"] + 1):
            running.send("DELETE", f"{PATH}/{row['name']}/versions/{version}", b"")
    return running


def create(app: WholeApp, *files: dict[str, str], **more: Any) -> dict[str, Any]:
    answer = app.post(PATH, {"files": list(files)} | more)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def patch(app: WholeApp, path: str, body: Any) -> httpx.Response:
    return app.send("PATCH", f"{PATH}{path}", httpx.Request("PATCH", "http://x", json=body).content)


def test_versions_labels_and_tags(app: WholeApp) -> None:
    script = {"path": "scripts/run.py", "content": "print('é')\n"}
    first = create(app, manifest(more="license: MIT\n"), script, commitMessage="first")
    assert (first["name"], first["version"], first["labels"]) == ("review", 1, ["latest"])
    assert first["frontmatter"]["license"] == "MIT"
    assert [file["path"] for file in first["files"]] == ["SKILL.md", "scripts/run.py"]
    assert first["files"][1]["contentLength"] == len("print('é')\n".encode())
    assert first["files"][1]["sha256Hash"] == digest("print('é')\n")

    again = {"path": "scripts/run.py", "sha256Hash": digest("print('é')\n")}
    second = create(app, manifest(text="Read twice."), again)
    assert second["version"] == 2
    assert second["files"][1]["blobId"] == first["files"][1]["blobId"]

    assert app.get(f"{PATH}/review").status_code == 404  # nothing is in production yet
    labelled = patch(app, "/review/versions/1", {"labels": ["production", "stable"]}).json()
    assert labelled["labels"] == ["production", "stable"]
    assert app.get(f"{PATH}/review").json()["version"] == 1
    moved = patch(app, "/review/versions/2", {"labels": ["production", "latest"]}).json()
    assert moved["labels"] == ["production", "latest"]
    assert app.get(f"{PATH}/review", version="1").json()["labels"] == ["stable"]
    assert app.get(f"{PATH}/review", label="latest").json()["version"] == 2

    tagged = patch(app, "/review", {"tags": ["code", "code"]}).json()
    assert (tagged["version"], tagged["tags"]) == (2, ["code"])
    assert app.get(f"{PATH}/review", version="1").json()["tags"] == ["code"]


def test_lists(app: WholeApp) -> None:
    for name in ("b", "a", "c"):
        create(app, manifest(name))
    create(app, manifest("a"))
    patch(app, "/a/versions/1", {"labels": ["production"]})
    patch(app, "/c", {"tags": ["x"]})
    page = app.get(PATH, limit=2).json()
    assert [row["name"] for row in page["data"]] == ["a", "b"]
    assert (page["data"][0]["latestVersion"], page["data"][0]["productionVersion"]) == (2, 1)
    assert page["data"][1]["productionVersion"] is None
    assert page["meta"]["hasNextPage"] and page["meta"]["totalItems"] == 3
    assert not app.get(PATH, limit=2, page=2).json()["meta"]["hasNextPage"]
    assert [row["name"] for row in app.get(PATH, tag="x").json()["data"]] == ["c"]
    assert [row["name"] for row in app.get(PATH, name="b").json()["data"]] == ["b"]
    assert len(app.get(PATH, search="REVIEWS").json()["data"]) == 3
    assert app.get(PATH, search="%").json()["data"] == []
    assert app.get(PATH, fromUpdatedAt="2099-01-01T00:00:00Z").json()["data"] == []


def test_texts_by_hash(app: WholeApp) -> None:
    create(app, manifest(), {"path": "a.txt", "content": "a"}, {"path": "b.txt", "content": "b"})
    wanted = f"{digest('b')},{digest('a')}"
    answer = app.get(f"{PATH}/files/content", sha256Hashes=wanted).json()
    assert [row["content"] for row in answer["data"]] == ["b", "a"]
    assert app.get(f"{PATH}/files/content", sha256Hashes=digest("z")).status_code == 404
    for bad in ("", "x", digest("a") + ",", ",".join([digest(str(n)) for n in range(51)])):
        answer = app.get(f"{PATH}/files/content", sha256Hashes=bad)
        assert answer.status_code == 400, bad
        assert answer.json()["code"] in ("invalid_query", "invalid_body", "invalid_request")


def test_deleting(app: WholeApp) -> None:
    create(app, manifest(), {"path": "a.txt", "content": "only in one"})
    create(app, manifest())
    deleted = app.send("DELETE", f"{PATH}/review/versions/1", b"")
    assert deleted.json() == {"deleted": True}
    gone = digest("only in one")
    assert app.get(f"{PATH}/files/content", sha256Hashes=gone).status_code == 404
    assert app.get(f"{PATH}/review", version="1").status_code == 404
    assert app.send("DELETE", f"{PATH}/review/versions/2", b"").status_code == 200
    assert app.get(PATH).json()["data"] == []
    assert create(app, manifest())["version"] == 1


@pytest.mark.parametrize(
    "files",
    [
        [],
        [{"path": "a.txt", "content": "a"}],
        [manifest(), manifest()],
        [manifest(), {"path": "../a", "content": "a"}],
        [manifest(), {"path": "/a", "content": "a"}],
        [manifest(), {"path": "a\\b", "content": "a"}],
        [manifest(), {"path": "a", "content": "\x00"}],
        [manifest(), {"path": "a"}],
        [manifest(), {"path": "a", "content": "a", "sha256Hash": digest("a")}],
        [manifest("Not A Name")],
        [{"path": "SKILL.md", "content": "no head"}],
        [{"path": "SKILL.md", "content": "---\n[1]\n---\n"}],
        [{"path": "SKILL.md", "content": "---\nname: a\n---\n"}],
        [manifest(more="when: 2024-99-99\n")],
        [manifest(more="big: 99999999999999999999999\n")],
        [manifest(more="a: &a [1]\nb: *a\n")],
        [manifest(more="a: " + "[" * 2000 + "\n")],
        [manifest(more="a: !!python/object:os.system {}\n")],
    ],
)
def test_what_is_refused(app: WholeApp, files: list[Any]) -> None:
    answer = app.post(PATH, {"files": files})
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] == "invalid_body"
    assert app.get(PATH).json()["data"] == []


def test_a_hash_that_is_not_there(app: WholeApp) -> None:
    answer = app.post(PATH, {"files": [manifest(), {"path": "a", "sha256Hash": digest("a")}]})
    assert (answer.status_code, answer.json()["code"]) == (404, "resource_not_found")
    assert answer.json()["details"] == {"path": "a"}


def test_version_or_label(app: WholeApp) -> None:
    create(app, manifest())
    assert app.get(f"{PATH}/review", version="1", label="latest").status_code == 400
    assert app.get(f"{PATH}/review", version="0").status_code == 400
    assert app.get(f"{PATH}/other", version="1").json()["code"] == "resource_not_found"
